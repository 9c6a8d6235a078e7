"""Knows in which languages a page can truly be read, and so which pages are its translations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.sphinxext.progress import progress_now
from warraq.sphinxext.settings import languages_of
from warraq.translation.extract import WRITTEN_IN

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from warraq.languages import Language
    from warraq.translation.status import Progress

ENOUGH = 50
"""Of a hundred words, how many make a page a translation: with fewer, most of what a reader sees
is in another language, and a search engine that sends him there deceives him."""


def written_language(app: Sphinx, docname: str) -> Language:
    """The language that a page's source is written in; a page without source has the first."""
    code = app.env.metadata.get(docname, {}).get(WRITTEN_IN, "")
    source, *others = languages_of(app.config)
    return next((language for language in others if language.code == code), source)


def languages_of_page(app: Sphinx, docname: str) -> tuple[Language, ...]:
    """The languages that a page can be read in, in the order of the settings.

    They are the one that it is written in and those into which at least half of its words are
    translated. What the toolkit writes, such as lists and the search page, speaks all of them.
    """
    languages = languages_of(app.config)
    if docname not in app.env.found_docs:
        return languages
    written = written_language(app, docname)
    return tuple(
        language
        for language in languages
        if language == written or (language != languages[0] and _is_read(app, docname, language))
    )


def text_language(app: Sphinx, docname: str, language: Language) -> Language:
    """The language that most of a page's text is in where the page belongs to `language`."""
    if language in languages_of_page(app, docname):
        return language
    return written_language(app, docname)


def _is_read(app: Sphinx, docname: str, language: Language) -> bool:
    progress: Progress | None = progress_now(app).get(language.code, {}).get(docname)
    return progress is None or progress.percent >= ENOUGH


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages that name other translations of themselves than when they were written."""
    now = {
        name: tuple(language.code for language in languages_of_page(app, name))
        for name in sorted(env.found_docs)
    }
    before: dict[str, tuple[str, ...]] = getattr(env, "archive_alternates", {})
    env.archive_alternates = now  # type: ignore[attr-defined]
    return [name for name, codes in now.items() if before.get(name) != codes]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the look-out for translations that come or go."""
    app.connect("env-get-updated", pages_to_write)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
