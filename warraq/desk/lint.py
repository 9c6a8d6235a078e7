"""The command `warraq lint`: every catalog, looked at with every rule."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID

from warraq.archive import Archive, ArchiveError, read_archive
from warraq.desk.common import FAILED, OK, catalogs_of, choose_languages
from warraq.translation.compile import find_catalogs
from warraq.translation.lint.catalog import Context
from warraq.translation.lint.engine import (
    Diagnostic,
    count_severities,
    diagnose_catalogs,
    language_of,
    load_catalogs,
)
from warraq.translation.lint.fixing import Repair, fix_catalogs
from warraq.translation.lint.guide import explain_rule, write_guide
from warraq.translation.lint.output import format_diagnostics
from warraq.translation.lint.registry import BY_CODE, choose_rules
from warraq.translation.names import OfficialName, read_names
from warraq.translation.rules import Rule


def run(arguments: argparse.Namespace) -> int:
    """Look through the catalogs; returns the exit code."""
    if arguments.guide:
        sys.stdout.write(write_guide())
        return OK
    if arguments.explain:
        print(explain_rule(_find_rule(arguments.explain)))
        return OK
    try:
        wants = choose_rules(arguments.select, arguments.ignore)
    except ValueError as error:
        raise ArchiveError(str(error)) from error
    archive = read_archive(arguments.root)
    only = _find_files(arguments.files) if arguments.files else None
    # Machines look for a file from the archive's root, a person from here.
    base = Path.cwd() if arguments.format == "text" else archive.root
    found: list[Diagnostic] = []
    repairs: list[Repair] = []
    count = 0
    jobs = os.cpu_count() or 1
    with Progress(
        console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        for context, paths, chosen in _plan(archive, arguments.language, only):
            task = progress.add_task(context.language or "files", total=len(chosen) or 1)

            def name(path: Path, base: Path = base) -> str:
                return _near(path, base)

            def step(_: Path, task: TaskID = task) -> None:
                progress.advance(task)

            count += len(chosen)
            catalogs = load_catalogs(paths, context, name)
            if arguments.fix:
                made = fix_catalogs(catalogs, wants, chosen, jobs)
                repairs += made
                if any(not repair.refused for repair in made):
                    catalogs = load_catalogs(paths, context, name)
            found += [
                item for item in diagnose_catalogs(catalogs, chosen, step, jobs) if wants(item.rule)
            ]
    text = format_diagnostics(found, count, arguments.format, repairs)
    if text:
        print(text)
    errors, warnings = count_severities(found)
    return FAILED if errors or (arguments.strict and warnings) else OK


def find_errors(archive: Archive) -> list[Diagnostic]:
    """What the rules find wrong in the archive's catalogs, without what they only warn of."""

    def name(path: Path) -> str:
        return _near(path, archive.root)

    found: list[Diagnostic] = []
    for context, paths, chosen in _plan(archive, (), None):
        catalogs = load_catalogs(paths, context, name)
        found += diagnose_catalogs(catalogs, chosen, jobs=os.cpu_count() or 1)
    return [item for item in found if count_severities([item])[0]]


Work = tuple[Context, list[Path], frozenset[Path]]
"""A language's facts, all its catalogs, and those that are to be looked at."""


def _plan(archive: Archive, codes: Collection[str], only: frozenset[Path] | None) -> list[Work]:
    work: list[Work] = []
    rest = set(only or ())
    for language in choose_languages(archive, list(codes)):
        folder = catalogs_of(archive, language)
        paths = list(find_catalogs(folder))
        chosen = frozenset(paths) if only is None else frozenset(rest & set(paths))
        rest -= chosen
        if only is None or chosen:
            work.append((read_context(archive, language.code, folder), paths, chosen))
    strange: dict[str, list[Path]] = {}
    for path in sorted(rest):
        if codes and language_of(path) not in codes:
            continue
        strange.setdefault(language_of(path), []).append(path)
    source = archive.languages[0].code
    work += [(Context(code, source), paths, frozenset(paths)) for code, paths in strange.items()]
    return work


def read_context(archive: Archive, language: str, folder: Path) -> Context:
    """What the rules know of an archive when they look at a language's catalogs."""
    pages = {
        path.relative_to(archive.docs).with_suffix("").as_posix()
        for path in archive.docs.rglob("*")
        if path.suffix in {".md", ".rst"}
    }
    return Context(
        language,
        archive.languages[0].code,
        _read_names(archive, language, folder),
        archive.digits.get(language, ""),
        frozenset({*pages, "archive"}),
    )


def _read_names(archive: Archive, language: str, folder: Path) -> tuple[OfficialName, ...]:
    try:
        return read_names(archive.docs, folder, language)
    except (OSError, ValueError):
        return ()  # a broken glossary.po is among the findings; a broken source stops the build


def _find_files(given: Collection[str]) -> frozenset[Path]:
    found: set[Path] = set()
    for text in given:
        path = Path(text).resolve()
        if path.is_dir():
            inside = list(find_catalogs(path))
            if not inside:
                raise ArchiveError(f"{text} holds no .po file; name a catalog or its folder")
            found.update(inside)
        elif path.suffix != ".po":
            raise ArchiveError(f"{text} is no .po file; name a catalog or its folder")
        elif not path.is_file():
            raise ArchiveError(f"{text} does not exist; name a catalog or its folder")
        else:
            found.add(path)
    return frozenset(found)


def _find_rule(code: str) -> Rule:
    rule = BY_CODE.get(code.upper()) or next(
        (rule for rule in BY_CODE.values() if rule.name == code.lower()), None
    )
    if rule is None:
        raise ArchiveError(f"{code} is no rule; `warraq lint --guide` lists them all")
    return rule


def _near(path: Path, base: Path) -> str:
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:
        return str(path)
