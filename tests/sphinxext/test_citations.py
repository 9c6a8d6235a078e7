"""References at the foot of the page that cites them. Every page and document is synthetic."""

from __future__ import annotations

import re

import pytest
from bs4 import Tag
from kit import Site, holding, line_of, only, paths_in, words_of

LANGUAGES = ("en", "ar")
every_language = pytest.mark.parametrize("language", LANGUAGES)
BIB = """\
@legal{decision,
  author    = {{Synthetic Council}},
  author-ar = {{المجلس الاصطناعي}},
  title     = {Decision 7},
  title-ar  = {القرار 7},
  number    = {S/SYN/7 (2015)},
  date      = {2015-12-18},
  url       = {https://example.org/7},
  langid    = {english},
}
@misc{Alpha, author = {{Alpha Body}}, title = {Alpha, a Synthetic Text}, langid = {english}}
@misc{beta, author = {{Beta Body}}, title = {Beta, a Synthetic Text}, langid = {english}}
@misc{uncited, author = {{Zeta Body}}, title = {A Text that Nobody Cites}, langid = {english}}
"""
CITING = "First {cite}`beta`, then {cite}`decision,beta`, then {cite}`{see}decision{p. 5}`."
NAMING = "It is {cite:t}`decision` that said so."
PAGE = """\
# A citing page

{citing}

{naming}

Both say so: {cite:t}`decision,Alpha`.

## References

A section of the author's own that is called like the list.

## Cite 1

In another case: {cite}`ALPHA` and {cite}`Alpha,alpha`.

| In a table |
|---|
| Held {cite}`beta` here |
""".replace("{citing}", CITING).replace("{naming}", NAMING)
GLOSSARY = """\
# Glossary

```{glossary}
SYN
Synthetic Body
    A body that does not exist.{cite}`Alpha`
```
"""
LISTING = "# Bibliography\n\n```{bibliography}\n:all:\n:list: bullet\n```\n"
WRONG = """\
# Wrong

A claim.{cite}`decison`

Another.{cite}`qqqqqq`

Two of three.{cite}`beta,nobody-knows,decision`

One more.{cite}`no key`
"""
ALPHA = "Alpha Body, “Alpha, a Synthetic Text”."
BETA = "Beta Body, “Beta, a Synthetic Text”."
UNCITED = "Zeta Body, “A Text that Nobody Cites”."
DECISION = "Synthetic Council, Decision 7, S/SYN/7 (2015), 18 December 2015."
DECISION_AR = "المجلس الاصطناعي، القرار 7، S/SYN/7 (2015)، 18 كانون الأول/ديسمبر 2015."
CITED = "# Cited\n\n```{bibliography}\n:list: bullet\n```\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("citations") / "archive")
    site.write("docs/references.bib", BIB)
    site.page("citing", PAGE)
    site.page("plain", "# A plain page\n\nIt cites nothing.\n")
    site.page("glossary", GLOSSARY)
    site.page("bibliography", LISTING)
    site.page("cited", CITED)
    translated = {
        CITING: "أولاً {cite}`decision,beta` ثم {cite}`beta` ثم {cite}`{انظر}decision{ص. 5}`.",
        NAMING: "قال ذلك {cite:t}`decision`.",
    }
    site.catalog("citing", translated)
    site.catalog("glossary", {"A body that does not exist.{cite}`Alpha`": "هيئة.{cite}`Alpha`"})
    outcomes = site.build()
    assert [outcome.messages for outcome in outcomes.values()] == [(), ()]
    return site


def marks_of(tag: Tag) -> list[str]:
    """What a reader sees of the citations below `tag`."""
    return [words_of(mark) for mark in tag.select(".citation-mark")]


def references_of(article: Tag) -> list[str]:
    """The entries at the foot of a page, without the arrows back."""
    found = []
    for item in only(article, "section.references").select("li"):
        for arrow in item.select(".back-reference"):
            arrow.extract()
        found.append(words_of(item))
    return found


# -- Citing ----------------------------------------------------------------------------------


def test_citations_are_numbered_in_the_order_in_which_a_page_first_names_them(site):
    article = site.article("citing", "en")
    assert marks_of(holding(article, "p", "First")) == ["[1]", "[2, 1]", "[see 2, p. 5]"]
    assert references_of(article) == [BETA, DECISION, ALPHA]


def test_a_translation_counts_in_its_own_order(site):
    article = site.article("citing")
    assert marks_of(holding(article, "p", "أولاً")) == ["[1، 2]", "[2]", "[انظر 1، ص. 5]"]
    assert references_of(article)[0] == DECISION_AR


def test_a_named_citation_says_the_author_in_the_readers_language(site):
    english, arabic = site.article("citing", "en"), site.article("citing")
    assert "It is Synthetic Council [2] that" in words_of(holding(english, "p", "It is"))
    assert words_of(holding(arabic, "p", "قال ذلك")) == "قال ذلك المجلس الاصطناعي [1]."


def test_an_untranslated_text_cites_in_its_own_words(site):
    paragraph = holding(site.article("citing"), "p", "Both say so")
    assert paragraph["lang"] == "en"
    assert words_of(paragraph) == "Both say so: Synthetic Council, Alpha Body [1, 3]."


@every_language
def test_each_page_lists_what_it_cites_and_no_more(site, language):
    assert len(references_of(site.article("citing", language))) == 3
    assert len(references_of(site.article("glossary", language))) == 1
    assert site.article("plain", language).select(".references, .citation") == []
    for page in ("citing", "glossary", "plain"):
        assert "Nobody Cites" not in words_of(site.article(page, language))


def test_each_page_counts_from_one(site):
    assert marks_of(site.article("glossary", "en")) == ["[1]"]


@every_language
def test_a_citation_inside_a_glossary_entry_leads_to_the_foot_of_the_glossary(site, language):
    article = site.article("glossary", language)
    link = only(article, "dd .citation a")
    assert link["href"] == "#ref-Alpha"
    assert "Alpha Body" in words_of(only(article, "section.references #ref-Alpha"))


@every_language
def test_a_key_in_another_case_is_the_same_reference(site, language):
    marks = marks_of(holding(site.article("citing", language), "p", "In another case"))
    assert marks == ["[3]", "[3, 3]"]


@every_language
def test_every_number_leads_to_its_reference_and_back(site, language):
    article = site.article("citing", language)
    ids = [tag["id"] for tag in article.select("[id]")]
    assert len(ids) == len(set(ids)), "an id stands twice"
    items = only(article, "section.references").select("ol > li")
    cited_by: dict[str, list[str]] = {item["id"]: [] for item in items}
    for citation in article.select(".citation"):
        for link in citation.select("a"):
            place = link["href"].removeprefix("#")
            assert items[int(words_of(link)) - 1]["id"] == place
            if citation["id"] not in cited_by[place]:
                cited_by[place].append(citation["id"])
    back = {
        item["id"]: [arrow["href"].removeprefix("#") for arrow in item.select(".back-reference")]
        for item in items
    }
    assert back == cited_by
    assert all(back.values())


def test_the_arrow_back_says_in_words_where_it_leads(site):
    for language, words in (("en", "Back to the text"), ("ar", "العودة إلى النص")):
        arrows = site.article("citing", language).select(".back-reference")
        assert [words_of(arrow) for arrow in arrows][:2] == [f"↑{words} 1", f"↑{words} 2"]
        (alone,) = site.article("glossary", language).select(".back-reference")
        assert words_of(alone) == f"↑{words}", "there is no other"


def test_the_list_is_headed_and_written_in_the_language_of_the_page(site):
    english = only(site.article("glossary", "en"), "section.references")
    arabic = only(site.article("glossary"), "section.references")
    assert words_of(only(english, "h2")) == "References"
    assert words_of(only(arabic, "h2")) == "المراجع"
    assert references_of(site.article("glossary")) == ["Alpha Body، «Alpha, a Synthetic Text»."]
    foreign = arabic.select('li > p > [lang="en"]')
    assert [words_of(part) for part in foreign] == ["Alpha Body", "Alpha, a Synthetic Text"]
    assert {part["dir"] for part in foreign} == {"ltr"}


@every_language
def test_a_heading_that_is_called_like_a_reference_keeps_its_address(site, language):
    article = site.article("citing", language)
    assert "author's own" in words_of(only(article, "section#references"))
    assert words_of(only(article, "section#cite-1 > h2")) == "Cite 1"


# -- The bibliography page -------------------------------------------------------------------


def listed_in(site: Site, page: str, language: str) -> list[str]:
    """The references of a bibliography, without what cites them."""
    items = site.article(page, language).select(".bibliography-list > li > p:first-child")
    return [words_of(item) for item in items]


def test_the_bibliography_lists_everything_in_the_order_of_its_text(site):
    assert listed_in(site, "bibliography", "en") == [ALPHA, BETA, DECISION, UNCITED]
    items = site.article("bibliography", "en").select(".bibliography-list > li")
    assert only(items[2], "p:first-child > a")["href"] == "https://example.org/7"
    assert DECISION_AR in listed_in(site, "bibliography", "ar")


def test_a_bibliography_of_what_is_cited_leaves_out_the_rest(site):
    assert listed_in(site, "cited", "en") == [ALPHA, BETA, DECISION]


def test_a_bibliography_of_nothing_says_so(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("bibliography", LISTING)
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    assert "Nothing is cited." in words_of(site.article("bibliography", "en"))
    assert "Nothing is cited." not in words_of(site.article("bibliography"))


# -- Another build ---------------------------------------------------------------------------


def test_a_changed_entry_changes_the_pages_that_show_it_and_no_other(tmp_path):
    site = Site(tmp_path / "archive")
    site.write("docs/references.bib", BIB)
    site.page("one", "# One\n\nA claim.{cite}`ALPHA`\n")
    site.page("two", "# Two\n\nA claim.{cite}`beta`\n")
    site.page("bibliography", LISTING)
    site.build("en")
    before = {path.name: path.stat().st_mtime_ns for path in site.output("en").glob("*.html")}
    site.write("docs/references.bib", BIB.replace("{Alpha, a", "{Alpha, another"))
    assert site.build("en")["en"].messages == ()
    for page in ("one", "bibliography"):
        assert "Alpha, another Synthetic Text" in words_of(site.article(page, "en"))
    after = {path.name: path.stat().st_mtime_ns for path in site.output("en").glob("*.html")}
    changed = {name for name, time in after.items() if time != before[name]}
    assert "two.html" not in changed
    assert changed >= {"one.html", "bibliography.html"}


# -- What is wrong ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, dict[str, tuple[str, ...]]]:
    """An archive with wrong citations, and what each build says."""
    site = Site(tmp_path_factory.mktemp("wrong") / "archive")
    site.write("docs/references.bib", BIB + "@misc{BETA, title = {The Second of its Key}}\n")
    site.page("wrong", WRONG)
    site.catalog("wrong", {"A claim.{cite}`decison`": "ادعاء.{cite}`decison`"})
    return site, {name: outcome.messages for name, outcome in site.build().items()}


def said_of(messages: tuple[str, ...], word: str) -> str:
    found = [message for message in messages if word in message]
    assert len(found) == 1, f"{word} stands in {len(found)} of {messages}"
    return found[0]


@every_language
def test_an_unknown_key_is_named_with_its_line_and_the_nearest_key(wrong, language):
    site, messages = wrong
    line = line_of(site.root / "docs/wrong.md", "decison")
    said = said_of(messages[language], "decison")
    assert said.startswith(f"docs/wrong.md:{line}:")
    assert "did you mean decision?" in said
    assert site.article("wrong", language).find(string=re.compile(r"\[decison\]"))


@every_language
def test_a_key_like_no_other_says_where_to_add_it(wrong, language):
    assert "add it to the .bib file" in said_of(wrong[1][language], "qqqqqq")


@every_language
def test_the_known_keys_beside_an_unknown_one_still_count(wrong, language):
    paragraph = holding(wrong[0].article("wrong", language), "p", "Two of three")
    assert re.sub(r"\D+", " ", words_of(paragraph)).split() == ["1", "2"]


@every_language
def test_what_cannot_be_a_key_is_named_with_its_line(wrong, language):
    site, messages = wrong
    line = line_of(site.root / "docs/wrong.md", "no key")
    said = said_of(messages[language], "is not a citation key")
    assert said.startswith(f"docs/wrong.md:{line}: WARNING: 'no key'")


@every_language
def test_a_repeated_key_is_named_with_both_lines(wrong, language):
    site, messages = wrong
    bib = site.root / "docs/references.bib"
    said = said_of(messages[language], "BETA")
    assert said.startswith(f"docs/references.bib:{line_of(bib, 'BETA')}: WARNING: ")
    assert f"line {line_of(bib, '{beta')}" in said


def test_every_message_has_its_file_and_line(wrong):
    for messages in wrong[1].values():
        assert len(messages) == 5
        assert "" not in paths_in(messages)


def test_a_broken_file_is_told_of_with_all_its_faults(tmp_path):
    site = Site(tmp_path / "archive")
    broken = "@misc{a, titel = {A}, title = {A}}\n\n@misc{b, title = {B}\n\n@misc{c, title = d}\n"
    site.write("docs/references.bib", broken)
    outcome = site.build("en")["en"]
    assert outcome.failed
    said = "\n".join(outcome.messages)
    assert [f"references.bib:{line}: " in said for line in (1, 3, 5)] == [True] * 3


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ("@misc{a,\n title = {A},\n}\n@online{b,\n title = {B}\n date = {2020}\n}\n", 6, "comma"),
        ("@misc{a,\n  title = {A,\n}\n", 2, "brace"),
        (None, 1, "make it, or correct bibtex_bibfiles"),
        (b"@misc{a,\n title = {\xff}\n}\n", 2, "save the file as UTF-8"),
    ],
    ids=["comma", "brace", "missing", "encoding"],
)
def test_a_broken_file_ends_the_build_with_its_line(tmp_path, text, line, remedy):
    site = Site(tmp_path / "archive")
    site.page("page", "# Page\n\nA claim.{cite}`a`\n")
    path = site.root / "docs/references.bib"
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    outcome = site.build("en")["en"]
    assert outcome.failed
    (message,) = outcome.messages
    assert f"docs/references.bib:{line}: " in message
    assert remedy in message
    assert not (site.output("en") / "index.html").exists()


@pytest.mark.parametrize("scheme", ["javascript", "JavaScript", "data", "vbscript"])
def test_a_reference_never_links_to_what_a_browser_would_run(tmp_path, scheme):
    site = Site(tmp_path / "archive")
    bib = f"@misc{{bad,\n  title = {{A Synthetic Title}},\n  url = {{{scheme}:alert(1)}},\n}}\n"
    site.write("docs/references.bib", bib)
    site.page("page", "# Page\n\nA claim.{cite}`bad`\n")
    site.page("bibliography", LISTING)
    (message,) = site.build("en")["en"].messages
    assert message.startswith("docs/references.bib:3: WARNING: links to ")
    for page in ("page", "bibliography"):
        assert "A Synthetic Title" in words_of(site.article(page, "en"))
        assert f"{scheme}:" not in site.html(page, "en")
