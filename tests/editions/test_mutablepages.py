"""All pages beside the editions of one synthetic site: links, cost, what is kept."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from synthetic_editions import FACTS, Shelf, page

from warraq.editions.model import newest_by_language, order_of
from warraq.formats.policy import CONTENT_SECURITY_POLICY

ROOT_FILES = {"icon.svg", "index.html", "en/index.html", "ar/index.html"}
"""What others write beside these pages."""


def fill_shelf() -> Shelf:
    """Three editions, in the last of which two briefs have departed and a language is gone."""
    shelf = Shelf()
    front = page("index", "Front.", kind="document", source="a")
    listed = page("briefs/index", "A, B.", kind="list")
    one = front | listed | page("briefs/2023/a", "A.") | page("briefs/2023/b & é", "B.")
    shelf.add("2023.05", en=one, ar=one, fr=one)
    two = one | page("briefs/2023/a", "Aa.") | page("places/gone/index", "List.", kind="list")
    shelf.add("2023.11", en=two, ar=two, fr=one)
    formerly = {"formerly": ("briefs/2023/a",)}
    three = front | listed | page("briefs/2024/خبر", "Aa.", **formerly)
    shelf.add(
        "2024.02",
        {"en/2024.02/briefs/2024/خبر.bib": b"@misc{new}", "en/2024.02/briefs/2024/خبر.png": b"x"},
        en=three,
        ar=front | listed,
    )
    for sealed in shelf.sealed:
        for name in ("edition.json", "SHA256SUMS"):
            shelf.files[f"editions/{sealed.name}/{name}"] = b"{}"
    return shelf


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    shelf = fill_shelf()
    shelf.publish()
    return shelf


@pytest.fixture(scope="module")
def pages(shelf: Shelf) -> dict[str, BeautifulSoup]:
    return {
        path: BeautifulSoup(content.decode(), "html.parser")
        for path, content in shelf.mutable.items()
        if path.endswith(".html")
    }


def every_path(shelf: Shelf) -> set[str]:
    """All files of the site, as `warraq site` puts them together."""
    copies = {
        path.replace(f"/{sealed.name}/", "/latest/", 1)
        for tag, sealed in newest_by_language(shelf.sealed).items()
        for path in sealed.files
        if path.startswith(f"{tag}/{sealed.name}/")
    }
    assert not copies & shelf.mutable.keys()
    return {*shelf.files, *shelf.mutable, *copies, *ROOT_FILES}


def test_no_link_of_any_page_leads_nowhere(shelf, pages):
    everything = every_path(shelf)
    count = 0
    for path, soup in pages.items():
        links = [
            (element, name)
            for name in ("href", "src", "data-to")
            for element in soup.select(f"[{name}]")
        ]
        for element, name in links:
            address = str(element[name])
            if urlsplit(address).scheme:
                assert address.startswith("https://archive.example.org/")
                target = unquote(address.removeprefix("https://archive.example.org/"))
            else:
                file = unquote(urlsplit(address).path)
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
            assert target in everything, f"{path}: {address}"
            count += 1
    assert count > 300
    for path, soup in pages.items():
        for refresh in soup.select('meta[http-equiv="refresh"]'):
            target = unquote(str(refresh["content"]).partition("url=")[2])
            joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            assert joined in everything


def test_every_page_of_any_edition_has_a_history_in_every_language_and_a_place_in_latest(shelf):
    everything = every_path(shelf)
    for sealed in shelf.sealed:
        for tag, rows in sealed.pages.items():
            for name, row in rows.items():
                for language in ("en", "ar", "fr"):
                    assert f"{language}/history/{name}.html" in everything
                assert f"{tag}/latest/{row.path}" in everything
            assert f"{tag}/status/{sealed.name}.css" in everything
            assert f"{tag}/status/briefs-2023.css" in everything
            assert f"{tag}/editions/{sealed.name}.html" in everything


def test_each_page_obeys_the_policy_and_says_its_language(pages):
    for path, soup in pages.items():
        html, policy = soup.html, soup.select_one('meta[http-equiv="Content-Security-Policy"]')
        assert policy is not None
        assert policy["content"] == CONTENT_SECURITY_POLICY
        tag = "ar" if path.startswith("ar/") else "en"  # nobody translates into French any more
        assert html is not None
        assert (html["lang"], html["dir"]) == (tag, "rtl" if tag == "ar" else "ltr"), path
        assert not soup.select("[style], style, script:not([src])")
        assert len(soup.select("h1")) == 1
        assert len({element["id"] for element in soup.select("[id]")}) == len(soup.select("[id]"))


def test_searches_find_the_list_of_editions_and_no_page_that_was_taken_back(pages):
    for path, soup in pages.items():
        listed = path.endswith("/editions/index.html")
        assert bool(soup.select('meta[name="robots"][content="noindex"]')) != listed, path


def test_a_former_language_keeps_its_places(shelf, pages):
    assert pages["fr/index.html"].select_one('[http-equiv="refresh"]')
    assert '"2023.11"' in shelf.mutable["fr/latest/_edition.css"].decode()
    assert "none" in shelf.mutable["fr/status/2023.11.css"].decode()
    assert "none" not in shelf.mutable["fr/status/2023.05.css"].decode()
    where = pages["fr/history/briefs/2023/a.html"].select_one("dl.facts")
    assert where is not None
    assert "until edition 2023.11" in where.text


# -- Departures --------------------------------------------------------------------------------


def test_a_renamed_brief_leads_on_without_a_script(shelf, pages):
    soup = pages["en/latest/briefs/2023/a.html"]
    refresh = soup.select_one('meta[http-equiv="refresh"]')
    to = "../../../../en/latest/briefs/2024/%D8%AE%D8%A8%D8%B1.html"
    assert refresh is not None
    assert refresh["content"] == f"0; url={to}"
    canonical = soup.select_one('link[rel="canonical"]')
    wanted = "https://archive.example.org/en/latest/briefs/2024/%D8%AE%D8%A8%D8%B1.html"
    assert canonical is not None
    assert canonical["href"] == wanted
    assert soup.select(f'main a[href="{to}"]')
    names = [element.name for element in soup.head.select("script, meta[http-equiv=refresh]")]  # type: ignore[union-attr]
    assert names == ["script", "meta"]  # else the script came too late to keep the place


def test_the_citations_of_a_renamed_brief_are_found_under_its_former_name(shelf):
    assert shelf.mutable["en/latest/briefs/2023/a.bib"] == b"@misc{new}"
    assert [path for path in shelf.mutable if path.endswith(".png")] == []


def test_what_is_gone_says_until_when_it_was_there(pages):
    soup = pages["en/latest/briefs/2023/b & é.html"]
    text = " ".join(soup.main.text.split())  # type: ignore[union-attr]
    assert "It was there until edition 2023.11 (15 November 2023)." in text
    links = [str(link["href"]) for link in soup.select("main a")]
    assert links[0] == "../../../../en/2023.11/briefs/2023/b%20%26%20%C3%A9.html"
    assert links[1] == "../../../../en/history/briefs/2023/b%20%26%20%C3%A9.html"
    assert not soup.select('[http-equiv="refresh"]')
    # The Arabic of the newest edition lacks the brief that the English one was renamed to.
    assert not pages["ar/latest/briefs/2023/a.html"].select('[http-equiv="refresh"]')


# -- The list of editions ----------------------------------------------------------------------


def test_the_list_tells_of_each_edition_newest_first(pages):
    soup = pages["en/editions/index.html"]
    names = [bdi.text for bdi in soup.select("h2 > bdi")]
    assert names == sorted(names, key=order_of, reverse=True)
    newest = soup.select_one("#e2024\\.02")
    assert newest is not None
    said = " ".join(newest.text.split())
    assert "15 February 2024" in said
    assert "the newest" in said
    assert "A synthetic edition." in said
    assert "Removed: 1" in said
    assert "Renamed: 1" in said
    assert soup.select_one("section#check") is not None
    assert "sha256sum --check --quiet editions/2024.02/SHA256SUMS" in soup.text
    arabic = pages["ar/editions/index.html"]
    assert "15 شباط/فبراير 2024" in arabic.text
    assert "This edition is not in this language." in pages["fr/editions/index.html"].text


def test_the_first_edition_does_not_list_its_briefs(pages):
    main = pages["en/editions/2023.05.html"].main
    assert main is not None
    (link,) = main.select("h1 ~ p > a")[:1]
    assert (link.text, link["href"]) == ("2", "../../en/2023.05/briefs/index.html")


def test_changes_are_listed_by_kind_a_hundred_on_a_page():
    shelf = Shelf()
    shelf.add("2023.05", en=page("index", "Front.", kind="document", source="a"))
    many: dict[str, object] = {}
    for number in range(230):
        many |= page(f"briefs/2023/b{number:03}", "B.", title=f"Synthetic {number}")
    shelf.add("2023.11", en=page("index", "Other.", kind="document", source="b") | many)  # type: ignore[arg-type]
    files = shelf.publish()
    soups = [
        BeautifulSoup(files[f"en/editions/2023.11{end}.html"], "html.parser")
        for end in ("", "-2", "-3")
    ]
    assert [len(soup.select("ul.changes > li")) for soup in soups] == [100, 100, 31]
    assert [heading.text for heading in soups[2].select("h2")] == ["Added", "Changed"]
    pages = soups[1].select("ul.pages a")
    assert [link.text for link in pages if link.get("aria-current")] == ["2"]
    assert [link["href"] for link in pages] == [
        f"../../en/editions/2023.11{end}.html" for end in ("", "-2", "-3")
    ]


# -- Cost --------------------------------------------------------------------------------------


def test_what_did_not_change_is_neither_compared_nor_written():
    shelf = fill_shelf()
    shelf.publish()
    shelf.publish()
    assert (shelf.made, shelf.read) == ([], ["en/2024.02/briefs/2024/خبر.bib"])
    # A new edition in which one brief of many changed, and of another a comment in its source.
    newest = shelf.sealed[-1]
    rows = {
        tag: {name: (row, shelf.files[f"{tag}/2024.02/{row.path}"]) for name, row in found.items()}
        for tag, found in newest.pages.items()
    }
    rows["en"] |= page("briefs/2024/خبر", "Aaa.", formerly=("briefs/2023/a",))
    rows["en"] |= page("index", "Front.", kind="document", source="b")
    shelf.add("2024.06", {"en/2024.06/briefs/2024/خبر.bib": b"@misc{new}"}, **rows)
    shelf.publish()
    histories = [path for path in shelf.made if "/history/" in path]
    assert histories == [f"{tag}/history/briefs/2024/خبر.html" for tag in ("en", "ar", "fr")]
    assert sorted(path for path in shelf.read if path.endswith(".html")) == [
        *("en/2024.02/briefs/2024/خبر.html", "en/2024.06/briefs/2024/خبر.html")
    ]
    assert {path.split("/")[1] for path in shelf.made} == {
        "history",
        "editions",
        "latest",
        "status",
    }


def test_a_history_that_was_tampered_with_or_has_other_words_is_made_anew():
    shelf = fill_shelf()
    shelf.publish()
    path = "en/history/briefs/2023/a.html"
    good = shelf.mutable[path]
    for bad in (good.replace(b"Aa.", b"Bb."), good[:-20], b"", good.replace(b"since", b"until")):
        assert bad != good
        shelf.mutable[path] = bad
        assert shelf.publish()[path].encode() == good
        assert shelf.made == [path]
    words = {"en": {"History of this page": "Synthetic words"}}
    assert "Synthetic words" in shelf.publish(replace(FACTS, words=words))[path]


def test_the_same_editions_make_the_same_bytes():
    one, other = fill_shelf(), fill_shelf()
    assert one.publish() == other.publish()
    assert list(Shelf().publish()) == []
