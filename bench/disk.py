"""What a folder takes on disk, files that stand in several places counted once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

BLOCK = 512
"""The unit of `st_blocks` (POSIX, sys/stat.h)."""


@dataclass(frozen=True)
class Disk:
    """Sizes in bytes."""

    allocated: int
    """Blocks of files and folders; a file with several names (hard links) counts once."""

    apparent: int
    """The lengths of all files, every name counted: what a copy without hard links takes."""

    distinct: int
    """The allocated blocks if files of the same content were stored once."""

    files: int
    """Names of files."""


def measure_disk(folders: Iterable[Path], skip: Collection[str] = ()) -> Disk:
    """Measure folders together, without the folders below them that are called as in `skip`."""
    seen: set[tuple[int, int]] = set()
    held: dict[bytes, int] = {}
    allocated = apparent = directories = files = 0
    for folder in folders:
        for path, names, found in os.walk(folder):
            names[:] = [name for name in names if name not in skip]
            directories += os.lstat(path).st_blocks * BLOCK
            for name in found:
                status = os.lstat(f"{path}/{name}")
                files += 1
                apparent += status.st_size
                if (status.st_dev, status.st_ino) not in seen:
                    seen.add((status.st_dev, status.st_ino))
                    size = status.st_blocks * BLOCK
                    allocated += size
                    held[hashlib.sha256(Path(path, name).read_bytes()).digest()] = size
    return Disk(directories + allocated, apparent, directories + sum(held.values()), files)
