"""Reads files and makes their pages in several processes, keeping the results on the disk."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from warraq.ingest.boilerplate import fingerprint
from warraq.ingest.document import Document
from warraq.ingest.errors import IngestError
from warraq.ingest.facts import Given
from warraq.ingest.intake import read_document, read_file, show_name, sniff_format
from warraq.ingest.limits import Limits
from warraq.ingest.paging import Original, Place, Setting, make_page
from warraq.ingest.report import PageReport

_FEW = 8  # so many files are read faster here than in other processes
_A_TASK = 4  # files that a process takes at once

_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read; `kept` with the suffix `.original` are its bytes."""

    name: str
    kept: Path
    sha256: str = ""
    suffix: str = ""
    """The ending of its real format; nothing where the file was not read further."""

    documents: int = 0
    fingerprints: tuple[str, ...] = ()
    """Of the blocks of each document, each once."""

    problem: str = ""
    note: str = ""
    """What a person should know of a file that was not read further."""

    @property
    def original(self) -> Path:
        """Where its bytes wait."""
        return self.kept.with_suffix(".original")

    def describe(self) -> Original:
        """The file as pages name it."""
        return Original(self.name, self.suffix, self.sha256, shared=self.documents > 1)

    def load_document(self, index: int) -> Document:
        """Take one of its documents from the disk."""
        with self.kept.with_suffix(f".{index}.document").open("rb") as file:
            document: Document = pickle.load(file)
        return document


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page that is to be made."""

    read: ReadFile
    index: int
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class StagedPage:
    """A page that was made; its text, images and report wait on the disk."""

    job: PageJob
    path: str = ""
    source: str = ""
    url: str = ""
    images: tuple[str, ...] = ()
    problem: str = ""

    @property
    def text(self) -> Path:
        """Where its text waits."""
        return self.job.read.kept.with_suffix(f".{self.job.index}.page")

    def image(self, number: int) -> Path:
        """Where the bytes of one of its images wait."""
        return self.job.read.kept.with_suffix(f".{self.job.index}.image-{number}")

    def load_report(self) -> PageReport:
        """Take its report from the disk."""
        with self.job.read.kept.with_suffix(f".{self.job.index}.report").open("rb") as file:
            report: PageReport = pickle.load(file)
        return report


@dataclass(frozen=True, slots=True)
class Work:
    """What every file of an import is read and made with."""

    setting: Setting
    given: Given
    known: frozenset[str] = frozenset()
    """SHA-256 of files that need not be read, as their pages are there."""

    lost: frozenset[str] = frozenset()
    """Those of them whose originals the archive lacks."""

    slug: str = ""
    """What the page is to be called, where that was given."""


_work: Work | None = None  # each process is given it once


def _keep_work(work: Work) -> None:
    global _work
    _work = work


def _begin_work(work: Work) -> None:
    """Begin as one of several processes, which the first of them ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _keep_work(work)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for work for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _given_work() -> Work:
    if _work is None:
        raise RuntimeError("this process was given nothing to work with")
    return _work


@contextmanager
def open_pool(
    work: Work, processes: int, files: int
) -> Iterator[Callable[[Callable[[_In], _Out], Sequence[_In]], Iterator[_Out]]]:
    """Give a function like `map`, which runs in several processes where that is faster.

    `processes` 0 means as many as there are processors.
    """
    _keep_work(work)
    count = processes or os.cpu_count() or 1
    if count == 1 or files <= _FEW:
        yield map
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, _begin_work, (work,)) as executor:

        def run(function: Callable[[_In], _Out], arguments: Sequence[_In]) -> Iterator[_Out]:
            try:
                with _hold_interrupts():  # the processes, which are started here, inherit it
                    found = executor.map(function, arguments, chunksize=_A_TASK)
                yield from found
            except BrokenProcessPool:
                raise IngestError(
                    "a file made the process stop that read it; import fewer files at once to "
                    "find out which"
                ) from None

        try:
            yield run
        except BaseException:
            executor.shutdown(cancel_futures=True)
            raise


@contextmanager
def _hold_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait: it is for the first process, which ends the others when their task is."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def read_one(job: tuple[Path, Path]) -> ReadFile:
    """Read a file, whose path comes first, and keep what it holds at the second path."""
    path, kept = job
    work = _given_work()
    name = show_name(path)
    read = ReadFile(name, kept)
    limits = work.setting.settings.limits
    try:
        content = read_file(path, limits)
        read = replace(read, sha256=hashlib.sha256(content).hexdigest())
        if read.sha256 in work.known:
            if read.sha256 in work.lost:
                read.original.write_bytes(content)
            return replace(read, note=_judge_name(name, content))
        documents = read_document(name, content, limits, work.setting.settings)
        documents = [load_images(document, path, limits) for document in documents]
        suffix = sniff_format(name, content).suffix
    except IngestError as error:
        return replace(read, problem=str(error))
    except Exception as error:  # a defect in a reader must not take the other files with it
        return replace(read, problem=_describe_defect(name, error))
    read.original.write_bytes(content)
    prints: set[str] = set()
    for index, document in enumerate(documents):
        _dump(kept.with_suffix(f".{index}.document"), document)
        prints.update(map(fingerprint, document.blocks))
    return replace(read, suffix=suffix, documents=len(documents), fingerprints=tuple(prints - {""}))


def _judge_name(name: str, content: bytes) -> str:
    """What is wrong with the name of a file that is not read further."""
    try:
        sniff_format(name, content)
    except IngestError as error:
        return str(error)
    return ""


def load_images(document: Document, page: Path, limits: Limits) -> Document:
    """Take in the pictures that lie beside a saved page, below its folder."""
    if not document.beside:
        return document
    from warraq.ingest import html_images

    def read(name: str) -> bytes | None:
        path = page.parent / name
        try:
            if not path.resolve().is_relative_to(page.parent.resolve()):
                return None
            return read_file(path, limits)
        except (IngestError, OSError, ValueError):
            return None

    return html_images.load_images(document, read)


@dataclass(frozen=True, slots=True)
class MakePage:
    """Makes a page; a class and no closure, so that another process can be given it."""

    recurring: Collection[str]

    def __call__(self, job: PageJob) -> StagedPage:
        """Make the page and keep it on the disk."""
        return stage_page(job, _given_work(), self.recurring)


def stage_page(job: PageJob, work: Work, recurring: Collection[str]) -> StagedPage:
    """Make a page and keep its text, images and report on the disk."""
    staged = StagedPage(job)
    read = job.read
    try:
        made = make_page(
            read.load_document(job.index),
            read.describe(),
            work.setting,
            work.given,
            recurring=recurring,
            place=job.place,
        )
    except IngestError as error:
        return replace(staged, problem=f"{read.name}: {error}")
    except Exception as error:
        return replace(staged, problem=_describe_defect(read.name, error))
    staged = replace(
        staged, path=made.path, source=made.source, url=made.url, images=tuple(made.images)
    )
    staged.text.write_bytes(made.text.encode("utf-8"))
    for number, content in enumerate(made.images.values()):
        staged.image(number).write_bytes(content)
    _dump(read.kept.with_suffix(f".{job.index}.report"), made.report)
    return staged


def _dump(path: Path, what: Any) -> None:
    with path.open("wb") as file:
        pickle.dump(what, file, pickle.HIGHEST_PROTOCOL)


def _describe_defect(name: str, error: Exception) -> str:
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return f"{name}: it cannot be read ({what[:200]}); report this defect with the file"
