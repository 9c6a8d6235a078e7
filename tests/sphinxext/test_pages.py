"""What every page says of itself and what it may load. Every page is synthetic."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from docutils import nodes
from docutils.utils import new_document
from furo import WrapTableAndMathInAContainerTransform
from kit import Site, only, words_of

from warraq.formats.policy import CONTENT_SECURITY_POLICY

URL = "https://archive.example.org/briefs-of-all/"
OTHER = {"en": "ar", "ar": "en"}
LABEL = {"en": "This page in English", "ar": "هذه الصفحة بالعربية"}
"""What a link to a page says, by the language that it leads to."""
DIRECTION = {"en": "ltr", "ar": "rtl"}
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
ELEMENTS = """\
(label)=
# Synthetic elements

A [link](https://example.org/), a {term}`SYN`, a {cite}`key` and a note.[^1] <b style="x">Raw</b>.

| Left | Middle | Right |
|:---|:---:|---:|
| 1 | 2 | 3 |

```{list-table} A table with widths
:widths: 20 80
:align: center

* - One
  - Two
```

![A picture](picture.svg)

```{image} picture.svg
:alt: A sized picture
:width: 90px
:height: 40px
:align: right
```

```{figure} picture.svg
:alt: A framed picture
:figwidth: 120px
:width: 60px

A caption.
```

```{code-block} python
:linenos:
:emphasize-lines: 1
:caption: A caption

print("<script>synthetic</script>")
```

:::{note}
A remark.
:::

:::{sidebar} Beside
Words.
:::

:::{epigraph}
A quotation.
:::

```{hlist}
:columns: 2

- One
- Two
```

4. Four
5. Five

Entry
: Meaning

- [See below](#synthetic-elements) and {ref}`label`.

$x^2$

```{math}
:label: synthetic-formula

y = 2
```

[^1]: A footnote.
"""
EXTRA = {
    "elements": ELEMENTS,
    "glossary": "# Synthetic glossary\n\n```{glossary}\nSYN\n    A meaning.\n```\n",
    "bibliography": "# Synthetic bibliography\n\n```{bibliography}\n:all:\n```\n",
}
BIB = """\
@online{key,
  author = {{Synthetic Council}},
  title  = {Synthetic paper},
  url    = {https://example.org/paper},
  langid = {english},
}
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the built site."""

    path: str
    """Its path from the top of the site: `ar/about.html`."""
    soup: BeautifulSoup

    @property
    def language(self) -> str:
        return self.path.partition("/")[0]

    def target(self, address: str) -> str:
        """The path from the top of the site that an address of this page leads to."""
        parts = urlsplit(address)
        assert not parts.scheme, f"{self.path} names {address}"
        assert not parts.netloc, f"{self.path} names {address}"
        path = unquote(parts.path)
        if not path:
            return self.path
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), path))


def read_pages(html: Path) -> tuple[Page, ...]:
    """Every page of a site and the chooser, but those that servers show for missing ones."""
    return tuple(
        Page(path.relative_to(html).as_posix(), BeautifulSoup(path.read_text("utf-8"), "lxml"))
        for path in sorted(html.rglob("*.html"))
        if path.name != "404.html"  # see tests/site/test_outlets.py
    )


@pytest.fixture(scope="module")
def site(make_shelf, tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = make_shelf(tmp_path_factory.mktemp("pages") / "archive").site
    with (site.root / "conf.py").open("a") as conf:
        conf.write('myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]\n')
    index = (site.root / "docs" / "index.md").read_text("utf-8")
    site.page("index", index.replace("about\n", "about\n" + "\n".join(EXTRA) + "\n"))
    for name, text in EXTRA.items():
        site.page(name, text)
    site.write("docs/picture.svg", PICTURE)
    site.write("docs/references.bib", BIB)
    outcomes = site.build()
    assert [outcome.messages for outcome in outcomes.values()] == [(), ()]
    return site


@pytest.fixture(scope="module")
def pages(site: Site) -> tuple[Page, ...]:
    found = read_pages(site.root / "build" / "html")
    names = {page.path for page in found}
    for language in OTHER:  # every kind of page is among them
        kinds = ("index", "about", "search", "glossary", "bibliography", "briefs/index")
        kinds += ("briefs/2022/index", "briefs/2022/page-2", "briefs/2022/march")
        assert {f"{language}/{kind}.html" for kind in (*kinds, "briefs/2020/gone")} <= names
    return found


@pytest.fixture(scope="module")
def in_language(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """All pages but the chooser."""
    return tuple(page for page in pages if page.path != "index.html")


# -- Languages ---------------------------------------------------------------------------------


def test_every_page_says_its_language_and_direction(in_language):
    for page in in_language:
        html = only(page.soup, "html")
        expected = (page.language, DIRECTION[page.language])
        assert (html["lang"], html["dir"]) == expected, page.path


def test_the_switch_of_every_page_leads_to_the_same_page_in_words_of_its_language(in_language):
    paths = {page.path for page in in_language}
    for page in in_language:
        other = OTHER[page.language]
        link = only(page.soup, ".language-switch a")
        assert words_of(link) == LABEL[other], page.path
        assert page.target(link["href"]) == other + page.path.removeprefix(page.language)
        assert page.target(link["href"]) in paths
        marks = (link["lang"], link["hreflang"], link["dir"])
        assert marks == (other, other, DIRECTION[other]), page.path


def test_the_switch_needs_no_script(in_language):
    for page in in_language:
        link = only(page.soup, ".language-switch a")
        assert link.get("hidden") is None
        assert not [parent for parent in link.parents if parent.name in ("noscript", "template")]


ALTERNATES = "head link[rel=alternate][hreflang]"


def test_the_pages_of_each_language_name_each_other_and_nothing_that_does_not_name_them(pages):
    """What only one side says, search engines do not heed."""
    named = {
        page.path: {(link["hreflang"], page.target(link["href"])) for link in found}
        for page in pages
        if (found := page.soup.select(ALTERNATES))
    }
    assert len(named) > 20
    for path, links in named.items():
        assert path in {target for _tag, target in links}
        for tag, target in links if path != "index.html" else ():  # it offers every language
            assert path in {back for _tag, back in named[target]}, f"{path} names {target}"
            assert tag == "x-default" or target.startswith(f"{tag}/")


def test_a_page_without_translation_names_none_and_is_none(pages):
    """Its text is that of the source, whichever language its frame speaks."""
    found = {page.path: page.soup.select(ALTERNATES) for page in pages}
    assert found["ar/briefs/2022/march.html"] == found["ar/about.html"] == []
    assert [link["hreflang"] for link in found["en/briefs/2022/march.html"]] == ["en"]
    assert [link["hreflang"] for link in found["en/briefs/2024/may.html"]] == ["en", "ar"]
    # What the toolkit writes speaks every language.
    assert [link["hreflang"] for link in found["ar/briefs/2022/index.html"]] == ["en", "ar"]


def test_the_chooser_leads_to_each_language_in_its_own_script(pages):
    page = next(page for page in pages if page.path == "index.html")
    links = page.soup.select("main a")
    assert [(page.target(link["href"]), link["lang"], link["dir"]) for link in links] == [
        ("en/index.html", "en", "ltr"),
        ("ar/index.html", "ar", "rtl"),
    ]
    assert [words_of(only(link, ".name")) for link in links] == ["English", "العربية"]
    named = [
        (link["hreflang"], page.target(link["href"]))
        for link in page.soup.select("head link[rel=alternate]")
    ]
    assert named == [("en", "en/index.html"), ("ar", "ar/index.html"), ("x-default", "index.html")]


def test_a_third_language_is_one_line_and_is_offered_by_its_own_name(tmp_path):
    site = Site(tmp_path / "archive", 'archive_languages["pt_BR"] = "português"\n')
    site.page("index", "# Synthetic archive\n\nWords.\n")
    outcomes = site.build()
    assert [outcome.messages for outcome in outcomes.values()] == [(), (), ()]
    found = {page.path: page for page in read_pages(site.root / "build" / "html")}
    for path in ("en/index.html", "ar/search.html"):
        links = found[path].soup.select(".language-switch a")
        shown = {found[path].target(link["href"]): words_of(link) for link in links}
        name = path.partition("/")[2]
        expected = {
            f"en/{name}": LABEL["en"],
            f"ar/{name}": LABEL["ar"],
            f"pt-BR/{name}": "português",
        }
        del expected[path]
        assert shown == expected
        tags = [link["hreflang"] for link in found[path].soup.select(ALTERNATES)]
        assert tags == (["en", "x-default"] if path == "en/index.html" else ["en", "ar", "pt-BR"])
    assert only(found["pt-BR/index.html"].soup, "html")["lang"] == "pt-BR"


def test_an_archive_of_one_language_offers_no_other(tmp_path):
    site = Site(tmp_path / "archive", 'del archive_languages["ar"]\n')
    site.page("index", "# Synthetic archive\n\nWords.\n")
    assert site.build()["en"].messages == ()
    assert site.soup("index", "en").select(".language-switch a") == []


def test_the_name_of_the_archive_is_said_in_the_language_of_the_page(tmp_path):
    site = Site(tmp_path / "archive", 'project = "Synthetic owner"\n')
    site.page("index", "# Welcome\n\nWords.\n")
    site.catalog("archive", {"Synthetic archive": "أرشيف", "Synthetic owner": "صاحب الأرشيف"})
    site.build()
    for language, title, owner in (
        ("en", "Synthetic archive", "Synthetic owner"),
        ("ar", "أرشيف", "صاحب الأرشيف"),
    ):
        for page in ("index", "search"):
            soup = site.soup(page, language)
            assert words_of(only(soup, "title")).endswith(title)
            assert words_of(only(soup, ".sidebar-brand")) == title
            assert words_of(only(soup, ".bottom-of-page")) == owner


# -- The address of the site -------------------------------------------------------------------


def test_without_an_address_no_page_names_one(pages):
    for page in pages:
        assert page.soup.select("[rel=canonical]") == [], page.path


def test_with_an_address_every_page_names_its_own(make_shelf, tmp_path):
    site = make_shelf(tmp_path / "archive", f"archive_url = {URL!r}\n").site
    outcomes = site.build()
    assert [outcome.messages for outcome in outcomes.values()] == [(), ()]
    found = read_pages(site.root / "build" / "html")
    assert len(found) > 20
    for page in found:
        name = page.path.partition("/")[2]
        if name and not page.path.endswith("404.html"):
            home = "en" if name in ("about.html", "briefs/2022/march.html") else page.language
            canonical = only(page.soup, "link[rel=canonical]")["href"]
            assert canonical.removeprefix(URL) in (page.path, f"{home}/{name}", f"en/{name}")
            if name not in ("index.html", "briefs/index.html") and "gone" not in name:
                assert canonical == f"{URL}{home}/{name}"
    chooser = next(page for page in found if page.path == "index.html")
    named = [link["href"] for link in chooser.soup.select("link[rel=alternate]")]
    assert named == [f"{URL}en/index.html", f"{URL}ar/index.html", f"{URL}index.html"]


# -- What a page may load ----------------------------------------------------------------------


def test_every_page_states_the_policy_before_anything_is_loaded(pages):
    """A policy in a page holds for what follows it (W3C, Content Security Policy 3, 3.3)."""
    for page in pages:
        head = only(page.soup, "head")
        policy = only(head, "meta[http-equiv=Content-Security-Policy]")
        assert policy["content"] == CONTENT_SECURITY_POLICY
        before = {tag.name for tag in policy.find_previous_siblings()}
        assert before <= {"meta"}, page.path
        assert only(head, "meta[name=referrer]")["content"] == "no-referrer"


def test_the_policy_opens_nothing_but_the_site_itself():
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules.pop("default-src") == "'none'"
    assert rules.pop("base-uri") == "'none'"
    assert set(rules.values()) == {"'self'"}
    assert set(rules) == {"style-src", "script-src", "font-src", "img-src", "form-action"}


def test_no_page_has_a_script_or_a_style_of_its_own(pages):
    for page in pages:
        for tag in page.soup.find_all(True):
            where = f"{page.path}: {tag}"
            assert tag.name != "style", where
            assert tag.get("style") is None, where
            assert not [name for name in tag.attrs if name.lower().startswith("on")], where
            assert not str(tag.get("href", "")).lower().startswith("javascript:"), where
            if tag.name == "script" and tag.get("type") == "application/ld+json":
                assert json.loads(tag.string), where  # a block of data, which is never run
            elif tag.name == "script":
                assert tag.get("src"), where
                assert not (tag.string or "").strip(), where


LOADING = "link[rel=stylesheet], link[rel=icon], link[rel~=preload], script, img, iframe, object"


def loaded(page: Page) -> Iterator[str]:
    """The addresses that a browser would load with a page."""
    for tag in page.soup.select(LOADING + ", source, video, audio, embed, track, input[src]"):
        for name in ("href", "src", "data", "poster"):
            if tag.get(name):
                yield str(tag[name])
        assert tag.get("srcset") is None, f"{page.path}: {tag}"


def test_every_page_loads_files_of_the_site_alone(site, pages):
    html = site.root / "build" / "html"
    for page in pages:
        addresses = list(loaded(page))
        assert any(".css" in address for address in addresses), page.path
        for address in addresses:
            assert (html / page.target(address)).is_file(), f"{page.path} loads {address}"


def test_forms_are_sent_to_the_site_alone(site, pages):
    for page in pages:
        for form in page.soup.find_all("form"):
            target = page.target(form["action"])
            assert target == f"{page.language}/search.html", page.path
            assert form["method"] == "get"


def test_no_stylesheet_or_script_loads_anything_from_elsewhere(site):
    html = site.root / "build" / "html"
    for path in html.rglob("*.css"):
        text = path.read_text("utf-8")
        assert "@import" not in text
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
            assert not urlsplit(address).scheme, f"{path}: {address}"
            assert not address.startswith("//")
            assert (path.parent / address.partition("?")[0]).is_file(), f"{path}: {address}"
    for path in html.rglob("*.js"):
        if path.name not in ("searchindex.js", "searchtools.js"):
            found = re.findall(r"\b(?:fetch|importScripts|XMLHttpRequest|eval)\b", path.read_text())
            assert (path.name, found) == (path.name, [])


def test_raw_html_is_shown_as_text(pages):
    for language in OTHER:
        page = next(page for page in pages if page.path == f"{language}/elements.html")
        assert '<b style="x">Raw</b>' in page.soup.get_text()


# -- Links -------------------------------------------------------------------------------------


def test_no_link_of_the_site_leads_nowhere(site, pages):
    html = site.root / "build" / "html"
    ids = {page.path: {tag["id"] for tag in page.soup.select("[id]")} for page in pages}
    checked = 0
    for page in pages:
        for link in page.soup.select("a[href], head link[href]"):
            address = str(link["href"])
            if urlsplit(address).scheme:
                # In the head, only names of vocabularies and types, which nobody fetches.
                rel = "".join(link.get("rel", ()))
                assert link.name == "a" or rel == "type" or rel.startswith("schema."), link
                continue
            target, fragment = page.target(address), urlsplit(address).fragment
            assert (html / target).is_file(), f"{page.path} links to {address}"
            if fragment:
                assert unquote(fragment) in ids[target], f"{page.path} links to {address}"
            checked += 1
    assert checked > 500


def test_an_id_stands_once_on_a_page(pages):
    for page in pages:
        ids = [str(tag["id"]) for tag in page.soup.select("[id]")]
        assert sorted(ids) == sorted(set(ids)), page.path


def test_furo_still_gives_a_table_and_its_box_one_id():
    """If this fails, `warraq/sphinxext/patches/furo_wrapper_ids.py` can go."""
    table = nodes.table("", ids=["synthetic"])
    document = new_document("synthetic")
    document += table
    WrapTableAndMathInAContainerTransform(document).run()
    assert [node["ids"] for node in document.findall(nodes.Element)][1:] == [["synthetic"]] * 2


def test_robots_may_take_every_page_but_the_search(in_language):
    for page in in_language:
        robots = [tag["content"] for tag in page.soup.select("meta[name=robots]")]
        assert robots == (["noindex"] if page.path.endswith("/search.html") else []), page.path


def test_a_page_has_one_heading_of_the_first_level(in_language):
    for page in in_language:
        assert isinstance(only(page.soup, "article h1"), Tag), page.path
