"""The bibliography by pages, with links to what cites each document. All of it is synthetic."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from kit import Site, holding, only, words_of
from sphinxcontrib.bibtex.directives import BibliographyKey

from warraq.sphinxext.citations import ArchiveDomain

SIZE = 3
CONF = f"archive_page_size = {SIZE}\n"
INDEX = "# Synthetic archive\n\n```{toctree}\n:hidden:\n\nbibliography\nglossary\n```\n"
LISTING = "# Bibliography\n\n```{bibliography}\n:all:\n:list: bullet\n```\n"
GLOSSARY = "# Glossary\n\nA body.{cite}`Many`\n"
NAMES = ("alpha", "beta", "gamma", "delta")
BIB = "".join(
    f"@misc{{{name}, title = {{Synthetic {name}}}, langid = {{english}}}}\n" for name in NAMES
) + (
    "@misc{Many, title = {Much Cited: A Synthetic Text}, title-ar = {نص اصطناعي كثير الاستشهاد},"
    " langid = {english}}\n"
    "@misc{a/b+c, title = {Synthetic slash}}\n"
    "@misc{foreign, title = {خبر اصطناعي 2020!}}\n"
)
EIGHT = range(1, 9)
"""Briefs of as many months cite the same document."""


def fill(root: Path) -> Site:
    site = Site(root, CONF)
    site.page("index", INDEX)
    site.page("bibliography", LISTING)
    site.page("glossary", GLOSSARY)
    site.write("docs/references.bib", BIB)
    for month in EIGHT:
        other = "{cite}`alpha`" if month == 1 else ""
        site.brief(
            f"2021/brief-{month}",
            f"A claim.{{cite}}`many`{other}\n",
            title=f"Synthetic brief {month}",
            date=f"2021-{month:02}",
        )
    site.catalog("briefs/2021/brief-8", {"Synthetic brief 8": "إحاطة اصطناعية 8"})
    site.catalog("bibliography", {"Bibliography": "المراجع"})
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = fill(tmp_path_factory.mktemp("bibliography") / "archive")
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    return site


PAGES = ("bibliography", "bibliography/page-2", "bibliography/page-3")


def titles_on(site: Site, page: str, language: str) -> list[str]:
    found = site.article(page, language).select(".bibliography-list > li > p:first-child")
    return [re.sub("[“”«».]", "", words_of(item)) for item in found]


# -- By so many a page -----------------------------------------------------------------------


def test_the_list_goes_on_on_further_pages_in_the_order_of_the_language(site):
    english = [title for page in PAGES for title in titles_on(site, page, "en")]
    assert english[0] == "Much Cited: A Synthetic Text"
    assert english[1:-1] == [f"Synthetic {name}" for name in sorted((*NAMES, "slash"))]
    arabic = [title for page in PAGES for title in titles_on(site, page, "ar")]
    assert sorted(arabic[:2]) == ["خبر اصطناعي 2020!", "نص اصطناعي كثير الاستشهاد"]
    assert all(len(titles_on(site, page, "en")) <= SIZE for page in PAGES)
    assert not (site.output("en") / "bibliography" / "page-4.html").exists()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_page_leads_to_the_next_and_back(site, language):
    first = only(site.article(PAGES[0], language), ".next-batch a")
    assert first["href"] == "bibliography/page-2.html"
    second = site.soup(PAGES[1], language)
    assert only(second, "a.prev-page")["href"] == "../bibliography.html"
    assert only(second, "a.next-page")["href"] == "page-3.html"
    heading = words_of(only(second, "article h1"))
    assert heading == {"en": "Bibliography", "ar": "المراجع"}[language]
    assert {"en": "Page 2 of 3", "ar": "الصفحة 2 من 3"}[language] in words_of(second)


def test_every_entry_has_its_anchor_on_one_page(site):
    for language in ("en", "ar"):
        pages = [site.article(page, language) for page in PAGES]
        anchors = [item["id"] for page in pages for item in page.select("[id^=ref-]")]
        assert sorted(anchors) == sorted(
            f"ref-{key}" for key in (*NAMES, "Many", "a/b+c", "foreign")
        )


# -- What cites what -------------------------------------------------------------------------


def cited_in(site: Site, key: str, language: str) -> list[tuple[str, str]]:
    """The words and addresses of the links behind `Cited in`."""
    for page in PAGES:
        item = site.article(page, language).find(id=f"ref-{key}")
        if item:
            return [(words_of(link), link["href"]) for link in item.select(".cited-in a")]
    raise AssertionError(key)


def test_a_document_names_the_newest_briefs_and_the_other_pages_that_cite_it(site):
    *newest, glossary, more = cited_in(site, "Many", "en")
    assert newest == [
        (f"Synthetic brief {month}", f"briefs/2021/brief-{month}.html#ref-Many")
        for month in (8, 7, 6, 5, 4)
    ]
    assert glossary == ("Glossary", "glossary.html#ref-Many")
    assert more == ("and 3 more", "references/many/index.html")


def test_the_links_lead_to_the_reference_at_the_foot_of_the_citing_page(site):
    for language in ("en", "ar"):
        for _words, address in cited_in(site, "Many", language)[:-1]:
            page, _hash, anchor = address.partition(".html#")
            assert only(site.article(page, language), "section.references").find(id=anchor)


def test_what_few_pages_cite_has_no_list_of_its_own(site):
    ((words, address),) = cited_in(site, "alpha", "en")
    assert words == "Synthetic brief 1"
    assert address.endswith("briefs/2021/brief-1.html#ref-alpha")
    assert cited_in(site, "beta", "en") == []
    assert [path.name for path in (site.output("en") / "references").iterdir()] == ["many"]


def test_arabic_pages_say_it_in_arabic_and_mark_what_is_not_translated(site):
    item = site.article("bibliography").find(id="ref-Many")
    assert item is not None
    words = words_of(only(item, ".cited-in"))
    assert words.startswith("ورد في: إحاطة اصطناعية 8؛ Synthetic brief 7؛ ")
    assert words.endswith(" و3 صفحات أخرى")
    marked = item.select(".cited-in [lang=en][dir=ltr]")
    assert next(words_of(part) for part in marked) == "Synthetic brief 7"


def test_a_title_that_runs_the_other_way_is_isolated_whole(site):
    for page in PAGES:
        item = site.article(page, "en").find(id="ref-foreign")
        if item:
            assert words_of(only(item, "p > bdi")) == "خبر اصطناعي 2020!"
            return
    raise AssertionError("the entry stands nowhere")


# -- The list of all that cite one -----------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ar"])
def test_all_that_cite_a_document_are_listed_newest_first_by_pages(site, language):
    names = [f"references/many/{name}" for name in ("index", "page-2", "page-3")]
    links = [
        link["href"]
        for name in names
        for link in site.article(name, language).select(".brief-list .brief-title a")
    ]
    assert links == [f"../../briefs/2021/brief-{month}.html" for month in reversed(EIGHT)]
    others = [site.article(name, language).select(".citing-pages a") for name in names]
    assert [[link["href"] for link in found] for found in others] == [
        ["../../glossary.html#ref-Many"],
        [],
        [],
    ]


def test_the_list_is_headed_by_the_document(site):
    article = site.article("references/many/index", "en")
    assert words_of(only(article, "h1")) == "Where it is cited"
    assert words_of(only(article, ".cited-document")) == "“Much Cited: A Synthetic Text”."
    title = only(site.soup("references/many/page-2", "ar"), "title").get_text()
    assert "نص اصطناعي كثير الاستشهاد" in title


# -- A page that cites what its own list holds -----------------------------------------------


def test_a_page_that_cites_beside_a_paged_list_has_its_references_at_the_foot(tmp_path):
    site = fill(tmp_path / "archive")
    site.page("index", INDEX + "\n```{bibliography}\n:all:\n:list: bullet\n```\n")
    text = LISTING.replace("```{b", "A claim.{cite}`delta,slash`\n\n```{b").replace(
        "slash", "gamma"
    )
    site.page("bibliography", text)
    (outcome,) = site.build("en").values()
    assert outcome.messages == ()
    article = site.article("bibliography", "en")
    ids = [tag["id"] for tag in article.select("[id]")]
    assert len(ids) == len(set(ids))
    for link in only(article, ".citation").select("a"):
        place = article.find(id=link["href"].removeprefix("#"))
        assert place is not None
        assert link.get_text() in {"1", "2"}
        assert holding(article, "h2", "References")
    assert (site.output("en") / "index" / "page-2.html").exists()


# -- Another build ---------------------------------------------------------------------------


def contents(site: Site) -> dict[str, bytes]:
    out = site.output("en")
    pages = (path for path in out.rglob("*.html") if "_static" not in path.parts)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in pages}


def edit(change: Callable[[Site], object], site: Site) -> set[str]:
    """The pages that differ after a change and another build."""
    before = contents(site)
    change(site)
    assert site.build("en")["en"].messages == ()
    after = contents(site)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_a_new_citation_changes_the_lists_that_show_it_and_nothing_else(tmp_path):
    site = fill(tmp_path / "archive")
    site.build("en")
    page = site.root / "docs/briefs/2021/brief-8.md"
    text = page.read_text("utf-8")

    def cite(key: str) -> Callable[[Site], object]:
        return lambda _site: page.write_text(f"{text}\nMore.{{cite}}`{key}`\n", "utf-8")

    first = edit(cite("beta"), site)
    assert {name for name in first if name.startswith("bib")} == {"bibliography.html"}
    assert {name for name in first if name.startswith("ref")} == set()
    last = edit(cite("delta"), site)
    assert {name for name in last if name.startswith("bib")} == {
        "bibliography.html",
        "bibliography/page-2.html",
    }
    # The oldest brief stops citing: only the last page of the list and the count change.
    oldest = site.root / "docs/briefs/2021/brief-1.md"
    gone = edit(
        lambda _site: oldest.write_text(
            oldest.read_text("utf-8").replace("{cite}`many`", ""), "utf-8"
        ),
        site,
    )
    assert {name for name in gone if name.startswith(("bib", "ref"))} == {
        "bibliography.html",
        "references/many/page-3.html",
    }
    clean = contents(site)
    site.build("en", fresh=True)
    assert contents(site) == clean, "a clean build gives the same bytes"


# -- What it costs ---------------------------------------------------------------------------


class Counted(list[SimpleNamespace]):
    """A list that counts how often it is gone through."""

    passes = 0

    def __iter__(self) -> Iterator[SimpleNamespace]:
        self.passes += 1
        return super().__iter__()


def test_a_list_goes_through_the_citations_once_however_many_there_are():
    keys = [f"key-{number}" for number in range(300)]
    cited = Counted(
        SimpleNamespace(docname="page", targets=[SimpleNamespace(key=key)]) for key in keys[:200]
    )
    place = SimpleNamespace(
        filter_=ast.parse("cited"), bibfiles=["file"], keyprefix="", keys=[], line=1
    )
    entries = {key: SimpleNamespace(key=key, type="misc", persons={}, fields={}) for key in keys}
    key = BibliographyKey(docname="bibliography", id_="list")
    domain = object.__new__(ArchiveDomain)
    domain.data = {
        "bibliographies": {key: place},
        "citation_refs": cited,
        "bibdata": SimpleNamespace(
            bibfiles={"file": SimpleNamespace(keys=dict.fromkeys(keys))},
            data=SimpleNamespace(entries=entries),
        ),
    }
    assert [found for found, _entry in domain.get_filtered_entries(key)] == keys[:200]
    assert cited.passes == 1
