"""Finds the footnotes of a web page that no link joins, by their numbers alone."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from lxml import etree

from warraq.ingest.html_tree import SPACED, Element, Step, is_block, name_set, walk
from warraq.ingest.pastednotes import set_off_notes
from warraq.ingest.plainnotes import DIGITS, NOTE_END, NOTE_START, is_notes_heading

_RAISED = re.compile(rf"\s*(?:([\[(])\s*)?([{DIGITS}]{{1,3}})\s*[\])]?\s*")
_UNITS = name_set("m km cm mm dm nm µm μm mi ft yd in ha sq م كم سم مم متر كيلومتر أمتار")
_LAST_WORD = re.compile(r"[^\W_]+\Z")
_SET_OFF = re.compile(f"[{NOTE_START}{NOTE_END}]")
_LONGEST = 2_000_000  # letters of an article in which notes are looked for
_NOT_NOTES = ("table", "h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(slots=True)
class Unlinked:
    """The notes that were found, by their labels in order, and what is in doubt."""

    marks: dict[Element, str] = field(default_factory=dict)
    texts: dict[Element, str] = field(default_factory=dict)
    review: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the article's text, and where it stands in the tree."""

    start: int
    end: int
    element: Element
    tail: bool = False
    """Whether it stands behind the element and not in it."""

    whole: bool = False
    """Whether the element is a raised number, or an item that its list numbers."""


def is_power(raised: Element, before: str) -> bool:
    """Whether a raised figure belongs to the unit or number before it: m², 10⁶."""
    found = _LAST_WORD.search(before)
    if (raised.text or "").strip()[:1] in ("[", "(") or not found:
        return False
    word = found[0]
    return word[-1].isdigit() or len(word) == 1 or word.casefold() in _UNITS


def text_before(element: Element) -> str:
    """What stands right before an element in its paragraph."""
    before = element.getprevious()
    if before is not None:
        return (before.tail or "") or "".join(before.itertext("*"))[-40:]
    parent = element.getparent()
    return "" if parent is None else (parent.text or "")


def find_unlinked(article: Element, furniture: Container[Element]) -> Unlinked:
    """Find numbered blocks at the end whose numbers stand, in order, in the text above.

    The marks that are found become <sup> elements of the tree. Nothing is changed where the
    notes are not sure; `review` says what is in doubt.
    """
    text, pieces = _flatten(article, furniture)
    if len(text) > _LONGEST or not re.search(f"[{DIGITS}]", text):
        return Unlinked()
    set_off, doubt = set_off_notes(text)
    places = list(_list_set_off(text, set_off))
    if not places:
        return Unlinked(review=doubt)
    numbers = [place for place in places if _begins_line(text, place[0])]
    marks = [place for place in places if place not in numbers]
    at = {place: _piece_at(pieces, place[0]) for place in places}
    blocks = [_block_of(at[place], article) for place in numbers]
    if len(marks) != len(numbers) or not all(map(_is_note, blocks, (text[s:] for s, _ in numbers))):
        said = "numbered lines below the text look like notes, but they are no paragraphs of their"
        return Unlinked(review=f"{said} own; they stay as they are")
    if len({id(block) for block in blocks}) < len(blocks):
        said = "numbered lines below the text look like notes, but they share a paragraph"
        return Unlinked(review=f"{said}; they stay as they are")
    found = Unlinked(review=doubt)
    found.texts = {block: str(row) for row, block in enumerate(blocks, 1)}
    # The last first, so that the places before it stay.
    made = [(_make_mark(at[place], *_widen(text, *place)), place) for place in marks[::-1]]
    found.marks = {mark: str(row) for row, (mark, _) in enumerate(made[::-1], 1)}
    return found


def _flatten(article: Element, furniture: Container[Element]) -> tuple[str, list[_Piece]]:
    parts: list[str] = []
    pieces: list[_Piece] = []
    size = 0
    inside: Element | None = None  # a raised number whose text is there already

    def add(text: str, element: Element = None, *, tail: bool = False, whole: bool = False) -> None:
        nonlocal size
        if element is not None and text:
            pieces.append(_Piece(size, size + len(text), element, tail, whole))
        parts.append(text)
        size += len(text)

    line = ""
    first: Element | None = None
    numbers: dict[Element, int] = {}
    for step, element, text in walk(article, furniture):
        text = _SET_OFF.sub(" ", text)
        text = re.sub(r"\s", " ", text)
        if not isinstance(element.tag, str):
            add(text, element, tail=True)
            continue
        if step is Step.OPEN:
            if inside is not None:
                continue
            if element.tag == "br":
                add("\n")
            elif element is first:
                pass  # the paragraph of an item, whose number stands there already
            elif is_block(element):
                line = "".join(parts[-200:]).rstrip("\n").rpartition("\n")[2] or line
                add("\n\n")
                if element.tag == "ol" and is_notes_heading(line):
                    numbers[element] = 0
                elif element.tag == "li" and element.getparent() in numbers:
                    numbers[element.getparent()] += 1
                    add(f"{numbers[element.getparent()]}. ", element, whole=True)
                    first = None if text.strip() or not len(element) else element[0]
            elif element.tag in SPACED:
                add(" ")
            elif element.tag == "sup":
                said = "".join(element.itertext("*"))
                if len(said) < 20 and (found := _RAISED.fullmatch(said)):
                    power = is_power(element, "".join(parts[-3:]))
                    add("x" if power else f"[{found[2]}]", element, whole=True)
                    inside = element
                    continue
            add(text, element)
            continue
        if element is inside:
            inside = None
        elif inside is not None:
            continue
        if step is Step.CLOSE and is_block(element) and element.tag != "br":
            add("\n\n")
        add(text, element, tail=True)
    return "".join(parts), pieces


def _list_set_off(text: str, set_off: str) -> Iterator[tuple[int, int]]:
    """Where the numbers that were set off stand in the text as it was.

    The brackets of a mark are gone where it is set off, those of a note stand around the signs.
    """
    at = behind = 0
    for found in re.finditer(f"{NOTE_START}([^{NOTE_END}]*){NOTE_END}", set_off):
        at += found.start() - behind
        behind = found.end()
        bracket = text[at] in "[("
        start, at = at + bracket, at + bracket + len(found[1])
        yield start, at
        at += bracket


def _begins_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t[(")


def _piece_at(pieces: list[_Piece], at: int) -> _Piece | None:
    low, high = 0, len(pieces)
    while low < high:
        middle = (low + high) // 2
        if pieces[middle].end <= at:
            low = middle + 1
        else:
            high = middle
    return pieces[low] if low < len(pieces) and pieces[low].start <= at else None


def _block_of(piece: _Piece | None, article: Element) -> Element | None:
    if piece is None:
        return None
    block = piece.element.getparent() if piece.tail else piece.element
    while block is not None and not is_block(block):
        block = block.getparent()
    if piece.whole and block is not None and block.tag == "li":
        inner = [one for one in block if isinstance(one.tag, str)]
        alone = len(inner) == 1 and not (block.text or "").strip() and inner[0].tag == "p"
        block = inner[0] if alone and not (inner[0].tail or "").strip() else block
    if block is None or block is article or block.tag in ("body", "article", "main", "section"):
        return None
    return None if any(up.tag in _NOT_NOTES for up in (block, *block.iterancestors())) else block


def _is_note(block: Element | None, behind: str) -> bool:
    """Whether a block is a paragraph that begins with its number and has no other in it."""
    if block is None or any(is_block(one) for one in block.iterdescendants() if one.tag != "br"):
        return False
    first = "".join("".join(block.itertext("*")).split())[:12].lstrip("[(")
    digits = re.match(f"[{DIGITS}]+", behind)
    numbered = block.tag == "li" or block.getparent().tag == "li"
    return numbered or bool(digits and first.startswith(digits[0]))


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """A mark with the brackets around it."""
    if text[start - 1 : start] in ("[", "(") and text[end : end + 1] in ("]", ")"):
        return start - 1, end + 1
    return start, end


def _make_mark(piece: _Piece | None, start: int, end: int) -> Element:
    """The element of a mark; a part of a text becomes one."""
    if piece is None:
        raise AssertionError("a mark stands in no text")
    if piece.whole:
        return piece.element
    owner = piece.element
    text = (owner.tail if piece.tail else owner.text) or ""
    start, end = max(start - piece.start, 0), min(end - piece.start, len(text))
    mark = etree.Element("sup")
    mark.text, mark.tail = text[start:end], text[end:]
    if piece.tail:
        owner.tail = text[:start]
        owner.getparent().insert(owner.getparent().index(owner) + 1, mark)
    else:
        owner.text = text[:start]
        owner.insert(0, mark)
    return mark
