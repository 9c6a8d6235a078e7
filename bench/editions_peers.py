"""The peers that publish several versions of a project: two tools, and a loop of git and Sphinx.

All of them build every version again, in both languages, from the same briefs; the tags are
plain version numbers. Each gets the stock set-up of `bench/stock` and what its own guide asks
for: the two tools a list of the versions on every page, which the loop does not have.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from bench import corpus, peers
from bench.corpus import Brief, Message
from bench.measure import BenchError
from bench.revisions import Revisions
from bench.site import LANGUAGES, write_file

HERE = Path(__file__).parent

MULTIVERSION = "sphinx-multiversion"
POLYVERSION = "sphinx-polyversion"
LOOP = "plain loop"
LEAN_LOOP = "plain loop, briefs out of the toctree"

Commands = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Peer:
    """A way to publish all versions of a project; its output is `html/LANGUAGE/VERSION`."""

    name: str
    write: Callable[[Path, Sequence[Brief]], None]
    """Writes a project of the briefs into an empty folder."""

    write_brief: Callable[[Path, Brief], None]
    """Writes one brief into that project."""

    build: Callable[[Sequence[str]], Commands]
    """The commands that publish the versions of these names, run in the project's folder."""

    python: Path
    """Of the environment that it runs in."""

    env: dict[str, str] = field(default_factory=dict)

    def make(self, folder: Path, size: int) -> Revisions:
        """The project with so many briefs as a repository without tags."""
        folder.mkdir()
        briefs = list(corpus.generate_briefs(size))
        self.write(folder, briefs)
        return Revisions(folder, briefs, self.write_brief)


def list_peers(venv: Path) -> list[Peer]:
    """Every peer. `venv` is what `make bench` installs; BenchError if it lacks one."""
    multiversion = venv / "multiversion/bin/sphinx-multiversion"
    polyversion = venv / "bin/sphinx-polyversion"
    for program in (multiversion, polyversion):
        if not program.exists():
            raise BenchError(f"{program} is missing; run `make bench`, or leave the peers out")
    here = Path(sys.executable)
    return [
        Peer(
            MULTIVERSION,
            lambda folder, briefs: _write_versioned(folder, briefs, "multiversion"),
            peers.write_stock_brief,
            lambda _: [
                [str(multiversion), "docs", f"html/{language}", "-q", "-D", f"language={language}"]
                for language in LANGUAGES
            ],
            multiversion.with_name("python"),
        ),
        Peer(
            POLYVERSION,
            lambda folder, briefs: _write_versioned(folder, briefs, "polyversion"),
            peers.write_stock_brief,
            lambda _: [
                [str(polyversion), "poly.py", f"html/{language}", "-o", f"LANGUAGE={language}"]
                for language in LANGUAGES
            ],
            polyversion.with_name("python"),
            # It starts the sphinx-build that the path names first.
            {"PATH": f"{polyversion.parent}{os.pathsep}{os.environ.get('PATH', '')}"},
        ),
        Peer(LOOP, _write_stock, peers.write_stock_brief, _loop, here),
        Peer(LEAN_LOOP, _write_lean, _write_lean_brief, _loop, here),
    ]


def _loop(versions: Sequence[str]) -> Commands:
    commands = []
    for version in versions:
        checkout = f"checkouts/{version}"
        commands.append(["git", "worktree", "add", "--quiet", "--detach", checkout, version])
        commands += [
            [
                *(sys.executable, "-m", "sphinx", "-q", "-b", "html", "-D", f"language={language}"),
                *("-d", f"doctrees/{language}/{version}"),
                *(f"{checkout}/docs", f"html/{language}/{version}"),
            ]
            for language in LANGUAGES
        ]
        commands.append(["git", "worktree", "remove", "--force", checkout])
    return commands


def _write_stock(folder: Path, briefs: Sequence[Brief]) -> None:
    peers.write_stock(folder, briefs, briefs[0])


def _write_versioned(folder: Path, briefs: Sequence[Brief], tool: str) -> None:
    """The stock project with the settings of a tool and its list of versions."""
    _write_stock(folder, briefs)
    conf, given = folder / "docs/conf.py", HERE / "versions"
    settings = (given / f"{tool}.py").read_text("utf-8")
    conf.write_text(f"{conf.read_text('utf-8')}\n{settings}", "utf-8")
    shown = (given / f"_templates/{tool}.html").read_text("utf-8")
    write_file(folder / "_templates/versions.html", shown)
    write_file(folder / "poly.py", (given / "poly.py").read_text("utf-8"))


# -- A leaner project than stock -----------------------------------------------------------


def _write_lean(folder: Path, briefs: Sequence[Brief]) -> None:
    """The stock project with a page of links a year instead of one toctree of all briefs.

    furo writes the whole toctree into every page; without it, the cost of a page no longer
    grows with the number of briefs.
    """
    _write_stock(folder, briefs)
    docs, locale = folder / "docs", folder / "locale/ar/LC_MESSAGES"
    years = [
        (year, list(group))
        for year, group in groupby(sorted(briefs, key=lambda brief: brief.date), lambda b: b.year)
    ]
    entries = "\n".join(f"briefs/{year}/index" for year, _ in years)
    write_file(
        docs / "index.md",
        f"# {peers.HOME.en}\n\n{peers.HOME_TEXT.en}\n\n"
        f"```{{toctree}}\n{entries}\nglossary\nbibliography\n```\n",
    )
    for year, group in years:
        links = [
            Message(f"[{brief.title.en}]({brief.slug}.md)", f"[{brief.title.ar}]({brief.slug}.md)")
            for brief in group
        ]
        items = "\n".join(f"- {link.en}" for link in links)
        write_file(docs / f"briefs/{year}/index.md", f"# {year}\n\n{items}\n")
        write_file(locale / f"briefs/{year}/index.po", corpus.format_catalog(links))
    for brief in briefs:
        _write_lean_brief(folder, brief)


def _write_lean_brief(folder: Path, brief: Brief) -> None:
    peers.write_stock_brief(folder, brief)
    page = folder / f"docs/briefs/{brief.year}/{brief.slug}.md"
    page.write_text(f"---\norphan: true\n---\n\n{page.read_text('utf-8')}", "utf-8")
