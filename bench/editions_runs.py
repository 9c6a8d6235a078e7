"""Publishes the synthetic corpus edition by edition, or all at once, and measures what it costs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import corpus, ours
from bench.disk import Disk, measure_disk
from bench.editions_peers import Peer
from bench.growth import Step
from bench.measure import BenchError, Usage, run_commands
from bench.revisions import SENTENCES, Edition, Revisions
from bench.site import LANGUAGES, read_page

ROOT = Path(__file__).resolve().parent.parent
FROZEN = ("warraq", "conf.py", "_static", "_templates", "locale", "docs", "requirements.lock")
"""What renders editions, and what the synthetic archive takes from the real one."""

ADDRESS = 'archive_url = "https://archive.example.org/"'
"""A published archive has an address, and with it cards, feeds and a sitemap."""

WORKING = (".doctrees",)
"""What Sphinx keeps among the pages for the next build; no reader asks for it."""

Say = Callable[[str], None]
"""Told what is being measured, before each measured step."""


@dataclass(frozen=True)
class Ours:
    """What this archive's editions cost, published one after the other."""

    steps: tuple[Step, ...]
    """Every edition that the peers publish too."""

    last: Usage
    """The last of them in full."""

    added: Usage
    """One more edition in which as many briefs are new as changed before."""

    unchanged: Usage
    """Publishing again when nothing is new."""

    one: Disk
    """The published site with one edition."""

    several: Disk
    """The published site with all editions but the last."""

    kept: int
    """Bytes that stay beside the published site for the next run, after the last edition."""


@dataclass(frozen=True)
class Theirs:
    """What a peer's versions cost, all built in one run."""

    name: str
    all: Usage
    one: Disk
    several: Disk
    tools: str
    """The versions of the programs."""


@dataclass(frozen=True)
class Result:
    """Everything of one run."""

    machine: str
    briefs: int
    editions: int
    changes: int
    ours: Ours | None = None
    theirs: tuple[Theirs, ...] = ()
    growth: tuple[Step, ...] = ()
    """Editions of other archives, the first of each among them."""

    problems: tuple[str, ...] = ()


def freeze_checkout(folder: Path) -> Path:
    """Copy what renders, and return where: an edit during the run would render every page anew."""
    folder.mkdir()
    for name in FROZEN:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


class Archive:
    """A synthetic archive of this toolkit whose editions are published one after the other."""

    def __init__(self, folder: Path, briefs: int, root: Path) -> None:
        """Write it into a new folder; `root` is the checkout whose toolkit publishes it."""
        folder.mkdir()
        written = list(corpus.generate_briefs(briefs))
        ours.write_ours(folder, written, written[0], root=root)
        conf = folder / "conf.py"
        conf.write_text(f"{conf.read_text('utf-8')}\n{ADDRESS}\n", "utf-8")
        self.site = folder / "build/site"
        self._folder = folder
        self._root = root
        self._briefs = briefs
        self._revisions = Revisions(folder, written, ours.write_brief, "edition/")
        self._disk = 0

    def publish_next(self, changes: int, added: int = 0) -> tuple[Step, Usage]:
        """Tag one more edition and publish it. BenchError if it does not show its content."""
        edition = self._revisions.tag_edition(changes, added)
        usage = self.publish()
        self._check(edition, changed=changes > 0)
        before, self._disk = self._disk, measure_disk([self.site]).allocated
        number = len(self._revisions.editions)
        grown = self._disk - before
        return Step(self._briefs, changes, number, usage.cpu, usage.wall, grown), usage

    def publish(self) -> Usage:
        """Publish what is tagged."""
        command = [sys.executable, "-m", "warraq", "site", "--root", str(self._folder)]
        return run_commands([command], self._folder, {"PYTHONPATH": str(self._root)})

    def measure_kept(self) -> int:
        """Bytes of the build folder that are not the published site's."""
        build = measure_disk([self.site.parent]).allocated
        return build - measure_disk([self.site]).allocated

    def _check(self, edition: Edition, *, changed: bool) -> None:
        """The new edition and the newest show the change; the one before does not."""
        earlier = [former.name for former in self._revisions.editions[:-1]][-1:]
        for name in (edition.name, "latest"):
            check_pages(self.site, "{language}/{name}", name, edition, changed=changed)
        for name in earlier if changed else ():
            for language, page in find_pages(self.site, "{language}/{name}", name, edition):
                if mark_of(edition, language) in read_page(page):
                    raise BenchError(f"{page} of edition {name} shows a change of {edition.name}")


def mark_of(edition: Edition, language: str) -> str:
    """The sentence that an edition added to the briefs that it changed."""
    return SENTENCES[LANGUAGES.index(language)].format(edition=edition.name)


def find_pages(
    folder: Path, layout: str, name: str, edition: Edition
) -> Iterator[tuple[str, Path]]:
    """The page of an edition's sample in each language, in the folder of the edition `name`."""
    sample = edition.sample
    for language in LANGUAGES:
        place = folder / layout.format(language=language, name=name)
        yield language, place / f"briefs/{sample.year}/{sample.slug}.html"


def check_pages(folder: Path, layout: str, name: str, edition: Edition, *, changed: bool) -> None:
    """BenchError if a page is missing or does not show what its edition says."""
    for language, page in find_pages(folder, layout, name, edition):
        if not page.is_file():
            raise BenchError(f"{page} was not made")
        text = read_page(page)
        if edition.sample.title.of(language) not in text:
            raise BenchError(f"{page} does not show its title in {language}")
        if changed and mark_of(edition, language) not in text:
            raise BenchError(f"{page} does not show the change of edition {edition.name}")


def measure_ours(
    folder: Path, root: Path, briefs: int, editions: int, changes: int, say: Say
) -> Ours:
    """Publish `editions` and one more, one after the other, then one with new briefs."""
    archive = Archive(folder, briefs, root)
    steps: list[Step] = []
    disks: list[Disk] = []
    for number in range(1, editions + 2):
        say(f"{ours.OURS}: edition {number}")
        step, last = archive.publish_next(changes if number > 1 else 0)
        steps.append(step)
        disks.append(measure_disk([archive.site]))
    kept = archive.measure_kept()
    say(f"{ours.OURS}: nothing new")
    unchanged = archive.publish()
    say(f"{ours.OURS}: an edition with new briefs")
    _, added = archive.publish_next(0, changes)
    one, several = disks[0], disks[editions - 1]
    return Ours(tuple(steps), last, added, unchanged, one, several, kept)


def measure_peer(
    peer: Peer, folder: Path, briefs: int, editions: int, changes: int, say: Say
) -> Theirs:
    """Let a peer publish `editions` and one more, all at once."""
    say(f"{peer.name}: {editions + 1} versions")
    revisions = peer.make(folder, briefs)
    for number in range(1, editions + 2):
        revisions.tag_edition(changes if number > 1 else 0)
    made = revisions.editions
    usage = run_commands(peer.build([edition.name for edition in made]), folder, peer.env)
    for number, edition in enumerate(made):
        changed = number > 0 and changes > 0
        check_pages(folder / "html", "{language}/{name}", edition.name, edition, changed=changed)
    places = [[folder / f"html/{language}/{e.name}" for language in LANGUAGES] for e in made]
    one = measure_disk(places[0], WORKING)
    several = measure_disk([place for pair in places[:-1] for place in pair], WORKING)
    return Theirs(peer.name, usage, one, several, _describe_tools(peer))


@dataclass(frozen=True)
class Series:
    """An archive to grow: its size, how many briefs change each time, how many editions."""

    briefs: int
    changes: int
    editions: int


def grow(folder: Path, root: Path, series: Series, say: Say) -> Iterator[Step]:
    """Publish every edition of a series."""
    archive = Archive(folder, series.briefs, root)
    for number in range(1, series.editions + 1):
        say(f"growth, {series.briefs} briefs, {series.changes} changed: edition {number}")
        yield archive.publish_next(series.changes if number > 1 else 0)[0]


def list_series(
    sizes: Sequence[int], changes: Sequence[int], editions: int, long: int
) -> list[Series]:
    """Every size with every number of changes; the first of them for `long` editions."""
    series = [Series(size, change, editions) for size in sizes for change in changes]
    if series and long > editions:
        series[0] = Series(series[0].briefs, series[0].changes, long)
    return series


def _describe_tools(peer: Peer) -> str:
    names = ("sphinx", "furo", "myst-parser", "sphinx-multiversion", "sphinx-polyversion")
    program = (
        "import sys, importlib.metadata as m\n"
        "have = {d.name.lower().replace('_', '-'): d.version for d in m.distributions()}\n"
        "print(', '.join(f'{n} {have[n]}' for n in sys.argv[1:] if n in have))"
    )
    done = subprocess.run(
        [str(peer.python), "-c", program, *names], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def save_result(path: Path, result: Result) -> None:
    """Write every figure as JSON: seconds and bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(result), indent=1, ensure_ascii=False) + "\n", "utf-8")
