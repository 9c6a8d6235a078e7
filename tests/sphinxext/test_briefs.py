"""What a reader sees of a brief's front matter. Every brief is synthetic."""

from __future__ import annotations

import hashlib
import re

import pytest
from bs4 import BeautifulSoup, Tag
from kit import Site, holding, line_of, only, words_of

from warraq.sphinxext.runner import Outcome

ORIGINAL = "A synthetic original.\n"
SHA256 = hashlib.sha256(ORIGINAL.encode()).hexdigest()
WHOLE = f"""\
---
# A comment of the editors.
title: A whole synthetic brief
date: 2023-05-12
kind: joint-statement
summary: >-
  A deck in two
  lines of YAML.
places: [Synthetic Town, Other Town]
bodies: []
topics: [synthetic topic, other topic]
authors: [Synthetic Author]
source:
  file: sources/2023/whole.txt
  sha256: {SHA256}
url: https://example.org/whole
license: CC BY 4.0
revisions:
  - date: 2023-06
    note: A name was corrected.
  - date: 2024-01-31
    note: A second name was corrected.
status:
  state: corrected
  note: Two names were wrong.
  date: 2024-01-31
---

The text begins here.

## A heading

The text ends here.
"""
RETRACTED = """\
---
title: A retracted brief
date: 2021-11
kind: update
summary: A deck that stands.
authors: [Synthetic Author]
status:
  state: retracted
  note: Its source was wrong.
---

The text is still here.
"""
REMOVED = """\
---
title: A removed brief
date: 2020-08-09
kind: update
summary: A deck that nobody should read.
authors: [Synthetic Author]
status:
  state: removed
  note: A witness asked for it.
  date: 2022-03
---

Text that nobody should read.

## A heading that nobody should read
"""
ODD_TITLE = "*Stars*, _lines_, `ticks`, [a](b), ![c](d), <b>, {term}`x`, &amp;, \\o/ and C #"
ODD_DECK = "A deck with *stars*, <b>, {term}`x` and [a link](https://example.org/)."
ODD = f"""\
---
title: '{ODD_TITLE}'
date: 2022
kind: update
summary: '{ODD_DECK}'
authors: [Synthetic Author]
---

Text.
"""
ARABIC = {
    "A whole synthetic brief": "إحاطة كاملة",
    "A deck in two lines of YAML.": "تمهيد.",
    "The text begins here.": "هنا يبدأ النص.",
    "A name was corrected.": "صُحِّح اسم.",
    "A second name was corrected.": "صُحِّح اسم ثانٍ.",
    "Two names were wrong.": "كان اسمان خطأ.",
    "A removed brief": "إحاطة محذوفة",
    "A witness asked for it.": "طلبها شاهد.",
    "Its source was wrong.": "كان المصدر خطأ.",
}
WORDS = {
    "joint-statement": "بيان مشترك",
    "Synthetic Town": "بلدة",
    "Other Town": "بلدة أخرى",
    "synthetic topic": "موضوع",
    "other topic": "موضوع آخر",
}
BARE = RETRACTED.replace("summary: A deck that stands.\n", "").replace("2021-11", "2022-10")
BRIEFS = {
    "2023/whole": WHOLE,
    "2021/retracted": RETRACTED,
    "2020/removed": REMOVED,
    "2022/odd": ODD,
    "2022/bare": BARE,
}


def fill(site: Site) -> None:
    site.page("index", "# Synthetic archive\n\n```{briefs} newest\n```\n")
    site.write("sources/2023/whole.txt", ORIGINAL)
    site.catalog("archive", WORDS)
    for name, text in BRIEFS.items():
        site.page(f"briefs/{name}", text)
        if name != "2022/odd":
            site.catalog(f"briefs/{name}", ARABIC)
    site.brief("2022/published", "The plain text.\n", date="2022-09")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("briefs") / "archive")
    fill(site)
    outcomes = site.build()
    assert [outcome.messages for outcome in outcomes.values()] == [(), ()]
    return site


def facts_of(article: Tag) -> list[tuple[str, str]]:
    """The rows below the deck."""
    table = only(article, "dl.brief-facts")
    names, values = table.find_all("dt"), table.find_all("dd")
    return [(words_of(name), words_of(value)) for name, value in zip(names, values, strict=True)]


# -- The page ----------------------------------------------------------------------------------


def test_a_page_opens_with_its_title_its_status_its_deck_its_facts_and_its_text(site):
    article = site.article("briefs/2023/whole", "en")
    marks = ("h1", ".brief-status", "p.deck", "dl.brief-facts")
    found = [only(article, mark) for mark in marks]
    found.append(holding(article, "p", "The text begins here."))
    found.append(holding(article, "h2", "A heading"))
    found.append(holding(article, "h2", "Corrections and changes"))
    order = [tag for tag in article.find_all(True) if any(tag is one for one in found)]
    assert [words_of(tag) for tag in order] == [words_of(tag) for tag in found]
    assert words_of(found[0]) == "A whole synthetic brief"
    assert words_of(found[2]) == "A deck in two lines of YAML."


def test_the_facts_stand_in_their_order_in_the_words_of_the_archive(site):
    assert facts_of(site.article("briefs/2023/whole", "en")) == [
        ("Date", "12 May 2023"),
        ("Kind", "joint-statement"),
        ("Places", "Synthetic Town, Other Town"),
        ("Topics", "synthetic topic, other topic"),
        ("Status", "Corrected"),
    ]
    assert facts_of(site.article("briefs/2023/whole", "ar")) == [
        ("التاريخ", "12 أيار/مايو 2023"),
        ("النوع", "بيان مشترك"),
        ("الأماكن", "بلدة، بلدة أخرى"),
        ("المواضيع", "موضوع، موضوع آخر"),
        ("الحالة", "مصحَّحة"),
    ]


def test_facts_that_a_brief_does_not_state_are_left_out(site):
    names = [name for name, _ in facts_of(site.article("briefs/2021/retracted", "en"))]
    assert names == ["Date", "Kind", "Status"]


def test_the_deck_and_the_title_are_those_of_the_translation(site):
    article = site.article("briefs/2023/whole", "ar")
    assert words_of(only(article, "h1")) == "إحاطة كاملة"
    assert words_of(only(article, "p.deck")) == "تمهيد."
    title = words_of(only(site.soup("briefs/2023/whole", "ar"), "title"))
    assert title == "إحاطة كاملة – Synthetic archive"


@pytest.mark.parametrize(
    ("name", "machine", "english", "arabic"),
    [
        ("2023/whole", "2023-05-12", "12 May 2023", "12 أيار/مايو 2023"),
        ("2021/retracted", "2021-11", "November 2021", "تشرين الثاني/نوفمبر 2021"),
        ("2022/published", "2022-09", "September 2022", "أيلول/سبتمبر 2022"),
        ("2022/odd", "2022", "2022", "2022"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known_in_the_words_of_the_language(
    site, name, machine, english, arabic
):
    for language, text in (("en", english), ("ar", arabic)):
        time = only(only(site.article(f"briefs/{name}", language), "dl.brief-facts"), "time")
        assert (time["datetime"], words_of(time)) == (machine, text)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_date_leads_to_the_list_of_its_year(site, language):
    article = site.article("briefs/2023/whole", language)
    link = only(only(article, "dl.brief-facts"), "dd:first-of-type a")
    assert link["href"] == "index.html"
    assert "إحاطة كاملة" in words_of(site.article("briefs/2023/index", "ar"))


def test_characters_of_markup_in_a_title_are_shown_as_written(site):
    for language in ("en", "ar"):
        heading = only(site.article("briefs/2022/odd", language), "h1")
        assert words_of(heading) == ODD_TITLE
        assert heading.find(["em", "strong", "code", "img", "b"]) is None
        assert words_of(only(site.soup("briefs/2022/odd", language), "title")).startswith(ODD_TITLE)
        links = site.article("index", language).select("p.brief-title a")
        assert ODD_TITLE in [words_of(link) for link in links]


def test_characters_of_markup_in_a_deck_are_shown_as_written(site):
    for language in ("en", "ar"):
        deck = only(site.article("briefs/2022/odd", language), "p.deck")
        assert words_of(deck) == ODD_DECK
        assert deck.find(True) is None or {tag.name for tag in deck.find_all(True)} <= {"bdi"}


def test_the_front_matter_itself_is_not_shown(site):
    text = site.article("briefs/2023/whole", "en").get_text()
    assert not [word for word in ("sha256", "kind:", "---", "comment of the") if word in text]


# -- Status ------------------------------------------------------------------------------------


def test_a_published_brief_has_no_box_about_its_status(site):
    article = site.article("briefs/2022/published", "en")
    assert article.select(".brief-status, .brief-revisions") == []
    assert facts_of(article)[-1] == ("Status", "Published")
    assert facts_of(site.article("briefs/2022/published", "ar"))[-1] == ("الحالة", "منشورة")


@pytest.mark.parametrize(
    ("name", "state", "english", "arabic"),
    [
        (
            "2023/whole",
            "corrected",
            ("Corrected 31 January 2024", "Two names were wrong."),
            ("مصحَّحة 31 كانون الثاني/يناير 2024", "كان اسمان خطأ."),
        ),
        (
            "2021/retracted",
            "retracted",
            ("Retracted", "Its source was wrong."),
            ("مسحوبة", "كان المصدر خطأ."),
        ),
        (
            "2020/removed",
            "removed",
            ("Removed March 2022", "A witness asked for it."),
            ("محذوفة آذار/مارس 2022", "طلبها شاهد."),
        ),
    ],
)
def test_the_status_its_date_and_its_note_stand_below_the_title(site, name, state, english, arabic):
    for language, (head, note) in (("en", english), ("ar", arabic)):
        article = site.article(f"briefs/{name}", language)
        box = only(article, f".brief-status.brief-status-{state}")
        assert [words_of(part) for part in box.find_all("p")] == [head, note]
        assert only(article, "h1").find_next_sibling() is box


def test_a_brief_without_a_deck_has_its_facts_below_its_status(site):
    article = site.article("briefs/2022/bare", "en")
    following = only(article, "h1").find_next_siblings()
    assert [tag.name for tag in following] == ["div", "dl", "p"]
    assert article.select("p.deck") == []


def test_corrections_are_listed_with_their_dates_at_the_end(site):
    expected = {
        "en": ("Corrections and changes", ["June 2023 A name was corrected."]),
        "ar": ("تصحيحات وتعديلات", ["حزيران/يونيو 2023 صُحِّح اسم."]),
    }
    expected["en"][1].append("31 January 2024 A second name was corrected.")
    expected["ar"][1].append("31 كانون الثاني/يناير 2024 صُحِّح اسم ثانٍ.")
    for language, (title, items) in expected.items():
        section = only(site.article("briefs/2023/whole", language), "section#revisions")
        assert words_of(only(section, "h2")) == title
        assert [words_of(item) for item in section.find_all("li")] == items
        times = [time["datetime"] for time in section.find_all("time")]
        assert times == ["2023-06", "2024-01-31"]


def test_corrections_are_in_the_contents_of_the_page(site):
    links = site.soup("briefs/2023/whole", "en").select(".toc-tree a")
    assert "#revisions" in [link["href"] for link in links]


def test_a_retracted_brief_keeps_its_text(site):
    article = site.article("briefs/2021/retracted", "en")
    assert holding(article, "p", "The text is still here.")
    assert words_of(only(article, "p.deck")) == "A deck that stands."


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_removed_brief_leaves_its_title_its_date_and_the_reason_alone(site, language):
    article = site.article("briefs/2020/removed", language)
    title = {"en": "A removed brief", "ar": "إحاطة محذوفة"}[language]
    assert words_of(only(article, "h1")) == title
    assert only(only(article, "dl.brief-facts"), "time")["datetime"] == "2020-08-09"
    assert article.select("h2, p.deck") == []
    assert article.select("a:not(.headerlink)") == []
    assert "should read" not in site.html("briefs/2020/removed", language)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_file_of_the_site_holds_the_text_of_a_removed_brief(site, language):
    files = [path for path in site.output(language).rglob("*") if path.is_file()]
    assert [path.name for path in files if b"nobody should" in path.read_bytes()] == []
    index = (site.output(language) / "searchindex.js").read_text("utf-8")
    assert "nobodi" not in index
    assert "nobody" not in index


def test_translators_see_each_text_of_the_front_matter_with_its_line(site):
    outcome = site.build("ar", builder="gettext")["ar"]
    assert outcome.messages == ()
    template = site.root / "build" / "gettext" / "ar" / "briefs" / "2023" / "whole.pot"
    text = template.read_text("utf-8")
    path = site.root / "docs" / "briefs" / "2023" / "whole.md"
    for message, mark in (
        ("A whole synthetic brief", "title:"),
        ("A deck in two lines of YAML.", "summary:"),
        ("Two names were wrong.", "note: Two names"),
        ("A second name was corrected.", "note: A second"),
        ("The text ends here.", "The text ends"),
    ):
        place = re.search(rf'whole\.md:(\d+)\n(?:#.*\n)*msgid "{re.escape(message)}"', text)
        assert place, f"{message!r} is not in the template:\n{text}"
        assert int(place[1]) == line_of(path, mark), message
    assert "Corrected" not in text
    removed = template.parents[1] / "2020" / "removed.pot"
    assert "nobody should" not in removed.read_text("utf-8")


# -- What is wrong -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, dict[str, Outcome]]:
    """An archive in which one brief is sound and each other has a mistake of its own."""
    site = Site(tmp_path_factory.mktemp("broken") / "archive")
    site.page("index", "# Synthetic archive\n\n```{briefs} newest\n```\n")
    site.brief("2023/sound", "Sound text.\n", title="A sound brief")
    site.page("briefs/2023/field", _spoil("kind: update", "knid: update\nkindness: much"))
    site.page("briefs/2023/date", _spoil("date: 2023", "date: May 23"))
    both = _spoil("Text.", "Text.\n\nA {cite}`key` of nothing.").replace("date: 2023\n", "")
    site.page("briefs/2023/both", both)
    site.page("briefs/2023/none", "The text of a page without front matter.\n")
    site.page("briefs/2023/open", "---\ntitle: A page that never closes its front matter\n")
    site.page("briefs/2023/yaml", _spoil("title: A brief", "title: [A brief"))
    site.page("briefs/2023/body", _spoil("Text.", "Text.\n\nA {cite}`key` of nothing."))
    site.page("briefs/2024/folder", _spoil("A brief", "A brief in a wrong folder"))
    site.write("sources/2023/changed.txt", "Another text.\n")
    for name, sha256 in (("changed", SHA256), ("missing", SHA256)):
        fields = f"source:\n  file: sources/2023/{name}.txt\n  sha256: {sha256}\n---"
        text = _spoil("---\n\n", f"{fields}\n\n").replace("A brief", f"A {name} brief")
        site.page(f"briefs/2023/{name}", text)
    return site, site.build()


def _spoil(old: str, new: str) -> str:
    text = (
        "---\ntitle: A brief\ndate: 2023\nkind: update\nauthors: [Synthetic Author]\n---\n\nText.\n"
    )
    assert old in text
    return text.replace(old, new)


MISTAKES = {
    "2023/field": [
        (4, 'unknown field "knid"; did you mean kind?'),
        (5, 'unknown field "kindness"'),
    ],
    "2023/date": [(3, 'date "May 23" is not a date; write 2023-05 or 2023-05-12')],
    "2023/none": [(1, "the page has no front matter; write --- on line 1")],
    "2023/open": [(1, "the front matter is never closed; write ---")],
    "2023/yaml": [(3, "close the list with ]")],
    "2023/body": [(10, "key")],
    "2023/both": [(2, "date is missing; write date: 2023-05"), (9, "key")],
    "2024/folder": [
        (3, "the brief is of 2023 and stands in the folder 2024; move the file to 2023/ or correct")
    ],
    "2023/changed": [
        (
            8,
            "sources/2023/changed.txt is not the file that was received; restore it, or if it "
            f"is right, write sha256: {hashlib.sha256(b'Another text.' + bytes([10])).hexdigest()}",
        )
    ],
    "2023/missing": [(7, "sources/2023/missing.txt does not exist; put the original there")],
}
"""What the build says of each brief: the line and words of the message."""


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_mistake_is_told_with_file_line_and_remedy(broken, name, language):
    _, outcomes = broken
    assert outcomes[language].failed
    said = [line for line in outcomes[language].messages if f"docs/briefs/{name}.md" in line]
    assert len(said) == len(MISTAKES[name]), said
    for line, (number, words) in zip(said, MISTAKES[name], strict=True):
        assert line.startswith(f"docs/briefs/{name}.md:{number}: WARNING: ")
        assert words in line


def test_nothing_else_is_told(broken):
    _, outcomes = broken
    expected = sum(map(len, MISTAKES.values()))
    for outcome in outcomes.values():
        assert len(outcome.messages) == expected, outcome.messages
        assert not [line for line in outcome.messages if "Traceback" in line]


def test_a_page_with_broken_front_matter_shows_its_text_and_is_in_no_list(broken):
    site, _ = broken
    article = site.article("briefs/2023/field", "en")
    assert words_of(only(article, "h1")) == "field"
    assert holding(article, "p", "Text.")
    assert "knid" not in article.get_text()
    titles = {words_of(link) for link in site.article("index", "en").select("p.brief-title a")}
    assert "A sound brief" in titles
    assert titles == {
        *("A sound brief", "A brief", "A brief in a wrong folder"),
        *("A changed brief", "A missing brief"),
    }


def test_an_original_that_changes_later_is_noticed(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("index", "# Synthetic archive\n\n```{briefs} newest\n```\n")
    original = site.write("sources/2023/whole.txt", ORIGINAL)
    path = site.page("briefs/2023/whole", WHOLE)
    assert site.build("en")["en"].messages == ()
    original.write_text("A tampered original.\n", "utf-8")
    (message,) = site.build("en")["en"].messages
    assert message.startswith(f"docs/briefs/2023/whole.md:{line_of(path, 'sha256')}: WARNING: ")
    assert "is not the file that was received" in message
    original.write_text(ORIGINAL, "utf-8")
    assert site.build("en")["en"].messages == ()


def test_a_page_outside_of_the_years_is_no_brief(tmp_path):
    """Its front matter is MyST's, as on any page."""
    site = Site(tmp_path / "archive")
    site.page("index", "# Synthetic archive\n\n```{toctree}\nbriefs/index\n```\n")
    site.page("briefs/index", "---\norphan: true\n---\n\n# All briefs\n\nWords.\n")
    assert site.build("en")["en"].messages == ()
    soup: BeautifulSoup = site.soup("briefs/index", "en")
    assert soup.select("dl.brief-facts") == []
    assert words_of(only(soup, "h1")) == "All briefs"
