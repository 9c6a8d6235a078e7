"""The Atom feed, held against the rules of RFC 4287. Every text is synthetic."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import replace

import feedparser
import pytest
from lxml import etree

from warraq.edtf import parse_date
from warraq.formats.feed import (
    ATOM,
    TOMBSTONES,
    Category,
    Entry,
    Feed,
    Person,
    Text,
    Tombstone,
    Version,
    format_moment,
    make_id,
    write_feed,
)

ADDRESS = "https://archive.example.org/ar/"
A = f"{{{ATOM}}}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def make_entry(name: str, title: str = "عنوان «اصطناعي»", updated: str = "2023-05-12") -> Entry:
    return Entry(
        id=make_id("Synthetic archive", name, "ar"),
        title=Text(title),
        page=Version("ar", f"{ADDRESS}{name}.html"),
        published=parse_date("2023-05"),
        updated=parse_date(updated),
        authors=(Person("جمعية اصطناعية", f"{ADDRESS}about.html"), Person("Other & Co")),
        summary=Text("Synthetic <deck> & more", "en"),
        translations=(Version("en", f"https://archive.example.org/en/{name}.html"),),
        categories=(Category("synthetic topic", f"{ADDRESS}topics/", "موضوع اصطناعي"),),
        rights="CC BY 4.0",
    )


FEED = Feed(
    id=make_id("Synthetic archive", "feed", "ar"),
    title="أرشيف اصطناعي",
    tag="ar",
    address=f"{ADDRESS}feed.xml",
    home=f"{ADDRESS}index.html",
    owner=Person("جمعية اصطناعية"),
    updated=parse_date("2023-05-12"),
    entries=(make_entry("briefs/2023/one"), make_entry("briefs/2023/two", updated="2023-05")),
    tombstones=(
        Tombstone(make_id("Synthetic archive", "gone", "ar"), parse_date("2023"), Text("Gone")),
    ),
    others=(Version("en", "https://archive.example.org/en/feed.xml"),),
)

ONCE = {"id", "title", "updated"}
AT_MOST_ONCE = {"published", "summary", "rights", "subtitle", "generator", "icon", "logo"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")


def broken_rules(data: bytes) -> list[str]:
    """What a feed does against the MUSTs of RFC 4287, sections 3 and 4."""
    root = etree.fromstring(data)
    found = [] if root.tag == f"{A}feed" else ["the document is no feed"]
    entries = root.findall(f"{A}entry")
    for element in (root, *entries):
        names = Counter(etree.QName(child).localname for child in element.iterchildren(f"{A}*"))
        found += [f"{names[name]} of {name}" for name in ONCE if names[name] != 1]
        found += [f"{names[name]} of {name}" for name in AT_MOST_ONCE if names[name] > 1]
        links = [dict(link.attrib) for link in element.findall(f"{A}link")]
        found += ["a link without href" for link in links if not link.get("href")]
        alternates = Counter(
            (link.get("type"), link.get("hreflang"))
            for link in links
            if link.get("rel", "alternate") == "alternate"
        )
        found += [
            f"{number} alternates {kind}" for kind, number in alternates.items() if number > 1
        ]
        if element is not root and not alternates and element.find(f"{A}content") is None:
            found.append("an entry without content and alternate")
        if element is not root and not names["author"] and root.find(f"{A}author") is None:
            found.append("an entry without author")
    for person in root.iter(f"{A}author"):
        if len(person.findall(f"{A}name")) != 1 or not person.findtext(f"{A}name"):
            found.append("a person without a name")
    for name in ("updated", "published"):
        wrong = [one.text for one in root.iter(A + name) if not MOMENT.fullmatch(one.text or "")]
        found += [f"{text} is no RFC 3339 moment" for text in wrong]
    for one in root.iter(f"{A}id"):
        uuid.UUID((one.text or "").removeprefix("urn:uuid:"))
    ids = Counter(entry.findtext(f"{A}id") for entry in entries)
    found += [f"{number} entries with one id" for number in ids.values() if number > 1]
    found += ["a category without a term" for c in root.iter(f"{A}category") if not c.get("term")]
    return found


@pytest.mark.parametrize("feed", [FEED, replace(FEED, entries=(), tombstones=(), others=())])
def test_a_feed_keeps_the_rules_of_the_standard(feed):
    data = write_feed(feed)
    assert data.startswith(b"<?xml")
    assert broken_rules(data) == []
    assert write_feed(feed) == data


def test_the_rules_find_what_is_wrong():
    double = replace(FEED, entries=(FEED.entries[0], FEED.entries[0]))
    assert broken_rules(write_feed(double)) == ["2 entries with one id"]
    same = replace(FEED.entries[0], translations=FEED.entries[0].translations * 2)
    assert len(broken_rules(write_feed(replace(FEED, entries=(same,))))) == 1
    bare = write_feed(FEED).replace(b"T00:00:00Z", b"")
    assert any("no RFC 3339 moment" in rule for rule in broken_rules(bare))


def test_a_feed_reader_reads_all_of_it():
    read = feedparser.parse(write_feed(FEED))
    assert not read.bozo
    assert read.version == "atom10"
    assert (read.feed.title, read.feed.language) == ("أرشيف اصطناعي", "ar")
    assert read.feed.link == FEED.home
    assert [link.href for link in read.feed.links if link.rel == "self"] == [FEED.address]
    first = read.entries[0]
    assert (first.id, first.title) == (FEED.entries[0].id, "عنوان «اصطناعي»")
    assert first.link == FEED.entries[0].page.address
    assert {link.hreflang: link.href for link in first.links} == {
        "ar": FEED.entries[0].page.address,
        "en": FEED.entries[0].translations[0].address,
    }
    assert [author.name for author in first.authors] == ["جمعية اصطناعية", "Other & Co"]
    assert first.published == "2023-05-01T00:00:00Z"
    assert first.updated == "2023-05-12T00:00:00Z"
    assert [(tag.term, tag.label) for tag in first.tags] == [("synthetic topic", "موضوع اصطناعي")]
    assert first.rights == "CC BY 4.0"
    assert first.title_detail.language == "ar"
    assert first.summary_detail.language == "en"


def test_text_stays_text():
    hard = "<b>]]> & \x00\x0b\ufffe «نص»\n  more"
    root = etree.fromstring(write_feed(replace(FEED, entries=(make_entry("x", hard),))))
    assert root.findtext(f"{A}entry/{A}title") == "<b>]]> & «نص» more"
    assert root.findtext(f"{A}entry/{A}summary") == "Synthetic <deck> & more"


def test_what_was_removed_leaves_a_tombstone():
    root = etree.fromstring(write_feed(FEED))
    (grave,) = root.findall(f"{{{TOMBSTONES}}}deleted-entry")
    assert grave.get("ref") == FEED.tombstones[0].id
    assert grave.get("when") == "2023-01-01T00:00:00Z"
    assert grave.findtext(f"{{{TOMBSTONES}}}comment") == "Gone"


def test_ids_differ_by_archive_document_and_language_and_never_change():
    ids = {make_id(*parts) for parts in (("a", "b", "en"), ("a", "b", "ar"), ("b", "a", "en"))}
    assert len(ids) == 3
    # Readers' programs remember this: whoever changes it shows them every brief as new.
    assert make_id("a", "b", "en") == "urn:uuid:ae4bf7c9-4a32-57bc-a830-a4b0047a4f03"


@pytest.mark.parametrize(
    ("known", "moment"),
    [
        ("2023", "2023-01-01T00:00:00Z"),
        ("2023-05", "2023-05-01T00:00:00Z"),
        ("2023-05-12", "2023-05-12T00:00:00Z"),
    ],
)
def test_a_date_that_is_half_known_begins_with_its_first_day(known, moment):
    assert format_moment(parse_date(known)) == moment
