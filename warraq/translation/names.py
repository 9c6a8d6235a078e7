"""The official names of bodies and documents in a language, as the archive gives them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfficialName:
    """What a body or a document is called, in the source's language and in another."""

    key: str
    """The glossary entry or the citation key."""
    sources: tuple[str, ...]
    """Every way the source's language names it: full name, abbreviation."""
    name: str
    """The official name in the other language; empty where the archive knows none."""
    others: tuple[str, ...] = ()
    """Other accepted ways to name it there, such as its abbreviation."""
    avoid: tuple[str, ...] = ()
    """Ways to name it there that are wrong: `# avoid: …; …` above its glossary entry."""
