"""Finds the months that a text names, in the words of a language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from babel import UnknownLocaleError

from warraq.edtf import EdtfDate, format_date
from warraq.locales import own_locale
from warraq.translation.lint.scripts import base_of, fold_word

_LOCALES: Mapping[str, tuple[str, ...]] = {
    "ar": ("ar", "ar_SY", "ar_MA", "ar_DZ", "ar_MR"),
    "en": ("en", "en_GB"),
    "kmr": ("ku",),
}
"""The locales of a language, where its countries call months otherwise."""

_OTHER_NAMES: Mapping[str, Mapping[str, int]] = {
    "ar": {
        "ابريل": 4, "آيار": 5, "يونية": 6, "يوليه": 7, "آغسطس": 8, "اغشت": 8, "أكتوبر": 10,
        "نونبر": 11, "ديسمبر": 12,
    },
    "ku": {
        "kanûna duyem": 1, "çile": 1, "reşemî": 2, "şibat": 2, "avdar": 3, "gulan": 5,
        "hezîran": 6, "pûşper": 6, "tîrmeh": 7, "temûz": 7, "gelawêj": 8, "rezber": 9,
        "eylûl": 9, "çirîya pêşîn": 10, "çiriya pêşîn": 10, "çiriya paşîn": 11,
        "kanûna pêşîn": 12, "kanûna yekem": 12,
    },
    "ckb": {
        "کانونی دووەم": 1, "مایس": 5, "ئایار": 5, "حوزەیران": 6, "تەموز": 7, "ئەیلول": 9,
        "تشرینی یەکەم": 10, "تشرینی دووەم": 11, "کانوونی یەکەم": 12,
    },
}  # fmt: skip
"""Names that CLDR lacks."""

_ALSO_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset({"may", "march"}),
    "fr": frozenset({"mars"}),
}
"""Names that are words of other meanings too: they count beside a number alone."""

_EXACT = frozenset({"ar", "en"})
"""Languages that add nothing to the end of a name."""

_PREFIXES: Mapping[str, str] = {"ar": "[وف]?[بلك]?(?:ال)?"}
"""What may be written together with a name before it."""


def find_months(text: str, language: str, *, sure: bool = False) -> dict[int, str]:
    """The months that `text` names, each with the name that stands there.

    `sure` leaves out what may be another word: abbreviations, and names such as May, which
    count only beside a number.
    """
    pattern, months = _pattern(language)
    if pattern is None:
        return {}
    folded = fold_word(text)
    found: dict[int, str] = {}
    for match in pattern.finditer(folded):
        name = " ".join(match["name"].split())
        doubtful = name in _ALSO_WORDS.get(base_of(language), ()) or len(name) < 4
        if sure and doubtful and not _stands_by_number(folded, match.start(), match.end()):
            continue
        found.setdefault(months[name], match["name"])
    return found


def find_contradictions(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    """Two names joined by a slash that are two months, أيار/يونيو: the text, and which months."""
    pattern, months = _pattern(language)
    if pattern is None:
        return
    for slash in re.finditer("/", text):
        before, after = text[max(0, slash.start() - 30) : slash.start()], text[slash.end() :][:30]
        left, right = fold_word(before.rstrip()), fold_word(after.lstrip())
        one = next((m for m in pattern.finditer(left) if len(left) - m.end() < 4), None)
        other = pattern.match(right)
        if one is None or other is None or not re.fullmatch(r"\w*", left[one.end() :]):
            continue
        names = [" ".join(found["name"].split()) for found in (one, other)]
        first, second = (months[name] for name in names)
        if first != second:
            shown = [
                before.split()[-1 - names[0].count(" ") :],
                re.findall(r"[\w\u064b-\u0652’']+", after)[: 1 + names[1].count(" ")],
            ]
            yield "/".join(map(" ".join, shown)), first, second


def name_month(month: int, language: str) -> str:
    """The name of a month as the archive prints it."""
    return format_date(EdtfDate(2000, month), base_of(language)).replace("2000", "").strip(" ,.")


def knows_months(language: str) -> bool:
    """Whether the names of a language's months are known."""
    return _pattern(language)[0] is not None


_BEFORE = re.compile(r"[0-9](?:st|nd|rd|th|er|\.)? (?:of |de )?\Z")
_AFTER = re.compile(r"\.?,? [0-9]")


def _stands_by_number(text: str, start: int, end: int) -> bool:
    before = _BEFORE.search(text[max(0, start - 8) : start])
    return before is not None or _AFTER.match(text, end) is not None


@lru_cache(maxsize=16)
def _pattern(language: str) -> tuple[re.Pattern[str] | None, dict[str, int]]:
    months: dict[str, int] = {}
    for name, number in _names(language):
        months.setdefault(fold_word(name), number)
    if not months:
        return None, {}
    names = "|".join(
        re.escape(name).replace(r"\ ", r"[ \u00a0]") for name in sorted(months, key=len)[::-1]
    )
    base = base_of(language)
    prefix = _PREFIXES.get(base, "")
    # Kurmanji, Sorani and Turkish decline names: Gulanê, ئایاری, Mayıs'ta.
    ending = r"(?![^\W\d_])" if base in _EXACT else r"(?!\w{4})"
    return re.compile(rf"(?<![^\W\d_]){prefix}(?P<name>{names}){ending}"), months


def _names(language: str) -> Iterator[tuple[str, int]]:
    base = base_of(language)
    for name in _LOCALES.get(base, (language.replace("-", "_"),)):
        try:
            locale = own_locale(name)
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, word in locale.months[context][width].items():
                    if not word[:1].isdigit() and not word.startswith("M0") and len(word) > 1:
                        yield word.rstrip("."), number
    if base in _LOCALES:
        for number in range(1, 13):
            printed = name_month(number, base).split("/")
            yield from ((part.strip(), number) for part in printed if part.strip())
    yield from _OTHER_NAMES.get("ku" if base == "kmr" else base, {}).items()
