"""Writes pages that no source stands behind, each again only where what it shows has changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warraq.files import read_record, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.application import Sphinx

    Page = tuple[str, str, Callable[[], dict[str, Any]]]
    """A page's name, a digest of what it shows, and what makes its context."""

_ENDING = "-pages.json"


def write_pages(
    app: Sphinx, kind: str, pages: Iterable[Page]
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield those pages of a kind that have changed since they were written, for Sphinx to write.

    `kind` names the record that is kept of them; for the event `html-collect-pages`.
    """
    builder: Any = app.builder
    record = Path(app.doctreedir) / f"{kind}{_ENDING}"
    written = read_record(record)
    frame = _digest_frame(app)
    now: dict[str, str] = {}
    for name, digest, make in pages:
        key = f"{digest} {frame}"
        now[name] = written.get(name, "")
        if now[name].partition("\n")[0] != key or not builder.get_output_path(name).exists():
            if not hasattr(builder, "globalcontext"):
                builder.prepare_writing(set())  # nothing else was written in this build
            builder.secnumbers, builder.fignumbers = {}, {}  # as of the last document, or of none
            context = make()
            now[name] = f"{key}\n{context['title']}"
            yield name, context | {"archive_generated": True}, "page.html"
    write_atomically(record, json.dumps(now, indent=0), durable=False)


def generated_names(app: Sphinx) -> set[str]:
    """The names of all such pages, as the last build left them."""
    return {*generated_titles(app)}


def generated_titles(app: Sphinx) -> dict[str, str]:
    """The titles of all such pages by name."""
    records = Path(app.doctreedir).glob(f"*{_ENDING}")
    return {
        name: note.partition("\n")[2]
        for record in records
        for name, note in read_record(record).items()
    }


def _digest_frame(app: Sphinx) -> str:
    """What stands around such a page: settings, templates, words, the menu, the code."""
    builder: Any = app.builder
    parts = (
        builder.build_info.config_hash,
        app.config.archive_words,
        app.config.archive_languages,
        getattr(app.env, "archive_frame", ""),
        sorted(app.env.version.items()),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
