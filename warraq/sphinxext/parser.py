"""A MyST parser that is built once for a build, not once for every message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from markdown_it import MarkdownIt
from myst_parser.config.main import TopmatterReadError, read_topmatter
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class ArchiveParser(MystParser):
    """myst-parser's parser for Sphinx, keeping its Markdown parser between texts.

    A translated page parses each of its messages on its own; building a Markdown parser for
    each was a large part of a translated build. A text with front matter of its own, and a
    text parsed while another one is, take the upstream way.
    """

    _kept: dict[int, MarkdownIt] = {}  # noqa: RUF012 - shared on purpose
    _busy = False

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse `inputstring` into `document`."""
        if ArchiveParser._busy or _has_front_matter(inputstring):
            super().parse(inputstring, document)
            return
        config = document.settings.env.myst_config
        parser = self._kept.get(id(config))
        if parser is None:
            self._kept.clear()
            parser = self._kept[id(config)] = create_md_parser(config, SphinxRenderer)
            parser.options["myst_config"] = config  # keeps the configuration, and its id, alive
        ArchiveParser._busy = True
        parser.options["document"] = document
        try:
            # The renderer sets its state up anew for each text (`setup_render`).
            parser.render(inputstring)
        finally:
            ArchiveParser._busy = False
            parser.options.pop("document", None)


def _has_front_matter(text: str) -> bool:
    if not text.startswith("---"):
        return False
    try:
        return bool(read_topmatter(text))
    except TopmatterReadError:
        return True


def _register(app: Sphinx, config: Any) -> None:
    app.add_source_parser(ArchiveParser, override=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the parser in myst-parser's place."""
    app.setup_extension("myst_parser")
    app.connect("config-inited", _register, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
