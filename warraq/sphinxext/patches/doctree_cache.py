"""Bounds what Sphinx keeps of pages in memory, so that memory does not grow with the archive.

Defect: in a build with one process Sphinx keeps each doctree that it reads until the page is
written, and the pickled form of each that it looks at until the build ends; with a thousand
pages that is most of a build's memory (`Builder.write_doctree`, `BuildEnvironment.get_doctree`).
Both are caches: what is not there is read from the disk again.

Holds for Sphinx 9.x, whose caches are private. `tests/sphinxext/test_doctree_cache.py` fails
when upstream keeps them otherwise; then look whether this file can go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sphinx
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

SUPPORTED = 9
CACHES = ("_write_doc_doctree_cache", "_pickled_doctree_cache")
KEPT = 100
"""How many pages each cache may hold: a small archive never reads a doctree twice."""


def applies(env: BuildEnvironment) -> bool:
    """Whether the installed Sphinx is one whose caches are known."""
    return sphinx.version_info[0] == SUPPORTED and all(
        isinstance(getattr(env, name, None), dict) for name in CACHES
    )


def trim_caches(env: BuildEnvironment) -> None:
    """Drop the oldest pages from each cache that holds more than it may."""
    for name in CACHES:
        cache: dict[str, Any] = getattr(env, name)
        while len(cache) > KEPT:
            del cache[next(iter(cache))]


def connect_trimming(app: Sphinx, env: BuildEnvironment, docnames: Sequence[str]) -> None:
    """Trim after each page read and each page written, where Sphinx is a known one."""
    if not applies(env):
        logger.verbose("warraq: the caches of Sphinx %s are left alone", sphinx.__version__)
        return
    app.connect("doctree-read", lambda app, doctree: trim_caches(app.env))
    app.connect("doctree-resolved", lambda app, doctree, docname: trim_caches(app.env))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect before the first page is read."""
    app.connect("env-before-read-docs", connect_trimming)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
