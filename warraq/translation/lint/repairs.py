"""Repairs a translation where no person is needed: only words change, never structure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from warraq.translation.lint.subject import Kind, Subject
from warraq.translation.safety import check_placeholders, is_plain, read_signature

_LONGEST = 8_000
"""A longer text is no message that anybody wrote; nothing of it is repaired."""


class Edit(NamedTuple):
    """What to write in place of msgstr[start:end]."""

    start: int
    end: int
    text: str


def repair_message(subject: Subject, edits: Iterable[Edit]) -> str | None:
    """The msgstr with `edits` made, which do not overlap; None if its structure would change."""
    text = subject.msgstr
    if len(text) > _LONGEST:
        return None
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits):
        pieces += (text[position : edit.start], edit.text)
        position = edit.end
    repaired = "".join((*pieces, text[position:]))
    if repaired == text or not repaired.strip():
        return None
    return repaired if keeps_structure(subject.kind, text, repaired) else None


def keeps_structure(kind: Kind, before: str, after: str) -> bool:
    """Whether two texts have the same markup, targets and placeholders."""
    if kind is Kind.INTERFACE:
        return not check_placeholders(before, after) and not check_placeholders(after, before)
    if is_plain(before) and is_plain(after):
        return True
    try:
        return all(
            read_signature(before, wary=wary) == read_signature(after, wary=wary)
            for wary in (False, True)
        )
    except Exception:  # what breaks the parser is not ours to repair
        return False
