"""Says what is wrong with one entry of a `.bib` file, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches

from babel.core import get_global
from pybtex.bibtex.utils import split_name_list, split_tex_string

from warraq.knowledge.bibdates import month_number, parse_bib_date
from warraq.knowledge.bibscan import ScannedEntry, ScannedField
from warraq.knowledge.bibtypes import (
    ALIASES,
    DATES,
    EXAMPLES,
    FIELDS,
    LANGUAGES,
    LOCAL_FIELDS,
    MISTAKEN,
    NO_DOCUMENTS,
    PERSONS,
    TEXTS,
    TYPE_ALIASES,
    TYPES,
    plain_type,
    required_fields,
    split_field,
)
from warraq.knowledge.latextext import find_broken_latex
from warraq.translation.bidi import is_rtl

Wrong = tuple[int, str, bool]
"""A line, what is wrong there, and whether the file cannot be read because of it."""

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_RUN_BY_BROWSERS = ("javascript", "data", "vbscript")
_ADDRESS = re.compile(r"(?:(?:https?|ftp)://|mailto:)\S+", re.IGNORECASE)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/)?10\.[0-9.]+/\S+", re.IGNORECASE)
_USER = re.compile(r"[a-z]+://[^/?#]*@", re.IGNORECASE)
_YEARS = re.compile(r"[0-9]{4}(?:\s*(?:[/–]|--?)\s*[0-9]{4})?")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Invisible marks that change in which direction the text around them is shown."""
_IN_KEYS = re.compile(r"[\w.:+/'-]*")
_LIKELY = 0.8
_MOST_COMMAS = 2  # Last, Jr, First

_BODY_WORDS = re.compile(
    r"\b(?:of|for|the|on|against|agency|alliance|archive|army|assembly|association|bank|"
    r"cent(?:er|re)|coalition|commission|commissioner|committee|council|court|department|"
    r"federation|force|forum|foundation|fund|government|group|initiative|institute|international|"
    r"league|ministry|mission|movement|nations?|network|observatory|office|organi[sz]ation|"
    r"parliament|party|programme|society|state|tribunal|union|university|watch)\b"
    r"|(?<!\w)(?:و?ال)?(?:أمانة|اتحاد|الأمم|الجمعية|الحكومة|المجلس|المحكمة|المفوضية|المنظمة|تحالف|"
    r"جامعة|جمعية|حزب|حكومة|رابطة|شبكة|لجنة|مؤسسة|مجلس|محكمة|مركز|معهد|مفوضية|مكتب|منظمة|"
    r"هيئة|وزارة|وكالة)(?!\w)",
    re.IGNORECASE,
)
"""Words that stand in the names of bodies and not in those of persons."""


def check_entry(entry: ScannedEntry, languages: Sequence[str] = ()) -> Iterator[Wrong]:
    """Yield what is wrong with an entry; `languages` are the archive's, none for any."""
    kind = plain_type(entry.type)
    if kind not in TYPES:
        near = _nearest(kind, (*TYPES, *TYPE_ALIASES))
        hint = f"did you mean @{near}?" if near else "write @report, @legal, @article, @online…"
        yield entry.line, f"@{entry.type} is no type of biblatex; {hint}", False
    yield from _check_key(entry)
    yield from _missing(entry, kind)
    yield from _repeated(entry)
    for field in entry.fields:
        mark = _DIRECTION.search(field.value)
        if mark:
            message = f"{field.name} holds the invisible mark of direction U+{ord(mark[0]):04X}"
            yield field.line, f"{message}; take it out", True
        name, language = split_field(field.name)
        for message, fatal in _check_field(field, name, language, languages):
            yield field.line, message, fatal


def _check_key(entry: ScannedEntry) -> Iterator[Wrong]:
    if entry.in_comment:
        message = f"{entry.key} stands in a @comment, and is read all the same"
        yield entry.line, f"{message}; take it out, or take the @comment away", False
    usual = _IN_KEYS.match(entry.key)
    odd = entry.key[usual.end() :][:1] if usual else ""
    if not odd and ".." in entry.key.split("/"):
        odd = ".."
    if odd:
        shown = odd if odd.isprintable() else f"U+{ord(odd):04X}"
        message = f"the key {entry.key} holds {shown}"
        yield entry.line, f"{message}; write letters, figures and - _ . : + / alone", False


def _nearest(word: str, words: Iterable[str], likely: float = 0.6) -> str:
    near = get_close_matches(word, sorted(words), 1, likely)
    return near[0] if near else ""


def _missing(entry: ScannedEntry, kind: str) -> Iterator[Wrong]:
    if entry.field("crossref", "xdata") and kind not in NO_DOCUMENTS:
        return  # the field itself is found fault with
    for row in required_fields(kind):
        if not entry.field(*row):
            what = f"@{entry.type} {entry.key} has no {row[0]}"
            yield entry.line, f"{what}; add {EXAMPLES[row[0]]}", False


def _repeated(entry: ScannedEntry) -> Iterator[Wrong]:
    first: dict[str, int] = {}
    for field in entry.fields:
        if field.name in first:
            where = f"the field {field.name} stands in line {first[field.name]} already"
            yield field.line, f"{where}; keep one of them", True
        first.setdefault(field.name, field.line)


Found = Iterator[tuple[str, bool]]


def _check_field(field: ScannedField, name: str, language: str, languages: Sequence[str]) -> Found:
    if language:
        yield from _check_language(field, name, language, languages)
    elif name not in FIELDS and name not in ALIASES:
        yield from _misspelled(name, languages)
    if name in ("crossref", "xdata"):
        yield f"{name} is not followed here; write the fields into the entry itself", False
    value = " ".join(field.value.split())
    if not value:
        return
    for names, check in _CHECKS:
        if ALIASES.get(name, name) in names:
            yield from check(field.name, value)


def _check_language(
    field: ScannedField, name: str, language: str, languages: Sequence[str]
) -> Found:
    """A code of no language, or not the archive's code of one, is a slip.

    A field in another language is not: it waits for the day when the archive has that language,
    or has outlived one that the archive gave up.
    """
    known = {code.lower().replace("-", "_"): code for code in languages}
    if not known or language in known:
        return
    meant = known.get(get_global("language_aliases").get(language, ""))
    try:
        is_rtl(language)
    except ValueError:
        codes = ", ".join(known.values())
        yield f"{language} is the code of no language ({codes}); correct {field.name}", False
        return
    if meant:
        own = f"{name}-{meant.lower()}"
        yield f"{field.name}: the archive calls this language {meant}; write {own}", False


def _misspelled(name: str, languages: Sequence[str]) -> Found:
    own = (f"{field}-{code.lower()}" for field in LOCAL_FIELDS for code in languages)
    near = MISTAKEN.get(name) or _nearest(name, (*FIELDS, *ALIASES, *own), _LIKELY)
    if near:
        yield f"the field {name} is not known and not shown; did you mean {near}?", False


# -- What a field holds ----------------------------------------------------------------------


def _check_persons(name: str, value: str) -> Found:
    if _is_braced(value):
        return
    if re.search(r"(?:^|\s)and\s+and(?:\s|$)|^and\s|\sand$", value):
        yield f"“{_short(value)}” names nobody between two “and”; take one out", False
        return
    people = split_name_list(value)
    whole = f"{name} = {{{{{value.replace('{', '').replace('}', '')}}}}}"
    for person in people:
        if len(split_tex_string(person, ",")) > _MOST_COMMAS + 1:
            yield (
                f"“{_short(person)}” has too many commas for one name; put “and” between persons, "
                f"or write a body as {_short(whole)}",
                True,
            )
            return
    single = [person for person in people if len(person.split()) == 1 and "{" not in person]
    bodies = [person for person in people if _is_body(person)]
    if bodies or (len(people) > 1 and [one for one in single if one.lower() != "others"]):
        read = "a person" if len(people) == 1 else f"{len(people)} persons"
        yield f"“{_short(value)}” is read as {read}; for a body write {_short(whole)}", False


def _is_body(person: str) -> bool:
    """Whether a name that is read as a person's looks like that of a body."""
    last, *others = split_tex_string(person, ",")
    if others and " " not in last.strip():
        return False  # `Bank, Jane`
    return not _is_braced(person) and bool(_BODY_WORDS.search(person))


def _is_braced(text: str) -> bool:
    """Whether one pair of braces is around the whole text, which keeps a name in one piece."""
    if not (text.startswith("{") and text.endswith("}")):
        return False
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return index == len(text) - 1
    return False


def _short(text: str) -> str:
    longest = 120
    return text if len(text) <= longest else f"{text[:longest]}…"


def _check_date(name: str, value: str) -> Found:
    try:
        parse_bib_date(value.strip("{}"))
    except ValueError as error:
        yield f"{name}: {error}", False


def _check_year(_name: str, value: str) -> Found:
    if not _YEARS.fullmatch(value.strip("{} ")):
        message = f"year “{_short(value)}” is none"
        yield f"{message}; write four figures, or date = {{2020-05-12}}", False


def _check_month(_name: str, value: str) -> Found:
    if not month_number(value.strip("{} ")):
        message = f"month “{_short(value)}” is none"
        yield f"{message}; write a number from 1 to 12, or jan…dec", False


def _check_langid(_name: str, value: str) -> Found:
    name = value.strip("{}").lower()
    if name in LANGUAGES:
        return
    try:
        is_rtl(name)
    except ValueError:
        near = _nearest(name, LANGUAGES)
        hint = f"did you mean {near}?" if near else "write english, arabic, or a code such as ku"
        yield f"langid “{_short(name)}” is no language; {hint}", False


def _check_url(_name: str, value: str) -> Found:
    address = re.sub(r"\\([#$%&_~])(?:\{\})?", r"\1", value).strip("{} ")
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() in _RUN_BY_BROWSERS:
        yield (
            f"links to {scheme[1].lower()}:, which a browser would run; write https://…",
            False,
        )
    elif _USER.match(address):
        message = f"“{_short(address)}” holds a name or password before @"
        yield f"{message}; write the address without it", False
    elif address and not _ADDRESS.fullmatch(address):
        yield f"“{_short(address)}” is no address; write it whole, https://… without spaces", False


def _check_doi(_name: str, value: str) -> Found:
    if not _DOI.fullmatch(value.strip("{}")):
        yield f"doi “{_short(value)}” is none; write it as 10.1234/…", False


def _check_latex(name: str, value: str) -> Found:
    wrong = find_broken_latex(value)
    if wrong:
        yield f"{name}: {wrong}", False


_CHECKS: tuple[tuple[Iterable[str], Callable[[str, str], Found]], ...] = (
    (PERSONS, _check_persons),
    (DATES, _check_date),
    (("year",), _check_year),
    (("month",), _check_month),
    (("langid",), _check_langid),
    (("url",), _check_url),
    (("doi",), _check_doi),
    (TEXTS, _check_latex),
)
