"""The map of the site for search engines, and what robots are told."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from warraq.formats.sitemap import Page, read_pages, write_robots, write_sitemap

ADDRESS = "https://archive.example.org/a&b/"
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
PAGES = {
    "en": [
        Page("briefs/2023/both.html", "2023-05"),
        Page("briefs/2023/english.html", "2023-05-12"),
        Page("index.html"),
    ],
    "ar": [Page("briefs/2023/both.html", "2023-05"), Page("index.html")],
}


def rows_of(text: str) -> dict[str, tuple[str | None, dict[str, str]]]:
    """Each address of a map with its date and its versions by language."""
    found = {}
    for row in etree.fromstring(text.encode()).iterfind("s:url", NS):
        links = row.findall("x:link", NS)
        assert all(link.get("rel") == "alternate" for link in links)
        versions = {link.get("hreflang"): link.get("href") for link in links}
        assert len(versions) == len(links)
        found[row.findtext("s:loc", namespaces=NS)] = (
            row.findtext("s:lastmod", namespaces=NS),
            versions,
        )
    return found


def test_every_page_of_every_language_is_in_the_map_and_names_its_translations():
    files = write_sitemap(ADDRESS, PAGES)
    assert list(files) == ["sitemap.xml"]
    rows = rows_of(files["sitemap.xml"])
    fronts = {tag: f"{ADDRESS}{tag}/index.html" for tag in ("en", "ar")}
    fronts["x-default"] = f"{ADDRESS}index.html"
    both = {tag: f"{ADDRESS}{tag}/briefs/2023/both.html" for tag in ("en", "ar")}
    assert rows == {
        fronts["x-default"]: (None, fronts),
        fronts["en"]: (None, fronts),
        fronts["ar"]: (None, fronts),
        both["en"]: ("2023-05", both),
        both["ar"]: ("2023-05", both),
        f"{ADDRESS}en/briefs/2023/english.html": ("2023-05-12", {}),
    }


def test_versions_name_each_other():
    rows = rows_of(write_sitemap(ADDRESS, PAGES)["sitemap.xml"])
    for _changed, versions in rows.values():
        for other in versions.values():
            assert rows[other][1] == versions


@pytest.mark.parametrize("limits", [{"most_pages": 2}, {"most_bytes": 1_000}])
def test_a_large_map_is_parted_and_has_an_index(limits):
    whole = rows_of(write_sitemap(ADDRESS, PAGES)["sitemap.xml"])
    files = write_sitemap(ADDRESS, PAGES, **limits)
    index = etree.fromstring(files.pop("sitemap.xml").encode())
    assert index.tag == f"{{{NS['s']}}}sitemapindex"
    listed = [loc.text for loc in index.iterfind("s:sitemap/s:loc", NS)]
    assert listed == [ADDRESS + name for name in files]
    assert len(files) > 1
    parts = [rows_of(text) for text in files.values()]
    assert all(len(part) <= limits.get("most_pages", 9) for part in parts)
    assert all(len(text.encode()) <= limits.get("most_bytes", 9_999) for text in files.values())
    assert {address: row for part in parts for address, row in part.items()} == whole
    assert sum(map(len, parts)) == len(whole)


def test_robots_may_read_everything_and_learn_of_the_map():
    text = write_robots(ADDRESS)
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    assert robots.can_fetch("*", f"{ADDRESS}ar/index.html")
    assert robots.site_maps() == [f"{ADDRESS}sitemap.xml"]
    assert "Sitemap" not in write_robots()


@pytest.mark.parametrize(
    "data", [None, {}, "x", 5, [[1, 2, 3]], [["a.html"]], [["a.html", 1]], [5]]
)
def test_a_record_that_lists_no_pages_is_none(data):
    assert read_pages(data) == []
    assert read_pages([["a.html", "2022"]]) == [Page("a.html", "2022")]
