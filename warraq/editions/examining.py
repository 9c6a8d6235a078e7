"""Reads the record of an edition, `editions/NAME/`, and says in which line it is not to be trusted.

All that a record names comes from a file that may be a stranger's: nothing outside of its folder
is opened, and nothing but plain files.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warraq.editions import bag
from warraq.editions.model import (
    RECORDS,
    EditionError,
    Page,
    Sealed,
    Tag,
    Toolkit,
    is_edition_name,
    order_of,
)
from warraq.editions.pagerecords import read_page_records

EDITION, PAGES = "edition.json", "pages.json"
CONTENT, TEXT, SUMS = "content-sha256.txt", "text-sha256.txt", "SHA256SUMS"
FORMER = "renderings"
"""The folder in a record of the records of former renderings, each by its number."""

COVERED = (bag.DECLARATION, bag.INFO, bag.MANIFEST, SUMS, CONTENT, TEXT, PAGES, EDITION)
"""The tag files that each record has; the tag manifest has their digests."""

DIGESTS = {"rendering_sha256": SUMS, "content_sha256": CONTENT, "text_sha256": TEXT}
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_OBJECT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Examination:
    """What can be read of a record, and what is wrong with it."""

    problems: tuple[str, ...]
    """Each names the file, the line where there is one, and what is wrong."""
    sealed: Sealed | None
    """The edition, where all that it is read from is as it was written."""
    files: Mapping[str, str] | None
    """The digests of the published files, where at least they can be trusted."""
    covered: frozenset[str] = frozenset()
    """The names of the record's files that its tag manifest vouches for."""
    rule: int = 0
    """The number of the rule that the texts of pages were taken by."""
    manifest: bytes = b""
    """The tag manifest, where it can be read."""


def list_sealed(site: Path) -> list[str]:
    """The names of the editions that a site has records of, in order; raises OSError."""
    folder = site / RECORDS
    if not folder.is_dir():
        return []
    names = [path.name for path in folder.iterdir() if path.is_dir()]
    return sorted(filter(is_edition_name, names), key=order_of)


def read_sealed(site: Path, edition: str) -> Sealed:
    """The edition as `site/editions/NAME/` records it.

    Raises EditionError with file and line if the record is missing, truncated, edited or is
    otherwise not as it was written.
    """
    order_of(edition)
    shown = f"{RECORDS}/{edition}"
    found = examine_record(site / RECORDS / edition, shown, edition)
    if found.problems or found.sealed is None:
        first = found.problems[0] if found.problems else f"{shown}: cannot be read"
        raise EditionError(f"{first}; get the record back from a copy, or build the edition again")
    return found.sealed


def examine_record(
    folder: Path, shown: str, edition: str, *, holder: Path | None = None
) -> Examination:
    """Read a record as far as it can be trusted; `shown` is how the sentences name the folder.

    `holder` is the edition's record that holds this one of a former rendering, where there is
    one: that is where the renderings before it are too.
    """
    problems: list[str] = []
    if folder.is_symlink() or not folder.is_dir():
        return Examination((f"{shown}: the edition has no record",), None, None)
    whole, tags, intact = _read_covered(folder, holder or folder, shown, problems)

    def read(name: str, parse: Callable[[bytes, str], Any]) -> Any:
        if name not in intact:
            return None
        try:
            return parse(intact[name], f"{shown}/{name}")
        except EditionError as error:
            problems.append(str(error))
            return None

    files = read(SUMS, bag.read_sums)
    manifest = read(bag.MANIFEST, _read_manifest)
    if manifest is not None:
        crate = manifest.pop(bag.CRATE, "")
        _check_crate(folder, shown, crate, problems)
        if files is not None and files != manifest:
            path = min(
                path
                for path in files.keys() | manifest.keys()
                if files.get(path) != manifest.get(path)
            )
            problems.append(f"{shown}/{SUMS}: does not say the same of {path} as {bag.MANIFEST}")
            files = manifest = None
    texts = read(TEXT, bag.read_sums)
    content = read(CONTENT, lambda data, name: bag.read_sums(data, name, anywhere=False))
    pages = read(PAGES, _read_pages)
    facts = read(EDITION, lambda data, name: _read_edition(data, name, edition))
    if facts is not None:
        for key, name in DIGESTS.items():
            if name in intact and facts[key] != _digest(intact[name]):
                problems.append(f"{shown}/{EDITION}: its {key} is not that of {name}")
    if bag.DECLARATION in intact and intact[bag.DECLARATION] != bag.BAGIT_TXT:
        problems.append(f"{shown}/{bag.DECLARATION}: is not the declaration of BagIt 1.0")
    sealed = None
    if not problems and facts is not None:
        sealed = Sealed(
            facts["tag"],
            facts["toolkit"],
            facts["rendering"],
            facts["languages"],
            files,
            texts,
            content,
            pages,
        )
        try:
            check_paths(sealed)
        except EditionError as error:
            problems.append(f"{shown}/{SUMS}: {error}")
            sealed = None
    rule = facts["rule"] if facts is not None else 0
    known = manifest if files is None else files
    return Examination(tuple(problems), sealed, known, tags, rule, whole)


def is_signature(name: str) -> bool:
    """Whether a file of a record was added beside a tag manifest: a signature, a time stamp."""
    return name.rsplit("/", 1)[-1] in {bag.TAG_MANIFEST + end for end in bag.SIGNATURES}


def check_paths(sealed: Sealed) -> None:
    """Raise EditionError if an edition holds what is not in a folder of its own."""
    order_of(sealed.name)
    if not sealed.languages:
        raise EditionError(f"edition {sealed.name} has no language")
    folders = tuple(f"{language}/{sealed.name}/" for language in sealed.languages)
    for path in sealed.files:
        if not path.startswith(folders):
            raise EditionError(f"{path!r} is not in a folder of edition {sealed.name}")
    for path in sealed.texts:
        if path not in sealed.files:
            raise EditionError(f"{path!r} has a text but is no file of edition {sealed.name}")


def read_plain(folder: Path, name: str) -> bytes:
    """The bytes of a plain file in a folder.

    Raises OSError, also for a pipe, a folder, a symbolic link and what is behind one.
    """
    path = folder
    for part in name.split("/"):
        if path.is_symlink():
            break
        path = path / part
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError(0, "is no plain file", str(path))
    return path.read_bytes()


def _read_covered(
    folder: Path, holder: Path, shown: str, problems: list[str]
) -> tuple[bytes, frozenset[str], dict[str, bytes]]:
    """The tag manifest, the names that it has, and the files of the record that are as it says."""
    listing = f"{shown}/{bag.TAG_MANIFEST}"
    try:
        data = read_plain(folder, bag.TAG_MANIFEST)
        tags = bag.read_sums(data, listing, encoded=True)
    except OSError as error:
        problems.append(f"{listing}: {_explain(error)}")
        return b"", frozenset(), {}
    except EditionError as error:
        problems.append(str(error))
        return b"", frozenset(), {}
    for name in COVERED:
        if name not in tags:
            problems.append(f"{listing}: does not name {name}; the file was cut off or edited")
    intact = {}
    damaged = {}
    for number, (name, digest) in enumerate(tags.items(), 1):
        try:
            found = read_plain(holder if name.startswith(f"{FORMER}/") else folder, name)
        except OSError as error:
            problems.append(f"{shown}/{name}: {_explain(error)}")
            continue
        if _digest(found) == digest:
            if "/" not in name:
                intact[name] = found
        else:
            damaged[name] = found, number
    for name, (found, number) in damaged.items():
        damage = _locate_damage(found, f"{shown}/{name}")
        if name in _TWINS and _TWINS[name] in intact:
            damage = _compare_twins(found, name, intact[_TWINS[name]], f"{shown}/{name}") or damage
        problems.append(f"{damage}; {bag.TAG_MANIFEST}:{number} has another digest of it")
    return data, frozenset(tags), intact


def _explain(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is missing"
    return error.strerror or "cannot be read"


def _locate_damage(data: bytes, name: str) -> str:
    """A sentence on a file that is not as it was, with the line if its shape tells it."""
    if not data:
        return f"{name}: is empty"
    try:
        if name.endswith((SUMS, "sha256.txt")):
            bag.read_sums(data, name, encoded="manifest" in name, anywhere=False)
        elif name.endswith(".json"):
            _read_json(data, name)
        elif not data.endswith(b"\n"):
            line = data.count(b"\n") + 1
            return f"{name}:{line}: the file ends in the middle of this line"
    except EditionError as error:
        return str(error)
    return f"{name}: has changed since it was written"


_TWINS = {SUMS: bag.MANIFEST, bag.MANIFEST: SUMS}
"""Files that have the same digests, so that the one tells which line of the other is wrong."""


def _compare_twins(data: bytes, name: str, other: bytes, shown: str) -> str:
    """The first line of a list that its twin does not have; nothing if that cannot be told."""
    try:
        here = bag.read_sums(data, shown, encoded=name == bag.MANIFEST)
        there = bag.read_sums(other, shown, encoded=name != bag.MANIFEST)
    except EditionError:
        return ""
    known = {(path.removeprefix(bag.PAYLOAD), digest) for path, digest in there.items()}
    for number, (path, digest) in enumerate(here.items(), 1):
        path = path.removeprefix(bag.PAYLOAD)
        if path != bag.CRATE and (path, digest) not in known:
            return f"{shown}:{number}: this line is not as it was written"
    return ""


def _check_crate(folder: Path, shown: str, digest: str, problems: list[str]) -> None:
    try:
        data = read_plain(folder, bag.CRATE)
    except OSError as error:
        problems.append(f"{shown}/{bag.CRATE}: {_explain(error)}")
        return
    if _digest(data) != digest:
        damage = _locate_damage(data, f"{shown}/{bag.CRATE}")
        problems.append(f"{damage}; {bag.MANIFEST} has another digest of it")


def _read_manifest(data: bytes, name: str) -> dict[str, str]:
    digests = bag.read_sums(data, name, encoded=True)
    for number, path in enumerate(digests, 1):
        if not path.startswith(bag.PAYLOAD):
            raise EditionError(f"{name}:{number}: names {path}, which is not in {bag.PAYLOAD}")
    return {path.removeprefix(bag.PAYLOAD): digest for path, digest in digests.items()}


def _read_json(data: bytes, name: str) -> Any:
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        raise EditionError(f"{name}:{error.lineno}: is not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise EditionError(f"{name}: is not JSON: {error}") from error


def _read_pages(data: bytes, name: str) -> dict[str, dict[str, Page]]:
    rows = _read_json(data, name)
    if not isinstance(rows, dict):
        raise EditionError(f"{name}: is no mapping of languages to pages")
    try:
        return {language: read_page_records(pages) for language, pages in rows.items()}
    except EditionError as error:
        raise EditionError(f"{name}: {error}") from error


def _read_edition(data: bytes, name: str, edition: str) -> dict[str, Any]:
    """The facts of `edition.json`; raises EditionError that names the fact that is no such one."""
    rows = _read_json(data, name)

    def take(holder: object, key: str, pattern: re.Pattern[str] | None = None) -> str:
        value = holder.get(key) if isinstance(holder, dict) else None
        if not isinstance(value, str) or (pattern and not pattern.fullmatch(value)):
            raise EditionError(f"{name}: has no {key} that can be used ({value!r})")
        return value

    if take(rows, "edition") != edition:
        raise EditionError(f"{name}: is the record of edition {rows['edition']}, not of {edition}")
    tag, toolkit, languages = rows.get("tag"), rows.get("toolkit"), rows.get("languages")
    if take(tag, "name") != f"edition/{edition}":
        raise EditionError(f"{name}: names the tag {tag['name']}, not edition/{edition}")
    if not isinstance(languages, list) or not languages:
        raise EditionError(f"{name}: has no list of languages")
    for language in languages:
        if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
            raise EditionError(f"{name}: names the language {language!r}, which is none")
    rendering = rows.get("rendering")
    if not isinstance(rendering, int) or isinstance(rendering, bool) or rendering < 1:
        raise EditionError(f"{name}: has no rendering that can be used ({rendering!r})")
    return {
        "tag": Tag(
            edition,
            take(tag, "object", _OBJECT),
            take(tag, "commit", _OBJECT),
            take(tag, "date", _DATE),
            take(tag, "note"),
        ),
        "toolkit": Toolkit(take(toolkit, "version"), take(toolkit, "sha256", _SHA256)),
        "rendering": rendering,
        "rule": rows.get("text_rule"),
        "languages": tuple(languages),
        **{key: take(rows, key, _SHA256) for key in DIGESTS},
    }


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
