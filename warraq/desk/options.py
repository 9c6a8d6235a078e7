"""Adds the commands of the translation desk to the `warraq` command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from warraq.desk.exchange_options import add_exchange_commands
from warraq.desk.late import Run, load_late
from warraq.translation.lint import FORMATS
from warraq.translation.lint.silence import SPELLING

Commands = Any  # argparse keeps the class of its subparsers to itself
Make = Callable[[Commands, str, Run, str, str], argparse.ArgumentParser]
"""Makes a subcommand: its name, what runs it, its summary, an example."""


def add_desk_commands(commands: Commands, make: Make) -> None:
    """Add each command of the desk with its options."""
    update = make(
        commands, "po", load_late("po"), "bring the catalogs up to date with the pages", "warraq po"
    )
    _add_language(update, "update this language only; may be given more than once")
    update.add_argument("--json", action="store_true", help="print the changes as JSON")
    add_exchange_commands(commands, make)

    state = make(
        commands,
        "status",
        load_late("status"),
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
        load_late("review"),
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

    _add_lint_options(
        make(
            commands,
            "lint",
            load_late("lint"),
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


# -- lint ---------------------------------------------------------------------------------------

_MORE = f"""\
Doubtful (fuzzy) entries reach no page: only the rules about files (T5xx) look at them.
Obsolete entries are not looked at. An entry may break a rule of T3xx or T4xx if a
translator's comment gives the reason: {SPELLING}
The build refuses what breaks T1xx and T2xx, so no comment can allow that.
Exit code: 0 no errors, 1 errors (with --strict also warnings), 2 unusable input."""


def _add_lint_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = f"{parser.description}\n\n{_MORE}"
    add = parser.add_argument
    add("files", nargs="*", metavar="FILE", help="these catalogs or folders only")
    _add_language(parser, "look at this language only; may be given more than once")
    add("--select", type=_split, default=[], metavar="CODES", help="these rules only: T301,T4")
    add("--ignore", type=_split, default=[], metavar="CODES", help="not these rules: T410,T5")
    add("--strict", action="store_true", help="end with 1 for warnings too")
    add(
        "--fix",
        action="store_true",
        help="repair what needs no person, never structure, and show what is left",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--format", choices=FORMATS, default="text", help="how to show what is found")
    form.add_argument(
        "--json",
        action="store_const",
        dest="format",
        const="json",
        help="the same as --format json",
    )
    add("--explain", metavar="CODE", help="tell what a rule is about and stop")
    add("--guide", action="store_true", help="print all rules as a Markdown page and stop")


def _split(text: str) -> list[str]:
    return [code.strip().upper() for code in text.split(",") if code.strip()]
