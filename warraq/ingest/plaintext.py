"""Reads plain text into blocks: paragraphs, lists, headings in capitals, quotes, footnotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from warraq.ingest.accounting import words
from warraq.ingest.addresses import clean_address
from warraq.ingest.boilerlines import part_boilerplate
from warraq.ingest.document import (
    Block,
    Break,
    Document,
    Heading,
    Inline,
    Items,
    LeftOut,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Quote,
    Text,
    plain_text,
)
from warraq.ingest.encodings import decode_text, describe_guess
from warraq.ingest.errors import IngestError
from warraq.ingest.limits import Limits
from warraq.ingest.pastednotes import set_off_notes
from warraq.ingest.plainhyphens import undo_hyphens
from warraq.ingest.plainlists import (
    BULLET,
    end_of_list,
    ends_quotation,
    expand,
    is_attribution,
    is_item,
    join_lists,
    width,
)
from warraq.ingest.plainnotes import (
    BRACKETED,
    LONG_LINE,
    NUMBERED,
    RULE,
    SET_OFF,
    UNDERLINE,
    ends_sentence,
    find_marks,
    read_label,
    read_written,
    take_notes,
)
from warraq.ingest.settings import Settings
from warraq.ingest.visible import clean_visible

_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)\)")
_BARE = re.compile(r"https?://[^\s<>\"“”«»]+")
_BARE_END = re.compile(r"[.,;:!?'’)\]،؛؟]+\Z")
_ADDRESS = re.compile(r"\S*(?:@|www\.|https?:|\.\w{2,})\S*", re.IGNORECASE)
_LONGEST_HEADING = 120


def read_plaintext(content: bytes, limits: Limits, settings: Settings | None = None) -> Document:
    """Read a plain text; raises IngestError for bytes that are no text.

    `settings` tell which lines are boilerplate, and thus stand apart from the text around them.
    """
    text, codec = decode_text(content)
    text = re.sub(r"\r\n?|[\u2028\u0085\x0b]", "\n", text)
    text = re.sub(r"[\x0c\u2029]", "\n\n", text)
    if not text.strip():
        raise IngestError("the file holds no text; give the original")
    joined = undo_hyphens(text)
    text = part_boilerplate(joined.text, settings) if settings else joined.text
    document = _Reader(text).document()
    hyphens = LeftOut("hyphens at the ends of lines", detail=", ".join(joined.undone))
    review = {
        "encoding": describe_guess(content, codec),
        "hyphens": "joined without their hyphen: " * bool(joined.guessed)
        + ", ".join(joined.guessed),
    }
    return replace(
        document,
        left_out=(*document.left_out, *([hyphens] if joined.undone else [])),
        review={**document.review, **{name: said for name, said in review.items() if said}},
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines without an empty one between them."""

    lines: tuple[str, ...]

    @property
    def indent(self) -> int:
        return min(len(line) - len(line.lstrip()) for line in map(expand, self.lines))


class _Reader:
    """Reads one text and keeps account of what is no word of its blocks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._dropped: dict[str, list[str]] = {}
        self._details: dict[str, list[str]] = {}
        lines = [line for line in text.split("\n") if line.strip()]
        self._wrapped = len(lines) > 3 and median(map(len, lines)) >= LONG_LINE
        self._notes: frozenset[str] = frozenset()
        self._patterns = BRACKETED
        self._review: dict[str, str] = {}

    def document(self) -> Document:
        groups, notes = self._take_notes()
        indented = sum(group.indent >= 4 for group in groups)
        quoting = indented * 2 < len(groups)
        read: list[Block] = []
        for place, group in enumerate(groups):
            above = groups[place - 1].lines[-1] if place else ""
            below = groups[place + 1].lines[0] if place + 1 < len(groups) else ""
            quoted = bool(read) and (isinstance(read[-1], Quote) or ends_quotation(above))
            if quoted and len(group.lines) == 1 and is_attribution(group.lines[0], below):
                read.append(self._paragraph(group.lines))
            else:
                read += self._blocks(group.lines, quoting)
        blocks = [self._number(block) for block in join_lists(read)]
        left_out = tuple(
            LeftOut(reason, " ".join(texts), ", ".join(self._details.get(reason, ())))
            for reason, texts in self._dropped.items()
        )
        # The address behind a label is no word; the label is.
        shown = _LINK.sub(r"[\1]", self._text)
        document = Document((*blocks, *notes), left_out=left_out, words=shown, review=self._review)
        return clean_visible(document)

    def _drop(self, reason: str, text: str = "", detail: str = "") -> None:
        self._dropped.setdefault(reason, []).append(text)
        if detail:
            self._details.setdefault(reason, []).append(detail)

    # -- Footnotes -------------------------------------------------------------------------

    def _take_notes(self) -> tuple[list[_Group], list[Note]]:
        """Part the notes at the end from the text, if the text has a mark for each."""
        groups = _part_groups(self._text)
        taken = take_notes(groups, self._patterns)
        if not taken.texts:
            text, doubt = set_off_notes(self._text)
            if text != self._text:
                self._text, self._patterns = text, SET_OFF
                groups = _part_groups(text)
                taken = take_notes(groups, self._patterns)
            taken = replace(taken, review="; ".join(filter(None, (taken.review, doubt))))
        if taken.review:
            self._review["footnotes"] = taken.review
        for label in taken.written:
            self._drop("footnote numbers", label)
        if taken.heading:
            self._drop("heading of the footnotes", taken.heading)
        self._notes = frozenset(taken.texts)
        notes = [
            Note(label, self._inlines(" ".join(lines), marks=False))
            for label, lines in taken.texts.items()
        ]
        return [_Group(part) for lines in taken.rest for part in _part_headings(lines)], notes

    # -- Blocks ----------------------------------------------------------------------------

    def _blocks(self, lines: Sequence[str], quoting: bool) -> Iterator[Block]:
        if all(line.lstrip().startswith(">") for line in lines):
            inner = [re.sub(r"^\s*> ?", "", line) for line in lines]
            yield from self._quote(inner)
        elif quoting and len(lines) > 1 and _is_set_in(lines):
            yield from self._quote([line.strip() for line in lines])
        elif heading := _heading_of(lines):
            level, text = heading
            yield Heading(self._inlines(text), level)
        else:
            yield from self._runs(lines)

    def _quote(self, lines: Sequence[str]) -> Iterator[Block]:
        chunks: list[list[str]] = [[]]
        for line in lines:
            attribution = re.match(r"\s*(?:—|―|--|–)\s*\S", line)
            if not line.strip() or (attribution and chunks[-1]):
                chunks.append([])
            if line.strip():
                chunks[-1].append(line)
        *said, last = [chunk for chunk in chunks if chunk] or [[]]
        inner = tuple(block for chunk in said for block in self._runs(chunk))
        if inner and len(last) == 1 and is_attribution(last[0], said[-1][-1]):
            inner += (self._paragraph(last),)
        else:
            inner += tuple(self._runs(last))
        if inner:
            yield Quote(inner)

    def _runs(self, lines: Sequence[str]) -> Iterator[Block]:
        """Paragraphs and lists of some lines."""
        plain: list[str] = []
        place = 0
        while place < len(lines):
            end = end_of_list(lines, place)
            below = lines[place + 1] if place + 1 < len(lines) else ""
            quoted = bool(plain) and ends_quotation(plain[-1])
            if end > place and not (quoted and is_attribution(lines[place], below)):
                if plain:
                    yield self._paragraph(plain)
                    plain = []
                yield self._list(lines[place:end])
                place = end
            else:
                plain.append(lines[place])
                place += 1
        if plain:
            yield self._paragraph(plain)

    def _paragraph(self, lines: Sequence[str]) -> Paragraph:
        return Paragraph(self._lines(lines))

    def _lines(self, lines: Sequence[str]) -> tuple[Inline, ...]:
        """A run of inlines; lines are parts of one where the text is set in long ones."""
        joined = self._wrapped or max(map(len, lines)) >= LONG_LINE
        if joined or len(lines) == 1:
            return self._inlines(" ".join(line.strip() for line in lines))
        content: list[Inline] = []
        for line in lines:
            content += [Break(), *self._inlines(line.strip())]
        return tuple(content[1:])

    def _list(self, lines: Sequence[str]) -> Items:
        first = NUMBERED.match(lines[0])
        pattern = NUMBERED if first else BULLET
        indent = width(lines[0])
        items: list[list[str]] = []
        nested: list[list[str]] = []
        for line in lines:
            found = pattern.match(line)
            if found and (not items or width(line) <= indent):
                items.append([line[found.end() :]])
                nested.append([])
            elif nested[-1] or is_item(line):
                nested[-1].append(line)
            else:
                items[-1].append(line)
        built = tuple(
            (Paragraph(self._inlines(" ".join(map(str.strip, item)))), *self._runs(below))
            for item, below in zip(items, nested, strict=True)
        )
        return Items(built, bool(first), int(first[2]) if first else 1)

    def _number(self, block: Block) -> Block:
        """Take the numbers of a list away, which the page counts itself; one alone stays."""
        if isinstance(block, Quote):
            return Quote(tuple(map(self._number, block.blocks)))
        if not isinstance(block, Items):
            return block
        items = tuple(tuple(map(self._number, item)) for item in block.items)
        if not block.ordered:
            return replace(block, items=items)
        (first, *below) = items[0]
        if len(items) == 1 and not below and isinstance(first, Paragraph):
            return Paragraph((Text(f"{block.start}. "), *first.content))
        numbers = range(block.start, block.start + len(items))
        self._drop("numbers of lists", " ".join(map(str, numbers)))
        return replace(block, items=items)

    # -- Inlines ---------------------------------------------------------------------------

    def _inlines(self, text: str, marks: bool = True) -> tuple[Inline, ...]:
        content: list[Inline] = []
        place = 0
        for found in _LINK.finditer(text):
            content += self._marked(text[place : found.start()], marks)
            content.append(self._link(found[1], found[2]))
            place = found.end()
        content += self._marked(text[place:], marks)
        return tuple(_part_marks(content))

    def _link(self, label: str, target: str) -> Inline:
        if target.startswith("#") or not target:
            return Link((Text(label),), "")
        address = clean_address(target)
        if address.tracking:
            self._drop("tracking parameters", detail=", ".join(address.tracking))
        if address.refused:
            self._drop("links that a page may not have", detail=address.refused)
        return Link((Text(label),), address.href)

    def _marked(self, text: str, marks: bool) -> Iterator[Inline]:
        place = 0
        for found in find_marks(text, self._patterns) if marks and self._notes else ():
            label = read_label(found)
            if label in self._notes:
                self._drop("footnote numbers", read_written(found))
                yield from self._bare(text[place : found.start()])
                yield NoteMark(label)
                place = found.end()
        yield from self._bare(text[place:])

    def _bare(self, text: str) -> Iterator[Inline]:
        """Words, and addresses that stand among them as they are."""
        place = 0
        for found in _BARE.finditer(text):
            shown = _BARE_END.sub("", found[0])
            if found[0][len(shown) :].startswith(")") and "(" in shown:
                shown = found[0][: len(shown) + 1]
            address = clean_address(shown)
            if not address.href:
                continue
            if address.tracking:
                self._drop("tracking parameters", detail=", ".join(address.tracking))
            if text[place : found.start()]:
                yield Text(text[place : found.start()])
            yield Link((Text(shown),), address.href)
            place = found.start() + len(shown)
        if text[place:]:
            yield Text(text[place:])


def _part_marks(content: Iterable[Inline]) -> Iterator[Inline]:
    """A space between a mark and the word right behind it, which it parts from the one before."""
    marked = False
    for inline in content:
        if isinstance(inline, NoteMark):
            marked = True
        elif text := plain_text((inline,)):
            first = next((char for char in text if unicodedata.category(char) != "Cf"), " ")
            if marked and words(first):
                yield Text(" ")
            marked = False
        yield inline


def _part_groups(text: str) -> list[tuple[str, ...]]:
    """The lines of a text, parted at empty lines and rules."""
    chunks = re.split(r"\n[^\S\n]*\n", text)
    groups = ([line.rstrip() for line in chunk.split("\n") if line.strip()] for chunk in chunks)
    return [part for group in groups if group for part in _part_rules(group)]


def _part_rules(lines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """A line of dashes parts what is above from what is below; under one line it marks it."""
    part: list[str] = []
    for line in lines:
        underline = len(part) == 1 and len(lines) <= 2 and UNDERLINE.fullmatch(line)
        if RULE.fullmatch(line) and not underline:
            if part:
                yield tuple(part)
            part = []
        else:
            part.append(line)
    if part:
        yield tuple(part)


def _heading_of(lines: Sequence[str]) -> tuple[int, str] | None:
    """Level and words, if some lines are a heading: underlined, after #, or in capitals."""
    text = lines[0].strip()
    if len(text) > _LONGEST_HEADING:
        return None
    if len(lines) == 2 and UNDERLINE.fullmatch(lines[1]) and not BULLET.match(lines[0]):
        return (2 if "=" in lines[1] else 3), text
    found = re.fullmatch(r"(#{1,6})\s+(\S.*?)\s*#*", text)
    if len(lines) == 1 and found:
        return len(found[1]), found[2]
    return None if len(lines) > 1 else _heading_in_capitals(text)


def _heading_in_capitals(text: str) -> tuple[int, str] | None:
    if text.endswith((".", "!", "،")) or len(text) > _LONGEST_HEADING:
        return None
    letters = [char for char in text if char.isalpha()]
    capitals = len(letters) > 3 and text == text.upper() and text != text.lower()
    all_cased = all(char.isupper() for char in letters)
    if capitals and all_cased and not _ADDRESS.search(text) and not BULLET.match(text):
        return 2, text.removesuffix(":")
    return None


def _part_headings(lines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The lines of a group, parted at the headings in capitals right above their text."""
    start = 0
    width = max(len(line.strip()) for line in lines)
    for place in range(len(lines) - 1):
        # Within a run a short word in capitals is rather an abbreviation.
        inside = place and (len(lines[place].strip()) < 6 or not ends_sentence(lines[place - 1]))
        if not inside and _is_heading_above(lines[place], lines[place + 1], width):
            if place > start:
                yield tuple(lines[start:place])
            yield (lines[place],)
            start = place + 1
    yield tuple(lines[start:])


def _is_heading_above(first: str, second: str, width: int) -> bool:
    line, below = first.strip(), second.strip()
    if not _heading_in_capitals(line) or _heading_in_capitals(below):
        return False
    if line.endswith((",", ";", "-", "–", "—")) or UNDERLINE.fullmatch(below):
        return False
    if is_item(second):
        return not is_item(first)
    # A line that is wrapped ends where no further word fits, a heading where it likes.
    has_room = len(line) + 1 + len(below.split()[0]) <= width
    is_text = len(below) >= LONG_LINE or ends_sentence(below)
    return has_room and is_text and not below[0].islower()


def _is_set_in(lines: Sequence[str]) -> bool:
    return _Group(tuple(lines)).indent >= 4 and end_of_list(lines, 0) == 0
