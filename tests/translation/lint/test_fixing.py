"""Repairs that need no person. Every message here is synthetic."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linting import Shelf, entry, header

from warraq.translation.lint.engine import Diagnostic, load_catalogs
from warraq.translation.lint.fixing import Repair, fix_catalogs
from warraq.translation.lint.registry import choose_rules

HEAD = header()
MESSY = ("See Syria, then go.", "انظر  ســوريا, ثم اذهب.")
CLEAN = "انظر سوريا، ثم اذهب."


def fix(shelf: Shelf, *paths: Path, select: tuple[str, ...] = ()) -> list[Repair]:
    every = sorted(shelf.folder.rglob("*.po"))
    catalogs = load_catalogs(every, shelf.context, lambda path: path.name)
    return fix_catalogs(catalogs, choose_rules(select, ()), set(paths) or None)


def fixable(found: list[Diagnostic]) -> list[str]:
    return [item.rule.code for item in found if item.fixed is not None]


def test_every_repair_is_made_and_told(shelf):
    path = shelf.write(entry("Page", "صفحة") + entry(*MESSY))
    assert len(fixable(shelf.lint(path))) == 3
    (repair,) = fix(shelf)
    assert (repair.before, repair.after, repair.refused) == (MESSY[1], CLEAN, "")
    assert repair.codes == ("T406", "T408", "T412")
    assert path.read_text("utf-8") == HEAD + entry("Page", "صفحة") + entry(MESSY[0], CLEAN)
    assert shelf.lint(path) == []


def test_a_file_without_findings_is_not_written(shelf):
    path = shelf.write(entry("Page", "صفحة"))
    path.chmod(0o444)
    before = path.stat()
    assert fix(shelf) == []
    assert path.stat() == before


ODD = """\
#  A comment   with  spaces
#. extracted
#: docs/a.md:1 docs/b.md:2
#, python-format
#| msgid "old  one"
msgid ""
"A long text that somebody\\t"
"has wrapped by hand.\\n"
msgstr ""
"نص طويل "
"لفّه أحدهم  يدوياً\\t"
"في سطور.\\n"

#~ msgid "Gone  for good"
#~ msgstr "مضى  إلى الأبد"
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_every_other_byte_stays(shelf, end, start, last):
    text = (HEAD + ODD).rstrip("\n") + last
    content = start + text.replace("\n", end).encode()
    path = shelf.write(content)
    (repair,) = fix(shelf, select=("T408",))
    assert "  " not in repair.after
    assert path.read_bytes() == content.replace("أحدهم  يدوياً".encode(), "أحدهم يدوياً".encode())


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('"انظر  "\n"سوريا ثم اذهب."\n', '"انظر "\n"سوريا ثم اذهب."\n'),
        ('"انظر "\n" سوريا ثم اذهب."\n', None),
        ('"انظر سوريا "\n" "\n"ثم اذهب."\n', None),
        ('"انظر "\n" "\n" "\n"سوريا ثم اذهب."\n', None),
        ('"انظر "\n\n" سوريا ثم اذهب."\n', None),
        ('"انظر  سوريا  ثم"\n"  اذهب."\n', None),
    ],
)
def test_a_text_in_several_lines_keeps_those_that_have_not_changed(shelf, written, left):
    path = shelf.write(f'msgid "See Syria then go."\nmsgstr ""\n{written}')
    (repair,) = fix(shelf)
    assert repair.after == "انظر سوريا ثم اذهب."
    (read,) = polib.pofile(str(path))
    assert read.msgstr == repair.after
    if left:
        assert path.read_text("utf-8").endswith(left)
    assert shelf.lint(path) == []


def test_one_plural_form_is_repaired_and_the_others_stay(shelf):
    forms = [f'msgstr[{n}] "صفحة"\n' for n in range(6)]
    body = 'msgid "page"\nmsgid_plural "pages"\n'
    shelf.write(body + "".join(forms))
    wrong = "".join(forms).replace('[3] "صفحة"', '[3] "صـفحة"')
    path = shelf.write(body + wrong)
    (repair,) = fix(shelf)
    assert repair.line == HEAD.count("\n") + 6
    assert path.read_text("utf-8") == HEAD + body + "".join(forms)


def test_structure_is_never_repaired(shelf):
    body = "".join(
        entry(msgid, text)
        for msgid, text in [
            ("See the [report](https://example.org/r).", "انظر [التقرير](https://example.com/r)."),
            ("The report", "# التقرير"),
            ("Syria", "{download}`x`"),
            ("Page", "<script>x</script>"),
        ]
    )
    path = shelf.write(body)
    before = path.read_bytes()
    assert fix(shelf) == []
    assert path.read_bytes() == before


def test_what_a_comment_allows_is_not_repaired(shelf):
    path = shelf.write(entry(*MESSY, before="# lint: allow T412 – a reason\n"))
    (repair,) = fix(shelf)
    assert repair.after == "انظر ســوريا، ثم اذهب."
    assert shelf.lint(path) == []


def test_only_chosen_rules_are_repaired(shelf):
    shelf.write(entry(*MESSY))
    (repair,) = fix(shelf, select=("T408",))
    assert (repair.codes, repair.after) == (("T408",), "انظر ســوريا, ثم اذهب.")


def test_doubtful_and_obsolete_entries_and_marks_of_review_stay(shelf):
    gone = "".join(f"#~ {line}\n" for line in entry(*MESSY).strip().splitlines())
    body = entry(*MESSY, before="# reviewed-by: nobody\n#, fuzzy\n") + gone
    path = shelf.write(body, head=header(X_Review_Status="draft"))
    before = path.read_bytes()
    assert fix(shelf) == []
    assert path.read_bytes() == before


def test_a_broken_catalog_is_left_alone(shelf):
    path = shelf.write(entry(*MESSY) + 'msgid "x"\n')
    before = path.read_bytes()
    assert fix(shelf) == []
    assert path.read_bytes() == before


def test_a_file_that_changes_meanwhile_is_not_overwritten(shelf):
    path = shelf.write(entry(*MESSY))
    catalogs = load_catalogs([path], shelf.context)
    shelf.write(entry("New", "جديد"))
    (repair,) = fix_catalogs(catalogs)
    assert "changed meanwhile" in repair.refused
    assert path.read_text("utf-8") == HEAD + entry("New", "جديد")


def test_two_places_that_agree_are_repaired_together_or_not_at_all(shelf):
    one, two = shelf.write(entry(*MESSY), "a.po"), shelf.write(entry(*MESSY), "b.po")
    before = one.read_bytes()
    (repair,) = fix(shelf, one)
    assert "b.po" in repair.refused
    assert (one.read_bytes(), two.read_bytes()) == (before, before)
    assert [repair.refused for repair in fix(shelf)] == ["", ""]
    assert shelf.lint_all() == []


WORDS = st.sampled_from(
    ["سوريا", "ســوريا", "تقرير", "في", "کتاب", "العربیة", "Syria", "2016", "٢٠١٦", "\u202a",
     "\u200b", ",", "،", ";", "?", "؟", ".", "..", "  ", " ", "\u00a0", "\n", "(", ")", "«", "»",
     '"', "ﺳﻮﺭﻳﺎ", "**", "[", "](x)", "`", "{term}`a`", "%s", "\\", "\ufeff",
     "\u200f", "\t", "!", "؛"]
)  # fmt: skip
SOURCES = st.sampled_from(
    [
        "Syria, then.",
        "See [x](x) in 2016",
        "A {term}`a`?",
        "Found %s",
        "(One)",
        "“One”",
        "Two\n",
        ".",
    ]
)
PREFIX = st.sampled_from(["", "#, fuzzy\n", "# lint: allow T412, T408 – a reason\n"])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(SOURCES, st.lists(WORDS, max_size=9).map("".join), PREFIX), max_size=5),
    st.sampled_from(["page.po", "warraq.po"]),
)
def test_after_a_repair_nothing_is_left_to_repair_and_nothing_is_new(
    tmp_path_factory, messages, name
):
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    body = "".join(
        entry(msgid, text, f'{before}msgctxt "{number}"\n')
        for number, (msgid, text, before) in enumerate(messages)
    )
    path = shelf.write(body, name)
    before, content = shelf.lint_all(), path.read_bytes()
    repairs = fix(shelf)
    after = shelf.lint_all()
    assert all(not repair.refused for repair in repairs)
    assert fixable(after) == []
    for item in after:
        assert (
            sum(other.rule == item.rule and other.line == item.line for other in before)
            >= sum(other.rule == item.rule and other.line == item.line for other in after)
            or item.rule.code == "T522"
        )
    assert (path.read_bytes() == content) == (not fixable(before))
    assert bool(repairs) == bool(fixable(before))
    again = path.read_bytes()
    assert fix(shelf) == []
    assert path.read_bytes() == again
