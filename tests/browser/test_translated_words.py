"""Nothing is left in English on an Arabic page but names, symbols and what is marked English."""

from __future__ import annotations

import re

import pytest
from browsing import BRIEF, NARROW, Tab, evaluate_on
from playwright.sync_api import Page

# Everything that a page says: to the eye, to a screen reader, to a tab's title. What is marked
# as English is left out, and so are code and references, which quote their documents' titles.
_SAID = """() => {
  // So are hidden elements, such as a citation for programs alone.
  const skip = "[lang=en], [hidden], script, style, pre, code, noscript, li[id^=ref-]";
  // A tab's title has one language: that of the page's heading.
  const said = document.querySelector("h1 > [lang=en]") ? [] : [document.title];
  for (const node of textNodes(document.body)) {
    // A link may show where it leads to: an address, a number.
    const link = node.parentElement.closest("a.external");
    const words = link ? link.textContent : "";
    if (/\\w[.]\\w|[0-9]/.test(words) && link.getAttribute("href").includes(words)) continue;
    if (!node.parentElement.closest(skip)) said.push(node.data);
  }
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest(skip)) continue;
    for (const name of ["aria-label", "aria-description", "placeholder", "title", "alt", "value"]) {
      if (element.hasAttribute(name)) said.push(element.getAttribute(name));
    }
    for (const part of ["::before", "::after"]) {
      const content = getComputedStyle(element, part).content;
      if (content.startsWith('"')) said.push(content);
    }
  }
  // What programs show of a page is in its language too, save where the page is not; of a page
  // that nobody translated all that they show is in the language of its text, and says so.
  if (document.querySelector("meta[property='og:locale'][content^=en]")) return said;
  const english = [...document.querySelectorAll("[lang=en]")].map((node) => node.textContent);
  const codes = "[property='og:type'], [property^='og:locale']";
  const shown = `meta[name=description], meta[property]:not(${codes})`;
  for (const { content } of document.querySelectorAll(shown)) {
    if (!english.some((text) => text.includes(content.replace(/…$/, "")))) said.push(content);
  }
  return said;
}"""

# What Arabic text writes in Latin letters: addresses, acronyms, symbols of documents.
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+|\bwww\.\S+", re.I)
_SYMBOL = re.compile(r"\b[A-Z][A-Z0-9]*(?:[/_.-][A-Z0-9]+)*\b")
_WORD = re.compile(r"[A-Za-z]{2,}")

NAMES = {
    "own": (
        "Syrians For Truth & Justice",  # the name in English, which the page "About us" states
        "BSD-2-Clause",
        "OSE-Syria",
        "swisspeace",
    ),
    "everything": ("synthetic-identifier-",),
}
"""Names that the Arabic translations keep on purpose."""


def english_words(texts: list[str], names: tuple[str, ...]) -> set[str]:
    """The Latin words among some texts that are neither addresses nor symbols nor names."""
    found = set()
    for text in texts:
        rest = _ADDRESS.sub(" ", text)
        for name in names:
            rest = rest.replace(name, " ")
        found |= set(_WORD.findall(_SYMBOL.sub(" ", rest)))
    return found


def test_no_english_string_is_left_in_arabic_pages(tab, sites):
    for site in sites.values():
        for name in site.pages("ar"):
            page = tab.open(site.url(name))
            said = evaluate_on(page, _SAID)
            assert len(said) > 20
            assert english_words(said, NAMES[site.name]) == set(), name


def search(tab: Tab, url: str) -> Page:
    """Open a search page and wait for its answer."""
    page = tab.open(url)
    page.wait_for_function("document.querySelector('#search-results').innerText.length > 20")
    return page


@pytest.mark.parametrize("word", ["اعتقال", "لايوجد"])
def test_no_english_string_is_left_when_searching(tab, everything, word):
    page = search(tab, everything.url(f"ar/search.html?q={word}"))
    assert english_words(evaluate_on(page, _SAID), ()) == set()


def test_no_english_string_is_left_without_javascript(new_tab, everything):
    page = new_tab(NARROW, java_script_enabled=False).open(everything.url("ar/search.html"))
    said = page.locator("main").inner_text()
    assert "جافا سكريبت" in said
    assert english_words([said], ()) == set()


def test_what_is_untranslated_is_marked_as_english(tab, everything):
    page = tab.open(everything.url(f"ar/{BRIEF}"))
    marked = page.locator("article [lang=en]")
    assert marked.count() == 1
    assert marked.inner_text().startswith("This synthetic paragraph")
    assert marked.get_attribute("dir") == "ltr"


def test_a_title_without_translation_is_marked_wherever_it_stands(tab, everything):
    title = "A synthetic brief that nobody translated"
    for name in ("briefs/2020/index.html", "briefs/2020/untranslated.html"):
        page = tab.open(everything.url(f"ar/{name}"))
        found = page.get_by_text(title, exact=True).all()
        assert found, name
        for element in found:
            assert element.evaluate("one => one.closest('[lang]').lang") == "en", name


def test_the_measure_finds_an_english_word():
    assert english_words(["قرار Security Council رقم"], ()) == {"Security", "Council"}
    assert english_words(["CSSR S/RES/2254 a@b.org https://x.org/Some/Path"], ()) == set()
