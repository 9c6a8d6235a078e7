"""What a page says of its translation, as a reader meets it."""

from __future__ import annotations

import pytest
from browsing import NARROW, NARROWEST, WIDE, evaluate_on

PAGE = "ar/briefs/2021/half.html"

BOX = """() => {
  const note = find('main [role="note"]');
  const style = getComputedStyle(note);
  const main = box(find("main"));
  return {
    shown: isShown(note),
    inside: box(note).left >= main.left - 1 && box(note).right <= main.right + 1,
    above: box(note).bottom <= box(find("h1")).top,
    bar: [parseFloat(style.borderRightWidth), parseFloat(style.borderLeftWidth)],
    overflow: note.scrollWidth - note.clientWidth,
    link: isShown(note.querySelector("a")),
  };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW, NARROWEST])
def test_the_notice_is_seen_above_the_title_with_its_bar_at_the_start(
    everything, new_tab, size, scheme
):
    page = new_tab(size, scheme).open(everything.url(PAGE))
    found = evaluate_on(page, BOX)
    assert found["shown"]
    assert found["inside"]
    assert found["above"]
    assert found["overflow"] <= 0
    assert found["bar"][0] > 0  # right to left: the start is on the right
    assert found["bar"][1] == 0


def test_the_notice_needs_no_javascript_and_leads_to_the_source(everything, new_tab):
    page = new_tab(java_script_enabled=False).open(everything.url(PAGE))
    page.click('main [role="note"] a')
    page.wait_for_url(everything.url("en/briefs/2021/half.html"))


def test_the_notice_is_printed_without_its_link(everything, tab):
    page = tab.open(everything.url(PAGE))
    page.emulate_media(media="print")
    found = evaluate_on(page, BOX)
    assert found["shown"]
    assert not found["link"]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_page_of_the_translations_fits_and_leads_to_lists(own, new_tab, language, size):
    page = new_tab(size).open(own.url(f"{language}/translations.html"))
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0]
    page.click(".translation-summary .year-list a >> nth=0")
    page.wait_for_url("**/translations/ar/**")
    page.click(".translation-list a >> nth=0")  # waits for it
    page.wait_for_url(own.url("ar/") + "**")
    assert page.evaluate("document.documentElement.lang") == "ar"
