"""Finds the footnotes of pasted text, whose raised numbers have become plain digits."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from warraq.ingest.plainnotes import (
    BRACKETED,
    DIGITS,
    NOTE_END,
    NOTE_START,
    RULE,
    UNDERLINE,
    find_marks,
    is_notes_heading,
    may_go_on,
    read_written,
)

_MOST_BLOCKS = 12  # blocks of numbered lines that are tried, the last first
_SHOWN = 5  # marks that a message names

_NOTE = re.compile(
    rf"\s*(?P<open>[\[(]?)(?P<number>[{DIGITS}]{{1,3}})"
    rf"(?:(?P<end>[\]).:]|\s*[-–—])\s*(?![{DIGITS}])(?=\S)|\s+(?=\S)|(?=[^\W\d_]))"
)
_NUMBER = re.compile(rf"(?<![{DIGITS}])(?P<number>[{DIGITS}]{{1,3}})(?![{DIGITS}])")
_ENDS = ".,;:!?…)]”\"»’'›،؛؟۔"
_CLOSERS = frozenset(")]”\"»’'›")
_FULL_STOPS = frozenset(".!?…؟۔")
_BEHIND = re.compile(rf"[{re.escape(_ENDS)}]*(?:\s|\Z|[—–](?!\s*[{DIGITS}]))")
_POINTS = tuple(".,:;،؛")
_OPENERS = "([“‘\"'«‹¿¡*_#>"
_YEAR = re.compile(r"\d{4}")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NO_WORD = re.compile(r"[/\\@=&_#]|:\S|\d\(")
_LINK = re.compile(r"\[[^\[\]]{1,400}\]\([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*\)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"“”«»]+", re.IGNORECASE)

_ABBREVIATIONS: Mapping[str, str] = {
    "en": (
        "no nos art arts p pp para paras par vol vols fig figs sec sect ch chap ver doc docs res "
        "rev ed eds cf eq ex app n nn fn col pt tab add corr st approx ca op reg"
    ),
    "ar": "صص رقم مج",
}
"""Words with a full stop that a number follows, by language."""

_PARTICLES: Mapping[str, str] = {"ar": r"[وف]?(?:[بكل]?ـ*|[بك]?الـ*|للـ*)"}
"""What is written together with a number behind it, by language."""

_SHORT = frozenset(" ".join(_ABBREVIATIONS.values()).split())
_GLUED = re.compile("|".join(_PARTICLES.values()))


class _Sign(IntEnum):
    """How surely a number is the mark of a note."""

    NONE = 0
    LIKELY = 1
    """It stands right behind a word: so does the 19 of covid19."""
    SURE = 2
    """It stands behind the end of a sentence, a comma, a bracket or a quotation mark."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number that may be the mark of a note."""

    number: int
    start: int
    end: int
    written: str
    sign: _Sign
    shown: str
    """The word before it and the number, for a message."""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    part: int
    """Lines with the same number have no empty line or rule between them."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines at the end that are numbered from 1."""

    numbers: tuple[tuple[int, int], ...]
    """Where the number of each stands in the text."""

    begin: int
    headed: bool
    """Whether a heading says that notes follow."""

    broken: str
    """Why it is not clear where its notes begin and end."""


def set_off_notes(text: str) -> tuple[str, str]:
    """Set off the numbers of notes, if a text has notes without doubt; and what is in doubt.

    The marks must lead in order to lines below them that are numbered from 1. A text that may
    have notes, but not surely, is returned as it is, with words for the report.
    """
    if NOTE_START in text or NOTE_END in text:
        return text, ""
    doubt = ""
    masked = _mask_addresses(text)
    marks: list[_Mark] | None = None
    for block in _find_blocks(_part_lines(text)):
        if marks is None:
            marks = sorted(_find_marks(text, masked), key=lambda mark: mark.start)
        above = [mark for mark in marks if mark.end <= block.begin]
        chain, problem = _match_marks(above, block)
        if chain:
            others = _list_others(marks, chain, block)
            return _insert(text, chain, block), others
        doubt = doubt or problem
    return text, doubt


def _insert(text: str, chain: Sequence[_Mark], block: _Block) -> str:
    pieces = [(mark.start, mark.end, mark.written) for mark in chain]
    pieces += [(start, end, text[start:end]) for start, end in block.numbers]
    for start, end, written in sorted(pieces, reverse=True):
        text = f"{text[:start]}{NOTE_START}{written}{NOTE_END}{text[end:]}"
    return text


# -- Numbered lines ------------------------------------------------------------------------


def _part_lines(text: str) -> list[_Line]:
    """The lines with words, and those of dashes, which are a part of their own."""
    lines: list[_Line] = []
    start = part = 0
    for line in text.split("\n"):
        rule = bool(RULE.fullmatch(line))
        if rule or not line.strip():
            part += 1
        if line.strip():
            lines.append(_Line(start, line, part))
        if rule:
            part += 1
        start += len(line) + 1
    return lines


def _find_blocks(lines: Sequence[_Line]) -> Iterator[_Block]:
    """Blocks of lines that are numbered from 1, the last one first."""
    tried = 0
    for place in range(len(lines) - 1, 0, -1):
        found = _read_note(lines[place].text)
        if found and int(found["number"]) == 1:
            yield _collect(lines, place, found)
            tried += 1
            if tried == _MOST_BLOCKS:
                return


def _read_note(line: str) -> re.Match[str] | None:
    found = _NOTE.match(line)
    if not found or (found["open"] and found["end"] not in ("]", ")")):
        return None
    # `1st` and `2nd` are words; `1Interview` is a number and a word.
    if not found["end"] and not found[0][-1].isspace() and line[found.end()].islower():
        return None
    return found


def _collect(lines: Sequence[_Line], first: int, found: re.Match[str]) -> _Block:
    style = _style_of(found)
    numbers = [_place_of(lines[first], found)]
    last, broken = first, ""
    rest = len(lines)
    for place in range(first + 1, len(lines)):
        line = lines[place]
        number = _number_of(line, style)
        note = _read_note(line.text)
        if note and number == len(numbers) + 1:
            numbers.append(_place_of(line, note))
        elif line.part == lines[last].part and may_go_on(lines[last].text):
            if 1 <= number <= len(numbers):
                broken = f"two of them begin with {number}"
        else:
            rest = place
            break
        last = place
    for line in lines[rest:]:
        if _number_of(line, style) == len(numbers) + 1:
            broken = f"other text stands before {len(numbers) + 1}"
    for line in lines[:first][::-1]:
        if line.part != lines[first].part:
            break
        if 1 <= (number := _number_of(line, style)) <= len(numbers):
            broken = f"two of them begin with {number}"
    above = [line.text for line in lines[max(0, first - 3) : first]][::-1]
    words = [text for text in above if not (RULE.fullmatch(text) or UNDERLINE.fullmatch(text))]
    headed = bool(words) and is_notes_heading(words[0])
    return _Block(tuple(numbers), lines[first].start, headed, broken)


def _style_of(found: re.Match[str]) -> str:
    return found["open"] + (found["end"] or "").strip().replace("–", "-").replace("—", "-")


def _number_of(line: _Line, style: str) -> int:
    """The number of a note of this style that begins on a line; 0 if none does."""
    found = _read_note(line.text)
    return int(found["number"]) if found and _style_of(found) == style else 0


def _place_of(line: _Line, found: re.Match[str]) -> tuple[int, int]:
    return line.start + found.start("number"), line.start + found.end("number")


# -- Marks ---------------------------------------------------------------------------------


def _mask_addresses(text: str) -> str:
    """The text with the same length, in which no link or address has a number."""
    masked = _LINK.sub(lambda found: "x" * (len(found[0]) - 1) + ")", text)
    return _ADDRESS.sub(lambda found: "/" * len(found[0]), masked)


def _find_marks(text: str, masked: str) -> Iterator[_Mark]:
    glued = Counter(
        found[1].casefold() for found in re.finditer(rf"([^\W\d_]+)[{DIGITS}]+", masked)
    )
    for found in find_marks(masked, BRACKETED):
        written = read_written(found)
        line = masked[masked.rfind("\n", 0, found.start()) + 1 : found.start()]
        if line.strip() and int(written):
            yield _Mark(int(written), *found.span(), written, _Sign.SURE, found[0])
    for found in _NUMBER.finditer(masked):
        written = found["number"]
        start, end = found.span()
        before = re.split(r"\s", masked[max(0, start - 80) : start])[-1]
        if not before or unicodedata.digit(written[0]) == 0:
            continue
        sign = _judge(before, masked[end : end + 40], glued)
        if sign:
            shown = text[start - len(before) : end]
            yield _Mark(int(written), start, end, written, sign, shown)


def _judge(before: str, behind: str, glued: Mapping[str, int]) -> _Sign:
    """How surely a number is a mark, by the signs before it up to a space, and those behind."""
    kept = [char for char in before if unicodedata.category(char) not in ("Cf", "Mn")]
    lead = "".join(kept).lstrip(_OPENERS)
    core = lead.rstrip(_ENDS)
    ends = set(lead[len(core) :])
    if not core or _NO_WORD.search(core) or not _BEHIND.match(behind):
        return _Sign.NONE
    if not ends:
        return _judge_word(core, glued)
    if behind.startswith(_POINTS):
        return _Sign.NONE
    following = behind.lstrip(_ENDS).lstrip(" \t\u00a0\u200e\u200f" + _OPENERS)[:1]
    goes_on = following.islower()
    if not core[-1].isalpha():
        # Behind figures only what closes, `(2015)2`, or a year at the end of a sentence.
        year = bool(_YEAR.fullmatch(core))
        if year and ends & _CLOSERS:
            return _Sign.SURE
        return _Sign.LIKELY if year and ends <= _FULL_STOPS and not goes_on else _Sign.NONE
    letters = re.search(r"[^\W\d_]+\Z", core)
    length = len(letters[0]) if letters else 0
    if ends & _CLOSERS:
        return _Sign.SURE if length > 1 else _Sign.NONE
    if core.casefold() in _SHORT or len(core) == 1:
        return _Sign.NONE
    if length == 1 or ":" in ends or (ends & _FULL_STOPS and goes_on):
        return _Sign.LIKELY
    return _Sign.SURE


def _judge_word(core: str, glued: Mapping[str, int]) -> _Sign:
    """A word with a number: only one that stands once with any, unlike Camp1 and Camp2."""
    if not _WORD.fullmatch(core) or len(core) < 3 or core.endswith("ـ"):
        return _Sign.NONE
    last = re.split(r"[-'’]", core)[-1]
    if _GLUED.fullmatch(core) or glued[last.casefold()] > 1:
        return _Sign.NONE
    return _Sign.LIKELY


# -- Both together -------------------------------------------------------------------------


def _match_marks(marks: Sequence[_Mark], block: _Block) -> tuple[list[_Mark], str]:
    """The mark of each numbered line, in order; else why none was taken, if notes are likely."""
    count = len(block.numbers)
    chains: dict[int, tuple[int, tuple[_Mark, ...]]] = {0: (0, ())}
    for mark in marks:
        if mark.number <= count and mark.number - 1 in chains:
            score, before = chains[mark.number - 1]
            if score + mark.sign > chains.get(mark.number, (0, ()))[0]:
                chains[mark.number] = (score + mark.sign, (*before, mark))
    chain = list(chains.get(count, (0, ()))[1])
    numbers = {mark.number for mark in marks}
    sure = {mark.number for mark in marks if mark.sign is _Sign.SURE} & set(range(1, count + 1))
    likely = block.headed or (bool(sure) and len(sure) * 2 >= count)
    problem = block.broken
    if not chain:
        lost = [number for number in range(1, count + 1) if number not in numbers]
        shown = ", ".join(map(str, lost[:_SHOWN])) + (", …" if len(lost) > _SHOWN else "")
        problem = f"the text has no clear mark for {shown}" if lost else "marks are out of order"
    elif unclear := _find_unclear(marks, chain):
        problem = f"“{unclear.shown}” is not the only mark that may be {unclear.number}"
    elif not _is_enough(chain, block):
        problem = "their marks may be something else"
    if not problem:
        return chain, ""
    said = "numbered lines below the text look like notes"
    return [], f"{said}, but {problem}; they stay as they are" if likely else ""


def _is_enough(chain: Sequence[_Mark], block: _Block) -> bool:
    sure = sum(mark.sign is _Sign.SURE for mark in chain)
    return block.headed or sure == len(chain) or (sure > 0 and sure * 2 >= len(chain))


def _find_unclear(marks: Sequence[_Mark], chain: Sequence[_Mark]) -> _Mark | None:
    """A mark that is no better than another of the same number at its place in the order."""
    for index, mark in enumerate(chain):
        low = chain[index - 1].end if index else -1
        high = chain[index + 1].start if index + 1 < len(chain) else None
        rivals = [
            other
            for other in marks
            if other.number == mark.number
            and other is not mark
            and other.start > low
            and (high is None or other.start < high)
        ]
        if mark.sign is _Sign.LIKELY and rivals:
            return mark
    return None


def _list_others(marks: Sequence[_Mark], chain: Sequence[_Mark], block: _Block) -> str:
    """Name what may be a mark too, and was left."""
    below = block.numbers[-1][1]
    others = [
        mark.shown
        for mark in marks
        if mark.sign is _Sign.SURE
        and mark not in chain
        and (mark.end <= block.begin or mark.start > below)
        and mark.number <= len(chain) + 1
    ]
    if not others:
        return ""
    shown = ", ".join(f"“{text}”" for text in others[:_SHOWN])
    return f"{shown} may be the mark of a note too; it stays as it is"
