"""Shows what a mention of a glossary entry means, beside it: definition and full name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from difflib import get_close_matches
from html import escape
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from warraq.knowledge.mention import (
    Passage,
    choose_marks,
    cut_definition,
    fold_text,
    is_explained,
    is_joined,
    is_quoted,
    stands_in,
)
from warraq.sphinxext.catalogs import _
from warraq.sphinxext.direction import bdi, isolate_runs, isolated_html
from warraq.sphinxext.glossary import entries_of
from warraq.sphinxext.notes import DocumentNotes
from warraq.sphinxext.settings import current_language, languages_of
from warraq.sphinxext.term_text import EXPLICIT, TERM, Mention, read_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.languages import Language
    from warraq.sphinxext.glossary import GlossaryEntry

logger = logging.getLogger(__name__)

_Place = tuple[str, str]
"""Where an entry stands: document and anchor."""

_TARGETS: DocumentNotes[tuple[str, ...]] = DocumentNotes("archive_term_targets")
"""What the `{term}` roles of each document lead to, as this build's language has them."""


class term_mention(nodes.reference):  # noqa: N801 - docutils names node classes in lower case
    """A link to an entry that has the entry's definition beside it.

    The definition is an attribute, as HTML, so that nothing that reads the texts of a page
    (search, contents, summaries, feeds) takes it for the author's words.
    """


# -- What mentions lead to -----------------------------------------------------------------


def note_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Remember what a document mentions, and at each mention how it was written.

    The mark is put on the words of the link: they alone are kept when it is resolved.
    """
    targets: dict[str, None] = {}
    for xref in doctree.findall(addnodes.pending_xref):
        if _is_term(xref) and isinstance(xref[0], nodes.Element):
            targets[xref["reftarget"]] = None
            xref[0][TERM] = xref["reftarget"]
            xref[0][EXPLICIT] = bool(xref.get("refexplicit"))
    if targets:
        _TARGETS.of(app.env)[app.env.current_document.docname] = tuple(targets)


def _is_term(xref: nodes.Element) -> bool:
    return (xref.get("refdomain"), xref.get("reftype")) == ("std", "term")


def find_place(env: BuildEnvironment, target: str) -> _Place | None:
    """Where the entry stands that a `{term}` role names, found as Sphinx finds it."""
    data: dict[str, Any] = env.domains.standard_domain.data
    place: _Place | None = data["objects"].get(("term", target))
    return place or data.get("terms", {}).get(target.lower())


@dataclass(frozen=True, slots=True)
class Definition:
    """What pages show of an entry where they mention it."""

    key: str
    docname: str
    short: tuple[str, str]
    """The key and the short name, in small letters: what is an abbreviation alone."""
    full_name: str
    """The name that an abbreviation stands for, or nothing."""
    name_language: Language
    html: str
    """Names and definition, without the element around them."""


def _definitions(app: Sphinx) -> dict[_Place, Definition]:
    """The definition of every entry by its place; made once, when all documents are read."""
    found: dict[_Place, Definition] | None = getattr(app, "_archive_definitions", None)
    if found is None:
        found = {
            (entry.docname, entry.anchor): _define(entry, app.config)
            for entry in entries_of(app.env).values()
        }
        app._archive_definitions = found  # type: ignore[attr-defined]
    return found


def _define(entry: GlossaryEntry, config: Config) -> Definition:
    here, source = current_language(config), languages_of(config)[0]
    translated = {
        name for naming in entry.namings if naming.language == here for name in naming.names
    }

    def write(text: str, language: Language) -> str:
        if language == here:
            return isolated_html(text, here)
        mark = f'lang="{language.tag}" dir="{language.direction}"'
        return f"<span {mark}>{isolated_html(text, language)}</span>"

    def language_of(name: str) -> Language:
        return here if name in translated else source

    names = entry.names or (entry.key,)
    shown = [write(name, language_of(name)) for name in names]
    title = shown[0]
    if len(names) > 1:  # the full name first, the short one and any others behind it
        title = f"{shown[1]} ({escape(str(_(', '))).join([shown[0], *shown[2:]])})"
    text = cut_definition(entry.definition)
    html = f"<b>{title}</b>"
    if text:
        html += f": {write(text, entry.definition_language or here)}"
    return Definition(
        entry.key,
        entry.docname,
        (entry.key.casefold(), names[0].casefold()),
        names[1] if len(names) > 1 else "",
        language_of(names[-1 if len(names) < 2 else 1]),
        html,
    )


_Found = tuple[Mention, Definition]


# -- In the page -----------------------------------------------------------------------------


class ShowDefinitions(SphinxPostTransform):
    """Puts the definition beside each mention, and the full name behind a bare abbreviation."""

    formats = ("html",)
    default_priority = 25  # after references are resolved (10) and isolated (20)

    def run(self, **kwargs: Any) -> None:
        """Transform the document."""
        docname = self.env.current_document.docname
        if docname not in _TARGETS.of(self.env):
            return
        definitions = _definitions(self.app)
        self._language = current_language(self.config)
        self._page = page = read_page(self.document)
        found: list[_Found] = []
        for mention in page.mentions:
            place = find_place(self.env, mention.words[TERM])
            if place in definitions:
                found.append((mention, definitions[place]))
        expansions = []
        if not any(definition.docname == docname for definition in definitions.values()):
            expansions = list(self._choose_expansions([pair for pair in found if _is_bare(*pair)]))
        for number, (mention, definition) in enumerate(found, 1):
            self._wrap(mention, definition, number)
        for mention, expansion in expansions:
            self._expand(mention.words.parent, expansion)

    def _wrap(self, mention: Mention, definition: Definition, number: int) -> None:
        link = mention.link
        if mention.outside.in_link:
            link.parent.replace(link, link.children)  # a link holds no other; the outer one stays
            return
        if self.app.builder.name not in {"html", "dirhtml"}:
            return  # one page of one site: elsewhere ids would meet, and no style hides it
        shown = term_mention("", "", *link.children, **link.attributes)
        shown["anchor"] = self._free_id(f"definition-{number}")
        shown["definition"] = definition.html
        shown["language"] = self._language
        link.parent.replace(link, shown)
        self.document["shows_definitions"] = True

    def _free_id(self, wanted: str) -> str:
        """The id, or one like it if a heading of the page has it already."""
        names = chain((wanted,), (f"{wanted}-{number}" for number in count(2)))
        name = next(name for name in names if name not in self._page.ids)
        self._page.ids.add(name)
        return name

    def _choose_expansions(self, bare: list[_Found]) -> Iterator[tuple[Mention, nodes.inline]]:
        """Yield the first mention of each abbreviation whose full name was not said before."""
        code, done = self.config.language, set()
        for mention, definition in bare:
            name = definition.full_name
            if definition.key in done:
                continue
            passage = self._page.around(mention)
            if is_joined(passage) or is_quoted(passage) or is_explained(name, passage, code):
                continue
            done.add(definition.key)
            if not stands_in(name, fold_text(self._page.before(mention), code), code):
                yield mention, self._build_expansion(mention, definition, passage)

    def _build_expansion(
        self, mention: Mention, definition: Definition, passage: Passage
    ) -> nodes.inline:
        around = mention.outside.language
        # An untranslated text keeps the comma of its own language.
        opening, closing = choose_marks(passage, ", " if around else str(_(", ")))
        tag, name = definition.name_language.tag, definition.full_name
        shown: nodes.Node = nodes.Text(name)
        if tag != (around or self._language.tag):
            shown = nodes.inline("", name, classes=[f"language-{tag}"])
        parts = [nodes.Text(opening), shown, nodes.Text(closing)]
        return nodes.inline("", "", *parts, classes=["term-expansion"])

    def _expand(self, link: nodes.Element, expansion: nodes.inline) -> None:
        before = link
        while isinstance(before.parent, bdi) and len(before.parent) == 1:
            before = before.parent  # it isolates nothing else
        before.parent.insert(before.parent.index(before) + 1, expansion)
        if self._language.direction == "rtl":
            isolate_runs(expansion)


def _is_bare(mention: Mention, definition: Definition) -> bool:
    """Whether a mention is an abbreviation alone, where the archive may add words."""
    said, name = mention.words.astext().casefold(), definition.full_name
    return (
        not (mention.words[EXPLICIT] or mention.outside.untouched or mention.outside.in_link)
        and said in definition.short
        and name.casefold() not in ("", said)
    )


def visit_mention(self: Any, node: term_mention) -> None:
    """Open the link, with the id of its definition."""
    href = node.get("refuri") or f"#{node['refid']}"
    attributes = {"class": "reference internal", "href": href, "aria-describedby": node["anchor"]}
    self.body.append('<span class="term-mention">')
    self.body.append(self.starttag(node, "a", "", **attributes))


def depart_mention(self: Any, node: term_mention) -> None:
    """Close the link and write its definition, in the page's language wherever it stands."""
    language = node["language"]
    self.body.append(
        f'</a><span class="term-definition" role="tooltip" id="{node["anchor"]}" '
        f'lang="{language.tag}" dir="{language.direction}">{node["definition"]}</span></span>'
    )


def offer_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Let pages with definitions load the script that opens them by touch; see `base.html`."""
    context["has_terms"] = doctree is not None and "shows_definitions" in doctree


# -- What is wrong, and which pages a change reaches -----------------------------------------


_BEGIN = (
    "the archive has no glossary yet: write docs/glossary.md with a ```{glossary} of its entries, "
    "and name it in a toctree"
)


def warn_unknown(app: Sphinx, domain: Domain | None, xref: nodes.Element) -> bool | None:
    """Say that the glossary lacks what a role names, and what may be meant."""
    if not _is_term(xref):
        return None
    target, entries = str(xref["reftarget"]), entries_of(app.env)
    names = {
        name.casefold(): entry.key
        for entry in entries.values()
        for name in (entry.key, *entry.names)
    }
    remedy = "add it there, or write it as text" if entries else _BEGIN
    if near := get_close_matches(target.casefold(), names, 1):
        remedy = f"did you mean {names[near[0]]}?"
    logger.warning(
        "the glossary has no entry %r; %s",
        target,
        remedy,
        location=xref,
        type="warraq",
        subtype="term",
    )
    return True


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages that mention an entry which says something else than when they were written."""
    now = {
        place: hashlib.sha256(repr(definition).encode()).hexdigest()
        for place, definition in _definitions(app).items()
    }
    before: dict[_Place, str] = getattr(env, "archive_definitions", {})
    env.archive_definitions = now  # type: ignore[attr-defined]
    changed = {place for place in now.keys() | before.keys() if now.get(place) != before.get(place)}
    if not changed:
        return []
    return [
        docname
        for docname, targets in _TARGETS.of(env).items()
        if any(find_place(env, target) in changed for target in targets)
    ]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the node and what finds, shows and looks after mentions."""
    app.add_node(term_mention, html=(visit_mention, depart_mention))
    app.add_post_transform(ShowDefinitions)
    app.connect("doctree-read", note_terms)
    app.connect("html-page-context", offer_script)
    app.connect("warn-missing-reference", warn_unknown)
    app.connect("env-get-updated", pages_to_write)
    _TARGETS.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
