"""Writes the pages that list briefs by place, topic, kind and body, and lists of their names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

from warraq.knowledge.listpages import FACETS, facet_page, index_page
from warraq.knowledge.mention import cut_definition
from warraq.sphinxext.briefs import Shown, mark_shown
from warraq.sphinxext.catalogs import _
from warraq.sphinxext.facets import Listing, listings_of
from warraq.sphinxext.generated import write_pages
from warraq.sphinxext.glossary import GlossaryEntry, entries_of
from warraq.sphinxext.listings import (
    brief_list,
    count_briefs,
    digest_list,
    isolate_list,
    link_pages,
    lists_of,
    render_list,
    say_page,
    split_batches,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.sphinxext.briefs import BriefRecord
    from warraq.sphinxext.generated import Page

logger = logging.getLogger(__name__)

MOST_NAMES = 50
"""How many names a list on a page of its own shows at most; the others have the index."""

DEFINITION = 400
"""How many characters of a body's definition stand above its list."""


@dataclass(frozen=True, slots=True)
class _Labels:
    """What the pages of a facet say of themselves."""

    title: str
    """The heading of the list of names."""
    name: str
    """The heading of one name's list."""
    all: str
    """The words of the link to all names."""


_LABELS = {
    "places": _Labels(_("Places"), _("Place: %(name)s"), _("All places")),
    "topics": _Labels(_("Topics"), _("Topic: %(name)s"), _("All topics")),
    "kinds": _Labels(_("Kinds"), _("Kind: %(name)s"), _("All kinds")),
    "bodies": _Labels(_("Bodies"), "%(name)s", _("All bodies")),
}


# -- The directive -----------------------------------------------------------------------------


def choose_names(app: Sphinx, facet: str) -> Sequence[Listing]:
    """The names that `{briefs} places` shows: those of most briefs, in their own order."""
    listings = listings_of(app)[facet]
    limit = min(MOST_NAMES, app.config.archive_page_size)
    if len(listings) <= limit:
        return listings
    # Python's sort is stable: of names with as many briefs, the first in order.
    most = sorted(listings, key=lambda listing: -len(listing.records))[:limit]
    chosen = {listing.word for listing in most}
    return [listing for listing in listings if listing.word in chosen]


def fill_lists(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the lists of names into their places."""
    if docname not in lists_of(app.env):
        return
    for place in list(doctree.findall(brief_list)):
        facet = place["kind"]
        if facet not in FACETS:
            continue
        chosen, number = choose_names(app, facet), len(listings_of(app)[facet])
        if not chosen:
            place.replace_self(nodes.paragraph("", str(_("There is nothing to list yet."))))
            continue
        shown: list[nodes.Node] = [build_names(chosen, app, docname)]
        if len(chosen) < number and app.builder.format == "html":
            text = f"{_LABELS[facet].all} ({number})"
            shown.append(nodes.paragraph("", "", _link_index(app, facet, docname, text)))
        place.replace_self(shown)


def build_names(listings: Sequence[Listing], app: Sphinx, pagename: str) -> nodes.bullet_list:
    """Each name as a link to its list, with the number of its briefs."""
    listed = nodes.bullet_list(classes=["name-list"])
    for listing in listings:
        name = mark_shown(listing.name)
        if app.builder.format == "html":
            uri = app.builder.get_relative_uri(pagename, listing.page)
            name = [nodes.reference("", "", *name, refuri=uri, internal=True)]
        count = nodes.inline("", count_briefs(len(listing.records)), classes=["year-count"])
        listed += nodes.list_item("", nodes.paragraph("", "", *name, nodes.Text(" "), count))
    isolate_list(listed, app.builder)
    return listed


def _link_index(app: Sphinx, facet: str, pagename: str, text: str) -> nodes.reference:
    uri = app.builder.get_relative_uri(pagename, index_page(facet))
    return nodes.reference("", text, refuri=uri, internal=True)


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose lists of names are not what they were when they were written."""
    now = {
        facet: _digest_names(choose_names(app, facet), len(listings_of(app)[facet]))
        for facet in FACETS
    }
    before = getattr(env, "archive_names_shown", {})
    env.archive_names_shown = now  # type: ignore[attr-defined]
    changed = {facet for facet, digest in now.items() if before.get(facet) != digest}
    return [name for name, kinds in lists_of(env).items() if changed.intersection(kinds)]


def _digest_names(listings: Sequence[Listing], number: int) -> str:
    rows = [(one.page, _describe(one.name), len(one.records)) for one in listings]
    return hashlib.sha256(repr((rows, number)).encode()).hexdigest()


def _describe(shown: Shown) -> tuple[str, str]:
    return shown.text, shown.language.tag if shown.language else ""


# -- The pages ---------------------------------------------------------------------------------


def build_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the pages of each list that has changed since they were written."""
    if app.builder.format == "html":
        # A page that somebody has written stays; `report_names` has told of it.
        pages = (page for page in _list_pages(app) if page[0] not in app.env.found_docs)
        yield from write_pages(app, "facet", pages)


def _list_pages(app: Sphinx) -> Iterator[Page]:
    size = app.config.archive_page_size
    for facet, listings in listings_of(app).items():
        batches = list(split_batches(listings, size))
        for number, batch in enumerate(batches, 1):
            digest = f"{_digest_names(batch, len(listings))} {number}/{len(batches)}"
            make = partial(_index_context, app, facet, number, len(batches), batch)
            yield index_page(facet, number), digest, make
        for listing in listings:
            yield from _list_one(app, listing, size)


def _list_one(app: Sphinx, listing: Listing, size: int) -> Iterator[Page]:
    entry = entries_of(app.env).get(listing.word) if listing.facet == "bodies" else None
    head = (_describe(listing.name), len(listing.records), _describe_entry(entry))
    pages = list(split_batches(listing.records, size))
    for number, records in enumerate(pages, 1):
        digest = f"{digest_list(records, app)} {head if number == 1 else head[:2]}"
        digest = hashlib.sha256(digest.encode()).hexdigest()
        make = partial(_list_context, app, listing, entry, number, len(pages), records)
        yield (
            facet_page(listing.facet, listing.word, number),
            f"{digest} {number}/{len(pages)}",
            make,
        )


def _describe_entry(entry: GlossaryEntry | None) -> object:
    return entry and (entry.docname, entry.anchor, _describe(_show_definition(entry)))


def _index_context(
    app: Sphinx, facet: str, number: int, pages: int, listings: Sequence[Listing]
) -> dict[str, Any]:
    name, title = index_page(facet, number), str(_LABELS[facet].title)
    tree = nodes.section("", nodes.title("", title), ids=["names"])
    if number > 1:
        tree += nodes.paragraph("", say_page(number, pages), classes=["page-number"])
    tree += build_names(listings, app, name)
    return _make_context(app, tree, escape(title)) | link_pages(
        app, name, number, pages, index_page, facet
    )


def _list_context(
    app: Sphinx,
    listing: Listing,
    entry: GlossaryEntry | None,
    number: int,
    pages: int,
    records: Sequence[BriefRecord],
) -> dict[str, Any]:
    facet, word = listing.facet, listing.word
    name = facet_page(facet, word, number)
    before, _place, after = str(_LABELS[facet].name).partition("%(name)s")
    heading = [nodes.Text(before), *mark_shown(listing.name), nodes.Text(after)]
    tree = nodes.section("", nodes.title("", "", *heading), ids=["briefs"])
    counted = nodes.inline("", count_briefs(len(listing.records)), classes=["year-count"])
    others = _link_index(app, facet, name, str(_LABELS[facet].all))
    tree += nodes.paragraph("", "", counted, nodes.Text(" "), others, classes=["list-lead"])
    if entry and number == 1:
        tree += _build_definition(app, entry, name)
    if number > 1:
        tree += nodes.paragraph("", say_page(number, pages), classes=["page-number"])
    isolate_list(tree, app.builder)
    tree += nodes.raw("", render_list(records, app, name), format="html")
    title = escape(before + listing.name.text + after)
    return _make_context(app, tree, title) | link_pages(
        app, name, number, pages, facet_page, facet, word
    )


def _make_context(app: Sphinx, tree: nodes.section, title: str) -> dict[str, Any]:
    builder: Any = app.builder
    return {"title": title, "body": builder.render_partial(tree)["fragment"]}


def _show_definition(entry: GlossaryEntry) -> Shown:
    return Shown(cut_definition(entry.definition, DEFINITION), entry.definition_language)


def _build_definition(app: Sphinx, entry: GlossaryEntry, pagename: str) -> nodes.paragraph:
    """What a body is, in its definition's first sentences, with a link to the whole entry."""
    uri = app.builder.get_relative_uri(pagename, entry.docname)
    text = str(_("In the glossary"))
    link = nodes.reference("", text, refuri=f"{uri}#{entry.anchor}", internal=True)
    shown = _show_definition(entry)
    said = [*mark_shown(shown), nodes.Text(" ")] if shown.text else []
    return nodes.paragraph("", "", *said, link, classes=["list-definition"])


# -- Pages that stand in the way ---------------------------------------------------------------


def report_names(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each document that has the name of a list's page."""
    if not any(name.partition("/")[0] in FACETS for name in env.found_docs):
        return
    for name, _digest, _make in _list_pages(app):
        if name in env.found_docs:
            logger.warning(
                "%s is the address of a list that is made of the briefs' front matter; this page "
                "takes its place, so rename it or move it out of %s/",
                name,
                name.partition("/")[0],
                location=name,
                type="warraq",
                subtype="list",
            )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the lists of names and the pages."""
    app.connect("doctree-resolved", fill_lists)
    app.connect("env-get-updated", pages_to_write)
    app.connect("env-check-consistency", report_names)
    app.connect("html-collect-pages", build_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
