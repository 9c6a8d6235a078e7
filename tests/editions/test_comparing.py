"""Texts compared word by word. Every text here is synthetic."""

from __future__ import annotations

import random
import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st
from synthetic_editions import ARABIC, ENGLISH

from warraq.editions.comparedtexts import MOST_BLOCKS, show_comparison
from warraq.editions.comparing import Comparison, Mark, compare_texts, split_words
from warraq.editions.voices import Voice

VOICE = Voice("en", ENGLISH, "Synthetic archive")


def told(old: list[str], new: list[str]) -> list[str]:
    """The blocks as people write them: [-removed-], {+added+}."""
    marks = {Mark.REMOVED: "[-%s-]", Mark.ADDED: "{+%s+}", Mark.SAME: "%s"}
    return [
        (f"{block.mark}: " if block.mark else "")
        + "".join(marks[word.mark] % word.text for word in block.words)
        for block in compare_texts(old, new).blocks
    ]


WORDS = st.sampled_from(
    ["a", "b", "five", "5", "1,000", " ", "  ", ".", "،", "\u200f", "بيان", "إنّ"]
)
BLOCKS = st.lists(st.lists(WORDS, max_size=8).map("".join) | st.text(max_size=12), max_size=8)


@settings(max_examples=80)
@given(BLOCKS, BLOCKS)
def test_what_is_kept_and_added_is_the_new_text_and_with_what_is_removed_the_old(old, new):
    comparison = compare_texts(old, new)
    assert [block.old for block in comparison.blocks if block.in_old] == old
    assert [block.new for block in comparison.blocks if block.in_new] == new
    assert comparison.is_same == (old == new)
    marks = [block.mark for block in comparison.blocks]
    assert marks.count(Mark.MOVED_HERE) == marks.count(Mark.MOVED_AWAY)


def test_each_block_moves_to_one_place():
    old, new = ["Twice.", "Twice.", "One.", "Two."], ["One.", "Two.", "Twice."]
    marks = [block.mark for block in compare_texts(old, new).blocks]
    assert marks.count(Mark.MOVED_HERE) == marks.count(Mark.MOVED_AWAY) == 1
    assert marks.count(Mark.REMOVED) == 1


@settings(max_examples=40)
@given(BLOCKS, BLOCKS)
@example(["a <b>x</b> &amp; c d e"], ["a <i>x</i> &lt; c d e <script>"])
def test_the_page_shows_every_change_and_no_markup_of_a_text(old, new):
    comparison = compare_texts(old, new)
    soup = BeautifulSoup(show_comparison(comparison, VOICE, "ar"), "html.parser")
    kinds = {"div", "p", "ins", "del", "span", "strong", "code"}
    assert {element.name for element in soup.find_all(True)} <= kinds
    for name, mark in (("ins", Mark.ADDED), ("del", Mark.REMOVED)):
        wanted = [
            word.text.split()  # the parser does not keep every space
            for block in comparison.blocks
            for word in block.words
            if word.mark is mark
        ]
        shown = []
        for element in soup.find_all(name):
            for aid in element.select("span"):
                aid.decompose()
            for unseen in element.select("code.unseen"):
                unseen.replace_with(chr(int(unseen.text[2:], 16)))
            shown.append(element.text.split())
        assert shown == wanted


def test_the_words_that_changed_are_told_from_those_that_did_not():
    assert told(["Five carts crossed the bridge."], ["Six carts crossed the bridge."]) == [
        "[-Five-]{+Six+} carts crossed the bridge."
    ]
    assert told(["في 5 أيار/مايو 2023 أُغلق الجسر."], ["في 6 أيار/مايو 2023 أُغلق الجسر كلّه."]) == [
        "في [-5-]{+6+} أيار/مايو 2023 أُغلق الجسر{+ كلّه+}."
    ]


def test_a_number_and_a_word_with_vowel_signs_are_one_word_each():
    assert split_words("1,000 or 12.5% إنَّ it's") == [
        *("1,000", " ", "or", " ", "12.5%", " ", "إنَّ", " ", "it's")
    ]
    assert told(["In all 1,000 people."], ["In all 2,000 people."]) == [
        "In all [-1,000-]{+2,000+} people."
    ]


def test_small_words_do_not_hold_a_new_sentence_together():
    same = "The synthetic council of Farland met in the hall beside the northern gate. "
    (row,) = told(
        [same + "The mayor was in the north on that day."],
        [same + "A report is of no use in such a case."],
    )
    assert row.startswith(f"{same}[-The mayor was")
    assert row.count("[-") <= 2


def test_a_block_that_went_elsewhere_has_moved():
    old = ["One stays here.", "Two goes down.", "Three stays.", "Four stays."]
    new = ["One stays here.", "Three stays.", "Four stays.", "Two goes down."]
    marks = [block.mark for block in compare_texts(old, new).blocks]
    assert marks == [Mark.SAME, Mark.MOVED_AWAY, Mark.SAME, Mark.SAME, Mark.MOVED_HERE]
    html = show_comparison(compare_texts(old, new), VOICE, "en")
    assert "Moved from this place:" in html
    assert "<ins>" not in html


def test_a_changed_cell_of_a_table_is_shown_with_the_one_before_it():
    old = ["Carts", "12", "Bridges", "3", "Roads", "8"]
    new = ["Carts", "12", "Bridges", "4", "Roads", "8"]
    soup = BeautifulSoup(show_comparison(compare_texts(old, new), VOICE, "en"), "html.parser")
    assert [line.text for line in soup.select("p.context")] == ["Bridges"]
    assert [line.text for line in soup.select("p.same")] == [
        *("Unchanged passages: 3", "Unchanged passages: 2")
    ]


def test_a_change_is_more_than_a_colour_and_speaks_the_pages_language():
    voice = Voice("ar", ARABIC, "", {"added:": "أُضيف:"})
    html = show_comparison(compare_texts(["One two."], ["One two three."]), voice, "en")
    assert html.startswith('<div class="compared" lang="en" dir="ltr">')
    assert '<ins><span class="for-ears" lang="ar" dir="rtl">[أُضيف: </span>' in html
    assert '<span class="sign" aria-hidden="true">+</span>' in html


def test_a_change_that_nobody_could_see_has_a_name():
    html = show_comparison(
        compare_texts(["Paid 1 200 in all."], ["Paid 1\u200f 200 in all."]), VOICE, "en"
    )
    assert '<code class="unseen">U+200F</code>' in html
    assert "\u200f" not in html


def synthetic_text(pages: int, seed: int) -> list[str]:
    some = random.Random(seed)
    vocabulary = [f"word{number}" for number in range(3000)] + ["the", "of", "and", "in"] * 200
    return [" ".join(some.choices(vocabulary, k=50)) for _ in range(pages * 10)]


def edit(text: str, some: random.Random) -> str:
    words = text.split()
    words[some.randrange(len(words))] = "CHANGED"
    return " ".join(words)


@pytest.mark.parametrize("case", ["every paragraph", "other order", "another text", "one block"])
def test_a_book_is_compared_in_a_moment(case):
    old, some = synthetic_text(200 if case == "every paragraph" else 60, 1), random.Random(2)
    if case == "every paragraph":
        new = [edit(text, some) for text in old]
    elif case == "other order":
        new = some.sample(old, len(old))
    elif case == "another text":
        new = synthetic_text(60, 3)
    else:
        old, new = [" ".join(old[:150])], [" ".join(edit(text, some) for text in old[:150])]
    begin = time.process_time()
    comparison = compare_texts(old, new)
    assert time.process_time() - begin < 3  # 0.1 to 0.4 on the machine that it was written on
    assert comparison.is_rewritten == (case == "another text")
    if case == "every paragraph":
        assert {block.mark for block in comparison.blocks} == {None}
        html = show_comparison(comparison, VOICE, "en")
        shown = html.count('class="block')
        assert 50 < shown <= MOST_BLOCKS
        assert f"not shown here: {2000 - shown}." in html


def test_a_short_text_is_compared_whatever_is_left_of_it():
    assert not compare_texts(["One."], ["Two three."]).is_rewritten
    assert Comparison((), is_rewritten=False).is_same
