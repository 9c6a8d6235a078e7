"""Builds every language of an archive, side by side, and the page that chooses among them."""

from __future__ import annotations

import contextlib
import multiprocessing
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import MappingProxyType
from typing import Any

from warraq.archive import Archive, ArchiveError
from warraq.files import read_json, read_record, write_atomically
from warraq.formats import cardcache, sitemap
from warraq.languages import Language
from warraq.site.front import front_files, server_files
from warraq.site.turns import take_turn
from warraq.sphinxext.runner import Job, Outcome, run_sphinx, warm_up

Report = Callable[[str, str, int, int], None]
"""Called with a language code, what is being done, how far it is and how far it goes."""

UNFINISHED = "unfinished"
_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SiteResult:
    """What came of building the site."""

    outcomes: tuple[Outcome, ...]
    start: Path
    """The page to open."""

    @property
    def failed(self) -> bool:
        """Whether any language failed."""
        return any(outcome.failed for outcome in self.outcomes)

    def as_data(self) -> dict[str, object]:
        """The result for machines."""
        return {
            "failed": self.failed,
            "start": str(self.start),
            "languages": [asdict(outcome) for outcome in self.outcomes],
        }


def build_site(
    archive: Archive,
    languages: Sequence[str] = (),
    *,
    parallel: int = 1,
    fresh: bool = False,
    builder: str = "html",
    report: Report = lambda *_: None,
    overrides: Mapping[str, object] = _NOTHING,
) -> SiteResult:
    """Build the named languages, or all, each in a process of its own.

    `overrides` are settings that stand over those of conf.py. An edition, which
    `archive_editions` among them asks for, is built without what stands beside the languages:
    that belongs to the site, see `warraq.site.front`. Raises ArchiveError for a language that
    the archive does not have.
    """
    chosen = _choose(archive, languages)
    with take_turn(archive.build, "build"):
        outcomes = _run_all(archive, chosen, parallel, fresh, builder, report, overrides)
        if builder == "html":
            remove_former_languages(archive)
            if overrides.get("archive_editions"):
                _drop_cards(archive)
            else:
                write_front(archive)
    return SiteResult(tuple(outcomes), archive.build / "html" / "index.html")


def _choose(archive: Archive, codes: Sequence[str]) -> list[Language]:
    known = {language.code: language for language in archive.languages}
    for code in codes:
        if code not in known:
            raise ArchiveError(
                f"{code} is not a language of this archive ({', '.join(known)}); "
                "add it to archive_languages in conf.py"
            )
    return [known[code] for code in codes] or list(archive.languages)


def _run_all(
    archive: Archive,
    chosen: list[Language],
    parallel: int,
    fresh: bool,
    builder: str,
    report: Report,
    overrides: Mapping[str, object],
) -> list[Outcome]:
    jobs = []
    for language in chosen:
        doctrees = archive.doctrees(language)
        output = archive.output(language)
        if builder != "html":
            doctrees = doctrees.with_name(f"{doctrees.name}-{builder}")
            output = archive.build / builder / language.tag
        # A build that was killed, or that warned, may have left pages out: start afresh.
        stale = (doctrees / UNFINISHED).exists()
        jobs.append(
            Job(
                *(archive.root, language.code, output, doctrees, builder, parallel),
                fresh or stale,
                dict(overrides),
            )
        )
    warm_up()
    return _run_processes(jobs, report)


def _run_processes(jobs: list[Job], report: Report) -> list[Outcome]:
    """Run each job in a process of its own and pass their progress on.

    All are started from one thread before anything else is, so that forking is safe.
    """
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    running: dict[Connection, Job] = {}
    processes = []
    outcomes: dict[str, Outcome] = {}
    try:
        for job in jobs:
            write_atomically(job.doctrees / UNFINISHED, "")
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(job, theirs), daemon=False)
            process.start()
            theirs.close()
            running[ours] = job
            processes.append(process)
        while running:
            for pipe in wait(list(running)):
                assert isinstance(pipe, Connection)
                job = running[pipe]
                try:
                    message = pipe.recv()
                except EOFError:
                    del running[pipe]
                    continue
                if isinstance(message, Outcome):
                    outcomes[job.language] = message
                else:
                    report(job.language, *message)
    except KeyboardInterrupt:
        for process in processes:
            process.terminate()
        raise
    finally:
        for process in processes:
            process.join()
    return [_settle(job, outcomes.get(job.language)) for job in jobs]


def _settle(job: Job, outcome: Outcome | None) -> Outcome:
    if outcome is None:
        text = f"the build of {job.language} was ended from outside; run it again"
        return Outcome(job.language, True, (text,))
    if not outcome.failed:
        (job.doctrees / UNFINISHED).unlink(missing_ok=True)
    return outcome


def _work(job: Job, pipe: Connection) -> None:
    last = [""]

    def send(what: str, done: int, total: int) -> None:
        share = f"{what}{done * 100 // max(total, 1)}"
        if share != last[0]:  # at most a hundred messages a phase
            last[0] = share
            pipe.send((what, done, total))

    # Whoever stops the build stops this process too: the parent says so, once.
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        pipe.send(run_sphinx(job, send))
    pipe.close()


# -- Beside the languages ------------------------------------------------------------------


def remove_former_languages(archive: Archive) -> None:
    """Delete the pages of languages that conf.py no longer names; others' folders stay."""
    tags = {language.tag for language in archive.languages}
    for doctrees in (archive.build / "doctrees").iterdir():
        pages = archive.build / "html" / doctrees.name
        if doctrees.name not in tags and pages.is_dir():
            shutil.rmtree(pages)
            shutil.rmtree(doctrees)


def write_front(archive: Archive) -> None:
    """Write what stands beside the languages; unchanged files stay as they are."""
    html = archive.build / "html"
    pages = {
        language.tag: sitemap.read_pages(read_json(archive.doctrees(language) / sitemap.RECORD))
        for language in archive.languages
    }
    files = front_files(archive, html, pages=pages)
    for name, text in files.items():
        write_atomically(html / name, text)
    for path in (html / sitemap.NAME, *html.glob(sitemap.PARTS)):
        if path.name not in files:
            path.unlink(missing_ok=True)
    for name, text in server_files(archive).items():
        write_atomically(archive.build / "server" / name, text)
    _drop_cards(archive)


def _drop_cards(archive: Archive) -> None:
    """Forget the share cards that no language's pages show any more."""
    used: set[str] = set()
    for language in archive.languages:
        record = read_record(archive.doctrees(language) / cardcache.RECORD)
        used.update(note.partition(" ")[0] for note in record.values())
    cardcache.drop_unused_cards(archive.build / cardcache.FOLDER, used, time.time())
