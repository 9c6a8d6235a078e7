"""Makes running text of lines, and undoes the hyphens at their ends where that is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from warraq.ingest.document import NoteMark
from warraq.ingest.inlines import Atom
from warraq.ingest.pdflines import Line

_HYPHENS = "-\u2010\u00ad"
BROKEN = re.compile(rf"([^\W\d_]+)([{_HYPHENS}]+)\s*$")
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670])*")
_FIRST_PARTS = frozenset(
    (
        "all", "anti", "co", "counter", "cross", "de", "ex", "extra", "half", "high", "inter",
        "intra", "long", "low", "mid", "multi", "non", "post", "pre", "quasi", "self", "semi",
        "short", "so", "ultra", "vice", "well",
    )
)  # fmt: skip
"""What stands before a hyphen that belongs to the word."""


class Joins:
    """How lines become running text, and which hyphens at their ends are undone."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        self._compounds: Counter[str] = Counter()
        for text in texts:
            self._words.update(re.findall(r"[^\W\d_]+", text.casefold()))
            self._compounds.update(re.findall(r"[^\W\d_]+-[^\W\d_]+", text.casefold()))
        self._after: dict[int, str] = {}
        """What stands behind a line: a space, nothing, or `-` for a hyphen that goes."""
        self._taken: dict[int, str] = {}
        """The rest of a word that the line before took, by the line that lost it."""
        self._given: dict[int, str] = {}

    def join(self, before: Line, after: Line) -> None:
        """Decide what happens where one line follows another in a block."""
        match = BROKEN.search(before.text)
        rest = _WORD.match(after.text.lstrip())
        if match is None or rest is None or not rest[0][0].islower():
            ends = before.text.rstrip()[-1:]
            self._after[id(before)] = "" if ends in ("-", "\u2010", "/") else " "
            return
        left, right = match[1].casefold(), rest[0].casefold()
        soft = "\u00ad" in match[2]
        if id(before) in self._taken and before.text.strip() == match[0].strip():
            self._after[id(before)] = ""  # a word over three lines keeps its second hyphen
        elif soft or self._is_one_word(left, right):
            self._after[id(before)] = "-"
            self._given[id(before)] = rest[0]
            self._taken[id(after)] = rest[0]
        else:
            self._after[id(before)] = ""

    def _is_one_word(self, left: str, right: str) -> bool:
        if self._words[left + right]:
            return True
        if self._compounds[f"{left}-{right}"] or left in _FIRST_PARTS:
            return False
        # `left` and `right` themselves are counted once each, where the line breaks.
        return not (self._words[left] > 1 and self._words[right] > 1 and len(right) > 3)

    def read_atoms(self, lines: Sequence[Line], *, plain: bool = False) -> list[Atom]:
        """The pieces of a block; `plain` drops how they look."""
        atoms: list[Atom] = []
        for at, line in enumerate(lines):
            after = self._after.get(id(line), " ") if at + 1 < len(lines) else ""
            bits = [bit for bit in line.bits if bit.text]
            for place, bit in enumerate(bits):
                text = bit.text
                if place == len(bits) - 1:
                    text = text.rstrip()
                    text = text.rstrip(_HYPHENS) if after == "-" else text
                if bit.label == "*":
                    continue
                if bit.label:
                    atoms.append(Atom(special=NoteMark(bit.label), href=bit.href))
                    continue
                strong = bit.strong and not plain and not bit.raised
                slanted = bit.slanted and not plain
                atoms.append(Atom(text, strong, slanted, bit.href))
            if after == " ":
                href = lines[at + 1].bits[0].href if lines[at + 1].bits else ""
                same = bool(atoms) and atoms[-1].href == href
                last = atoms[-1] if atoms else Atom()
                atoms.append(replace(last, text=" ", special=None) if same else Atom(" "))
        return atoms

    def read_words(self, line: Line) -> str:
        """The words of a line, whichever block it went to; hyphens undone as in the blocks."""
        text = "".join(f" {bit.text} " if bit.label else bit.text for bit in line.bits)
        taken, given = self._taken.get(id(line)), self._given.get(id(line))
        if taken is not None:
            text = text.replace(taken, "", 1)
        if given is not None:
            text = text.rstrip().rstrip(_HYPHENS) + given
        return text
