"""Sections, tags and keywords become the archive's kinds, places and topics. All is synthetic."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from synthetic import make_setting

from warraq.ingest.facts import Given
from warraq.ingest.intake import read_document
from warraq.ingest.limits import Limits
from warraq.ingest.paging import MadePage, Original, make_page
from warraq.ingest.settings import read_settings
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


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Report", "report"),
        ("REPORTS", "report"),
        ("joint statement", "joint-statement"),
        ("Joint Statements", "joint-statement"),
        ("joint_statement", "joint-statement"),
        ("Stories", "story"),
        ("Reporting", ""),
        ("Updates from the field", ""),
    ],
)
def test_a_term_that_says_a_kind_of_the_archive_is_that_kind(name: str, kind: str) -> None:
    table = TermTable(known=frozenset(("report", "joint-statement", "story", "update")))
    topics = () if kind else (name,)
    assert table.sort([Term("category", "x", name)]) == (kind, (), topics)


def test_the_kinds_of_an_archive_are_those_of_its_settings_and_its_pages(tmp_path) -> None:
    page = tmp_path / "docs/briefs/2023/synthetic.md"
    page.parent.mkdir(parents=True)
    page.write_text("---\ntitle: T\nkind: joint-statement\n---\n\nkind: no\n", "utf-8")
    assert read_settings(tmp_path).known_kinds == {"joint-statement"}
    text = '[defaults]\nkind = "update"\n[kinds]\n"Papers" = "report"\n'
    (tmp_path / "docs/import.toml").write_text(text, "utf-8")
    settings = read_settings(tmp_path)
    assert settings.known_kinds == {"joint-statement", "update", "report"}
    content = make_post().replace(b"Reports", b"Joint Statement")
    (document,) = read_document("a.json", content, Limits(), settings)
    assert document.facts.kind == "joint-statement"
    assert "Joint Statement" not in document.facts.topics


def test_a_second_kind_becomes_a_topic_and_names_are_known_in_any_case() -> None:
    table = TermTable({"reports": "report", "updates": "update"}, {"far land": "Farland"}, {})
    terms = [Term("category", "x", name) for name in ("REPORTS", "Updates", "FAR LAND")]
    assert table.sort(terms) == ("report", ("Farland",), ("Updates",))


def test_this_archive_knows_the_kinds_that_its_briefs_may_have() -> None:
    settings = read_settings(Path(__file__).resolve().parents[2])
    for name, kind in (("Reports", "report"), ("joint statements", "joint-statement")):
        content = make_post().replace(b"Reports", name.encode())
        (document,) = read_document("a.json", content, Limits(), settings)
        assert document.facts.kind == kind
