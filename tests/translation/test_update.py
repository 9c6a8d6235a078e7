"""Catalogs that follow the pages and lose nothing. Every message here is synthetic."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.translation.hints import changed_on
from warraq.translation.names import OfficialName
from warraq.translation.plurals import plural_forms
from warraq.translation.reading import CatalogError, read_catalog
from warraq.translation.review import DRAFT_COMMENT, review_catalog, reviewers_of
from warraq.translation.update import CatalogChange, merge_catalog, new_header, update_catalogs

ROOT = Path(__file__).resolve().parents[2]
DAY, LATER = date(2026, 11, 24), date(2026, 12, 1)
NEWLINE = b"\n"
HEADER = f"""\
# Words for the synthetic catalog, kept by its translators.
msgid ""
msgstr ""
"Project-Id-Version: Synthetic\\n"
"PO-Revision-Date: 2024-01-02 03:04+0000\\n"
"Last-Translator: A Synthetic Translator <nobody@example.org>\\n"
"Language-Team: Synthetic\\n"
"Language: ar\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms("ar")}\\n"
"X-Review-Status: reviewed\\n"

"""


class Shelf:
    """A folder of templates and a folder of catalogs, with one page named `page`."""

    def __init__(self, root: Path) -> None:
        self.templates, self.locale = root / "pot", root / "locale"
        self.po = self.locale / "ar" / "LC_MESSAGES" / "page.po"

    def source(self, *entries: str | polib.POEntry, name: str = "page") -> None:
        """Write the template: one message an entry, each on a line of its own."""
        catalog = polib.POFile(wrapwidth=0)
        catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
        for line, entry in enumerate(entries, 1):
            if isinstance(entry, str):
                place = (f"docs/{name}.md", str(line))
                entry = polib.POEntry(msgid=entry, occurrences=[place])
            catalog.append(entry)
        path = self.templates / f"{name}.pot"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(catalog), "utf-8")

    def catalog(self, body: str, header: str = HEADER) -> None:
        self.po.parent.mkdir(parents=True, exist_ok=True)
        self.po.write_bytes((header + body).encode())

    def update(self, **options: Any) -> tuple[CatalogChange, ...]:
        return update_catalogs(self.templates, self.locale, "ar", "Synthetic", **options)

    def translate(self, **words: str) -> None:
        """Translate as an editor does: fill in, and take the doubt away."""
        po = read_catalog(self.po)
        for entry in po:
            if entry.msgid in words:
                entry.msgstr = words[entry.msgid]
                entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
                entry.previous_msgid = None
        self.po.write_text(str(po), "utf-8")

    def entry(self, msgid: str) -> polib.POEntry:
        found = [entry for entry in read_catalog(self.po) if entry.msgid == msgid]
        assert len(found) == 1, f"{msgid!r} stands {len(found)} times in the catalog"
        return found[0]

    def msgids(self) -> list[str]:
        return [entry.msgid for entry in read_catalog(self.po) if not entry.obsolete]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def plural(msgid: str, msgid_plural: str) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgid_plural=msgid_plural, msgstr_plural={0: "", 1: ""})


def check_with_msgfmt(path: Path) -> str:
    """What GNU gettext complains of, but for header fields that only it wants."""
    ran = subprocess.run(
        ["msgfmt", "--check", "--output-file=/dev/null", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in ran.stderr.splitlines() if "missing in header" not in line]
    return "\n".join(lines)


# -- A new catalog ---------------------------------------------------------------------------


def test_a_new_catalog_holds_every_message_and_says_that_it_is_a_draft(shelf):
    shelf.source("One.", "Two.")
    (change,) = shelf.update()
    assert (change.path, change.new, change.fuzzy, change.obsolete) == ("page.po", 2, 0, 0)
    assert str(change) == "ar page.po: 2 new, 0 fuzzy, 0 obsolete, 0 reused"
    po = read_catalog(shelf.po)
    assert [(entry.msgid, entry.msgstr) for entry in po] == [("One.", ""), ("Two.", "")]
    assert po.metadata == new_header("ar", "Synthetic")
    assert po.metadata["X-Review-Status"] == "draft"
    assert "not yet reviewed" in po.header
    assert check_with_msgfmt(shelf.po) == ""


def test_an_empty_file_counts_as_a_new_catalog(shelf):
    shelf.source("One.")
    shelf.catalog("", header="")
    shelf.update()
    assert read_catalog(shelf.po).metadata["Language"] == "ar"


def test_each_page_has_its_own_catalog_in_its_own_folder(shelf):
    shelf.source("One.")
    shelf.source("Two.", name="briefs/2024/synthetic")
    assert {change.path for change in shelf.update()} == {"page.po", "briefs/2024/synthetic.po"}
    assert (shelf.po.parent / "briefs" / "2024" / "synthetic.po").is_file()


# -- Nothing is lost -------------------------------------------------------------------------


def test_a_message_that_moved_keeps_its_translation(shelf):
    shelf.source("One.", "Two.")
    shelf.catalog('msgid "One."\nmsgstr "واحد."\n\nmsgid "Two."\nmsgstr "اثنان."\n')
    shelf.source("Two.", "A new sentence between them.", "One.")
    shelf.update()
    assert shelf.msgids() == ["Two.", "A new sentence between them.", "One."]
    assert shelf.entry("One.").msgstr == "واحد."
    assert shelf.entry("Two.").msgstr == "اثنان."
    assert not any(entry.fuzzy for entry in read_catalog(shelf.po))


def test_an_edited_message_becomes_fuzzy_and_names_what_was_translated(shelf):
    shelf.catalog('msgid "The team met in May 2023."\nmsgstr "اجتمع الفريق."\n')
    shelf.source("The team met in June 2023.")
    (change,) = shelf.update()
    entry = shelf.entry("The team met in June 2023.")
    assert (entry.fuzzy, entry.msgstr) == (True, "اجتمع الفريق.")
    assert entry.previous_msgid == "The team met in May 2023."
    assert (change.fuzzy, change.obsolete) == (1, 0)
    assert len(read_catalog(shelf.po)) == 1


def test_a_message_edited_twice_names_the_text_that_was_really_translated(shelf):
    """As `msgmerge --previous` does (GNU gettext manual, "Invoking the msgmerge Program")."""
    shelf.catalog('msgid "The team met in May 2023."\nmsgstr "اجتمع الفريق."\n')
    shelf.source("The team met in June 2023.")
    shelf.update()
    shelf.source("The team met in July 2023.")
    shelf.update()
    entry = shelf.entry("The team met in July 2023.")
    assert (entry.fuzzy, entry.msgstr) == (True, "اجتمع الفريق.")
    assert entry.previous_msgid == "The team met in May 2023."


def test_a_quite_different_message_is_not_given_anothers_translation(shelf):
    shelf.catalog('msgid "The team met in May 2023."\nmsgstr "اجتمع الفريق."\n')
    shelf.source("Nothing of the kind is said any longer.")
    shelf.update()
    assert shelf.entry("Nothing of the kind is said any longer.").msgstr == ""
    assert shelf.entry("The team met in May 2023.").obsolete


def test_a_deleted_message_becomes_obsolete_and_returns_with_its_text(shelf):
    shelf.source("One.", "A longer second sentence.")
    shelf.update()
    shelf.translate(**{"A longer second sentence.": "جملة ثانية."})
    shelf.source("One.")
    (change,) = shelf.update()
    assert change.obsolete == 1
    gone = shelf.entry("A longer second sentence.")
    assert (gone.obsolete, gone.msgstr) == (True, "جملة ثانية.")
    shelf.source("One.", "A longer second sentence.")
    shelf.update()
    back = shelf.entry("A longer second sentence.")
    assert (back.obsolete, back.fuzzy, back.msgstr) == (False, False, "جملة ثانية.")


def test_an_untranslated_message_that_goes_leaves_nothing_behind(shelf):
    shelf.source("One.", "A longer second sentence.")
    shelf.update()
    shelf.source("One.")
    shelf.update()
    assert [entry.msgid for entry in read_catalog(shelf.po)] == ["One."]


def test_comments_of_translators_stay_with_their_messages(shelf):
    shelf.catalog(
        "# Synthetic note: asked the editors.\n"
        "# A second line of it.\n"
        'msgid "The team met in May 2023."\nmsgstr "اجتمع الفريق."\n\n'
        '# Kept for later.\nmsgid "This one goes away."\nmsgstr "تذهب."\n'
    )
    shelf.source("The team met in June 2023.", "New and unlike.")
    shelf.update()
    edited = shelf.entry("The team met in June 2023.")
    assert edited.tcomment == "Synthetic note: asked the editors.\nA second line of it."
    assert shelf.entry("This one goes away.").tcomment == "Kept for later."


def test_the_header_of_a_catalog_stays_as_its_translators_wrote_it(shelf):
    shelf.catalog('msgid "One."\nmsgstr "واحد."\n')
    before = read_catalog(shelf.po)
    shelf.source("One.", "Two.")
    shelf.update()
    after = read_catalog(shelf.po)
    assert after.header == before.header
    assert after.metadata == before.metadata
    assert shelf.po.read_text("utf-8").startswith(HEADER)


def test_a_header_marked_fuzzy_stays_so(shelf):
    shelf.catalog("", header=HEADER.replace('msgid ""', '#, fuzzy\nmsgid ""', 1))
    shelf.source("One.")
    shelf.update()
    assert '#, fuzzy\nmsgid ""' in shelf.po.read_text("utf-8")


def test_messages_with_a_context_are_told_apart(shelf):
    shelf.catalog(
        'msgctxt "month"\nmsgid "May"\nmsgstr "أيار/مايو"\n\n'
        'msgctxt "verb"\nmsgid "May"\nmsgstr "يجوز"\n'
    )
    shelf.source(
        polib.POEntry(msgctxt="verb", msgid="May"),
        polib.POEntry(msgctxt="month", msgid="May"),
        "New and unlike.",
    )
    shelf.update()
    found = {entry.msgctxt: entry.msgstr for entry in read_catalog(shelf.po)}
    assert found == {"month": "أيار/مايو", "verb": "يجوز", None: ""}


def test_a_file_of_one_language_leaves_those_of_another_alone(shelf):
    other = shelf.locale / "fr" / "LC_MESSAGES" / "page.po"
    other.parent.mkdir(parents=True)
    other.write_text("# synthetic, and not to be touched\n")
    shelf.source("One.")
    shelf.update()
    assert other.read_text() == "# synthetic, and not to be touched\n"


# -- Two translations of one message -----------------------------------------------------------


def test_two_unlike_translations_of_a_message_are_refused_before_anything_is_written(shelf):
    shelf.catalog('msgid "One."\nmsgstr "واحد."\n\n#~ msgid "One."\n#~ msgstr "أول."\n')
    before = shelf.po.read_bytes()
    shelf.source("A first page.", name="a-first-page")
    shelf.source("One.", "Two.")
    line = before.decode().count("\n", 0, before.decode().index("#~ msgid")) + 1
    with pytest.raises(CatalogError, match=rf"page\.po:{line}: .*line {line - 3}.*keep one"):
        shelf.update()
    assert shelf.po.read_bytes() == before
    assert list(shelf.locale.rglob("*.po")) == [shelf.po]


def test_the_translated_one_of_two_equal_entries_is_kept(shelf):
    shelf.catalog('#~ msgid "One."\n#~ msgstr "واحد."\n\nmsgid "One."\nmsgstr ""\n')
    shelf.source("One.", "Two.")
    shelf.update()
    assert (shelf.entry("One.").msgstr, shelf.entry("One.").obsolete) == ("واحد.", False)


# -- Plural forms ----------------------------------------------------------------------------


def test_a_new_plural_has_as_many_forms_as_the_language(shelf):
    shelf.source(plural("%(n)s brief", "%(n)s briefs"))
    shelf.update()
    assert shelf.entry("%(n)s brief").msgstr_plural == dict.fromkeys(range(6), "")
    assert check_with_msgfmt(shelf.po) == ""


def test_a_plural_keeps_all_its_forms(shelf):
    forms = {index: f"صيغة {index}" for index in range(6)}
    body = 'msgid "%(n)s brief"\nmsgid_plural "%(n)s briefs"\n'
    body += "".join(f'msgstr[{index}] "{text}"\n' for index, text in forms.items())
    shelf.catalog(body)
    shelf.source("New and unlike.", plural("%(n)s brief", "%(n)s briefs"))
    shelf.update()
    assert shelf.entry("%(n)s brief").msgstr_plural == forms
    shelf.source("New and unlike.")
    shelf.update()
    gone = shelf.entry("%(n)s brief")
    assert (gone.obsolete, gone.msgstr_plural) == (True, forms)
    assert check_with_msgfmt(shelf.po) == ""


def test_a_message_that_gets_a_plural_keeps_its_text_to_be_looked_at(shelf):
    shelf.catalog('msgid "%(n)s brief"\nmsgstr "إحاطة %(n)s"\n')
    shelf.source(plural("%(n)s brief", "%(n)s briefs"))
    shelf.update()
    entry = shelf.entry("%(n)s brief")
    assert entry.fuzzy
    assert set(entry.msgstr_plural.values()) == {"إحاطة %(n)s"}
    assert check_with_msgfmt(shelf.po) == ""


def test_a_message_that_loses_its_plural_keeps_every_form_to_be_looked_at(shelf):
    body = 'msgid "a brief"\nmsgid_plural "%(n)s briefs"\n'
    body += "".join(f'msgstr[{index}] "صيغة {index}"\n' for index in range(6))
    shelf.catalog(body)
    shelf.source("a brief")
    shelf.update()
    entry = shelf.entry("a brief")
    assert entry.fuzzy
    assert all(f"صيغة {index}" in entry.msgstr for index in range(6))
    assert check_with_msgfmt(shelf.po) == ""


@pytest.mark.parametrize(
    ("language", "forms"), [("ar", 6), ("en", 2), ("fr", 2), ("zh_CN", 1), ("pt-BR", 2), ("pl", 3)]
)
def test_plural_forms_are_those_of_the_language(language, forms):
    header = plural_forms(language)
    assert re.fullmatch(rf"nplurals={forms}; plural=.+;", header)


def test_a_language_that_nobody_knows_gets_a_rule_that_gettext_can_read():
    assert plural_forms("xx-synthetic") == plural_forms("en")


# -- What is written -------------------------------------------------------------------------

TRANSLATED = (
    '#: docs/page.md\nmsgid "One."\nmsgstr "واحد."\n\n'
    '#: docs/page.md\nmsgid "The team met in May 2023."\nmsgstr "اجتمع الفريق."\n\n'
    '#: docs/page.md\nmsgid "Three."\nmsgstr "ثلاثة."\n\n'
    '#~ msgid "Long gone."\n#~ msgstr "ذهبت."\n'
)


def test_an_unchanged_run_changes_no_byte(shelf):
    shelf.catalog(TRANSLATED)
    shelf.source("One.", "The team met in May 2023.", "Three.")
    before = (shelf.po.read_bytes(), shelf.po.stat().st_mtime_ns, shelf.po.stat().st_ino)
    assert shelf.update() == ()
    assert (shelf.po.read_bytes(), shelf.po.stat().st_mtime_ns, shelf.po.stat().st_ino) == before


def test_messages_that_only_stand_in_other_lines_change_no_byte(shelf):
    shelf.catalog(TRANSLATED)
    before = shelf.po.read_bytes()
    place = [("docs/page.md", "70")]
    shelf.source(
        *(
            polib.POEntry(msgid=msgid, occurrences=place)
            for msgid in ("One.", "The team met in May 2023.", "Three.")
        )
    )
    assert shelf.update() == ()
    assert shelf.po.read_bytes() == before


def test_one_changed_sentence_changes_one_entry(shelf):
    shelf.catalog(TRANSLATED)
    before = shelf.po.read_text("utf-8").split("\n\n")
    shelf.source("One.", "The team met in June 2023.", "Three.")
    shelf.update()
    after = shelf.po.read_text("utf-8").split("\n\n")
    assert len(after) == len(before)
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
    assert "June" in changed[0][1]


def test_a_second_run_has_nothing_left_to_do(shelf):
    shelf.catalog(TRANSLATED)
    shelf.source("The team met in June 2023.", "New and unlike.")
    assert shelf.update()
    before = shelf.po.read_bytes()
    assert shelf.update() == ()
    assert shelf.po.read_bytes() == before


def test_roles_are_not_flagged_as_python_placeholders(shelf):
    flagged = polib.POEntry(msgid="The {term}`CSSR` met.", flags=["python-brace-format"])
    shelf.source(flagged, polib.POEntry(msgid="%(n)s pages", flags=["python-format"]))
    shelf.update()
    assert "python-brace-format" not in shelf.po.read_text("utf-8")
    assert shelf.entry("%(n)s pages").flags == ["python-format"]


def test_places_are_named_from_the_archive_and_not_from_the_build(shelf):
    shelf.source(polib.POEntry(msgid="One.", occurrences=[("../../../docs/page.md", "3")]))
    shelf.update()
    assert shelf.entry("One.").occurrences == [("docs/page.md", "")]


def test_long_sentences_stand_in_one_line(shelf):
    long = "A synthetic sentence that goes on " * 20
    shelf.source(long.strip())
    shelf.update()
    assert f'msgid "{long.strip()}"\n' in shelf.po.read_text("utf-8")


def test_gettexts_own_tools_read_the_same_out_of_the_file(shelf, tmp_path):
    shelf.catalog(TRANSLATED)
    shelf.source("One.", 'Quotes "so", a \\ and\ta tab.', "The team met in June 2023.")
    shelf.update()
    shelf.translate(**{'Quotes "so", a \\ and\ta tab.': 'علامات "هكذا" و\\ و\tكذا.'})
    assert check_with_msgfmt(shelf.po) == ""
    again = tmp_path / "again.po"
    subprocess.run(["msgcat", "--output-file", str(again), str(shelf.po)], check=True)

    def meaning(path: Path) -> list[tuple[object, ...]]:
        return [
            (e.msgid, e.msgstr, e.previous_msgid, e.flags, e.obsolete, e.tcomment)
            for e in read_catalog(path)
        ]

    assert meaning(again) == meaning(shelf.po)


def test_a_catalog_with_a_mark_of_byte_order_or_other_line_ends_is_read_as_it_is(shelf):
    shelf.catalog(TRANSLATED)
    plain = shelf.po.read_bytes()
    shelf.source("One.", "The team met in May 2023.", "Three.")
    for form in (b"\xef\xbb\xbf" + plain, plain.replace(b"\n", b"\r\n")):
        shelf.po.write_bytes(form)
        assert shelf.update() == ()
        assert shelf.po.read_bytes() == form


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\x1c", "\x0b", "\xa0", "\u200f"])
def test_a_rare_space_inside_a_text_breaks_nothing(shelf, odd):
    shelf.source(f"One{odd}two.", "Three.")
    shelf.update()
    shelf.translate(**{"Three.": f"ثلاثة{odd}أربعة."})
    shelf.source(f"One{odd}two.", "Three.", "New and unlike.")
    shelf.update()
    assert shelf.entry("Three.").msgstr == f"ثلاثة{odd}أربعة."
    assert shelf.entry(f"One{odd}two.").msgstr == ""


def test_a_catalog_is_written_whole_or_not_at_all(shelf, monkeypatch):
    shelf.catalog(TRANSLATED)
    before = shelf.po.read_bytes()
    shelf.source("One.", "New and unlike.")

    def fail(self: Path, target: Path) -> Path:
        raise OSError("synthetic failure")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="synthetic"):
        shelf.update()
    assert shelf.po.read_bytes() == before
    assert list(shelf.po.parent.iterdir()) == [shelf.po]


# -- Whatever style a file is written in -------------------------------------------------------

LONG = " ".join(["A synthetic sentence that is long enough to be wrapped by an editor."] * 3)
REST = ("Last.", "A note.", "Before.", "Zeal.", "Earlier.", "Under it.")
LONG_AR = " ".join(["جملة اصطناعية طويلة بما يكفي لتُطوى في المحرر."] * 3)


def run_tool(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


@pytest.fixture
def styled(shelf):
    """A catalog as `make po` writes it, with a long, a fuzzy, an obsolete and a noted entry."""
    shelf.source("One.", LONG, "The team met in May 2023.", "Goes away, synthetically.", *REST)
    shelf.update(today=DAY)
    shelf.translate(
        **{
            LONG: LONG_AR,
            "The team met in May 2023.": "اجتمع الفريق.",
            "Goes away, synthetically.": "تذهب.",
        }
    )
    shelf.source("One.", LONG, "The team met in June 2023.", *REST)
    shelf.update(today=DAY)
    return shelf


STYLES = {
    "msgcat": ["msgcat"],
    "narrow": ["msgcat", "--width=40"],
    "unwrapped": ["msgcat", "--no-wrap"],
    "sorted": ["msgcat", "--sort-output"],
    "by file": ["msgcat", "--sort-by-file"],
    "without places": ["msgcat", "--no-location"],
    "indented": ["msgcat", "--indent"],
    "msgattrib": ["msgattrib"],
}


@pytest.mark.parametrize("style", STYLES)
def test_no_run_without_changes_touches_a_file_that_gettext_has_written(styled, style):
    run_tool(*STYLES[style], "--output-file", styled.po, styled.po)
    before = styled.po.read_bytes()
    assert styled.update(today=LATER) == ()
    assert styled.po.read_bytes() == before


@pytest.mark.parametrize("style", ["msgcat", "narrow", "sorted", "without places", "indented"])
def test_one_changed_sentence_leaves_every_other_entry_of_a_wrapped_file_as_it_is(styled, style):
    run_tool(*STYLES[style], "--output-file", styled.po, styled.po)
    before = styled.po.read_text("utf-8").split("\n\n")
    styled.source("One.", LONG, "The team met in July 2023.", *REST)
    styled.update(today=LATER)
    after = styled.po.read_text("utf-8").split("\n\n")
    assert len(after) == len(before)
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert "July 2023" in changed[0]
    assert check_with_msgfmt(styled.po) == ""


def test_a_rewritten_file_keeps_its_line_ends_its_mark_and_its_last_comment(shelf):
    shelf.catalog(TRANSLATED + "\n# A synthetic remark at the end.\n")
    plain = shelf.po.read_bytes()
    shelf.po.write_bytes(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n"))
    shelf.source("One.", "The team met in June 2023.", "Three.")
    shelf.update()
    after = shelf.po.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf# Words")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert after.endswith(b"# A synthetic remark at the end.\r\n")
    assert shelf.entry("The team met in June 2023.").fuzzy


def test_an_edit_that_moves_all_lines_changes_one_entry(shelf):
    texts = [f"The synthetic sentence number {n} stands here." for n in range(5)]
    shelf.source(*texts)
    shelf.update()
    before = shelf.po.read_text("utf-8").split("\n\n")
    shelf.source("A sentence before all others.", *texts)
    shelf.update()
    after = shelf.po.read_text("utf-8").split("\n\n")
    assert len(after) == len(before) + 1
    assert [block for block in after if "before all others" not in block] == [
        block.rstrip("\n") + ("\n" if block is before[-1] else "") for block in before
    ]


def test_places_name_files_without_lines_and_a_common_word_names_a_few(shelf):
    places = [(f"../../docs/briefs/2024/{n}.md", "7") for n in range(50)]
    places.insert(1, ("../../docs/briefs/2024/0.md", "9"))
    shelf.source(polib.POEntry(msgid="Synthetic Town", occurrences=places))
    shelf.update()
    found = shelf.entry("Synthetic Town").occurrences
    assert found == [(f"docs/briefs/2024/{n}.md", "") for n in range(5)]


def test_flags_of_placeholders_come_from_the_source_and_others_from_the_catalog(shelf):
    shelf.catalog(
        "#, python-format, c-format, no-wrap, seen-by-a-synthetic-tool\n"
        'msgid "100 % of the {term}`SYN` agreed."\nmsgstr "وافق 100 % من {term}`م <SYN>`."\n'
    )
    shelf.source("100 % of the {term}`SYN` agreed.")
    shelf.update()
    flags = shelf.entry("100 % of the {term}`SYN` agreed.").flags
    assert flags == ["no-wrap", "seen-by-a-synthetic-tool"]
    assert check_with_msgfmt(shelf.po) == ""


def test_msgmerge_and_msgcat_and_polib_keep_all_that_an_entry_says(styled, tmp_path):
    template = tmp_path / "same.pot"
    run_tool("msgattrib", "--clear-fuzzy", "--empty", "--no-obsolete", "-o", template, styled.po)

    def meaning(path: Path) -> list[tuple[object, ...]]:
        return [
            (e.msgid, e.msgstr, e.previous_msgid, e.fuzzy, e.obsolete, e.comment, e.occurrences)
            for e in read_catalog(path)
        ]

    before = meaning(styled.po)
    assert any(row[5] and row[3] for row in before), "the fuzzy entry says when it changed"
    for name, command in {
        "msgcat": ["msgcat", styled.po],
        "msgmerge": ["msgmerge", "--previous", "--no-fuzzy-matching", styled.po, template],
    }.items():
        again = tmp_path / f"{name}.po"
        run_tool(*command, "--output-file", again)
        assert meaning(again) == before, name
    again = tmp_path / "polib.po"
    polib.pofile(str(styled.po)).save(str(again))
    assert meaning(again) == before


def test_the_previous_msgid_of_an_obsolete_entry_comes_back_with_it(shelf):
    """polib reads past `#~|`."""
    shelf.catalog(
        '#~ msgid "Always here."\n#~ msgstr "دائما."\n\n#, fuzzy\n#~| msgid "The old one."\n'
        '#~ msgid "The new one."\n#~ msgstr "القديم."\n'
    )
    shelf.source("The new one.")
    shelf.update()
    entry = shelf.entry("The new one.")
    assert (entry.fuzzy, entry.previous_msgid) == (True, "The old one.")


# -- Since when a message is behind its source -----------------------------------------------


def test_a_new_catalog_dates_nothing(shelf):
    shelf.source("One.")
    shelf.update(today=DAY)
    assert "changed" not in shelf.po.read_text("utf-8")
    assert changed_on(shelf.entry("One.")) is None


def test_what_changes_in_a_known_catalog_says_when_until_it_is_translated(shelf):
    shelf.catalog(TRANSLATED)
    shelf.source("One.", "The team met in June 2023.", "Three.", "Wholly unlike these.")
    shelf.update(today=DAY)
    edited, added = "The team met in June 2023.", "Wholly unlike these."
    assert [changed_on(shelf.entry(text)) for text in (edited, added)] == [DAY, DAY]
    assert changed_on(shelf.entry("One.")) is None
    assert shelf.update(today=LATER) == ()
    shelf.source("One.", "The team met in July 2023.", "Three.", added)
    shelf.update(today=LATER)
    assert changed_on(shelf.entry("The team met in July 2023.")) == LATER
    assert changed_on(shelf.entry(added)) == DAY
    shelf.translate(**{added: "لا تشبهها."})
    before = shelf.po.read_bytes()
    assert changed_on(shelf.entry(added)) is None
    assert shelf.update(today=LATER) == ()
    assert shelf.po.read_bytes() == before


def test_a_deleted_sentence_that_comes_back_finished_is_not_behind(shelf):
    shelf.catalog(TRANSLATED)
    shelf.source("One.", "The team met in May 2023.", "Three.", "Long gone.")
    shelf.update(today=DAY)
    assert changed_on(shelf.entry("Long gone.")) is None
    assert not shelf.entry("Long gone.").fuzzy


# -- Text that returns to what it was ----------------------------------------------------------

NAME = "A Synthetic Reviewer"
CONTACT, CONTACTS = "The contact of the synthetic team", "The contacts of the synthetic team"


def change_text(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_bytes().decode()
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
        text = text.replace(old, new)
    path.write_bytes(text.encode())


def review(path: Path) -> None:
    path.write_bytes(review_catalog(path, NAME, DAY).after.encode())


def begin(shelf: Shelf, *, reviewed: bool) -> bytes:
    """A finished catalog of two messages, with a note of the translator."""
    shelf.source("One.", CONTACT)
    shelf.update(today=DAY)
    shelf.translate(**{"One.": "واحد.", CONTACT: "للتواصل"})
    place = '#: docs/page.md\nmsgid "The contact'
    change_text(shelf.po, (place, f"# A synthetic note.\n{place}"))
    if reviewed:
        review(shelf.po)
    shelf.update(today=DAY)
    return shelf.po.read_bytes()


@pytest.mark.parametrize("reviewed", [True, False])
@pytest.mark.parametrize(
    "steps",
    [
        [CONTACTS],
        ["The contacts of a synthetic team", CONTACTS],
        [CONTACTS, None],
        [None],
    ],
    ids=["edited", "edited twice", "edited and deleted", "deleted"],
)
def test_a_source_that_returns_brings_its_catalog_back_byte_for_byte(shelf, steps, reviewed):
    before = begin(shelf, reviewed=reviewed)
    for step in steps:
        shelf.source("One.", *([step] if step else []))
        shelf.update(today=DAY)
        assert shelf.po.read_bytes() != before
    shelf.source("One.", CONTACT)
    (change,) = shelf.update(today=LATER)
    assert shelf.po.read_bytes() == before
    assert reviewers_of(shelf.entry(CONTACT)) == ((NAME,) if reviewed else ())
    assert str(change) == "ar page.po: 0 new, 0 fuzzy, 0 obsolete, 0 reused, 1 restored"
    assert shelf.update(today=LATER) == ()


def test_a_source_returns_to_its_words_though_another_message_is_like_them(shelf):
    begin(shelf, reviewed=True)
    shelf.source("One.", CONTACTS)
    shelf.update(today=DAY)
    shelf.source(f"{CONTACTS}.", CONTACT, "One.")
    shelf.update(today=DAY)
    assert (shelf.entry(CONTACT).msgstr, shelf.entry(CONTACT).fuzzy) == ("للتواصل", False)


@pytest.mark.parametrize("reviewed", [True, False])
def test_words_that_were_edited_while_in_doubt_stay_in_doubt_when_the_source_returns(
    shelf, reviewed
):
    begin(shelf, reviewed=reviewed)
    shelf.source("One.", CONTACTS)
    shelf.update(today=DAY)
    change_text(shelf.po, ('"للتواصل"', '"جهات الاتصال"'))
    shelf.source("One.", CONTACT)
    shelf.update(today=DAY)
    assert (shelf.entry(CONTACT).msgstr, shelf.entry(CONTACT).fuzzy) == ("جهات الاتصال", True)


def test_a_draft_stays_one_when_its_source_is_edited_and_returns(shelf):
    shelf.catalog(f'#, fuzzy\nmsgid "{CONTACT}"\nmsgstr "مسودة"\n')
    for text in (CONTACTS, CONTACT):
        shelf.source(text)
        shelf.update(today=DAY)
        assert shelf.entry(text).fuzzy


# -- Review marks that do not fit any more -----------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_edited_translation_loses_its_mark_and_the_header_says_so(shelf, newline):
    begin(shelf, reviewed=True)
    content = shelf.po.read_bytes()
    assert b'"X-Review-Status: reviewed' in content
    assert DRAFT_COMMENT.encode() not in content
    shelf.po.write_bytes(content.replace(b"\n", newline.encode()))
    change_text(shelf.po, ('"للتواصل"', '"تواصلوا معنا"'))
    edited = shelf.po.read_bytes().decode()
    (mark,) = [
        line
        for line in edited.partition("# A synthetic note.")[2].split(newline)
        if line.startswith("# reviewed by")
    ]
    (change,) = shelf.update(today=DAY)
    status = "X-Review-Status: "
    expected = edited.replace(f"{mark}{newline}", "").replace(
        f"{status}reviewed", f"{status}partly reviewed"
    )
    assert shelf.po.read_bytes().decode() == f"# {DRAFT_COMMENT}{newline}{expected}"
    counts = "0 new, 0 fuzzy, 0 obsolete, 0 reused"
    assert str(change) == f"ar page.po: {counts}, 1 no longer reviewed"
    assert reviewers_of(shelf.entry("One.")) == (NAME,)
    assert shelf.update(today=LATER) == ()


def test_a_file_without_such_marks_keeps_every_byte_though_its_header_claims_more(shelf):
    begin(shelf, reviewed=True)
    change_text(shelf.po, ("Status: reviewed", "Status: draft"))
    before = shelf.po.read_bytes()
    assert shelf.update(today=DAY) == ()
    assert shelf.po.read_bytes() == before


def test_a_mark_that_an_editor_made_stale_goes_also_with_a_ledger(shelf, tmp_path):
    begin(shelf, reviewed=True)
    ledger = tmp_path / "ledger.json"
    shelf.update(today=DAY, ledger=ledger)
    change_text(shelf.po, ('"للتواصل"', '"تواصلوا معنا"'))
    assert [change.unmarked for change in shelf.update(today=DAY, ledger=ledger)] == [1]
    assert shelf.update(today=DAY, ledger=ledger) == ()


# -- Reuse from other catalogs -----------------------------------------------------------------


def pages(shelf: Shelf, **sources: list[str]) -> None:
    for name, texts in sources.items():
        shelf.source(*texts, name=name)


def read_page(shelf: Shelf, name: str) -> dict[str, polib.POEntry]:
    return {entry.msgid: entry for entry in read_catalog(shelf.po.with_name(f"{name}.po"))}


def write_page(shelf: Shelf, name: str, words: Mapping[str, str], *, fuzzy: bool = False) -> None:
    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = new_header("ar", "Synthetic")
    flags = ["fuzzy"] if fuzzy else []
    catalog.extend(polib.POEntry(msgid=m, msgstr=t, flags=list(flags)) for m, t in words.items())
    path = shelf.po.with_name(f"{name}.po")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(catalog), "utf-8")


def test_a_message_that_is_translated_elsewhere_is_filled_in(shelf):
    pages(shelf, a=["A common heading"], b=["A common heading"], c=["A common heading"])
    write_page(shelf, "b", {"A common heading": "عنوان مشترك"})
    write_page(shelf, "c", {"A common heading": ""})
    changes = {change.path: change for change in shelf.update()}
    assert (changes["a.po"].reused, changes["c.po"].reused) == (1, 1)
    assert str(changes["a.po"]) == "ar a.po: 1 new, 0 fuzzy, 0 obsolete, 1 reused"
    for name in "ac":
        entry = read_page(shelf, name)["A common heading"]
        assert (entry.msgstr, entry.fuzzy) == ("عنوان مشترك", False)
    assert shelf.update() == ()


def test_text_that_moves_to_another_page_takes_its_translation_along(shelf):
    pages(shelf, a=["It moves, synthetically.", "It stays."], b=["Other."])
    shelf.update()
    write_page(shelf, "a", {"It moves, synthetically.": "تنتقل.", "It stays.": ""})
    pages(shelf, a=["It stays."], b=["Other.", "It moves, synthetically."])
    shelf.update()
    assert read_page(shelf, "b")["It moves, synthetically."].msgstr == "تنتقل."
    assert read_page(shelf, "a")["It moves, synthetically."].obsolete


def test_a_page_that_is_renamed_takes_its_translations_along(shelf):
    pages(shelf, a=["It moves, synthetically."])
    shelf.update()
    words = read_catalog(shelf.po.with_name("a.po"))
    words[0].msgstr = "تنتقل."
    shelf.po.with_name("a.po").write_text(str(words), "utf-8")
    (shelf.templates / "a.pot").unlink()
    pages(shelf, b=["It moves, synthetically."])
    changes = [str(change) for change in shelf.update()]
    assert "ar a.po: 0 new, 0 fuzzy, 1 obsolete, 0 reused" in changes
    assert read_page(shelf, "b")["It moves, synthetically."].msgstr == "تنتقل."
    assert read_page(shelf, "a")["It moves, synthetically."].obsolete
    assert shelf.update() == ()


def test_a_doubtful_translation_from_elsewhere_stays_doubtful(shelf):
    pages(shelf, a=["A common heading"], b=["A common heading"])
    write_page(shelf, "b", {"A common heading": "عنوان"}, fuzzy=True)
    shelf.update()
    entry = read_page(shelf, "a")["A common heading"]
    assert (entry.msgstr, entry.fuzzy) == ("عنوان", True)


def test_of_two_translations_that_differ_one_is_offered_to_be_looked_at(shelf):
    pages(shelf, a=["May"], b=["May"], c=["May"], d=["May"])
    write_page(shelf, "b", {"May": "أيار"})
    write_page(shelf, "c", {"May": "مايو"})
    write_page(shelf, "d", {"May": "مايو"})
    shelf.update()
    entry = read_page(shelf, "a")["May"]
    assert (entry.msgstr, entry.fuzzy, entry.previous_msgid) == ("مايو", True, None)
    assert shelf.update() == ()


def test_a_message_that_is_known_and_translated_in_two_ways_elsewhere_stays_as_it_is(shelf):
    pages(shelf, a=["May"], b=["May"], c=["May"])
    shelf.update()
    write_page(shelf, "b", {"May": "أيار"})
    write_page(shelf, "c", {"May": "مايو"})
    shelf.update()
    assert read_page(shelf, "a")["May"].msgstr == ""


def test_what_is_filled_in_at_once_is_not_behind_its_source(shelf):
    pages(shelf, a=["One."], b=["A common heading"])
    shelf.update()
    write_page(shelf, "b", {"A common heading": "عنوان مشترك"})
    pages(shelf, a=["One.", "A common heading", "Wholly unlike these."])
    shelf.update(today=DAY)
    found = {m: "changed" in entry.comment for m, entry in read_page(shelf, "a").items()}
    assert found == {"One.": False, "A common heading": False, "Wholly unlike these.": True}


def test_a_like_message_of_another_page_is_offered_with_its_source(shelf):
    pages(shelf, a=["The synthetic team met in June 2023."], b=["Nothing."])
    write_page(shelf, "b", {"The synthetic team met in May 2023.": "اجتمع الفريق."})
    (change, _) = shelf.update()
    entry = read_page(shelf, "a")["The synthetic team met in June 2023."]
    assert (entry.msgstr, entry.fuzzy, change.fuzzy) == ("اجتمع الفريق.", True, 1)
    assert entry.previous_msgid == "The synthetic team met in May 2023."
    assert shelf.update() == ()


def test_like_messages_are_offered_for_what_is_new_alone(shelf):
    pages(shelf, a=["The synthetic team met in June 2023."], b=["Nothing."])
    shelf.update()
    write_page(shelf, "b", {"The synthetic team met in May 2023.": "اجتمع الفريق."})
    shelf.update()
    assert read_page(shelf, "a")["The synthetic team met in June 2023."].msgstr == ""


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("a", "كلمة [هنا](https://synthetic.example)"), ("warraq", 'كلمة "و"')],
)
def test_a_translation_that_the_build_would_refuse_is_never_filled_in(shelf, name, wrong):
    pages(shelf, **{name: ["A common heading"], "b": ["A common heading"]})
    write_page(shelf, "b", {"A common heading": wrong})
    shelf.update()
    entry = read_page(shelf, name)["A common heading"]
    assert entry.fuzzy or not entry.msgstr
    assert shelf.update() == ()


def test_what_is_reused_does_not_depend_on_the_names_of_files(tmp_path):
    """The same catalogs under other names, in another order."""
    texts = [f"The synthetic {w} met in June 202{n}." for w in ("team", "board") for n in range(4)]
    found = []
    for number, names in enumerate((["a", "b", "c", "d"], ["d", "c", "b", "a"])):
        shelf = Shelf(tmp_path / str(number))
        pages(shelf, **{names[0]: texts, names[1]: texts[:3], names[2]: texts[5:]})
        write_page(shelf, names[1], {texts[0]: "أ", texts[1]: "ب", texts[2]: "ج"})
        write_page(shelf, names[2], {texts[0]: "ألف", texts[6]: "د"})
        shelf.update()
        entries = read_page(shelf, names[0]).values()
        found.append([(e.msgid, e.msgstr, e.fuzzy, e.previous_msgid) for e in entries])
    assert found[0] == found[1]
    assert any(row[2] for row in found[0])


NOTED = (
    "# A synthetic note.\n# lint: allow T412 – a synthetic reason\n# avoid: ينتقل\n"
    'msgid "It moves, synthetically."\nmsgstr "تنتقل."\n'
)


@pytest.fixture
def noted(shelf):
    """A page whose one message has comments and a review mark."""
    pages(shelf, a=["It moves, synthetically."], c=["It moves, synthetically."])
    shelf.update()
    path = shelf.po.with_name("a.po")
    head = path.read_text("utf-8").partition("\n\n")[0]
    path.write_text(f"{head}\n\n{NOTED}", "utf-8")
    review(path)
    write_page(shelf, "c", {"It moves, synthetically.": "تتحرك."})
    shelf.update()
    return shelf


def test_a_renamed_page_takes_marks_and_comments_along(noted):
    before = noted.po.with_name("a.po").read_text("utf-8")
    (noted.templates / "a.pot").unlink()
    pages(noted, b=["It moves, synthetically."])
    noted.update(today=DAY)
    entry = read_page(noted, "b")["It moves, synthetically."]
    assert (entry.msgstr, entry.fuzzy, reviewers_of(entry)) == ("تنتقل.", False, (NAME,))
    assert entry.tcomment.split("\n")[:3] == [row[2:] for row in NOTED.split("\n")[:3]]
    head = noted.po.with_name("b.po").read_text("utf-8").partition("\n\n")[0]
    assert "X-Review-Status: reviewed" in head
    assert DRAFT_COMMENT not in head
    assert noted.update(today=LATER) == ()
    (noted.templates / "b.pot").unlink()
    pages(noted, a=["It moves, synthetically."])
    noted.update(today=DAY)
    place = "#: docs/a.md\n"
    again = noted.po.with_name("a.po").read_text("utf-8")
    assert again.replace(place, "") == before.replace(place, "")


def test_a_comment_that_was_written_after_a_move_comes_back_with_the_text(noted):
    pages(noted, a=["Other."], b=["It moves, synthetically."])
    noted.update()
    path = noted.po.with_name("b.po")
    change_text(path, ("# A synthetic note.", "# A synthetic note.\n# A later note."))
    pages(noted, a=["Other.", "It moves, synthetically."], b=["Unlike it."])
    noted.update()
    lines = read_page(noted, "a")["It moves, synthetically."].tcomment.split("\n")
    assert {"A synthetic note.", "A later note."} <= set(lines)
    assert len(set(lines)) == len(lines)


def test_a_copy_takes_the_words_and_leaves_marks_and_comments(shelf):
    pages(shelf, a=["A synthetic sentence."])
    shelf.update()
    path = shelf.po.with_name("a.po")
    write_page(shelf, "a", {"A synthetic sentence.": "جملة."})
    review(path)
    pages(shelf, b=["A synthetic sentence."])
    shelf.update()
    copied = read_page(shelf, "b")["A synthetic sentence."]
    assert (copied.msgstr, copied.tcomment) == ("جملة.", "")
    assert reviewers_of(read_page(shelf, "a")["A synthetic sentence."]) == (NAME,)


# -- What is told of an update -----------------------------------------------------------------


def test_an_edited_message_is_told_as_fuzzy_alone_and_a_moved_one_as_another_order(shelf):
    shelf.catalog(TRANSLATED)
    shelf.source("One.", "The team met in June 2023.", "Three.")
    (change,) = shelf.update()
    assert str(change) == "ar page.po: 0 new, 1 fuzzy, 0 obsolete, 0 reused"
    shelf.source("Three.", "One.", "The team met in June 2023.")
    (change,) = shelf.update()
    assert str(change) == "ar page.po: 0 new, 0 fuzzy, 0 obsolete, 0 reused, other order"


def test_a_new_official_name_is_told_as_another_comment(shelf):
    shelf.source("The SYN met.")
    shelf.update()
    (change,) = shelf.update(names=[OfficialName("SYN", ("SYN",), "الهيئة")])
    counts = "0 new, 0 fuzzy, 0 obsolete, 0 reused"
    assert str(change) == f"ar page.po: {counts}, 1 with other comments"


# -- What the next run need not look at --------------------------------------------------------


def test_a_run_with_a_ledger_does_what_one_without_does(tmp_path):
    rows = [
        {"a": ["One.", "Two."], "b": ["One."]},
        {"a": ["One.", "Two."], "b": ["One.", "Two."]},
        {"a": ["Two.", "The team met in May 2023."], "b": ["One."]},
        {"a": ["Two.", "The team met in June 2023."], "b": ["One.", "The team met in May 2023."]},
    ]
    results = []
    for ledger in (None, tmp_path / "ledger.json"):
        shelf = Shelf(tmp_path / str(bool(ledger)))
        seen = []
        for number, row in enumerate(rows):
            pages(shelf, **row)
            shelf.update(ledger=ledger, today=DAY)
            for name in row:
                words = read_catalog(shelf.po.with_name(f"{name}.po"))
                for entry in words:
                    if not entry.msgstr and name == "a":
                        entry.msgstr = f"كلمة {number} {entry.msgid}"
                shelf.po.with_name(f"{name}.po").write_text(str(words), "utf-8")
            shelf.update(ledger=ledger, today=DAY)
            seen.append({name: shelf.po.with_name(f"{name}.po").read_bytes() for name in row})
        results.append(seen)
    assert results[0] == results[1]
    assert (tmp_path / "ledger.json").exists()


def test_a_new_translation_reaches_catalogs_that_have_not_changed(shelf, tmp_path):
    ledger = tmp_path / "ledger.json"
    pages(shelf, a=["A common heading"], b=["A common heading"])
    shelf.update(ledger=ledger)
    write_page(shelf, "b", {"A common heading": "عنوان مشترك"})
    assert [c.reused for c in shelf.update(ledger=ledger) if c.path == "a.po"] == [1]
    assert read_page(shelf, "a")["A common heading"].msgstr == "عنوان مشترك"


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"code": 1}', None])
def test_a_ledger_that_is_broken_or_gone_does_no_harm(shelf, tmp_path, broken):
    ledger = tmp_path / "ledger.json"
    shelf.source("One.", "Two.")
    shelf.update(ledger=ledger)
    ledger.unlink() if broken is None else ledger.write_bytes(broken)
    assert shelf.update(ledger=ledger) == ()
    shelf.source("One.", "Two.", "Three.")
    assert [change.new for change in shelf.update(ledger=ledger)] == [1]


def test_a_catalog_that_its_translator_broke_is_looked_at_though_no_page_changed(shelf, tmp_path):
    shelf.source("One.")
    shelf.update(ledger=tmp_path / "ledger.json")
    with shelf.po.open("a") as file:
        file.write("<<<<<<< HEAD\n")
    with pytest.raises(CatalogError, match="merge conflict"):
        shelf.update(ledger=tmp_path / "ledger.json")


def test_a_new_official_name_reaches_catalogs_that_have_not_changed(shelf, tmp_path):
    ledger = tmp_path / "ledger.json"
    shelf.source("The SYN met.")
    shelf.update(ledger=ledger)
    shelf.update(ledger=ledger, names=[OfficialName("SYN", ("SYN", "Synthetic Body"), "الهيئة")])
    assert shelf.entry("The SYN met.").comment == "SYN, Synthetic Body: الهيئة"


# -- Killed at any moment ----------------------------------------------------------------------

KILLED = """\
import sys
import re
from pathlib import Path
from warraq.files import write_atomically
from warraq.translation.update import update_catalogs
root = Path(sys.argv[1])
number = 0
print("ready", flush=True)
while True:
    number += 1
    for pot in sorted((root / "pot").glob("*.pot")):
        text = pot.read_text("utf-8")
        write_atomically(pot, re.sub(r"run [0-9]+", f"run {number}", text), durable=False)
    update_catalogs(root / "pot", root / "locale", "ar", "Synthetic", ledger=root / "ledger.json")
"""


def test_killed_at_any_moment_every_catalog_is_whole(tmp_path):
    shelf = Shelf(tmp_path)
    for name in "abcdef":
        shelf.source(*(f"Synthetic {name}{n} of run 0." for n in range(40)), name=name)
    shelf.update()
    whole = {path: len(read_catalog(path)) for path in tmp_path.rglob("*.po")}
    assert set(whole.values()) == {40}
    for attempt in range(4):
        before = {path: path.read_bytes() for path in whole}
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
        )
        assert process.stdout is not None
        process.stdout.readline()
        deadline = time.monotonic() + 60
        while all(path.read_bytes() == text for path, text in before.items()):
            assert time.monotonic() < deadline, "no run was under way"
        time.sleep(0.11 * attempt)
        process.kill()
        process.wait()
        for path, count in whole.items():
            messages = [entry for entry in read_catalog(path) if not entry.obsolete]
            assert len(messages) == count
            assert len({entry.msgid.rpartition(" ")[2] for entry in messages}) == 1


# -- The words of Sphinx -----------------------------------------------------------------------


def test_words_of_sphinx_are_added_and_what_is_there_stays(shelf):
    words = [polib.POEntry(msgid="Search", comment="search page"), polib.POEntry(msgid="Note")]
    shelf.source("One.")
    shelf.po.parent.mkdir(parents=True, exist_ok=True)
    path = shelf.po.with_name("sphinx.po")
    path.write_text(HEADER + 'msgid "Tip"\nmsgstr "نصيحة"\n\nmsgid "Note"\nmsgstr "ملاحظة"\n')
    before = path.read_text("utf-8")
    changes = {change.path: change.new for change in shelf.update(interface=words)}
    assert changes["sphinx.po"] == 1
    added = '\n#. search page\nmsgid "Search"\nmsgstr ""\n'
    assert path.read_text("utf-8") == before + added
    assert shelf.update(interface=words) == ()
    assert shelf.update() == ()


# -- Files that cannot be read ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "line", "remedy"),
    [
        (b'<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"\n=======\n>>>>>>> other\n', 1, "merge conflict"),
        ('msgid "a"\nmsgstr "é"\n'.encode("latin-1"), 2, "UTF-8"),
        (b'msgid "a"\nmsgstr "b"c"\n', 2, "double quote"),
        (b'msgid "a"\nno such word\n', 2, "not valid"),
    ],
)
def test_a_broken_catalog_is_named_with_its_line_and_nothing_is_written(shelf, body, line, remedy):
    shelf.catalog("")
    head = shelf.po.read_bytes()
    shelf.po.write_bytes(head + body)
    shelf.source("A first page.", name="a-first-page")
    shelf.source("One.")
    with pytest.raises(CatalogError) as caught:
        shelf.update()
    assert str(caught.value).startswith(f"{shelf.po}:{head.count(NEWLINE) + line}: ")
    assert remedy in str(caught.value)
    assert shelf.po.read_bytes() == head + body
    assert not (shelf.po.parent / "a-first-page.po").exists()


# -- Any sequence of edits ------------------------------------------------------------------

SENTENCES = [
    f"The synthetic {who} {did} in {where}."
    for who in ("team", "council")
    for did in ("met", "spoke")
    for where in ("May", "June", "a hall of the city")
]


@given(
    steps=st.lists(
        st.tuples(
            st.lists(st.sampled_from(SENTENCES), max_size=6, unique=True),
            st.sets(st.integers(0, 5)),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_no_sequence_of_edits_loses_a_translation(steps):
    """Pages are rewritten at will and messages translated at will; each msgstr stays somewhere."""
    old = polib.POFile(wrapwidth=0)
    old.metadata = new_header("ar", "Synthetic")
    given: set[str] = set()
    for number, (page, translated) in enumerate(steps):
        template = polib.POFile()
        template.extend(polib.POEntry(msgid=msgid) for msgid in page)
        merged, _ = merge_catalog(old, template, "page.po")
        assert [entry.msgid for entry in merged if not entry.obsolete] == page
        assert len({entry.msgid for entry in merged}) == len(merged)
        assert given <= {entry.msgstr for entry in merged}
        doubted = {entry.msgstr for entry in old if entry.fuzzy}
        for entry in merged:
            if entry.fuzzy and entry.msgstr not in doubted:
                assert entry.previous_msgid not in (None, entry.msgid)
        # As if it were written, and read by an editor who fills in what is empty.
        old = polib.pofile(str(merged), wrapwidth=0)
        for index in translated:
            if index < len(page) and not old[index].msgstr:
                old[index].msgstr = f"ترجمة {number}-{index}"
                given.add(old[index].msgstr)


@given(
    texts=st.lists(
        st.text(
            alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"),
            min_size=1,
            max_size=40,
        ).filter(str.strip),
        min_size=1,
        max_size=5,
        unique=True,
    )
)
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back_from_the_file_as_it_went_in(tmp_path_factory, texts):
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    shelf.source(*texts)
    shelf.update()
    shelf.translate(**{text: f"ترجمة {text}" for text in texts})
    shelf.source("Entirely new.", *texts)
    shelf.update()
    found = {entry.msgid: entry.msgstr for entry in read_catalog(shelf.po)}
    assert found == {"Entirely new.": "", **{text: f"ترجمة {text}" for text in texts}}
