"""What the commands of the desk share: exit codes, the archive's catalogs, its templates."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from warraq.archive import Archive, ArchiveError
from warraq.languages import Language
from warraq.site.progress import build_with_progress

OK, FAILED, BAD_INPUT = 0, 1, 2
"""Exit codes, as of every command: done; done with warnings or not done; unusable input."""


def choose_languages(archive: Archive, codes: Sequence[str]) -> list[Language]:
    """The languages that have catalogs, or those of them that are named.

    Raises ArchiveError for a code that has no catalogs.
    """
    source, *others = archive.languages
    known = [language.code for language in others]
    for code in codes:
        if code == source.code:
            raise ArchiveError(f"{code} is the language of the sources; it has no catalogs")
        if code not in known:
            raise ArchiveError(
                f"{code} is not a language of this archive ({', '.join(known)}); "
                "add it to archive_languages in conf.py"
            )
    return [language for language in others if not codes or language.code in codes]


def extract_templates(archive: Archive, *, quiet: bool = False) -> Path | None:
    """Write the `.pot` files of all pages and return their folder; None if the pages are wrong.

    What is wrong with them is said on standard error.
    """
    source = archive.languages[0]
    result = build_with_progress(archive, [source.code], builder="gettext", quiet=quiet)
    if result.failed:
        for outcome in result.outcomes:
            print("\n".join(outcome.messages), file=sys.stderr)
        print("warraq: correct the pages first; no catalog was looked at", file=sys.stderr)
        return None
    return archive.build / "gettext" / source.tag


def catalogs_of(archive: Archive, language: Language) -> Path:
    """The folder of a language's `.po` files."""
    return archive.locale / language.code / "LC_MESSAGES"
