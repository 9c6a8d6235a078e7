"""Small Sphinx extensions, each usable alone, thin over the rooms beside them.

Naming `warraq.sphinxext` in `extensions` loads them all, in the order that they need.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import warraq

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

EXTENSIONS = (
    "warraq.sphinxext.settings",
    "warraq.sphinxext.catalogs",
    "warraq.sphinxext.parser",
    "warraq.sphinxext.confinement",
    "warraq.sphinxext.patches.myst_default_settings",
    "warraq.sphinxext.patches.doctree_cache",
    "warraq.sphinxext.patches.furo_wrapper_ids",
    "warraq.sphinxext.briefs",
    "warraq.sphinxext.listings",
    "warraq.sphinxext.citations",
    "warraq.sphinxext.glossary",
    "warraq.sphinxext.glossary_reading",
    "warraq.sphinxext.mentions",
    "warraq.sphinxext.former_names",
    "warraq.sphinxext.facets",
    "warraq.sphinxext.facet_pages",
    "warraq.sphinxext.translated",
    "warraq.sphinxext.direction",
    "warraq.sphinxext.terms",
    "warraq.sphinxext.tables",
    "warraq.sphinxext.styles",
    "warraq.sphinxext.pages",
    "warraq.sphinxext.editions",
    "warraq.sphinxext.page_parts",
    "warraq.sphinxext.edition_pages",
    "warraq.sphinxext.progress",
    "warraq.sphinxext.translations",
    "warraq.sphinxext.templates",
    "warraq.sphinxext.alternates",
    "warraq.sphinxext.publications",
    "warraq.sphinxext.headdata",
    "warraq.sphinxext.glossary_page",
    "warraq.sphinxext.glossary_data",
    "warraq.sphinxext.messages",
    "warraq.sphinxext.exports",
    "warraq.sphinxext.citing",
    "warraq.sphinxext.cards",
    "warraq.sphinxext.feeds",
    "warraq.sphinxext.sitemap",
    "warraq.sphinxext.search",
    "warraq.sphinxext.outdated",
    "warraq.sphinxext.builder",
    "warraq.sphinxext.prune",
)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Load every extension of the archive."""
    for name in EXTENSIONS:
        app.setup_extension(name)
    # A version of the environment would stand in the search index, which readers get: then new
    # code would change every edition that is made again, though it writes the same pages.
    app.add_config_value("archive_code", "", "env", types=frozenset({str}))
    app.connect("config-inited", note_code)
    return {
        "version": warraq.__version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def note_code(app: Sphinx, config: Config) -> None:
    """Let new code read every page anew."""
    config.archive_code = _digest_code()


def _digest_code() -> str:
    package = Path(warraq.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
