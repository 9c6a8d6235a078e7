"""Knows what the bodies of the glossary are called in two languages, and finds them in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polib

from warraq.search.stemming import STEMMINGS


@dataclass(frozen=True, slots=True)
class Term:
    """A body of the glossary: its names in the language of the sources and in another."""

    key: str
    """The name that roles point to, as the glossary writes it first."""

    names: tuple[str, ...]
    """Its names in the language of the sources, the key among them."""

    translations: tuple[str, ...] = ()
    """Its names in the other language, the official one first."""


Lexicon = tuple[Term, ...]

_PROCLITICS: Mapping[str, tuple[str, ...]] = {
    # "and", "so", "in", "like", "for" are written together with the word that follows.
    "ar": ("و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فل"),
}
"""What may stand before a name without a space, by language."""

_ARTICLES: Mapping[str, tuple[str, str]] = {
    "ar": ("ال", "لل"),  # "the" becomes one with "for the"
}
"""How the article that begins a name changes behind a proclitic, by language."""

_SHOWN = re.compile(r"\{term\}`([^`<]+?)\s*<([^`>]+)>`")
_SAME = ("'’‘ʼ", "-‐‑–", '"“”«»')
_LEAST_WORDS = 2
_MARKS = "".join(map(chr, range(0x0300, 0x0700)))  # where the tables' vowel marks stand


def make_lexicon(names: Iterable[Sequence[str]], catalogs: Iterable[polib.POFile]) -> Lexicon:
    """Join the names of bodies with what the catalogs call them.

    Official names are translations of the names themselves; others are the words under which
    a translated text has linked the body before. Fuzzy and obsolete entries do not count.
    """
    official: dict[str, list[str]] = {}
    shown: dict[str, list[str]] = {}
    for catalog in catalogs:
        for entry in catalog:
            if entry.obsolete or entry.fuzzy or not entry.msgstr:
                continue
            official.setdefault(entry.msgid, []).append(entry.msgstr)
            for words, key in _SHOWN.findall(entry.msgstr):
                shown.setdefault(key.strip(), []).append(words)
    terms = []
    for group in names:
        found = [text for name in group[::-1] for text in official.get(name, ())]
        found += [text for name in group for text in shown.get(name, ())]
        terms.append(Term(group[0], tuple(group), tuple(dict.fromkeys(found))))
    return tuple(terms)


def find_name(name: str, text: str, language: str = "", start: int = 0) -> tuple[int, int] | None:
    """Where `name` stands in `text`, whatever its letters' variants; with what is joined to it.

    Abbreviations in capitals are found in capitals alone.
    """
    pattern = _name_pattern(name, language)
    found = pattern.search(text, start) if pattern else None
    return found.span() if found else None


def guess_name(name: str, text: str, language: str = "") -> tuple[int, int] | None:
    """Where a long name stands with other words in it, or else its longest beginning.

    The beginning is of at least two words.
    """
    words = name.split()
    if len(words) > _LEAST_WORDS:
        loose = _name_pattern(name, language, r"[\s\u00a0]+(?:\w+[\s\u00a0]+){0,3}")
        if loose and (found := loose.search(text)):
            return found.span()
    for count in range(len(words) - 1, _LEAST_WORDS - 1, -1):
        place = find_name(" ".join(words[:count]), text, language)
        if place:
            return place
    return None


def find_terms(lexicon: Lexicon, text: str, language: str = "") -> frozenset[str]:
    """The keys of the bodies that a text names: with a `language`, also by their translations."""
    folded = _fold(text, language)
    found = set()
    for term in lexicon:
        names = (*term.translations, *term.names) if language else term.names
        # Most names stand nowhere in a text, which a plain search knows at once.
        near = [name for name in names if _fold_bare(name, language) in folded]
        if any(find_name(name, text, language) for name in near):
            found.add(term.key)
    return frozenset(found)


@lru_cache(maxsize=4096)
def _fold_bare(name: str, language: str) -> str:
    return _fold(name.removeprefix(_ARTICLES.get(language, ("", ""))[0]), language)


def _fold(text: str, language: str) -> str:
    """A text with one letter for those that are written for one another."""
    return " ".join(text.translate(_fold_table(language)).casefold().split())


@lru_cache(maxsize=16)
def _fold_table(language: str) -> Mapping[int, str]:
    table = {ord(char): group[0] for group in _SAME for char in group}
    folding = STEMMINGS.get(language)
    if folding:
        table |= {ord(letter): base for letter, base in folding.letters.items()}
        table |= {ord(char): "" for char in re.findall(f"[{folding.drop}]", _MARKS)}
    return table


@lru_cache(maxsize=4096)
def _name_pattern(name: str, language: str, space: str = r"[\s\u00a0]+") -> re.Pattern[str] | None:
    words = name.split()
    if not words or not any(char.isalnum() for char in name):
        return None
    body = space.join(_spell(word, language) for word in words)
    before = ""
    if language in _PROCLITICS and not words[0][0].isascii():
        before = f"(?:{'|'.join(_PROCLITICS[language])})?"
        bare, joined = _ARTICLES.get(language, ("", ""))
        if bare and words[0].startswith(bare):
            rest = [words[0].removeprefix(bare), *words[1:]]
            short = space.join(_spell(word, language) for word in rest)
            body = f"(?:{body}|[وف]?{joined}{short})"
    flags = re.NOFLAG if name.isupper() else re.IGNORECASE
    return re.compile(rf"(?<!\w){before}{body}(?!\w)", flags)


def _spell(word: str, language: str) -> str:
    """A pattern for a word whose letters may be written for one another."""
    folding = STEMMINGS.get(language)
    marks = f"[{folding.drop}]*" if folding else ""
    parts = []
    for char in word:
        if folding and re.match(f"[{folding.drop}]", char):
            continue
        parts.append(_spell_letter(char, folding.letters if folding else {}) + marks)
    return "".join(parts)


def _spell_letter(char: str, letters: Mapping[str, str]) -> str:
    same = next((group for group in _SAME if char in group), "")
    folded = letters.get(char, char)
    same += "".join(letter for letter, base in letters.items() if base == folded)
    choices = dict.fromkeys((char, folded, *same))
    return re.escape(char) if len(choices) == 1 else f"[{re.escape(''.join(choices))}]"
