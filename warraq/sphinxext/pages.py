"""Tells the templates what every page says of itself: language, policy, other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemBytecodeCache

from warraq.formats.policy import CONTENT_SECURITY_POLICY
from warraq.languages import Language
from warraq.sphinxext.addresses import lead_to_page, relate
from warraq.sphinxext.briefs import BRIEF_PAGE
from warraq.sphinxext.catalogs import _, _mark, words
from warraq.sphinxext.direction import isolated_html
from warraq.sphinxext.settings import current_language, languages_of
from warraq.translation.safety import check_placeholders
from warraq.translation.words import read_word

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in one language."""

    language: Language
    href: str
    label: str
    """What its link says, in the language that it leads to."""
    current: bool


SWITCH_MESSAGE = _mark("This page in English")
"""Translators write it about their own language: `هذه الصفحة بالعربية`."""

_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')

SEARCH_SCRIPTS = (
    "_static/documentation_options.js",
    "_static/doctools.js",
    "_static/sphinx_highlight.js",
    "_static/translations.js",
    "_static/searchtools.js",
    "_static/language_data.js",
    "searchindex.js",
)


def describe_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Add what the templates of the archive ask for; see `_templates/base.html`."""
    config = app.config
    language = current_language(config)
    builder: Any = app.builder
    here = builder.get_target_uri(pagename)
    alternates = [
        Alternate(
            other,
            lead_to_page(config, here, other, here),
            label,
            other == language,
        )
        for other, label in zip(languages_of(config), config.archive_switch, strict=True)
    ]
    scripts = [path for path in SEARCH_SCRIPTS if _is_there(builder, path)]
    context["t"] = _
    context["archive"] = {
        "language": language,
        "source": languages_of(config)[0],
        "isolated": partial(isolated_html, language=language),
        "policy": CONTENT_SECURITY_POLICY,
        "assets": config.archive_assets,
        "alternates": alternates,
        "icon": relate(config, here, "icon.svg"),
        "owner": words(config.project),
        "is_brief": BRIEF_PAGE.fullmatch(pagename) is not None,
        "search_scripts": scripts,
    }
    context["furo_navigation_tree"] = context.get("furo_navigation_tree", "").replace(
        "Toggle navigation of ", str(_("Open or close the pages below: "))
    )
    # docutils writes a viewport of its own among the meta tags; the template has ours.
    context["metatags"] = _VIEWPORT.sub("", context.get("metatags", "")).strip()
    if not context["archive"]["is_brief"] and not context.get("archive_generated"):
        # furo would lead through the menu; only briefs and lists have an order of their own.
        context["prev"] = context["next"] = None


def _is_there(builder: Any, path: str) -> bool:
    return path != "_static/translations.js" or builder._get_translations_js() is not None


def switch_label(app: Sphinx, language: Language) -> str:
    """What a link to the page in `language` says, in that language.

    Translators of a language write the message `This page in English` as the same words
    about their own language; without it the link says the language's own name.
    """
    message = SWITCH_MESSAGE
    if language == languages_of(app.config)[0]:
        return message if language.code == "en" else language.name
    folder = Path(app.confdir) / app.config.archive_locale_dir / language.code / "LC_MESSAGES"
    label = read_word(folder / "warraq.po", message, check_placeholders)
    return language.name if label == message else label


def translate_titles(app: Sphinx, config: Config) -> None:
    """Say the archive's name in the language of the build, and each language's link in its own.

    They are settings, so that every page is written again when one of them changes.
    """
    app._archive_title = config.html_title  # type: ignore[attr-defined]
    config.html_title = str(words(config.html_title))
    config.html_short_title = str(words(config.html_short_title))
    config.archive_switch = [switch_label(app, language) for language in languages_of(config)]


def keep_compiled_templates(app: Sphinx) -> None:
    """Let Jinja keep its compiled templates between builds; it checks them by their source."""
    templates = getattr(app.builder, "templates", None)
    if templates is not None:
        folder = Path(app.doctreedir) / "templates"
        folder.mkdir(parents=True, exist_ok=True)
        templates.environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the page context."""
    app.add_config_value("archive_switch", [], "html", types=frozenset({list}))
    app.connect("config-inited", translate_titles, priority=700)
    app.connect("builder-inited", keep_compiled_templates)
    app.connect("html-page-context", describe_page, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


__all__ = ["Alternate", "describe_page", "setup", "switch_label"]
