"""What a browser shows for an address without a page: styled, in its language, at any depth."""

from __future__ import annotations

import pytest
from browsing import DIRECTION, NARROWEST, WIDE


@pytest.mark.parametrize("size", [NARROWEST, WIDE])
@pytest.mark.parametrize("path", ["en/briefs/2023/none.html", "ar/a/b/c/none.html", "no/where"])
def test_a_missing_page_is_answered_in_words_and_style(new_tab, own, path, size):
    tab = new_tab(size, java_script_enabled=False)
    page = tab.open(own.url(path))
    assert tab.failures == [f"404 {own.url(path)}"]
    assert all(url.startswith(own.address) for url in tab.requests)
    language = path.partition("/")[0]
    root = page.locator("html")
    language = language if language in DIRECTION else "en"
    assert root.get_attribute("lang") == language
    assert root.get_attribute("dir") == DIRECTION[language]
    assert page.locator("h1").is_visible()
    box = page.locator("main").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] > 20  # it stands in the middle: the style has come
    page.click(f"a[href='/{language}/index.html'] >> nth=0")
    page.wait_for_url(own.url(f"{language}/index.html"))


@pytest.mark.parametrize("language", DIRECTION)
def test_its_search_leads_to_the_search_of_the_language(tab, own, language):
    page = tab.open(own.url(f"{language}/none/none.html"))
    page.fill("input[type=search]", "CSSR")
    page.press("input[type=search]", "Enter")
    page.locator("#search-results li a").first.wait_for()
    assert page.url == own.url(f"{language}/search.html?q=CSSR")
