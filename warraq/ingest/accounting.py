"""Counts the words of a source, and where each of them went."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from warraq.ingest.errors import IngestError

_SHOWN = 12
"""How many lost words a message names."""

# A small raised figure is the mark of a note as often as a power: a word of its own in both.
# What nobody sees, such as a soft hyphen, does not part one.
_RAISED = re.compile(
    "[⁰¹²³⁴-⁹₀-₉](?:[\u00ad\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[⁰¹²³⁴-⁹₀-₉])*"
)


class _Letters(dict[int, str | None]):
    """What becomes of each character: kept in a word, dropped, or a space between words."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        kind = unicodedata.category(char)
        found: str | None = char if kind[0] in "LM" or kind == "Nd" else " "
        if kind == "Cf":  # soft hyphens, joiners and marks of direction
            found = None
        self[code] = found
        return found


_LETTERS = _Letters()


def words(text: str) -> list[str]:
    """The words of a text: casefolded runs of letters, marks and digits, after NFKC.

    Soft hyphens, joiners and marks of direction are no part of a word; tatweel is.
    """
    if text.isascii():
        return text.lower().translate(_LETTERS).split()
    parted = _RAISED.sub(r" \g<0> ", text)
    folded = unicodedata.normalize("NFKC", parted).casefold()
    joined = folded.translate(_LETTERS)
    if not unicodedata.is_normalized("NFKC", joined):  # a soft hyphen stood before a mark
        joined = unicodedata.normalize("NFKC", joined)
    return joined.split()


@dataclass(frozen=True, slots=True)
class Account:
    """Where the words of a source went, as numbers of words."""

    source: int
    body: int
    front_matter: int
    left_out: int

    def as_data(self) -> dict[str, int]:
        """The numbers by their names, for JSON."""
        return {
            "source": self.source,
            "body": self.body,
            "front_matter": self.front_matter,
            "left_out": self.left_out,
        }


def settle_account(
    source: str, body: str, front_matter: Iterable[str], left_out: Iterable[str]
) -> Account:
    """Compare the words of the source with those of the page and of what was left out.

    `body` is MyST, read with the site's own parser. Raises IngestError for a word that is lost
    or that the source lacks.
    """
    had = Counter(words(source))
    parts = [
        Counter(word for text in texts for word in words(text))
        for texts in (body_texts(body), front_matter, left_out)
    ]
    went = parts[0] + parts[1] + parts[2]
    if had != went:
        raise IngestError(_describe(had - went, went - had))
    return Account(had.total(), *(part.total() for part in parts))


def _describe(lost: Counter[str], added: Counter[str]) -> str:
    said = []
    if lost:
        said.append(f"{_count(lost)} of the source would be lost ({_show(lost)})")
    if added:
        said.append(f"{_count(added)} would be added ({_show(added)})")
    return f"{' and '.join(said)}; this is a defect of the import: report it with the file"


def _count(found: Counter[str]) -> str:
    return "1 word" if found.total() == 1 else f"{found.total()} words"


def _show(counted: Counter[str]) -> str:
    names = [f"{word} ×{count}" if count > 1 else word for word, count in counted.items()]
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


# -- The words of a page -----------------------------------------------------------------


@cache
def _parser() -> Any:
    from warraq.translation.safety import make_parser

    return make_parser()


def body_texts(body: str) -> Iterator[str]:
    """What a reader of a MyST text sees, a text each for what stands apart."""
    # A page has its front matter above the text, which is thus never on the first line.
    for token in _parser().parse(f"\n{body}"):
        if token.type == "inline":
            yield inline_text(token.children or [])
        elif token.content and token.type != "wordcount":
            yield token.content


def inline_text(tokens: Iterable[Any]) -> str:
    """The text of a run of tokens: terms by their words, citations and marks of notes not."""
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "image":
            parts.append(inline_text(token.children or []))
        elif token.type == "myst_role":
            if token.meta["name"] != "cite":
                parts.append(re.sub(r"\s*<[^<>]*>\Z", "", token.content))
        elif token.type not in ("footnote_ref", "link_open", "link_close"):
            parts.append(token.content)
    return "".join(parts)
