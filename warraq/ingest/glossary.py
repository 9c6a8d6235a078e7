"""Reads the bodies of docs/glossary.md and the documents of references.bib by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from warraq.knowledge.glossary import read_bodies

_YEAR = re.compile(r"\(([0-9]{4})\)")


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
    """Read the texts of a glossary page and of a `.bib` file; what they lack is left empty.

    Raises PybtexError, of which `check_bib_text` tells more.
    """
    from warraq.knowledge.bibfile import parse_documents  # only where it is read: it takes time

    symbols: dict[str, str] = {}
    years: dict[str, str] = {}
    for key, entry in parse_documents(bibliography).items():
        number = re.sub(r"[{}]", "", entry.fields.get("number", ""))
        if symbol := normalise_symbol(number):
            symbols.setdefault(symbol, key)
            if year := _YEAR.search(number):
                years.setdefault(symbol, year[1])
    return Knowledge({names[0]: names for names in read_bodies(glossary)}, symbols, years)


def normalise_symbol(text: str) -> str:
    """A document symbol without the year in brackets and without spaces, in capitals."""
    return re.sub(r"\s+|\([0-9]{4}\)", "", text).upper()
