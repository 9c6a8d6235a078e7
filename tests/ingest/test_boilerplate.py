"""What belongs to a letterhead goes, by name, and nothing else. Every text is synthetic."""

from __future__ import annotations

import pytest
import synthetic

from warraq.ingest.boilerplate import (
    REPEATED,
    fingerprint,
    recurring_blocks,
    remove_boilerplate,
)
from warraq.ingest.document import Document, Heading, Items, Note, Paragraph, Text, block_texts
from warraq.ingest.errors import IngestError
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
