"""Looks for what is wrong with a catalog as a file: its lines, its header, its entries."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import PLURALS
from babel.plural import to_gettext

from warraq.translation.compile import INTERFACE_DOMAINS
from warraq.translation.lint.pofile import BOM, Entry, SourceFile, iterate_fields
from warraq.translation.names import OfficialName
from warraq.translation.plurals import plural_forms
from warraq.translation.rules import FileExample, Finding, Rule, Severity

_HEAD = 'msgid ""\nmsgstr ""\n"Language: ar\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
_ENTRY = '\nmsgid "Syria"\nmsgstr "سوريا"\n'
_FORMS = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 ? 4 : 5);"
)
_PAGES = (
    'msgid "page"\nmsgid_plural "pages"\nmsgstr[0] "لا صفحات"\nmsgstr[1] "صفحة"\n'
    'msgstr[2] "صفحتان"\nmsgstr[3] "صفحات"\nmsgstr[4] "صفحة"\n'
)

SYNTAX = Rule(
    "T501",
    "syntax",
    "has a line that is not valid in a .po file",
    Severity.ERROR,
    FileExample('msgid "Syria"\nmsgstr "سوريا\n', 'msgid "Syria"\nmsgstr "سوريا"\n'),
    "Correct the line; the build stops until then.",
)
CONFLICT = Rule(
    "T502",
    "conflict-marker",
    "has the markers of a merge conflict",
    Severity.ERROR,
    FileExample(
        'msgid "Syria"\n<<<<<<< ours\nmsgstr "سوريا"\n=======\nmsgstr "سورية"\n>>>>>>> theirs\n',
        'msgid "Syria"\nmsgstr "سوريا"\n',
    ),
    "Keep one side of the conflict and delete its three markers.",
)
ENCODING = Rule(
    "T503",
    "encoding",
    "is not UTF-8, or its header does not say so",
    Severity.ERROR,
    FileExample(_HEAD.replace("UTF-8", "windows-1256") + _ENTRY, _HEAD + _ENTRY, whole=True),
    "Save the file as UTF-8, with charset=UTF-8 in the header's Content-Type.",
)
MARK = Rule(
    "T504",
    "byte-order-mark",
    "begins with a byte order mark",
    Severity.WARNING,
    FileExample(BOM + _HEAD + _ENTRY, _HEAD + _ENTRY, whole=True),
    "Save the file as UTF-8 without one; GNU gettext refuses it.",
)
LANGUAGE = Rule(
    "T505",
    "language-header",
    "does not name its own language in its header",
    Severity.ERROR,
    FileExample(_HEAD.replace("Language: ar", "Language: fa") + _ENTRY, _HEAD + _ENTRY, whole=True),
    "Write the code of the folder that the file stands in.",
)
PLURAL_RULE = Rule(
    "T506",
    "plural-forms",
    "counts otherwise than its language does, or has plurals and does not say how to count them",
    Severity.ERROR,
    FileExample(
        f'{_HEAD}"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n{_ENTRY}',
        f'{_HEAD}"Plural-Forms: {_FORMS}\\n"\n{_ENTRY}',
        whole=True,
    ),
    "Copy the language's Plural-Forms that the message shows into the header.",
)
DUPLICATE = Rule(
    "T507",
    "duplicate-message",
    "has a message twice",
    Severity.ERROR,
    FileExample('msgid "Syria"\nmsgstr "سوريا"\n' * 2, 'msgid "Syria"\nmsgstr "سوريا"\n'),
    "Keep the entry with the better translation and delete the other.",
)
FORMS = Rule(
    "T508",
    "plural-form-missing",
    "has a translation without all the plural forms of its language",
    Severity.ERROR,
    FileExample(_PAGES, f'{_PAGES}msgstr[5] "صفحة"\n'),
    "Fill in every form; until then the page shows the source.",
)
OBSOLETE = Rule(
    "T509",
    "obsolete-overgrowth",
    "has more obsolete entries than live ones",
    Severity.WARNING,
    FileExample(
        "".join(f'#~ msgid "Gone {n}"\n#~ msgstr "مضى {n}"\n\n' for n in range(20)),
        '#~ msgid "Gone"\n#~ msgstr "مضى"\n',
    ),
    "Delete the obsolete entries, at the end of the file, whose text will not come back.",
)
ORPHAN = Rule(
    "T510",
    "page-gone",
    "is for a page that no longer exists",
    Severity.WARNING,
    None,
    "Move the file to where its page is now, or delete it.",
)
EMPTY = Rule(
    "T511",
    "empty-message",
    "has a translation of an empty text, which is only for the header",
    Severity.ERROR,
    FileExample('msgctxt "menu"\nmsgid ""\nmsgstr "سوريا"\n', 'msgid "Syria"\nmsgstr "سوريا"\n'),
    "Delete the entry.",
)
HEADER = Rule(
    "T512",
    "header-missing",
    "has no header",
    Severity.ERROR,
    FileExample(_ENTRY.lstrip(), _HEAD + _ENTRY, whole=True),
    "Copy the first entry of another catalog of this language to the top of the file.",
)

FLOOR = 20
"""How many obsolete entries are no overgrowth yet, however few live ones there are."""

RULES = (
    SYNTAX, CONFLICT, ENCODING, MARK, LANGUAGE, PLURAL_RULE, DUPLICATE, FORMS, OBSOLETE, ORPHAN,
    EMPTY, HEADER,
)  # fmt: skip

_CHARSET = re.compile(r"charset\s*=\s*([^\s;]+)", re.IGNORECASE)
_PLURAL = re.compile(r"\s*nplurals\s*=\s*([1-9])\s*;\s*plural\s*=\s*([^;]+?)\s*;?\s*")
_EXPONENT = re.compile(r"\be\b")  # of a number as in 1e6, which no catalog counts
_NUMBERS = range(1001)


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules know of an archive when they look at a language's catalogs."""

    language: str
    """The language of the folder; empty for a catalog outside of any."""
    source: str = "en"
    names: tuple[OfficialName, ...] = ()
    digits: str = ""
    """CLDR's code of the numbering system that the archive writes in this language."""
    domains: frozenset[str] | None = None
    """The catalogs that have a page; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a catalog a finding is."""

    line: int
    finding: Finding
    entry: Entry | None = None


def check_file(content: bytes, source: SourceFile, domain: str, context: Context) -> Iterator[Spot]:
    """What is wrong with a catalog as a file."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield Spot(1, Finding(ENCODING, "The catalog is UTF-16; save the file as UTF-8."))
        return
    if content.startswith(BOM.encode()):
        yield Spot(1, Finding(MARK, "The catalog begins with a byte order mark; save it without."))
    if source.misread:
        also = f", as are {len(source.misread) - 1} more" if len(source.misread) > 1 else ""
        text = f"This line is not UTF-8{also}; save the file as UTF-8."
        yield Spot(source.misread[0], Finding(ENCODING, text))
    for problem in source.problems:
        rule = CONFLICT if problem.conflict else SYNTAX
        start = (
            problem.message[0] if problem.message.startswith("msg") else problem.message[0].upper()
        )
        yield Spot(problem.line, Finding(rule, f"{start}{problem.message[1:]}."))
    yield from _check_header(source, context)
    yield from _check_entries(source)
    known = context.domains
    if known is not None and domain not in known and domain not in INTERFACE_DOMAINS:
        text = f"The catalog is for a page {domain} that does not exist; move or delete the file."
        yield Spot(1, Finding(ORPHAN, text))


def read_header(source: SourceFile) -> dict[str, str]:
    """The header's lines: name and value."""
    return dict(iterate_fields(source.header)) if source.header else {}


def _check_header(source: SourceFile, context: Context) -> Iterator[Spot]:
    header = source.header
    if header is None:
        if not source.problems:
            text = "The catalog has no header; copy that of another catalog of this language."
            yield Spot(1, Finding(HEADER, text))
        return
    fields = read_header(source)

    def locate(name: str) -> int:
        lines = range(header.fields[0].first, header.fields[-1].last + 1)
        return next((n for n in lines if f"{name}:" in source.lines[n - 1]), header.line)

    charset = _CHARSET.search(fields.get("Content-Type", ""))
    if charset is None or charset[1].upper() not in {"UTF-8", "UTF8"}:
        says = f"says charset={charset[1][:40]}" if charset else "does not say its charset"
        wanted = "Content-Type: text/plain; charset=UTF-8"
        text = f"The header {says}; write “{wanted}”."
        yield Spot(locate("Content-Type"), Finding(ENCODING, text), header)
    language = fields.get("Language", "")
    if context.language and not _same_language(language, context.language):
        says = f"says “Language: {language[:40]}”" if language else "names no language"
        text = f"The header {says}; write “Language: {context.language}”."
        yield Spot(locate("Language"), Finding(LANGUAGE, text), header)
    yield from _check_plural_rule(source, fields, locate, context.language or language)


def _same_language(one: str, other: str) -> bool:
    """Whether two codes are the same, or one only says more: `ar` and `ar_SY`."""
    parts = [code.replace("-", "_").lower().split("_") for code in (one, other)]
    shared = min(map(len, parts))
    return bool(one) and parts[0][:shared] == parts[1][:shared]


def _check_plural_rule(
    source: SourceFile, fields: dict[str, str], locate: Callable[[str], int], language: str
) -> Iterator[Spot]:
    written = fields.get("Plural-Forms", "")
    wanted = plural_forms(language)
    if not written:
        if any(entry.live and entry.find("msgid_plural") for entry in source.entries):
            text = f"The header has no Plural-Forms; write “Plural-Forms: {wanted}”."
            yield Spot(locate("Plural-Forms"), Finding(PLURAL_RULE, text), source.header)
        return
    counted = count_plurals(written)
    if counted is None:
        what = f"that gettext cannot read, “{written[:80]}”"
    elif not (usual := usual_plurals(language)) or counted in usual:
        return
    else:
        what = f"that is not the language's, “{written[:80]}”"
    text = f"The header has a Plural-Forms {what}; write “Plural-Forms: {wanted}”."
    yield Spot(locate("Plural-Forms"), Finding(PLURAL_RULE, text), source.header)


@lru_cache(maxsize=64)
def count_plurals(written: str) -> tuple[int, ...] | None:
    """How many forms a Plural-Forms has, and which each number takes; None for a broken one."""
    found = _PLURAL.fullmatch(written)
    if not found:
        return None
    try:
        rule: Callable[[int], int] = gettext.c2py(found[2])
        forms = tuple(map(rule, _NUMBERS))
    except (ValueError, RecursionError, ZeroDivisionError):
        return None
    return (int(found[1]), *forms) if max(forms) < int(found[1]) and min(forms) >= 0 else None


@lru_cache(maxsize=64)
def usual_plurals(language: str) -> frozenset[tuple[int, ...] | None]:
    """What may stand in a language's catalogs: GNU gettext's forms, or those of CLDR.

    Empty where neither knows the language.
    """
    code = language.replace("-", "_")
    known = {count_plurals(plural_forms(language))} if code.split("_")[0] in PLURALS else set()
    with suppress(ValueError, UnknownLocaleError):
        forms = to_gettext(Locale.parse(code).plural_form)
        known.add(count_plurals(_EXPONENT.sub("0", forms)))
    return frozenset(known - {None})


def _check_entries(source: SourceFile) -> Iterator[Spot]:
    seen: dict[tuple[str, str], Entry] = {}
    header = read_header(source).get("Plural-Forms", "")
    number = re.match(r"\s*nplurals\s*=\s*(\d)", header)
    wanted = int(number[1]) if number else 2
    for entry in source.entries:
        if not entry.live:
            continue  # below, once every live one is known
        if not entry.key[1]:
            text = "This entry translates an empty text, which is only for the header; delete it."
            yield Spot(entry.line, Finding(EMPTY, text), entry)
            continue
        first = seen.setdefault(entry.key, entry)
        if first is not entry:
            text = f"This message stands in line {first.line} already; keep one of the two."
            yield Spot(entry.line, Finding(DUPLICATE, text), entry)
        if entry.find("msgid_plural") and not entry.fuzzy:
            yield from _check_forms(entry, wanted)
    for entry in source.entries:
        if entry.obsolete and (first := seen.setdefault(entry.key, entry)) is not entry:
            # msgfmt and msgmerge refuse the whole file for it.
            text = f"This message stands in line {first.line} already; delete this obsolete one."
            yield Spot(entry.line, Finding(DUPLICATE, text), entry)
    obsolete = sum(entry.obsolete for entry in source.entries)
    live = len(source.entries) - obsolete
    if obsolete > live and obsolete >= FLOOR:
        line = next(entry.line for entry in source.entries if entry.obsolete)
        text = (
            f"The catalog has {obsolete} obsolete entries for {live} live ones; "
            "delete those whose text will not come back."
        )
        yield Spot(line, Finding(OBSOLETE, text))


def _check_forms(entry: Entry, wanted: int) -> Iterator[Spot]:
    given = {index for index, form in entry.forms.items() if form.text}
    needed = set(range(wanted))
    if not given or given == needed:
        return
    lacking = ", ".join(f"msgstr[{index}]" for index in sorted(needed - given))
    beyond = ", ".join(f"msgstr[{index}]" for index in sorted(filter(None, given - needed)))
    text = f"This entry lacks {lacking}; fill it in." if lacking else f"Delete {beyond}."
    yield Spot(entry.line, Finding(FORMS, text), entry)
