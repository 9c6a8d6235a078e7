"""The arguments of `warraq verify`, `bag` and `sign`, apart so that others load no more."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from warraq.desk.late import load_late


def add_trust_commands(
    commands: Any, make: Callable[[Any, str, Any, str, str], argparse.ArgumentParser]
) -> None:
    """Add the commands with their options."""
    _add_verify_options(
        make(
            commands,
            "verify",
            load_late("trust", "run_verify"),
            "check that published editions are as they were sealed",
            "warraq verify build/site 2024.02",
        )
    )
    _add_bag_options(
        make(
            commands,
            "bag",
            load_late("trust", "run_bag"),
            "make a bag (BagIt) of an edition, to be kept elsewhere",
            "warraq bag 2024.02",
        )
    )
    _add_sign_options(
        make(
            commands,
            "sign",
            load_late("trust", "run_sign"),
            "sign or time-stamp the record of an edition",
            "warraq sign 2024.02 --minisign archive.key",
        )
    )


def _add_verify_options(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = (
        f"{parser.description}\n\nThe site may be any copy of it: neither conf.py nor what was "
        "built before is needed.\nExit code: 0 all is good, 1 something is not, 2 unusable input."
    )
    parser.add_argument(
        "site",
        nargs="?",
        metavar="SITE",
        help="the folder of the site (default: build/site)",
    )
    parser.add_argument(
        "editions", nargs="*", metavar="EDITION", help="these only: 2024.02; else all and latest"
    )
    parser.add_argument(
        "--alone",
        action="store_true",
        help="compare neither with the tags and seals of the git repository in --root nor with "
        "what the archive there gives beside the editions",
    )
    parser.add_argument(
        "--minisign-key",
        default="",
        metavar="KEY",
        help="check signatures with this public key of minisign (a file or the key)",
    )
    parser.add_argument(
        "--gpg-key",
        default="",
        metavar="KEY",
        help="check signatures with this public key of GnuPG (a file or a whole fingerprint)",
    )
    parser.add_argument(
        "--timestamp-ca",
        default="",
        metavar="FILE",
        help="check time stamps with these certificates of their authority",
    )
    parser.add_argument("--all", action="store_true", help="show every finding of a long list")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")


def _add_bag_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("edition", metavar="EDITION", help="its name: 2024.02")
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        help="the folder to make (default: build/bags/EDITION)",
    )
    _add_site(parser)


def _add_sign_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("edition", metavar="EDITION", help="its name: 2024.02")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--minisign", type=Path, metavar="FILE", help="the secret key of minisign")
    how.add_argument("--gpg", metavar="KEY", help="a key of your keyring of GnuPG")
    how.add_argument(
        "--timestamp-request",
        action="store_true",
        help="write a request (.tsq) to be sent to a time-stamp authority (RFC 3161)",
    )
    how.add_argument(
        "--timestamp-reply", type=Path, metavar="FILE", help="keep the authority's reply (.tsr)"
    )
    _add_site(parser)


def _add_site(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--site", type=Path, metavar="DIR", help="the published site (default: build/site)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
