"""Brings blocks into the order and shapes that a page can hold, without losing a word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from warraq.ingest.document import (
    Block,
    Break,
    Emphasis,
    Heading,
    Inline,
    Items,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Role,
    Table,
    Text,
)

_DEEPEST = 5  # Markdown's parser gives up at 20 levels, and a list in a list takes two
_LOWEST = 6  # the level of the smallest heading
_HREF = re.compile(r"https?://[^\s/?#]|mailto:[^\s@]+@[^\s@]")

# What no page should hold: a space or nothing takes its place.
_CHARACTERS: dict[int, str | None] = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " "),
    **dict.fromkeys((0xAD, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF), None),
    **dict.fromkeys((0xFFFE, 0xFFFF), None),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}


def clean_text(text: str) -> str:
    """A text without control characters and hidden marks of direction, its space folded."""
    return re.sub(" {2,}", " ", text.translate(_CHARACTERS))


def arrange_blocks(blocks: Iterable[Block], pictures: Collection[str] = ()) -> tuple[Block, ...]:
    """Blocks as a page has them: headings in steps, notes last, nothing empty.

    A picture that is not among `pictures`, a link that leads nowhere, emphasis in emphasis:
    their words stay. A note that nothing marks, or a second one with its label, becomes a
    paragraph.
    """
    top, kept, loose = _sort_notes(blocks)
    labels = _safe_labels(kept)
    arranger = _Arranger(pictures, labels)
    arranged = [*arranger.blocks((*top, *(Paragraph(note.content) for note in loose)))]
    silent = _Arranger(pictures, {})
    for label, note in kept.items():
        content = silent.inlines(note.content)
        arranged.append(Note(labels[label], content or (Text("–"),)))
    return tuple(_step_headings(arranged))


def find_loose_notes(blocks: Iterable[Block]) -> tuple[Note, ...]:
    """The notes that become paragraphs, as nothing marks them or another has their label."""
    return tuple(_sort_notes(blocks)[2])


def _sort_notes(blocks: Iterable[Block]) -> tuple[list[Block], dict[str, Note], list[Note]]:
    """The blocks without notes, the note of each label, and the notes that are none."""
    top, notes = _part_notes(blocks)
    marked = {label for block in top for label in _marks_in(block)}
    kept: dict[str, Note] = {}
    loose: list[Note] = []
    for note in notes:
        if note.label in marked and note.label not in kept:
            kept[note.label] = note
        else:
            loose.append(note)
    return top, kept, loose


def _part_notes(blocks: Iterable[Block]) -> tuple[list[Block], list[Note]]:
    """The blocks without the notes in them, and the notes."""
    rest: list[Block] = []
    notes: list[Note] = []
    for block in blocks:
        if isinstance(block, Note):
            notes.append(block)
        elif isinstance(block, Items):
            parted = [_part_notes(item) for item in block.items]
            rest.append(replace(block, items=tuple(tuple(item) for item, _ in parted)))
            notes += [note for _, found in parted for note in found]
        elif isinstance(block, Quote):
            inner, found = _part_notes(block.blocks)
            rest.append(Quote(tuple(inner)))
            notes += found
        else:
            rest.append(block)
    return rest, notes


def inlines_in(block: Block) -> Iterator[tuple[Inline, ...]]:
    """Every run of inlines of a block and of the blocks in it."""
    match block:
        case Heading() | Paragraph() | Note():
            yield block.content
        case Items():
            for item in block.items:
                for inner in item:
                    yield from inlines_in(inner)
        case Quote():
            for inner in block.blocks:
                yield from inlines_in(inner)
        case Table():
            for row in block.rows:
                yield from row


def _marks_in(block: Block) -> Iterator[str]:
    for content in inlines_in(block):
        yield from _marks(content)


def _marks(content: tuple[Inline, ...]) -> Iterator[str]:
    for inline in content:
        if isinstance(inline, NoteMark):
            yield inline.label
        elif isinstance(inline, (Emphasis, Link)):
            yield from _marks(inline.content)


def _safe_labels(notes: Iterable[str]) -> dict[str, str]:
    """A label of ASCII letters and digits for each note, no two alike."""
    safe: dict[str, str] = {}
    taken: set[str] = set()
    for number, label in enumerate(notes, 1):
        name = label.lower() if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,40}", label) else ""
        while not name or name in taken:
            name = f"note-{number}" if not name else f"{name}-{number}"
        taken.add(name)
        safe[label] = name
    return safe


def _step_headings(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings that go down one level at a time, the first at level 2."""
    last = 1
    for block in blocks:
        if isinstance(block, Heading):
            last = min(max(block.level, 2), last + 1, _LOWEST)
            yield Heading(block.content, last)
        else:
            yield block


class _Arranger:
    """Arranges blocks with the pictures and labels of one page."""

    def __init__(self, pictures: Collection[str], labels: dict[str, str]) -> None:
        self._pictures = pictures
        self._labels = labels

    def blocks(self, blocks: Iterable[Block], depth: int = 0) -> Iterator[Block]:
        for block in blocks:
            yield from self._block(block, depth)

    def _block(self, block: Block, depth: int) -> Iterator[Block]:
        match block:
            case Paragraph() | Note():
                if content := self.inlines(block.content):
                    yield Paragraph(content)
            case Heading():
                strong = (Emphasis(block.content, strong=True),) if depth else block.content
                if content := self.inlines(strong, one_line=True):
                    yield Paragraph(content) if depth else Heading(content, block.level)
            case Items():
                items = [tuple(self.blocks(item, depth + 1)) for item in block.items]
                items = [item for item in items if item]
                if depth >= _DEEPEST:
                    yield from (inner for item in items for inner in item)
                elif items:
                    start = min(max(block.start, 0), 999_999) if block.ordered else 1
                    yield Items(tuple(items), block.ordered, start)
            case Quote():
                inner = tuple(self.blocks(block.blocks, depth + 1))
                if depth >= _DEEPEST:
                    yield from inner
                elif inner:
                    yield Quote(inner)
            case Table():
                yield from self._table(block)

    def _table(self, table: Table) -> Iterator[Table]:
        rows = [tuple(self.inlines(cell, one_line=True) for cell in row) for row in table.rows]
        width = max(map(len, rows), default=0)
        rows = [row + ((),) * (width - len(row)) for row in rows]
        if any(cell for row in rows for cell in row):
            yield Table(tuple(rows), 1 if table.head > 0 else 0)

    # -- Inlines ---------------------------------------------------------------------------

    def inlines(self, content: tuple[Inline, ...], one_line: bool = False) -> tuple[Inline, ...]:
        flat = self._flatten(content, one_line=one_line)
        return _trim(_merge(flat))

    def _flatten(
        self,
        content: tuple[Inline, ...],
        *,
        one_line: bool,
        linked: bool = False,
        set_off: bool = False,
    ) -> Iterator[Inline]:
        for inline in content:
            match inline:
                case Text():
                    yield Text(clean_text(inline.text))
                case Break():
                    yield Text(" ") if one_line else inline
                case Role():
                    yield inline
                case NoteMark():
                    if not linked and inline.label in self._labels:
                        yield NoteMark(self._labels[inline.label])
                case Picture():
                    alt = clean_text(inline.alt).strip()
                    known = inline.name in self._pictures
                    yield Picture(inline.name, alt) if known else Text(f" {alt} ")
                case Emphasis() | Link():
                    yield from self._nested(
                        inline, one_line=one_line, linked=linked, set_off=set_off
                    )

    def _nested(
        self, inline: Emphasis | Link, *, one_line: bool, linked: bool, set_off: bool
    ) -> Iterator[Inline]:
        is_link = isinstance(inline, Link)
        dead = isinstance(inline, Link) and (linked or not _HREF.match(inline.href))
        inner = _merge(
            self._flatten(
                inline.content,
                one_line=one_line,
                linked=linked or (is_link and not dead),
                set_off=set_off or not is_link,
            )
        )
        if dead or (set_off and not is_link) or not any(map(_has_words, inner)):
            yield from inner
        else:
            before, inner, after = _part_edges(inner)
            yield from before
            yield replace(inline, content=inner)
            yield from after
        if is_link and not dead:
            yield from (
                NoteMark(self._labels[label])
                for label in _marks(inline.content)
                if label in self._labels
            )


def _has_words(inline: Inline) -> bool:
    match inline:
        case Text():
            return bool(inline.text.strip())
        case Break():
            return False
        case Emphasis() | Link():
            return any(map(_has_words, inline.content))
    return True


def _merge(content: Iterable[Inline]) -> tuple[Inline, ...]:
    """Neighbours of one kind as one; no space around breaks, none twice."""
    merged: list[Inline] = []
    for inline in content:
        last = merged[-1] if merged else None
        if isinstance(inline, Text) and isinstance(last, Text):
            merged[-1] = Text(re.sub(" {2,}", " ", last.text + inline.text))
        elif (
            isinstance(inline, Emphasis)
            and isinstance(last, Emphasis)
            and inline.strong == last.strong
        ):
            merged[-1] = replace(last, content=_merge((*last.content, *inline.content)))
        elif not (isinstance(inline, Text) and not inline.text):
            merged.append(inline)
    tidy: list[Inline] = []
    for index, inline in enumerate(merged):
        if isinstance(inline, Text):
            text = inline.text
            if index and isinstance(merged[index - 1], Break):
                text = text.lstrip()
            if index + 1 < len(merged) and isinstance(merged[index + 1], Break):
                text = text.rstrip()
            if not text:
                continue
            inline = Text(text)
        if isinstance(inline, Break) and tidy and isinstance(tidy[-1], Break):
            continue
        tidy.append(inline)
    return tuple(tidy)


def _part_edges(
    content: tuple[Inline, ...],
) -> tuple[tuple[Inline, ...], tuple[Inline, ...], tuple[Inline, ...]]:
    """The space and breaks before, what has words, and the space and breaks after."""
    first = next(i for i, inline in enumerate(content) if _has_words(inline))
    last = max(i for i, inline in enumerate(content) if _has_words(inline))
    before, inner, after = content[:first], list(content[first : last + 1]), content[last + 1 :]
    if isinstance(inner[0], Text):
        text = inner[0].text.lstrip()
        if text != inner[0].text:
            before = (*before, Text(" "))
        inner[0] = Text(text)
    if isinstance(inner[-1], Text):
        text = inner[-1].text.rstrip()
        if text != inner[-1].text:
            after = (Text(" "), *after)
        inner[-1] = Text(text)
    return before, tuple(inner), after


def _trim(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The run without space and breaks at its ends."""
    if not any(map(_has_words, content)):
        return ()
    return _part_edges(content)[1]
