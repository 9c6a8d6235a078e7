"""Puts the signs of a PDF page into lines, and the lines of a page into the order of reading."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from warraq.ingest.bidi import (
    fold_forms,
    is_drawn_forwards,
    is_right,
    judge_direction,
    order_signs,
)
from warraq.ingest.pdfcolumns import (
    Segment,
    find_segments,
    find_table_rows,
    group_rows,
    order_columns,
    usual_size,
)
from warraq.ingest.pdfglyphs import Glyph, Page

_MARK = re.compile(r"[\d٠-٩]{1,3}|[*†‡§]{1,3}")


@dataclass(slots=True)
class Bit:
    """A stretch of a line that looks the same."""

    text: str
    strong: bool = False
    slanted: bool = False
    href: str = ""
    raised: bool = False
    """Small and above the line: the mark of a footnote, or `th` and `²`."""
    label: str = ""
    """The note that it is the mark of, once that is known."""


@dataclass(slots=True)
class Line:
    """A line of a page, its text in the order of reading; lengths in points."""

    page: int
    x0: float
    x1: float
    y: float
    size: float
    direction: str
    bits: list[Bit]
    glyphs: list[Glyph]
    left: float = 0.0
    right: float = 0.0
    """The edges of its column."""
    bullet: bool = False
    region: int = 0
    """The number of the column, counted over the pages."""
    strong: bool = False
    running: bool = False
    marginal: bool = False
    """Whether it stands at the upper or the lower edge of its page."""
    cells: tuple[Line, ...] = ()
    """The cells of a table's row, in the order of reading."""
    first_x: float = field(default=0.0)
    """Where its text begins, behind a bullet: the left edge, or the right one in Arabic."""

    @property
    def text(self) -> str:
        """Its words as they are read."""
        return "".join(bit.text for bit in self.bits)

    @property
    def start(self) -> float:
        """How far its beginning is indented from the edge of its column."""
        return self.right - self.x1 if self.direction == "rtl" else self.x0 - self.left

    @property
    def slack(self) -> float:
        """How much room its end leaves."""
        return self.x0 - self.left if self.direction == "rtl" else self.right - self.x1


def read_lines(pages: Sequence[Page]) -> list[list[Line]]:
    """The lines of each page in the order in which they are read."""
    signs = [_attach_marks(_number_signs(page.glyphs)) for page in pages]
    segments = [find_segments(found) for found in signs]
    drawn = ["".join(g.text for g in s.glyphs) for page in segments for s in page]
    forwards = is_drawn_forwards(drawn)
    base = judge_direction("".join(drawn)) or "ltr"
    result = []
    region = 0
    for page, found in zip(pages, segments, strict=True):
        lines: list[Line] = []
        spaces = _index_spaces(page.glyphs)
        for column in order_columns(found, base, 0):
            region += 1
            edges = min(s.x0 for s in column), max(s.x1 for s in column)
            rows = group_rows(column)
            tabled = find_table_rows(rows)
            for at, row in enumerate(rows):
                parts = [[cell] for cell in row] if at in tabled else [row]
                made = [_make_line(page, part, edges, base, forwards, spaces) for part in parts]
                lines.append(_join_cells(made, base) if at in tabled else made[0])
                lines[-1].region = region
        _find_bullets(page, lines)
        result.append(lines)
    _widen_columns([line for lines in result for line in lines])
    return result


# -- Signs -----------------------------------------------------------------------------


def _number_signs(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Note the file's order and its spaces; the spaces themselves go."""
    order = 0
    spaced = False
    solid = []
    for glyph in glyphs:
        if glyph.text.isspace():
            spaced = True
            continue
        if not _is_mark(glyph):
            order += 1
            glyph.spaced, spaced = spaced, False
        glyph.order = order
        solid.append(glyph)
    return solid


def _attach_marks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Put vowel marks into the text of the letter that bears them; other signs stay.

    A mark stands in the file beside its letter: before it in Arabic, which is laid out from
    left to right, and behind it elsewhere.
    """
    held: dict[int, list[Glyph]] = {}
    kept: list[Glyph] = []
    for at, glyph in enumerate(glyphs):
        bearer = _find_bearer(glyphs, at) if _is_mark(glyph) else None
        if bearer is None:
            kept.append(glyph)
        else:
            held.setdefault(id(bearer), []).append(glyph)
    for glyph in kept:
        if not glyph.text.isascii():
            # Shadda stands before the vowel that it bears.
            marks = sorted(held.get(id(glyph), ()), key=_is_vowel)
            glyph.text = "".join(
                [fold_forms(glyph.text), *(fold_forms(mark.text).strip() for mark in marks)]
            )
        elif id(glyph) in held:
            glyph.text += "".join(mark.text for mark in held[id(glyph)])
    return kept


def _find_bearer(glyphs: Sequence[Glyph], at: int) -> Glyph | None:
    """The letter beside a mark that stands nearest to it on the page."""
    mark = glyphs[at]
    best: tuple[tuple[bool, float], Glyph] | None = None
    for step in (1, 2, 3, -1, -2, -3):
        if not 0 <= at + step < len(glyphs):
            continue
        other = glyphs[at + step]
        if _is_mark(other) or abs(other.y - mark.y) >= 1.5 * other.size:
            continue
        away = max(other.x0 - mark.middle, mark.middle - other.x1, 0.0) > 0.15 * other.size
        distance = away, abs(step - (0.5 if is_right(other.text) else -0.5))
        if best is None or distance < best[0]:
            best = distance, other
    return None if best is None else best[1]


def _is_vowel(mark: Glyph) -> bool:
    return "\u0651" not in fold_forms(mark.text)


def _index_spaces(glyphs: Sequence[Glyph]) -> dict[int, list[float]]:
    """Where the file's own spaces stand from left to right, by their height."""
    spaces: dict[int, list[float]] = {}
    for glyph in glyphs:
        if glyph.text.isspace() and glyph.x1 > glyph.x0:
            for height in {round(glyph.y - 0.5), round(glyph.y), round(glyph.y + 0.5)}:
                spaces.setdefault(height, []).append(glyph.middle)
    for places in spaces.values():
        places.sort()
    return spaces


def _is_mark(glyph: Glyph) -> bool:
    if glyph.text.isascii():
        return False
    text = fold_forms(glyph.text).strip()
    return bool(text) and all(unicodedata.category(c) == "Mn" for c in text)


# -- Lines -----------------------------------------------------------------------------


def _make_line(
    page: Page,
    row: Sequence[Segment],
    edges: tuple[float, float],
    base: str,
    forwards: bool,
    spaces: dict[int, list[float]],
) -> Line:
    glyphs = sorted((g for segment in row for g in segment.glyphs), key=lambda g: g.x0)
    size = usual_size(glyphs)
    heights = [g.y for g in glyphs if abs(g.size - size) < 0.06 * size + 0.1]
    y = Counter(round(h, 2) for h in heights).most_common(1)[0][0]
    blanks = spaces.get(round(y), [])
    signs: list[tuple[str, Glyph, str]] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None:
            gap = glyph.x0 - last.x1
            blank = bisect_right(blanks, last.middle)
            spaced = blank < len(blanks) and blanks[blank] < glyph.middle
            wide = gap > 0.16 * min(max(glyph.size, last.size), size)
            if wide or (spaced and gap > 0.02 * size):
                signs.append((" ", last, last.href if last.href == glyph.href else ""))
        signs.append((glyph.text, glyph, glyph.href))
        last = glyph
    text = "".join(sign for sign, _, _ in signs)
    x0, x1 = min(s.x0 for s in row), max(s.x1 for s in row)
    direction = _judge_line(text, base, x0 - edges[0], edges[1] - x1, size)
    if forwards and is_right(text):
        ordered = list(enumerate(sign for sign, _, _ in signs))
    else:
        ordered = order_signs([sign for sign, _, _ in signs], direction)
    bits: list[Bit] = []
    last_look: tuple[bool, bool, str, bool] | None = None
    for place, (at, sign) in enumerate(ordered):
        if sign == "\u00ad" and place + 1 < len(ordered) and ordered[place + 1][1].isalnum():
            continue  # where the word might have been broken, and was not
        _, glyph, href = signs[at]
        raised = sign != " " and glyph.size < 0.85 * size and glyph.y - y > 0.12 * size
        look = glyph.strong, glyph.slanted, href, raised
        if look == last_look:
            bits[-1].text += sign
        else:
            bits.append(Bit(sign, *look))
        last_look = look
    letters = [g for g in glyphs if any(c.isalnum() for c in g.text)]
    return Line(
        page.number,
        x0,
        x1,
        y,
        size,
        direction,
        bits,
        glyphs,
        edges[0],
        edges[1],
        strong=bool(letters) and sum(g.strong for g in letters) > 0.9 * len(letters),
        running=all(g.running for g in glyphs),
        marginal=_is_marginal(page, y),
        first_x=x1 if direction == "rtl" else x0,
    )


def _is_marginal(page: Page, y: float) -> bool:
    height = page.high - page.low
    return 0 < height < 1e6 and not 0.09 * height < y - page.low < 0.92 * height


def _join_cells(cells: list[Line], base: str) -> Line:
    """The row of a table; its cells share their text with it."""
    if base == "rtl":
        cells = cells[::-1]
    bits: list[Bit] = []
    for cell in cells:
        bits += [*([Bit(" ")] if bits else []), *cell.bits]
    return replace(
        cells[0],
        x0=min(cell.x0 for cell in cells),
        x1=max(cell.x1 for cell in cells),
        bits=bits,
        glyphs=[glyph for cell in cells for glyph in cell.glyphs],
        strong=all(cell.strong for cell in cells),
        cells=tuple(cells),
    )


def _judge_line(text: str, base: str, left: float, right: float, size: float) -> str:
    """The direction of a line: that of its letters, or of the text whose last line it is."""
    own = judge_direction(text) or base
    if own != base and abs(left - right) > size:
        # A few foreign words end a paragraph where their own language would not begin.
        return base if (right < left) == (base == "rtl") else own
    return own


def _widen_columns(lines: Sequence[Line]) -> None:
    """Give a column of few lines the edges of the fuller ones that begin at the same place."""
    counts = Counter(line.region for line in lines)
    full = [line for line in lines if counts[line.region] > 4] or lines
    for line in lines:
        if counts[line.region] > 4:
            continue
        rtl = line.direction == "rtl"
        ends = Counter(
            round(other.left if rtl else other.right)
            for other in full
            if other.direction == line.direction
            and abs((other.right - line.right) if rtl else (other.left - line.left)) < 4
        )
        if ends and rtl:
            line.left = min(line.left, ends.most_common(1)[0][0])
        elif ends:
            line.right = max(line.right, ends.most_common(1)[0][0])


def _find_bullets(page: Page, lines: Sequence[Line]) -> None:
    """Mark the lines before which a dot is drawn."""
    for x, y in page.dots:
        for line in lines:
            beside = x - line.x1 if line.direction == "rtl" else line.x0 - x
            if 0 < beside < 2.5 * line.size and -0.1 * line.size < y - line.y < 0.7 * line.size:
                line.bullet = True
                break


def is_mark_text(text: str) -> bool:
    """Whether raised signs look like the mark of a note."""
    return _MARK.fullmatch(text.strip()) is not None
