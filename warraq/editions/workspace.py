"""Keeps a work folder that goes from edition to edition, so that what is equal stays as it is."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from warraq.archive import Archive, ArchiveError, read_archive
from warraq.editions.content import (
    PAGES,
    choose_content,
    content_folders,
    explain_pointer,
    is_pointer,
)
from warraq.editions.git import Entry, Repository
from warraq.editions.gitobjects import object_id
from warraq.editions.model import EditionError
from warraq.editions.toolkit import FURTHER_FILES, todays_files, toolkit_of
from warraq.files import read_json, write_atomically

RECORD = "built.json"
"""What the last good build left: the toolkit's digest, and that of each file below `build/`."""

UNFINISHED = "unfinished.json"
"""There from before the first change until a good build is noted: nothing built is to be used."""

_OWN = (RECORD, UNFINISHED, "build")
_PASSING = frozenset({".lock"})
"""Files of `build/` that come and go without a meaning."""

_FIRST, _SPAN = 10**18, 6 * 10**17
"""Time stamps are set from 2001 to 2020, in nanoseconds: in the past, whatever the clock says."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A work folder that holds one edition's content and today's settings."""

    archive: Archive
    """To build: its root is the work folder."""
    content: Mapping[str, str]
    """SHA-256 of each file of the tag that it is made from, by its path in the archive."""
    changed: int
    """How many files were written or removed."""
    messages: tuple[str, ...]
    """What the maintainer should know: what was built before and thrown away, and why."""
    skipped: tuple[str, ...] = ()
    """A sentence on each file of the tag that is left out and that a maintainer would miss."""


def prepare_workspace(
    archive: Archive, repository: Repository, commit: str, work: Path
) -> Workspace:
    """Bring the folder `work` to a commit's content; what was built in it stays if it is sound.

    Content is what `choose_content` takes; conf.py, styles, templates and the toolkit's words
    are today's, of `archive`. Files that are right already keep their place and time stamp.
    After a good build call `note_workspace`; without it the next call builds all anew. Two
    processes must not use one folder at once. Raises EditionError where the commit cannot be
    read, and OSError.
    """
    folders = content_folders(archive.catalogs)
    chosen = choose_content(repository.list_files(commit, folders), archive.catalogs)
    if not any(entry.path.startswith(f"{PAGES}/") for entry in chosen.files):
        raise EditionError(f"the commit {commit} has no pages in {PAGES}/; tag one that has")
    todays = todays_files(archive)
    toolkit = toolkit_of(archive).sha256
    _make_folder(work)
    messages = list(_drop_unsound(work, toolkit))
    write_atomically(work / UNFINISHED, json.dumps({"toolkit": toolkit, "commit": commit}))
    changed = _sweep(work, {entry.path for entry in chosen.files} | todays.keys())
    for name, path in todays.items():
        data = path.read_bytes()
        stamp = _stamp_of(hashlib.sha256(data).hexdigest())
        changed += _put(work / name, data, stamp)
    digests, pointers, written = _bring_content(work, repository, chosen.files)
    skipped = (*chosen.skipped, *(explain_pointer(path) for path in pointers))
    changed += written
    try:
        read_archive(work)
    except ArchiveError as error:
        raise EditionError(
            f"conf.py works in the archive's folder but not in the work folder of an edition "
            f"({error}); name what it reads in {FURTHER_FILES}, a list in conf.py"
        ) from error
    return Workspace(replace(archive, root=work), digests, changed, tuple(messages), skipped)


def note_workspace(work: Path) -> None:
    """Note, after a good build, the digest of all that was built, so that it is used again.

    Raises EditionError if the folder was not prepared.
    """
    begun = read_json(work / UNFINISHED)
    if not isinstance(begun, dict):
        raise EditionError(f"{work} was not prepared for a build; there is nothing to note")
    record = {"toolkit": begun.get("toolkit", ""), "files": dict(_digest_files(work / "build"))}
    write_atomically(work / RECORD, json.dumps(record, indent=0, sort_keys=True))
    (work / UNFINISHED).unlink()


# -- What was built before -----------------------------------------------------------------


def _drop_unsound(work: Path, toolkit: str) -> Iterator[str]:
    """Throw away what was built if it cannot be relied upon, and say why."""
    build = work / "build"
    reason = _judge(work, toolkit) if os.path.lexists(build) else ""
    if reason:
        # By another name first: one who is interrupted here leaves no half of it in its place.
        aside = work / ".build-gone"
        _remove(aside)
        build.rename(aside)
        _remove(aside)
        yield f"all pages are made anew: {reason}"


def _judge(work: Path, toolkit: str) -> str:
    if os.path.lexists(work / UNFINISHED):
        return "an earlier run was ended before it was done"
    record = read_json(work / RECORD)
    if not (isinstance(record, dict) and isinstance(record.get("files"), dict)):
        return f"the record of the last build cannot be read ({work / RECORD})"
    if record.get("toolkit") != toolkit:
        return "the toolkit, conf.py, styles, templates or libraries have changed since"
    noted = record["files"]
    found = dict(_digest_files(work / "build"))
    if found != noted:
        name = min(
            name for name in found.keys() | noted.keys() if found.get(name) != noted.get(name)
        )
        what = "is gone" if name not in found else "is new" if name not in noted else "differs"
        return (
            f"the folder of built pages is not as the last build left it, {work / 'build' / name} "
            f"{what}; the disk may be failing"
        )
    return ""


def _digest_files(folder: Path) -> Iterator[tuple[str, str]]:
    """SHA-256 of each file below a folder by its path; what is no file is named as such."""
    for name, path in _walk(folder):
        if path.is_symlink() or not path.is_file():
            yield name, "no file"
        elif name not in _PASSING:
            with path.open("rb") as file:
                yield name, hashlib.file_digest(file, "sha256").hexdigest()


def _walk(folder: Path, prefix: str = "") -> Iterator[tuple[str, Path]]:
    """All below a folder that is no folder itself, by its path; links are not followed."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as items:
        found = sorted(items, key=lambda item: item.name)
    for item in found:
        if item.is_dir(follow_symlinks=False):
            yield from _walk(Path(item.path), f"{prefix}{item.name}/")
        else:
            yield f"{prefix}{item.name}", Path(item.path)


# -- Content -------------------------------------------------------------------------------


def _make_folder(work: Path) -> None:
    """Make the work folder; what stands in its place is no reason to follow it elsewhere."""
    if work.is_symlink() or (work.exists() and not work.is_dir()):
        raise EditionError(f"{work} is not a folder; delete it, it only holds what can be made")
    filled = work.is_dir() and any(item.name[0] != "." for item in work.iterdir())
    if filled and not ((work / RECORD).is_file() or (work / UNFINISHED).is_file()):
        raise EditionError(
            f"{work} holds files that no run put there, and they would be deleted; move them away"
        )
    work.mkdir(parents=True, exist_ok=True)


def _sweep(work: Path, wanted: set[str]) -> int:
    """Remove what does not belong into the folder, links and empty folders too; how many files."""
    folders = {
        "/".join(parts[:n])
        for name in wanted
        for parts in [name.split("/")]
        for n in range(1, len(parts))
    }
    return sum(
        _sweep_item(item, item.name, wanted, folders)
        for item in _list(work)
        if item.name not in _OWN
    )


def _sweep_item(item: os.DirEntry[str], name: str, wanted: set[str], folders: set[str]) -> int:
    if item.is_dir(follow_symlinks=False):
        if name in folders:
            return sum(
                _sweep_item(inner, f"{name}/{inner.name}", wanted, folders)
                for inner in _list(Path(item.path))
            )
        count = sum(1 for _ in _walk(Path(item.path)))
        shutil.rmtree(item.path)
        return count
    if name in wanted and item.is_file(follow_symlinks=False):
        return 0
    Path(item.path).unlink()
    return 1


def _list(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as items:
        return list(items)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _bring_content(
    work: Path, repository: Repository, files: tuple[Entry, ...]
) -> tuple[dict[str, str], list[str], int]:
    """Write what differs; the files' digests, those that are git-lfs pointers, how many written.

    Each file that is there is read and judged by its blob's id, so that neither a record nor a
    time stamp can vouch for a file that a failing disk has changed.
    """
    digests: dict[str, str] = {}
    pointers: list[str] = []
    missing: dict[str, list[str]] = {}
    changed = 0
    for entry in files:
        path = work / entry.path
        data = path.read_bytes() if path.is_file() else None
        if data is None or object_id("blob", data, len(entry.blob)) != entry.blob:
            missing.setdefault(entry.blob, []).append(entry.path)
            continue
        _put_stamp(path, _stamp_of(entry.blob))
        digests[entry.path] = hashlib.sha256(data).hexdigest()
    for blob, data in repository.read_blobs(missing):
        for name in missing[blob]:
            if is_pointer(data):
                pointers.append(name)
                changed += os.path.lexists(work / name)
                (work / name).unlink(missing_ok=True)
                continue
            changed += _put(work / name, data, _stamp_of(blob))
            digests[name] = hashlib.sha256(data).hexdigest()
    return dict(sorted(digests.items())), sorted(pointers), changed


def _put(path: Path, data: bytes, stamp: int) -> bool:
    """Write a file if it differs, with its time stamp; tell whether it was written."""
    changed = write_atomically(path, data, durable=False)
    _put_stamp(path, stamp)
    return changed


def _put_stamp(path: Path, stamp: int) -> None:
    if path.stat().st_mtime_ns != stamp:
        os.utime(path, ns=(stamp, stamp))


def _stamp_of(digest: str) -> int:
    """A time stamp that tells a file's content, so that another content is always seen."""
    return _FIRST + int(digest[:16], 16) % _SPAN
