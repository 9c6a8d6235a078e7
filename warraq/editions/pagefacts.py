"""Compares what a page has beside its text: its facts, where its links lead, its pictures."""

from __future__ import annotations

from dataclasses import dataclass

from warraq.editions.model import Page

DATE = "date"
FACTS, LINKS, PICTURES = "facts", "links", "pictures"
"""What a page has beside its text; the last two as `model.Page.parts` names them."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of a brief that is another one than before."""

    name: str
    """As front matter calls it: `date`, `places`."""
    before: tuple[str, ...]
    """Its items; none where there was no such fact."""
    after: tuple[str, ...]


def compare_facts(before: Page, after: Page) -> tuple[FactChange, ...]:
    """The facts that differ, in the order of a page.

    What an older record does not know of is not taken for a change.
    """
    old, new = _group_facts(before), _group_facts(after)
    if not (before.facts and after.facts):
        old, new = ({DATE: known[DATE]} for known in (old, new))
    if not (before.date and after.date):
        del old[DATE], new[DATE]
    return tuple(
        FactChange(name, old.get(name, ()), new.get(name, ()))
        for name in {**new, **old}
        if old.get(name) != new.get(name)
    )


def _group_facts(page: Page) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {DATE: (page.date,)}
    for name, value in page.facts:
        found[name] = (*found.get(name, ()), value)
    return found


def compare_parts(before: Page, after: Page) -> tuple[str, ...]:
    """Which of LINKS and PICTURES are others; what an older record does not know of is not."""
    old, new = dict(before.parts), dict(after.parts)
    return tuple(name for name in (LINKS, PICTURES) if _differ(old.get(name), new.get(name)))


def _differ(old: str | None, new: str | None) -> bool:
    return old is not None and new is not None and old != new
