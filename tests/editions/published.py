"""The demonstration archive, published once for all tests of a run, and copies of it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from demo import add_edition, make_demo, run_git

from warraq.archive import read_archive
from warraq.site.publishing import publish_site

REPORTS = "reports.json"


def publish_demo(factory: pytest.TempPathFactory) -> Path:
    """The demonstration archive with its three editions published; only to be read.

    The processes that share the tests share it, too: whoever comes first makes it.
    """
    return _share(factory, "published-demo", _publish_three)


def publish_two(factory: pytest.TempPathFactory) -> Path:
    """The same with two editions published, and the third committed, but not tagged."""
    return _share(factory, "published-two", _publish_two)


def _share(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    root, done = shared / name / "archive", shared / name / "done"
    root.parent.mkdir(exist_ok=True)
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(root, ignore_errors=True)
            make(root)
            done.touch()
    return root


def _publish_three(root: Path) -> None:
    counts: dict[str, int] = {}

    def count(edition: str, language: str, what: str, done: int, _total: int) -> None:
        counts[f"{edition} {language} {what}"] = done

    publish_site(read_archive(make_demo(root)), report=count)
    (root / "build" / REPORTS).write_text(json.dumps(counts), "utf-8")


def _publish_two(root: Path) -> None:
    make_demo(root, ["2023.05", "2023.11"])
    publish_site(read_archive(root))
    add_edition(root, "2024.02")
    run_git(root, "tag", "-d", "edition/2024.02")
    run_git(root, "config", "user.name", "Synthetic Maintainer")
    run_git(root, "config", "user.email", "maintainer@example.org")


def read_reports(root: Path) -> dict[tuple[str, ...], int]:
    """How many pages were read and written, by edition, language and which of both."""
    counts = json.loads((root / "build" / REPORTS).read_text("utf-8"))
    return {tuple(key.split(" ")): count for key, count in counts.items()}


def copy_demo(root: Path, target: Path) -> Path:
    """A copy of an archive with all that was built, to be changed; hard links stay such."""
    _copy_tree(root, target, {})
    return target


def _copy_tree(source: Path, target: Path, seen: dict[int, Path]) -> None:
    """Copy a folder; what is one file there under several names is one here, too."""
    target.mkdir(parents=True)
    for entry in os.scandir(source):
        place = target / entry.name
        if entry.is_dir(follow_symlinks=False):
            _copy_tree(Path(entry.path), place, seen)
        elif entry.inode() in seen:
            os.link(seen[entry.inode()], place)
        else:
            shutil.copy2(entry.path, place, follow_symlinks=False)
            seen[entry.inode()] = place


def digest_tree(folder: Path, *leave_out: str) -> dict[str, str]:
    """The SHA-256 of each file, by its path in the folder; symbolic links by where they lead."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file() and not name.startswith(leave_out):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
