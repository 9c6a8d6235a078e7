"""Adds the commands that make and list editions to the `warraq` command."""

from __future__ import annotations

import argparse

from warraq.desk.late import load_late
from warraq.desk.options import Commands, Make


def add_edition_commands(commands: Commands, make: Make) -> None:
    """Add each command with its options."""
    release = make(
        commands,
        "release",
        load_late("editions", "release"),
        "make the last commit an edition: check it, tag it, seal it, publish it",
        'warraq release 2024.02 --note "Briefs of the winter"',
    )
    _add_edition(release)
    release.add_argument("--note", default="", metavar="TEXT", help="what readers are told of it")
    release.add_argument(
        "--note-in",
        nargs=2,
        action="append",
        default=[],
        metavar=("LANG", "TEXT"),
        help="the note in another language, ar for instance; may be given for each",
    )
    release.add_argument(
        "--sign",
        action="store_true",
        help="sign tag and seal with your key, as git tag --sign does",
    )
    release.add_argument(
        "--offline", action="store_true", help="do not ask outside links whether they live"
    )
    release.add_argument(
        "--accept-dead-links", action="store_true", help="show links that are dead, and go on"
    )
    _add_common(release)

    site = make(
        commands,
        "site",
        load_late("editions", "site"),
        "publish every tagged edition that build/site has not",
        "warraq site",
    )
    parts = site.add_mutually_exclusive_group()
    parts.add_argument(
        "--again",
        action="append",
        default=[],
        metavar="EDITION",
        help="make this edition once more; it has to come out as it was sealed",
    )
    parts.add_argument(
        "--only",
        default="",
        metavar="LANG/EDITION",
        help="render one language of one edition into build/parts, and publish nothing",
    )
    parts.add_argument(
        "--assemble",
        action="store_true",
        help="publish the editions whose parts are in build/parts, and render nothing",
    )
    _add_common(site)

    rebuild = make(
        commands,
        "rebuild",
        load_late("editions", "rebuild"),
        "seal a new rendering of a published edition, by today's styles and code",
        "warraq rebuild 2023.05",
    )
    _add_edition(rebuild)
    rebuild.add_argument(
        "--accept-other-text",
        action="store_true",
        help="seal it though the text of pages changes, not only their looks",
    )
    _add_common(rebuild)

    listing = make(
        commands,
        "editions",
        load_late("editions", "editions"),
        "list the editions with their size, pages, seal and state",
        "warraq editions",
    )
    listing.add_argument("--json", action="store_true", help="print the list as JSON")


def _add_edition(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("edition", metavar="EDITION", help="its name, year and month: 2024.02")


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--accept-warnings",
        action="store_true",
        help="seal an edition though its build has warnings",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
