"""Puts the files of an import on the disk, all of them or none."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warraq.files import write_atomically
from warraq.ingest.errors import IngestError

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
    if write.replaces or not os.path.lexists(target):
        return ""
    if not target.is_symlink() and target.is_file():
        if target.stat().st_size == write.staged.stat().st_size and (
            target.read_bytes() == write.staged.read_bytes()
        ):
            return ""
        return f"{write.path} exists already with other content; move it away or rename it"
    return f"{write.path} exists already and is no regular file; move it away"


def write_all(root: Path, writes: Sequence[Write]) -> int:
    """Write the files in their order, and tell how many changed.

    What was written is taken back if one fails. Raises IngestError.
    """
    before: list[tuple[Path, bytes | None]] = []
    folders: list[Path] = []
    few = len(writes) <= _FEW
    changed = 0
    try:
        for write in writes:
            if obstacle := find_obstacle(root, write):
                raise IngestError(obstacle)
            target = root / write.path
            folders += [folder for folder in target.parents if not folder.exists()]
            old = target.read_bytes() if write.replaces and target.exists() else None
            fresh = not target.exists()
            if write_atomically(target, write.staged.read_bytes(), durable=few):
                changed += 1
                if fresh or old is not None:
                    before.append((target, old))
    except BaseException as error:
        _take_back(before, folders)
        if isinstance(error, OSError):
            raise IngestError(
                f"{write.path} cannot be written: {error.strerror}; nothing was changed"
            ) from error
        raise
    if not few and hasattr(os, "sync"):
        os.sync()
    return changed


def _take_back(before: list[tuple[Path, bytes | None]], folders: list[Path]) -> None:
    for target, old in reversed(before):
        if old is None:
            target.unlink(missing_ok=True)
        else:
            write_atomically(target, old)
    for folder in sorted(set(folders), key=lambda path: len(path.parts), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
