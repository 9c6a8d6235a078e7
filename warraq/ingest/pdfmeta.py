"""Lists what a PDF says of persons and machines, or would run, none of which reaches a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf

from warraq.ingest.document import LeftOut
from warraq.ingest.errors import IngestError

_PROPERTIES = {
    "/Title": "title",
    "/Author": "author",
    "/Subject": "subject",
    "/Keywords": "keywords",
    "/Creator": "program",
    "/Producer": "producer",
    "/CreationDate": "time of creation",
    "/ModDate": "time of change",
    "/Company": "company",
    "/Manager": "manager",
}
_ACTIONS = (
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
)
_MARKUP = frozenset(
    [
        "/Text",
        "/FreeText",
        "/Highlight",
        "/Underline",
        "/Squiggly",
        "/StrikeOut",
        "/Stamp",
        "/Caret",
        "/Ink",
        "/Line",
        "/Square",
        "/Circle",
        "/Polygon",
        "/PolyLine",
        "/Popup",
    ]
)


def list_personal(pdf: pikepdf.Pdf) -> list[LeftOut]:
    """Name what the file holds beside its pages; values are not repeated."""
    found: list[LeftOut] = []
    names = _read_names(pdf)
    if names:
        found.append(LeftOut("metadata", detail=", ".join(names)))
    counts: Counter[str] = Counter()
    for item in _each_dictionary(pdf):
        kind, subtype = _name(item, "/Type"), _name(item, "/Subtype")
        counts["metadata"] += kind == "/Metadata"
        counts["attachments"] += kind == "/Filespec" or subtype == "/FileAttachment"
        counts["scripts"] += _name(item, "/S") in _ACTIONS
        counts["form fields"] += subtype == "/Widget"
        counts["signatures"] += kind == "/Sig"
        counts["comments"] += subtype in _MARKUP
        counts["films and sounds"] += subtype in (
            "/Screen",
            "/Movie",
            "/Sound",
            "/RichMedia",
            "/3D",
        )
        counts["private data of programs"] += "/PieceInfo" in item
    details = {
        "metadata": "XMP packets",
        "attachments": "attached files",
        "scripts": "actions that would run or open something",
        "comments": "comments and marks of readers",
    }
    for reason, count in counts.items():
        if count:
            found.append(LeftOut(reason, detail=f"{count} {details.get(reason, 'of them')}"))
    return found


def read_comments(pdf: pikepdf.Pdf) -> list[str]:
    """The words of readers' comments."""
    texts = []
    for item in _each_dictionary(pdf):
        if _name(item, "/Subtype") in _MARKUP:
            contents = item.get("/Contents")
            if isinstance(contents, pikepdf.String) and str(contents).strip():
                texts.append(str(contents))
    return texts


def _read_names(pdf: pikepdf.Pdf) -> list[str]:
    try:
        # Not `pdf.docinfo`, which reads the XMP packet too and complains of a broken one.
        entries = pdf.trailer.get("/Info", pikepdf.Dictionary())
        keys = [key for key, value in entries.items() if str(value).strip()]
    except IngestError:  # time is up
        raise
    except Exception:  # an Info entry that is no dictionary says nothing
        return []
    known = [_PROPERTIES[key] for key in _PROPERTIES if key in keys]
    others = sum(1 for key in keys if key not in _PROPERTIES)
    return [*known, f"{others} others"] if others else known


def _each_dictionary(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary that is an object, and the actions and annotations inside them."""
    for item in pdf.objects:
        if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        yield item
        yield from _inner(item, 0)


def _inner(item: Any, depth: int) -> Iterator[Any]:
    """Dictionaries written straight into another one, not far down."""
    if depth > 4:
        return
    values = (
        [value for _, value in item.items()]
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream))
        else list(item)
    )
    for value in values:
        if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
            if isinstance(value, pikepdf.Dictionary):
                yield value
            yield from _inner(value, depth + 1)


def _name(item: Any, key: str) -> str:
    value = item.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""
