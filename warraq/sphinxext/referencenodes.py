"""Makes the nodes of a reference, each part in its own language and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from warraq.knowledge.citations import Entry, Span, format_reference
from warraq.sphinxext.catalogs import _
from warraq.sphinxext.direction import bdi, isolate_runs
from warraq.translation.bidi import has_strong_rtl, is_rtl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.config import Config


def translate(text: str) -> str:
    """The toolkit's words in the language of the build."""
    return str(_(text))


def span_nodes(spans: Iterable[Span]) -> list[nodes.Node]:
    """The parts of a reference: marked where their language is not the page's, and linked."""
    built: list[nodes.Node] = []
    for span in spans:
        node: nodes.Node = nodes.Text(span.text)
        if span.lang:
            node = nodes.inline("", span.text, classes=[f"language-{span.lang.replace('_', '-')}"])
        elif span.isolate:
            node = bdi("", span.text, auto=has_strong_rtl(span.text))
        if span.href:
            node = nodes.reference("", "", node, refuri=span.href)
        built.append(node)
    return built


def spans_of(app: Sphinx, entry: Entry) -> tuple[Span, ...]:
    """A reference in the language of the build, written once in each."""
    known: dict[str, tuple[Span, ...]] = app.__dict__.setdefault("_archive_spans", {})
    if entry.key not in known:
        known[entry.key] = format_reference(entry, app.config.language, translate)
    return known[entry.key]


def reference_item(app: Sphinx, entry: Entry, place: str) -> nodes.list_item:
    """A reference as an item of a list, with `place` as its id if there is one."""
    paragraph = nodes.paragraph("", "", *span_nodes(spans_of(app, entry)))
    item = nodes.list_item("", paragraph, ids=[place] if place else [])
    isolate(item, app.config)
    return item


def isolate(tree: nodes.Element, config: Config) -> None:
    """Isolate the left-to-right runs of what is made after Sphinx's transforms have run."""
    if is_rtl(config.language):
        isolate_runs(tree)
