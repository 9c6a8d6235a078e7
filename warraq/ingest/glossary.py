"""Reads the bodies of docs/glossary.md and the documents of references.bib by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from warraq.ingest.lexicon import read_names

_ENTRY = re.compile(r"^[ \t]*@(\w+)[ \t]*\{\s*([^\s,]+)\s*,(.*?)^\}", re.M | re.S)
_NUMBER = re.compile(r"^\s*number\s*=\s*[{\"](.*?)[}\"]\s*,?\s*$", re.M | re.I)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a text can be linked to."""

    bodies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The names of each body by its key, which is the first of them; in the glossary's order."""

    symbols: Mapping[str, str] = field(default_factory=dict)
    """The keys of documents by their symbols, as `normalise_symbol` writes them."""

    years: Mapping[str, str] = field(default_factory=dict)
    """The year that stands in a symbol of the bibliography, by the same."""


def read_knowledge(glossary: str, bibliography: str) -> Knowledge:
    """Read the texts of a glossary page and of a `.bib` file; what they lack is left empty."""
    symbols: dict[str, str] = {}
    years: dict[str, str] = {}
    for entry in _ENTRY.finditer(bibliography):
        number = _NUMBER.search(entry[3])
        if number:
            symbol = normalise_symbol(number[1])
            symbols.setdefault(symbol, entry[2])
            if year := re.search(r"\(([0-9]{4})\)", number[1]):
                years.setdefault(symbol, year[1])
    return Knowledge({names[0]: names for names in read_names(glossary)}, symbols, years)


def normalise_symbol(text: str) -> str:
    """A document symbol without the year in brackets and without spaces, in capitals."""
    return re.sub(r"\s+|\([0-9]{4}\)", "", text).upper()
