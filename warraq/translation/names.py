"""The official names of bodies and documents in a language, as the archive gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from warraq.knowledge.bibfile import read_documents
from warraq.knowledge.citations import official_words
from warraq.knowledge.glossary import read_bodies
from warraq.translation.reading import read_catalog

_AVOID = re.compile(r"^avoid:(.*)$", re.MULTILINE | re.IGNORECASE)
_SEMICOLON = re.compile("[;\u061b]")


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


def read_names(docs: Path, catalogs: Path, language: str) -> tuple[OfficialName, ...]:
    """Read the names of bodies and documents in `language`, in the order of the archive.

    Bodies come from `docs/glossary.md` with the finished translations of `glossary.po` in the
    folder `catalogs`; documents and their corporate authors from `docs/*.bib`, fields
    `title-LANGUAGE` and `author-LANGUAGE`. A body's official name is that of its full name,
    which the glossary writes last. Raises CatalogError for a `.po` file that cannot be read.
    """
    bodies = tuple(_read_bodies(docs / "glossary.md", catalogs / "glossary.po"))
    known = {source for body in bodies if body.name for source in body.sources}
    documents: dict[tuple[tuple[str, ...], str], OfficialName] = {}
    for path in sorted(docs.glob("*.bib")):
        for key, entry in read_documents(path).items():
            symbol, _none = official_words(entry, "number", language)
            for field in ("title", "author"):
                own, name = official_words(entry, field, language)
                if not own or (field == "author" and not name) or own in known:
                    continue
                sources = (own, symbol) if symbol and field == "title" else (own,)
                documents.setdefault((sources, name), OfficialName(key, sources, name))
    return (*bodies, *documents.values())


def _read_bodies(glossary: Path, catalog: Path) -> Iterator[OfficialName]:
    text = glossary.read_text("utf-8") if glossary.is_file() else ""
    said: dict[str, polib.POEntry] = {}
    if catalog.is_file() and catalog.stat().st_size:
        said = {entry.msgid: entry for entry in read_catalog(catalog) if not entry.obsolete}
    for names in read_bodies(text):
        entries = [said[name] for name in names[::-1] if name in said]
        finished = {
            entry.msgid: entry.msgstr for entry in entries if entry.msgstr and not entry.fuzzy
        }
        # The key of an entry with more names is its abbreviation, which is no official name.
        full = [finished[name] for name in names[:0:-1] or names if name in finished]
        name = full[0] if full else ""
        others = dict.fromkeys(text for text in finished.values() if text != name)
        avoid = [
            " ".join(wrong.split())
            for entry in entries
            for line in _AVOID.findall(entry.tcomment)
            for wrong in _SEMICOLON.split(line)
        ]
        yield OfficialName(
            names[0], names, name, tuple(others), tuple(dict.fromkeys(filter(None, avoid)))
        )
