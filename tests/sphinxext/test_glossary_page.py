"""The glossary's page: lasting places, names in all languages, facts, counts. All is synthetic."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import Tag
from kit import Site, line_of, only, words_of
from rdflib import RDF, Graph, Namespace
from sphinx.util.inventory import InventoryFile

SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SCHEMA = Namespace("https://schema.org/")

GLOSSARY = """\
# Synthetic glossary

```{glossary}
SYNC
Synthetic Council
    A council that does not exist; see {doc}`about`.

    :kind: UN body
    :website: https://www.council.example.org/
    :wikidata: Q42
    :ror: 0synthe97

SYNR
Synthetic Room
    A room of the {term}`synthetic council`.

PLAIN
    Without a translation </script><b>.
```
"""
WORDS = {
    "Synthetic glossary": "مسرد اصطناعي",
    "SYNC": "SYNR",  # hostile: the key of the other entry
    "Synthetic Council": "المجلس الاصطناعي",
    "A council that does not exist; see {doc}`about`.": "مجلس لا وجود له؛ انظر {doc}`about`.",
    "SYNR": "sync",
    "Synthetic Room": "synthetic council",
    "A room of the {term}`synthetic council`.": "غرفة {term}`للمجلس <synthetic council>`.",
}
BODY = "Of the {term}`Synthetic Council`, {term}`SYNR` and a {term}`council <SYNC>`."
HERE = "../../glossary.html"


@dataclass(frozen=True, slots=True)
class Built:
    site: Site
    messages: dict[str, tuple[str, ...]]


def fill(root: Path) -> Site:
    site = Site(root)
    site.page("glossary", GLOSSARY)
    site.page("about", "# About the synthetic archive\n\nWords.\n")
    site.catalog("about", {"About the synthetic archive": "عن الأرشيف الاصطناعي"})
    site.catalog("glossary", WORDS)
    site.catalog("archive", {"UN body": "هيئة أممية"})
    site.brief("2021/one", BODY, bodies="[]")
    path = site.brief("2022/two", "Words.")
    path.write_text(path.read_text("utf-8").replace("bodies: []", "bodies: [SYNC]"), "utf-8")
    site.catalog(
        "briefs/2021/one",
        {BODY: "عن {term}`المجلس <Synthetic Council>` و{term}`SYNR` و{term}`مجلس <SYNC>`."},
    )
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    site = fill(tmp_path_factory.mktemp("glossary") / "archive")
    outcomes = site.build()
    return Built(site, {code: outcome.messages for code, outcome in outcomes.items()})


def entry(site: Site, anchor: str, language: str) -> tuple[list[Tag], Tag]:
    """The names of an entry and what stands below them."""
    first = only(site.article("glossary", language), f".glossary > dt#{anchor}")
    terms, node = [first], first.find_next_sibling()
    while node.name == "dt":
        terms.append(node)
        node = node.find_next_sibling()
    return terms, node


def rows(details: Tag, name: str) -> dict[str, Tag]:
    """A list of facts by their labels."""
    listed = details.select_one(f"dl.{name}")
    if listed is None:
        return {}
    return {words_of(label): label.find_next_sibling("dd") for label in listed.select("dt")}


def graph_of(site: Site, language: str = "en") -> Graph:
    data = (site.output(language) / "glossary.ttl").read_text("utf-8")
    return Graph().parse(data=data, format="turtle", publicID="https://a.example/x/glossary.ttl")


def test_the_places_are_the_same_in_every_language_whatever_a_translation_says(built):
    assert built.messages == {"en": (), "ar": ()}
    for language in ("en", "ar"):
        article = built.site.article("glossary", language)
        found = [term.get("id") for term in article.select(".glossary > dt")]
        assert found == ["term-sync", None, "term-synr", None, "term-plain"]
        brief = built.site.article("briefs/2021/one", language)
        links = [link["href"] for link in brief.select(f"p a[href^='{HERE}']")]
        assert links == [f"{HERE}#term-sync", f"{HERE}#term-synr", f"{HERE}#term-sync"]
        names = InventoryFile.load(
            (built.site.output(language) / "objects.inv").open("rb"),
            "",
            lambda base, uri: base + uri,
        )["std:term"]
        places = {name: item.uri.rpartition("#")[2] for name, item in names.items()}
        own = {"SYNC": "term-sync", "SYNR": "term-synr", "Synthetic Room": "term-synr"}
        assert own.items() <= places.items()
        assert places.get("المجلس الاصطناعي") == ("term-sync" if language == "ar" else None)
        index = (built.site.output(language) / "searchindex.js").read_text("utf-8")
        frozen = json.loads(index[index.index("(") + 1 : index.rindex(")")])
        assert frozen["indexentries"]["synthetic council"][0][1] == "term-sync"


def test_an_entry_shows_its_names_in_every_language(built):
    terms, details = entry(built.site, "term-sync", "en")
    assert [words_of(term) for term in terms] == ["SYNC", "Synthetic Council"]
    arabic = only(rows(details, "body-names")["العربية"], "span")
    assert (arabic["lang"], arabic["dir"]) == ("ar", "rtl")
    assert words_of(arabic) == "SYNR – المجلس الاصطناعي"
    assert only(details, "dl.body-names dt span")["lang"] == "ar"
    terms, details = entry(built.site, "term-sync", "ar")
    assert [words_of(term) for term in terms] == ["SYNR", "المجلس الاصطناعي"]
    english = only(rows(details, "body-names")["English"], "span")
    assert (english["lang"], english["dir"]) == ("en", "ltr")
    assert words_of(english) == "SYNC – Synthetic Council"
    for language in ("en", "ar"):  # what no other language names, and what the page shows already
        assert rows(entry(built.site, "term-plain", language)[1], "body-names") == {}


def test_an_entry_shows_its_facts_and_leads_to_what_mentions_it(built):
    facts = rows(entry(built.site, "term-sync", "en")[1], "body-facts")
    assert {label: words_of(shown) for label, shown in facts.items()} == {
        "Kind": "UN body",
        "Website": "council.example.org",
        "Wikidata": "Q42",
        "ROR": "0synthe97",
        "Mentioned in": "2 briefs",
    }
    links = [shown.a["href"] for shown in facts.values() if shown.a]
    assert links == [
        "https://www.council.example.org/",
        "https://www.wikidata.org/wiki/Q42",
        "https://ror.org/0synthe97",
        "bodies/sync/index.html",
    ]
    assert (built.site.output("en") / links[-1]).is_file()
    arabic = rows(entry(built.site, "term-sync", "ar")[1], "body-facts")
    assert words_of(arabic["النوع"]) == "هيئة أممية"
    assert words_of(arabic["الإحاطات التي تذكرها"]) == "إحاطتان"
    nobody = rows(entry(built.site, "term-plain", "en")[1], "body-facts")
    assert words_of(nobody["Mentioned in"]) == "0 briefs"
    assert nobody["Mentioned in"].a is None


def test_machines_read_the_same_entries_and_counts(built):
    files = {(built.site.output(code) / "glossary.ttl").read_bytes() for code in ("en", "ar")}
    assert len(files) == 1
    graph = graph_of(built.site)
    concepts = {str(concept) for concept in graph.subjects(RDF.type, SKOS.Concept)}
    home = "https://a.example/en/glossary.html"
    assert concepts == {f"{home}#term-{name}" for name in ("sync", "synr", "plain")}
    counts = {
        str(about).rpartition("-")[2]: graph.value(listed, SCHEMA.numberOfItems).toPython()
        for listed, about in graph.subject_objects(SCHEMA.about)
    }
    assert counts == {"sync": 2, "synr": 1}
    said = {str(text) for text in graph.objects(None, SKOS.definition)}
    assert "A council that does not exist; see About the synthetic archive." in said
    assert "مجلس لا وجود له؛ انظر عن الأرشيف الاصطناعي." in said
    for language in ("en", "ar"):
        head = built.site.soup("glossary", language).head
        assert only(head, 'link[type="text/turtle"]')["href"] == "glossary.ttl"
        scripts = [json.loads(text.string) for text in head.select('[type="application/ld+json"]')]
        (terms,) = (each for each in scripts if each.get("@type") == "DefinedTermSet")
        assert len(terms["hasDefinedTerm"]) == len(concepts)
        assert terms["hasDefinedTerm"][0]["subjectOf"]["mainEntity"]["numberOfItems"] == 2
        assert terms["hasDefinedTerm"][2]["description"][0]["@value"].endswith("</script><b>.")
        foot = only(built.site.article("glossary", language), ".glossary-data a")
        assert foot["href"] == "glossary.ttl"
        assert not built.site.soup("about", language).select('link[type="text/turtle"]')


def snapshot(site: Site, language: str) -> dict[str, bytes]:
    out = site.output(language)
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_a_change_elsewhere_reaches_the_page_and_nothing_else_as_if_built_anew(tmp_path):
    site = fill(tmp_path / "archive")
    site.build("en")
    before = snapshot(site, "en")
    site.catalog("glossary", WORDS | {"Synthetic Council": "مجلس آخر", "SYNC": "م.ا"})
    assert site.build("en")["en"].messages == ()
    after = snapshot(site, "en")
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"glossary.html", "glossary.ttl", "searchindex.js"}
    assert "م.ا – مجلس آخر" in after["glossary.html"].decode()
    site.page("briefs/2021/one", (site.root / "docs/briefs/2021/one.md").read_text().replace(
        "{term}`SYNR`", "nothing"
    ))  # fmt: skip
    site.build("en")
    counted = snapshot(site, "en")
    assert words_of(rows(entry(site, "term-synr", "en")[1], "body-facts")["Mentioned in"]) == (
        "0 briefs"
    )
    assert b"synr/index.html" not in counted["glossary.ttl"]
    site.build("en", fresh=True)
    assert snapshot(site, "en") == counted
    (site.root / "docs/glossary.md").unlink()
    for name in ("2021/one", "2022/two"):
        site.brief(name, "Words.")
    site.build("en")
    assert "glossary.ttl" not in snapshot(site, "en")


WRONG = """\
# Synthetic glossary

```{glossary}
:sorted:

SYNC
    Words.

    :kind: UN boddy
    :ror: 0synthe98

sync
    Other words.

مجلس
    Words.
    :colour: red
    :kind: state
```
"""


def test_what_is_wrong_is_a_warning_with_its_line_and_the_page_is_built(tmp_path):
    site = Site(tmp_path / "archive", 'archive_url = "https://archive.example.org/"\n')
    path = site.page("glossary", WRONG)
    messages = site.build("en")["en"].messages
    assert {message.split(": ", 1)[0] for message in messages} == {
        f"docs/glossary.md:{line_of(path, text)}"
        for text in ("0synthe98", "sync", "مجلس", "colour", "UN boddy")
    }
    assert all(message.endswith("[warraq.glossary]") for message in messages)
    anchors = [term.get("id") for term in site.article("glossary", "en").select(".glossary > dt")]
    assert len(set(anchors)) == 3
    assert {"term-sync", "term-sync-2"} < set(anchors)
    home = "https://archive.example.org/en/glossary.html"
    assert f"<{home}#term-sync>" in (site.output("en") / "glossary.ttl").read_text("utf-8")
    assert f'"@id":"{home}#term-sync"' in site.html("glossary", "en")
