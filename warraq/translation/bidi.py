"""Finds the left-to-right runs in right-to-left text that would be shown in the wrong order.

The Unicode bidirectional algorithm (UAX 9) gives neutral characters, such as the brackets and
slashes of `S/RES/2254 (2015)`, the direction of the text around them. A run that is isolated
keeps its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global, parse_locale


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text, and whether it must be isolated as left to right."""

    text: str
    isolate: bool


_Span = tuple[int, int]

# Blocks whose characters are right to left unless they say otherwise (DerivedBidiClass.txt),
# and the explicit marks of direction; the commas and digits of these scripts stand in them too.
_RTL = (
    "\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
# Numerals that Python counts as letters.
_NUMERALS = "²³¹¼-¾\u2070\u2074-\u207e\u2080-\u208e\u2150-\u215f\u2460-\u249b\u24ea-\u24ff"

_LETTER = re.compile(rf"[^\W\d_{_RTL}{_NUMERALS}]")
_CANDIDATE = re.compile(rf"[0-9]|{_LETTER.pattern}")
_SEGMENT = re.compile(rf"[^{_RTL}]+")
_STRONG = re.compile(f"[{_RTL}]")

_SPACE = " \t\n\u00a0\u2009\u202f"
_MARKS = r"()\[\]{}«»“”‹›‘\""  # of _PAIRS, but for the apostrophe, as a part of a pattern
_NUMBER = r"[0-9]+(?:[.,:/-][0-9]+)*"
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”", "‹": "›", "‘": "’", '"': '"'}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}

# What belongs to a word that it precedes: @handle, #tag, 3RP, /path, .org, $5M.
_HEAD = re.compile(rf"[^{_SPACE}{_MARKS}]*\Z")
_HEAD_MARKS = "@#~$€£¥/._\\"
# "2023 Report" where it begins the text or stands behind an opening mark.
_HEAD_NUMBER = re.compile(rf"(\A|[(\[{{«“‹‘\"])({_NUMBER}[{_SPACE}]+)\Z")
# What belongs to a word that it follows: COVID-19, 50%, C++, x/, 2254, (2015).
_TAIL = re.compile(
    rf"(?:[^{_SPACE}{_MARKS}0-9]*[0-9]+"
    rf"|[/%+#_=°$€£¥™®©{_NUMERALS}\u0300-\u036f]+"
    rf"|[{_SPACE}]+{_NUMBER}"
    rf"|[{_SPACE}]*\({_NUMBER}(?:[{_SPACE}]?[,–-]?[{_SPACE}]?{_NUMBER})*\))*"
)

_GROUP = r"\([0-9]{1,5}\)"
_NUMBERS = re.compile(
    rf"[+−-]?(?:[0-9]+|{_GROUP})"
    rf"(?:(?:[.,:/]|[{_SPACE}]?[-‐‑.]?[{_SPACE}]?)(?:(?<![0-9])[0-9]+|{_GROUP}))*"
)
_PIECE = re.compile(rf"[^{_SPACE}]*[0-9)]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}(?:-[0-9]{1,2})?|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}")
_PHONE = re.compile(rf"(?:\+|0|\()?[0-9][0-9(){_SPACE}.‐‑-]*[0-9]")
_THOUSANDS = re.compile(r"[+−-]?[0-9]{1,3}(?: [0-9]{3})+")
_HYPHEN = re.compile("[-‐‑]")


def split_ltr_runs(text: str) -> list[Run]:
    """Split `text`, which stands in a right-to-left paragraph, into runs; joined they are `text`.

    To be isolated are: words of a left-to-right script with everything between them; numbers
    and brackets that follow such a word; telephone numbers, dates and other numbers with
    hyphens or spaces within. Sentence punctuation around a run, and brackets and quotation
    marks that enclose it, stay outside. A lone number stays in the text, since the algorithm
    keeps it in order; so does a rising range (`2011-2015`): right-to-left text sets its
    beginning at the right, and CLDR's interval formats leave it so.
    """
    if not _CANDIDATE.search(text):
        return [Run(text, False)] if text else []
    runs: list[Run] = []
    position = 0
    for start, end in _find_spans(text):
        if position < start:
            runs.append(Run(text[position:start], False))
        runs.append(Run(text[start:end], True))
        position = end
    if position < len(text):
        runs.append(Run(text[position:], False))
    return runs


def has_strong_rtl(text: str) -> bool:
    """Whether `text` holds a character that is strongly right to left (class R or AL)."""
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in _STRONG.findall(text))


@lru_cache(maxsize=256)
def is_rtl(language: str) -> bool:
    """Whether `language`, a code such as `ar`, `ckb`, `zh_CN` or `zh-CN`, is right to left.

    The answer is CLDR's, by way of Babel; a script in the code (`ku-Arab`) goes before it.
    Raises ValueError with a sentence for people if the code is unknown.
    """
    code = language.replace("-", "_")
    try:
        locale = Locale.parse(code)
        script = parse_locale(code)[2]  # Babel drops a script that it has no words for
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise ValueError(
            f"{language!r} is not the code of a known language; "
            "write one such as 'ar', 'ckb' or 'zh_CN'"
        ) from error
    if script:
        return script in _RTL_SCRIPTS
    return locale.character_order == "right-to-left"


def script_of(language: str) -> str:
    """The ISO 15924 code of the script that a language is written in, `Arab`; "" if unknown.

    A script in the code (`ku_Arab`) goes before CLDR's likely subtags (UTS 35).
    """
    code = language.replace("-", "_")
    try:
        parts = parse_locale(code)
    except ValueError:
        return ""
    likely = get_global("likely_subtags")
    territory = f"{parts[0]}_{parts[1]}" if parts[1] else parts[0]
    found = likely.get(territory) or likely.get(parts[0], "")
    return parts[2] or next((part for part in found.split("_")[1:] if len(part) == 4), "")


def _find_spans(text: str) -> Iterator[_Span]:
    for segment in _SEGMENT.finditer(text):
        if _CANDIDATE.search(segment[0]):
            for start, end in _cut_at_lone_brackets(text, *segment.span()):
                yield from _find_in_segment(text, start, end)


def _find_in_segment(text: str, start: int, end: int) -> Iterator[_Span]:
    """The spans of text[start:end], which has no right-to-left letter and whole brackets."""
    first = _LETTER.search(text, start, end)
    if first is None:
        yield from _find_numbers(text, start, end)
        return
    last = first.end()
    for letter in _LETTER.finditer(text, last, end):
        last = letter.end()
    run_start = _extend_left(text, start, first.start())
    run_end = _extend_right(text, last, end)
    # Marks that enclose a part of the run belong to it; those that enclose all do not.
    for opener, closer in sorted(_match_brackets(text, start, end)[0]):
        if opener < run_start <= closer < run_end:
            run_start = opener
        elif run_start <= opener < run_end <= closer:
            run_end = _extend_right(text, closer + 1, end)
    yield from _find_numbers(text, start, run_start)
    yield run_start, run_end
    yield from _find_numbers(text, run_end, end)


def _extend_left(text: str, start: int, word: int) -> int:
    """Where the run really starts whose first letter stands at `word`."""
    match = _HEAD.search(text[max(start, word - 100) : word])
    head = match[0] if match else ""
    # Behind a right-to-left letter a slash or full stop is that word's, not this one's.
    after_word = word - len(head) == start and start > 0
    marks = "@#" if after_word else _HEAD_MARKS
    position = word - len(head)
    while position < word and not (text[position] in marks or "0" <= text[position] <= "9"):
        position += 1
    before = _HEAD_NUMBER.search(text[max(start, position - 30) : position])
    if before and (before[1] or position - len(before[2]) == 0):
        position -= len(before[2])
    return position


def _extend_right(text: str, position: int, end: int) -> int:
    match = _TAIL.match(text, position, end)
    return match.end() if match else position


def _find_numbers(text: str, start: int, end: int) -> Iterator[_Span]:
    """The numbers of text[start:end], which has no letters, that would be shown in disorder."""
    for match in _NUMBERS.finditer(text, start, end):
        left, right = match.span()
        dialled = text[left] == "+" and _is_phone(match[0])  # و+33…: "and" is written together
        if text[left] in "+-−" and not dialled and not _opens(text, left):
            left += 1
        numbers = text[left:right]
        pieces = list(_PIECE.finditer(text, left, right))
        dated = any(_DATE.fullmatch(piece[0]) for piece in pieces)
        if len(pieces) > 1 and not dated and (_is_phone(numbers) or _THOUSANDS.fullmatch(numbers)):
            yield left, right
            continue
        for piece in pieces:
            if _is_disordered(piece[0], first=piece.start() == left):
                yield piece.span()


def _is_phone(numbers: str) -> bool:
    digits = re.sub(r"[^0-9]", "", numbers)
    groups = re.findall(r"[0-9]+", numbers)
    marked = numbers.startswith(("+", "0", "("))
    return (
        7 <= len(digits) <= 15
        and (marked or len(groups) > 2)
        and _PHONE.fullmatch(numbers) is not None
    )


def _is_disordered(piece: str, first: bool) -> bool:
    """Whether the algorithm would turn around a number without spaces.

    After a right-to-left letter the marks . , : / join numbers (rule W4, class CS); hyphens
    and signs do not (class ES).
    """
    if piece[0] in "+-−":
        return first and len(piece) > 1
    if piece[0] == "(":
        return _is_phone(piece)
    sides = _HYPHEN.split(piece)
    if len(sides) == 1:
        return False
    return len(sides) > 2 or not _is_range(*sides)


def _is_range(low: str, high: str) -> bool:
    if any(re.fullmatch("0[0-9]+", side) for side in (low, high)):
        return False  # a month or a dialling code: 05-12, 011-2345678
    lower, upper = ([int(n) for n in re.findall("[0-9]+", side)] for side in (low, high))
    return lower < upper


def _opens(text: str, position: int) -> bool:
    return position == 0 or text[position - 1] in _SPACE or text[position - 1] in _PAIRS


def _cut_at_lone_brackets(text: str, start: int, end: int) -> Iterator[_Span]:
    """Cut at brackets whose partner stands outside: they belong to the text around."""
    for lone in _match_brackets(text, start, end)[1]:
        yield start, lone
        start = lone + 1
    yield start, end


def _match_brackets(text: str, start: int, end: int) -> tuple[list[_Span], list[int]]:
    """The pairs of brackets and quotation marks in text[start:end], and those without partner."""
    pairs: list[_Span] = []
    lone: list[int] = []
    opened: list[int] = []
    for position in range(start, end):
        char = text[position]
        if char == "’" and not any(text[other] == "‘" for other in opened[-1:]):
            continue  # an apostrophe
        if char in _CLOSERS and opened and text[opened[-1]] == _CLOSERS[char]:
            pairs.append((opened.pop(), position))
        elif char in _PAIRS:
            opened.append(position)
        elif char in _CLOSERS:
            lone += [*opened, position]  # no pair spans a place where the text is cut
            opened.clear()
    return pairs, sorted(lone + opened)
