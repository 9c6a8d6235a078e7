"""Takes pages out of the built site whose sources are gone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from warraq.sphinxext.listings import year_page_names

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

GENERATED = ("search", "genindex")
"""Pages that Sphinx makes itself."""


def remove_stale_pages(app: Sphinx, exception: Exception | None) -> None:
    """Delete each page of the output that no document and no list stands behind.

    Sphinx never deletes output: the page of a brief whose file was renamed or deleted would
    stay online for ever.
    """
    if exception is not None or app.builder.format != "html":
        return
    builder: Any = app.builder
    names = {*app.env.found_docs, *year_page_names(app), *GENERATED}
    expected = {Path(builder.get_output_path(name)) for name in names}
    out = Path(app.outdir)
    for page in list(out.rglob("*.html")):
        if page not in expected and "_static" not in page.relative_to(out).parts:
            page.unlink()
            _remove_empty(page.parent, out)
    _remove_empty(out / "_sources", out)


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the clean-up."""
    app.connect("build-finished", remove_stale_pages, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
