"""What belongs to a letterhead goes, by name, and nothing else. Every text is synthetic."""

from __future__ import annotations

from pathlib import Path

import pytest
import synthetic
from hypothesis import given
from hypothesis import strategies as st
from test_importing import bring, save

from warraq.ingest.accounting import settle_account, words
from warraq.ingest.arranging import arrange_blocks
from warraq.ingest.boilerplate import (
    REPEATED,
    fingerprint,
    recurring_blocks,
    remove_boilerplate,
)
from warraq.ingest.document import Document, Heading, Items, Note, Paragraph, Text, block_texts
from warraq.ingest.errors import IngestError
from warraq.ingest.myst import write_myst
from warraq.ingest.plaintext import read_plaintext
from warraq.ingest.settings import Settings, parse_settings, read_settings

SETTINGS = parse_settings(synthetic.SETTINGS)


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def split(*blocks, settings: Settings = SETTINGS, recurring=frozenset()):
    """The texts that stay, and the name and words of what goes."""
    document = remove_boilerplate(Document(tuple(blocks)), settings, recurring)
    kept = [text for block in document.blocks for text in block_texts(block)]
    return kept, [(piece.reason, " ".join(piece.text.split())) for piece in document.left_out]


def test_a_name_that_is_broken_over_lines_and_blocks_is_a_masthead():
    kept, gone = split(
        paragraph("جمعية"),
        paragraph("مصطنعة\nSynthetic"),
        Heading((Text("Society"),)),
        paragraph("Synthetic Society met."),
    )
    assert kept == ["Synthetic Society met."]
    assert gone == [("masthead", "جمعية مصطنعة Synthetic Society")]


def test_a_section_ends_at_the_next_heading_note_or_its_number_of_paragraphs():
    about, one, two, three = map(paragraph, ("About us:", "one", "two", "three"))
    assert split(about, one, two, three)[0] == ["three"]
    assert split(about, one, Heading((Text("Annex"),)), two)[0] == ["Annex", "two"]
    assert split(about, Note("1", (Text("proof"),)), one)[0] == ["proof", "one"]


def test_a_pattern_must_match_the_whole_of_a_block():
    assert split(paragraph("SHARE THIS on x"))[1] == [("share this", "SHARE THIS on x")]
    assert split(paragraph("Share this view of the matter"))[1] == []


def test_contacts_go_where_they_stand_alone_and_stay_in_a_sentence():
    items = Items(((paragraph("EDITOR@example.org"),), (paragraph("www.example.org"),)))
    kept, gone = split(items, paragraph("Write to editor@example.org about it."))
    assert kept == ["Write to editor@example.org about it."]
    assert gone == [("contact: e-mail, website", "EDITOR@example.org www.example.org")]
    mixed = Items(((paragraph("editor@example.org"),), (paragraph("A synthetic person"),)))
    assert split(mixed)[1] == []


def test_what_recurs_in_a_fifth_of_a_batch_is_found_and_headings_and_short_lines_are_not():
    said = paragraph("This synthetic sentence stands in every document.")
    prints = fingerprint(said)
    assert recurring_blocks([(prints, 3), ("x", 2)], 10) == {prints}
    assert recurring_blocks([(prints, 3)], 100) == frozenset()
    assert fingerprint(Heading(said.content)) == ""
    assert fingerprint(paragraph("Too short here")) == ""
    other = "Another one, which is longer than what recurs and stands here alone."
    kept, gone = split(said, paragraph(other), recurring={prints})
    assert kept == [other]
    assert gone == [(REPEATED, "This synthetic sentence stands in every document.")]


def test_a_version_of_another_document_keeps_what_both_have():
    said = paragraph("This synthetic sentence is nearly all of the text.")
    kept, gone = split(said, paragraph("Version 2."), recurring={fingerprint(said)})
    assert len(kept) == 2
    assert gone == []


# -- docs/import.toml ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[default]", "default is not known"),
        ("x =", "docs/import.toml: "),
        ("[defaults]\nauthor = 'x'", "author is not known"),
        ("[defaults]\nauthors = 'x'", "authors is no list of texts"),
        ("[[boilerplate]]\nname = 'a'", "a has neither phrases nor patterns"),
        ("[[boilerplate]]\nname = 'a'\npatterns = ['(']", "no regular expression"),
        ("[[boilerplate]]\npatterns = ['x']", "one has no name"),
        ("[[contacts]]\nname = 'a'", "pattern is no list of texts"),
        ("[names]\nX = 1", "X is no table"),
        ("[limits]\npages = 'x'", "pages = 'x'"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(text, what):
    with pytest.raises(IngestError, match=what) as caught:
        parse_settings(text)
    assert str(caught.value).startswith("docs/import.toml: ")
    assert "\n" not in str(caught.value)


def test_an_archive_without_settings_has_the_defaults(tmp_path):
    assert read_settings(tmp_path) == Settings()


# -- Plain text without empty lines -----------------------------------------------------------

ABOUT = "We are a synthetic society and this long line says so, as no such society exists."
CONTACTS = "EDITOR@example.org\nwww.example.org"


def split_text(text: str):
    """What stays of a plain text and what goes; each word must be in one of them."""
    document = read_plaintext(text.encode("utf-8"), SETTINGS.limits, SETTINGS)
    assert sorted(words(document.words)) == sorted(words(text))
    bare = remove_boilerplate(document, SETTINGS)
    kept = [" / ".join(block_texts(block)) for block in bare.blocks]
    gone = [(piece.reason, " ".join(piece.text.split())) for piece in bare.left_out]
    body = write_myst(arrange_blocks(bare.blocks))
    settle_account(document.words, body, [], [piece.text for piece in bare.left_out])
    return kept, gone


@pytest.mark.parametrize(
    "heading", ["About us", "About us:", "ABOUT US", "## About us", " About us"]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_about_us_goes_with_the_text_and_the_contacts_right_below_it(heading, gap):
    kept, gone = split_text(f"A synthetic sentence.\n\n{heading}\n{ABOUT}{gap}{CONTACTS}\n")
    assert kept == ["A synthetic sentence."]
    assert gone[0][0] == "about us"
    assert gone[0][1].endswith(ABOUT)
    contacts = [piece for piece in gone if piece[0].startswith("contact: ")]
    assert " ".join(text for _, text in contacts) == "EDITOR@example.org www.example.org"


def test_the_import_takes_out_about_us_without_empty_lines_and_names_it(tmp_path):
    archive = synthetic.make_archive(tmp_path / "archive")
    head, _, _ = synthetic.BRIEF.partition("About us:")
    text = f"{head}About us:\n{ABOUT}\n{CONTACTS}\n"
    (report,) = bring(archive, save(tmp_path, "brief.txt", text))
    page = (archive.root / report.page).read_text("utf-8")
    assert "About us" not in page
    assert "such society" not in page
    assert [piece.reason for piece in report.left_out][-4:-1] == [
        "about us",
        "contact: e-mail",
        "contact: website",
    ]
    account = report.account
    assert account.source == account.body + account.front_matter + account.left_out


def test_about_us_right_below_a_sentence_leaves_the_sentence():
    kept, gone = split_text(f"A synthetic sentence ends.\nAbout us:\nWe are synthetic.\n{CONTACTS}")
    assert kept == ["A synthetic sentence ends."]
    assert [name for name, _ in gone] == ["about us", "contact: e-mail", "contact: website"]


def test_about_us_right_below_the_notes_is_no_part_of_them():
    kept, gone = split_text(f"A synthetic claim.1\n\n1 A proof, {ABOUT}\nAbout us:\n{ABOUT}\n")
    assert kept == ["A synthetic claim.", f"A proof, {ABOUT}"]
    assert gone[-1] == ("about us", f"About us: {ABOUT}")


def test_a_run_of_nothing_but_boilerplate_goes_piece_by_piece():
    kept, gone = split_text(f"A sentence.\n\nSynthetic\nSociety\n{CONTACTS}\nShare this on X")
    assert kept == ["A sentence."]
    assert [name for name, _ in gone] == [
        "masthead",
        "contact: e-mail",
        "contact: website",
        "share this",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Contents\nSummary\nAbout us\nMethods\nFindings",
        f"{ABOUT[:-1]} and they told us all\nAbout us\nand more, {ABOUT}",
        f"Write to us:\nEDITOR@example.org\n{ABOUT}",
        "It was printed by\nShare this\nand nobody else.",
        "They asked about us.\nWe told them.",
    ],
)
def test_lines_of_a_text_that_only_look_like_boilerplate_stay(text):
    kept, gone = split_text(text)
    assert gone == []
    assert words(" ".join(kept)) == words(text)


def test_a_full_line_of_a_wrapped_text_opens_no_boilerplate():
    rule = "[[boilerplate]]\nname = 'related'\npatterns = ['More from .{0,60}']\nparagraphs = 6\n"
    settings = parse_settings(rule)
    text = (
        "A synthetic person spoke at the end of the long day in Farland.\n"
        "More from the region was expected by all the people that\n"
        "nevertheless were waiting in the long line before the office."
    )
    document = read_plaintext(text.encode(), settings.limits, settings)
    assert remove_boilerplate(document, settings).left_out == ()
    short = text.replace(" was expected by all the people that", "")
    document = read_plaintext(short.encode(), settings.limits, settings)
    assert [piece.reason for piece in remove_boilerplate(document, settings).left_out] == [
        "related"
    ]


def test_the_letterhead_of_this_archive_goes_without_its_empty_lines_too():
    root = Path(__file__).resolve().parents[2]
    settings = read_settings(root)
    (seed,) = root.glob("sources/2023/geneva-*.txt")
    head, about, tail = seed.read_text("utf-8").partition("About Us:")
    glued = f"{head}{about}\n" + "\n".join(line for line in tail.splitlines() if line.strip())
    whole, short = (
        remove_boilerplate(read_plaintext(text.encode(), settings.limits, settings), settings)
        for text in (head + about + tail, glued)
    )
    assert short.blocks == whole.blocks
    assert [piece.reason for piece in short.left_out] == [piece.reason for piece in whole.left_out]


@given(
    st.lists(
        st.sampled_from(
            (
                "",
                "About us:",
                ABOUT,
                "Synthetic",
                "Society",
                *CONTACTS.split(),
                "A short one",
                "Share this",
                "1. one",
                "A claim.1",
                "1 Proof",
                " ",
                "## About us",
            )
        )
    )
)
def test_every_word_of_glued_boilerplate_is_accounted_for(lines):
    if any(line.strip() for line in lines):
        split_text("\n".join(lines))
