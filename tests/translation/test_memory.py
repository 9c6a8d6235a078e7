"""Translations that are there already, found again. Every text here is synthetic."""

from __future__ import annotations

import time
from random import Random

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from warraq.translation.memory import NEAR, Memory, Unit, read_unit


def unit(msgid: str, *forms: str, plural: str = "", **more: object) -> Unit:
    return Unit("", msgid, plural, forms, **more)  # type: ignore[arg-type]


def same(*units: Unit, msgid: str = "One") -> tuple[str, bool] | None:
    match = Memory(units).find_same(("", msgid, ""))
    return (match.unit.forms[0], match.certain) if match else None


def near(msgid: str, *units: Unit) -> str | None:
    match = Memory(units).find_near(msgid)
    return match.unit.msgid if match else None


def test_an_entry_is_remembered_with_all_that_tells_it_apart():
    entry = polib.POEntry(msgid="a", msgctxt="c", msgid_plural="b", msgstr_plural={1: "y", 0: "x"})
    assert read_unit(entry) == Unit("c", "a", "b", ("x", "y"))
    half = polib.POEntry(msgid="a", msgid_plural="b", msgstr_plural={0: "x", 1: ""})
    assert read_unit(half).forms == ()


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([], None),
        ([unit("One")], None),
        ([unit("Two", "اثنان")], None),
        ([unit("One", "واحد")], ("واحد", True)),
        ([unit("One", "واحد"), unit("One", "واحد"), unit("One")], ("واحد", True)),
        ([unit("One", "واحد"), unit("One", "أول")], ("أول", False)),
        ([unit("One", "واحد"), unit("One", "أول"), unit("One", "واحد")], ("واحد", False)),
        ([unit("One", "واحد", fuzzy=True)], ("واحد", False)),
        ([unit("One", "واحد", fuzzy=True), unit("One", "أول")], ("أول", True)),
        ([unit("One", "واحد", obsolete=True)], ("واحد", True)),
        ([unit("One", "واحد", obsolete=True), unit("One", "أول")], ("أول", True)),
        ([unit("One", "واحد", plural="Ones")], None),
        ([Unit("month", "One", "", ("واحد",))], None),
    ],
)
def test_the_same_message_is_certain_only_if_it_has_one_finished_translation(units, expected):
    assert same(*units) == expected
    assert same(*units[::-1]) == expected


def test_the_nearest_finished_message_is_found():
    units = [
        unit("The synthetic team met in May 2023.", "أ"),
        unit("The synthetic team met in May 2022.", "ب", obsolete=True),
        unit("The synthetic team spoke.", "ج"),
        unit("The synthetic team met in May 202.", "د", fuzzy=True),
        unit("The synthetic team met in May 2021."),
    ]
    assert near("The synthetic team met in May 2022!", *units) == units[1].msgid
    assert near("The synthetic team met in May 2021.", *units) in {u.msgid for u in units[:2]}
    assert near("Nothing of the kind is said any longer.", *units) is None


def test_equally_near_messages_do_not_depend_on_their_order():
    units = [unit(f"The synthetic team met in May 202{n}.", str(n)) for n in range(5)]
    found = {near("The synthetic team met in May 2029.", *order) for order in (units, units[::-1])}
    assert found == {"The synthetic team met in May 2020."}


WORDS = [f"{a}{b}" for a in ("team", "town", "law", "sea", "hall") for b in "abcdefgh"]


@given(st.lists(st.sampled_from(WORDS), min_size=6, max_size=30), st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_keeps_nine_words_in_ten_is_found(words, data):
    """The short cut through rarer words misses none of the edits that people make."""
    random = Random(7)
    others = [unit(" ".join(random.choices(WORDS, k=20)), str(n)) for n in range(300)]
    text = " ".join(words)
    edited = list(words)
    for _ in range(max(1, len(words) // 10)):
        edited[data.draw(st.integers(0, len(words) - 1))] = "entirelynew"
    query = " ".join(edited)
    found = near(query, unit(text, "نص"), *others)
    if fuzz.ratio(query, text) >= NEAR * 100:
        assert found is not None
        assert fuzz.ratio(query, found) >= fuzz.ratio(query, text)


def test_a_look_up_among_twenty_thousand_messages_takes_a_moment():
    random = Random(3)
    vocabulary = [f"word{n}" for n in range(3000)]
    texts = [" ".join(random.choices(vocabulary, k=40)) for _ in range(20_000)]
    memory = Memory(unit(text, "نص") for text in texts)
    memory.find_near("warm up")
    start = time.process_time()
    for text in texts[:100]:
        assert memory.find_near(f"{text} and a little more") is not None
    assert time.process_time() - start < 3
