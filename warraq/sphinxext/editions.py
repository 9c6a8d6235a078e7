"""Lets each page of an edition lead to its newest version and to its history; see `addresses`.

Which edition it is stands on no page, so that a page that did not change is the same file in
every edition: `_edition.css` in the edition's folder says it (`warraq.editions.editionstyle`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.editions.laterstatus import status_mark
from warraq.editions.model import EDITION_STYLE, RECORDS, STATUS
from warraq.sphinxext.addresses import lead_to_history, lead_to_latest, relate
from warraq.sphinxext.briefs import BRIEF_PAGE, records_of
from warraq.sphinxext.settings import current_language, languages_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

EDITION_ICON = "_static/icon.svg"
"""The site's icon in the folder of an edition, which so has all that its pages show."""


@dataclass(frozen=True, slots=True)
class EditionLinks:
    """What a page of an edition says of itself and where it leads."""

    latest: str
    """The relative address of the page in the newest edition."""
    history: str
    """That of its history."""
    histories: dict[str, str]
    """Those of its history in each language, by code: where a switch of language leads without
    JavaScript, as that page offers all editions of that language. With it, `edition.js` leads to
    the same edition."""
    styles: tuple[str, ...]
    """The stylesheets that say what the page cannot know."""
    status: str
    """What was decided of a brief according to the page; see `status_mark`."""
    editions: str
    """The relative address of the list of all editions."""
    address: tuple[str, ...]
    """What stands before and behind the edition's name in the permanent address of a brief;
    nothing for a site without an address."""


def add_edition_links(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the templates `edition`; see `_templates/partials/edition-notices.html`."""
    if not app.config.archive_editions or "archive" not in context:
        return
    config, here = app.config, app.builder.get_target_uri(pagename)
    own = current_language(config)
    histories = {
        language.code: lead_to_history(config, here, language, here)
        for language in languages_of(config)
    }
    record = records_of(app.env).get(pagename)
    context["edition"] = EditionLinks(
        latest=lead_to_latest(config, here, here),
        history=histories[own.code],
        histories=histories,
        styles=tuple(_list_styles(app, pagename, here)),
        status=status_mark(record.brief.status, record.brief.revisions) if record else "",
        editions=relate(config, here, f"{own.tag}/{RECORDS}/index.html"),
        address=_split_address(app, here) if record else (),
    )
    context["archive"]["icon"] = context["pathto"](EDITION_ICON, 1)


def _split_address(app: Sphinx, here: str) -> tuple[str, ...]:
    site = app.config.archive_url
    return (f"{site}{current_language(app.config).tag}/", f"/{here}") if site else ()


def _list_styles(app: Sphinx, pagename: str, here: str) -> list[str]:
    """The edition's own style, and for briefs what was decided later of those of their year."""
    up = "../" * here.count("/")
    styles = [f"{up}{EDITION_STYLE}"]
    brief = BRIEF_PAGE.fullmatch(pagename)
    if brief:
        tag = current_language(app.config).tag
        styles.append(relate(app.config, here, f"{tag}/{STATUS}/briefs-{brief['year']}.css"))
    return styles


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the links."""
    app.connect("html-page-context", add_edition_links, priority=620)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
