"""Names the pages of the archive's lists, the same in every language."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

FACETS = ("places", "topics", "kinds", "bodies")
"""What briefs are listed by, beside their year: each is a folder of the site."""

_LONGEST = 80
_RESERVED = re.compile(r"index|page-[0-9]+|con|prn|aux|nul|(?:com|lpt)[0-9]")
"""Names of the pages that stand in a folder of lists, and what Windows lets no folder be called."""
_APOSTROPHES = re.compile("['’‘ʼ`´ـ]")
"""Apostrophes, and the stroke that lengthens Arabic letters: they part no words."""
_LETTERS: dict[int, str] = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"}
)
"""Latin letters that Unicode does not take apart."""
_MARKED = re.compile(
    "([A-Za-z\u00c0-\u024f\u1e00-\u1eff])[\u0300-\u036f]+"  # Latin
    "|([\u0620-\u06ff])[\u064b-\u0652\u0670]+"  # Arabic: vowels
    "|(\u0627)[\u0653-\u0655]"  # Arabic: alef with hamza or madda
)
"""A letter with marks that a writer may leave out."""


def year_page(year: int, number: int = 1) -> str:
    """The name of a page of a year's list: `briefs/2023/index`, `briefs/2023/page-2`."""
    return _page_in(f"briefs/{year}", number)


def index_page(facet: str, number: int = 1) -> str:
    """The name of a page of the list of all places, topics, kinds or bodies: `places/index`."""
    return _page_in(facet, number)


def facet_page(facet: str, word: str, number: int = 1) -> str:
    """The name of a page of a word's list: `places/lebanon/index`, `places/lebanon/page-2`.

    `facet` is one of FACETS; `word` stands as the front matter has it, for bodies it is the key.
    """
    return _page_in(f"{facet}/{slug_of(word)}", number)


def _page_in(folder: str, number: int) -> str:
    return f"{folder}/index" if number == 1 else f"{folder}/page-{number}"


@lru_cache(maxsize=4096)
def slug_of(word: str) -> str:
    """A word as it stands in an address: in small letters, joined by hyphens.

    Latin and Arabic letters lose their marks (`Türkiye` is `turkiye`); letters of other scripts
    stay. It depends on nothing but the word, so that an address never changes: spellings that
    differ in case, marks or punctuation have one address. A word with signs such as `+`, without
    letters, with too many, or with a name that is taken gets the beginning of a digest, which
    differs where more than case does.
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", word).casefold())
    plain = _MARKED.sub(lambda match: match[0][0], plain.translate(_LETTERS))
    plain = unicodedata.normalize("NFC", plain)
    kinds = [unicodedata.category(char)[0] for char in plain]
    letters = zip(plain, kinds, strict=True)
    slug = "-".join("".join(char if kind in "LMN" else " " for char, kind in letters).split())
    if slug and "S" not in kinds and len(slug) <= _LONGEST and not _RESERVED.fullmatch(slug):
        return slug
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())
    digest = hashlib.sha256(folded.encode()).hexdigest()[:8]
    return f"{slug[: _LONGEST - 9].strip('-')}-{digest}".lstrip("-")
