"""Puts sealed editions, the newest of them again, and what may change together into the site."""

from __future__ import annotations

import filecmp
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from warraq.archive import Archive
from warraq.editions.bag import TAG_MANIFEST
from warraq.editions.generations import drop_others, fill_folder, make_generation, place_file
from warraq.editions.model import (
    HISTORY,
    LATEST,
    RECORDS,
    STATUS,
    EditionError,
    Sealed,
    newest_by_language,
    order_of,
)
from warraq.editions.mutablepages import KEEP
from warraq.editions.parts import Part
from warraq.editions.records import SIGNATURES
from warraq.editions.records import Facts as RecordFacts
from warraq.files import write_atomically
from warraq.site.beside import language_files, root_files
from warraq.site.front import server_files
from warraq.site.shelf import site_of


@dataclass(frozen=True, slots=True)
class Made:
    """An edition that was rendered and sealed, and is not yet in the site."""

    sealed: Sealed
    parts: tuple[Part, ...]
    records: Mapping[str, bytes]
    """The files of `editions/NAME/` by their names in it."""
    remarks: tuple[str, ...] = ()
    """Sentences on how it differs from what was sealed before."""


@dataclass(slots=True)
class _Site:
    """The folder that will be the site, and what was changed in it."""

    root: Path
    changed: list[str] = field(default_factory=list)

    def write(self, path: str, content: str | bytes) -> None:
        if write_atomically(self.root / path, content, durable=False):
            self.changed.append(path)

    def link(self, path: str, source: Path) -> None:
        target = self.root / path
        if not (target.exists() and filecmp.cmp(source, target, shallow=False)):
            self.changed.append(path)
        place_file(source, target)

    def keep_only(self, folder: str, wanted: set[str]) -> None:
        """Delete the files of a folder whose paths from the site's root are not wanted."""
        gone = drop_others(self.root / folder, lambda name: f"{folder}/{name}" in wanted)
        self.changed += [f"{folder}/{name}" for name in gone]


def assemble_site(
    archive: Archive,
    kept: Sequence[Sealed],
    made: Sequence[Made],
    commit: Callable[[], None] = lambda: None,
) -> tuple[tuple[Sealed, ...], tuple[str, ...]]:
    """Let the site hold `kept`, which it has, and `made`; all of it or nothing of it.

    `commit` is called when all stands ready, right before the new site takes the place of the
    old one. Gives all editions, oldest first, and the changed paths outside of new editions.
    Raises OSError, EditionError and what `commit` raises; then the site is as it was.
    """
    everything = sorted(
        [*kept, *(item.sealed for item in made)], key=lambda one: order_of(one.name)
    )
    mask = os.umask(0o022)  # a server has to read it
    try:
        with make_generation(site_of(archive)) as coming:
            for item in made:
                _place_edition(coming, item)
            site = _Site(coming)
            _write_rest(archive, site, everything)
            commit()
    finally:
        os.umask(mask)
    return tuple(everything), tuple(sorted(site.changed))


def _place_edition(coming: Path, made: Made) -> None:
    """Link an edition's files into the site, and write its record."""
    sealed = made.sealed
    for part in made.parts:
        wanted = {name: part.path_of(name) for name in part.files}
        fill_folder(coming / part.language / sealed.name, wanted)
    folder = coming / RECORDS / sealed.name
    sign = folder / TAG_MANIFEST
    same = sign.is_file() and sign.read_bytes() == made.records[TAG_MANIFEST]
    for name, content in made.records.items():
        if write_atomically(folder / name, content, durable=False):
            (folder / name).chmod(0o444)
            os.utime(folder / name, ns=(sealed.tag.time_ns, sealed.tag.time_ns))
    drop_others(folder, lambda name: name in made.records or (same and name.endswith(SIGNATURES)))


# -- What may change -----------------------------------------------------------------------------


def _write_rest(archive: Archive, site: _Site, editions: Sequence[Sealed]) -> None:
    wanted: set[str] = set()
    for path, content in language_files(
        archive,
        editions,
        _reader_of(site.root, editions),
        lambda path: _read(site.root / path),
    ):
        wanted.add(path)
        if content is not KEEP:
            site.write(path, content)
    newest = newest_by_language(editions)
    for language, edition in newest.items():
        folder = f"{language}/{edition.name}/"
        for path in edition.files:
            copy = f"{language}/{LATEST}/{path.removeprefix(folder)}"
            if not path.startswith(folder) or copy in wanted:
                continue
            if (site.root / path).is_file():  # else it was taken out by hand
                wanted.add(copy)
                site.link(copy, site.root / path)
    for language in newest:
        for folder in (LATEST, HISTORY, STATUS, RECORDS):
            site.keep_only(f"{language}/{folder}", wanted)
    for path, text in root_files(archive, site.root, editions).items():
        site.write(path, text)
    for name, text in server_files(archive, prefix=f"{LATEST}/").items():
        write_atomically(archive.build / "server" / name, text)


def _reader_of(root: Path, editions: Sequence[Sealed]) -> Callable[[str], bytes]:
    """Reads published files, each held against its seal: histories must not tell of a forgery."""
    sealed = {edition.name: edition for edition in editions}

    def read(path: str) -> bytes:
        content = (root / path).read_bytes()
        edition = path.split("/")[1]
        if hashlib.sha256(content).hexdigest() != sealed[edition].files.get(path):
            raise EditionError(
                f"{path} is not the file that was sealed; bring it back with "
                f"`warraq site --again {edition}`"
            )
        return content

    return read


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


# -- What the archive says of itself -------------------------------------------------------------


def record_facts(archive: Archive) -> RecordFacts:
    """What an edition's record says of the archive."""
    return RecordFacts(title=archive.title, publisher=archive.owner)
