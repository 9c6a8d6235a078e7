"""Puts a new state of the published site in the place of the old one, in one step.

Two folders hold the site in turns. The one that nobody reads is brought up to date with hard
links, changed, and exchanged with the other: whoever reads sees the old site or the new one,
whenever the run is killed. Files are never written in place, as both folders share them.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

NEXT, FORMER = ".site-next", ".site-former"
"""Beside the site: the folder in the making, and where the site stands for a moment while the
two change places on systems that cannot exchange them."""

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h of macOS
_NO_LINK = {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


@contextlib.contextmanager
def make_generation(site: Path) -> Iterator[Path]:
    """Give a folder that is like `site`, to be changed; at the end it is the site.

    An error in between leaves the site as it was. Files in the folder may only be replaced, by
    `place_file` or `warraq.files.write_atomically`. Raises OSError.
    """
    restore_site(site)
    coming = site.with_name(NEXT)
    _bring_up_to_date(site, coming)
    yield coming
    with contextlib.suppress(AttributeError):  # only POSIX has it
        os.sync()  # what the new names lead to must be on the disk before they are
    exchange(site, coming)


def restore_site(site: Path) -> None:
    """Bring back a site that a run was moving when it was killed, or end what it was doing."""
    former = site.with_name(FORMER)
    if not former.is_dir():
        return
    if site.exists():
        shutil.rmtree(former)  # the new one was in place already
    else:
        former.rename(site)


def exchange(site: Path, coming: Path) -> None:
    """Let two folders change places, in one step where the system can."""
    if not site.exists():
        coming.rename(site)
        return
    if _exchange_at_once(site, coming):
        return
    former = site.with_name(FORMER)
    site.rename(former)
    coming.rename(site)
    former.rename(coming)


def _exchange_at_once(site: Path, coming: Path) -> bool:
    """Exchange two folders as the system offers it; tells whether it did."""
    library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    one, other = os.fsencode(site), os.fsencode(coming)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        call = library.renameat2  # type: ignore[union-attr]
        failed = call(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(one, other, _RENAME_SWAP)  # type: ignore[union-attr]
    else:
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV}:
        return False  # the file system cannot
    raise OSError(code, os.strerror(code), str(site))


# -- Files that both folders share -------------------------------------------------------------


def place_file(source: Path, target: Path) -> None:
    """Let `target` be `source`: by a hard link, or a copy where the disk cannot link.

    What was at `target` is replaced, not written to. Raises OSError with a file's name.
    """
    if _is_same(source, target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
        return
    except FileExistsError:
        pass
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
    beside = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        try:
            os.link(source, beside, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_LINK:
                raise
            copy_file(source, beside)
        beside.replace(target)
    finally:
        # Where both names are links to one file already, renaming does nothing (POSIX).
        beside.unlink(missing_ok=True)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file with its mode and times; OSError names the target, as that is what fills up."""
    try:
        shutil.copy2(source, target, follow_symlinks=False)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, error.filename2 or str(target)) from error


def fill_folder(folder: Path, wanted: Mapping[str, Path]) -> None:
    """Let `folder` hold these files, by their paths in it, and no others."""
    for path, source in wanted.items():
        place_file(source, folder / path)
    drop_others(folder, lambda path: path in wanted)


def drop_others(folder: Path, is_wanted: Callable[[str], bool]) -> list[str]:
    """Delete the files whose paths in `folder` are not wanted, and folders that are empty then.

    Gives the paths of the files that are gone. Raises OSError.
    """
    gone = []
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif not is_wanted(name):
            path.unlink()
            gone.append(name)
    return gone


# -- One folder like the other -----------------------------------------------------------------


def _bring_up_to_date(site: Path, coming: Path) -> None:
    """Make the folder that nobody reads like the site.

    Sealed editions are compared, too: what was taken out of one by hand, for somebody's safety,
    must not come back with the next exchange. Files that someone else put into the site are
    taken over. Names and the numbers of files are all that is read, a microsecond each.
    """
    coming.mkdir(parents=True, exist_ok=True)
    if site.is_dir():
        _mirror(site, coming)
    else:
        for entry in list(os.scandir(coming)):
            _remove(Path(entry.path))


def _mirror(source: Path, target: Path) -> None:
    """Make `target` like `source`."""
    entries = {entry.name: entry for entry in os.scandir(source)}
    found: dict[str, int] = {}
    for entry in list(os.scandir(target)):
        other = entries.get(entry.name)
        if other is None or _is_folder(other) != _is_folder(entry):
            _remove(Path(entry.path))
        else:
            found[entry.name] = entry.inode()
    for name, entry in entries.items():
        if _is_folder(entry):
            if name not in found:
                (target / name).mkdir()
            _mirror(Path(entry.path), target / name)
        elif found.get(name) != entry.inode():
            place_file(Path(entry.path), target / name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _is_same(one: Path, other: Path) -> bool:
    """Whether two names lead to one file; False where either is missing."""
    try:
        first, second = one.lstat(), other.lstat()
    except OSError:
        return False
    return (first.st_ino, first.st_dev) == (second.st_ino, second.st_dev)
