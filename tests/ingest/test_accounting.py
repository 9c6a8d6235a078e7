"""Each word of a source is found again, or the import stops. Every text is synthetic."""

from __future__ import annotations

import pytest
import synthetic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warraq.ingest.accounting import body_texts, settle_account, words
from warraq.ingest.arranging import arrange_blocks
from warraq.ingest.document import block_texts
from warraq.ingest.errors import IngestError
from warraq.ingest.myst import write_myst


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One, TWO; three_four", ["one", "two", "three", "four"]),
        ("S/RES/2254 (2015)", ["s", "res", "2254", "2015"]),
        ("CSSR’s Straße", ["cssr", "s", "strasse"]),
        ("co\u00adoperate in\u200bvisible \u202eright\u202c", ["cooperate", "invisible", "right"]),
        ("ﻣﺼﻄﻨﻌﺔ مُصْطَنَعة كــلمة", ["مصطنعة", "مُصْطَنَعة", "كــلمة"]),
        ("word¹ m² e\u0301 ﬁ", ["word", "1", "m", "2", "é", "fi"]),
        ("١٢ مايو", ["١٢", "مايو"]),
        ("— … * ", []),
    ],
)
def test_what_a_word_is(text, found):
    assert words(text) == found


@given(st.text(), st.text())
def test_white_space_parts_words_and_nothing_else_depends_on_what_stands_beside(one, two):
    assert words(f"{one}\n{two}") == words(one) + words(two)


def test_the_numbers_of_an_account_add_up():
    account = settle_account(
        "a title a body of four more", "A body of four\n", ["a title"], ["more"]
    )
    assert account.as_data() == {"source": 7, "body": 4, "front_matter": 2, "left_out": 1}


def test_a_lost_word_is_named():
    with pytest.raises(IngestError, match=r"1 word of the source would be lost \(gone\)"):
        settle_account("here gone", "here\n", [], [])


def test_an_added_word_is_named():
    with pytest.raises(IngestError, match=r"1 word would be added \(new\)"):
        settle_account("here", "here new\n", [], [])


def test_a_word_is_counted_as_often_as_it_stands():
    with pytest.raises(IngestError, match="lost"):
        settle_account("twice twice", "twice\n", [], [])


def test_roles_count_by_their_words_and_citations_not():
    body = "The {term}`Safety Council <SSC>` said.{cite}`ssc-1234`[^1]\n\n[^1]: A note.\n"
    assert list(body_texts(body)) == ["The Safety Council said.", "A note."]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(synthetic.documents)
def test_the_account_of_any_document_balances(blocks):
    source = "\n".join(text for block in blocks for text in block_texts(block))
    body = write_myst(arrange_blocks(blocks))
    account = settle_account(source, body, [], [])
    assert account.source == account.body


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(synthetic.documents, st.data())
def test_no_account_balances_when_a_word_is_taken_from_the_page(blocks, data):
    body = write_myst(arrange_blocks(blocks))
    found = [word for text in body_texts(body) for word in words(text)]
    if found:
        lost = data.draw(st.sampled_from(found))
        with pytest.raises(IngestError, match="lost"):
            settle_account(" ".join([*found, lost]), body, [], [])


def test_a_soft_hyphen_before_a_mark_makes_no_other_word():
    assert words("a\u00ad\u0301") == words("a\u0301") == words("\u00e1")
