"""Writes each page in its direction, with what runs the other way marked or isolated."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from warraq.languages import Language
from warraq.sphinxext.settings import current_language
from warraq.translation.bidi import Run, is_rtl, split_ltr_runs

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

_LEFT_TO_RIGHT = (nodes.literal_block, nodes.literal, nodes.math, nodes.math_block)
_KEEP = (*_LEFT_TO_RIGHT, nodes.raw, nodes.comment, nodes.system_message)
_CLASS = "language-"  # docutils makes `lang` of such a class
_PIXELS = re.compile(r"\s*(width|height):\s*(\d+)(?:\.\d+)?(?:px)?\s*(?:;\s*|$)")


class bdi(nodes.inline):  # noqa: N801 - docutils names node classes in lower case
    """A run of text that is isolated from the direction of the text around it."""


class moment(nodes.inline):  # noqa: N801
    """A date as people write it; its attribute `datetime` holds the date for machines."""


class ArchiveTranslator(HTML5Translator):
    """Sphinx's HTML writer, with directions and without inline styles."""

    def starttag(
        self, node: Any, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any
    ) -> str:
        """Write a start tag; see docutils' `HTMLTranslator.starttag`.

        Adds `dir` wherever docutils will write `lang`, and to code. Takes out `style`, which
        the site's Content-Security-Policy forbids: sizes in pixels become attributes.
        """
        classes = node.get("classes", []) if hasattr(node, "get") else []
        languages = [
            name.removeprefix("language-") for name in classes if name.startswith("language-")
        ]
        if languages:
            attributes["dir"] = "rtl" if is_rtl(languages[0]) else "ltr"
        elif isinstance(node, _LEFT_TO_RIGHT) and tagname.lower() in {"div", "pre", "code", "span"}:
            attributes["dir"] = "ltr"
        if tagname == "div" and "table-wrapper" in classes:
            attributes["tabindex"] = "0"  # a wide table scrolls, by keyboard too
        style = attributes.pop("style", "") or attributes.pop("STYLE", "")
        if style and tagname.lower() == "img":
            attributes |= dict(_PIXELS.findall(style))
            if _PIXELS.sub("", style).strip(" ;"):
                logger.warning(
                    "an image's size %r is not in pixels, and the site's policy forbids inline "
                    "styles; write a width in px",
                    style,
                    location=node,
                    type="warraq",
                    subtype="inline_style",
                )
        return str(super().starttag(node, tagname, suffix, empty, **attributes))

    def visit_bdi(self, node: nodes.Element) -> None:
        """Open an isolated run; one marked `auto` takes the direction of its first letter."""
        self.body.append("<bdi>" if node.get("auto") else '<bdi dir="ltr">')

    def depart_bdi(self, node: nodes.Element) -> None:
        """Close an isolated run."""
        self.body.append("</bdi>")

    def visit_moment(self, node: nodes.Element) -> None:
        """Open a date."""
        self.body.append(f'<time datetime="{self.attval(node["datetime"])}">')

    def depart_moment(self, node: nodes.Element) -> None:
        """Close a date."""
        self.body.append("</time>")


class IsolateRuns(SphinxTransform):
    """Isolates the left-to-right runs of a right-to-left page.

    Without it the Unicode bidirectional algorithm (UAX 9) shows `S/RES/2254 (2015)`, addresses
    and telephone numbers in the wrong order. It runs while a document is read, so that the
    titles that Sphinx collects for menus carry their isolates too.
    """

    default_priority = 875  # before the titles are collected (880)

    def apply(self, **kwargs: Any) -> None:
        if issubclass(self.env._builder_cls, MessageCatalogBuilder):
            return
        rtl = current_language(self.config).direction == "rtl"
        if rtl or any(is_rtl(code) for code in _languages_below(self.document)):
            isolate_runs(self.document, rtl=rtl)


class IsolateResolved(SphinxPostTransform):
    """Isolates the runs in links whose words are the title of what they lead to."""

    default_priority = 20  # after references are resolved (10)

    def run(self, **kwargs: Any) -> None:
        """Transform the document."""
        if current_language(self.config).direction == "rtl":
            for link in list(self.document.findall(nodes.reference)):
                isolate_runs(link)


def _languages_below(document: nodes.document) -> set[str]:
    """The codes of the languages that texts of the document are marked with."""
    return {
        str(name).removeprefix(_CLASS)
        for node in document.findall(nodes.Element)
        for name in node["classes"]
        if str(name).startswith(_CLASS)
    }


def isolate_runs(tree: nodes.Element, *, rtl: bool = True) -> None:
    """Wrap each left-to-right run of the right-to-left texts below `tree`, in place.

    `rtl` is the direction of what has no language of its own. A link whose whole text is one
    run is wrapped from outside.
    """
    for text in list(tree.findall(nodes.Text)):
        if text.parent is None or _stays(text, rtl):
            continue
        runs = split_ltr_runs(text.astext())
        if not any(run.isolate for run in runs):
            continue
        link = _link_of(text)
        if link is not None and len(runs) == 1 and link.astext() == text.astext():
            if not isinstance(link.parent, bdi):
                wrapper = bdi()
                link.parent.replace(link, wrapper)
                wrapper += link
            continue
        parent = text.parent
        parts = [bdi("", run.text) if run.isolate else nodes.Text(run.text) for run in runs]
        parent.replace(text, parts)


def isolated_html(text: str, language: Language) -> str:
    """A text of a page in `language` as HTML, for templates."""
    runs = split_ltr_runs(text) if language.direction == "rtl" else [Run(text, False)]
    return "".join(
        f'<bdi dir="ltr">{escape(run.text)}</bdi>' if run.isolate else escape(run.text)
        for run in runs
    )


def _link_of(node: nodes.Node) -> nodes.Element | None:
    parent: nodes.Element | None = node.parent
    while parent is not None and isinstance(parent, nodes.Inline):
        if isinstance(parent, nodes.reference | addnodes.pending_xref):
            return parent
        parent = parent.parent
    return None


def _stays(text: nodes.Text, rtl: bool) -> bool:
    """Whether the text is code, a key, isolated already, or runs from left to right."""
    node: nodes.Node | None = text.parent
    language = ""
    while node is not None:
        if isinstance(node, (*_KEEP, bdi)):
            return True
        if isinstance(node, addnodes.pending_xref) and not node.get("refexplicit"):
            return True  # its words are not there yet
        if isinstance(node, nodes.Element) and not language:
            names = (str(name) for name in node["classes"])
            language = next((name for name in names if name.startswith(_CLASS)), "")
        node = node.parent
    return not (is_rtl(language.removeprefix(_CLASS)) if language else rtl)


def _plain(self: Any, node: nodes.Element) -> None:
    """Write only the children: for builders that know no isolates and no machine dates."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the HTML writer, the two nodes and the transform."""
    for name in ("html", "dirhtml", "singlehtml", "epub"):
        app.set_translator(name, ArchiveTranslator, override=True)
    plain = (_plain, _plain)
    for node in (bdi, moment):
        app.add_node(node, text=plain, latex=plain, man=plain, texinfo=plain)
    app.add_transform(IsolateRuns)
    app.add_post_transform(IsolateResolved)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
