"""What stands beside the languages of a site, with editions and without. All is synthetic."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from warraq.archive import Archive
from warraq.editions.model import Page
from warraq.formats.policy import CONTENT_SECURITY_POLICY, HEADERS, KEPT, LONG, SOON
from warraq.formats.sitemap import Page as MapPage
from warraq.languages import Language
from warraq.site.front import front_files, map_pages, server_files

ADDRESS = "https://archive.example.org/deep/"
LANGUAGES = (Language("en", "English"), Language("ar", "العربية"))
LATEST = "latest/"
EDITIONS = ("2023.05", "2024.02", "2024.02.1")
PATHS = ("index.html", "search.html", "briefs/index.html")
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    root = tmp_path_factory.mktemp("front")
    words = root / "locale" / "ar" / "LC_MESSAGES"
    words.mkdir(parents=True)
    row = '\nmsgid "{}"\nmsgstr "{}"\n'
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    (words / "archive.po").write_text(head + row.format("Synthetic", "اصطناعي"), "utf-8")
    said = row.format("To the front page", "إلى الصفحة الرئيسية")
    (words / "warraq.po").write_text(head + said, "utf-8")
    return Archive(root, LANGUAGES, "Synthetic", ADDRESS)


@pytest.fixture(scope="module")
def site(archive: Archive) -> Path:
    """A site of editions, as far as it must be there."""
    for tag in ("en", "ar"):
        for path in (*(f"latest/{name}" for name in PATHS), "editions/index.html"):
            target = archive.root / "site" / tag / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
    return archive.root / "site"


@pytest.fixture(scope="module")
def files(archive: Archive, site: Path) -> dict[str, str]:
    pages = {tag: [MapPage("index.html"), MapPage("a.html", "2024-02")] for tag in ("en", "ar")}
    return front_files(archive, site, prefix=LATEST, pages=pages, editions=EDITIONS)


def read(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "lxml")


def test_every_link_leads_to_what_is_there(files, site):
    pages = [path for path in files if path.endswith(".html")]
    assert {"index.html", "404.html", "en/index.html", "ar/404.html"} <= {*pages}
    for path in pages:
        page = read(files[path])
        assert CONTENT_SECURITY_POLICY in files[path]
        assert not page.select("script, style, [style]")
        for tag in page.select("[href], [action]"):
            link = (tag.get("href") or tag.get("action")).removeprefix(ADDRESS[:-6])
            target = link.removeprefix("/deep/")
            if target == link:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
            assert target in files or (site / target).is_file(), (path, link)
    for path, base in (("index.html", ""), ("404.html", "/deep/")):
        found = [link["href"] for link in read(files[path]).select("main a")]
        assert found == [f"{base}{tag}/latest/index.html" for tag in ("en", "ar")]
    assert read(files["ar/404.html"]).select('a[href="/deep/ar/editions/index.html"]')


@pytest.mark.parametrize(("tag", "said"), [("en", "To the front page"), ("ar", "إلى الصفحة")])
def test_the_folder_of_a_language_leads_to_its_front_page_without_a_script(files, tag, said):
    page = read(files[f"{tag}/index.html"])
    assert (page.html["lang"], page.html["dir"]) == (tag, "rtl" if tag == "ar" else "ltr")
    (refresh,) = page.select('meta[http-equiv="refresh"]')
    assert refresh["content"] == "0; url=latest/index.html"
    (home,) = page.select('link[rel="canonical"]')
    assert home["href"] == f"{ADDRESS}{tag}/latest/index.html"
    (link,) = page.select("main a")
    assert link["href"] == "latest/index.html"
    assert said in link.get_text()


def test_the_map_names_the_newest_pages(files):
    found = [row.text for row in etree.fromstring(files["sitemap.xml"].encode()).iter(f"{MAP}loc")]
    paths = [f"{tag}/latest/{name}.html" for tag in ("en", "ar") for name in ("index", "a")]
    assert found == [ADDRESS + path for path in ("index.html", *paths)]
    (row,) = re.findall(r"<url><loc>\S+/en/latest/a\.html.*?</url>", files["sitemap.xml"], re.S)
    assert "<lastmod>2024-02</lastmod>" in row
    assert re.findall('href="([^"]+)"', row) == [
        f"{ADDRESS}{t}/latest/a.html" for t in ("en", "ar")
    ]


def test_engines_are_told_of_what_can_be_read_in_the_language():
    pages = {
        "about": Page("about.html", "document", "A", "ar"),
        "other": Page("other.html", "document", "A", "en"),
        "briefs/2023/a": Page(
            *("briefs/2023/a.html", "brief", "A", "ar"),
            date="2023-05",
            state="corrected",
            status_date="2024-01",
            revisions=(("2023-12-31", ""), ("2024-01-02", "")),
        ),
        "briefs/2023/b": Page("briefs/2023/b.html", "brief", "A", "ar", state="removed"),
        "search": Page("search.html", "list", "A", "ar"),
        "translations/ar/2023/index": Page("translations/ar/2023/index.html", "list", "A", "ar"),
        "topics/index": Page("topics/index.html", "list", "A", "ar"),
    }
    assert [*map_pages(pages, "ar")] == [
        MapPage("about.html"),
        MapPage("briefs/2023/a.html", "2024-01-02"),
        MapPage("topics/index.html"),
    ]


def test_browsers_keep_what_is_sealed_and_ask_soon_for_all_else(archive, files):
    settings = server_files(archive, prefix=LATEST)
    sealed = ["/deep/ar/2023.05/index.html", "/deep/zh-Hans/2024.02.1/briefs/2023/a.html"]
    others = [
        "/deep/ar/latest/index.html",
        "/deep/ar/history/2023.05/index.html",
        "/deep/ar/status/2023.05.css",
        "/deep/ar/editions/2023.05.html",
        "/deep/editions/2023.05/manifest-sha256.txt",
        "/2023.05/x/",
    ]
    # What has to be deleted for somebody's safety must not stay for long with those who read it.
    assert not [text for text in (*files.values(), *settings.values()) if "immutable" in text]
    assert KEPT == "public, max-age=86400"
    (nginx,) = re.findall(
        r'if \(\$uri ~ "(\S+)"\) \{ set \$archive_cache "(.+)"; \}', settings["nginx.conf"]
    )
    (apache,) = re.findall(
        r'Header set Cache-Control "(.+)" "expr=%\{REQUEST_URI\} =~ m#(\S+)#"',
        settings["apache.conf"],
    )
    for pattern in (nginx[0], apache[1]):
        assert [path for path in (*sealed, *others) if re.search(pattern, path)] == sealed
    assert nginx[1] == apache[0] == KEPT
    assert f'set $archive_cache "{SOON}";' in settings["nginx.conf"]
    assert f'Header set Cache-Control "{SOON}"\n' in settings["apache.conf"]
    long = {
        "/deep/ar/2023.05/_static/css/a.css?v=1a2b": True,
        "/deep/ar/2023.05/_static/css/a.css": False,
        "/deep/ar/2023.05/_static/css/a.css?v=": False,
        "/deep/ar/2023.05/index.html?v=1a2b": False,
        "/deep/ar/latest/_static/css/a.css?v=1a2b": False,
    }
    (where,) = re.findall(
        rf'if \(\$archive_address ~ "(\S+)"\) {{ set \$archive_cache "{LONG}"; }}',
        settings["nginx.conf"],
    )
    assert {address: bool(re.search(where, address)) for address in long} == long
    ((path, query),) = re.findall(
        rf'"{LONG}" "expr=%{{REQUEST_URI}} =~ m#(\S+)# && %{{QUERY_STRING}} =~ m#(\S+)#"',
        settings["apache.conf"],
    )
    split = {address: address.partition("?")[::2] for address in long}
    found = {
        address: bool(re.search(path, split[address][0]) and re.search(query, split[address][1]))
        for address in long
    }
    assert found == long
    rows = files["_headers"]
    for edition in EDITIONS:
        assert f"\n/deep/:language/{edition}/*\n  Cache-Control: {KEPT}\n" in rows
    for text in (rows, *settings.values()):
        assert HEADERS["Content-Security-Policy"] in text


def test_a_site_without_editions_is_as_it_was(archive, site):
    files = front_files(archive, site)
    assert not {"en/index.html", "ar/index.html"} & files.keys()
    served = (*files.values(), *server_files(archive).values())
    assert not [text for text in served if re.search("latest/|editions/|Cache-Control", text)]
    assert 'href="en/index.html"' in files["index.html"]


def test_a_language_that_is_not_there_has_no_pages_yet(archive, tmp_path):
    files = front_files(archive, tmp_path, prefix=LATEST)
    assert not [path for path in files if path.startswith(("en/", "ar/"))]
