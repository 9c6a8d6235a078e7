"""From every page a plain link leads to the same page in the other language, and back."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from browsing import BRIEF, DIRECTION, LANGUAGES, NARROW, OTHER

LABELS = {"en": "This page in English", "ar": "هذه الصفحة بالعربية"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_one_plain_link_to_itself_in_the_other_language(sites, language):
    other = OTHER[language]
    for site in sites.values():
        for name in site.pages(language):
            (link,) = site.parse(name).select(".language-switch a")
            there = urljoin(site.url(name), str(link["href"]))
            assert there == site.url(name.replace(language, other, 1)), name
            said = (link["hreflang"], link["lang"], link["dir"], link.get_text())
            assert said == (other, other, DIRECTION[other], LABELS[other]), name


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize(
    "name", ["index.html", BRIEF, "briefs/2021/page-2.html", "briefs/2021/removed.html"]
)
def test_the_link_leads_to_the_page_and_back_without_javascript(new_tab, everything, name, scheme):
    page = new_tab(NARROW, java_script_enabled=False).page
    page.goto(everything.url(f"en/{name}", scheme))
    for language in ("ar", "en"):
        page.click(".language-switch a")
        page.wait_for_url(everything.url(f"{language}/{name}", scheme))
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").is_visible()


def test_both_languages_have_the_same_pages(sites):
    for site in sites.values():
        english, arabic = (
            {name.partition("/")[2] for name in site.pages(language)} for language in LANGUAGES
        )
        assert english == arabic
        assert len(english) > 5


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_chooser_leads_to_every_language_without_javascript(new_tab, sites, scheme):
    page = new_tab(java_script_enabled=False).page
    for site in sites.values():
        for language, name in (("en", "English"), ("ar", "العربية")):
            page.goto(site.url("index.html", scheme))
            link = page.locator(f"a[hreflang={language}]")
            assert name in link.inner_text()
            assert (link.get_attribute("lang"), link.is_visible()) == (language, True)
            link.click()
            page.wait_for_url(site.url(f"{language}/index.html", scheme))


def test_the_server_answers_its_root_with_the_chooser(tab, own):
    page = tab.open(own.address)
    assert page.locator("a[hreflang]").count() == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["index.html", "about.html"])
def test_machines_find_the_other_language_and_from_the_front_page_the_chooser(own, language, name):
    page = f"{language}/{name}"
    found = {
        str(link["hreflang"]): urljoin(own.url(page), str(link["href"]))
        for link in own.parse(page).select("link[rel=alternate][hreflang]")
    }
    # The chooser names the front pages alone, and such links are to be mutual.
    chooser = {"x-default": own.url("index.html")} if name == "index.html" else {}
    assert found == {code: own.url(f"{code}/{name}") for code in LANGUAGES} | chooser
