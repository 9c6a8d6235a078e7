"""Writes a file so that nobody ever sees half of it, and reads what was noted so."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any


def write_atomically(path: Path, content: str | bytes, *, durable: bool = True) -> bool:
    """Put `content` (text as UTF-8, line ends as given) at `path`; tell whether it changed.

    A file that already holds the content is left alone, its time stamp too. Otherwise the
    content is written beside the file and renamed over it. An existing file keeps its
    permissions and a symbolic link stays one; missing folders are made. `durable` waits
    until the disk has it: spare that for what a build can make again. Raises OSError.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    target = Path(os.path.realpath(path))
    if _holds(target, data):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    # A short hidden name: it fits wherever the target's does, and no builder reads it.
    beside = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        with open(beside, "xb") as file:  # noqa: PTH123 - unlike mkstemp, obeys the umask
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        _copy_mode(target, beside)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        if error.errno is None:
            raise
        # The name that says something to people is the file's, not that of what stood beside it.
        raise OSError(error.errno, error.strerror, str(target)) from error
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    if durable:
        _sync_folder(target.parent)
    return True


def read_json(path: Path) -> Any:
    """What an earlier build noted as JSON at `path`; None if nothing can be read."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def read_record(path: Path) -> dict[str, str]:
    """A mapping of texts to texts from the JSON at `path`; an empty one if there is no other."""
    data = read_json(path)
    if isinstance(data, dict) and all(isinstance(value, str) for value in data.values()):
        return data
    return {}


def measure_file(path: Path) -> int:
    """How many bytes a file has; -1 if it cannot be found."""
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


def _copy_mode(source: Path, target: Path) -> None:
    try:
        target.chmod(source.stat().st_mode & 0o777)
    except FileNotFoundError:
        return  # a new file: the umask has set its permissions


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last; only POSIX can open a folder for that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
