"""Adds the commands of the translation desk to the `warraq` command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from warraq.desk import po

Commands = Any  # argparse keeps the class of its subparsers to itself
Run = Callable[[argparse.Namespace], int]
Make = Callable[[Commands, str, Run, str, str], argparse.ArgumentParser]
"""Makes a subcommand: its name, what runs it, its summary, an example."""


def add_desk_commands(commands: Commands, make: Make) -> None:
    """Add each command of the desk with its options."""
    update = make(
        commands, "po", po.run, "bring the catalogs up to date with the pages", "warraq po"
    )
    _add_language(update, "update this language only; may be given more than once")


def _add_language(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--language", "-l", action="append", default=[], metavar="CODE", help=what)
