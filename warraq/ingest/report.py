"""What an import did, as data for programs and as text for the maintainer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from warraq.ingest.accounting import Account, words
from warraq.ingest.document import LeftOut

NEW, UPDATED, UNCHANGED, FAILED = "new", "updated", "unchanged", "failed"

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class PageReport:
    """One publication of a file: its page, what was guessed, where its words went."""

    file: str
    """The file that was given, as it was named."""

    status: str
    """NEW, UPDATED, UNCHANGED or FAILED."""

    page: str = ""
    """Its page, from the archive's root."""

    source: str = ""
    """Its original, from the archive's root."""

    sha256: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    """The front matter."""

    review: dict[str, str] = field(default_factory=dict)
    """The fields that were guessed, each with how."""

    links: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    images: tuple[str, ...] = ()
    account: Account | None = None
    problem: str = ""
    """Why it failed."""

    notes: tuple[str, ...] = ()
    """What else a person should know."""

    diff: str = ""
    """How an existing page changes, as a unified diff."""

    def as_data(self) -> dict[str, Any]:
        """The report for JSON, without what is empty."""
        data: dict[str, Any] = {
            "file": self.file,
            "status": self.status,
            "page": self.page,
            "source": self.source,
            "sha256": self.sha256,
            "fields": self.fields,
            "review": self.review,
            "words": self.account.as_data() if self.account else {},
            "links": list(self.links),
            "suggestions": list(self.suggestions),
            "left_out": left_out_data(self.left_out),
            "images": list(self.images),
            "notes": list(self.notes),
            "problem": self.problem,
            "diff": self.diff,
        }
        return {name: value for name, value in data.items() if value not in ("", [], {})}


def left_out_data(pieces: Iterable[LeftOut]) -> list[dict[str, Any]]:
    """What was left out, for JSON."""
    return [
        {
            "reason": piece.reason,
            "words": len(words(piece.text)),
            "text": piece.text,
            "detail": piece.detail,
        }
        for piece in pieces
    ]


def report_data(reports: Iterable[PageReport]) -> dict[str, Any]:
    """The whole import for JSON: each publication and how many of each status."""
    rows = [report.as_data() for report in reports]
    statuses = [row["status"] for row in rows]
    return {
        "summary": {name: statuses.count(name) for name in (NEW, UPDATED, UNCHANGED, FAILED)},
        "pages": rows,
    }


def describe_page(report: PageReport) -> Iterator[str]:
    """One publication in lines for a terminal."""
    yield from map(show_line, _describe(report))


def count_of(count: int, name: str) -> str:
    """A number of things: `1 word`, `2 words`."""
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def show_line(text: str) -> str:
    """A text in one line, without what could steer a terminal or turn its direction."""
    return "".join(char if char.isprintable() else " " for char in text)


def _describe(report: PageReport) -> Iterator[str]:
    if report.status == FAILED:
        yield report.problem
        return
    yield f"{report.page} ({report.status}) from {report.file}"
    if report.status == UNCHANGED:
        yield from (f"  note      {note}" for note in report.notes)
        return
    if account := report.account:
        yield (
            f"  words     {account.source:,} = {account.body:,} body + "
            f"{account.front_matter:,} front matter + {account.left_out:,} left out"
        )
    for name, how in report.review.items():
        value = report.fields.get(name, "")
        shown = ", ".join(value) if isinstance(value, (list, tuple)) else str(value)
        yield f"  review    {name}: {shown} - {how}" if shown else f"  review    {name}: {how}"
    yield from (f"  linked    {link}" for link in report.links)
    yield from (f"  missing   {suggestion}" for suggestion in report.suggestions)
    yield from describe_left_out(report.left_out)
    yield from (f"  image     {name}" for name in report.images)
    yield from (f"  note      {note}" for note in report.notes)


def describe_left_out(pieces: Iterable[LeftOut]) -> Iterator[str]:
    """What was left out, a line each."""
    for piece in pieces:
        count = len(words(piece.text))
        text = " ".join(piece.text.split())
        start = f": {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}" if text else ""
        detail = f" ({piece.detail})" if piece.detail else ""
        words_gone = f", {count_of(count, 'word')}" if text else ""
        yield f"  left out  {piece.reason}{detail}{words_gone}{start}"


def summarise(reports: Iterable[PageReport]) -> str:
    """How many publications are of each status, in one line."""
    counts: dict[str, int] = {}
    for report in reports:
        counts[report.status] = counts.get(report.status, 0) + 1
    return ", ".join(f"{count:,} {status}" for status, count in counts.items()) or "nothing"
