"""The arguments of `warraq po-export` and `warraq po-import`, apart so that others load no more."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from warraq.desk.late import load_late


def add_exchange_commands(
    commands: Any, make: Callable[[Any, str, Any, str, str], argparse.ArgumentParser]
) -> None:
    """Add both commands with their options."""
    _add_export_options(
        make(
            commands,
            "po-export",
            load_late("exchange", "run_export"),
            "write translations for other tools: TMX (a memory), XLIFF (work for a translator)",
            "warraq po-export ar.xlf --language ar --untranslated",
        )
    )
    _add_import_options(
        make(
            commands,
            "po-import",
            load_late("exchange", "run_import"),
            "take translations from a TMX or XLIFF file into the catalogs",
            "warraq po-import ar.xlf --language ar",
        )
    )


def _add_export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="what to write: .tmx, .xlf, .xliff")
    parser.add_argument(
        "pages", nargs="*", metavar="PAGE", help="only these: briefs/2023/slug, or a folder of them"
    )
    _add_language(parser)
    parser.add_argument(
        "--untranslated",
        action="store_true",
        help="only what has no finished translation (XLIFF)",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="what to read: .tmx, .xlf, .xliff")
    _add_language(parser)
    parser.add_argument(
        "--near", action="store_true", help="offer translations of like texts as fuzzy (TMX)"
    )
    parser.add_argument(
        "--replace", action="store_true", help="overwrite finished translations too"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, write nothing"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language",
        "-l",
        metavar="CODE",
        help="the language of the translations; may be left out where the archive has only one",
    )
