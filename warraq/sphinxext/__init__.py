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
    from sphinx.util.typing import ExtensionMetadata

EXTENSIONS = (
    "warraq.sphinxext.settings",
    "warraq.sphinxext.catalogs",
    "warraq.sphinxext.parser",
    "warraq.sphinxext.patches.myst_default_settings",
    "warraq.sphinxext.patches.doctree_cache",
    "warraq.sphinxext.patches.furo_wrapper_ids",
    "warraq.sphinxext.briefs",
    "warraq.sphinxext.listings",
    "warraq.sphinxext.citations",
    "warraq.sphinxext.glossary",
    "warraq.sphinxext.glossary_reading",
    "warraq.sphinxext.mentions",
    "warraq.sphinxext.facets",
    "warraq.sphinxext.facet_pages",
    "warraq.sphinxext.translated",
    "warraq.sphinxext.direction",
    "warraq.sphinxext.terms",
    "warraq.sphinxext.tables",
    "warraq.sphinxext.styles",
    "warraq.sphinxext.pages",
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
    return {
        "version": warraq.__version__,
        "env_version": _code_version(),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _code_version() -> int:
    """A number that changes with the toolkit's code, so that new code reads every page anew."""
    package = Path(warraq.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest()[:4], "big")
