"""Gives translators the words that stand outside of pages, beside the messages of the pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import warraq
from warraq.files import write_atomically
from warraq.sphinxext.briefs import BRIEF_PAGE
from warraq.sphinxext.glossary_reading import kind_rows
from warraq.sphinxext.notes import DocumentNotes
from warraq.translation.extract import Row, make_template, toolkit_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


_WORDS: DocumentNotes[list[Row]] = DocumentNotes("archive_words")


def collect_words(app: Sphinx, doctree: object) -> None:
    """Note the kind, places, topics and authors of a brief with their lines."""
    docname = app.env.current_document.docname
    page = app.env.current_document.get("archive_brief")
    if not BRIEF_PAGE.fullmatch(docname) or page is None:
        return
    where = Path(app.env.doc2path(docname)).relative_to(app.confdir).as_posix()
    brief, lines = page.brief, page.lines
    rows: list[Row] = [(brief.kind, "", where, lines.get("kind", 1), "kind of brief")]
    for field, noun, names in (
        ("places", "place", brief.places),
        ("topics", "topic", brief.topics),
        ("authors", "name of an author", brief.authors),
    ):
        for index, name in enumerate(names):
            line = lines.get(f"{field}.{index}", lines.get(field, 1))
            rows.append((name, "", where, line, noun))
    _WORDS.of(app.env)[docname] = rows


def write_templates(app: Sphinx, exception: Exception | None) -> None:
    """Write `archive.pot` and `warraq.pot` beside the templates of the pages."""
    if exception is not None or app.builder.name != "gettext":
        return
    out = Path(app.outdir)
    write_atomically(out / "archive.pot", make_template(_archive_words(app), placeholders=False))
    package = Path(warraq.__file__).parent
    folders = [Path(app.confdir) / entry for entry in app.config.templates_path]
    words = ((*row, "label of the site") for row in toolkit_messages(package, folders))
    write_atomically(out / "warraq.pot", make_template(words))


def _archive_words(app: Sphinx) -> Iterator[Row]:
    yield str(app.config.html_title), "", "conf.py", 1, "name of the archive"
    yield str(app.config.project), "", "conf.py", 1, "name of the archive's owner"
    for docname in sorted(_WORDS.of(app.env)):
        yield from _WORDS.of(app.env)[docname]
    yield from kind_rows(app)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extraction."""
    app.connect("doctree-read", collect_words)
    _WORDS.connect(app)
    app.connect("build-finished", write_templates)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
