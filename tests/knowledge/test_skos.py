"""The glossary as linked data, read again by rdflib. All bodies are synthetic."""

from __future__ import annotations

import json
from dataclasses import replace

from rdflib import RDF, Graph, Literal, Namespace, URIRef

from warraq.knowledge.skos import Concept, Scheme, describe_terms, write_turtle

SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SCHEMA = Namespace("https://schema.org/")
BASE = "https://archive.example.org/ar/glossary.ttl"
HOME = "https://archive.example.org/en/"

COUNCIL = Concept(
    "../en/glossary.html#term-sync",
    "SYNC",
    {"en": ('Synthetic "Council"', "SYNC"), "ar": ("المجلس الاصطناعي",)},
    {"en": "A council \\ that\ndoes not exist."},
    {"en": "UN body", "ar": "هيئة"},
    "https://council.example.org/",
    "Q42",
    "0synthe97",
    3,
    "../en/bodies/sync/index.html",
)
ROOM = Concept("../en/glossary.html#term-synr", "SYNR", {"en": ("SYNR",)}, {}, {})
SCHEME = Scheme("../en/glossary.html", {"en": "Glossary", "ar": "مسرد"}, (COUNCIL, ROOM))


def test_the_file_loads_and_says_every_name_in_its_language():
    graph = Graph().parse(data=write_turtle([SCHEME]), format="turtle", publicID=BASE)
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    council, room = (
        URIRef(f"{HOME}glossary.html#term-sync"),
        URIRef(f"{HOME}glossary.html#term-synr"),
    )
    assert concepts == {council, room}
    assert set(graph.objects(council, SKOS.prefLabel)) == {
        Literal('Synthetic "Council"', lang="en"),
        Literal("المجلس الاصطناعي", lang="ar"),
    }
    assert list(graph.objects(council, SKOS.altLabel)) == [Literal("SYNC", lang="en")]
    assert graph.value(council, SKOS.definition) == Literal(
        "A council \\ that\ndoes not exist.", lang="en"
    )
    assert graph.value(council, SKOS.notation) == Literal("SYNC")
    assert {str(same) for same in graph.objects(council, SKOS.exactMatch)} == {
        "http://www.wikidata.org/entity/Q42",
        "https://ror.org/0synthe97",
    }
    (listed,) = graph.subjects(SCHEMA.about, council)
    assert str(listed) == f"{HOME}bodies/sync/index.html"
    assert graph.value(listed, SCHEMA.numberOfItems).toPython() == 3
    assert not list(graph.subjects(SCHEMA.about, room))
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    assert set(graph.subjects(SKOS.inScheme, scheme)) == concepts


def test_the_same_entries_make_the_same_file():
    assert write_turtle([SCHEME]) == write_turtle([SCHEME])
    assert write_turtle([]) == "\n"


def test_the_page_describes_each_term_once_with_the_same_addresses():
    lists = {"SYNC": "../ar/bodies/sync/index.html", "SYNR": "../ar/bodies/synr/index.html"}
    described = json.loads(json.dumps(describe_terms(SCHEME, "../ar/glossary.html", lists)))
    council, room = described["hasDefinedTerm"]
    assert (described["@type"], described["@id"]) == ("DefinedTermSet", SCHEME.address)
    assert (council["@id"], council["termCode"]) == (COUNCIL.address, "SYNC")
    assert council["name"][1] == {"@language": "ar", "@value": "المجلس الاصطناعي"}
    assert council["alternateName"] == [{"@language": "en", "@value": "SYNC"}]
    assert council["url"] == "../ar/glossary.html#term-sync"
    assert council["sameAs"] == [*COUNCIL.same, "https://council.example.org/"]
    assert council["subjectOf"]["@id"] == lists["SYNC"]
    assert council["subjectOf"]["mainEntity"]["numberOfItems"] == 3
    assert room.keys() == {"@type", "@id", "termCode", "name", "url", "inDefinedTermSet"}


def test_a_list_that_two_entries_share_has_no_number_of_one_of_them():
    other = replace(COUNCIL, address=COUNCIL.address + "-2", key="sync", mentions=7)
    scheme = replace(SCHEME, concepts=(COUNCIL, other, replace(COUNCIL, key="Sync", mentions=0)))
    graph = Graph().parse(data=write_turtle([scheme]), format="turtle", publicID=BASE)
    (listed,) = graph.subjects(RDF.type, SCHEMA.ItemList)
    assert len(list(graph.objects(listed, SCHEMA.about))) == 2
    assert list(graph.objects(listed, SCHEMA.numberOfItems)) == []
    lists = dict.fromkeys(("SYNC", "sync", "Sync"), "../ar/bodies/sync/index.html")
    terms = describe_terms(scheme, "../ar/glossary.html", lists)["hasDefinedTerm"]
    assert [term.get("subjectOf", {}).get("mainEntity") for term in terms] == [None, None, None]
