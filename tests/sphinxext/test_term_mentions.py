"""What a page shows beside each mention of a glossary entry. Every page and body is synthetic."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import Tag
from kit import Site, holding, line_of, only, paths_in, words_of

LONG = "it does one thing, " * 20 + "and then stops"
GLOSSARY = f"""\
# Synthetic glossary

```{{glossary}}
SYNR
Synthetic Room
    A synthetic room beside the {{term}}`SYNC`. It follows S/RES/2254 (2015).

SYNC
Synthetic Council
    A council that does not exist.

SYNO
Synthetic Office
    An office whose definition nobody translated: {LONG}.

lone
    A body with one name.
```
"""
GLOSSARY_WORDS = {
    "Synthetic glossary": "مسرد اصطناعي",
    "SYNR": "SYNR",
    "Synthetic Room": "الغرفة الاصطناعية",
    "A synthetic room beside the {term}`SYNC`. It follows S/RES/2254 (2015).": (
        "غرفة بجانب {term}`المجلس <SYNC>`. وتتبع S/RES/2254 (2015)."
    ),
    "SYNC": "SYNC",
    "Synthetic Council": "المجلس الاصطناعي",
    "A council that does not exist.": "مجلس لا وجود له.",
}
PAGE = """\
# The {term}`SYNR` and others

> A quotation of the {term}`SYNR`.

He said: “The {term}`SYNR` is quoted.”

The {term}`SYNR` met first. The {term}`SYNR` met again.

Members ({term}`SYNC`) and others.

Rooms (such as {term}`lone`, {term}`SYNO` and more).

Open words of the {term}`lone` body.

[A link with {term}`SYNR` in it](https://example.org/)

## Definition 2

| Column {term}`SYNR` |
|---|
| Cell {term}`SYNC` |

- Item {term}`SYNR`

Word {term}`SYNC`
: Meaning {term}`SYNR`

:::{note}
Remark {term}`SYNR`
:::

A claim.[^1]

[^1]: Footnote {term}`SYNR`
"""
SAID = """\
# Said before

The *Synthetic* room named {term}`the rooms <SYNR>` and the {term}`SYNR`, then the {term}`SYNR`.

A {term}`council <SYNC>` and the {term}`SYNC <SYNC>`, and in full the {term}`Synthetic Council`.

The {term}`SYNO` (Synthetic Office) and the {term}`SYNO`.
"""
JOINED = """\
# Joined

The {term}`SYNR`’s members met; many {term}`SYNR`s came. The ({term}`SYNR`’s) words.

A {term}`SYNR`-led talk. The {term}`SYNR` met.
"""
ARABIC = """\
# Inflected

First sentence of {term}`SYNR` and {term}`SYNR`.

Second sentence of {term}`SYNR`.

Third sentence of {term}`SYNC`.

Open sentence of {term}`SYNC`.

Fourth sentence of {term}`SYNO`.
"""
ARABIC_WORDS = {
    "Inflected": "تصريف",
    "First sentence of {term}`SYNR` and {term}`SYNR`.": (
        "مرّ {term}`وبالغرفة <SYNR>` خبر، ثم و{term}`للغرفة <SYNR>` آخر."
    ),
    "Second sentence of {term}`SYNR`.": "أعضاء ({term}`SYNR`).",
    "Third sentence of {term}`SYNC`.": "وللمجلس الاصطناعي اسم، هو {term}`SYNC`.",
    "Fourth sentence of {term}`SYNO`.": "ثم {term}`SYNO`.",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("terms") / "archive")
    site.page("glossary", GLOSSARY)
    site.catalog("glossary", GLOSSARY_WORDS)
    site.page("page", PAGE)
    site.page("said", SAID)
    site.page("joined", JOINED)
    site.page("arabic", ARABIC)
    site.catalog("arabic", ARABIC_WORDS)
    site.page("plain", "# Without terms\n\nA page that mentions nothing.\n")
    facts = {"title": "A synthetic title", "summary": "The deck says Synthetic Room."}
    site.brief("2024/brief", "A brief of the {term}`SYNR` and the {term}`SYNC`.\n", **facts)
    outcomes = site.build()
    assert [outcome.messages for outcome in outcomes.values()] == [(), ()]
    return site


def definition_of(tag: Tag) -> str:
    """The text of the one definition in an element."""
    return words_of(only(tag, ".term-definition"))


def said_in(tag: Tag) -> str:
    """What an element says without its definitions, the archive's own words in braces."""
    copy = re.sub(r'<span class="term-definition".*?</span></span>', "</span>", str(tag))
    copy = re.sub(
        r'<span class="term-expansion">((?:<span[^>]*>[^<]*</span>|[^<])*)</span>', r"{\1}", copy
    )
    return " ".join(re.sub(r"<[^>]*>", "", copy).split())


# -- Definitions -----------------------------------------------------------------------------


def test_each_mention_is_described_by_its_definition(site):
    article = site.article("page", "en")
    paragraph = holding(article, "p", "met first")
    for mention in paragraph.select(".term-mention"):
        link, definition = only(mention, "a"), only(mention, ".term-definition")
        assert link["href"] == "glossary.html#term-synr"
        assert link["aria-describedby"] == definition["id"]
        assert definition["role"] == "tooltip"
        assert words_of(definition) == (
            "Synthetic Room (SYNR): A synthetic room beside the SYNC. It follows S/RES/2254 (2015)."
        )
    assert len(paragraph.select(".term-mention")) == 2
    assert definition_of(holding(article, "p", "Open words")) == "lone: A body with one name."


def test_ids_are_the_only_ones_of_their_kind(site):
    for page in ("page", "glossary"):
        ids = [str(tag["id"]) for tag in site.soup(page, "en").select("[id]")]
        assert len(ids) == len(set(ids))
    described = [
        link["aria-describedby"] for link in site.soup("page", "en").select(".term-mention a")
    ]
    assert "definition-2" not in described, "a heading has it"
    assert len(set(described)) == len(described) == 16


def test_a_heading_has_its_definition_which_is_no_words_of_the_title(site):
    heading = only(site.article("page", "en"), "h1")
    link = only(heading, "a[href='glossary.html#term-synr']")
    assert link.text == "SYNR"
    assert link["aria-describedby"] == only(heading, ".term-definition")["id"]
    assert definition_of(heading).startswith("Synthetic Room (SYNR): A synthetic room")
    assert heading.select(".term-expansion") == []
    assert "A synthetic room" not in str(site.soup("page", "en").title)
    assert "A synthetic room" not in str(only(site.soup("page", "en"), ".toc-tree"))


def test_a_link_that_holds_a_mention_stays_one_link(site):
    link = only(site.article("page", "en"), "a[href='https://example.org/']")
    assert words_of(link) == "A link with SYNR in it"
    assert link.select("a, .term-definition") == []


def test_a_long_definition_is_cut_and_an_untranslated_one_says_its_language(site):
    for page, language in (("said", "en"), ("arabic", "ar")):
        mention = site.article(page, language).select(".term-mention")[-1]
        assert re.search(
            r"Synthetic Office \(SYNO\): An office .{270,290}…$", definition_of(mention)
        )
        marked = [tag["lang"] for tag in mention.select(".term-definition [lang]")]
        assert marked == ([] if language == "en" else ["en", "en", "en"])


def test_a_definition_is_in_the_language_of_the_page_with_runs_isolated(site):
    for text in ("وبالغرفة", "Open sentence"):
        definition = holding(site.article("arabic"), "p", text).select(".term-definition")[0]
        assert (definition["lang"], definition["dir"]) == ("ar", "rtl")
    definition = site.article("arabic").select(".term-definition")[0]
    said = "الغرفة الاصطناعية (SYNR): غرفة بجانب المجلس. وتتبع S/RES/2254 (2015)."
    assert words_of(definition) == said
    isolated = [run.text for run in definition.select("bdi[dir=ltr]")]
    assert isolated == ["SYNR", "S/RES/2254 (2015)"]


def test_inflected_words_before_the_key_are_those_of_the_page(site):
    paragraph = holding(site.article("arabic"), "p", "وبالغرفة")
    assert [link.text for link in paragraph.select("a")] == ["وبالغرفة", "للغرفة"]
    assert said_in(paragraph) == "مرّ وبالغرفة خبر، ثم وللغرفة آخر."
    assert {link["href"] for link in paragraph.select("a")} == {"glossary.html#term-synr"}


def test_the_glossary_itself_shows_definitions(site):
    paragraph = holding(site.article("glossary", "en"), "p", "beside the")
    assert only(paragraph, ".term-mention > a")["href"] == "#term-sync"
    assert site.article("glossary", "en").select(".term-expansion") == []


def test_definitions_are_no_words_of_the_page_for_the_search(site):
    index = (site.output("en") / "searchindex.js").read_text("utf-8")
    names = re.search(r"docnames:\[(.*?)\]|\"docnames\":\[(.*?)\]", index)
    docs = (names[1] or names[2]).replace('"', "").split(",")
    found = re.search(r'"?nobodi"?:(\d+|\[[\d,]*\])|"?translat"?:(\d+|\[[\d,]*\])', index)
    numbers = [int(number) for number in re.findall(r"\d+", found[1] or found[2])]
    assert [docs[number] for number in numbers] == ["glossary"]


def test_only_pages_with_definitions_load_the_script(site):
    for page, wanted in (("page", 1), ("glossary", 1), ("plain", 0), ("index", 0)):
        scripts = site.soup(page).select("script[src*='_static/js/terms.js?v='][defer]")
        assert len(scripts) == wanted, page
    assert (site.output() / "_static/js/terms.js").is_file()


# -- Full names ------------------------------------------------------------------------------

EXPANDED = {
    ("page", "en"): [
        "The SYNR{ (Synthetic Room)} met first. The SYNR met again.",
        "Members (SYNC{, Synthetic Council}) and others.",
        "Rooms (such as lone, SYNO{ [Synthetic Office]} and more).",
    ],
    ("said", "en"): [],
    ("joined", "en"): ["A SYNR-led talk. The SYNR{ (Synthetic Room)} met."],
    ("glossary", "ar"): [],
    ("briefs/2024/brief", "en"): ["A brief of the SYNR and the SYNC{ (Synthetic Council)}."],
    ("arabic", "ar"): ["أعضاء (SYNR{، الغرفة الاصطناعية}).", "ثم SYNO{ (Synthetic Office)}."],
    ("page", "ar"): [
        "The SYNR{ (الغرفة الاصطناعية)} met first. The SYNR met again.",
        "Members (SYNC{, المجلس الاصطناعي}) and others.",
        "Rooms (such as lone, SYNO{ [Synthetic Office]} and more).",
    ],
}


@pytest.mark.parametrize(("page", "language"), EXPANDED)
def test_the_first_bare_abbreviation_is_followed_by_a_full_name_not_said_before(
    site, page, language
):
    article = site.article(page, language)
    paragraphs = {tag.find_parent("p"): None for tag in article.select(".term-expansion")}
    assert [said_in(tag) for tag in paragraphs if tag] == EXPANDED[page, language]
    assert len(article.select(".term-expansion")) == len(paragraphs)


def test_a_full_name_in_another_language_than_the_text_says_so(site):
    first = site.article("page").select(".term-expansion")[0]
    assert (only(first, "span")["lang"], only(first, "span")["dir"]) == ("ar", "rtl")
    last = site.article("arabic").select(".term-expansion")[1]
    assert (only(last, "span")["lang"], only(last, "span")["dir"]) == ("en", "ltr")


def test_translators_see_no_word_of_it(site):
    site.build("en", builder="gettext")
    templates = site.root / "build"
    texts = [path.read_text("utf-8") for path in templates.rglob("said.pot")]
    assert [text.count("(Synthetic Office) and the") for text in texts] == [1]
    texts = [path.read_text("utf-8") for path in templates.rglob("page.pot")]
    assert [text.count("Synthetic Room") for text in texts] == [0]


# -- Keys that nobody knows, and changes -----------------------------------------------------


def small_site(folder: Path) -> Site:
    site = Site(folder / "archive")
    site.page("glossary", GLOSSARY)
    site.catalog("glossary", GLOSSARY_WORDS)
    site.page("plain", "# Without terms\n\nA page that mentions nothing.\n")
    return site


def test_an_unknown_key_is_named_with_its_place_and_what_may_be_meant(tmp_path):
    site = small_site(tmp_path)
    text = (
        "# Unknown\n\nThe {term}`SYMR`.\n\nA {term}`room <Synthetic Rom>`.\n\n{term}`quite other`\n"
    )
    source = site.page("unknown", text)
    site.page("other", "# Other\n\nThe {term}`SYNR`.\n")
    words = {"Other": "آخر", "The {term}`SYNR`.": "{term}`وبالغرفة <SYN>`."}
    catalog = site.catalog("other", words)
    outcomes = site.build()
    messages = outcomes["en"].messages
    lines = [line_of(source, text) for text in ("SYMR", "Rom", "quite")]
    assert paths_in(messages) == [f"docs/unknown.md:{line}" for line in lines]
    assert [message.partition("has no entry ")[2].partition(" [")[0] for message in messages] == [
        "'SYMR'; did you mean SYNR?",
        "'Synthetic Rom'; did you mean SYNR?",
        "'quite other'; add it there, or write it as text",
    ]
    assert [said_in(tag) for tag in site.article("unknown", "en").select("p")] == [
        *("The SYMR.", "A room.", "quite other")
    ]
    refused = [message for message in outcomes["ar"].messages if "other.po" in message]
    line = line_of(catalog, "The {term}")
    assert paths_in(tuple(refused)) == [f"locale/ar/LC_MESSAGES/other.po:{line}"]
    assert "{term}`… <SYNR>`" in refused[0]


def test_where_there_is_no_glossary_it_is_said_how_to_begin_one(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("unknown", "# Unknown\n\nThe {term}`SYNR`.\n")
    (message,) = site.build("en")["en"].messages
    assert "has no entry 'SYNR'; the archive has no glossary yet: write docs/glossary.md" in message
    assert "```{glossary}" in message


def test_a_changed_definition_reaches_the_pages_that_mention_it_and_no_others(tmp_path):
    site = small_site(tmp_path)
    site.page("council", "# One\n\nThe {term}`SYNC`.\n")
    site.page("room", "# Other\n\nThe {term}`room <SYNR>`.\n")
    site.build("ar")
    before = {path.name: path.read_bytes() for path in site.output().rglob("*.html")}
    changed = {"A council that does not exist.": "مجلس جديد.", "Synthetic Council": "المجلس الجديد"}
    site.catalog("glossary", GLOSSARY_WORDS | changed)
    assert site.build("ar")["ar"].messages == ()
    after = {path.name: path.read_bytes() for path in site.output().rglob("*.html")}
    different = {name for name in after if after[name] != before[name]}
    assert {"council.html", "glossary.html"} <= different
    assert not different & {"room.html", "plain.html", "index.html"}
    assert definition_of(site.article("council")) == "المجلس الجديد (SYNC): مجلس جديد."
    assert said_in(only(site.article("council"), "p")) == "The SYNC{ (المجلس الجديد)}."
    site.build("ar", fresh=True)
    assert {path.name: path.read_bytes() for path in site.output().rglob("*.html")} == after
