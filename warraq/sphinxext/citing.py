"""Puts the box that says how a brief is cited on its page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from warraq.knowledge.citing import cite
from warraq.languages import Language
from warraq.sphinxext.briefs import show_text
from warraq.sphinxext.direction import isolated_html
from warraq.sphinxext.exports import export_links, mark_name, say
from warraq.sphinxext.publications import publication_of
from warraq.sphinxext.settings import current_language, languages_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from warraq.knowledge.citing import Citation, Part
    from warraq.sphinxext.briefs import Shown


def add_citations(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give `_templates/partials/cite.html` the citations and the files of a listed brief."""
    publication = publication_of(app, pagename) if app.builder.format == "html" else None
    if publication is None or not publication.is_listed:
        return
    page = current_language(app.config)
    code = publication.title_language
    text = next(one for one in languages_of(app.config) if one.code == code)
    context["cite"] = {
        "styles": [
            {
                "name": citation.style,
                "html": citation_html(citation, page, text, app.config),
                "accessed": citation.accessed,
            }
            for citation in cite(publication, say)
        ],
        "files": [
            {"name": mark_name(kind.name, page), "href": href, "type": kind.media_type}
            for kind, href in export_links(app, pagename)
        ],
    }


def citation_html(citation: Citation, page: Language, text: Language, config: Config) -> str:
    """A citation as HTML without white space of its own.

    `page` is the language of the page, `text` that of the title.
    """
    return "".join(_part_html(part, page, text, config) for part in citation.parts)


def _part_html(part: Part, page: Language, text: Language, config: Config) -> str:
    if part.kind == "address" and page.direction == "rtl":
        return f'<bdi dir="ltr">{escape(part.text)}</bdi>'
    if part.kind == "name":
        return _name_html(show_text(part.text, config), page)
    if part.kind in {"", "address"}:
        return isolated_html(part.text, page)
    marks = f' dir="{text.direction}"'  # which isolates it: what follows keeps its place
    if text != page:
        marks = f' lang="{text.tag}"{marks}'
    element = "cite" if part.kind == "italic" else "span"
    return f"<{element}{marks}>{isolated_html(part.text, text)}</{element}>"


def _name_html(name: Shown, page: Language) -> str:
    """The name of a body; one that runs against the page is one piece with its own signs."""
    language = name.language
    if language is None:
        return isolated_html(name.text, page)
    marks = f'lang="{language.tag}" dir="{language.direction}"'
    return f"<bdi {marks}>{isolated_html(name.text, language)}</bdi>"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the box."""
    app.connect("html-page-context", add_citations)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
