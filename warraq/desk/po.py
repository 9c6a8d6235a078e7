"""The command `warraq po`: the catalogs follow the pages."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from warraq.archive import Archive, ArchiveError, read_archive
from warraq.desk.common import FAILED, OK, catalogs_of, choose_languages, extract_templates
from warraq.languages import Language
from warraq.sphinxext.interface import find_untranslated_words
from warraq.translation.names import read_names
from warraq.translation.reading import CatalogError
from warraq.translation.update import CatalogChange, sum_changes, update_catalogs


def run(arguments: argparse.Namespace) -> int:
    """Extract the pages' messages and update every language; returns the exit code."""
    archive = read_archive(arguments.root)
    chosen = choose_languages(archive, arguments.language)
    templates = extract_templates(archive, quiet=arguments.json)
    if templates is None:
        return FAILED
    done: dict[str, tuple[CatalogChange, ...]] = {}
    for language in chosen:
        try:
            done[language.code] = _update(archive, language, templates, quiet=arguments.json)
        except CatalogError as error:
            raise ArchiveError(str(error)) from error
        if not arguments.json:
            print("\n".join((*map(str, done[language.code]), _sum_up(language, done))))
    if arguments.json:
        languages = [
            {"language": code, "catalogs": [asdict(change) for change in changes]} | _count(changes)
            for code, changes in done.items()
        ]
        print(json.dumps({"languages": languages}, ensure_ascii=False, indent=1))
    return OK


def _update(
    archive: Archive, language: Language, templates: Path, *, quiet: bool
) -> tuple[CatalogChange, ...]:
    catalogs = catalogs_of(archive, language)
    with _progress(language, quiet=quiet) as report:
        return update_catalogs(
            templates,
            archive.locale,
            language.code,
            archive.title,
            names=read_names(archive.docs, catalogs, language.code),
            interface=find_untranslated_words(language.code),
            today=datetime.now(UTC).date(),
            ledger=archive.build / "po" / f"{language.code}.json",
            report=report,
        )


def _count(changes: Sequence[CatalogChange]) -> dict[str, int]:
    names = ("new", "fuzzy", "obsolete", "reused", "restored", "unmarked", "comments")
    return {name: sum(getattr(change, name) for change in changes) for name in names}


def _sum_up(language: Language, done: dict[str, tuple[CatalogChange, ...]]) -> str:
    changes = done[language.code]
    if not changes:
        return f"{language.code}: every catalog is up to date"
    counts = sum_changes(changes).list_counts()
    noun = "catalog" if len(changes) == 1 else "catalogs"
    return f"{language.code}: {len(changes)} {noun} changed: {counts}"


@contextmanager
def _progress(language: Language, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar where a person looks on and there is much to do."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    bar = Progress(*columns, console=console, transient=True, auto_refresh=False)
    task = bar.add_task(f"{language.code}: updating", total=None)
    started = False

    def report(done: int, total: int) -> None:
        nonlocal started
        if quiet or not console.is_terminal or done % 20:
            return
        if not started:
            bar.start()
            started = True
        bar.update(task, completed=done, total=total)
        bar.refresh()

    try:
        yield report
    finally:
        if started:
            bar.stop()
