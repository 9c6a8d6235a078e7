"""Documents that a page names are cited there. Every page is synthetic."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.knowledge.sources import Naming, Uncited, cited_keys, find_uncited

KNOWN = {"S/RES/1": "one"}


def find(text: str) -> Iterator[Naming]:
    """Symbols, and `Council resolution N`."""
    for match in re.finditer(r"S/RES/([0-9]+)|Council\s+resolution\s+([0-9]+)", text):
        symbol = f"S/RES/{match[1] or match[2]}"
        yield match.start(), match.end(), KNOWN.get(symbol, ""), symbol


def uncited(page: str) -> list[Uncited]:
    return list(find_uncited(page, find))


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("S/RES/1 says so.\n", 1),
        ("---\ntitle: S/RES/1\n---\n\nIt says,\nin S/RES/1, so.\n", 6),
        ("The {term}`Council <C>` resolution 1 says so.\n", 1),
        ("The Council **resolution 1** says so.\n", 1),
        ("The Council\nresolution 1 says so.\n", 1),
        ("> A quotation: S/RES/1.\n", 1),
        ("- one\n- S/RES/1\n- cited elsewhere{cite}`one`\n", 2),
        ("S/RES/1 is named.\n\nOnly later S/RES/1 is cited.{cite}`one`\n", 1),
        ("S/RES/1 is named.{cite}`other`\n", 1),
        ("```{note}\nS/RES/1\n```\n", 2),
        ("```{glossary}\nA\n    S/RES/1 rules.\n```\n\n```{note}\nText.\n```\n", 3),
        (":::{note}\nS/RES/1\n:::\n", 2),
        ("# Heading\nS/RES/1\n", 2),
        ("The Council says so.[^a]\n\n[^a]: See S/RES/1, paragraph 3.\n", 3),
        ("S/RES/1 says so.[^a]\n\n[^a]: S/RES/1, 2020.\n", 3),
        ("---\nsummary: S/RES/1 says so.\n---\n\nS/RES/1 says so.\n", 5),
    ],
)
def test_the_first_naming_without_a_citation_is_found_with_its_line(page, line):
    assert uncited(page) == [Uncited(line, "S/RES/1", "one")]


@pytest.mark.parametrize(
    "page",
    [
        "S/RES/1 says so.{cite}`one`\n",
        "S/RES/1 says so.{cite}`see <x>,one`\n",
        "S/RES/1 says so.{cite:t}`{see}One{p. 5}, two`\n",
        "Council resolution 1\nof a year{cite}`one` says so.\n\nAgain S/RES/1.\n",
        "# S/RES/1\n\n## Council resolution 1\n",
        "[S/RES/1](https://example.org) and later S/RES/1\n",
        "[Council resolution 1](https://example.org/a(1)) says so\n",
        "See https://example.org/S/RES/1 and <https://example.org/S/RES/1>\n",
        "`S/RES/1` and ``S/RES/1``\n",
        "```\nS/RES/1\n```\n\n~~~text\nS/RES/1\n~~~\n",
        "```{code-block} text\nS/RES/1\n```\n",
        "% S/RES/1\n<!-- S/RES/1 -->\n",
        "![S/RES/1](picture.png)\n",
        "The Council says so.[^a]\n\n[^a]: S/RES/1, 2020.{cite}`one`\n",
        "The Council says so.{cite}`one`[^a]\n\n[^a]: See S/RES/1, paragraph 3.\n",
        "S/RES/1 says so.[^a]\n\n[^a]: S/RES/1, 2020.{cite}`one`\n",
        "---\nsummary: S/RES/1 says so.\n---\n\nThe Council says so.{cite}`one`\n",
        "S/RES/ says nothing\n",
    ],
)
def test_what_is_cited_or_no_statement_is_left_alone(page):
    assert uncited(page) == []


@pytest.mark.parametrize(
    ("front_matter", "line"),
    [("summary: S/RES/1 says so.", 2), ("summary: >\n  A text\n  on S/RES/1.\ntags: S/RES/2", 4)],
)
def test_what_the_summary_names_is_cited_on_the_page(front_matter, line):
    page = f"---\n{front_matter}\n---\n\nText.\n"
    assert uncited(page) == [Uncited(line, "S/RES/1", "one", in_summary=True)]
    assert uncited(page + "Text.{cite}`one`\n") == []


def test_a_document_that_the_bibliography_lacks_has_no_key():
    page = "S/RES/2 says so,{cite}`one` as does S/RES/1.\n\nS/RES/2 again, S/RES/3 too.\n"
    assert uncited(page) == [Uncited(1, "S/RES/2", ""), Uncited(3, "S/RES/3", "")]


def test_the_keys_of_a_page_are_those_that_it_cites():
    page = "A{cite}`One, two`{cite:t}`{see}three{p. 1}`\n\n```\n{cite}`four`\n```\n% {cite}`five`\n"
    assert cited_keys(page) == {"one", "two", "three"}
    assert cited_keys(":cite:`six` and :cite:t:`seven`") == {"six", "seven"}


@given(st.text(alphabet="`~:{}[]()^!<>\\*#-%|| \n\r\tS/RES1aé", max_size=120))
@settings(max_examples=200, deadline=None)
def test_any_page_is_looked_through_within_its_lines(page):
    for found in uncited(page):
        assert 1 <= found.line <= page.count("\n") + 1
    cited_keys(page)


@pytest.mark.parametrize("piece", ["[", "`", "``` \n", "{a}`", "[a](", "<!--", "- a\n", "![", "[^"])
def test_broken_markup_takes_no_longer_than_other_text(piece):
    start = time.process_time()
    uncited(piece * 4000)
    assert time.process_time() - start < 1
