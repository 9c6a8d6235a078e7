"""Compares what stands beside sealed editions with what their records give, computed anew.

No seal covers these files: they change with each edition. What the newest edition has again in
`LANG/latest/` is compared by `latestcheck`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from warraq.editions.filecheck import Reader, find_link, list_files
from warraq.editions.findings import Finding, Kind, show_path
from warraq.editions.model import (
    EDITION_STYLE,
    HISTORY,
    LATEST,
    RECORDS,
    STATUS,
    Sealed,
    is_edition_name,
)

Compute = Callable[[Sequence[Sealed], Callable[[str], bytes]], Iterable[tuple[str, bytes]]]
"""Gives path and content of each file beside the editions; it reads sealed files by the second."""

_OURS = (LATEST, HISTORY, STATUS, RECORDS)
_NAMED = 12


def check_beside(
    reader: Reader, editions: Sequence[Sealed], compute: Compute, named: Collection[str]
) -> tuple[list[Finding], list[str]]:
    """What differs, is missing or is too many, and notes on what nobody wrote or can compare.

    `editions` are all of the site, oldest first; `named` are paths of which is said already what
    is wrong with them.
    """
    source = _Source(reader, editions)
    findings: list[Finding] = []
    blind: list[str] = []
    wanted: set[str] = set()
    try:
        for path, content in compute(editions, source.read):
            wanted.add(path)
            said = _compare(reader, path, content)
            if said and source.is_blind(path):
                blind.append(path)
            elif said and path not in named:
                findings.append(Finding(Kind.BESIDE, "", path, said))
            source.failed = False
    except (OSError, ValueError) as error:
        note = f"beside the editions: cannot be computed anew: {error}"
        return findings, [note, *say_unvouched(reader, editions)]
    unknown = []
    for path, _odd in _list_beside(reader, editions):
        if path in wanted:
            continue
        if "/" in path and path.split("/")[1] in _OURS:
            if path not in named:
                said = "is none of the files that this archive writes beside its editions"
                findings.append(Finding(Kind.BESIDE, "", path, said))
        else:
            unknown.append(path)
    notes = []
    if blind:
        notes.append(
            f"beside the editions: {_name(blind)} cannot be computed anew, as sealed pages that "
            "they compare are missing or changed"
        )
    if unknown:
        notes.append(f"not of this archive, and not checked: {_name(unknown)}")
    return findings, notes


def say_unvouched(reader: Reader, editions: Sequence[Sealed]) -> list[str]:
    """Say which files nothing vouches for, where there is nothing to compute them from."""
    count = 0
    folders: dict[str, int] = {}
    for path, _odd in _list_beside(reader, editions):
        steps = path.split("/")
        place = "/".join(steps[:2]) + "/" if len(steps) > 2 else path
        folders[place] = folders.get(place, 0) + 1
        count += 1
    if not count:
        return []
    listed = ", ".join(
        f"{show_path(place)} ({number})" if place.endswith("/") else show_path(place)
        for place, number in folders.items()
    )
    return [
        f"nothing vouches for {count} files beside the editions: {listed}. Of their styles only "
        "the rules were checked, not the words; with the archive at hand (--root) all are "
        "computed anew and compared"
    ]


class _Source:
    """Reads sealed files for histories, and knows which histories lack one."""

    def __init__(self, reader: Reader, editions: Sequence[Sealed]) -> None:
        self._reader = reader
        self._sealed = {edition.name: edition.files for edition in editions}
        self._blind: set[str] = set()
        self.failed = False

    def read(self, path: str) -> bytes:
        """The file; FileNotFoundError for one that is missing or is not the sealed one."""
        wanted = self._sealed[path.split("/")[1]].get(path)
        try:
            if not find_link(self._reader.site, path):
                content = self._reader.read(path)
                if hashlib.sha256(content).hexdigest() == wanted:
                    return content
        except OSError:
            pass
        self.failed = True
        raise FileNotFoundError(2, "is missing or not as it was sealed", path)

    def is_blind(self, path: str) -> bool:
        """Whether what was computed last, or a page of that name before, lacked a sealed file."""
        name = path.split("/", 1)[-1]
        if self.failed:
            self._blind.add(name)
        return name in self._blind


def _compare(reader: Reader, path: str, content: bytes) -> str:
    if link := find_link(reader.site, path):
        return f"{show_path(link)} is a symbolic link; it was not followed"
    try:
        found = reader.read(path)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "" if found == content else "is not what the records and this archive give"


def _list_beside(reader: Reader, editions: Sequence[Sealed]) -> Iterator[tuple[str, str]]:
    """Yield each path that is of no edition nor a copy of the newest, and what is odd about it."""
    newest = {language: edition for edition in editions for language in edition.languages}
    for name, is_folder in _scan(reader, ""):
        if not is_folder:
            yield name, ""
        elif name != RECORDS and name not in newest:
            yield f"{name}/", ""
        else:
            for inner, is_inner_folder in _scan(reader, name):
                path = f"{name}/{inner}"
                if not is_inner_folder:
                    yield path, ""
                elif not is_edition_name(inner):
                    copies = _copies(newest.get(name), name) if inner == LATEST else set()
                    for found, odd in list_files(reader.site, path):
                        if found not in copies:
                            yield found, odd


def _scan(reader: Reader, folder: str) -> list[tuple[str, bool]]:
    with os.scandir(reader.site / folder) as found:
        return sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found)


def _copies(edition: Sealed | None, language: str) -> set[str]:
    """Where the files of the newest edition stand again."""
    if edition is None:
        return set()
    before = f"{language}/{edition.name}/"
    return {
        f"{language}/{LATEST}/{path.removeprefix(before)}"
        for path in edition.files
        if path.startswith(before) and path != before + EDITION_STYLE
    }


def _name(paths: Sequence[str]) -> str:
    """Some of many paths."""
    shown = ", ".join(show_path(path) for path in paths[:_NAMED])
    return shown + (f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else "")
