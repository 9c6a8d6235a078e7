"""Takes the maintainer's note on an edition apart, which may have a part for each language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_LABEL = re.compile(r"\[([A-Za-z][A-Za-z0-9_-]*)\]")
"""A line that begins a part: `[ar]`."""


def notes_of(note: str, codes: Sequence[str]) -> dict[str, str]:
    """The parts of a tag's message by the codes of their languages, without empty ones.

    `codes` are those of the archive, that of the sources first. The first part is in that one.
    A line that holds nothing but a code in brackets begins the part in its language; brackets
    around anything else are text.
    """
    known = {_fold(code): code for code in codes}
    lines: dict[str, list[str]] = {}
    current = codes[0] if codes else ""
    for line in note.split("\n"):
        label = _LABEL.fullmatch(line.strip())
        if label and _fold(label[1]) in known:
            current = known[_fold(label[1])]
        else:
            lines.setdefault(current, []).append(line.rstrip())
    parts = {code: "\n".join(found).strip("\n") for code, found in lines.items()}
    return {code: part for code, part in parts.items() if part}


def compose_note(first: str, others: Mapping[str, str]) -> str:
    """The note that `notes_of` takes apart; `others` are the parts by language."""
    return "\n\n".join([first, *(f"[{code}]\n{text}" for code, text in others.items())])


def read_paragraphs(text: str) -> Iterable[str]:
    """The paragraphs of a part, each on one line."""
    joined = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return (part for part in joined if part)


def _fold(code: str) -> str:
    return code.replace("_", "-").lower()
