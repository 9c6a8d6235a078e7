"""Reads the glossary directive: entries with facts, each with one lasting place on its page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.domains.std import Glossary
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.nodes import extract_messages
from sphinx.util.parsing import nested_parse_to_nodes

from warraq.knowledge.glossary import (
    anchor_of,
    doubt_kinds,
    has_plain_anchor,
    make_body,
    split_entries,
)
from warraq.sphinxext.glossary import EntryNote, notes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.knowledge.glossary import EntryText

logger = logging.getLogger(__name__)

_PLACE = "archive_entry"
"""The attribute of a node that holds the anchor of the entry that it belongs to."""


class body_names(nodes.General, nodes.Element):  # noqa: N801 - docutils' way of naming nodes
    """A place for an entry's names in the other languages."""


class body_facts(nodes.General, nodes.Element):  # noqa: N801
    """A place for an entry's facts and the number of the briefs that mention it."""


class ArchiveGlossary(Glossary):
    """Sphinx's `glossary` with facts at the end of definitions, and one anchor for each entry.

    Its names get their places only after translation: Sphinx would note a translated name by
    whatever the translation says, so that it could take the place of another entry.
    """

    def run(self) -> list[nodes.Node]:
        """Make the list, and note its entries."""
        first = self.lineno + self.content_offset + 1
        entries, problems = split_entries(list(self.content))
        for problem in problems:
            self._warn(problem.line + first, problem.message)
        listed = nodes.definition_list(classes=["glossary"])
        for entry in entries:
            listed += self._make_item(entry, first)
        glossary = addnodes.glossary("", listed)
        glossary.document = self.state.document
        glossary["sorted"] = "sorted" in self.options
        return [glossary]

    def _make_item(self, entry: EntryText, first: int) -> nodes.definition_list_item:
        item = nodes.definition_list_item()
        for name, index in entry.names:
            parsed, messages = self.parse_inline(name, lineno=first + index)
            term = nodes.term(name, "", *parsed)
            term.source, term.line = self.state.document["source"], first + index
            item += [term, *messages]
        definition = nodes.definition()
        lines = [(text, index) for text, index in entry.definition]
        if any(text for text, _index in lines):
            indent = min(len(text) - len(text.lstrip()) for text, _index in lines if text)
            block = StringList()
            for text, index in lines:
                block.append(text[indent:], self.state.document["source"], index)
            offset = self.content_offset + lines[0][1]
            definition += nested_parse_to_nodes(
                self.state, block, offset=offset, allow_section_headings=False
            )
        item += definition
        self._note_entry(item, entry, first)
        return item

    def _note_entry(self, item: nodes.Element, entry: EntryText, first: int) -> None:
        body, problems = make_body(entry, first)
        for problem in problems:
            self._warn(problem.line, problem.message)
        docname = self.env.current_document.docname
        known = notes_of(self.env).get(docname, ())
        terms = [child for child in item if isinstance(child, nodes.term)]
        names = tuple(" ".join(term.astext().split()) for term in terms)
        key = names[0]
        taken = {name.casefold() for note in known for name in note.body.names}
        for name, (_text, index) in zip(names, entry.names, strict=True):
            if name.casefold() in taken:
                remedy = "give one of them another name, or take it out"
                self._warn(first + index, f'"{name}" names another entry already; {remedy}')
        if not has_plain_anchor(key):
            self._warn(
                body.line,
                f'"{key}" has no Latin letter or digit to make a lasting address of; '
                "write a short name with some above it",
            )
        anchor, number = anchor_of(key), 1
        while anchor in self.state.document.ids:
            number += 1
            anchor = f"{anchor_of(key)}-{number}"
        self.state.document.ids[anchor] = terms[0]
        item[_PLACE] = anchor
        definition = item.children[-1]
        assert isinstance(definition, nodes.definition)
        kind_lines = [index for name, _value, index in entry.facts if name.lower() == "kind"]
        note = EntryNote(
            replace(body, key=key, names=names),
            anchor,
            tuple(message for term in terms for _node, message in extract_messages(term)),
            tuple(message for _node, message in extract_messages(definition)),
            first + kind_lines[0] if kind_lines else body.line,
        )
        notes_of(self.env)[docname] = (*known, note)

    def _warn(self, line: int, message: str) -> None:
        path = self.state.document["source"]
        logger.warning("%s", message, location=f"{path}:{line}", type="warraq", subtype="glossary")


# -- After translation -------------------------------------------------------------------------


class PlaceEntries(SphinxTransform):
    """Gives each entry its place, and lets all its names lead there.

    The names of the sources go first, so that no translation can take the name of another entry.
    """

    default_priority = 24  # after Locale (20) and the marks of what is untranslated (22)

    def apply(self, **kwargs: Any) -> None:
        notes = {
            note.anchor: note
            for note in notes_of(self.env).get(self.env.current_document.docname, ())
        }
        items = [
            (item, notes[item[_PLACE]])
            for item in self.document.findall(nodes.definition_list_item)
            if item.get(_PLACE) in notes
        ]
        for item, note in items:
            for name in note.body.names:
                self._register(name, note.anchor, item)
        for item, note in items:
            terms = [child for child in item if isinstance(child, nodes.term)]
            terms[0]["ids"] = [note.anchor]
            names = dict.fromkeys(note.body.names)
            for term in terms:
                name = " ".join(term.astext().split())
                names[name] = None
                self._register(name, note.anchor, term)
            index = addnodes.index()
            index["entries"] = [("single", name, note.anchor, "main", None) for name in names]
            index.source, index.line = terms[0].source, terms[0].line
            terms[0] += index
            definition = item.children[-1]
            assert isinstance(definition, nodes.definition)
            definition.insert(0, body_names(key=note.body.key))
            definition += body_facts(key=note.body.key)

    def _register(self, name: str, anchor: str, node: nodes.Element) -> None:
        domain: Any = self.env.domains.standard_domain
        if name and name.lower() not in domain._terms and ("term", name) not in domain.objects:
            domain._note_term(name, anchor, location=node)


# -- What is wrong between entries -------------------------------------------------------------


def report_doubts(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of kinds that look like slips of the pen, and of keys that two glossaries have."""
    found = [(name, note) for name, notes in sorted(notes_of(env).items()) for note in notes]
    kinds: dict[str, int] = {}
    keys: dict[str, str] = {}
    for docname, note in found:
        if note.body.kind:
            kinds[note.body.kind] = kinds.get(note.body.kind, 0) + 1
        other = keys.setdefault(note.body.key.casefold(), docname)
        if other != docname:
            message = f'"{note.body.key}" is an entry of {other} already; take one of them out'
            _warn_of(env, docname, note.body.line, message)
    for kind, meant in doubt_kinds(kinds):
        for docname, note in found:
            if note.body.kind == kind:
                message = f'kind "{kind}" is nearly "{meant}"; write that if you mean it'
                _warn_of(env, docname, note.kind_line, message)


def _warn_of(env: BuildEnvironment, docname: str, line: int, message: str) -> None:
    location = f"{env.doc2path(docname)}:{line}"
    logger.warning("%s", message, location=location, type="warraq", subtype="glossary")


def kind_rows(app: Sphinx) -> Iterator[tuple[str, str, str, int, str]]:
    """Yield the kinds of bodies as messages for translators, with their places."""
    for docname, notes in sorted(notes_of(app.env).items()):
        where = Path(app.env.doc2path(docname)).relative_to(app.confdir).as_posix()
        for note in notes:
            if note.body.kind:
                yield note.body.kind, "", where, note.kind_line, "kind of body"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive in the place of Sphinx's, and the transform."""
    app.add_directive_to_domain("std", "glossary", ArchiveGlossary, override=True)
    app.add_node(body_names)
    app.add_node(body_facts)
    app.add_transform(PlaceEntries)
    app.connect("env-check-consistency", report_doubts)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
