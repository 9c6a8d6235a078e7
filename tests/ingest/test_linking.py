"""First mentions become links into the archive, and nothing else does. Every text is synthetic."""

from __future__ import annotations

import pytest
import synthetic

from warraq.ingest.arranging import arrange_blocks
from warraq.ingest.document import (
    Block,
    Emphasis,
    Heading,
    Inline,
    Link,
    Paragraph,
    Quote,
    Text,
)
from warraq.ingest.glossary import normalise_symbol, read_knowledge
from warraq.ingest.linking import Linker
from warraq.ingest.myst import write_myst
from warraq.ingest.settings import parse_settings

LINKER = Linker(
    read_knowledge(synthetic.GLOSSARY, synthetic.BIBLIOGRAPHY),
    parse_settings(synthetic.SETTINGS).names,
    ("en", "ar"),
)


def linked(*content: Inline | str) -> str:
    parts = tuple(Text(part) if isinstance(part, str) else part for part in content)
    return of_blocks(Paragraph(parts))


def of_blocks(*blocks: Block) -> str:
    return write_myst(arrange_blocks(LINKER.link(blocks).blocks)).rstrip("\n")


# -- Bodies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The SBA met. The SBA left.", "The {term}`SBA` met. The SBA left."),
        (
            "The Synthetic Body of Accounts (SBA) met.",
            "The {term}`Synthetic Body of Accounts <SBA>` (SBA) met.",
        ),
        (
            "SBA (Synthetic Body of Accounts) met.",
            "{term}`SBA` (Synthetic Body of Accounts) met.",
        ),
        ("the synthetic body of accounts", "the {term}`synthetic body of accounts <SBA>`"),
        ("The Synthetic\u00a0Body of\nAccounts", "The {term}`Synthetic Body of Accounts <SBA>`"),
        ("The SBA’s and SBA-led", "The {term}`SBA`’s and SBA-led"),
        ("The Safety Council", "The {term}`Safety Council <SSC>`"),
        ("The National Safety Council", "The National Safety Council"),
        ("the People’s Hall of Farland", "the {term}`People’s Hall of Farland <people's hall>`"),
        ("the People's hall", "the {term}`People's hall <people's hall>`"),
        ("the sba, SBAs and XSBA", "the sba, SBAs and XSBA"),
        ("هيئة SBA المصطنعة", "هيئة {term}`SBA` المصطنعة"),
    ],
)
def test_the_first_mention_of_a_body_becomes_a_term(text, shown):
    assert linked(text) == shown


def test_a_mention_in_a_link_stays_and_the_next_one_is_linked():
    link = Link((Text("SBA"),), "https://example.org/")
    assert linked(link, " and SBA") == "[SBA](https://example.org/) and {term}`SBA`"


def test_a_dead_link_shows_which_of_two_names_is_meant():
    dead = Link((Text("SBA"),), "")
    assert linked("The Synthetic Body of Accounts (", dead, ")") == (
        "The Synthetic Body of Accounts ({term}`SBA`)"
    )


def test_headings_and_the_names_below_quotes_are_not_linked():
    quote = Quote((Paragraph((Text("They met."),)), Paragraph((Text("— Head of the SBA"),))))
    text = of_blocks(Heading((Text("The SBA"),)), quote, Paragraph((Text("SBA"),)))
    assert text == "## The SBA\n\n> They met.\n>\n> — Head of the SBA\n\n{term}`SBA`"


@pytest.mark.parametrize(
    "said",
    [
        ["“Nothing here is real.” — Safety Council, Farland"],
        ["“Nothing is real” – head of the SBA, on S/RES/1234."],
        ["A woman of the camp said: “Nothing here is real.” ― SBA"],
        ['"Nothing here is real." - SBA staff member'],
        ["«لا شيء حقيقي» — هيئة SBA"],
        ["“Nothing here is real.”\n— SBA staff member"],
        ["“Nothing here is real.”", "— SBA staff member"],
        ["“Nothing here is real.”", "– SBA staff member"],
    ],
)
def test_the_name_behind_or_below_a_quotation_is_not_linked(said):
    blocks = [Paragraph((Text(text),)) for text in said]
    found = LINKER.link((*blocks, Paragraph((Text("The SBA"),))))
    assert found.blocks[: len(said)] == tuple(blocks)
    assert [link.split(":")[0] for link in found.links] == ["{term} SBA"]
    below = Quote((Paragraph((Text("Nothing is real."),)),))
    assert LINKER.link((below, Paragraph((Text("— SBA staff"),)))).links == ()
    in_one = Quote((Paragraph((Text("Nothing is real.\n— SBA staff"),)),))
    assert LINKER.link((in_one,)).links == ()


@pytest.mark.parametrize(
    "said",
    [
        ["They call it a “safe zone” — the SBA says that it is none."],
        ["“Nothing is real,” the SBA said — and left."],
        ["“Nothing is real.” — She said more. " + "It went on. " * 15 + "The SBA met."],
        ["A list of names follows", "— SBA"],
        ["“Nothing is real.”", "The SBA met — and left."],
    ],
)
def test_prose_around_a_quotation_is_linked(said):
    found = LINKER.link(tuple(Paragraph((Text(text),)) for text in said))
    assert found.bodies == ("SBA",)


def test_a_term_may_stand_in_emphasis_and_not_across_it():
    strong = Emphasis((Text("the SBA met"),), strong=True)
    assert linked("So ", strong, ".") == "So **the {term}`SBA` met**."
    assert linked("Synthetic ", Emphasis((Text("Body"),)), " of Accounts") == (
        "Synthetic *Body* of Accounts"
    )


def test_bodies_are_listed_in_the_order_of_the_glossary():
    found = LINKER.link((Paragraph((Text("The Safety Council and the SBA"),)),))
    assert found.bodies == ("SBA", "SSC")


def test_a_body_that_the_glossary_lacks_is_suggested():
    found = LINKER.link((Paragraph((Text("The Far Office of Rain (FOR) met the SBA (SBA)."),)),))
    assert found.suggestions == ("The Far Office of Rain (FOR) is not in docs/glossary.md",)


# -- Documents ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See S/RES/1234 (2020).", "See S/RES/1234 (2020).{cite}`ssc-1234`"),
        ("See S/RES/1234.", "See S/RES/1234.{cite}`ssc-1234`"),
        ("(S/RES/1234), then", "(S/RES/1234),{cite}`ssc-1234` then"),
        ("“UNSCR 1234.” Then", "“UNSCR 1234.”{cite}`ssc-1234` Then"),
        ("under A/RES/60/1 it", "under A/RES/60/1{cite}`ga-60-1` it"),
        ("General Assembly resolution 60/1", "General Assembly resolution 60/1{cite}`ga-60-1`"),
        ("قرار مجلس الأمن رقم 1234.", "قرار مجلس الأمن رقم 1234.{cite}`ssc-1234`"),
        ("وقرار مجلس الأمن 1234،", "وقرار مجلس الأمن 1234،{cite}`ssc-1234`"),
        (
            "Resolution No. 1234 of the Security Council",
            "Resolution No. 1234 of the Security Council{cite}`ssc-1234`",
        ),
        ("القرار 1234 الصادر عن مجلس الأمن.", "القرار 1234 الصادر عن مجلس الأمن.{cite}`ssc-1234`"),
        (
            "Security Council resolutions 99 (1999) and 1234 (2020).",
            "Security Council resolutions 99 (1999) and 1234 (2020).{cite}`ssc-1234`",
        ),
        (
            "UNSC resolutions 77, 1234 and 99",
            "UNSC resolutions 77, 1234{cite}`ssc-1234` and 99",
        ),
        ("UNSC resolution 2165 and 1234 houses", "UNSC resolution 2165 and 1234 houses"),
        ("Resolution 1234 of a club", "Resolution 1234 of a club"),
        ("S/RES/12345", "S/RES/12345"),
        ("http://x.org/S/RES/1234", "http://x.org/S/RES/1234"),
    ],
)
def test_a_document_of_the_bibliography_is_cited(text, shown):
    assert linked(text) == shown


def test_a_document_is_cited_once_and_beside_the_body_that_made_it():
    assert linked("Security Council Resolution No. 1234. UNSCR 1234 again.") == (
        "Security Council Resolution No. 1234.{cite}`ssc-1234` UNSCR 1234 again."
    )


def test_another_year_is_another_document():
    found = LINKER.link((Paragraph((Text("S/RES/1234 (1999) and S/2023/45"),)),))
    assert found.cited == ()
    assert [suggestion.split(" is ")[0] for suggestion in found.suggestions] == [
        "S/RES/1234 (1999)",
        "S/2023/45",
    ]


def test_symbols_are_compared_without_spaces_and_years():
    assert normalise_symbol("s/res/2254 (2015)") == "S/RES/2254"


def test_each_link_is_told_with_the_words_around_it():
    (told,) = LINKER.link((Paragraph((Text("Yesterday the SBA met."),)),)).links
    assert told == "{term} SBA: … Yesterday the SBA met. …"
