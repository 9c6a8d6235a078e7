"""Sorts names as readers of a language look them up.

The order is that of CLDR's root collation (UTS 35, part 5; the Unicode Collation Algorithm, UTS
10) as far as names of people, places and topics need it, in tables small enough to be loaded
with every build. Where CLDR's order and that of the language's own lists differ, the lists win;
the tables say so.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from warraq.translation.bidi import script_of

if TYPE_CHECKING:
    from collections.abc import Mapping

Element = tuple[int, int]
"""What a letter is compared by: its group, then its place in the group."""
SortKey = tuple[tuple[Element, ...], str, str, str]
"""Compared level by level: letters, then marks, then lower and upper case, then all."""

_ALPHABETS: Mapping[str, str] = {
    "Latn": "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    # CLDR root, with three changes. The seats of hamza (أ إ آ ٱ) count as alef, as in the
    # indexes of Arabic books; the Arabic and the Persian forms of kaf and yeh count as one,
    # since texts mix them; ڕ stands behind ر and not behind ز (glibc's ckb_IQ; Sorani lists).
    "Arab": (
        "ء ئ اأإآٱ ب پ ة ت ث ٹ ج چ ح خ د ذ ڈ ر ڕ ز ڑ ژ س ش ص ض ط ظ ع غ ف ڤ ق كکڪ گ ل ڵ "
        "م ن ں هھہ ە ۀ و ؤ ۆ ۇ ۈ ۋ ۏ يیى ێ ې ے"
    ),
    # CLDR `ar`: teh marbuta counts as teh, alef maksura as yeh. A hamza on waw or yeh counts as
    # its seat, as in the indexes of Arabic books; CLDR puts all hamzas before alef.
    "ar": (
        "ء اأإآٱ ب پ تة ث ج چ ح خ د ذ ر ڕ ز ژ س ش ص ض ط ظ ع غ ف ڤ ق كک گ ل ڵ م ن هھ ە وؤ ۆ يیىئ ێ"
    ),
    # CLDR `fa`: alef with madda first, hamza behind alef, waw before heh.
    "fa": "آ اٱ ءأإؤئ ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ڤ ق کك گ ل م ن و هۀةە یيى",
    # CLDR `ku` (Kurmanji) and `tr`.
    "ku": "a b c ç d e ê f g h i î j k l m n o p q r s ş t u û v w x y z",
    "tr": "a b c ç d e f g ğ h ı i j k l m n o ö p q r s ş t u ü v w x y z",
}
"""The letters in their order, those that count as one side by side; by language or by script."""

_EXPANDED: dict[int, str] = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h"}
    | {"ı": "i", "ŋ": "n", "ə": "e"}
)
"""Latin letters that Unicode does not take apart, as letters of the alphabet."""

# A word is looked up without its article, unless what looks like the article is its own: forms
# such as التزام (commitment) or التحاق (enlistment), names such as الله and ألمانيا.
_ROOTED = "ت(?:زام|حاق|ماس|هاب|باس|فات|فاف|قاء|قاط|جاء|حام|واء|ئام)(?:ات|ان|ين|ا|ه|ها|هم|ي|ية)?"
_ARTICLES: Mapping[str, re.Pattern[str]] = {
    "ar": re.compile(rf"^[اٱ]ل(?!(?:{_ROOTED}|له|آن|مانيا|بانيا)(?!\w))(?=\w\w)"),
}
"""The article at the beginning of a name; by language."""

_NO_LETTERS = re.compile("[\u0640\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
"""The stroke that lengthens Arabic words, soft hyphens, marks of direction."""
_BETWEEN_WORDS = "/_"
"""What parts words, beside spaces and hyphens."""

_SEPARATOR, _DIGITS, _OWN, _LATIN, _OTHERS = range(5)
"""The groups in their order; each holds letters of the alphabet first, then by code point."""
_NO_ALPHABET = 0x1000
_LATIN_BLOCKS = range(0x250)
_ARABIC_BLOCK = range(0x600, 0x700)


def sort_key(text: str, language: str) -> SortKey:
    """What names in a list for readers of `language` (`ar`, `ckb`, `pt_BR`) are sorted by.

    Case, accents, vowel marks and tatweel decide only between names that are else the same, as
    does the article; punctuation does not count. A space goes before every letter, numbers go by
    their value and before letters, names in the language's own script before those in others.
    Keys of different texts differ, so the order is total.
    """
    code = _base_of(language)
    plain = unicodedata.normalize("NFC", _NO_LETTERS.sub("", text)).strip()
    elements: list[Element] = []
    for part in re.findall(r"\d+|\D", _fold_case(_drop_article(plain, code), code)):
        if part.isdecimal():
            elements.append((_DIGITS, int(part)))
        else:
            elements.extend(_weigh(part, language))
    return tuple(elements), unicodedata.normalize("NFD", plain.casefold()), text.swapcase(), text


def _drop_article(text: str, code: str) -> str:
    article = _ARTICLES.get(code)
    if article is None:
        return text
    return article.sub("", "".join(char for char in text if not unicodedata.combining(char)))


def _fold_case(text: str, code: str) -> str:
    if code == "tr":
        text = text.replace("I", "ı").replace("İ", "i")
    return text.casefold()


@lru_cache(maxsize=4096)
def _weigh(char: str, language: str) -> tuple[Element, ...]:
    """What a character that is no digit counts: mostly one element, nothing for a mark."""
    known = _table_of(language).get(char)
    if known:
        return (known,)
    kind = unicodedata.category(char)
    if kind[0] == "Z" or kind == "Pd" or char in _BETWEEN_WORDS:
        return ((_SEPARATOR, 0),)
    if unicodedata.combining(char) or kind[0] in "PC":
        return ()
    parts = unicodedata.normalize("NFKD", char.translate(_EXPANDED))
    if parts != char:
        return tuple(element for part in parts for element in _weigh(part, language))
    code, script = ord(char), script_of(language)
    if code in _LATIN_BLOCKS:
        return ((_OWN if script == "Latn" else _LATIN, _NO_ALPHABET + code),)
    own = script == "Arab" if code in _ARABIC_BLOCK else script not in ("Arab", "Latn")
    return ((_OWN if own else _OTHERS, _NO_ALPHABET + code),)


@lru_cache(maxsize=16)
def _table_of(language: str) -> dict[str, Element]:
    """The letters of the alphabets that lists in `language` know, each with what it counts."""
    script, code = script_of(language), _base_of(language)
    own = code if code in _ALPHABETS and script_of(code) == script else script
    latin = "Latn" if script != "Latn" else own
    table = _place_letters(_ALPHABETS[latin], _OWN if script == "Latn" else _LATIN)
    if script == "Arab":
        return table | _place_letters(_ALPHABETS[own], _OWN)
    # Among other scripts, in the place of their blocks.
    first = _NO_ALPHABET + _ARABIC_BLOCK.start
    return table | _place_letters(_ALPHABETS["Arab"], _OTHERS, first)


def _base_of(language: str) -> str:
    return language.replace("-", "_").partition("_")[0]


def _place_letters(alphabet: str, group: int, first: int = 0) -> dict[str, Element]:
    places = enumerate(alphabet.split(), first)
    return {letter: (group, place) for place, letters in places for letter in letters}
