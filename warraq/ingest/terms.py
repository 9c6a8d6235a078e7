"""Sorts the categories, tags and keywords of a source into the archive's kinds, places, topics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_NO_TOPICS = frozenset(("uncategorized", "uncategorised", "غير-مصنف", "غير مصنف"))
_TECHNICAL = frozenset(
    (
        "language",
        "post_translations",
        "term_language",
        "post_format",
        "translation_priority",
        "nav_menu",
        "wp_theme",
        "author",
    )
)


@dataclass(frozen=True, slots=True)
class Term:
    """A category, a tag or a keyword of a publication; `slug` is its name in addresses."""

    taxonomy: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class TermTable:
    """What the terms of a source mean in the archive, by their slugs or names."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)

    def sort(self, terms: Iterable[Term]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """The kind, the places and the topics of a publication.

        A second kind becomes a topic, and so does a term that the table lacks.
        """
        kind = ""
        places: dict[str, None] = {}
        topics: dict[str, None] = {}
        for term in terms:
            if term.taxonomy in _TECHNICAL or not _NO_TOPICS.isdisjoint(_forms(term)):
                continue
            named = _look_up(self.kinds, term)
            if named and not kind:
                kind = named
            elif place := _look_up(self.places, term):
                places[place] = None
            elif named != kind or not kind:
                topics[_look_up(self.topics, term) or term.name] = None
        return kind, tuple(places), tuple(topics)


def _look_up(table: Mapping[str, str], term: Term) -> str:
    return next((table[form] for form in _forms(term) if form in table), "")


def _forms(term: Term) -> tuple[str, ...]:
    return term.slug, term.name, term.slug.casefold(), term.name.casefold()
