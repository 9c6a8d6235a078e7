"""Takes from the boxes that furo puts around tables and formulas the ids that they copied.

Defect: `WrapTableAndMathInAContainerTransform` copies every attribute of the table or formula
to its wrapper, ids too, so that the same id stands twice on the page (furo 2024 to 2025.12).
HTML forbids it, and a link to a table then leads to the box.

`tests/sphinxext/test_pages.py` fails when furo copies ids no longer; then this file can go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_WRAPPERS = {"table-wrapper", "math-wrapper"}


class DropCopiedIds(SphinxPostTransform):
    """Leaves each id to what stands in the box."""

    formats = ("html",)
    default_priority = 501  # right after furo's transform (500)

    def run(self, **kwargs: Any) -> None:
        """Transform the document."""
        for box in self.document.findall(nodes.container):
            if not _WRAPPERS.isdisjoint(box["classes"]) and len(box.children) == 1:
                inner = box.children[0]
                if isinstance(inner, nodes.Element):
                    box["ids"] = [name for name in box["ids"] if name not in inner["ids"]]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the transform."""
    app.add_post_transform(DropCopiedIds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
