"""Lists all pages that cite a document, where a bibliography names only the newest of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from docutils import nodes

from warraq.knowledge.citations import plain_reference
from warraq.knowledge.referencepages import citing_page
from warraq.sphinxext.bibliography import (
    Citing,
    digest_of,
    digests_of,
    has_pages,
    link_citing,
    references_of,
    title_nodes,
)
from warraq.sphinxext.generated import write_pages
from warraq.sphinxext.listings import (
    build_list,
    digest_list,
    link_pages,
    say_page,
    split_batches,
)
from warraq.sphinxext.referencenodes import isolate, span_nodes, spans_of, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.util.typing import ExtensionMetadata

    from warraq.knowledge.citations import Entry
    from warraq.sphinxext.briefs import BriefRecord
    from warraq.sphinxext.generated import Page


def build_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the pages of these lists that have changed."""
    if has_pages(app):
        yield from write_pages(app, "citing", _list_pages(app))


def _list_pages(app: Sphinx) -> Iterator[Page]:
    """The lists of those documents that more pages cite than a bibliography names."""
    seen: set[str] = set()
    references = references_of(app)
    for entries in references.lists.values():
        for entry in entries:
            citing = references.cited_by(entry)
            if citing.unnamed and entry.key not in seen:
                seen.add(entry.key)
                yield from _pages_of(app, entry, citing)


def _pages_of(app: Sphinx, entry: Entry, citing: Citing) -> Iterator[Page]:
    parts = list(split_batches(citing.briefs, app.config.archive_page_size)) or [[]]
    for number, part in enumerate(parts, 1):
        others = citing.pages if number == 1 else []
        named = [(name, app.env.titles[name].pformat()) for name in others]
        shown = (digests_of(app.env).get(entry.key), digest_list(part, app), named)
        digest = digest_of((shown, number, len(parts)))
        make = partial(_page_context, app, entry, number, len(parts), part, others)
        yield citing_page(entry.key, number), digest, make


def _page_context(
    app: Sphinx,
    entry: Entry,
    number: int,
    pages: int,
    records: Sequence[BriefRecord],
    others: Sequence[str],
) -> dict[str, Any]:
    builder: Builder = app.builder
    name = citing_page(entry.key, number)
    title = translate("Where it is cited")
    spans = spans_of(app, entry)
    tree = nodes.section("", nodes.title("", title), ids=["citing"])
    tree += nodes.paragraph("", "", *span_nodes(spans), classes=["cited-document"])
    if number > 1:
        tree += nodes.paragraph("", say_page(number, pages), classes=["page-number"])
    isolate(tree, app.config)
    if records:
        tree += build_list(records, builder, name)
    if others:
        if records:
            tree += nodes.rubric("", translate("Other pages"))
        tree += _other_pages(app, entry, name, others)
    body = builder.render_partial(tree)["fragment"]  # type: ignore[attr-defined]
    links = link_pages(app, name, number, pages, citing_page, entry.key)
    return {"title": f"{title}: {_short_title(spans)}", "body": body, **links}


def _other_pages(
    app: Sphinx, entry: Entry, pagename: str, names: Sequence[str]
) -> nodes.bullet_list:
    listed = nodes.bullet_list(classes=["citing-pages"])
    for name in names:
        link = link_citing(app, entry, pagename, name, title_nodes(app.env, name))
        listed += nodes.list_item("", nodes.paragraph("", "", link))
    isolate(listed, app.config)
    return listed


def _short_title(spans: Sequence[Any]) -> str:
    """What a document is called, for the title of a window."""
    linked = next((span.text for span in spans if span.href), "")
    return linked or plain_reference(spans)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the pages."""
    app.connect("html-collect-pages", build_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
