"""Lists briefs: the newest on a page that asks for them, all of a year on pages of its own."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from docutils import nodes
from sphinx.locale import translators
from sphinx.util.docutils import SphinxDirective

from warraq.brief import State
from warraq.edtf import format_date
from warraq.knowledge.listpages import FACETS, year_page
from warraq.sphinxext.briefs import (
    STATE_WORDS,
    BriefRecord,
    Shown,
    list_link,
    listed_briefs,
    mark_shown,
    records_of,
)
from warraq.sphinxext.catalogs import _
from warraq.sphinxext.direction import isolate_runs, moment
from warraq.sphinxext.generated import write_pages
from warraq.sphinxext.notes import DocumentNotes
from warraq.sphinxext.settings import current_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.sphinxext.generated import Page

_Record = TypeVar("_Record")


LISTS = ("newest", "years", *FACETS)
"""What the directive knows."""


class brief_list(nodes.General, nodes.Element):  # noqa: N801 - docutils' way of naming nodes
    """A place for a list of briefs that is made when the page is written."""


class BriefsDirective(SphinxDirective):
    """`{briefs} newest` lists the newest briefs; `{briefs} years` links to each year's list.

    `{briefs} places`, and so on, links to the lists of places; see `sphinxext.facets`.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Leave a place for the list."""
        kind = self.arguments[0]
        if kind not in LISTS:
            known = f"{', '.join(LISTS[:-1])} or {LISTS[-1]}"
            raise self.error(f"briefs: {kind!r} is not a list; write {known}")
        return [brief_list("", kind=kind)]


# -- What a list holds -----------------------------------------------------------------


def count_years(records: list[BriefRecord]) -> list[tuple[int, int]]:
    """Each year with the number of its briefs, newest first."""
    counts = Counter(record.brief.date.year for record in records)
    return sorted(counts.items(), reverse=True)


def count_briefs(number: int) -> str:
    """`1 brief`, `12 briefs`, in the language of the build and its plural forms."""
    translator = translators["general", "warraq"]
    return translator.ngettext("%(number)s brief", "%(number)s briefs", number) % {"number": number}


# -- How it looks ----------------------------------------------------------------------


def build_list(
    records: Sequence[BriefRecord], builder: Builder, pagename: str
) -> nodes.bullet_list:
    """Each brief with its title as a link, its date, its status if it has one, its deck."""
    return _build_items(
        records, builder, lambda record: builder.get_relative_uri(pagename, record.docname)
    )


def _build_items(
    records: Sequence[BriefRecord], builder: Builder, address: Callable[[BriefRecord], str]
) -> nodes.bullet_list:
    config = builder.config
    listed = nodes.bullet_list(classes=["brief-list"])
    for record in records:
        title_nodes = mark_shown(record.title)
        link = nodes.reference("", "", *title_nodes, refuri=address(record), internal=True)
        title = nodes.paragraph("", "", link, classes=["brief-title"])
        shown = moment("", format_date(record.brief.date, config.language))
        shown["datetime"] = str(record.brief.date)
        dated = nodes.paragraph("", "", shown, classes=["brief-date"])
        state = record.brief.status.state
        if state is not State.PUBLISHED:
            dated += nodes.Text(" ")
            dated += nodes.inline("", str(STATE_WORDS[state]), classes=["brief-state"])
        item = nodes.list_item("", title, dated)
        if record.summary.text:
            deck = nodes.paragraph("", "", *mark_shown(record.summary), classes=["brief-deck"])
            item += deck
        listed += item
    isolate_list(listed, builder)
    return listed


@dataclass(frozen=True, slots=True)
class _ShownBriefs:
    """What lists show of each brief, found out once in a build: a brief stands in several."""

    digests: dict[str, str] = field(default_factory=dict)
    items: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The HTML of a list's item, without the address of the brief's page in the middle."""


def _shown_of(app: Sphinx) -> _ShownBriefs:
    if not hasattr(app, "_archive_shown"):
        app._archive_shown = _ShownBriefs()  # type: ignore[attr-defined]
    shown: _ShownBriefs = app._archive_shown  # type: ignore[attr-defined]
    return shown


_ADDRESS = 'href="\ue000"'
"""Where an item of `_ShownBriefs` is parted: no text of a brief holds a quotation mark as HTML."""


def render_list(records: Sequence[BriefRecord], app: Sphinx, pagename: str) -> str:
    """The HTML of `build_list`, for a page that no source stands behind."""
    items = _shown_of(app).items
    new = [record for record in records if record.docname not in items]
    if new:
        builder: Any = app.builder
        html = builder.render_partial(_build_items(new, builder, lambda record: "\ue000"))
        _head, *parts = html["fragment"].removesuffix("</ul>\n").split("<li>")
        for record, part in zip(new, parts, strict=True):
            before, _address, after = part.partition(_ADDRESS)
            items[record.docname] = (f"<li>{before}", after)
    shown = []
    for record in records:
        before, after = items[record.docname]
        uri = app.builder.get_relative_uri(pagename, record.docname)
        shown.append(f'{before}href="{escape(uri)}"{after}')
    return f'<ul class="brief-list">\n{"".join(shown)}</ul>\n'


def build_years(records: list[BriefRecord], builder: Builder, pagename: str) -> nodes.bullet_list:
    """Each year as a link to its list, with the number of its briefs."""
    listed = nodes.bullet_list(classes=["year-list"])
    for year, number in count_years(records):
        uri = builder.get_relative_uri(pagename, year_page(year))
        link = nodes.reference("", str(year), refuri=uri, internal=True)
        count = nodes.inline("", count_briefs(number), classes=["year-count"])
        listed += nodes.list_item("", nodes.paragraph("", "", link, nodes.Text(" "), count))
    return listed


def _tag(shown: Shown) -> str:
    return shown.language.tag if shown.language else ""


def isolate_list(tree: nodes.Element, builder: Builder) -> None:
    """Isolate what runs from left to right, on a page that runs from right to left."""
    if current_language(builder.config).direction == "rtl":
        isolate_runs(tree)


def fill_lists(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the lists into their places and the links to lists into the facts."""
    builder = app.builder
    for place in list(doctree.findall(brief_list)):
        if place["kind"] in FACETS:
            continue
        records = listed_briefs(app.env)
        if not records:
            empty = nodes.paragraph("", str(_("There are no briefs yet.")))
            place.replace_self(empty)
        elif place["kind"] == "newest":
            place.replace_self(build_list(records[: app.config.archive_newest], builder, docname))
        else:
            place.replace_self(build_years(records, builder, docname))
    for link in list(doctree.findall(list_link)):
        page = link.get("page", "")
        if page and builder.format == "html" and not _is_removed(app, docname):
            uri = builder.get_relative_uri(docname, page)
            link.replace_self(nodes.reference("", "", *link.children, refuri=uri, internal=True))
        else:
            link.replace_self(link.children)


def _is_removed(app: Sphinx, docname: str) -> bool:
    record = records_of(app.env).get(docname)
    return record is not None and not record.brief.is_listed


# -- Which pages a change reaches ----------------------------------------------------------


_LISTS: DocumentNotes[tuple[str, ...]] = DocumentNotes("archive_lists")


def lists_of(env: BuildEnvironment) -> dict[str, tuple[str, ...]]:
    """Which lists each document shows that shows any."""
    return _LISTS.of(env)


def note_list(app: Sphinx, doctree: nodes.document) -> None:
    """Remember that a document shows lists, and which."""
    kinds = tuple(sorted({place["kind"] for place in doctree.findall(brief_list)}))
    if kinds:
        _LISTS.of(app.env)[app.env.current_document.docname] = kinds


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose lists are not what they were when they were written."""
    records = listed_briefs(env)
    now = {
        "newest": digest_list(records[: app.config.archive_newest], app),
        "years": repr(count_years(records)) + str(_("There are no briefs yet.")),
    }
    before = getattr(env, "archive_list_contents", {})
    env.archive_list_contents = now  # type: ignore[attr-defined]
    changed = {kind for kind, content in now.items() if before.get(kind) != content}
    return [name for name, kinds in _LISTS.of(env).items() if changed.intersection(kinds)]


def digest_list(records: Sequence[BriefRecord], app: Sphinx) -> str:
    """What a list of these briefs shows, as a digest that does not depend on the process."""
    known = _shown_of(app).digests
    for record in records:
        if record.docname not in known:
            known[record.docname] = _digest(record)
    rows = [app.config.language, *(known[record.docname] for record in records)]
    return hashlib.sha256(" ".join(rows).encode()).hexdigest()


def _digest(record: BriefRecord) -> str:
    row = (
        record.docname,
        record.title.text,
        _tag(record.title),
        record.summary.text,
        _tag(record.summary),
        str(record.brief.date),
        str(record.brief.status.state),
    )
    return hashlib.sha256(repr(row).encode()).hexdigest()


def build_year_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the pages of each year whose list has changed since they were written."""
    if app.builder.format == "html":
        yield from write_pages(app, "year", _list_year_pages(app))


def _list_year_pages(app: Sphinx) -> Iterator[Page]:
    by_year: dict[int, list[BriefRecord]] = {}
    for brief in listed_briefs(app.env):
        by_year.setdefault(brief.brief.date.year, []).append(brief)
    for year, records in by_year.items():
        pages = list(split_batches(records, app.config.archive_page_size))
        for number, page in enumerate(pages, 1):
            digest = f"{digest_list(page, app)} {number}/{len(pages)}"
            make = partial(_year_context, app, year, number, len(pages), page)
            yield year_page(year, number), digest, make


def split_batches(records: Sequence[_Record], size: int) -> Iterator[Sequence[_Record]]:
    """Yield the records by so many, for as many pages."""
    for start in range(0, len(records), size):
        yield records[start : start + size]


def _year_context(
    app: Sphinx, year: int, number: int, pages: int, records: Sequence[BriefRecord]
) -> dict[str, Any]:
    builder: Any = app.builder
    name = year_page(year, number)
    title = str(_("Briefs of %(year)s")) % {"year": year}
    tree = nodes.section("", nodes.title("", title), ids=["briefs"])
    if number > 1:
        tree += nodes.paragraph("", say_page(number, pages), classes=["page-number"])
    tree += nodes.raw("", render_list(records, app, name), format="html")
    # A section node outside of a document has no level of its own: the writer's first is h1.
    body = builder.render_partial(tree)["fragment"]
    return {"title": title, "body": body, **link_pages(app, name, number, pages, year_page, year)}


def link_pages(
    app: Sphinx,
    name: str,
    number: int,
    pages: int,
    name_page: Callable[..., str],
    *arguments: object,
) -> dict[str, Any]:
    """The context's links to the page before and the one after page `number` of a list."""
    context = {}
    for side, other in {"prev": number - 1, "next": number + 1}.items():
        if 1 <= other <= pages:
            uri = app.builder.get_relative_uri(name, name_page(*arguments, other))
            text = say_page(other, pages)
            context[side] = {"link": uri, "title": text, "shown": Shown(text)}
    return context


def say_page(number: int, pages: int) -> str:
    """Which page of a list this is."""
    return str(_("Page %(number)s of %(pages)s")) % {"number": number, "pages": pages}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and the pages of the years."""
    app.add_directive("briefs", BriefsDirective)
    app.add_node(brief_list)
    app.connect("doctree-read", note_list)
    app.connect("doctree-resolved", fill_lists)
    app.connect("env-get-updated", pages_to_write)
    _LISTS.connect(app)
    app.connect("html-collect-pages", build_year_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
