"""Marks entries of a catalog as reviewed, so that an entry that changes afterwards loses the mark.

The mark is a translator comment with a digest of the entry's texts. Such comments survive
msgcat, msgmerge, Poedit, Weblate and polib; a mark whose digest does not fit counts for nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polib

from warraq.translation.reading import CatalogError, read_catalog

DRAFT_COMMENT = "Draft translation, not yet reviewed."
DRAFT, PARTLY, REVIEWED = "draft", "partly reviewed", "reviewed"
"""What a catalog's header may say of its review; it is for people, the marks are what counts."""

DIGITS = 8
LONGEST_NAME = 100

_MARK = re.compile(r"reviewed by (\S.*), (\d{4}-\d\d-\d\d) \[([0-9a-f]{8,64})\]")
_STATUS = re.compile(r'("X-Review-Status: )([^"\\]*)(\\n".*)')
_JOINERS = "\u200c\u200d"


class ReviewerError(ValueError):
    """A reviewer's name that cannot stand in a mark; says why."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Who found an entry good, when, and a digest of the entry as it was."""

    name: str
    day: str
    digest: str

    def __str__(self) -> str:
        return f"reviewed by {self.name}, {self.day} [{self.digest}]"


@dataclass(frozen=True, slots=True)
class Review:
    """What a review makes of one catalog."""

    path: Path
    before: str
    after: str
    """The catalog's text without and with the marks; nothing has been written."""
    marked: int
    """Entries that got a mark, or lost one."""
    kept: int = 0
    """Entries that the same person had marked already, as they are."""
    refused: tuple[tuple[int, str], ...] = ()
    """Translated entries that got no mark: the line, and why."""
    untranslated: int = 0


# -- Marks -------------------------------------------------------------------------------------


def digest_entry(entry: polib.POEntry) -> str:
    """A digest of an entry's context, msgid, plural and translations, in hex."""
    forms = [text for _, text in sorted(entry.msgstr_plural.items(), key=lambda row: int(row[0]))]
    texts = [entry.msgctxt or "", entry.msgid, entry.msgid_plural or "", entry.msgstr, *forms]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def digest_before(entry: polib.POEntry) -> str:
    """The digest that a fuzzy entry had before its source changed, if its words are as then."""
    return digest_entry(
        polib.POEntry(
            msgctxt=entry.previous_msgctxt or entry.msgctxt,
            msgid=entry.previous_msgid or entry.msgid,
            msgid_plural=entry.previous_msgid_plural or entry.msgid_plural,
            msgstr=entry.msgstr,
            msgstr_plural=entry.msgstr_plural,
        )
    )


def read_mark(line: str) -> Mark | None:
    """The mark that a line of a translator comment is, or None."""
    found = _MARK.fullmatch(line.strip())
    return Mark(*found.groups()) if found else None


def marks_of(entry: polib.POEntry) -> tuple[Mark, ...]:
    """The marks that hold: those of an entry that is finished and as it was when it was read."""
    if "reviewed by " not in entry.tcomment or not entry.translated():
        return ()
    digest = digest_entry(entry)
    marks = map(read_mark, entry.tcomment.split("\n"))
    return tuple(mark for mark in marks if mark and digest.startswith(mark.digest))


def find_stale_marks(entry: polib.POEntry) -> tuple[Mark, ...]:
    """The marks of an entry that has been edited since.

    Those of a fuzzy entry whose words are still the reviewed ones wait: its source may return.
    """
    if "reviewed by " not in entry.tcomment:
        return ()
    digests = [digest_entry(entry), *([digest_before(entry)] if entry.fuzzy else [])]
    marks = map(read_mark, entry.tcomment.split("\n"))
    return tuple(m for m in marks if m and not any(d.startswith(m.digest) for d in digests))


def drop_marks(comment: str, marks: Iterable[Mark]) -> str:
    """A translator comment without these marks."""
    gone = set(marks)
    return "\n".join(line for line in comment.split("\n") if read_mark(line) not in gone)


def reviewers_of(entry: polib.POEntry) -> tuple[str, ...]:
    """Who has found an entry good as it is."""
    return tuple(dict.fromkeys(mark.name for mark in marks_of(entry)))


def check_name(text: str) -> str:
    """The name of a reviewer without white space around it.

    Raises ReviewerError for one that a mark could not hold or that could disguise another.
    """
    name = text.strip()
    if not name or len(name) > LONGEST_NAME:
        raise ReviewerError(f"write a name of 1 to {LONGEST_NAME} letters")
    for letter in name:
        kind = unicodedata.category(letter)
        if letter in "[]" or (
            kind in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and letter not in _JOINERS
        ):
            code = f"U+{ord(letter):04X}"
            raise ReviewerError(f"the name may not hold {code}; leave out brackets and controls")
    return name


# -- Reviewing a catalog -----------------------------------------------------------------------


def review_catalog(
    path: Path, name: str, day: date, faults: Mapping[int, str] | None = None
) -> Review:
    """Mark every finished entry of the `.po` file at `path` as reviewed by `name`.

    `faults` are the entries that may not be marked, by their lines. Only lines with marks and
    those of the header that speak of the review change. Nothing is written. Raises
    CatalogError for a file that cannot be read.
    """
    text, catalog = _read(path)
    refused: list[tuple[int, str]] = []
    lines: dict[int, list[str]] = {}
    kept = untranslated = 0
    for entry in _live(catalog):
        line = entry.linenum or 1
        if fault := (faults or {}).get(line):
            refused.append((line, fault))
        elif entry.fuzzy:
            refused.append((line, "is fuzzy; finish it, take the flag away, and review again"))
        elif not entry.translated():
            untranslated += 1
        elif name in reviewers_of(entry):
            kept += 1
        else:
            mark = Mark(name, day.isoformat(), digest_entry(entry)[:DIGITS])
            others = [str(other) for other in marks_of(entry)]
            lines[line] = [*others, str(mark)]
    after = _write_marks(path, text, catalog, lines)
    return Review(path, text, after, len(lines), kept, tuple(refused), untranslated)


def undo_review(path: Path, name: str | None = None) -> Review:
    """Take the marks by `name`, or all marks, out of the `.po` file at `path`; writes nothing."""
    text, catalog = _read(path)
    lines: dict[int, list[str]] = {}
    for entry in _live(catalog):
        marks = [mark for mark in map(read_mark, entry.tcomment.split("\n")) if mark]
        stay = [str(mark) for mark in marks if name is not None and mark.name != name]
        if len(stay) != len(marks):
            lines[entry.linenum or 1] = stay
    return Review(path, text, _write_marks(path, text, catalog, lines), len(lines))


def status_of(catalog: Iterable[polib.POEntry]) -> str:
    """What the header of a catalog should say of its review."""
    live = [entry for entry in catalog if not entry.obsolete]
    reviewed = sum(bool(marks_of(entry)) for entry in live)
    if reviewed == 0:
        return DRAFT
    return REVIEWED if reviewed == len(live) else PARTLY


def _read(path: Path) -> tuple[str, polib.POFile]:
    catalog = read_catalog(path)
    return path.read_bytes().decode("utf-8"), catalog


def _live(catalog: polib.POFile) -> Iterator[polib.POEntry]:
    return (entry for entry in catalog if not entry.obsolete)


# -- Writing marks into the text ---------------------------------------------------------------


def _write_marks(
    path: Path, text: str, catalog: polib.POFile, marks: Mapping[int, list[str]]
) -> str:
    """The text with these marks at the entries that begin in these lines, in place of theirs."""
    rows = text.split("\n")
    end = "\r" if rows[0].endswith("\r") else ""
    for line in sorted(marks, reverse=True):
        start = line - 1
        stop = start
        while stop < len(rows) and re.match(r"#(?:\s|$)", rows[stop]):
            stop += 1
        stay = [row for row in rows[start:stop] if not read_mark(row[1:])]
        rows[start:stop] = [*stay, *(f"# {mark}{end}" for mark in marks[line])]
    marked = _parse("\n".join(rows))
    if _without_marks(marked) != _without_marks(catalog):
        raise CatalogError(
            f"{path}:1: the lines of this file are not where they seem to be; "
            "save it anew with a gettext editor, then review it"
        )
    return "\n".join(_write_header(rows, marked, end))


def _write_header(rows: list[str], catalog: polib.POFile, end: str) -> list[str]:
    """The lines with a header that says what the marks say."""
    first = min((entry.linenum or 1 for entry in catalog), default=len(rows) + 1) - 1
    return [*_write_status(rows[:first], status_of(catalog), end), *rows[first:]]


def write_status(header: str, status: str) -> str:
    """The text of a header that says this status; one without the field stays as it is."""
    rows = header.split("\n")
    return "\n".join(_write_status(rows, status, "\r" if rows[0].endswith("\r") else ""))


def _write_status(rows: list[str], status: str, end: str) -> list[str]:
    for index, row in enumerate(rows):
        found = _STATUS.match(row)
        if found is None or found[2] == status:
            continue
        before = found[2]
        rows[index] = f"{found[1]}{status}{rows[index][found.start(3) :]}"
        draft = f"# {DRAFT_COMMENT}{end}"
        head = [row.lstrip("\ufeff") for row in rows[:index]]
        bom = "\ufeff" if rows[0].startswith("\ufeff") else ""
        if status == REVIEWED and draft in head:
            del rows[head.index(draft)]
            rows[0] = bom + rows[0].lstrip("\ufeff")
        elif before == REVIEWED and draft not in head:
            rows[0] = rows[0].lstrip("\ufeff")
            rows.insert(0, bom + draft)
        break
    return rows


def _parse(text: str) -> polib.POFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "marked.po"
        path.write_bytes(text.encode())
        return read_catalog(path)


def _without_marks(catalog: polib.POFile) -> list[tuple[object, ...]]:
    """All that the entries say, but for marks."""
    return [
        (
            digest_entry(entry),
            [row for row in entry.tcomment.split("\n") if row and not read_mark(row)],
            entry.comment,
            entry.flags,
            entry.obsolete,
            entry.previous_msgid,
            entry.occurrences,
        )
        for entry in catalog
    ]
