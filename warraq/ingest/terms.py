"""Sorts the categories, tags and keywords of a source into the archive's kinds, places, topics."""

from __future__ import annotations

import re
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
    known: frozenset[str] = frozenset()
    """The kinds that the archive has: a term that says one, also in the plural, is one."""

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
            named = _look_up(self.kinds, term) or self._find_kind(term)
            if named and not kind:
                kind = named
            elif place := _look_up(self.places, term):
                places[place] = None
            elif named != kind or not kind:
                topics[_look_up(self.topics, term) or term.name] = None
        return kind, tuple(places), tuple(topics)

    def _find_kind(self, term: Term) -> str:
        if not self.known:
            return ""
        said = {form for text in (term.name, term.slug) for form in _singulars(text)}
        return next((kind for kind in sorted(self.known) if _hyphenate(kind) in said), "")


def _hyphenate(text: str) -> str:
    return "-".join(re.findall(r"[^\W_]+", text.casefold()))


def _singulars(text: str) -> tuple[str, ...]:
    """A term with hyphens, and the words whose English plural it may be."""
    bare = _hyphenate(text)
    ends = (("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("es", "is"))
    return tuple(bare.removesuffix(end) + new for end, new in ends if bare.endswith(end))


def _look_up(table: Mapping[str, str], term: Term) -> str:
    return next((table[form] for form in _forms(term) if form in table), "")


def _forms(term: Term) -> tuple[str, ...]:
    return term.slug, term.name, term.slug.casefold(), term.name.casefold()
