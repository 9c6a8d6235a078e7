"""Knows the entries of the glossary, with their names in every language of the archive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from warraq.sphinxext.catalogs import words
from warraq.sphinxext.notes import DocumentNotes
from warraq.sphinxext.settings import languages_of
from warraq.translation.compile import rules_digest
from warraq.translation.plainwords import say_plainly
from warraq.translation.safety import check_message
from warraq.translation.words import read_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.knowledge.glossary import Body
    from warraq.languages import Language


@dataclass(frozen=True, slots=True)
class EntryNote:
    """An entry as its source has it."""

    body: Body
    anchor: str
    name_messages: tuple[str, ...]
    """The messages that its names are translated by, in their order."""
    text_messages: tuple[str, ...]
    """The messages of its definition."""
    kind_line: int = 0


@dataclass(frozen=True, slots=True)
class Naming:
    """An entry in one language of the archive."""

    language: Language
    names: tuple[str, ...]
    """The short name, then the full one, then others; only those that are translated."""
    definition: str
    """Plain text; empty where it is not translated whole."""
    kind: str
    """The word for its kind; the source's where it has no translation."""

    @property
    def official(self) -> str:
        """The full name, or the only one; nothing where the language has none."""
        return self.names[min(1, len(self.names) - 1)] if self.names else ""


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """An entry as the language of this build shows it."""

    key: str
    """Its first name in the source, the same in every language."""
    docname: str
    anchor: str
    """Its place on the page, the same in every language: `term-abc`."""
    names: tuple[str, ...]
    """The short name, the full name if there is one, others; the source's where untranslated."""
    definition: str
    """Plain text in one line."""
    kind: str
    website: str = ""
    wikidata: str = ""
    """Its item there: `Q37470`."""
    ror: str = ""
    """Its identifier there, without the address."""
    definition_language: Language | None = None
    """The language of the definition, where it is not that of the build."""
    namings: tuple[Naming, ...] = ()
    """The entry in each language that names it, the source's first."""


_ENTRIES: DocumentNotes[tuple[EntryNote, ...]] = DocumentNotes("archive_glossary")


def notes_of(env: BuildEnvironment) -> dict[str, tuple[EntryNote, ...]]:
    """The entries of each document that has any, as the sources have them."""
    return _ENTRIES.of(env)


def entries_of(env: BuildEnvironment) -> dict[str, GlossaryEntry]:
    """The entries of all glossaries by their keys, in the order of the sources.

    Whole only when all documents are read. Of two entries with one key the first counts.
    """
    notes = _ENTRIES.of(env)
    known = _KNOWN.get(env)
    if known is None or known.notes != notes:
        known = _KNOWN[env] = _Known(dict(notes), _make_entries(env))
    return known.entries


@dataclass(frozen=True, slots=True)
class _Known:
    notes: dict[str, tuple[EntryNote, ...]]
    entries: dict[str, GlossaryEntry]


_KNOWN: WeakKeyDictionary[BuildEnvironment, _Known] = WeakKeyDictionary()
_CATALOGS: WeakKeyDictionary[BuildEnvironment, Path] = WeakKeyDictionary()
"""The folder of all catalogs, which the environment does not know."""


# -- The entries in every language -------------------------------------------------------------


def _make_entries(env: BuildEnvironment) -> dict[str, GlossaryEntry]:
    entries: dict[str, GlossaryEntry] = {}
    for docname in sorted(_ENTRIES.of(env)):
        notes = _ENTRIES.of(env)[docname]
        catalogs = {
            language.code: _read_catalog(env, language, docname)
            for language in languages_of(env.config)[1:]
        }
        for note in notes:
            namings = [
                _name_entry(env, docname, note, language, catalogs.get(language.code))
                for language in languages_of(env.config)
            ]
            entries.setdefault(note.body.key, _make_entry(env, docname, note, namings))
    return entries


def _make_entry(
    env: BuildEnvironment, docname: str, note: EntryNote, namings: Sequence[Naming]
) -> GlossaryEntry:
    source = namings[0]
    own = next(naming for naming in namings if naming.language.code == env.config.language)
    catalog = _read_catalog(env, own.language, docname) if own != source else {}
    names = [say_plainly(catalog.get(message) or message) for message in note.name_messages]
    body = note.body
    return GlossaryEntry(
        *(body.key, docname, note.anchor),
        tuple(dict.fromkeys(names)),
        own.definition or source.definition,
        str(words(body.kind)) if body.kind else "",
        *(body.website, body.wikidata, body.ror),
        None if own.definition or not source.definition else source.language,
        tuple(naming for naming in namings if naming.names),
    )


def _name_entry(
    env: BuildEnvironment,
    docname: str,
    note: EntryNote,
    language: Language,
    catalog: Mapping[str, str] | None,
) -> Naming:
    """The entry in a language; `catalog` is None for the language of the sources."""

    def title_of(target: str) -> str:
        name, _path = env.relfn2path(f"{target}.md", docname)
        return say_title(env, name.removesuffix(".md"), language) or target

    def find(messages: Sequence[str]) -> list[str]:
        return [text if catalog is None else catalog.get(text, "") for text in messages]

    names, texts, kind = find(note.name_messages), find(note.text_messages), note.body.kind
    if kind and catalog is not None:
        kind = _read_catalog(env, language, "archive").get(kind, kind)
    said = (say_plainly(text, title_of) for text in texts) if all(texts) else ()
    return Naming(
        language,
        tuple(dict.fromkeys(filter(None, map(say_plainly, names)))),
        " ".join(filter(None, said)),
        kind,
    )


def _read_catalog(env: BuildEnvironment, language: Language, domain: str) -> dict[str, str]:
    """The translations of a page that may be shown, kept for the next builds.

    They are read from the `.po` file: what another language's build has compiled may be older.
    """
    path = _CATALOGS[env] / language.code / "LC_MESSAGES" / f"{domain}.po"
    try:
        status = path.stat()
    except OSError:
        return {}
    state = f"{status.st_mtime_ns}-{status.st_size}-{rules_digest()}"
    kept: dict[tuple[str, str], tuple[str, dict[str, str]]]
    kept = env.__dict__.setdefault("archive_glossary_catalogs", {})
    place = (language.code, domain)
    if kept.get(place, ("",))[0] != state:
        kept[place] = (state, read_words(path, check_message))
    return kept[place][1]


_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


def say_title(env: BuildEnvironment, docname: str, language: Language) -> str:
    """The title of a page in a language of the archive; empty where the page has none.

    It is read from the source, as this build knows titles in its own language alone.
    """
    try:
        found = _HEADING.search(Path(env.doc2path(docname)).read_text("utf-8"))
    except OSError:
        found = None
    if not found:
        return ""
    title = found[1]
    if language != languages_of(env.config)[0]:
        title = _read_catalog(env, language, docname).get(title, title)
    return say_plainly(title)


def _note_folder(app: Sphinx) -> None:
    _CATALOGS[app.env] = Path(app.confdir) / app.config.archive_locale_dir


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the notes of entries."""
    app.connect("builder-inited", _note_folder)
    _ENTRIES.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
