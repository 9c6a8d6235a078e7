"""Marks what an untranslated message leaves in the source language, and counts the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import extract_messages

from warraq.sphinxext.briefs import written_in
from warraq.sphinxext.notes import DocumentNotes
from warraq.sphinxext.settings import languages_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_LETTERS = re.compile(r"[^\W\d_]{2}")
_SIDED = (
    nodes.bullet_list,
    nodes.enumerated_list,
    nodes.definition_list,
    nodes.block_quote,
    nodes.footnote,
    nodes.table,
)
"""What has a side of its own: bullets, numbers, a bar, the order of columns."""


class AdoptMessageNodes(SphinxTransform):
    """Gives every node that a msgstr brought its real document.

    Sphinx parses each msgstr into a document of its own and moves the children over; they
    go on holding that throw-away document, whose settings hold the whole environment, and
    so each pickled doctree holds it too: doctrees then grow with the size of the archive.
    """

    default_priority = 21  # right after Sphinx's Locale transform (20)

    def apply(self, **kwargs: Any) -> None:
        for node in self.document.findall():
            node.document = self.document


class MarkUntranslated(SphinxTransform):
    """Sets the language of each text that has no translation, and counts both kinds.

    docutils turns the class `language-xx` into a `lang` attribute (docutils, HTML writer,
    `starttag`); `sphinxext.languages` adds `dir` beside it.
    """

    default_priority = 22

    def apply(self, **kwargs: Any) -> None:
        if issubclass(self.env._builder_cls, MessageCatalogBuilder):
            return
        source = written_in(self.env, self.config)
        if self.config.language == source.code:
            return
        total = translated = 0
        sided: dict[nodes.Element, bool] = {}
        for node, message in extract_messages(self.document):
            if isinstance(node, nodes.meta) or not _LETTERS.search(message):
                continue
            total += 1
            _note_around(node, bool(node.get("translated")), sided)
            if node.get("translated"):
                translated += 1
            elif isinstance(node, nodes.title):
                # The children go into tables of contents, so the mark goes with them.
                mark = nodes.inline("", "", *node.children, classes=[f"language-{source.tag}"])
                mark.document = self.document
                node.children = []
                node += mark
            elif not isinstance(node, nodes.image):
                node["classes"].append(f"language-{source.tag}")
        for element, is_translated in sided.items():
            if not is_translated:
                element["classes"].append(f"language-{source.tag}")
        if self.config.language != languages_of(self.config)[0].code:
            progress_of(self.env)[self.env.current_document.docname] = (translated, total)


def _note_around(node: nodes.Element, translated: bool, sided: dict[nodes.Element, bool]) -> None:
    """Note of each list or quotation around a text whether any of its texts is translated."""
    around: nodes.Element | None = node.parent
    while around is not None:
        if isinstance(around, _SIDED):
            sided[around] = sided.get(around, False) or translated
        around = around.parent


_PROGRESS: DocumentNotes[tuple[int, int]] = DocumentNotes("archive_progress")


def progress_of(env: BuildEnvironment) -> dict[str, tuple[int, int]]:
    """How many messages of each document are translated, and how many it has."""
    return _PROGRESS.of(env)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the two transforms and what a parallel build needs of them."""
    app.add_transform(AdoptMessageNodes)
    app.add_transform(MarkUntranslated)
    _PROGRESS.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
