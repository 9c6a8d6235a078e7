"""Takes the signs of a PDF's text layer from its pages, each with its place, size and font."""

from __future__ import annotations

import io
import logging
import math
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfminer.utils import MATRIX_IDENTITY, apply_matrix_pt, decode_text, mult_matrix

from warraq.ingest.addresses import clean_address
from warraq.ingest.errors import IngestError
from warraq.ingest.pdfhidden import (
    TOO_LONG,
    Canvas,
    Layers,
    Look,
    State,
    judge_signs,
    read_colour,
    read_layers,
)
from warraq.ingest.pdfpaint import PaintInterpreter, find_shown, turn_page

if TYPE_CHECKING:
    from warraq.ingest.limits import Limits

# What pdfminer says of a font's missing fields reads like an error, and is of no use here.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

UNREADABLE = "\ufffd"
"""Stands for a sign whose font does not say which letter it is."""

_MOST_GLYPHS = 200_000
"""Signs on one page: what no printed page has, and what forms nested in forms can reach."""

_MOST_SHAPES = 1_000
"""Bullets and pictures of one page that are looked at."""

_BULLET = (1.5, 9.0)
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20<>\"]+", re.I)


@dataclass(slots=True)
class Glyph:
    """A sign on a page; lengths in points, `y` the line it stands on, upwards."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    strong: bool
    slanted: bool
    hidden: bool
    running: bool
    """The file itself says that it belongs to a running head."""
    href: str = ""
    order: int = 0
    """Its place among the signs of the page as the file lists them."""
    spaced: bool = False
    """Whether the file lists a space before it."""
    erased: bool = False
    """Whether nobody was meant to see it: no text that was recognised in a scan is so hidden."""
    look: Look | None = None

    @property
    def middle(self) -> float:
        """The middle of its width."""
        return (self.x0 + self.x1) / 2


@dataclass(slots=True)
class Drawn:
    """A picture on a page: its box, and the number of its object."""

    x0: float
    y0: float
    x1: float
    y1: float
    object_id: int


@dataclass(slots=True)
class Page:
    """What a page shows."""

    number: int
    glyphs: list[Glyph] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    """Text set at an angle: watermarks, notes along the margin."""
    dots: list[tuple[float, float]] = field(default_factory=list)
    """Small filled shapes, which may be the bullets of a list."""
    drawn: list[Drawn] = field(default_factory=list)
    tracking: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The parameters that links lost, by the addresses as the file has them."""
    low: float = 0.0
    high: float = 0.0
    """The lower and the upper edge of what is shown; both nothing where that is not known."""
    unsure: int = 0
    """Signs that may be hidden, and were kept."""


@dataclass(slots=True)
class _Tag:
    """Marked content that is open on a page."""

    running: bool = False
    off: bool = False
    """Whether it belongs to a layer that is switched off."""
    text: str | None = None
    """What its signs stand for, where the file says so (`ActualText`)."""
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class _Font:
    """A font, and what has been found out about it."""

    font: Any
    """Held, so that no other takes its place in memory."""
    strong: bool
    slanted: bool
    signs: dict[int, tuple[str, float]] = field(default_factory=dict)
    """The text and the width of each sign that was met."""


class _Device(PDFTextDevice):
    """Collects the signs of one page after the other."""

    def __init__(self, manager: PDFResourceManager, deadline: float) -> None:
        super().__init__(manager)
        self.page = Page(0)
        self.fonts: dict[int, _Font] = {}
        self.canvas = Canvas()
        self.layers = Layers()
        self.off = 0
        self.state: State | None = None
        self.look: Look | None = None
        self.tags: list[_Tag] = []
        self.marked: _Tag | None = None
        """The open tag whose text stands for the signs in it."""
        self.running = 0
        """How many of the open tags are of running heads."""
        self.last: tuple[float, float] | None = None
        self.deadline = deadline
        self.steps = 0

    def watch(self) -> None:
        """Stop a page that would never end."""
        self.steps += 1
        if len(self.page.glyphs) > _MOST_GLYPHS or self.steps > 10 * _MOST_GLYPHS:
            raise IngestError(
                f"page {self.page.number} holds more signs than a page can; "
                "do not use the file, ask for it again"
            )
        if self.steps % 256 == 0 and time.monotonic() > self.deadline:
            raise IngestError(TOO_LONG)

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        self.steps = 0
        self.canvas = Canvas()
        self.off = 0
        self.tags = []
        self.marked = None
        self.running = 0

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        self.watch()
        known = props if isinstance(props, dict) else {}
        kind = getattr(known.get("Type"), "name", "")
        text = resolve1(known.get("ActualText")) if known else None
        inside = self.marked is not None
        opened = _Tag(
            getattr(tag, "name", "") == "Artifact" and kind == "Pagination",
            False,
            _clean(decode_text(text)) if isinstance(text, bytes) and not inside else None,
        )
        self.tags.append(opened)
        self.running += opened.running
        if opened.text is not None:
            self.marked = opened

    def switch_off(self) -> None:
        """Hide what the tag that was opened last holds."""
        self.tags[-1].off = True
        self.off += 1

    def end_tag(self) -> None:
        if self.tags:
            tag = self.tags.pop()
            self.off -= tag.off
            self.running -= tag.running
            if tag is self.marked:
                self.marked = None
                self.page.glyphs += _merge(tag)

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        self.watch()

    def end_figure(self, name: str) -> None:
        return

    def render_image(self, name: str, stream: Any) -> None:
        self.watch()
        if self.off:
            return
        self.canvas.add_picture(self.state, self.ctm or MATRIX_IDENTITY, stream)
        corners = [
            apply_matrix_pt(self.ctm or MATRIX_IDENTITY, point) for point in ((0, 0), (1, 1))
        ]
        (xa, ya), (xb, yb) = corners
        number = getattr(stream, "objid", None)
        if number is not None and len(self.page.drawn) < _MOST_SHAPES:
            self.page.drawn.append(
                Drawn(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb), number)
            )

    def paint_path(
        self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any
    ) -> None:
        self.watch()
        if self.off or not (fill or stroke):
            return
        self.canvas.paint(graphicstate, self.ctm or MATRIX_IDENTITY, path, fill=fill)
        full = len(self.page.dots) >= _MOST_SHAPES
        if full or not 3 <= len(path) <= 40:
            return
        points = [point[-2:] for point in path if len(point) > 2]
        if not points:
            return
        placed = [apply_matrix_pt(self.ctm or MATRIX_IDENTITY, point) for point in points]
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        if all(_BULLET[0] <= side <= _BULLET[1] for side in (width, height)) and (
            abs(width - height) < 1.5
        ):
            self.page.dots.append(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self.look = self._read_look(textstate.render, graphicstate)
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        self.watch()
        known = self.fonts.get(id(font)) or self._read_font(font)
        text, width = known.signs.get(cid) or _read_sign(known, cid)
        advance = width * fontsize * scaling
        a, b, c, d, x, y = mult_matrix((1, 0, 0, 1, 0, rise), matrix) if rise else matrix
        if not math.isfinite(a + b + c + d + x + y + advance):
            return 0.0
        if abs(b) > 0.1 * abs(a) or a * d < 0:
            self._add_turned(text, x, y)
            return advance
        size = abs(fontsize) * math.hypot(c, d)
        ends = (x, x + a * advance)
        glyphs = self.page.glyphs if self.marked is None else self.marked.glyphs
        glyphs.append(
            Glyph(
                text,
                min(ends),
                max(ends),
                y,
                size,
                known.strong,
                known.slanted,
                hidden=False,
                running=self.running > 0,
                look=self.look,
            )
        )
        return advance

    def _read_look(self, mode: int, state: Any) -> Look:
        colours = []
        if mode in (0, 2, 4, 6):
            colours.append(read_colour(state.ncs, state.ncolor))
        if mode in (1, 2, 5, 6):
            colours.append(read_colour(state.scs, state.scolor))
        alpha = state.stroke_alpha if mode in (1, 5) else state.alpha
        after = len(self.canvas.shapes)
        return Look(after, tuple(colours), state.clip, alpha, mode, self.off > 0)

    def _add_turned(self, text: str, x: float, y: float) -> None:
        page = self.page
        near = self.last is not None and math.hypot(x - self.last[0], y - self.last[1]) < 40
        if near and page.turned:
            page.turned[-1] += text
        else:
            page.turned.append(text)
        self.last = (x, y)

    def _read_font(self, font: Any) -> _Font:
        name = str(font.fontname or "").rpartition("+")[2].lower()
        descriptor = getattr(font, "descriptor", {}) or {}
        flags = resolve1(descriptor.get("Flags", 0))
        weight = resolve1(descriptor.get("FontWeight", 0))
        flags = flags if isinstance(flags, int) else 0
        heavy = isinstance(weight, (int, float)) and weight >= 600
        strong = heavy or bool(re.search(r"bold|black|heavy|demi", name)) or bool(flags >> 18 & 1)
        slanted = "italic" in name or "oblique" in name or bool(flags & 64)
        self.fonts[id(font)] = known = _Font(font, strong, slanted)
        return known


def _read_sign(known: _Font, cid: int) -> tuple[str, float]:
    """The text of a sign and its width, each looked up once."""
    font = known.font
    try:
        text = font.to_unichr(cid)
    except PDFUnicodeNotDefined:
        text = UNREADABLE
    if cid == 0xAD and text in (" ", "\u00a0", UNREADABLE) and not font.is_multibyte():
        text = "\u00ad"  # WinAnsi's second hyphen, which pdfminer's table has wrong
    known.signs[cid] = sign = _clean(text), float(font.char_width(cid))
    return sign


def _merge(tag: _Tag) -> list[Glyph]:
    """One sign for those that a text stands for; they themselves where they are no one place."""
    glyphs, text = tag.glyphs, tag.text
    if not glyphs or text is None:
        return []
    broad = max(glyphs, key=lambda glyph: glyph.x1 - glyph.x0)
    if any(abs(glyph.y - broad.y) > 1.2 * broad.size for glyph in glyphs):
        return glyphs
    if not text.strip() and any(c.isalnum() for glyph in glyphs for c in glyph.text):
        return glyphs
    start, end = min(glyph.x0 for glyph in glyphs), max(glyph.x1 for glyph in glyphs)
    broad.text, broad.x0, broad.x1 = text, start, end
    return [broad]


def _clean(text: str) -> str:
    if "\0" in text:
        return UNREADABLE
    return "".join(c if c.isprintable() or c == "\u00ad" else " " for c in text)


def read_pages(content: bytes, limits: Limits) -> Iterator[Page]:
    """The pages of a PDF that pikepdf has written anew, its streams unpacked.

    Raises IngestError where a page cannot be read or never ends.
    """
    manager = PDFResourceManager(caching=True)
    device = _Device(manager, time.monotonic() + limits.seconds)
    interpreter = PaintInterpreter(manager, device)
    number = 0
    try:
        for number, page in enumerate(PDFPage.get_pages(io.BytesIO(content)), 1):
            if number == 1:
                device.layers = read_layers(page.doc.catalog)
            _, low, _, high = find_shown(page)
            device.page = Page(number, low=low, high=high)
            device.last = None
            interpreter.process_page(page)
            while device.tags:
                device.end_tag()
            annotations = [resolve1(annotation) for annotation in resolve1(page.annots) or ()]
            for annotation in annotations:
                device.watch()
                device.canvas.add_annotation(annotation, turn_page(page))
            device.page.unsure = judge_signs(device.page.glyphs, device.canvas, device.deadline)
            for annotation in annotations:
                device.watch()
                _mark_link(device.page, page, annotation)
            yield device.page
    except IngestError:
        raise
    except RecursionError as error:
        raise IngestError(
            f"page {number} draws itself again and again; print the file to a new PDF"
        ) from error
    except Exception as error:  # pdfminer raises whatever a broken object leads it to
        raise IngestError(
            f"page {number} cannot be read ({type(error).__name__}); "
            "open the file in a viewer, print it to a new PDF and import that"
        ) from error


def _mark_link(page: Page, source: PDFPage, annotation: object) -> None:
    """Give the signs inside a link's box its address."""
    if source.rotate or not isinstance(annotation, dict):  # boxes are not turned with the page
        return
    action = resolve1(annotation.get("A"))
    address = resolve1(action.get("URI")) if isinstance(action, dict) else None
    box = resolve1(annotation.get("Rect"))
    if not isinstance(address, bytes) or not isinstance(box, list) or len(box) != 4:
        return
    href = address.decode("utf-8", "replace").strip()
    sides = [resolve1(side) for side in box]
    if not _ADDRESS.fullmatch(href) or not all(isinstance(s, (int, float)) for s in sides):
        return
    x, y = source.mediabox[0], source.mediabox[1]
    x0, x1 = sorted((sides[0] - x, sides[2] - x))
    y0, y1 = sorted((sides[1] - y, sides[3] - y))
    address = clean_address(href)
    for glyph in page.glyphs:
        if x0 <= glyph.middle <= x1 and y0 <= glyph.y + glyph.size * 0.3 <= y1:
            glyph.href = address.href
            page.tracking[href] = address.tracking
