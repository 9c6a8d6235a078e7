"""Whatever goes wrong while an edition is published, the site is the old one or the new one."""

from __future__ import annotations

import errno
import gc
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from demo import run_git
from published import copy_demo, digest_tree, publish_two

from warraq.archive import Archive, read_archive
from warraq.editions import generations
from warraq.editions.model import EditionError
from warraq.editions.verifying import verify_site
from warraq.site import publishing, releasing
from warraq.site.publishing import publish_site
from warraq.site.releasing import Release, release_edition

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2024, 2, 10, 12, 0, tzinfo=UTC)
RELEASE = Release("2024.02", "A synthetic note.", now=NOW)
MOMENTS = 100


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions published, and a third rendered but not yet tagged."""
    root = copy_demo(publish_two(tmp_path_factory), tmp_path_factory.mktemp("faults") / "archive")
    patch = pytest.MonkeyPatch()
    patch.setattr(releasing, "_tag_and_seal", stop)
    with pytest.raises(EditionError, match="synthetic"):
        release_edition(read_archive(root), RELEASE)
    patch.undo()
    return root


def stop(*_: object) -> None:
    raise EditionError("synthetic")


def site_of(root: Path) -> Path:
    return root / "build" / "site"


def tags_of(root: Path) -> set[str]:
    return set(run_git(root, "tag").split())


# -- Killed ------------------------------------------------------------------------------------

_STEPS = ("rename", "link", "remove", "mkdir", "rmdir", "chmod", "utime", "scandir")
_EVENTS = {"open", "subprocess.Popen", *(f"os.{step}" for step in _STEPS)}
"""Steps on the disk, by the names of Python's audit events."""


def run_until(moment: int, work: Callable[[], object]) -> tuple[bool, int]:
    """Do `work` in a process that kills itself, as `kill -9` does, at its n-th step on the disk.

    Gives whether it was killed, and how many steps it made if it was not.
    """
    pipe_in, pipe_out = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        steps = 0

        def count(event: str, _arguments: tuple[Any, ...]) -> None:
            nonlocal steps
            if event in _EVENTS:
                steps += 1
                if steps == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        code = 1
        gc.disable()  # it would touch, and so copy, all the memory of the tests
        os.sync = lambda: None  # the system outlives the kill, and so do its buffers
        try:
            sys.addaudithook(count)
            work()
            code = 0
        finally:
            os.write(pipe_out, str(steps).encode())
            os._exit(code)
    os.close(pipe_out)
    _, status = os.waitpid(child, 0)
    with os.fdopen(pipe_in) as pipe:
        said = pipe.read()
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True, 0
    assert os.WEXITSTATUS(status) == 0, "the work failed by itself"
    return False, int(said)


@pytest.fixture(scope="module")
def light(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without what is not needed where all is rendered."""
    root = copy_demo(ready, tmp_path_factory.mktemp("light") / "archive")
    for folder in ("editions/work", ".site-next"):
        shutil.rmtree(root / "build" / folder, ignore_errors=True)
    return root


def test_a_release_killed_at_a_hundred_moments_leaves_the_old_site_or_the_new_one(
    light: Path, tmp_path: Path
) -> None:
    whole = copy_demo(light, tmp_path / "whole")
    old = digest_tree(site_of(whole))
    killed, steps = run_until(0, lambda: release_edition(read_archive(whole), RELEASE))
    assert not killed
    assert steps > 1_000
    new = digest_tree(site_of(whole))
    assert new != old
    chance = random.Random(6)
    moments = sorted({*chance.sample(range(1, steps), MOMENTS - 10), *range(steps - 10, steps)})
    root = copy_demo(light, tmp_path / "archive")
    clean = tags_of(root)
    seen = {"old": 0, "new": 0}
    for number, moment in enumerate(moments):
        archive = read_archive(root)
        killed, _ = run_until(moment, lambda archive=archive: release_edition(archive, RELEASE))
        now, tags = digest_tree(site_of(root)), tags_of(root) - clean
        assert now in (old, new), f"step {moment}: the site is neither the old nor the new one"
        assert tags in (set(), {"edition/2024.02", "seal/2024.02/1"}), f"step {moment}"
        assert now == old or tags, f"step {moment}: published, but not tagged"
        seen["new" if now == new else "old"] += 1
        if tags and (now == new or number % 8 == 0):
            # The release counts: whoever comes next only publishes what is missing.
            publish_site(read_archive(root))
            assert digest_tree(site_of(root)) == new, f"step {moment}"
            root = copy_demo(light, tmp_path / f"archive-{number}")
        elif tags:
            run_git(root, "tag", "-d", *tags)
    assert seen["old"] > 50
    assert verify_site(site_of(whole)).findings == ()
    # What many kills left behind is no burden.
    if not tags_of(root) - clean:
        release_edition(read_archive(root), RELEASE)
    assert digest_tree(site_of(root)) == new
    assert not list((root / "build").rglob(".*.tmp"))


def test_the_exchange_itself_killed_in_between(light: Path, tmp_path: Path) -> None:
    """Where the system cannot exchange two folders there is a moment without a site."""
    root = copy_demo(light, tmp_path / "archive")
    old = digest_tree(site_of(root))

    def release_by_renaming() -> None:
        generations._exchange_at_once = lambda *_: False  # type: ignore[assignment]
        release_edition(read_archive(root), RELEASE)

    killed, steps = run_until(0, release_by_renaming)
    assert not killed
    new = digest_tree(site_of(root))
    for moment in range(steps - 4, steps + 1):
        other = copy_demo(light, tmp_path / f"archive-{moment}")

        def release_other(other: Path = other) -> None:
            generations._exchange_at_once = lambda *_: False  # type: ignore[assignment]
            release_edition(read_archive(other), RELEASE)

        run_until(moment, release_other)
        generations.restore_site(site_of(other))
        assert digest_tree(site_of(other)) in (old, new)
        publish_site(read_archive(other))
        assert digest_tree(site_of(other)) == new


def test_a_rendering_killed_in_the_middle_is_made_again(ready: Path, tmp_path: Path) -> None:
    """The command, with Sphinx in processes of its own, killed by the clock."""
    root = copy_demo(ready, tmp_path / "archive")
    shutil.rmtree(root / "build" / "parts")
    run_git(root, "tag", "-a", "-m", "A synthetic note.", "edition/2024.02")
    old = digest_tree(site_of(root))
    command = [sys.executable, "-m", "warraq", "site", "--root", str(root)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    work = root / "build" / "editions" / "work" / "build" / "doctrees"
    begun = (work / "ar" / "unfinished", work / "en" / "unfinished")
    run = subprocess.Popen(
        command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
    )
    while run.poll() is None and not any(path.exists() for path in begun):
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert run.returncode == -signal.SIGKILL
    assert digest_tree(site_of(root)) == old
    assert publish_site(read_archive(root)).made
    other = copy_demo(ready, tmp_path / "other")
    run_git(other, "fetch", "--quiet", str(root), "+refs/tags/*:refs/tags/*")
    publish_site(read_archive(other))
    assert digest_tree(site_of(other)) == digest_tree(site_of(root))


# -- The disk ----------------------------------------------------------------------------------


def refuse_from(moment: int, code: int, patch: pytest.MonkeyPatch) -> None:
    """Let every write after so many links and renames fail as a full or read-only disk does."""
    left = [moment]

    def wrap(name: str) -> None:
        real = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                where = next((one for one in reversed(arguments) if isinstance(one, Path)), "")
                raise OSError(code, os.strerror(code), str(where))
            return real(*arguments, **options)

        patch.setattr(os, name, call)

    for name in ("link", "replace", "rename", "mkdir", "unlink"):
        wrap(name)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("moment", [0, 40, 400])
def test_a_disk_that_refuses_leaves_the_site_as_it_was(
    ready: Path, tmp_path: Path, code: int, moment: int
) -> None:
    root = copy_demo(ready, tmp_path / "archive")
    old = digest_tree(site_of(root))
    with pytest.MonkeyPatch.context() as patch:
        refuse_from(moment, code, patch)
        with pytest.raises(OSError, match=os.strerror(code)) as caught:
            release_edition(read_archive(root), RELEASE)
    assert caught.value.filename, "the message has to name a file"
    assert digest_tree(site_of(root)) == old
    if "edition/2024.02" in tags_of(root):
        publish_site(read_archive(root))
    else:
        release_edition(read_archive(root), RELEASE)
    assert verify_site(site_of(root)).findings == ()


@pytest.fixture
def small_disk() -> Callable[[str, str], subprocess.CompletedProcess[str]]:
    """Runs a shell line in a name space of its own, in which it may mount disks."""
    probe = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    if subprocess.run(probe, capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a disk; refused writes are tested above")

    def run(line: str, root: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", line, "sh", root],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PY": sys.executable},
            capture_output=True,
            text=True,
        )

    return run


def test_a_real_disk_that_is_full(ready: Path, tmp_path: Path, small_disk: Any) -> None:
    """The archive on a disk with too little room for one more edition."""
    root = copy_demo(ready, tmp_path / "archive")
    shutil.rmtree(root / "build" / "parts")
    run_git(root, "tag", "-a", "-m", "A synthetic note.", "edition/2024.02")
    line = """
        set -e
        mkdir "$1.disk"; mount -t tmpfs -o size=100m none "$1.disk"
        cp -a "$1" "$1.disk/archive"; cd "$1.disk/archive"
        free=$(df -k --output=avail . | tail -1)
        head -c $(((free - 200) * 1024)) /dev/zero > ../filler
        (cd build/site && find . -type f | sort | xargs sha256sum) > "$1.before"
        code=0; "$PY" -m warraq site || code=$?
        (cd build/site && find . -type f | sort | xargs sha256sum) > "$1.after"
        exit $code
    """
    ran = small_disk(line, str(root))
    assert ran.returncode in (1, 2), ran.stdout + ran.stderr
    assert "No space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr
    before, after = (root.with_name(f"archive.{name}").read_text() for name in ("before", "after"))
    assert before == after != ""


def test_a_real_disk_that_may_only_be_read(ready: Path, tmp_path: Path, small_disk: Any) -> None:
    root = copy_demo(ready, tmp_path / "archive")
    run_git(root, "tag", "-a", "-m", "A synthetic note.", "edition/2024.02")
    line = """
        mount --bind "$1/build" "$1/build" && mount -o remount,bind,ro "$1/build" && cd "$1" &&
        "$PY" -m warraq site
    """
    ran = small_disk(line, str(root))
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert "Read-only file system" in ran.stderr
    assert "Traceback" not in ran.stderr


# -- The clock, the repository -------------------------------------------------------------------


def test_a_clock_that_goes_backwards_changes_nothing(
    ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of the work folder have times by their content, and pages are judged by that."""
    root = copy_demo(ready, tmp_path / "archive")
    whole = copy_demo(ready, tmp_path / "whole")
    release_edition(read_archive(whole), RELEASE)
    shutil.rmtree(root / "build" / "parts")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 10 * 365 * 86_400)
    release_edition(read_archive(root), RELEASE)
    assert digest_tree(site_of(root)) == digest_tree(site_of(whole))


def test_a_corrupt_git_object_is_named(light: Path, tmp_path: Path) -> None:
    root = copy_demo(light, tmp_path / "archive")
    run_git(root, "tag", "-a", "-m", "A synthetic note.", "edition/2024.02")
    shutil.rmtree(root / "build" / "parts")
    old = digest_tree(site_of(root))
    packs = root / ".git" / "objects" / "pack"
    for pack in packs.glob("*.pack"):  # one file for each object, to damage a certain one
        aside = pack.rename(tmp_path / pack.name)
        pack.with_suffix(".idx").unlink()
        run_git(root, "unpack-objects", "-q", given=aside.read_bytes())
    blob = run_git(root, "rev-parse", "edition/2024.02:docs/briefs/2024/road.md").strip()
    loose = root / ".git" / "objects" / blob[:2] / blob[2:]
    loose.chmod(0o644)
    loose.write_bytes(loose.read_bytes()[:-9] + b"synthetic")
    with pytest.raises(EditionError, match=blob[:7]):
        publish_site(read_archive(root))
    assert digest_tree(site_of(root)) == old


def test_a_defect_while_sealing_leaves_neither_tag_nor_site(
    ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive: Archive = read_archive(copy_demo(ready, tmp_path / "archive"))
    old, tags = digest_tree(site_of(archive.root)), tags_of(archive.root)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("synthetic")

    monkeypatch.setattr(releasing, "describe", fail)
    with pytest.raises(RuntimeError):
        release_edition(archive, RELEASE)
    assert (digest_tree(site_of(archive.root)), tags_of(archive.root)) == (old, tags)
    monkeypatch.undo()
    monkeypatch.setattr(publishing, "assemble_site", fail)
    with pytest.raises(RuntimeError):
        release_edition(archive, RELEASE)
    assert digest_tree(site_of(archive.root)) == old
    monkeypatch.undo()
    publish_site(archive)  # tagged and sealed already: it is published from there
    assert verify_site(site_of(archive.root)).findings == ()
