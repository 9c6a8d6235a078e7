"""The repository's own archive says what its sources say, word for word."""

from __future__ import annotations

import hashlib
import re
from itertools import chain
from pathlib import Path

import pytest
from pybtex.database import parse_file

from warraq.brief import BriefPage, parse_brief, verify_source
from warraq.knowledge.glossary import Body, read_glossary

ROOT = Path(__file__).resolve().parents[1]
BRIEFS = sorted((ROOT / "docs" / "briefs").glob("*/*.md"))
GENEVA = ROOT / "docs" / "briefs" / "2023" / "geneva-stj-partakes-in-cssr-meetings.md"
ORIGINAL = ROOT / "sources" / "2023" / "geneva-stj-partakes-in-cssr-meetings.txt"

every_brief = pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)


def read_page(path: Path) -> BriefPage:
    return parse_brief(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())


def plain(text: str) -> str:
    """A text without its markup: roles say what they show, links their text, citations nothing."""
    text = re.sub(r"\{cite\}`[^`]*`", "", text)
    text = re.sub(r"\{\w+\}`([^`<]*?)(?: <[^>]*>)?`", r"\1", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"(?m)^#+ |(?<!\w)[*_]{1,2}(?=\w)|(?<=[^\W_])[*_]{1,2}(?!\w)", "", text)


def words(text: str) -> list[str]:
    """Every word of a text with the punctuation that clings to it."""
    return plain(text).split()


def paragraphs(text: str) -> list[list[str]]:
    """The words of each paragraph."""
    blocks = re.split(r"\n[ \t\u00a0]*\n", text.strip("\n"))
    return [found for block in blocks if (found := words(block))]


def find(needle: list[str], hay: list[str]) -> int:
    """Where a row of words begins in another; -1 if it does not stand there."""
    starts = range(len(hay) - len(needle) + 1)
    return next((n for n in starts if hay[n : n + len(needle)] == needle), -1)


# -- The brief that the archive began with -------------------------------------------------------


@pytest.fixture(scope="module")
def original() -> str:
    return ORIGINAL.read_text("utf-8")


@pytest.fixture(scope="module")
def parts(original: str) -> dict[str, str]:
    """The original in its parts: up to the date, title and deck, body, and what follows."""
    head, _, rest = original.partition("May 2023\n")
    body, masthead, after = rest.rpartition("سوريون\nمن أجل")
    return {"head": head, "body": body, "end": masthead + after}


def test_the_original_is_cut_where_its_parts_are(parts):
    assert all(parts.values())
    assert "In early May 2023" in parts["body"]
    assert parts["body"].rstrip().endswith("implementing partners.")
    assert "About Us:" in parts["end"]


def test_the_page_holds_title_deck_and_every_paragraph_word_for_word(parts):
    page = read_page(GENEVA)
    title, deck, *body = paragraphs(parts["body"])
    assert len(body) == 5
    assert words(page.brief.title) == title
    assert words(page.brief.summary) == deck
    assert paragraphs(page.body) == body


def test_the_date_is_that_of_the_original(original):
    assert "\nMay 2023\n" in original
    assert str(read_page(GENEVA).brief.date) == "2023-05"


def test_every_word_of_the_original_stands_somewhere(original):
    page = read_page(GENEVA)
    about = (ROOT / "docs" / "about.md").read_text("utf-8")
    shown = [page.brief.title, page.brief.summary, page.body, about, "May 2023"]
    letters = re.compile(r"[^\W_]+")
    there = {word.casefold() for word in letters.findall(" ".join(map(plain, shown)))}
    wanted = {word.casefold() for word in letters.findall(plain(original))}
    assert wanted - there == set()


def test_the_masthead_and_the_lines_about_the_authors_stand_once_for_all(parts):
    about = (ROOT / "docs" / "about.md").read_text("utf-8")
    blocks = paragraphs(parts["end"].partition("About Us:")[2])
    texts, contacts = blocks[:3], blocks[3:]
    assert [len(block) > 20 for block in texts] == [True] * 3
    assert len(contacts) == 3
    everything = words(about)
    for block in chain(texts, contacts):
        assert find(block, everything) >= 0, " ".join(block)
    masthead = parts["end"].partition("About Us:")[0].split()
    arabic = [word for word in masthead if not word.isascii()]
    latin = [word for word in masthead if word.isascii()]
    assert " ".join(arabic) in about
    assert " ".join(latin) in about


@every_brief
def test_no_brief_repeats_what_stands_on_the_page_about_the_authors(path, parts):
    text = words(path.read_text("utf-8").partition("\n---\n")[2])
    after = parts["end"].partition("About Us:")[2]
    sentences = re.split(r"(?<=[.])\s+|\n\n+", after)
    checked = 0
    for sentence in sentences:
        if row := words(sentence):
            checked += 1
            assert find(row, text) < 0, sentence
    assert checked > 6
    assert not re.search(r"[\w.]+@[\w.]+\.\w+|twitter\.com|About Us", " ".join(text), re.I)
    assert not re.search("[\u0600-\u06ff]", " ".join(text))


# -- Every brief -----------------------------------------------------------------------------------


def test_there_is_a_brief():
    assert GENEVA in BRIEFS


@every_brief
def test_every_original_is_the_file_that_was_received(path):
    page = read_page(path)
    assert page.brief.source, "a brief names its original"
    content = (ROOT / page.brief.source.file).read_bytes()
    assert hashlib.sha256(content).hexdigest() == page.brief.source.sha256
    assert verify_source(page, ROOT) == []


def test_every_original_belongs_to_a_brief():
    named = {ROOT / page.brief.source.file for page in map(read_page, BRIEFS) if page.brief.source}
    assert {path for path in (ROOT / "sources").rglob("*") if path.is_file()} == named


def glossary() -> dict[str, Body]:
    """Each body by its first name."""
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    return {body.key: body for body in read_glossary(text)}


@every_brief
def test_every_body_of_a_brief_is_defined_in_the_glossary(path):
    bodies = read_page(path).brief.bodies
    assert bodies
    assert set(bodies) <= glossary().keys()


def test_every_entry_of_the_glossary_has_a_name_a_definition_and_a_kind():
    entries = glossary()
    assert len(entries) >= 6
    for body in entries.values():
        assert len(body.names) >= 2, f"{body.names}: an abbreviation and a full name"
        assert len(body.definition.split()) > 5, f"{body.names}: no definition"
        assert body.kind, f"{body.names}: no kind"


def test_the_website_of_a_body_is_one_that_the_archive_knows():
    about = (ROOT / "docs" / "about.md").read_text("utf-8")
    known = about + (ROOT / "docs" / "references.bib").read_text("utf-8")
    websites = [body.website for body in glossary().values() if body.website]
    assert websites
    for website in websites:
        assert website.split("/")[2] in known


@every_brief
def test_the_first_mention_of_a_body_links_to_the_glossary(path):
    page = read_page(path)
    linked = re.findall(r"\{term\}`(?:[^`<]*<)?([^`<>]+)>?`", page.body)
    assert sorted(linked) == sorted(page.brief.bodies), "each body once, at its first mention"
    for key in page.brief.bodies:
        link = re.search(rf"\{{term\}}`(?:[^`<]* <)?{re.escape(key)}>?`", page.body)
        assert link
        before = plain(page.body[: link.start()])
        for name in (*glossary()[key].names, plain(link[0])):
            # "Full Name (ABBREVIATION)" is one mention, be the link on the one or the other.
            before = re.sub(rf"{re.escape(name)} \($", "", before)
            mention = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", before, re.I)
            assert not mention, f"{name} is mentioned before its link"


@every_brief
def test_every_source_that_a_brief_cites_is_in_the_bibliography(path):
    entries = parse_file(str(ROOT / "docs" / "references.bib")).entries
    cited = re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", read_page(path).body)
    assert cited
    for keys in cited:
        assert {key.strip() for key in keys.split(",")} <= set(entries.keys())


def test_the_resolution_is_what_the_security_council_adopted():
    entries = parse_file(str(ROOT / "docs" / "references.bib")).entries
    found = [entry for entry in entries.values() if entry.fields.get("number", "").startswith("S/")]
    (resolution,) = found
    assert resolution.fields["number"] == "S/RES/2254 (2015)"
    assert resolution.fields["date"] == "2015-12-18"
    assert "2254 (2015)" in resolution.fields["title"]
    assert [str(person) for person in resolution.persons["author"]] == [
        "{United Nations Security Council}"
    ]
    assert resolution.fields["url"] == "https://undocs.org/S/RES/2254(2015)"
    assert f"{{cite}}`{resolution.key}`" in GENEVA.read_text("utf-8")


# -- The comparison itself -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A {term}`body <KEY>` and {term}`KEY`.", "A body and KEY."),
        ("Said.{cite}`one,two` More.", "Said. More."),
        ("A [link](https://example.org/) here", "A link here"),
        ("([KEY](#))", "(KEY)"),
        ("## Heading", "Heading"),
        ("snake_case and 2 * 3", "snake_case and 2 * 3"),
        ("*one* and **two**", "one and two"),
    ],
)
def test_markup_is_taken_away_and_no_word(text, shown):
    assert plain(text) == shown
