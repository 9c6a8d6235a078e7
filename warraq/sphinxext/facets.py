"""Knows the places, topics, kinds and bodies that briefs are listed by, with their names."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sphinx.util import logging

from warraq.knowledge.collation import sort_key
from warraq.knowledge.listpages import FACETS, facet_page, index_page, slug_of
from warraq.sphinxext.briefs import (
    Shown,
    list_link,
    listed_briefs,
    mark_shown,
    records_of,
    show_text,
    show_word,
)
from warraq.sphinxext.glossary import entries_of
from warraq.sphinxext.listings import isolate_list
from warraq.sphinxext.mentions import index_keys, locate_field, mentions_of
from warraq.sphinxext.settings import languages_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.brief import Brief
    from warraq.sphinxext.briefs import BriefRecord
    from warraq.sphinxext.glossary import GlossaryEntry
    from warraq.sphinxext.mentions import KeyIndex

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listing:
    """A word that briefs are listed by."""

    facet: str
    """Which of FACETS it is."""
    word: str
    """As the front matter has it; of a body, the key."""
    name: Shown
    """As this build's language shows it."""
    records: tuple[BriefRecord, ...]
    """Its briefs, newest first."""

    @property
    def page(self) -> str:
        """The name of its list's first page."""
        return facet_page(self.facet, self.word)


def listings_of(app: Sphinx) -> dict[str, tuple[Listing, ...]]:
    """What there is to list in each of FACETS, in the order of this build's language.

    Whole only when all documents are read; found once in a build.
    """
    if not hasattr(app, "_archive_listings"):
        app._archive_listings = {  # type: ignore[attr-defined]
            facet: tuple(_make_listings(app, facet, spellings.values()))
            for facet, spellings in _collect_words(app.env).items()
        }
    found: dict[str, tuple[Listing, ...]] = app._archive_listings  # type: ignore[attr-defined]
    return found


# -- Which words there are ---------------------------------------------------------------------

_Spellings = dict[str, "list[BriefRecord]"]
"""Words that have one address, each with its briefs, newest first."""


def _collect_words(env: BuildEnvironment) -> dict[str, dict[str, _Spellings]]:
    """The words of each facet by their part of the address."""
    found: dict[str, dict[str, _Spellings]] = {facet: {} for facet in FACETS}
    for record in listed_briefs(env):
        for facet, words in words_of(record.brief):
            for word in dict.fromkeys(words):
                spellings = found[facet].setdefault(slug_of(word), {})
                spellings.setdefault(word, []).append(record)
    for key, records in mentions_of(env).items():
        found["bodies"].setdefault(slug_of(key), {})[key] = records
    return found


def words_of(brief: Brief) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a brief is listed by in each facet but that of bodies."""
    yield "places", brief.places
    yield "topics", brief.topics
    yield "kinds", (brief.kind,)


def _choose_spelling(spellings: _Spellings) -> str:
    """The spelling that most briefs have; of several, the first by code points."""
    return min(spellings, key=lambda word: (-len(spellings[word]), word))


def _make_listings(app: Sphinx, facet: str, words: Iterable[_Spellings]) -> list[Listing]:
    listings = []
    for spellings in words:
        word = _choose_spelling(spellings)
        records = spellings[word]
        if len(spellings) > 1:
            by_name = {record.docname: record for found in spellings.values() for record in found}
            records = sorted(by_name.values(), key=lambda record: record.order, reverse=True)
        name = _name_body(app, word) if facet == "bodies" else show_word(word, app.config)
        listings.append(Listing(facet, word, name, tuple(records)))
    return sorted(listings, key=lambda listing: sort_key(listing.name.text, app.config.language))


def _name_body(app: Sphinx, key: str) -> Shown:
    """A body's full name with the short one in brackets behind it."""
    entry = entries_of(app.env).get(key)
    if entry is None:
        return show_text(key, app.config)
    short, *others = entry.names
    if not others:
        return _mark_name(entry, short, short, app.config)
    return _mark_name(entry, others[0], f"{others[0]} ({short})", app.config)


def _mark_name(entry: GlossaryEntry, name: str, text: str, config: Config) -> Shown:
    """A text with a name of an entry, marked with the source's language if that has no other."""
    for naming in entry.namings:
        if naming.language.code == config.language and name in naming.names:
            return Shown(text)
    return Shown(text, languages_of(config)[0])


# -- The bodies in the facts of a brief --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bodies:
    """What this build calls the bodies that front matter names."""

    app: Sphinx
    keys: KeyIndex
    entries: dict[str, GlossaryEntry]

    def show(self, name: str) -> tuple[str, Shown]:
        """A body's key and short name; no key for what the glossary does not know."""
        key = self.keys.find_key(name) if self.keys.exact else name
        entry = self.entries.get(key or "")
        if entry is None:
            return key or "", show_text(name, self.app.config)
        return entry.key, _mark_name(entry, entry.names[0], entry.names[0], self.app.config)


def _bodies_of(app: Sphinx) -> _Bodies:
    if not hasattr(app, "_archive_bodies"):
        bodies = _Bodies(app, index_keys(app.env), entries_of(app.env))
        app._archive_bodies = bodies  # type: ignore[attr-defined]
    found: _Bodies = app._archive_bodies  # type: ignore[attr-defined]
    return found


def body_names(app: Sphinx, brief: Brief) -> tuple[str, ...]:
    """What this build calls the bodies that a brief's front matter names, in its order."""
    return tuple(_bodies_of(app).show(name)[1].text for name in brief.bodies)


def name_bodies(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say the bodies of a brief's facts as the glossary does, and lead each to its list."""
    record = records_of(app.env).get(docname)
    named = len(record.brief.bodies) if record else 0
    links = (link for link in doctree.findall(list_link) if link.get("body"))
    for link in list(islice(links, named)):  # the facts stand at the top: the text is not searched
        key, name = _bodies_of(app).show(link["body"])
        link.clear()
        link += mark_shown(name)
        link["page"] = facet_page("bodies", key) if key else ""
        isolate_list(link, app.builder)


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The briefs whose bodies are called otherwise than their pages say."""
    bodies = _bodies_of(app)
    now = {
        docname: tuple(map(bodies.show, record.brief.bodies))
        for docname, record in records_of(env).items()
        if record.brief.bodies
    }
    before = getattr(env, "archive_bodies_shown", {})
    env.archive_bodies_shown = now  # type: ignore[attr-defined]
    return [docname for docname, shown in now.items() if before.get(docname) != shown]


# -- Words that meet in one address ------------------------------------------------------------


def report_spellings(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of a word that other briefs spell otherwise: both have one list."""
    for facet, found in _collect_words(env).items():
        for spellings in found.values():
            best = _choose_spelling(spellings)
            for word in sorted(spellings.keys() - {best}):
                docname = min(record.docname for record in spellings[word])
                other = min(record.docname for record in spellings[best])
                logger.warning(
                    "%s: %r is written %r in %s, and both have the address %s; "
                    "write them the same way everywhere",
                    facet,
                    word,
                    best,
                    env.doc2path(other),
                    facet_page(facet, word),
                    location=_locate_word(env, docname, facet, word),
                    type="warraq",
                    subtype="spelling",
                )


def _locate_word(env: BuildEnvironment, docname: str, facet: str, word: str) -> str:
    names: tuple[str, ...] = getattr(records_of(env)[docname].brief, facet, ())
    field = f"{facet}.{names.index(word)}" if word in names else facet.removesuffix("s")
    return locate_field(env, docname, field)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the names of bodies and the check of spellings."""
    app.connect("doctree-resolved", name_bodies, priority=400)  # before the links are made
    app.connect("env-get-updated", pages_to_write)
    app.connect("env-check-consistency", report_spellings)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}


__all__ = ["FACETS", "Listing", "facet_page", "index_page", "listings_of", "setup"]
