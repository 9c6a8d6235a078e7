"""The archive's settings in `conf.py`: what they are, and what is wrong with a wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from warraq.archive import read_address
from warraq.editions.model import LATEST
from warraq.languages import Language, read_languages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

_DEFAULTS = {
    "myst_enable_extensions": {"colon_fence", "deflist"},
    # Raw HTML is shown as text, in sources and in translations alike.
    "myst_disable_syntax": ["html_block", "html_inline"],
    "myst_heading_anchors": 0,
    "gettext_compact": False,
    "html_theme": "furo",
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_sphinx": False,
    "html_show_copyright": False,
    "html_use_index": False,
    "html_domain_indices": False,
    # The search page would fetch each hit to show a summary; the policy forbids fetches.
    "html_show_search_summary": False,
    "html_permalinks_icon": "#",
    "smartquotes": False,
    "nitpicky": True,
    "toc_object_entries": False,
    "bibtex_default_style": "archive",
    "bibtex_tooltips": False,
    "bibtex_cite_id": "ref-{key}",
    # A page's links and terms are compared when its catalog is compiled, with better eyes:
    # https://github.com/sphinx-doc/sphinx/issues/14162
    # Repeated keys of the .bib file are reported with their lines by `sphinxext.citations`.
    "suppress_warnings": ["i18n.inconsistent_references", "bibtex.bibfile_data_error"],
}
"""Settings of Sphinx and its extensions that an archive wants; conf.py may set others."""


def languages_of(config: Config) -> tuple[Language, ...]:
    """The archive's languages, the language of the sources first."""
    try:
        return read_languages(config.archive_languages)
    except ValueError as error:
        raise ConfigError(str(error)) from error


def current_language(config: Config) -> Language:
    """The language that this build writes."""
    for language in languages_of(config):
        if language.code == config.language:
            return language
    codes = ", ".join(language.code for language in languages_of(config))
    raise ConfigError(
        f"language {config.language!r} is not in archive_languages in conf.py ({codes}); "
        "add it there or build one of these"
    )


def language_address(config: Config, language: Language) -> str:
    """The whole address of a language's pages, ending in a slash; nothing for a site without one.

    The pages of an edition are known by their addresses in the newest one: those stay in force.
    """
    address: str = config.archive_url
    return address and f"{address}{language_path(config, language.tag)}"


def language_path(config: Config, tag: str) -> str:
    """Where the pages of a language are from the top of the site, in an edition: the newest."""
    return f"{tag}/{LATEST}/" if config.archive_editions else f"{tag}/"


def check_settings(app: Sphinx, config: Config) -> None:
    """Refuse settings that cannot work, in a sentence that names the setting."""
    current_language(config)
    try:
        read_address(config.archive_url)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    for name in ("archive_newest", "archive_page_size"):
        value = getattr(config, name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ConfigError(f"{name} {value!r} in conf.py is not a whole number above 0")
    if not isinstance(config.archive_editions, bool):
        raise ConfigError(
            f"archive_editions {config.archive_editions!r} is neither True nor False; leave it "
            "out of conf.py: the commands that build an edition set it"
        )


def apply_defaults(app: Sphinx, config: Config) -> None:
    """Set what an archive wants where conf.py and the command line say nothing."""
    given = config._raw_config.keys() | config._overrides.keys()
    for name, value in _DEFAULTS.items():
        if name not in given and name in config:
            setattr(config, name, value)
        elif name == "suppress_warnings":
            config.suppress_warnings = [*config.suppress_warnings, *value]  # type: ignore[misc]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the settings."""
    app.add_config_value("archive_languages", {}, "env", types=frozenset({dict}))
    app.add_config_value("archive_url", "", "html", types=frozenset({str}))
    app.add_config_value("archive_editions", False, "html", types=frozenset({bool}))
    app.add_config_value("archive_newest", 10, "env", types=frozenset({int}))
    app.add_config_value("archive_page_size", 100, "html", types=frozenset({int}))
    app.connect("config-inited", apply_defaults, priority=10)
    app.connect("config-inited", check_settings, priority=20)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
