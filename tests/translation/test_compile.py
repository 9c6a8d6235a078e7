"""Catalogs compiled for a build that trusts nobody. Every message here is synthetic."""

from __future__ import annotations

import gettext
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.translation import compile as compiling
from warraq.translation.compile import INDEX_NAME, CompiledCatalog, compile_catalogs
from warraq.translation.plurals import plural_forms
from warraq.translation.reading import CatalogError, read_catalog

ARABIC = plural_forms("ar")
HEADER = f"""\
msgid ""
msgstr ""
"Language: ar\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: {ARABIC}\\n"

"""
ATTACK = 'msgid "A word."\nmsgstr "[كلمة](https://evil.example)."\n'


class Press:
    """A folder of catalogs and the folder that they are compiled into."""

    def __init__(self, root: Path) -> None:
        self.catalogs, self.target = root / "po", root / "mo"
        self.catalogs.mkdir()

    def put(self, body: str | bytes, domain: str = "page", header: str = HEADER) -> Path:
        path = self.catalogs / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else (header + body).encode())
        return path

    def compile(self) -> tuple[CompiledCatalog, ...]:
        return compile_catalogs(self.catalogs, self.target)

    def read(self, domain: str = "page") -> gettext.GNUTranslations:
        """The compiled catalog as Python's gettext, and so Sphinx, reads it."""
        with (self.target / f"{domain}.mo").open("rb") as file:
            return gettext.GNUTranslations(file)

    def state(self) -> dict[str, tuple[int, int]]:
        """Every file below the target with its time stamp and inode."""
        return {
            str(path.relative_to(self.target)): (path.stat().st_mtime_ns, path.stat().st_ino)
            for path in self.target.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path)


def plural_entry(*forms: str) -> str:
    lines = ['msgid "%(number)s brief"', 'msgid_plural "%(number)s briefs"']
    lines += [f'msgstr[{index}] "{text}"' for index, text in enumerate(forms)]
    return "\n".join(lines) + "\n"


# -- What goes in, what stays out ------------------------------------------------------------


def test_a_translation_in_order_is_compiled(press):
    press.put('msgid "A word."\nmsgstr "كلمة."\n', "briefs/2024/synthetic")
    (catalog,) = press.compile()
    assert (catalog.domain, catalog.refusals) == ("briefs/2024/synthetic", ())
    assert press.read("briefs/2024/synthetic").gettext("A word.") == "كلمة."


@pytest.mark.parametrize(
    "entry",
    [
        '#, fuzzy\nmsgid "A word."\nmsgstr "كلمة."\n',
        '#~ msgid "A word."\n#~ msgstr "كلمة."\n',
        'msgid "A word."\nmsgstr ""\n',
        ATTACK,
    ],
    ids=["fuzzy", "obsolete", "untranslated", "refused"],
)
def test_what_is_not_a_sound_translation_is_left_out(press, entry):
    press.put(entry + '\nmsgid "Another."\nmsgstr "أخرى."\n')
    press.compile()
    assert press.read().gettext("A word.") == "A word."
    assert press.read().gettext("Another.") == "أخرى."


def test_a_half_translated_plural_is_left_out(press):
    press.put(plural_entry("لا", "واحدة", "", "%(number)s", "%(number)s", "%(number)s"), "warraq")
    press.compile()
    assert press.read("warraq").ngettext("%(number)s brief", "%(number)s briefs", 5) == (
        "%(number)s briefs"
    )


def test_a_refusal_names_file_line_rule_and_reason(press):
    body = 'msgid "Sound."\nmsgstr "سليم."\n\n# A note.\n' + ATTACK
    path = press.put(body, "briefs/synthetic")
    (catalog,) = press.compile()
    (refusal,) = catalog.refusals
    lines = path.read_text("utf-8").splitlines()
    assert lines[refusal.line - 1] == "# A note."
    assert (refusal.path, refusal.code) == ("briefs/synthetic.po", "T103")
    assert "https://evil.example" in str(refusal)
    assert "[T103]" in str(refusal)
    assert "source text" in str(refusal)


def test_every_breach_of_a_message_is_told(press):
    press.put('msgid "A word."\nmsgstr "<b>[كلمة](https://evil.example)</b>"\n')
    (catalog,) = press.compile()
    assert {refusal.code for refusal in catalog.refusals} == {"T102", "T103"}


def test_the_words_of_the_interface_are_judged_by_their_placeholders(press):
    body = 'msgid "%s pages"\nmsgstr "صفحات"\n\nmsgid "* all"\nmsgstr "* الكل"\n'
    press.put(body, "sphinx")
    press.put('msgid "%(year)s"\nmsgstr "%(yaer)s"\n', "warraq")
    catalogs = {catalog.domain: catalog for catalog in press.compile()}
    assert [item.code for item in catalogs["sphinx"].refusals] == ["T201"]
    assert [item.code for item in catalogs["warraq"].refusals] == ["T201"]
    assert press.read("sphinx").gettext("* all") == "* الكل"


# -- Plural forms ----------------------------------------------------------------------------


def test_a_form_that_serves_one_number_may_say_it_in_words(press):
    """GNU gettext manual, "Plural forms": `msgfmt --check` allows it too."""
    press.put(plural_entry("لا إحاطات", "واحدة", "اثنتان", *["%(number)s إحاطة"] * 3), "warraq")
    (catalog,) = press.compile()
    assert catalog.refusals == ()
    words = press.read("warraq")
    said = [words.ngettext("%(number)s brief", "%(number)s briefs", n) for n in (0, 1, 2, 3, 11)]
    assert said == ["لا إحاطات", "واحدة", "اثنتان", "%(number)s إحاطة", "%(number)s إحاطة"]


@pytest.mark.parametrize("index", [3, 4, 5])
def test_a_form_that_serves_several_numbers_must_name_them(press, index):
    forms = ["لا إحاطات", "واحدة", "اثنتان", *["%(number)s إحاطة"] * 3]
    forms[index] = "إحاطات"
    press.put(plural_entry(*forms), "warraq")
    (catalog,) = press.compile()
    assert [refusal.code for refusal in catalog.refusals] == ["T201"]


def test_a_form_that_serves_one_number_may_still_add_nothing_else(press):
    forms = ["<b>لا</b> إحاطات", "واحدة", "اثنتان", *["%(number)s إحاطة"] * 3]
    press.put(plural_entry(*forms), "warraq")
    (catalog,) = press.compile()
    assert [refusal.code for refusal in catalog.refusals] == ["T203"]


@pytest.mark.parametrize(
    "forms",
    [
        "nplurals=2",
        "nplurals=2, plural=n!=1",
        "plural=n!=1;",
        "nplurals=INTEGER; plural=EXPRESSION;",
        "nplurals=2; plural=(n",
        "nplurals=2; plural=100/n;",
        "nplurals=2; plural=n%0;",
        "nplurals=2; plural=n;",
        "nplurals=2; plural=0-n;",
        "nplurals=2; plural=__import__('os');",
        "nplurals=2; plural=" + "(" * 99 + "n" + ")" * 99 + ";",
    ],
)
def test_a_rule_of_plurals_that_gettext_cannot_follow_is_an_error_with_its_line(press, forms):
    path = press.put('msgid "A word."\nmsgstr "كلمة."\n', header=HEADER.replace(ARABIC, forms))
    with pytest.raises(CatalogError, match="Plural-Forms") as caught:
        press.compile()
    assert str(caught.value).startswith(f"{path}:5: ")
    assert "nplurals=2; plural=(n != 1);" in str(caught.value)


@pytest.mark.parametrize("forms", ["nplurals=2; plural=n!=1", "nplurals = 2 ; plural = (n != 1) ;"])
def test_a_rule_of_plurals_may_be_written_loosely(press, forms):
    press.put(
        plural_entry("واحدة", "%(number)s إحاطة"), "warraq", header=HEADER.replace(ARABIC, forms)
    )
    (catalog,) = press.compile()
    assert catalog.refusals == ()
    assert press.read("warraq").ngettext("%(number)s brief", "", 7) == "%(number)s إحاطة"


# -- Headers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "",
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=ISO-8859-6\\n"\n\n',
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=CHARSET\\n"\n\n',
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain\\n"\n\n',
        '#, fuzzy\nmsgid ""\nmsgstr ""\n"Language: ar\\n"\n\n',
    ],
    ids=["none", "other", "template", "incomplete", "fuzzy"],
)
def test_a_missing_or_wrong_header_does_not_garble_the_words(press, header):
    press.put('msgid "A word."\nmsgstr "كلمة."\n', header=header)
    press.compile()
    assert press.read().gettext("A word.") == "كلمة."


# -- When files are written ------------------------------------------------------------------


def test_an_unchanged_catalog_is_not_written_again(press):
    press.put('msgid "A word."\nmsgstr "كلمة."\n')
    press.put(ATTACK, "other")
    first = press.compile()
    before = press.state()
    assert press.compile() == first
    assert press.state() == before


def test_only_the_changed_catalog_is_written(press):
    press.put('msgid "A word."\nmsgstr "كلمة."\n', "one")
    press.put('msgid "A word."\nmsgstr "كلمة."\n', "two")
    press.compile()
    before = press.state()
    press.put('msgid "A word."\nmsgstr "كلمات."\n', "two")
    press.compile()
    after = press.state()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"two.mo", INDEX_NAME}
    assert press.read("two").gettext("A word.") == "كلمات."


def test_a_change_that_readers_do_not_see_leaves_the_compiled_file_alone(press):
    """Sphinx reads every document again whose `.mo` is newer."""
    press.put('msgid "A word."\nmsgstr "كلمة."\n')
    press.compile()
    before = press.state()
    press.put('# A comment.\nmsgid "A word."\nmsgstr "كلمة."\n')
    press.compile()
    assert press.state()["page.mo"] == before["page.mo"]


def test_a_refusal_is_told_at_every_build(press):
    press.put(ATTACK)
    first = press.compile()
    assert first[0].refusals
    assert press.compile()[0].refusals == first[0].refusals


def test_a_corrected_translation_comes_in(press):
    path = press.put(ATTACK)
    press.compile()
    press.put('msgid "A word."\nmsgstr "كلمة."\n')
    os.utime(path, ns=(1, 1))
    (catalog,) = press.compile()
    assert catalog.refusals == ()
    assert press.read().gettext("A word.") == "كلمة."


def test_changed_rules_judge_old_catalogs_again(press, monkeypatch):
    press.put('msgid "A word."\nmsgstr "كلمة."\n')
    press.compile()
    judged: list[str] = []

    def judge(msgid: str, msgstr: str) -> tuple[()]:
        judged.append(msgid)
        return ()

    monkeypatch.setattr(compiling.safety, "check_message", judge)
    press.compile()
    assert judged == []
    monkeypatch.setattr(compiling, "rules_digest", lambda: "other rules")
    press.compile()
    assert judged == ["A word."]


def test_a_removed_catalog_takes_its_compiled_file_along(press):
    path = press.put('msgid "A word."\nmsgstr "كلمة."\n')
    press.put('msgid "A word."\nmsgstr "كلمة."\n', "other")
    press.compile()
    path.unlink()
    assert [catalog.domain for catalog in press.compile()] == ["other"]
    assert not (press.target / "page.mo").exists()
    assert not (press.target / "page.po").exists()
    assert (press.target / "other.mo").exists()


def test_a_lost_compiled_file_is_made_again(press):
    press.put('msgid "A word."\nmsgstr "كلمة."\n')
    press.compile()
    (press.target / "page.mo").unlink()
    press.compile()
    assert press.read().gettext("A word.") == "كلمة."


@pytest.mark.parametrize("index", ["", "{", "[1]", '[{"domain": "page"}]', "null"])
def test_a_damaged_index_only_costs_time(press, index):
    press.put(ATTACK + '\nmsgid "Another."\nmsgstr "أخرى."\n')
    first = press.compile()
    (press.target / INDEX_NAME).write_text(index)
    assert press.compile() == first
    assert press.read().gettext("Another.") == "أخرى."


def test_hidden_files_are_not_catalogs(press):
    press.put("not a catalog", ".git/page")
    press.put("not a catalog", ".page")
    assert press.compile() == ()


def test_progress_names_what_is_compiled_and_only_that(press):
    press.put("", "one")
    press.put("", "two")
    named: list[str] = []
    compile_catalogs(press.catalogs, press.target, named.append)
    assert named == ["one", "two"]
    compile_catalogs(press.catalogs, press.target, named.append)
    assert named == ["one", "two"]


# -- Files that cannot be read ----------------------------------------------------------------

BROKEN = {
    "conflict": ('msgid "a"\n<<<<<<< HEAD\nmsgstr "b"\n=======\n>>>>>>> other\n', 2, "conflict"),
    "quote": ('msgid "a"\nmsgstr "b"c"\n', 2, "double quote"),
    "words": ('msgid "a"\nmsgstr "b"\n\nno such word\n', 4, "not valid"),
    "order": ('msgstr "b"\nmsgstr "c"\n', 1, "not valid"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_catalog_is_named_with_its_line_before_anything_is_written(press, case):
    body, line, remedy = BROKEN[case]
    press.put('msgid "A word."\nmsgstr "كلمة."\n', "before")
    path = press.put(body)
    with pytest.raises(CatalogError) as caught:
        press.compile()
    assert str(caught.value).startswith(f"{path}:{HEADER.count(chr(10)) + line}: ")
    assert remedy in str(caught.value)
    assert not press.target.exists()


def test_a_catalog_in_another_encoding_is_named_with_its_line(press):
    path = press.put(HEADER.encode() + 'msgid "a"\nmsgstr "كلمة"\n'.encode("cp1256"))
    with pytest.raises(CatalogError, match="save the file as UTF-8") as caught:
        press.compile()
    assert str(caught.value).startswith(f"{path}:{HEADER.count(chr(10)) + 2}: ")


def test_every_broken_catalog_is_named_at_once(press):
    paths = [press.put(b"no such word\n", name) for name in ("one", "two")]
    with pytest.raises(CatalogError) as caught:
        press.compile()
    lines = str(caught.value).splitlines()
    assert [line.startswith(f"{path}:1: ") for line, path in zip(lines, paths, strict=True)]


def test_a_broken_catalog_leaves_the_compiled_ones_as_they_are(press):
    press.put('msgid "A word."\nmsgstr "كلمة."\n')
    press.compile()
    before = press.state()
    press.put("no such word\n")
    press.put('msgid "A word."\nmsgstr "كلمة."\n', "new")
    with pytest.raises(CatalogError):
        press.compile()
    assert press.state() == before


def test_a_folder_whose_name_holds_a_line_number_does_not_mislead(tmp_path):
    root = tmp_path / "online (line 99)"
    root.mkdir()
    press = Press(root)
    path = press.put('msgid "a"\nno such word\n')
    with pytest.raises(CatalogError) as caught:
        press.compile()
    assert str(caught.value).startswith(f"{path}:{HEADER.count(chr(10)) + 2}: ")


@pytest.mark.parametrize(
    "dress",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: text.replace('msgid "A', '\n\n  msgid   "A').encode(),
    ],
    ids=["crlf", "bom", "both", "no last line end", "loose"],
)
def test_files_of_every_editor_are_read(press, dress):
    press.put(dress(HEADER + 'msgid "A word."\nmsgstr ""\n"كل"\n"مة."\n'))
    press.compile()
    assert press.read().gettext("A word.") == "كلمة."


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\x1c", "\x0c"])
def test_a_rare_space_inside_a_translation_is_no_line_end(press, odd):
    press.put(f'msgid "%s pages"\nmsgstr "%s{odd}صفحات"\n', "warraq")
    press.compile()
    assert press.read("warraq").gettext("%s pages") == f"%s{odd}صفحات"


@given(
    cuts=st.lists(
        st.tuples(
            st.integers(0, 400), st.integers(0, 9), st.sampled_from(['"', "#", "\n", "\\", ""])
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_or_refused_with_a_line_and_nothing_else(tmp_path_factory, cuts):
    text = HEADER + '# note\n#: a:1\n#, fuzzy\n#| msgid "old"\n' + ATTACK + plural_entry("a", "b")
    for start, length, new in cuts:
        text = text[:start] + new + text[start + length :]
    path = tmp_path_factory.mktemp("damaged") / "page.po"
    path.write_text(text, "utf-8")
    try:
        read_catalog(path)
    except CatalogError as error:
        where, _, rest = str(error).removeprefix(f"{path}:").partition(":")
        assert 1 <= int(where) <= text.count("\n") + 1
        assert rest


def test_ten_thousand_messages_compile_in_seconds(press):
    body = "\n".join(
        f'msgid "Sentence {number} of a synthetic page."\nmsgstr "الجملة {number} من صفحة."\n'
        for number in range(10_000)
    )
    press.put(body)
    start = time.process_time()
    press.compile()
    first = time.process_time() - start
    start = time.process_time()
    press.compile()
    again = time.process_time() - start
    assert first < 8
    assert again < 0.1
    assert press.read().gettext("Sentence 9999 of a synthetic page.") == "الجملة 9999 من صفحة."


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        ('msgid "One synthetic word."\nmsgstr "كلمة تجريبية.\n', 2, "closing double quote"),
        ('msgid "One synthetic word.\nmsgstr "كلمة"\n', 1, "closing double quote"),
        ('msgid ""\n"One synthetic word.\nmsgstr "كلمة"\n', 2, "closing double quote"),
        ('msgid "One"\nmsgstr "كلمة\\"\n', 2, "closing double quote"),
        ('msgid "One"\nmsgstr "كلمة"\n\nmsgid "Two"\n', 4, "has no msgstr"),
        (
            'msgid "One"\nmsgstr "كلمة"\n\nmsgid "One"\nmsgstr "شيء آخر"\n',
            4,
            "is translated in line",
        ),
    ],
)
def test_a_catalog_that_would_lose_a_letter_or_a_message_is_refused(press, body, line, reason):
    path = press.put(body)
    with pytest.raises(CatalogError) as caught:
        press.compile()
    assert str(caught.value).startswith(f"{path}:{HEADER.count(chr(10)) + line}: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "كلمة " * 200_000,
        "[" * 10_000 + "]" * 10_000,
        "[a](b " * 170_000,
        "> " * 10_000,
        "*a " * 330_000,
        "{a}`" * 250_000,
        "<a " * 330_000,
        "a\\n" * 330_000,
        '\\"' * 500_000,
        " : " * 330_000,
    ],
    ids=lambda text: text[:6],
)
def test_a_monstrous_translation_does_not_hold_the_build(press, text):
    press.put(f'msgid "A [synthetic](https://example.org/) word."\nmsgstr "{text}"\n')
    start = time.process_time()
    (compiled,) = press.compile()
    assert time.process_time() - start < 2
    assert [refusal.code for refusal in compiled.refusals] == ["T115"]


def test_an_empty_file_is_not_passed_over(press):
    path = press.put(b"")
    with pytest.raises(CatalogError) as caught:
        press.compile()
    assert str(caught.value).startswith(f"{path}:1: the file is empty")
