"""Spares myst-parser the building of default settings that it throws away.

Defect: `DocutilsRenderer.setup_render` evaluates `options.get("document", make_document())`,
so it builds docutils' default settings through optparse for every text parsed, though the
document is always given. Under Sphinx that is once for every message of a translated page.

Holds for myst-parser 5.x. `tests/sphinxext/test_patches.py` fails when upstream no longer
calls `make_document` there; then this file can go.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any

import myst_parser
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser as RSTParser
from docutils.utils import new_document
from myst_parser.mdit_to_docutils import base
from sphinx.util import logging

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

SUPPORTED = "5."


@cache
def _settings(parser_cls: type) -> Any:
    return get_default_settings(parser_cls)


def make_document(source_path: str = "notset", parser_cls: type = RSTParser) -> nodes.document:
    """Do what `base.make_document` does, with settings copied instead of built."""
    return new_document(source_path, settings=copy.copy(_settings(parser_cls)))


def applies() -> bool:
    """Whether the installed myst-parser is one that this patch was written for."""
    return myst_parser.__version__.startswith(SUPPORTED) and hasattr(base, "make_document")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Apply the patch where it is known to hold; the build works without it, only slower."""
    if applies():
        base.make_document = make_document
    else:
        logger.verbose("warraq: myst-parser %s is not patched", myst_parser.__version__)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
