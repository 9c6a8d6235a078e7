"""Reviews that are data in the catalog, and go with a change. Every message is synthetic."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.cli import main
from warraq.translation.reading import read_catalog
from warraq.translation.review import (
    DRAFT_COMMENT,
    ReviewerError,
    check_name,
    digest_entry,
    review_catalog,
    reviewers_of,
    undo_review,
)
from warraq.translation.update import update_catalogs

DAY = date(2026, 11, 24)
NAME = "A Synthetic Reviewer"
HEADER = f"""\
# {DRAFT_COMMENT}
msgid ""
msgstr ""
"Language: ku\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"X-Review-Status: draft\\n"
"""
WHOLE = """
#. paragraph
#: docs/page.md
msgid "One synthetic sentence."
msgstr "Hevokek sûnî."

# A note of the translator.
#. list item
msgctxt "menu"
msgid "Open"
msgstr "Veke"

#, python-format
msgid "In %(number)s page"
msgid_plural "In %(number)s pages"
msgstr[0] "Di %(number)s rûpelê de"
msgstr[1] "Di %(number)s rûpelan de"
"""
UNFINISHED = """
#, fuzzy
#| msgid "Two old sentences."
msgid "Two synthetic sentences."
msgstr "Du hevok."

msgid "Three synthetic sentences."
msgstr ""
"""
GONE = '\n#~ msgid "Gone."\n#~ msgstr "Çû."\n'


@pytest.fixture
def po(tmp_path: Path) -> Path:
    path = tmp_path / "page.po"
    path.write_text(HEADER + WHOLE, "utf-8")
    return path


def review(path: Path, name: str = NAME, day: date = DAY) -> None:
    path.write_bytes(review_catalog(path, name, day).after.encode())


def reviewed(path: Path) -> dict[str, tuple[str, ...]]:
    return {entry.msgid: reviewers_of(entry) for entry in read_catalog(path) if not entry.obsolete}


def header_of(path: Path) -> tuple[str, str]:
    catalog = read_catalog(path)
    return catalog.header, catalog.metadata["X-Review-Status"]


# -- What a review is ------------------------------------------------------------------------


def test_every_finished_entry_is_marked_with_name_day_and_digest(po):
    review(po)
    first = read_catalog(po)[0]
    assert first.tcomment == f"reviewed by {NAME}, 2026-11-24 [{digest_entry(first)[:8]}]"
    assert set(reviewed(po).values()) == {(NAME,)}


def test_entries_that_are_not_finished_are_not_marked_and_named_by_their_line(po):
    po.write_text(HEADER + WHOLE + UNFINISHED + GONE, "utf-8")
    result = review_catalog(po, NAME, DAY)
    line = po.read_text("utf-8").split("\n").index("#, fuzzy") + 1
    assert (result.marked, result.untranslated) == (3, 1)
    assert [where for where, _why in result.refused] == [line]
    assert "fuzzy" in result.refused[0][1]
    review(po)
    assert [bool(names) for names in reviewed(po).values()] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hevokek sûnî.", "Hevokek sûnî!"),
        ("One synthetic sentence.", "A synthetic sentence."),
        ('msgctxt "menu"', 'msgctxt "button"'),
        ("%(number)s pages", "%(number)s leaves"),
        ("%(number)s rûpelan", "%(number)s rûpelên"),
    ],
)
def test_an_entry_that_changes_in_any_text_loses_its_review_and_no_other_does(po, old, new):
    review(po)
    text = po.read_text("utf-8")
    assert old in text
    po.write_text(text.replace(old, new), "utf-8")
    assert sorted(map(bool, reviewed(po).values())) == [False, True, True]


def test_an_entry_that_becomes_fuzzy_loses_its_review(po):
    review(po)
    po.write_text(po.read_text("utf-8").replace("#: docs", "#, fuzzy\n#: docs"), "utf-8")
    assert reviewed(po)["One synthetic sentence."] == ()


def test_a_mark_copied_to_another_entry_counts_for_nothing(po):
    review(po)
    mark = read_catalog(po)[0].tcomment
    po.write_text(po.read_text("utf-8") + f'\n# {mark}\nmsgid "New."\nmsgstr "Nû."\n', "utf-8")
    assert reviewed(po)["New."] == ()


def test_two_people_can_review_and_a_stale_mark_makes_room(po):
    review(po)
    review(po, "Another Synthetic Reviewer")
    assert reviewed(po)["Open"] == (NAME, "Another Synthetic Reviewer")
    po.write_text(po.read_text("utf-8").replace("Veke", "Vekirin"), "utf-8")
    review(po)
    assert reviewed(po)["Open"] == (NAME,)
    assert po.read_text("utf-8").count("reviewed by") == 5


# -- What the file keeps ---------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_only_marks_and_the_header_change_and_undoing_gives_every_byte_back(po, newline, bom):
    wrapped = WHOLE.replace('"One synthetic sentence."', '""\n"One "\n"synthetic sentence."')
    text = bom + (HEADER + wrapped + UNFINISHED + GONE).replace("\n", newline)
    po.write_bytes(text.encode())
    result = review_catalog(po, NAME, DAY)
    changed = [row for row in result.after.split("\n") if row not in text.split("\n")]
    assert [row.rstrip("\r").startswith("# reviewed by ") for row in changed].count(True) == 3
    assert len(changed) == 4  # and the header's status
    assert result.after.count("\r\n") == (result.after.count("\n") if newline == "\r\n" else 0)
    po.write_bytes(result.after.encode())
    assert undo_review(po).after == text


def test_a_second_review_changes_no_byte(po):
    review(po)
    again = review_catalog(po, NAME, date(2027, 1, 1))
    assert again.after == again.before
    assert (again.marked, again.kept) == (0, 3)


def test_the_header_says_what_the_marks_say(po):
    assert header_of(po) == (DRAFT_COMMENT, "draft")
    review(po)
    assert header_of(po) == ("", "reviewed")
    po.write_text(po.read_text("utf-8").replace("Veke", "Vekirin"), "utf-8")
    po.write_bytes(undo_review(po, "Nobody").after.encode())
    assert header_of(po) == (DRAFT_COMMENT, "partly reviewed")
    po.write_bytes(undo_review(po).after.encode())
    assert header_of(po) == (DRAFT_COMMENT, "draft")


def test_undo_by_name_takes_only_that_persons_marks(po):
    review(po)
    review(po, "Another Synthetic Reviewer")
    result = undo_review(po, NAME)
    po.write_bytes(result.after.encode())
    assert result.marked == 3
    assert set(reviewed(po).values()) == {("Another Synthetic Reviewer",)}


def test_marks_survive_gettext_and_an_update_of_the_catalog(po, tmp_path):
    review(po)
    template = tmp_path / "pot" / "page.pot"
    template.parent.mkdir()
    blank = polib.POFile()
    blank.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for entry in read_catalog(po):
        blank.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgctxt=entry.msgctxt,
                msgid_plural=entry.msgid_plural,
                msgstr_plural={0: "", 1: ""} if entry.msgid_plural else {},
            )
        )
    template.write_text(str(blank), "utf-8")
    for command in (["msgcat", str(po)], ["msgmerge", "-q", str(po), str(template)]):
        done = subprocess.run([*command, "-o", str(po)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert set(reviewed(po).values()) == {(NAME,)}
    target = tmp_path / "locale" / "ku" / "LC_MESSAGES" / "page.po"
    target.parent.mkdir(parents=True)
    po.rename(target)
    update_catalogs(template.parent, tmp_path / "locale", "ku", "Synthetic")
    assert set(reviewed(target).values()) == {(NAME,)}


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5, unique_by=lambda row: row[0]))
@settings(max_examples=40, deadline=None)
def test_any_text_can_be_reviewed_and_undone(tmp_path_factory, rows):
    catalog = polib.POFile(wrapwidth=0)
    catalog.header, catalog.metadata = DRAFT_COMMENT, {"X-Review-Status": "draft"}
    catalog.extend(polib.POEntry(msgid=one, msgstr=other) for one, other in rows)
    path = tmp_path_factory.mktemp("any") / "page.po"
    path.write_text(str(catalog), "utf-8")
    before = path.read_bytes().decode()
    review(path)
    assert all(names == (NAME,) for names in reviewed(path).values())
    assert undo_review(path).after == before


# -- Names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["", "  ", "x" * 101, "a\nmsgid", "a\x1b[31m", "x [12345678]", "a\u202eb", "a\u2028b", "a\0"],
)
def test_a_name_that_could_break_or_disguise_a_mark_is_refused(name):
    with pytest.raises(ReviewerError):
        check_name(name)


@pytest.mark.parametrize("name", ["ليلى الاصطناعية", "O'Synthetic, Jr.", "نیما\u200cاصطناعی"])
def test_names_of_people_are_taken_as_they_are(po, name):
    assert check_name(f" {name} ") == name
    review(po, name)
    assert set(reviewed(po).values()) == {(name,)}


# -- The command -----------------------------------------------------------------------------


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "conf.py").write_text(
        'archive_languages = {"en": "English", "ku": "Kurdî", "fr": "Français"}\n'
    )
    (tmp_path / "docs" / "sub").mkdir(parents=True)
    for name in ("page", "sub/other"):
        (tmp_path / "docs" / f"{name}.md").write_text("# Synthetic\n")
    catalog(tmp_path, "page")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def catalog(root: Path, name: str, language: str = "ku", body: str = WHOLE) -> Path:
    path = root / "locale" / language / "LC_MESSAGES" / f"{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER.replace("ku", language) + body, "utf-8")
    return path


@pytest.mark.parametrize("file", ["page", "docs/page.md", "locale/ku/LC_MESSAGES/page.po"])
def test_a_catalog_is_named_by_its_path_its_page_or_its_pages_name(archive, file):
    assert main(["review", file, "--by", NAME]) == 0
    assert set(reviewed(catalog_path(archive)).values()) == {(NAME,)}


def catalog_path(root: Path, language: str = "ku") -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "page.po"


def test_a_page_with_several_catalogs_needs_a_language(archive, capsys):
    catalog(archive, "page", "fr")
    assert main(["review", "page", "--by", NAME]) == 2
    assert "-l CODE" in capsys.readouterr().err
    assert main(["review", "page", "-l", "fr", "--by", NAME]) == 0
    assert not any(reviewed(catalog_path(archive)).values())
    assert all(reviewed(catalog_path(archive, "fr")).values())


def test_a_dry_run_writes_nothing_and_says_what_would_be(archive, capsys):
    before = catalog_path(archive).read_bytes()
    assert main(["review", "page", "--by", NAME, "--dry-run"]) == 0
    assert "3 marked (nothing written)" in capsys.readouterr().out
    assert catalog_path(archive).read_bytes() == before


def test_undo_needs_no_name(archive):
    before = catalog_path(archive).read_bytes()
    main(["review", "page", "--by", NAME])
    assert main(["review", "page", "--undo"]) == 0
    assert catalog_path(archive).read_bytes() == before


@pytest.mark.parametrize(
    ("msgid", "msgstr", "code"),
    [
        ("See [this](https://example.org/).", "Li [vê](https://example.net/) binêre.", "T1"),
        ("A synthetic word.", "Peyveke \u202esûnî\u202c.", "T3"),
    ],
)
def test_an_entry_with_an_error_is_refused_by_line_and_the_others_are_marked(
    archive, capsys, msgid, msgstr, code
):
    path = catalog(archive, "page", body=f'{WHOLE}\nmsgid "{msgid}"\nmsgstr "{msgstr}"\n')
    line = path.read_text("utf-8").split("\n").index(f'msgid "{msgid}"') + 1
    assert main(["review", "page", "--by", NAME]) == 1
    said = capsys.readouterr()
    assert "3 marked, 1 refused" in said.out
    assert f"page.po:{line}: " in said.err
    assert f"[{code}" in said.err
    assert reviewed(path)[msgid] == ()


def test_an_error_that_a_comment_allows_is_no_obstacle(archive):
    body = 'msgid "A synthetic word."\nmsgstr "Peyveke \u202esûnî\u202c."\n'
    path = catalog(archive, "page", body=f"\n# lint: allow T301 – a synthetic reason\n{body}")
    assert main(["lint", str(path)]) == 0, "the comment names another rule"
    assert main(["review", "page", "--by", NAME]) == 0
    assert reviewed(path)["A synthetic word."] == (NAME,)
    assert main(["lint", str(path)]) == 0, "a mark is no fault"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["page"], "--by NAME"),
        (["page", "--by", "a\nb"], "U+000A"),
        (["nowhere", "--by", NAME], "nowhere: has no catalog"),
        (["sub/other", "--by", NAME], "sub/other: has no catalog"),
        (["docs/nowhere.md", "--by", NAME], "no such page"),
        (["locale/ku/LC_MESSAGES/nowhere.po", "--by", NAME], "no such catalog"),
        (["../page", "--by", NAME], "has no catalog"),
        (["conf.py", "--by", NAME], "no such page"),
        (["page", "-l", "en", "--by", NAME], "language of the sources"),
        (["page", "-l", "de", "--by", NAME], "not a language of this archive"),
    ],
)
def test_a_call_that_cannot_be_followed_says_why_and_changes_nothing(
    archive, capsys, arguments, said
):
    (archive / "locale" / "ku" / "page.po").write_text(HEADER + WHOLE, "utf-8")
    before = {path: path.read_bytes() for path in archive.rglob("*.po")}
    assert main(["review", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert {path: path.read_bytes() for path in archive.rglob("*.po")} == before


def test_one_broken_catalog_keeps_all_from_being_written(archive, capsys):
    broken = catalog(archive, "sub/other", body='\nmsgid "One\nmsgstr ""\n')
    before = catalog_path(archive).read_bytes()
    assert main(["review", "page", "sub/other", "--by", NAME]) == 2
    assert f"{broken.name}:9: " in capsys.readouterr().err
    assert catalog_path(archive).read_bytes() == before


def test_the_help_warns_that_the_name_becomes_public(capsys):
    with pytest.raises(SystemExit):
        main(["review", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "the name becomes public" in said
    assert "example: warraq review" in said
