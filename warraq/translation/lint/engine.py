"""Looks through catalogs with every rule, and says what is wrong in which line."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import polib

from warraq.translation.compile import find_catalogs, is_interface, list_forms, read_plural_rule
from warraq.translation.lint.catalog import SYNTAX, Context, Spot, check_file, read_header
from warraq.translation.lint.consistency import Key, Place, describe_rival, find_rivals
from warraq.translation.lint.message import check_subjects
from warraq.translation.lint.pofile import Entry, SourceFile, read_source
from warraq.translation.lint.registry import RULES
from warraq.translation.lint.silence import read_allowances, report_unused
from warraq.translation.lint.subject import Kind, Subject
from warraq.translation.plurals import plural_forms
from warraq.translation.reading import CatalogError, read_catalog
from warraq.translation.rules import Finding, Rule, Severity

FOLDER = "LC_MESSAGES"
_WHERE = re.compile(r":(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding in a catalog, with all that a person or a machine needs to find it."""

    path: str
    line: int
    rule: Rule
    message: str
    msgid: str = ""
    """The source text of the entry; empty for what is about the file."""
    fixed: str | None = None
    """What the translation would be with this put right, where that needs no person."""
    excerpt: str = ""
    """The line as it is written."""

    def as_data(self) -> dict[str, Any]:
        """The diagnostic for JSON."""
        return {
            "path": self.path,
            "line": self.line,
            "code": self.rule.code,
            "name": self.rule.name,
            "severity": self.rule.severity.value,
            "message": self.message,
            "msgid": self.msgid,
            "fixed": self.fixed,
        }


@dataclass(frozen=True, slots=True)
class Text:
    """A translation that reaches a page, where it stands, and what the rules look at."""

    entry: Entry
    index: int | None
    line: int
    subject: Subject


@dataclass(frozen=True, slots=True)
class Catalog:
    """A catalog that has been read, as far as it can be."""

    path: Path
    name: str
    """Its path as a person sees it."""
    content: bytes
    source: SourceFile
    spots: tuple[Spot, ...]
    """What is wrong with it as a file."""
    texts: tuple[Text, ...]
    """Empty where the build could not read the file either."""


def lint_catalog(path: Path, context: Context, name: str = "") -> list[Diagnostic]:
    """Look through one catalog; `name` is how it is called in what is found."""
    catalog = load_catalog(path, context, name)
    return diagnose_catalogs([catalog])


def lint_language(
    folder: Path,
    context: Context,
    *,
    only: Collection[Path] | None = None,
    name: Callable[[Path], str] = str,
    progress: Callable[[Path], None] = lambda _: None,
) -> list[Diagnostic]:
    """Look through the catalogs of a language, or `only` some, beside all the others."""
    catalogs = load_catalogs(list(find_catalogs(folder)), context, name)
    return diagnose_catalogs(catalogs, only, progress)


def load_catalogs(
    paths: Collection[Path], context: Context, name: Callable[[Path], str] = str
) -> list[Catalog]:
    """Read catalogs; nothing is raised for what is wrong with them."""
    return [load_catalog(path, context, name(path)) for path in paths]


def load_catalog(path: Path, context: Context, name: str = "") -> Catalog:
    """Read one catalog; nothing is raised for what is wrong with it, only OSError."""
    content = path.read_bytes()
    source = read_source(content)
    domain = domain_of(path)
    spots = list(check_file(content, source, domain, context))
    texts: tuple[Text, ...] = ()
    try:
        read_catalog(path)
    except CatalogError as error:
        if not any(spot.finding.rule.code in {"T501", "T502", "T503"} for spot in spots):
            spots.append(_place_error(error, path))
    else:
        if not source.problems:
            texts = tuple(_list_texts(path, source, domain, context))
    return Catalog(path, name or str(path), content, source, tuple(spots), texts)


def domain_of(path: Path) -> str:
    """What gettext calls a catalog: its path below LC_MESSAGES without the ending."""
    parts = path.with_suffix("").parts
    if FOLDER in parts:
        start = len(parts) - parts[::-1].index(FOLDER)
        return "/".join(parts[start:])
    return path.stem


def language_of(path: Path) -> str:
    """The language of the folder that a catalog stands in; empty outside of any."""
    parts = path.parts
    if FOLDER in parts[1:]:
        return parts[len(parts) - parts[::-1].index(FOLDER) - 2]
    return ""


def diagnose_catalogs(
    catalogs: Collection[Catalog],
    only: Collection[Path] | None = None,
    progress: Callable[[Path], None] = lambda _: None,
    jobs: int = 1,
) -> list[Diagnostic]:
    """Apply every rule to catalogs of one language that have been read, with `jobs` processes."""
    rivals = find_rivals(place for catalog in catalogs for place in list_places(catalog))
    chosen = [catalog for catalog in catalogs if only is None or catalog.path in only]
    checked = check_subjects([text.subject for c in chosen for text in c.texts], jobs)
    found: list[Diagnostic] = []
    for catalog in chosen:
        findings = list(islice(checked, len(catalog.texts)))
        every = _diagnose(catalog, findings, rivals)
        found += sorted(every, key=lambda item: (item.line, item.rule.code))
        progress(catalog.path)
    return found


def list_places(catalog: Catalog) -> Iterator[Place]:
    """The translated entries of a catalog, to be compared with those of others."""
    texts: dict[int, list[Text]] = {}
    for text in catalog.texts:
        texts.setdefault(id(text.entry), []).append(text)
    for forms in texts.values():
        said = tuple(form.subject.msgstr for form in forms)
        yield Place(catalog.name, forms[0].entry, said)


def _diagnose(
    catalog: Catalog, checked: list[tuple[Finding, ...]], rivals: dict[Key, list[Place]]
) -> Iterator[Diagnostic]:
    def say(line: int, finding: Finding, entry: Entry | None = None) -> Diagnostic:
        lines = catalog.source.lines
        excerpt = lines[line - 1].strip() if line <= len(lines) else ""
        return Diagnostic(
            catalog.name,
            line,
            finding.rule,
            finding.message,
            entry.key[1] if entry else "",
            finding.fixed,
            excerpt,
        )

    for spot in catalog.spots:
        yield say(spot.line, spot.finding, spot.entry)
    found: dict[int, list[tuple[int, Finding]]] = {}
    for text, own in zip(catalog.texts, checked, strict=True):
        found.setdefault(id(text.entry), []).extend((text.line, finding) for finding in own)
    if rivals:
        for place in list_places(catalog):
            if group := rivals.get(place.key):
                rival = describe_rival(place, group)
                found[id(place.entry)].append((place.entry.line, rival))
    for entry in catalog.source.entries:
        findings = found.get(id(entry))
        if findings is None:
            continue
        allowed, wrong = read_allowances(entry, RULES) if entry.comments else ([], [])
        codes = {allowance.code for allowance in allowed}
        for line, finding in (*findings, *wrong):
            if finding.rule.code not in codes:
                yield say(line, finding, entry)
        broken = {finding.rule.code for _, finding in findings}
        for allowance in allowed:
            if allowance.code not in broken:
                yield say(allowance.line, report_unused(allowance), entry)


def _list_texts(path: Path, source: SourceFile, domain: str, context: Context) -> Iterator[Text]:
    """Each translation that a build would put on a page: no doubtful or obsolete one."""
    interface = is_interface(domain)
    language = context.language or read_header(source).get("Language", "")
    rule = _read_rule(path, source, language)
    for entry in source.entries:
        po = as_polib(entry)
        if po.obsolete or po.fuzzy or not po.msgid or not po.translated():
            continue
        for form in list_forms(po, rule):
            source_text = form.source
            if form.index is not None and source_text != po.msgid_plural:
                source_text = " ".join(source_text.split())  # it has lost its placeholder
            subject = Subject(
                source_text,
                form.text,
                language,
                context.source,
                Kind.INTERFACE if interface else Kind.TEXT,
                context.names,
                context.digits,
            )
            yield Text(entry, form.index, entry.forms[form.index].first, subject)


def as_polib(entry: Entry) -> polib.POEntry:
    """The entry as the build meets it."""
    plural, context = entry.find("msgid_plural"), entry.find("msgctxt")
    forms = {index: form.text for index, form in entry.forms.items()}
    return polib.POEntry(
        msgid=entry.key[1],
        msgctxt=context.text if context else None,
        msgid_plural=plural.text if plural else "",
        msgstr="" if plural else forms.get(None, ""),
        msgstr_plural=forms if plural else {},
        flags=sorted(entry.flags),
        obsolete=entry.obsolete,
    )


def _read_rule(path: Path, source: SourceFile, language: str) -> Callable[[int], int]:
    """The catalog's rule of plurals; the language's own where that one is broken."""
    po = polib.POFile()
    po.metadata = read_header(source)
    try:
        return read_plural_rule(po, path)[1]
    except CatalogError:
        own: Callable[[int], int] = gettext.c2py(
            plural_forms(language).partition("plural=")[2][:-1]
        )
        return own


def _place_error(error: CatalogError, path: Path) -> Spot:
    text = str(error).removeprefix(str(path))
    found = _WHERE.match(text)
    line, said = (int(found[1]), found[2]) if found else (1, text)
    return Spot(line, Finding(SYNTAX, f"{said[:1].upper()}{said[1:]}."))


def count_severities(diagnostics: Collection[Diagnostic]) -> tuple[int, int]:
    """How many errors and how many warnings."""
    errors = sum(item.rule.severity is Severity.ERROR for item in diagnostics)
    return errors, len(diagnostics) - errors
