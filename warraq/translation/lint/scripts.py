"""What is peculiar to the writing of a language: its script, its letters, its digits, its marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from babel.core import get_global, parse_locale

ARABIC = (
    "\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06ee-\u06ef\u06fa-\u06ff"
    "\u0750-\u077f"
)
"""The letters of the Arabic script, as a part of a class of a regular expression."""

MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
"""The vowel marks that stand on them."""

TATWEEL = "\u0640"

_RIGHT_JOINING = frozenset("اأإآٱدذرزژوؤةڕۆۇۈۋەڈڑڗےۓۀۃ")
"""Letters that do not join the one after them (ArabicShaping.txt), of those in use here."""

_DEFAULT_SCRIPTS: Mapping[str, str] = {"kmr": "Latn", "sdh": "Arab"}
"""Languages that CLDR's likely subtags lack."""


@lru_cache(maxsize=64)
def base_of(language: str) -> str:
    """The language without script and country: `ku` of `ku-Arab`."""
    return language.replace("-", "_").split("_")[0].lower()


@lru_cache(maxsize=64)
def script_of(language: str) -> str:
    """The script in which a language is written, by CLDR's likely subtags; "" if unknown."""
    code = language.replace("-", "_")
    likely = get_global("likely_subtags")
    try:
        script = parse_locale(code)[2]
        found = likely.get(code) or likely.get(base_of(code), "")
        return script or parse_locale(found)[2] or _DEFAULT_SCRIPTS.get(base_of(code), "")
    except ValueError:
        return _DEFAULT_SCRIPTS.get(base_of(code), "")


_T = TypeVar("_T")


def table_of(table: Mapping[str, _T], language: str) -> _T | None:
    """What a table has for a language: for the code itself, then for its base."""
    code = language.replace("-", "_")
    return table.get(code, table.get(base_of(code)))


def is_arabic(char: str) -> bool:
    """Whether a character is a letter of the Arabic script."""
    return _ARABIC_LETTER.fullmatch(char) is not None


_ARABIC_LETTER = re.compile(f"[{ARABIC}]")


def joins_next(char: str) -> bool:
    """Whether a letter of the Arabic script joins the one after it."""
    return is_arabic(char) and char not in _RIGHT_JOINING and char != "ء"


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """Letters of other languages that look like a language's own."""

    inside: Mapping[str, str]
    """Letters that stand for one of the language's wherever they stand."""
    last: Mapping[str, str]
    """The same at the end of a word."""
    unclear: str
    """Letters that stand for one of two at the end of a word, so that a person must decide."""
    foreign: str
    """Letters that show that a word is another language's, where nothing is wrong."""
    words: Mapping[str, str]
    """Whole words that are clear nevertheless."""


_HEH = {"ہ": "ه", "ھ": "ه", "ە": "ه"}
LOOK_ALIKES: Mapping[str, LookAlikes] = {
    "ar": LookAlikes(
        inside={"ی": "ي", "ک": "ك", "ڪ": "ك", **_HEH},
        last={"ک": "ك", "ڪ": "ك", "ۃ": "ة", **_HEH},
        unclear="ی",  # dotless at the end, where Arabic has both ي and ى
        foreign="پچژگڕڵۆێۋڤٹڈڑں",
        words={"فی": "في", "التی": "التي", "الذی": "الذي", "إلی": "إلى", "حتی": "حتى"},
    ),
    "ckb": LookAlikes(
        inside={"ي": "ی", "ك": "ک", "ى": "ی"},
        last={"ي": "ی", "ك": "ک", "ى": "ی"},
        unclear="",
        foreign="ةثذصضطظأإآؤ",
        words={},
    ),
    "fa": LookAlikes(
        inside={"ي": "ی", "ك": "ک"},
        last={"ي": "ی", "ك": "ک"},
        unclear="",
        foreign="ةإى",
        words={},
    ),
    "ur": LookAlikes(
        inside={"ي": "ی", "ك": "ک"},
        last={"ي": "ی", "ك": "ک"},
        unclear="",
        foreign="ةإأى",
        words={},
    ),
}
"""Unicode's own confusables are far more; these are what keyboards of neighbours write."""

CONFUSABLE: Mapping[str, str] = dict(
    zip(
        "аеорсухіјѕԁһӏАВЕКМНОРСТХУІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "aeopcyxijsdhlABEKMHOPCTXYIJSABEZHIKMNOPTYXo",
        strict=True,
    )
)
"""Cyrillic and Greek letters that look like a Latin one (Unicode's confusables.txt)."""

ZEROS: Mapping[str, str] = {
    "latn": "0", "arab": "٠", "arabext": "۰", "deva": "०", "beng": "০", "fullwide": "０",
}  # fmt: skip
"""CLDR's codes of numbering systems, with the digit zero of each."""

SYSTEMS: Mapping[int, str] = {ord(zero): code for code, zero in ZEROS.items()}

PLAIN_DIGITS: Mapping[int, str] = {
    code: str(unicodedata.decimal(chr(code)))
    for code in range(0x80, 0x1FC00)
    if unicodedata.category(chr(code)) == "Nd"
} | {ord("٫"): ".", ord("٬"): ","}
"""For `str.translate`: Western digits and separators for those of any system."""

QUOTES: Mapping[str, str] = {
    "ar": "«…»", "ckb": "«…»", "fa": "«…»", "fr": "« … »", "ku": "“…”", "kmr": "“…”",
    "tr": "“…”", "de": "„…“", "es": "«…»", "ru": "«…»", "he": "”…“",
}  # fmt: skip
"""The quotation marks of a language, where they are not straight."""

SPACED_MARKS: Mapping[str, str] = {"fr": "!?:;»"}
"""Marks before which a language writes a space."""

NO_FULL_STOP = frozenset({"th", "lo", "km", "my"})
"""Languages that end no sentence with a mark."""

WORD_BREAKS = frozenset({"th", "lo", "km", "my"})
"""Languages that mark the ends of words with a zero-width space."""

JOINER_ALWAYS = frozenset({"fa", "ur", "ckb", "ps"})
"""Languages that part endings by U+200C also where the letters would not join."""

PROCLITICS: Mapping[str, str] = {"ar": "وفبلك"}
"""Words of one letter that are written together with the word after them."""

REDUPLICATED: Mapping[str, re.Pattern[str]] = {
    "ar": re.compile("لا|نعم|هيا|مه|.+(?:اً|ا|ً|ًا)"),  # رويداً رويداً, جداً جداً
    "en": re.compile("had|that|is|very|bye|so", re.IGNORECASE),
    "fr": re.compile("nous|vous|faire|très", re.IGNORECASE),
}
"""Words that a language writes twice in good order."""

NEVER_TWICE: Mapping[str, frozenset[str]] = {
    "ku": frozenset(["û", "ji", "li", "bi", "di", "ku", "ev", "ew", "ya", "yê", "yên", "jî"]),
    "kmr": frozenset(["û", "ji", "li", "bi", "di", "ku", "ev", "ew", "ya", "yê", "yên", "jî"]),
    "ckb": frozenset(["لە", "بە", "کە", "بۆ", "ئەو", "ئەم", "لەگەڵ"]),
    "fa": frozenset(["از", "به", "که", "در", "با", "برای", "این", "آن", "را"]),
    "tr": frozenset(["ve", "bu", "bir", "için", "ile"]),
    "ur": frozenset(["کے", "کی", "کا", "میں", "سے", "نے", "کو"]),
}
"""Where a language doubles words freely, those that it does not."""

LENGTHS: Mapping[str, tuple[float, float]] = {
    "Arab": (0.35, 1.9), "Hebr": (0.35, 1.7), "Latn": (0.45, 2.3), "Cyrl": (0.45, 2.3),
    "Hans": (0.1, 1.2), "Hant": (0.1, 1.2), "Jpan": (0.15, 1.6), "Kore": (0.2, 1.6),
}  # fmt: skip
"""How long a translation from a Latin script is to be, as shares of its source's letters."""

_FOLD = re.compile(f"[{MARKS}{TATWEEL}\u200c-\u200f\u061c]")
_LETTERS = str.maketrans("أإآٱىیةکۀھہ", "ااااييهكههه")


def fold_word(text: str) -> str:
    """`text` without vowel marks, lengthening and case, letters that are often exchanged alike."""
    return _FOLD.sub("", text.casefold()).translate(_LETTERS)
