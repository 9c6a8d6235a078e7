"""Adds the commands of the translation desk to the `warraq` command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from warraq.desk import lint, po, review, status
from warraq.desk.exchange_options import add_exchange_commands

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
    update.add_argument("--json", action="store_true", help="print the changes as JSON")
    add_exchange_commands(commands, make)

    state = make(
        commands,
        "status",
        status.run,
        "show how far each translation is: translated, fuzzy, stale, reviewed",
        "warraq status --language ar --fail-under 95",
    )
    _add_language(state, "show this language only; may be given more than once")
    state.add_argument("--all", action="store_true", help="show finished pages too")
    state.add_argument("--json", action="store_true", help="print every figure as JSON")
    state.add_argument(
        "--fail-under",
        type=_percent,
        metavar="N",
        help="end with 1 if less than N of a hundred words of a language are translated",
    )

    approve = make(
        commands,
        "review",
        review.run,
        "mark translations as reviewed; an entry that changes afterwards loses its mark",
        'warraq review docs/about.md -l ar --by "A Name"',
    )
    approve.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a .po file, a page such as docs/about.md, or a page's name such as about",
    )
    approve.add_argument(
        "--by",
        metavar="NAME",
        help="who has reviewed; the name becomes public, in the repository and on the site",
    )
    approve.add_argument(
        "--undo", action="store_true", help="take the marks away, those by NAME or all"
    )
    approve.add_argument("--dry-run", action="store_true", help="write nothing, say what would be")
    _add_language(approve, "the language, where a page has several; may be given more than once")

    lint.add_options(
        make(
            commands,
            "lint",
            lint.run,
            "look for what is wrong with translations: structure, characters, words, files",
            "warraq lint --language ar --strict",
        )
    )


def _percent(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 100:
        raise argparse.ArgumentTypeError(f"{text!r}: write a number from 0 to 100")
    return int(text)


def _add_language(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--language", "-l", action="append", default=[], metavar="CODE", help=what)
