"""Arabic pages run from right to left as a whole: everything stands at the mirrored side."""

from __future__ import annotations

import pytest
from browsing import (
    BRIEF,
    DIRECTION,
    LANGUAGES,
    NARROW,
    WIDE,
    Site,
    Tab,
    evaluate_on,
    resize,
)
from playwright.sync_api import Page

OPPOSITE = {"left": "right", "right": "left"}
DESKTOP = (1440, 900)

# What to look at, the window's size, the side in English, and how to tell it.
SIDES = {
    "the sidebar": (WIDE, "left", 'side(middle(find(".sidebar-drawer")), innerWidth / 2)'),
    "the table of contents": (
        DESKTOP,
        "right",
        'side(middle(find(".toc-drawer")), innerWidth / 2)',
    ),
    "the language switch": (WIDE, "left", 'beside(".language-switch a", ".theme-toggle-content")'),
    "the button of the sidebar": (
        NARROW,
        "left",
        'side(middle(find(".nav-overlay-icon")), innerWidth / 2)',
    ),
    "the button of the contents": (
        NARROW,
        "right",
        'side(middle(find(".toc-header-icon")), innerWidth / 2)',
    ),
    "the arms of a sub-menu": (
        WIDE,
        "right",
        'beside(".sidebar-tree .has-children > label", ".sidebar-tree .has-children > a")',
    ),
    "the indent of a sub-menu": (
        WIDE,
        "left",
        'wider("Left", "Right", "margin", ".sidebar-tree .has-children > ul")',
    ),
    "the rule of the contents": (DESKTOP, "left", 'wide("border", "Width", ".toc-tree")'),
    "the deck": (WIDE, "left", 'starts(".deck")'),
    "a heading": (WIDE, "left", 'starts("article h2")'),
    "a heading's own link": (WIDE, "right", 'beside("h2 .headerlink", first("article h2"))'),
    "the names of the facts": (WIDE, "left", 'beside(".brief-facts dt", ".brief-facts dd p")'),
    "the bar of the status": (WIDE, "left", 'wide("border", "Width", ".brief-status")'),
    "a paragraph": (WIDE, "left", 'starts("article section > p:not([lang])")'),
    "a citation's mark": (
        WIDE,
        "right",
        'side(middle(find(".citation-mark")), middle(first(".brief-facts ~ p")))',
    ),
    "a citation's opening bracket": (
        WIDE,
        "left",
        'side(middle(first(".citation-mark")), middle(last(".citation-mark")))',
    ),
    "a footnote's mark": (
        WIDE,
        "right",
        'side(middle(find(".footnote-reference")), middle(before(".footnote-reference")))',
    ),
    "a footnote's number": (
        WIDE,
        "left",
        'side(middle(find("aside.footnote .label")), middle(first("aside.footnote p")))',
    ),
    "the indent of a list": (WIDE, "left", 'wide("padding", "", "#lists ul")'),
    "the indent of a numbered list": (WIDE, "left", 'wide("padding", "", "#lists ol")'),
    "the indent of references": (WIDE, "left", 'wide("padding", "", ".reference-list")'),
    "the indent of a definition": (WIDE, "left", 'wide("margin", "", "#lists dd")'),
    "the bar of a quotation": (WIDE, "left", 'wide("border", "Width", "blockquote")'),
    "the bar of an admonition": (WIDE, "left", 'wide("border", "Width", ".admonition")'),
    "the sign of an admonition": (WIDE, "left", 'wide("padding", "", ".admonition-title")'),
    "the first column": (WIDE, "left", 'beside("td:first-child p", "td:last-child p")'),
    "a cell's text": (WIDE, "left", 'starts("td:first-child")'),
    "a cell aligned with the end": (WIDE, "right", 'starts("td.text-right")'),
    "the older brief": (WIDE, "left", 'beside(".prev-page", ".next-page")'),
    "the arrow of the older brief": (
        WIDE,
        "left",
        'beside(".prev-page svg", ".prev-page .title")',
    ),
    "the arrow of the newer brief": (
        WIDE,
        "right",
        'beside(".next-page svg", ".next-page .title")',
    ),
    "the arrow on the way up": (
        WIDE,
        "left",
        'beside(".back-to-top svg", ".back-to-top span")',
    ),
    "the skip link": (WIDE, "left", 'side(middle(find(".skip-to-content")), innerWidth / 2)'),
}

_SIDES = """
const side = (here, there) => {
  if (Math.abs(here - there) < 1) return "middle";
  return here < there ? "left" : "right";
};
const first = (selector) => textNodes(find(selector))[0];
const last = (selector) => textNodes(find(selector)).at(-1);
const before = (selector) => find(selector).previousSibling;
const place = (what) => typeof what === "string" ? find(what) : what;
const beside = (here, there) => side(middle(place(here)), middle(place(there)));
const wide = (kind, unit, selector) => {
  const style = getComputedStyle(find(selector));
  const [left, right] = ["Left", "Right"].map((name) => parseFloat(style[kind + name + unit]));
  return left === right ? "none" : left > right ? "left" : "right";
};
const wider = (left, right, kind, selector) => {
  document.querySelectorAll(".toctree-checkbox").forEach((box) => { box.checked = true; });
  return wide(kind, "", selector);
};
const starts = (selector) => {
  const element = find(selector);
  const lines = document.createRange();
  lines.selectNodeContents(textNodes(element)[0]);
  const line = lines.getClientRects()[0];
  const around = box(element);
  return Math.abs(line.left - around.left) < Math.abs(around.right - line.right) ? "left" : "right";
};
"""


def side_of(page: Page, expression: str) -> str:
    """Which side something stands at."""
    return str(evaluate_on(page, f"() => {{ {_SIDES} return {expression}; }}"))


@pytest.fixture
def brief(tab: Tab, everything: Site):  # type: ignore[no-untyped-def]
    """Opens the synthetic brief in a language and a size of the window."""

    def open_brief(language: str, size: tuple[int, int]) -> Page:
        resize(tab.page, size)
        return tab.open(everything.url(f"{language}/{BRIEF}"))

    return open_brief


# -- The page as a whole -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language_and_direction(tab, sites, language):
    said = (language, DIRECTION[language])
    for site in sites.values():
        for name in site.pages(language):
            root = site.parse(name).html
            assert root, name
            assert (root["lang"], root["dir"]) == said, name
    page = tab.open(sites["everything"].url(f"{language}/{BRIEF}"))
    assert page.evaluate("[document.documentElement.lang, document.dir]") == list(said)
    assert page.evaluate("getComputedStyle(document.body).direction") == said[1]


def test_everything_stands_at_the_mirrored_side_in_arabic(brief):
    found: dict[str, dict[str, str]] = {what: {} for what in SIDES}
    for language in LANGUAGES:
        for size in (NARROW, WIDE, DESKTOP):
            page = brief(language, size)
            page.evaluate("document.documentElement.classList.add('show-back-to-top')")
            for what, (wanted, _, expression) in SIDES.items():
                if wanted == size:
                    found[what][language] = side_of(page, expression)
    expected = {what: {"en": left, "ar": OPPOSITE[left]} for what, (_, left, _) in SIDES.items()}
    assert found == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("drawer", "start"), [("navigation", "left"), ("toc", "right")])
@pytest.mark.parametrize("size", [NARROW, (600, 900)])
def test_a_drawer_opens_at_its_side(brief, language, drawer, start, size):
    page = brief(language, size)
    element = {"navigation": ".sidebar-drawer", "toc": ".toc-drawer"}[drawer]
    button = {"navigation": ".nav-overlay-icon", "toc": ".toc-header-icon"}[drawer]
    assert not page.locator(element).is_visible()
    page.click(button)
    expected = start if language == "en" else OPPOSITE[start]
    box = page.locator(element).bounding_box()
    assert box
    assert 0 < box["width"] < size[0]
    edge = {"left": 0, "right": size[0] - box["width"]}[expected]
    assert box["x"] == pytest.approx(edge, abs=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_closed_drawer_waits_outside_at_its_side(brief, language):
    page = brief(language, NARROW)
    left, right = page.evaluate(
        "[...document.querySelectorAll('.sidebar-drawer, .toc-drawer')]"
        ".map((drawer) => drawer.getBoundingClientRect().x)"
    )
    assert (left < 0, right >= NARROW[0]) == (language == "en", language == "en")


# -- What points somewhere -------------------------------------------------------------------------


def points(page: Page, selector: str) -> str:
    """Where a chevron points: it is drawn pointing right, and styles may turn it."""
    turned = evaluate_on(page, "(selector) => find(selector).getScreenCTM().a", selector)
    return "right" if turned > 0 else "left"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [BRIEF, "briefs/2021/page-2.html"])
def test_the_arrows_of_older_and_newer_point_away_from_the_middle(tab, everything, language, name):
    page = tab.open(everything.url(f"{language}/{name}"))
    english = {".prev-page": "left", ".next-page": "right"}
    found = {link: points(page, f"{link} svg") for link in english}
    expected = {link: OPPOSITE[way] for link, way in english.items()}
    assert found == (english if language == "en" else expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_arrow_of_a_sub_menu_points_down_and_up(brief, language):
    page = brief(language, WIDE)
    slope = "() => { const icon = find('.sidebar-tree label svg'); return icon.getScreenCTM().b; }"
    closed = evaluate_on(page, slope)
    page.click(".sidebar-tree label")
    assert page.locator(".sidebar-tree .has-children > ul").is_visible()
    assert (closed > 0, evaluate_on(page, slope) > 0) == (True, False)


_SCROLL = """(place) => new Promise((done) => {
  addEventListener("scroll", () => requestAnimationFrame(done), { once: true });
  scrollTo(0, place);
})"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_back_to_top_stands_in_the_middle_of_the_text(brief, language):
    page = brief(language, NARROW)
    for place in (1500, 1200):  # down, and a little up: the second after the first was seen
        page.evaluate(_SCROLL, place)
    page.wait_for_selector(".back-to-top", state="visible")
    box = page.locator(".back-to-top").bounding_box()
    assert box
    assert box["x"] + box["width"] / 2 == pytest.approx(NARROW[0] / 2, abs=1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "sign"), [("note", "i"), ("warning", "!")])
def test_the_sign_of_an_admonition_is_drawn_at_the_start(brief, language, kind, sign):
    page = brief(language, WIDE)
    style = evaluate_on(
        page,
        """(kind) => {
          const style = getComputedStyle(find(`.admonition.${kind} > p:first-child`), "::before");
          return [style.content, style.maskImage, style.left, style.right].map(String);
        }""",
        kind,
    )
    left, right = (float(side.removesuffix("px")) for side in style[2:])
    assert style[:2] == [f'"{sign}"', "none"]
    assert (left < right) is (language == "en")


# -- What stays as it is -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_runs_from_left_to_right_at_the_left(brief, language):
    page = brief(language, WIDE)
    found = evaluate_on(
        page,
        """() => [find("pre"), find("p code")].map((element) => {
          const style = getComputedStyle(element);
          const text = textNodes(element)[0];
          const start = document.createRange();
          start.setStart(text, 0);
          start.setEnd(text, 1);
          return [style.direction, style.textAlign, start.getBoundingClientRect().left -
            element.getBoundingClientRect().left < 20];
        })""",
    )
    for direction, align, at_the_left in found:
        assert (direction, at_the_left) == ("ltr", True)
        assert align in ("left", "start")


def test_an_untranslated_paragraph_stands_in_english_from_left_to_right(brief):
    page = brief("ar", WIDE)
    paragraph = page.locator("article p[lang=en]")
    assert paragraph.count() == 1
    assert paragraph.get_attribute("dir") == "ltr"
    assert side_of(page, 'starts("article p[lang=en]")') == "left"


def test_an_untranslated_brief_runs_from_left_to_right(tab, everything):
    page = tab.open(everything.url("ar/briefs/2020/untranslated.html"))
    assert side_of(page, 'beside("h1 .headerlink", first("article h1"))') == "right"
    assert side_of(page, 'starts("article h1")') == "left"
    for selector in (".deck", "article li p", "blockquote p", "aside.footnote p"):
        assert side_of(page, f'starts("{selector}")') == "left", selector
    for what in ("wide('padding', '', 'article ul')", "wide('border', 'Width', 'blockquote')"):
        assert side_of(page, what) == "left", what
    assert side_of(page, 'beside("aside.footnote .label", "aside.footnote p")') == "left"
