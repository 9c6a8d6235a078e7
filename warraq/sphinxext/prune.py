"""Takes pages out of the built site whose sources are gone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from warraq.sphinxext.generated import generated_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

GENERATED = ("search", "genindex", "404")
"""Pages that Sphinx makes itself, and the one that `warraq.site` puts beside them."""


def remove_stale_pages(app: Sphinx, exception: Exception | None) -> None:
    """Delete each page of the output that no document and no list stands behind.

    Sphinx never deletes output: the page of a brief whose file was renamed or deleted would
    stay online for ever.
    """
    if exception is not None or app.builder.format != "html":
        return
    builder: Any = app.builder
    out = Path(app.outdir)
    names = {*app.env.found_docs, *generated_names(app), *GENERATED}
    names |= set(app.config.html_additional_pages)
    expected = {Path(builder.get_output_path(name)) for name in names}
    expected.update(out / name for name in _extra_files(app))
    for page in list(out.rglob("*.html")):
        if page not in expected and "_static" not in page.relative_to(out).parts:
            page.unlink()
            _remove_empty(page.parent, out)
    _remove_empty(out / "_sources", out)
    _remove_others(out / "_images", {str(name) for _docs, name in app.env.images.values()})
    _remove_others(out / "_downloads", {str(name) for _docs, name in app.env.dlfiles.values()})
    (out / ".buildinfo.bak").unlink(missing_ok=True)


def _extra_files(app: Sphinx) -> Iterator[Path]:
    """The files that conf.py asks to be copied as they are, by their path in the output."""
    for entry in app.config.html_extra_path:
        source = Path(app.confdir) / entry
        yield Path(source.name)
        yield from (path.relative_to(source) for path in source.rglob("*"))


def _remove_others(folder: Path, wanted: set[str]) -> None:
    """Delete the copies of files that no page shows or offers any more."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
            _remove_empty(path.parent, folder.parent)


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the clean-up."""
    app.connect("build-finished", remove_stale_pages, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
