"""What a translation may and may not do. All messages and addresses here are synthetic."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.translation import safety
from warraq.translation.safety import (
    check_message,
    check_placeholders,
    is_plain,
    read_signature,
)
from warraq.translation.structure import RULES


def codes(msgid: str, msgstr: str) -> set[str]:
    return {finding.rule.code for finding in check_message(msgid, msgstr)}


# -- Translations that are in order --------------------------------------------------------

LEGITIMATE = [
    ("May 2023", "أيار/مايو 2023"),
    ("Geneva: the team takes part in meetings", "جنيف: الفريق يشارك في اجتماعات"),
    ("The Platform", "المنصة"),
    ("In 2016, it was founded.", "تأسست في عام 2016."),
    ("2015 was the year.", "2015 كان العام."),
    ("Resolution 2254 (2015)", "القرار 2254 (2015)"),
    ("S/RES/2254 (2015)", "S/RES/2254 (2015)"),
    ("About 50% of them", "نحو 50% منهم"),
    ("About 50% of them", "نحو ٥٠٪ منهم"),
    ("It said “yes” and left.", "قال «نعم» وغادر."),
    ('It said "yes" and left.', "قال «نعم» وغادر."),
    ("Questions?", "أسئلة؟"),
    ("First, second; third.", "أولاً، ثانياً؛ ثالثاً."),
    ("(In brackets)", "(بين قوسين)"),
    ("A & B", "أ و ب"),
    ("A and B", "أ & ب"),
    ("Price: 5 < 6", "السعر: 5 < 6"),
    ("Write to editor@example.org", "راسلونا على editor@example.org"),
    ("Call +33 1 23 45 67 89", "اتصلوا على +33 1 23 45 67 89"),
    ("A well-known, long-term plan", "خطة معروفة طويلة الأمد - منذ سنوات"),
    ("*Emphasis* here", "لا تشديد هنا"),
    ("**Strong** and *weak*", "**قوي** وضعيف"),
    ("An *emphasis*", "**تشديد**"),
    ("See the [report](https://example.org/r).", "انظر [التقرير](https://example.org/r)."),
    (
        "From [one](https://example.org/1) to [two](https://example.org/2)",
        "إلى [اثنين](https://example.org/2) من [واحد](https://example.org/1)",
    ),
    ("A [link](x.md 'Title')", "[رابط](x.md 'عنوان')"),
    ("A [link](x.md 'Title')", "[رابط](x.md)"),
    ("Visit <https://example.org>", "زوروا <https://example.org>"),
    ("Visit <https://example.org>", "زوروا [موقعنا](https://example.org)"),
    ("The {term}`CSSR` met.", "اجتمعت {term}`غرفة دعم المجتمع المدني <CSSR>`."),
    ("The {term}`CSSR` met.", "اجتمعت {term}`CSSR`."),
    ("The {term}`room <CSSR>` met.", "اجتمعت {term}`الغرفة <CSSR>`."),
    (
        "See {ref}`here <a-b>` and {doc}`/about`",
        "انظر {doc}`حول </about>` و{ref}`هنا <a-b>`",
    ),
    ("As {cite}`s2254,a2020` says", "كما جاء في {cite}`a2020, s2254`"),
    ("As {cite}`{see}s2254{p. 3}` says", "كما جاء في {cite}`{انظر}s2254{ص. 3}`"),
    ("{abbr}`NGO (non-governmental organisation)`", "{abbr}`م.غ.ح (منظمة غير حكومية)`"),
    ("Press {kbd}`Enter`", "اضغط {kbd}`إدخال`"),
    ("Run `make html` now", "شغّل `make html` الآن"),
    ("A claim.[^1]", "ادعاء.[^1]"),
    ("Two[^a] notes[^b]", "ملاحظتان[^b] هنا[^a]"),
    ("![A map](map.png)", "![خريطة](map.png)"),
    ("By {{name}} today", "اليوم {{ name }}"),
    ("H{sub}`2`O", "ماء {sub}`2`"),
    ("1. Introduction", "1\\. مقدمة"),
    ("- a dash", "\\- شرطة"),
    ("one two three", "واحد\nاثنان\nثلاثة"),
    ("Term : with colon", "مصطلح : مع نقطتين"),
    ("A *b : c* d", "أ *ب : ج* د"),
    ("Use a_b_c and 3*4*5", "استعمل a_b_c و 3\\*4\\*5"),
    ("anything", ""),
]


@pytest.mark.parametrize(("msgid", "msgstr"), LEGITIMATE)
def test_a_translation_may_change_words_and_their_order(msgid: str, msgstr: str) -> None:
    assert check_message(msgid, msgstr) == ()


# -- Attacks -------------------------------------------------------------------------------

INLINE_ATTACKS = {
    "T102": [
        "<script>alert(1)</script>",
        '<img src="https://evil.example/p.png">',
        "<b onclick=x>",
        "<!-- -->",
        "<?php x ?>",
        '<a href="https://evil.example">س</a>',
        '<iframe srcdoc="x">',
    ],
    "T103": [
        "[س](https://evil.example)",
        "[س](//evil.example)",
        "[](#glossary)",
        "<https://evil.example>",
        "<evil@example.org>",
        "[س](<https://evil.example> 'T')",
        "[س](project:#x)",
        "[**س**](../../secret.md)",
    ],
    "T104": [
        "![س](https://evil.example/pixel.png)",
        "![](/etc/passwd)",
    ],
    "T105": [
        "{term}`س`",
        "{download}`/etc/passwd`",
        "{doc}`س <x>`",
        "{cite}`other`",
        "{raw-html}`<script>`",
        "{any}`x`",
        "{abbr}`a (b)`",
        "{ref}``x``",
        "{TERM}`x`",
    ],
    "T106": ["[^new]"],
    "T107": ["`code`", "``co`de``"],
    "T108": ["*س*", "**س**", "_س_", "***س***"],
    "T110": ["{{ x }}", "{{7*7}}"],
    "T113": [
        "[س](javascript:alert(1))",
        "[س](JaVaScRiPt:alert(1))",
        "[س](java&#115;cript:alert(1))",
        "<javascript:alert(1)>",
        "[س](vbscript:x)",
        "[س](data:text/html,x)",
        "[س](file:///etc/passwd)",
        "![س](data:image/png;base64,AAAA)",
    ],
}
BLOCK_ATTACKS = [
    "# س",
    "- س",
    "* س",
    "+ س",
    "1. س",
    "1) س",
    "> س",
    "> > > س",
    "```\nس\n```",
    "```{include} /etc/passwd\n```",
    "~~~{raw} html\n<script>\n~~~",
    ":::{note}\nس\n:::",
    "% س",
    "(target)=",
    "+++",
    "***",
    "___",
    "س\n===",
    "س\n---",
    "س\n: س",
    "| س | س |\n|---|---|\n| س | س |",
    "[^x]: س",
    "[x]: https://evil.example",
    "س\n\nس",
    "<div>\nس\n</div>",
    "<script>\nalert(1)\n</script>",
    "<style>*{display:none}</style>",
]
START_ATTACKS = [
    "---\na: b\n---\nس",
    "---",
    "    س",
    "\tس",
    "---\nmyst: {}\n...\nس",
    "س # noqa",
    " ",
]
PREFIXES = ["", "كلمة ", "«كلمة» ", "كلمة\n", "كلمة 2015 (ا) "]
SUFFIXES = ["", " كلمة", ".", " : كلمة", "\nكلمة", " 50%"]
SOURCES = ["A plain source", "A [source](https://example.org/r) with {term}`CSSR` and `x` *y*."]
FAITHFUL = {SOURCES[0]: "", SOURCES[1]: "[م](https://example.org/r) {term}`غ <CSSR>` `x` "}

ATTACKS = [
    (code, source, prefix + FAITHFUL[source] + attack + suffix)
    for code, attacks in INLINE_ATTACKS.items()
    for attack, prefix, suffix, source in product(attacks, PREFIXES, SUFFIXES, SOURCES)
    # One source has emphasis to give away.
    if not (code == "T108" and source == SOURCES[1])
]
ATTACKS += [
    ("", source, before + attack + after)
    for attack, before, after, source in product(
        BLOCK_ATTACKS, ["", "كلمة\n\n"], ["", "\n\nكلمة"], SOURCES
    )
]
ATTACKS += [("", source, attack) for attack, source in product(START_ATTACKS, SOURCES)]


def test_no_attack_gets_through() -> None:
    assert len(ATTACKS) > 100
    missed = [
        (code, msgid, msgstr)
        for code, msgid, msgstr in ATTACKS
        if not (found := codes(msgid, msgstr)) or (code and code not in found)
    ]
    assert missed == []


@pytest.mark.parametrize("attack", ["*س*", "**س**", "_س_"])
def test_emphasis_cannot_exceed_that_of_the_source(attack: str) -> None:
    assert codes("An *emphasis*", f"*تشديد* {attack}") == {"T108"}


@pytest.mark.parametrize("break_", ["  \n", "\\\n"])
def test_a_translation_cannot_add_a_forced_line_break(break_: str) -> None:
    assert codes("one two", f"واحد{break_}اثنان") == {"T109"}


def test_a_link_cannot_change_its_target() -> None:
    (finding,) = check_message("[a](https://example.org)", "[ا](https://evil.example)")
    assert finding.rule.code == "T103"
    assert '"https://evil.example"' in finding.message
    assert "write […](https://example.org) instead" in finding.message


def test_a_link_cannot_gain_a_title() -> None:
    assert codes("[a](x.md)", "[ا](x.md 'عنوان')") == {"T112"}


@pytest.mark.parametrize(
    ("msgid", "msgstr", "code", "add"),
    [
        ("A [b](x.md) c", "أ ب ج", "T103", "add […](x.md)"),
        ("A {term}`CSSR` c", "أ ج", "T105", "add {term}`… <CSSR>`"),
        ("A claim.[^1]", "ادعاء.", "T106", "add [^1]"),
        ("Run `x`", "شغّل", "T107", "add `x`"),
        ("![a](m.png)", "خريطة", "T104", "add ![…](m.png)"),
        ("By {{name}}", "من", "T110", "add {{name}}"),
    ],
)
def test_what_is_lost_is_named_with_what_to_add(
    msgid: str, msgstr: str, code: str, add: str
) -> None:
    (finding,) = check_message(msgid, msgstr)
    assert finding.rule.code == code
    assert add in finding.message


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("{term}`CSSR`", "{term}`غرفة`"),
        ("{term}`CSSR`", "{term}`غرفة <cssr>`"),
        ("{term}`CSSR`", "{term}`!غرفة <CSSR>`"),
        ("{term}`CSSR`", "{term}`غرفة <javascript:x>`"),
        ("{term}`CSSR`", "{ref}`غرفة <CSSR>`"),
        ("{term}`CSSR`", "{term}`غ <x> <CSSR>`"),
        ("{cite}`a,b`", "{cite}`a`"),
        ("{cite}`a`", "{cite}`a` {cite}`a`"),
        ("{math}`x`", "{math}`y`"),
        ("{code}`x`", "{code}`س`"),
    ],
)
def test_a_role_keeps_its_target(msgid: str, msgstr: str) -> None:
    assert codes(msgid, msgstr) == {"T105"}


@pytest.mark.parametrize(
    "msgstr", ["(x)= : كلمة", "كلمة\n--- : كلمة", "+++ : كلمة", "` <https://evil.example> : `"]
)
def test_a_glossary_term_is_also_safe_before_its_colon(msgstr: str) -> None:
    # Sphinx cuts a term at " : " and parses the first part by itself.
    assert codes("Term", msgstr)


def test_a_source_that_is_a_list_by_accident_may_become_a_sentence() -> None:
    assert codes("2015) Founded", "تأسست في 2015") == set()
    assert codes("2015) Founded", "# تأسست") == {"T101"}


def test_other_extensions_are_judged_with_their_own_markup() -> None:
    math = frozenset({"dollarmath"})
    assert check_message("A", "$x$") == ()
    assert {f.rule.code for f in check_message("A", "$x$", math)} == {"T119"}
    attributes = frozenset({"attrs_inline"})
    styled = check_message("[a](x.md)", "[ا](x.md){.external target=_blank}", attributes)
    assert {finding.rule.code for finding in styled} == {"T119"}


@pytest.mark.parametrize(
    "msgstr",
    ["a" * 1_000_000, "[" * 10_000, "`" * 5_000, "`a" * 5_000, "{a}`" * 5_000, "[^" * 5_000],
)
@pytest.mark.parametrize("msgid", ["x", "word " * 400, "[a](b) " * 100])
def test_a_monstrous_translation_is_refused_at_once(msgid: str, msgstr: str) -> None:
    start = time.process_time()
    assert codes(msgid, msgstr) & {"T115", "T116"}
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("mark", ["[", "`a", "[^", "![", "{a}`", "*a ", "> ", "[a](", "<a ", "&a"])
def test_what_is_just_not_monstrous_is_still_judged_quickly(mark: str) -> None:
    start = time.process_time()
    check_message("word " * 20, (mark * 4_000)[:1_400])
    assert time.process_time() - start < 0.5


def test_a_message_shows_what_cannot_be_seen() -> None:
    (finding,) = check_message("A", "{term}`x <a\u202eb>`")
    assert "\\u202e" in finding.message
    assert "\u202e" not in finding.message


def test_each_rule_has_its_own_code_name_and_meaning() -> None:
    assert {rule.code for rule in RULES} == {
        rule.code for rule in vars(safety).values() if isinstance(rule, safety.Rule)
    }
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.meaning for rule in RULES)


# -- Properties ----------------------------------------------------------------------------

FRAGMENTS = [
    "كلمة", "word", "2015", "1.", "-", "#", ">", "+", "*", "**", "`", "``", "`x`", "[", "](", ")",
    "[س](https://example.org)", "<", ">", "<b>", "</b>", "{term}", "`س <x>`", "{term}`x`", "[^1]",
    "![", "![س](m.png)", "|", "|---|", "\n", "\n\n", "  \n", "\\", "&lt;", "&", "~~~", ":::", "%",
    "(x)=", "---", "===", ":", " : ", "{{", "}}", "$", "_", "!", " ", "    ", "\t", "javascript:",
    "https://example.org", "<https://example.org>", "<!--", "-->", "[x]:", "''", '"', "«", "»", "(",
    "\u00a0", "\u200f", "\x00", "\r",
]  # fmt: skip
markup = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)
anything = st.one_of(markup, st.text(max_size=40), markup.map(lambda text: f"كلمة {text}"))


@settings(max_examples=600, deadline=None)
@given(anything)
def test_what_counts_as_plain_parses_as_plain(text: str) -> None:
    if is_plain(text):
        for wary in (False, True):
            assert read_signature(text, wary=wary) == read_signature("word")


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("كلمة abc 2015 .,:;!?()«»\"'%+-=#@/"), max_size=30))
def test_ordinary_sentences_parse_as_their_plainness_says(text: str) -> None:
    if is_plain(text):
        assert read_signature(text) == read_signature("word")


@settings(max_examples=400, deadline=None)
@given(anything, anything)
def test_an_accepted_translation_has_the_structure_of_its_source(msgid: str, msgstr: str) -> None:
    if not msgstr or msgid == msgstr or check_message(msgid, msgstr):
        return
    for wary in (False, True):
        source, target = read_signature(msgid, wary=wary), read_signature(msgstr, wary=wary)
        assert target.blocks in (source.blocks, read_signature("word").blocks)
        for rule in {*source.items, *target.items}:
            has, may = target.items.get(rule, {}), source.items.get(rule, {})
            if rule in {safety.EMPHASIS, safety.BREAK, safety.TITLE}:
                assert all(number <= may.get(key, 0) for key, number in has.items())
            else:
                assert has == may


@settings(max_examples=300, deadline=None)
@given(anything, st.sampled_from([a for attacks in INLINE_ATTACKS.values() for a in attacks]))
def test_an_attack_after_any_accepted_translation_is_refused(msgstr: str, attack: str) -> None:
    if not check_message("Source", msgstr):
        harmless = read_signature(f"{msgstr} {attack}", wary=True) == read_signature("word")
        assert harmless or check_message("Source", f"{msgstr} {attack}")


PARTS = [
    "[{}](https://example.org/a)", "[{}](b.md 'T')", "{{term}}`{} <CSSR>`", "{{cite}}`s2254`",
    "`make html`", "{}[^1]", "*{}*", "**{}**", "{{abbr}}`{}`", "![{}](m.png)", "{}, {}", "({})",
    "<https://example.org/c>", "{{doc}}`{} </about>`",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(PARTS), max_size=6).flatmap(
        lambda p: st.tuples(st.just(p), st.permutations(p))
    )
)
def test_any_order_of_the_same_parts_is_accepted(orders: tuple[list[str], list[str]]) -> None:
    first, second = orders
    msgid = " ".join(["Source", *(part.format("word", "other") for part in first)])
    msgstr = " ".join(["ترجمة", *(part.format("كلمة", "أخرى") for part in second)])
    assert check_message(msgid, msgstr) == ()


@settings(max_examples=400, deadline=None)
@given(anything)
def test_html_shows_wherever_the_text_has_left_overs(text: str) -> None:
    if not (plain := read_signature(text)).left_over:
        assert read_signature(text, wary=True) == plain


@settings(max_examples=300, deadline=None)
@given(anything, anything)
def test_no_pair_of_texts_breaks_the_check(msgid: str, msgstr: str) -> None:
    check_message(msgid, msgstr)
    check_placeholders(msgid, msgstr)
    assert check_message(msgid, msgid) == check_placeholders(msgid, msgid) == ()


# -- Plain strings of an interface ---------------------------------------------------------


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("Search", "بحث"),
        ("Page %s", "صفحة %s"),
        ("%(a)s of %(b)s", "من %(b)s إلى %(a)s"),
        ("%s of %s", "%s من %s"),
        ("{0} of {1}", "من {1} إلى {0}"),
        ("{name!r:>10}", "س {name!r:>10}"),
        ("50% off", "خصم ٥٠٪"),
        ("50% off", "خصم 50%"),
        ("100%% of %s", "كل %s"),
        ('Search for "%s"', "البحث عن «%s»"),
        ('Search for "%s"', 'البحث عن "%s"'),
        ('By <a href="https://example.org">it</a>.', 'من <a href="https://example.org">هذا</a>.'),
        ("a < b", "أ < ب"),
        ("- not a *list*", "- ليس *قائمة*"),
        ("anything %s", ""),
    ],
)
def test_an_interface_string_may_change_its_words(msgid: str, msgstr: str) -> None:
    assert check_placeholders(msgid, msgstr) == ()


@pytest.mark.parametrize(
    ("msgid", "msgstr", "code"),
    [
        ("Page %s", "صفحة", "T201"),
        ("Page %s", "صفحة %d", "T201"),
        ("Page %s", "صفحة %s %s", "T201"),
        ("Page %s", "صفحة %s 50%", "T201"),
        ("Page", "صفحة %s", "T201"),
        ("%s of %d", "%d من %s", "T201"),
        ("%(page)s", "%(صفحة)s", "T201"),
        ("Page {0}", "صفحة", "T202"),
        ("Page {0}", "صفحة {0.__class__}", "T202"),
        ("Page {0}", "صفحة {0} {", "T202"),
        ("Page", "صفحة {x}", "T202"),
        ("Page", "صفحة <script>alert(1)</script>", "T203"),
        ("Page", "صفحة <img src=x onerror=x", "T203"),
        ('<a href="a">x</a>', '<a href="b">س</a>', "T203"),
        ("<em>x</em>", "<em>س", "T203"),
        ("Search", 'بحث" autofocus onfocus="x', "T204"),
        ("Search", "س" * 3000, "T115"),
    ],
)
def test_an_interface_string_keeps_its_structure(msgid: str, msgstr: str, code: str) -> None:
    assert code in {finding.rule.code for finding in check_placeholders(msgid, msgstr)}
