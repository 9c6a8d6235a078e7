"""Measures what glossary, index pages, citations, head data, cards and feeds add to a build.

    python -m bench.connected [--size 1000]

Builds the same synthetic briefs with and without these extensions, all in one run, and prints
the ratios. With all of it on, the archive is also built with no cards made yet, anew with the
cards of the build before, unchanged, and after one edited brief.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import corpus
from bench.measure import BenchError, Usage, run_commands
from bench.ours import write_ours
from bench.site import Site
from warraq.sphinxext import EXTENSIONS

ROOT = Path(__file__).resolve().parent.parent
ADDED = frozenset(
    f"warraq.sphinxext.{name}"
    for name in (
        *("glossary", "glossary_reading", "glossary_page", "glossary_data", "mentions", "terms"),
        *("facets", "facet_pages", "bibliography", "citing", "exports"),
        *("headdata", "alternates", "cards", "feeds", "sitemap"),
    )
)
"""The extensions whose cost is asked for; each can be left out by itself."""

SAMPLE = 42


@dataclass(frozen=True)
class Run:
    """One build: what it was, what it cost."""

    name: str
    usage: Usage


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark. Returns 0, or 1 if something could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.connected", description=__doc__)
    parser.add_argument("--size", type=int, default=1000, help="briefs (default 1000)")
    parser.add_argument("--keep", type=Path, help="a folder for the projects, kept afterwards")
    options = parser.parse_args(arguments)
    console = Console()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="connected-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        console.print(_table(_measure(folder, options.size)))
    except BenchError as error:
        console.print(f"bench: {error}", markup=False, style="red")
        return 1
    finally:
        if not options.keep:
            shutil.rmtree(folder)
    return 0


def _measure(folder: Path, size: int) -> list[Run]:
    warm = _write(folder / "warm", 60, with_all=True)
    run_commands(warm.commands, warm.folder, warm.env)
    without = _write(folder / "without", size, with_all=False)
    everything = _write(folder / "with", size, with_all=True)
    runs = [_build("without", without), _build("with all, no cards yet", everything)]
    fresh = [[*command, "--fresh"] for command in everything.commands]
    runs.append(
        Run("with all, cards known", run_commands(fresh, everything.folder, everything.env))
    )
    runs.append(_build("with all, unchanged", everything))
    _edit(everything)
    runs.append(_build("with all, one brief edited", everything))
    _build("without, unchanged", without)
    _edit(without)
    runs.append(_build("without, one brief edited", without))
    return runs


def _write(folder: Path, size: int, *, with_all: bool) -> Site:
    briefs = list(corpus.generate_briefs(size))
    site = write_ours(folder, briefs, briefs[SAMPLE - 1], root=ROOT)
    conf = folder / "conf.py"
    text = conf.read_text("utf-8") + '\narchive_url = "https://archive.example.org/"\n'
    if not with_all:
        kept = tuple(name for name in EXTENSIONS if name not in ADDED)
        text += f"extensions = {list(kept)!r}\n"
        pages = (path for path in (folder / "docs").rglob("*.md") if "/briefs/2" not in str(path))
        for path in pages:  # directives that nobody knows then
            path.write_text(_drop_directives(path.read_text("utf-8")), "utf-8")
    conf.write_text(text, "utf-8")
    return site


def _drop_directives(text: str) -> str:
    for name in ("downloads",):
        text = text.replace(f"```{{{name}}}\n```", "")
    for kind in ("places", "topics", "kinds", "bodies"):
        text = text.replace(f"```{{briefs}} {kind}\n```", "")
    return text


def _edit(site: Site) -> None:
    text = site.text.read_text("utf-8")
    site.text.write_text(text.replace("synthetic", "altered synthetic", 1), "utf-8")


def _build(name: str, site: Site) -> Run:
    return Run(name, run_commands(site.commands, site.folder, site.env))


def _table(runs: Sequence[Run]) -> Table:
    table = Table("build", "CPU s", "wall s", "memory MB", "of the build without")
    base = runs[0].usage.cpu
    for run in runs:
        table.add_row(
            run.name,
            f"{run.usage.cpu:.2f}",
            f"{run.usage.wall:.2f}",
            f"{run.usage.memory / 1e6:.0f}",
            f"{run.usage.cpu / base:.1%}",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
