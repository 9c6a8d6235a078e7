"""A page gives all that it has without JavaScript, from a server or from a disk."""

from __future__ import annotations

import pytest
from browsing import BRIEF, LANGUAGES, NARROW, WIDE, evaluate_on
from playwright.sync_api import Page

# What the article holds but does not show.
_HIDDEN = """() => textNodes(find("article"))
  .filter((node) => {
    const parent = node.parentElement;
    const shape = box(node);
    const allowed = parent.closest(
      ".visually-hidden, .headerlink, .no-js .search-form, noscript, .term-definition");
    return !allowed && (!isShown(parent) || shape.width < 1 || shape.height < 1);
  })
  .map((node) => node.data.trim())
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_every_page_is_shown(new_tab, sites, language):
    tab = new_tab(NARROW, java_script_enabled=False)
    for site, scheme in ((sites["own"], "http"), (sites["everything"], "file")):
        for name in site.samples(language):
            page = tab.open(site.url(name, scheme))
            assert evaluate_on(page, _HIDDEN) == [], name
            assert page.locator("h1").count() == 1, name
            assert page.locator("h1").is_visible(), name


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_the_same_with_and_without_javascript(new_tab, everything, language, scheme):
    said = []
    for enabled in (True, False):
        page = new_tab(WIDE, java_script_enabled=enabled).open(
            everything.url(f"{language}/{BRIEF}", scheme)
        )
        said.append(page.locator("article").inner_text())
    assert said[0] == said[1]


def is_open(page: Page, drawer: str) -> bool:
    """Whether a drawer can be seen in the window."""
    box = page.locator(drawer).bounding_box()
    width = page.viewport_size["width"] if page.viewport_size else 0
    return bool(
        page.locator(drawer).is_visible() and box and -1 <= box["x"] <= width - box["width"] + 1
    )


DRAWERS = {
    "navigation": (".sidebar-drawer", ".sidebar-tree a"),
    "toc": (".toc-drawer", ".toc-tree li li a"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("drawer", DRAWERS)
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_drawer_opens_and_closes_by_pointer(new_tab, everything, language, drawer, scheme):
    page = new_tab(NARROW, java_script_enabled=False).open(
        everything.url(f"{language}/{BRIEF}", scheme)
    )
    element, inside = DRAWERS[drawer]
    assert not is_open(page, element)
    page.click(f"label[for=__{drawer}] >> visible=true")
    assert is_open(page, element)
    assert page.locator(inside).first.is_visible()
    edge = NARROW[0] - 10 if page.locator(element).bounding_box()["x"] < 1 else 10  # type: ignore[index]
    page.mouse.click(edge, 400)
    assert not is_open(page, element)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("drawer", DRAWERS)
def test_a_drawer_opens_by_keyboard_and_its_links_can_be_reached(
    new_tab, everything, language, drawer
):
    page = new_tab(NARROW, java_script_enabled=False).open(everything.url(f"{language}/{BRIEF}"))
    element, inside = DRAWERS[drawer]
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == f"__{drawer}":
            break
    assert page.evaluate("document.activeElement.id") == f"__{drawer}"
    assert page.locator(":focus").get_attribute("aria-label")
    page.keyboard.press("Space")
    assert is_open(page, element)
    assert page.locator(inside).first.get_attribute("href") in links_in_reach(page, element)
    page.focus(f"#__{drawer}")
    page.keyboard.press("Space")
    assert not is_open(page, element)
    assert links_in_reach(page, element) == []


def links_in_reach(page: Page, element: str) -> list[str]:
    """Where the links below an element lead to that can take the focus."""
    found: list[str] = page.evaluate(
        """element => [...document.querySelectorAll(`${element} a`)].filter((link) => {
          link.focus();
          return document.activeElement === link && link.tabIndex === 0;
        }).map((link) => link.getAttribute("href"))""",
        element,
    )
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_sub_menu_can_be_reached_by_keyboard(new_tab, everything, language):
    page = new_tab(WIDE, java_script_enabled=False).open(everything.url(f"{language}/index.html"))
    page.focus(".sidebar-tree .has-children > a")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "guide/first.html"
    assert page.locator(":focus").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_needs_javascript_is_not_offered_without(new_tab, everything, language):
    page = new_tab(WIDE, java_script_enabled=False).open(everything.url(f"{language}/index.html"))
    for needing in (".theme-toggle", ".sidebar-search"):
        assert page.locator(f"{needing} >> visible=true").count() == 0
    with_it = new_tab(WIDE).open(everything.url(f"{language}/index.html"))
    for needing in (".theme-toggle", ".sidebar-search"):
        assert with_it.locator(f"{needing} >> visible=true").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_system_without_javascript(new_tab, everything, scheme):
    page = new_tab(WIDE, scheme, java_script_enabled=False).open(everything.url("ar/index.html"))
    red, green, blue = page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)"
    )
    assert (red + green + blue > 600) is (scheme == "light")
