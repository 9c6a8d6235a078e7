"""Builds every language of an archive, side by side, and the page that chooses among them."""

from __future__ import annotations

import contextlib
import multiprocessing
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from warraq.archive import Archive, ArchiveError
from warraq.files import read_json, read_record, write_atomically
from warraq.formats import cardcache, policy, sitemap
from warraq.languages import Language
from warraq.site import chooser, notfound
from warraq.sphinxext.runner import Job, Outcome, run_sphinx, warm_up
from warraq.translation.safety import check_message, check_placeholders
from warraq.translation.words import read_word, read_words

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
    """Write what stands beside the languages; unchanged files stay as they are.

    It is the language chooser, the pages for addresses without a page, what robots ask for, and
    the settings for servers.
    """
    html = archive.build / "html"
    choices = [chooser.Choice(item, _title_in(archive, item)) for item in archive.languages]
    write_atomically(html / "index.html", chooser.chooser_page(choices, archive.url))
    write_atomically(html / "chooser.css", chooser.STYLE)
    write_atomically(html / "icon.svg", chooser.ICON)
    base = notfound.base_path(archive.url)
    _write_not_found(archive, html, choices, base)
    _write_sitemap(archive, html)
    tags = [language.tag for language in archive.languages]
    write_atomically(html / "robots.txt", sitemap.write_robots(archive.url))
    write_atomically(html / "_headers", policy.headers_file())
    write_atomically(html / "_redirects", policy.redirects_file(tags, base))
    server = archive.build / "server"
    write_atomically(server / "nginx.conf", policy.nginx_snippet(tags, base))
    write_atomically(server / "apache.conf", policy.apache_snippet(tags, base))
    _drop_cards(archive)


def _write_not_found(
    archive: Archive, html: Path, choices: Sequence[chooser.Choice], base: str
) -> None:
    """Write a page for missing ones into the folder of each language, and one beside them."""
    voices = []
    for choice in choices:
        catalog = archive.locale / choice.language.code / "LC_MESSAGES" / "warraq.po"
        words = read_words(catalog, check_placeholders)
        has_list = (archive.output(choice.language) / "briefs" / "index.html").is_file()
        voices.append(notfound.Voice(choice.language, choice.title, words, has_list))
    for voice in voices:
        folder = archive.output(voice.language)
        if folder.is_dir():  # the other languages may not have been built yet
            page = notfound.page_in(voice, voices, base)
            write_atomically(folder / notfound.NAME, page)
    write_atomically(html / notfound.NAME, notfound.page_in_all(voices, base))
    write_atomically(html / notfound.STYLE_NAME, notfound.STYLE)


def _write_sitemap(archive: Archive, html: Path) -> None:
    """Put together what each language's last build noted; without an address there is no map."""
    pages = {
        language.tag: sitemap.read_pages(read_json(archive.doctrees(language) / sitemap.RECORD))
        for language in archive.languages
    }
    files = sitemap.write_sitemap(archive.url, pages) if archive.url else {}
    for name, text in files.items():
        write_atomically(html / name, text, durable=False)
    for path in (html / sitemap.NAME, *html.glob(sitemap.PARTS)):
        if path.name not in files:
            path.unlink(missing_ok=True)


def _drop_cards(archive: Archive) -> None:
    """Forget the share cards that no language's pages show any more."""
    used: set[str] = set()
    for language in archive.languages:
        record = read_record(archive.doctrees(language) / cardcache.RECORD)
        used.update(note.partition(" ")[0] for note in record.values())
    cardcache.drop_unused_cards(archive.build / cardcache.FOLDER, used, time.time())


def _title_in(archive: Archive, language: Language) -> str:
    path = archive.locale / language.code / "LC_MESSAGES" / "archive.po"
    return read_word(path, archive.title, check_message)
