"""Tells what an edition added, corrected, retracted, removed, translated and renamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from warraq.editions.model import Page, Sealed
from warraq.editions.pagefacts import FACTS, LINKS, PICTURES, compare_facts, compare_parts

BRIEF, DOCUMENT, LIST = "brief", "document", "list"
"""Kinds of pages, as `model.Page` names them."""


class Kind(StrEnum):
    """What happened to a page, the weightiest first."""

    REMOVED = "removed"
    RETRACTED = "retracted"
    LIFTED = "lifted"
    """No longer retracted."""
    CORRECTED = "corrected"
    ADDED = "added"
    RENAMED = "renamed"
    TRANSLATED = "translated"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Seen:
    """A page of one language as an edition has it."""

    page: Page
    path: str
    """From the site's root."""
    text: str
    """The digest of its text; empty for a list."""


View = Mapping[str, Seen]
"""What an edition has of one page, by the tags of languages."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an edition did to one page, in all languages taken together."""

    kind: Kind
    page: str
    """Its name in the edition; in the one before for a page that is no longer there."""
    former: str = ""
    """Its name in the edition before, where it was renamed."""
    languages: tuple[str, ...] = ()
    """The tags of the languages in which its text changed, or which have it anew."""
    notes: tuple[tuple[str, str], ...] = ()
    """What readers are told of it: dates in EDTF, or nothing, and notes that are new here."""
    beyond: tuple[str, ...] = ()
    """Which of FACTS, LINKS and PICTURES changed, in any language."""


def view_page(sealed: Sealed, name: str) -> dict[str, Seen]:
    """What an edition has of the page, in the order of its languages."""
    found: dict[str, Seen] = {}
    for tag in sealed.languages:
        page = sealed.pages.get(tag, {}).get(name)
        if page is not None:
            path = f"{tag}/{sealed.name}/{page.path}"
            found[tag] = Seen(page, path, sealed.texts.get(path, ""))
    return found


def page_names(sealed: Sealed) -> dict[str, None]:
    """The names of an edition's pages in any language, each once."""
    return dict.fromkeys(name for tag in sealed.languages for name in sealed.pages.get(tag, {}))


def kind_of(view: View) -> str:
    """Whether the page is a brief, another document or a list."""
    return next((seen.page.kind for seen in view.values()), LIST)


def find_renamed(before: Sealed, after: Sealed) -> dict[str, str]:
    """The names of pages that the edition before has and this one calls otherwise, with the new.

    Only a name that is free leads on: what it stood for may not be two pages.
    """
    old, new = page_names(before), page_names(after)
    renamed: dict[str, str] = {}
    for name in new:
        if name in old:
            continue
        view = view_page(after, name)
        for seen in view.values():
            for former in seen.page.formerly:
                if former in old and former not in new:
                    renamed.setdefault(former, name)
    return renamed


def compare_editions(before: Sealed | None, after: Sealed) -> tuple[Change, ...]:
    """The changes of briefs and documents against the edition before, by kind and name.

    Lists are left out: they follow from the briefs. In the first edition everything is added.
    """
    old, new = page_names(before) if before else {}, page_names(after)
    renamed = find_renamed(before, after) if before else {}
    former_of = {name: former for former, name in renamed.items()}
    found: list[Change] = []
    for name in new:
        former = former_of.get(name, "")
        view = view_page(before, former or name) if before else {}
        change = compare_views(view, view_page(after, name), name, former)
        if change:
            found.append(change)
    for name in old:
        if before and name not in new and name not in renamed:
            change = compare_views(view_page(before, name), {}, name)
            if change:
                found.append(change)
    order = list(Kind)
    return tuple(sorted(found, key=lambda change: (order.index(change.kind), change.page)))


def compare_views(before: View, after: View, name: str, former: str = "") -> Change | None:
    """What became of a page from one edition to the next; None if nothing that readers see.

    A document counts as changed where both what it is made of and its text are others: the
    glossary's list of briefs that mention a body changes without anybody having touched it.
    """
    if kind_of(after or before) == LIST or (not former and _is_same(before, after)):
        return None
    anew = tuple(tag for tag in after if tag not in before)
    texts = tuple(tag for tag in after if tag in before and _reads_anew(before[tag], after[tag]))
    languages = tuple(tag for tag in after if tag in {*anew, *texts})
    if not before:
        return Change(Kind.ADDED, name, former, languages, new_notes({}, after))
    if not after:
        return Change(Kind.REMOVED, name, former, tuple(before))
    notes = new_notes(before, after)
    kind = _weigh_status(before, after)
    beyond = _find_beyond(before, after) if kind is not Kind.REMOVED else {}
    if kind is None and former:
        kind = Kind.RENAMED
    translated = tuple(tag for tag in after if _is_translated_anew(before.get(tag), after[tag]))
    if kind is None and translated and {*texts}.union(*beyond.values()) <= {*translated}:
        kind, languages = Kind.TRANSLATED, translated
    if kind is None and (
        languages or notes or beyond or len(after) < len(before) or _status_moved(before, after)
    ):
        kind = Kind.CHANGED
    return Change(kind, name, former, languages, notes, tuple(beyond)) if kind else None


def _find_beyond(before: View, after: View) -> dict[str, tuple[str, ...]]:
    """What changed beside the text, each with the tags of the languages in which it did."""
    found: dict[str, list[str]] = {FACTS: [], LINKS: [], PICTURES: []}
    for tag, seen in after.items():
        if tag not in before:
            continue
        old, new = before[tag].page, seen.page
        for name in (*((FACTS,) if compare_facts(old, new) else ()), *compare_parts(old, new)):
            found[name].append(tag)
    return {name: tuple(tags) for name, tags in found.items() if tags}


def _is_same(before: View, after: View) -> bool:
    """Whether nothing at all changed, as with most pages of most editions."""
    return before.keys() == after.keys() and all(
        before[tag].text == seen.text and before[tag].page == seen.page
        for tag, seen in after.items()
    )


def new_notes(before: View, after: View) -> tuple[tuple[str, str], ...]:
    """The dates and notes that readers are told of, those that the edition before has left out.

    They are those of the first language; a history shows each language its own by `notes_in`.
    """
    tag = next(iter(after), "")
    return notes_in(before.get(tag) or next(iter(before.values()), None), after.get(tag))


def notes_in(before: Seen | None, after: Seen | None) -> tuple[tuple[str, str], ...]:
    """The notes of a page in one language that its former self did not have."""
    if after is None:
        return ()
    page = after.page
    said = {note for _date, note in _notes(before.page)} if before else set()
    fresh = [(date, note) for date, note in _notes(page) if note and note not in said]
    return tuple(dict.fromkeys(fresh))


def _notes(page: Page) -> tuple[tuple[str, str], ...]:
    return ((page.status_date, page.status_note), *page.revisions)


def _reads_anew(before: Seen, after: Seen) -> bool:
    if after.page.kind == DOCUMENT and before.page.source and after.page.source:
        return before.page.source != after.page.source and before.text != after.text
    return before.text != after.text


def _first(view: View) -> Page:
    return next(iter(view.values())).page


def _status_moved(before: View, after: View) -> bool:
    """Whether another thing was decided; a note that is only translated anew decides nothing."""
    old, new = _first(before), _first(after)
    if old.mark and new.mark:
        return old.mark != new.mark
    return (old.state, old.status_date) != (new.state, new.status_date)


def _weigh_status(before: View, after: View) -> Kind | None:
    old, new = _first(before), _first(after)
    if new.state in {Kind.REMOVED, Kind.RETRACTED} and new.state != old.state:
        return Kind(new.state)
    if old.state == Kind.RETRACTED and new.state != old.state:
        return Kind.LIFTED
    corrected = new.state == Kind.CORRECTED and _status_moved(before, after)
    return Kind.CORRECTED if corrected or len(new.revisions) > len(old.revisions) else None


def _is_translated_anew(before: Seen | None, after: Seen) -> bool:
    """Whether more of a page can be read in the language of its folder than before."""
    own = after.path.partition("/")[0].replace("-", "_") == after.page.language
    if before is None:
        return own or not after.page.language
    if before.text == after.text and before.page.language == after.page.language:
        return False
    return (own and before.page.language != after.page.language) or (
        after.page.percent > before.page.percent
    )


def count_changes(changes: Iterable[Change]) -> dict[Kind, int]:
    """How many there are of each kind, in the order of kinds, without those of which is none."""
    counts = Counter(change.kind for change in changes)
    return {kind: counts[kind] for kind in Kind if counts[kind]}
