"""What stands beside a mention: cut definitions, full names. Every text is synthetic."""

from __future__ import annotations

import pytest

from warraq.knowledge.mention import (
    Passage,
    choose_marks,
    cut_definition,
    fold_text,
    is_explained,
    is_joined,
    is_quoted,
    stands_in,
)

CUTS = (
    ("A short one. It has two sentences.", 80, "A short one. It has two sentences."),
    ("The first. The second is longer than that.", 20, "The first."),
    ("First, see No. 22 of it. Then more and more.", 30, "First, see No. 22 of it."),
    ("It follows Dr. Synthetic and others. More.", 38, "It follows Dr. Synthetic and others."),
    ("It follows Dr. Synthetic and others. More.", 30, "It follows Dr. Synthetic and…"),
    ("A U.S. body of some kind that is long.", 20, "A U.S. body of some…"),
    ("It asked: “Why?” Then it went home again.", 20, "It asked: “Why?”"),
    ("One sentence, which does not end soon enough.", 14, "One sentence…"),
    ("هيئة اصطناعية. لا وجود لها في أي مكان.", 20, "هيئة اصطناعية."),
    ("هيئة اصطناعية، لا وجود لها في أي مكان.", 20, "هيئة اصطناعية، لا…"),
    ("هل لها وجود؟ لا وجود لها في أي مكان.", 20, "هل لها وجود؟"),
    ("Onelongwordwithoutanyspace", 10, "Onelongwo…"),
    ("  White \n space  ", 80, "White space"),
)


@pytest.mark.parametrize(("text", "limit", "cut"), CUTS)
def test_a_definition_is_cut_behind_a_sentence_or_else_a_word(text, limit, cut):
    assert cut_definition(text, limit) == cut
    assert len(cut) <= limit


NAMES = (
    ("Synthetic Room", "the SYNTHETIC\nroom of nobody", "en", True),
    ("Synthetic Room", "a synthetic broom", "en", False),
    ("Synthetic-Room", "the synthetic room", "en", True),
    ("Nobody's Room", "in nobody’s room", "en", True),
    ("غرفة الدعم الاصطناعية", "وبغرفة الدعم الاصطناعيّة", "ar", True),
    ("الغرفة الاصطناعية", "وللغرفة الاصطناعية أعضاء", "ar", True),
    ("المجلس الأعلى", "بالمجلس الاعلى", "ar", True),
    ("المجلس الأعلى", "المجلس الأدنى", "ar", False),
    ("Synthetic Body", "the synthetic bodyguards", "en", False),
    ("Synthetic Body", "an unsynthetic body", "en", False),
    ("Synthetic Body", "the “Synthetic Body’s” rooms", "en_GB", True),
    ("Synthetischer Rat", "des synthetischer Rates", "de", True),
)


@pytest.mark.parametrize(("name", "text", "code", "found"), NAMES)
def test_a_name_is_found_in_any_case_and_with_what_is_joined_to_it(name, text, code, found):
    assert stands_in(name, fold_text(text, code), code) is found


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ("The ", " met.", (" (", ")")),
        ("The room (", ") met.", ("، ", "")),
        ("Rooms (", ", SYNB) met.", (" [", "]")),
        ("Rooms (such as the ", " members) met.", (" [", "]")),
        ("Rooms (of any kind) and the ", " met.", (" (", ")")),
        ("a) the ", " met (again)", (" (", ")")),
    ],
)
def test_the_marks_fit_the_brackets_around(before, after, marks):
    assert choose_marks(Passage(before, after), "، ") == marks


@pytest.mark.parametrize(
    ("before", "quoted"),
    [
        ("He said: “The ", True),
        ("He said “no” and the ", False),
        ("قال: «إن ", True),
        ("قال «لا» ثم ", False),
        ("Er sagte: „Der ", True),
        ("Er sagte „nein“ und der ", False),
        ('He said: "The ', True),
        ('He said "no" and the ', False),
    ],
)
def test_words_in_quotation_marks_are_known(before, quoted):
    assert is_quoted(Passage(before, "")) is quoted


@pytest.mark.parametrize(
    ("after", "explained"),
    [
        (" (Synthetic Room) met.", True),
        (", the Synthetic Room, met.", True),
        (" met in the old Synthetic Room.", True),
        (", known to all as the Synthetic Room", True),
        (", which No. 2 (Dr. A. Nobody) called the Synthetic Room.", True),
        (" met. The Synthetic Room met again.", False),
        (", of the Synthetic Roommates.", False),
        (" met.", False),
    ],
)
def test_an_author_who_gives_the_name_behind_is_heard(after, explained):
    assert is_explained("Synthetic Room", Passage("The ", after), "en") is explained


@pytest.mark.parametrize(
    ("after", "joined"),
    [
        ("’s members", True),
        ("'s members", True),
        ("’ members", True),
        ("s came", True),
        ("-led talks", True),
        ("–SYNC talks", True),
        ("/SYNC", True),
        ("ية", True),
        ("", False),
        (" met", False),
        (") met", False),
        (", who", False),
        (". Then", False),
        ("—which met", False),
        ("- and SYNC-led", True),
    ],
)
def test_what_is_joined_to_a_mention_is_known(after, joined):
    assert is_joined(Passage("The ", after)) is joined
