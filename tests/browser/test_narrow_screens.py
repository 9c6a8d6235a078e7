"""No page scrolls sideways or cuts its text, on the smallest screen or with doubled letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import (
    BRIEF,
    LANGUAGES,
    NARROWEST,
    WIDE,
    Tab,
    evaluate_on,
    need,
    open_tab,
    resize,
    toggle_drawer,
    tools,
)
from playwright.sync_api import Browser

# Texts that reach out of the window, or out of a box that cuts or hides what overflows. What
# scrolls by itself (wide tables, code) may be wider.
_CUT = """() => textNodes(document.body).filter((node) => {
  const parent = node.parentElement;
  if (!isShown(parent) || parent.closest(".skip-to-content, .visually-hidden")) return false;
  const shape = box(node);
  if (shape.width < 1 || shape.height < 1) return false;
  for (let around = parent; around; around = around.parentElement) {
    const style = getComputedStyle(around);
    if (style.clipPath !== "none") return false;  // hidden from the eye on purpose
    if (["auto", "scroll"].includes(style.overflowX) && around !== document.body) {
      return false;
    }
    const area = box(around);
    const cut = shape.left < area.left - 1 || shape.right > area.right + 1 ||
      shape.bottom > area.bottom + 2;
    if (["hidden", "clip"].includes(style.overflowX) && cut) return true;
    if (style.position === "fixed") break;
  }
  return shape.left < -1 || shape.right > document.documentElement.clientWidth + 1;
}).map((node) => `${node.parentElement.className} ${node.data.trim().slice(0, 60)}`)
"""
_WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"

# A word that is broken in the middle although a table could scroll, or an address break at a dot.
_SHREDDED = """() => [...document.querySelectorAll("th, .body-facts a")].filter((cell) =>
  textNodes(cell).some((node) => {
    const words = [...node.data.matchAll(/\\p{L}+/gu)];
    return words.some((word) => {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = [...range.getClientRects()].map((line) => Math.round(line.bottom));
      return new Set(lines).size > 1;
    });
  })).map((cell) => cell.textContent)
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways_or_cuts_a_text_at_320_pixels(new_tab, sites, language):
    tab = new_tab(NARROWEST)
    for site in sites.values():
        for name in ["index.html", *site.samples(language)]:
            page = tab.open(site.url(name))
            needed, there = page.evaluate(_WIDTHS)
            assert needed <= there == NARROWEST[0], name
            assert evaluate_on(page, _CUT) == [], name
            assert evaluate_on(page, _SHREDDED) == [], name


# The marks of citations and arrows back that do not stand beside the character before them.
_ALONE = """() => [...document.querySelectorAll(
  ".citation, .footnote-reference, .reference-list .back-reference:first-of-type"
)].filter((mark) => {
  let before = mark.previousSibling;
  while (before && !(before instanceof Text)) before = before.lastChild;
  if (!before) return false;
  const range = document.createRange(), end = before.data.trimEnd().length;
  range.setStart(before, end - 1);
  range.setEnd(before, end);
  return Math.abs(box(mark).bottom - range.getBoundingClientRect().bottom) > 20;
}).map((mark) => mark.parentElement.textContent)
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mark_of_a_reference_begins_a_line(new_tab, sites, language):
    page = new_tab(NARROWEST).page
    for site, name in (("own", "glossary.html"), ("everything", BRIEF)):
        page.goto(sites[site].url(f"{language}/{name}"))
        assert page.locator(".citation, .footnote-reference, .back-reference").count() > 5
        for width in range(300, 480, 12):
            resize(page, (width, 800))
            assert evaluate_on(page, _ALONE) == [], width


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("drawer", ["navigation", "toc"])
def test_an_open_drawer_cuts_no_text_at_320_pixels(new_tab, everything, language, drawer):
    page = new_tab(NARROWEST).open(everything.url(f"{language}/{BRIEF}"))
    toggle_drawer(page, drawer)
    needed, there = page.evaluate(_WIDTHS)
    assert needed <= there
    assert evaluate_on(page, _CUT) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_results_fit_320_pixels(new_tab, everything, language):
    word = {"en": "synthetic", "ar": "اصطناعية"}[language]
    page = new_tab(NARROWEST).open(everything.url(f"{language}/search.html?q={word}"))
    page.locator("#search-results li a").first.wait_for()
    needed, there = page.evaluate(_WIDTHS)
    assert needed <= there
    assert evaluate_on(page, _CUT) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wide_table_scrolls_in_its_own_box(new_tab, everything, language):
    page = new_tab(NARROWEST).open(everything.url(f"{language}/{BRIEF}"))
    wrapper = page.locator(".table-wrapper").last
    inner, outer = wrapper.evaluate("box => [box.scrollWidth, box.clientWidth]")
    assert inner > outer
    # It begins with the first column in view.
    first = page.locator(".table-wrapper").last.locator("th").first.bounding_box()
    assert first
    assert first["x"] >= 0
    assert first["x"] + first["width"] <= NARROWEST[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_image_keeps_its_shape(new_tab, everything, language):
    page = new_tab(NARROWEST).open(everything.url(f"{language}/{BRIEF}"))
    box = page.locator("article img").bounding_box()
    assert box
    assert box["width"] / box["height"] == pytest.approx(640 / 120, rel=0.02)


# -- Doubled letters ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large_letters(browser: Browser) -> Iterator[Browser]:
    """A browser whose reader has set its letters to twice their size."""
    path = need("Chromium", tools.find_browser())
    doubled = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"
    started = browser.browser_type.launch(
        executable_path=path, args=["--no-sandbox", "--disable-gpu", doubled]
    )
    yield started
    started.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE[0], 640])
def test_letters_of_twice_their_size_fit(large_letters, sites, language, width):
    context = large_letters.new_context(viewport={"width": width, "height": 900})
    tab: Tab = open_tab(context)
    everything, own = sites["everything"], sites["own"]
    pages = [everything.url(f"{language}/{name}") for name in (BRIEF, "briefs/2021/page-2.html")]
    pages += [own.url(f"{language}/{name}") for name in ("index.html", "glossary.html")]
    for url in pages:
        page = tab.open(url)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        needed, there = page.evaluate(_WIDTHS)
        assert needed <= there, url
        assert evaluate_on(page, _CUT) == [], url
    context.close()
