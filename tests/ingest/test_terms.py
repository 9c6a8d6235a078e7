"""Sections, tags and keywords become the archive's kinds, places and topics. All is synthetic."""

from __future__ import annotations

import json

import pytest
from synthetic import make_setting

from warraq.ingest.facts import Given
from warraq.ingest.intake import read_document
from warraq.ingest.limits import Limits
from warraq.ingest.paging import MadePage, Original, make_page
from warraq.ingest.terms import Term, TermTable

PROSE = "This synthetic sentence is long enough to be taken for running text."
META = """<meta property="article:section" content="Reports">
<meta property="article:tag" content="Far Land"><meta property="article:tag" content="rain">
<meta name="keywords" content="Uncategorized, synthetic peace, strange word">"""
LINKED = json.dumps(
    {
        "@type": "NewsArticle",
        "articleSection": ["Reports", "Far Land"],
        "keywords": "Rain, Uncategorized,synthetic peace,strange word",
    }
)
HEADS = {"meta": META, "JSON-LD": f'<script type="application/ld+json">{LINKED}</script>'}


def make_html(head: str) -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>Synthetic title</title>{head}</head><body><article>"
        f"<h1>Synthetic title</h1><p>{PROSE}</p></article></body></html>"
    ).encode()


def make_post() -> bytes:
    names = ("Reports", "Far Land", "rain", "Uncategorized", "synthetic peace", "strange word")
    terms = [{"taxonomy": "post_tag", "slug": name.lower(), "name": name} for name in names]
    post = {
        "title": {"rendered": "Synthetic title"},
        "content": {"rendered": f"<p>{PROSE}</p>"},
        "date": "2023-05-12",
        "_embedded": {"wp:term": [terms]},
    }
    return json.dumps(post).encode()


def import_one(name: str, content: bytes) -> MadePage:
    setting = make_setting()
    (document,) = read_document(name, content, Limits(), setting.settings)
    original = Original(name, name[1:], "0" * 64)
    return make_page(document, original, setting, Given(date="2023-05"))


PAGES = {
    **{name: ("a.html", make_html(head)) for name, head in HEADS.items()},
    "WordPress": ("a.json", make_post()),
}


@pytest.mark.parametrize("source", PAGES)
def test_the_terms_of_a_source_become_the_words_of_the_archive(source: str) -> None:
    made = import_one(*PAGES[source])
    assert made.report.fields["kind"] == "report"
    assert made.report.fields["places"] == ["Farland"]
    assert made.report.fields["topics"] == ["weather", "synthetic peace", "strange word"]


@pytest.mark.parametrize("source", PAGES)
def test_terms_that_the_archive_lacks_are_kept_and_listed(source: str) -> None:
    made = import_one(*PAGES[source])
    assert made.report.notes == ("topics of the source that docs/import.toml lacks: strange word",)


def test_a_page_whose_terms_are_all_known_has_nothing_listed() -> None:
    head = '<meta property="article:tag" content="rain">'
    made = import_one("a.html", make_html(head))
    assert made.report.fields["topics"] == ["weather"]
    assert made.report.notes == ()


def test_a_second_kind_becomes_a_topic_and_names_are_known_in_any_case() -> None:
    table = TermTable({"reports": "report", "updates": "update"}, {"far land": "Farland"}, {})
    terms = [Term("category", "x", name) for name in ("REPORTS", "Updates", "FAR LAND")]
    assert table.sort(terms) == ("report", ("Farland",), ("Updates",))
