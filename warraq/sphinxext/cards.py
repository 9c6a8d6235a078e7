"""Puts a share card beside the page of each brief: what a messenger shows of a link to it."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError
from sphinx.util import logging

from warraq.brief import State
from warraq.edtf import format_date
from warraq.files import measure_file, read_record, write_atomically
from warraq.formats.card import (
    HEIGHT,
    WIDTH,
    Card,
    Colours,
    digest_fonts,
    find_missing,
    is_drawable,
    read_colours,
    render_card,
)
from warraq.formats.cardcache import FOLDER, RECORD, find_card, keep_card
from warraq.sphinxext.briefs import STATE_WORDS, listed_briefs
from warraq.sphinxext.publications import publication_of
from warraq.sphinxext.settings import current_language, language_address
from warraq.translation.bidi import is_rtl

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

ENDING = ".card.png"
"""What follows a page's name in that of its card: `briefs/2023/slug.card.png`."""


def describe_card(app: Sphinx, docname: str) -> Card | None:
    """What the card of a page says; None for a page that has none.

    Only listed briefs have cards, and only where the address of the site is known, as a card is
    found by its whole address.
    """
    if app.builder.name != "html" or not (app.config.archive_url and app.config.archive_cards):
        return None
    one = publication_of(app, docname)
    if one is None or not one.is_listed:
        return None
    date = format_date(one.date, app.config.language)
    state = "" if one.state is State.PUBLISHED else str(STATE_WORDS[one.state])
    return Card(
        title=one.title,
        details=f"{one.kind[:1].upper()}{one.kind[1:]} · {date}",
        archive=one.archive,
        state=state,
        direction=current_language(app.config).direction,
        title_direction="rtl" if is_rtl(one.title_language) else "ltr",
    )


def add_card(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Tell the templates of the page's card as `share_card`."""
    card = describe_card(app, pagename)
    if card is None or not is_drawable(card):
        return
    said = (card.state, card.title, card.details, card.archive)
    context["share_card"] = {
        "url": _address(app, pagename),
        "width": WIDTH,
        "height": HEIGHT,
        "alt": " – ".join(filter(None, said)),
    }


def _address(app: Sphinx, docname: str) -> str:
    page = app.builder.get_target_uri(docname).removesuffix(".html")
    return f"{language_address(app.config, current_language(app.config))}{page}{ENDING}"


def write_cards(app: Sphinx, exception: Exception | None) -> None:
    """Write the cards that are new or show something else, and delete those of no page."""
    if exception is not None or app.builder.name != "html":
        return
    out, record = Path(app.outdir), Path(app.doctreedir) / RECORD
    before = {} if app.fresh_env_used else read_record(record)
    now: dict[str, str] = {}
    colours = read_colours(app.config.archive_card_colours)
    for brief in listed_briefs(app.env):
        card = describe_card(app, brief.docname)
        if card is None:
            continue
        if not is_drawable(card):
            missing = " ".join(find_missing(card))
            logger.info("no share card for %s: its fonts lack %s", brief.docname, missing)
            continue
        digest, path = _digest(card, colours), out / f"{brief.docname}{ENDING}"
        if before.get(brief.docname) != f"{digest} {measure_file(path)}":
            write_atomically(path, _take_card(app, card, colours, digest), durable=False)
        now[brief.docname] = f"{digest} {measure_file(path)}"
    for path in (out / "briefs").glob(f"*/*{ENDING}"):
        if path.relative_to(out).as_posix().removesuffix(ENDING) not in now:
            path.unlink()
    write_atomically(record, json.dumps(now, indent=0), durable=False)


def _digest(card: Card, colours: Colours) -> str:
    return hashlib.sha256(f"{card!r} {colours!r} {digest_fonts()}".encode()).hexdigest()[:32]


def _take_card(app: Sphinx, card: Card, colours: Colours, digest: str) -> bytes:
    """The picture, drawn only if no build has drawn it before."""
    folder = Path(app.confdir) / "build" / FOLDER
    data = find_card(folder, digest)
    if data is None:
        data = render_card(card, colours)
        with contextlib.suppress(OSError):  # a folder that cannot be written costs time alone
            keep_card(folder, digest, data)
    return data


def check_settings(app: Sphinx, config: Config) -> None:
    """Refuse settings that cannot work, in a sentence that names the setting."""
    if not isinstance(config.archive_cards, bool):
        raise ConfigError(
            f"archive_cards {config.archive_cards!r} in conf.py is neither True nor False; "
            "write archive_cards = False or leave it out"
        )
    try:
        read_colours(config.archive_card_colours)
    except ValueError as error:
        raise ConfigError(str(error)) from error


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the cards and their settings."""
    app.add_config_value("archive_cards", True, "html", types=frozenset({bool}))
    app.add_config_value("archive_card_colours", {}, "", types=frozenset({dict}))
    app.connect("config-inited", check_settings)
    app.connect("html-page-context", add_card, priority=550)
    app.connect("build-finished", write_cards, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
