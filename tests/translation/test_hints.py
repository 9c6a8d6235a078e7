"""What stands above a message for its translator. Every text here is synthetic."""

from __future__ import annotations

from datetime import date

import polib
import pytest

from warraq.translation.hints import Hints, changed_on, compose_comment, write_change_note
from warraq.translation.names import OfficialName

BODY = OfficialName("SYN", ("SYN", "Synthetic Body"), "الهيئة الاصطناعية")
PAPER = OfficialName("paper-1", ("Synthetic Paper", "S/1 (2020)"), "الورقة الاصطناعية")
UNKNOWN = OfficialName("UNK", ("UNK",), "")
HINTS = Hints((BODY, PAPER, UNKNOWN))
BODY_LINE = "SYN, Synthetic Body: الهيئة الاصطناعية"
PAPER_LINE = "Synthetic Paper, S/1 (2020): الورقة الاصطناعية"
DAY = date(2026, 11, 24)


def lines(msgid: str) -> list[str]:
    return [str(hint) for hint in HINTS.find_hints(msgid)]


@pytest.mark.parametrize(
    ("msgid", "expected"),
    [
        ("The {term}`office <SYN>` met.", [BODY_LINE]),
        ("The {term}`SYN` met.", [BODY_LINE]),
        ("The SYN met.", [BODY_LINE]),
        ("The synthetic\nbody met.", [BODY_LINE]),
        ("The syn met; SYNTAX too.", []),
        ("As it says.{cite}`{see}paper-1{p. 5}`", [PAPER_LINE]),
        ("As it says.{cite:t}`other,paper-1`", [PAPER_LINE]),
        ("As S/1 (2020) says to the SYN.", [BODY_LINE, PAPER_LINE]),
        ("The paper-1 without a role.", []),
        ("UNK has no name.", []),
        ("Synthetic Body", []),
    ],
)
def test_what_a_message_links_cites_or_names_is_called_officially(msgid, expected):
    assert lines(msgid) == expected


def test_the_kind_comes_first_then_names_then_the_day_of_change():
    comment = compose_comment("deck", HINTS.find_hints("SYN"[:2]), note=write_change_note(DAY))
    assert comment == "deck\nchanged 2026-11-24"
    hints = HINTS.find_hints("The SYN")
    assert compose_comment("deck", hints, note="changed 2026-11-24") == (
        f"deck\n{BODY_LINE}\nchanged 2026-11-24"
    )


def test_a_finished_entry_gets_no_name_that_it_lacks_and_keeps_no_wrong_one():
    hints = HINTS.find_hints("The SYN")
    assert compose_comment("deck", hints, "deck", settled=True) == "deck"
    assert compose_comment("deck", hints, "deck") == f"deck\n{BODY_LINE}"
    old = "deck\nSYN, Synthetic Body: اسم قديم"
    assert compose_comment("deck", hints, old, settled=True) == f"deck\n{BODY_LINE}"
    assert compose_comment("deck", (), old, settled=True) == "deck"


def test_an_entry_without_any_comment_gets_all():
    hints = HINTS.find_hints("The SYN")
    assert compose_comment("deck", hints, "", settled=True) == f"deck\n{BODY_LINE}"


def test_where_a_template_says_no_kind_the_known_one_stays():
    hints = HINTS.find_hints("The SYN")
    old = "deck\nSYN, Synthetic Body: اسم قديم\nchanged 2026-01-01"
    assert compose_comment("", hints, old) == f"deck\n{BODY_LINE}"


@pytest.mark.parametrize(
    ("comment", "more", "expected"),
    [
        ("deck\nchanged 2026-11-24", {}, DAY),
        ("deck\nchanged 2026-11-24", {"msgstr": "كلمة", "flags": ["fuzzy"]}, DAY),
        ("deck\nchanged 2026-11-24", {"msgstr": "كلمة"}, None),
        ("deck\nchanged 2026-11-24", {"obsolete": True}, None),
        ("deck\nchanged 2026-13-24", {}, None),
        ("the text was changed 2026-11-24 or so", {}, None),
        ("", {}, None),
    ],
)
def test_an_entry_is_behind_since_its_source_changed_until_it_is_finished(comment, more, expected):
    assert changed_on(polib.POEntry(msgid="One.", comment=comment, **more)) == expected
