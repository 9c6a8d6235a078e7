"""Measures how many synthetic sources a second are imported: `python -m bench.ingest`."""

from __future__ import annotations

import argparse
import html
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import corpus
from warraq.archive import read_archive
from warraq.ingest.importing import plan_import
from warraq.ingest.report import NEW
from warraq.ingest.writing import write_all

AIM = 20.0
"""Files a second, on two processors."""

CONF = """\
project = "Synthetic archive"
archive_languages = {"en": "English", "ar": "العربية"}
"""
SETTINGS = """\
[defaults]
kind = "update"
authors = ["Synthetic Authors"]
"""


@dataclass(frozen=True)
class Speed:
    """What one import took."""

    files: int
    seconds: float
    megabytes: int
    """The most memory that this process held."""

    def __str__(self) -> str:
        """One line."""
        rate = self.files / self.seconds
        return (
            f"{self.files:,} files in {self.seconds:.1f} s: {rate:.1f} files/s, "
            f"{self.megabytes} MB at most"
        )


def write_sources(folder: Path, count: int) -> list[Path]:
    """Write so many synthetic publications, every other one a web page, the others texts."""
    folder.mkdir(parents=True)
    paths = []
    for number, brief in enumerate(corpus.generate_briefs(count), 1):
        blocks = [(kind, message.en) for kind, message in brief.blocks]
        if number % 2:
            path = folder / f"{number:05}.txt"
            parts = [brief.title.en, brief.date, brief.summary.en, *(text for _, text in blocks)]
            text = "\n\n".join(parts)
        else:
            path = folder / f"{number:05}.html"
            text = _web_page(brief.title.en, brief.date, blocks)
        path.write_text(text + "\n", "utf-8")
        paths.append(path)
    return paths


def _web_page(title: str, date: str, blocks: Sequence[tuple[str, str]]) -> str:
    inner = "\n".join(
        f"<{'h2' if kind == 'heading' else 'p'}>{html.escape(text)}"
        f"</{'h2' if kind == 'heading' else 'p'}>"
        for kind, text in blocks
    )
    shown = html.escape(title)
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{shown}</title>"
        f'<meta property="article:published_time" content="{date}"></head><body>'
        f"<nav><a href=/>Synthetic site</a></nav><article><h1>{shown}</h1>{inner}</article>"
        "<footer>Synthetic footer</footer></body></html>"
    )


def measure_import(folder: Path, count: int, processes: int) -> Speed:
    """Import so many sources into an empty archive in `folder`."""
    root = folder / "archive"
    (root / "docs").mkdir(parents=True)
    (root / "conf.py").write_text(CONF, "utf-8")
    (root / "docs" / "import.toml").write_text(SETTINGS, "utf-8")
    paths = write_sources(folder / "sources", count)
    begin = time.perf_counter()
    with plan_import(read_archive(root), paths, processes=processes) as batch:
        if batch.problems:
            raise SystemExit("\n".join(batch.problems[:5]))
        made = sum(outcome.status == NEW for outcome in batch.outcomes)
        write_all(root, batch.writes)
    seconds = time.perf_counter() - begin
    if made != count:
        raise SystemExit(f"{made} of {count} sources became pages")
    return Speed(count, seconds, _peak_megabytes())


def _peak_megabytes() -> int:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round(max(own, workers) / 1024)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and tell by the exit code whether the aim is met."""
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__)
    parser.add_argument("--sizes", default="200,1000", help="numbers of files (200,1000)")
    parser.add_argument("--processes", type=int, default=2, help="processes to use (2)")
    arguments = parser.parse_args(argv)
    slow = False
    for size in arguments.sizes.split(","):
        with tempfile.TemporaryDirectory() as folder:
            speed = measure_import(Path(folder), int(size), arguments.processes)
        print(speed, flush=True)
        slow = slow or speed.files / speed.seconds < AIM
    if slow:
        print(f"slower than {AIM:.0f} files/s", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
