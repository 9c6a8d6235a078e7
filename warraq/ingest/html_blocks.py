"""The article of a web page becomes blocks of text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from warraq.ingest.addresses import clean_address, list_counts
from warraq.ingest.document import (
    Block,
    Break,
    Heading,
    Inline,
    Items,
    LeftOut,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Text,
)
from warraq.ingest.html_images import Gallery
from warraq.ingest.html_notes import Notes
from warraq.ingest.html_tables import is_data_table, read_table
from warraq.ingest.html_tree import SPACED, Element, Step, is_block, raise_digits, walk
from warraq.ingest.inlines import Atom, build_inlines, flatten_blocks

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STRONG = frozenset(("b", "strong", "dt"))
_SLANTED = frozenset(("em", "i", "cite", "dfn", "var"))
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)(?:$|[?#])", re.IGNORECASE)
_DEEPEST = 30
_LONGEST_HEADING = 400


@dataclass(slots=True)
class Page:
    """What the reading of one page shares, and what it found on the way."""

    furniture: Mapping[Element, str]
    notes: Notes
    gallery: Gallery
    base: str = ""
    title: Element | None = None
    tracking: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    tables: set[Element] = field(default_factory=set)

    def find_tables(self, article: Element) -> None:
        """Note the tables of the article that hold data and not the layout of the page."""
        self.tables.update(
            table for table in article.iter("table") if is_data_table(table, self.furniture)
        )

    def list_left_out(self) -> Iterator[LeftOut]:
        """What was taken off links, and the pictures that are not there."""
        if self.tracking:
            yield LeftOut("tracking parameters", detail=list_counts(self.tracking))
        if self.refused:
            yield LeftOut("links taken off", detail=list_counts(self.refused))
        yield from self.gallery.left_out


@dataclass(slots=True)
class _Frame:
    tag: str
    blocks: list[Block] = field(default_factory=list)
    items: list[tuple[Block, ...]] = field(default_factory=list)
    start: int = 1


def read_blocks(root: Element, page: Page) -> list[Block]:
    """Read an element of the page into blocks."""
    return _Reader(page).read(root)


class _Reader:
    """Goes through an element once, with the open lists, quotations and styles in its hands."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._cut = _Cut(page)
        self._frames = [_Frame("")]
        self._atoms: list[Atom] = []
        self._hrefs: list[str] = []
        self._strong = self._slanted = self._kept_lines = 0
        self._heading: Element | None = None

    def read(self, root: Element) -> list[Block]:
        for step, element, text in walk(root, self._cut):
            if isinstance(element.tag, str):
                if step is Step.OPEN:
                    text = self._open(element, text)
                elif step is Step.CLOSE:
                    self._close(element)
                else:
                    self._skip(element)
            if text:
                self._add_text(text)
        self._end_paragraph()
        while len(self._frames) > 1:
            self._end_frame()
        return self._frames[0].blocks

    # -- Steps -----------------------------------------------------------------------------

    def _open(self, element: Element, text: str) -> str:
        tag = element.tag
        if tag == "a":
            self._hrefs.append(self._address(element))
        elif tag == "br":
            self._atoms.append(Atom(special=Break(), href=self._href))
        elif tag == "img":
            self._add_picture(element)
        elif tag == "q":
            self._add_text("“")
        elif tag in SPACED:
            self._add_text(" ")
        elif is_block(element):
            self._open_block(element)
        elif raised := raise_digits(element):
            text = raised
        self._strong += tag in _STRONG
        self._slanted += tag in _SLANTED
        return text

    def _close(self, element: Element) -> None:
        tag = element.tag
        if tag == "a":
            self._hrefs.pop()
        elif tag == "q":
            self._add_text("”")
        elif tag in SPACED:
            self._add_text(" ")
        elif tag != "br" and is_block(element):
            self._close_block(element)
        self._strong -= tag in _STRONG
        self._slanted -= tag in _SLANTED

    def _skip(self, element: Element) -> None:
        page = self._page
        if label := page.notes.marks.get(element):
            self._atoms.append(Atom(special=NoteMark(label)))
        elif element in page.furniture or element in page.notes.cut:
            if is_block(element):
                self._end_paragraph()
            elif element.tag in SPACED:
                self._add_text(" ")
        elif label := page.notes.texts.get(element):
            self._end_paragraph()
            self._place([Note(label, self._read_run(element))])
        elif element in page.tables:
            self._end_paragraph()
            self._place(read_table(element, page.furniture, self._read_run))

    def _read_run(self, element: Element) -> tuple[Inline, ...]:
        """Read an element, where only a run of inlines can stand."""
        return _merge_links(flatten_blocks(_Reader(self._page).read(element)))

    # -- Blocks ----------------------------------------------------------------------------

    def _open_block(self, element: Element) -> None:
        tag = element.tag
        caption = tag == "figcaption" or "wp-caption-text" in element.get("class", "").split()
        if caption and self._atoms and any(isinstance(a.special, Picture) for a in self._atoms):
            self._atoms.append(Atom(special=Break()))
        else:
            self._end_paragraph()
        if tag in _HEADINGS and self._heading is None:
            self._heading = element
        self._kept_lines += tag in _PREFORMATTED
        if len(self._frames) > _DEEPEST:
            return
        if tag in _LISTS:
            self._frames.append(_Frame(tag, start=_read_start(element)))
        elif tag == "li" and self._frames[-1].tag in _LISTS:
            self._frames.append(_Frame("li"))
        elif tag == "blockquote":
            self._frames.append(_Frame("blockquote"))

    def _close_block(self, element: Element) -> None:
        tag = element.tag
        self._end_paragraph()
        if element is self._heading:
            self._heading = None
        self._kept_lines -= tag in _PREFORMATTED
        if len(self._frames) > 1 and self._frames[-1].tag == tag:
            self._end_frame()

    def _end_frame(self) -> None:
        frame = self._frames.pop()
        notes = [block for block in frame.blocks if isinstance(block, Note)]
        inner = tuple(block for block in frame.blocks if not isinstance(block, Note))
        if frame.tag in _LISTS:
            if frame.items:
                self._place([Items(tuple(frame.items), frame.tag == "ol", frame.start)])
        elif frame.tag == "blockquote":
            self._place([Quote(inner)] if inner else [])
        elif inner:
            self._frames[-1].items.append(inner)
        self._frames[-1].blocks += notes

    def _place(self, blocks: list[Block]) -> None:
        """Put blocks where the reading is; in a list but outside an item, into the last one."""
        frame = self._frames[-1]
        if frame.tag not in _LISTS:
            frame.blocks += blocks
            return
        frame.blocks += [block for block in blocks if isinstance(block, Note)]
        inner = tuple(block for block in blocks if not isinstance(block, Note))
        if inner:
            last = frame.items.pop() if frame.items else ()
            frame.items.append((*last, *inner))

    def _end_paragraph(self) -> None:
        atoms, self._atoms = self._atoms, []
        blocks: list[Block] = []
        for part in [atoms] if self._heading is not None else _split_lines(atoms):
            content = _merge_links(build_inlines(part))
            if not _says_something(content):
                continue
            length = sum(len(atom.text) for atom in part)
            if self._heading is None or length > _LONGEST_HEADING or not _has_letters(part):
                blocks.append(Paragraph(content))
            else:
                title = self._heading is self._page.title
                level = 0 if title else _HEADINGS[self._heading.tag]
                blocks.append(Heading(_build_heading(part), level))
        if self._frames[-1].tag in _LISTS and blocks:
            self._frames[-1].items.append(tuple(blocks))
        else:
            self._frames[-1].blocks += blocks

    # -- Inlines ---------------------------------------------------------------------------

    @property
    def _href(self) -> str:
        return next(filter(None, reversed(self._hrefs)), "")

    def _add_text(self, text: str) -> None:
        look = {"strong": self._strong > 0, "slanted": self._slanted > 0, "href": self._href}
        if not self._kept_lines:
            self._atoms.append(Atom(text, **look))  # type: ignore[arg-type]
            return
        for number, line in enumerate(text.splitlines()):
            if number:
                self._atoms.append(Atom(special=Break()))
            self._atoms.append(Atom(line, **look))  # type: ignore[arg-type]
        if text.endswith(("\n", "\r")):
            self._atoms.append(Atom(special=Break()))

    def _add_picture(self, element: Element) -> None:
        self._add_text(" ")
        if picture := self._page.gallery.judge(element):
            self._atoms.append(Atom(special=picture, href=self._href))

    def _address(self, link: Element) -> str:
        href = link.get("href", "")
        if not href.strip():
            return ""
        if href.strip().startswith("#"):
            self._page.refused["in the page"] += 1
            return ""
        address = clean_address(href, self._page.base)
        self._page.tracking.update(address.tracking)
        if address.refused:
            self._page.refused[address.refused] += 1
        if _PICTURE.search(address.href) and link.find(".//img") is not None:
            self._page.refused["of a picture to its file"] += 1
            return ""
        return address.href


class _Cut:
    """What a reader does not walk into: `child in cut`."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def __contains__(self, element: Element) -> bool:
        page = self._page
        return (
            element in page.furniture
            or element in page.notes.cut
            or element in page.notes.texts
            or element in page.tables
        )


def _build_heading(atoms: list[Atom]) -> tuple[Inline, ...]:
    """A heading is bold by itself, and its lines are one."""
    plain = [
        Atom(" ")
        if isinstance(atom.special, Break)
        else Atom(atom.text, False, atom.slanted, atom.href, atom.special)
        for atom in atoms
    ]
    return _merge_links(build_inlines(plain))


def _split_lines(atoms: list[Atom]) -> Iterator[list[Atom]]:
    """Old pages end a paragraph with two line breaks."""
    part: list[Atom] = []
    breaks = 0
    for atom in atoms:
        if isinstance(atom.special, Break):
            breaks += 1
        elif atom.special is not None or atom.text.strip():
            if breaks > 1:
                yield part
                part = []
            breaks = 0
        part.append(atom)
    yield part


def _merge_links(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Join the pieces of one link, and of one text, that bold words or a space had parted."""
    merged: list[Inline] = []
    for href, group in _group_by_link(content):
        inner = _merge_texts(one for part in group for one in _contents(part))
        merged += [Link(inner, href)] if href else inner
    return tuple(merged)


def _group_by_link(content: tuple[Inline, ...]) -> Iterator[tuple[str, list[Inline]]]:
    group: list[Inline] = []
    href = ""
    space: list[Inline] = []
    for inline in content:
        if href and isinstance(inline, Text) and not inline.text.strip(" ") and not space:
            space = [inline]
            continue
        new = inline.href if isinstance(inline, Link) else ""
        if new == href:
            group += [*space, inline]
        else:
            yield href, group
            if space and not new:
                group = [*space, inline]
            else:
                if space:
                    yield "", space
                group = [inline]
            href = new
        space = []
    yield href, group
    yield "", space


def _contents(inline: Inline) -> tuple[Inline, ...]:
    return inline.content if isinstance(inline, Link) else (inline,)


def _merge_texts(content: Iterable[Inline]) -> tuple[Inline, ...]:
    """Join texts that touch, without spaces around line breaks."""
    merged: list[Inline] = []
    for is_text, group in groupby(content, key=lambda one: isinstance(one, Text)):
        if not is_text:
            merged += group
            continue
        text = "".join(one.text for one in group if isinstance(one, Text))
        if merged and isinstance(merged[-1], Break):
            text = text.lstrip(" ")
        merged.append(Text(text))
    for at, inline in enumerate(merged[1:]):
        before = merged[at]
        if isinstance(inline, Break) and isinstance(before, Text):
            merged[at] = Text(before.text.rstrip(" "))
    return tuple(one for one in merged if one != Text(""))


def _has_letters(atoms: list[Atom]) -> bool:
    return any(atom.text.strip() for atom in atoms)


def _says_something(content: tuple[Inline, ...]) -> bool:
    return any(
        not isinstance(inline, Break) and not (isinstance(inline, Text) and not inline.text.strip())
        for inline in content
    )


def _read_start(element: Element) -> int:
    try:
        return min(max(int(element.get("start", "1")[:9]), 0), 999_999_999)
    except ValueError:
        return 1
