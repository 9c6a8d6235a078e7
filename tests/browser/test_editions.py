"""Readers of a published archive always see which edition they read, and every switch leads on.

The site is the demonstration archive of tests/roots/editions: three editions, two languages. The
links of every page are followed in its files; what pages show is collected once in a browser, of
lists that are made alike for one edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from browsing import (
    DIRECTION,
    LANGUAGES,
    NARROW,
    OTHER,
    WIDE,
    Site,
    Tab,
    demo,
    evaluate_on,
    open_tab,
    resize,
)
from playwright.sync_api import Browser, Page, expect
from test_accessibility import COLOURS, find_faults
from test_narrow_screens import _CUT, _WIDTHS

EDITIONS: tuple[str, ...] = demo.EDITIONS
NEWEST = EDITIONS[-1]
ADDRESS = "https://archive.example.org/"
BRIDGE, MARKET, LIST = (f"briefs/2023/{name}.html" for name in ("bridge", "market", "list"))
GATE, LEDGER, ROAD = "briefs/2022/gate.html", "briefs/2022/ledger.html", "briefs/2024/road.html"
FORMER, HEARING = "briefs/2023/witness.html", "briefs/2023/hearing.html"

SWITCHES = ".language-switch, .edition-line, .edition-notice, .later-status, .translation-notice"
"""What holds the links between editions and languages on the pages of an edition."""

_READ_PAGE = f"""() => {{
  const said = (selector) => {{
    const found = document.querySelector(selector);
    return found && isShown(found)
      ? getComputedStyle(found, "::before").content.replace(/^"|"$/g, "") : "";
  }};
  const shows = (selector) => {{
    const found = document.querySelector(selector);
    return Boolean(found) && isShown(found);
  }};
  const inEdition = "page" in document.body.dataset;
  const links = inEdition
    ? [...document.querySelectorAll("{SWITCHES}")].flatMap((one) => [...one.querySelectorAll("a")])
    : [...document.querySelectorAll("a")];
  return {{
    inEdition,
    violations: window.violations || [],
    edition: said(".edition-name"),
    notice: shows(".edition-notice"),
    later: said(".later-status-text"),
    links: links.filter(isShown).map((link) => link.href),
    language: links.filter((link) => link.closest(".language-switch") && isShown(link))
      .map((link) => link.href),
  }};
}}"""


@dataclass(slots=True)
class Seen:
    """What a reader sees of a page."""

    in_edition: bool
    edition: str
    """The name of the edition that the page shows."""
    notice: bool
    """Whether it says that it is of an earlier edition."""
    later: str
    """What it says was decided later."""
    links: list[str]
    """Where its switches lead, those that are shown."""
    language: list[str]
    """The switch of language among them."""
    faults: list[str] = field(default_factory=list)
    """Requests that failed or went elsewhere, and what the policy refused."""


@pytest.fixture(scope="module")
def seen(published: Site, browser: Browser) -> Iterator[dict[str, Seen]]:
    """What a browser with JavaScript shows of the pages of `samples`, by their paths."""
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    tab = open_tab(context)
    found = {}
    for name in samples(published):
        tab.open(published.url(name))
        read = evaluate_on(tab.page, _READ_PAGE)
        elsewhere = [url for url in tab.requests if not url.startswith(published.address)]
        found[name] = Seen(
            read["inEdition"],
            *(read[part] for part in ("edition", "notice", "later", "links", "language")),
            [*elsewhere, *tab.failures, *tab.complaints, *read["violations"]],
        )
    yield found
    context.close()


def every_page(site: Site) -> list[str]:
    return ["index.html", *(name for language in LANGUAGES for name in site.pages(language))]


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


def is_redirect(site: Site, name: str) -> bool:
    return 'http-equiv="refresh"' in _text(site.html / name)


def samples(site: Site) -> list[str]:
    """Every document, in each folder of one language at least, and the lists of one edition."""
    stems = {
        path.relative_to(demo.CONTENT / edition / "docs").with_suffix("").as_posix()
        for edition in EDITIONS
        for path in (demo.CONTENT / edition / "docs").rglob("*.md")
    }
    whole = {("ar", EDITIONS[1]), ("en", "editions"), ("ar", "editions")}
    documents = {
        *((language, "history") for language in LANGUAGES),
        ("en", EDITIONS[0]),
        ("en", NEWEST),
        ("ar", "latest"),
    }
    later = {(edition, path) for edition, path in LATER}
    found = [name for name in every_page(site) if not is_redirect(site, name)]
    return [
        name
        for name, (language, folder, path) in zip(found, map(place_of, found), strict=True)
        if not folder
        or (language, folder) in whole
        or ((language, folder) in documents and path.removesuffix(".html") in stems)
        or (folder, path) in later
        or (folder in (EDITIONS[0], NEWEST, "latest") and path == "index.html")
    ]


def place_of(name: str) -> tuple[str, str, str]:
    """Language, folder and page of a path: `("ar", "2023.05", "briefs/2023/bridge.html")`."""
    language, _, rest = name.partition("/")
    folder, _, page = rest.partition("/")
    return language, folder, page


def pages_in(seen: dict[str, Seen], *folders: str) -> dict[str, Seen]:
    """The pages of an edition, of `latest`, `history` or `editions`, in all languages."""
    found = {name: page for name, page in seen.items() if place_of(name)[1] in folders}
    assert {place_of(name)[0] for name in found} == set(LANGUAGES)
    assert len(found) > 10
    return found


# -- Every switch of every page ------------------------------------------------------------------


def test_every_switch_of_every_page_leads_to_a_page(published, seen):
    targets: dict[str, str] = {}
    for name, page in seen.items():
        assert page.links or name.endswith("/404.html"), name
        for link in page.links:
            if link.startswith(published.address):
                targets.setdefault(urldefrag(link).url, name)
    assert len(targets) > 100
    host = urlsplit(published.address)
    connection = HTTPConnection(host.hostname or "", host.port or 0)
    missing = []
    for link, name in targets.items():
        connection.request("GET", urlsplit(link).path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            missing.append(f"{name}: {answer.status} {link}")
    assert missing == []


def test_every_link_of_every_page_leads_to_a_file_without_a_server_or_javascript(published):
    missing = []
    checked = 0
    for name in [*every_page(published), "404.html"]:
        if not (published.html / name).is_file():
            continue
        base = published.url(name, "file")
        for href in set(re.findall(r'(?:href|src)="([^"#][^"]*)"', _text(published.html / name))):
            parts = urlsplit(urljoin(base, href.replace("&amp;", "&")))
            if parts.scheme != "file" or name.endswith("404.html"):
                continue
            checked += 1
            if not Path(unquote(parts.path)).is_file():
                missing.append(f"{name}: {href}")
    assert checked > 1000
    assert missing == []


def test_the_same_page_of_the_same_edition_is_there_in_each_language_that_the_edition_names(
    published,
):
    for edition in EDITIONS:
        for language in LANGUAGES:
            folder = published.html / language / edition
            named = re.search(r'--edition-languages:"([^"]*)"', _text(folder / "_edition.css"))
            assert named
            assert sorted(named[1].split()) == sorted(LANGUAGES)
            pages = [path for path in folder.rglob("*.html") if path.name != "404.html"]
            for path in pages:
                links = re.findall(r'class="to-same-edition" href="([^"]+)"', _text(path))
                assert links, path
                for link in links:
                    other, rest = link.replace("../", "").split("/history/")
                    assert (published.html / other / edition / rest).is_file(), f"{path}: {link}"


def test_no_page_asks_elsewhere_or_in_vain_or_breaks_its_policy(seen):
    assert {name: page.faults for name, page in seen.items() if page.faults} == {}


# -- Which edition it is -------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_of_an_edition_says_its_name_and_old_ones_that_they_are_old(seen, edition):
    for name, page in pages_in(seen, edition).items():
        assert page.edition == edition, name
        assert page.notice is (edition != NEWEST), name


def test_latest_says_which_edition_it_is_and_shows_no_notice(published, seen):
    for name, page in pages_in(seen, "latest").items():
        if page.in_edition:
            assert (page.edition, page.notice, page.later) == (NEWEST, False, ""), name


@pytest.mark.parametrize("edition", EDITIONS)
def test_with_javascript_the_switch_of_language_stays_in_the_edition(published, seen, edition):
    for name, page in pages_in(seen, edition).items():
        language, _, path = place_of(name)
        assert page.language == [published.url(f"{OTHER[language]}/{edition}/{path}")], name


def test_in_latest_the_switch_of_language_stays_in_latest(published, seen):
    for name, page in pages_in(seen, "latest").items():
        if page.in_edition:
            language, folder, path = place_of(name)
            assert page.language == [published.url(f"{OTHER[language]}/{folder}/{path}")], name


@pytest.mark.parametrize("edition", EDITIONS)
def test_search_engines_are_sent_to_latest(published, edition):
    untranslated = f"ar/{EDITIONS[0]}/{MARKET}"  # its text is that of the page in English
    for language in LANGUAGES:
        pages = [name for name in published.pages(language) if place_of(name)[1] == edition]
        assert len(pages) > 20
        for name in pages:
            text = _text(published.html / name)
            (target,) = re.findall(r'<link rel="canonical" href="([^"]+)">', text)
            shown = "en" if name == untranslated else language
            assert target == f"{ADDRESS}{shown}/latest/{place_of(name)[2]}", name
            assert (published.html / target.removeprefix(ADDRESS)).is_file(), name


# -- What was decided later ----------------------------------------------------------------------

LATER = {
    (EDITIONS[0], BRIDGE): {"en": "carts at the bridge was wrong", "ar": "كان عدد العربات"},
    (EDITIONS[0], MARKET): {"en": "the market had never moved", "ar": "لم تنتقل السوق قط"},
    (EDITIONS[1], MARKET): {"en": "the market had never moved", "ar": "لم تنتقل السوق قط"},
    (EDITIONS[1], LIST): {"en": "at the wish of an invented witness", "ar": "رغبة شاهد مختلَق"},
}
"""What a page of an earlier edition says, though none of its bytes has changed."""
GONE = {(EDITIONS[0], LEDGER), (EDITIONS[1], LEDGER)}
"""Pages of briefs whose files were deleted without a word."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_old_edition_shows_what_was_decided_later(seen, language):
    for (edition, path), note in LATER.items():
        said = seen[f"{language}/{edition}/{path}"].later
        assert note[language] in said, f"{edition} {path}: {said}"
    retracted = seen[f"{language}/{EDITIONS[0]}/{MARKET}"].later
    assert {"en": "Retracted", "ar": "سُحب"}[language] in retracted
    assert "2024" in retracted


def test_no_page_says_what_it_says_itself_or_what_did_not_happen(seen):
    for name, page in pages_in(seen, *EDITIONS).items():
        _, edition, path = place_of(name)
        if (edition, path) not in LATER.keys() | GONE:
            assert page.later == "", name


# -- The ways, clicked ---------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_reader_goes_from_an_old_page_to_the_other_language_newest_and_history(
    new_tab, published, scheme
):
    page = new_tab(NARROW).page
    page.goto(published.url(f"ar/{EDITIONS[0]}/{BRIDGE}", scheme))
    page.click(".language-switch a >> visible=true")
    page.wait_for_url(published.url(f"en/{EDITIONS[0]}/{BRIDGE}", scheme))
    assert page.locator("html").get_attribute("lang") == "en"
    page.click(".edition-notice a")
    page.wait_for_url(published.url(f"en/latest/{BRIDGE}", scheme))
    assert "Twenty-one carts" in page.inner_text("article")
    page.click(".edition-line a")
    page.wait_for_url(published.url(f"en/history/{BRIDGE}", scheme))
    page.locator(f"main a[href*='en/{EDITIONS[0]}/{BRIDGE}']").first.click()
    page.wait_for_url(published.url(f"en/{EDITIONS[0]}/{BRIDGE}", scheme))
    assert "Twelve carts" in page.inner_text("article")


@pytest.mark.parametrize(
    ("scheme", "path"),
    [("http", BRIDGE), ("file", "index.html"), ("file", "bodies/sync/index.html")],
)
def test_without_javascript_the_switch_leads_over_the_history_to_the_edition(
    new_tab, published, scheme, path
):
    page = new_tab(WIDE, java_script_enabled=False).page
    page.goto(published.url(f"en/{EDITIONS[0]}/{path}", scheme))
    assert page.locator(".edition-notice").is_visible()
    page.click(".language-switch a >> visible=true")
    page.wait_for_url(published.url(f"ar/history/{path}", scheme))
    page.locator(f"main a[href*='ar/{EDITIONS[0]}/{path}']").first.click()
    page.wait_for_url(published.url(f"ar/{EDITIONS[0]}/{path}", scheme))
    page.click(".edition-notice a")
    page.wait_for_url(published.url(f"ar/latest/{path}", scheme))
    page.click(".language-switch a >> visible=true")
    page.wait_for_url(published.url(f"en/latest/{path}", scheme))


def test_without_javascript_a_page_says_the_same(new_tab, published, seen):
    page = new_tab(WIDE, java_script_enabled=False).page
    for name in (f"en/{EDITIONS[0]}/{MARKET}", f"en/{NEWEST}/{BRIDGE}", f"ar/latest/{MARKET}"):
        page.goto(published.url(name, "file"))
        read = evaluate_on(page, _READ_PAGE)
        said = (seen[name].edition, seen[name].notice, seen[name].later)
        assert (read["edition"], read["notice"], read["later"]) == said, name


@pytest.mark.parametrize(("language", "scheme"), [("en", "file"), ("ar", "http")])
def test_a_former_name_leads_on_and_what_is_gone_leaves_a_word(
    new_tab, published, language, scheme
):
    page = new_tab(WIDE, java_script_enabled=False).page
    page.goto(published.url(f"{language}/latest/{FORMER}", scheme))
    page.wait_for_url(published.url(f"{language}/latest/{HEARING}", scheme))
    page.goto(published.url(f"{language}/latest/{LEDGER}", scheme))
    assert page.locator("html").get_attribute("dir") == DIRECTION[language]
    assert page.locator(f"a[href*='{language}/{EDITIONS[1]}/{LEDGER}']").first.is_visible()
    assert page.locator("meta[name=robots][content~=noindex]").count() == 1
    said = {"en": "This page has another name now", "ar": "صار لهذه الصفحة اسم آخر"}[language]
    redirect = published.parse(f"{language}/latest/{FORMER}")
    assert [heading.get_text() for heading in redirect.select("h1")] == [said]


def test_the_root_leads_to_the_newest_edition_of_each_language(new_tab, published):
    page = new_tab(WIDE, java_script_enabled=False).page
    for language, scheme in zip(LANGUAGES, ("http", "file"), strict=True):
        page.goto(published.url("index.html", scheme))
        page.click(f"a[hreflang={language}]")
        page.wait_for_url(published.url(f"{language}/latest/index.html", scheme))
        page.goto(published.url(f"{language}/index.html", scheme))
        page.wait_for_url(published.url(f"{language}/latest/index.html", scheme))


# -- History and editions ------------------------------------------------------------------------

SAID = {
    "en": {
        BRIDGE: ({"Twenty-one"}, {"Twelve"}),
    },
    "ar": {
        BRIDGE: ({"إحدى", "وعشرون"}, {"اثنتا", "عشرة"}),
    },
}


def open_comparisons(page: Page) -> None:
    """Open what a reader without JavaScript opens by click."""
    closed = page.locator("main details:not([open]) > summary")
    while closed.count():
        closed.first.click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_history_shows_word_by_word_what_changed_by_more_than_colour(
    new_tab, published, language
):
    page = new_tab(WIDE, java_script_enabled=False).page
    page.goto(published.url(f"{language}/history/{BRIDGE}", "file"))
    open_comparisons(page)
    (added, removed) = SAID[language][BRIDGE]
    for tag, words, line in (("ins", added, "underline"), ("del", removed, "line-through")):
        marks = page.locator(f"main {tag}")
        shown = " ".join(marks.all_inner_texts())
        assert all(word in shown for word in words), f"{tag}: {shown}"
        assert all(mark.is_visible() for mark in marks.all())
        drawn = marks.first.evaluate("mark => getComputedStyle(mark).textDecorationLine")
        assert line in drawn
        own = marks.filter(has_text=next(iter(words))).first
        assert own.evaluate("mark => getComputedStyle(mark).direction") == DIRECTION[language]
    text = page.inner_text("main")
    assert all(edition in text for edition in EDITIONS[:2])


def test_the_names_that_a_page_had_stand_below_each_other(new_tab, published):
    page = new_tab(WIDE, java_script_enabled=False).page
    page.goto(published.url(f"ar/history/{HEARING}", "file"))
    boxes = [row.bounding_box() for row in page.locator("dl.facts dd").all()]
    assert len(boxes) == 4
    assert len({round(box["x"] + box["width"]) for box in boxes if box}) == 1


def test_paper_has_every_comparison_and_its_words(new_tab, published):
    page = new_tab(WIDE, java_script_enabled=False).page
    page.goto(published.url(f"ar/history/{BRIDGE}", "file"))
    closed = page.locator("main details:not([open]) .block").first
    expect(closed).not_to_be_visible()
    page.emulate_media(media="print")
    expect(closed).to_be_visible()
    said = page.locator("main details:not([open]) .for-ears").first
    box = said.bounding_box()
    assert box is not None
    assert box["width"] > 10  # on the screen it is one point


def test_a_brief_gives_the_permanent_address_of_its_edition(new_tab, published):
    page, still = new_tab(WIDE).page, new_tab(WIDE, java_script_enabled=False).page
    for folder, edition in (("en/latest", NEWEST), (f"ar/{EDITIONS[1]}", EDITIONS[1])):
        wanted = f"https://archive.example.org/{folder[:2]}/{edition}/{BRIDGE}"
        page.goto(published.url(f"{folder}/{BRIDGE}", "file"))
        expect(page.locator("#cite_edition a")).to_have_attribute("href", wanted)
        assert page.locator("#cite_edition").inner_text().strip() == wanted
        assert page.locator("#copy_edition").get_attribute("data-copy") == "cite_edition"
        still.goto(published.url(f"{folder}/{BRIDGE}", "file"))
        assert not still.locator("#copy_edition").is_visible()
        shown = still.locator("#cite_edition .edition-name").evaluate(
            "name => getComputedStyle(name, '::before').content"
        )
        assert shown == f'"{edition}"'


def test_a_history_lists_the_editions_in_which_the_page_changed_and_no_others(published):
    for language in LANGUAGES:
        for path, changed in (
            (GATE, EDITIONS[:1]),
            (BRIDGE, EDITIONS),
            (HEARING, EDITIONS[1:2]),  # what was before stands under its former name
            (FORMER, EDITIONS[:2]),
            (ROAD, EDITIONS[2:]),
        ):
            headings = [
                heading.get_text(" ", strip=True)
                for heading in published.parse(f"{language}/history/{path}").select("main h2")
            ]
            named = [
                edition for edition in EDITIONS if any(edition in heading for heading in headings)
            ]
            assert named == list(changed), f"{language} {path}: {headings}"


CHANGES = {
    EDITIONS[1]: {"corrected": BRIDGE, "renamed": HEARING, "translated": MARKET, "added": LIST},
    EDITIONS[2]: {"retracted": MARKET, "removed": LEDGER, "added": ROAD},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_lists_what_it_changed(published, seen, language):
    listed = published.parse(f"{language}/editions/index.html")
    links = {str(link["href"]) for link in listed.select("main a[href]")}
    for edition in EDITIONS:
        assert any(link.endswith(f"{edition}.html") for link in links), edition
    for edition, changes in CHANGES.items():
        page = published.parse(f"{language}/editions/{edition}.html")
        for kind, path in changes.items():
            links = [str(link["href"]) for link in page.select(f"h2#{kind} + ul a[href]")]
            assert any(link.endswith(path) for link in links), f"{edition} {kind} {path}"
        assert GATE not in str(page), "what did not change is not listed"


PLAIN = {
    f"history/{BRIDGE}": LANGUAGES,
    f"history/{LIST}": ["ar"],
    "editions/index.html": ["ar"],
    f"editions/{EDITIONS[1]}.html": ["en"],
    f"{EDITIONS[0]}/{MARKET}": LANGUAGES,
    f"latest/{LEDGER}": ["en"],
}
"""Pages that only an archive with editions has, and in which languages they are looked at."""


@pytest.fixture
def bare(new_tab) -> Tab:  # type: ignore[no-untyped-def]
    """A tab in which axe may run: the site's policy would forbid its script."""
    tab: Tab = new_tab(WIDE, bypass_csp=True)
    return tab


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_fault_and_nothing_is_cut_on_a_small_screen(bare, published, language):
    for path in (path for path, languages in PLAIN.items() if language in languages):
        resize(bare.page, WIDE)
        bare.page.emulate_media(color_scheme="light")
        page = bare.open(published.url(f"{language}/{path}"))
        open_comparisons(page)
        assert find_faults(page) == [], path
        resize(page, NARROW)
        page.emulate_media(color_scheme="dark")
        assert find_faults(page, [*COLOURS, "target-size"]) == [], path
        width, window = page.evaluate(_WIDTHS)
        assert width <= window, path
        assert evaluate_on(page, _CUT) == [], path


@pytest.mark.parametrize(
    ("language", "path", "wanted"),
    [
        ("en", f"{EDITIONS[0]}/{MARKET}", [".language-switch", ".edition-line", ".edition-notice"]),
        ("ar", f"history/{BRIDGE}", ["header", "main summary", "main"]),
        ("ar", "editions/index.html", ["header", "main"]),
    ],
)
def test_a_keyboard_reaches_every_switch(new_tab, published, language, path, wanted):
    page = new_tab(WIDE).page
    page.goto(published.url(f"{language}/{path}"))
    reached: list[dict[str, Any]] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """selectors => {
                  const here = document.activeElement;
                  const style = getComputedStyle(here);
                  return {
                    body: here === document.body,
                    within: selectors.filter((selector) => here.closest(selector)),
                    seen: style.outlineStyle !== "none" || style.boxShadow !== "none",
                  };
                }""",
                wanted,
            )
        )
        if reached[-1]["body"] or set(wanted) <= {s for one in reached for s in one["within"]}:
            break
    assert {selector for one in reached for selector in one["within"]} == set(wanted)
    assert all(one["seen"] for one in reached if one["within"])


@pytest.mark.parametrize(("language", "size"), [("en", NARROW), ("ar", WIDE)])
def test_the_notice_shifts_nothing(new_tab, published, language, size):
    tab = new_tab(size)
    tab.page.context.add_init_script(
        "window.shifts = []; new PerformanceObserver((list) => list.getEntries().forEach("
        "(entry) => window.shifts.push(entry.value))).observe("
        "{type: 'layout-shift', buffered: true});"
    )
    page = tab.open(published.url(f"{language}/{EDITIONS[0]}/{MARKET}"))
    assert page.locator(".edition-notice").is_visible()
    page.wait_for_timeout(150)
    assert page.evaluate("window.shifts.reduce((sum, one) => sum + one, 0)") < 0.01
