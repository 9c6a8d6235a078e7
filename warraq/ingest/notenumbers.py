"""Takes a footnote's own number off its text, where the page will number it itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from warraq.ingest.accounting import words
from warraq.ingest.document import Block, Inline, Note, plain_text
from warraq.ingest.inlines import cut_text

REASON = "marks of footnotes"

_ARROWS = "↩↑⬆⤴^←↵\ufe0e\ufe0f"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LEAD = re.compile(
    rf"[\s{_ARROWS}]*"
    rf"(?:[\[(（]\s*)?(?P<sign>\d{{1,4}}|[{_RAISED}]{{1,4}}|[*†‡§¶]{{1,4}}|[A-Za-z]{{1,7}})"
    r"(?P<end>\s*[\])）][.:]?|[.:](?=\s|[^\W\d_])|\s+[-–—](?=\s)|(?=\s))"
    rf"[\s{_ARROWS}:]*"
)
_ARROW = re.compile(rf"[\s{_ARROWS}]*[{_ARROWS}][\s{_ARROWS}]*")
_REST = re.compile(rf"[\s{_ARROWS}]*(?:\[\s*\]|\(\s*\)|（\s*）)?[.):\]\s]*(?=[^\W_]|[\"“«'‘])")
_DAY = re.compile(r"\d{1,2}\s+\S+(?:\s*/\s*\S+)?\s+\d{4}\b")
_ARROW_END = re.compile(rf"[\s{_ARROWS}]*[{_ARROWS}][\s{_ARROWS}]*\Z")
_LABEL = re.compile(r"[\[(（]?\s*(?:note\s*)?(.*?)\s*[\])）]?\.?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Own:
    """How the number of one note is shown."""

    marks: frozenset[str]
    """The words of the marks that lead to it: `1`, `[1]`, `*`."""

    numbered: bool = False
    """Whether a list or a field numbers it, so that a bare figure is a word of the note."""

    cut: bool = False
    """Whether a reader has taken its number away; brackets may be left."""


def cut_numbers(
    blocks: Iterable[Block], own: Mapping[str, Own]
) -> tuple[tuple[Block, ...], list[str]]:
    """The blocks, the notes without their own numbers and arrows; and the words of these."""
    changed: list[Block] = []
    gone: list[str] = []
    for block in blocks:
        if isinstance(block, Note) and block.label in own:
            content, text = _cut_number(block.content, own[block.label])
            block = replace(block, content=content)
            gone += [text] if words(text) else []
        changed.append(block)
    return tuple(changed), gone


def _cut_number(content: tuple[Inline, ...], own: Own) -> tuple[tuple[Inline, ...], str]:
    text = plain_text(content)
    start = _find_start(text, own)
    found = _ARROW_END.search(text, start)
    end = found.start() if found else len(text)
    bare = cut_text(content, ((0, start), (end, len(text))))
    lost = f"{text[:start]} {text[end:]}".strip()
    whole = Counter(words(f"{plain_text(bare)} {lost}")) == Counter(words(text))
    if not whole or not words(plain_text(bare)):
        return content, ""
    return bare, lost


def _find_start(text: str, own: Own) -> int:
    """Where the words of a note begin, behind its number."""
    found = _LEAD.match(text)
    if found and any(_is_same(found["sign"], mark) for mark in own.marks):
        sign, end = found["sign"], found["end"].strip()
        if any(bracket in end for bracket in "])）"):
            return found.end()
        # What is no number of a note: `A. Name`, `1 May 2023`, a figure in a numbered list.
        counted = (own.numbered or own.cut) and end not in (".", ":")
        if not (counted or sign.isalpha() or _DAY.match(text, found.start("sign"))):
            return found.end()
    if own.cut and (rest := _REST.match(text)):
        return rest.end()
    arrow = _ARROW.match(text)
    return arrow.end() if arrow else 0


def _is_same(sign: str, mark: str) -> bool:
    found = _LABEL.fullmatch(mark.strip())
    bare = found[1] if found else mark
    return _fold(sign) == _fold(bare)


def _fold(sign: str) -> str:
    """A number by its value, whichever digits write it."""
    figures = words(sign)
    return str(int(figures[0])) if figures and figures[0].isdecimal() else sign.casefold()
