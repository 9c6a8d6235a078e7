"""The page that greets a reader: every language in its own words, with no script."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup, Tag

from warraq.formats.icon import ICON
from warraq.formats.policy import CONTENT_SECURITY_POLICY
from warraq.languages import Language
from warraq.site.chooser import STYLE, Choice, chooser_page

CHOICES = (
    Choice(Language("en", "English"), "Synthetic archive"),
    Choice(Language("ar", "العربية"), "أرشيف اصطناعي"),
    Choice(Language("zh_CN", "简体中文"), "Synthetic archive"),
)


def read(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def links(page: str) -> list[Tag]:
    return read(page).select("main a")


def alternates(page: str) -> dict[str, str]:
    found = read(page).select('link[rel~="alternate"]')
    return {str(link["hreflang"]): str(link["href"]) for link in found}


def test_each_language_stands_in_its_own_words_with_lang_and_dir():
    assert [
        (link["href"], link["hreflang"], link["lang"], link["dir"])
        for link in links(chooser_page(CHOICES))
    ] == [
        ("en/index.html", "en", "en", "ltr"),
        ("ar/index.html", "ar", "ar", "rtl"),
        ("zh-CN/index.html", "zh-CN", "zh-CN", "ltr"),
    ]
    assert [link.get_text(" ") for link in links(chooser_page(CHOICES))] == [
        "English Synthetic archive",
        "العربية أرشيف اصطناعي",
        "简体中文 Synthetic archive",
    ]


def test_it_works_without_a_script_and_asks_nothing_of_other_places():
    page = chooser_page(CHOICES, "https://archive.example.org/")
    assert not read(page).select("script, style, [style], iframe, img, object, base, form")
    assert not re.search(r"\son\w+=", page)
    loaded = [str(link["href"]) for link in read(page).select('link:not([rel~="alternate"])')]
    assert sorted(loaded) == ["chooser.css", "icon.svg"]
    for text in (STYLE, ICON):
        assert not re.search(r"url\(|@import|<script|https?://(?!www\.w3\.org/2000/svg)", text)


def test_the_policy_is_that_of_every_page():
    page = read(chooser_page(CHOICES))
    (policy,) = page.select('meta[http-equiv="Content-Security-Policy"]')
    assert policy["content"] == CONTENT_SECURITY_POLICY
    (referrer,) = page.select('meta[name="referrer"]')
    assert referrer["content"] == "no-referrer"


@pytest.mark.parametrize("base", ["", "https://archive.example.org/", "https://example.org/a/"])
def test_machines_are_told_of_every_language_and_of_the_choice_itself(base):
    assert alternates(chooser_page(CHOICES, base)) == {
        "en": f"{base}en/index.html",
        "ar": f"{base}ar/index.html",
        "zh-CN": f"{base}zh-CN/index.html",
        "x-default": f"{base}index.html",
    }


def test_the_links_for_readers_stay_relative_so_that_a_copy_works_from_a_disk():
    hrefs = [str(link["href"]) for link in links(chooser_page(CHOICES, "https://example.org/"))]
    assert hrefs == ["en/index.html", "ar/index.html", "zh-CN/index.html"]


def test_the_title_says_each_name_once():
    page = read(chooser_page(CHOICES))
    assert page.title is not None
    assert page.title.get_text() == "Synthetic archive – أرشيف اصطناعي"
    (heading,) = page.select("h1")
    assert heading.get_text() == page.title.get_text()


def test_the_page_itself_is_in_the_language_of_the_sources():
    assert '<html lang="en" dir="ltr">' in chooser_page(CHOICES)
    assert '<html lang="ar" dir="rtl">' in chooser_page(CHOICES[1:])


def test_names_titles_and_addresses_cannot_add_markup():
    evil = Choice(Language("en", '<b>"&</b>'), "</title><script>1</script>")
    page = chooser_page([evil], 'https://example.org/"><script>/')
    assert not read(page).select("script, b")
    (link,) = links(page)
    assert link.get_text("|") == '<b>"&</b>|</title><script>1</script>'


def test_the_style_follows_the_readers_wish_and_knows_no_sides():
    assert "prefers-color-scheme: dark" in STYLE
    assert not re.search(r"\b(left|right)\b", STYLE)
    assert ":focus-visible" in STYLE
