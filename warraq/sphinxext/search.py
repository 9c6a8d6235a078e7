"""Gives Sphinx's search the archive's stemmers, each word stemmed once in a build."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish

from warraq.search.stemming import (
    STEMMINGS,
    Stemming,
    split_words,
    stem_word,
    stemming_script,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class CachedEnglish(SearchEnglish):
    """Sphinx's English; it stems each word of each page anew, which is a third of a build."""

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        self._stem = cache(super().stem)

    def stem(self, word: str) -> str:
        """The stem of a word."""
        return self._stem(word)


def make_language(code: str, stemming: Stemming) -> type[SearchLanguage]:
    """A search language that folds words by a table."""
    folded = cache(lambda word: stem_word(word, stemming))

    class Folded(SearchLanguage):
        lang = code
        language_name = code
        js_stemmer_code = stemming_script(stemming)

        def split(self, input: str) -> list[str]:
            return split_words(input, stemming)

        def stem(self, word: str) -> str:
            return str(folded(word))

    return Folded


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the languages."""
    app.add_search_language(CachedEnglish)
    for code, stemming in STEMMINGS.items():
        app.add_search_language(make_language(code, stemming))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
