"""The command `warraq review`: a person says that translations are good as they are."""

from __future__ import annotations

import argparse
import sys
from bisect import bisect_right
from datetime import date
from pathlib import Path

from warraq.archive import Archive, ArchiveError, read_archive
from warraq.desk.common import BAD_INPUT, FAILED, OK, catalogs_of, choose_languages
from warraq.desk.lint import read_context
from warraq.files import write_atomically
from warraq.languages import Language
from warraq.translation.compile import read_plural_rule
from warraq.translation.lint.catalog import Context
from warraq.translation.lint.engine import lint_catalog
from warraq.translation.reading import CatalogError, read_catalog, refuse_rivals
from warraq.translation.review import (
    Review,
    ReviewerError,
    check_name,
    review_catalog,
    undo_review,
)
from warraq.translation.rules import Severity


def run(arguments: argparse.Namespace) -> int:
    """Mark the finished entries of catalogs; returns the exit code."""
    archive = read_archive(arguments.root)
    if not arguments.by and not arguments.undo:
        raise ArchiveError("review needs the reviewer's name; write --by NAME")
    try:
        name = check_name(arguments.by) if arguments.by else None
    except ReviewerError as error:
        raise ArchiveError(f"--by {arguments.by!r}: {error}") from error
    chosen = choose_languages(archive, arguments.language)
    found = [find_catalog(archive, chosen, text) for text in arguments.files]
    reviews, broken = [], False
    for language, path in dict.fromkeys(found):
        try:
            reviews.append(_review_one(archive, language, path, name, undo=arguments.undo))
        except CatalogError as error:
            print(f"warraq: {error}", file=sys.stderr)
            broken = True
    if broken:
        return BAD_INPUT
    for review in reviews:
        if review.after != review.before and not arguments.dry_run:
            write_atomically(review.path, review.after.encode())
        _tell(archive, review, undo=arguments.undo, dry=arguments.dry_run)
    return FAILED if any(review.refused for review in reviews) else OK


def _review_one(
    archive: Archive, language: Language, path: Path, name: str | None, *, undo: bool
) -> Review:
    if undo or name is None:
        return undo_review(path, name)
    context = read_context(archive, language.code, catalogs_of(archive, language))
    return review_catalog(path, name, date.today(), find_faults(path, context))


def find_faults(path: Path, context: Context) -> dict[int, str]:
    """What stands in the way of a review: the first error in each entry, by the entry's line.

    Raises CatalogError for a catalog that no build could read.
    """
    catalog = read_catalog(path)
    refuse_rivals(catalog, path)
    read_plural_rule(catalog, path)
    starts = sorted(entry.linenum or 1 for entry in catalog)
    faults: dict[int, str] = {}
    for found in lint_catalog(path, context):
        index = bisect_right(starts, found.line) - 1
        if found.rule.severity is Severity.ERROR and index >= 0:  # above all entries: the header
            faults.setdefault(starts[index], f"{found.message} [{found.rule.code}]")
    return faults


def find_catalog(archive: Archive, chosen: list[Language], text: str) -> tuple[Language, Path]:
    """The catalog that is meant: by its own path, its page's path, or its page's name.

    Raises ArchiveError where there is none, or where several languages have one.
    """
    path = Path(text)
    if path.suffix == ".po":
        full = _resolve(archive, path)
        for language in chosen:
            if full.is_relative_to(catalogs_of(archive, language)) and full.is_file():
                return language, full
        raise ArchiveError(f"{text}: no such catalog below {archive.catalogs}/; see warraq status")
    domain = text.rstrip("/")
    if path.suffix:
        full = _resolve(archive, path)
        if not full.is_relative_to(archive.docs) or not full.is_file():
            raise ArchiveError(f"{text}: no such page below docs/")
        domain = full.relative_to(archive.docs).with_suffix("").as_posix()
    there = []
    for language in chosen:
        folder = catalogs_of(archive, language).resolve()
        full = (folder / f"{domain}.po").resolve()
        if full.is_relative_to(folder) and full.is_file():
            there.append((language, full))
    if not there:
        raise ArchiveError(f"{text}: has no catalog; run `warraq po`, translate it, then review it")
    if len(there) > 1:
        codes = ", ".join(language.code for language, _ in there)
        raise ArchiveError(f"{text}: has catalogs in {codes}; name the language with -l CODE")
    return there[0]


def _resolve(archive: Archive, path: Path) -> Path:
    """A path from here or, where there is nothing, from the archive's folder."""
    here = path.resolve()
    return here if here.exists() else (archive.root / path).resolve()


def _tell(archive: Archive, review: Review, *, undo: bool, dry: bool) -> None:
    where = review.path
    if where.is_relative_to(archive.root):
        where = where.relative_to(archive.root)
    would = " (nothing written)" if dry else ""
    if undo:
        print(f"{where}: {review.marked} marks taken away{would}")
        return
    parts = [f"{review.marked} marked"]
    parts += [f"{review.kept} marked before"] if review.kept else []
    parts += [f"{review.untranslated} not translated"] if review.untranslated else []
    parts += [f"{len(review.refused)} refused"] if review.refused else []
    print(f"{where}: {', '.join(parts)}{would}")
    for line, why in review.refused:
        print(f"{where}:{line}: {why}", file=sys.stderr)
