"""Compares the files of an edition with their sealed digests: changed, swapped, renamed, lost."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from warraq.editions.findings import Finding, Kind, show_path
from warraq.editions.pagetext import text_digest

_LARGEST_PAGE = 64 << 20
"""In bytes; what is larger is no page, and its text is not looked for."""

_BLOCK = 1 << 20


@dataclass(slots=True)
class Reader:
    """Reads files once, however many names they have, and counts what it has read.

    Nothing but the digest stays in memory, and that only for files with several names.
    """

    site: Path
    files: int = 0
    octets: int = 0
    _digests: dict[tuple[int, int], str] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    """The digest of the text by the digest of the page."""

    def digest(self, path: str) -> str:
        """SHA-256 of a plain file by its path from the site's root; raises OSError."""
        descriptor = _open_plain(self.site / path)
        with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor
            state = os.fstat(descriptor)
            self.files += 1
            key = (state.st_dev, state.st_ino)
            if key in self._digests:
                return self._digests[key]
            hashed = hashlib.sha256()
            while block := file.read(_BLOCK):
                hashed.update(block)
                self.octets += len(block)
            found = hashed.hexdigest()
            if state.st_nlink > 1:
                self._digests[key] = found
            return found

    def read(self, path: str) -> bytes:
        """The bytes of a plain file, which is not counted; raises OSError."""
        with open(_open_plain(self.site / path), "rb") as file:
            return file.read()

    def digest_text(self, path: str, digest: str) -> str:
        """The digest of a page's text; `digest` is that of the page. Raises OSError."""
        if digest not in self._texts:
            descriptor = _open_plain(self.site / path)
            with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
                data = file.read(_LARGEST_PAGE + 1)
            self._texts[digest] = text_digest(data) if len(data) <= _LARGEST_PAGE else ""
        return self._texts[digest]


def _open_plain(path: Path) -> int:
    """Open a plain file and nothing else: no link is followed, no pipe waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "is no plain file", str(path))
    return descriptor


def find_link(site: Path, path: str) -> str:
    """The first part of a path in the site that is a symbolic link; nothing if none is."""
    parts = path.split("/")
    for end in range(1, len(parts) + 1):
        if (site / "/".join(parts[:end])).is_symlink():
            return "/".join(parts[:end])
    return ""


def list_files(site: Path, folder: str) -> Iterator[tuple[str, str]]:
    """Yield each path below a folder of the site, in order, and why it is no plain file, if so.

    Links are named, not followed. A folder that cannot be read is named itself.
    """
    try:
        with os.scandir(site / folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield folder, f"the folder cannot be read: {error.strerror}"
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.is_symlink():
            yield path, f"is a symbolic link, to {_read_link(entry.path)}; it was not followed"
        elif entry.is_dir(follow_symlinks=False):
            yield from list_files(site, path)
        elif entry.is_file(follow_symlinks=False):
            yield path, ""
        else:
            yield path, "is neither a file nor a folder; it was not opened"


def _read_link(path: str) -> str:
    with contextlib.suppress(OSError):
        return show_path(os.readlink(path))  # noqa: PTH115 - of an entry
    return "somewhere"


def check_files(
    reader: Reader,
    edition: str,
    folders: list[str],
    wanted: Mapping[str, str],
    texts: Mapping[str, str],
    count: Callable[[], None] = lambda: None,
) -> Iterator[Finding]:
    """Compare the folders of an edition with the digests of its files and of their texts.

    `count` is called for each file that was read.
    """
    wrong: dict[str, str] = {}
    added: dict[str, str] = {}
    seen: set[str] = set()
    present: list[str] = []
    for folder in folders:
        if link := find_link(reader.site, folder):
            said = "is a symbolic link; it was not followed"
            yield Finding(Kind.ODD, edition, link, said)
        elif not (reader.site / folder).is_dir():
            lost = sum(path.startswith(f"{folder}/") for path in wanted)
            said = f"is missing, the whole folder with its {lost} files"
            yield Finding(Kind.MISSING, edition, folder, said)
        else:
            present.append(f"{folder}/")
    for folder in present:
        for path, odd in list_files(reader.site, folder.rstrip("/")):
            seen.add(path)
            if odd:
                kind = Kind.UNREADABLE if "cannot be read" in odd else Kind.ODD
                yield Finding(kind, edition, path, odd)
                continue
            try:
                found = reader.digest(path)
                count()
                if path not in wanted:
                    added[path] = found
                elif found != wanted[path]:
                    wrong[path] = found
                elif path in texts and reader.digest_text(path, found) != texts[path]:
                    said = "its text is not the one that text-sha256.txt has the digest of"
                    yield Finding(Kind.TEXT, edition, path, said)
            except OSError as error:
                said = f"cannot be read: {error.strerror}"
                yield Finding(Kind.UNREADABLE, edition, path, said)
    here = tuple(present)
    missing = {
        path: digest
        for path, digest in wanted.items()
        if path not in seen and path.startswith(here)
    }
    yield from _name_wrong(reader, edition, wanted, texts, wrong)
    yield from _name_moved(edition, missing, added)


def _name_wrong(
    reader: Reader,
    edition: str,
    wanted: Mapping[str, str],
    texts: Mapping[str, str],
    wrong: Mapping[str, str],
) -> Iterator[Finding]:
    """Tell files that changed places from changed ones, and changed styles from changed words."""
    owners = {wanted[path]: path for path in wrong}
    for path, found in sorted(wrong.items()):
        if found in owners:
            said = f"holds what belongs into {show_path(owners[found])}: they were swapped"
            yield Finding(Kind.SWAPPED, edition, path, said)
            continue
        said = "is not the file that was sealed"
        if found == hashlib.sha256(b"").hexdigest():
            said = "is empty"
        elif path in texts:
            with contextlib.suppress(OSError):
                same = reader.digest_text(path, found) == texts[path]
                said += "; its text is still the same" if same else "; its text has changed too"
        yield Finding(Kind.CHANGED, edition, path, said)


def _name_moved(
    edition: str, missing: dict[str, str], added: Mapping[str, str]
) -> Iterator[Finding]:
    places: dict[str, list[str]] = {}
    for path, digest in sorted(missing.items()):
        places.setdefault(digest, []).append(path)
    for path, found in sorted(added.items()):
        if places.get(found):
            former = places[found].pop(0)
            del missing[former]
            said = f"is missing; its content is now in {show_path(path)}: it was renamed"
            yield Finding(Kind.RENAMED, edition, former, said)
        else:
            yield Finding(Kind.ADDED, edition, path, "does not belong to the edition")
    for path in sorted(missing):
        yield Finding(Kind.MISSING, edition, path, "is missing")
