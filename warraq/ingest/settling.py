"""Decides what becomes of the publications of an import: new, updated, unchanged or refused."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from warraq.brief import BriefError
from warraq.ingest.errors import IngestError
from warraq.ingest.paging import Place
from warraq.ingest.report import FAILED, NEW, UNCHANGED, UPDATED, PageReport
from warraq.ingest.shelf import Shelf
from warraq.ingest.staging import ReadFile, StagedPage, Work, stage_page
from warraq.ingest.updating import update_page
from warraq.ingest.writing import Write, find_obstacle


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to become of one publication."""

    status: str
    problem: str = ""
    writes: tuple[Write, ...] = ()
    diff: str = ""
    load_report: Callable[[], PageReport] = field(default=lambda: PageReport("", FAILED))
    """The report, which waits on the disk."""


class Settler:
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
        """The outcome of each publication, in the order in which they were given."""
        by_file: dict[Path, list[StagedPage]] = {}
        for page in staged:
            by_file.setdefault(page.job.read.kept, []).append(page)
        first: dict[str, ReadFile] = {}
        for read in reads:
            if read.problem:
                yield _fail(read.name, read.problem)
            elif not read.documents:
                yield from self._settle_known(read)
            elif self._work.slug and read.documents > 1:
                what = f"it holds {read.documents} publications, and --slug names one page"
                yield _fail(read.name, f"{read.name}: {what}; leave it out")
            elif read.sha256 in first and first[read.sha256] is not read:
                other = first[read.sha256].name
                yield _leave(read, self._taken_by(other), f"it is the same file as {other}")
            else:
                first[read.sha256] = read
                for page in by_file.get(read.kept, ()):
                    yield self._settle_page(page)

    def _settle_known(self, read: ReadFile) -> Iterator[Outcome]:
        """A file that pages were made of: they stay, and its original comes back if it is gone."""
        pages, slug = self._shelf.by_sha256[read.sha256], self._work.slug
        stored = self._shelf.sources.get(read.sha256, "")
        if slug and slug not in {PurePosixPath(page).stem for page in pages}:
            keeps = f"{pages[0]} was made of this file and keeps its name"
            yield _fail(read.name, f"{read.name}: {keeps}; rename it by hand")
            return
        if read.sha256 in self._work.lost:
            note = f"{stored} was gone and is there again; the page did not change"
            report = PageReport(read.name, UPDATED, pages[0], stored, read.sha256, notes=(note,))
            writes = (Write(stored, read.original),)
            yield self._check(read.name, Outcome(UPDATED, "", writes, "", lambda: report))
            return
        note = f"the same file stands in {stored}; nothing changed; --update reads it anew"
        if not stored or not _has_sha256(self._root / stored, read.sha256):
            note = f"{stored or 'the original'} is not that file any more; restore it"
        for page in pages:
            yield _leave(read, page, *filter(None, (note, read.note)))

    def _taken_by(self, name: str) -> str:
        return next((path for path, file in self._taken.items() if file == name), "")

    def _settle_page(self, page: StagedPage) -> Outcome:
        name = page.job.read.name
        if page.problem and not self._update:
            return _fail(name, page.problem)
        if self._update and (existing := self._find_existing(page)):
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
            job = replace(page.job, place=Place(self._work.slug, number=number))
            page = stage_page(job, self._work, self._recurring)
            if page.problem:
                return _fail(name, page.problem)
        if os.path.lexists(self._root / page.path):
            return _fail(
                name,
                f"{name}: {page.path} exists already; import with --update to bring it up to "
                "date, or give another --slug",
            )
        self._taken[page.path] = name
        writes = _list_writes(page, page.path)
        return self._check(name, Outcome(NEW, "", writes, "", page.load_report))

    def _find_existing(self, page: StagedPage) -> str:
        """The page that an import brings up to date: of that name, the same file or address."""
        if slug := self._work.slug:
            found = sorted((self._root / "docs" / "briefs").glob(f"[0-9]*/{slug}.md"))
            names = [path.relative_to(self._root).as_posix() for path in found]
            if page.path in names or len(names) == 1:
                return page.path if page.path in names else names[0]
        pages = self._shelf.by_sha256.get(page.job.read.sha256, ())
        if len(pages) == 1 and page.job.read.documents == 1:
            return pages[0]
        if page.path and (self._root / page.path).is_file():
            return page.path
        return self._shelf.by_url.get(page.url, "") if page.url else ""

    def _settle_update(self, page: StagedPage, existing: str) -> Outcome:
        read = page.job.read
        if existing in self._taken:
            return _fail(
                read.name,
                f"{read.name}: {existing} is brought up to date by {self._taken[existing]} "
                "already; import it by itself, with --slug if it belongs to another page",
            )
        if self._work.slug not in ("", PurePosixPath(existing).stem):
            keeps = f"{existing} is of this publication and keeps its name"
            return _fail(read.name, f"{read.name}: {keeps}; rename it by hand")
        self._taken[existing] = read.name
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
        if status == UNCHANGED:
            report = replace(report, notes=("the file was read anew, and nothing differs",))
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


def _has_sha256(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _leave(read: ReadFile, page: str, *notes: str) -> Outcome:
    report = PageReport(read.name, UNCHANGED, page, sha256=read.sha256, notes=notes)
    return Outcome(UNCHANGED, load_report=lambda: report)
