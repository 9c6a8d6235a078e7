"""A reader finds a brief by a form of one of its words, in the language of the page."""

from __future__ import annotations

import pytest
from browsing import LANGUAGES, WIDE, Tab
from playwright.sync_api import Page

SCHEMES = ("http", "file")
TITLES = {"en": "The first synthetic brief", "ar": "الإحاطة الاصطناعية الأولى"}
# The brief says "detentions", "observers", "returns", "الاعتقالات", "مراقبون", "والإعادة".
FORMS = [
    ("en", "detention"),
    ("en", "Observer"),
    ("en", "returned"),
    ("ar", "اعتقال"),
    ("ar", "والاعتقالات"),
    ("ar", "المراقبين"),
    ("ar", "اعاده"),
]
SUMMARIES = {"en": "found", "ar": "انتهى البحث"}


def results(page: Page) -> list[str]:
    """The titles that were found, when the search has ended."""
    said = SUMMARIES[page.locator("html").get_attribute("lang") or ""]
    page.locator("#search-results .search-summary", has_text=said).wait_for()
    return page.locator("#search-results li a").all_inner_texts()


@pytest.mark.parametrize(
    ("language", "word", "scheme"),
    [(*form, "http") for form in FORMS] + [("en", "detention", "file"), ("ar", "اعتقال", "file")],
)
def test_a_form_of_a_word_finds_the_brief(tab, everything, language, word, scheme):
    page = tab.open(everything.url(f"{language}/search.html", scheme))
    page.fill(".search-form input", word)
    page.press(".search-form input", "Enter")
    assert results(page) == [TITLES[language]]
    page.click("#search-results li a")
    page.wait_for_url(everything.url(f"{language}/briefs/2021/first.html", scheme) + "*")
    assert page.locator("h1").inner_text().rstrip("#").strip() == TITLES[language]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_field_of_every_page_leads_to_the_results(tab, everything, language, scheme):
    word = {"en": "observers", "ar": "مراقبون"}[language]
    page = tab.open(everything.url(f"{language}/guide/second.html", scheme))
    page.fill(".sidebar-search", word)
    page.press(".sidebar-search", "Enter")
    assert results(page) == [TITLES[language]]


@pytest.mark.parametrize(("language", "word"), [("en", "refugee"), ("ar", "لاجئين")])
def test_the_real_brief_is_found(tab, own, language, word):
    page = tab.open(own.url(f"{language}/search.html?q={word}"))
    results(page)
    links = page.locator("#search-results li a").evaluate_all("all => all.map((one) => one.href)")
    brief = f"{language}/briefs/2023/geneva-stj-partakes-in-cssr-meetings.html"
    assert own.url(brief) in [link.partition("?")[0].partition("#")[0] for link in links]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "did not match"), ("ar", "لم يُعثر على أي صفحة")]
)
def test_a_word_that_no_page_has_is_said_to_be_missing(tab, everything, language, said):
    page = tab.open(everything.url(f"{language}/search.html?q=qwxyz"))
    page.get_by_text(said).wait_for()
    assert page.locator("#search-results li").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_the_search_page_says_what_to_do(new_tab, everything, language):
    tab: Tab = new_tab(WIDE, java_script_enabled=False)
    page = tab.open(everything.url(f"{language}/search.html"))
    notice = page.locator("main .admonition")
    said = {"en": "Search needs JavaScript", "ar": "يتطلب البحث تشغيل جافا سكريبت"}[language]
    assert said in notice.inner_text()
    assert page.locator("main form >> visible=true").count() == 0
    notice.locator("a").click()
    page.wait_for_url(everything.url(f"{language}/briefs/index.html"))
