"""Finds the footnotes of a plain text by the numbers that stand in the text and before them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice

DIGITS = "0-9٠-٩۰-۹"
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"

NOTE_START, NOTE_END = "\ufdd0", "\ufdd1"
"""Stand around the numbers that `pastednotes` has found: no text has these characters."""

LONG_LINE = 50
_SHOWN = 5  # doubtful numbers that a message names
RULE = re.compile(r"\s*[-_=*–—]{3,}\s*")
UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,})\s*")
NUMBERED = re.compile(r"([ \t]*)\(?(0|[1-9][0-9]{0,2})[.)][ \t]+(?=\S)")

_NOTE = re.compile(
    rf"(?:\[([{DIGITS}]{{1,3}})\]|([{RAISED}]{{1,3}})|\(([{DIGITS}]{{1,3}})\))[ \t]*(?=\S)"
)
_MARK = re.compile(
    rf"\[([{DIGITS}]{{1,3}})\](?!\()|([{RAISED}]{{1,3}})"
    rf"|(?<=[^\W\d_.,،])\(([{DIGITS}]{{1,3}})\)(?!\w)"
)
_SET_NOTE = re.compile(
    rf"[\[(]?{NOTE_START}([{DIGITS}{RAISED}]{{1,3}}){NOTE_END}(?:[\]).:]|\s*[-–—])?\s*(?=\S)"
)
_SET_MARK = re.compile(rf"{NOTE_START}([{DIGITS}{RAISED}]{{1,3}}){NOTE_END}")

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "en": ("footnotes", "footnote", "notes", "endnotes"),
    "ar": ("الهوامش", "هوامش", "الحواشي", "حواشي", "الحواشي السفلية"),
}
"""What stands above notes, by language."""

_UNIT = re.compile(
    r"(?:(?<![^\W\d_])(?:[kcdmnµμ]?m|ft|yd|كم|سم|مم|متر|م)|(?<=/)s|[0-9]\s?(?:in|mi))\Z"
)
"""What is written with a raised 2 or 3."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d\Z")
_BASE = re.compile(r"(?<!\d)10\Z")

_SENTENCE_END = re.compile(r"[.!?؟…۔][\"”’»)\]]*\Z")


@dataclass(frozen=True, slots=True)
class Patterns:
    """How notes are numbered: in the text, and before their own words."""

    mark: re.Pattern[str]
    note: re.Pattern[str]


BRACKETED = Patterns(_MARK, _NOTE)
"""Numbers in brackets or raised."""

SET_OFF = Patterns(_SET_MARK, _SET_NOTE)
"""Plain numbers that `pastednotes` has set off."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A text whose notes were parted from it."""

    rest: tuple[tuple[str, ...], ...]
    """The groups of lines without those of the notes."""

    texts: Mapping[str, list[str]] = field(default_factory=dict)
    """The lines of each note by its label, without its number."""

    written: tuple[str, ...] = ()
    """The numbers of the notes as they stood there."""

    heading: str = ""
    """The heading above the notes, which nothing would stand below."""

    review: str = ""
    """What a person should look at."""


def read_label(found: re.Match[str]) -> str:
    """The number of a mark or note in ASCII digits."""
    return str(int(read_written(found)))


def read_written(found: re.Match[str]) -> str:
    """The number of a mark or note in its own digits, which the accounting counts."""
    return unicodedata.normalize("NFKC", next(part for part in found.groups() if part))


class _Raised(Enum):
    """What a raised number is, by what stands before it."""

    MARK = "a mark"
    BEHIND_YEAR = "likely a mark"
    BEHIND_NUMBER = "a mark or a power"
    POWER = "a power"


def find_marks(text: str, patterns: Patterns) -> Iterator[re.Match[str]]:
    """The marks of notes in a text: m² and 10³ have none."""
    for found in patterns.mark.finditer(text):
        if _judge_raised(text, found) in (_Raised.MARK, _Raised.BEHIND_YEAR):
            yield found


def _judge_raised(text: str, found: re.Match[str]) -> _Raised:
    before = text[max(0, found.start() - 12) : found.start()]
    if found[0][0] not in RAISED:
        return _Raised.MARK
    if found[0] in ("²", "³") and _UNIT.search(before):
        return _Raised.POWER
    if not before[-1:].isdigit() or before[-1] in RAISED:
        return _Raised.MARK
    if _YEAR.search(before):
        return _Raised.BEHIND_YEAR
    return _Raised.POWER if _BASE.search(before) else _Raised.BEHIND_NUMBER


def is_notes_heading(line: str) -> bool:
    """Whether a line says that notes follow."""
    bare = re.sub(r"[\W_]+", " ", line).strip().casefold()
    return any(bare in words for words in _HEADINGS.values())


def ends_sentence(line: str) -> bool:
    """Whether a line ends with a full stop or the like."""
    return bool(_SENTENCE_END.search(line.rstrip()))


def may_go_on(line: str) -> bool:
    """Whether the line below this one may belong to the same note."""
    return len(line.strip()) >= LONG_LINE or not ends_sentence(line)


def take_notes(groups: Sequence[Sequence[str]], patterns: Patterns) -> Taken:
    """Part the notes that a text marks from its groups of lines."""
    lines = [(index, line) for index, group in enumerate(groups) for line in group]
    starts, review = _find_starts([line for _, line in lines], patterns)
    rest: list[list[str]] = [[] for _ in groups]
    texts: dict[str, list[str]] = {label: [] for label in starts}
    written: list[str] = []
    labels = {place: label for label, place in starts.items()}
    heading = _find_heading([line for _, line in lines], min(labels, default=0))
    current, last = "", -1
    for place, (group, line) in enumerate(lines):
        if place in labels:
            current = labels[place]
            note = patterns.note.match(line.lstrip())
            found = note or NUMBERED.match(line.lstrip())
            written.append(read_written(note) if note else current)
            texts[current].append(line.strip()[found.end() :] if found else line.strip())
        elif current and group == last and _goes_on(lines[place - 1][1], line, patterns):
            texts[current].append(line.strip())
        elif place not in heading:
            rest[group].append(line)
            current = ""
        last = group
    kept = tuple(tuple(group) for group in rest if group)
    title = lines[heading[0]][1].strip() if heading else ""
    return Taken(kept, texts, tuple(written), title, review)


def _goes_on(above: str, line: str, patterns: Patterns) -> bool:
    """Whether a line belongs to the note above: not if it begins as another one, unmarked."""
    other = line.lstrip().startswith("[") and patterns.note.match(line.lstrip())
    return may_go_on(above) and not other


def _find_heading(lines: Sequence[str], first: int) -> tuple[int, ...]:
    """The lines of the heading above the first note."""
    for length in (1, 2):
        above = range(max(0, first - length), first)
        underlined = length == 1 or bool(above and UNDERLINE.fullmatch(lines[above[-1]]))
        if len(above) == length and underlined and is_notes_heading(lines[above[0]]):
            return tuple(above)
    return ()


def _find_starts(lines: Sequence[str], patterns: Patterns) -> tuple[dict[str, int], str]:
    """The line on which each note begins, by its label; and what is odd about the notes."""
    marks: dict[str, int] = {}
    last = -1
    for place, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        for one in find_marks(line, patterns):
            if one.start() > indent:
                marks.setdefault(read_label(one), place)
                last = place
    starts: dict[str, int] = {}
    unmarked: list[str] = []
    for place, line in enumerate(lines):
        note = patterns.note.match(line.lstrip())
        label = read_label(note) if note else ""
        if label in marks and place > marks[label]:
            starts.setdefault(label, place)
        elif label and label not in marks and line.lstrip().startswith("["):
            unmarked.append(label)
    if starts:
        odd = _list_odd(lines, starts, unmarked, patterns)
        return starts, "; ".join((*odd, *islice(_list_raised(lines, marks, patterns), _SHOWN)))
    if marks:
        # `1. Proof.` below the text: only if these numbers are all that is marked, in order.
        numbered = {
            found[2]: place
            for place, line in enumerate(lines)
            if place > last and (found := NUMBERED.match(line))
        }
        if list(numbered) == sorted(marks, key=int):
            return numbered, ""
    return {}, "; ".join(islice(_list_raised(lines, marks, patterns), _SHOWN))


def _list_raised(
    lines: Sequence[str], marks: Mapping[str, int], patterns: Patterns
) -> Iterator[str]:
    """Say which raised numbers may be the mark of a note that the text has, or a power."""
    begun = [(place, patterns.note.match(line.lstrip())) for place, line in enumerate(lines)]
    noted = {read_label(note): place for place, note in begun if note}
    for place, line in enumerate(lines):
        for found in patterns.mark.finditer(line):
            label, kind = read_label(found), _judge_raised(line, found)
            if kind is _Raised.MARK or place >= noted.get(label, 0):
                continue
            shown = line[max(0, found.start() - 30) : found.end()].split()[-1]
            if kind is _Raised.BEHIND_YEAR:
                yield f"“{shown}” was taken for the mark of note {label}"
            elif kind is _Raised.BEHIND_NUMBER or label not in marks:
                yield f"“{shown}” may be the mark of note {label}, or a power; it stays as it is"


def _list_odd(
    lines: Sequence[str], starts: Mapping[str, int], unmarked: Sequence[str], patterns: Patterns
) -> Iterator[str]:
    """Say which notes have no mark, and which marks no note."""
    if unmarked:
        yield f"the text has no mark for note {', '.join(unmarked)}, which stays in the text"
    bracketed = {
        read_label(found)
        for place, line in enumerate(lines)
        if place < min(starts.values())
        for found in patterns.mark.finditer(line)
        if found[0][0] == "["
    }
    if lost := sorted(bracketed - starts.keys(), key=int):
        yield f"there is no note for mark {', '.join(lost)}"
