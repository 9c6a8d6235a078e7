"""A page asks for nothing that is elsewhere, for nothing that is missing, and obeys its policy."""

from __future__ import annotations

from urllib.request import urlopen

import pytest
from browsing import BRIEF, LANGUAGES, NARROW, WIDE, Tab, toggle_drawer

from warraq.formats.policy import CONTENT_SECURITY_POLICY

WORD = {"en": "synthetic", "ar": "اصطناعية"}


def toggle_colours(tab: Tab) -> None:
    """Go through automatic, light and dark colours once."""
    for _ in range(3):
        tab.page.click(".theme-toggle >> visible=true")


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_asks_elsewhere_or_in_vain_or_breaks_its_policy(new_tab, sites, language, scheme):
    for site in sites.values():
        # A tab for each site: Chromium may ask for a page's icon after the tab has gone on.
        tab = new_tab(WIDE)
        home = site.address if scheme == "http" else site.html.as_uri()
        for name in ["index.html", *site.samples(language)]:
            tab.open(site.url(name, scheme))
            assert [url for url in tab.requests if not url.startswith(home)] == [], name
            assert tab.failures == [], name
            assert tab.violations() == [], name
            assert len(tab.requests) >= 2, name
        tab.open("about:blank")  # what the last page asked for late is here now
        assert [url for url in tab.requests if not url.startswith(home)] == []
        assert tab.failures == []


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_reader_does_with_a_page_stays_within_the_policy(
    new_tab, everything, language, scheme
):
    tab = new_tab(NARROW)
    page = tab.open(everything.url(f"{language}/{BRIEF}", scheme))
    toggle_colours(tab)
    for drawer in ("navigation", "toc"):
        toggle_drawer(page, drawer)
        toggle_drawer(page, drawer)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.evaluate("window.scrollBy(0, -300)")
    toggle_drawer(page, "navigation")
    page.fill(".sidebar-search", WORD[language])
    before = tab.violations()
    page.press(".sidebar-search", "Enter")
    page.locator("#search-results li a").first.wait_for()
    page.locator("#search-results li a").first.click()
    page.wait_for_url(lambda url: "search.html" not in url)
    assert before + tab.violations() == []
    assert tab.failures == []
    home = everything.address if scheme == "http" else everything.html.as_uri()
    assert {url for url in tab.requests if not url.startswith(home)} == set()


def test_the_watch_sees_what_a_policy_refuses(tab, everything):
    # The tests above would be worth nothing if it did not.
    tab.open(everything.url("en/index.html"))
    tab.page.evaluate("document.body.setAttribute('style', 'color: red')")
    tab.page.evaluate("document.body.append(Object.assign(new Image(), {src: '//example.org/x'}))")
    tab.page.wait_for_function("window.violations.length >= 2")
    said = " ".join(tab.violations())
    assert "style-src" in said
    assert "img-src" in said


@pytest.mark.parametrize("name", ["", "en/index.html", "ar/search.html", "ar/_static/archive.css"])
def test_the_server_sends_the_policy_with_every_answer(everything, name):
    with urlopen(everything.address + name) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"].startswith(CONTENT_SECURITY_POLICY)
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_every_page_carries_the_policy_itself(sites):
    tag = f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">'
    for site in sites.values():
        for page in ["index.html", *site.pages("en"), *site.pages("ar")]:
            assert tag in (site.html / page).read_text("utf-8"), page


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    allowed = {
        name: rest
        for name, _, rest in (
            part.strip().partition(" ") for part in CONTENT_SECURITY_POLICY.split(";")
        )
    }
    assert allowed["default-src"] == "'none'"
    assert set(allowed.values()) == {"'none'", "'self'"}
