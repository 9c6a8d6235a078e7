"""Definitions of terms open by pointer, keyboard and touch, and stay out of the way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from browsing import LANGUAGES, NARROW, NARROWEST, WIDE, Site, evaluate_on, resize
from playwright.sync_api import Locator, Page, expect
from test_accessibility import COLOURS, find_faults

BRIEF = "briefs/2023/geneva-stj-partakes-in-cssr-meetings.html"
SECOND = "guide/second.html"
PAGES = (("own", BRIEF), ("own", "glossary.html"), ("everything", SECOND))

_SHOWN = """() => [...document.querySelectorAll(".term-definition")]
  .map((definition, number) => isShown(definition) ? number : -1)
  .filter((number) => number >= 0)
"""

# Whether a definition leaves the window, is cut, or makes the page scroll sideways.
_SHAPE = """(number) => {
  const definition = document.querySelectorAll(".term-definition")[number];
  const area = box(definition), width = document.documentElement.clientWidth;
  const words = textNodes(definition).map(box);
  return {
    shown: isShown(definition) && area.width > 0,
    inside: area.left >= 0 && area.right <= width &&
      words.every((word) => word.left >= area.left && word.right <= area.right),
    sideways: document.documentElement.scrollWidth > width,
    below: area.top - box(definition.parentElement.querySelector("a")).bottom,
  };
}"""


def mentions(page: Page) -> Locator:
    """The links that have a definition."""
    return page.locator(".term-mention > a")


def shown(page: Page) -> list[int]:
    """The numbers of the definitions that are seen."""
    found: list[int] = evaluate_on(page, _SHOWN)
    return found


def definition(page: Page, index: int) -> Locator:
    """The definition of a mention."""
    return page.locator(".term-definition").nth(index)


def middle_of(place: Locator) -> tuple[float, float]:
    """The point in the middle of an element."""
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# -- Pointer and keyboard ----------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_definition_shows_while_the_pointer_is_on_it_or_its_mention(new_tab, own, language):
    page = new_tab(WIDE, java_script_enabled=False).open(own.url(f"{language}/{BRIEF}"))
    assert shown(page) == []
    height = page.locator("article").evaluate("article => article.offsetHeight")
    for index in (0, 2):
        mentions(page).nth(index).hover()
        assert shown(page) == [index]
        assert page.locator("article").evaluate("article => article.offsetHeight") == height
        x, y = middle_of(mentions(page).nth(index))
        end = middle_of(definition(page, index))[1]
        for step in [*range(round(y), round(y) + 30), end]:
            page.mouse.move(x, step)
            assert shown(page) == [index], "the way from the mention to its definition is free"
        page.mouse.move(x, 2)
        assert shown(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_definition_is_reached_by_keyboard(new_tab, own, language):
    page = new_tab(WIDE, java_script_enabled=False).open(own.url(f"{language}/{BRIEF}"))
    page.locator("dl.brief-facts a").last.focus()
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        now = shown(page)
        focused = [i for i in range(6) if is_focused(mentions(page).nth(i))]
        assert now == focused
        seen |= set(now)
    assert seen == set(range(6)) == set(range(mentions(page).count()))


def is_focused(place: Locator) -> bool:
    """Whether the focus is on an element."""
    return bool(place.evaluate("element => element === document.activeElement"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_escape_takes_a_definition_away_and_leaves_the_focus(new_tab, own, language):
    page = new_tab(WIDE).open(own.url(f"{language}/{BRIEF}"))
    page.locator("dl.brief-facts a").last.focus()
    for _ in range(12):
        if shown(page) == [2]:
            break
        page.keyboard.press("Tab")
    assert shown(page) == [2]
    page.keyboard.press("Escape")
    assert shown(page) == []
    assert is_focused(mentions(page).nth(2))
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert shown(page) == [2], "it comes back with the focus"
    page.keyboard.press("Escape")
    mentions(page).nth(0).hover()
    assert shown(page) == [0]
    page.keyboard.press("Escape")
    assert shown(page) == []
    page.mouse.move(2, 2)
    mentions(page).nth(0).hover()
    assert shown(page) == [0], "it comes back with the pointer"


@pytest.mark.parametrize("language", LANGUAGES)
def test_enter_follows_the_link_at_once(new_tab, own, language):
    page = new_tab(WIDE).open(own.url(f"{language}/{BRIEF}"))
    mentions(page).nth(2).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{language}/glossary.html#term-cssr$"))


# -- Touch ---------------------------------------------------------------------------------------


def open_by_touch(new_tab: Any, site: Site, name: str, script: bool = True) -> Page:
    """A page on a telephone."""
    options = {"has_touch": True, "is_mobile": True, "java_script_enabled": script}
    page: Page = new_tab(NARROW, **options).open(site.url(name))
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_tap_opens_the_definition_and_a_second_follows_the_link(new_tab, own, language):
    page = open_by_touch(new_tab, own, f"{language}/{BRIEF}")
    address = page.url
    mentions(page).nth(2).tap()
    assert shown(page) == [2]
    definition(page, 2).tap()
    assert shown(page) == [2], "a tap on the definition leaves it open"
    mentions(page).nth(1).tap()
    assert shown(page) == [1], "another takes its place"
    page.touchscreen.tap(*middle_of(page.locator("dl.brief-facts dt").last))
    assert shown(page) == [], "a tap elsewhere closes it"
    mentions(page).nth(2).tap()
    page.keyboard.press("Escape")
    assert shown(page) == []
    mentions(page).nth(2).tap()
    assert page.url == address
    mentions(page).nth(2).tap()
    expect(page).to_have_url(re.compile(f"/{language}/glossary.html#term-cssr$"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_a_tap_leads_to_the_definition(new_tab, own, language):
    page = open_by_touch(new_tab, own, f"{language}/{BRIEF}", script=False)
    mentions(page).nth(2).tap()
    expect(page).to_have_url(re.compile(f"/{language}/glossary.html#term-cssr$"))


# -- How it looks and what it says ---------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_definition_leaves_the_window_or_makes_the_page_scroll_sideways(
    new_tab, sites, language
):
    tab = new_tab(WIDE)
    for site, name in PAGES:
        page = tab.open(sites[site].url(f"{language}/{name}"))
        for size in (NARROWEST, NARROW, WIDE):
            resize(page, size)
            for index in range(mentions(page).count()):
                page.keyboard.press("Shift")  # what is focused after a key shows its focus
                mentions(page).nth(index).focus()
                shape = evaluate_on(page, _SHAPE, index)
                assert shape["shown"], (name, size, index)
                assert shape["inside"], (name, size, index)
                assert not shape["sideways"], (name, size, index)
                assert -2 <= shape["below"] <= 12, "it stands right below the mention's last line"


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_with_a_definition_open(new_tab, sites, language):
    page = new_tab(WIDE, bypass_csp=True).open(sites["everything"].url(f"{language}/{SECOND}"))
    mentions(page).nth(0).hover()
    assert shown(page) == [0]
    assert find_faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert find_faults(page, COLOURS) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_reads_the_definition_as_a_description_of_the_link(new_tab, own, language):
    page = new_tab(WIDE).open(own.url(f"{language}/{BRIEF}"))
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    links = [
        (node["name"]["value"], node["description"]["value"])
        for node in tree
        if node["role"]["value"] == "link" and node.get("description", {}).get("value")
    ]
    said = page.locator(".term-definition").all_text_contents()
    named = mentions(page).all_text_contents()
    assert [(squeeze(name), squeeze(text)) for name, text in links] == [
        (squeeze(name), squeeze(text)) for name, text in zip(named, said, strict=True)
    ]
    assert said[0][-40:] not in page.locator("article").inner_text(), "no search finds it there"


def squeeze(text: str) -> str:
    """A text without its spaces: browsers put some around each element of what is hidden."""
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_has_the_full_name_and_no_definition(new_tab, everything, language):
    page = new_tab(WIDE).open(everything.url(f"{language}/{SECOND}"))
    mentions(page).nth(0).hover()
    assert shown(page) == [0]
    page.emulate_media(media="print")
    assert shown(page) == []
    assert page.locator(".term-expansion").count() == 2
    assert page.locator(".term-expansion").first.is_visible()
