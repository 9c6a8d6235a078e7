"""Describes a brief and the archive as linked data in the words of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.brief import State
from warraq.knowledge.csl import name_kind

if TYPE_CHECKING:
    from warraq.edtf import EdtfDate
    from warraq.knowledge.publication import Note, Publication

SCHEMA = "https://schema.org"

_TYPES = {"state": "Country", "NGO": "NGO"}
"""The type of schema.org for a kind of body that is no mere `Organization`."""

_UNSAFE = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What could end or open an element or a comment, and what old scripts took for a line end."""


@dataclass(frozen=True, slots=True)
class Version:
    """A page in one of the languages that it can be read in."""

    code: str
    """The code of the language."""

    href: str
    """Where it is: a whole address, or one relative to the page in an archive without one."""

    @property
    def tag(self) -> str:
        """The BCP 47 tag of its language."""
        return self.code.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Work:
    """Something that a brief rests on."""

    name: str
    url: str = ""
    number: str = ""
    """What it is called by in files: the symbol of a UN document, the number of a law."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A body that a brief is about."""

    name: str
    short: str = ""
    """Its abbreviation, if that is not its name."""

    website: str = ""
    same_as: tuple[str, ...] = ()
    """What it is elsewhere: its addresses at Wikidata and ROR."""

    kind: str = ""
    """What kind of body it is, as the glossary's source has it: `NGO`, `state`."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a brief, each as an address that its page can use."""

    versions: tuple[Version, ...]
    """The page in each language that it can be read in, the one that it describes among them."""

    written: str
    """The code of the language that the brief was written in."""

    home: str = ""
    """The front page in the language of the text."""

    about: str = ""
    """The page about the publisher, if there is one."""

    collection: str = ""
    """The list of all briefs, if there is one."""

    license: str = ""
    """The address of the licence, if it has one."""

    image: str = ""
    """The address of its share card."""

    basis: tuple[Work, ...] = ()
    """What the brief cites."""

    subjects: tuple[Subject, ...] = ()
    """The bodies that it is about."""


def embed_json(data: object) -> str:
    """Data as JSON that can stand in `<script type="application/ld+json">`, in one line.

    No text in it can end the element (HTML, "Restrictions for contents of script elements").
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _UNSAFE.items():
        text = text.replace(sign, escaped)
    return text


def describe_report(
    publication: Publication, title: str, language: str, around: Around
) -> dict[str, object]:
    """A brief as schema.org's `Report`; `language` is the code of its text, `title` its name."""
    itself = _find(around.versions, language)
    publisher = _organization(publication.publisher, around.about or around.home)
    about = [_subject(subject) for subject in around.subjects]
    data: dict[str, object] = {
        "@context": SCHEMA,
        "@type": "Report",
        "@id": itself,
        "url": publication.address,
        "headline": title,
        "name": title,
        "genre": name_kind(publication),
        "inLanguage": language.replace("_", "-"),
        "datePublished": str(publication.date),
        "dateModified": str(last_change(publication) or ""),
        "version": count_version(publication),
        "creativeWorkStatus": publication.state.value.capitalize(),
        "author": [
            publisher if name == publication.publisher else _organization(name)
            for name in publication.authors
        ],
        "publisher": publisher,
        "abstract": publication.abstract,
        "keywords": list(publication.topics),
        "spatialCoverage": [{"@type": "Place", "name": name} for name in publication.places],
        "about": about,
        "license": around.license or publication.license,
        "image": around.image,
        "isBasedOn": list(_list_basis(publication, around)),
        "isPartOf": {
            "@type": "Collection",
            "name": publication.archive,
            "url": around.collection or around.home,
        },
        "correction": [_correction(note) for note in _list_changes(publication)],
        **_name_translations(around, language),
    }
    return _without_empty(data)


def describe_site(name: str, publisher: str, language: str, home: str, about: str) -> object:
    """The archive as schema.org's `WebSite`, for its front page."""
    return _without_empty(
        {
            "@context": SCHEMA,
            "@type": "WebSite",
            "name": name,
            "url": home,
            "inLanguage": language.replace("_", "-"),
            "publisher": _organization(publisher, about),
        }
    )


def last_change(publication: Publication) -> EdtfDate | None:
    """When a publication was last changed or its state was, as far as its page says."""
    dates = [note.date for note in _list_changes(publication) if note.date]
    return max(dates, default=None)


def count_version(publication: Publication) -> str:
    """The number of its version: the first is 1, each change that its page tells of is one more.

    A correction of which only the status tells is such a change too.
    """
    changes = len(publication.revisions)
    if publication.state is State.CORRECTED:
        changes = max(changes, 1)
    return str(1 + changes)


def _list_changes(publication: Publication) -> Iterator[Note]:
    yield from publication.revisions
    if publication.state is not State.PUBLISHED:
        yield publication.status


def _name_translations(around: Around, language: str) -> dict[str, object]:
    """Which work it translates, or which are its own translations."""
    if language != around.written:
        return {"translationOfWork": _report(Version(around.written, _source(around)))}
    others = [version for version in around.versions if version.code != language]
    return {"workTranslation": [_report(version) for version in others]}


def _source(around: Around) -> str:
    return _find(around.versions, around.written)


def _find(versions: Sequence[Version], code: str) -> str:
    return next((version.href for version in versions if version.code == code), "")


def _report(version: Version) -> dict[str, object]:
    return {"@type": "Report", "@id": version.href, "inLanguage": version.tag}


def _organization(name: str, url: str = "") -> dict[str, object]:
    return {"@type": "Organization", "name": name, "url": url}


def _subject(subject: Subject) -> dict[str, object]:
    return {
        "@type": _TYPES.get(subject.kind, "Organization"),
        "name": subject.name,
        "alternateName": subject.short,
        "url": subject.website,
        "sameAs": list(subject.same_as),
    }


def _list_basis(publication: Publication, around: Around) -> Iterator[dict[str, object]]:
    if publication.source_url:
        yield {"@type": "CreativeWork", "url": publication.source_url}
    for work in around.basis:
        yield _without_empty(
            {
                "@type": "CreativeWork",
                "name": work.name,
                "identifier": work.number,
                "url": work.url,
            }
        )


def _correction(note: Note) -> dict[str, object]:
    return {
        "@type": "CorrectionComment",
        "text": note.text,
        "datePublished": str(note.date or ""),
    }


def _without_empty(data: Mapping[str, object]) -> dict[str, object]:
    """Data without what has no value; a list of one is that one."""
    found: dict[str, object] = {}
    for name, value in data.items():
        if isinstance(value, Mapping):
            value = _without_empty(value)
        elif isinstance(value, list):
            kept = [_without_empty(item) if isinstance(item, Mapping) else item for item in value]
            value = kept[0] if len(kept) == 1 else kept
        if value:
            found[name] = value
    return found
