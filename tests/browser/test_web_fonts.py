"""Arabic pages use the archive's own faces without shifting; English pages load none."""

from __future__ import annotations

import pytest
from browsing import BRIEF, NARROW, WIDE, Tab, evaluate_on

BUDGET = 50_000
"""Bytes that the faces of a page may weigh together."""


def faces_used(page, selector: str) -> dict[str, bool]:  # type: ignore[no-untyped-def]
    """The faces that an element's glyphs were drawn with, and whether each is a web font."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    found = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    session.detach()
    return {font["familyName"]: font["isCustomFont"] for font in found}


def open_with_fonts(tab: Tab, url: str):  # type: ignore[no-untyped-def]
    """Open a page whose fonts came in time. They are optional: a busy machine may do without."""
    for _ in range(40):
        page = tab.open(url)
        page.evaluate("document.fonts.ready.then(() => 1)")
        if any(faces_used(page, "h1").values()):
            break
    return page


def test_arabic_text_is_drawn_with_the_archives_own_faces(tab, everything):
    page = open_with_fonts(tab, everything.url(f"ar/{BRIEF}"))
    for selector in (
        "h1",
        ".deck",
        "section section > p",
        "td p",
        "blockquote p",
        ".sidebar-tree a",
    ):
        used = faces_used(page, selector)
        assert used, selector
        assert all(used.values()), (selector, used)


def test_the_faces_load_from_a_disk_too(tab, everything):
    page = tab.open(everything.url(f"ar/{BRIEF}", "file"))
    page.evaluate("document.fonts.ready.then(() => 1)")
    assert page.evaluate("[...document.fonts].map((face) => face.status)") == ["loaded"] * 2


def test_an_arabic_page_loads_its_two_faces_and_they_are_small(tab, everything):
    tab.open(everything.url(f"ar/{BRIEF}")).evaluate("document.fonts.ready.then(() => 1)")
    fonts = [url for url in tab.requests if url.endswith(".woff2")]
    assert len(fonts) == len(set(fonts)) == 2
    sizes = [
        (everything.html / url.removeprefix(everything.address)).stat().st_size for url in fonts
    ]
    assert sum(sizes) <= BUDGET


def test_no_english_page_loads_a_font(tab, sites):
    everything, own = sites["everything"], sites["own"]
    pages = [own.url(name) for name in ["index.html", *own.samples("en")]]
    for url in [*pages, everything.url(f"en/{BRIEF}")]:
        page = tab.open(url)
        assert page.evaluate("document.fonts.size") == 0, url
        assert [url for url in tab.requests if "font" in url] == [], url
    assert not any(faces_used(page, "h1").values())


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_late_font_shifts_nothing(new_tab, everything, size):
    tab = new_tab(size)
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 250, "downloadThroughput": 150_000, "uploadThroughput": -1},
    )
    page = tab.open(everything.url(f"ar/{BRIEF}"))
    page.evaluate("document.fonts.ready.then(() => 1)")
    page.wait_for_timeout(300)
    shift = page.evaluate(
        """new Promise((done) => {
          let sum = 0;
          const add = (list) => list.getEntries().forEach((entry) => { sum += entry.value; });
          new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 100);
        })"""
    )
    assert any(url.endswith(".woff2") for url in tab.requests)
    assert shift == 0


@pytest.mark.parametrize("size", [(1440, 900), NARROW])
def test_no_arabic_text_is_tiny_or_cramped(new_tab, everything, size):
    page = new_tab(size).open(everything.url(f"ar/{BRIEF}"))
    page.evaluate("document.documentElement.classList.add('show-back-to-top')")
    for drawer in ("navigation", "toc"):
        page.evaluate(
            "drawer => { document.getElementById(`__${drawer}`).checked = true; }", drawer
        )
    found = evaluate_on(
        page,
        r"""() => textNodes(document.body)
          .filter((node) => /\p{Script=Arabic}/u.test(node.data) && isShown(node.parentElement))
          .map((node) => [node.data.trim(), getComputedStyle(node.parentElement)])
          .map(([text, style]) => [text, parseFloat(style.fontSize), parseFloat(style.lineHeight)])
        """,
    )
    assert len(found) > 50
    assert [text for text, letters, _ in found if letters < 13.5] == []
    assert [text for text, letters, line in found if line < 1.3 * letters] == []


def test_arabic_letters_are_larger_airier_and_never_slanted(tab, everything):
    styles = {}
    for language in ("en", "ar"):
        page = tab.open(everything.url(f"{language}/{BRIEF}"))
        styles[language] = page.evaluate(
            """() => {
              const text = getComputedStyle(document.querySelector("section section > p"));
              const stress = getComputedStyle(document.querySelector(".admonition em"));
              return {
                size: parseFloat(text.fontSize),
                leading: parseFloat(text.lineHeight) / parseFloat(text.fontSize),
                spacing: text.letterSpacing,
                stress: stress.fontStyle,
              };
            }"""
        )
    arabic, english = styles["ar"], styles["en"]
    assert arabic["size"] == pytest.approx(english["size"] * 1.125)
    assert arabic["leading"] == pytest.approx(1.85, abs=0.01)
    assert (arabic["stress"], english["stress"]) == ("normal", "italic")
    assert arabic["spacing"] in ("normal", "0px")
