"""Notes what an import is about to write, so that one that was cut short can be taken back."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from warraq.files import write_atomically
from warraq.ingest.errors import IngestError

FOLDER = ".import-unfinished"
"""Where the journal lies in the archive while files are written."""

_ROWS, _LOCK = "files.json", "lock"


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is to be written."""

    path: str
    """From the archive's root, with slashes."""

    new: str
    """SHA-256 of what it will hold."""

    old: str = ""
    """SHA-256 of what it holds; nothing for a file that is new."""


@contextmanager
def keep_journal(root: Path, changes: Sequence[Change]) -> Iterator[None]:
    """Note changes before they are made; what was written is taken back if the context fails.

    Raises IngestError where another import is writing, OSError where the disk refuses.
    """
    folder = root / FOLDER
    try:
        folder.mkdir()
    except FileExistsError:
        raise IngestError("another import is writing into this archive; try again later") from None
    with _lock(folder):
        try:
            _write_journal(root, folder, changes)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        try:
            yield
        except BaseException:
            _take_back(root, folder)
            shutil.rmtree(folder)
            raise
    shutil.rmtree(folder)


def take_back_unfinished(root: Path) -> str:
    """Take back what an import wrote that was killed; tells what was done, or nothing.

    Raises IngestError.
    """
    folder = root / FOLDER
    if not os.path.lexists(folder):
        return ""
    try:
        if folder.is_symlink():
            raise ValueError
        with _lock(folder):
            said = _take_back(root, folder) if (folder / _ROWS).exists() else ""
        shutil.rmtree(folder)
    except BlockingIOError:
        raise IngestError("another import is writing into this archive; try again later") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IngestError(
            f"{FOLDER} of an import that was cut short cannot be read ({error}); look with git "
            "what that import left, then delete the folder"
        ) from None
    return said


def _write_journal(root: Path, folder: Path, changes: Sequence[Change]) -> None:
    for number, change in enumerate(changes):
        if change.old:
            write_atomically(folder / str(number), (root / change.path).read_bytes())
    folders = {
        parent.relative_to(root).as_posix()
        for change in changes
        for parent in (root / change.path).parents
        if parent.is_relative_to(root) and not parent.exists()
    }
    rows = [asdict(change) for change in changes]
    text = json.dumps({"folders": sorted(folders), "files": rows}, ensure_ascii=False)
    write_atomically(folder / _ROWS, text)


def _take_back(root: Path, folder: Path) -> str:
    journal = json.loads((folder / _ROWS).read_bytes())
    changes = [Change(**row) for row in journal["files"]]
    found = [_read_sha256(_find_inside(root, change.path)) for change in changes]
    for change, now in zip(changes, found, strict=True):
        if now not in ("", change.new, change.old):
            return (
                f"an import was cut short, and {change.path} was edited since, so everything "
                "stays as it is: look with git what that import left"
            )
    for number, change in enumerate(changes):
        if change.old and _read_sha256(folder / str(number)) != change.old:
            raise ValueError(f"its copy of {change.path} is damaged")
    written = [row for row in enumerate(changes) if found[row[0]] == row[1].new]
    for number, change in reversed(written):
        if change.old:
            write_atomically(root / change.path, (folder / str(number)).read_bytes())
        else:
            (root / change.path).unlink()
    _sweep(root, [row.path for row, now in zip(changes, found, strict=True) if now != row.new])
    for name in sorted(journal["folders"], key=len, reverse=True):
        with suppress(OSError):  # others have put something there
            _find_inside(root, name).rmdir()
    files = (
        "1 file that it had written is"
        if len(written) == 1
        else (f"{len(written)} files that it had written are")
    )
    return f"an import was cut short; the {files} taken back"


def _sweep(root: Path, unwritten: Sequence[str]) -> None:
    """Remove the half-written file that a process leaves beside its target when it is killed."""
    for name in unwritten[:1]:
        for path in (root / name).parent.glob(".*.tmp"):
            if re.fullmatch(r"\.[0-9a-f]{16}\.tmp", path.name):
                path.unlink()


def _find_inside(root: Path, name: str) -> Path:
    """A path that the journal names; raises ValueError for one that leads out of the archive."""
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        raise ValueError(f"{name} leads out of the archive")
    return path


def _read_sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Hold the journal; the system lets go of it when a process ends, however it does."""
    with (folder / _LOCK).open("ab") as file:
        if os.name == "posix":
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in (errno.EAGAIN, errno.EACCES):
                    raise  # some file systems cannot lock; then nobody holds it
        yield
