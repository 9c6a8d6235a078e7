"""The command `warraq status`: how far each language's translation is, page by page."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polib
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warraq.archive import Archive, ArchiveError, read_archive
from warraq.desk.common import FAILED, OK, catalogs_of, choose_languages, extract_templates
from warraq.languages import Language
from warraq.translation.compile import compile_catalogs
from warraq.translation.extract import list_templates
from warraq.translation.merge import merge_catalog
from warraq.translation.reading import CatalogError, message_key, read_catalog, refuse_rivals
from warraq.translation.status import (
    Progress,
    add_progress,
    count_progress,
    describe_progress,
    list_messages,
    tally_catalog,
)

WORDS = ("archive", "warraq", "sphinx")
"""Catalogs that are no page's: the archive's own words, the toolkit's, Sphinx's."""


@dataclass(frozen=True, slots=True)
class CatalogStatus:
    """How far one catalog is."""

    name: str
    progress: Progress
    exists: bool

    @property
    def is_page(self) -> bool:
        """Whether it is the catalog of a page."""
        return self.name not in WORDS


@dataclass(frozen=True, slots=True)
class LanguageStatus:
    """How far one language is."""

    language: Language
    catalogs: tuple[CatalogStatus, ...]

    @property
    def pages(self) -> Progress:
        """All pages together."""
        return add_progress(item.progress for item in self.catalogs if item.is_page)

    @property
    def words(self) -> Progress:
        """All that stands around the pages: kinds, places, menus, buttons."""
        return add_progress(item.progress for item in self.catalogs if not item.is_page)

    def falls_short(self, percent: int) -> bool:
        """Whether less than `percent` of the words of the pages, or around them, is translated."""
        return min(self.pages.percent, self.words.percent) < percent


def run(arguments: argparse.Namespace) -> int:
    """Print how far the translations are; returns the exit code."""
    archive = read_archive(arguments.root)
    chosen = choose_languages(archive, arguments.language)
    templates = extract_templates(archive, quiet=arguments.json)
    if templates is None:
        return FAILED
    statuses = measure_languages(archive, chosen, templates)
    if arguments.json:
        print(json.dumps(_as_data(statuses), ensure_ascii=False, indent=2))
    else:
        _show(statuses, everything=arguments.all)
    if arguments.fail_under is None:
        return OK
    short = [status for status in statuses if status.falls_short(arguments.fail_under)]
    for status in short:
        print(
            f"warraq: {status.language.code}: {status.pages.percent} % of the pages and "
            f"{status.words.percent} % of the words around them are translated; "
            f"{arguments.fail_under} % is asked of both",
            file=sys.stderr,
        )
    return FAILED if short else OK


# -- Measuring ---------------------------------------------------------------------------------


def measure_languages(
    archive: Archive, languages: Sequence[Language], templates: Path
) -> list[LanguageStatus]:
    """How far each language is, against templates of the pages as they are now; writes nothing.

    Raises ArchiveError, with every one of them, for catalogs that cannot be read.
    """
    sources = {
        path.relative_to(templates).with_suffix("").as_posix(): read_catalog(path)
        for path in sorted(templates.rglob("*.pot"))
    }
    problems: list[str] = []
    statuses = []
    for language in languages:
        folder = catalogs_of(archive, language)
        rows = []
        try:
            refused = find_refused(archive, language)
        except CatalogError as error:
            problems.append(str(error))
            continue
        names = [name.removesuffix(".po") for name in list_templates(templates, language.code)]
        if "sphinx" not in sources and (folder / "sphinx.po").is_file():
            names.append("sphinx")
        for name in names:
            path, lines = folder / f"{name}.po", refused.get(name, frozenset())
            try:
                rows.append(_measure_one(path, name, sources.get(name), lines))
            except CatalogError as error:
                problems.append(str(error))
        rows.sort(key=lambda row: (not row.is_page, row.name))
        statuses.append(LanguageStatus(language, tuple(rows)))
    if problems:
        raise ArchiveError("\n".join(problems))
    return statuses


def find_refused(archive: Archive, language: Language) -> dict[str, frozenset[int]]:
    """The lines of the entries that the build refuses, by the name of their catalog.

    What has been judged is kept in `build/`, which may be deleted. Raises CatalogError.
    """
    kept = archive.build / "po" / "judged" / language.code
    return {
        catalog.domain: frozenset(refusal.line for refusal in catalog.refusals)
        for catalog in compile_catalogs(catalogs_of(archive, language), kept)
    }


def _measure_one(
    path: Path, name: str, template: polib.POFile | None, refused: frozenset[int]
) -> CatalogStatus:
    if not path.is_file() or not path.stat().st_size:
        return CatalogStatus(name, count_progress(list_messages(template or ()), {}), False)
    catalog = read_catalog(path)
    refuse_rivals(catalog, path)
    for entry in catalog:
        if entry.linenum in refused:  # readers see the source, as if nobody had translated it
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
    if template is None:
        messages = list_messages(catalog)
    else:
        messages = list_messages(template)
        if not _has_followed(catalog, template):
            catalog, _change = merge_catalog(catalog, template, f"{name}.po")
    return CatalogStatus(name, count_progress(messages, tally_catalog(catalog)), True)


def _has_followed(catalog: polib.POFile, template: polib.POFile) -> bool:
    """Whether a catalog has every message of its template, so that a merge would change none."""
    known = {
        (*message_key(entry), bool(entry.msgid_plural)) for entry in catalog if not entry.obsolete
    }
    return all(
        (*message_key(entry), bool(entry.msgid_plural)) in known
        for entry in template
        if not entry.obsolete
    )


# -- Showing -----------------------------------------------------------------------------------


def _as_data(statuses: Sequence[LanguageStatus]) -> dict[str, object]:
    return {
        "languages": [
            {
                "language": status.language.code,
                "pages": describe_progress(status.pages),
                "words": describe_progress(status.words),
                "catalogs": [
                    {
                        "name": item.name,
                        "kind": "page" if item.is_page else "words",
                        "exists": item.exists,
                        **describe_progress(item.progress),
                    }
                    for item in status.catalogs
                ],
            }
            for status in statuses
        ]
    }


def _show(statuses: Sequence[LanguageStatus], *, everything: bool) -> None:
    console = Console(soft_wrap=True, highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, WIDE)
    for status in statuses:
        console.print(f"{status.language.name} ({status.language.code})", markup=False)
        shown = [item for item in status.catalogs if everything or item.progress.needs_work]
        rows = [_row(item.name, item.progress, exists=item.exists) for item in shown]
        rows.append(_row("all pages", status.pages, exists=True))
        table = Table(show_edge=False, pad_edge=False)
        used = [
            index
            for index, name in enumerate(HEADINGS)
            if name in ALWAYS or any(row[index] for row in rows)
        ]
        for index in used:
            name = HEADINGS[index]
            side: Literal["left", "right"] = "left" if name in FOLDED else "right"
            fold = name in FOLDED
            least = min(24, max(len(row[index]) for row in rows)) if name == "Page" else None
            table.add_column(name, justify=side, no_wrap=not fold, overflow="fold", min_width=least)
        for row in rows:
            if row is rows[-1]:
                table.add_section()
            table.add_row(*(Text(row[index]) for index in used))
        console.print(table)
        if rest := len(status.catalogs) - len(shown):
            one = "1 more is" if rest == 1 else f"{rest} more are"
            console.print(f"{one} complete and reviewed; --all shows all", style="dim")
        console.print()
    console.print("Figures are messages / words, shares are of words.", style="dim")


HEADINGS = ("Page", "Translated", "Fuzzy", "Untranslated", "Reviewed", "Stale since", "By")
ALWAYS = ("Page", "Translated", "Untranslated", "Reviewed")
FOLDED = ("Page", "By")
WIDE = 160
"""The columns of a table that goes into a file."""


def _row(name: str, progress: Progress, *, exists: bool) -> tuple[str, ...]:
    def show(words: int, messages: int) -> str:
        return f"{messages} / {words}" if messages else ""

    amounts = (progress.translated, progress.fuzzy, progress.untranslated)
    translated, *rest = (show(amount.words, amount.messages) for amount in amounts)
    behind = progress.since or ("not known" if progress.behind else "")
    return (
        name if exists else f"{name} (no catalog)",
        f"{translated}  {progress.percent} %",
        *rest,
        f"{progress.percent_reviewed} %",
        behind,
        ", ".join(progress.reviewers),
    )
