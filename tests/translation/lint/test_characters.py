"""Which characters a translation must not have. All texts here are synthetic."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.translation.lint import characters, text
from warraq.translation.lint.characters import check_characters
from warraq.translation.lint.markup import BLANK, blank_markup
from warraq.translation.lint.repairs import keeps_structure
from warraq.translation.lint.subject import Kind, Subject, read_example
from warraq.translation.lint.text import check_text
from warraq.translation.rules import Finding, Rule, Severity
from warraq.translation.safety import check_message

RULES = (*characters.RULES, *text.RULES)


def find(
    msgstr: str, language: str = "ar", msgid: str = "Source", digits: str = ""
) -> dict[str, Finding]:
    subject = Subject(msgid, msgstr, language, digits=digits)
    return {finding.rule.code: finding for finding in check_characters(subject)}


def check_all(subject: Subject) -> list[Finding]:
    return [
        *check_message(subject.msgid, subject.msgstr),
        *check_characters(subject),
        *check_text(subject),
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_an_example_breaks_its_own_rule_alone_and_its_repair_breaks_none(rule: Rule) -> None:
    assert rule.example is not None
    assert rule.fix
    assert rule.meaning
    wrong = check_all(read_example(rule.example, rule.example.wrong))
    assert {finding.rule for finding in wrong} == {rule}
    assert check_all(read_example(rule.example, rule.example.right)) == []
    for finding in wrong:
        if finding.fixed is not None:
            assert check_all(read_example(rule.example, finding.fixed)) == []


def test_rules_of_characters_are_errors_and_rules_of_words_are_warnings() -> None:
    assert {rule.severity for rule in characters.RULES} == {Severity.ERROR}
    assert {rule.severity for rule in text.RULES} == {Severity.WARNING}
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))


INNOCENT = [
    ("ar", "قال الرسول ﷺ ﴿آية﴾"),
    ("ar", "والـSTJ و«ـه»"),
    ("ar", "علامة \u200fاتجاه\u200e هنا"),
    ("ar", "عزل \u2068STJ\u2069 متوازن"),
    ("ar", "تضمين \u202bالعربية\u202c متوازن"),
    ("ar", "سنة 1444 ه\u200d"),
    ("ar", "قناة ڕووداو الكردية"),
    ("ar", "حزب یەکێتیی الكردي"),
    ("ar", "علم \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f هنا"),
    ("ar", "شركة «پارسيان» في ڤيينا"),
    ("ar", "مسافة\u00a0ثابتة"),
    ("ar", "شكراً ❤️ 👨\u200d👩\u200d👧"),
    ("ar", "راجع `ی\u200b` و{cite}`\u200bx`"),
    ("ar", "نحو 50% في S/RES/2254 (2015)"),
    ("ar", "ورد café وnaïve وGARÇON"),
    ("fa", "می\u200cخواهم و کتاب\u200cها"),
    ("fa", "علی و یک کتاب"),
    ("fa", "مقصد\u200cهای"),
    ("ckb", "هەرێمی کوردستان یەک"),
    ("ur", "یہ کتاب ہے"),
    ("ku", "Şaredariya Qamişloyê û Êzidî"),
    ("fr", "Où est l’élève ? Ça va, œuvre à 5 μm"),
    ("fr", "Le nom russe est Москва"),
    ("ru", "Совет Безопасности ООН"),
    ("el", "Συμβούλιο Ασφαλείας"),
    ("hi", "क्\u200dष"),
    ("th", "ภาษา\u200bไทย"),
]


@pytest.mark.parametrize(("language", "msgstr"), INNOCENT)
def test_what_a_language_writes_is_no_fault(language: str, msgstr: str) -> None:
    assert find(msgstr, language) == {}


GUILTY = [
    ("ar", "نص \u202dABC\u202c", "T301", None),
    ("ar", "نص\u202c هنا", "T302", "نص هنا"),
    ("ar", "نص \u2067هنا", "T302", "نص \u2067هنا\u2069"),
    ("ar", "\u2067\u202bنص\u2069", "", None),
    ("ar", "سور\u200bيا", "T303", "سوريا"),
    ("ar", "سور\u00adيا", "T303", "سوريا"),
    ("ar", "\ufeffسوريا", "T303", "سوريا"),
    ("ar", "سو\u2060ريا", "T303", "سوريا"),
    ("ar", "سو\u200fريا", "T303", "سوريا"),
    ("ar", "سور\ufe0fيا", "T303", "سوريا"),
    ("ar", "سوريا\U000e0041", "T303", "سوريا"),
    ("ar", "سوريا\u200c", "T303", "سوريا"),
    ("ar", "دا\u200cر", "T303", "دار"),
    ("ar", "سو \u200d ريا", "T303", "سو  ريا"),
    ("fr", "Sy\u200crie", "T303", "Syrie"),
    ("ckb", "ه\u200cولێر بە ناوی ئه\u200c", "T303", "ه\u200cولێر بە ناوی ئە"),
    ("ar", "سوريا\x07", "T304", "سوريا"),
    ("ar", "نص\u2029آخر", "T304", "نص آخر"),
    ("ar", "نص \uf0b7 آخر", "T305", None),
    ("ar", "نص \ufdd0", "T305", None),
    ("ar", "نص \ufffd", "T306", None),
    ("ar", "قال " + "سوريا".encode().decode("latin-1"), "T306", "قال سوريا"),
    ("ar", "قال " + "سوريا".encode("cp1256").decode("cp1252"), "T306", "قال سوريا"),
    ("fr", "élèves".encode().decode("cp1252"), "T306", "élèves"),
    ("fr", "l’été".encode().decode("cp1252"), "T306", "l’été"),
    ("ar", "ﷲ ﺳﻮرﻳﺎ", "T307", "ﷲ سوريا"),
    ("fr", "ﬁn", "T307", "fin"),
    ("ar", "السوریة", "T308", "السورية"),
    ("ar", "کتاب الفکر", "T308", "كتاب الفكر"),
    ("ar", "فی دمشق", "T308", "في دمشق"),
    ("ar", "مستشفی", "T308", None),
    ("ckb", "كوردستان", "T308", "کوردستان"),
    ("fa", "علي", "T308", "علی"),
    ("fr", "Le r\u0430pport", "T309", "Le rapport"),
    ("ku", "\u041eXFAM", "T309", "OXFAM"),
    ("ar", "منظمة \u041eXFAM", "T309", "منظمة OXFAM"),
    ("fr", "raппort", "T309", None),
    ("ru", "Mосква", "T309", None),
    ("ar", "٢٠٢٣ و2024", "T310", None),
    ("ar", "٢٠٢٣ و۴", "T310", None),
]


@pytest.mark.parametrize(("language", "msgstr", "code", "fixed"), GUILTY)
def test_a_character_that_does_not_belong_is_found_and_repaired(
    language: str, msgstr: str, code: str, fixed: str | None
) -> None:
    found = find(msgstr, language)
    assert set(found) == ({code} if code else set())
    if code:
        assert found[code].fixed == fixed


IN_ADDRESSES = [
    ("See stj.example", "انظر stj.ex\u0430mple", "انظر stj.example"),
    ("See www.example.org", "انظر www.example.\u043erg", "انظر www.example.org"),
    ("Write to me@example.org!", "راسلوا me@example.\u043erg!", "راسلوا me@example.org!"),
    ("See A/HRC/52/69.", "انظر \u0410/HRC/52/69.", "انظر A/HRC/52/69."),
    ("See E/C.12.", "انظر \u0415/\u0421.12.", "انظر E/C.12."),
    ("See [it](https://a.example)", "انظر [هذا](https://\u0430.example)", None),
    ("See it", "انظر https://ex\u0430mple.org", "انظر https://example.org"),
]


@pytest.mark.parametrize(("msgid", "msgstr", "fixed"), IN_ADDRESSES)
def test_a_letter_of_another_script_in_an_address_or_a_symbol_is_named(
    msgid: str, msgstr: str, fixed: str | None
) -> None:
    found = find(msgstr, msgid=msgid)
    assert set(found) == {"T309"}
    assert found["T309"].fixed == fixed
    (other,) = {char for char in msgstr if "\u0370" <= char <= "\u052f"} - {"\u0421"}
    assert f"U+{ord(other):04X} CYRILLIC" in found["T309"].message


@pytest.mark.parametrize(
    ("language", "msgid", "msgstr"),
    [
        ("ar", "See \u0410/HRC/1", "انظر \u0410/HRC/1"),
        ("ru", "See A/HRC/52", "Смотри A/HRC/52"),
        ("ru", "A report", "\u0410 доклад"),
        ("fr", "Write to Moscow", "Écrire à https://москва.example"),
        ("ar", "TNF-a", "TNF-\u03b1"),
    ],
)
def test_words_of_another_script_alone_are_no_fault(language: str, msgid: str, msgstr: str) -> None:
    assert find(msgstr, language, msgid) == {}


def test_what_a_wrong_encoding_has_left_is_repaired_before_controls_beside_it() -> None:
    found = find("\u00a0\x1f\u00c3\x80")
    assert found["T304"].fixed is None
    assert found["T306"].fixed == "\u00a0\x1f\u00c0"


DIGITS = [
    ("latn", "في ٢٠٢٣", "في 2023"),
    ("latn", "نحو ١٬٢٣٤٫٥", "نحو 1,234.5"),
    ("latn", "في 2023 وS/RES/2254 (2015)", ""),
    ("latn", "في ۲۰۲۳", "في 2023"),
    ("arab", "في 2023", "في ٢٠٢٣"),
    ("arab", "في ٢٠٢٣ وS/RES/2254 (2015) وCOVID-19", ""),
    ("arabext", "في ٢٠٢٣", "في ۲۰۲۳"),
    ("arab", "انظر `code 12` على https://example.org/2023 هنا", ""),
    ("", "في ٢٠٢٣ وS/RES/2254 (2015)", ""),
]


@pytest.mark.parametrize(("digits", "msgstr", "fixed"), DIGITS)
def test_digits_are_those_of_the_archive(digits: str, msgstr: str, fixed: str) -> None:
    found = find(msgstr, digits=digits)
    assert set(found) == ({"T310"} if fixed else set())
    if fixed:
        assert found["T310"].fixed == fixed


def test_a_repair_leaves_code_targets_and_addresses_as_they_are() -> None:
    msgstr = "السوریة\u200b [هنا](https://example.org/ی\u200b) `ی\u200b` {term}`الفکر <ی\u200b>`"
    rest = " [هنا](https://example.org/ی\u200b) `ی\u200b` {term}`"
    fixed = {code: finding.fixed for code, finding in find(msgstr).items()}
    assert fixed == {
        "T303": f"السوریة{rest}الفکر <ی\u200b>`",
        "T308": f"السورية\u200b{rest}الفكر <ی\u200b>`",
    }


def test_a_message_that_is_not_translated_yet_has_no_findings() -> None:
    assert list(check_characters(Subject("Source", "", "ar"))) == []


BLANKED = [
    ("نص `a, b` آخر", "نص ······ آخر"),
    ("`` a`b `` ج", "········· ج"),
    ("{term}`الغرفة <CSSR>` هنا", "·······الغرفة········ هنا"),
    ("{term}`CSSR`", "············"),
    ("{abbr}`م.غ`", "·······م.غ·"),
    ('[نص](https://a.example/b_(c) "ع") ب', "·نص" + "·" * 30 + " ب"),
    ("[نص][مرجع] و[حر]", "·نص······· و[حر]"),
    ("قال[^1].{cite}`a,b`", "قال····." + "·" * 11),
    ("راسل a.b@example.org.", "راسل ···············."),
    ("<b>نص</b> &amp; {{x}}", "···نص···· ····· ·····"),
    (r"1\. نص \`ليس شيفرة", "1·. نص ·`ليس شيفرة"),
    ("بين ` وحدها", "بين ` وحدها"),
    ("على www.example.org، و", "على ···············، و"),
]


@pytest.mark.parametrize(("message", "words"), BLANKED)
def test_all_but_words_is_hidden_at_its_own_place(message: str, words: str) -> None:
    assert blank_markup(message).replace(BLANK, "·") == words


def test_placeholders_of_an_interface_are_no_words() -> None:
    words = blank_markup("%(number)s من {x} و%s و${y} 50%", Kind.INTERFACE)
    assert words.replace(BLANK, "·") == "·········· من ··· و·· و···· 50%"


# -- Whatever a file holds -----------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *"`[](){}<>|\\*_%&@:;.,،؛؟?!\"'«»“”\n \u00a0-/#$^~0193٣۴aeоаéیكيﺳﷲـ",
        *"\u200b\u200c\u200d\u200e\u2067\u2069\u202a\u202c\u202e\ufeff\ufffd\ufffc\ue001\ufdd0\x00\u2028",
        "{term}`", "{cite}`", "<KEY>`", "](", "https://", "غرفة", "في في", "الدعم الاصطناعية",
        "السوریة", "2023", "May ", "أيار/مايو", "S/RES/2254 (2015)", "Ø§Ù„", "  ", " ،",
        "Synthetic Support Room", "قاعة", "%(x)s", "{x}", "...", "..", "❤️", "5 million", "1,234.5",
    ]
)  # fmt: skip
MESSAGES = st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join)
LANGUAGES = st.sampled_from(["ar", "ckb", "ku", "fr", "fa", "he", "zh_CN", "de", "xx"])
NAMES = next(rule.example.names for rule in text.RULES if rule.example and rule.example.names)


@settings(max_examples=400, deadline=None)
@given(
    MESSAGES,
    MESSAGES,
    LANGUAGES,
    st.sampled_from(list(Kind)),
    st.sampled_from(["", "latn", "arab", "arabext", "other"]),
)
def test_no_message_breaks_a_rule_and_every_repair_is_one(
    msgid: str, msgstr: str, language: str, kind: Kind, digits: str
) -> None:
    subject = Subject(msgid, msgstr, language, kind=kind, names=NAMES, digits=digits)
    for check in (check_characters, check_text):
        for finding in check(subject):
            if finding.fixed is None:
                continue
            assert finding.fixed != msgstr
            assert keeps_structure(kind, msgstr, finding.fixed)
            again = Subject(msgid, finding.fixed, language, kind=kind, names=NAMES, digits=digits)
            rest = [other for other in check(again) if other.rule is finding.rule]
            assert all(other.fixed is None for other in rest), (finding, rest)


@settings(max_examples=300, deadline=None)
@given(MESSAGES, st.sampled_from(list(Kind)), st.booleans())
def test_hiding_markup_keeps_every_other_character_in_its_place(
    message: str, kind: Kind, keep_terms: bool
) -> None:
    words = blank_markup(message, kind, keep_terms=keep_terms)
    assert len(words) == len(message)
    assert all(a in {b, BLANK} for a, b in zip(words, message, strict=True))


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "`",
        "](",
        "<a",
        " ",
        "ا",
        "1",
        "1 ",
        "a@",
        "{{",
        "٣",
        "\u200b",
        "ی ",
        "Ø§",
        "\u2067",
        "-1",
    ],
)
def test_a_huge_message_takes_but_a_moment(piece: str) -> None:
    huge = (piece * 300_000)[:300_000]
    started = time.process_time()
    subject = Subject("A source of one short sentence.", huge, "ar", digits="latn")
    list(check_characters(subject))
    list(check_text(subject))
    assert time.process_time() - started < 2


def test_the_repair_of_a_form_is_what_unicode_says() -> None:
    forms = [chr(code) for code in range(0xFE80, 0xFEFD)]
    fixed = find(" ".join(forms))["T307"].fixed
    assert fixed == " ".join(unicodedata.normalize("NFKC", form) for form in forms)
