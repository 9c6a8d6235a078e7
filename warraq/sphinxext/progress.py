"""Tells the reader of a translated page whether it is a draft, partial or behind its source."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.gettext import MessageCatalogBuilder, _is_node_in_substitution_definition
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import extract_messages

from warraq.files import write_atomically
from warraq.sphinxext.briefs import written_in
from warraq.sphinxext.catalogs import _, refused_lines
from warraq.sphinxext.notes import DocumentNotes
from warraq.sphinxext.settings import languages_of
from warraq.translation import hints, review, status
from warraq.translation.reading import CatalogError, read_catalog
from warraq.translation.status import (
    Progress,
    Tally,
    count_progress,
    count_words,
    has_words,
    key_message,
    pack_tallies,
    tally_catalog,
    unpack_tallies,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.languages import Language


# -- The messages of each page -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageMessages:
    """What there is to translate on a page."""

    written: str
    """The code of the language that it is written in."""
    messages: dict[str, int] = field(default_factory=dict)
    """The key of each message with the number of its words."""


_MESSAGES: DocumentNotes[PageMessages] = DocumentNotes("archive_messages")


class NoteMessages(SphinxTransform):
    """Notes the messages of a page before they are translated, as gettext's builder would."""

    default_priority = 15  # after Sphinx keeps the originals (10), before it translates (20)

    def apply(self, **kwargs: Any) -> None:
        if issubclass(self.env._builder_cls, MessageCatalogBuilder):
            return
        messages = {
            key_message("", text): count_words(text)
            for node, text in extract_messages(self.document)
            if has_words(text) and not _is_node_in_substitution_definition(node)
        }
        written = written_in(self.env, self.config).code
        page = PageMessages(written, messages)
        _MESSAGES.of(self.env)[self.env.current_document.docname] = page


# -- How far each language is ------------------------------------------------------------------

PagesProgress = dict[str, Progress]
"""The progress of each page that is to be translated, by its document."""


def measure_progress(app: Sphinx, env: BuildEnvironment) -> dict[str, PagesProgress]:
    """How far each language but the sources' is, by its code, page by page."""
    tallies = _read_tallies(app, languages_of(app.config)[1:])
    nothing: dict[str, Tally] = {}
    return {
        code: {
            name: count_progress(page.messages, found.get(name, nothing))
            for name, page in sorted(_MESSAGES.of(env).items())
            if page.messages and page.written != code
        }
        for code, found in tallies.items()
    }


def progress_now(app: Sphinx) -> dict[str, PagesProgress]:
    """What `measure_progress` found in this build."""
    found: dict[str, PagesProgress] | None = getattr(app, "_archive_progress", None)
    if found is None:
        found = measure_progress(app, app.env)
        app._archive_progress = found  # type: ignore[attr-defined]
    return found


def _read_tallies(
    app: Sphinx, languages: Sequence[Language]
) -> dict[str, dict[str, dict[str, Tally]]]:
    """What the catalogs of the pages say, by language and document.

    Catalogs that have not changed since the last build are not read again. One that cannot be
    read says nothing here: the build of its own language tells of it.
    """
    path = Path(app.doctreedir) / "tallies.json"
    known = _read_known(path)
    now: dict[str, dict[str, list[Any]]] = {}
    found: dict[str, dict[str, dict[str, Tally]]] = {}
    for language in languages:
        code = language.code
        own = refused_lines(app) if code == app.config.language else {}
        folder = Path(app.confdir) / app.config.archive_locale_dir / code / "LC_MESSAGES"
        before, rows, tallies = known.get(code, {}), {}, {}
        for docname in sorted(app.env.found_docs):
            file = folder / f"{docname}.po"
            try:
                stat = file.stat()
            except OSError:
                continue
            refused = sorted(own.get(docname, ()))
            stamp = [stat.st_mtime_ns, stat.st_size, refused]
            row = before.get(docname)
            if row is None or row[0] != stamp:
                try:
                    row = [stamp, pack_tallies(tally_catalog(read_catalog(file), refused))]
                except CatalogError:
                    continue
            rows[docname], tallies[docname] = row, unpack_tallies(row[1])
        now[code], found[code] = rows, tallies
    if now != known:
        data = {"code": _code_digest(), "languages": now}
        write_atomically(path, json.dumps(data, separators=(",", ":")), durable=False)
    return found


def _read_known(path: Path) -> dict[str, dict[str, list[Any]]]:
    try:
        data = json.loads(path.read_text("utf-8"))
        return dict(data["languages"]) if data["code"] == _code_digest() else {}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def _code_digest() -> str:
    """A digest of the code that counts, so that other code counts again."""
    files = (status.__file__, review.__file__, hints.__file__, __file__)
    return hashlib.sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()[:16]


# -- What a page says of itself ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notice:
    """What a translated page tells its reader about its translation."""

    is_begun: bool
    is_partial: bool
    is_behind: bool
    is_draft: bool
    is_reviewed_in_part: bool

    def list_sentences(self) -> list[str]:
        """The sentences, in the language of the build."""
        if not self.is_begun:
            return [
                str(
                    _(
                        "This page has not been translated yet. "
                        "You see it in the language it was written in."
                    )
                )
            ]
        sentences = []
        if self.is_draft and self.is_reviewed_in_part:
            sentences.append(_("Parts of this translation are a draft that nobody has reviewed."))
        elif self.is_draft:
            sentences.append(_("This translation is a draft that nobody has reviewed."))
        if self.is_behind:
            sentences.append(
                _(
                    "Parts of the source text are newer than this translation; they are shown in "
                    "the language they were written in."
                )
            )
        elif self.is_partial:
            sentences.append(
                _(
                    "The translation is not complete; the rest is shown in the language it was "
                    "written in."
                )
            )
        return [str(sentence) for sentence in sentences]


def make_notice(progress: Progress) -> Notice | None:
    """What to tell the reader of a page; None if it is complete and reviewed."""
    if not progress.needs_work:
        return None
    return Notice(
        progress.is_begun,
        not progress.is_complete,
        progress.behind and not progress.is_complete,
        progress.is_draft,
        progress.reviewed.messages > 0,
    )


def notices_of(app: Sphinx) -> dict[str, Notice]:
    """The notice of each page of this build that has one."""
    pages = progress_now(app).get(app.config.language, {})
    found = ((name, make_notice(progress)) for name, progress in pages.items())
    return {name: notice for name, notice in found if notice is not None}


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose notices are not what they were when they were written."""
    now = app._archive_notices = notices_of(app)  # type: ignore[attr-defined]
    before: dict[str, Notice] = getattr(env, "archive_notices", {})
    env.archive_notices = now  # type: ignore[attr-defined]
    return [name for name in sorted(env.found_docs) if now.get(name) != before.get(name)]


def add_notice(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the template what the page says of its translation and where its source is."""
    notices: dict[str, Notice] = getattr(app, "_archive_notices", {})
    notice = notices.get(pagename)
    if notice is None or "archive" not in context:
        return
    written = _MESSAGES.of(app.env)[pagename].written
    source = next(
        (item for item in context["archive"]["alternates"] if item.language.code == written), None
    )
    context["translation_notice"] = {"sentences": notice.list_sentences(), "source": source}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the counting and the notice."""
    app.add_transform(NoteMessages)
    _MESSAGES.connect(app)
    app.connect("env-get-updated", pages_to_write)
    app.connect("html-page-context", add_notice, priority=650)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
