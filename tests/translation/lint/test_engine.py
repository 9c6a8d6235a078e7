"""What is looked at in a catalog, where findings are placed. Every text here is synthetic."""

from __future__ import annotations

import time
from pathlib import Path

import polib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from linting import codes, entry, header, places

from warraq.translation.compile import compile_catalogs
from warraq.translation.lint import message
from warraq.translation.lint.catalog import Context
from warraq.translation.lint.engine import (
    diagnose_catalogs,
    domain_of,
    language_of,
    lint_catalog,
    load_catalog,
)
from warraq.translation.lint.pofile import escape_text, read_source, unescape_text
from warraq.translation.names import OfficialName

ROOT = Path(__file__).resolve().parents[3]
LINKED = ("See the [report](https://example.org/r).", "انظر [التقرير](https://example.com/r).")


def test_a_sound_catalog_has_no_findings(shelf):
    assert shelf.lint(shelf.write(entry("Syria", "سوريا"))) == []


def test_a_finding_tells_file_line_rule_and_source(shelf):
    (found,) = shelf.lint(shelf.write(entry("Syria", "سوريا") + entry(*LINKED)))
    assert (found.path, found.rule.code, found.rule.name) == (
        "page.po", "T103", "link-target-changed",
    )  # fmt: skip
    line = (shelf.folder / "page.po").read_text("utf-8").splitlines()[found.line - 1]
    assert line.startswith('msgstr "انظر')
    assert found.excerpt == line
    assert found.msgid == LINKED[0]


def test_the_line_is_that_of_the_plural_form(shelf):
    shelf.context = Context("fr")
    body = (
        'msgid "%d page"\nmsgid_plural "%d pages"\nmsgstr[0] "%d page"\nmsgstr[1] ""\n"%s pages"\n'
    )
    found = shelf.lint(shelf.write(body, "warraq.po", header("fr")))
    line = header("fr").count("\n") + 4
    assert ("T201", line) in places(found)
    assert {item.line for item in found} == {line}


BREACHES = [
    LINKED,
    ("Syria", "# سوريا"),
    ("Syria", "سوريا <b>"),
    ("The {term}`CSSR` met.", "اجتمعت {term}`الغرفة`."),
    ("A claim.[^1]", "ادعاء.[^2]"),
    ("Syria", "{include}`x`"),
    ("Syria", "سوريا # noqa"),
    ("Syria", "--- سوريا"),
]


@pytest.mark.parametrize(("msgid", "msgstr"), BREACHES)
def test_the_linter_finds_what_the_build_refuses_in_the_same_words(shelf, tmp_path, msgid, msgstr):
    path = shelf.write(entry(msgid, msgstr))
    (compiled,) = compile_catalogs(shelf.folder, tmp_path / "mo")
    refused = [(item.code, item.message) for item in compiled.refusals]
    assert refused
    structure = [item for item in shelf.lint(path) if item.rule.code < "T3"]
    assert [(item.rule.code, item.message) for item in structure] == refused


def test_the_judge_of_the_build_is_asked_and_no_other(shelf, monkeypatch):
    from warraq.translation import safety

    path = shelf.write(entry(*LINKED))
    monkeypatch.setattr(safety, "check_message", lambda msgid, msgstr: ())
    assert codes(shelf.lint(path)) == []


def test_interface_catalogs_are_judged_by_their_placeholders(shelf):
    body = entry("Found %s", "وُجد")
    assert codes(shelf.lint(shelf.write(body, "sphinx.po"))) == ["T201"]
    assert "T201" not in codes(shelf.lint(shelf.write(body, "page.po")))


def test_doubtful_and_obsolete_and_open_entries_are_not_judged(shelf):
    doubtful = entry(*LINKED, before="#, fuzzy\n")
    gone = entry(f"Gone: {LINKED[0]}", LINKED[1])
    obsolete = "".join(f"#~ {line}\n" for line in gone.strip().splitlines())
    empty = entry("Open", "")
    assert shelf.lint(shelf.write(doubtful + empty + obsolete)) == []


def test_a_doubtful_entry_is_still_looked_at_as_a_part_of_its_file(shelf):
    body = entry("Syria", "سوريا") + entry("Syria", "سوريا", "#, fuzzy\n")
    assert codes(shelf.lint(shelf.write(body))) == ["T507"]


def test_official_names_and_digits_of_the_archive_are_known_to_the_rules(shelf):
    path = shelf.write(entry("The CSSR met in 2016.", "اجتمعت اللجنة عام ٢٠١٦."))
    assert shelf.lint(path) == []
    name = OfficialName("CSSR", ("CSSR",), "غرفة دعم المجتمع المدني")
    shelf.context = Context("ar", names=(name,), digits="latn")
    assert codes(shelf.lint(path)) == ["T310", "T404"]


def test_a_monstrous_text_is_not_looked_at_by_every_rule(shelf):
    body = entry("Syria", "[" * 1_000_000)
    assert codes(shelf.lint(shelf.write(body))) == ["T115"]


def test_a_text_of_very_many_lines_takes_but_a_moment(shelf):
    lines = '"كلمة "\n' * 100_000
    path = shelf.write(f'msgid "Syria"\nmsgstr ""\n{lines}')
    start = time.process_time()
    read_source(path.read_bytes())
    assert time.process_time() - start < 3


def test_a_broken_catalog_does_not_hide_what_is_wrong_with_others(shelf):
    shelf.write('msgid "a"\nmsgstr "b\n', "a.po")
    shelf.write(b"\xff\xfe\x00", "b.po")
    shelf.write(entry(*LINKED), "c.po")
    found = [(item.path, item.rule.code) for item in shelf.lint_all()]
    assert found == [("a.po", "T501"), ("b.po", "T503"), ("c.po", "T103")]


# -- The same source, translated two ways ------------------------------------------------------


def test_a_source_translated_two_ways_is_a_warning_in_both_places(shelf):
    shelf.write(entry("Syria", "سوريا"), "a.po")
    shelf.write(entry("Page", "صفحة") + entry("Syria", "سورية"), "b/c.po")
    first, second = shelf.lint_all()
    assert [(first.path, first.rule.code), (second.path, second.rule.code)] == [
        ("a.po", "T490"), ("c.po", "T490"),
    ]  # fmt: skip
    assert f"c.po:{second.line}, “سورية”" in first.message
    assert f"a.po:{first.line}, “سوريا”" in second.message


def test_the_odd_one_out_is_told_the_usual_translation(shelf):
    for name, text in (("a", "سورية"), ("b", "سورِية"), ("c", "سوريا"), ("d", "سوريا")):
        shelf.write(entry("Syria", text), f"{name}.po")
    messages = {item.path: item.message for item in shelf.lint_all()}
    assert "c.po" in messages["a.po"]
    assert "“سوريا”" in messages["a.po"]
    assert "a.po" in messages["d.po"]


@pytest.mark.parametrize(
    "other",
    [
        entry("Syria", "سورية", 'msgctxt "title"\n'),
        entry("Syria", "سورية", "#, fuzzy\n"),
        entry("Syria", ""),
    ],
    ids=["another context", "in doubt", "open"],
)
def test_what_is_not_the_same_or_not_done_is_not_compared(shelf, other):
    shelf.write(entry("Syria", "سوريا"), "a.po")
    shelf.write(other, "b.po")
    assert shelf.lint_all() == []


def test_one_catalog_is_compared_with_all_the_others(shelf):
    path = shelf.write(entry("Syria", "سوريا"), "a.po")
    shelf.write(entry("Syria", "سورية") + entry(*LINKED), "b.po")
    (found,) = shelf.lint_all(only={path})
    assert (found.path, found.rule.code) == ("a.po", "T490")


# -- Reading -------------------------------------------------------------------------------------


def test_a_catalog_knows_its_place():
    path = Path("x/locale/zh_CN/LC_MESSAGES/briefs/2023/a.po")
    assert (language_of(path), domain_of(path)) == ("zh_CN", "briefs/2023/a")
    assert (language_of(Path("a.po")), domain_of(Path("a.po"))) == ("", "a")


def test_a_catalog_outside_of_any_archive_is_judged_by_the_language_of_its_header(tmp_path):
    path = tmp_path / "x.po"
    path.write_text(header("ar") + entry("Syria?", "سوريا?"), "utf-8")
    assert codes(lint_catalog(path, Context(""))) == ["T406"]
    path.write_text(header("fr") + entry("Syria,", "Syrie,"), "utf-8")
    assert codes(lint_catalog(path, Context(""))) == []


TEXTS = st.text(st.sampled_from('ab"\\\n\t\r\f ا\u2028\u0085\u200f'), max_size=12)


def assert_read_like_polib(path: Path) -> None:
    po = polib.pofile(str(path), wrapwidth=0)
    source = read_source(path.read_bytes())
    assert source.problems == ()
    ours = [
        (
            item.key[1],
            item.find("msgctxt") and item.key[0],
            {index: form.text for index, form in item.forms.items()},
            item.fuzzy,
            bool(item.obsolete),
            "\n".join(words for _, words in item.comments),
        )
        for item in source.entries
    ]
    theirs = [
        (
            item.msgid,
            item.msgctxt,
            item.msgstr_plural if item.msgid_plural else {None: item.msgstr},
            item.fuzzy,
            bool(item.obsolete),
            "\n".join(line.strip() for line in item.tcomment.split("\n")),
        )
        for item in po
    ]
    assert ours == theirs


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("locale/**/*.po")), ids=lambda path: path.stem[:20]
)
def test_the_repositorys_catalogs_are_read_as_the_build_reads_them(path):
    assert_read_like_polib(path)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda msgid, text, fuzzy, gone, context, comment: polib.POEntry(
                msgid=f"m{msgid}",
                msgstr=text,
                flags=["fuzzy"] if fuzzy else [],
                obsolete=gone,
                msgctxt=context,
                tcomment=comment,
            ),
            TEXTS,
            TEXTS,
            st.booleans(),
            st.booleans(),
            st.none() | TEXTS,
            st.sampled_from(["", "a note", "lint: allow T412 – a\nb"]),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([0, 20]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_catalog_is_read_as_the_build_reads_it(tmp_path_factory, entries, wrap, end):
    po = polib.POFile(wrapwidth=wrap)
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    po.extend(entries)
    path = tmp_path_factory.mktemp("po") / "x.po"
    path.write_bytes(str(po).replace("\n", end).encode())
    assert_read_like_polib(path)


@given(st.text(max_size=30))
@example('\\"\n\\n')
def test_what_is_escaped_comes_back(text):
    assert unescape_text(escape_text(text)) == text


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.lists(
    st.sampled_from([
        'msgid "a"', 'msgid ""', 'msgstr "b"', 'msgstr[0] "c"', 'msgstr[x] "c"', 'msgid_plural "d"',
        'msgctxt "e"', '"f"', '"g', "#~ msgid \"h\"", "#~", "#|", "#, fuzzy", "# lint: allow",
        "<<<<<<< a", "=======", ">>>>>>> b", "", "junk", "msgstr", '"Plural-Forms: x\\n"',
        '"Content-Type: \\n"', "\ufeff", "#, ", "msgid_plural", 'msgstr ""',
    ]), max_size=12,
).map(lambda lines: "\n".join(lines).encode()))  # fmt: skip
def test_no_file_is_so_broken_that_the_linter_breaks(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("po") / "x.po"
    path.write_bytes(content)
    for found in lint_catalog(path, Context("ar")):
        assert found.line >= 1
        assert found.message.endswith(".")


def test_several_processes_find_the_same_as_one(shelf, monkeypatch):
    body = "".join(
        entry(f"Page {n} of [x](x)", f"{'ـ' * (n % 3)}الصفحة {n} في [x](y)") for n in range(9)
    )
    catalogs = [load_catalog(shelf.write(body), shelf.context)]
    alone = diagnose_catalogs(catalogs)
    assert len(alone) > 9
    monkeypatch.setattr(message, "_MANY", 2)
    assert diagnose_catalogs(catalogs, jobs=2) == alone
