"""Changes the quotation marks of a text that stands in quotation marks itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_SECOND = {"«": ("“", "”"), "“": ("‘", "’"), "„": ("‚", "‘"), "‘": ("“", "”")}
"""The quotation marks of the second level within those of the first."""


def nest_quotes(title: str, before: str, after: str, *, rtl: bool = False) -> str:
    """The title with its quotation marks in those of the second level, and so on inwards.

    A mark before a letter is an apostrophe and stays. Unicode does not mirror the marks of
    the second level: texts from right to left open with ” (CLDR, `ar`, "delimiters").
    """
    opening, closing = before.strip(), after.strip()
    inner = _SECOND.get(opening)
    if inner is None:
        return title
    levels = (inner[::-1] if rtl else inner, (opening, closing))
    signs = [*title]
    for depth, start, end in _pair_quotes(title, levels):
        signs[start], signs[end] = levels[depth % 2]
    return "".join(signs)


def _pair_quotes(title: str, levels: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, int]]:
    """How deep each pair of marks lies within others, and where it opens and closes."""
    openers = {pair[0]: pair for pair in levels}
    closers = {pair[1]: pair for pair in levels}
    opened: list[tuple[int, tuple[str, str]]] = []
    pairs: list[tuple[int, int]] = []
    for place, sign in enumerate(title):
        is_last = not re.match(r"\w", title[place + 1 : place + 2])
        if sign in closers and is_last and any(pair == closers[sign] for _, pair in opened):
            while opened[-1][1] != closers[sign]:
                opened.pop()  # a mark without partner
            pairs.append((opened.pop()[0], place))
        elif sign in openers:
            opened.append((place, openers[sign]))
    for start, end in pairs:
        yield sum(1 for first, last in pairs if first < start and end < last), start, end
