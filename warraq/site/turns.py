"""Lets one run at a time work on what is built; a second one waits, and says so."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from warraq.archive import Archive
from warraq.editions.generations import restore_site


@contextlib.contextmanager
def take_turn(folder: Path, what: str) -> Iterator[None]:
    """Hold the lock of `folder`, which is made where it is missing; `what` names the work.

    The system frees the lock of a run that was killed. Raises OSError if the folder cannot be
    written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"another {what} of this archive is under way; waiting for it", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def publication(archive: Archive) -> Iterator[None]:
    """Be the only one to publish, upon the site as the run before it left it or meant it."""
    with take_turn(archive.build / "editions", "publication"):
        restore_site(archive.build / "site")
        yield
