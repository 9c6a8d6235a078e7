"""Splits a catalog into entries that know their lines, whatever is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

BOM = "\ufeff"
KEYWORDS = ("msgctxt", "msgid", "msgid_plural", "msgstr")

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")  # as Python reads a text file
_TEXT = re.compile(r"(msg\w*)(?:\[(\d+)\]\s*|\s+)(\".*)")
_WHOLE = re.compile(r'"(?:[^"\\]|\\.)*"')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {
    "n": "\n", "t": "\t", "r": "\r", "v": "\v", "b": "\b", "f": "\f", "\\": "\\", '"': '"',
}  # fmt: skip
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$")


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is not valid in a catalog."""

    line: int
    message: str
    conflict: bool = False
    """Whether a merge has left it there."""


@dataclass(frozen=True, slots=True)
class Field:
    """One text of an entry with its keyword, in the lines `first` to `last`."""

    keyword: str
    index: int | None
    first: int
    last: int
    text: str


@dataclass(frozen=True)
class Entry:
    """One entry; a broken one lacks a msgid or a msgstr."""

    comments: tuple[tuple[int, str], ...]
    """The translators' comments: line and words."""
    flags: frozenset[str]
    obsolete: bool
    fields: tuple[Field, ...]

    def find(self, keyword: str) -> Field | None:
        """The first text with a keyword."""
        return next((text for text in self.fields if text.keyword == keyword), None)

    @cached_property
    def key(self) -> tuple[str, str]:
        """What tells a message from others: its context and its msgid."""
        context, msgid = self.find("msgctxt"), self.find("msgid")
        return (context.text if context else "", msgid.text if msgid else "")

    @cached_property
    def forms(self) -> dict[int | None, Field]:
        """The translations by the number of the plural form; None where there is one alone."""
        return {text.index: text for text in self.fields if text.keyword == "msgstr"}

    @property
    def fuzzy(self) -> bool:
        """Whether the translation is in doubt."""
        return "fuzzy" in self.flags

    @property
    def live(self) -> bool:
        """Whether the text still is on a page, so that the entry is no leftover."""
        return not self.obsolete

    @property
    def line(self) -> int:
        """Where the translation begins."""
        return next(iter(self.forms.values()), self.fields[0]).first


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A catalog as it is written."""

    lines: tuple[str, ...]
    """With their ends; what is not UTF-8 stands in them as lone surrogates."""
    header: Entry | None
    entries: tuple[Entry, ...]
    """Without the header and without what is broken."""
    problems: tuple[Problem, ...]
    misread: tuple[int, ...] = ()
    """Lines that are not UTF-8."""


def read_source(content: bytes) -> SourceFile:
    """Read a catalog's bytes as far as they can be read; nothing is raised."""
    text = content.decode("utf-8", "surrogateescape").removeprefix(BOM)
    lines = tuple(_LINE.findall(text))
    misread: tuple[int, ...] = ()
    if any("\udc80" <= c <= "\udcff" for c in text):
        misread = tuple(
            n for n, line in enumerate(lines, 1) if any("\udc80" <= c <= "\udcff" for c in line)
        )
    reader = _Reader()
    for number, line in enumerate(lines, 1):
        reader.read_line(number, line.strip())
    reader.close_entry()
    header = None
    entries = []
    for entry in reader.entries:
        if header is None and entry.live and not entry.key[1]:
            header = entry
        else:
            entries.append(entry)
    return SourceFile(lines, header, tuple(entries), tuple(reader.problems), misread)


def escape_text(text: str) -> str:
    """`text` as it stands between double quotes in a catalog."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for letter, char in _ESCAPES.items():
        if char not in '\\"':
            escaped = escaped.replace(char, f"\\{letter}")
    return escaped


def unescape_text(written: str) -> str:
    """The text that a catalog has between double quotes; unknown escapes stay as they are."""
    if "\\" not in written:
        return written
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[0]), written)


@dataclass(slots=True)
class _Reader:
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    comments: list[tuple[int, str]] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    fields: list[Field] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    """The lines of the last text so far."""
    last: int = 0
    obsolete: bool = False
    broken: bool = False
    open: bool = False
    """Whether a line of text may go on from the one before."""
    side: int = 0
    """Which side of a merge conflict this is; 0 outside of any."""

    def read_line(self, number: int, line: str) -> None:
        if not line:
            return
        first = line[0]
        if first in "<>=|" and _CONFLICT.match(line):
            self.read_conflict(number, line)
        elif self.side == 2:
            return
        elif first == "#":
            self.read_comment(number, line)
        else:
            self.read_text(number, line, obsolete=False)

    def read_conflict(self, number: int, line: str) -> None:
        """Report a conflict where it begins, and read the first of its sides."""
        if line.startswith("<<<<<<<"):
            what = "a merge conflict begins here; keep one side of it and delete the markers"
            self.problems.append(Problem(number, what, conflict=True))
            self.side = 1
        elif not self.side:
            what = "a marker of a merge conflict stands here; delete it"
            self.problems.append(Problem(number, what, conflict=True))
        else:
            self.side = 0 if line.startswith(">>>>>>>") else 2

    def read_comment(self, number: int, line: str) -> None:
        mark = line[1:2]
        if mark == "~":
            rest = line[2:].strip()
            if rest and rest[0] != "|":
                self.read_text(number, rest, obsolete=True)
            return
        if self.has("msgstr"):
            self.close_entry()
        if mark == ",":
            self.flags.update(flag.strip() for flag in line[2:].split(","))
        elif mark not in {":", ".", "|"}:
            self.comments.append((number, line.lstrip("#").strip()))

    def read_text(self, number: int, line: str, obsolete: bool) -> None:
        if line[0] == '"':
            if not self.open:
                self.complain(number, "this text belongs to no entry; write msgid or msgstr before")
            elif (text := self.read_string(number, line)) is not None:
                self.parts.append(text)
                self.last = number
            return
        found = _TEXT.fullmatch(line)
        keyword = found[1] if found else line.split(None, 1)[0].split("[")[0][:40]
        if not found or keyword not in KEYWORDS:
            self.complain(number, _describe(keyword))
            return
        index = int(found[2]) if found[2] else None
        if keyword in {"msgctxt", "msgid"} and (
            self.has("msgstr") or self.has("msgid") or (keyword == "msgctxt" and self.fields)
        ):
            self.close_entry()
        self.finish_field()
        wrong = self.misplaced(keyword, index)
        if not self.fields:
            self.obsolete = obsolete
        self.fields.append(Field(keyword, index, number, number, ""))
        if wrong:
            self.complain(number, wrong)
        text = self.read_string(number, found[3])
        self.parts = [text or ""]
        self.last = number
        self.open = True

    def read_string(self, number: int, written: str) -> str | None:
        if not _WHOLE.fullmatch(written):
            self.complain(
                number,
                "this text lacks its closing double quote, or has one within; "
                'close it, and write \\" for one that is meant as text',
            )
            return None
        if "\\" in written:
            unknown = next((c for c in _ESCAPE.findall(written) if c not in _ESCAPES), None)
            if unknown:
                self.complain(
                    number,
                    f"\\{unknown} means nothing in a catalog; write \\\\{unknown} if the backslash "
                    "is meant as text, or delete it",
                )
        return unescape_text(written[1:-1])

    def misplaced(self, keyword: str, index: int | None) -> str:
        """Why a keyword may not stand here, or nothing."""
        if keyword == "msgid_plural" and not (self.has("msgid") and not self.has(keyword)):
            return "msgid_plural may only follow a msgid; write that first"
        if keyword != "msgstr":
            return f"only msgstr has a number; write {keyword} alone" if index is not None else ""
        if not self.has("msgid"):
            return "this msgstr has no msgid; write that before it"
        if self.has("msgid_plural") != (index is not None):
            wanted = "msgstr[0]" if index is None else "msgstr"
            return (
                f"write {wanted} here: the entry has {'a' if index is None else 'no'} msgid_plural"
            )
        if any(text.keyword == "msgstr" and text.index == index for text in self.fields):
            return "the entry has this msgstr already; keep one of the two"
        return ""

    def complain(self, number: int, message: str) -> None:
        self.problems.append(Problem(number, message))
        self.broken = self.broken or bool(self.fields)

    def has(self, keyword: str) -> bool:
        return any(text.keyword == keyword for text in self.fields)

    def finish_field(self) -> None:
        """Put the lines of the last text together, at once: there may be very many."""
        if self.fields and self.parts:
            was = self.fields[-1]
            text = "".join(self.parts)
            self.fields[-1] = Field(was.keyword, was.index, was.first, self.last, text)
        self.parts = []

    def close_entry(self) -> None:
        self.finish_field()
        if self.fields and not self.broken and not self.has("msgstr"):
            last = self.fields[-1]
            self.complain(last.first, 'the entry has no msgstr; add msgstr ""')
        if self.fields and not self.broken:
            flags = frozenset(self.flags)
            self.entries.append(
                Entry(tuple(self.comments), flags, self.obsolete, tuple(self.fields))
            )
        if self.fields:
            self.comments, self.flags, self.fields = [], set(), []
        self.obsolete = self.broken = self.open = False


def _describe(keyword: str) -> str:
    near = get_close_matches(keyword, KEYWORDS, 1)
    if near and keyword != near[0]:
        return f"{keyword} is no word of a catalog; write {near[0]}"
    if keyword in KEYWORDS:
        return f'{keyword} has no text; write {keyword} "…"'
    return "this line is no comment, no keyword and no text; put # before it or delete it"


def iterate_fields(entry: Entry) -> Iterator[tuple[str, str]]:
    """The lines of a header: name and value."""
    for form in entry.forms.values():
        for line in form.text.split("\n"):
            name, colon, value = line.partition(":")
            if colon:
                yield name.strip(), value.strip()
