"""Decides what a page says beside the mention of a body: its definition, its full name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from warraq.search.stemming import STEMMINGS

LIMIT = 300
"""About how many characters of a definition a reader sees without leaving the page."""

_ARTICLES = {"ar": "ال"}
"""What a name may lose behind a preposition: `للغرفة` is the `الغرفة` of the glossary."""

_APART = frozenset({"en", "es", "fr", "it", "pt"})
"""Languages that glue nothing to a name; others have articles, prepositions, endings of cases."""

_SENTENCE_END = re.compile(r"[.!?؟۔…]+[\"”’»)\]]*(?=\s)")
_ABBREVIATION = re.compile(r"(?:\b[A-Z][a-z]{0,2}|\b\w|\.\w)\.$")  # No., Dr., J., U.S., د.
_QUOTES = {"“": "”", "«": "»", "„": "“", "‹": "›", '"': '"'}
_JOINED = re.compile(r"['’ʼ‐‑-]|[–/]?\w")
"""What stands right behind a word that goes on there: endings, compounds, glued letters."""
_OPENERS = "([{‘'" + "".join(_QUOTES)


# -- The definition ----------------------------------------------------------------------


def cut_definition(text: str, limit: int = LIMIT) -> str:
    """The first whole sentences of a definition that fit into `limit` characters.

    If the first alone is longer it is cut behind a word, which three dots show.
    """
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, limit + 1)]
    for end in reversed(ends):
        if end <= limit and _ends_sentence(text, end):
            return text[:end]
    words = text[:limit].rpartition(" ")[0] or text[: limit - 1]
    return words.rstrip(" ,;:،؛–—-(") + "…"


def _ends_sentence(text: str, end: int) -> bool:
    """Whether a full stop at `end` ends more than an abbreviation."""
    following = text[end:].lstrip(" " + _OPENERS)[:1]
    return not (
        following.islower() or following.isdigit() or _ABBREVIATION.search(text[:end]) is not None
    )


# -- The full name -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands around a mention in its own paragraph."""

    before: str
    after: str


def fold_text(text: str, language: str) -> str:
    """A text as names are looked up in it: without case, vowel marks and variants of letters."""
    text = text.casefold().replace("’", "'")
    table = STEMMINGS.get(language.partition("_")[0])
    if table:
        text = re.sub(f"[{table.drop}]", "", text)
        text = text.translate({ord(letter): other for letter, other in table.letters.items()})
    return " ".join(re.split(r"[\s\u2010-\u2012-]+", text.strip()))


def stands_in(name: str, folded: str, language: str) -> bool:
    """Whether a name stands in a text that is folded already, with whatever is joined to it.

    In languages that join nothing to names it must be whole words.
    """
    bare = _without_article(fold_text(name, language), language)
    if bare not in folded or language.partition("_")[0] not in _APART:
        return bare in folded
    return re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", folded) is not None


def is_explained(name: str, passage: Passage, language: str) -> bool:
    """Whether the author's own words give the name behind the mention, in the same sentence."""
    ends = (match.end() for match in _SENTENCE_END.finditer(passage.after))
    end = next((end for end in ends if _ends_sentence(passage.after, end)), None)
    return stands_in(name, fold_text(passage.after[:end], language), language)


def is_joined(passage: Passage) -> bool:
    """Whether the mention is a part of a longer word, which a bracket would tear: `SYNC’s`."""
    return _JOINED.match(passage.after) is not None


def is_quoted(passage: Passage) -> bool:
    """Whether the mention stands inside of quotation marks, as words of someone else."""
    open_marks: list[str] = []
    for char in passage.before:
        if open_marks and char == _QUOTES[open_marks[-1]]:
            open_marks.pop()
        elif char in _QUOTES:
            open_marks.append(char)
    return bool(open_marks)


def choose_marks(passage: Passage, comma: str) -> tuple[str, str]:
    """What stands before and behind the full name.

    Round brackets; the language's comma where the mention alone fills a pair of them already;
    square ones where it stands among other words in round ones.
    """
    if passage.before.endswith("(") and passage.after.startswith(")"):
        return comma, ""
    depth = 0
    for char in passage.before:
        depth = max(0, depth + (char == "(") - (char == ")"))
    return (" [", "]") if depth else (" (", ")")


def _without_article(name: str, language: str) -> str:
    article = _ARTICLES.get(language.partition("_")[0], "")
    return name.removeprefix(article) if article else name
