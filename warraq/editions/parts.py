"""Keeps what was rendered for one language of one edition, until the edition is sealed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from warraq.editions.editionstyle import sealed_style
from warraq.editions.generations import copy_file, place_file
from warraq.editions.model import EDITION_STYLE, EditionError, Page, Sealed, Tag, Toolkit
from warraq.editions.pagerecords import read_page_records
from warraq.editions.pagetext import text_digest
from warraq.files import read_json, write_atomically

FILES, RECORD = "files", "part.json"

_NOT_PUBLISHED = frozenset({"404.html"})
"""What the site has once, beside its editions."""


@dataclass(frozen=True, slots=True)
class Part:
    """One language of one edition, rendered."""

    folder: Path
    edition: str
    language: str
    """Its BCP 47 tag."""
    commit: str
    toolkit: Toolkit
    content: Mapping[str, str]
    """SHA-256 of each file of the tag's content, by its path in the repository."""
    files: Mapping[str, str]
    """SHA-256 of each file, by its path in the edition's folder of this language."""
    texts: Mapping[str, str]
    """SHA-256 of the text of each brief and document, by the same path."""
    pages: Mapping[str, Page]
    warnings: tuple[str, ...] = ()
    """What the build warned of, and what of the tag was left out."""

    def path_of(self, name: str) -> Path:
        """Where a file of the part is."""
        return self.folder / FILES / name


@dataclass(slots=True)
class Known:
    """The files of sealed editions: what is the same again is linked, not stored again."""

    paths: dict[str, Path] = field(default_factory=dict)
    """A file for each SHA-256; of equal ones that which was learnt of last."""
    texts: dict[str, str] = field(default_factory=dict)
    """The digest of a page's text by the SHA-256 of the page."""

    def learn_edition(self, site: Path, sealed: Sealed) -> None:
        """Take in what an edition of the site holds."""
        self.paths.update((digest, site / path) for path, digest in sealed.files.items())
        self.texts.update((sealed.files[path], text) for path, text in sealed.texts.items())

    def learn_part(self, part: Part) -> None:
        """Take in what a part holds."""
        self.paths.update((digest, part.path_of(path)) for path, digest in part.files.items())
        self.texts.update((part.files[path], text) for path, text in part.texts.items())

    def find(self, digest: str, size: int) -> Path | None:
        """A file with this content, looked at anew: a damaged one is not handed on."""
        path = self.paths.get(digest)
        if path is None:
            return None
        try:
            same = not path.is_symlink() and path.stat().st_size == size
            return path if same and digest_of(path) == digest else None
        except OSError:
            return None


def know_files(site: Path, editions: Iterable[Sealed]) -> Known:
    """Collect what sealed editions hold, `editions` oldest first."""
    known = Known()
    for sealed in editions:
        known.learn_edition(site, sealed)
    return known


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits; raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Recipe:
    """What all parts of an edition have in common."""

    tag: Tag
    languages: tuple[str, ...]
    """The BCP 47 tags of all its languages."""
    toolkit: Toolkit
    content: Mapping[str, str]
    """SHA-256 of each file of the tag's content, by its path in the repository."""
    warnings: tuple[str, ...] = ()


def make_part(
    folder: Path,
    rendering: Path,
    language: str,
    recipe: Recipe,
    pages: Mapping[str, Page],
    known: Known,
) -> Part:
    """Take what Sphinx wrote to `rendering` for a language into `folder`, which is replaced.

    Files that a sealed edition holds already are linked to it. Others are copied, since the
    rendering is changed again for the next edition; their time stamp is the tag's, so that it is
    the same on every machine. Raises OSError.
    """
    tag, time_ns = recipe.tag, recipe.tag.time_ns
    coming = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(coming, ignore_errors=True)
    files: dict[str, str] = {}
    for source in _list_published(rendering):
        name = source.relative_to(rendering).as_posix()
        files[name] = digest_of(source)
        _take(source, coming / FILES / name, files[name], known, time_ns)
    style = sealed_style(tag.edition, recipe.languages)
    target = coming / FILES / EDITION_STYLE
    write_atomically(target, style, durable=False)
    _settle(target, time_ns)
    files[EDITION_STYLE] = hashlib.sha256(style.encode()).hexdigest()
    texts = {
        page.path: known.texts.get(files[page.path])
        or text_digest((rendering / page.path).read_bytes())
        for page in pages.values()
        if page.kind != "list" and page.path in files
    }
    ordered = dict(sorted(files.items()))
    part = Part(
        folder=folder,
        edition=tag.edition,
        language=language,
        commit=tag.commit,
        toolkit=recipe.toolkit,
        content=recipe.content,
        files=ordered,
        texts=texts,
        pages=pages,
        warnings=recipe.warnings,
    )
    write_atomically(coming / RECORD, _write_record(part), durable=False)
    shutil.rmtree(folder, ignore_errors=True)
    coming.rename(folder)
    return part


def _list_published(rendering: Path) -> list[Path]:
    """The files that an edition publishes: no hidden ones, which are for the builder."""
    found = []
    for path in sorted(rendering.rglob("*")):
        name = path.relative_to(rendering)
        if any(piece.startswith(".") for piece in name.parts) or str(name) in _NOT_PUBLISHED:
            continue
        if path.is_file() and not path.is_symlink():
            found.append(path)
    return found


def _take(source: Path, target: Path, digest: str, known: Known, time_ns: int) -> None:
    same = known.find(digest, source.stat().st_size)
    if same is not None:
        place_file(same, target)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    copy_file(source, target)
    _settle(target, time_ns)


def _settle(path: Path, time_ns: int) -> None:
    """Give a file that will be sealed its time stamp, and nobody the right to write to it."""
    os.utime(path, ns=(time_ns, time_ns))
    path.chmod(0o444)


# -- The record --------------------------------------------------------------------------------


def _write_record(part: Part) -> str:
    data = {
        "edition": part.edition,
        "language": part.language,
        "commit": part.commit,
        "toolkit": asdict(part.toolkit),
        "content": dict(part.content),
        "files": dict(part.files),
        "texts": dict(part.texts),
        "pages": {name: asdict(page) for name, page in part.pages.items()},
        "warnings": list(part.warnings),
    }
    return json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True)


def read_part(folder: Path) -> Part:
    """Read a part and look at each of its files; raises EditionError for one that is not whole."""
    path = folder / RECORD
    data = read_json(path)
    try:
        part = _read_record(folder, data)
    except (KeyError, TypeError, ValueError) as error:
        raise EditionError(
            f"{path}: not the record of a part ({error}); delete {folder} and make it again"
        ) from error
    found = {
        item.relative_to(folder / FILES).as_posix(): item
        for item in (folder / FILES).rglob("*")
        if item.is_symlink() or not item.is_dir()
    }
    for name in sorted(found.keys() | part.files.keys()):
        item = found.get(name)
        if item is None or item.is_symlink() or digest_of(item) != part.files.get(name):
            raise EditionError(
                f"{folder / FILES / name}: not what {RECORD} says; delete {folder} and make it "
                "again"
            )
    return part


def _read_record(folder: Path, data: Any) -> Part:
    return Part(
        folder,
        str(data["edition"]),
        str(data["language"]),
        str(data["commit"]),
        Toolkit(str(data["toolkit"]["version"]), str(data["toolkit"]["sha256"])),
        _texts(data["content"]),
        _texts(data["files"]),
        _texts(data["texts"]),
        read_page_records(data["pages"]),
        tuple(str(line) for line in data["warnings"]),
    )


def _texts(data: Any) -> dict[str, str]:
    if isinstance(data, dict) and all(isinstance(value, str) for value in data.values()):
        return dict(data)
    raise ValueError("a list of digests has another shape")


# -- From parts to an edition ------------------------------------------------------------------


def join_parts(tag: Tag, parts: Mapping[str, Part], rendering: int = 1) -> Sealed:
    """The edition that these parts make; by language tag, the language of the sources first.

    Raises EditionError if they are of several commits, contents or toolkits.
    """
    first, *others = parts.values()
    for part in (first, *others):
        if part.commit != tag.commit:
            raise EditionError(
                f"{part.folder}: made from commit {part.commit}, but edition/{tag.edition} is "
                f"{tag.commit}; delete the folder and make it again"
            )
        if part.toolkit != first.toolkit or part.content != first.content:
            raise EditionError(
                f"{part.folder} and {first.folder} were made by different toolkits; delete both "
                "and make them with the same one"
            )

    def gather(name: str) -> dict[str, str]:
        return {
            f"{language}/{tag.edition}/{path}": digest
            for language, part in parts.items()
            for path, digest in getattr(part, name).items()
        }

    return Sealed(
        tag=tag,
        toolkit=first.toolkit,
        rendering=rendering,
        languages=tuple(parts),
        files=dict(sorted(gather("files").items())),
        texts=dict(sorted(gather("texts").items())),
        content=dict(sorted(first.content.items())),
        pages={language: part.pages for language, part in parts.items()},
    )
