"""The pages of an edition: where they lead, what is noted of them. Every text is synthetic."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from sphinx.util.inventory import InventoryFile
from synthetic_archive import (
    brief_name,
    brief_text,
    build_well,
    copy_sources,
    differences,
    make_archive,
    po_path,
    site_bytes,
    write,
)

import warraq.sphinxext.styles as styles
from warraq.archive import read_archive
from warraq.editions.model import Page
from warraq.editions.pagerecords import PAGES_RECORD, read_page_records
from warraq.site.build import build_site

ADDRESS = "https://archive.example.org/deep/"
LANGUAGES = ("en", "ar")
OTHER = {"en": "ar", "ar": "en"}
EDITION = {"archive_editions": True}
RETRACTED, UNTRANSLATED, REMOVED, CORRECTED, ARABIC = 2, 3, 4, 5, 6
BRIEFS = 6


def html(root: Path) -> Path:
    return root / "build" / "html"


def names_of(root: Path, tag: str) -> set[str]:
    """The pages of a language that are on the disk."""
    folder = html(root) / tag
    return {path.relative_to(folder).as_posix()[:-5] for path in folder.rglob("*.html")}


def page_of(root: Path, tag: str, name: str) -> BeautifulSoup:
    return BeautifulSoup((html(root) / tag / f"{name}.html").read_text("utf-8"), "lxml")


def record_of(root: Path, tag: str) -> dict[str, Page]:
    text = (root / "build" / "doctrees" / tag / PAGES_RECORD).read_text("utf-8")
    return read_page_records(json.loads(text))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An archive built as an edition; the tests that change it are at the end."""
    with pytest.MonkeyPatch.context() as patch:
        # Styles have tests of their own, and take most of the time.
        patch.setattr(styles, "build_stylesheet", lambda theme, parts, _: "\n".join(parts))
        root = make_archive(
            tmp_path_factory.mktemp("edition") / "archive", BRIEFS, translated={1, 2, 4, 5}
        )
        fields = {
            RETRACTED: {"status": "{state: retracted, note: A synthetic note., date: 2024-02-03}"},
            REMOVED: {"status": "{state: removed, note: A synthetic note., date: 2024-03}"},
            ARABIC: {"language": "ar"},
            CORRECTED: {
                "formerly": "[2020/former]",
                "revisions": "[{date: 2024-01-02, note: A synthetic change.}]",
                "status": "{state: corrected, note: A synthetic note.}",
            },
        }
        for number, known in fields.items():
            write(root / "docs" / f"{brief_name(number)}.md", brief_text(number, **known))
        with po_path(root, brief_name(RETRACTED)).open("a", encoding="utf-8") as file:
            file.write('\nmsgid "A synthetic note."\nmsgstr "ملاحظة اصطناعية."\n')
        build_well(root, overrides=EDITION)
        yield root


# -- Where pages lead ----------------------------------------------------------------------------


def links_in(text: str) -> Iterator[str]:
    """Every address on a page: in attributes, and in what it says for machines."""
    page = BeautifulSoup(text, "lxml")
    for tag in page.find_all(True):
        for name in ("href", "src", "action", "data", "poster", "srcset"):
            if tag.has_attr(name):
                yield str(tag[name])
    for block in page.select('script[type="application/ld+json"]'):
        yield from (
            text for text in re.findall(r'"((?:\\.|[^"\\])*)"', block.text) if "../" in text
        )


def test_a_page_leads_out_of_its_edition_only_to_what_is_always_there(root):
    pages = {tag: names_of(root, tag) for tag in LANGUAGES}
    assert pages["en"] == pages["ar"]  # so that a switch of language within an edition finds it
    assert any(name.startswith("translations/ar/") for name in pages["en"])
    lasting = re.compile(r"(en|ar)/(?:latest|history)/(.+)\.html")
    left = set()
    for tag in LANGUAGES:
        folder = html(root) / tag
        files = [folder / f"{name}.html" for name in sorted(pages[tag])]
        for path in (*files, folder / "glossary.ttl"):
            text = path.read_text("utf-8")
            found = re.findall(r"<(\.\./[^>]*)>", text) if path.suffix == ".ttl" else links_in(text)
            here = f"{tag}/EDITION/{path.relative_to(folder).as_posix()}"
            for link in found:
                parts = urlsplit(link)
                if parts.scheme or not parts.path:
                    continue
                target = posixpath.normpath(posixpath.join(here, "..", unquote(parts.path)))
                inside = target.removeprefix(f"{tag}/EDITION/")
                if inside != target:
                    assert inside == "_edition.css" or (folder / inside).is_file(), (here, link)
                    continue
                left.add(target)
                if target == f"{tag}/editions/index.html":
                    continue
                outside = lasting.fullmatch(target)
                if outside:
                    assert outside[2] in pages[outside[1]], (here, link)
                else:
                    assert re.fullmatch(rf"{tag}/status/briefs-202[0-9]\.css", target), (here, link)
    assert {
        f"{tag}/{place}/about.html" for tag in LANGUAGES for place in ("latest", "history")
    } <= (left)


def test_a_page_does_not_say_which_edition_it_is_of_but_links_to_what_does(root):
    for tag in LANGUAGES:
        for name in names_of(root, tag):
            page = page_of(root, tag, name)
            up = "../" * name.count("/")
            sheets = [link["href"] for link in page.select('link[rel="stylesheet"]')]
            assert sheets[0].startswith(f"{up}_static/archive.css?v=")
            assert sheets[1] == f"{up}_edition.css"
            assert page.body["data-page"] == name
            (shown,) = page.select(".edition-line .edition-name")
            assert shown.get_text() == ""
            assert page.select_one(".edition-line").get_text(strip=True) != ""
            (notice,) = page.select("main > .edition-notice[hidden]")
            assert notice.select_one("a")["href"] == f"{up}../latest/{name}.html"
            links = [link["href"] for link in page.select(".edition-line a")]
            assert links == [f"{up}../history/{name}.html", f"{up}../editions/index.html"]
            assert not page.select(
                ".cite-edition"
            )  # a site without an address has no permanent one
            later = [link["href"] for link in page.select(".later-status a")]
            assert later == [f"{up}../history/{name}.html"] * len(later)
            (icon,) = page.select('link[rel="icon"]')
            assert icon["href"] == f"{up}_static/icon.svg"
            (script,) = page.select('script[src*="edition.js"]')
            assert script.has_attr("defer")
            year = re.match(r"briefs/(\d{4})/synthetic", name)
            assert sheets[2:] == ([f"{up}../status/briefs-{year[1]}.css"] if year else [])
            assert len(page.select(".later-status[hidden] .later-status-text")) == bool(year)
    states = {
        1: "published",
        RETRACTED: "retracted 2024-02-03 - ",
        REMOVED: "removed 2024-03 - ",
        CORRECTED: "corrected - 2024-01-02 ",
    }
    for number, state in states.items():
        english, arabic = (page_of(root, tag, brief_name(number)).body for tag in LANGUAGES)
        assert arabic["data-status"].startswith(state)
        assert arabic["data-status"] == english["data-status"]  # though its note is translated
        mark = record_of(root, "ar")[brief_name(number)].mark
        assert mark == arabic["data-status"]
    assert not page_of(root, "ar", "about").body.has_attr("data-status")


def test_a_switch_leads_to_the_newest_edition_or_to_where_all_are(root):
    for tag, other in OTHER.items():
        name = brief_name(UNTRANSLATED)
        page = page_of(root, tag, name)
        up = "../../../../"
        switches = page.select(".language-switch, .translation-notice")
        assert len(switches) == (2 if tag == "ar" else 1)
        for switch in switches:
            latest, same = switch.select("a")
            assert (latest["class"], same["class"]) == (["to-latest"], ["to-same-edition"])
            assert latest["href"] == f"{up}{other}/latest/{name}.html"
            assert same["href"] == f"{up}{other}/history/{name}.html"
            assert latest.get_text() == same.get_text()
    listed = page_of(root, "en", "translations/ar/2021/index").select("article li .brief-title")
    for item in listed:
        latest, same = item.select("a")
        assert "to-latest" in latest["class"]
        assert "to-same-edition" in same["class"]
    own = page_of(root, "ar", "translations/ar/2021/index").select_one("article li .brief-title")
    assert [link["href"] for link in own.select("a")] == ["../../../briefs/2021/synthetic-03.html"]


def test_search_engines_are_sent_to_the_newest_edition(root):
    for tag in LANGUAGES:
        (link,) = page_of(root, tag, brief_name(1)).select('link[rel="canonical"]')
        assert link["href"] == f"../../../latest/{brief_name(1)}.html"
    (link,) = page_of(root, "ar", brief_name(UNTRANSLATED)).select('link[rel="canonical"]')
    assert link["href"] == f"../../../../en/latest/{brief_name(UNTRANSLATED)}.html"


def test_nothing_that_belongs_beside_the_languages_is_written(root):
    assert {path.name for path in html(root).iterdir()} == set(LANGUAGES)
    assert not (html(root) / "ar" / "404.html").exists()


# -- What is noted of pages ------------------------------------------------------------------------


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_record_knows_every_page(root):
    for tag in LANGUAGES:
        record = record_of(root, tag)
        assert record.keys() == names_of(root, tag)
        assert all(page.path == f"{name}.html" for name, page in record.items())
        assert all(page.title for page in record.values())
        kinds = {name: page.kind for name, page in record.items()}
        assert kinds["about"] == "document"
        assert kinds["search"] == kinds["places/index"] == kinds["briefs/2022/index"] == "list"
        for number in range(1, BRIEFS + 1):
            source = root / "docs" / f"{brief_name(number)}.md"
            page = record[brief_name(number)]
            assert page.kind == "brief"
            own = page.source == digest(source)
            assert own == (tag == "en")


def test_the_record_says_what_a_page_says_in_its_language(root):
    english, arabic = (record_of(root, tag) for tag in LANGUAGES)
    name = brief_name(RETRACTED)
    page = arabic[name]
    assert page.title == "موجز اصطناعي 2"
    assert (page.language, page.percent) == ("ar", 100)
    assert (page.date, page.state, page.status_date) == ("2023-03", "retracted", "2024-02-03")
    assert page.status_note == "ملاحظة اصطناعية."
    assert english[name].status_note == "A synthetic note."
    page = arabic[brief_name(UNTRANSLATED)]
    assert (page.title, page.language, page.percent) == ("Synthetic brief 3", "en", 0)
    assert english[brief_name(UNTRANSLATED)].percent == 100
    for tag, percent in (("en", 0), ("ar", 100)):  # nobody translates what is written in Arabic
        page = record_of(root, tag)[brief_name(ARABIC)]
        assert (page.language, page.title_language, page.percent) == ("ar", "", percent)
    page = english[brief_name(CORRECTED)]
    assert page.formerly == ("briefs/2020/former",)
    assert page.revisions == (("2024-01-02", "A synthetic change."),)
    assert (page.state, page.status_date) == ("corrected", "")
    page = arabic["about"]  # only its title is translated
    assert (page.title, page.title_language, page.language) == ("عن الأرشيف", "ar", "en")
    page = arabic["bibliography"]
    assert (page.title, page.title_language) == ("Synthetic bibliography", "")
    assert arabic["search"].title == "بحث"
    assert arabic["topics/synthetic-topic/index"].title == "الموضوع: موضوع اصطناعي"
    assert english["briefs/2023/index"].language == "en"


def test_sphinx_reads_the_inventory_whose_bytes_owe_nothing_to_a_compressor(root):
    data = (html(root) / "en" / "objects.inv").read_bytes()
    found = InventoryFile.loads(data, uri="https://archive.example.org/en/")
    assert "synthetic-label" in found.data["std:label"]
    assert brief_name(1) in found.data["std:doc"]
    assert b"briefs/2022/synthetic-01.html" in data or brief_name(1).encode() in data


# -- What changes --------------------------------------------------------------------------------


def test_an_incremental_build_is_a_clean_one_and_leaves_other_pages_alone(root, tmp_path):
    before, about = site_bytes(root), html(root) / "ar" / "about.html"
    stamp = about.stat().st_mtime_ns
    source = root / "docs" / f"{brief_name(CORRECTED)}.md"
    write(source, source.read_text("utf-8").replace("Synthetic text 5", "Changed synthetic text 5"))
    (root / "docs" / f"{brief_name(REMOVED)}.md").unlink()
    build_well(root, overrides=EDITION)
    assert about.stat().st_mtime_ns == stamp
    assert differences(site_bytes(root), before)
    clean = copy_sources(root, tmp_path / "clean")
    build_well(clean, overrides=EDITION)
    assert differences(site_bytes(root), site_bytes(clean)) == []
    for tag in LANGUAGES:
        assert record_of(root, tag) == record_of(clean, tag)
        assert record_of(root, tag).keys() == names_of(root, tag)


def test_every_whole_address_is_one_of_the_newest_edition(root):
    write(
        root / "conf.py",
        (root / "conf.py").read_text("utf-8").replace('url = ""', f'url = "{ADDRESS}"'),
    )
    build_well(root, overrides=EDITION)
    kinds, permanent = set(), set()
    for name, data in site_bytes(root).items():
        text = unquote(data.decode("utf-8", "replace"))
        for match in re.finditer(re.escape(ADDRESS), text):
            rest = text[match.end() : match.end() + 20]
            chooser = rest.startswith('index.html"') and name.endswith("/index.html")
            if rest.startswith(f'{name[:2]}/<bdi class="edi'):
                permanent.add(name)
                continue
            assert chooser or re.match(r"(?:en|ar)/latest/", rest), (name, rest)
            kinds.add(posixpath.splitext(name)[1])
    assert {".html", ".xml", ".ttl", ".bib", ".ris", ".json"} <= kinds
    page = page_of(root, "ar", brief_name(CORRECTED))
    (address,) = page.select(".cite-edition .edition-address")
    before, after = f"{ADDRESS}ar/", f"/{brief_name(CORRECTED)}.html"
    assert [str(part) for part in address.contents] == [
        *(before, '<bdi class="edition-name"></bdi>', after)
    ]
    assert {name[:2] for name in permanent} == set(LANGUAGES)
    assert all("/briefs/" in name for name in permanent)
    home = f"{ADDRESS}ar/latest/{brief_name(CORRECTED)}"
    assert page.select_one('link[rel="canonical"]')["href"] == f"{home}.html"
    assert page.select_one('meta[property="og:image"]')["content"] == f"{home}.card.png"


PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="9"/>\n'


def test_what_a_page_has_beside_its_text_is_noted_and_nothing_else(root):
    linked, pictured, dated = (root / "docs" / f"{brief_name(number)}.md" for number in (1, 2, 3))
    picture = root / "docs" / "picture.svg"
    template = root / "_templates" / "page.html"
    write(picture, PICTURE.format(9))
    write(linked, linked.read_text("utf-8") + "\nA [link](https://example.org/a).\n")
    write(pictured, pictured.read_text("utf-8") + "\n![Synthetic](../../picture.svg)\n")

    def build() -> dict[str, dict[str, Page]]:
        build_well(root, overrides=EDITION)
        return {tag: record_of(root, tag) for tag in LANGUAGES}

    def change(path: Path, old: str, new: str) -> None:
        text = path.read_text("utf-8")
        assert old in text
        write(path, text.replace(old, new))

    before = build()
    page = before["ar"][brief_name(1)]
    assert page.facts[:3] == (
        *(("kind", "مستجدات"), ("authors", "جمعية الأرشيف الاصطناعي"), ("places", "مكان اصطناعي")),
    )
    assert ("bodies", "SBA") in page.facts
    assert before["en"]["search"].parts == ()
    change(linked, "https://example.org/a", "https://example.org/b")
    write(picture, PICTURE.format(8))
    change(dated, "kind: update", "kind: report")
    # An entry of the bibliography leads elsewhere: so do the pages that cite it.
    change(root / "docs" / "references.bib", "https://example.org/charter", "https://example.org/x")
    # Another look, other neighbours, longer lists: no page is another one by that.
    change(template, "<article>", '<article class="synthetic-look">')
    write(root / "docs" / "briefs" / "2022" / "another.md", brief_text(7, date="2022-02"))
    now = build()
    differing = {
        (tag, name, kind)
        for tag in LANGUAGES
        for name, page in now[tag].items()
        if name in before[tag]
        for kind, old, new in (
            ("facts", before[tag][name].facts, page.facts),
            *((kind, dict(before[tag][name].parts)[kind], new) for kind, new in page.parts),
        )
        if old != new
    }
    assert differing == {
        (tag, name, kind)
        for tag in LANGUAGES
        for name, kind in (
            *((brief_name(1), "links"), (brief_name(2), "pictures"), (brief_name(3), "facts")),
            ("glossary", "links"),
        )
    }
    change(template, '<article class="synthetic-look">', "<article>")


def test_what_is_built_for_a_look_tells_of_no_edition(root):
    result = build_site(read_archive(root), ["en"])
    assert not result.failed
    page = (html(root) / "en" / f"{brief_name(RETRACTED)}.html").read_text("utf-8")
    assert not re.search(r"edition|data-page|data-status|later-status|latest/|history/", page)
    assert 'href="../../../icon.svg"' in page
    assert not (html(root) / "en" / "_static" / "icon.svg").exists()
    assert not (root / "build" / "doctrees" / "en" / PAGES_RECORD).exists()
