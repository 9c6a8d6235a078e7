"""Reads a date as publications print it, in words or figures of several languages."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from warraq.edtf import EdtfDate, format_date, parse_date
from warraq.locales import own_locale

_LEADS: Mapping[str, str] = {
    "en": r"(?:first )?(?:published|posted|issued|released)(?: on| in)?|date(?: of publication)?",
    "ar": "تاريخ(?: النشر| الإصدار)?|[نُ]{1,2}شر(?: في| بتاريخ)?|بتاريخ",
}
"""What may stand before a date, by language."""

_UPDATES: Mapping[str, str] = {
    "en": r"(?:last )?(?:updated?|modified|revised|edited|changed)(?: on| at| in)?",
    "ar": "(?:آخر|تاريخ|تم) (?:ال)?(?:تحديث|تعديل)(?: في| بتاريخ)?|(?:حُ?دّ?ث|عُ?دّ?ل)(?: في| بتاريخ)",
}
"""What stands before the date of a later change, by language."""

_FILLERS: Mapping[str, str] = {
    "en": "(?:the|of)",
    "ar": "(?:من|شهر)",
    "es": "(?:de|del)",
    "pt": "(?:de|do)",
}
_ORDINALS: Mapping[str, str] = {"en": "(?:st|nd|rd|th)", "fr": "(?:er)"}
_LOCALES: Mapping[str, tuple[str, ...]] = {"en": ("en", "en_GB")}
"""Further locales of a language: Sept is British."""

_AFTER_YEAR: Mapping[str, str] = {"ar": "م"}

_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[t ][0-9:.]+(?:z|[+-][0-9:]+)?)?")
_FIGURES = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/.])([0-9]{1,2})\2([0-9]{1,2})")
_BETWEEN = re.compile(r"\s*[|•·;\n]\s*|\s+[/–—-]\s+")
"""What stands between two dates in one block: that of a change, or the same in two languages."""

_PLACE = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+){0,3}\s*[,،:–—-]\s*")


class AmbiguousDateError(ValueError):
    """Figures that two countries read as two different days."""


def read_date(text: str, languages: tuple[str, ...]) -> EdtfDate | None:
    """The date that a text consists of, or None.

    A word such as "Published" may stand before it, and the day of the week; beside it the date
    of an update, or the same date in another language. Raises AmbiguousDateError for figures
    such as 05/06/2023.
    """
    return _read_one(text, languages) or _read_several(text, languages)


def find_update(text: str, languages: tuple[str, ...]) -> str:
    """What a line of dates says of an update, as it is written there."""
    parts = (part.strip() for part in _BETWEEN.split(text.strip()))
    return next((part for part in parts if _update(languages).match(_plain(part))), "")


def _read_several(text: str, languages: tuple[str, ...]) -> EdtfDate | None:
    """The date of publication that stands beside others: all of it must be dates."""
    parts = _BETWEEN.split(text.strip()) if len(text) <= 240 else []
    if len(parts) < 2:
        return None
    found: set[EdtfDate] = set()
    for part in map(_plain, parts):
        lead = _update(languages).match(part)
        date = _read_one(part[lead.end() :] if lead else part, languages)
        if date is None:
            return None
        if not lead:
            found.add(date)
    return found.pop() if len(found) == 1 else None


def _read_one(text: str, languages: tuple[str, ...]) -> EdtfDate | None:
    plain = _plain(text)
    if not re.search("[0-9]{4}", plain) or len(plain) > 120:
        return None
    if found := _ISO.fullmatch(plain):
        return _try(found[1])
    for pattern, order in _patterns(languages):
        if found := pattern.fullmatch(plain):
            parts = dict(zip(order, found.groups()[-len(order) :], strict=True))
            month = _months(languages).get(" ".join(parts.get("m", "").split()))
            return _make(parts["y"], month, parts.get("d"))
    lead = _lead(languages).match(plain)
    return _read_figures(plain[lead.end() :] if lead else plain)


def read_dateline(text: str, languages: tuple[str, ...]) -> EdtfDate | None:
    """The date behind a place: `Geneva, 12 May 2023`."""
    found = _PLACE.match(text.strip())
    return read_date(text.strip()[found.end() :], languages) if found else None


def is_ahead(date: EdtfDate, today: datetime.date) -> bool:
    """Whether a date surely lies after today; the month and the year of today do not."""
    return EdtfDate(today.year, today.month, today.day).is_before(date)


def find_dates(text: str, languages: tuple[str, ...]) -> Iterator[str]:
    """What looks like dates in a longer text, as it is written there."""
    month = "|".join(map(re.escape, sorted(_months(languages), key=len, reverse=True)))
    pattern = rf"(?<!\w)(?:[0-9]{{1,2}} )?(?:{month})(?: [0-9]{{1,2}},?)? [0-9]{{4}}(?!\w)"
    for found in re.finditer(pattern, _plain(text)):
        yield found[0]


def _plain(text: str) -> str:
    """The text casefolded, in one line, with ASCII digits and no hidden marks."""
    digits = (
        str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
        for char in unicodedata.normalize("NFC", text)
        if unicodedata.category(char) != "Cf"
    )
    return " ".join("".join(digits).casefold().split()).strip(" .|")


def _read_figures(text: str) -> EdtfDate | None:
    if year_first := _YEAR_FIRST.fullmatch(text):
        return _make(year_first[1], int(year_first[3]), year_first[4])
    found = _FIGURES.fullmatch(text)
    if not found:
        return _try(text) if re.fullmatch(r"[0-9]{4}(?:-[0-9]{2})?", text) else None
    first, second, year = found[1], found[3], found[4]
    readings = {
        reading
        for day, month in ((first, second), (second, first))
        if (reading := _make(year, int(month), day))
    }
    if len(readings) > 1:
        raise AmbiguousDateError(text)
    return readings.pop() if readings else None


def _make(year: str, month: int | None, day: str | None) -> EdtfDate | None:
    try:
        return EdtfDate(int(year), month, int(day) if day else None)
    except ValueError:
        return None


def _try(text: str) -> EdtfDate | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@lru_cache(maxsize=8)
def _months(languages: tuple[str, ...]) -> dict[str, int]:
    """Names of months, casefolded; a name that two languages give two months is left out."""
    names: dict[str, int] = {}
    doubtful = set()
    for language in languages:
        for name, number in _names_of(language):
            plain = _plain(name)
            if plain and names.setdefault(plain, number) != number:
                doubtful.add(plain)
    return {name: number for name, number in names.items() if name not in doubtful}


def _names_of(language: str) -> Iterator[tuple[str, int]]:
    for number in range(1, 13):
        # As this archive prints it: أيار/مايو, where CLDR has one name alone.
        printed = format_date(EdtfDate(2000, number), language).replace("2000", "").strip()
        yield printed, number
        yield printed.replace("/", " / "), number
        parts = printed.split("/")
        yield from ((part, number) for part in parts if len(part) > 2)
        yield "/".join(reversed(parts)), number
    for locale in _locales_of(language):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    if not name[:1].isdigit() and len(name) > 2:
                        yield name, number


def _locales_of(language: str) -> Iterator[Locale]:
    code = language.replace("-", "_")
    for name in _LOCALES.get(code, (code,)):
        try:
            yield own_locale(name)
        except (UnknownLocaleError, ValueError):
            continue


@lru_cache(maxsize=8)
def _lead(languages: tuple[str, ...]) -> re.Pattern[str]:
    leads = "|".join(_LEADS[code] for code in languages if code in _LEADS) or "(?!)"
    days = "|".join(map(re.escape, _weekdays(languages))) or "(?!)"
    return re.compile(rf"(?:(?:{leads})\s*:?\s*)?(?:(?:{days})\s*[,،]?\s*)?")


@lru_cache(maxsize=8)
def _update(languages: tuple[str, ...]) -> re.Pattern[str]:
    leads = "|".join(_UPDATES[code] for code in languages if code in _UPDATES) or "(?!)"
    return re.compile(rf"(?:{leads})\s*:?\s*")


def _weekdays(languages: tuple[str, ...]) -> list[str]:
    names = set()
    for locale in (locale for language in languages for locale in _locales_of(language)):
        names |= {_plain(name) for name in locale.days["format"]["wide"].values()}
    return sorted(names, key=len, reverse=True)


@lru_cache(maxsize=8)
def _patterns(languages: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of dates with the name of a month, and the order of day, month and year."""

    def one_of(table: Mapping[str, str]) -> str:
        found = "|".join(table[code] for code in languages if code in table)
        return f"(?:{found or '(?!)'})"

    names = sorted(_months(languages), key=len, reverse=True)
    month = "(" + ("|".join(map(re.escape, names)) or "(?!)") + r")\.?"
    day = rf"([0-9]{{1,2}})(?:{one_of(_ORDINALS)})?\.?"
    year = rf"([0-9]{{4}})\s?(?:{one_of(_AFTER_YEAR)})?"
    gap = rf"[\s,،]+(?:{one_of(_FILLERS)}\s+)?"
    lead = rf"{_lead(languages).pattern}(?:{one_of(_FILLERS)}\s+)?"
    orders = {
        "dmy": rf"{day}{gap}{month}{gap}{year}",
        "mdy": rf"{month}\s+{day}{gap}{year}",
        "my": rf"{month}{gap}{year}",
    }
    return tuple((re.compile(lead + pattern), order) for order, pattern in orders.items())
