"""Symbols, addresses and numbers are read from left to right inside Arabic text."""

from __future__ import annotations

import pytest
from browsing import BRIEF, WIDE, evaluate_on

PHRASES = {
    "S/RES/2254 (2015)": 5,
    "https://example.org/a/path?query=1": 1,
    "editor@example.org": 1,
    "+41 22 555 01 23": 1,
    "code(1)": 1,
}
"""What the synthetic brief holds, and how often at least."""

# For every place where the phrase is shown, in one text node or several: where each character
# begins, and on which line.
_PLACES = """(phrase) => {
  const letters = textNodes(document.body)
    .filter((node) => isShown(node.parentElement))
    .flatMap((node) => [...node.data].map((letter, index) => ({ node, index })));
  const text = letters.map(({ node, index }) => node.data[index]).join("");
  const places = [];
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    const characters = [];
    for (const { node, index } of letters.slice(at, at + phrase.length)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      const shape = range.getClientRects()[0];
      if (shape) characters.push([node.data[index], shape.left, Math.round(shape.bottom)]);
    }
    places.push([letters[at].node.parentElement.outerHTML.slice(0, 200), characters]);
  }
  return places;
}"""


def read_in_order(characters: list[tuple[str, float, int]]) -> str:
    """The phrase as an eye reads it: lines from top to bottom, each from left to right."""
    lines: dict[int, list[tuple[float, str]]] = {}
    for char, left, bottom in characters:
        line = next((known for known in lines if abs(known - bottom) < 12), bottom)
        lines.setdefault(line, []).append((left, char))
    return "".join(char for line in sorted(lines) for _, char in sorted(lines[line]))


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_is_shown_in_the_order_in_which_it_is_read(tab, everything, phrase):
    page = tab.open(everything.url(f"ar/{BRIEF}"))
    page.click(".toc-content-icon")
    places = evaluate_on(page, _PLACES, phrase)
    assert len(places) >= PHRASES[phrase]
    for place, characters in places:
        assert read_in_order(characters) == phrase, place


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("index.html", "S/RES/2254 (2015)"),
        ("glossary.html", "S/RES/2254 (2015)"),
        ("bibliography.html", "S/RES/2254 (2015)"),
        ("bibliography/page-2.html", "Is it a synthetic question? (2020)!"),
        ("briefs/2021/page-2.html", "S/RES/2254 (2015)"),
        ("briefs/2021/half.html", "S/RES/2254 (2015)"),
        ("search.html?q=كل", "S/RES/2254 (2015)"),
        ("about.html", "+41 22 555 01 23"),
        ("about.html", "EDITOR@EXAMPLE.ORG"),
        ("briefs/2020/untranslated.html", "Synthetic text with a note."),
    ],
)
def test_lists_and_links_show_it_in_order_too(tab, everything, name, phrase):
    page = tab.open(everything.url(f"ar/{name}"))
    page.wait_for_function("phrase => document.body.innerText.includes(phrase)", arg=phrase)
    places = evaluate_on(page, _PLACES, phrase)
    assert places
    for place, characters in places:
        assert read_in_order(characters) == phrase, place


def test_the_real_archive_shows_its_resolution_in_order(tab, own):
    phrase, seen = "S/RES/2254 (2015)", 0
    for name in own.pages("ar"):
        if phrase not in own.parse(name).get_text():
            continue
        for place, characters in evaluate_on(tab.open(own.url(name)), _PLACES, phrase):
            assert read_in_order(characters) == phrase, f"{name}: {place}"
            seen += 1
    assert seen >= 2


def test_the_closing_bracket_stands_behind_the_number(tab, everything):
    page = tab.open(everything.url(f"ar/{BRIEF}"))
    for _, characters in evaluate_on(page, _PLACES, "S/RES/2254 (2015)"):
        (five, five_at, _), (bracket, bracket_at, _) = characters[-2:]
        assert (five, bracket) == ("5", ")")
        assert bracket_at > five_at


def test_without_isolation_the_order_would_be_wrong(new_tab):
    # What the tests above measure does tell right from wrong.
    page = new_tab(WIDE).page
    for tag, right in (("span", False), ("bdi", True)):
        page.set_content(f'<p dir="rtl">الرقم <{tag} dir="ltr">+41 22 555</{tag}> للتواصل</p>')
        page.evaluate(
            "document.querySelectorAll('span').forEach((one) => one.removeAttribute('dir'))"
        )
        ((_, characters),) = evaluate_on(page, _PLACES, "+41 22 555")
        assert (read_in_order(characters) == "+41 22 555") is right
