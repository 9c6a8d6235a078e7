"""The same sources make the same site, byte for byte. Every text is synthetic."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from sphinx.util.parallel import ParallelTasks
from synthetic_archive import (
    ROOT,
    build_well,
    copy_sources,
    differences,
    make_archive,
    site_bytes,
)

BRIEFS = 16
"""Enough that Sphinx hands pages to other processes: it does so from six on."""


def build_alone(root: Path, *, jobs: int, seed: str) -> dict[str, bytes]:
    """Build with the command, in a Python of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "warraq", "build", "--jobs", str(jobs)],
        cwd=root,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONHASHSEED": seed,
            "SOURCE_DATE_EPOCH": "1700000000",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return site_bytes(root)


def spread_times(root: Path) -> None:
    """Give every file another time stamp, old and new ones in no order."""
    chance = random.Random(7)
    for path in sorted(root.rglob("*")):
        then = chance.randint(1_000_000_000, 1_900_000_000)
        os.utime(path, (then, then))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_archive(tmp_path_factory.mktemp("reproducible") / "first", BRIEFS)
    for number in (2, 7, 9):  # pictures of one name, met in another order by other processes
        folder = root / "docs" / "briefs" / f"{2021 + number % 3}"
        with (folder / f"synthetic-{number:02d}.md").open("a", encoding="utf-8") as file:
            file.write(f"\n![A synthetic picture](pictures-{number}/picture.png)\n")
        (folder / f"pictures-{number}").mkdir()
        (folder / f"pictures-{number}" / "picture.png").write_bytes(b"\x89PNG" + bytes([number]))
    return root


@pytest.fixture(scope="module")
def first(archive: Path) -> dict[str, bytes]:
    return build_alone(archive, jobs=1, seed="0")


def test_the_site_is_whole(first):
    briefs = [path.partition(".") for path in first if "/synthetic-" in path and "/briefs/" in path]
    for ending in ("html", "bib", "ris", "csl.json"):
        assert len([1 for *_name, other in briefs if other == ending]) == 2 * BRIEFS, ending
    assert {"index.html", "en/index.html", "ar/index.html"} <= first.keys()
    assert len([path for path in first if "/_images/picture" in path]) == 2 * 3
    assert not [path for path in first if path.endswith(".tmp")]


@pytest.mark.parametrize(
    ("folder", "jobs", "seed"),
    [
        ("again", 1, "1"),
        ("with other times", 1, "2"),
        ("two/deep/processes", 2, "3"),
        ("أرشيف", 3, "random"),
    ],
)
def test_two_clean_builds_are_the_same_to_the_byte(archive, first, folder, jobs, seed, tmp_path):
    copy = copy_sources(archive, tmp_path / folder)
    if "times" in folder:
        spread_times(copy)
    assert differences(build_alone(copy, jobs=jobs, seed=seed), first) == []


def test_no_page_knows_where_it_was_built(archive, first):
    places = (str(archive).encode(), archive.parent.name.encode())
    assert [path for path, text in first.items() if any(place in text for place in places)] == []


def test_more_processes_read_and_write(archive, first, tmp_path, monkeypatch):
    log = tmp_path / "tasks"
    add_task = ParallelTasks.add_task

    def note(self: ParallelTasks, task: object, *rest: object) -> None:
        with log.open("a") as file:
            file.write(f"{task.__name__}\n")  # type: ignore[attr-defined]
        add_task(self, task, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(ParallelTasks, "add_task", note)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    copy = copy_sources(archive, tmp_path / "copy")
    build_well(copy, parallel=2)
    tasks = log.read_text().split()
    assert tasks.count("read_process") >= 2 * 2
    assert tasks.count("write_process") >= 2
    assert differences(site_bytes(copy), first) == []


def test_an_incremental_build_with_more_processes_is_the_same(archive, first, tmp_path):
    copy = copy_sources(archive, tmp_path / "copy")
    about = copy / "docs" / "about.md"
    sound = about.read_text("utf-8")
    about.write_text(sound.replace("# About", "# Otherwise about"), "utf-8")
    build_well(copy, parallel=2)
    assert differences(site_bytes(copy), first) != []
    about.write_text(sound, "utf-8")
    for path in copy.glob("docs/briefs/*/*.md"):
        path.touch()  # all are read again, by several processes
    build_well(copy, parallel=2)
    assert differences(site_bytes(copy), first) == []
