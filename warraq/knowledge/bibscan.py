"""Reads the entries of a `.bib` file with the line of every field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pybtex.database.input.bibtex import LowLevelParser, SkipEntry, month_names
from pybtex.scanner import PrematureEOF, PybtexSyntaxError
from pybtex.utils import CaseInsensitiveDict

_BEGINS = re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
"""What begins an entry, and hardly ever stands in one."""
_MOST_ERRORS = 100
"""After so many, a file is no bibliography."""


@dataclass(frozen=True, slots=True)
class ScannedField:
    """A field as it is written."""

    name: str
    """In small letters."""

    value: str
    """Its text without the outer braces or quotation marks, strings put in."""

    line: int


@dataclass(frozen=True, slots=True)
class ScannedEntry:
    """An entry as it is written; a field may stand in it twice."""

    type: str
    """In small letters."""

    key: str
    line: int
    fields: tuple[ScannedField, ...]
    in_comment: bool = False
    """Whether it stands in a `@comment`, where pybtex reads it as anywhere else."""

    def field(self, *names: str) -> ScannedField | None:
        """The first of these fields that is not empty."""
        found = {field.name: field for field in reversed(self.fields) if field.value.strip()}
        return next((found[name] for name in names if name in found), None)


@dataclass(frozen=True, slots=True)
class Scan:
    """What could be read of a file."""

    entries: tuple[ScannedEntry, ...]
    """The entries that have no error."""

    errors: tuple[tuple[int, str], ...] = ()
    """In which line what keeps pybtex from reading the file, and what to look for."""


def scan_bib(text: str) -> Scan:
    """Read a `.bib` file by the rules of pybtex, which reads it for the build.

    pybtex stops at the first error; here the reading goes on with the next entry that begins a
    line, so that all errors are told at once.
    """
    scanner: Any = _Scanner(text, macros=CaseInsensitiveDict(month_names))
    entries: list[ScannedEntry] = []
    errors: list[tuple[int, str]] = []
    while True:
        try:
            entries.extend(_entries(scanner))
        except PybtexSyntaxError as error:
            following = _BEGINS.search(text, scanner.command_start + 1)
            errors.append(_say_error(scanner, error, following.start() if following else None))
            if following and len(errors) < _MOST_ERRORS:
                scanner.go_to(following.start())
                continue
        return Scan(tuple(entries), (*scanner.undefined, *errors))


def _say_error(scanner: Any, error: PybtexSyntaxError, next_entry: int | None) -> tuple[int, str]:
    """The line and the words of an error; `next_entry` is where another one begins."""
    start = scanner.command_start
    line = scanner.text[scanner.text.rfind("\n", 0, start) + 1 : start]
    if line.lstrip().startswith("%"):
        message = "cannot be read from here on: an @ begins an entry in comments too; take it out"
        return scanner.entry_line, message
    ran_on = next_entry is not None and next_entry <= scanner.pos
    if not scanner.current_entry_key or not (ran_on or isinstance(error, PrematureEOF)):
        message = (
            f"cannot be read from here on: {error.args[0]}; look for a brace, a quotation mark "
            "or a comma that is missing in the entry before"
        )
        return int(error.lineno or 1), message
    what, where, into = scanner.current_entry_key, scanner.entry_line, ""
    stop = scanner.line_of(next_entry) if ran_on else scanner.lineno + 1
    field_line = scanner.lines.get(len(scanner.current_fields), stop)
    if scanner.current_field_name and not scanner.current_value and field_line < stop:
        what, where = f"the {scanner.current_field_name.lower()} of {what}", field_line
    if ran_on:
        into = f" and runs into line {stop}"
    return where, f"{what} has no end{into}; look for a brace or a quotation mark that is missing"


def _entries(scanner: Any) -> Iterator[ScannedEntry]:
    for command, content in scanner:
        if command.lower() in {"string", "preamble"}:
            continue
        key, fields = content
        scanned = (
            ScannedField(name.lower(), "".join(parts), scanner.lines[index])
            for index, (name, parts) in enumerate(fields)
        )
        entry = (command.lower(), key, scanner.entry_line, tuple(scanned), scanner.in_comment)
        yield ScannedEntry(*entry)


class _Scanner(LowLevelParser):  # type: ignore[misc]
    """pybtex's reader, noting where an entry and its fields begin."""

    entry_line = 1
    in_comment = False
    comment_end = -1
    """Where the mark of the last `@comment` ends."""

    def __init__(self, text: str, **options: Any) -> None:
        """Begin with no word that is not defined."""
        super().__init__(text, **options)
        self.undefined: list[tuple[int, str]] = []
        self.lines: dict[int, int] = {}

    def parse_command(self) -> Any:
        """Read what follows an @."""
        self.entry_line = self.lineno
        self.lines = {}
        between = self.text[self.comment_end : self.command_start]
        self.in_comment = self.comment_end >= 0 and not between.strip()
        self.comment_end = -1
        try:
            return super().parse_command()
        except SkipEntry:
            self.comment_end = self.pos
            raise

    def parse_field(self) -> None:
        """Read a field, if there is one."""
        self.eat_whitespace()
        self.lines[len(self.current_fields)] = self.lineno
        super().parse_field()

    def substitute_macro(self, name: str) -> str:
        """The text of a word without braces; one that nothing defines is noted as an error."""
        if name in self.macros:
            return str(self.macros[name])
        if name.startswith("@"):  # a value is missing, and this is the next entry
            raise PybtexSyntaxError("field value expected", self)
        month = ", or for a month a number or jan…dec" if self._is_month() else ""
        message = f"{name} is not defined by @string; write {{{name}}}{month}"
        self.undefined.append((self.lineno, message))
        return name

    def _is_month(self) -> bool:
        return str(self.current_field_name).lower() == "month"

    def line_of(self, place: int) -> int:
        """The line in which a place of the text stands."""
        return int(self.text.count("\n", 0, place)) + 1

    def go_to(self, place: int) -> None:
        """Go on reading at a place of the text."""
        self.pos, self.lineno, self.comment_end = place, self.line_of(place), -1
