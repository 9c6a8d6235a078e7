"""What the words of a translation are compared for. All texts here are synthetic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from warraq.translation.lint.subject import Kind, Subject
from warraq.translation.lint.text import check_text
from warraq.translation.names import OfficialName
from warraq.translation.rules import Finding

ROOM = OfficialName(
    "SSR",
    ("SSR", "Synthetic Support Room"),
    "غرفة الدعم الاصطناعية",
    ("SSR", "الغرفة الاصطناعية"),
    ("قاعة الدعم", "غرفة الدعم"),
)
COUNCIL = OfficialName("SC", ("SC", "Synthetic Council"), "المجلس الاصطناعي")
DECISION = OfficialName("dec-12", ("Decision 12 (2015)", "S/DEC/12 (2015)"), "القرار 12 (2015)")
NAMES = (ROOM, COUNCIL, DECISION, OfficialName("x", ("Nameless Body",), ""))


def find(
    msgid: str,
    msgstr: str,
    language: str = "ar",
    *,
    kind: Kind = Kind.TEXT,
    names: tuple[OfficialName, ...] = (),
) -> dict[str, Finding]:
    subject = Subject(msgid, msgstr, language, kind=kind, names=names)
    return {finding.rule.code: finding for finding in check_text(subject)}


GOOD = [
    ("May 2023", "أيار/مايو 2023", "ar"),
    ("In May 2023", "في مايو 2023", "ar"),
    ("In May 2023", "في ماي 2023", "ar"),
    ("In May/June 2023", "في أيار/حزيران 2023", "ar"),
    ("In May or June 2023", "في أيار/يونيو 2023", "ar"),
    ("May–June 2023", "أيار/مايو - حزيران/يونيو 2023", "ar"),
    ("On 8 December", "في 8 كانون الأول/ديسمبر", "ar"),
    ("On 8 December", "في 8 ديسمبر/كانون الأول", "ar"),
    ("In July 2023", "وفي يوليوز ٢٠٢٣", "ar"),
    ("On 12 August 2023", "في 12 آب 2023", "ar"),
    ("On August 12, 2023", "بتاريخ 12/8/2023", "ar"),
    ("It may march on", "قد يمضي قدماً", "ar"),
    ("On 12 May 2023", "Di 12ê Gulana 2023an de", "ku"),
    ("In May 2023", "لە ئایاری ٢٠٢٣", "ckb"),
    ("On 1 May 2023", "Le 1er mai 2023", "fr"),
    ("Three people met.", "اجتمع 3 أشخاص.", "ar"),
    ("There were 3 people.", "كانوا ثلاثة أشخاص.", "ar"),
    ("Two of the 3 groups left.", "غادرت 2 من المجموعات الثلاث.", "ar"),
    ("About 1,234.5 km", "نحو ١٬٢٣٤٫٥ كم", "ar"),
    ("About 1,234.5 km", "Environ 1 234,5 km", "fr"),
    ("Some 12,000 people", "نحو 12 ألف شخص", "ar"),
    ("2.5 million people", "2,5 millions de personnes", "fr"),
    ("2.5 million people", "2,500,000 شخص", "ar"),
    ("About 1,000 people", "نحو ألف شخص", "ar"),
    ("Some 200 people", "نحو مئتي شخص", "ar"),
    ("All 15 members", "الأعضاء الخمسة عشر", "ar"),
    ("In the 1990s", "في التسعينيات", "ar"),
    ("The 21st century", "القرن الحادي والعشرون", "ar"),
    ("From 2011–15", "بين عامي 2011 و2015", "ar"),
    ("About 50% of them", "نحو 50 في المئة منهم", "ar"),
    ("About 50% of them", "نحو ٥٠٪ منهم", "ar"),
    ("50 percent", "50 pour cent", "fr"),
    ("At 5 p.m. today", "اليوم الساعة 17:00", "ar"),
    ("The 3RP and COVID-19", "الخطة الإقليمية وكوفيد-19", "ar"),
    ("On 2023-05-12", "في 12 أيار/مايو 2023", "ar"),
    ("Hundreds of people", "أكثر من 100 شخص", "ar"),
    ("See S/RES/2254 (2015) now", "انظر الآن S/RES/2254 (2015)", "ar"),
    ("As {cite}`a2020` says, 24 left", "غادر 24 كما ورد في {cite}`a2020`", "ar"),
    ("One\ttwo", "واحد\tاثنان", "ar"),
    ("Peace, justice; truth?", "سلام، عدالة؛ حقيقة؟", "ar"),
    ("The NGOs (OCHA, UNHCR) met", "اجتمعت المنظمات (OCHA, UNHCR)", "ar"),
    ("1,234 and `a, b`", "1,234 و`a, b`", "ar"),
    ("See [one](https://a.example/x,y?z=1;2)", "انظر [كذا](https://a.example/x,y?z=1;2)", "ar"),
    ("A &amp; B", "أ &amp; ب", "ar"),
    ("The word «سلام، حرب» here", "Le mot « سلام، حرب » ici", "fr"),
    ("Who? You!", "Qui ? Vous !", "fr"),
    ('He said "yes".', 'قال "نعم".', "ar"),
    ("He said “yes.”", "قال «نعم».", "ar"),
    ("It ended.{cite}`x`", "انتهى.{cite}`x`", "ar"),
    ("It ended.[^1]", "انتهى[^1].", "ar"),
    ("See `x`", "انظر `x`", "ar"),
    ("No. `x`", "رقم `x`", "ar"),
    ("Wait...", "انتظر…", "ar"),
    ("The Acme Co.", "شركة أكمي", "ar"),
    ("It was Prof. J. Smith et al.", "كان البروفيسور سميث وآخرون", "ar"),
    ("Slowly they came", "جاؤوا رويداً رويداً", "ar"),
    ("They came one by one", "Ew yek yek hatin", "ku"),
    ("You met", "Vous vous êtes rencontrés", "fr"),
    ("Boutros Boutros-Ghali", "بطرس بطرس غالي", "ar"),
    ("Erbil", "هـەولێر", "ckb"),
    ("In 1444 AH", "في عام 1444 هـ", "ar"),
    ("The STJ (team)", "فريق الـSTJ", "ar"),
    ("Geir Pedersen", "Geir Pedersen", "ar"),
    ("STJ", "STJ", "ar"),
    ("BSD-2-Clause", "BSD-2-Clause", "ar"),
    ("2023", "2023", "ar"),
    ("https://example.org/a", "https://example.org/a", "ar"),
    ("`make html`", "`make html`", "ar"),
    ("Contact", "Contact", "fr"),
    ("Source code", "Source code", "fr"),
    ("a) first", "أ) أولاً", "ar"),
    ("1. First", "1\\) أولاً", "ar"),
    ("The team (Syrians for Truth and Justice) met", "اجتمع (Syrians for Truth and Justice)", "ar"),
    ("Older [page](x.md) here", "[الصفحة](x.md) الأقدم هنا", "ar"),
    ("Wait!!", "انتظر!!", "ar"),
    ("To do it", "ע\"מ לעשות", "he"),
    ("The `../x` path", "المسار `../x`", "ar"),
]  # fmt: skip


@pytest.mark.parametrize(("msgid", "msgstr", "language"), GOOD)
def test_a_right_translation_has_no_findings(msgid: str, msgstr: str, language: str) -> None:
    assert find(msgid, msgstr, language) == {}


BAD = [
    ("In 2023 it met.", "اجتمعت في 2024.", "ar", "T401", None),
    ("It met in 2023.", "اجتمعت.", "ar", "T401", None),
    ("It met last year.", "اجتمعت في عام 2022.", "ar", "T401", None),
    ("There were 3 people.", "كانوا 4 أشخاص.", "ar", "T401", None),
    ("Some 12,000 people", "نحو 12 شخصاً", "ar", "T401", None),
    ("About 50% of them", "نحو 50 منهم", "ar", "T401", None),
    ("About 2.5 km", "نحو 25 كم", "ar", "T401", None),
    ("Resolution 2254", "القرار 2245", "ar", "T401", None),
    ("On 5 May 2023", "في أيار/مايو 2023", "ar", "T401", None),
    ("In May 2023", "في 2023", "ar", "T402", None),
    ("In January 2016", "في تشرين الثاني/نوفمبر 2016", "ar", "T402", None),
    ("In October 2016", "Di Gulana 2016an de", "ku", "T402", None),
    ("In May 2023", "En juin 2023", "fr", "T402", None),
    ("On 3 May", "في 3 أيار/يونيو", "ar", "T402", None),
    ("On 8 December", "في 8 كانون الثاني/ديسمبر", "ar", "T402", None),
    ("On 8 December", "في 8 كانون الأول / يناير", "ar", "T402", None),
    ("On 8 December", "في 8 آذار/أبريل", "ar", "T402", None),
    ("Back in December", "مجدداً في كانونِ الأول/يناير", "ar", "T402", None),
    ("See A/HRC/46/54 now", "انظر الوثيقة الآن", "ar", "T403", None),
    ("Peace, justice", "السلام, العدالة", "ar", "T406", "السلام، العدالة"),
    ("One; two", "واحد; اثنان", "ar", "T406", "واحد؛ اثنان"),
    ("Really?", "حقاً?", "ar", "T406", "حقاً؟"),
    ("Really?", "بەڕاستی?", "ckb", "T406", "بەڕاستی؟"),
    ("About 50%", "نحو ٥٠%", "ar", "T406", "نحو ٥٠٪"),
    ("In 2015, it met", "في 2015, اجتمعت", "ar", "T406", None),
    ("Peace, justice", "Aştî، dad", "ku", "T406", "Aştî, dad"),
    ("Really?", "Vraiment؟", "fr", "T406", "Vraiment?"),
    ("The “Room” met", 'اجتمعت "الغرفة"', "ar", "T407", None),
    ("Civil society", "المجتمع   المدني", "ar", "T408", "المجتمع المدني"),
    ("Civil society", "المجتمع\tالمدني", "ar", "T408", "المجتمع المدني"),
    ("Civil society", "المجتمع \tالمدني", "ar", "T408", "المجتمع المدني"),
    ("In Geneva", "في في جنيف", "ar", "T409", None),
    ("In Geneva", "li li Cenevreyê", "ku", "T409", None),
    ("It met.", "اجتمعت", "ar", "T410", "اجتمعت."),
    ("Did it meet?", "هل اجتمعت.", "ar", "T410", None),
    ("Did it meet?", "هل اجتمعت", "ar", "T410", "هل اجتمعت؟"),
    ("It met", "اجتمعت.", "ar", "T410", None),
    ("Contents:", "المحتويات", "ar", "T410", "المحتويات:"),
    ("Contents", " المحتويات", "ar", "T411", "المحتويات"),
    ("Syria", "سـوريا", "ar", "T412", "سوريا"),
    ("Back to the text", "Back to the text", "ar", "T413", None),
    ("refugees", "refugees", "ar", "T413", None),
    ("It met with many of them.", "It met with many of them.", "fr", "T413", None),
    ("It (the room) met", "اجتمعت (الغرفة", "ar", "T416", None),
    ("It “the room” met", "اجتمعت «الغرفة", "ar", "T416", None),
    ("It (the room) met", "اجتمعت )الغرفة(", "ar", "T416", None),
    ("Peace, justice", "السلام،، العدالة", "ar", "T417", "السلام، العدالة"),
    ("It met. It left", "اجتمعت.. وغادرت", "ar", "T417", None),
    ("Peace, justice", "السلام ، العدالة", "ar", "T418", "السلام، العدالة"),
]


@pytest.mark.parametrize(("msgid", "msgstr", "language", "code", "fixed"), BAD)
def test_a_wrong_translation_is_found_and_repaired_where_that_is_safe(
    msgid: str, msgstr: str, language: str, code: str, fixed: str | None
) -> None:
    found = find(msgid, msgstr, language)
    assert set(found) == {code}
    assert found[code].fixed == fixed


def test_a_change_is_told_with_what_to_write() -> None:
    assert find("In 2023", "في 2024")["T401"].message == (
        "The translation has 2024 where the source has 2023; write 2023."
    )
    assert find("In May 2023", "في آذار 2023")["T402"].message == (
        "The translation has “آذار/مارس” where the source has “May”; write “أيار/مايو”."
    )
    assert find("On 3 May", "في 3 أيار/يونيو")["T402"].message == (
        "The translation has “أيار/يونيو”, which are two months; write “أيار/مايو”."
    )


NAMED = [
    ("The Synthetic Support Room met", "اجتمعت غرفة الدعم الاصطناعية"),
    ("The Synthetic Support Room met", "وبغرفة الدّعم الإصطناعيه اجتمعوا"),
    ("The Synthetic Support Room met", "للغرفة الاصطناعية"),
    ("The {term}`SSR` met", "اجتمعت {term}`غرفة الدعم الاصطناعية <SSR>`"),
    ("The {term}`SSR` met", "اجتمعت {term}`SSR`"),
    ("The SSR met", "اجتمعت الغرفة"),
    ("The {term}`team <SSR>` met", "اجتمع {term}`الفريق <SSR>`"),
    ("The Synthetic Council met", "اجتماع المجلس الاصطناعي"),
    ("The Synthetic Council met", "اجتماع للمجلس الاصطناعي"),
    ("A nameless body met", "اجتمعت جهة"),
    ("See Decision 12 (2015) on it", "انظر قرار المجلس 12 (2015) بشأنه"),
    ("As S/DEC/12 (2015) says", "كما في S/DEC/12 (2015)"),
    ("It met", "اجتمعت"),
]


@pytest.mark.parametrize(("msgid", "msgstr"), NAMED)
def test_an_official_name_counts_in_every_case_and_with_what_is_written_to_it(
    msgid: str, msgstr: str
) -> None:
    assert find(msgid, msgstr, names=NAMES) == {}


def test_another_name_than_the_official_one_is_found() -> None:
    found = find("The Synthetic Support Room met", "اجتمعت حجرة المساعدة", names=NAMES)
    assert list(found) == ["T404"]
    assert "غرفة الدعم الاصطناعية" in found["T404"].message
    assert list(find("The {term}`SSR` met", "اجتمع {term}`الفريق <SSR>`", names=NAMES)) == ["T404"]
    assert list(find("The Synthetic Council met", "اجتماع الجمعية", names=NAMES)) == ["T404"]


def test_an_abbreviation_may_stay_as_it_is() -> None:
    assert find("The SC met", "اجتمع SC", names=(replace(COUNCIL, others=()),)) == {}


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("The Synthetic Support Room (SSR) met", "اجتمعت «هيئة المساعدة الأهلية» (SSR)"),
        ("The Synthetic Support Room met", "اجتمعت SSR"),
        ("The {term}`SSR` met", "اجتمعت {term}`غرفة مساندة المجتمع <SSR>` (SSR)"),
        ("The SSR met", "اجتمعت «غرفة مساندة المجتمع» (SSR)"),
    ],
)
def test_an_abbreviation_or_a_first_word_excuses_no_wrong_name(msgid: str, msgstr: str) -> None:
    assert list(find(msgid, msgstr, names=NAMES)) == ["T404"]


REAL_SHAPES = (
    OfficialName("ABC", ("ABC", "Alpha and Beta"), "عاملون من أجل الحقيقة والعدالة", ("ABC",)),
    OfficialName("CDE", ("CDE", "Room of Civil Life"), "غرفة دعم الحياة المدنية", ("CDE",)),
    OfficialName("FGH", ("FGH", "Centre for Solving"), "المركز الشمالي لحل النزاعات", ("FGH",)),
)


@pytest.mark.parametrize(
    ("msgid", "msgstr", "codes"),
    [
        ("ABC met", "اجتمعت «عاملون»", []),
        ("ABC met", "اجتمعت «عاملون من أجل العدالة والحقيقة»", ["T404"]),
        ("ABC met", "اجتمعت عاملون من أجل العدالة والحقيقة", ["T404"]),
        ("ABC met", "اجتمعت «عاملون من أجل الحقيقة»", []),
        ("CDE met", "اجتمعت غرفة مساندة الحياة المدنية", ["T404"]),
        ("CDE met people of civil life", "اجتمعت الغرفة مع أهل الحياة المدنية", []),
        ("CDE met", "اجتمعت غرفة الدعم", []),
        ("CDE has offices", "مكتب غرفة CDE لدعم الحياة المدنية", []),
        ("ABC says: justice", "تقول ABC إن عاملين كثيرين يريدون الحقيقة والعدالة", []),
        ("CDE met", "اجتمعت {term}`الغرفة المدنية <CDE>`", []),
        ("CDE met", "اجتمعت {term}`غرفة المدنية للدعم <CDE>`", ["T404"]),
        ("CDE met", "اجتمعت «غرفة المدنية لدعم الحياة»", ["T404"]),
        ("CDE met", "اجتمعت {term}`الغرفة المذكورة <CDE>`", []),
        ("FGH works on solving conflicts", "يعمل المركز على حل النزاعات", []),
        ("FGH met the Media Centre", "التقى FGH «المركز السوري للإعلام»", []),
        ("FGH met the Media Centre", "التقى المركز {term}`المركز السوري للإعلام <SCM>`", []),
        ("FGH met", "اجتمع {term}`المركز الجنوبي لفض النزاعات <FGH>` (FGH)", ["T404"]),
        ("Centre for Solving (FGH) met", "اجتمع {term}`المركز الجنوبي <FGH>` (FGH)", ["T404"]),
    ],
)
def test_a_short_name_may_be_the_first_words_of_the_official_one_alone(
    msgid: str, msgstr: str, codes: list[str]
) -> None:
    assert list(find(msgid, msgstr, names=REAL_SHAPES)) == codes


def test_a_name_to_avoid_is_found_unless_it_is_a_part_of_the_right_one() -> None:
    assert list(find("The team met", "اجتمعت بقاعة الدعم", names=NAMES)) == ["T405"]
    assert list(find("The SSR met", "اجتمعت غرفة الدعم", names=NAMES)) == ["T405"]


def test_names_of_languages_that_decline_by_endings_are_found() -> None:
    names = (OfficialName("SSR", ("Synthetic Support Room",), "Odeya Piştgiriyê"),)
    source = "The Synthetic Support Room met"
    assert find(source, "Li Odeya Piştgiriyêda civiyan", "ku", names=names) == {}
    assert list(find(source, "Li salonê civiyan", "ku", names=names)) == ["T404"]


def test_an_interface_may_join_its_words_as_its_language_does() -> None:
    kind = Kind.INTERFACE
    assert find(" and ", " و", kind=kind) == {}
    assert find(", ", "، ", kind=kind) == {}
    assert find("Fig. %s", "الشكل %s", kind=kind) == {}
    assert find("Page %(number)s of %(pages)s", "%(pages)s / %(number)s", kind=kind) == {}
    found = find(" and ", "و ", kind=kind)
    assert found["T411"].fixed == " و "
    assert find("Fig. 12 %s", "الشكل 12%s ", kind=kind)["T411"].fixed == "الشكل 12%s"


LONG = (
    "The members of the room shared several new ideas with the office of the envoy, which thanked "
    "them for their work and asked them to come again in the following year."
)


def test_a_text_is_as_long_as_its_source_lets_expect() -> None:
    assert list(find(LONG, "شكرهم المكتب.")) == ["T415"]
    assert list(
        find(LONG, "شكرهم المكتب على عملهم وعلى أفكارهم الكثيرة الجديدة. " * 8 + "نعم.")
    ) == ["T415"]
    right = (
        "تبادل أعضاء الغرفة عدداً من الأفكار الجديدة مع مكتب المبعوث، فشكرهم على عملهم وطلب إليهم "
        "أن يأتوا ثانية في العام التالي."
    )
    assert find(LONG, right) == {}
    assert find("A short one", "قصير") == {}


SHORT = "One million people were displaced."


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        (SHORT, "."),
        (SHORT, "ن."),
        (SHORT, "نعم."),
        (SHORT, "نزح مليون شخص عن بيوتهم في تلك السنة وحدها، " * 9 + "نعم."),
        ("The report", "—"),
        ("See `x` and all of the other pages", "`x`"),
    ],
)
def test_a_short_text_without_words_or_far_too_long_is_found(msgid: str, msgstr: str) -> None:
    assert "T415" in find(msgid, msgstr)


@pytest.mark.parametrize(
    ("msgid", "msgstr", "language"),
    [
        (SHORT, "نزح مليون شخص.", "ar"),
        ("From 2011 to 2015", "2015-2011", "ar"),
        ("OCHA", "مكتب الأمم المتحدة لتنسيق الشؤون الإنسانية", "ar"),
        (
            "UNRWA",
            "وكالة الأمم المتحدة لإغاثة وتشغيل اللاجئين الفلسطينيين في الشرق الأدنى (الأونروا)",
            "ar",
        ),
        ("Food and Agriculture Organization", "الفاو", "ar"),
        ("International Monetary Fund", "FMI", "fr"),
        ("In the middle", "中", "zh"),
        ("See `x`", "`x`", "ar"),
        ("<no current folder>", "<无当前目录>", "zh"),
    ],
)
def test_short_labels_and_abbreviations_may_be_of_any_length(
    msgid: str, msgstr: str, language: str
) -> None:
    assert find(msgid, msgstr, language) == {}


def test_a_piece_of_the_source_is_found_in_any_script() -> None:
    start = "تبادل أعضاء الغرفة أفكاراً جديدة كثيرة "
    assert list(find(LONG, start + "with the office of the envoy, which thanked them.")) == ["T414"]
    assert find(LONG, start + "(with the office of the envoy, which thanked them).") == {}
    french = "Les membres ont échangé several new ideas with the office of the envoy, puis encore."
    assert list(find(LONG, french, "fr")) == ["T414"]


def test_a_message_that_is_not_translated_yet_has_no_findings() -> None:
    assert find("In 2023.", "") == {}
