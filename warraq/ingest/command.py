"""The commands `warraq import` and `warraq new`, as a person meets them."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from warraq.archive import Archive
from warraq.brief import Brief, BriefError, format_brief, parse_brief, read_brief, save_brief
from warraq.edtf import EdtfDate, parse_date
from warraq.files import write_atomically
from warraq.ingest.accounting import words
from warraq.ingest.errors import IngestError
from warraq.ingest.facts import Given
from warraq.ingest.importing import Batch, list_files, plan_import
from warraq.ingest.intake import SUFFIXES, show_name
from warraq.ingest.journal import take_back_unfinished
from warraq.ingest.report import FAILED as FAILED_PAGE
from warraq.ingest.report import (
    PageReport,
    count_of,
    describe_left_out,
    describe_page,
    report_data,
    show_line,
    summarise,
)
from warraq.ingest.settings import read_settings
from warraq.ingest.slugs import judge_slug, make_slug
from warraq.ingest.writing import Write, write_all

if TYPE_CHECKING:
    from warraq.ingest.translating import Translation

DONE, NOT_DONE, BAD_INPUT = 0, 1, 2

_STANDARD_OUTPUT = Path("-")
_FEW = 5  # so many publications are described whole; of more, what is to be reviewed


# -- import ----------------------------------------------------------------------------


def run_import(archive: Archive, arguments: argparse.Namespace) -> int:
    """Import files; returns the exit code. What is wrong is said in one sentence a file."""
    try:
        return _import(archive, arguments)
    except IngestError as error:
        _complain(str(error))
        return BAD_INPUT


def _complain(sentence: str) -> None:
    """Say what is wrong in one line, whatever the file's words in it are."""
    print(f"warraq: {show_line(' '.join(sentence.split()))}", file=sys.stderr)


def _import(archive: Archive, arguments: argparse.Namespace) -> int:
    given = _read_given(archive, arguments)
    translations = _read_translations(archive, arguments.translation)
    files, passed = list_files(arguments.files)
    if not files:
        raise IngestError(_describe_nothing(arguments.files, passed))
    slug = arguments.slug
    if len(files) > 1 and (given.title or given.date or slug is not None or translations):
        raise IngestError(
            "--title, --date, --slug and --translation are for one file; import that one by itself"
        )
    if slug is not None and (wrong := judge_slug(slug)):
        raise IngestError(f"--slug {slug!r} {wrong}")
    if arguments.report == _STANDARD_OUTPUT:
        arguments.report, arguments.json = None, True
    if arguments.report:
        _check_report(arguments.report, [*files, *(path for _, path in translations)])
    if said := take_back_unfinished(archive.root):
        _complain(said)
    with _Bar(quiet=arguments.json) as bar:
        planned = plan_import(
            archive, files, given, slug=slug or "", update=arguments.update, progress=bar
        )
        with planned as batch:
            bar.stop()
            return _finish(archive, arguments, batch, passed, translations)


def _finish(
    archive: Archive,
    arguments: argparse.Namespace,
    batch: Batch,
    passed: Sequence[Path],
    translations: Sequence[tuple[str, Path]],
) -> int:
    """Write what was planned, if all is well and the person agrees, and tell of it."""
    problems = batch.problems
    stop = bool(problems) and not arguments.keep_going
    asked = not stop and bool(batch.diffs) and not arguments.yes
    if batch.diffs and not arguments.json:
        print("\n".join(batch.diffs), end="")
    refused = asked and not _agree()
    plans: list[Translation] = []
    if not stop and not refused:
        writes = list(batch.writes)
        # What has no page has no translation either; why is said below.
        asked_for = [] if problems and len(batch.outcomes) == 1 else translations
        for number, (language, path) in enumerate(asked_for):
            plan = _plan_translation(archive, batch, language, path)
            writes += _stage_translation(archive, batch, plan, number, arguments.update)
            plans.append(plan)
        write_all(archive.root, writes)
    _tell(arguments, batch, passed, plans, written=not stop and not refused)
    if problems:
        for problem in problems:
            _complain(problem)
        if stop and len(batch.outcomes) > 1:
            _complain("nothing was imported; --keep-going imports the other files")
        return BAD_INPUT
    if refused:
        _complain("nothing was changed; --yes writes the update")
        return NOT_DONE
    return DONE


def _tell(
    arguments: argparse.Namespace,
    batch: Batch,
    passed: Sequence[Path],
    translations: Sequence[Translation],
    *,
    written: bool,
) -> None:
    if arguments.report or arguments.json:
        data = report_data(batch.reports())
        if translations:
            data["translations"] = [made.as_data() for made in translations]
            data["catalogs"] = [
                plan.report.as_data() for made in translations for plan in made.plans
            ]
        text = json.dumps(data, ensure_ascii=False, indent=2)
        if arguments.json:
            print(text)
        if arguments.report:
            try:
                write_atomically(arguments.report, f"{text}\n")
            except OSError as error:
                done = "the import is done, but the" if written else "the"
                raise IngestError(
                    f"{done} report {arguments.report} cannot be written: {error.strerror}"
                ) from error
    if arguments.json:
        return
    if passed:
        print(f"passed over {count_of(len(passed), 'file')} of other kinds, such as {passed[0]}")
    if not written:
        return
    many = len(batch.outcomes) > _FEW
    for report in batch.reports():
        if report.status != FAILED_PAGE:
            for line in _describe_briefly(report) if many else describe_page(report):
                print(line)
    for made in translations:
        print(f"{made.stored} from {made.file}")
        for line in describe_left_out(made.left_out):
            print(show_line(line))
        for line in "\n".join(str(plan.report) for plan in made.plans).split("\n"):
            print(show_line(line))
    if many:
        print(summarise(batch.reports()))
        if not arguments.report:
            print("--report FILE writes what was guessed and left out of each as JSON")


def _describe_briefly(report: PageReport) -> list[str]:
    review = f" (review {', '.join(report.review)})" if report.review else ""
    notes = f" ({'; '.join(report.notes)})" if report.notes else ""
    return [show_line(f"{report.page} {report.status}{review}{notes}")]


def _agree() -> bool:
    if not sys.stdin.isatty():
        return False
    try:
        return input("Write this? [y/N] ").strip().casefold() in ("y", "yes")
    except EOFError:
        return False


def _read_given(archive: Archive, arguments: argparse.Namespace) -> Given:
    _check_date(arguments.date)
    codes = [language.code for language in archive.languages]
    if arguments.language and arguments.language not in codes:
        raise IngestError(
            f"--language {arguments.language} is not a language of this archive "
            f"({', '.join(codes)})"
        )
    return Given(
        " ".join(arguments.title.split()), arguments.date, arguments.kind, arguments.language
    )


def _check_date(text: str) -> EdtfDate | None:
    try:
        return parse_date(text) if text else None
    except ValueError as error:
        raise IngestError(f"--date: {error}") from None


def _describe_nothing(folders: Sequence[Path], passed: Sequence[Path]) -> str:
    where = ", ".join(map(show_name, folders))
    kinds = ", ".join(SUFFIXES)
    also = (
        f" but {count_of(len(passed), 'other')}, such as {show_name(passed[0])}" if passed else ""
    )
    return f"{where} holds no file to import ({kinds}){also}; name the files themselves"


def _check_report(path: Path, inputs: Sequence[Path]) -> None:
    """Refuse a report that could not be written, before anything else is; raises IngestError."""
    shown = show_name(path)
    try:
        folder = path.resolve().parent
        if path.is_symlink() and not path.exists():
            what = "is a symbolic link that leads nowhere; name a file"
        elif path.is_dir():
            what = "is a folder; name a file in it"
        elif path.exists() and not path.is_file():
            what = "is no regular file; --report - prints the report"
        elif not folder.is_dir():
            what = "has no folder to stand in; make the folder first"
        elif not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
            what = "may not be written; choose another place"
        elif any(path.exists() and other.exists() and path.samefile(other) for other in inputs):
            what = "is a file to import; name another"
        else:
            return
    except (OSError, ValueError, RuntimeError):
        what = "is no name that a file can have; choose another"
    raise IngestError(f"--report {shown} {what}")


def _read_translations(archive: Archive, texts: Sequence[str]) -> list[tuple[str, Path]]:
    found = [_read_translation(archive, text) for text in texts]
    codes = [code for code, _ in found]
    for code in codes:
        if codes.count(code) > 1:
            raise IngestError(f"--translation {code}=… is given twice; one file a language")
    return found


def _read_translation(archive: Archive, text: str) -> tuple[str, Path]:
    code, sign, name = text.partition("=")
    others = [language.code for language in archive.languages[1:]]
    if not sign or not name:
        raise IngestError(f"--translation {text} is not LANG=FILE; write ar=brief-ar.html")
    if code not in others:
        raise IngestError(
            f"--translation {text}: {code} has no catalogs in this archive ({', '.join(others)})"
        )
    return code, Path(name)


def _plan_translation(archive: Archive, batch: Batch, language: str, path: Path) -> Translation:
    from warraq.ingest.translating import plan_translation

    (outcome, *others) = batch.outcomes
    if others:
        raise IngestError("--translation is for one publication; the file holds several")
    name = outcome.load_report().page
    staged = {write.path: write.staged for write in outcome.writes}

    def read(file: str) -> bytes | None:
        try:
            return staged.get(file, archive.root / file).read_bytes()
        except OSError:
            return None

    try:
        text = staged.get(name, archive.root / name).read_bytes().decode("utf-8")
        page = parse_brief(text, name)
    except (BriefError, OSError, UnicodeDecodeError) as error:
        raise IngestError(f"{name} cannot be read: {error}; correct it first") from None
    return plan_translation(archive, batch.setting, page, language, path, read)


def _stage_translation(
    archive: Archive, batch: Batch, made: Translation, number: int, update: bool
) -> list[Write]:
    """What a translation adds to the disk: its original and its catalogs."""
    original = batch.staging / f"translation-{number}.original"
    original.write_bytes(made.original)
    writes = [Write(made.stored, original, replaces=update)]
    for index, plan in enumerate(made.plans):
        staged = batch.staging / f"translation-{number}-{index}.po"
        staged.write_bytes(plan.text.encode("utf-8"))
        path = plan.path.relative_to(archive.root).as_posix()
        writes.append(Write(path, staged, replaces=True))
    return writes


class _Bar:
    """A bar for each step, where a person looks on and there is more than a little to do."""

    def __init__(self, *, quiet: bool) -> None:
        self._console = Console(stderr=True)
        self._quiet = quiet or not self._console.is_terminal
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
            self._bar = None

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how far a step is."""
        if self._quiet or total <= _FEW:
            return
        if not self._bar:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self._bar = Progress(
                *columns, console=self._console, transient=True, auto_refresh=False
            )
            self._bar.start()
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total)
        self._bar.update(self._tasks[what], completed=done)
        self._bar.refresh()


# -- new -------------------------------------------------------------------------------


def run_new(archive: Archive, arguments: argparse.Namespace) -> int:
    """Start an empty brief; returns the exit code."""
    try:
        print(_start_brief(archive, arguments.title, arguments.date, arguments.kind))
    except IngestError as error:
        _complain(str(error))
        return BAD_INPUT
    return DONE


def _start_brief(archive: Archive, title: str, date: str, kind: str) -> str:
    settings = read_settings(archive.root)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    when = _check_date(date) or EdtfDate(today.year, today.month, today.day)
    title = " ".join(title.split())
    if not title:
        raise IngestError('the title is empty; write warraq new "The title"')
    if not settings.authors:
        raise IngestError("write authors under [defaults] in docs/import.toml first")
    brief = Brief(title, when, kind or settings.kind or "update", authors=settings.authors)
    name = f"docs/briefs/{when.year:04d}/{make_slug(title)}.md"
    path = archive.root / name
    if path.is_file() and _has_title(path, title):
        raise IngestError(f"{name} exists already; open it, or choose another title")
    number = 1
    while path.exists() or path.is_symlink():  # titles of other scripts may share a name
        number += 1
        name = f"docs/briefs/{when.year:04d}/{make_slug(title)}-{number}.md"
        path = archive.root / name
    try:
        save_brief(path, format_brief(brief, ""))
    except BriefError as error:
        what = "; ".join(problem.message for problem in error.problems)
        raise IngestError(f"that is no valid brief: {what}") from None
    except OSError as error:
        raise IngestError(f"{name} cannot be written: {error.strerror}") from None
    return name


def _has_title(path: Path, title: str) -> bool:
    try:
        return words(read_brief(path).brief.title) == words(title)
    except BriefError:
        return True  # whose page it is cannot be told: leave it alone
