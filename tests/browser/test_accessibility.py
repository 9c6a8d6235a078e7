"""Pages meet WCAG 2.2 AA as far as axe can tell, and a keyboard's place is always seen."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from browsing import (
    BRIEF,
    LANGUAGES,
    NARROW,
    WIDE,
    Site,
    Tab,
    evaluate_on,
    resize,
    toggle_drawer,
)
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose outcome the colours can change."""

PAGE_TYPES = {
    "front page": ("everything", "index.html"),
    "brief": ("everything", BRIEF),
    "untranslated brief": ("everything", "briefs/2020/untranslated.html"),
    "retracted brief": ("everything", "briefs/2021/retracted.html"),
    "removed brief": ("everything", "briefs/2021/removed.html"),
    "list of years": ("everything", "briefs/index.html"),
    "page of a year": ("everything", "briefs/2021/page-2.html"),
    "list of places": ("everything", "places/index.html"),
    "page of a body": ("everything", "bodies/sync/index.html"),
    "page with pages below it": ("everything", "guide/index.html"),
    "glossary": ("everything", "glossary.html"),
    "bibliography": ("everything", "bibliography.html"),
    "search": ("everything", "search.html"),
    "real brief": ("own", "briefs/2023/geneva-stj-partakes-in-cssr-meetings.html"),
    "about": ("own", "about.html"),
}


def find_faults(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds wrong, by its rules for WCAG 2.2 AA or by some rules alone."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    options = {"runOnly": only, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{fault['id']}: {node['html'][:160]}: {node['failureSummary'][:300]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def find_faults_in_all_looks(page: Page) -> dict[str, list[str]]:
    """The faults of a page, wide and narrow, light and dark."""
    found = {}
    for size in (WIDE, NARROW):
        resize(page, size)
        page.emulate_media(color_scheme="light")
        found[f"{size[0]} light"] = find_faults(page)
        page.emulate_media(color_scheme="dark")
        found[f"{size[0]} dark"] = find_faults(page, COLOURS)
    return {look: faults for look, faults in found.items() if faults}


@pytest.fixture
def open_page(new_tab):  # type: ignore[no-untyped-def]
    """Opens a page in which axe may run: the site's policy would forbid its script."""
    tab: Tab = new_tab(WIDE, bypass_csp=True)

    def open_one(site: Site, name: str) -> Page:
        return tab.open(site.url(name))

    return open_one


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_type_of_page(open_page, sites, language):
    found = {}
    for kind, (site, name) in PAGE_TYPES.items():
        faults = find_faults_in_all_looks(open_page(sites[site], f"{language}/{name}"))
        if faults:
            found[kind] = faults
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_beside_the_contents_of_a_page(open_page, everything, language):
    page = open_page(everything, f"{language}/{BRIEF}")
    resize(page, (1440, 900))
    assert page.locator(".toc-drawer").is_visible()
    assert find_faults(page) == []


def test_axe_finds_nothing_on_the_chooser(open_page, own):
    assert find_faults_in_all_looks(open_page(own, "index.html")) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("drawer", ["navigation", "toc"])
def test_axe_finds_nothing_with_a_drawer_open(open_page, everything, language, drawer):
    page = open_page(everything, f"{language}/{BRIEF}")
    resize(page, NARROW)
    toggle_drawer(page, drawer)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert find_faults(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_search_results(open_page, everything, language):
    word = {"en": "synthetic", "ar": "اصطناعية"}[language]
    page = open_page(everything, f"{language}/search.html?q={word}")
    page.locator("#search-results li a").first.wait_for()
    assert find_faults_in_all_looks(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_colours_that_a_reader_chose(open_page, everything, language, theme):
    page = open_page(everything, f"{language}/{BRIEF}")
    page.emulate_media(color_scheme="dark" if theme == "light" else "light")
    page.evaluate("theme => localStorage.setItem('theme', theme)", theme)
    page.reload()
    assert page.locator("body").get_attribute("data-theme") == theme
    assert find_faults(page, COLOURS) == []


def test_axe_finds_faults_where_there_are_some(open_page, everything):
    page = open_page(everything, "en/index.html")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    said = " ".join(find_faults(page))
    assert "button-name" in said
    assert "color-contrast" in said


# -- Keyboard ------------------------------------------------------------------------------------

# How the focused element shows: its own ring, or that of the button which stands for it.
_FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const seen = (one) => {
    const style = getComputedStyle(one);
    const shape = one.getBoundingClientRect();
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 &&
      shape.width > 0 && isShown(one) && shape.right > 0 && shape.left < innerWidth &&
      shape.bottom > 0 && shape.top < innerHeight;
  };
  const stands = [element, ...(element.labels || [])];
  return { name: element.outerHTML.slice(0, 120), ring: stands.some(seen) };
}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("name", [BRIEF, "search.html"])
def test_the_keyboards_place_is_always_seen(new_tab, everything, language, size, name):
    page = new_tab(size).open(everything.url(f"{language}/{name}"))
    without, seen = [], set()
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = evaluate_on(page, _FOCUSED)
        if focused is None:
            break
        seen.add(focused["name"])
        if not focused["ring"]:
            without.append(focused["name"])
    assert without == []
    assert len(seen) >= (20 if name == BRIEF else 5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_stop_skips_to_the_content(new_tab, everything, language):
    page = new_tab(NARROW).open(everything.url(f"{language}/{BRIEF}"))
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.get_attribute("href") == "#furo-main-content"
    box = link.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW[0]
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
