"""A date as exact as it is known: a year, a month or a day, in EDTF (level 0)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import total_ordering

from babel import Locale, UnknownLocaleError
from babel.dates import parse_pattern

from warraq.locales import own_locale

FIRST_YEAR, LAST_YEAR = 1900, 2999

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

_NAMELESS = re.compile(r"M[0-9]{2}")
"""What Babel writes for a month without a name; stand-alone names are often missing."""

_LOCALES: Mapping[str, str] = {
    "en": "en_GB",  # United Nations documents write 12 May 2023; CLDR's "en" is American
}
"""Languages whose dates are written as another CLDR locale has them."""

_MONTHS: Mapping[str, tuple[str, ...]] = {
    # The Levantine name with the international one, as publishers in the region print them.
    "ar": (
        "كانون الثاني/يناير",
        "شباط/فبراير",
        "آذار/مارس",
        "نيسان/أبريل",
        "أيار/مايو",
        "حزيران/يونيو",
        "تموز/يوليو",
        "آب/أغسطس",
        "أيلول/سبتمبر",
        "تشرين الأول/أكتوبر",
        "تشرين الثاني/نوفمبر",
        "كانون الأول/ديسمبر",
    ),
}
"""Month names that replace CLDR's, January first."""


@total_ordering
@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A year, a month of a year, or a day; a coarse date sorts before the finer ones in it."""

    year: int
    """From 1900 to 2999."""

    month: int | None = None
    """From 1 to 12; None where only the year is known."""

    day: int | None = None
    """A day that the month has; None where it is not known."""

    def __post_init__(self) -> None:
        """Raise ValueError for a date that no calendar has."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"year {self.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
        if self.month is None and self.day is not None:
            raise ValueError("a day needs its month")
        self._first_day()

    def __str__(self) -> str:
        """The EDTF text, which is also ISO 8601 and what HTML's `datetime` takes."""
        return "-".join(
            f"{part:0{width}d}"
            for part, width in zip((self.year, self.month, self.day), (4, 2, 2), strict=True)
            if part is not None
        )

    def __lt__(self, other: object) -> bool:
        """Sort by year, then month, then day; what is unknown comes first."""
        if not isinstance(other, EdtfDate):
            return NotImplemented
        return self._key < other._key

    def is_before(self, other: EdtfDate) -> bool:
        """Whether it is surely earlier: compared only as far as both dates are known.

        May 2023 is not before 12 May 2023, nor is 2023; April 2023 is.
        """
        shared = min(len(str(self)), len(str(other)))
        return str(self)[:shared] < str(other)[:shared]

    @property
    def _key(self) -> tuple[int, int, int]:
        return (self.year, self.month or 0, self.day or 0)

    def _first_day(self) -> datetime.date:
        month, day = (1 if part is None else part for part in (self.month, self.day))
        return datetime.date(self.year, month, day)


def parse_date(text: str) -> EdtfDate:
    """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; raise ValueError that says what to write."""
    match = _DATE.fullmatch(text)
    if match:
        year, month, day = (None if part is None else int(part) for part in match.groups())
        try:
            return EdtfDate(year or 0, month, day)
        except ValueError:
            pass  # the 31st of a short month, month 13, year 0203: the same remedy
    raise ValueError(f'date "{text}" is not a date; write 2023-05 or 2023-05-12')


def format_date(date: EdtfDate, language: str) -> str:
    """Write `date` as readers of `language` (`en`, `ar`, `zh_CN`, `pt-BR`) expect, in full words.

    Order and words are CLDR's, save where this module's tables know better; digits are
    Western. A language whose months CLDR does not know gets the EDTF text.
    """
    code = language.replace("-", "_")
    try:
        locale = Locale.parse(_LOCALES.get(code, code))
    except (UnknownLocaleError, ValueError):
        return str(date)
    if date.month is None:
        pattern = _skeleton(locale, "y") or "y"
    elif date.day is None:
        pattern = _skeleton(locale, "yMMMM") or "y MMMM"
    else:
        # Not the skeleton yMMMMd: few locales have it, and Babel then abbreviates the month.
        pattern = str(locale.date_formats["long"].pattern)
    if date.month is not None and code in _MONTHS:
        name = _MONTHS[code][date.month - 1].replace("'", "''")
        pattern = re.sub("MMMM|LLLL", f"'{name}'", pattern)
    if "L" in pattern:
        locale = own_locale(str(locale))
    for chosen in (pattern, pattern.replace("LLLL", "MMMM")):
        text = parse_pattern(chosen).apply(date._first_day(), locale)
        if not _NAMELESS.search(text):
            return text
    return str(date)


def _skeleton(locale: Locale, name: str) -> str:
    found = locale.datetime_skeletons.get(name)
    return str(found.pattern) if found else ""
