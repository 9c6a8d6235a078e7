"""Translations that go to other tools and come back. Every message here is synthetic."""

from __future__ import annotations

import io
import json
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import polib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage import factory

from warraq.cli import BAD_INPUT, FAILED, OK, main
from warraq.translation import exchange_guard
from warraq.translation.exchange import Message, digest_message, read_catalogs
from warraq.translation.exchange_take import Tray, take_memory, take_units
from warraq.translation.exchange_tmx import match_tags, read_tmx, write_tmx
from warraq.translation.exchange_xliff import read_xliff, write_xliff
from warraq.translation.plurals import plural_forms
from warraq.translation.reading import read_catalog

X = "{urn:oasis:names:tc:xliff:document:1.2}"
PAGE = "briefs/2023/one.po"
HEADER = f"""\
msgid ""
msgstr ""
"Language: ar\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: {plural_forms("ar")}\\n"

"""


class Shelf:
    """A small archive with Arabic catalogs, and the command that works on it."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str] | None = None) -> None:
        self.root, self.capsys = root, capsys
        self.folder = root / "locale" / "ar" / "LC_MESSAGES"
        (root / "docs").mkdir(parents=True)
        self.languages(en="English", ar="العربية")

    def languages(self, **names: str) -> None:
        (self.root / "conf.py").write_text(f"archive_languages = {names!r}\n", "utf-8")

    def catalog(self, *entries: polib.POEntry | tuple[str, str], name: str = PAGE) -> Path:
        po = polib.POFile(wrapwidth=0)
        po.metadata = {
            "Language": "ar",
            "Content-Type": "text/plain; charset=UTF-8",
            "Plural-Forms": plural_forms("ar"),
        }
        for entry in entries:
            pair = isinstance(entry, tuple)
            po.append(polib.POEntry(msgid=entry[0], msgstr=entry[1]) if pair else entry)
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(po).rstrip("\n") + "\n", "utf-8")
        return path

    def entry(self, msgid: str, name: str = PAGE) -> polib.POEntry:
        found = [entry for entry in read_catalog(self.folder / name) if entry.msgid == msgid]
        assert len(found) == 1
        return found[0]

    def run(self, *arguments: str) -> tuple[int, str, str]:
        assert self.capsys is not None
        self.capsys.readouterr()
        code = main([*arguments, "--root", str(self.root)])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def tmx(self, *units: tuple[str, str], source: str = "en", target: str = "ar") -> str:
        """A translation memory of a tool that knows nothing of this archive."""
        body = "".join(
            f'<tu><tuv xml:lang="{source}"><seg>{a}</seg></tuv>'
            f'<tuv xml:lang="{target}"><seg>{b}</seg></tuv></tu>'
            for a, b in units
        )
        return self.write(
            "memory.tmx",
            f'<tmx version="1.4"><header srclang="{source}"/><body>{body}</body></tmx>',
        )

    def xliff(self, *units: str, original: str = PAGE, attributes: str = "") -> str:
        attributes = attributes or 'source-language="en" target-language="ar"'
        return self.write(
            "work.xlf",
            '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
            f'<file original="{original}" datatype="po" {attributes}><body>{"".join(units)}'
            "</body></file></xliff>",
        )

    def write(self, name: str, content: str | bytes) -> str:
        path = self.root / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def all_bytes(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


def unit(msgid: str, msgstr: str, state: str = "translated", key: str = "", more: str = "") -> str:
    return (
        f'<trans-unit id="{key or digest_message("", msgid)}" xml:space="preserve" {more}>'
        f'<source>{msgid}</source><target state="{state}">{msgstr}</target></trans-unit>'
    )


@pytest.fixture
def shelf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shelf:
    return Shelf(tmp_path / "archive", capsys)


# -- Round trips -------------------------------------------------------------------------------

PIECES = [
    "court", "مجلس", "دادگەه", "ê", "👩‍⚖️", '"', "'", "\\", "\\n", "\n", "\n\n", "\t", "\r", "  ",
    " ", "<b>", "&", "&amp;", "]]>", "<!--", "%s", "{name}", "**x**", "[a](https://example.org/)",
    "{term}`x <CSSR>`", "\u00a0", "\u200f", "\u2028", "1.", "# ", "٣",
]  # fmt: skip
NOTES = ["", "A note & <b>", "ملاحظة\nA second line"]
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)


@st.composite
def entries(draw: st.DrawFn) -> polib.POEntry:
    msgid, context = draw(texts), draw(st.sampled_from([None, None, "menu", "a & <b>"]))
    flags = ["fuzzy"] if draw(st.booleans()) and draw(st.booleans()) else []
    words = texts if draw(st.booleans()) else st.just(msgid)  # the latter break no rule
    if draw(st.integers(0, 3)):
        return polib.POEntry(
            msgid=msgid,
            msgctxt=context,
            msgstr=draw(words),
            flags=flags,
            comment=draw(st.sampled_from(NOTES)),
        )
    forms = {number: draw(words) for number in range(6)}
    plural = draw(texts)
    return polib.POEntry(
        msgid=msgid, msgctxt=context, msgid_plural=plural, msgstr_plural=forms, flags=flags
    )


catalogs = st.lists(
    entries(), min_size=1, max_size=6, unique_by=lambda entry: (entry.msgctxt or "", entry.msgid)
)


def read_shelf(shelf: Shelf) -> list[Message]:
    return [m for c in read_catalogs(shelf.folder, "ar").values() for m in c.messages]


def clear(entry: polib.POEntry) -> polib.POEntry:
    return polib.POEntry(
        msgid=entry.msgid,
        msgctxt=entry.msgctxt,
        msgid_plural=entry.msgid_plural,
        msgstr_plural=dict.fromkeys(entry.msgstr_plural, ""),
        comment=entry.comment,
    )


@pytest.mark.parametrize("kind", ["tmx", "xliff"])
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(one=catalogs, two=catalogs)
def test_what_goes_out_comes_back_the_same(tmp_path_factory, kind, one, two):
    shelf = Shelf(tmp_path_factory.mktemp("round") / "archive")
    shelf.catalog(*one)
    shelf.catalog(*two, name="briefs/2024/two.po")
    before = read_shelf(shelf)
    judges = read_catalogs(shelf.folder, "ar")
    write, read = (write_tmx, read_tmx) if kind == "tmx" else (write_xliff, read_xliff)
    data = write(before, "en", "ar")
    shelf.catalog(*map(clear, one))
    shelf.catalog(*map(clear, two), name="briefs/2024/two.po")
    tray = Tray(read_catalogs(shelf.folder, "ar"))
    offers = read(data, "en", "ar")
    take_memory(offers, tray) if kind == "tmx" else take_units(offers, tray)
    for catalog, text in tray.list_texts():
        catalog.path.write_bytes(text.encode())
    unsafe = 0
    for was, now in zip(before, read_shelf(shelf), strict=True):
        fuzzy = was.entry.fuzzy
        if kind == "tmx" and fuzzy:
            continue  # not a finished translation: the memory has it not, or from another page
        if any(judges[was.catalog].judge(was.entry, was.forms)):
            unsafe += 1
            assert not any(now.forms)
        else:
            assert (now.forms, now.entry.fuzzy) == (was.forms, fuzzy)
    if kind == "xliff" and not unsafe:
        assert write(read_shelf(shelf), "en", "ar") == data


@pytest.mark.parametrize("name", ["ar.tmx", "ar.xlf"])
def test_exporting_again_gives_the_same_bytes(shelf, name, monkeypatch):
    shelf.catalog(("One", "واحد"), ("Two", ""), ("Three", "ثلاثة"))
    shelf.catalog(("One", "واحد"), name="index.po")
    file = shelf.root / name
    assert shelf.run("po-export", str(file))[0] == OK
    first = file.read_bytes()
    file.unlink()
    monkeypatch.setattr(time, "time", lambda: 4e9)
    shelf.run("po-export", str(file))
    assert file.read_bytes() == first
    assert b"date" not in first


# -- XLIFF that goes out -----------------------------------------------------------------------


def test_a_unit_says_its_state_its_place_its_context_and_its_notes(shelf):
    shelf.catalog(
        polib.POEntry(
            msgid="The *court*", msgstr="*المحكمة*", comment="CSSR: غرفة دعم المجتمع المدني",
            tcomment="reviewed by Synthetic, 2024-01-01 [00000000]",
            occurrences=[("docs/x.md", "4")],
        ),
        polib.POEntry(msgid="Old", msgstr="قديم", flags=["fuzzy"], previous_msgid="Older"),
        polib.POEntry(msgid="New", msgctxt="menu"),
        polib.POEntry(msgid="Gone", msgstr="راح", obsolete=True),
    )  # fmt: skip
    file = shelf.root / "ar.xlf"
    code, said, _ = shelf.run("po-export", str(file))
    assert (code, said) == (OK, f"{file}: 3 messages of 1 catalog\n")
    root = etree.parse(file).getroot()
    assert root.get("version") == "1.2"
    (node,) = root.iter(f"{X}file")
    assert node.get("original") == PAGE
    assert (node.get("source-language"), node.get("target-language")) == ("en", "ar")
    units = list(root.iter(f"{X}trans-unit"))
    assert [u.get("id") for u in units] == [
        digest_message("", "The *court*"), digest_message("", "Old"), digest_message("menu", "New"),
    ]  # fmt: skip
    assert [u.find(f"{X}target").get("state") for u in units] == [
        "translated", "needs-review-translation", "new",
    ]  # fmt: skip
    assert [u.get("approved") for u in units] == ["yes", "no", None]
    assert units[0].findtext(f"{X}source") == "The *court*"
    assert [note.text for note in units[0].iter(f"{X}note")] == ["CSSR: غرفة دعم المجتمع المدني"]
    contexts = {c.get("context-type"): c.text for u in units for c in u.iter(f"{X}context")}
    assert contexts == {"sourcefile": "docs/x.md", "linenumber": "4", "x-po-msgctxt": "menu"}
    assert units[1].find(f"{X}alt-trans/{X}source").text == "Older"
    assert b"Synthetic" not in file.read_bytes(), "a reviewer's name left the archive"
    assert file.read_bytes().count(b"xmlns") == 1


def test_untranslated_and_pages_choose_what_goes_out(shelf):
    shelf.catalog(("One", "واحد"), ("Two", ""))
    shelf.catalog(("Three", ""), name="about.po")
    file = shelf.root / "ar.xlf"
    for page in (
        "briefs/2023/one",
        "docs/briefs/2023/one.md",
        "briefs",
        str(shelf.root / "docs/briefs"),
    ):
        assert shelf.run("po-export", str(file), page, "--untranslated")[0] == OK
        assert re.findall("<source>(.*?)</source>", file.read_text("utf-8")) == ["Two"]
    code, _, err = shelf.run("po-export", str(file), "brief")
    assert code == BAD_INPUT
    assert "brief: there is no catalog of this page; write briefs/2023/one" in err


def test_xliff2po_reads_what_goes_out(shelf):
    shelf.catalog(
        ("One", "واحد"),
        polib.POEntry(msgid='"Two"\n<b>&', msgstr='"اثنان"\n<b>&', flags=["fuzzy"]),
        ("Three", ""),
        polib.POEntry(
            msgid="%d page", msgid_plural="%d pages", msgstr_plural={n: f"%d {n}" for n in range(6)}
        ),
    )
    file, po = shelf.root / "ar.xlf", shelf.root / "out.po"
    shelf.run("po-export", str(file))
    tool = Path(sys.executable).with_name("xliff2po")
    subprocess.run([tool, "--progress=none", file, po], check=True, timeout=60)
    found = {e.msgid: (e.msgstr, e.fuzzy, dict(e.msgstr_plural)) for e in polib.pofile(str(po))}
    assert found == {
        "One": ("واحد", False, {}),
        '"Two"\n<b>&': ('"اثنان"\n<b>&', True, {}),
        "Three": ("", False, {}),
        "%d page": ("", False, {n: f"%d {n}" for n in range(6)}),
    }


# -- TMX that goes out -------------------------------------------------------------------------


def test_a_memory_holds_each_finished_translation_once_with_its_pages(shelf):
    shelf.languages(en="English", zh_CN="中文")
    shelf.folder = shelf.root / "locale" / "zh_CN" / "LC_MESSAGES"
    fuzzy = polib.POEntry(msgid="Two", msgstr="二", flags=["fuzzy"])
    obsolete = polib.POEntry(msgid="Three", msgstr="三", obsolete=True)
    shelf.catalog(("One", "一"), fuzzy, obsolete, ("Four", ""))
    shelf.catalog(
        ("One", "一"), polib.POEntry(msgid="One", msgctxt="menu", msgstr="壹"), name="a.po"
    )
    file = shelf.root / "zh.tmx"
    shelf.run("po-export", str(file), "-l", "zh_CN")
    root = etree.parse(file).getroot()
    assert root.get("version") == "1.4"
    assert root.find("header").get("srclang") == "en"
    assert [[p.text for p in tu.iter("prop")] for tu in root.iter("tu")] == [
        ["a.po", "briefs/2023/one.po"], ["a.po", "menu"],
    ]  # fmt: skip
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert {node.get(lang) for node in root.iter("tuv")} == {"en", "zh-CN"}
    store = factory.getobject(str(file))
    assert [(u.source, u.target) for u in store.units] == [("One", "一"), ("One", "壹")]
    assert write_tmx(read_shelf(shelf), "en", "zh-CN") == file.read_bytes()


def test_the_form_for_one_stands_for_the_singular_in_a_memory(shelf):
    shelf.catalog(
        polib.POEntry(
            msgid="a page", msgid_plural="pages", msgstr_plural={n: f"ص{n}" for n in range(6)}
        )
    )
    data = write_tmx(read_shelf(shelf), "en", "ar")
    store = factory.getobject(_named(data, "a.tmx"))
    assert [(u.source, u.target) for u in store.units][:3] == [
        ("pages", "ص0"), ("a page", "ص1"), ("pages", "ص2"),
    ]  # fmt: skip


def _named(data: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name  # type: ignore[attr-defined]
    return file


@pytest.mark.parametrize("name", ["ar.tmx", "ar.xlf"])
def test_what_xml_cannot_hold_is_left_out_and_named(shelf, name):
    path = shelf.catalog(("One", "واحد"), ("Two", "اثنان\x0b"))
    code, said, _ = shelf.run("po-export", str(shelf.root / name), "--json")
    assert code == FAILED
    data = json.loads(said)
    assert data["messages"] == 1
    line = read_catalog(path)[1].linenum
    (left,) = data["left_out"]
    assert left.startswith(
        f"locale/ar/LC_MESSAGES/{PAGE}:{line}: is left out: it has the character U+000B"
    )


# -- TMX that comes in -------------------------------------------------------------------------


def test_a_memory_fills_what_is_untranslated_and_nothing_else(shelf):
    shelf.catalog(("One", ""), ("Two", "اثنان"), ("Three", ""))
    fuzzy = polib.POEntry(msgid="Four", msgstr="أربعة؟", flags=["fuzzy"])
    other = shelf.catalog(fuzzy, name="other.po")
    before, stamp = other.read_bytes(), other.stat().st_mtime_ns
    file = shelf.tmx(("One", "واحد"), ("Two", "زوج"), ("Four", "أربعة"), ("Five", "خمسة"))
    code, said, _ = shelf.run("po-import", file, "-l", "ar")
    assert (code, said) == (OK, f"{file}: 1 filled, 2 kept as they are; 1 catalog changed\n")
    assert [shelf.entry(m).msgstr for m in ("One", "Two", "Three")] == ["واحد", "اثنان", ""]
    assert not shelf.entry("One").fuzzy
    assert (other.read_bytes(), other.stat().st_mtime_ns) == (before, stamp)


def test_replace_overwrites_a_finished_translation(shelf):
    shelf.catalog(("Two", "اثنان"))
    file = shelf.tmx(("Two", "زوج"))
    assert shelf.run("po-import", file, "--replace")[0] == OK
    assert shelf.entry("Two").msgstr == "زوج"


def test_white_space_that_a_tool_has_changed_makes_no_other_message(shelf):
    shelf.catalog(("A  long\nline\n", ""), ("A long line", ""))
    shelf.run("po-import", shelf.tmx(("A long line", "سطر")))
    assert shelf.entry("A  long\nline\n").msgstr == "سطر\n"
    assert shelf.entry("A long line").msgstr == "سطر"


def test_a_variant_of_the_language_will_do_and_the_very_language_is_better(shelf):
    shelf.catalog(("One", ""), ("Two", ""))
    body = (
        '<tu><tuv xml:lang="EN-us"><seg>One</seg></tuv><tuv xml:lang="ar-SY"><seg>أحد</seg></tuv>'
        '<tuv xml:lang="AR"><seg>واحد</seg></tuv></tu>'
        '<tu><tuv lang="en"><seg>Two</seg></tuv><tuv lang="ar-SY"><seg>اثنان</seg></tuv></tu>'
    )
    file = shelf.write("m.tmx", f'<tmx version="1.4"><header/><body>{body}</body></tmx>')
    assert shelf.run("po-import", file)[0] == OK
    assert [shelf.entry(m).msgstr for m in ("One", "Two")] == ["واحد", "اثنان"]
    assert match_tags("zh_CN", "zh-cn")
    assert not match_tags("ku", "kmr")


def test_units_that_contradict_each_other_are_offered_as_fuzzy(shelf):
    shelf.catalog(("One", ""), ("Two", ""))
    file = shelf.tmx(("One", "واحد"), ("One", "أحد"), ("Two", "اثنان"), ("Two", "اثنان"))
    code, said, _ = shelf.run("po-import", file)
    assert code == OK
    assert "fuzzy: locale/ar/LC_MESSAGES/briefs/2023/one.po" in said
    assert "The file translates it in 2 ways." in said
    assert (shelf.entry("One").msgstr, shelf.entry("One").fuzzy) == ("واحد", True)
    assert (shelf.entry("Two").msgstr, shelf.entry("Two").fuzzy) == ("اثنان", False)


def test_a_translation_of_another_context_is_only_offered(shelf):
    shelf.catalog(polib.POEntry(msgid="Open", msgctxt="door", msgstr="مفتوح"))
    file = str(shelf.root / "m.tmx")
    shelf.run("po-export", file)
    shelf.catalog(("Open", ""), polib.POEntry(msgid="Open", msgctxt="door"))
    shelf.run("po-import", file)
    plain, door = read_catalog(shelf.folder / PAGE)
    assert (plain.msgstr, plain.fuzzy, door.msgstr, door.fuzzy) == ("مفتوح", True, "مفتوح", False)


def test_near_offers_like_texts_as_fuzzy_with_their_source(shelf):
    shelf.catalog(("The court met on Monday in Geneva.", ""), ("Quite another thing.", ""))
    file = shelf.tmx(("The court met on Sunday in Geneva.", "اجتمعت المحكمة يوم الأحد في جنيف."))
    assert shelf.run("po-import", file)[0] == OK
    assert shelf.entry("The court met on Monday in Geneva.").msgstr == ""
    assert shelf.run("po-import", file, "--near")[0] == OK
    entry = shelf.entry("The court met on Monday in Geneva.")
    assert entry.msgstr == "اجتمعت المحكمة يوم الأحد في جنيف."
    assert (entry.fuzzy, entry.previous_msgid) == (True, "The court met on Sunday in Geneva.")
    assert shelf.entry("Quite another thing.").msgstr == ""


# -- XLIFF that comes in -----------------------------------------------------------------------


def test_the_state_of_a_unit_decides_whether_it_is_finished(shelf):
    states = {
        "translated": False, "final": False, "signed-off": False, "needs-review-translation": True,
        "needs-translation": True, "new": True, "needs-adaptation": True, "x-own": True,
    }  # fmt: skip
    shelf.catalog(*((state, "") for state in states), ("unapproved", ""), ("bare", ""), ("mt", ""))
    file = shelf.xliff(
        *(unit(state, f"نص {state}", state) for state in states),
        unit("unapproved", "نص", more='approved="no"'),
        unit("bare", "نص").replace(' state="translated"', ""),
        unit("mt", "نص").replace("<target ", '<target state-qualifier="mt-suggestion" '),
    )
    assert shelf.run("po-import", file)[0] == OK
    assert {s: shelf.entry(s).fuzzy for s in states} == states
    assert [shelf.entry(m).fuzzy for m in ("unapproved", "bare", "mt")] == [True, False, True]
    assert shelf.entry("new").msgstr == "نص new"


def test_a_finished_unit_finishes_a_fuzzy_entry(shelf):
    fuzzy = polib.POEntry(msgid="One", msgstr="أحد", flags=["fuzzy"], previous_msgid="Won")
    same = polib.POEntry(msgid="Two", msgstr="اثنان", flags=["fuzzy", "no-wrap"])
    shelf.catalog(fuzzy, same)
    shelf.run("po-import", shelf.xliff(unit("One", "واحد"), unit("Two", "اثنان")))
    one, two = shelf.entry("One"), shelf.entry("Two")
    assert (one.msgstr, one.flags, one.previous_msgid) == ("واحد", [], None)
    assert (two.msgstr, two.flags) == ("اثنان", ["no-wrap"])


def test_a_finished_translation_stays_unless_it_is_to_be_replaced(shelf):
    shelf.catalog(("One", "واحد"), ("Two", "اثنان"))
    file = shelf.xliff(unit("One", "أحد"), unit("Two", "اثنان", "needs-review-translation"))
    before = shelf.all_bytes()
    code, said, _ = shelf.run("po-import", file)
    assert code == FAILED
    assert said.count("kept: locale/ar/LC_MESSAGES/briefs/2023/one.po:") == 2
    assert shelf.all_bytes() == before
    assert shelf.run("po-import", file, "--replace")[0] == OK
    assert (shelf.entry("One").msgstr, shelf.entry("One").fuzzy) == ("أحد", False)
    assert (shelf.entry("Two").msgstr, shelf.entry("Two").fuzzy) == ("اثنان", True)


def test_a_doubtful_unit_does_not_push_another_doubtful_translation_out(shelf):
    shelf.catalog(polib.POEntry(msgid="One", msgstr="بيد المترجم", flags=["fuzzy"]))
    file = shelf.xliff(unit("One", "أحد", "needs-review-translation"))
    assert shelf.run("po-import", file)[0] == FAILED
    assert shelf.entry("One").msgstr == "بيد المترجم"


def test_a_translation_of_an_edited_source_becomes_fuzzy_with_that_source(shelf):
    edited = polib.POEntry(msgid="The council met in May 2024.", flags=["fuzzy"], msgstr="؟")
    edited.previous_msgid = "Somebody met."
    shelf.catalog(
        edited, ("The court met on Monday.", ""), ("Tampered with.", ""), ("Wholly new.", "")
    )
    file = shelf.xliff(
        unit("Somebody met.", "؟"),
        unit("The court met on Sunday.", "اجتمعت المحكمة يوم الأحد."),
        unit("Tampered with!", "عُبث به!", key=digest_message("", "Tampered with.")),
        unit("Nothing like it was ever here.", "لا شيء"),
        unit("Quite another thing than it was", "آخر", key=digest_message("", "Wholly new.")),
    )
    code, said, _ = shelf.run("po-import", file)
    assert code == FAILED
    assert "gone: locale/ar/LC_MESSAGES/briefs/2023/one.po: The catalog has no such message" in said
    assert "2 offered as fuzzy, 1 there already, 2 gone;" in said
    assert shelf.entry("Wholly new.").msgstr == ""
    court, tampered = shelf.entry("The court met on Monday."), shelf.entry("Tampered with.")
    assert (court.fuzzy, court.msgstr) == (True, "اجتمعت المحكمة يوم الأحد.")
    assert court.previous_msgid == "The court met on Sunday."
    assert (tampered.fuzzy, tampered.previous_msgid) == (True, "Tampered with!")
    assert shelf.entry("The council met in May 2024.").msgstr == "؟"


def test_a_unit_whose_id_a_tool_has_changed_is_found_by_its_text(shelf):
    shelf.catalog(("One", ""))
    assert shelf.run("po-import", shelf.xliff(unit("One", "واحد", key="17")))[0] == OK
    assert (shelf.entry("One").msgstr, shelf.entry("One").fuzzy) == ("واحد", False)


def test_the_id_finds_the_entry_even_where_another_text_is_as_near(shelf):
    shelf.catalog(("Chapter one", ""), ("Chapter two", ""))
    file = shelf.xliff(unit("Chapter tne", "فصل", key=digest_message("", "Chapter two")))
    assert shelf.run("po-import", file)[0] == OK
    assert [shelf.entry(f"Chapter {n}").msgstr for n in ("one", "two")] == ["", "فصل"]


def test_a_memory_knows_which_page_a_translation_is_from(shelf):
    shelf.catalog(("Seat", "مقعد"))
    shelf.catalog(("Seat", "مقر"), name="two.po")
    file = str(shelf.root / "m.tmx")
    shelf.run("po-export", file)
    shelf.catalog(("Seat", ""))
    shelf.catalog(("Seat", ""), name="two.po")
    assert shelf.run("po-import", file)[0] == OK
    found = [shelf.entry("Seat", name) for name in (PAGE, "two.po")]
    assert [(e.msgstr, e.fuzzy) for e in found] == [("مقعد", False), ("مقر", False)]


def test_a_unit_reaches_only_the_catalog_that_it_names(shelf):
    shelf.catalog(("One", ""))
    shelf.catalog(("One", ""), name="other.po")
    shelf.run("po-import", shelf.xliff(unit("One", "واحد")))
    assert [shelf.entry("One", name).msgstr for name in (PAGE, "other.po")] == ["واحد", ""]


@pytest.mark.parametrize("original", ["../../../../conf.po", "/etc/passwd", "gone.po", ""])
def test_a_file_that_is_no_catalog_is_reported_and_never_touched(shelf, original):
    shelf.catalog(("One", ""))
    before = shelf.all_bytes()
    code, said, _ = shelf.run("po-import", shelf.xliff(unit("One", "واحد"), original=original))
    assert code == FAILED
    assert ": gone:" in said
    assert shelf.all_bytes() == before


def test_a_plural_with_a_form_missing_is_refused(shelf):
    shelf.catalog(
        polib.POEntry(
            msgid="Page %d", msgid_plural="Pages %d", msgstr_plural=dict.fromkeys(range(6), "")
        )
    )
    file = str(shelf.root / "ar.xlf")
    shelf.run("po-export", file)
    assert shelf.run("po-import", file) == (
        OK, f"{file}: nothing for these catalogs; 0 catalogs changed\n", "",
    )  # fmt: skip
    text = (
        Path(file).read_text("utf-8").replace('<target state="new"/>', "<target>ص %d</target>", 5)
    )
    code, said, _ = shelf.run("po-import", shelf.write("ar.xlf", text))
    assert code == FAILED
    assert "has not each of the 6 plural forms" in said
    shelf.write("ar.xlf", text.replace('<target state="new"/>', "<target>صفحة %d</target>"))
    ended, said, _ = shelf.run("po-import", file)
    assert ended == OK, said
    assert shelf.entry("Page %d").msgstr_plural[5] == "صفحة %d"


# -- Rules -------------------------------------------------------------------------------------

BREACHES = {
    "T103": ("Read the report.", "اقرأ [التقرير](https://evil.example/)."),
    "T105": ("The {term}`CSSR` met.", "اجتمعت الغرفة."),
    "T301": ("Page two", "الصفحة \u202eالثانية\u202c"),
    "T302": ("Page three", "الصفحة \u2067الثالثة"),
    "T304": ("Page four", "الصفحة\x85الرابعة"),
}


@pytest.mark.parametrize("code", BREACHES)
@pytest.mark.parametrize("kind", ["tmx", "xliff"])
def test_what_breaks_a_rule_is_refused_and_the_rest_is_taken(shelf, kind, code):
    msgid, msgstr = BREACHES[code]
    shelf.catalog(("One", ""), (msgid, ""))
    one = ("One", "واحد")
    file = (
        shelf.tmx(one, (msgid, msgstr))
        if kind == "tmx"
        else shelf.xliff(unit(*one), unit(msgid, msgstr))
    )
    ended, said, _ = shelf.run("po-import", file)
    assert ended == FAILED
    line = shelf.entry(msgid).linenum
    place = f"{file}:1: refused: locale/ar/LC_MESSAGES/{PAGE}:{line}: The translation "
    assert [row for row in said.splitlines() if row.startswith(place) and row.endswith(f"[{code}]")]
    assert (shelf.entry("One").msgstr, shelf.entry(msgid).msgstr) == ("واحد", "")
    assert "1 filled, 1 refused; 1 catalog changed" in said


def test_a_placeholder_of_the_interface_cannot_be_lost(shelf):
    shelf.catalog(("%(number)s briefs", ""), name="warraq.po")
    file = shelf.xliff(unit("%(number)s briefs", "إحاطات"), original="warraq.po")
    code, said, _ = shelf.run("po-import", file, "--json")
    assert code == FAILED
    data = json.loads(said)
    assert data["counts"]["refused"] == 1
    assert data["messages"][0]["code"] == "T201"
    assert data["messages"][0]["catalog"] == "warraq.po"


def test_a_dry_run_says_the_same_and_writes_nothing(shelf):
    shelf.catalog(("One", ""))
    file, before = shelf.xliff(unit("One", "واحد")), shelf.all_bytes()
    code, said, _ = shelf.run("po-import", file, "--dry-run")
    assert (code, said) == (OK, f"{file}: 1 filled; 1 catalog would change\n")
    assert shelf.all_bytes() == before


# -- Bytes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_only_the_entries_that_change_change_their_bytes(shelf, newline, mark):
    body = (
        '# A wrapped one.\nmsgid ""\n"One and "\n"two"\nmsgstr ""\n"واحد "\n"واثنان"\n\n\n'
        '#: docs/x.md:4\nmsgid "Three"\nmsgstr ""\n\n'
        '#~ msgid "Gone"\n#~ msgstr "راح"\n\n'
        'msgid   "Four"\nmsgstr "أربعة"\n# A last word.\n'
    )
    path = shelf.folder / PAGE
    path.parent.mkdir(parents=True)
    path.write_bytes((mark + HEADER + body).replace("\n", newline).encode())
    assert shelf.run("po-import", shelf.xliff(unit("Three", "ثلاثة", "new")))[0] == OK
    wanted = body.replace(
        '#: docs/x.md:4\nmsgid "Three"\nmsgstr ""',
        '#: docs/x.md:4\n#, fuzzy\nmsgid "Three"\nmsgstr "ثلاثة"',
    )
    assert path.read_bytes() == (mark + HEADER + wanted).replace("\n", newline).encode()


# -- Files that are hostile or broken ----------------------------------------------------------

TU = '<tu><tuv xml:lang="en"><seg>One</seg></tuv><tuv xml:lang="ar"><seg>{}</seg></tuv></tu>'
TMX = '<tmx version="1.4"><header srclang="en"/><body>' + TU + "</body></tmx>"
BOMB = (
    '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)
HOSTILE = {
    "entity bomb": ("a.tmx", BOMB + TMX.format("&m;"), "declar"),
    "external entity": (
        "a.tmx",
        '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + TMX.format("&x;"),
        "declar",
    ),
    "parameter entity": (
        "a.tmx",
        '<!DOCTYPE tmx [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>' + TMX.format("a"),
        "declar",
    ),
    "declarations": (
        "a.tmx",
        "<!DOCTYPE tmx [<!ELEMENT seg ANY>]>" + TMX.format("a"),
        "has declarations in its DOCTYPE",
    ),
    "entity of a DTD": (
        "a.tmx",
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">' + TMX.format("&eacute;"),
        "uses the entity &eacute;",
    ),
    "not XML": ("a.tmx", "One,واحد\n", "not well-formed XML"),
    "empty": ("a.xlf", "", "not well-formed XML"),
    "cut off": ("a.tmx", TMX.format("واحد")[:-20], "not well-formed XML"),
    "control character": ("a.tmx", TMX.format("واحد\x01"), "not well-formed XML"),
    "control reference": ("a.tmx", TMX.format("&#1;"), "not well-formed XML"),
    "unknown encoding": (
        "a.tmx", '<?xml version="1.0" encoding="x-no"?>' + TMX.format("a"),
        "UTF-8",
    ),
    "not the declared encoding": ("a.tmx", TMX.format("واحد").encode("cp1256"), "well-formed"),
    "deep": ("a.tmx", TMX.format("<hi>" * 200 + "واحد" + "</hi>" * 200), "too deep"),
    "huge unit": ("a.tmx", TMX.format("و" * 1_000_001), "more than 1,000,000 characters"),
    "long comment": (
        "a.tmx", "<!--" + "x" * 11_000_000 + "-->" + TMX.format("a"),
        "cannot read it",
    ),
    "wrong name": ("a.xlf", TMX.format("واحد"), "is TMX, not XLIFF"),
    "a web page": ("a.tmx", "<html><body>واحد</body></html>", "is <html>, not TMX"),
    "no body": ("a.tmx", '<tmx version="1.4"><header/></tmx>', "has no <body>"),
    "wrong source": (
        "a.tmx", TMX.format("a").replace('g="en"', 'g="fr"', 1),
        "from the language fr",
    ),
    "wrong target": (
        "a.tmx", TMX.format("a").replace('"ar"', '"fr"'),
        "no translations from en into ar",
    ),
    "XLIFF 2": (
        "a.xlf", '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>',
        "save it as XLIFF 1.2",
    ),
    "no file": (
        "a.xlf", '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>',
        "no XLIFF file",
    ),
    "name of another kind": ("a.csv", "One,واحد\n", "ends in .tmx"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_used_is_named_in_one_sentence_and_changes_nothing(shelf, name):
    shelf.catalog(("One", ""))
    before = shelf.all_bytes()
    file_name, content, wanted = HOSTILE[name]
    file = shelf.write(file_name, content)
    started = time.process_time()
    code, said, err = shelf.run("po-import", file)
    assert time.process_time() - started < 5
    assert (code, said, err.count("\n")) == (BAD_INPUT, "", 1)
    assert err.startswith(f"warraq: {file}")
    assert wanted in err
    assert len(err) < 500
    assert shelf.all_bytes() == before


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ('source-language="fr" target-language="ar"', "is from the language fr, not en"),
        ('source-language="en" target-language="fa"', "is into the language fa, not ar"),
    ],
)
def test_xliff_of_another_language_is_refused(shelf, attributes, wanted):
    shelf.catalog(("One", ""))
    code, _, err = shelf.run("po-import", shelf.xliff(unit("One", "a"), attributes=attributes))
    assert code == BAD_INPUT
    assert wanted in err
    assert shelf.entry("One").msgstr == ""


def test_a_file_out_of_all_size_is_not_even_opened(shelf, monkeypatch):
    shelf.catalog(("One", ""))
    path = shelf.root / "big.tmx"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    opened = Path.open

    def watch(self: Path, *arguments: object, **named: object) -> object:
        assert self != path, "the file was opened"
        return opened(self, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", watch)
    code, _, err = shelf.run("po-import", str(path))
    assert code == BAD_INPUT
    assert "is 2,048 MB large; at most 128 MB are read" in err


@pytest.mark.parametrize("path", ["/dev/zero", "folder", "missing"])
def test_what_is_no_file_is_not_read(shelf, path):
    link = shelf.root / "a.tmx"
    target = Path(path) if path.startswith("/") else shelf.root / path
    if path == "folder":
        target.mkdir()
    link.symlink_to(target)
    with pytest.raises(exchange_guard.ExchangeError, match=r"is not a file|cannot be read"):
        exchange_guard.read_xml(link)


def test_a_doctype_is_never_fetched(shelf):
    shelf.catalog(("One", ""))
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/tmx14.dtd"
        content = f'<!DOCTYPE tmx SYSTEM "{address}">' + TMX.format("واحد")
        assert shelf.run("po-import", shelf.write("a.tmx", content))[0] == OK
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert shelf.entry("One").msgstr == "واحد"


# -- The command -------------------------------------------------------------------------------


def test_the_language_must_be_named_where_there_are_several(shelf):
    shelf.languages(en="English", ar="العربية", ku="Kurdî")
    shelf.catalog(("One", "واحد"))
    code, _, err = shelf.run("po-export", str(shelf.root / "a.tmx"))
    assert code == BAD_INPUT
    assert "--language (ar, ku)" in err
    assert shelf.run("po-export", str(shelf.root / "a.tmx"), "-l", "ar")[0] == OK
    code, _, err = shelf.run("po-export", str(shelf.root / "a.tmx"), "-l", "ku")
    assert (code, err) == (BAD_INPUT, "warraq: ku has no catalogs yet; run warraq po first\n")


def test_a_memory_of_untranslated_messages_is_no_memory(shelf):
    shelf.catalog(("One", ""))
    code, _, err = shelf.run("po-export", str(shelf.root / "a.tmx"), "--untranslated")
    assert code == BAD_INPUT
    assert "finished translations only" in err


def test_near_is_for_a_memory_alone(shelf):
    shelf.catalog(("One", ""))
    code, _, err = shelf.run("po-import", shelf.xliff(unit("One", "واحد")), "--near")
    assert code == BAD_INPUT
    assert "leave out --near" in err


def test_nothing_to_export_writes_no_file(shelf):
    shelf.catalog(("One", ""))
    code, said, _ = shelf.run("po-export", str(shelf.root / "a.tmx"))
    assert (code, said) == (OK, "there is nothing to export; no file was written\n")
    assert not (shelf.root / "a.tmx").exists()


def test_a_broken_catalog_is_named_with_its_line_and_nothing_is_written(shelf):
    path = shelf.catalog(("One", ""))
    broken = shelf.folder / "broken.po"
    broken.write_text('msgid "a"\n<<<<<<< HEAD\nmsgstr "b"\n', "utf-8")
    code, _, err = shelf.run("po-import", shelf.tmx(("One", "واحد")))
    assert code == BAD_INPUT
    assert err.startswith(f"warraq: {broken}:2: a merge conflict stands here")
    assert read_catalog(path)[0].msgstr == ""


def test_hundreds_of_pages_go_out_and_come_in_within_seconds(shelf):
    for page in range(200):
        rows = [(f"Sentence {page} {row} of the court.", f"جملة {page} {row}") for row in range(20)]
        shelf.catalog(*rows, name=f"briefs/{page}.po")
    before = shelf.all_bytes()
    started = time.process_time()
    for name in ("all.tmx", "all.xlf"):
        file = str(shelf.root / name)
        assert shelf.run("po-export", file)[0] == OK
        for path in shelf.folder.rglob("*.po"):
            path.write_text(
                re.sub(r'(?m)^msgstr "جملة.*', 'msgstr ""', path.read_text("utf-8")), "utf-8"
            )
        assert shelf.run("po-import", file)[0] == OK
        assert shelf.all_bytes() == before
    assert time.process_time() - started < 20  # 1,000 pages: about 20 s for all four
