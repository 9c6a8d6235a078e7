"""The record of an edition's pages, written and read with care. Every text is synthetic."""

from __future__ import annotations

import json

import pytest

from warraq.editions.model import EditionError, Page
from warraq.editions.pagerecords import read_page_records, write_page_records

PAGES = {
    "index": Page("index.html", "document", "أرشيف اصطناعي", "ar", percent=40),
    "briefs/2023/a": Page(
        path="briefs/2023/a.html",
        kind="brief",
        title="A synthetic brief",
        language="en",
        title_language="ar",
        date="2023-05",
        state="corrected",
        status_note="A synthetic note.",
        status_date="2024",
        revisions=(("2024", "A synthetic change."), ("2024-02", "")),
        formerly=("briefs/2022/b",),
        source="0" * 64,
        mark="corrected 2024 2024-02 0123456789ab",
        facts=(("places", "Farland"), ("places", "مكان")),
        parts=(("links", ""), ("pictures", "1" * 32)),
    ),
}


def test_what_is_written_is_read_again_and_in_any_order_the_same():
    text = write_page_records(PAGES)
    assert read_page_records(json.loads(text)) == PAGES
    assert write_page_records(dict(reversed(PAGES.items()))) == text
    assert "أرشيف" in text


def test_a_record_that_is_older_than_a_field_is_read():
    rows = {"a": {"path": "a.html", "kind": "list", "title": "A"}}
    assert read_page_records(rows) == {"a": Page("a.html", "list", "A")}


@pytest.mark.parametrize("data", [None, [], "x", 1, {"a": None}, {"a": []}, {"a": {}}])
def test_another_shape_is_refused(data):
    with pytest.raises(EditionError, match="build the edition anew"):
        read_page_records(data)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("path", "../a.html"),
        ("path", "/a.html"),
        ("path", "a//b.html"),
        ("path", "a\\b.html"),
        ("path", "a\n.html"),
        ("path", ""),
        ("path", None),
        ("kind", "page"),
        ("title", 1),
        ("percent", True),
        ("percent", 101),
        ("percent", "1"),
        ("revisions", "ab"),
        ("revisions", [["2024"]]),
        ("revisions", ["ab"]),
        ("revisions", [["2024", None]]),
        ("facts", [["places"]]),
        ("parts", {"links": ""}),
        ("mark", None),
        ("formerly", "ab"),
        ("formerly", ["../x"]),
        ("formerly", [1]),
        ("unknown", ""),
    ],
)
def test_a_wrong_field_is_named_with_its_page(field, value):
    rows = json.loads(write_page_records(PAGES))
    rows["briefs/2023/a"][field] = value
    with pytest.raises(EditionError, match="briefs/2023/a"):
        read_page_records(rows)


@pytest.mark.parametrize("name", ["", "../a", "/a", "a/", "a/./b"])
def test_no_page_is_called_by_what_is_no_path(name):
    with pytest.raises(EditionError, match="is no page"):
        read_page_records({name: {"path": "a.html", "kind": "list", "title": "A"}})
