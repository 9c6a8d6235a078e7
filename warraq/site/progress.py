"""Builds with a bar for each language, where a person looks on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from warraq.archive import Archive

if TYPE_CHECKING:
    from warraq.site.build import SiteResult


def make_bars(console: Console) -> Progress:
    """Bars with a description and a count, drawn when they are told to and gone at the end."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        auto_refresh=False,
    )


def build_with_progress(
    archive: Archive,
    languages: Sequence[str],
    *,
    parallel: int = 1,
    fresh: bool = False,
    builder: str = "html",
    quiet: bool = False,
) -> SiteResult:
    """Build with a bar for each language, where a person looks on."""
    from warraq.site.build import build_site

    console = Console(stderr=True)
    bar = make_bars(console)
    tasks: dict[str, TaskID] = {}

    def report(language: str, what: str, done: int, total: int) -> None:
        if quiet or not console.is_terminal:
            return
        if not tasks:
            bar.start()
        if language not in tasks:
            tasks[language] = bar.add_task(language, total=total)
        bar.update(tasks[language], description=f"{language}: {what}", completed=done, total=total)
        bar.refresh()

    try:
        return build_site(
            archive, languages, parallel=parallel, fresh=fresh, builder=builder, report=report
        )
    finally:
        if tasks:  # a bar that never started would still print an empty line
            bar.stop()
