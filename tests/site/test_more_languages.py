"""A third and a fourth language: one line each in conf.py, and their catalogs. All is synthetic."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from warraq.archive import read_archive
from warraq.site.build import SiteResult, build_site

ROOT = Path(__file__).resolve().parents[2]
BRIEF = "briefs/2021/attempt"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SiteResult]:
    root = tmp_path_factory.mktemp("languages") / "archive"
    shutil.copytree(ROOT / "tests" / "roots" / "languages", root)
    for name in ("_static", "_templates"):
        shutil.copytree(ROOT / name, root / name)
    return root, build_site(read_archive(root), (), parallel=1)


def read(built: tuple[Path, SiteResult], language: str, page: str = BRIEF) -> BeautifulSoup:
    path = built[0] / "build" / "html" / language / f"{page}.html"
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def test_every_language_is_built_whole_and_without_a_warning(built):
    outcomes = {outcome.language: outcome for outcome in built[1].outcomes}
    assert list(outcomes) == ["en", "ar", "ku", "ckb"]
    assert not any(outcome.messages for outcome in outcomes.values())
    for code in ("ar", "ku", "ckb"):
        assert outcomes[code].translated == outcomes[code].messages_total > 0


@pytest.mark.parametrize(
    ("language", "direction", "title", "date"),
    [
        ("ku", "ltr", "Ceribandinek", "12ê gulana 2021an"),
        ("ckb", "rtl", "تاقیکردنەوەیەک", "12ی ئایاری 2021"),
    ],
)
def test_its_pages_have_its_direction_words_and_dates(built, language, direction, title, date):
    page = read(built, language)
    assert (page.html["lang"], page.html["dir"]) == (language, direction)
    assert page.h1.find(string=True) == title
    assert page.select_one(".brief-facts time").get_text() == date
    assert (page.find("bdi") is not None) == (direction == "rtl")


def test_every_page_leads_to_every_other_language(built):
    for language in ("en", "ar", "ku", "ckb"):
        links = read(built, language).select(".language-switch a")
        assert [link["hreflang"] for link in links] == [
            code for code in ("en", "ar", "ku", "ckb") if code != language
        ]
        assert {link["dir"] for link in links if link["hreflang"] in ("ar", "ckb")} <= {"rtl"}
    chooser = (built[0] / "build" / "html" / "index.html").read_text("utf-8")
    for name in ("Kurmancî", "کوردیی ناوەندی"):
        assert name in chooser


def test_only_the_languages_of_the_arabic_script_load_its_faces(built):
    styles = {
        code: (built[0] / "build" / "html" / code / "_static" / "archive.css").read_text("utf-8")
        for code in ("en", "ar", "ku", "ckb")
    }
    assert {code for code, text in styles.items() if "naskh.woff2" in text} == {"ar", "ckb"}


def test_a_term_leads_to_its_entry_in_every_language(built):
    for language, name in (("ku", "Desteya Ceribandinan"), ("ckb", "دەستەی تاقیکردنەوەکان")):
        link = read(built, language).find("a", string=name)
        assert link["href"] == "../../glossary.html#term-sba"
        assert read(built, language, "glossary").find(id="term-sba") is not None


def test_an_entry_of_the_glossary_shows_its_names_in_every_other_language(built):
    names = {
        "ar": "SBA – الهيئة المصطنعة للمحاولات",
        "ku": "SBA – Desteya Ceribandinan",
        "ckb": "SBA – دەستەی تاقیکردنەوەکان",
    }
    shown = read(built, "ku", "glossary").select("dl.body-names dd span[lang]")
    others = {"en": "SBA – Synthetic Body of Attempts"} | names
    del others["ku"]
    assert {span["lang"]: span.get_text() for span in shown} == others
    assert [span["dir"] for span in shown] == ["ltr", "rtl", "rtl"]
    data = {
        code: (built[0] / "build" / "html" / code / "glossary.ttl").read_bytes()
        for code in ("en", *names)
    }
    assert len(set(data.values())) == 1
    for tag, name in names.items():
        assert f'"{name.removeprefix("SBA – ")}"@{tag}' in data["en"].decode()
