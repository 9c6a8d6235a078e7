"""Tells what an update did to catalogs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """What an update did to one `.po` file."""

    path: str
    new: int
    """Messages that the catalog did not have, also in other words."""
    fuzzy: int
    """Messages, edited or new, with a translation which a person must look at now."""
    obsolete: int
    """Translated messages that the pages have no more."""
    reused: int = 0
    """Messages that got the finished translation of the same message elsewhere."""
    language: str = ""
    restored: int = 0
    """Messages that are back, as they were, and their translations with them."""
    comments: int = 0
    """Messages of which only comments, places or flags changed."""
    reordered: bool = False
    """Whether messages that the catalog had stand in another order."""
    unmarked: int = 0
    """Messages that lost a review mark, as they had been edited since."""

    def __str__(self) -> str:
        where = f"{self.language} {self.path}".strip()
        return f"{where}: {self.list_counts()}"

    def list_counts(self) -> str:
        """The counts in words; those that are seldom are left out where there is nothing."""
        counts = f"{self.new} new, {self.fuzzy} fuzzy, {self.obsolete} obsolete"
        return ", ".join((counts, f"{self.reused} reused", *self._list_details()))

    def _list_details(self) -> Iterator[str]:
        if self.restored:
            yield f"{self.restored} restored"
        if self.unmarked:
            yield f"{self.unmarked} no longer reviewed"
        if self.comments:
            yield f"{self.comments} with other comments"
        if self.reordered:
            yield "other order"


def sum_changes(changes: Sequence[CatalogChange]) -> CatalogChange:
    """What an update did to these files together."""
    return CatalogChange(
        "",
        new=sum(change.new for change in changes),
        fuzzy=sum(change.fuzzy for change in changes),
        obsolete=sum(change.obsolete for change in changes),
        reused=sum(change.reused for change in changes),
        restored=sum(change.restored for change in changes),
        comments=sum(change.comments for change in changes),
        reordered=any(change.reordered for change in changes),
        unmarked=sum(change.unmarked for change in changes),
    )
