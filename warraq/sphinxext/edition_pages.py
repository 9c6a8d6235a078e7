"""Notes what an edition's record says of each page that its build has, lists included."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.editions.laterstatus import status_mark
from warraq.editions.model import Page
from warraq.editions.pagerecords import PAGES_RECORD, write_page_records
from warraq.files import write_atomically
from warraq.formats.headdata import plain
from warraq.sphinxext.alternates import text_language, written_language
from warraq.sphinxext.briefs import is_marked, records_of
from warraq.sphinxext.catalogs import _
from warraq.sphinxext.generated import generated_titles
from warraq.sphinxext.page_parts import facts_of, parts_of
from warraq.sphinxext.progress import progress_now
from warraq.sphinxext.settings import current_language, languages_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from warraq.sphinxext.briefs import BriefRecord

_SEARCH = "search"
"""The one page that Sphinx makes by itself."""


def list_pages(app: Sphinx) -> dict[str, Page]:
    """The pages of this build by their names, as they stand in this language."""
    records = records_of(app.env)
    found = {}
    for name in app.env.found_docs:
        record = records.get(name)
        found[name] = _note_brief(app, record) if record else _note_document(app, name)
    titles = generated_titles(app) | {_SEARCH: str(_("Search"))}
    language = current_language(app.config).code
    for name, title in titles.items():
        path = app.builder.get_target_uri(name)
        found[name] = Page(path, "list", plain(title), language)
    return found


def _note_brief(app: Sphinx, record: BriefRecord) -> Page:
    brief, language = record.brief, _language_of(app, record.docname)
    titled = (record.title.language or current_language(app.config)).code
    dates = (str(revision.date) for revision in brief.revisions)
    notes = (plain(note.text) for note in record.revision_notes)
    return Page(
        path=app.builder.get_target_uri(record.docname),
        kind="brief",
        title=plain(record.title.text),
        language=language,
        title_language=titled if titled != language else "",
        date=str(brief.date),
        state=brief.status.state.value,
        status_note=plain(record.status_note.text),
        status_date=str(brief.status.date or ""),
        revisions=tuple(zip(dates, notes, strict=True)),
        percent=_share_of(app, record.docname),
        formerly=tuple(f"briefs/{name}" for name in brief.formerly),
        source=_digest_source(app, record.docname),
        mark=status_mark(brief.status, brief.revisions),
        facts=facts_of(app, record),
        parts=parts_of(app, record.docname),
    )


def _note_document(app: Sphinx, name: str) -> Page:
    title, language = app.env.titles[name], _language_of(app, name)
    own = current_language(app.config)
    is_own = own == written_language(app, name) or not is_marked(title)
    titled = own.code if is_own else written_language(app, name).code
    return Page(
        path=app.builder.get_target_uri(name),
        kind="document",
        title=plain(title.astext()),
        language=language,
        title_language=titled if titled != language else "",
        percent=_share_of(app, name),
        source=_digest_source(app, name),
        parts=parts_of(app, name),
    )


def _language_of(app: Sphinx, name: str) -> str:
    return text_language(app, name, current_language(app.config)).code


def _share_of(app: Sphinx, name: str) -> int:
    """How much of a page is translated; a page that nobody is to translate is whole or not at all.

    That is one in the language it was written in, or one whose original is a translation.
    """
    code = current_language(app.config).code
    progress = progress_now(app).get(code, {}).get(name)
    if progress is not None:
        return progress.percent
    return 100 if _language_of(app, name) == code else 0


def _digest_source(app: Sphinx, name: str) -> str:
    """SHA-256 of the source; in another language than the first, of its digest and the catalog's.

    In the first language it is what the edition's list of contents says of the file.
    """
    source = _digest(Path(app.env.doc2path(name)))
    language = current_language(app.config)
    if language == languages_of(app.config)[0]:
        return source
    folder = Path(app.confdir) / app.config.archive_locale_dir / language.code / "LC_MESSAGES"
    both = f"{source} {_digest(folder / f'{name}.po')}"
    return hashlib.sha256(both.encode()).hexdigest()


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:  # there is no catalog
        return "-"


def write_record(app: Sphinx, exception: Exception | None) -> None:
    """Write the record of an edition's build; other builds leave none."""
    if exception is not None or app.builder.name != "html":
        return
    path = Path(app.doctreedir) / PAGES_RECORD
    if app.config.archive_editions:
        write_atomically(path, write_page_records(list_pages(app)), durable=False)
    else:
        path.unlink(missing_ok=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the record."""
    app.connect("build-finished", write_record, priority=960)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
