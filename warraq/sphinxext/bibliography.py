"""Lists the references of the archive, each with the pages that cite it, by so many a page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import translators
from sphinxcontrib.bibtex.directives import BibliographyKey

from warraq.knowledge.citations import plain_reference
from warraq.knowledge.collation import sort_key
from warraq.knowledge.referencepages import bibliography_page, citing_page
from warraq.sphinxext.briefs import BriefRecord, mark_shown, records_of
from warraq.sphinxext.generated import write_pages
from warraq.sphinxext.listings import link_pages, say_page, split_batches
from warraq.sphinxext.referencenodes import (
    isolate,
    reference_item,
    spans_of,
    translate,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.knowledge.citations import Entry
    from warraq.sphinxext.generated import Page

MOST_SHOWN = 5
"""How many briefs, and how many other pages, a bibliography names that cite a document."""


# -- What cites what -------------------------------------------------------------------------


@dataclass(slots=True)
class Citing:
    """The pages that cite a document."""

    briefs: list[BriefRecord] = field(default_factory=list)
    """Newest first."""

    pages: list[str] = field(default_factory=list)
    """The names of other documents, sorted."""

    @property
    def unnamed(self) -> int:
        """How many of them a bibliography does not name."""
        return sum(max(0, len(found) - MOST_SHOWN) for found in (self.briefs, self.pages))


@dataclass(frozen=True, slots=True)
class References:
    """The bibliographies of the archive, and what cites their entries, in one build."""

    lists: dict[BibliographyKey, list[Entry]]
    """The entries of each list, sorted for readers of the build's language."""

    citing: dict[str, Citing]
    """By citation key in small letters."""

    def cited_by(self, entry: Entry) -> Citing:
        """What cites an entry; it may be nothing."""
        return self.citing.get(entry.key.lower()) or Citing()


def references_of(app: Sphinx) -> References:
    """The references of this build, put together once."""
    known: References | None = getattr(app, "_archive_references", None)
    if known is None:
        known = app._archive_references = _collect(app)  # type: ignore[attr-defined]
    return known


def _collect(app: Sphinx) -> References:
    env = app.env
    domain: Any = env.get_domain("cite")
    pages: dict[str, set[str]] = {}
    for reference in domain.citation_refs:
        for target in reference.targets:
            pages.setdefault(target.key.lower(), set()).add(reference.docname)
    records = records_of(env)
    citing: dict[str, Citing] = {}
    for key, names in pages.items():
        briefs = [records[name] for name in names if name in records]
        others = sorted(name for name in names if name not in records and name in env.titles)
        briefs.sort(key=lambda record: record.order, reverse=True)
        citing[key] = Citing([one for one in briefs if one.brief.is_listed], others)
    lists: dict[BibliographyKey, list[Entry]] = {key: [] for key in domain.bibliographies}
    for citation in domain.citations:
        lists[citation.bibliography_key].append(citation.entry)
    order = _order_of(app)
    for entries in lists.values():
        entries.sort(key=lambda entry: order[entry.key])
    return References(lists, citing)


def _order_of(app: Sphinx) -> dict[str, int]:
    """The place of each entry of the archive in the order of the build's language.

    It is kept in the environment until the .bib files or the words of references change.
    """
    env: Any = app.env
    entries = env.get_domain("cite").bibdata.data.entries
    language = app.config.language
    stamp = digest_of((language, app.config.archive_words, sorted(digests_of(env).items())))
    known: tuple[str, list[str]] = getattr(env, "archive_reference_order", ("", []))
    if known[0] != stamp:
        texts = {key: plain_reference(spans_of(app, entry)) for key, entry in entries.items()}
        keys = sorted(texts, key=lambda key: (sort_key(texts[key], language), key))
        known = env.archive_reference_order = (stamp, keys)
    return {key: place for place, key in enumerate(known[1])}


# -- Pages -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """The part of a bibliography that stands on one page."""

    docname: str
    """The document that the list stands in."""

    id: str
    """The list's id there."""

    place: int
    """The how-manieth list of that document it is."""

    number: int
    pages: int
    entries: Sequence[Entry]

    @property
    def name(self) -> str:
        """The page that it stands on."""
        return bibliography_page(self.docname, self.place, self.number)


def _batches(app: Sphinx, docname: str = "") -> Iterator[Batch]:
    """The parts of all bibliographies, or of one document's."""
    places: dict[str, int] = {}
    for key, entries in references_of(app).lists.items():
        if docname in ("", key.docname):
            place = places[key.docname] = places.get(key.docname, 0) + 1
            parts = list(split_batches(entries, _page_size(app, entries))) or [[]]
            for number, part in enumerate(parts, 1):
                yield Batch(key.docname, key.id_, place, number, len(parts), part)


def _page_size(app: Sphinx, entries: Sequence[Entry]) -> int:
    """How many entries a page has; builders that write no further pages have them on one."""
    return int(app.config.archive_page_size) if has_pages(app) else max(1, len(entries))


def first_batches(app: Sphinx, docname: str) -> dict[str, Batch]:
    """What stands in the place of each list of a document, by its id."""
    return {batch.id: batch for batch in _batches(app, docname) if batch.number == 1}


def build_batch(app: Sphinx, batch: Batch, place_of: Callable[[Entry], str]) -> list[nodes.Node]:
    """A part of a bibliography; `place_of` gives the id of an entry, or nothing."""
    if not batch.entries:
        return [nodes.paragraph("", translate("Nothing is cited."))]
    listed = nodes.bullet_list(classes=["bibliography-list"])
    for entry in batch.entries:
        item = reference_item(app, entry, place_of(entry))
        item += _cited_in(app, entry, batch.name)
        listed += item
    built: list[nodes.Node] = [listed]
    if batch.number == 1 and batch.pages > 1:
        following = bibliography_page(batch.docname, batch.place, 2)
        uri = app.builder.get_relative_uri(batch.name, following)
        link = nodes.reference("", say_page(2, batch.pages), refuri=uri, internal=True)
        built.append(nodes.paragraph("", "", link, classes=["next-batch"]))
    return built


def _cited_in(app: Sphinx, entry: Entry, pagename: str) -> list[nodes.Node]:
    """The newest briefs and the other pages that cite an entry, and a link to all of them."""
    citing = references_of(app).cited_by(entry)
    links: list[nodes.Node] = []
    for record in citing.briefs[:MOST_SHOWN]:
        links.append(link_citing(app, entry, pagename, record.docname, mark_shown(record.title)))
    for name in citing.pages[:MOST_SHOWN]:
        links.append(link_citing(app, entry, pagename, name, title_nodes(app.env, name)))
    if not links:
        return []
    shown = nodes.paragraph("", translate("Cited in:") + " ", classes=["cited-in"])
    for index, link in enumerate(links):
        shown += [nodes.Text(translate("; "))] * bool(index) + [link]
    if citing.unnamed:
        if has_pages(app):
            uri = app.builder.get_relative_uri(pagename, citing_page(entry.key))
            more: nodes.Node = nodes.reference(
                "", _say_more(citing.unnamed), refuri=uri, internal=True
            )
        else:
            more = nodes.Text(_say_more(citing.unnamed))
        shown += [nodes.Text(" "), more]
    isolate(shown, app.config)
    return [shown]


def has_pages(app: Sphinx) -> bool:
    """Whether the builder writes pages that no document stands behind."""
    return app.builder.name in {"html", "dirhtml"}


def link_citing(
    app: Sphinx, entry: Entry, pagename: str, docname: str, words: list[nodes.Node]
) -> nodes.reference:
    """A link to the place of an entry at the foot of a page that cites it."""
    uri = f"{app.builder.get_relative_uri(pagename, docname)}#ref-{entry.key}"
    return nodes.reference("", "", *words, refuri=uri, internal=True)


def title_nodes(env: BuildEnvironment, docname: str) -> list[nodes.Node]:
    """A page's title as it is shown, in its language."""
    return [child.deepcopy() for child in env.titles[docname].children]


def _say_more(number: int) -> str:
    translator = translators["general", "warraq"]
    text = translator.ngettext("and %(number)s more", "and %(number)s more", number)
    return str(text) % {"number": number}


# -- Which pages a change reaches -------------------------------------------------------------


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The documents whose lists are not what they were when they were written."""
    app._archive_references = None  # type: ignore[attr-defined]
    app.__dict__.pop("_archive_spans", None)
    now: dict[str, str] = {}
    for batch in _batches(app):
        if batch.number == 1:
            now[batch.docname] = f"{now.get(batch.docname, '')} {_digest_batch(app, batch)}"
    before = getattr(env, "archive_bibliographies", {})
    env.archive_bibliographies = now  # type: ignore[attr-defined]
    return [name for name, digest in now.items() if before.get(name) != digest]


def _digest_batch(app: Sphinx, batch: Batch) -> str:
    citing = [references_of(app).cited_by(entry) for entry in batch.entries]
    rows = [
        (entry.key, digests_of(app.env).get(entry.key), _rows(app.env, found), found.unnamed)
        for entry, found in zip(batch.entries, citing, strict=True)
    ]
    return digest_of((rows, batch.pages, app.config.language))


def _rows(env: BuildEnvironment, citing: Citing) -> list[tuple[Any, ...]]:
    """What a bibliography shows of the pages that cite an entry."""
    briefs = [
        (record.docname, record.title.text, record.title.language)
        for record in citing.briefs[:MOST_SHOWN]
    ]
    return [*briefs, *((name, env.titles[name].pformat()) for name in citing.pages[:MOST_SHOWN])]


def digest_of(content: object) -> str:
    """A digest of what a page shows."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def digests_of(env: BuildEnvironment) -> dict[str, str]:
    """A digest of what the .bib files say of each entry, as of the beginning of this build."""
    known: dict[str, str] = env.__dict__.setdefault("archive_references", {})
    return known


def digest_entries(env: BuildEnvironment) -> dict[str, str]:
    """Take the digests anew; returns those of the build before."""
    domain: Any = env.get_domain("cite")
    before = digests_of(env)
    entries = domain.bibdata.data.entries.items()
    env.archive_references = {  # type: ignore[attr-defined]
        key: digest_of(_written(entry)) for key, entry in entries
    }
    return before


def _written(entry: Any) -> object:
    """Everything that the .bib file says of an entry."""
    persons = {role: [str(person) for person in names] for role, names in entry.persons.items()}
    return entry.type, sorted(entry.fields.items()), sorted(persons.items())


# -- Pages that no document stands behind -----------------------------------------------------


def build_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the further pages of the bibliographies that have changed."""
    if has_pages(app):
        yield from write_pages(app, "bibliography", _list_batches(app))


def _list_batches(app: Sphinx) -> Iterator[Page]:
    for batch in _batches(app):
        if batch.number > 1:
            title = digest_of(app.env.titles[batch.docname].pformat())
            digest = f"{_digest_batch(app, batch)} {title}"
            yield batch.name, digest, partial(_batch_context, app, batch)


def _batch_context(app: Sphinx, batch: Batch) -> dict[str, Any]:
    builder: Any = app.builder
    title = nodes.title("", "", *title_nodes(app.env, batch.docname))
    number = nodes.paragraph("", say_page(batch.number, batch.pages), classes=["page-number"])
    tree = nodes.section("", title, number, ids=["bibliography"])
    tree += build_batch(app, batch, lambda entry: f"ref-{entry.key}")
    name_page = partial(bibliography_page, batch.docname, batch.place)
    links = link_pages(app, batch.name, batch.number, batch.pages, name_page)
    body = builder.render_partial(tree)["fragment"]
    return {"title": title.astext(), "body": body, **links}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the pages; the lists themselves are filled by `sphinxext.citations`."""
    app.connect("env-get-updated", pages_to_write)
    app.connect("html-collect-pages", build_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
