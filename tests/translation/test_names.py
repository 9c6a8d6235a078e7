"""Official names, read from a glossary and a bibliography. All of it is synthetic."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from warraq.translation.names import OfficialName, read_names

GLOSSARY = """\
# Glossary

```{glossary}
SYN
Synthetic Body
    A meaning.

Lone Council
    Another meaning.

UNSAID
Unsaid Body
    A third meaning.
```
"""
BIB = """\
@legal{syn-1,
  author    = {{Synthetic Body}},
  author-ar = {{اسم آخر}},
  title     = {Synthetic Resolution 1},
  title-ar  = {القرار {الاصطناعي} 1},
  title-fr  = {Résolution synthétique 1},
  number    = {S/SYN/1},
}
@online{syn-2,
  author    = {{Synthetic Office}},
  author-ar = {{المكتب الاصطناعي}},
  title     = {A page},
}
"""


class Desk:
    """The pages and the catalogs of an archive."""

    def __init__(self, root: Path) -> None:
        self.docs, self.catalogs = root / "docs", root / "catalogs"
        self.docs.mkdir()
        self.catalogs.mkdir()
        (self.docs / "glossary.md").write_text(GLOSSARY, "utf-8")
        (self.docs / "references.bib").write_text(BIB, "utf-8")

    def translate(self, *entries: polib.POEntry) -> None:
        catalog = polib.POFile(wrapwidth=0)
        catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
        catalog.extend(entries)
        (self.catalogs / "glossary.po").write_text(str(catalog), "utf-8")

    def names(self, language: str = "ar") -> dict[str, OfficialName]:
        return {name.sources[0]: name for name in read_names(self.docs, self.catalogs, language)}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def entry(msgid: str, msgstr: str, **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


def test_a_body_is_called_what_its_full_name_is_translated_as(desk):
    desk.translate(entry("SYN", "هـ.ا"), entry("Synthetic Body", "الهيئة الاصطناعية"))
    found = desk.names()["SYN"]
    assert (found.key, found.sources) == ("SYN", ("SYN", "Synthetic Body"))
    assert (found.name, found.others) == ("الهيئة الاصطناعية", ("هـ.ا",))


def test_a_body_of_one_name_is_called_what_that_is_translated_as(desk):
    desk.translate(entry("Lone Council", "المجلس الوحيد"))
    assert desk.names()["Lone Council"].name == "المجلس الوحيد"


def test_an_abbreviation_alone_is_no_official_name(desk):
    desk.translate(entry("SYN", "SYN"))
    assert (desk.names()["SYN"].name, desk.names()["SYN"].others) == ("", ("SYN",))


@pytest.mark.parametrize("doubt", [{"flags": ["fuzzy"]}, {"obsolete": True}])
def test_a_translation_in_doubt_is_no_official_name(desk, doubt):
    desk.translate(entry("Synthetic Body", "الهيئة", **doubt))
    assert desk.names()["SYN"].name == ""


@pytest.mark.parametrize("word", ["SYN", "Synthetic Body"])
def test_names_to_avoid_stand_in_a_comment_above_any_name_of_the_body(desk, word):
    note = "A synthetic remark.\navoid: الجسم;  الجهاز\u061b الهيئة المصطنعة\nAnother."
    desk.translate(entry(word, "", tcomment=note))
    assert desk.names()["SYN"].avoid == ("الجسم", "الجهاز", "الهيئة المصطنعة")


def test_a_document_is_called_by_its_title_in_the_language_with_its_symbol(desk):
    found = desk.names()["Synthetic Resolution 1"]
    assert found.key == "syn-1"
    assert found.sources == ("Synthetic Resolution 1", "S/SYN/1")
    assert found.name == "القرار الاصطناعي 1"
    assert desk.names("fr")["Synthetic Resolution 1"].name == "Résolution synthétique 1"
    assert desk.names("ku")["Synthetic Resolution 1"].name == ""


def test_an_author_has_a_name_unless_the_glossary_gives_it(desk):
    assert desk.names()["Synthetic Office"].name == "المكتب الاصطناعي"
    assert desk.names()["Synthetic Body"].name == "اسم آخر"
    desk.translate(entry("Synthetic Body", "الهيئة الاصطناعية"))
    assert "Synthetic Body" not in desk.names()


def test_an_archive_without_a_glossary_or_with_a_broken_bibliography_has_no_names(desk):
    (desk.docs / "glossary.md").unlink()
    (desk.docs / "references.bib").write_text("@online{syn-1, title = {A", "utf-8")
    assert read_names(desk.docs, desk.catalogs, "ar") == ()
