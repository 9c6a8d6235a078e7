"""Finds in a text what its translation holds as well: numbers, months, addresses, names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale

from warraq.ingest.document import Block, Emphasis, Inline, Items, Link, Quote, Table
from warraq.ingest.lexicon import Lexicon, find_terms

MONTH_LOCALES: Mapping[str, tuple[str, ...]] = {
    # Levantine and Maghrebi names beside the international ones.
    "ar": ("ar", "ar_SY", "ar_TN", "ar_MA"),
    "de": ("de",),
    "en": ("en",),
    "es": ("es",),
    "fr": ("fr",),
    "ku": ("ku",),
    "tr": ("tr",),
}
"""The CLDR locales whose month names are known, by language."""

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"«»“”]+|[\w.+-]+@[\w-]+\.[\w.]+", re.IGNORECASE)
_SYMBOL = re.compile(r"(?<![\w/])[A-Z]{1,8}(?:/[A-Za-z0-9.]+)+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_DECIMAL = re.compile(r"(\d+)[.,](\d{1,2})")
_SPACED = re.compile("(?<![0-9])([0-9]{1,3})((?:[ \u00a0\u202f][0-9]{3})+)(?![0-9])")
_LATIN = re.compile(r"(?<![^\W\d_])[A-Za-z\u00c0-\u024f]{2,}(?![^\W\d_])")
_OPENING = re.compile("[«“„]")
_CLEAR_NAME = 6
"""From this many letters on a month's name is taken for one without a number beside it."""


def find_anchors(text: str, lexicon: Lexicon = (), language: str = "") -> frozenset[str]:
    """What a translation of `text` should hold too, each thing with its sort before a colon.

    `n:` numbers, `m:` months, `u:` addresses, `s:` document symbols, `w:` words in Latin
    letters, `t:` bodies of the lexicon. With a `language`, the text is one of that language
    and holds the lexicon's translations; without, it holds the names of the sources.
    """
    found = {f"u:{fold_address(match[0])}" for match in _ADDRESS.finditer(text)}
    bare = _ADDRESS.sub(" ", text)
    found.update(f"s:{match[0].rstrip('.')}" for match in _SYMBOL.finditer(bare))
    found.update(f"n:{number}" for number in find_numbers(bare))
    found.update(f"m:{month}" for month in _find_months(bare))
    found.update(f"w:{word.casefold()}" for word in _LATIN.findall(bare))
    found.update(f"t:{key}" for key in find_terms(lexicon, text, language))
    return frozenset(found)


def find_numbers(text: str) -> Iterator[str]:
    """The numbers of a text in Western digits, without marks of thousands or leading zeros."""
    text = text.translate(_DIGITS)
    text = _SPACED.sub(lambda match: re.sub(r"\D", "", match[0]), text)
    for match in _NUMBER.finditer(text):
        written = match[0]
        decimal = _DECIMAL.fullmatch(written)
        if _THOUSANDS.fullmatch(written):
            yield str(int(re.sub(r"\D", "", written)))
        elif decimal:
            yield f"{int(decimal[1])}.{decimal[2]}"
        else:
            yield from (str(int(part)) for part in re.findall(r"\d+", written))


def fold_address(address: str) -> str:
    """An address without what may differ where the place is the same."""
    address = address.strip().rstrip(".,;:!?)]}،؛").casefold()
    address = re.sub(r"^(?:mailto:|https?://)?(?:www\.)?", "", address)
    address = re.sub(r"[?&](?:utm_\w+|fbclid|gclid)=[^&#]*", "", address)
    return address.rstrip("/")


def count_quotations(text: str) -> int:
    """How many quotations begin in a text."""
    return len(_OPENING.findall(text)) + text.count('"') // 2


def is_latin(text: str) -> bool:
    """Whether most letters of a text are Latin ones."""
    latin = len(re.findall("[A-Za-z\u00c0-\u024f]", text))
    return 2 * latin > sum(char.isalpha() for char in text)


def link_addresses(block: Block) -> Iterator[str]:
    """The addresses of a block's links, in their order."""
    match block:
        case Items():
            for item in block.items:
                for inner in item:
                    yield from link_addresses(inner)
        case Quote():
            for inner in block.blocks:
                yield from link_addresses(inner)
        case Table():
            for row in block.rows:
                for cell in row:
                    yield from _addresses(cell)
        case _:
            yield from _addresses(block.content)


def _addresses(content: tuple[Inline, ...]) -> Iterator[str]:
    for inline in content:
        if isinstance(inline, Link):
            yield inline.href
        if isinstance(inline, Link | Emphasis):
            yield from _addresses(inline.content)


def _find_months(text: str) -> Iterator[int]:
    pattern, numbers = _months()
    for match in pattern.finditer(text):
        around = text[max(0, match.start() - 20) : match.end() + 20]
        if len(match[1]) >= _CLEAR_NAME or any(char.isdigit() for char in around):
            yield numbers[match[1].casefold()]


@cache
def _months() -> tuple[re.Pattern[str], dict[str, int]]:
    numbers: dict[str, int] = {}
    for locales in MONTH_LOCALES.values():
        for code in locales:
            for number, name in Locale.parse(code).months["format"]["wide"].items():
                numbers.setdefault(name.casefold(), number)
    names = "|".join(re.escape(name) for name in sorted(numbers, key=len, reverse=True))
    return re.compile(rf"(?<!\w)[وفبل]?({names})(?!\w)", re.IGNORECASE), numbers
