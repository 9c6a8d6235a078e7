"""Puts the signs of a line, known by their places, into the order in which they are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_FORMS = re.compile("[\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc]")
_MIRRORED = str.maketrans("()[]{}«»‹›<>", ")(][}{»«›‹><")
_OPEN, _CLOSE = "([{«‹", ")]}»›"
_NUMBER_INSIDE = ".,:/٫٬"


def fold_forms(text: str) -> str:
    """Give the letters for ligatures and presentation forms; nothing else changes."""
    return _FORMS.sub(lambda m: unicodedata.normalize("NFKC", m[0]).lstrip(" ") or m[0], text)


def judge_direction(text: str) -> str:
    """`rtl` or `ltr` by the majority of letters; nothing where there are none."""
    right = left = 0
    for char in text:
        kind = unicodedata.bidirectional(char)
        right += kind in ("R", "AL")
        left += kind == "L"
    return "" if not right and not left else "rtl" if right >= left else "ltr"


def is_right(text: str) -> bool:
    """Whether a sign is a letter that runs to the left."""
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def order_signs(signs: Sequence[str], direction: str) -> list[tuple[int, str]]:
    """The signs of a line from left to right, in the order of reading: each one's place and text.

    The inverse of what a renderer does for the line's direction (UAX #9), as far as places
    tell; brackets that were mirrored are turned back.
    """
    kinds = _settle_kinds([_kind(sign) for sign in signs], signs, direction)
    places = list(range(len(signs)))
    if direction == "rtl":
        places.reverse()
        ordered = _turn_runs(places, lambda at: kinds[at] == "L")
        turned = {at for at in places if kinds[at] != "L"}
    else:
        # Numbers inside a run of Arabic keep their own direction.
        ordered = []
        for run in _split(places, lambda at: kinds[at] in "RN"):
            right = kinds[run[0]] in "RN"
            back = _turn_runs(run[::-1], lambda at: kinds[at] == "N") if right else run
            ordered += back
        turned = {at for at in places if kinds[at] == "R"}
    plain = [(at, signs[at]) for at in ordered]
    mirrored = [(at, sign.translate(_MIRRORED) if at in turned else sign) for at, sign in plain]
    # Some writers name the bracket that was meant, others the one that was drawn.
    return plain if _misplaced(plain) < _misplaced(mirrored) else mirrored


@lru_cache(maxsize=4096)
def _kind(sign: str) -> str:
    """R for right-to-left letters, L for others, N for digits, space for what is neutral."""
    for char in sign:
        kind = unicodedata.bidirectional(char)
        if kind in ("R", "AL"):
            return "R"
        if kind == "L":
            return "L"
        if kind in ("EN", "AN"):
            return "N"
    return " "


def _settle_kinds(kinds: list[str], signs: Sequence[str], direction: str) -> list[str]:
    settled = list(kinds)
    for at, kind in enumerate(kinds):
        before = kinds[at - 1] if at else " "
        after = kinds[at + 1] if at + 1 < len(kinds) else " "
        if kind == " " and (
            (signs[at] in _NUMBER_INSIDE and before == after == "N")
            or (signs[at] in "%٪" and before == "N")
        ):
            settled[at] = "N"
    if direction == "rtl":
        # From the first Latin letter or digit to the last, where a Latin letter is among them
        # and no Arabic one; a number alone is a run of its own. A bracket without its fellow
        # belongs to the Arabic around (UAX #9, N0).
        result = ["L" if kind == "N" else kind for kind in settled]
        parting = _find_walls(signs)
        walls = ["R" if at in parting else kind for at, kind in enumerate(settled)]
        for start, end in _stretches(walls, "LN", "R"):
            if "L" in settled[start:end]:
                end += end < len(signs) and signs[end] in _CLOSE and walls[end] != "R"
                result[start:end] = ["L"] * (end - start)
        return ["R" if kind == " " else kind for kind in result]
    result = list(settled)
    for start, end in _stretches(settled, "R", "L"):
        inner = settled[start:end]
        result[start:end] = ["R" if kind == " " else kind for kind in inner]
    # A number is Arabic text only between two Arabic letters.
    for at, kind in enumerate(result):
        if kind == "N" and not _is_enclosed(result, at):
            result[at] = "L"
    return ["L" if kind == " " else kind for kind in result]


def _find_walls(signs: Sequence[str]) -> set[int]:
    """The brackets that part runs: those without a fellow, and pairs around all of a run."""
    walls: set[int] = set()
    opened: list[int] = []
    inside = False  # whether a Latin letter came since the last Arabic one
    begun: dict[int, bool] = {}
    for at, sign in enumerate(signs):
        kind = _kind(sign)
        if kind == "R":
            walls |= set(opened)
            opened, inside = [], False
        inside = inside or kind == "L"
        if sign in _OPEN:
            opened.append(at)
            begun[at] = inside
        elif sign in _CLOSE:
            if not opened:
                walls.add(at)
            else:
                first = opened.pop()
                if not begun[first]:
                    walls |= {first, at}
    return walls | set(opened)


def _stretches(kinds: Sequence[str], wanted: str, barrier: str) -> list[tuple[int, int]]:
    """From the first wanted to the last, wherever no barrier stands between."""
    found = []
    start = end = -1
    for at, kind in enumerate([*kinds, barrier]):
        if kind == barrier:
            if start >= 0:
                found.append((start, end + 1))
            start = -1
        elif kind in wanted:
            start, end = (at if start < 0 else start), at
    return found


def _is_enclosed(kinds: Sequence[str], at: int) -> bool:
    left, right = at, at
    while left >= 0 and kinds[left] == "N":
        left -= 1
    while right < len(kinds) and kinds[right] == "N":
        right += 1
    return left >= 0 and right < len(kinds) and kinds[left] == kinds[right] == "R"


def _split(places: Sequence[int], belongs: object) -> list[list[int]]:
    runs: list[list[int]] = []
    last: bool | None = None
    for at in places:
        now = belongs(at)  # type: ignore[operator]
        if now == last:
            runs[-1].append(at)
        else:
            runs.append([at])
        last = now
    return runs


def _turn_runs(places: Sequence[int], turns: object) -> list[int]:
    ordered: list[int] = []
    for run in _split(places, turns):
        ordered += run[::-1] if turns(run[0]) else run  # type: ignore[operator]
    return ordered


def _misplaced(signs: Sequence[tuple[int, str]]) -> int:
    """How many brackets close before they open."""
    open_now = wrong = 0
    for _, sign in signs:
        if sign in _OPEN:
            open_now += 1
        elif sign in _CLOSE:
            wrong += open_now == 0
            open_now = max(open_now - 1, 0)
    return wrong + open_now


def is_drawn_forwards(lines: Sequence[str]) -> bool:
    """Whether Arabic was drawn from left to right in the order of reading, unlike on paper.

    `lines` are the signs from left to right. Some programs that know nothing of Arabic do
    this; the letters that only end a word, and the article that only begins it, tell.
    """
    as_paper = forwards = 0
    for line in lines:
        for word in re.findall(r"[\u0620-\u064a\ufb50-\ufdff\ufe70-\ufefc]{3,}", line):
            plain = fold_forms(word)
            as_paper += plain[0] in "ةى"
            forwards += plain[-1] in "ةى"
            as_paper += fold_forms(word[::-1]).startswith("ال") and not plain.startswith("ال")
            forwards += plain.startswith("ال") and not fold_forms(word[::-1]).startswith("ال")
    return forwards > as_paper
