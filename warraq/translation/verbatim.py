"""Keeps the text of entries as it is in the file, so that only what changes is written anew.

A catalog may be wrapped, indented or sorted by a gettext editor. An entry that has not changed
keeps its bytes; one that has is written unwrapped, as are new ones. Line ends and a byte order
mark stay those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polib

_TRANSLATION = re.compile(r"(?:#~\s*)?msgstr\b")
_CONTINUATION = re.compile(r"(?:#~\s*)?\"")
_PREVIOUS = re.compile(r"^#~\|", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Blocks:
    """A catalog's text, block by block; together they are the text."""

    header: str
    entries: Mapping[int, str]
    """The text of each entry by the `id` of the entry, blank lines after it included."""
    tail: str
    """Comments at the end that belong to no entry."""
    newline: str


def split_catalog(text: str, catalog: polib.POFile) -> Blocks | None:
    """Find the text of each entry that was read from `text`; None where that is unsure."""
    blocks, starts = _cut(text)
    tail = ""
    if blocks and not re.search(r"^(?:#~\s*)?msgstr\b", blocks[-1], re.MULTILINE):
        tail = blocks.pop()
    if not blocks or not re.search(r'^\ufeff?msgid\s+""\s*$', blocks[0], re.MULTILINE):
        return None
    header, *rest = blocks
    if len(rest) != len(catalog) or not catalog.metadata:
        return None
    ends = [*starts[1:], text.count("\n") + 2][1:]
    for entry, start, end in zip(catalog, starts[1:], ends, strict=False):
        if not start <= (entry.linenum or 0) < end:
            return None
    entries = {id(entry): block for entry, block in zip(catalog, rest, strict=True)}
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    return Blocks(header, entries, tail, newline)


def _cut(text: str) -> tuple[list[str], list[int]]:
    """The text cut where an entry begins, and the number of each block's first line."""
    blocks: list[list[str]] = [[]]
    starts = [1]
    ended = False
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if _TRANSLATION.match(stripped):
            ended = True
        elif stripped and ended and not _CONTINUATION.match(stripped):
            blocks.append([])
            starts.append(number)
            ended = False
        blocks[-1].append(line + ("\n" if number < len(lines) else ""))
    return ["".join(block) for block in blocks], starts


def render_catalog(catalog: polib.POFile, blocks: Blocks | None) -> str:
    """The text of a catalog: the entries that `blocks` knows as they are, others unwrapped."""
    if blocks is None:
        return str(catalog).rstrip("\n") + "\n"
    parts = [blocks.header]
    for entry in [e for e in catalog if not e.obsolete] + [e for e in catalog if e.obsolete]:
        text = blocks.entries.get(id(entry))
        if text is None:
            text = _write_entry(entry).replace("\n", blocks.newline)
            text += blocks.newline * 2
            parts[-1] = _end_with_blank_line(parts[-1], blocks.newline)
        elif not parts[-1].endswith("\n"):  # it was the last of the file
            parts[-1] = _end_with_blank_line(parts[-1], blocks.newline)
        parts.append(text)
    if blocks.tail:
        parts[-1] = _end_with_blank_line(parts[-1], blocks.newline)
        return "".join(parts) + blocks.tail
    parts[-1] = parts[-1].rstrip("\r\n") + blocks.newline
    return "".join(parts)


def _write_entry(entry: polib.POEntry) -> str:
    """The text of an entry, unwrapped; polib leaves out the comment of an obsolete one."""
    rows: list[str] = entry.__unicode__(0).rstrip("\n").split("\n")
    if entry.obsolete and entry.comment:
        place = next(index for index, row in enumerate(rows) if not re.match(r"#(?:\s|$)", row))
        rows[place:place] = [f"#. {line}" for line in entry.comment.split("\n")]
    return "\n".join(rows)


def drop_comments(text: str, unwanted: Collection[str]) -> str:
    """The text of an entry without these lines of its translator comment."""
    rows = text.split("\n")
    return "\n".join(row for row in rows if row[:1] != "#" or row[1:].strip() not in unwanted)


def _end_with_blank_line(text: str, newline: str) -> str:
    ends = re.search(r"(?:\r?\n)*\Z", text)
    count = ends[0].count("\n") if ends else 0
    return text + newline * max(0, 2 - count)


def restore_previous(entry: polib.POEntry, blocks: Blocks | None) -> None:
    """Give an obsolete entry the previous msgid that its text has; polib reads past it."""
    text = blocks.entries.get(id(entry), "") if blocks else ""
    if not entry.obsolete or entry.previous_msgid or not _PREVIOUS.search(text):
        return
    try:
        found = polib.pofile(_PREVIOUS.sub("#|", text.replace("\r\n", "\n")), wrapwidth=0)
    except OSError:  # a rare line break in a text, at which polib splits what is no file
        return
    if len(found) == 1:
        entry.previous_msgid = found[0].previous_msgid
        entry.previous_msgctxt = found[0].previous_msgctxt
        entry.previous_msgid_plural = found[0].previous_msgid_plural
