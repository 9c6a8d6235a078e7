"""Words that stand outside of pages, collected for translators. All of them are synthetic."""

from __future__ import annotations

import subprocess
from pathlib import Path

import polib
import pytest

from warraq.translation.extract import KEYWORDS, make_template, toolkit_messages


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "synthetic"
    folder.mkdir()
    return folder


def messages_of(package: Path, code: str, name: str = "module.py") -> list[tuple[str, str]]:
    path = package / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, "utf-8")
    return [(msgid, plural) for msgid, plural, _, _ in toolkit_messages(package, [])]


def template_messages(tmp_path: Path, page: str) -> list[tuple[str, str, str, int]]:
    folder = tmp_path / "_synthetic_templates"
    (folder / "partials").mkdir(parents=True)
    (folder / "partials" / "page.html").write_text(page, "utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    return list(toolkit_messages(empty, [folder]))


# -- Python ------------------------------------------------------------------------------------


@pytest.mark.parametrize("keyword", sorted(set(KEYWORDS) - {"ngettext"}))
def test_each_marking_function_gives_its_message(package, keyword):
    assert messages_of(package, f'print({keyword}("A word"))\n') == [("A word", "")]


def test_a_plural_gives_both_forms(package):
    code = 'ngettext("%(n)s brief", "%(n)s briefs", count)\n'
    assert messages_of(package, code) == [("%(n)s brief", "%(n)s briefs")]


def test_a_message_over_several_lines_is_one(package):
    code = '_(\n    "A sentence "\n    "in two parts"\n)\n'
    assert messages_of(package, code) == [("A sentence in two parts", "")]


@pytest.mark.parametrize(
    "code", ['other("A word")\n', "_(name)\n", '"A word"\n', '# _("A word")\n', '_("")\n']
)
def test_what_is_not_marked_is_no_message(package, code):
    assert messages_of(package, code) == []


def test_messages_name_their_file_from_the_package_and_their_line(package):
    (package / "room").mkdir()
    (package / "room" / "one.py").write_text('x = 1\ny = _("A word")\n')
    (package / "about.py").write_text('_("About")\n')
    assert list(toolkit_messages(package, [])) == [
        ("About", "", "synthetic/about.py", 1),
        ("A word", "", "synthetic/room/one.py", 2),
    ]


def test_letters_of_any_script_are_read(package):
    assert messages_of(package, '_("“%s” – كلمة")\n') == [("“%s” – كلمة", "")]


# -- Templates ---------------------------------------------------------------------------------


def test_a_template_gives_its_messages_with_file_and_line(tmp_path):
    page = '<p>Plain text</p>\n<a title="{{ t("Back") }}">{{ t(\'All "briefs"\')|e }}</a>\n'
    assert template_messages(tmp_path, page) == [
        ("Back", "", "_synthetic_templates/partials/page.html", 2),
        ('All "briefs"', "", "_synthetic_templates/partials/page.html", 2),
    ]


def test_messages_inside_conditions_and_macros_are_found(tmp_path):
    page = (
        '{% macro button(name) %}{{ t("Press") }}{% endmacro %}\n'
        '{% if x %}{{ t("Newer") if y else t("Next") }}{% endif %}\n'
        '{% set word = t("Search") %}{{ other("Not this") }}{{ t(name) }}{# t("nor this") #}\n'
    )
    found = [message for message, *_ in template_messages(tmp_path, page)]
    assert sorted(found) == ["Newer", "Next", "Press", "Search"]


# -- The template for translators --------------------------------------------------------------


def test_a_message_stands_once_with_all_its_places():
    catalog = polib.pofile(
        make_template([("One", "", "a.py", 1), ("One", "", "b.py", 7), ("One", "", "b.py", 7)])
    )
    (entry,) = catalog
    assert entry.occurrences == [("a.py", "1"), ("b.py", "7")]
    assert entry.msgstr == ""


def test_only_messages_with_placeholders_are_flagged_as_python():
    rows = [
        ("%(n)s pages", "", "a.py", 1),
        ("“%s”", "", "a.py", 2),
        ("50 {of} them", "", "a.py", 3),
    ]
    catalog = polib.pofile(make_template(rows))
    flags = {entry.msgid: entry.flags for entry in catalog}
    assert flags == {
        "%(n)s pages": ["python-format"],
        "“%s”": ["python-format"],
        "50 {of} them": [],
    }


def test_a_message_that_is_once_plural_is_plural():
    rows = [("a brief", "", "a.py", 1), ("a brief", "%(n)s briefs", "b.py", 2)]
    (entry,) = polib.pofile(make_template(rows))
    assert entry.msgid_plural == "%(n)s briefs"
    assert entry.msgstr_plural == {0: "", 1: ""}


def test_gettext_reads_the_template(tmp_path):
    path = tmp_path / "synthetic.pot"
    rows = [('Say "no" \\ never', "", "a.py", 1), ("%(n)s brief", "%(n)s briefs", "a.py", 2)]
    path.write_text(make_template(rows), "utf-8")
    subprocess.run(["msgfmt", "--check-format", "-o", "/dev/null", str(path)], check=True)
    assert [entry.msgid for entry in polib.pofile(str(path))] == [row[0] for row in rows]
