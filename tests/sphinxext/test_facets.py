"""Lists of places, topics, kinds and bodies. Every brief and every body is synthetic."""

from __future__ import annotations

import posixpath
import shutil
from pathlib import Path

import pytest
from bs4 import Tag
from kit import Site, line_of, only, paths_in, words_of

LANGUAGES = ["en", "ar"]
CONF = "archive_newest = 1\narchive_page_size = 2\n"
GLOSSARY = """\
# Synthetic glossary

```{glossary}
SYNC
Synthetic Council
    A council that does not exist. Nothing happened after its resolution S/RES/2254 (2015).

SYNR
Synthetic Room
    A room that does not exist.

NOBODY
    A body that no brief mentions.
```
"""
INDEX = """\
# Synthetic archive

Synthetic words.

```{toctree}
:hidden:

briefs/index
glossary
```
"""
LISTS = "# Synthetic lists\n\n" + "\n".join(
    f"## {kind}\n\n```{{briefs}} {kind}\n```\n" for kind in ("places", "topics", "kinds", "bodies")
)
NAMES = {
    "SYNC": "SYNC",
    "Synthetic Council": "المجلس الاصطناعي",
    "SYNR": "SYNR",
    "Synthetic Room": "الغرفة الاصطناعية",
}
WORDS = {
    "Lebanon": "لبنان",
    "Türkiye": "تركيا",
    "Raqqa": "الرقة",
    "refugees": "اللاجئون",
    "update": "مستجدات",
    "report": "تقرير",
}
"""Idlib has no translation."""
BRIEFS = {
    "2024/council": ("kind: update", "[Lebanon, Idlib]", "[SYNC]", "[refugees]"),
    "2023/both": ("kind: update", "[Lebanon, Türkiye]", "[SYNC, SYNR]", "[refugees]"),
    "2022/late": ("kind: update", "[Lebanon]", "[]", "[refugees]"),
    "2022/early": ("kind: report", "[Lebanon, Raqqa]", "[]", "[refugees]"),
    "2021/withdrawn": ("kind: report", "[Raqqa]", "[sync]", "[]"),
    "2021/gone": ("kind: report", "[Lebanon, Nowhere]", "[SYNR]", "[]"),
}
TEXTS = {
    "2022/late": "Synthetic text on the {term}`council <Synthetic Council>`.\n",
    "2022/early": "Synthetic text on the {term}`synthetic room`, which is in no translation.\n",
}
STATES = {"2021/withdrawn": "retracted", "2021/gone": "removed"}


def write_brief(site: Site, name: str, facts: tuple[str, ...], **more: str) -> Path:
    kind, places, bodies, topics = facts
    date = {"2022/late": "2022-06", "2022/early": "2022-02"}.get(name, name[:4])
    path = site.brief(name, TEXTS.get(name, "Synthetic text.\n"), date=date, title=f"Brief {name}")
    text = path.read_text("utf-8").replace("kind: update", kind)
    text = text.replace("[Synthetic Town]", places).replace("[synthetic topic]", topics)
    text = text.replace("bodies: []", f"bodies: {bodies}")
    state = more.get("state") or STATES.get(name)
    if state:
        note = f"status: {{state: {state}, note: A synthetic reason.}}"
        text = text.replace("status: published", note)
    path.write_text(text, "utf-8")
    return path


def fill_site(root: Path) -> Site:
    site = Site(root, CONF)
    site.page("index", INDEX)
    site.page("briefs/index", LISTS)
    site.page("glossary", GLOSSARY)
    site.catalog("glossary", NAMES)
    site.catalog("archive", WORDS)
    # Its link is refused in Arabic, and the page shows the source.
    site.catalog("briefs/2022/late", {TEXTS["2022/late"].strip(): "نص اصطناعي بلا رابط."})
    for name, facts in BRIEFS.items():
        write_brief(site, name, facts)
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = fill_site(tmp_path_factory.mktemp("facets") / "archive")
    english, arabic = site.build().values()
    assert english.messages == ()
    (refused,) = arabic.messages
    assert "briefs/2022/late.po" in refused
    return site


def target(page: str, link: Tag) -> str:
    """The document that a link of a page leads to."""
    path = str(link["href"]).partition("#")[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path)).removesuffix(".html")


def names_on(site: Site, page: str, language: str) -> list[tuple[str, str]]:
    """The names in the only list of a page with what stands beside them, in their order."""
    items = only(site.article(page, language), "ul.name-list").find_all("li")
    return [(words_of(only(item, "a")), words_of(only(item, ".year-count"))) for item in items]


def briefs_on(site: Site, page: str, language: str = "en") -> list[str]:
    links = site.article(page, language).select("ul.brief-list p.brief-title a")
    return [target(page, link).removeprefix("briefs/") for link in links]


# -- The lists of names ------------------------------------------------------------------------


def test_names_stand_in_the_order_of_the_language_on_pages_of_bounded_size(site):
    assert names_on(site, "places/index", "en") == [("Idlib", "1 brief"), ("Lebanon", "4 briefs")]
    assert names_on(site, "places/page-2", "en") == [("Raqqa", "2 briefs"), ("Türkiye", "1 brief")]
    assert names_on(site, "places/index", "ar") == [("تركيا", "إحاطة واحدة"), ("الرقة", "إحاطتان")]
    assert names_on(site, "places/page-2", "ar") == [
        ("لبنان", "4 إحاطات"),
        ("Idlib", "إحاطة واحدة"),
    ]
    for language, title in (("en", "Page 2 of 2"), ("ar", "الصفحة 2 من 2")):
        link = only(site.soup("places/index", language), "footer a[rel=next]")
        assert target("places/index", link) == "places/page-2"
        assert words_of(only(link, ".title")) == title


def test_bodies_are_named_in_full_and_counted_by_all_that_mention_them(site):
    assert names_on(site, "bodies/index", "en") == [
        ("Synthetic Council (SYNC)", "4 briefs"),
        ("Synthetic Room (SYNR)", "2 briefs"),
    ]
    assert names_on(site, "bodies/index", "ar") == [
        ("الغرفة الاصطناعية (SYNR)", "إحاطتان"),
        ("المجلس الاصطناعي (SYNC)", "4 إحاطات"),
    ]


def test_the_directive_shows_the_names_of_most_briefs_and_leads_to_all(site):
    for language, most, link in (
        ("en", ["Lebanon", "Raqqa"], "All places (4)"),
        ("ar", ["الرقة", "لبنان"], "جميع الأماكن (4)"),
    ):
        section = only(site.article("briefs/index", language), "#places")
        names = section.select("ul.name-list a")
        assert [words_of(name) for name in names] == most
        last = section.find_all("p")[-1]
        assert words_of(last) == link
        assert target("briefs/index", only(last, "a")) == "places/index"
        kinds = only(site.article("briefs/index", language), "#kinds").select("ul.name-list a")
        pages = {target("briefs/index", kind) for kind in kinds}
        assert pages == {"kinds/report/index", "kinds/update/index"}
        assert "kinds/index" not in str(only(site.article("briefs/index", language), "#kinds"))


# -- The list of a name ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_leads_to_its_briefs_newest_first(site, language):
    assert briefs_on(site, "places/lebanon/index", language) == ["2024/council", "2023/both"]
    assert briefs_on(site, "places/lebanon/page-2", language) == ["2022/late", "2022/early"]
    assert not (site.output(language) / "places/lebanon/page-3.html").exists()
    for page, rel, other in (("index", "next", "page-2"), ("page-2", "prev", "index")):
        link = only(site.soup(f"places/lebanon/{page}", language), f"footer a[rel={rel}]")
        assert target(f"places/lebanon/{page}", link) == f"places/lebanon/{other}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_mentions_are_the_same_in_every_language(site, language):
    """By front matter in any case, by the full name, by a link that a translation lost."""
    pages = ("bodies/sync/index", "bodies/sync/page-2", "bodies/synr/index")
    found = [briefs_on(site, page, language) for page in pages]
    assert found == [
        ["2024/council", "2023/both"],
        ["2022/late", "2021/withdrawn"],
        ["2023/both", "2022/early"],
    ]


def test_a_list_says_what_it_is_and_leads_to_the_others(site):
    for page, language, title, lead in (
        ("places/lebanon/index", "en", "Place: Lebanon", "4 briefs All places"),
        ("places/lebanon/index", "ar", "المكان: لبنان", "4 إحاطات جميع الأماكن"),
        ("topics/refugees/index", "ar", "الموضوع: اللاجئون", "4 إحاطات جميع المواضيع"),
        ("kinds/report/index", "en", "Kind: report", "2 briefs All kinds"),
        ("bodies/sync/index", "ar", "المجلس الاصطناعي (SYNC)", "4 إحاطات جميع الجهات"),
    ):
        article = site.article(page, language)
        assert words_of(only(article, "h1")) == title
        assert words_of(only(site.soup(page, language), "title")).startswith(f"{title} – ")
        assert words_of(only(article, ".list-lead")) == lead
        index = target(page, only(article, ".list-lead a"))
        assert index == f"{page.partition('/')[0]}/index"


def test_a_body_is_explained_above_its_list(site):
    article = site.article("bodies/sync/index", "en")
    said = only(article, ".list-definition")
    assert words_of(said).startswith("A council that does not exist. Nothing happened after its")
    link = only(said, "a")
    assert target("bodies/sync/index", link) == "glossary"
    assert str(link["href"]).endswith("#term-sync")
    assert site.article("bodies/sync/page-2", "en").select(".list-definition") == []
    foreign = only(site.article("bodies/sync/index", "ar"), ".list-definition [lang=en]")
    assert words_of(foreign).startswith("A council")


def test_a_name_without_translation_says_its_language(site):
    for page in ("places/page-2", "places/idlib/index", "briefs/2024/council"):
        marks = site.article(page, "ar").select("[lang=en]")
        assert "Idlib" in [words_of(mark) for mark in marks if mark["dir"] == "ltr"]
        assert "Idlib" not in [words_of(mark) for mark in site.article(page, "en").select("[lang]")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_removed_brief_is_in_no_list_and_leads_to_none(site, language):
    assert not (site.output(language) / "places/nowhere").exists()
    facts = only(site.article("briefs/2021/gone", language), "dl.brief-facts")
    assert facts.select("a") == []


def test_the_facts_of_a_brief_lead_to_its_lists(site):
    page = "briefs/2023/both"
    for language, words in (
        ("en", ["2023", "update", "Lebanon", "Türkiye", "refugees", "SYNC", "SYNR"]),
        ("ar", ["2023", "مستجدات", "لبنان", "تركيا", "اللاجئون", "SYNC", "SYNR"]),
    ):
        links = only(site.article(page, language), "dl.brief-facts").select("a")
        assert [words_of(link) for link in links] == words
        assert [target(page, link) for link in links] == [
            *("briefs/2023/index", "kinds/update/index", "places/lebanon/index"),
            *("places/turkiye/index", "topics/refugees/index"),
            *("bodies/sync/index", "bodies/synr/index"),
        ]
        for link in links:
            assert (site.output(language) / f"{target(page, link)}.html").is_file()


# -- What a change reaches ---------------------------------------------------------------------


def test_a_change_reaches_the_lists_that_it_joins_or_leaves_and_no_others(tmp_path):
    site = fill_site(tmp_path / "archive")
    site.build("ar")
    before = stamps(site)
    # One comes, one leaves a place.
    write_brief(site, "2020/new", ("kind: letter", "[Raqqa, Akkar]", "[SYNR]", "[]"))
    write_brief(site, "2023/both", ("kind: update", "[Lebanon]", "[SYNC, SYNR]", "[refugees]"))
    site.build("ar")
    now = stamps(site)
    assert {name for name in now.keys() | before.keys() if now.get(name) != before.get(name)} == {
        *("places/index", "places/page-2"),
        *("places/raqqa/index", "places/raqqa/page-2", "places/akkar/index"),
        *("places/turkiye/index", "kinds/index", "kinds/page-2", "kinds/letter/index"),
        *("bodies/index", "bodies/synr/index", "bodies/synr/page-2"),
        *("briefs/index", "glossary"),
    }
    assert "places/turkiye/index" not in now
    # One is removed, one has another title, a body another name and another definition.
    write_brief(site, "2024/council", BRIEFS["2024/council"], state="removed")
    path = write_brief(site, "2022/early", BRIEFS["2022/early"])
    path.write_text(path.read_text("utf-8").replace("Brief 2022/early", "Another"), "utf-8")
    site.catalog("glossary", NAMES | {"SYNR": "غ.ا", "A room that does not exist.": "غرفة."})
    site.build("ar")
    assert "places/idlib/index" not in stamps(site)
    clean = fill_site(tmp_path / "clean")
    for folder in ("docs", "locale"):
        shutil.copytree(site.root / folder, clean.root / folder, dirs_exist_ok=True)
    clean.build("ar", parallel=2)
    assert contents(site) == contents(clean)
    assert "غ.ا" in words_of(only(site.article("briefs/2023/both"), "dl.brief-facts"))
    assert words_of(only(site.article("bodies/synr/index"), ".list-definition")) == (
        "غرفة. في مسرد المصطلحات"
    )


def stamps(site: Site) -> dict[str, int]:
    """When each page was written that is no brief and no list of a year."""
    out = site.output()
    names = {path.relative_to(out).with_suffix("").as_posix(): path for path in out.rglob("*.html")}
    return {
        name: path.stat().st_mtime_ns
        for name, path in names.items()
        if not name.startswith("briefs/2")
    }


def contents(site: Site) -> dict[str, str]:
    out = site.output()
    return {
        path.relative_to(out).as_posix(): path.read_text("utf-8") for path in out.rglob("*.html")
    }


# -- What is wrong -----------------------------------------------------------------------------


def test_unknown_bodies_two_spellings_and_pages_in_the_way_are_told(tmp_path):
    site = fill_site(tmp_path / "archive")
    wrong = write_brief(
        site, "2020/wrong", ("kind: update", "[Turkiye, Lebanon]", "[SYNC, SNYR, XYZW]", "[]")
    )
    write_brief(site, "2020/right", ("kind: update", "[Türkiye]", "[]", "[]"))
    site.page("places/lebanon/index", "---\norphan: true\n---\n# A synthetic page in the way\n")
    messages = site.build("en")["en"].messages
    where = "docs/briefs/2020/wrong.md"
    places, bodies = line_of(wrong, "places:"), line_of(wrong, "bodies:")
    assert sorted(paths_in(messages)) == sorted(
        ["", f"{where}:{places}", f"{where}:{bodies}", f"{where}:{bodies}"]
    )
    said = "\n".join(messages)
    assert "the glossary has no body 'SNYR'; do you mean 'SYNR'?" in said
    assert "the glossary has no body 'XYZW'; write one of its keys, or add it there" in said
    assert "'Turkiye' is written 'Türkiye' in docs/briefs/2020/right.md" in said
    assert "docs/places/lebanon/index.md: WARNING: places/lebanon/index is the address of" in said
    assert words_of(only(site.article("places/lebanon/index", "en"), "h1")).endswith("in the way")
    assert briefs_on(site, "places/turkiye/index", "en") == ["2023/both", "2020/wrong"]
    facts = only(site.article("briefs/2020/wrong", "en"), "dl.brief-facts")
    assert [words_of(link) for link in facts.select("a")][-1] == "SYNC"
    assert "XYZW" in words_of(facts)
