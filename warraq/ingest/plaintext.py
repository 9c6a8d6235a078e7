"""Reads plain text into blocks: paragraphs, lists, headings in capitals, quotes, footnotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from warraq.ingest.addresses import clean_address
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
)
from warraq.ingest.encodings import decode_text
from warraq.ingest.errors import IngestError
from warraq.ingest.limits import Limits

_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)\)")
_BARE = re.compile(r"https?://[^\s<>\"“”«»]+")
_BARE_END = re.compile(r"[.,;:!?'’)\]،؛؟]+\Z")
_BULLET = re.compile(r"([ \t]*)[-*•–◦‣▪●·][ \t]+(?=\S)")
_NUMBER = re.compile(r"([ \t]*)\(?(0|[1-9][0-9]{0,2})[.)][ \t]+(?=\S)")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE = re.compile(rf"(?:\[([0-9]{{1,3}})\]|([{_RAISED}]{{1,3}})|\(([0-9]{{1,3}})\))[ \t]*(?=\S)")
_MARK = re.compile(
    rf"\[([0-9]{{1,3}})\](?!\()|([{_RAISED}]{{1,3}})|(?<=[^\W\d_.,،])\(([0-9]{{1,3}})\)"
)
_RULE = re.compile(r"\s*[-_=*–—]{3,}\s*")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,})\s*")
_ADDRESS = re.compile(r"\S*(?:@|www\.|https?:|\.\w{2,})\S*", re.IGNORECASE)
_LONG_LINE = 50
_LONGEST_HEADING = 120


def read_plaintext(content: bytes, limits: Limits) -> Document:
    """Read a plain text; raises IngestError for bytes that are no text."""
    text, _codec = decode_text(content)
    text = re.sub(r"\r\n?|[\u2028\u0085\x0b]", "\n", text)
    text = re.sub(r"[\x0c\u2029]", "\n\n", text)
    if not text.strip():
        raise IngestError("the file holds no text; give the original")
    return _Reader(text).document()


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines without an empty one between them."""

    lines: tuple[str, ...]

    @property
    def indent(self) -> int:
        return min(len(line) - len(line.lstrip()) for line in map(_expand, self.lines))


def _expand(line: str) -> str:
    return line.replace("\t", "    ")


class _Reader:
    """Reads one text and keeps account of what is no word of its blocks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._dropped: dict[str, list[str]] = {}
        self._details: dict[str, list[str]] = {}
        lines = [line for line in text.split("\n") if line.strip()]
        self._wrapped = len(lines) > 3 and median(map(len, lines)) >= _LONG_LINE
        self._notes: frozenset[str] = frozenset()

    def document(self) -> Document:
        groups = [
            _Group(tuple(line.rstrip() for line in chunk.split("\n") if line.strip()))
            for chunk in re.split(r"\n[^\S\n]*\n", self._text)
            if chunk.strip()
        ]
        groups = [part for group in groups for part in _part_rules(group)]
        groups, notes = self._take_notes(groups)
        indented = sum(group.indent >= 4 for group in groups)
        quoting = indented * 2 < len(groups)
        read = [block for group in groups for block in self._blocks(group.lines, quoting)]
        blocks = [self._number(block) for block in _join_lists(read)]
        left_out = tuple(
            LeftOut(reason, " ".join(texts), ", ".join(self._details.get(reason, ())))
            for reason, texts in self._dropped.items()
        )
        # The address behind a label is no word; the label is.
        words = _LINK.sub(r"[\1]", self._text)
        return Document((*blocks, *notes), left_out=left_out, words=words)

    def _drop(self, reason: str, text: str = "", detail: str = "") -> None:
        self._dropped.setdefault(reason, []).append(text)
        if detail:
            self._details.setdefault(reason, []).append(detail)

    # -- Footnotes -------------------------------------------------------------------------

    def _take_notes(self, groups: list[_Group]) -> tuple[list[_Group], list[Note]]:
        """Part the notes at the end from the text, if the text has a mark for each."""
        lines = [(index, line) for index, group in enumerate(groups) for line in group.lines]
        starts = _find_notes([line for _, line in lines])
        if not starts:
            return groups, []
        self._notes = frozenset(starts)
        taken: dict[int, str] = {}
        for label, place in starts.items():
            taken[place] = label
            group = lines[place][0]
            for after in range(place + 1, len(lines)):
                if lines[after][0] != group or after in starts.values():
                    break
                taken[after] = label
        texts: dict[str, list[str]] = {}
        rest: list[list[str]] = [[] for _ in groups]
        for place, (group, line) in enumerate(lines):
            if place not in taken:
                rest[group].append(line)
                continue
            label, line = taken[place], line.strip()
            if place == starts[label]:
                self._drop("footnote numbers", label)
                found = _NOTE.match(line) or _NUMBER.match(line)
                line = line[found.end() :] if found else line
            texts.setdefault(label, []).append(line)
        notes = [
            Note(label, self._inlines(" ".join(texts[label]), marks=False))
            for label in sorted(starts, key=lambda label: starts[label])
        ]
        return [_Group(tuple(kept)) for kept in rest if kept], notes

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
        inner = tuple(block for chunk in chunks if chunk for block in self._runs(chunk))
        if inner:
            yield Quote(inner)

    def _runs(self, lines: Sequence[str]) -> Iterator[Block]:
        """Paragraphs and lists of some lines."""
        plain: list[str] = []
        place = 0
        while place < len(lines):
            end = _end_of_list(lines, place)
            if end > place:
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
        joined = self._wrapped or max(map(len, lines)) >= _LONG_LINE
        if joined or len(lines) == 1:
            return self._inlines(" ".join(line.strip() for line in lines))
        content: list[Inline] = []
        for line in lines:
            content += [Break(), *self._inlines(line.strip())]
        return tuple(content[1:])

    def _list(self, lines: Sequence[str]) -> Items:
        first = _NUMBER.match(lines[0])
        pattern = _NUMBER if first else _BULLET
        indent = _width(lines[0])
        items: list[list[str]] = []
        nested: list[list[str]] = []
        for line in lines:
            found = pattern.match(line)
            if found and (not items or _width(line) <= indent):
                items.append([line[found.end() :]])
                nested.append([])
            elif nested[-1] or _is_item(line):
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
        return tuple(content)

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
        for found in _MARK.finditer(text) if marks and self._notes else ():
            label = _label_of(found)
            if label in self._notes:
                self._drop("footnote numbers", label)
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


def _label_of(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", next(part for part in found.groups() if part))


def _find_notes(lines: Sequence[str]) -> dict[str, int]:
    """The lines on which the texts of notes begin, by the labels that the text marks."""
    marks: dict[str, int] = {}
    for place, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        marks |= {_label_of(one): place for one in _MARK.finditer(line) if one.start() > indent}
    starts: dict[str, int] = {}
    for place, line in enumerate(lines):
        found = _NOTE.match(line.lstrip())
        label = _label_of(found) if found else ""
        if label in marks:
            starts.setdefault(label, place)
    if marks and not starts:
        # `1. Proof.` below the text: only if these numbers are all that is marked, in order.
        numbered = {
            found[2]: place
            for place, line in enumerate(lines)
            if place > max(marks.values()) and (found := _NUMBER.match(line))
        }
        if list(numbered) == sorted(marks, key=int):
            return numbered
    return starts


def _part_rules(group: _Group) -> Iterator[_Group]:
    """A line of dashes parts what is above from what is below; under one line it marks it."""
    part: list[str] = []
    for line in group.lines:
        underline = len(part) == 1 and len(group.lines) <= 2 and _UNDERLINE.fullmatch(line)
        if _RULE.fullmatch(line) and not underline:
            if part:
                yield _Group(tuple(part))
            part = []
        else:
            part.append(line)
    if part:
        yield _Group(tuple(part))


def _heading_of(lines: Sequence[str]) -> tuple[int, str] | None:
    """Level and words, if some lines are a heading: underlined, after #, or in capitals."""
    text = lines[0].strip()
    if len(text) > _LONGEST_HEADING:
        return None
    if len(lines) == 2 and _UNDERLINE.fullmatch(lines[1]) and not _BULLET.match(lines[0]):
        return (2 if "=" in lines[1] else 3), text
    found = re.fullmatch(r"(#{1,6})\s+(\S.*?)\s*#*", text)
    if len(lines) == 1 and found:
        return len(found[1]), found[2]
    if len(lines) > 1 or text.endswith((".", "!", "،")):
        return None
    letters = [char for char in text if char.isalpha()]
    capitals = len(letters) > 3 and text == text.upper() and text != text.lower()
    all_cased = all(char.isupper() for char in letters)
    if capitals and all_cased and not _ADDRESS.search(text) and not _BULLET.match(text):
        return 2, text.removesuffix(":")
    return None


def _is_set_in(lines: Sequence[str]) -> bool:
    return _Group(tuple(lines)).indent >= 4 and _end_of_list(lines, 0) == 0


def _width(line: str) -> int:
    wide = _expand(line)
    return len(wide) - len(wide.lstrip())


def _is_item(line: str) -> bool:
    return bool(_BULLET.match(line) or _NUMBER.match(line))


def _end_of_list(lines: Sequence[str], place: int) -> int:
    """Where the list that begins at a line ends; the line itself if none begins there."""
    number = _NUMBER.match(lines[place])
    if not number and not _BULLET.match(lines[place]):
        return place
    indent = _width(lines[place])
    expected = int(number[2]) + 1 if number else 0
    end = place + 1
    while end < len(lines):
        line = lines[end]
        if _width(line) < indent:
            break
        if _width(line) == indent:
            found = _NUMBER.match(line)
            if number and found and int(found[2]) == expected:
                expected += 1
            elif number or not _BULLET.match(line):
                # Text that goes on below its item, or the end of the list.
                if indent == _width(line) and _is_item(line):
                    break
                if not _continues(lines[end - 1]):
                    break
        end += 1
    return end


def _continues(line: str) -> bool:
    """Whether the line after this one is likely its continuation."""
    return len(line) >= _LONG_LINE and not line.rstrip().endswith((".", "!", "?", ";", "؟", "؛"))


def _join_lists(blocks: Iterable[Block]) -> Iterator[Block]:
    """Items with empty lines between them are one list."""
    last: Block | None = None
    for block in blocks:
        if isinstance(last, Items) and isinstance(block, Items) and last.ordered == block.ordered:
            follows = block.start == last.start + len(last.items)
            if not last.ordered or follows:
                last = Items((*last.items, *block.items), last.ordered, last.start)
                continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last
