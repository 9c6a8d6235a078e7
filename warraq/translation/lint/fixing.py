"""Writes the repairs that need no person into catalogs, and leaves every other byte alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from warraq.files import write_atomically
from warraq.translation.lint.consistency import Place, find_rivals
from warraq.translation.lint.engine import Catalog, Text, list_places
from warraq.translation.lint.message import check_subjects, repair_subject
from warraq.translation.lint.pofile import (
    BOM,
    Entry,
    Field,
    SourceFile,
    escape_text,
    read_source,
    unescape_text,
)
from warraq.translation.lint.registry import RULES
from warraq.translation.lint.silence import read_allowances
from warraq.translation.rules import Finding, Rule

_STRING = re.compile(r'\s*(?:msgstr(?:\[\d+\])?\s*)?"')


@dataclass(frozen=True, slots=True)
class Repair:
    """A translation that has been put right, or could not be."""

    path: str
    line: int
    codes: tuple[str, ...]
    """The rules that it no longer breaks."""
    before: str
    after: str
    refused: str = ""
    """Why it was left as it is, where it was."""

    def as_data(self) -> dict[str, object]:
        """The repair for JSON."""
        return {
            "path": self.path,
            "line": self.line,
            "codes": list(self.codes),
            "before": self.before,
            "after": self.after,
            "refused": self.refused or None,
        }


@dataclass(slots=True)
class _Plan:
    catalog: Catalog
    text: Text
    after: str
    codes: tuple[str, ...]
    refused: str = ""


def fix_catalogs(
    catalogs: Collection[Catalog],
    wants: Callable[[Rule], bool] = lambda _: True,
    only: Collection[Path] | None = None,
    jobs: int = 1,
) -> list[Repair]:
    """Repair catalogs of one language, or `only` some of them, as far as no person is needed.

    What an entry's comment allows stays as it is. So does a text that would then differ from
    the same source's translation elsewhere. A file is written once, atomically, and only if
    all of it but the repaired texts is read as before.
    """
    chosen = [catalog for catalog in catalogs if only is None or catalog.path in only]
    texts = [(catalog, text) for catalog in chosen for text in catalog.texts]
    checked = check_subjects([text.subject for _, text in texts], jobs)
    plans = [
        plan
        for (catalog, text), findings in zip(texts, checked, strict=True)
        if (plan := _plan_text(catalog, text, findings, wants))
    ]
    _refuse_new_rivals(catalogs, plans)
    repairs: list[Repair] = []
    for catalog in catalogs:
        own = [plan for plan in plans if plan.catalog is catalog]
        if any(not plan.refused for plan in own):
            _write_plans(catalog, own)
        repairs += (
            Repair(
                catalog.name,
                plan.text.line,
                plan.codes,
                plan.text.subject.msgstr,
                plan.after,
                plan.refused,
            )
            for plan in own
        )
    return repairs


def _plan_text(
    catalog: Catalog, text: Text, findings: tuple[Finding, ...], wants: Callable[[Rule], bool]
) -> _Plan | None:
    if all(finding.fixed is None for finding in findings):
        return None
    allowed = {allowance.code for allowance in read_allowances(text.entry, RULES)[0]}

    def may_repair(rule: Rule) -> bool:
        return wants(rule) and rule.code not in allowed

    after = repair_subject(text.subject, may_repair)
    if after == text.subject.msgstr:
        return None
    codes = {f.rule.code for f in findings if f.fixed is not None and may_repair(f.rule)}
    return _Plan(catalog, text, after, tuple(sorted(codes)))


def _refuse_new_rivals(catalogs: Collection[Catalog], plans: list[_Plan]) -> None:
    """Leave texts alone that would part from translations that they agree with now."""
    places = [place for catalog in catalogs for place in list_places(catalog)]
    before = find_rivals(places)
    by_entry: dict[int, list[_Plan]] = {}
    for plan in plans:
        by_entry.setdefault(id(plan.text.entry), []).append(plan)
    texts = {
        id(place.entry): tuple(_after_texts(place, by_entry.get(id(place.entry), [])))
        for place in places
    }
    after = find_rivals(Place(place.path, place.entry, texts[id(place.entry)]) for place in places)
    for key in after.keys() - before.keys():
        for place in after[key]:
            for plan in by_entry.get(id(place.entry), []):
                plan.refused = _name_rival(place, after[key])


def _after_texts(place: Place, plans: list[_Plan]) -> list[str]:
    changed = {plan.text.index: plan.after for plan in plans}
    indexes = place.entry.forms
    return [changed.get(index, text) for index, text in zip(indexes, place.texts, strict=True)]


def _name_rival(place: Place, group: list[Place]) -> str:
    other = next(other for other in group if other.texts != place.texts)
    where = f"{other.path}:{other.entry.line}"
    return f"the same text in {where} would be left with another translation; repair both together"


def _write_plans(catalog: Catalog, plans: list[_Plan]) -> None:
    """Write a catalog with its plans carried out, or say in each why not."""
    wanted = {
        (plan.text.entry.line, plan.text.index): plan.after for plan in plans if not plan.refused
    }
    lines = list(catalog.source.lines)
    for plan in plans:
        if not plan.refused:
            field = plan.text.entry.forms[plan.text.index]
            _replace_field(lines, field, plan.after)
    mark = BOM if catalog.content.startswith(BOM.encode()) else ""
    content = (mark + "".join(lines)).encode("utf-8", "surrogateescape")
    if _differs_elsewhere(catalog.source, read_source(content), wanted):
        refused = "the file cannot be changed here alone; change it in a gettext editor"
    elif catalog.path.read_bytes() != catalog.content:
        refused = "the file has been changed meanwhile; run the command again"
    else:
        write_atomically(catalog.path, content)
        return
    for plan in plans:
        plan.refused = plan.refused or refused


def _replace_field(lines: list[str], field: Field, text: str) -> None:
    """Write a text into the lines of the old one; lines whose part stays are not touched.

    The list keeps its length: a line that falls away becomes nothing.
    """
    old = field.text
    start = _count_shared(old, text)
    tail = min(_count_shared(old[::-1], text[::-1]), min(len(old), len(text)) - start)
    stop = len(old) - tail
    pieces: list[tuple[int, int, int]] = []
    at = 0
    for number in range(field.first - 1, field.last):
        if _STRING.match(lines[number]):
            length = len(_read_string(lines[number]))
            pieces.append((number, at, at + length))
            at += length
    touched = [piece for piece in pieces if piece[2] > start][:1] or pieces[-1:]
    touched += [piece for piece in pieces if touched[0][1] < piece[1] < stop]
    (first, begin, _), (_, _, end) = touched[0], touched[-1]
    new = text[begin : len(text) - (len(old) - max(end, stop))]
    for number, _, _ in touched:
        opening, closing = lines[number].index('"') + 1, lines[number].rindex('"')
        if number == first:
            lines[number] = lines[number][:opening] + escape_text(new) + lines[number][closing:]
        else:
            lines[number] = ""


def _count_shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    least = min(len(one), len(other))
    return next((n for n, (a, b) in enumerate(pairs) if a != b), least)


def _read_string(line: str) -> str:
    return unescape_text(line[line.index('"') + 1 : line.rindex('"')])


def _differs_elsewhere(
    before: SourceFile, after: SourceFile, wanted: dict[tuple[int, int | None], str]
) -> bool:
    """Whether a changed catalog says anything else than the old one with what was wanted."""

    def list_texts(entry: Entry, changes: bool) -> list[tuple[str, int | None, str]]:
        return [
            (
                field.keyword,
                field.index,
                wanted.get((entry.line, field.index), field.text)
                if changes and field.keyword == "msgstr"
                else field.text,
            )
            for field in entry.fields
        ]

    def shape(source: SourceFile, changes: bool) -> list[object]:
        entries = [entry for entry in (source.header, *source.entries) if entry]
        return [
            (
                [words for _, words in entry.comments],
                entry.flags,
                entry.obsolete,
                list_texts(entry, changes),
            )
            for entry in entries
        ]

    return bool(after.problems) or shape(before, True) != shape(after, False)
