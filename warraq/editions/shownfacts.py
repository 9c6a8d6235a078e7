"""Says in words what changed of a page beside its text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from warraq.editions.changes import Change, Kind, View
from warraq.editions.comparedtexts import show_words
from warraq.editions.comparing import Mark, Words
from warraq.editions.pagefacts import DATE, FACTS, LINKS, PICTURES, FactChange, compare_facts
from warraq.editions.pageframe import Setting
from warraq.editions.voices import Voice, name_of
from warraq.edtf import format_date, parse_date


def show_beyond(
    change: Change, before: View, now: View, setting: Setting, voice: Voice
) -> Iterator[str]:
    """Yield what changed beside the text as HTML: facts with what they were, links, pictures.

    The facts are said in the voice's language; in others, those that did not change in it.
    """
    if change.kind is Kind.REMOVED:
        return
    if FACTS in change.beyond:
        yield f'<p class="beyond">{escape(say_beyond(voice, FACTS))}</p>'
    told: set[str] = set()
    for tag in dict.fromkeys([voice.tag, *now]):
        if tag not in now or tag not in before:
            continue
        found = compare_facts(before[tag].page, now[tag].page)
        found = tuple(one for one in found if one.name not in told)
        if found:
            told |= {one.name for one in found}
            lead = "" if tag == voice.tag else f"<p>{name_of(tag, setting.voices)}</p>"
            yield lead + show_facts(found, voice)
    for name in change.beyond:
        if name != FACTS:
            yield f'<p class="beyond">{escape(say_beyond(voice, name))}</p>'


def say_beyond(voice: Voice, name: str) -> str:
    """That one of FACTS, LINKS and PICTURES has changed."""
    said = {
        FACTS: voice.translate("Facts changed"),
        LINKS: voice.translate("Links changed"),
        PICTURES: voice.translate("Pictures changed"),
    }
    return said[name]


def show_facts(changes: tuple[FactChange, ...], voice: Voice) -> str:
    """A list of changed facts as HTML, what was removed and added marked as in texts."""
    items = "".join(
        f"<li>{escape(_name_fact(voice, change.name))}: {_show_items(change, voice)}</li>"
        for change in changes
    )
    return f'<ul class="changed-facts">{items}</ul>'


def _show_items(change: FactChange, voice: Voice) -> str:
    """The items as HTML: a comma between two of a list, none between what was and what is."""
    comma = escape(voice.translate(", "))
    html, last = "", Mark.SAME
    for mark, item in _mark_items(change):
        if html:
            html += " " if (last, mark) == (Mark.REMOVED, Mark.ADDED) else comma
        shown = show_words([Words(mark, _say_item(change.name, item, voice))], voice)
        html, last = f"{html}<bdi>{shown}</bdi>", mark
    return html


def _mark_items(change: FactChange) -> Iterator[tuple[Mark, str]]:
    """The items, with those that are new behind those that are gone; none is said twice."""
    kept = {*change.before} & {*change.after}
    if [one for one in change.before if one in kept] != [
        one for one in change.after if one in kept
    ]:
        kept = set()  # their order alone says something: who is named first
    for item in change.before:
        yield Mark.SAME if item in kept else Mark.REMOVED, item
    for item in change.after:
        if item not in kept:
            yield Mark.ADDED, item


def _say_item(name: str, item: str, voice: Voice) -> str:
    if name != DATE:
        return item
    try:
        return format_date(parse_date(item), voice.language.code)
    except ValueError:
        return item


def _name_fact(voice: Voice, name: str) -> str:
    names = {
        DATE: voice.translate("Date"),
        "kind": voice.translate("Kind"),
        "language": voice.translate("Language"),
        "authors": voice.translate("Authors"),
        "places": voice.translate("Places"),
        "topics": voice.translate("Topics"),
        "bodies": voice.translate("Bodies"),
        "url": voice.translate("First published at"),
        "license": voice.translate("License"),
    }
    return names.get(name, name)
