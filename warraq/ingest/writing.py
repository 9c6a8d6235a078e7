"""Puts the files of an import on the disk, all of them or none."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warraq.files import write_atomically
from warraq.ingest.errors import IngestError
from warraq.ingest.journal import FOLDER, Change, keep_journal

_FEW = 60  # beyond this one wait for the whole disk is shorter than one for each file


@dataclass(frozen=True, slots=True)
class Write:
    """One file to be written."""

    path: str
    """From the archive's root, with slashes."""

    staged: Path
    """Where its bytes wait."""

    replaces: bool = False
    """Whether the file may be there already with other bytes."""


def find_obstacle(root: Path, write: Write) -> str:
    """Why a file cannot be written, in a sentence; nothing if it can."""
    target = root / write.path
    if not target.parent.resolve().is_relative_to(root.resolve()):
        return f"{write.path} leads out of the archive; make its folder a real one"
    if not os.path.lexists(target):
        return ""
    if write.replaces:
        inside = target.resolve().is_relative_to(root.resolve())
        return "" if inside else f"{write.path} leads out of the archive; make it a real file"
    if not target.is_symlink() and target.is_file():
        if target.stat().st_size == write.staged.stat().st_size and (
            target.read_bytes() == write.staged.read_bytes()
        ):
            return ""
        return f"{write.path} exists already with other content; move it away or rename it"
    return f"{write.path} exists already and is no regular file; move it away"


def write_all(root: Path, writes: Sequence[Write]) -> int:
    """Write the files in their order, and tell how many changed.

    What was written is taken back if one fails, at once or, where the process was killed, by
    `take_back_unfinished`. Raises IngestError.
    """
    name = ""
    staged: dict[str, Path] = {}
    changes: list[Change] = []
    try:
        for write in writes:
            name = write.path
            if obstacle := find_obstacle(root, write):
                raise IngestError(obstacle)
            staged[name] = write.staged
        for name, path in staged.items():
            change = Change(name, _hash(path), _hash(root / name))
            if change.new != change.old:
                changes.append(change)
        if changes:
            name = FOLDER
            few = len(changes) <= _FEW
            with keep_journal(root, changes):
                for change in changes:
                    name = change.path
                    write_atomically(root / name, staged[name].read_bytes(), durable=few)
                if not few and hasattr(os, "sync"):
                    os.sync()
    except OSError as error:
        raise IngestError(
            f"{name} cannot be written: {error.strerror}; nothing was changed"
        ) from error
    return len(changes)


def _hash(path: Path) -> str:
    """The SHA-256 of a file; nothing if there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""
