"""Writes an Atom feed (RFC 4287) of publications, with tombstones (RFC 6721) for removed ones."""

from __future__ import annotations

import re
import uuid
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from warraq.edtf import EdtfDate

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
MEDIA_TYPE = "application/atom+xml"

_TRANSLATION = "text/html; charset=utf-8"
"""The type of translated pages. Some programs take the first link to a page for the entry's own
and some, such as feedparser, the last one whose type is plainly text/html: so both are right."""

_NAMESPACE = uuid.UUID("0ab4dafa-3633-50bf-832b-7672fd8b4050")
"""What all ids grow from; with another one, every reader's program would show all as new."""

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold (XML 1.0, 2.2)."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its language, as BCP 47 has it, where that is not the feed's."""

    text: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A corporate author."""

    name: str
    address: str = ""
    """A page about it."""


@dataclass(frozen=True, slots=True)
class Category:
    """What an entry is filed under."""

    term: str
    """The word that all languages share."""
    scheme: str
    """The address of the list of such words."""
    label: str
    """The word in the feed's language."""


@dataclass(frozen=True, slots=True)
class Version:
    """The address of a page or feed in one language."""

    tag: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication in the feed's language."""

    id: str
    title: Text
    page: Version
    published: EdtfDate
    updated: EdtfDate
    """When it was last changed, or published."""
    authors: tuple[Person, ...]
    summary: Text = Text("")
    translations: tuple[Version, ...] = ()
    """Its pages in other languages."""
    categories: tuple[Category, ...] = ()
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an entry that was removed."""

    id: str
    when: EdtfDate
    note: Text


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in one language."""

    id: str
    title: str
    tag: str
    """Its language."""
    address: str
    """Where it is found itself."""
    home: str
    """The page that it belongs to."""
    owner: Person
    updated: EdtfDate
    entries: tuple[Entry, ...]
    tombstones: tuple[Tombstone, ...] = ()
    others: tuple[Version, ...] = ()
    """The same feed in other languages."""


def make_id(archive: str, name: str, tag: str) -> str:
    """The id of an entry or a feed, for ever: a version 5 UUID (RFC 9562).

    It depends on what the archive calls itself for this purpose, on the name of the document and
    on the language, so neither on the address of the site nor on any title or translation. Every
    language of a publication has an id of its own.
    """
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, chr(10).join((archive, name, tag)))}"


def format_moment(date: EdtfDate) -> str:
    """A date as RFC 3339 wants it: the first moment of what is known, in UTC."""
    return f"{date.year:04d}-{date.month or 1:02d}-{date.day or 1:02d}T00:00:00Z"


def write_feed(feed: Feed) -> bytes:
    """The feed as UTF-8, the same bytes for the same feed."""
    ET.register_namespace("", ATOM)
    ET.register_namespace("at", TOMBSTONES)
    root = ET.Element(f"{{{ATOM}}}feed", {_LANG: feed.tag})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", format_moment(feed.updated))
    _add_person(root, feed.owner)
    _add_link(root, "self", MEDIA_TYPE, Version(feed.tag, feed.address))
    _add_link(root, "alternate", "text/html", Version(feed.tag, feed.home))
    for other in feed.others:
        _add_link(root, "alternate", MEDIA_TYPE, other)
    for tombstone in feed.tombstones:
        _add_tombstone(root, tombstone)
    for entry in feed.entries:
        _add_entry(root, entry)
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, f"{{{ATOM}}}entry")
    _add(element, "id", entry.id)
    _add_text(element, "title", entry.title)
    _add(element, "published", format_moment(entry.published))
    _add(element, "updated", format_moment(entry.updated))
    for person in entry.authors:
        _add_person(element, person)
    _add_link(element, "alternate", "text/html", entry.page)
    for version in entry.translations:
        _add_link(element, "alternate", _TRANSLATION, version)
    for category in entry.categories:
        ET.SubElement(
            element,
            f"{{{ATOM}}}category",
            {
                "term": _clean(category.term),
                "scheme": category.scheme,
                "label": _clean(category.label),
            },
        )
    if entry.summary.text:
        _add_text(element, "summary", entry.summary)
    if entry.rights:
        _add(element, "rights", entry.rights)


def _add_tombstone(root: ET.Element, tombstone: Tombstone) -> None:
    attributes = {"ref": tombstone.id, "when": format_moment(tombstone.when)}
    element = ET.SubElement(root, f"{{{TOMBSTONES}}}deleted-entry", attributes)
    if tombstone.note.text:
        comment = ET.SubElement(element, f"{{{TOMBSTONES}}}comment")
        comment.text = _clean(tombstone.note.text)
        _mark(comment, tombstone.note)


def _add_person(parent: ET.Element, person: Person) -> None:
    element = ET.SubElement(parent, f"{{{ATOM}}}author")
    _add(element, "name", person.name)
    if person.address:
        _add(element, "uri", person.address)


def _add_link(parent: ET.Element, relation: str, kind: str, version: Version) -> None:
    attributes = {"rel": relation, "type": kind, "hreflang": version.tag, "href": version.address}
    ET.SubElement(parent, f"{{{ATOM}}}link", attributes)


def _add_text(parent: ET.Element, name: str, text: Text) -> None:
    _mark(_add(parent, name, text.text), text)


def _mark(element: ET.Element, text: Text) -> None:
    if text.tag:
        element.set(_LANG, text.tag)


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    return " ".join(_FORBIDDEN.sub("", text).split())
