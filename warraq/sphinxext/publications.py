"""Describes a brief as the publication that its page shows, the one truth of all its records."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.knowledge.publication import Note, Publication, fold
from warraq.sphinxext.alternates import text_language, written_language
from warraq.sphinxext.briefs import STATE_WORDS, records_of
from warraq.sphinxext.catalogs import words
from warraq.sphinxext.settings import current_language, language_address
from warraq.translation.safety import check_message
from warraq.translation.words import read_words

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.brief import Brief, State
    from warraq.languages import Language
    from warraq.sphinxext.briefs import BriefRecord, Shown


def publication_of(app: Sphinx, docname: str) -> Publication | None:
    """The publication that a page shows; None for a page that is no brief.

    A page without translation shows the one that was written: it has that one's language,
    address, title and names. A removed brief has one too (`is_listed` is False), as its
    tombstone still has a title.
    """
    record = records_of(app.env).get(docname)
    if record is None:
        return None
    brief, page = record.brief, current_language(app.config)
    language = text_language(app, docname, page)
    is_own = language == page
    texts = _own_texts(record, page) if is_own else _written_texts(brief, language)
    wording = _wording_of(app, language)

    def say(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(fold(wording.name(name)) for name in names)

    address = language_address(app.config, language)
    if address:
        address += app.builder.get_target_uri(docname)
    return Publication(
        docname=docname,
        page_language=page.code,
        title=texts.title,
        language=language.code,
        authors=say(brief.authors),
        date=brief.date,
        kind=fold(wording.name(brief.kind)),
        publisher=fold(wording.name(app.config.project)),
        archive=wording.archive,
        title_language=texts.title_language,
        summary=texts.summary,
        summary_language=texts.summary_language,
        address=address,
        source_url=brief.url,
        is_translation=language != written_language(app, docname),
        license=brief.license,
        state=brief.status.state,
        state_word=wording.state(brief.status.state),
        status=Note(texts.status, brief.status.date),
        revisions=tuple(
            Note(text, revision.date)
            for text, revision in zip(texts.revisions, brief.revisions, strict=True)
        ),
        places=say(brief.places),
        topics=say(brief.topics),
        bodies=brief.bodies,
    )


# -- The brief's own texts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Texts:
    title: str
    title_language: str
    summary: str
    summary_language: str
    status: str
    revisions: tuple[str, ...]


def _own_texts(record: BriefRecord, page: Language) -> _Texts:
    """The texts as the page shows them; one that has no translation is in another language."""

    def code_of(shown: Shown) -> str:
        return (shown.language or page).code

    return _Texts(
        fold(record.title.text),
        code_of(record.title),
        fold(record.summary.text),
        code_of(record.summary),
        fold(record.status_note.text),
        tuple(fold(shown.text) for shown in record.revision_notes),
    )


def _written_texts(brief: Brief, language: Language) -> _Texts:
    return _Texts(
        fold(brief.title),
        language.code,
        fold(brief.summary),
        language.code,
        fold(brief.status.note),
        tuple(fold(revision.note) for revision in brief.revisions),
    )


# -- Words of the archive and the toolkit --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wording:
    """How a language says what is no text of the brief."""

    name: Callable[[str], str]
    """A kind, place, topic or name of the archive."""

    state: Callable[[State], str]
    archive: str


def _wording_of(app: Sphinx, language: Language) -> _Wording:
    """The words of a language, looked up once a build.

    This build has loaded those of its own language. Another's stand in its catalogs; what has
    no translation there is said in the language of the sources.
    """
    found: dict[str, _Wording] = app.__dict__.setdefault("_archive_wordings", {})
    if language.code not in found:
        found[language.code] = _read_wording(app, language)
    return found[language.code]


def _read_wording(app: Sphinx, language: Language) -> _Wording:
    if language == current_language(app.config):
        title = str(app.config.html_title)  # `sphinxext.pages` has translated it
        return _Wording(lambda name: str(words(name)), lambda one: str(STATE_WORDS[one]), title)
    folder = Path(app.confdir) / app.config.archive_locale_dir / language.code / "LC_MESSAGES"
    names = read_words(folder / "archive.po", check_message)
    said = read_words(folder / "warraq.po", check_message)
    title = str(getattr(app, "_archive_title", app.config.html_title))

    def name_state(state: State) -> str:
        word = state.value.capitalize()
        return said.get(word, word)

    return _Wording(lambda name: names.get(name, name), name_state, names.get(title, title))


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The untranslated pages whose publication has come by other words in its own language."""
    page = current_language(app.config)
    now = {}
    for docname in records_of(env):
        if docname in env.found_docs and text_language(app, docname, page) != page:
            one = repr(publication_of(app, docname))
            now[docname] = hashlib.sha256(one.encode()).hexdigest()[:16]
    before: dict[str, str] = getattr(env, "archive_publications", {})
    env.archive_publications = now  # type: ignore[attr-defined]
    return [docname for docname, digest in now.items() if before.get(docname) != digest]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the look-out for words of other languages."""
    app.connect("env-get-updated", pages_to_write)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
