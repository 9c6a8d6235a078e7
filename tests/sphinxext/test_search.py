"""What a reader finds with the search page, opened from a disk. Every text is synthetic."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from kit import ROOT, Site, only, words_of

from warraq.search.stemming import STEMMINGS, split_words, stem_word

tools = SimpleNamespace(**runpy.run_path(str(ROOT / "tools" / "system_packages.py")))

MEETING = "Synthetic meeting of organisations"
ROAD = "Synthetic repair of a road"
GONE = "Synthetic removed brief"
GLOSSARY = "Synthetic glossary"
ARABIC = {
    MEETING: "اجتماع اصطناعي للمنظمات",
    "The decisions of the committee.": "قرارات اللجنة.",
    "Two civil societies discussed detainees and S/RES/2254 (2015).": (
        "ناقش مجتمعان مدنيان ملف المعتقلين والقرار S/RES/2254 (2015)."
    ),
    ROAD: "إصلاح طريق",
    "Workers repaired it.": "أصلحه العمّال في أذار.",
    GLOSSARY: "مسرد",
    "Synthetic Support Room": "غرفة الدعم",
    "A body of invented people.": "هيئة من أناس مختلَقين.",
}
QUERIES = {
    "ar": {
        # the article, and what is joined to it
        "منظمة": {"briefs/2023/meeting"},
        "المنظمات": {"briefs/2023/meeting"},
        "والمنظمات": {"briefs/2023/meeting"},
        "بالمنظمة": {"briefs/2023/meeting"},
        # number, gender, possession
        "معتقل": {"briefs/2023/meeting"},
        "المعتقلون": {"briefs/2023/meeting"},
        "معتقلات": {"briefs/2023/meeting"},
        "مدني": {"briefs/2023/meeting"},
        "المدنية": {"briefs/2023/meeting"},
        "قرارها": {"briefs/2023/meeting"},
        "لجنه": {"briefs/2023/meeting"},
        # letters that are written for one another, vowel marks, lengthening
        "اصلاح": {"briefs/2023/road"},
        "إصلاح": {"briefs/2023/road"},
        "آذار": {"briefs/2023/road"},
        "العُمَّال": {"briefs/2023/road"},
        "طـــريق": {"briefs/2023/road"},
        # several words, each in a form of its own; digits and Latin letters
        "منظمات المدنيين": {"briefs/2023/meeting"},
        "قرار 2254": {"briefs/2023/meeting"},
        "S/RES/2254 (2015)": {"briefs/2023/meeting"},
        "cssr": {"glossary"},
        "غرف دعم": {"glossary"},
        "الغرفة الداعمة": set(),
        "غرفة دعم": {"glossary"},
        "منظمة الطريق": set(),
    },
    "en": {
        "organisation": {"briefs/2023/meeting"},
        "Organisations": {"briefs/2023/meeting"},
        "meetings": {"briefs/2023/meeting"},
        "committees": {"briefs/2023/meeting"},
        "decision": {"briefs/2023/meeting"},
        "detainee": {"briefs/2023/meeting"},
        "discuss": {"briefs/2023/meeting"},
        "repairs": {"briefs/2023/road"},
        "repairing worker": {"briefs/2023/road"},
        "S/RES/2254 (2015)": {"briefs/2023/meeting"},
        "CSSR": {"glossary"},
        "invented body": {"glossary"},
        "organisations road": set(),
    },
}
"""What a reader types, and the documents that answer."""


def fill(site: Site) -> None:
    site.page("index", "# Front\n\n```{toctree}\n:hidden:\n\nglossary\n```\n")
    site.page(
        "glossary",
        f"# {GLOSSARY}\n\n```{{glossary}}\nCSSR\nSynthetic Support Room\n"
        "    A body of invented people.\n```\n",
    )
    site.brief(
        "2023/meeting",
        "Two civil societies discussed detainees and S/RES/2254 (2015).\n",
        title=MEETING,
        summary="The decisions of the committee.",
    )
    site.brief("2023/road", "Workers repaired it.\n", title=ROAD, summary="Words.")
    path = site.brief("2023/gone", "Nobody may find kingfishers.\n", title=GONE, summary="Herons.")
    status = "status: {state: removed, note: A synthetic reason.}"
    path.write_text(path.read_text("utf-8").replace("status: published", status), "utf-8")
    for name in ("briefs/2023/meeting", "briefs/2023/road", "glossary"):
        site.catalog(name, ARABIC)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("search") / "archive")
    fill(site)
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    return site


@pytest.fixture(scope="module")
def index(site: Site) -> dict[str, dict[str, object]]:
    """The search index of each language, as its script hands it over."""
    found = {}
    for language in ("en", "ar"):
        script = (site.output(language) / "searchindex.js").read_text("utf-8")
        found[language] = json.loads(script.removeprefix("Search.setIndex(").removesuffix(")"))
    return found


# -- The index -----------------------------------------------------------------------------------


def test_the_arabic_index_holds_each_word_in_its_folded_form(index):
    terms = {**index["ar"]["terms"], **index["ar"]["titleterms"]}
    arabic = STEMMINGS["ar"]
    for text in ARABIC.values():
        for word in split_words(text, arabic):
            if len(word) > 2 and not word.isdigit():
                assert stem_word(word, arabic) in terms, word
    assert {"معتقل", "منظم", "مدن", "قرار", "لجن", "اذار"} <= terms.keys()
    assert "المعتقلين" not in terms


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_index_names_every_document_and_no_text_of_a_removed_brief(index, language):
    names = index[language]["docnames"]
    expected = {"index", "glossary", *(f"briefs/2023/{slug}" for slug in ("meeting", "road"))}
    assert expected <= set(names)
    assert not [term for term in index[language]["terms"] if term.startswith(("kingf", "heron"))]


# -- The search page -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What the search page shows."""

    links: tuple[str, ...]
    titles: tuple[str, ...]
    summary: str

    @property
    def pages(self) -> set[str]:
        """The documents that its links lead to."""
        return {link.partition(".html")[0] for link in self.links}


Search = Callable[[str, str], Answer]


@pytest.fixture(scope="module")
def search(site: Site) -> Iterator[Search]:
    """Opens the search page of a language with a query.

    In a thread of its own: Playwright allows one session a thread, and other tests hold one.
    """
    from playwright.sync_api import sync_playwright

    path = tools.find_browser()
    if path is None:
        missing = [item for item in tools.NEEDS if item.name.startswith("Chromium")]
        pytest.fail(f"the search page needs Chromium; run: {tools.install_line(missing)}", False)
    with ThreadPoolExecutor(max_workers=1) as thread:
        playwright = thread.submit(sync_playwright().start).result()
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        arguments += ["--disable-component-update", "--disable-sync"]
        launch = partial(playwright.chromium.launch, executable_path=path, args=arguments)
        browser = thread.submit(launch).result()
        page = thread.submit(browser.new_page).result()

        def ask(language: str, query: str) -> Answer:
            address = (site.output(language) / "search.html").as_uri()
            page.goto(f"{address}?q={quote(query)}")
            page.wait_for_selector("#search-results p.search-summary:not(:empty)")
            links = page.locator("#search-results ul.search li > a")
            found = links.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
            titles = links.all_inner_texts()
            said = page.locator("#search-results p.search-summary").inner_text()
            return Answer(tuple(found), tuple(titles), said)

        yield lambda language, query: thread.submit(ask, language, query).result()
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()


ASKED = [(language, query) for language, queries in QUERIES.items() for query in queries]


@pytest.mark.browser
@pytest.mark.parametrize(("language", "query"), ASKED, ids=[" ".join(pair) for pair in ASKED])
def test_a_word_is_found_in_each_of_its_forms(search, language, query):
    assert search(language, query).pages == QUERIES[language][query]


@pytest.mark.browser
def test_an_answer_leads_to_its_page_and_says_its_title(search, site):
    for language, query in (("en", "organisation"), ("ar", "منظمة")):
        answer = search(language, query)
        assert answer.links == ("briefs/2023/meeting.html",)
        heading = words_of(only(site.article("briefs/2023/meeting", language), "h1"))
        assert answer.titles == (heading,)


@pytest.mark.browser
def test_the_page_says_in_its_language_how_much_was_found(search):
    assert "2 pages" in search("en", "published").summary
    assert "one page" in search("en", "organisation").summary
    assert "did not match any" in search("en", "kingfishers").summary
    for query in ("طريق", "منظمة الطريق"):
        summary = search("ar", query).summary
        assert any("\u0600" <= letter <= "\u06ff" for letter in summary)
        assert not any("a" <= letter <= "z" for letter in summary)


@pytest.mark.browser
@pytest.mark.parametrize("query", ["kingfishers", "herons", "nobody"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_text_of_a_removed_brief_is_found(search, language, query):
    assert search(language, query).links == ()
