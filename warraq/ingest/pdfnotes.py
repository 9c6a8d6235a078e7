"""Finds the footnotes of a PDF by size and place, and pairs them with their marks in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from warraq.ingest.document import Block, Note
from warraq.ingest.inlines import build_inlines
from warraq.ingest.pdfjoins import Joins
from warraq.ingest.pdflines import Bit, Line, is_mark_text

_NOTE = re.compile(r"\[?([\d٠-٩]{1,3}|[*†‡§]{1,3})(?:[\].)]\s*|\s+)(?=\S)")


def find_notes(page: Sequence[Line], body_size: float) -> list[list[Line]]:
    """The notes at the foot of a page: small, below all text, each begun by its mark."""
    foot: set[int] = set()
    for _, column in groupby(page, key=lambda line: line.region):
        for line in sorted(column, key=lambda line: line.y):
            if line.size > 0.93 * body_size:
                break
            foot.add(id(line))
    notes: list[list[Line]] = []
    for line in page:
        if id(line) not in foot:
            continue
        if read_note_label(line):
            notes.append([line])
        elif notes:
            notes[-1].append(line)
    return notes


def read_note_label(line: Line) -> str:
    if line.bits and line.bits[0].raised and is_mark_text(line.bits[0].text):
        return line.bits[0].text.strip()
    match = _NOTE.match(line.text)
    return match[1] if match else ""


_UNIT = re.compile(r"(?:^|[\s\d(/·.])(?:[kcdmµμ]?m|م|كم|سم|مم)\Z")
_TEN = re.compile(r"(?:^|[^\d.,٠-٩])10\Z")
_NUMBER = re.compile(r"[\d٠-٩]\Z")
_RAISED = str.maketrans("0123456789٠١٢٣٤٥٦٧٨٩", "⁰¹²³⁴⁵⁶⁷⁸⁹⁰¹²³⁴⁵⁶⁷⁸⁹")


def raise_powers(pages: Sequence[Sequence[Line]], notes: list[list[list[Line]]]) -> None:
    """Write raised figures that are powers (`m²`, `10⁶`) as such: they mark no note."""
    noted = {id(note[0]) for found in notes for note in found}
    labels = {read_note_label(note[0]) for found in notes for note in found}
    for line in (line for page in pages for line in page):
        before = ""
        for bit in line.bits:
            text = bit.text.strip()
            figures = bit.raised and text.isdecimal() and is_mark_text(text)
            if figures and (before.strip() or id(line) not in noted):
                area = text in ("2", "3", "٢", "٣") and _UNIT.search(before) is not None
                # `2021¹` bears a note where there is one, `10⁶` never does.
                number = _NUMBER.search(before) is not None and text not in labels
                if area or number or _TEN.search(before):
                    bit.text, bit.raised = bit.text.translate(_RAISED), False
            before += bit.text


def raise_others(pages: Sequence[Sequence[Line]]) -> None:
    """Write raised figures that turned out to mark no note as what they are."""
    for line in (line for page in pages for line in page):
        for bit in line.bits[1:]:
            if bit.raised and not bit.label and bit.text.strip().isdecimal():
                bit.text = bit.text.translate(_RAISED)


@dataclass(slots=True)
class Marks:
    """The marks of notes that were found in the text, and the words that they were."""

    labels: dict[int, str] = field(default_factory=dict)
    """By the identity of the note's first line."""
    texts: list[str] = field(default_factory=list)


def match_marks(pages: Sequence[Sequence[Line]], notes: list[list[list[Line]]]) -> Marks:
    """Pair raised marks with the notes of their page or of a later one.

    A note without a mark is none: it goes back to the note before it, or to the text.
    """
    marks = Marks()
    noted = {id(line) for found in notes for note in found for line in note}
    free: dict[str, list[Line]] = {}
    for found in reversed(notes):
        for note in reversed(found):
            free.setdefault(read_note_label(note[0]), []).append(note[0])
    for page in pages:
        used: dict[str, str] = {}
        for line in page:
            for bit in line.bits:
                text = bit.text.strip()
                if not bit.raised or id(line) in noted or not is_mark_text(text):
                    continue
                if text not in used and free.get(text) and free[text][-1].page >= line.page:
                    note_line = free[text].pop()
                    used[text] = str(len(marks.labels) + 1)
                    marks.labels[id(note_line)] = used[text]
                    marks.texts.append(text)
                    _cut_label(note_line)
                if text in used:
                    bit.label = used[text]
                    marks.texts.append(text)
    for found in notes:
        kept: list[list[Line]] = []
        for note in found:
            if id(note[0]) in marks.labels:
                kept.append(note)
            elif kept:
                kept[-1] += note
        found[:] = kept
    return marks


def _cut_label(line: Line) -> None:
    """Take the mark from the beginning of a note; it stays in the line's words."""
    first = line.bits[0]
    if first.raised and is_mark_text(first.text):
        line.bits[0] = replace(first, label="*")
        return
    match = _NOTE.match(line.text)
    if match is not None:
        cut_start(line, match.end(), match[0])


def cut_start(line: Line, length: int, text: str) -> None:
    """Mark the first signs of a line as no text of its block; they stay among its words."""
    bits: list[Bit] = [Bit(text.strip(), label="*")]
    for bit in line.bits:
        taken = min(length, len(bit.text))
        length -= taken
        if bit.text[taken:]:
            bits.append(replace(bit, text=bit.text[taken:]))
    line.bits = bits


def make_notes(notes: list[list[list[Line]]], marks: Marks, joins: Joins) -> list[Block]:
    made: list[Block] = []
    for note in (note for found in notes for note in found):
        for before, after in pairwise(note):
            joins.join(before, after)
        made.append(Note(marks.labels[id(note[0])], build_inlines(joins.read_atoms(note))))
    return made
