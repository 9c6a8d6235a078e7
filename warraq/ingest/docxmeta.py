"""Lists what a Word file says of persons and machines, none of which reaches a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from warraq.ingest.document import LeftOut
from warraq.ingest.docxparts import W
from warraq.ingest.package import Package, Relation

_PROPERTIES = {
    "creator": "author",
    "lastModifiedBy": "last editor",
    "Company": "company",
    "Manager": "manager",
    "Template": "template",
    "HyperlinkBase": "base of links",
    "description": "comment on the file",
    "keywords": "keywords",
    "category": "category",
    "subject": "subject",
    "created": "time of creation",
    "modified": "time of change",
    "lastPrinted": "time of printing",
    "TotalTime": "editing time",
    "Application": "program",
}
_CHANGES = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "comment")


def list_personal(
    package: Package, root: Any, relations: Mapping[str, Relation]
) -> Iterator[LeftOut]:
    """Name what the file holds beside its text; values are not repeated."""
    properties, custom = _find_properties(package)
    if properties:
        yield LeftOut("metadata", detail=", ".join(properties))
    if custom:
        yield LeftOut("metadata", detail=f"{custom} properties of the author's own making")
    revisions = _find_revisions(package, root, relations)
    if revisions:
        yield LeftOut("revision ids", detail=f"{len(revisions)} ids of editing sessions")
    authors = {
        element.get(W + "author")
        for element in root.iter(*(W + name for name in _CHANGES))
        if element.get(W + "author")
    }
    if authors:
        yield LeftOut("tracked changes", detail=f"the names of {len(authors)} who changed the text")
    yield from _list_parts(package)
    for relation in relations.values():
        if relation.kind in ("attachedTemplate", "mailMergeSource", "recipientData"):
            yield LeftOut("metadata", detail="the path of a file on its author's machine")


def _find_properties(package: Package) -> tuple[list[str], int]:
    found: dict[str, None] = {}
    custom = 0
    for relation in package.read_relations("").values():
        if relation.target not in package.names:
            continue
        if relation.kind in ("core-properties", "extended-properties"):
            for element in package.read_xml(relation.target).iter("{*}*"):
                name = _PROPERTIES.get(element.tag.rpartition("}")[2])
                if name and (element.text or "").strip():
                    found[name] = None
        elif relation.kind == "custom-properties":
            custom += sum(1 for _ in package.read_xml(relation.target).iter("{*}property"))
    return list(found), custom


def _find_revisions(package: Package, root: Any, relations: Mapping[str, Relation]) -> set[str]:
    revisions = {
        value
        for element in root.iter()
        for name, value in element.attrib.items()
        if name.startswith(W + "rsid")
    }
    for relation in relations.values():
        if relation.kind == "settings" and relation.target in package.names:
            for element in package.read_xml(relation.target).iter(W + "rsid", W + "rsidRoot"):
                revisions.add(element.get(W + "val", ""))
    return revisions


def _list_parts(package: Package) -> Iterator[LeftOut]:
    groups = {
        "macros": [n for n in package.names if "vbaProject" in n or "vbaData" in n],
        "embedded objects": [n for n in package.names if "/embeddings/" in n],
        "controls": [n for n in package.names if "/activeX/" in n],
        "custom XML": [n for n in package.names if n.startswith("customXml/item")],
        "list of editors": [n for n in package.names if n.endswith("/people.xml")],
        "thumbnail": [n for n in package.names if n.startswith("docProps/thumbnail")],
        "signatures": [n for n in package.names if n.startswith("_xmlsignatures/")],
        "printer settings": [n for n in package.names if "/printerSettings/" in n],
        "building blocks": [n for n in package.names if "/glossary/document" in n],
    }
    for reason, names in groups.items():
        if names:
            yield LeftOut(reason, detail="1 part" if len(names) == 1 else f"{len(names)} parts")
