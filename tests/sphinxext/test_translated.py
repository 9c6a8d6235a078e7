"""What has no translation says its language, and is counted. Every page is synthetic."""

from __future__ import annotations

import polib
import pytest
from bs4 import Tag
from kit import Site, holding, only, words_of

from warraq.sphinxext.runner import Outcome

PAGE = """\
# Open title

Done paragraph.

Open paragraph with *stress* and [a link](https://example.org/).

- Done item
- Open item
  - Open item within

> Open quotation

## Done heading

## Open heading

| Done column | Open column |
|---|---|
| Done cell | Open cell |

Done entry
: Done definition

Open entry
: Open definition

:::{note}
Open remark
:::

:::{admonition} Open warning
Done remark
:::

A claim.[^1]

[^1]: Open footnote

2254
"""
GLOSSARY = """\
# Done glossary

```{glossary}
Open term
    Open meaning

Done term
    Done meaning
```
"""
WORDS = {
    "Done paragraph.": "فقرة.",
    "Done item": "بند",
    "Done heading": "عنوان",
    "Done column": "عمود",
    "Done cell": "خانة",
    "Done entry": "مدخل",
    "Done definition": "تعريف",
    "Done remark": "ملاحظة",
    "Done glossary": "مسرد",
    "Done term": "مصطلح",
    "Done meaning": "معنى",
}
OPEN = (
    ("h1", "Open title"),
    ("p", "Open paragraph with stress and a link."),
    ("p", "Open item"),
    ("p", "Open item within"),
    ("p", "Open quotation"),
    ("h2", "Open heading"),
    ("p", "Open column"),
    ("p", "Open cell"),
    ("dt", "Open entry"),
    ("p", "Open definition"),
    ("p", "Open remark"),
    ("p", "Open warning"),
    ("p", "Open footnote"),
)
FIGURES = {"page": (8, 22), "glossary": (3, 5), "briefs/2024/open": (0, 3)}
"""Of each page: how many of its messages are translated, and how many there are."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, dict[str, Outcome]]:
    site = Site(tmp_path_factory.mktemp("translated") / "archive")
    fill(site)
    outcomes = site.build()
    assert [outcome.messages for outcome in outcomes.values()] == [(), ()]
    return site, outcomes


@pytest.fixture(scope="module")
def site(built: tuple[Site, dict[str, Outcome]]) -> Site:
    return built[0]


def fill(site: Site) -> None:
    site.page("page", PAGE)
    site.page("glossary", GLOSSARY)
    for name in ("page", "glossary"):
        site.catalog(name, WORDS)
    facts = {"title": "Open brief", "summary": "Open deck."}
    site.brief("2024/open", "Open text of the brief.\n", **facts)
    facts = {"title": "Done brief", "summary": "Done deck."}
    site.brief("2024/done", "Done text of the brief.\n", **facts)
    words = {
        "Done brief": "إحاطة",
        "Done deck.": "تمهيد.",
        "Done text of the brief.": "نص الإحاطة.",
    }
    site.catalog("briefs/2024/done", words)
    site.catalog("index", {"Synthetic archive": "أرشيف اصطناعي"})


def language_of(tag: Tag) -> tuple[str, str]:
    """The language and direction that hold for an element's text."""
    for element in (tag, *tag.parents):
        if element.get("lang"):
            return str(element["lang"]), str(element.get("dir"))
    raise AssertionError(f"{tag} has no language")


# -- Marks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "text"), OPEN, ids=[text for _, text in OPEN])
def test_what_is_not_translated_shows_the_source_and_says_its_language(site, name, text):
    tags = [tag for tag in site.article("page").find_all(name) if words_of(tag) == text]
    assert len(tags) == 1
    inner = tags[0].find(string=lambda string: string.strip().startswith("Open"))
    assert language_of(inner.parent) == ("en", "ltr")


@pytest.mark.parametrize("source", WORDS)
def test_what_is_translated_is_in_the_language_of_the_page(site, source):
    page = "page" if source in PAGE else "glossary"
    article = site.article(page)
    found = article.find_all(string=lambda string: source in string)
    # A glossary gives the names in the other languages too.
    assert [text for text in found if not text.find_parent(class_="body-names")] == []
    inner = article.find(string=lambda string: string.strip() == WORDS[source])
    assert language_of(inner.parent) == ("ar", "rtl")


def test_only_what_is_not_translated_is_marked(site):
    marked = site.article("page").select(
        ":is(p, dt)[lang], :is(h1, h2, .admonition-title) > [lang]"
    )
    texts = [text for _, text in OPEN] + ["A claim.[1]"]
    assert sorted(words_of(tag) for tag in marked) == sorted(texts)


def test_what_has_sides_turns_only_if_none_of_its_texts_is_translated(site):
    article = site.article("page")
    outer, inner = article.select("ul")
    assert outer.get("lang") is None, "one of its items is translated"
    assert (inner["lang"], inner["dir"]) == ("en", "ltr")
    assert language_of(only(article, "blockquote")) == ("en", "ltr")
    assert language_of(only(article, "table")) == ("ar", "rtl")
    assert language_of(only(article, "dl")) == ("ar", "rtl")


def test_an_open_term_of_a_glossary_is_marked_and_its_neighbour_is_not(site):
    terms = site.article("glossary").select(".glossary > dt")
    assert [(words_of(term), language_of(term)) for term in terms] == [
        ("Open term", ("en", "ltr")),
        ("مصطلح", ("ar", "rtl")),
    ]
    assert language_of(holding(site.article("glossary"), "p", "Open meaning")) == ("en", "ltr")


def test_the_title_the_deck_and_the_text_of_an_open_brief_are_marked(site):
    article = site.article("briefs/2024/open")
    assert language_of(only(article, "h1 > span")) == ("en", "ltr")
    assert words_of(only(article, "h1")) == "Open brief"
    assert language_of(only(article, "p.deck")) == ("en", "ltr")
    assert words_of(only(article, "p.deck")) == "Open deck."
    assert language_of(holding(article, "p", "Open text")) == ("en", "ltr")


def test_the_title_the_deck_and_the_text_of_a_done_brief_are_not(site):
    article = site.article("briefs/2024/done")
    # But for the archive's words in the facts, which have no translation here.
    assert {words_of(mark) for mark in article.select("[lang]")} == {
        "update",
        "Synthetic Town",
        "synthetic topic",
    }
    assert words_of(only(article, "p.deck")) == "تمهيد."


def test_titles_keep_their_mark_in_the_menus(site):
    soup = site.soup("page")
    for tree in (".sidebar-tree", ".toc-tree"):
        link = only(soup, f"{tree} a.reference[href='#']")
        assert words_of(link) == "Open title"
        assert language_of(only(link, "span")) == ("en", "ltr")
    entries = soup.select(".toc-tree ul ul a")
    assert [words_of(entry) for entry in entries] == ["عنوان", "Open heading"]
    assert entries[0].select("[lang]") == []
    assert language_of(only(entries[1], "span")) == ("en", "ltr")


def test_a_text_without_words_is_the_same_in_every_language(site):
    paragraph = holding(site.article("page"), "p", "2254")
    assert language_of(paragraph) == ("ar", "rtl")


def test_pages_in_the_language_of_the_sources_mark_nothing(site):
    for page in ("page", "glossary", "briefs/2024/open"):
        marked = site.article(page, "en").select("[lang]")
        # A glossary gives the names in the other languages too.
        assert [tag for tag in marked if not tag.find_parent(class_="body-names")] == []


def test_a_doubtful_translation_does_not_count(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("page", "# Page\n\nA sentence in doubt.\n")
    path = site.catalog("page", {"Page": "صفحة", "A sentence in doubt.": "جملة."})
    catalog = polib.pofile(str(path))
    catalog[1].flags = ["fuzzy"]
    path.write_text(str(catalog), "utf-8")
    outcome = site.build("ar")["ar"]
    assert language_of(holding(site.article("page"), "p", "A sentence in doubt")) == ("en", "ltr")
    # The page's two and the title of the front page.
    assert (outcome.translated, outcome.messages_total) == (1, 3)


# -- Figures ---------------------------------------------------------------------------------


def test_the_figures_count_every_message_of_every_page_once(built):
    _site, outcomes = built
    done, total = (sum(figures) for figures in zip(*FIGURES.values(), strict=True))
    # A done brief has its title, its deck and its text; the front page has a title.
    assert outcomes["ar"].translated == done + 3 + 1
    assert outcomes["ar"].messages_total == total + 3 + 1


def test_the_source_language_has_nothing_to_translate(built):
    assert (built[1]["en"].translated, built[1]["en"].messages_total) == (0, 0)


@pytest.mark.parametrize("parallel", [1, 2])
def test_the_figures_stay_right_from_build_to_build(tmp_path, parallel):
    site = Site(tmp_path / "archive")
    count = 12  # enough for Sphinx to read them in several processes
    for number in range(count):
        site.page(f"page{number}", f"# Title {number}\n\nFirst sentence.\n\nSecond sentence.\n")
        site.catalog(f"page{number}", {"First sentence.": "جملة."})
    outcome = site.build("ar", parallel=parallel)["ar"]
    assert (outcome.translated, outcome.messages_total) == (count, 3 * count + 1)
    assert outcome.messages == ()

    site.catalog("page1", {"First sentence.": "جملة.", "Second sentence.": "جملة أخرى."})
    site.page("page2", "# Title 2\n\nFirst sentence.\n")
    (site.root / "docs/page3.md").unlink()
    outcome = site.build("ar", parallel=parallel)["ar"]
    assert (outcome.translated, outcome.messages_total) == (count, 3 * count + 1 - 1 - 3)
    assert outcome.messages == ()


def test_parallel_reading_really_happens_in_these_figures(tmp_path, monkeypatch):
    """Without the merge the figures of other processes would be lost."""
    monkeypatch.setattr("warraq.sphinxext.notes.DocumentNotes._merge", lambda *_: None)
    site = Site(tmp_path / "archive")
    for number in range(12):
        site.page(f"page{number}", f"# Title {number}\n")
    assert site.build("ar", parallel=2)["ar"].messages_total < 13
