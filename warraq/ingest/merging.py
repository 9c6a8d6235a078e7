"""Merges a new import into a page that people have edited, without losing either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Any

from warraq.brief import Brief, BriefPage, write_brief


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged page; with conflicts it is not to be written."""

    text: str
    conflicts: tuple[str, ...]


def merge_page(base: BriefPage, theirs: BriefPage, ours: BriefPage) -> Merged:
    """Put what changed from `base` to `ours` into `theirs`.

    `base` is the page as the import makes it of the stored original, `theirs` the page as it
    is on the disk, `ours` the new import. Raises BriefError if the outcome is no valid brief.
    """
    conflicts: list[str] = []
    changes: dict[str, object] = {}
    for field in fields(Brief):
        name = field.name
        before, edited, new = (getattr(page.brief, name) for page in (base, theirs, ours))
        if name == "source":
            if not edited or edited.sha256 != new.sha256:
                changes[name] = new
        elif new in (before, edited):
            continue
        elif edited == before:
            changes[name] = new
        elif _is_list(before, edited, new):
            changes[name] = _merge_list(before, edited, new)
        else:
            conflicts.append(f"{name} was edited to {edited}, and is now {new} in the source")
    lines, places = merge_lines(*(page.body.splitlines() for page in (base, theirs, ours)))
    for edited_lines, new_lines in places:
        conflicts.append(f"edited: {_show(edited_lines)} / in the source now: {_show(new_lines)}")
    text = write_brief(theirs, changes)
    head = text[: len(text) - len(theirs.body)]
    end = "\n" if lines else ""
    return Merged(head + "\n".join(lines) + end, tuple(conflicts))


def merge_lines(
    base: Sequence[str], theirs: Sequence[str], ours: Sequence[str]
) -> tuple[list[str], list[tuple[Sequence[str], Sequence[str]]]]:
    """Three-way merge by lines, and the pairs of what both sides changed differently.

    A conflict leaves their lines in the merged text.
    """
    merged: list[str] = []
    conflicts: list[tuple[Sequence[str], Sequence[str]]] = []
    at_base = at_theirs = at_ours = 0
    for base_start, base_end, theirs_start, ours_start in _sync_regions(base, theirs, ours):
        was = base[at_base:base_start]
        edited = theirs[at_theirs:theirs_start]
        new = ours[at_ours:ours_start]
        if list(new) in (list(was), list(edited)):
            merged += edited
        elif list(edited) == list(was):
            merged += new
        else:
            conflicts.append((edited, new))
            merged += edited
        length = base_end - base_start
        merged += base[base_start:base_end]
        at_base, at_theirs, at_ours = base_end, theirs_start + length, ours_start + length
    return merged, conflicts


def _sync_regions(
    base: Sequence[str], theirs: Sequence[str], ours: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of the base that stand in both others, and an empty one at the end."""
    left = _matches(base, theirs)
    right = _matches(base, ours)
    one = two = 0
    while one < len(left) and two < len(right):
        base_left, there, length_left = left[one]
        base_right, here, length_right = right[two]
        start = max(base_left, base_right)
        end = min(base_left + length_left, base_right + length_right)
        if start < end:
            yield start, end, there + start - base_left, here + start - base_right
        if base_left + length_left < base_right + length_right:
            one += 1
        else:
            two += 1
    yield len(base), len(base), len(theirs), len(ours)


def _matches(one: Sequence[str], two: Sequence[str]) -> list[tuple[int, int, int]]:
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return [(m.a, m.b, m.size) for m in matcher.get_matching_blocks() if m.size]


def _is_list(*values: Any) -> bool:
    return all(
        isinstance(value, tuple) and all(isinstance(item, str) for item in value)
        for value in values
    )


def _merge_list(
    before: tuple[str, ...], edited: tuple[str, ...], new: tuple[str, ...]
) -> tuple[str, ...]:
    kept = [item for item in edited if item in new or item not in before]
    return (*kept, *(item for item in new if item not in before and item not in kept))


def _show(lines: Sequence[str]) -> str:
    text = " ".join(" ".join(lines).split())
    return f"“{text[:70]}{'…' if len(text) > 70 else ''}”" if text else "(nothing)"
