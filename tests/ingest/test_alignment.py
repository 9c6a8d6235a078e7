"""The pairing of two texts, block by block. Every text is synthetic."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

import pytest
from bilingual import Row, make_pair, make_paragraphs, make_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.ingest import programme
from warraq.ingest.alignment import Pair, align_documents, pair_leaves
from warraq.ingest.anchors import find_anchors
from warraq.ingest.document import (
    Block,
    Heading,
    Items,
    Link,
    Note,
    Paragraph,
    Picture,
    Quote,
    Table,
    Text,
    block_texts,
)
from warraq.ingest.lexicon import Term

SEEDS = range(50)
EDITED_SEEDS = range(25)


def par(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def rows_of(pair: Pair, rows: Sequence[Row]) -> bool:
    """Whether a pair is one block with its own translation."""
    return (pair.source, pair.target) in [((row.source,), (row.target,)) for row in rows]


def align(source: Sequence[Block], target: Sequence[Block], **options: object) -> tuple[Pair, ...]:
    """Align an English text with an Arabic one; holds what holds of every alignment."""
    pairs = align_documents(tuple(source), tuple(target), language="ar", **options)  # type: ignore[arg-type]
    assert_whole(pairs, source, target)
    return pairs


def assert_whole(pairs: Sequence[Pair], source: Sequence[Block], target: Sequence[Block]) -> None:
    assert [block for pair in pairs for block in pair.source] == list(source)
    assert [block for pair in pairs for block in pair.target] == list(target)
    assert all(0 <= pair.score <= 1 for pair in pairs)
    assert all(pair.source or pair.target for pair in pairs)


# -- Clean pairs -----------------------------------------------------------------------------


def test_at_least_95_percent_of_a_clean_pair_align_without_help() -> None:
    total = right = 0
    for seed in SEEDS:
        rows = make_pair(seed)
        pairs = align([row.source for row in rows], [row.target for row in rows])
        good = [pair for pair in pairs if pair.certain and rows_of(pair, rows)]
        assert not [pair for pair in pairs if pair.certain and not rows_of(pair, rows)]
        assert len(good) >= 0.85 * len(rows), f"seed {seed}"
        total, right = total + len(rows), right + len(good)
    assert right >= 0.95 * total


def test_inside_lists_and_tables_clean_pairs_align_too() -> None:
    total = right = 0
    for seed in SEEDS:
        rows = make_pair(seed)
        nested = [row for row in rows if isinstance(row.source, Items | Table)]
        pairs = align([row.source for row in rows], [row.target for row in rows])
        leaves = pair_leaves(
            [p for p in pairs if p.source and p.source[0] in [row.source for row in nested]],
            language="ar",
        )
        for row in nested:
            texts = zip(block_texts(row.source), block_texts(row.target), strict=True)
            for one, other in texts:
                total += 1
                right += any(
                    pair.certain and (pair.source, pair.target) == ((par(one),), (par(other),))
                    for pair in leaves
                )
    assert total > 100
    assert right >= 0.95 * total


@pytest.mark.parametrize("count", [1, 2, 3])
def test_short_clean_pairs_align_too(count: int) -> None:
    good = 0
    for seed in range(40):
        rng = random.Random(seed)
        rows = [make_paragraphs(rng, 0.85) for _ in range(count)]
        pairs = align([row.source for row in rows], [row.target for row in rows])
        good += all(pair.certain and rows_of(pair, rows) for pair in pairs)
    assert good >= 36


# -- Pairs that differ -------------------------------------------------------------------------

Edit = Callable[[list[Block], int], list[Block]]


def drop(blocks: list[Block], at: int) -> list[Block]:
    return blocks[:at] + blocks[at + 1 :]


def add(blocks: list[Block], at: int) -> list[Block]:
    row = make_paragraphs(random.Random(f"added {at}"), 0.85)
    return [*blocks[:at], row.target, *blocks[at:]]


def merge(blocks: list[Block], at: int) -> list[Block]:
    one, other = blocks[at], blocks[at + 1]
    assert isinstance(one, Paragraph)
    assert isinstance(other, Paragraph)
    return [*blocks[:at], Paragraph((*one.content, Text(" "), *other.content)), *blocks[at + 2 :]]


def split(blocks: list[Block], at: int) -> list[Block]:
    words = " ".join(block_texts(blocks[at])).split()
    half = len(words) // 2
    parts = [par(" ".join(words[:half])), par(" ".join(words[half:]))]
    return [*blocks[:at], *parts, *blocks[at + 1 :]]


def reorder(blocks: list[Block], at: int) -> list[Block]:
    moved = [*blocks[:at], *blocks[at + 1 :]]
    return [*moved[: at + 3], blocks[at], *moved[at + 3 :]]


@pytest.mark.parametrize("edit", [drop, add, merge, split, reorder])
def test_what_was_changed_in_a_translation_stays_local_and_doubtful(edit: Edit) -> None:
    near = 5
    wrong_far = wrong_certain = far = changed_certain = 0
    for seed in EDITED_SEEDS:
        rows = make_pair(seed, count=30)
        source = [row.source for row in rows]
        paragraphs = [
            at
            for at in range(8, 22)
            if all(isinstance(block, Paragraph) for block in source[at : at + 2])
        ]
        at = random.Random(seed).choice(paragraphs)
        pairs = align(source, edit([row.target for row in rows], at))
        for pair in pairs:
            right = rows_of(pair, rows)
            index = source.index(pair.source[0]) if pair.source else at
            if abs(index - at) > near:
                far += 1
                wrong_far += not right
            wrong_certain += pair.certain and not right
            changed_certain += pair.certain and index == at and not right
    assert wrong_far <= 0.01 * far
    assert wrong_certain <= 2, "a wrong pair would reach the reader"
    assert changed_certain <= 1


def test_a_whole_section_that_is_missing_is_found() -> None:
    rows = [row for seed in range(20) for row in make_pair(seed)][:300]
    pairs = align([row.source for row in rows], [row.target for row in (*rows[:100], *rows[200:])])
    alone = [rows.index(r) for r in rows for p in pairs if p.source == (r.source,) and not p.target]
    assert len(set(alone) & set(range(100, 200))) >= 85
    assert sum(rows_of(pair, rows) for pair in pairs) >= 185


def test_where_nothing_tells_what_is_missing_nothing_is_certain() -> None:
    source = [par(f"Synthetic words that are all alike, {letter}.") for letter in "abcdefg"]
    target = [par("كلمات اصطناعية تشبه كلها بعضها بعضاً.") for _ in range(6)]
    pairs = align(source, target)
    assert sum(not pair.target for pair in pairs) == 1
    assert not any(pair.certain for pair in pairs)


def test_a_text_that_begins_and_ends_elsewhere_is_found_beyond_the_usual_band() -> None:
    rng = random.Random("shifted")
    rows = []
    for index in range(240):
        one, other = make_texts(rng, 0.85, 90, 700)
        # Numbers that stand twice in each text, so that none is a landmark by itself.
        number = f" {1000 + index // 6}" if index % 3 == 0 else ""
        rows.append(Row(par(one + number), par(other + number)))
    pairs = align([row.source for row in rows[:200]], [row.target for row in rows[40:]])
    assert sum(rows_of(pair, rows) for pair in pairs) >= 150


def test_another_text_is_no_translation() -> None:
    believed = 0
    for seed in range(20):
        mine, other = make_pair(seed), make_pair(seed + 1000)
        pairs = align([row.source for row in mine], [row.target for row in other])
        believed += any(pair.certain for pair in pairs)
    assert believed <= 1


def test_a_pair_with_other_numbers_is_not_certain() -> None:
    fillers = make_pair(3, count=8)
    one, other = (
        par("The synthetic group met in 2019 with 40 guests."),
        par("اجتمعت المجموعة الاصطناعية في 2021 مع 75 ضيفاً."),
    )
    source = [*(row.source for row in fillers[:4]), one, *(row.source for row in fillers[4:])]
    target = [*(row.target for row in fillers[:4]), other, *(row.target for row in fillers[4:])]
    (pair,) = [pair for pair in align(source, target) if pair.source == (one,)]
    assert not pair.certain


def test_the_number_decides_where_lengths_do_not() -> None:
    texts = [
        ("Synthetic words of number 17 alone.", "كلمات اصطناعية للرقم ١٧ وحده."),
        ("Synthetic words of number 23 alone.", "كلمات اصطناعية للرقم ٢٣ وحده."),
        ("Synthetic words of number 31 alone.", "كلمات اصطناعية للرقم ٣١ وحده."),
    ]
    source = [par(en) for en, _ in texts]
    for gone in range(3):
        kept = [pair for index, pair in enumerate(texts) if index != gone]
        pairs = align(source, [par(ar) for _, ar in kept])
        joined = {(p.source, p.target) for p in pairs if p.source and p.target}
        assert joined == {((par(en),), (par(ar),)) for en, ar in kept}


def test_the_lexicon_decides_where_nothing_else_does() -> None:
    terms = (
        Term("SBA", ("SBA", "Synthetic Body Alpha"), ("الهيئة الاصطناعية ألف",)),
        Term("SBB", ("SBB", "Synthetic Body Beta"), ("الهيئة الاصطناعية باء",)),
    )
    source = [
        par("Synthetic Body Alpha spoke first at the meeting of the day."),
        par("Synthetic Body Beta spoke later at the meeting of the day."),
    ]
    for at, name in enumerate(("ألف", "باء")):
        target = [par(f"وتحدثت الهيئة الاصطناعية {name} في اجتماع ذلك اليوم.")]
        pairs = align(source, target, lexicon=terms)
        (joined,) = [pair for pair in pairs if pair.source and pair.target]
        assert joined.source == (source[at],)


# -- Structure ---------------------------------------------------------------------------------


def test_kinds_go_with_their_kind() -> None:
    source: list[Block] = [
        par("Synthetic words before all others."),
        Items(((par("one thing"),), (par("another thing"),))),
        Quote((par("Synthetic words that somebody said."),)),
        Table((((Text("a head"),), (Text("more"),)), ((Text("a cell"),), (Text("more"),)))),
        Heading((Text("Synthetic end"),)),
        Note("1", (Text("A synthetic note."),)),
    ]
    target: list[Block] = [
        Items(((par("شيء واحد"),), (par("شيء آخر"),))),
        Quote((par("كلمات اصطناعية قالها أحدهم."),)),
        par("كلمات جديدة لا أصل لها."),
        Table((((Text("رأس"),), (Text("مزيد"),)), ((Text("خلية"),), (Text("مزيد"),)))),
        Heading((Text("خاتمة اصطناعية"),)),
        Note("1", (Text("حاشية اصطناعية."),)),
    ]
    for pair in align(source, target):
        if pair.source and pair.target:
            assert [type(b) for b in pair.source] == [type(b) for b in pair.target]
    joined = [pair.source[0] for pair in align(source, target) if pair.source and pair.target]
    assert joined == source[1:]


def test_a_heading_that_became_a_paragraph_is_paired_but_not_certain() -> None:
    rows = make_pair(5, count=12)
    at = next(i for i, row in enumerate(rows) if isinstance(row.source, Heading))
    heading = Heading((Text("Synthetic guests of May 2023 by S/RES/2254 and SBAX: 4711 of 9000"),))
    source, target = [row.source for row in rows], [row.target for row in rows]
    source[at] = heading
    target[at] = par("ضيوف اصطناعيون في أيار 2023 وفق S/RES/2254 وSBAX: عددهم 4711 من 9000")
    (pair,) = [pair for pair in align(source, target) if pair.source == (heading,)]
    assert pair.target == (target[at],)
    assert not pair.certain


def test_tables_of_one_shape_are_paired_cell_by_cell() -> None:
    one = Table((((Text("a"),), (Text("b"),)), ((Text("c"),), ())))
    other = Table((((Text("ألف"),), (Text("باء طويلة جداً هنا"),)), ((Text("جيم"),), ())))
    leaves = pair_leaves([Pair((one,), (other,), 1.0, True)], language="ar")
    assert [(leaf.source, leaf.target, leaf.certain) for leaf in leaves] == [
        ((par("a"),), (par("ألف"),), True),
        ((par("b"),), (par("باء طويلة جداً هنا"),), True),
        ((par("c"),), (par("جيم"),), True),
        ((Paragraph(()),), (Paragraph(()),), True),
    ]


def test_what_is_inside_an_uncertain_pair_is_uncertain() -> None:
    rows = [row for row in make_pair(2, count=60) if isinstance(row.source, Items)]
    assert rows
    leaves = pair_leaves([Pair((rows[0].source,), (rows[0].target,), 0.5, False)], language="ar")
    assert leaves
    assert not any(leaf.certain or leaf.score > 0.5 for leaf in leaves)


# -- What two texts share ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "arabic", "shared"),
    [
        ("It had 1,250 pages.", "بلغت ١٬٢٥٠ صفحة.", {"n:1250"}),
        ("A share of 3.5 of all.", "حصة ٣٫٥ من الكل.", {"n:3.5"}),
        ("On 5 May 2023.", "في ٥ أيار/مايو ٢٠٢٣.", {"n:5", "n:2023", "m:5"}),
        ("In January 2016.", "في كانون الثاني 2016.", {"m:1", "n:2016"}),
        ("In December 2016.", "وكانون الأول 2016.", {"m:12", "n:2016"}),
        ("By S/RES/2254 (2015).", "وفق S/RES/2254 (2015).", {"s:S/RES/2254", "n:2254", "n:2015"}),
        ("See https://example.org/a/.", "انظر http://www.example.org/a", {"u:example.org/a"}),
        ("Of the SBA.", "من SBA.", {"w:sba"}),
    ],
)
def test_both_languages_show_the_same_anchor(english: str, arabic: str, shared: set[str]) -> None:
    assert shared <= find_anchors(english) & find_anchors(arabic, language="ar")


def test_a_small_word_is_no_month() -> None:
    assert not [a for a in find_anchors("They may come, or march on.") if a.startswith("m:")]


def test_links_pair_paragraphs_whose_words_show_nothing() -> None:
    def linked(text: str, number: int) -> Paragraph:
        return Paragraph((Link((Text(text),), f"https://example.org/{number}"),))

    source = [linked("The synthetic page", 1), linked("The synthetic page", 2)]
    (joined,) = [p for p in align(source, [linked("الصفحة", 2)]) if p.source and p.target]
    assert joined.source == (source[1],)


# -- Whatever the texts are --------------------------------------------------------------------

texts = st.text(alphabet="ab 12.«»أبت", max_size=12)
runs = texts.map(lambda text: (Text(text),))
leaves = st.one_of(
    runs.map(Paragraph),
    st.builds(Heading, runs, st.integers(2, 4)),
    st.builds(Note, st.sampled_from("12"), runs),
    st.just(Paragraph((Picture("synthetic.png", "a picture"),))),
    st.just(Paragraph((Picture("synthetic.png"),))),
)
blocks = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(st.lists(inner, min_size=1, max_size=2).map(tuple), min_size=1, max_size=3).map(
            lambda items: Items(tuple(items))
        ),
        st.lists(inner, min_size=1, max_size=2).map(lambda quoted: Quote(tuple(quoted))),
        st.lists(st.tuples(runs, runs), min_size=1, max_size=3).map(lambda r: Table(tuple(r))),
    ),
    max_leaves=4,
)
documents = st.lists(blocks, max_size=7)


@settings(max_examples=150, deadline=None)
@given(documents, documents)
def test_every_block_stands_in_one_pair_in_its_order(
    source: list[Block], target: list[Block]
) -> None:
    pairs = align(source, target)
    flat = pair_leaves(pairs, language="ar")
    for side in ("source", "target"):
        whole = [b for pair in pairs for b in getattr(pair, side)]
        inside = [b for pair in flat for b in getattr(pair, side)]
        assert [t for b in inside for t in block_texts(b)] == [
            t for b in whole for t in block_texts(b)
        ]


@settings(max_examples=150, deadline=None)
@given(documents)
def test_a_text_aligned_with_itself_is_itself(source: list[Block]) -> None:
    pairs = align_documents(source, source)
    assert [(pair.source, pair.target) for pair in pairs] == [((b,), (b,)) for b in source]


def test_a_text_is_certain_of_itself() -> None:
    for seed in range(10):
        source = [row.source for row in make_pair(seed)]
        pairs = align_documents(source, source)
        assert [pair.source for pair in pairs] == [pair.target for pair in pairs]
        assert all(pair.certain for pair in pairs)


def test_nothing_aligned_with_something_is_all_left_over() -> None:
    some = [par("Synthetic words."), par("More of them.")]
    assert [pair.target for pair in align([], some)] == [(some[0],), (some[1],)]
    assert [pair.source for pair in align(some, [])] == [(some[0],), (some[1],)]
    assert align([], []) == ()


# -- Long texts --------------------------------------------------------------------------------


def long_pair(count: int) -> list[Row]:
    return [row for seed in range(count // 20 + 1) for row in make_pair(seed)][:count]


def test_a_thousand_blocks_align_in_under_five_seconds() -> None:
    rows = long_pair(1000)
    source, target = [row.source for row in rows], [row.target for row in rows]
    started = time.process_time()
    pairs = align_documents(source, target, language="ar")
    assert time.process_time() - started < 5
    assert sum(pair.certain and rows_of(pair, rows) for pair in pairs[::10]) >= 90


def test_the_work_grows_with_the_length_and_not_with_its_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def count_cells(count: int) -> int:
        calls = 0

        def weigh(*arguments: object) -> float:
            nonlocal calls
            calls += 1
            return original(*arguments)  # type: ignore[arg-type]

        original = programme.weigh_pair
        rows = long_pair(count)
        with monkeypatch.context() as patch:
            patch.setattr(programme, "weigh_pair", weigh)
            align_documents([r.source for r in rows], [r.target for r in rows], language="ar")
        return calls

    assert count_cells(400) < 2.6 * count_cells(200)
