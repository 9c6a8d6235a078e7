"""Notes what pages hold beside their texts: where their links lead, what their pictures are.

It is what the source says, as this build's language has it, and no markup of the toolkit: a page
that nobody touched keeps its digests when it gets a new look, other neighbours or longer lists.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinxcontrib.bibtex.citation_target import parse_citation_targets

from warraq.editions.pagefacts import LINKS, PICTURES
from warraq.sphinxext.briefs import records_of, show_word
from warraq.sphinxext.catalogs import words
from warraq.sphinxext.facets import body_names
from warraq.sphinxext.notes import DocumentNotes
from warraq.sphinxext.settings import languages_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.sphinxext.briefs import BriefRecord

_Target = tuple[str, str, str]
"""What kind of link it is, what it names, and the place there."""

_CITED, _PAGE = "cite", "doc"


@dataclass(frozen=True, slots=True)
class _Parts:
    links: tuple[_Target, ...]
    pictures: tuple[str, ...]
    """The SHA-256 of each, or the address of one from elsewhere."""


_PARTS: DocumentNotes[_Parts] = DocumentNotes("archive_parts")


def note_parts(app: Sphinx, doctree: nodes.document) -> None:
    """Note links and pictures; a picture that changes has its page read again."""
    links = tuple(_find_links(app, doctree))
    pictures = tuple(
        hashlib.sha256("\n".join(_digest_candidates(app, image)).encode()).hexdigest()
        for image in doctree.findall(nodes.image)
    )
    if links or pictures:
        _PARTS.of(app.env)[app.env.current_document.docname] = _Parts(links, pictures)


def _find_links(app: Sphinx, doctree: nodes.document) -> Iterator[_Target]:
    for node in doctree.findall(nodes.Element):
        if isinstance(node, addnodes.download_reference) and "filename" in node:
            yield "file", _digest_file(app, node["filename"]), ""
        elif isinstance(node, addnodes.pending_xref):
            kind = node.get("refdomain") or node.get("reftype") or ""
            yield kind, str(node.get("reftarget", "")), str(node.get("reftargetid") or "")
        elif isinstance(node, nodes.reference) and "refuri" in node:
            yield "", str(node["refuri"]), ""


def _digest_candidates(app: Sphinx, image: nodes.image) -> Iterator[str]:
    candidates: dict[str, str] = image.get("candidates", {})
    for kind, path in sorted(candidates.items()):
        yield path if kind == "?" else _digest_file(app, path)


def _digest_file(app: Sphinx, name: str) -> str:
    try:
        return hashlib.sha256((Path(app.srcdir) / name).read_bytes()).hexdigest()
    except OSError:  # Sphinx has warned of it
        return name


# -- What the record says --------------------------------------------------------------------------


def parts_of(app: Sphinx, docname: str) -> tuple[tuple[str, str], ...]:
    """The digests of a page's links and pictures; see `model.Page.parts`."""
    parts = _PARTS.of(app.env).get(docname, _Parts((), ()))
    links = [row for target in parts.links for row in _resolve(app.env, target)]
    return (LINKS, _digest(links)), (PICTURES, _digest(parts.pictures))


def _digest(rows: object) -> str:
    text = json.dumps(rows, ensure_ascii=False) if rows else ""
    return text and hashlib.sha256(text.encode()).hexdigest()[:32]


def _resolve(env: BuildEnvironment, target: _Target) -> Iterator[tuple[str, ...]]:
    """Where a link leads: of a citation, also what its entry leads to; of a brief, its first name.

    A brief that is renamed is still the one that others lead to.
    """
    kind, name, place = target
    if kind == _PAGE:
        record = records_of(env).get(name)
        former = record.brief.formerly if record else ()
        yield kind, f"briefs/{former[0]}" if former else name, place
        return
    yield target
    if kind != _CITED:
        return
    entries = env.get_domain("cite").bibdata.data.entries  # type: ignore[attr-defined]
    for cited in parse_citation_targets(name):
        fields = entries[cited.key].fields if cited.key in entries else {}
        for field in sorted(map(str.lower, fields.keys())):
            if field in {"url", "doi"} or field.startswith("url-"):
                yield cited.key, field, str(fields[field])


def facts_of(app: Sphinx, record: BriefRecord) -> tuple[tuple[str, str], ...]:
    """A brief's facts but its date, as this build's language shows them; see `model.Page.facts`."""
    brief, config = record.brief, app.config
    written = (one.name for one in languages_of(config) if one.code == brief.language)
    found: dict[str, tuple[str, ...]] = {
        "kind": (show_word(brief.kind, config).text,),
        "language": tuple(written),
        "authors": tuple(str(words(name)) for name in brief.authors),
        "places": tuple(show_word(name, config).text for name in brief.places),
        "topics": tuple(show_word(name, config).text for name in brief.topics),
        "bodies": body_names(app, brief),
        "url": (brief.url,),
        "license": (brief.license,),
    }
    return tuple((name, value) for name, values in found.items() for value in values if value)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the notes."""
    _PARTS.connect(app)
    app.connect("doctree-read", note_parts, priority=700)  # after Sphinx has found the pictures
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
