"""The command `warraq po`: the catalogs follow the pages."""

from __future__ import annotations

import argparse

from warraq.archive import ArchiveError, read_archive
from warraq.desk.common import FAILED, OK, choose_languages, extract_templates
from warraq.translation.reading import CatalogError
from warraq.translation.update import update_catalogs


def run(arguments: argparse.Namespace) -> int:
    """Extract the pages' messages and update every language; returns the exit code."""
    archive = read_archive(arguments.root)
    chosen = choose_languages(archive, arguments.language)
    templates = extract_templates(archive)
    if templates is None:
        return FAILED
    for language in chosen:
        try:
            changed = update_catalogs(templates, archive.locale, language.code, archive.title)
        except CatalogError as error:
            raise ArchiveError(str(error)) from error
        for change in changed:
            print(change)
        if not changed:
            print(f"{language.code}: every catalog is up to date")
    return OK
