"""Lists of briefs, and the order of briefs by date. Every brief is synthetic."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

import pytest
from bs4 import Tag
from kit import Site, only, words_of

from warraq.knowledge.listpages import FACETS

LANGUAGES = ["en", "ar"]
NEWEST = 3
"""As many as the shelf's front page shows; each page of a year shows two."""


@pytest.fixture(scope="module")
def shelf(make_shelf, tmp_path_factory: pytest.TempPathFactory):
    shelf = make_shelf(tmp_path_factory.mktemp("listings") / "archive")
    outcomes = shelf.site.build()
    assert [outcome.messages for outcome in outcomes.values()] == [(), ()]
    return shelf


@pytest.fixture(scope="module")
def site(shelf) -> Site:
    return shelf.site


def target(page: str, link: Tag) -> str:
    """The document that a link of a page leads to, or nothing."""
    href = str(link.get("href", ""))
    if not href or href.startswith("#") or ":" in href:
        return ""
    path = href.partition("#")[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path)).removesuffix(".html")


def listed_on(site: Site, page: str, language: str) -> list[str]:
    """The briefs in the lists of a page, in their order."""
    links = site.article(page, language).select("ul.brief-list p.brief-title a")
    return [target(page, link) for link in links]


def pages_of(site: Site, language: str) -> Iterator[str]:
    """The name of every page of a language; what a host shows for a missing one has no menu."""
    out = site.output(language)
    for path in sorted(out.rglob("*.html")):
        if path.name != "404.html":
            yield path.relative_to(out).with_suffix("").as_posix()


# -- The newest --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_shows_the_newest_and_no_more(shelf, site, language):
    assert listed_on(site, "index", language) == list(shelf.listed[:NEWEST])


def test_each_brief_of_a_list_shows_its_title_its_date_its_state_and_its_deck(site):
    items = {
        language: only(site.article("index", language), "ul.brief-list").find_all("li")
        for language in LANGUAGES
    }
    assert [words_of(item) for item in items["en"]] == [
        "Synthetic first-of-may 1 May 2024 Deck of first-of-may.",
        "Synthetic may May 2024 Deck of may.",
        "Synthetic end-of-year 31 December 2022 Retracted Deck of end-of-year.",
    ]
    assert [words_of(item) for item in items["ar"]] == [
        "إحاطة first-of-may 1 أيار/مايو 2024 تمهيد first-of-may.",
        "إحاطة may أيار/مايو 2024 تمهيد may.",
        "إحاطة end-of-year 31 كانون الأول/ديسمبر 2022 مسحوبة تمهيد end-of-year.",
    ]
    for item in items["ar"]:
        assert item.select("[lang]") == []
    times = [time["datetime"] for time in only(site.article("index"), ".brief-list").select("time")]
    assert times == ["2024-05-01", "2024-05", "2022-12-31"]


def test_a_title_and_a_deck_without_translation_say_their_language_in_a_list(shelf, site):
    for page in ("briefs/2022/page-2", "index"):
        for link in site.article(page, "ar").select("ul.brief-list p.brief-title a"):
            marks = link.find_parent("li").select("[lang]")
            if target(page, link) != shelf.untranslated:
                assert marks == []
                continue
            assert [words_of(mark) for mark in marks] == ["Synthetic march", "Deck of march."]
            assert {(mark["lang"], mark["dir"]) for mark in marks} == {("en", "ltr")}
    assert shelf.untranslated in listed_on(site, "briefs/2022/page-2", "ar")


def test_a_brief_without_a_deck_leaves_no_empty_line_in_a_list(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("index", "# Synthetic archive\n\n```{briefs} newest\n```\n")
    path = site.brief("2024/bare", "Text.\n")
    text = path.read_text("utf-8").replace("summary: A synthetic deck.\n", "")
    path.write_text(text, "utf-8")
    assert site.build("en")["en"].messages == ()
    item = only(site.article("index", "en"), "ul.brief-list li")
    assert words_of(item) == "A synthetic brief 2024"
    assert item.select(".brief-deck") == []


# -- Years -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["index", "briefs/index"])
def test_each_year_is_named_with_the_number_of_its_briefs(site, page):
    items = {
        language: only(site.article(page, language), "ul.year-list").find_all("li")
        for language in LANGUAGES
    }
    assert [words_of(item) for item in items["en"]] == [
        "2024 2 briefs",
        "2022 5 briefs",
        "2021 1 brief",
    ]
    assert [words_of(item) for item in items["ar"]] == [
        "2024 إحاطتان",
        "2022 5 إحاطات",
        "2021 إحاطة واحدة",
    ]
    for language in LANGUAGES:
        links = [target(page, only(item, "a")) for item in items[language]]
        assert links == [f"briefs/{year}/index" for year in (2024, 2022, 2021)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_year_has_several_pages_that_hold_each_brief_once(shelf, site, language):
    names = ["briefs/2022/index", "briefs/2022/page-2", "briefs/2022/page-3"]
    lists = [listed_on(site, name, language) for name in names]
    assert [len(briefs) for briefs in lists] == [2, 2, 1]
    year = [name for name in shelf.listed if name.startswith("briefs/2022/")]
    assert [name for briefs in lists for name in briefs] == year
    assert not (site.output(language) / "briefs" / "2022" / "page-4.html").exists()
    assert not (site.output(language) / "briefs" / "2024" / "page-2.html").exists()


@pytest.mark.parametrize(
    ("language", "title", "place"),
    [("en", "Briefs of 2022", "Page {} of 3"), ("ar", "إحاطات عام 2022", "الصفحة {} من 3")],
)
def test_the_pages_of_a_year_lead_to_one_another(site, language, title, place):
    names = ["briefs/2022/index", "briefs/2022/page-2", "briefs/2022/page-3"]
    for number, name in enumerate(names, 1):
        soup = site.soup(name, language)
        assert words_of(only(soup, "h1")) == title
        assert words_of(only(soup, "title")).startswith(title)
        shown = [words_of(tag) for tag in soup.select("p.page-number")]
        assert shown == ([place.format(number)] if number > 1 else [])
        for rel, other in (("prev", number - 1), ("next", number + 1)):
            links = soup.select(f"footer a[rel={rel}]")
            if 1 <= other <= 3:
                assert [target(name, link) for link in links] == [names[other - 1]]
                assert words_of(only(links[0], ".title")) == place.format(other)
            else:
                assert links == []
            heads = [target(name, link) for link in soup.select(f"head link[rel={rel}]")]
            assert heads == [target(name, link) for link in links]


def test_a_year_on_one_page_leads_nowhere_else(site):
    assert site.soup("briefs/2021/index", "en").select("footer .related-pages") == []


def test_an_archive_without_briefs_says_so(tmp_path):
    site = Site(tmp_path / "archive")
    lists = "```{briefs} newest\n```\n\n```{briefs} years\n```\n"
    site.page("index", f"# Synthetic archive\n\n{lists}")
    outcomes = site.build()
    assert [outcome.messages for outcome in outcomes.values()] == [(), ()]
    for language, text in (("en", "There are no briefs yet."), ("ar", "لا توجد إحاطات بعد.")):
        found = [words_of(tag) for tag in site.article("index", language).find_all("p")]
        assert found == [text, text]


def test_a_list_of_another_kind_is_refused_with_its_line(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("index", "# Synthetic archive\n\nWords.\n\n```{briefs} all\n```\n")
    (message,) = site.build("en")["en"].messages
    assert message.startswith("docs/index.md:5: ")
    known = "newest, years, places, topics, kinds or bodies"
    assert f"briefs: 'all' is not a list; write {known}" in message


# -- Older and newer ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Older brief", "Newer brief")), ("ar", ("إحاطة أقدم", "إحاطة أحدث"))],
)
def test_older_and_newer_lead_through_all_briefs_by_date(shelf, site, language, words):
    order = list(reversed(shelf.listed))
    for index, name in enumerate(order):
        soup = site.soup(name, language)
        near = {"prev": order[index - 1] if index else None, "next": None}
        near["next"] = order[index + 1] if index + 1 < len(order) else None
        for rel, label in zip(("prev", "next"), words, strict=True):
            links = soup.select(f"footer a[rel={rel}]")
            heads = soup.select(f"head link[rel={rel}]")
            expected = [near[rel]] if near[rel] else []
            assert [target(name, link) for link in links] == expected
            assert [target(name, link) for link in heads] == expected
            for link in links:
                assert words_of(only(link, ".context")) == label
                title = words_of(only(site.article(near[rel], language), "h1"))
                assert words_of(only(link, ".title")) == title


def test_the_title_of_an_untranslated_neighbour_says_its_language(shelf, site):
    older = shelf.listed[shelf.listed.index(shelf.untranslated) - 1]
    title = only(site.soup(older, "ar"), "footer a[rel=prev] .title")
    assert words_of(title) == "Synthetic march"
    mark = only(title, "[lang]")
    assert (mark["lang"], mark["dir"]) == ("en", "ltr")


def test_only_briefs_and_pages_of_lists_have_neighbours(shelf, site):
    long = ("briefs/2022/", *(f"{facet}/" for facet in FACETS))
    for language in LANGUAGES:
        for page in pages_of(site, language):
            if page not in shelf.listed and not page.startswith(long):
                links = site.soup(page, language).select("[rel=prev], [rel=next]")
                assert (page, links) == (page, [])


# -- Removed briefs ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_leads_to_a_removed_brief(shelf, site, language):
    for page in pages_of(site, language):
        links = site.soup(page, language).select("a[href], link[href]")
        leading = {target(page, link) for link in links if not link.get("hreflang")}
        assert (page, leading & set(shelf.removed)) == (page, set())


def test_a_removed_brief_keeps_its_address_and_has_no_neighbours(shelf, site):
    for language in LANGUAGES:
        for name in shelf.removed:
            soup = site.soup(name, language)
            assert words_of(only(soup, "h1")).endswith("gone")
            assert soup.select("[rel=prev], [rel=next]") == []


def test_a_year_of_removed_briefs_alone_has_no_list(site):
    for language in LANGUAGES:
        assert not (site.output(language) / "briefs" / "2020" / "index.html").exists()


# -- A page's weight does not grow with the archive ----------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_leads_to_more_briefs_than_a_list_holds(shelf, site, language):
    """Only so many: a list of the newest, a page of a year, or the two neighbours."""
    briefs = {*shelf.listed, *shelf.removed}
    for page in pages_of(site, language):
        links = site.soup(page, language).select("a[href]")
        leading = {target(page, link) for link in links if not link.get("hreflang")} & briefs
        most = NEWEST if page == "index" else 2
        assert len(leading) <= most, page


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_brief_stands_in_the_menu_of_any_page(shelf, site, language):
    briefs = {*shelf.listed, *shelf.removed}
    for page in pages_of(site, language):
        links = only(site.soup(page, language), ".sidebar-tree").select("a[href]")
        assert {target(page, link) for link in links} & briefs == set(), page
        names = [target(page, link) for link in links if link["href"] != "#"]
        assert set(names) <= {"briefs/index", "about"}, page


def test_a_page_is_no_larger_in_a_larger_archive(shelf, make_shelf, tmp_path):
    """Twenty further briefs, all older than those of the shelf."""
    larger = make_shelf(tmp_path / "archive").site
    for number in range(20):
        larger.brief(f"2019/more-{number:02}", "Synthetic text.\n", date="2019-03")
    assert larger.build("en")["en"].messages == ()
    for page in ("about", "briefs/2024/may", "briefs/2022/march", "briefs/2022/page-2", "search"):
        assert larger.html(page, "en") == shelf.site.html(page, "en"), page
    assert listed_on(larger, "index", "en") == listed_on(shelf.site, "index", "en")
