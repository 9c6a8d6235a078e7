"""Directions in built pages: each page's own, and runs that go the other way. All is synthetic."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup, Tag
from kit import Site, holding, only, words_of

from warraq.languages import Language
from warraq.sphinxext.direction import isolated_html

SYMBOL = "S/RES/2254 (2015)"
RUNS = {
    "symbol": SYMBOL,
    "address": "https://example.org/a/b?c=1",
    "e-mail": "editor@example.org",
    "telephone": "+33 1 23 45 67 89",
    "name": "Synthetic Body (UK)",
    "date": "2023-05-12",
}
FRAMES = {
    "inside": "قبل {} بعد",
    "full-stop": "قبل {}.",
    "comma": "قبل {}، بعد",
    "brackets": "قبل ({}) بعد",
    "quotation": "قبل «{}» بعد",
    "question": "قبل {}؟",
    "joined": "و{} بعد",
}
LINK = "https://example.org/1"
ISO = '<bdi dir="ltr">{}</bdi>'
ANCHOR = '<a class="reference external" href="https://example.org/1">{}</a>'
PIECES = {
    # What the translation is, and the HTML of the paragraph that it becomes.
    "whole-link": (
        f"انظر [{SYMBOL}]({LINK}).",
        f"انظر {ISO.format(ANCHOR.format(SYMBOL))}.",
    ),
    "part-of-link": (
        f"انظر [القرار {SYMBOL}]({LINK})، ثم.",
        f"انظر {ANCHOR.format('القرار ' + ISO.format(SYMBOL))}، ثم.",
    ),
    "emphasis-in-link": (
        f"انظر [*{SYMBOL}*]({LINK}).",
        f"انظر {ISO.format(ANCHOR.format(f'<em>{SYMBOL}</em>'))}.",
    ),
    "emphasis": (f"انظر *{SYMBOL}*.", f"انظر <em>{ISO.format(SYMBOL)}</em>."),
    "two-runs": (
        f"من {SYMBOL} إلى UN (2016).",
        f"من {ISO.format(SYMBOL)} إلى {ISO.format('UN (2016)')}.",
    ),
    "lone-number": ("القرار 2254 لسنة 2015.", "القرار 2254 لسنة 2015."),
    "range": ("بين 2011-2015.", "بين 2011-2015."),
    "no-run": ("لا شيء هنا.", "لا شيء هنا."),
    "markup-signs": ("قبل A&B < C بعد", f"قبل {ISO.format('A&amp;B &lt; C')} بعد"),
}
PAGE = """\
# Page of runs

## Heading

{pieces}

An [open link](https://example.org/1) to S/RES/2254 (2015), not translated.

Run `make html` now.

```
S/RES/2254 (2015)
```

Bound to {doc}`target` here.

Bound to {term}`SYN` here.

Cited: {cite:t}`plain`

A note.[^1]

[^1]: Footnote

| Column |
|---|
| Cell |
"""
NEEDS_MARKUP = {
    "whole-link": f" [x]({LINK})",
    "part-of-link": f" [x]({LINK})",
    "emphasis-in-link": f" [*x*]({LINK})",
    "emphasis": " *x*",
}
TITLE = f"عنوان {SYMBOL}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("direction") / "archive")
    site.write("docs/references.bib", "@misc{plain, title = {A/B (2015)}}\n")
    sources = {name: f"Piece {name}{NEEDS_MARKUP.get(name, '')}" for name in PIECES}
    words = {sources[name]: PIECES[name][0] for name in PIECES} | {
        "Heading": TITLE,
        "Bound to {doc}`target` here.": "انظر {doc}`target` هنا.",
        "Bound to {term}`SYN` here.": "انظر {term}`SYN` هنا.",
        "Run `make html` now.": "اكتب `make html` الآن.",
        "Cited: {cite:t}`plain`": "ذكر: {cite:t}`plain`",
        "Footnote": f"حاشية {SYMBOL}.",
        "Cell": f"خانة {SYMBOL}",
    }
    for run_name, run in RUNS.items():
        for name, frame in FRAMES.items():
            sources[f"{run_name} {name}"] = f"Piece {run_name} {name}"
            words[f"Piece {run_name} {name}"] = frame.format(run)
    site.page("runs", PAGE.replace("{pieces}", "\n\n".join(sources.values())))
    site.catalog("runs", words)
    site.page("target", "# Target\n")
    site.catalog("target", {"Target": TITLE})
    site.page("glossary", "# Glossary\n\n```{glossary}\nSYN\n    A meaning.\n```\n")
    site.catalog("glossary", {"SYN": f"هيئة {SYMBOL}"})
    for number in (1, 2):
        name = f"2024/brief{number}"
        site.brief(name, date=f"2024-0{number}")
        site.catalog(f"briefs/{name}", {"A synthetic brief": TITLE, "A synthetic deck.": TITLE})
    site.page("lists", "# Lists\n\n```{briefs} newest\n```\n")
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    return site


@pytest.fixture(scope="module")
def article(site: Site) -> Tag:
    return site.article("runs")


def inner(tag: Tag) -> str:
    """The HTML inside an element, as it was written but for permalinks."""
    text = tag.decode_contents(formatter="minimal")
    return re.sub(r'<a class="headerlink".*?</a>', "", text)


# -- The page as a whole ---------------------------------------------------------------------


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_every_page_says_its_language_and_direction(site, language, direction):
    pages = list(site.output(language).rglob("*.html"))
    assert len(pages) > 8
    for path in pages:
        html = only(BeautifulSoup(path.read_text("utf-8"), "html.parser"), "html")
        assert (html["lang"], html["dir"]) == (language, direction), path.name


@pytest.mark.parametrize("language", ["en", "ar"])
def test_whatever_says_its_language_says_its_direction(site, language):
    for path in site.output(language).rglob("*.html"):
        for tag in BeautifulSoup(path.read_text("utf-8"), "html.parser").select("[lang]"):
            assert tag.get("dir") == {"en": "ltr", "ar": "rtl"}[tag["lang"]], tag


def test_left_to_right_pages_isolate_nothing(site):
    for path in site.output("en").rglob("*.html"):
        isolates = BeautifulSoup(path.read_text("utf-8"), "html.parser").select("bdi")
        assert [tag for tag in isolates if not tag.find_parent(lang="ar")] == [], path.name


def test_no_page_has_inline_styles(site):
    for path in (site.root / "build" / "html").rglob("*.html"):
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        assert soup.select("[style], style") == [], path.name


# -- Runs in running text --------------------------------------------------------------------


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("run", RUNS)
def test_a_run_is_isolated_and_the_punctuation_around_it_is_not(article, run, frame):
    wanted = FRAMES[frame].format(ISO.format(RUNS[run]))
    assert [inner(tag) for tag in article.find_all("p")].count(wanted) == 1


@pytest.mark.parametrize("name", PIECES)
def test_isolates_stand_around_links_and_inside_mixed_ones(article, name):
    assert [inner(tag) for tag in article.find_all("p")].count(PIECES[name][1]) == 1


def test_headings_cells_and_footnotes_are_text_too(article):
    assert inner(only(article, "#heading > h2")) == f"عنوان {ISO.format(SYMBOL)}"
    assert inner(holding(article, "td", "خانة")) == f"<p>خانة {ISO.format(SYMBOL)}</p>"
    footnote = only(article, "aside.footnote > p")
    assert inner(footnote) == f"حاشية {ISO.format(SYMBOL)}."


def test_isolates_never_nest_and_always_say_left_to_right(site):
    for path in site.output().rglob("*.html"):
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        inner = soup.select("bdi bdi")  # a term's definition has a direction of its own
        assert [tag for tag in inner if not tag.find_parent(class_="term-definition")] == []
        assert {tag.get("dir") for tag in soup.select("bdi")} <= {"ltr"}


def test_code_runs_left_to_right_without_isolates(article):
    code = only(article, "p code")
    assert (code["dir"], words_of(code)) == ("ltr", "make html")
    block = only(article, "div.highlight").parent
    assert block["dir"] == "ltr"
    assert not code.select("bdi")
    assert not block.select("bdi")


def test_an_untranslated_text_has_its_own_direction_and_no_isolates(article):
    paragraph = holding(article, "p", "not translated")
    assert (paragraph["lang"], paragraph["dir"]) == ("en", "ltr")
    assert paragraph.select("bdi") == []


# -- Titles and links that are filled in later -----------------------------------------------


def test_a_link_that_takes_its_words_from_a_title_isolates_the_run_in_them(article):
    link = only(article, 'a[href="target.html"]')
    assert link.find_parent("bdi") is None, "the Arabic title would run from left to right"
    assert inner(only(link, "span")) == f"عنوان {ISO.format(SYMBOL)}"


def test_a_link_to_a_term_by_its_latin_key_is_isolated_from_outside(article):
    link = only(article, 'a[href="glossary.html#term-syn"]')
    isolate = link.find_parent("bdi")
    assert isolate
    assert inner(isolate.parent).endswith("</bdi> هنا.")


def test_menus_isolate_the_runs_in_titles(site):
    entry = only(site.soup("runs"), '.toc-tree a[href="#heading"]')
    assert inner(entry) == f"عنوان {ISO.format(SYMBOL)}"
    entry = only(site.soup("runs"), '.sidebar-tree a[href="target.html"]')
    assert inner(entry) == f"عنوان {ISO.format(SYMBOL)}"


def test_terms_titles_decks_and_lists_isolate_their_runs(site):
    wanted = ISO.format(SYMBOL)
    assert inner(only(site.article("glossary"), ".glossary > dt")) == f"هيئة {wanted}"
    brief = site.article("briefs/2024/brief1")
    assert inner(only(brief, "h1")) == f"عنوان {wanted}"
    assert inner(only(brief, "p.deck")) == f"عنوان {wanted}"
    for page in ("lists", "briefs/2024/index"):
        article = site.article(page)
        titles = article.select(".brief-title a")
        assert [inner(link) for link in titles] == [f"عنوان {wanted}"] * 2
        decks = article.select(".brief-deck")
        assert [inner(deck) for deck in decks] == [f"عنوان {wanted}"] * 2


def test_older_and_newer_isolate_the_runs_in_titles(site):
    for page, name in (("brief1", "next"), ("brief2", "prev")):
        title = only(site.soup(f"briefs/2024/{page}"), f".{name}-page .title")
        assert inner(title).strip() == f"عنوان {ISO.format(SYMBOL)}"


def test_references_and_names_in_citations_are_isolated(article):
    citation = only(article, ".citation")
    assert inner(citation).startswith(f"{ISO.format('A/B (2015)')} <span")
    item = only(article, "section.references li > p")
    assert ISO.format("A/B (2015)") in inner(item)


def test_the_title_of_a_window_is_plain_text(site):
    assert only(site.soup("target"), "title").string.strip().startswith(TITLE)


def test_templates_get_text_as_html():
    arabic, english = Language("ar", "العربية"), Language("en", "English")
    assert isolated_html(f"<{TITLE}>", arabic) == f"&lt;عنوان {ISO.format(SYMBOL)}&gt;"
    assert isolated_html(f"<{SYMBOL}>", english) == f"&lt;{SYMBOL}&gt;"


# -- Sizes of images -------------------------------------------------------------------------

IMAGE = "# Page\n\n```{{image}} picture.png\n:alt: A synthetic picture\n:{}\n```\n"


@pytest.mark.parametrize(
    ("size", "attributes"),
    [
        ("width: 40px", {"width": "40"}),
        ("width: 40", {"width": "40"}),
        ("height: 30px", {"height": "30"}),
    ],
)
def test_a_size_in_pixels_becomes_an_attribute(tmp_path, size, attributes):
    site = Site(tmp_path / "archive")
    site.write("docs/picture.png", "synthetic")
    site.page("page", IMAGE.format(size))
    assert site.build("en")["en"].messages == ()
    image = only(site.article("page", "en"), "img")
    assert {name: image[name] for name in ("width", "height", "style") if name in image.attrs} == (
        attributes
    )


@pytest.mark.parametrize("size", ["width: 50%", "height: 3em"])
def test_a_size_that_needs_an_inline_style_is_left_out_and_named(tmp_path, size):
    site = Site(tmp_path / "archive")
    site.write("docs/picture.png", "synthetic")
    site.page("page", IMAGE.format(size))
    (message,) = site.build("en")["en"].messages
    assert re.match(r"docs/page\.md:\d+: WARNING: an image's size .+ write a width in px", message)
    image = only(site.article("page", "en"), "img")
    assert not {"width", "height", "style"} & set(image.attrs)
