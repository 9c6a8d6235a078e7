"""Compares the numbers, dates and document symbols of a translation with those of its source."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from warraq.translation.lint.markup import View
from warraq.translation.lint.months import (
    find_contradictions,
    find_months,
    knows_months,
    name_month,
)
from warraq.translation.lint.scripts import PLAIN_DIGITS, base_of, fold_word
from warraq.translation.lint.subject import Subject
from warraq.translation.rules import Example, Finding, Rule, Severity

NUMBER = Rule(
    "T401",
    "number-changed",
    "lacks a number of the source, or has one that the source lacks",
    Severity.WARNING,
    Example("It met 24 times in 2023.", "اجتمعت 42 مرة في عام 2023.", "اجتمعت 24 مرة في عام 2023."),
    "Write the source's numbers.",
)
MONTH = Rule(
    "T402",
    "month-changed",
    "names another month than the source, two in one, or none",
    Severity.WARNING,
    Example("In early May 2023", "في مطلع آذار/مارس 2023", "في مطلع أيار/مايو 2023"),
    "Name the source's month, in words or in figures.",
)
SYMBOL = Rule(
    "T403",
    "symbol-changed",
    "lacks the symbol of a document that the source names",
    Severity.WARNING,
    Example("See S/RES/2254 (2015).", "انظر الوثيقة S/RES/2245 (2015).", "انظر S/RES/2254 (2015)."),
    "Write the symbol as the source does: it is what readers look up.",
)
RULES: tuple[Rule, ...] = (NUMBER, MONTH, SYMBOL)

_DECIMAL_POINT = frozenset({"en"})
"""Languages in which 1,234 and 1.234 mean one thing each; in others both are written."""

_MOST = 2_000
"""A text with more numbers is no sentence, and not compared."""

_GAP = "[ \u00a0\u202f\u2009'’]"
_NUMBER = re.compile(
    rf"(?<![0-9])(?:[0-9]{{1,3}}(?:{_GAP}[0-9]{{3}})+(?![0-9])(?:[.,][0-9]+(?![0-9]))?"
    r"|[0-9]+(?:[.,][0-9]+)*)"
)
_DATE = re.compile(
    r"(?<![0-9./-])(?:[0-9]{4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?"
    r"|[0-9]{1,2}[./-](?:[0-9]{1,2}[./-])?[0-9]{4})(?![0-9./-]*[0-9])"
)
_SYMBOL = re.compile(r"(?<![\w/])[A-Z]{1,8}(?:/[A-Z0-9][A-Za-z0-9.-]*)+")
_LATIN = re.compile("[A-Za-z]")
_AFTER = re.compile(
    r"(?P<percent>[ \u00a0\u202f]?[%٪]|[ -]per ?cent\b)|(?P<ordinal>-?(?:st|nd|rd|th|er|e|ème)\b)"
    r"|(?P<decade>’?'?s\b)|(?P<afternoon>[ \u00a0]?p\.?m\b)|(?P<unit>(?:km|kg|m|cm|mm|g|h)²?\b)"
)
_HIDDEN = dict.fromkeys(
    (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x61C)
)
_PLAIN: Mapping[int, str | None] = {**PLAIN_DIGITS, **_HIDDEN, 0x2212: "-", 0x2011: "-"}

_MAGNITUDES: Mapping[str, Mapping[str, int]] = {
    "en": {
        "hundred": 2, "thousand": 3, "thousands": 3, "k": 3, "million": 6, "millions": 6, "m": 6,
        "billion": 9, "billions": 9, "bn": 9, "trillion": 12,
    },
    "ar": {
        "مئه": 2, "مائه": 2, "الف": 3, "الاف": 3, "الفا": 3, "مليون": 6, "مليونا": 6,
        "ملايين": 6, "مليار": 9, "مليارات": 9, "مليارا": 9, "بليون": 9, "تريليون": 12,
    },
    "fr": {"mille": 3, "million": 6, "millions": 6, "milliard": 9, "milliards": 9},
    "ku": {"sed": 2, "hezar": 3, "milyon": 6, "milyar": 9},
    "ckb": {"سهد": 2, "ههزار": 3, "مليون": 6, "ملیۆن": 6, "مليۆن": 6, "مليار": 9},
}  # fmt: skip
"""Words behind a number that multiply it, by their power of ten; folded."""

_ROUND: Mapping[str, Mapping[str, str]] = {
    "ar": {
        "مئه": "100", "مائه": "100", "مئتي": "200", "مئتا": "200", "مئتين": "200",
        "مئتان": "200", "مائتي": "200", "مائتا": "200", "مائتين": "200", "مائتان": "200",
        "الف": "1000", "الفي": "2000", "الفا": "2000", "الفين": "2000", "الفان": "2000",
        "مليون": "1000000", "مليوني": "2000000", "مليونا": "2000000", "مليونين": "2000000",
    },
    "fr": {"cent": "100", "mille": "1000", "million": "1000000"},
    "ku": {"sed": "100", "hezar": "1000", "milyonek": "1000000"},
    "ckb": {"سهد": "100", "ههزار": "1000"},
}  # fmt: skip
"""Words that are a round number by themselves; folded."""

_TENS: Mapping[str, re.Pattern[str]] = {
    "ar": re.compile(
        r"عشر\b|عشره\b|عشر(?:ون|ين)|ثلاث(?:ون|ين)|اربع(?:ون|ين)|خمس(?:ون|ين)|ست(?:ون|ين)\b"
        r"|سبع(?:ون|ين)|ثمان(?:ون|ين)|تسع(?:ون|ين)"
    ),
    "fr": re.compile(
        r"\b(?:onze|douze|treize|quatorze|quinze|seize|dix|vingt|trente|quarante|"
        r"cinquante|soixante)"
    ),
    "ku": re.compile(r"\b(?:yanzdeh|dwanzdeh|sêzdeh|çardeh|panzdeh|bîst|sî|çil|pêncî|şêst|heftê)"),
    "ckb": re.compile("دوانزه|سيانزه|پانزه|بيست|سى|چل|پهنجا|شهست|ههفتا"),
}
"""Words for numbers from eleven to ninety-nine; where one stands, such a number may be in words."""

_PERCENT: Mapping[str, re.Pattern[str]] = {
    "ar": re.compile("[%٪]|ب?ال?م[ائ]*[يئ]ه|في الم"),
    "ckb": re.compile("[%٪]|له ?سهد"),
    "fr": re.compile("%|pour ?cent|pourcent"),
    "ku": re.compile("%|ji sed|sedî|ji ?%"),
}
"""How a language writes per cent; folded."""

_COUNTED: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        r"hundred|thousand|million|billion|trillion|dozen|teen|twenty|thirty|forty|fifty|sixty"
        r"|seventy|eighty|ninety|twent|thirt|half|halves|third|quarter|decade|centur|eleven"
        r"|twelve|twelfth|percentage"
    ),
}
"""Words of a source that a translation may give in figures. Without them, nothing can tell."""

_SMALL: Mapping[str, Mapping[str, str]] = {
    "en": {
        word: str(number)
        for number, words in enumerate(
            (
                "no zero nobody none", "one once first single a an each every alone",
                "two twice second both pair two-thirds",
                "three third thrice", "four fourth", "five fifth", "six sixth", "seven seventh",
                "eight eighth", "nine ninth", "ten tenth",
            )
        )
        for word in words.split()
    },
}  # fmt: skip
"""Words of a source that stand for the numbers up to ten."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a text has it, with every value that it may stand for."""

    text: str
    values: frozenset[str]
    needed: bool
    """Whether a translation must have it in figures."""
    percent: bool = False

    @property
    def is_small(self) -> bool:
        """Whether it is one that a text may as well write in words."""
        return self.text.isdecimal() and len(self.text) <= 2 and int(self.text) <= 10


def check_numbers(view: View) -> Iterator[Finding]:
    """The findings of this module's rules."""
    source, target = (text.translate(_PLAIN) for text in (view.source, view.target))
    symbols = [symbol for symbol in _SYMBOL.findall(source) if re.search("[0-9]", symbol)]
    if symbols:
        had = set(_SYMBOL.findall(target))
        lost = [symbol for symbol in dict.fromkeys(symbols) if symbol not in had]
        for symbol in lost[:3]:
            yield Finding(SYMBOL, f"The translation lacks the symbol {symbol[:80]}; write it.")
    source, target = _SYMBOL.sub(" ", source), _SYMBOL.sub(" ", target)
    yield from _check_values(view, source, target)
    yield from _check_months(view, source, target)


def _check_values(view: View, source: str, target: str) -> Iterator[Finding]:
    language = view.subject.language
    wanted = _read_numbers(source, view.subject.source)
    found = _read_numbers(target, language)
    if max(len(wanted), len(found)) > _MOST or not (wanted or found):
        return
    folded = fold_word(target)
    values = frozenset[str]().union(*(number.values for number in found))
    values |= _read_round_numbers(folded, language)
    source_values = frozenset[str]().union(*(number.values for number in wanted))
    tens = _TENS.get(base_of(language))
    in_words = tens is not None and tens.search(folded) is not None
    missing = [number for number in wanted if not number.values & values]
    extra = [number for number in found if not number.values & source_values]
    lost = [n for n in missing if n.needed and not (in_words and _is_below(n, 100))]
    new = [] if lost else _find_new(extra, missing, source, view.subject.source)
    if lost or new:
        lacks = ", ".join(dict.fromkeys(number.text[:40] for number in lost[:3]))
        has = ", ".join(dict.fromkeys(number.text[:40] for number in (new or extra)[:3]))
        if lacks and has:
            what = f"has {has} where the source has {lacks}; write {lacks}"
        elif lacks:
            what = f"lacks the number {lacks}; write it"
        else:
            what = f"has the number {has}, which the source lacks; look at the source"
        yield Finding(NUMBER, f"The translation {what}.")
    elif (percent := next((n for n in wanted if n.percent), None)) and not missing:
        written = _PERCENT.get(base_of(language))
        if written and not written.search(folded):
            yield Finding(
                NUMBER, f"The translation lacks the per cent sign of {percent.text[:40]}; write it."
            )


def _find_new(
    extra: list[Number], missing: list[Number], source: str, language: str
) -> list[Number]:
    """The numbers of a translation that are surely not its source's."""
    counted = _COUNTED.get(base_of(language))
    if counted is None or not extra or counted.search(source.casefold()):
        return []
    words = _SMALL.get(base_of(language), {})
    spelled = {words[w] for w in re.findall(r"[a-z]+", source.casefold()) if w in words}
    large = [number for number in extra if not _is_below(number, 13)]
    small = [n for n in extra if n.is_small and not n.values & spelled]
    changed = small if any(number.is_small for number in missing) else []
    return large + changed


def _is_below(number: Number, limit: int) -> bool:
    return all(len(v) < 9 and Decimal(v) < limit for v in number.values if v)


def _read_numbers(text: str, language: str) -> list[Number]:
    numbers: list[Number] = []

    def take_date(match: re.Match[str]) -> str:
        for part in re.findall("[0-9]+", match[0]):
            numbers.append(Number(part, frozenset({_plain(part)}), len(part) == 4))
        return " " * len(match[0])

    text = _DATE.sub(take_date, text)
    previous = ""
    for match in _NUMBER.finditer(text):
        if len(numbers) > _MOST:
            break
        start, end = match.span()
        if not (values := _values(match[0], language)):
            numbers += [
                Number(part, frozenset({_plain(part)}), True)
                for part in re.findall("[0-9]+", match[0][:200])
            ]
            continue
        after = _AFTER.match(text, end)
        kind = after.lastgroup if after else None
        values |= _multiply(values, text[end : end + 20], language)
        if text[start - 1 : start] in {"-", "–"} and len(match[0]) == 2 and len(previous) == 4:
            values |= {previous[:2] + match[0]}  # 2011–15
        if kind == "afternoon" and match[0].isdecimal() and len(match[0]) < 3:
            values |= {str(int(match[0]) + 12)}
        number = Number(match[0], frozenset(values), True, kind == "percent")
        small = number.is_small and not _stands_in_date(text, start, end, language)
        ordinal = kind == "ordinal" and len(match[0]) < 3
        glued = _is_glued(text, start, end) and kind not in {"afternoon", "unit", "ordinal"}
        needed = not (small or ordinal or kind == "decade" or glued)
        numbers.append(Number(number.text, number.values, needed, number.percent))
        previous = match[0]
    return numbers


def _is_glued(text: str, start: int, end: int) -> bool:
    """Whether a number is a part of a word, such as COVID-19, H1N1, 3RP."""
    before = text[max(0, start - 2) : start]
    return bool(
        _LATIN.fullmatch(before[-1:])
        or (len(before) == 2 and before[1] in "-–" and _LATIN.fullmatch(before[0]))
        or _LATIN.fullmatch(text[end : end + 1])
    )


def _stands_in_date(text: str, start: int, end: int, language: str) -> bool:
    """Whether a number is the day of a month that stands beside it."""
    around = text[max(0, start - 18) : start] + "1" + text[end : end + 22]
    months = find_months(around, language, sure=True)
    if not months:
        return False
    return any(
        re.search(rf"\b1(?:st|nd|rd|th)?\.?,? (?:of )?{name}|{name}\.? 1\b", fold_word(around))
        for name in map(re.escape, months.values())
    )


def _values(number: str, language: str) -> set[str]:
    """What a number may mean: 1,234 is 1234 or 1.234; nothing for what has other dots, 3.11.2."""
    number = re.sub(_GAP, "", number)
    separators = re.sub("[0-9]", "", number)
    if not separators:
        return {_plain(number)}
    groups = re.split("[.,]", number)
    thousands = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3
    if len(groups) == 2 and base_of(language) in _DECIMAL_POINT:
        joint = "" if thousands and separators == "," else "."
        return {_plain(joint.join(groups))}
    values = {_plain("".join(groups))} if thousands and len(set(separators)) == 1 else set()
    inner, last = separators[:-1], separators[-1]
    if not inner and groups[1] != "000":
        values.add(_plain(f"{groups[0]}.{groups[1]}"))
    elif inner and len(set(inner)) == 1 and inner[0] != last:
        values.add(_plain("".join(groups[:-1]) + "." + groups[-1]))
    return values


def _plain(number: str) -> str:
    whole, _, part = number.partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")


_WORD = re.compile(r"[ \u00a0-]?([^\W\d_]+)")


def _multiply(values: set[str], after: str, language: str) -> set[str]:
    """The products of a number and the word behind it: 2.5 million."""
    found = _WORD.match(after)
    power = _MAGNITUDES.get(base_of(language), {}).get(fold_word(found[1])) if found else None
    if power is None:
        return set()
    return {_plain(f"{Decimal(value) * 10**power:f}") for value in values if len(value) <= 20}


def _read_round_numbers(folded: str, language: str) -> frozenset[str]:
    table = _ROUND.get(base_of(language))
    if table is None:
        return frozenset()
    found = set()
    for word in re.findall(r"[^\W\d_]+", folded):
        for form in (word, word[1:], word[2:], word[3:]):
            if form in table:
                found.add(table[form])
    return frozenset(found)


def _check_months(view: View, source: str, target: str) -> Iterator[Finding]:
    subject = view.subject
    if not knows_months(subject.language):
        return
    torn = yield from _check_pairs(subject, source, target)
    wanted = find_months(source, subject.source, sure=True)
    if not wanted:
        return
    found = find_months(target, subject.language)
    in_figures = {
        int(part)
        for date in _DATE.findall(target)
        for part in re.findall("[0-9]+", date)
        if len(part) < 3
    }
    for month in wanted:
        if month in found or month in in_figures:
            continue
        others = [number for number in found if number not in wanted]
        if not torn.isdisjoint(others):
            continue  # told already
        said, write = (name_month(month, code) for code in (subject.source, subject.language))
        if others:
            other = name_month(others[0], subject.language)
            what = f"has “{other}” where the source has “{said}”"
        else:
            what = f"lacks the month “{said}”"
        yield Finding(MONTH, f"The translation {what}; write “{write}”.")


def _check_pairs(subject: Subject, source: str, target: str) -> Generator[Finding, None, set[int]]:
    """Find names of one month that are two, أيار/يونيو; returns the months of such pairs."""
    named = find_months(source, subject.source) if "/" in target else {}
    torn: set[int] = set()
    for shown, *pair in find_contradictions(target, subject.language) if named else ():
        if named.keys() >= set(pair):
            continue  # the source means both
        torn |= set(pair)
        month = next((number for number in pair if number in named), next(iter(named)))
        yield Finding(
            MONTH,
            f"The translation has “{shown}”, which are two months; write "
            f"“{name_month(month, subject.language)}”.",
        )
    return torn
