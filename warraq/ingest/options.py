"""The arguments of `warraq import` and `warraq new`, apart so that others need not load them."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_import_options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `warraq import`."""
    parser.add_argument(
        "files", nargs="+", type=_name_path, metavar="FILE", help="a file or folder"
    )
    parser.add_argument("--date", default="", help="date of publication: 2023, 2023-05, 2023-05-12")
    parser.add_argument("--title", default="", help="the title, if the file does not say it")
    parser.add_argument("--kind", default="", help="what it is: update, report, joint-statement")
    parser.add_argument(
        "--slug", help="the name of its page, a-z, digits and hyphens (default: of its title)"
    )
    parser.add_argument("--language", "-l", default="", metavar="CODE", help="language of the text")
    parser.add_argument(
        "--translation",
        action="append",
        default=[],
        metavar="LANG=FILE",
        help="the same publication in another language: fills its catalog",
    )
    parser.add_argument("--update", action="store_true", help="bring pages that exist up to date")
    parser.add_argument("--yes", "-y", action="store_true", help="do not ask before an update")
    parser.add_argument(
        "--keep-going", action="store_true", help="import the good files although others are bad"
    )
    parser.add_argument(
        "--report",
        type=_name_path,
        metavar="FILE",
        help="write the report as JSON into a folder that exists; - prints it, as --json does",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _name_path(text: str) -> Path:
    if not text:  # an empty path is the folder that one stands in
        raise argparse.ArgumentTypeError("the name is empty; name a file")
    return Path(text)


def add_new_options(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `warraq new`."""
    parser.add_argument("title", metavar="TITLE", help="the title, in quotes")
    parser.add_argument("--date", default="", help="2023, 2023-05 or 2023-05-12 (default: today)")
    parser.add_argument("--kind", default="", help="what it is: update, report, joint-statement")
