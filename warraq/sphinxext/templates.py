"""Writes the templates for translators: each message of a page, its places, its kind of text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.util.i18n import docname_to_domain
from sphinx.util.nodes import extract_messages
from sphinx.util.osutil import canon_path, relpath

from warraq.files import write_atomically
from warraq.translation.extract import WRITTEN_IN, make_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from warraq.translation.extract import Row

_OWN_TEMPLATES = ("archive", "warraq")
"""What `sphinxext.messages` writes beside the templates of the pages."""

_BY_CLASS = {"deck": "deck"}
_BY_TYPE: dict[type[nodes.Node], str] = {
    nodes.image: "image description",
    nodes.caption: "caption",
    nodes.attribution: "source of a quotation",
    nodes.rubric: "heading",
    nodes.line: "line of verse",
    nodes.meta: "description for search engines",
    addnodes.toctree: "words of a list of pages",
}
_BY_PARENT: tuple[tuple[type, str], ...] = (
    (nodes.footnote, "footnote"),
    (nodes.legend, "legend of an image"),
    (nodes.definition, "definition"),
    (nodes.field_body, "field"),
    (nodes.list_item, "list item"),
    (nodes.entry, "table cell"),
    (nodes.block_quote, "quotation"),
    (nodes.Admonition, "remark"),
    (nodes.sidebar, "aside"),
    (nodes.topic, "aside"),
)
"""What a paragraph is called inside of what; the nearest around it counts."""


def name_kind(node: nodes.Element) -> str:
    """What kind of text a message is, in a translator's words."""
    for node_type, name in _BY_TYPE.items():
        if isinstance(node, node_type):
            return name
    if isinstance(node, nodes.title):
        return _name_title(node)
    if isinstance(node, nodes.term):
        return "glossary term" if _within(node, addnodes.glossary) else "term"
    classes = node.get("classes", ())
    for name, kind in _BY_CLASS.items():
        if name in classes:
            return kind
    around = node.parent
    if "note" in classes and isinstance(around, nodes.container):
        status = "brief-status" in around.get("classes", ())
        return "note on the status" if status else "note on a change"
    if node.children and all(isinstance(child, nodes.image) for child in node.children):
        return "image"
    return _name_by_place(node)


def _name_title(node: nodes.title) -> str:
    around = node.parent
    if isinstance(around, nodes.table):
        return "caption of a table"
    if isinstance(around, addnodes.compact_paragraph):  # what a list of pages has become
        return _BY_TYPE[addnodes.toctree]
    if not isinstance(around, nodes.section):
        return "title of a remark"
    return "title" if isinstance(around.parent, nodes.document) else "heading"


def _name_by_place(node: nodes.Element) -> str:
    around: nodes.Element | None = node.parent
    while around is not None and not isinstance(around, nodes.section):
        for kind, name in _BY_PARENT:
            if not isinstance(around, kind):
                continue
            if kind is nodes.entry and isinstance(around.parent.parent, nodes.thead):
                return "heading of a table"
            if kind is nodes.definition and _within(around, addnodes.glossary):
                return "definition in the glossary"
            return name
        around = around.parent
    return "paragraph"


def _within(node: nodes.Node, kind: type[nodes.Node]) -> bool:
    around = node.parent
    while around is not None:
        if isinstance(around, kind):
            return True
        around = around.parent
    return False


class TemplateBuilder(MessageCatalogBuilder):
    """Sphinx's gettext builder, writing the templates of changed pages alone, with kinds.

    Sphinx's writes all templates in each build, with a date, flags by guess, and a template
    engine started anew for each of them.
    """

    def get_outdated_docs(self) -> set[str]:
        """The pages that have no template; those that were read again come by themselves."""
        if self.config.gettext_compact:  # several pages in one template
            return set(self.env.found_docs)
        out = Path(self.outdir)
        return {name for name in self.env.found_docs if not (out / f"{name}.pot").exists()}

    def _extract_from_template(self) -> None:
        """Leave out Sphinx's own words: they have their own catalog."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Collect a page's messages, and write them where they are a template by themselves."""
        super().write_doc(docname, doctree)
        domain = docname_to_domain(docname, self.config.gettext_compact)
        kinds = self._kinds.setdefault(domain, {})
        for toctree in self.env.tocs[docname].findall(addnodes.toctree):
            for node, message in extract_messages(toctree):
                kinds.setdefault(message, {})[name_kind(node)] = None
        for node, message in extract_messages(doctree):
            kinds.setdefault(message, {})[name_kind(node)] = None
        if not self.config.gettext_compact:
            self._write_template(domain)

    def init(self) -> None:
        """Begin without messages."""
        super().init()
        self._kinds: dict[str, dict[str, dict[str, None]]] = {}

    def finish(self) -> None:
        """Write the templates of several pages."""
        for domain in list(self._kinds):
            self._write_template(domain)

    def _write_template(self, domain: str) -> None:
        path = Path(self.outdir) / f"{domain}.pot"
        written = self.env.metadata.get(domain, {}).get(WRITTEN_IN, "")
        text = make_template(self._rows(domain), placeholders=False, written_in=written)
        write_atomically(path, text, durable=False)
        self._kinds.pop(domain)
        self.catalogs.pop(domain, None)

    def _rows(self, domain: str) -> Iterator[Row]:
        for message in self.catalogs[domain]:
            kinds = ", ".join(self._kinds[domain].get(message.text, ()))
            for source, line in message.locations or [("", 0)]:
                where = canon_path(relpath(source, self.outdir)) if source else ""
                yield message.text, "", where, line, kinds


def drop_former_templates(app: Sphinx, exception: Exception | None) -> None:
    """Delete the templates of pages that are gone, so that their catalogs follow them."""
    if exception is not None or app.builder.name != "gettext" or app.config.gettext_compact:
        return
    out = Path(app.outdir)
    for path in out.rglob("*.pot"):
        name = path.relative_to(out).with_suffix("").as_posix()
        if name not in app.env.found_docs and name not in _OWN_TEMPLATES:
            path.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder in the place of Sphinx's."""
    app.add_builder(TemplateBuilder, override=True)
    app.connect("build-finished", drop_former_templates)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
