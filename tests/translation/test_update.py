"""Catalogs that follow the pages and lose nothing. Every message here is synthetic."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.translation.plurals import plural_forms
from warraq.translation.reading import CatalogError, read_catalog
from warraq.translation.update import CatalogChange, merge_catalog, new_header, update_catalogs

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

    def update(self) -> tuple[CatalogChange, ...]:
        return update_catalogs(self.templates, self.locale, "ar", "Synthetic")

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
    assert str(change) == "page.po: 2 new, 0 fuzzy, 0 obsolete"
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
    '#: docs/page.md:1\nmsgid "One."\nmsgstr "واحد."\n\n'
    '#: docs/page.md:2\nmsgid "The team met in May 2023."\nmsgstr "اجتمع الفريق."\n\n'
    '#: docs/page.md:3\nmsgid "Three."\nmsgstr "ثلاثة."\n\n'
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
    assert shelf.entry("One.").occurrences == [("docs/page.md", "3")]


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
