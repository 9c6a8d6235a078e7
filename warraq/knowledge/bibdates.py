"""The dates of a bibliography: biblatex's, read and written in the words of a language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from warraq.edtf import FIRST_YEAR, LAST_YEAR, EdtfDate, format_date

_POINT = re.compile(
    r"(?P<year>-?[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?P<time>T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
    r"(?P<mark>[?~%]?)"
)
_SEASONS = range(21, 25)
_MONTHS = range(1, 13)
_SHORT_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_CYCLE = 400
"""The years after which the calendar begins anew."""


@dataclass(frozen=True, slots=True)
class Point:
    """One date, as exactly as it is known."""

    year: str
    """`2015`, `-0043`, or with X for what is not known: `201X`."""

    month: int = 0
    """From 1 to 12, or 21 to 24 for spring to winter; 0 for none."""

    day: int = 0
    """0 for none."""

    mark: str = ""
    """`?` uncertain, `~` about, `%` both."""


@dataclass(frozen=True, slots=True)
class BibDate:
    """A date, or a range of them; an open end is None."""

    start: Point | None
    end: Point | None
    is_range: bool = False


def parse_bib_date(text: str) -> BibDate:
    """Read a date as biblatex has it (manual, section 2.3.8: ISO 8601-2, levels 0 and 1).

    That is a year, month or day; with `?`, `~` or `%` behind it; with X for unknown figures;
    with 21 to 24 for a season; two of them as a range with `/`, one of them open. Times of the
    day are passed over. Raises ValueError that says what to write.
    """
    start, slash, end = text.strip().partition("/")
    try:
        if not slash:
            return BibDate(_point(start), None)
        first, last = (_point(part) if part not in ("", "..") else None for part in (start, end))
    except ValueError:
        first = last = None
    if first is None and last is None:
        raise ValueError(f'"{text}" is no date; write 2020, 2020-05, 2020-05-12 or a range of them')
    return BibDate(first, last, is_range=True)


def _point(text: str) -> Point:
    match = _POINT.fullmatch(text)
    if not match or match["year"] > str(LAST_YEAR):
        raise ValueError(text)
    month, day = (int(part) if part and part != "XX" else 0 for part in match.group("month", "day"))
    if match["day"] and not (match["month"] in ("XX",) or month in _MONTHS):
        raise ValueError(text)  # a season has no days
    if match["month"] and match["month"] != "XX":
        if month not in _MONTHS and month not in _SEASONS:
            raise ValueError(text)
        if match["day"] and match["day"] != "XX":
            EdtfDate(_shift(int(match["year"]) if match["year"].isdigit() else 2000), month, day)
    elif day:
        raise ValueError(text)
    return Point(match["year"], month, day, match["mark"])


def format_bib_date(text: str, language: str, translate: Callable[[str], str]) -> str:
    """Write a date of a bibliography in words; raises ValueError for what is no date."""
    date = parse_bib_date(text)
    start, end = (
        _format_point(point, language, translate) if point else ""
        for point in (date.start, date.end)
    )
    if not date.is_range:
        return start
    if not start:
        return translate("until %s") % end
    if not end:
        return translate("since %s") % start
    return _join_range(date, start, end)


def _join_range(date: BibDate, start: str, end: str) -> str:
    """`2015–2016`, `May–July 2020`, `3–5 May 2015`, `30 May – 2 June 2015`.

    What both ends have at their end is said once: the year, or month and year.
    """
    first, last = date.start, date.end
    shared = f" {first.year}" if first and last and first.year == last.year else ""
    certain = first and last and not (first.mark or last.mark)
    if not (shared and certain and start.endswith(shared) and end.endswith(shared)):
        shared = ""
    elif first and last and first.month == last.month:
        day, space, rest = start.partition(" ")
        month = space + rest
        shared = month if day.isdigit() and end.endswith(month) else shared
    shown, others = start.removesuffix(shared).rstrip(",،"), end.removesuffix(shared)
    dash = " – " if re.search("[ /]", shown + others) else "–"
    return f"{shown}{dash}{end}"


def format_year_month(year: str, month: str, language: str) -> str:
    """Write BibTeX's `year` and `month`, a number or an English name; the year is any text."""
    found = re.fullmatch("[0-9]{4}", year)
    number = month_number(month)
    if not found or not number:
        return year
    return _format_day(int(year), number, None, language)


def month_number(text: str) -> int:
    """The number of a month as BibTeX has it, a number or an English name; 0 for none."""
    if text.isdigit() and int(text) in _MONTHS:
        return int(text)
    short = text[:3].lower()
    return _SHORT_MONTHS.index(short) + 1 if short in _SHORT_MONTHS else 0


def _format_point(point: Point, language: str, translate: Callable[[str], str]) -> str:
    if not point.year.isdigit():
        shown = point.year
    elif point.month in _SEASONS:
        seasons = (
            translate("spring %s"),
            translate("summer %s"),
            translate("autumn %s"),
            translate("winter %s"),
        )
        shown = seasons[point.month - _SEASONS.start] % point.year
    else:
        shown = _format_day(int(point.year), point.month or None, point.day or None, language)
    if point.mark in ("?", "%"):
        shown += translate("?")
    return translate("about %s") % shown if point.mark in ("~", "%") else shown


def _format_day(year: int, month: int | None, day: int | None, language: str) -> str:
    """A date of any century: one before 1900 has the calendar of one four hundred years later."""
    shifted = _shift(year)
    shown = format_date(EdtfDate(shifted, month, day), language)
    return shown if shifted == year else shown.replace(str(shifted), str(year))


def _shift(year: int) -> int:
    while year < FIRST_YEAR:
        year += _CYCLE
    return year
