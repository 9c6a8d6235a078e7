"""Writes a table without its head where the head holds nothing, as Markdown knows no other way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_BARE = (nodes.row, nodes.entry, nodes.paragraph)


class DropEmptyHeads(SphinxPostTransform):
    """Takes the empty heads of tables away, which a screen reader would read out.

    A translation is compared with its source before this, so both are written alike.
    """

    default_priority = 30

    def run(self, **kwargs: Any) -> None:
        """Transform the document."""
        for head in list(self.document.findall(nodes.thead)):
            if all(isinstance(node, _BARE) for node in head.findall() if node is not head) and (
                _has_rows(head)
            ):
                head.parent.remove(head)


def _has_rows(head: nodes.thead) -> bool:
    """Whether the table has more than its head."""
    return any(isinstance(part, nodes.tbody) and part.children for part in head.parent)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the transform."""
    app.add_post_transform(DropEmptyHeads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
