"""Plans the import of one file or many: what it would write, and what is wrong."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from pybtex.exceptions import PybtexError

from warraq.archive import Archive
from warraq.ingest.boilerplate import recurring_blocks
from warraq.ingest.errors import IngestError
from warraq.ingest.facts import Given
from warraq.ingest.glossary import read_knowledge
from warraq.ingest.intake import SUFFIXES
from warraq.ingest.paging import Place, Setting
from warraq.ingest.report import PageReport
from warraq.ingest.settings import read_settings
from warraq.ingest.settling import Outcome, Settler
from warraq.ingest.shelf import read_shelf
from warraq.ingest.staging import (
    MakePage,
    PageJob,
    ReadFile,
    Work,
    open_pool,
    read_one,
)
from warraq.ingest.writing import Write
from warraq.knowledge.bibfile import check_bib_text

_WEB_PAGE = re.compile(r"\.x?html?$", re.IGNORECASE)

_Out = TypeVar("_Out")


class Progress(Protocol):
    """Hears how far an import is."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Take the step's name, how many are done, and of how many."""


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

    bibliography = {path: read(path) for path in sorted(archive.docs.glob("*.bib"))}
    try:
        knowledge = read_knowledge(
            read(archive.docs / "glossary.md"), "\n".join(bibliography.values())
        )
    except PybtexError as error:
        raise IngestError(_describe_bibliography(archive, bibliography, error)) from None
    codes = tuple(language.code for language in archive.languages)
    return Setting(read_settings(archive.root), knowledge, codes)


def _describe_bibliography(archive: Archive, texts: Mapping[Path, str], error: PybtexError) -> str:
    for path, text in texts.items():
        for problem in check_bib_text(text):
            if problem.fatal:
                where = f"{path.relative_to(archive.root).as_posix()}:{problem.line}"
                return f"{where}: {problem.message}"
    return f"the files docs/*.bib cannot be read together: {error}"


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
    slug: str = "",
    update: bool = False,
    processes: int = 0,
    progress: Progress | None = None,
) -> Iterator[Batch]:
    """Make the pages of some files beside the archive; nothing in it changes.

    What they need waits in a temporary folder until the context ends: `write_all` puts it into
    the archive. `slug` names the page of a file that holds one publication. `processes` 0 means
    as many as there are processors. Raises IngestError for an archive that cannot be read; what
    is wrong with a file is its outcome's problem.
    """
    shelf = read_shelf(archive.root)
    known = frozenset() if update else frozenset(shelf.by_sha256)
    lost = frozenset(
        sha256
        for sha256, file in shelf.sources.items()
        if sha256 in known and not os.path.lexists(archive.root / file)
    )
    work = Work(make_setting(archive), given or Given(), known, lost, slug)
    with tempfile.TemporaryDirectory(prefix="warraq-import-") as folder:
        jobs = [(path, Path(folder) / f"{number}.x") for number, path in enumerate(files)]
        with open_pool(work, processes, len(files)) as run:
            reads = list(_tell(run(read_one, jobs), progress, "reading", len(jobs)))
            recurring = _find_recurring(reads)
            pages = _list_pages(reads, slug)
            making = run(MakePage(recurring), pages)
            staged = list(_tell(making, progress, "making pages", len(pages)))
        settler = Settler(archive.root, work, shelf, recurring, update)
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


def _list_pages(reads: Sequence[ReadFile], slug: str) -> list[PageJob]:
    """The pages to make; a file that is given twice is made once."""
    seen: set[str] = set()
    jobs: list[PageJob] = []
    for read in reads:
        if read.documents and read.sha256 not in seen:
            seen.add(read.sha256)
            jobs += [PageJob(read, index, Place(slug)) for index in range(read.documents)]
    return jobs
