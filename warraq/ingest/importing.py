"""Plans the import of one file or many: what it would write, and what is wrong."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TypeVar

from warraq.archive import Archive
from warraq.brief import BriefError
from warraq.ingest.boilerplate import recurring_blocks
from warraq.ingest.errors import IngestError
from warraq.ingest.facts import Given
from warraq.ingest.glossary import read_knowledge
from warraq.ingest.intake import SUFFIXES
from warraq.ingest.paging import Place, Setting
from warraq.ingest.report import FAILED, NEW, UNCHANGED, UPDATED, PageReport
from warraq.ingest.settings import read_settings
from warraq.ingest.shelf import Shelf, read_shelf
from warraq.ingest.staging import (
    MakePage,
    PageJob,
    ReadFile,
    StagedPage,
    Work,
    open_pool,
    read_one,
    stage_page,
)
from warraq.ingest.updating import update_page
from warraq.ingest.writing import Write, find_obstacle

_WEB_PAGE = re.compile(r"\.x?html?$", re.IGNORECASE)

_Out = TypeVar("_Out")


class Progress(Protocol):
    """Hears how far an import is."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Take the step's name, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to become of one publication."""

    status: str
    problem: str = ""
    writes: tuple[Write, ...] = ()
    diff: str = ""
    load_report: Callable[[], PageReport] = field(default=lambda: PageReport("", FAILED))
    """The report, which waits on the disk."""


@dataclass(frozen=True, slots=True)
class Batch:
    """An import that is planned; it can be written until its context ends."""

    outcomes: tuple[Outcome, ...]
    setting: Setting
    """What the pages were made with."""

    staging: Path
    """The folder in which everything waits."""

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each publication that cannot be imported."""
        return tuple(outcome.problem for outcome in self.outcomes if outcome.problem)

    @property
    def diffs(self) -> tuple[str, ...]:
        """How existing pages would change."""
        return tuple(outcome.diff for outcome in self.outcomes if outcome.diff)

    @property
    def writes(self) -> tuple[Write, ...]:
        """The files to write: originals, images, then pages."""
        writes = (write for outcome in self.outcomes for write in outcome.writes)
        return tuple({write.path: write for write in writes}.values())

    def reports(self) -> Iterator[PageReport]:
        """The report of each publication, one at a time."""
        for outcome in self.outcomes:
            yield outcome.load_report()


def make_setting(archive: Archive) -> Setting:
    """Read what an archive tells the import; raises IngestError."""

    def read(path: Path) -> str:
        try:
            return path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            shown = path.relative_to(archive.root).as_posix()
            raise IngestError(f"{shown} cannot be read: {error}; save it as UTF-8") from None

    knowledge = read_knowledge(
        read(archive.docs / "glossary.md"),
        "\n".join(map(read, sorted(archive.docs.glob("*.bib")))),
    )
    codes = tuple(language.code for language in archive.languages)
    return Setting(read_settings(archive.root), knowledge, codes)


def list_files(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The files to import, those of folders in the order of their names, and those passed over.

    In a folder only files with a known ending count; hidden ones and the parts of a saved web
    page do not.
    """
    files: list[Path] = []
    passed: list[Path] = []
    for path in paths:
        if path.is_symlink() or not path.is_dir():
            files.append(path)
            continue
        for folder, folders, names in os.walk(path):
            # `Page_files` is what a browser saves beside `Page.html`: its parts, no pages.
            parts = {f"{Path(name).stem}_files" for name in names if _WEB_PAGE.search(name)}
            folders[:] = sorted(
                name for name in folders if not name.startswith(".") and name not in parts
            )
            for name in sorted(names):
                if not name.startswith("."):
                    found = Path(folder) / name
                    (files if found.suffix.lower() in SUFFIXES else passed).append(found)
    return files, passed


@contextmanager
def plan_import(
    archive: Archive,
    files: Sequence[Path],
    given: Given | None = None,
    *,
    update: bool = False,
    processes: int = 0,
    progress: Progress | None = None,
) -> Iterator[Batch]:
    """Make the pages of some files beside the archive; nothing in it changes.

    What they need waits in a temporary folder until the context ends: `write_all` puts it into
    the archive. `processes` 0 means as many as there are processors. Raises IngestError for an
    archive that cannot be read; what is wrong with a file is its outcome's problem.
    """
    shelf = read_shelf(archive.root)
    known = frozenset() if update else frozenset(shelf.by_sha256)
    work = Work(make_setting(archive), given or Given(), known)
    with tempfile.TemporaryDirectory(prefix="warraq-import-") as folder:
        jobs = [(path, Path(folder) / f"{number}.x") for number, path in enumerate(files)]
        with open_pool(work, processes, len(files)) as run:
            reads = list(_tell(run(read_one, jobs), progress, "reading", len(jobs)))
            recurring = _find_recurring(reads)
            pages = _list_pages(reads)
            making = run(MakePage(recurring), pages)
            staged = list(_tell(making, progress, "making pages", len(pages)))
        settler = _Settler(archive.root, work, shelf, recurring, update)
        outcomes = tuple(settler.settle(reads, staged))
        yield Batch(outcomes, work.setting, Path(folder))


def _tell(
    found: Iterable[_Out], progress: Progress | None, what: str, total: int
) -> Iterator[_Out]:
    for done, item in enumerate(found, 1):
        yield item
        if progress:
            progress(what, done, total)


def _find_recurring(reads: Sequence[ReadFile]) -> frozenset[str]:
    whole = [read for read in reads if read.documents]
    counts = Counter(text for read in whole for text in read.fingerprints)
    return recurring_blocks(counts.items(), len(whole))


def _list_pages(reads: Sequence[ReadFile]) -> list[PageJob]:
    """The pages to make; a file that is given twice is made once."""
    seen: set[str] = set()
    jobs: list[PageJob] = []
    for read in reads:
        if read.documents and read.sha256 not in seen:
            seen.add(read.sha256)
            jobs += [PageJob(read, index) for index in range(read.documents)]
    return jobs


class _Settler:
    """Decides what becomes of each page, one after the other."""

    def __init__(
        self, root: Path, work: Work, shelf: Shelf, recurring: frozenset[str], update: bool
    ) -> None:
        self._root = root
        self._work = work
        self._shelf = shelf
        self._recurring = recurring
        self._update = update
        self._taken: dict[str, str] = {}

    def settle(self, reads: Sequence[ReadFile], staged: Sequence[StagedPage]) -> Iterator[Outcome]:
        by_file: dict[Path, list[StagedPage]] = {}
        for page in staged:
            by_file.setdefault(page.job.read.kept, []).append(page)
        first: dict[str, ReadFile] = {}
        for read in reads:
            if read.problem:
                yield _fail(read.name, read.problem)
            elif not read.documents:
                there = self._shelf.by_sha256[read.sha256][0]
                yield _leave(read, there, "it was imported before")
            elif read.sha256 in first and first[read.sha256] is not read:
                other = first[read.sha256].name
                yield _leave(read, self._taken_by(other), f"it is the same file as {other}")
            else:
                first[read.sha256] = read
                for page in by_file.get(read.kept, ()):
                    yield self._settle_page(page)

    def _taken_by(self, name: str) -> str:
        return next((path for path, file in self._taken.items() if file == name), "")

    def _settle_page(self, page: StagedPage) -> Outcome:
        name = page.job.read.name
        if page.problem and not self._update:
            return _fail(name, page.problem)
        if self._update and (existing := self._find_existing(page)):
            self._taken[existing] = name
            return self._settle_update(page, existing)
        if page.problem:
            return _fail(name, page.problem)
        if page.url and (there := self._shelf.by_url.get(page.url)):
            return _fail(
                name,
                f"{name}: {there} is of the same address, {page.url}; import with --update to "
                "bring it up to date",
            )
        number = 1
        while page.path in self._taken:
            number += 1
            job = replace(page.job, place=Place(number=number))
            page = stage_page(job, self._work, self._recurring)
            if page.problem:
                return _fail(name, page.problem)
        if os.path.lexists(self._root / page.path):
            return _fail(
                name,
                f"{name}: {page.path} exists already; import with --update to bring it up to "
                "date, or give another --title",
            )
        self._taken[page.path] = name
        writes = _list_writes(page, page.path)
        return self._check(name, Outcome(NEW, "", writes, "", page.load_report))

    def _find_existing(self, page: StagedPage) -> str:
        """The page that an import brings up to date: of the same file, place or address."""
        pages = self._shelf.by_sha256.get(page.job.read.sha256, ())
        if len(pages) == 1 and page.job.read.documents == 1:
            return pages[0]
        if page.path and (self._root / page.path).is_file():
            return page.path
        return self._shelf.by_url.get(page.url, "") if page.url else ""

    def _settle_update(self, page: StagedPage, existing: str) -> Outcome:
        read = page.job.read
        try:
            document = read.load_document(page.job.index)
            update = update_page(
                self._root,
                existing,
                document,
                read.describe(),
                self._work.setting,
                self._work.given,
            )
        except (IngestError, BriefError) as error:
            return _fail(read.name, f"{read.name}: {error}")
        made = update.made
        page = replace(page, path=existing, source=made.source, images=tuple(made.images))
        page.text.write_bytes(made.text.encode("utf-8"))
        for number, content in enumerate(made.images.values()):
            page.image(number).write_bytes(content)
        writes = tuple(replace(write, replaces=True) for write in _list_writes(page, existing))
        status = UPDATED if any(self._differs(write) for write in writes) else UNCHANGED
        report = replace(made.report, status=status, page=existing, diff=update.diff)
        outcome = Outcome(status, "", writes, update.diff, lambda: report)
        return self._check(read.name, outcome)

    def _differs(self, write: Write) -> bool:
        target = self._root / write.path
        return not target.is_file() or target.read_bytes() != write.staged.read_bytes()

    def _check(self, name: str, outcome: Outcome) -> Outcome:
        for write in outcome.writes:
            if obstacle := find_obstacle(self._root, write):
                return _fail(name, f"{name}: {obstacle}")
        return outcome


def _list_writes(page: StagedPage, path: str) -> tuple[Write, ...]:
    images = (Write(name, page.image(number)) for number, name in enumerate(page.images))
    original = page.job.read.original
    return (Write(page.source, original), *images, Write(path, page.text))


def _fail(name: str, problem: str) -> Outcome:
    return Outcome(FAILED, problem, load_report=lambda: PageReport(name, FAILED, problem=problem))


def _leave(read: ReadFile, page: str, note: str) -> Outcome:
    report = PageReport(read.name, UNCHANGED, page, sha256=read.sha256, notes=(note,))
    return Outcome(UNCHANGED, load_report=lambda: report)
