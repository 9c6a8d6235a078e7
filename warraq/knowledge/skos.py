"""Says a glossary to machines: as a SKOS file in Turtle, as JSON-LD for its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Words = Mapping[str, str]
"""A text in each language that has it, by the language's BCP 47 tag."""

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_WIKIDATA = "http://www.wikidata.org/entity/"
_ROR = "https://ror.org/"


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a glossary in every language."""

    address: str
    """What names it for machines: its place on the page in the language of the sources."""
    key: str
    names: Mapping[str, tuple[str, ...]]
    """Its names by language tag, the official one first."""
    definitions: Words
    kinds: Words
    website: str = ""
    wikidata: str = ""
    ror: str = ""
    mentions: int = 0
    """How many briefs mention it."""
    list_address: str = ""
    """The page that lists these briefs; empty where there is none."""

    @property
    def same(self) -> tuple[str, ...]:
        """What others call the same thing."""
        wikidata = _WIKIDATA + self.wikidata if self.wikidata else ""
        return tuple(filter(None, (wikidata, _ROR + self.ror if self.ror else "")))


@dataclass(frozen=True, slots=True)
class Scheme:
    """A glossary page in every language."""

    address: str
    titles: Words
    concepts: tuple[Concept, ...]


def write_turtle(schemes: Iterable[Scheme]) -> str:
    """Write glossaries as one SKOS file in Turtle, the same text for the same schemes.

    An entry is a `skos:Concept` with its official name in each language as `skos:prefLabel`, the
    others as `skos:altLabel`, its key as `skos:notation`, its kind as `dc:type`. Where briefs
    mention it, the page that lists them is a `schema:ItemList` about it, and their number its
    `schema:numberOfItems`; a list of two entries has none, as it is not the sum of theirs.
    """
    from rdflib import Graph, Literal, Namespace, URIRef  # only where it is needed: it takes time
    from rdflib.namespace import RDF

    dc, dcterms, foaf, schema, skos = map(Namespace, _NAMESPACES.values())
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in _NAMESPACES.items():
        graph.bind(prefix, namespace)

    def say(subject: URIRef, predicate: URIRef, said: Words) -> None:
        for tag, text in said.items():
            graph.add((subject, predicate, Literal(text, lang=tag)))

    schemes = tuple(schemes)
    sharers = Counter(
        concept.list_address
        for scheme in schemes
        for concept in scheme.concepts
        if concept.mentions
    )
    for scheme in schemes:
        top = URIRef(scheme.address)
        graph.add((top, RDF.type, skos.ConceptScheme))
        say(top, dcterms.title, scheme.titles)
        for concept in scheme.concepts:
            node = URIRef(concept.address)
            graph.add((node, RDF.type, skos.Concept))
            graph.add((node, skos.inScheme, top))
            graph.add((node, skos.topConceptOf, top))
            graph.add((top, skos.hasTopConcept, node))
            graph.add((node, skos.notation, Literal(concept.key)))
            for tag, (official, *others) in concept.names.items():
                graph.add((node, skos.prefLabel, Literal(official, lang=tag)))
                for other in others:
                    graph.add((node, skos.altLabel, Literal(other, lang=tag)))
            say(node, skos.definition, concept.definitions)
            say(node, dc.type, concept.kinds)
            for address in concept.same:
                graph.add((node, skos.exactMatch, URIRef(address)))
            if concept.website:
                graph.add((node, foaf.homepage, URIRef(concept.website)))
            if concept.mentions and concept.list_address:
                listed = URIRef(concept.list_address)
                graph.add((listed, RDF.type, schema.ItemList))
                graph.add((listed, schema.about, node))
                if sharers[concept.list_address] == 1:
                    graph.add((listed, schema.numberOfItems, Literal(concept.mentions)))
    return graph.serialize(format="turtle").strip() + "\n"


def describe_terms(scheme: Scheme, page: str, lists: Mapping[str, str]) -> dict[str, Any]:
    """A glossary page as schema.org's `DefinedTermSet`, to be written as JSON-LD.

    `page` is the address of the page that says it, `lists` the pages in its language that list
    the briefs which mention an entry, by key.
    """
    sharers = Counter(lists.get(concept.key, "") for concept in scheme.concepts if concept.mentions)
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "@id": scheme.address,
        "name": _say_in(scheme.titles),
        "url": page,
        "hasDefinedTerm": [
            _describe_term(concept, scheme, page, lists, sharers) for concept in scheme.concepts
        ],
    }
    return described


def _describe_term(
    concept: Concept,
    scheme: Scheme,
    page: str,
    lists: Mapping[str, str],
    sharers: Mapping[str, int],
) -> dict[str, Any]:
    names = {tag: names[0] for tag, names in concept.names.items()}
    others = [
        {"@language": tag, "@value": name}
        for tag, names in concept.names.items()
        for name in names[1:]
    ]
    same = [*concept.same, *filter(None, [concept.website])]
    described: dict[str, Any] = {
        "@type": "DefinedTerm",
        "@id": concept.address,
        "termCode": concept.key,
        "name": _say_in(names),
        "alternateName": others,
        "description": _say_in(concept.definitions),
        "disambiguatingDescription": _say_in(concept.kinds),
        "sameAs": same,
        "url": f"{page}#{concept.address.partition('#')[2]}",
        "inDefinedTermSet": {"@id": scheme.address},
    }
    if concept.mentions and concept.key in lists:
        listed = described["subjectOf"] = {"@type": "CollectionPage", "@id": lists[concept.key]}
        if sharers[lists[concept.key]] == 1:
            listed["mainEntity"] = {"@type": "ItemList", "numberOfItems": concept.mentions}
    return {name: value for name, value in described.items() if value}


def _say_in(said: Words) -> list[dict[str, str]]:
    return [{"@language": tag, "@value": text} for tag, text in said.items()]
