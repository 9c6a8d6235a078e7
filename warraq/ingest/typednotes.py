"""Tells of notes that an author typed as words, which a reader of a format cannot be sure of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from warraq.ingest.document import Block, Paragraph, block_texts

_MARK = re.compile(r"\[([\d٠-٩]{1,3})\]|(?<=[^\s\d])([⁰¹²³⁴-⁹]{1,3})")
_NOTE = re.compile(r"(?:\[([\d٠-٩]{1,3})\]|([⁰¹²³⁴-⁹]{1,3})|([\d٠-٩]{1,3})[.)]?(?=\s))\s*(?=\S)")


def doubt_typed_notes(blocks: Iterable[Block]) -> dict[str, str]:
    """Ask to look at paragraphs that begin as notes do, below a text that bears their numbers."""
    marks: set[str] = set()
    notes: list[str] = []
    for block in blocks:
        for text in block_texts(block):
            found = _NOTE.match(text) if isinstance(block, Paragraph) else None
            label = _read_label(found) if found else ""
            if label and label in marks:
                notes.append(label)
                continue
            marks |= {_read_label(mark) for mark in _MARK.finditer(text)}
    if not notes:
        return {}
    shown = ", ".join(dict.fromkeys(notes))
    return {
        "footnotes": f"{shown} may be typed by hand; they stay in the text: "
        "write the mark as [^1], and the note as [^1]: with its words"
    }


def _read_label(found: re.Match[str]) -> str:
    sign = next(part for part in found.groups() if part)
    return str(int(unicodedata.normalize("NFKC", sign)))
