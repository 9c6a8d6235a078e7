"""Forms of a word that are found as one, alike in Python and in a reader's browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.search.stemming import STEMMINGS, Stemming, split_words, stem_word, stemming_script

ARABIC = STEMMINGS["ar"]
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآٱىةؤئ"
MARKS = "ًٌٍَُِّْٰـؚؐٓٔ"


def stem(word: str) -> str:
    return stem_word(word, ARABIC)


# -- Forms of one word -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forms",
    [
        ("سوريا", "السوريا", "وسوريا", "بالسوريا"),
        ("قرار", "القرار", "قراره", "قرارها", "قراران", "قرارات", "والقرار", "للقرار", "القرارات"),
        ("مدني", "المدني", "مدنية", "المدنية", "المدنيون", "المدنيين", "والمدنيات"),
        ("لاجئ", "اللاجئ", "لاجئون", "اللاجئين", "لاجئات"),
        ("إحاطة", "احاطة", "الإحاطة", "إحاطات", "إحاطه"),
        ("آذار", "اذار", "أذار"),
        ("منظمة", "المنظمة", "منظمات", "ومنظمات", "منظماتها"),
    ],
)
def test_the_forms_of_a_word_meet(forms):
    assert len({stem(form) for form in forms}) == 1, [stem(form) for form in forms]


@pytest.mark.parametrize(
    ("plain", "dressed"),
    [
        ("قرار", "قَرَارٌ"),
        ("سوريا", "سُورِيَا"),
        ("قرار", "قـــرار"),
        ("اللجنة", "اللَّجْنَةُ"),
        ("هذا", "هٰذا"),
        ("الرحمن", "الرَّحْمٰن"),
    ],
)
def test_vowel_marks_and_lengthening_have_no_weight(plain, dressed):
    assert plain != dressed
    assert stem(plain) == stem(dressed)
    assert split_words(dressed, ARABIC) == [plain]


@pytest.mark.parametrize("word", ["ال", "وال", "له", "في", "هي", "ون", "من", "ولد", "كان"])
def test_a_short_word_is_not_eaten_up(word):
    assert stem(word)
    assert len(stem(word)) >= min(len(word), ARABIC.keep)


@pytest.mark.parametrize(
    ("one", "other"), [("قرار", "قرية"), ("سوريا", "سوق"), ("مدني", "مدينة"), ("لجنة", "لاجئ")]
)
def test_words_of_different_meaning_stay_apart(one, other):
    assert stem(one) != stem(other)


def test_other_scripts_are_only_made_small():
    assert [stem(word) for word in ("CSSR", "Geneva", "2254", "Türkiye")] == [
        "cssr",
        "geneva",
        "2254",
        "türkiye",
    ]


def test_a_text_is_split_into_its_words():
    text = "القرار 2254 (2015)، «غرفة دعم المجتمع» – S/RES/2254."
    assert split_words(text, ARABIC) == [
        *("القرار", "2254", "2015", "غرفة", "دعم", "المجتمع", "S", "RES", "2254")
    ]


words = st.text(LETTERS + MARKS, min_size=1, max_size=14)


@given(word=words)
@settings(max_examples=200, deadline=None)
def test_a_stem_holds_no_mark_and_never_grows(word):
    found = stem(word)
    assert len(found) <= len(word)
    assert not set(found) & (set(MARKS) | set(ARABIC.letters))


@given(word=words.filter(lambda word: len(split_words(word, ARABIC)) == 1))
@settings(max_examples=200, deadline=None)
def test_a_word_meets_itself_with_the_article(word):
    """From three letters on; a shorter word might itself begin with an article's letters."""
    plain = split_words(word, ARABIC)[0]
    if len(plain) >= ARABIC.keep and plain[0] not in "وفبكلاأإآٱ":
        assert stem("ال" + plain) == stem(plain)


def test_a_language_is_folded_by_its_own_table():
    own = Stemming(drop="-", letters={"x": "y"}, prefixes=("pre",), suffixes=("s",), keep=2)
    assert stem_word("Prexx-s", own) == "yy"
    assert stem_word("pres", own) == "pre"


# -- The same in a browser -----------------------------------------------------------------------

Evaluate = Callable[[str, list[str]], object]


@pytest.fixture(scope="module")
def evaluate() -> Iterator[Evaluate]:
    """Runs JavaScript beside the stemming script, in a browser with a thread of its own.

    Playwright allows one synchronous session a thread; other tests may hold the main one.
    """
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next(filter(None, map(shutil.which, names)), None)
    with ThreadPoolExecutor(max_workers=1) as thread:
        playwright = thread.submit(sync_playwright().start).result()
        launch = partial(playwright.chromium.launch, executable_path=found, args=["--no-sandbox"])
        browser = thread.submit(launch).result()
        page = thread.submit(browser.new_page).result()
        thread.submit(partial(page.add_script_tag, content=stemming_script(ARABIC))).result()
        yield lambda code, words: thread.submit(page.evaluate, code, words).result()
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()


@pytest.mark.browser
def test_the_browser_folds_every_word_as_python_does(evaluate):
    """What the index holds and what a query asks for would else pass each other by."""

    @given(
        batch=st.lists(
            st.one_of(
                words,
                st.builds("".join, st.tuples(st.sampled_from(ARABIC.prefixes), words)),
                st.builds("".join, st.tuples(words, st.sampled_from(ARABIC.suffixes))),
                st.text("AbÇİßς09_" + LETTERS, min_size=1, max_size=8),
            ),
            min_size=50,
            max_size=120,
        )
    )
    @settings(max_examples=15, deadline=None)
    def compare(batch: list[str]) -> None:
        folded = evaluate("words => words.map((word) => new Stemmer().stemWord(word))", batch)
        assert folded == [stem(word) for word in batch]

    compare()


@pytest.mark.browser
def test_the_browser_splits_a_query_as_python_splits_a_page(evaluate):
    @given(
        batch=st.lists(
            st.text(LETTERS + MARKS + " ،؛؟«»()-/.:'\"\u200f\u2066abC09_é", max_size=30),
            min_size=20,
            max_size=60,
        )
    )
    @settings(max_examples=15, deadline=None)
    def compare(batch: list[str]) -> None:
        split = evaluate("texts => texts.map(splitQuery)", batch)
        assert split == [split_words(text, ARABIC) for text in batch]

    compare()
