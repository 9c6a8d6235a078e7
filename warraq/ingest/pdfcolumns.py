"""Finds the stretches of text on a PDF page, its columns and the rows of its tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from warraq.ingest.pdfglyphs import Glyph

_MOST_SEGMENTS = 2_000
"""More than any page has; beyond, columns and raised signs are not looked for."""

_MARKER = re.compile(r"[^\w\s]|\(?[\w٠-٩]{1,3}[.)\-–]")
"""What stands before the item of a list, alone in its place."""


@dataclass(slots=True)
class Segment:
    """Signs on one line without a wide gap."""

    glyphs: list[Glyph]
    x0: float
    x1: float
    y: float
    size: float


def find_segments(glyphs: Sequence[Glyph]) -> list[Segment]:
    """Group the signs by the line they stand on and part them at wide gaps."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (-g.y, g.x0)):
        if rows and rows[-1][0].y - glyph.y <= 0.2 * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    segments: list[Segment] = []
    for row in rows:
        for group in _part_at_gaps(row):
            size = usual_size(group)
            segments.append(
                Segment(
                    group,
                    min(g.x0 for g in group),
                    max(g.x1 for g in group),
                    Counter(round(g.y, 2) for g in group).most_common(1)[0][0],
                    size,
                )
            )
    return _settle_raised(segments)


def _part_at_gaps(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    ordered = sorted(row, key=lambda g: g.x0)
    group = [ordered[0]]
    end = ordered[0].x1
    for glyph in ordered[1:]:
        if glyph.x0 - end > 0.95 * max(glyph.size, group[-1].size) and not _is_spaced(
            group[-1], glyph
        ):
            yield group
            group = []
        group.append(glyph)
        end = max(end, glyph.x1) if len(group) > 1 else glyph.x1
    yield group


def _is_spaced(last: Glyph, glyph: Glyph) -> bool:
    """Whether the file itself has a space, and nothing else, between two signs of a line."""
    later = glyph if glyph.order > last.order else last
    return (
        later.spaced
        and abs(glyph.order - last.order) == 1
        and (glyph.x0 - last.x1 < 3 * max(glyph.size, last.size))
    )


def usual_size(glyphs: Sequence[Glyph]) -> float:
    """The size that most signs have."""
    return Counter(round(g.size, 1) for g in glyphs).most_common(1)[0][0]


def _settle_raised(segments: list[Segment]) -> list[Segment]:
    """Put raised and lowered signs (marks of notes) into the line that they belong to."""
    small: list[Segment] = []
    lines: list[Segment] = []
    for segment in segments:
        (small if len(segment.glyphs) <= 6 else lines).append(segment)
    if len(segments) > _MOST_SEGMENTS:
        return _rejoin(segments)
    for segment in sorted(small, key=lambda s: -s.size):
        host = next(
            (
                line
                for line in lines
                if line.size > 1.15 * segment.size
                and -0.35 * line.size < segment.y - line.y < 0.75 * line.size
                and abs(segment.y - line.y) > 0.02 * line.size
                and line.x0 - 0.6 * line.size < segment.x1
                and segment.x0 < line.x1 + 0.6 * line.size
            ),
            None,
        )
        if host is None:
            lines.append(segment)
        else:
            host.glyphs += segment.glyphs
            host.x0, host.x1 = min(host.x0, segment.x0), max(host.x1, segment.x1)
    return _rejoin(lines)


def _rejoin(segments: list[Segment]) -> list[Segment]:
    """Join segments of a line that a raised sign between them had parted."""
    joined: list[Segment] = []
    for segment in sorted(segments, key=lambda s: (-s.y, s.x0)):
        last = joined[-1] if joined else None
        if (
            last is not None
            and abs(last.y - segment.y) < 0.2 * segment.size
            and segment.x0 - last.x1 <= 0.95 * max(segment.size, last.size)
        ):
            last.glyphs += segment.glyphs
            last.x1 = max(last.x1, segment.x1)
            last.size = usual_size(last.glyphs)
        else:
            joined.append(segment)
    return joined


def group_rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    """What stands at the same height, from left to right; the rows from top to bottom."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: -s.y):
        if rows and abs(rows[-1][0].y - segment.y) < 0.3 * min(segment.size, rows[-1][0].size):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda s: s.x0) for row in rows]


def order_columns(
    segments: Sequence[Segment], direction: str, depth: int
) -> Iterator[list[Segment]]:
    """Columns in the order of reading; what runs across them parts them."""
    gutter = _find_gutter(segments) if depth < 4 else None
    if gutter is None:
        if segments:
            yield list(segments)
        return
    across = sorted((s for s in segments if s.x0 < gutter < s.x1), key=lambda s: -s.y)
    sides = [s for s in segments if not s.x0 < gutter < s.x1]
    bands: dict[int, list[Segment]] = {}
    for segment in sides:
        above = sum(1 for other in across if other.y > segment.y + 0.1)
        bands.setdefault(above, []).append(segment)
    pending: list[Segment] = []
    for at in range(len(across) + 1):
        band = bands.get(at, [])
        halves = [[s for s in band if s.x1 <= gutter], [s for s in band if s.x0 >= gutter]]
        if band and all(halves):
            if pending:
                yield pending
            pending = []
            for half in halves[::-1] if direction == "rtl" else halves:
                yield from order_columns(half, direction, depth + 1)
        else:
            pending = [*pending, *band]
        if at < len(across):
            pending = [*pending, across[at]]
    if pending:
        yield pending


def _find_gutter(segments: Sequence[Segment]) -> float | None:
    """The middle of the white between two columns of prose; nothing for one column or a table."""
    if not 8 <= len(segments) <= _MOST_SEGMENTS:
        return None
    start, end = min(s.x0 for s in segments), max(s.x1 for s in segments)
    best: tuple[float, float] | None = None
    for edge in sorted({round(s.x1) for s in segments}):
        following = [s.x0 for s in segments if s.x0 >= edge]
        if not following or not start + 0.15 * (end - start) < edge < end - 0.15 * (end - start):
            continue
        x = (edge + min(following)) / 2
        left = [s for s in segments if s.x1 <= x]
        right = [s for s in segments if s.x0 >= x]
        across = len(segments) - len(left) - len(right)
        if min(len(left), len(right)) < 4 or across > 0.6 * (len(left) + len(right)):
            continue
        top = min(max(s.y for s in left), max(s.y for s in right))
        bottom = max(min(s.y for s in left), min(s.y for s in right))
        left = [s for s in left if bottom - 1 <= s.y <= top + 1]
        right = [s for s in right if bottom - 1 <= s.y <= top + 1]
        if min(len(left), len(right)) < 4 or not (_is_prose(left) and _is_prose(right)):
            continue
        score = min(len(left), len(right)) - 2 * across
        if best is None or score > best[0]:
            best = score, x
    return None if best is None else best[1]


def _is_prose(segments: Sequence[Segment]) -> bool:
    """Whether most lines fill their column, as those of a table do not."""
    width = max(s.x1 for s in segments) - min(s.x0 for s in segments)
    wide = sum(1 for s in segments if s.x1 - s.x0 > 0.6 * width)
    return width > 8 * segments[0].size and wide >= 0.5 * len(segments)


# -- Tables ----------------------------------------------------------------------------


def find_table_rows(rows: Sequence[Sequence[Segment]]) -> set[int]:
    """Which rows are a table's: three and more that follow each other, cell below cell."""
    found: set[int] = set()
    start = 0
    for at in range(1, len(rows) + 1):
        if at < len(rows) and _is_below(rows[at - 1], rows[at]):
            continue
        group = rows[start:at]
        if len(group) >= 3 and not _has_markers(group):
            found |= set(range(start, at))
        start = at
    return found


def _is_below(above: Sequence[Segment], row: Sequence[Segment]) -> bool:
    """Whether each cell of a row touches the one above it and no other."""
    if len(row) < 2 or len(row) != len(above) or above[0].y - row[0].y > 4 * row[0].size:
        return False
    return all(
        min(a.x1, b.x1) > max(a.x0, b.x0) - b.size
        and (at == 0 or above[at - 1].x1 < b.x0)
        and (at + 1 == len(row) or above[at + 1].x0 > b.x1)
        for at, (a, b) in enumerate(zip(above, row, strict=True))
    )


def _has_markers(rows: Sequence[Sequence[Segment]]) -> bool:
    columns = zip(*rows, strict=True)
    return any(
        all(_MARKER.fullmatch("".join(g.text for g in cell.glyphs)) for cell in column)
        for column in columns
    )
