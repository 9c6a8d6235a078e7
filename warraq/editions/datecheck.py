"""Says which dates of editions cannot be: git lets whoever makes a tag write any date into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from warraq.editions.model import Tag


def find_odd_dates(
    tags: Sequence[Tag], commit_date: Callable[[Tag], str] = lambda _: ""
) -> Iterator[tuple[str, str]]:
    """Yield an edition and a sentence for each tag with such a date; `tags` oldest first.

    `commit_date` gives the date of a tag's commit, in the form of `Tag.date`, or nothing.
    """
    former: Tag | None = None
    for tag in tags:
        name = f"edition/{tag.edition}"
        made = commit_date(tag)
        if made and tag.date < made:
            yield (
                tag.edition,
                f"{name} is dated {tag.date}, before its own commit ({made}): do not rely on the "
                "date of the tag",
            )
        if former is not None and tag.date < former.date:
            yield (
                tag.edition,
                f"{name} is dated {tag.date}, before edition/{former.edition} ({former.date}): do "
                "not rely on the date of either tag",
            )
        former = tag
