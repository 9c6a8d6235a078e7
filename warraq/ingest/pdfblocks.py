"""Makes headings, paragraphs, lists and notes of a PDF's lines; running heads are left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from warraq.ingest.document import (
    Block,
    Heading,
    Items,
    LeftOut,
    Paragraph,
    Picture,
    Table,
    plain_text,
)
from warraq.ingest.inlines import build_inlines
from warraq.ingest.pdfjoins import BROKEN, Joins
from warraq.ingest.pdflines import Line
from warraq.ingest.pdfnotes import (
    cut_start,
    find_notes,
    make_notes,
    match_marks,
    raise_others,
    raise_powers,
    read_note_label,
)

_DASHES = "*–—-·"
_BULLETS = "•◦▪▫●○■□‣⁃∙·➢➤✓*–—-\uf0b7\uf0a7"
_BULLET = re.compile(rf"([{re.escape(_BULLETS)}])\s+(?=\S)")
_NUMBER = re.compile(r"([\d٠-٩]{1,3}|[a-z])[.)\-–]\s+(?=\S)")
_PAGE = re.compile(
    r"\W*(?:page|p\.|صفحة|الصفحة|ص)?\W*(?:[\d٠-٩]{1,4}|[ivxlc]{1,6})"
    r"(?:\s*(?:/|of|من|\|)\s*[\d٠-٩]{1,4})?\W*",
    re.I,
)
_PAGE_OF = re.compile(
    r"\W*(?:page|p\.|صفحة|الصفحة)?\s*[\d٠-٩]{1,4}\s*(?:/|of|من)\s*[\d٠-٩]{1,4}\W*", re.I
)
_ENDED = re.compile(r"[.!?؟…:;؛][\"'”’»)\]]*$")


@dataclass(slots=True)
class _Run:
    """Lines that make one block."""

    lines: list[Line]
    kind: str = "text"
    """`text`, `heading`, `bullet`, `number`, `table` or `picture`."""
    label: str = ""
    indent: float = 0.0
    picture: Picture | None = None


def make_blocks(
    pages: Sequence[Sequence[Line]], pictures: Sequence[Sequence[tuple[float, Picture]]]
) -> tuple[list[Block], list[LeftOut], str]:
    """The blocks of all pages (a title is a heading of level 0), what is left out, all words.

    `pictures` are those of each page with the height at which they begin.
    """
    running = _find_running(pages)
    body_size = _find_body_size(pages)
    leading = _find_leading(pages, body_size)
    kept = [[line for line in page if id(line) not in running] for page in pages]
    notes = [find_notes(page, body_size) for page in kept]
    raise_powers(kept, notes)
    marks = match_marks(kept, notes)
    raise_others(kept)
    noted = {id(line) for found in notes for note in found for line in note}
    texts = [
        _insert_pictures([line for line in page if id(line) not in noted], shown)
        for page, shown in zip(kept, pictures, strict=True)
    ]
    joins = Joins(line.text for page in kept for line in page)
    runs = _collect_runs(texts, body_size, leading, joins)
    numbers = [run.label for run in runs if run.kind == "number"]
    blocks = _clear_head(_arrange(runs, joins))
    blocks += make_notes(notes, marks, joins)
    left_out = []
    heads = [line for page in pages for line in page if id(line) in running]
    if heads:
        left_out.append(LeftOut("running heads", "\n".join(line.text for line in heads)))
    signs = [*marks.texts, *numbers]
    if signs:
        left_out.append(
            LeftOut("numbers of notes and lists", " ".join(signs), "the page numbers them itself")
        )
    words = "\n".join(joins.read_words(line) for page in pages for line in page)
    return blocks, left_out, words


# -- Running heads ---------------------------------------------------------------------


def _find_running(pages: Sequence[Sequence[Line]]) -> set[int]:
    """The lines at the edges of pages that recur, and the numbers of pages."""
    places: dict[tuple[str, int], list[tuple[int, Line]]] = {}
    found = {id(line) for page in pages for line in page if line.running}
    found |= {id(line) for page in pages for line in page if _is_page_number(line, len(pages))}
    numbers: list[tuple[int, Line]] = []
    for at, page in enumerate(pages):
        by_height = sorted(page, key=lambda line: -line.y)
        marks = {bit.text.strip() for line in page for bit in line.bits if bit.raised}
        edges = [*_edge(by_height), *_edge(by_height[::-1])]
        for line in {id(line): line for line in edges}.values():
            if read_note_label(line) in marks:
                continue  # a note that recurs is a note
            key = re.sub(r"[\d٠-٩]+", "#", line.text.strip())
            places.setdefault((key, round(line.y / 4)), []).append((at, line))
            places.setdefault((key, round(line.y / 4 + 0.5) + 100_000), []).append((at, line))
        for line in [*by_height[:1], *by_height[-1:]]:
            if _PAGE.fullmatch(line.text.strip()):
                numbers.append((at, line))
    enough = max(2, min(3, len(pages)), round(0.3 * len(pages)) if len(pages) > 8 else 0)
    for entries in places.values():
        if len({at for at, _ in entries}) >= enough:
            found |= {id(line) for _, line in entries}
    if len({at for at, _ in numbers}) >= min(2, len(pages)) and len(numbers) * 2 >= len(pages):
        found |= {id(line) for _, line in numbers if len(pages) > 1 or line.text.strip() == "1"}
    return found


def _is_page_number(line: Line, pages: int) -> bool:
    """Whether a line in the margin is nothing but a page's number: `Page 1 of 2`, or `1` alone."""
    text = line.text.strip()
    if not line.marginal or not _PAGE.fullmatch(text):
        return False
    return bool(_PAGE_OF.fullmatch(text)) or (pages == 1 and len(text) <= 12)


def _edge(lines: Sequence[Line]) -> list[Line]:
    """The first lines of a page as far as a gap parts them from the others."""
    for at in range(1, min(4, len(lines))):
        gap = abs(lines[at - 1].y - lines[at].y)
        if gap > 1.7 * max(lines[at - 1].size, lines[at].size):
            return list(lines[:at])
    return []


# -- Measures --------------------------------------------------------------------------


def _find_body_size(pages: Sequence[Sequence[Line]]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _find_leading(pages: Sequence[Sequence[Line]], body_size: float) -> float:
    gaps = [
        (before.y - after.y, before)
        for page in pages
        for before, after in pairwise(page)
        if before.region == after.region
        and abs(before.size - body_size) < 0.3
        and abs(after.size - body_size) < 0.3
        and 0.8 * body_size < before.y - after.y < 2.2 * body_size
    ]
    if not gaps:
        return 1.25 * body_size
    # Behind a line that had room left, or ended a sentence, a paragraph may begin.
    inside = [
        gap
        for gap, line in gaps
        if line.slack < 0.2 * (line.right - line.left) and not _ENDED.search(line.text.rstrip())
    ]
    if not inside and min(gap for gap, _ in gaps) > 1.6 * body_size:
        return 1.25 * body_size
    widths = inside or [gap for gap, _ in gaps]
    common = Counter(round(gap * 2) / 2 for gap in widths)
    return min(common.most_common(1)[0][0], median(widths) * 1.1)


# -- Runs of lines ---------------------------------------------------------------------


def _insert_pictures(
    lines: Sequence[Line], pictures: Sequence[tuple[float, Picture]]
) -> list[Line | Picture]:
    placed: list[Line | Picture] = list(lines)
    for top, picture in sorted(pictures, key=lambda entry: -entry[0]):
        at = next(
            (
                at
                for at, line in enumerate(placed)
                if isinstance(line, Line) and line.y + 0.5 * line.size < top
            ),
            len(placed),
        )
        placed.insert(at, picture)
    return placed


def _collect_runs(
    pages: Sequence[Sequence[Line | Picture]], body_size: float, leading: float, joins: Joins
) -> list[_Run]:
    runs: list[_Run] = []
    mostly_strong = _is_mostly_strong(pages)
    marked = _find_marked(line for page in pages for line in page if isinstance(line, Line))
    for page in pages:
        for line in page:
            if isinstance(line, Picture):
                runs.append(_Run([], "picture", picture=line))
                continue
            last = next((run for run in reversed(runs) if run.kind != "picture"), None)
            kind, marker, label = _judge_line(line, body_size, mostly_strong, marked)
            behind = runs[-1] if runs else None
            if (
                last is not None
                and kind in ("text", "heading", "table")
                and (behind is last or last.lines[-1].page != line.page)
                and _goes_on(last, line, kind, leading)
            ):
                if kind != "table":
                    joins.join(last.lines[-1], line)
                last.lines.append(line)
                continue
            indent = line.start
            if marker:
                cut_start(line, len(marker), label if kind == "number" else marker)
            runs.append(_Run([line], kind, label, indent))
    _confirm_headings(runs, body_size)
    return runs


def _is_mostly_strong(pages: Sequence[Sequence[Line | Picture]]) -> bool:
    lines = [line for page in pages for line in page if isinstance(line, Line)]
    strong = sum(len(line.text) for line in lines if line.strong)
    return strong > 0.4 * sum(len(line.text) for line in lines)


def _find_marked(lines: Iterable[Line]) -> set[int]:
    """The lines that begin with a dash or a number as others at the same place do."""
    found: set[int] = set()
    dashes: dict[tuple[str, int], list[Line]] = {}
    numbered: list[tuple[str, Line]] = []
    for line in lines:
        dash, number = _BULLET.match(line.text), _NUMBER.match(line.text)
        if dash is not None:
            dashes.setdefault((dash[1], round(line.first_x / 4)), []).append(line)
        if number is not None:
            numbered.append((number[1], line))
    for same in dashes.values():
        if len(same) > 1:
            found |= {id(line) for line in same}
    for at, (label, line) in enumerate(numbered):
        for other_label, other in numbered[at + 1 : at + 12]:
            if _follows(label, other_label) and abs(line.start - other.start) < 0.8 * line.size:
                found |= {id(line), id(other)}
                break
    return found


def _judge_line(
    line: Line, body_size: float, mostly_strong: bool, marked: set[int]
) -> tuple[str, str, str]:
    """What a line begins: its kind, the marker to cut, and that marker's number."""
    text = line.text
    if line.cells:
        return "table", "", ""
    if line.bullet:
        return "bullet", "", ""
    match = _BULLET.match(text)
    if match is not None and (match[1] not in _DASHES or id(line) in marked):
        return "bullet", match[0], match[1]
    if line.size > 1.12 * body_size or (line.strong and not mostly_strong and len(text) < 150):
        return "heading", "", ""
    match = _NUMBER.match(text)
    if match is not None and id(line) in marked:
        return "number", match[0], match[1]
    return "text", "", ""


def _goes_on(run: _Run, line: Line, kind: str, leading: float) -> bool:
    """Whether a line belongs to the block before it."""
    last = run.lines[-1]
    if run.kind == "table" or kind == "table":
        return run.kind == kind and len(last.cells) == len(line.cells)
    heading = run.kind == "heading"
    if heading != (kind == "heading") or abs(last.size - line.size) > 0.08 * last.size:
        return False
    if heading and last.strong != line.strong:
        return False
    ended = _ENDED.search(last.text.rstrip()) is not None
    if last.page == line.page and last.region == line.region:
        gap = last.y - line.y
        widest = max(1.22 * leading * last.size / (run.lines[0].size or 1), 1.45 * last.size)
        if len(run.lines) > 1 and run.lines[-2].region == last.region:
            widest = min(widest, 1.2 * (run.lines[-2].y - last.y) + 1)
        if heading:
            widest = 1.6 * last.size
        if not 0 < gap <= widest:
            return False
    elif heading or (ended and last.slack > 0.02 * (last.right - last.left)):
        return False
    elif not ended and _first_letter(line.text).islower():
        return True
    broken = BROKEN.search(last.text) is not None and _first_letter(line.text).islower()
    if heading or broken:
        return True
    if run.kind in ("bullet", "number"):
        # The rest of an item is set in, or stands under its first word.
        if line.region != last.region:
            # A line that had room for the next word ended its item, whatever ends it.
            full = last.slack < 0.3 * (last.right - last.left)
            return not ended and full and not _is_out(run, line)
        return line.start > run.indent - 0.5 * line.size and (
            line.start > 0.2 * line.size or not ended
        )
    if line.start > 0.9 * line.size and last.start < 0.5 * line.size and len(run.lines) >= 1:
        return False  # the first line of a paragraph is set in
    width = last.right - last.left
    first_word = line.text.split(" ", 1)[0]
    needed = (len(first_word) + 1) * 0.5 * line.size
    return not (ended and last.slack > needed + 0.5 * line.size) and last.slack < 0.45 * width


def _is_out(run: _Run, line: Line) -> bool:
    """Whether a line of a later page begins further out than the item of a list above it."""
    if line.page == run.lines[-1].page or line.direction != run.lines[0].direction:
        return False
    first = run.lines[0]
    if line.direction == "rtl":
        return line.x1 > first.x1 + 0.5 * line.size
    return line.x0 < first.x0 - 0.5 * line.size


def _first_letter(text: str) -> str:
    return next((char for char in text if char.isalpha()), "")


def _follows(before: str, after: str) -> bool:
    if before.isdecimal() and after.isdecimal():
        return int(after) == int(before) + 1
    return not (before.isdecimal() or after.isdecimal()) and ord(after) == ord(before) + 1


def _confirm_headings(runs: list[_Run], body_size: float) -> None:
    """A long run is no heading, nor is one that a sentence ends at the size of the text."""
    for run in runs:
        if run.kind != "heading":
            continue
        text = " ".join(line.text for line in run.lines)
        plain_size = run.lines[0].size <= 1.12 * body_size
        if len(text) > 250 or (plain_size and text.rstrip().endswith((".", "،", ","))):
            run.kind = "text"


# -- Blocks ----------------------------------------------------------------------------


def _arrange(runs: Sequence[_Run], joins: Joins) -> list[Block]:
    sizes = sorted({_heading_rank(run) for run in runs if run.kind == "heading"}, reverse=True)
    blocks: list[Block] = []
    items: list[_Run] = []
    for run in runs:
        if run.kind in ("bullet", "number"):
            items.append(run)
            continue
        blocks += _nest(items, joins)
        items = []
        if run.picture is not None:
            blocks.append(Paragraph((run.picture,)))
            continue
        if run.kind == "table":
            blocks.append(_make_table(run, joins))
            continue
        content = build_inlines(joins.read_atoms(run.lines, plain=run.kind == "heading"))
        if not content:
            continue
        if run.kind == "heading":
            blocks.append(Heading(content, sizes.index(_heading_rank(run)) + 1))
        else:
            blocks.append(Paragraph(content))
    return blocks + _nest(items, joins)


_HEAD = 6
"""Blocks among which a title stands."""


def _clear_head(blocks: list[Block]) -> list[Block]:
    """Take smaller headings above the one that opens the text for what they are: a running head."""
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    if not levels or levels.count(min(levels)) > 1 or levels[0] == min(levels):
        return blocks
    at = next(
        n
        for n, block in enumerate(blocks)
        if isinstance(block, Heading) and block.level == min(levels)
    )
    above = blocks[:at]
    if at >= _HEAD or not all(isinstance(block, (Heading, Paragraph)) for block in above):
        return blocks
    plain = [Paragraph(b.content) if isinstance(b, Heading) else b for b in above]
    return [*plain, *blocks[at:]]


def find_title(blocks: Sequence[Block]) -> str:
    """The largest heading, where nothing but a few short lines stands above it; else nothing."""
    for block in blocks[:_HEAD]:
        if isinstance(block, Heading):
            return " ".join(plain_text(block.content).split()) if block.level == 1 else ""
        if not isinstance(block, Paragraph) or len(plain_text(block.content)) > 150:
            return ""
    return ""


def _make_table(run: _Run, joins: Joins) -> Table:
    head = run.lines[0].strong and not all(line.strong for line in run.lines)
    rows = tuple(
        tuple(
            build_inlines(joins.read_atoms([cell], plain=head and at == 0)) for cell in line.cells
        )
        for at, line in enumerate(run.lines)
    )
    return Table(rows, int(head))


def _heading_rank(run: _Run) -> tuple[float, bool]:
    return round(run.lines[0].size * 2) / 2, run.lines[0].strong


def _nest(runs: Sequence[_Run], joins: Joins, depth: int = 0) -> list[Block]:
    """Lists of items; what is set in further belongs to the item above it."""
    blocks: list[Block] = []
    at = 0
    while at < len(runs):
        first = runs[at]
        held: list[tuple[Block, ...]] = []
        label = first.label
        while (
            at < len(runs)
            and runs[at].kind == first.kind
            and (not held or first.kind == "bullet" or _follows(label, runs[at].label))
        ):
            label = runs[at].label
            end = at + 1
            edge = runs[at].indent + 0.8 * runs[at].lines[0].size
            while end < len(runs) and runs[end].indent > edge and depth < 8:
                end += 1
            paragraph = Paragraph(build_inlines(joins.read_atoms(runs[at].lines)))
            held.append((paragraph, *_nest(runs[at + 1 : end], joins, depth + 1)))
            at = end
        ordered = first.kind == "number"
        start = int(first.label) if ordered and first.label.isdecimal() else 1
        blocks.append(Items(tuple(held), ordered, start))
    return blocks
