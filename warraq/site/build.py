"""Builds every language of an archive, side by side, and the page that chooses among them."""

from __future__ import annotations

import contextlib
import multiprocessing
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from warraq.archive import Archive, ArchiveError
from warraq.files import write_atomically
from warraq.formats import policy
from warraq.languages import Language
from warraq.site import chooser
from warraq.sphinxext.runner import Job, Outcome, run_sphinx, warm_up
from warraq.translation.safety import check_message
from warraq.translation.words import read_word

Report = Callable[[str, str, int, int], None]
"""Called with a language code, what is being done, how far it is and how far it goes."""

UNFINISHED = "unfinished"


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
) -> SiteResult:
    """Build the named languages, or all, each in a process of its own.

    Raises ArchiveError for a language that the archive does not have.
    """
    chosen = _choose(archive, languages)
    with _only_one(archive):
        outcomes = _run_all(archive, chosen, parallel, fresh, builder, report)
        if builder == "html":
            remove_former_languages(archive)
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
            Job(archive.root, language.code, output, doctrees, builder, parallel, fresh or stale)
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


@contextlib.contextmanager
def _only_one(archive: Archive) -> Iterator[None]:
    """Let a second build of the same archive wait for the first."""
    archive.build.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    with (archive.build / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another build of this archive is under way; waiting for it", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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
    """Write the language chooser and the headers for servers; unchanged files stay as they are."""
    html = archive.build / "html"
    choices = [chooser.Choice(item, _title_in(archive, item)) for item in archive.languages]
    write_atomically(html / "index.html", chooser.chooser_page(choices, archive.url))
    write_atomically(html / "chooser.css", chooser.STYLE)
    write_atomically(html / "icon.svg", chooser.ICON)
    write_atomically(html / "_headers", policy.headers_file())
    write_atomically(archive.build / "server" / "nginx.conf", policy.nginx_snippet())
    write_atomically(archive.build / "server" / "apache.conf", policy.apache_snippet())


def _title_in(archive: Archive, language: Language) -> str:
    path = archive.locale / language.code / "LC_MESSAGES" / "archive.po"
    return read_word(path, archive.title, check_message)
