"""Catalogs filled from a text and its translation. All but the archive's own is synthetic."""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from pathlib import Path

import polib
import pytest
from bilingual import make_pair, make_paragraphs
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "sphinxext"))

from kit import Site

from bench import corpus
from warraq.brief import BriefPage, parse_brief, read_brief
from warraq.files import write_atomically
from warraq.ingest import proposing
from warraq.ingest.arranging import arrange_blocks
from warraq.ingest.document import (
    Block,
    Break,
    Emphasis,
    Heading,
    Inline,
    Items,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Role,
    Table,
    Text,
    block_texts,
)
from warraq.ingest.lexicon import Term, find_name, make_lexicon
from warraq.ingest.marked import find_sentences, mark_text
from warraq.ingest.messages import page_template, read_message
from warraq.ingest.myst import write_myst
from warraq.ingest.pairing import CatalogPlan, fill_catalog, fill_words
from warraq.ingest.proposing import Counterpart
from warraq.knowledge.glossary import read_bodies
from warraq.translation.reading import CatalogError
from warraq.translation.safety import check_message

ROOT = Path(__file__).resolve().parents[2]
FRONT = """\
---
title: "{title}"
date: 2023-05
kind: update
{summary}places: [Synthetic Town, Synthetic Village]
bodies: []
topics: [synthetic topic]
authors: [Synthetic Author]
status: published
---

"""
ALPHA = Term("SBA", ("SBA", "Synthetic Body Alpha"), ("الهيئة الاصطناعية ألف",))
ONE = "https://example.org/one"
BETA = Term("SBB", ("SBB", "Synthetic Body Beta"), ("مكتب الهيئة الاصطناعية باء إلى العالم",))
LEXICON = (ALPHA, BETA)


def make_page(body: str, title: str = "A synthetic brief", summary: str = "") -> BriefPage:
    line = f"summary: '{summary}'\n" if summary else ""
    return parse_brief(FRONT.format(title=title, summary=line) + body, "docs/x.md")


def par(*content: Inline | str) -> Paragraph:
    return Paragraph(tuple(Text(part) if isinstance(part, str) else part for part in content))


def fill(path: Path, page: BriefPage, *blocks: Block, **facts: object) -> CatalogPlan:
    counterpart = Counterpart(tuple(blocks), **facts)  # type: ignore[arg-type]
    return fill_catalog(
        path, page, counterpart, language="ar", project="Synthetic", lexicon=LEXICON
    )


def entries(plan: CatalogPlan) -> dict[str, polib.POEntry]:
    return {entry.msgid: entry for entry in polib.pofile(plan.text)}


def translate(english: str, *arabic: Inline | str) -> polib.POEntry:
    """The entry that one paragraph gets, between others that leave no doubt of the pairing."""
    rows = [make_paragraphs(random.Random(seed), 0.85) for seed in (1, 2, 3, 4)]
    around = [write_myst([row.source]) for row in rows]
    page = make_page("\n".join([*around[:2], f"{english}\n", *around[2:]]))
    target = [row.target for row in rows]
    plan = fill(Path("x.po"), page, *target[:2], par(*arabic), *target[2:])
    found = entries(plan)
    assert english in found
    for entry in found.values():
        if entry.msgstr and not entry.fuzzy:
            assert check_message(entry.msgid, entry.msgstr) == ()
    return found[english]


# -- The archive's own brief -------------------------------------------------------------------

OWN = "briefs/2023/geneva-stj-partakes-in-cssr-meetings"


def own_catalog(name: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / "ar" / "LC_MESSAGES" / f"{name}.po"))


def without_roles(text: str) -> str:
    text = re.sub(r"\{cite\}`[^`]*`", "", text)
    return re.sub(r"\{term\}`([^`<]*?)(?: <[^`]*)?`", r"\1", text)


@pytest.mark.parametrize("remembered", [False, True])
def test_the_archives_own_catalog_comes_out_of_its_two_texts(tmp_path, remembered) -> None:
    page = read_brief(ROOT / "docs" / f"{OWN}.md", ROOT)
    committed = own_catalog(OWN)
    title, summary, *texts = [without_roles(entry.msgstr) for entry in committed]
    names = read_bodies((ROOT / "docs" / "glossary.md").read_text("utf-8"))
    catalogs = [own_catalog("glossary"), *([committed] if remembered else [])]
    plan = fill_catalog(
        tmp_path / "own.po",
        page,
        Counterpart(tuple(map(par, texts)), title, summary),
        language="ar",
        project="STJ Archive",
        lexicon=make_lexicon(names, catalogs),
    )
    found = entries(plan)
    assert {m: e.msgstr for m, e in found.items()} == {e.msgid: e.msgstr for e in committed}
    # Without a memory, two bodies go by names that are not their official ones.
    assert [p.msgid[:18] for p in plan.report.fuzzy] == (
        [] if remembered else ["In early May 2023,", "During the meeting"]
    )
    assert plan.report.left_over == plan.report.untranslated == ()


# -- Messages as Sphinx extracts them ----------------------------------------------------------

EVERYTHING = r"""
First *words* with
a soft break and\
a hard one, {term}`SBA`.{cite}`synthetic` See [link](https://example.org/?x=1&y=2),
<https://example.org>, `code`[^1] and a note[^n].

## Head \[x\]

- item one
- item two

  second paragraph of two
  1. nested

> quoted
>
> by somebody

| a | b **x** |
|---|---|
| c \| d |   |
| e | [l](https://example.org/l) |

![alternative](x.png)

Words ![other](x.png) more, [![linked](x.png)](https://example.org/p).

[^1]: Note text *set off*.
[^n]: Note two.

    Its second paragraph.

3. three
4. four

Same.

Same.

1\. escaped \# and   spaces
"""


def test_messages_are_those_that_sphinx_extracts(tmp_path) -> None:
    site = Site(tmp_path)
    site.page("glossary", "# G\n\n```{glossary}\nSBA\n    Synthetic.\n```\n")
    site.write("docs/references.bib", "@misc{synthetic, title={Synthetic}, date={2020}}\n")
    text = (
        FRONT.format(title="A [t] *x* #2 & co #", summary="summary: 'A *deck* [x]'\n") + EVERYTHING
    )
    text = text.replace("status: published", "status: {state: corrected, note: Synthetic reason.}")
    text = text.replace(
        "status:", "revisions:\n  - {date: 2023-06, note: Synthetic change.}\nstatus:"
    )
    site.page("briefs/2023/x", text)
    (tmp_path / "docs/briefs/2023/x.png").write_bytes(b"synthetic")
    site.build("en", builder="gettext")
    extracted = polib.pofile(str(tmp_path / "build/gettext/en/briefs/2023/x.pot"))
    ours = page_template(parse_brief(text, "docs/briefs/2023/x.md"))
    assert [(e.msgid, [line for _, line in e.occurrences]) for e in ours] == [
        (e.msgid, [line for _, line in e.occurrences]) for e in extracted
    ]
    assert len(ours) >= 29


# -- A site that is built from it ------------------------------------------------------------------

SOURCE: tuple[Block, ...] = (
    par("In May 2023, ", Role("term", "SBA", "Synthetic Body Alpha"), " (SBA) and others met in a",
        " synthetic town to speak of things that nobody has seen, among them 17 guests."),
    par("They followed synthetic resolution 2254.", Role("cite", "synthetic"),
        " Then they went home, each by another road, and wrote a long report of it all."),
    Heading((Text("What was said"),)),
    par("A ", Link((Text("page of the example"),), "https://example.org/en/a?b=1&c=2"),
        " tells more", NoteMark("1"), " of the ", Emphasis((Text("second"),)), " day."),
    Items(((par("one synthetic thing of the list"),), (par("another thing of 12 words"),))),
    Quote((par("Synthetic words that a synthetic person said aloud."),)),
    Table((((Text("Town"),), (Text("Guests"),)), ((Text("Synthetic A"),), (Text("31"),)))),
    par(Picture("synthetic.png", "A synthetic picture")),
    Note("1", (Text("A synthetic note with the number 99."),)),
)  # fmt: skip
TARGET: tuple[Block, ...] = (
    par("في أيار/مايو 2023، اجتمعت الهيئة الاصطناعية ألف (SBA) وآخرون في بلدة اصطناعية",
        " للحديث عن أمور لم يرها أحد، وكان بينهم ١٧ ضيفاً."),
    par("واتبعوا القرار الاصطناعي 2254. ثم عادوا إلى بيوتهم، كل منهم من طريق،",
        " وكتبوا تقريراً طويلاً عن ذلك."),
    Heading((Text("ما قيل"),)),
    par("تروي ", Link((Text("صفحة من المثال"),), "https://example.org/en/a?b=1&c=2"),
        " المزيد", NoteMark("9"), " عن اليوم ", Emphasis((Text("الثاني"),), strong=True), "."),
    Items(((par("شيء اصطناعي واحد في القائمة"),), (par("شيء آخر من 12 كلمة"),))),
    Quote((par("كلمات اصطناعية قالها شخص اصطناعي بصوت عال."),)),
    Table((((Text("البلدة"),), (Text("الضيوف"),)), ((Text("الاصطناعية أ"),), (Text("31"),)))),
    par(Picture("other.png", "صورة اصطناعية")),
    Note("9", (Text("حاشية اصطناعية فيها الرقم 99."),)),
)  # fmt: skip


def test_a_filled_catalog_builds_without_a_warning(tmp_path) -> None:
    site = Site(tmp_path)
    site.page("glossary", "# G\n\n```{glossary}\nSBA\nSynthetic Body Alpha\n    Synthetic.\n```\n")
    site.page("bibliography", "# B\n\n```{bibliography}\n:all:\n```\n")
    bib = "@misc{synthetic, title={Synthetic}, author={{Synthetic}}, date={2020}, langid={english}}"
    site.write("docs/references.bib", bib)
    body = write_myst(arrange_blocks(SOURCE, ["synthetic.png"]), {"synthetic.png": "p.svg"})
    path = site.brief("2023/x", body, title="A synthetic title", summary="A synthetic deck.")
    site.write("docs/briefs/2023/p.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    page = read_brief(path, tmp_path)
    plan = fill_catalog(
        tmp_path / "locale/ar/LC_MESSAGES/briefs/2023/x.po",
        page,
        Counterpart(TARGET, "عنوان اصطناعي", "تمهيد اصطناعي.", pictures=frozenset({"other.png"})),
        language="ar",
        project="Synthetic",
        lexicon=LEXICON,
    )
    write_atomically(plan.path, plan.text)
    assert (plan.report.fuzzy, plan.report.left_over, plan.report.untranslated) == ((), (), ())
    built = site.build("en", "ar")
    assert [outcome.messages for outcome in built.values()] == [(), ()]
    article = site.article("briefs/2023/x")
    shown = "".join(article.get_text().split())
    for block in TARGET:
        for text in block_texts(block):
            for word in text.split():
                assert word.strip(".") in shown or block == TARGET[7]
    assert article.select_one("h1").get_text().startswith("عنوان اصطناعي")
    assert "الهيئة الاصطناعية ألف" in article.select_one("a[href*='term-sba']").get_text()
    assert article.select_one("a[href='https://example.org/en/a?b=1&c=2']")
    assert article.select_one("img[src*='_images/p']")["alt"] == "صورة اصطناعية"
    assert "99" in article.select_one("aside.footnote, aside.footnote-list").get_text()
    assert article.select_one("a[href='#ref-synthetic']")
    assert "Syntheticwords" not in shown


# -- Terms -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "arabic", "expected"),
    [
        (
            "There {term}`Synthetic Body Alpha <SBA>` met its guests.",
            "وهناك التقت الهيئة الاصطناعية ألف ضيوفها.",
            "وهناك التقت {term}`الهيئة الاصطناعية ألف <SBA>` ضيوفها.",
        ),
        (
            "There Synthetic Body Alpha ({term}`SBA`) met its guests.",
            "وهناك التقت الهيئة الاصطناعية ألف (SBA) ضيوفها.",
            "وهناك التقت الهيئة الاصطناعية ألف ({term}`SBA`) ضيوفها.",
        ),
        (
            "There the {term}`SBA` met its guests.",
            "وهناك التقت الهيئة الاصطناعية ألف ضيوفها.",
            "وهناك التقت {term}`الهيئة الاصطناعية ألف <SBA>` ضيوفها.",
        ),
        (  # joined to "and for", the article swallowed, other forms of the letters
            "And for {term}`Synthetic Body Alpha <SBA>` it was good.",
            "وللهيئه الإصطناعيّة الف كان ذلك حسناً.",
            "{term}`وللهيئه الإصطناعيّة الف <SBA>` كان ذلك حسناً.",
        ),
    ],
)
def test_a_term_goes_to_the_bodys_name(english, arabic, expected) -> None:
    entry = translate(english, arabic)
    assert entry.msgstr == expected
    assert not entry.fuzzy


@pytest.mark.parametrize(
    ("arabic", "expected"),
    [
        (
            "وكتب مكتب الهيئة الاصطناعية باء رسالة.",
            "وكتب {term}`مكتب الهيئة الاصطناعية باء <SBB>` رسالة.",
        ),
        (
            "وكتب مكتب الهيئة الاصطناعية باء الجديد إلى العالم رسالة.",
            "وكتب {term}`مكتب الهيئة الاصطناعية باء الجديد إلى العالم <SBB>` رسالة.",
        ),
    ],
)
def test_a_term_on_a_part_of_the_name_is_a_guess(arabic, expected) -> None:
    entry = translate("{term}`Synthetic Body Beta <SBB>` wrote a letter.", arabic)
    assert entry.msgstr == expected
    assert entry.fuzzy
    assert "by guess" in entry.tcomment


def test_a_term_that_has_no_place_is_said() -> None:
    entry = translate("There {term}`SBA` met its guests.", "وهناك التقت ضيوفها الكثيرين.")
    assert entry.fuzzy
    assert "lacks the term SBA" in entry.tcomment
    assert entry.msgstr == "وهناك التقت ضيوفها الكثيرين."


def test_a_term_never_stands_in_a_link() -> None:
    link = Link((Text("الهيئة الاصطناعية ألف"),), "https://example.org/a")
    entry = translate(
        "A [page](https://example.org/a) of {term}`SBA` tells more.",
        link, " تروي المزيد عن الهيئة الاصطناعية ألف.",
    )  # fmt: skip
    assert entry.msgstr == (
        "[الهيئة الاصطناعية ألف](https://example.org/a) تروي المزيد عن "
        "{term}`الهيئة الاصطناعية ألف <SBA>`."
    )
    assert not entry.fuzzy


def test_an_abbreviation_is_not_found_in_a_word() -> None:
    assert find_name("SBA", "of SBAX and sba") is None
    assert find_name("SBA", "of XSBA, SBA.") == (9, 12)
    assert find_name("ألف", "والألفية", "ar") is None


def test_names_come_from_the_glossary_and_from_earlier_translations() -> None:
    names = read_bodies(
        "# G\n\n```{glossary}\n:sorted:\n\nSBA\nSynthetic Body\n    Words.\n\nX\n    Y\n```\n"
    )
    assert names == (("SBA", "Synthetic Body"), ("X",))
    catalog = polib.POFile()
    catalog += [
        polib.POEntry(msgid="Synthetic Body", msgstr="هيئة"),
        polib.POEntry(msgid="a", msgstr="{term}`تلك الهيئة <SBA>`"),
        polib.POEntry(msgid="b", msgstr="{term}`خطأ <SBA>`", flags=["fuzzy"]),
    ]
    assert make_lexicon(names, [catalog])[0].translations == ("هيئة", "تلك الهيئة")


# -- Citations and notes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "arabic", "expected"),
    [
        (
            "They met, and all was synthetic.{cite}`k`",
            "اجتمعوا، وكان كل شيء اصطناعياً.",
            "اجتمعوا، وكان كل شيء اصطناعياً.{cite}`k`",
        ),
        (
            "They met, and all was synthetic{cite}`k`.",
            "اجتمعوا، وكان كل شيء اصطناعياً.",
            "اجتمعوا، وكان كل شيء اصطناعياً{cite}`k`.",
        ),
        (
            "By resolution 2254 (2015){cite}`k` they met, and all of it was synthetic.",
            "اجتمعوا وفق القرار ٢٢٥٤ (٢٠١٥) وكان كل شيء من ذلك اصطناعياً.",
            "اجتمعوا وفق القرار ٢٢٥٤ (٢٠١٥){cite}`k` وكان كل شيء من ذلك اصطناعياً.",
        ),
    ],
)
def test_a_citation_goes_where_the_source_has_it(english, arabic, expected) -> None:
    entry = translate(english, arabic)
    assert entry.msgstr == expected
    assert not entry.fuzzy


def test_a_citation_goes_to_the_end_of_the_same_sentence() -> None:
    entry = translate(
        "The first of the sentences is a rather long one with 17 synthetic words.{cite}`k` "
        "The second one is short. And the third one says again something long and synthetic.",
        "الجملة الأولى من هذه الجمل جملة طويلة نوعاً ما فيها 17 كلمة اصطناعية. "
        "الثانية قصيرة. وتقول الثالثة مجدداً شيئاً طويلاً واصطناعياً.",
    )
    assert "كلمة اصطناعية.{cite}`k` الثانية" in entry.msgstr


def test_a_citation_in_the_midst_of_a_sentence_is_a_guess() -> None:
    entry = translate(
        "They met as the charter{cite}`k` says, and went home. All of it was synthetic.",
        "اجتمعوا كما يقول الميثاق وعادوا إلى بيوتهم. وكان كل ذلك اصطناعياً.",
    )
    assert "{cite}`k`" in entry.msgstr
    assert entry.fuzzy
    assert "by guess" in entry.tcomment


def test_a_citation_never_stands_in_a_link() -> None:
    entry = translate(
        f"By the [resolution 2254]({ONE}){{cite}}`k` they met, and all of it was synthetic.",
        "وفق ", Link((Text("القرار 2254 هذا"),), ONE), " اجتمعوا وكان كل شيء من ذلك اصطناعياً.",
    )  # fmt: skip
    assert f"[القرار 2254 هذا]({ONE}){{cite}}`k` اجتمعوا" in entry.msgstr
    assert not entry.fuzzy


def test_notes_go_by_their_order(tmp_path) -> None:
    page = make_page(
        "One[^a] and two[^b] synthetic notes.\n\n"
        "[^a]: The first of the notes.\n[^b]: The other of the synthetic notes.\n"
    )
    plan = fill(
        tmp_path / "x.po",
        page,
        par("حاشية", NoteMark("17"), " وأخرى ", NoteMark("18"), " اصطناعيتان."),
        Note("17", (Text("الأولى من الحواشي."),)),
        Note("18", (Text("الأخرى من الحواشي الاصطناعية."),)),
    )
    assert [(e.msgstr, e.fuzzy) for e in entries(plan).values()][1:] == [
        ("حاشية[^a] وأخرى [^b] اصطناعيتان.", False),
        ("الأولى من الحواشي.", False),
        ("الأخرى من الحواشي الاصطناعية.", False),
    ]


def test_a_missing_note_is_a_guess() -> None:
    entry = translate("One synthetic note.[^a]", "حاشية اصطناعية واحدة.")
    assert entry.msgstr == "حاشية اصطناعية واحدة.[^a]"
    assert entry.fuzzy


def test_an_abbreviated_word_ends_no_sentence() -> None:
    text = "By Resolution No. 2254 they met. Mr. X went (again.) So it is."
    assert [text[a:b] for a, b in find_sentences(text)] == [
        "By Resolution No. 2254 they met.",
        "Mr. X went (again.)",
        "So it is.",
    ]


# -- Links, pictures, emphasis -----------------------------------------------------------------

TWO = "https://example.org/two"
TWO_LINKS = f"Synthetic [one]({ONE}) and [two]({TWO}) here."


def test_links_go_by_their_address_whatever_their_order() -> None:
    entry = translate(
        TWO_LINKS,
        "هنا ", Link((Text("اثنان"),), "http://www.example.org/two/?utm_source=x"),
        " ثم ", Link((Text("واحد"),), ONE), " معاً.",
    )  # fmt: skip
    assert entry.msgstr == f"هنا [اثنان]({TWO}) ثم [واحد]({ONE}) معاً."
    assert not entry.fuzzy


def test_a_link_to_another_place_keeps_the_sources_and_is_doubtful() -> None:
    other = "https://example.org/ar/one"
    entry = translate(
        TWO_LINKS,
        "هنا ", Link((Text("واحد"),), other), " ثم ", Link((Text("اثنان"),), TWO), " معاً.",
    )  # fmt: skip
    assert entry.msgstr == f"هنا [واحد]({ONE}) ثم [اثنان]({TWO}) معاً."
    assert entry.fuzzy
    assert other in entry.tcomment


@pytest.mark.parametrize("href", ["https://example.org/evil", "javascript:alert(1)"])
def test_a_translation_cannot_add_a_link(href) -> None:
    entry = translate(
        "Synthetic words are here.", "كلمات ", Link((Text("اصطناعية"),), href), " هنا."
    )
    assert entry.msgstr == "كلمات اصطناعية هنا."


def test_a_link_that_is_lacking_goes_around_the_same_words_or_is_said() -> None:
    entry = translate("See <https://example.org/one> there.", "انظر https://example.org/one هناك.")
    assert entry.msgstr == "انظر <https://example.org/one> هناك."
    assert not entry.fuzzy
    entry = translate("See the [page](https://example.org/one) there.", "انظر الصفحة هناك.")
    assert entry.fuzzy
    assert ONE in entry.tcomment


def test_a_translation_has_no_more_emphasis_than_its_source() -> None:
    entry = translate(
        "Only *one* word is set off.",
        Emphasis((Text("كلمة"),), strong=True), " واحدة ", Emphasis((Text("بارزة"),)), " فقط.",
    )  # fmt: skip
    assert entry.msgstr == "**كلمة** واحدة بارزة فقط."
    assert not entry.fuzzy


def test_a_picture_keeps_its_file_and_gets_the_translations_words(tmp_path) -> None:
    page = make_page("Synthetic words ![a picture](../p.png) more.\n")
    plan = fill(
        tmp_path / "x.po",
        page,
        par("كلمات اصطناعية ", Picture("q.png", "صورة"), " أخرى."),
        pictures=frozenset({"q.png"}),
    )
    found = entries(plan)
    assert found["Synthetic words ![a picture](../p.png) more."].msgstr == (
        "كلمات اصطناعية ![صورة](../p.png) أخرى."
    )
    assert found["a picture"].msgstr == "صورة"


# -- What stands already --------------------------------------------------------------------------


def three_rows() -> tuple[BriefPage, list[Block]]:
    rows = [make_paragraphs(random.Random(seed), 0.85) for seed in (5, 6, 7)]
    return make_page("\n".join(write_myst([row.source]) for row in rows)), [r.target for r in rows]


@pytest.mark.parametrize("flags", [[], ["fuzzy"]])
def test_a_translation_that_stands_is_never_overwritten(tmp_path, flags) -> None:
    page, target = three_rows()
    path = tmp_path / "x.po"
    first = fill(path, page, *target)
    msgid = list(entries(first))[2]
    catalog = polib.pofile(first.text)
    entry = catalog.find(msgid)
    entry.msgstr, entry.tcomment, entry.flags = "كلمات مترجم.", "Kept by hand.", flags
    catalog.append(polib.POEntry(msgid="Gone.", msgstr="ذهب.", obsolete=True))
    path.write_text(str(catalog), "utf-8")
    again = fill(path, page, *target, title="عنوان")
    kept = entries(again)
    assert (kept[msgid].msgstr, kept[msgid].tcomment) == ("كلمات مترجم.", "Kept by hand.")
    assert kept[msgid].fuzzy == bool(flags)
    assert kept["Gone."].msgstr == "ذهب."
    assert kept["A synthetic brief"].msgstr == "عنوان"
    (difference,) = again.report.differing
    assert (difference.msgid, difference.kept) == (msgid, "كلمات مترجم.")
    assert difference.proposed == entries(first)[msgid].msgstr
    assert first.report.note == ""
    assert again.report.note.startswith("1 translation stands as it was, also where an import")
    assert f"  note: {again.report.note}\n" in f"{again.report}\n"


def test_filling_again_changes_nothing(tmp_path) -> None:
    page, target = three_rows()
    path = tmp_path / "x.po"
    path.write_text(fill(path, page, *target, title="عنوان").text, "utf-8")
    again = fill(path, page, *target, title="عنوان")
    assert again.text == path.read_text("utf-8")
    assert again.report.differing == again.report.fuzzy == ()
    assert (again.report.certain, again.report.kept) == (0, 4)


def test_nothing_is_written_before_it_is_asked_for(tmp_path) -> None:
    page, target = three_rows()
    fill(tmp_path / "x.po", page, *target)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_catalog_is_named_and_stays(tmp_path) -> None:
    page, target = three_rows()
    path = tmp_path / "x.po"
    path.write_text('msgid "a\nmsgstr', "utf-8")
    with pytest.raises(CatalogError, match=r"x\.po:\d"):
        fill(path, page, *target)
    assert path.read_text("utf-8") == 'msgid "a\nmsgstr'


def test_a_message_that_stands_twice_gets_one_translation(tmp_path) -> None:
    page = make_page("Synthetic words of one kind.\n\nSynthetic words of one kind.\n")
    plan = fill(tmp_path / "x.po", page, par("كلمات من نوع واحد."), par("كلمات من هذا النوع."))
    assert entries(plan)["Synthetic words of one kind."].msgstr == "كلمات من نوع واحد."
    (difference,) = plan.report.differing
    assert difference.proposed == "كلمات من هذا النوع."


# -- Nothing is lost -----------------------------------------------------------------------------


def words_in(*texts: str) -> Counter[str]:
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


def test_every_word_of_the_counterpart_is_in_the_catalog_or_named() -> None:
    for seed in range(12):
        rng = random.Random(seed)
        rows = make_pair(seed, count=14)
        source = [row.source for row in rows if rng.random() > 0.15]
        target = [row.target for row in rows if rng.random() > 0.15]
        rng.shuffle(middle := target[3:7])
        target[3:7] = middle
        page = make_page(write_myst(arrange_blocks(source)))
        plan = fill(Path("x.po"), page, *target)
        shown = [mark_text(read_message(e.msgstr)).text for e in entries(plan).values()]
        rest = [*plan.report.left_over, *(d.proposed for d in plan.report.differing)]
        wanted = words_in(*(text for block in target for text in block_texts(block)))
        assert not wanted - words_in(*shown, *rest), f"seed {seed}"
        count = plan.report.certain + len(plan.report.fuzzy)
        assert count + len(plan.report.untranslated) == len(entries(plan))


def test_a_paragraph_that_stands_for_nothing_is_named(tmp_path) -> None:
    page, target = three_rows()
    plan = fill(tmp_path / "x.po", page, *target[:2], par("زيادة."), target[2])
    assert plan.report.left_over == ("زيادة.",)
    assert "left over: زيادة." in str(plan.report)
    assert plan.report.as_data()["left_over"] == ("زيادة.",)


def test_two_paragraphs_that_became_one_are_divided_and_doubtful() -> None:
    rows = make_pair(8, count=20)
    at = next(
        i for i in range(3, 18) if all(isinstance(row.source, Paragraph) for row in rows[i : i + 2])
    )
    one, other = (rows[at].target, rows[at + 1].target)
    assert isinstance(one, Paragraph)
    assert isinstance(other, Paragraph)
    merged = Paragraph((*one.content, Text(" "), *other.content))
    target = [row.target for row in rows]
    target[at : at + 2] = [merged]
    page = make_page(write_myst(arrange_blocks([row.source for row in rows])))
    plan = fill(Path("x.po"), page, *target)
    ids = [write_myst([rows[i].source]).strip() for i in (at, at + 1)]
    found = [entries(plan)[msgid] for msgid in ids]
    assert all(entry.fuzzy and entry.msgstr for entry in found)
    together = " ".join(mark_text(read_message(entry.msgstr)).text for entry in found)
    assert together == " ".join(block_texts(merged)).strip()


def test_a_paragraph_at_another_place_is_offered_as_doubtful() -> None:
    rows = make_pair(9, count=16)
    moved = (
        par("In March 2019 the SBA counted 4711 synthetic things and went to see all 38 of them."),
        par("في آذار/مارس 2019 أحصت SBA ما مجموعه 4711 شيئاً اصطناعياً وذهبت لترى 38 منها."),
    )
    source = [rows[0].source, moved[0], *(row.source for row in rows[1:])]
    target = [*(row.target for row in rows[:12]), moved[1], *(row.target for row in rows[12:])]
    page = make_page(write_myst(arrange_blocks(source)))
    plan = fill(Path("x.po"), page, *target)
    entry = entries(plan)[write_myst([moved[0]]).strip()]
    assert entry.msgstr == write_myst([moved[1]]).strip()
    assert entry.fuzzy
    assert "another place" in entry.tcomment
    assert plan.report.left_over == ()


# -- Title, deck, words of the archive -----------------------------------------------------------


def test_title_and_deck_are_translated_and_safe(tmp_path) -> None:
    page = make_page("", title="A [synthetic] title", summary="A synthetic deck, of words.")
    plan = fill(tmp_path / "x.po", page, title="عنوان [اصطناعي]", summary="تمهيد *اصطناعي* <b>.")
    found = entries(plan)
    title = found["A \\[synthetic\\] title"]
    deck = found["A synthetic deck, of words."]
    for entry, words in ((title, "عنوان [اصطناعي]"), (deck, "تمهيد *اصطناعي* <b>.")):
        assert check_message(entry.msgid, entry.msgstr) == ()
        assert mark_text(read_message(entry.msgstr)).text == words
        assert not entry.fuzzy


def test_the_archives_words_are_offered_by_their_place(tmp_path) -> None:
    path = tmp_path / "archive.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '#: conf.py:1\nmsgid "Synthetic archive"\nmsgstr "أرشيف"\n\n'
        '#: docs/y.md:4\nmsgid "Synthetic Village"\nmsgstr "قرية"\n',
        "utf-8",
    )
    counterpart = Counterpart((), kind="تحديث", places=("قرية", "بلدة"), topics=("موضوع", "زيادة"))
    plan = fill_words(path, make_page(""), counterpart, language="ar", project="Synthetic")
    found = entries(plan)
    assert [(e.msgid, e.msgstr, e.fuzzy) for e in found.values()] == [
        ("Synthetic archive", "أرشيف", False),
        ("Synthetic Village", "قرية", False),
        ("update", "تحديث", True),
        ("Synthetic Town", "بلدة", True),
        ("synthetic topic", "", False),
    ]
    assert plan.report.left_over == ("موضوع", "زيادة")
    assert plan.report.untranslated == ("synthetic topic",)
    path.write_text(plan.text, "utf-8")
    again = fill_words(path, make_page(""), counterpart, language="ar", project="Synthetic")
    assert again.text == plan.text


def test_a_writer_that_loses_a_word_is_caught(monkeypatch) -> None:
    monkeypatch.setattr(proposing, "write_myst", lambda *_: "كلمات")
    entry = translate("Synthetic words are here.", "كلمات اصطناعية هنا.")
    assert entry.fuzzy
    assert "otherwise than meant" in entry.tcomment


def test_what_a_comment_tells_cannot_end_its_line() -> None:
    href = "https://example.org/\nmsgid\u2028x"
    entry = translate("Synthetic words are here.", "كلمات ", Link((Text("هنا"),), href), ".")
    assert entry.msgstr == "كلمات هنا."
    assert all(char.isprintable() for char in entry.tcomment)


# -- A corpus ------------------------------------------------------------------------------------


def test_the_benchmarks_briefs_come_out_as_their_translators_wrote_them() -> None:
    bodies = corpus.all_bodies()
    lexicon = tuple(Term(b.key, (b.key, b.name.en), (b.name.ar,)) for b in bodies)
    for number in range(1, 13):
        brief = corpus.generate_brief(number)
        kinds = {"heading": Heading, "paragraph": Paragraph}
        blocks = [kinds[kind]((Text(without_roles(message.ar)),)) for kind, message in brief.blocks]
        plan = fill_catalog(
            Path("x.po"),
            make_page(f"{brief.body('en')}\n", brief.title.en, brief.summary.en),
            Counterpart(tuple(blocks), brief.title.ar, brief.summary.ar),
            language="ar",
            project="Synthetic",
            lexicon=lexicon,
        )
        wanted = {message.en: message.ar for message in brief.messages}
        assert {m: e.msgstr for m, e in entries(plan).items()} == wanted
        assert plan.report.fuzzy == ()


def test_a_table_without_heads_is_paired_cell_by_cell(tmp_path) -> None:
    rows = [[("Synthetic town", "بلدة اصطناعية"), ("7", "٧")], [("Village", "قرية"), ("8", "٨")]]
    one, other = (
        Table(tuple(tuple((Text(cell[side]),) for cell in row) for row in rows), 0)
        for side in (0, 1)
    )
    plan = fill(tmp_path / "x.po", make_page(write_myst([one])), other, title="عنوان")
    assert {m: e.msgstr for m, e in entries(plan).items() if m != "A synthetic brief"} == {
        en: ar for row in rows for en, ar in row
    }
    assert plan.report.left_over == plan.report.fuzzy == ()


# -- Whatever the words are --------------------------------------------------------------------

NASTY = [
    "--- عنوان", "# عنوان", "كلمات # noqa", "> قول", "- شيء", "1. شيء", "{include} `a`",
    "{term}`x <SBA>`", "{cite}`k`", "<script>x</script>", "[a](javascript:b)", "![x](y.png)",
    "```{include} x", ":::{note}", "(label)=", "% تعليق", "+++", "[^1]", "[^1]: x", "*a* _b_",
    "a\\b", "{{ x }}", "$x$", "| a | b |", "كلمة : كلمة", "&amp; &#65;", "https://example.org/a_b_c",
    "<https://example.org>", "\u2028x", "a\tb", "~~x~~", "[x]: https://example.org",
]  # fmt: skip


@pytest.mark.parametrize("words", NASTY)
def test_words_that_look_like_markup_stay_words(words) -> None:
    assert_safe(words)


@settings(max_examples=120, deadline=None)
@given(st.text(alphabet=st.sampled_from("اب ج.,#*_`[](){}<>!-+=~|\\:&$%^12\n\"'«»/"), min_size=1))
def test_no_words_become_markup(words) -> None:
    assert_safe(words)


SOUP = st.text(
    alphabet=st.sampled_from('ab1 \n\n#*_`[](){}<>!-+=~|\\:&^"> '), min_size=0, max_size=60
)
CONTENT = st.recursive(
    st.one_of(
        st.sampled_from(["كلمة", "ألف.", " ", "SBA", "2254. ", "الهيئة الاصطناعية ألف"]).map(Text),
        st.sampled_from("123").map(NoteMark),
        st.just(Picture("p.png", "صورة")),
        st.just(Break()),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda c: Emphasis(tuple(c))),
        st.lists(inner, max_size=3).map(lambda c: Link(tuple(c), ONE)),
    ),
    max_leaves=6,
)
SOURCES = st.lists(
    st.sampled_from(
        ["Words.", " more ", "{term}`SBA`", "{cite}`k`", f"[x]({ONE})", "*set off*", "[^1]",
         "2254", "![a](p.png)", "`code`"]
    ), min_size=1, max_size=6,
).map("".join)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(SOUP, st.lists(st.lists(CONTENT, max_size=3), max_size=3))
def test_no_page_and_no_counterpart_break_it(soup, contents) -> None:
    blocks = [Paragraph(tuple(content)) for content in contents]
    plan = fill(Path("x.po"), make_page(soup), *blocks, pictures=frozenset({"p.png"}))
    str(plan.report)


@settings(max_examples=150, deadline=None)
@given(SOURCES, st.lists(CONTENT, min_size=1, max_size=5))
def test_what_is_not_fuzzy_is_safe_and_holds_all_its_words(source, content) -> None:
    note = Note("1", (Text("حاشية"),))
    page = make_page(f"{source}\n\n[^1]: Note.\n")
    plan = fill(Path("x.po"), page, Paragraph(tuple(content)), note, pictures=frozenset({"p.png"}))
    shown = []
    for entry in entries(plan).values():
        if entry.msgstr and not entry.fuzzy:
            assert check_message(entry.msgid, entry.msgstr) == ()
        shown.append(mark_text(read_message(entry.msgstr)).text)
    rest = [*plan.report.left_over, *(d.proposed for d in plan.report.differing)]
    wanted = "".join(block_texts(Paragraph(tuple(c for c in content if c != Break()))))
    letters = Counter("".join("".join([*shown, *rest]).split()))
    found = Counter("".join(wanted.replace("صورة", "").split()))
    assert not found - letters


def assert_safe(words: str) -> None:
    """Hold that a translation is these words, or that a person is asked to look."""
    page = make_page("Synthetic words stand here.\n")
    plan = fill(Path("x.po"), page, par(words), title=words)
    for entry in entries(plan).values():
        if entry.msgstr and not entry.fuzzy:
            assert check_message(entry.msgid, entry.msgstr) == ()
            text = mark_text(read_message(entry.msgstr)).text
            assert "".join(text.split()) == "".join(words.split())
