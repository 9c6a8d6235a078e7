"""Cards, feeds, maps and pages for missing ones, on a built site. Every text is synthetic."""

from __future__ import annotations

import http.client
import io
import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from lxml import etree
from PIL import Image
from synthetic_archive import (
    SOURCE_DATE_EPOCH,
    brief_name,
    brief_text,
    build_well,
    copy_sources,
    differences,
    make_archive,
    site_bytes,
    write,
)

import warraq.sphinxext.styles as styles
from warraq.formats.policy import CONTENT_SECURITY_POLICY
from warraq.site.serve import make_server

ADDRESS = "https://archive.example.org/deep/"
LANGUAGES = ("en", "ar")
UNTRANSLATED, RETRACTED, REMOVED, CORRECTED = 3, 2, 4, 5
BRIEFS = 6
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def status(state: str, date: str) -> str:
    return f"{{state: {state}, note: A synthetic note., date: {date}}}"


def set_address(root: Path, address: str) -> None:
    conf = (root / "conf.py").read_text("utf-8")
    write(root / "conf.py", re.sub(r'archive_url = ".*"', f'archive_url = "{address}"', conf))


def html(root: Path) -> Path:
    return root / "build" / "html"


def page_of(root: Path, language: str, name: str) -> BeautifulSoup:
    return BeautifulSoup((html(root) / language / f"{name}.html").read_text("utf-8"), "lxml")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An archive with an address, built once; the tests that change it are at the end."""
    with pytest.MonkeyPatch.context() as patch:
        # Styles have tests of their own, and take most of the time.
        patch.setattr(styles, "build_stylesheet", lambda theme, parts, _: "\n".join(parts))
        patch.setenv("SOURCE_DATE_EPOCH", SOURCE_DATE_EPOCH)
        root = make_archive(tmp_path_factory.mktemp("outlets") / "archive", BRIEFS)
        set_address(root, ADDRESS)
        for number, state, date in (
            (RETRACTED, "retracted", "2024-02-03"),
            (REMOVED, "removed", "2024-03"),
            (CORRECTED, "corrected", "2024-01-02"),
        ):
            text = brief_text(number, status=status(state, date), license="CC BY 4.0")
            write(root / "docs" / f"{brief_name(number)}.md", text)
        build_well(root)
        yield root


def cards_of(root: Path) -> dict[str, bytes]:
    paths = html(root).rglob("*.card.png")
    return {path.relative_to(html(root)).as_posix(): path.read_bytes() for path in paths}


# -- Cards -----------------------------------------------------------------------------------


def test_every_listed_brief_has_a_card_in_every_language_and_its_page_says_where(root):
    listed = [number for number in range(1, BRIEFS + 1) if number != REMOVED]
    expected = {f"{tag}/{brief_name(n)}.card.png" for tag in LANGUAGES for n in listed}
    cards = cards_of(root)
    assert set(cards) == expected
    for data in cards.values():
        assert Image.open(io.BytesIO(data)).size == (1200, 630)
        assert len(data) < 300_000
    assert len(set(cards.values())) == len(cards)
    for tag in LANGUAGES:
        for number in listed:
            page = page_of(root, tag, brief_name(number))
            (image,) = page.select('meta[property="og:image"]')
            assert image["content"] == f"{ADDRESS}{tag}/{brief_name(number)}.card.png"
        assert not page_of(root, tag, brief_name(REMOVED)).select('meta[property="og:image"]')


# -- Feeds -----------------------------------------------------------------------------------


def feed_of(root: Path, tag: str) -> feedparser.FeedParserDict:
    read = feedparser.parse((html(root) / tag / "feed.xml").read_bytes())
    assert not read.bozo
    return read


def test_each_language_has_a_feed_of_what_can_be_read_in_it(root):
    names = {}
    for tag in LANGUAGES:
        read = feed_of(root, tag)
        assert read.feed.language == tag
        names[tag] = [entry.link.removeprefix(f"{ADDRESS}{tag}/") for entry in read.entries]
    dated = [RETRACTED, CORRECTED]  # changed last, so first
    others = sorted(
        {1, 3, 6}, key=lambda n: (brief_name(n)[:11], f"{n % 12 + 1:02d}"), reverse=True
    )
    assert names["en"] == [f"{brief_name(number)}.html" for number in [*dated, *others]]
    assert names["ar"] == [name for name in names["en"] if name != f"{brief_name(3)}.html"]


def test_entries_say_what_became_of_a_brief_and_name_its_translations(root):
    english, arabic = (feed_of(root, tag).entries for tag in LANGUAGES)
    assert english[0].title == "Retracted: Synthetic brief 2"
    assert english[0].summary == "Retracted: A synthetic note."
    assert english[0].updated == "2024-02-03T00:00:00Z"
    assert english[0].rights == "CC BY 4.0"
    assert arabic[0].title == "مسحوبة: موجز اصطناعي 2"
    assert english[1].title == "Synthetic brief 5"
    assert english[1].summary == "Corrected: A synthetic note. Synthetic deck 5."
    assert english[1].published == "2023-06-01T00:00:00Z"
    for entries, other in ((english, "ar"), (arabic, "en")):
        for entry in entries:
            links = {link.hreflang: link.href for link in entry.links}
            assert (other in links) == (f"{brief_name(UNTRANSLATED)}.html" not in entry.link)
    ids = [entry.id for entry in english + arabic]
    assert len(set(ids)) == len(ids)
    assert english[1].author_detail.href == f"{ADDRESS}en/about.html"
    assert {(tag.term, tag.label) for tag in arabic[1].tags} == {
        ("update", "مستجدات"),
        ("synthetic topic", "موضوع اصطناعي"),
    }
    text = (html(root) / "ar" / "feed.xml").read_text("utf-8")
    assert text.count("<at:deleted-entry ") == 1


def test_every_page_leads_to_the_feed_of_its_language(root):
    for tag in LANGUAGES:
        for name, href in (("index", "feed.xml"), (brief_name(1), "../../feed.xml")):
            page = page_of(root, tag, name)
            (link,) = page.select('link[type="application/atom+xml"]')
            assert (link["rel"], link["href"]) == (["alternate"], href)
            (shown,) = page.select('footer a[type="application/atom+xml"]')
            assert shown["href"] == href
            assert shown.get_text().strip()


# -- The map ---------------------------------------------------------------------------------


def map_of(root: Path) -> dict[str, tuple[str | None, dict[str, str]]]:
    found = {}
    for row in etree.parse(html(root) / "sitemap.xml").getroot().iterfind("s:url", NS):
        versions = {x.get("hreflang"): x.get("href") for x in row.findall("x:link", NS)}
        changed = row.findtext("s:lastmod", namespaces=NS)
        found[row.findtext("s:loc", namespaces=NS).removeprefix(ADDRESS)] = (changed, versions)
    return found


def test_the_map_names_the_pages_that_are_there_with_their_translations(root):
    rows = map_of(root)
    for name, (_changed, versions) in rows.items():
        assert (html(root) / name).is_file(), name
        for other in versions.values():
            assert rows[other.removeprefix(ADDRESS)][1] == versions, name
    assert "en/about.html" in rows
    for tag in LANGUAGES:
        assert set(rows[f"{tag}/{brief_name(1)}.html"][1]) == set(LANGUAGES)
    assert "ar/index.html" in rows
    assert f"en/{brief_name(UNTRANSLATED)}.html" in rows
    unwanted = re.compile(
        rf"ar/{brief_name(UNTRANSLATED)}|{brief_name(REMOVED)}|search|404|/translations/"
    )
    assert [name for name in rows if unwanted.search(name)] == []


def test_the_map_and_the_pages_name_the_same_translations(root):
    rows = map_of(root)
    for name, (_changed, versions) in rows.items():
        if name == "index.html":
            continue
        tag, _, page = name.removesuffix(".html").partition("/")
        head = page_of(root, tag, page)
        said = {
            link["hreflang"]: link["href"]
            for link in head.select("head link[rel=alternate][hreflang]")
            if link["hreflang"] != "x-default"
        }
        versions.pop("x-default", None)
        assert (said if len(said) > 1 else {}) == versions, name
        canonical = [link["href"] for link in head.select("link[rel=canonical]")]
        assert canonical in ([], [ADDRESS + name])


def test_dates_in_the_map_are_those_of_the_last_change(root):
    rows = map_of(root)
    dates = {number: rows[f"en/{brief_name(number)}.html"][0] for number in (1, 2, 5)}
    assert dates == {1: "2022-02", 2: "2024-02-03", 5: "2024-01-02"}
    # A removal changes the lists that the brief stood in.
    assert rows["en/briefs/2022/index.html"][0] == "2024-03"
    assert rows["en/kinds/report/index.html"][0] == "2024-03"
    assert rows["en/kinds/update/index.html"][0] == "2024-01-02"
    for facet in ("places", "topics", "bodies", "kinds"):
        assert rows[f"en/{facet}/index.html"][0] == "2024-03"
    assert rows["en/bodies/sba/index.html"][0] == "2024-03"
    assert rows["ar/briefs/2023/index.html"][0] == "2024-02-03"
    assert rows["en/about.html"][0] is None


# -- Missing pages -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["404.html", "en/404.html", "ar/404.html"])
def test_a_page_for_missing_ones_works_wherever_it_is_shown(root, name):
    text = (html(root) / name).read_text("utf-8")
    page = BeautifulSoup(text, "lxml")
    assert CONTENT_SECURITY_POLICY in text
    assert page.select('meta[name="robots"][content="noindex"]')
    assert not page.select("script, style, [style]")
    assert len(page.select("h1")) == 1
    targets = [tag.get("href") or tag.get("action") for tag in page.select("[href], [action]")]
    assert targets
    for target in targets:
        assert target.startswith("/deep/")
        assert (html(root) / target.removeprefix("/deep/")).is_file(), target
    tag = name.partition("/")[0] if "/" in name else ""
    for language, said in (("en", "Page not found"), ("ar", "الصفحة غير موجودة")):
        assert (said in text) == (tag in ("", language))
        assert f"/deep/{language}/index.html" in targets
    if tag:
        assert (page.html["lang"], page.html["dir"]) == (tag, "rtl" if tag == "ar" else "ltr")
        assert page.select(f'form[role=search][action="/deep/{tag}/search.html"] input[name=q]')
    else:
        assert [part["dir"] for part in page.select("section")] == ["ltr", "rtl"]


def test_servers_are_told_which_page_answers(root):
    for tag in LANGUAGES:
        row = f"/deep/{tag}/* /deep/{tag}/404.html 404"
        assert row in (html(root) / "_redirects").read_text().splitlines()
        nginx = (root / "build" / "server" / "nginx.conf").read_text()
        assert f"location /deep/{tag}/ {{ error_page 404 /deep/{tag}/404.html; }}" in nginx
        apache = (root / "build" / "server" / "apache.conf").read_text()
        assert f"ErrorDocument 404 /deep/{tag}/404.html" in apache


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/ar/briefs/2023/none.html", "ar"),
        ("/en/no/such/folder/", "en"),
        ("/ar/none.html?q=1", "ar"),
        ("/none.html", ""),
        ("/../ar/../../none", ""),
    ],
)
def test_the_server_answers_with_the_page_of_the_language(root, path, language):
    server = make_server(html(root), 0)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 404
        assert answer.getheader("Content-Security-Policy")
        assert f'<html lang="{language or "en"}"' in text
        assert ('dir="rtl">\n        <h2>' in text) == (language == "")
        # It is served from its root, whatever the site's address will be.
        assert "/deep/" not in text
        connection.request("HEAD", path)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (404, b"")
    finally:
        connection.close()
        server.shutdown()
        server.server_close()


# -- What changes --------------------------------------------------------------------------------


def test_an_unchanged_brief_costs_nothing_and_an_incremental_build_is_a_clean_one(
    root, tmp_path, monkeypatch
):
    monkeypatch.setattr("warraq.sphinxext.cards.render_card", lambda *_: b"drawn anew")
    before = cards_of(root)
    whole = site_bytes(root)
    damaged = [f"ar/{brief_name(1)}.bib", "en/archive.ris", f"en/{brief_name(5)}.card.png"]
    for name in damaged:  # as long as before: only a fresh build looks closer
        (html(root) / name).write_bytes(b"x" * len(whole[name]))
    stamps = {
        name: (html(root) / name).stat().st_mtime_ns for name in before if name not in damaged
    }
    maps = [html(root) / "sitemap.xml", html(root) / "ar" / "feed.xml"]
    times = [path.stat().st_mtime_ns for path in maps]
    build_well(root, fresh=True)  # reads everything anew: the cards are still known
    assert cards_of(root) == before
    assert {name: (html(root) / name).stat().st_mtime_ns for name in stamps} == stamps
    assert [path.stat().st_mtime_ns for path in maps] == times
    assert differences(site_bytes(root), whole) == []
    monkeypatch.undo()

    path = root / "docs" / f"{brief_name(6)}.md"
    write(path, path.read_text("utf-8").replace("Synthetic brief 6", "Another synthetic brief"))
    (root / "docs" / f"{brief_name(1)}.md").unlink()
    with monkeypatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", SOURCE_DATE_EPOCH)
        build_well(root)
        after = cards_of(root)
        gone = {f"{tag}/{brief_name(1)}.card.png" for tag in LANGUAGES}
        changed = {f"{tag}/{brief_name(6)}.card.png" for tag in LANGUAGES}
        assert before.keys() - after.keys() == gone
        assert {name for name in after if after[name] != before[name]} == changed
        clean = copy_sources(root, tmp_path / "clean")
        build_well(clean)
    assert site_bytes(root) == site_bytes(clean)


def test_one_language_alone_keeps_what_is_known_of_the_others(root):
    before = map_of(root)
    build_well(root, languages=["ar"])
    assert map_of(root) == before


def test_what_other_hands_did_to_files_and_records_is_made_good(root):
    whole = site_bytes(root)
    (html(root) / "ar" / f"{brief_name(5)}.bib").write_bytes(b"")
    (html(root) / "ar" / f"{brief_name(5)}.card.png").write_bytes(b"junk")
    (html(root) / "en" / "archive.ris").write_bytes(b"junk")
    build_well(root)
    assert differences(site_bytes(root), whole) == []

    shapes = {"exports.json": "[]", "cards.json": '{"x": ["y"]}', "sitemap.json": "[[1, 2, 3]]"}
    for name, text in shapes.items():
        write(root / "build" / "doctrees" / "ar" / name, text)
    kept = root / "build" / "cards"
    shutil.rmtree(kept)
    kept.write_text("a file where the folder of cards was")
    build_well(root, languages=["en"])  # reads the other language's records
    build_well(root, languages=["ar"])
    kept.unlink()
    assert differences(site_bytes(root), whole) == []


def test_a_title_without_a_font_costs_its_card_alone(root):
    path = root / "docs" / f"{brief_name(6)}.md"
    text = path.read_text("utf-8")
    write(path, text.replace("Another synthetic brief", "Да нет"))
    build_well(root, languages=["en"])
    write(path, text)
    assert not (html(root) / "en" / f"{brief_name(6)}.card.png").exists()
    assert not page_of(root, "en", brief_name(6)).select('meta[property="og:image"]')


def test_without_an_address_all_that_needs_none_is_there(root):
    set_address(root, "")
    build_well(root)
    built = {path.relative_to(html(root)).as_posix() for path in html(root).rglob("*")}
    assert [name for name in built if name.endswith((".card.png", "feed.xml"))] == []
    assert not {name for name in built if "sitemap" in name}
    assert {"404.html", "en/404.html", "ar/404.html", "robots.txt", "_redirects"} <= built
    assert "Sitemap" not in (html(root) / "robots.txt").read_text()
    for tag in LANGUAGES:
        page = page_of(root, tag, brief_name(5))
        assert not page.select('[type="application/atom+xml"], meta[property="og:image"]')
        assert 'href="/en/index.html"' in (html(root) / tag / "404.html").read_text("utf-8")
    assert json.loads((root / "build" / "doctrees" / "en" / "cards.json").read_text()) == {}
