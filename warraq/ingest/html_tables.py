"""Tables of a web page: those that hold data, and their rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from warraq.ingest.document import Block, Inline, Paragraph, Table
from warraq.ingest.html_tree import UNREAD, Element

_SECTIONS = ("thead", "tbody", "tfoot")
_NOT_IN_DATA = ("table", "h1", "h2", "h3", "h4", "h5", "h6", "article", "main")
_MOST_CELLS = 100_000
_WIDEST_SPAN = 60

Cell = tuple[Inline, ...]


def is_data_table(table: Element, cut: Container[Element]) -> bool:
    """Whether a table is one in the text, and not the frame of a page or of a picture."""
    if table.get("role", "") in ("presentation", "none"):
        return False
    if any(inner is not table for inner in table.iter(*_NOT_IN_DATA)):
        return False
    sizes = []
    for kind, part in _parts(table, cut):
        if kind == "stray":
            return False
        if kind == "row":
            sizes.append(sum(_span(cell, "colspan") for cell in _cells(part, cut)))
    widest = max(sizes, default=0)
    return len(sizes) > 1 and widest > 1 and widest * len(sizes) <= _MOST_CELLS


def read_table(
    table: Element, cut: Container[Element], read_cell: Callable[[Element], Cell]
) -> list[Block]:
    """Read a table of data: its caption as a paragraph, its rows all of one length.

    A cell that spans others stands in the first of them; the others are empty.
    """
    before: list[Block] = []
    rows: list[list[Cell]] = []
    heads: list[bool] = []
    below: dict[int, int] = {}
    for kind, part in _parts(table, cut):
        if kind == "caption":
            if content := read_cell(part):
                before.append(Paragraph(content))
            continue
        cells = list(_cells(part, cut))
        row: list[Cell] = []
        next_below: dict[int, int] = {}
        for cell in cells:
            while below.get(len(row), 0):
                next_below[len(row)] = below[len(row)] - 1
                row.append(())
            content = read_cell(cell)
            for number in range(_span(cell, "colspan")):
                next_below[len(row)] = _span(cell, "rowspan") - 1
                row.append(() if number else content)
        for column, left in below.items():
            if column >= len(row):
                next_below[column] = max(left - 1, 0)
        below = {column: left for column, left in next_below.items() if left}
        rows.append(row)
        head = kind == "row" and part.getparent().tag == "thead"
        heads.append(head or (bool(cells) and all(cell.tag == "th" for cell in cells)))
    width = max(map(len, rows))
    filled = tuple(tuple(row + [()] * (width - len(row))) for row in rows if any(row))
    kept = [head for head, row in zip(heads, rows, strict=True) if any(row)]
    head_rows = next((at for at, is_head in enumerate(kept) if not is_head), len(kept))
    return [*before, Table(filled, head_rows)] if filled else before


def _parts(table: Element, cut: Container[Element]) -> Iterator[tuple[str, Element]]:
    """The captions and rows of a table, and whatever else says something in it."""
    if (table.text or "").strip():
        yield "stray", table
    for child in table:
        if (child.tail or "").strip():
            yield "stray", child
        if not isinstance(child.tag, str) or child.tag in UNREAD or child in cut:
            continue
        if child.tag == "tr":
            yield _judge_row(child, cut), child
        elif child.tag in _SECTIONS:
            if (child.text or "").strip():
                yield "stray", child
            for row in child:
                if (row.tail or "").strip():
                    yield "stray", row
                if not isinstance(row.tag, str) or row.tag in UNREAD or row in cut:
                    continue
                yield (_judge_row(row, cut) if row.tag == "tr" else "stray"), row
        elif child.tag == "caption":
            yield "caption", child
        elif child.tag not in ("colgroup", "col"):
            yield "stray", child


def _judge_row(row: Element, cut: Container[Element]) -> str:
    stray = (row.text or "").strip() or any(
        (child.tail or "").strip()
        or (isinstance(child.tag, str) and child.tag not in ("td", "th", *UNREAD))
        for child in row
        if child not in cut or (child.tail or "").strip()
    )
    return "stray" if stray else "row"


def _cells(row: Element, cut: Container[Element]) -> Iterator[Element]:
    return (
        cell
        for cell in row
        if isinstance(cell.tag, str) and cell.tag in ("td", "th") and cell not in cut
    )


def _span(cell: Element, name: str) -> int:
    try:
        return min(max(int(cell.get(name, "1")[:6]), 1), _WIDEST_SPAN)
    except ValueError:
        return 1
