"""What is wrong with a catalog as a file. Every message here is synthetic."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from linting import codes, entry, header, places

from warraq.translation.lint.catalog import PLURAL_RULE, Context, count_plurals, usual_plurals
from warraq.translation.reading import CatalogError, read_catalog

HEAD = header().count("\n")
ONE = entry("Syria", "سوريا")


def line_of(text: str) -> int:
    """The line after the header in which `text` would stand."""
    return HEAD + text.count("\n") + 1


def refuses(path: Path) -> bool:
    """Whether the build cannot read the file."""
    try:
        read_catalog(path)
    except CatalogError:
        return True
    return False


# -- Syntax ----------------------------------------------------------------------------------

BROKEN = {
    "no closing quote": ('msgid "a"\nmsgstr "b\n', 2, "closing double quote"),
    "a quote within": ('msgid "a"\nmsgstr "b"c"\n', 2, "one within"),
    "a misspelt keyword": ('msgid "a"\nmsgtsr "b"\n', 2, "msgtsr is no word of a catalog; write "),
    "prose": ('Some words.\nmsgid "a"\nmsgstr "b"\n', 1, "no comment, no keyword and no text"),
    "a text of nothing": ('# x\n"b"\nmsgid "a"\nmsgstr "b"\n', 2, "belongs to no entry"),
    "no msgstr": ('msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', 1, "has no msgstr"),
    "no msgstr at the end": ('msgid "a"\nmsgstr "b"\n\nmsgid "c"\n', 4, "has no msgstr"),
    "no msgid": ('# x\nmsgstr "b"\n', 2, "has no msgid"),
    "msgstr twice": ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 3, "has this msgstr already"),
    "a form without plural": ('msgid "a"\nmsgstr[0] "b"\n', 2, "rite msgstr here"),
    "a plural without forms": (
        'msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', 3, "rite msgstr[0] here",
    ),
    "a keyword alone": ('msgid "a"\nmsgstr\n', 2, "msgstr has no text"),
    "an unknown escape": ('msgid "a"\nmsgstr "b\\q"\n', 2, "\\q means nothing"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "line", "said"), BROKEN.values(), ids=BROKEN)
def test_a_syntax_error_names_its_line_and_what_to_write(shelf, body, line, said):
    (found,) = shelf.lint(shelf.write(body))
    assert (found.rule.code, found.line) == ("T501", HEAD + line)
    assert said in found.message


def test_every_broken_line_is_named_not_only_the_first(shelf):
    body = 'msgid "a"\nmsgstr "b\n\nmsgid "c"\nmsgstr "d"\n\nnonsense\n\nmsgid "e"\nmsgtr "f"\n'
    found = shelf.lint(shelf.write(body))
    assert places(found) == [("T501", HEAD + 2), ("T501", HEAD + 7), ("T501", HEAD + 10)]


def test_what_only_the_build_cannot_read_is_said_too(shelf):
    path = shelf.write('#| nothing "x"\nmsgid "a"\nmsgstr "b"\n')
    assert refuses(path)
    (found,) = shelf.lint(path)
    assert (found.rule.code, found.line) == ("T501", HEAD + 1)
    assert str(path) not in found.message


@pytest.mark.parametrize("name", [name for name in BROKEN if name != "an unknown escape"])
def test_gettext_refuses_the_same_files(shelf, name):
    path = shelf.write(BROKEN[name][0])
    ran = subprocess.run(["msgfmt", "-o", "/dev/null", str(path)], check=False, capture_output=True)
    assert ran.returncode != 0


CONFLICT = '<<<<<<< ours\nmsgid "a"\nmsgstr "b"\n=======\nmsgid "a"\nmsgstr "c"\n>>>>>>> theirs\n\n'


def test_a_merge_conflict_is_one_finding_where_it_begins(shelf):
    found = shelf.lint(shelf.write(ONE + CONFLICT + CONFLICT))
    assert places(found)[:2] == [
        ("T502", line_of(ONE)), ("T502", line_of(ONE + CONFLICT)),
    ]  # fmt: skip
    assert set(codes(found)) == {"T502", "T507"}  # the two sides of two conflicts repeat a message


@pytest.mark.parametrize("marker", ["=======", ">>>>>>> theirs"])
def test_a_marker_that_was_left_behind_is_found(shelf, marker):
    found = shelf.lint(shelf.write(f"{ONE}{marker}\n"))
    assert places(found) == [("T502", line_of(ONE))]


# -- Encoding ----------------------------------------------------------------------------------


def test_bytes_that_are_not_utf8_are_named_by_their_first_line(shelf):
    body = (header() + ONE + ONE.replace("Syria", "Page") * 2).encode("windows-1256")
    found = shelf.lint(shelf.write(body))
    assert places(found)[0] == ("T503", HEAD + 2)
    assert "as are 2 more" in found[0].message
    assert "\\x" not in found[0].message


def test_utf16_is_said_once(shelf):
    found = shelf.lint(shelf.write((header() + ONE).encode("utf-16")))
    assert places(found) == [("T503", 1)]
    assert "UTF-16" in found[0].message


@pytest.mark.parametrize("content_type", ["text/plain; charset=windows-1256", "text/plain", ""])
def test_a_header_that_does_not_say_utf8_is_wrong(shelf, content_type):
    path = shelf.write(ONE, head=header(Content_Type=content_type))
    (found,) = shelf.lint(path)
    assert found.rule.code == "T503"
    assert "charset=UTF-8" in found.message
    if content_type:
        assert found.excerpt.startswith('"Content-Type')


@pytest.mark.parametrize("charset", ["UTF-8", "utf-8", "utf8"])
def test_utf8_may_be_written_in_any_way(shelf, charset):
    content_type = f"text/plain; charset={charset}"
    assert shelf.lint(shelf.write(ONE, head=header(Content_Type=content_type))) == []


def test_a_byte_order_mark_is_a_warning_and_hides_nothing(shelf):
    path = shelf.write(b"\xef\xbb\xbf" + (header() + ONE + "junk\n").encode())
    assert places(shelf.lint(path)) == [("T504", 1), ("T501", line_of(ONE))]


# -- Header ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fa", "", "fr_FR"])
def test_a_wrong_or_missing_language_is_named(shelf, language):
    (found,) = shelf.lint(shelf.write(ONE, head=header(Language=language)))
    assert found.rule.code == "T505"
    assert found.message.endswith("write “Language: ar”.")


@pytest.mark.parametrize("language", ["ar", "ar_SY", "ar-SY", "AR"])
def test_a_language_may_be_said_with_its_country(shelf, language):
    assert shelf.lint(shelf.write(ONE, head=header(Language=language))) == []


def test_a_header_that_is_missing_is_one_finding(shelf):
    assert places(shelf.lint(shelf.write(ONE, head=""))) == [("T512", 1)]
    assert places(shelf.lint(shelf.write("", head=""))) == [("T512", 1)]


PLURAL = 'msgid "page"\nmsgid_plural "pages"\n' + "".join(f'msgstr[{n}] "صفحة"\n' for n in range(6))


@pytest.mark.parametrize(
    "forms",
    [
        "nplurals=2; plural=(n != 1);",
        "nplurals=6; plural=n;",
        "nplurals=1; plural=0;",
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : 3);",
        "nplurals=INTEGER; plural=EXPRESSION;",
        "nplurals=2; plural=(n / 0);",
        "nonsense",
    ],
)
def test_plural_forms_of_another_language_or_of_none_are_wrong(shelf, forms):
    found = shelf.lint(shelf.write(ONE, head=header(Plural_Forms=forms)))
    assert codes(found) == ["T506"]
    assert "Plural-Forms: nplurals=6" in found[0].message
    assert found[0].excerpt.startswith('"Plural-Forms')


def test_plural_forms_that_count_alike_are_the_same_however_written(shelf):
    forms = "nplurals=6;plural=n==0?0:n==1?1:n==2?2:(n%100>=3&&n%100<=10)?3:(n%100>=11)?4:5"
    assert shelf.lint(shelf.write(PLURAL, head=header(Plural_Forms=forms))) == []


def test_plural_forms_are_missed_only_where_there_are_plurals(shelf):
    head = header(Plural_Forms="")
    assert shelf.lint(shelf.write(ONE, head=head)) == []
    assert "T506" in codes(shelf.lint(shelf.write(PLURAL, head=head)))
    assert PLURAL_RULE.meaning.endswith("or has plurals and does not say how to count them")


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("fr", "nplurals=2; plural=(n > 1);"),
        (
            "fr",
            "nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;",
        ),
        ("ku", "nplurals=2; plural=(n != 1);"),
        ("ckb", "nplurals=2; plural=(n != 1);"),
        ("zh_CN", "nplurals=1; plural=0;"),
    ],
)
def test_the_forms_of_gettext_and_of_cldr_are_both_the_languages_own(language, forms):
    assert count_plurals(forms) in usual_plurals(language)


def test_a_language_that_no_table_knows_may_count_as_it_likes(tmp_path, shelf):
    shelf.context = Context("tlh")
    head = header("tlh", Plural_Forms="nplurals=1; plural=0;")
    assert shelf.lint(shelf.write(entry("Page", "nav"), head=head)) == []
    assert usual_plurals("tlh") == frozenset()


# -- Entries -----------------------------------------------------------------------------------


def test_a_message_that_stands_twice_names_the_first(shelf):
    found = shelf.lint(shelf.write(ONE + entry("Page", "صفحة") + ONE))
    assert codes(found) == ["T507"]
    assert f"line {HEAD + 2}" in found[0].message


def test_a_message_in_another_context_is_not_twice(shelf):
    other = entry("Syria", "سوريا", 'msgctxt "title"\n')
    assert shelf.lint(shelf.write(ONE + other)) == []


@pytest.mark.parametrize("first", ["live", "obsolete"])
def test_an_obsolete_message_that_stands_twice_is_named_as_msgfmt_does(shelf, first):
    gone = '#~ msgid "Syria"\n#~ msgstr "سوريا"\n\n'
    path = shelf.write((ONE if first == "live" else gone) + gone)
    found = shelf.lint(path)
    assert codes(found) == ["T507"]
    assert "delete this obsolete one" in found[0].message
    ran = subprocess.run(
        ["msgfmt", "--check", "-o", "/dev/null", str(path)], capture_output=True, check=False
    )
    assert b"duplicate message" in ran.stderr


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (range(5), "lacks msgstr[5]"),
        ([0, 1, 5], "lacks msgstr[2], msgstr[3], msgstr[4]"),
        (range(7), "Delete msgstr[6]"),
    ],
)
def test_a_plural_with_too_few_or_too_many_forms_is_named(shelf, lines, said):
    forms = "".join(f'msgstr[{n}] "صفحة"\n' for n in lines)
    path = shelf.write(f'msgid "page"\nmsgid_plural "pages"\n{forms}')
    (found,) = shelf.lint(path)
    assert (found.rule.code, said in found.message) == ("T508", True)


def test_a_plural_that_is_not_begun_is_no_error(shelf):
    forms = "".join(f'msgstr[{n}] ""\n' for n in range(6))
    assert shelf.lint(shelf.write(f'msgid "page"\nmsgid_plural "pages"\n{forms}')) == []


def test_a_translation_of_nothing_is_found(shelf):
    second = entry("", "سوريا")
    named = entry("", "سوريا", 'msgctxt "menu"\n')
    assert codes(shelf.lint(shelf.write(ONE + second + named))) == ["T511", "T511"]


def gone(number: int) -> str:
    return "".join(f'#~ msgid "Gone {n}"\n#~ msgstr "مضى"\n\n' for n in range(number))


def test_obsolete_entries_are_too_many_above_a_floor_only(shelf):
    assert shelf.lint(shelf.write(ONE + gone(19))) == []
    assert places(shelf.lint(shelf.write(ONE + gone(20)))) == [("T509", line_of(ONE) + 1)]
    many = "".join(entry(f"Page {n}", f"الصفحة {n}") for n in range(20))
    assert shelf.lint(shelf.write(many + gone(20))) == []


def test_a_catalog_whose_page_is_gone_is_a_warning(shelf):
    shelf.context = Context("ar", domains=frozenset({"briefs/2023/a"}))
    there = shelf.write(ONE, "briefs/2023/a.po")
    moved = shelf.write(ONE, "briefs/2024/a.po")
    words = shelf.write(ONE, "warraq.po")
    assert [codes(shelf.lint(path)) for path in (there, moved, words)] == [[], ["T510"], []]
