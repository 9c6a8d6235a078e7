"""One row of the result: everything measured of one site."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.measure import Usage, count_bytes, run_commands
from bench.site import Edit, Site
from bench.weight import Weight, weigh_page

STEPS = (
    "full build",
    "unchanged rebuild",
    "one edited brief",
    "one edited translation",
    "each language alone",
)


@dataclass(frozen=True)
class Row:
    """What a generator needs for a number of briefs, in both languages together."""

    tool: str
    size: int
    full: Usage
    unchanged: Usage
    text: Usage
    """The rebuild after one brief's English text was edited."""

    translation: Usage
    """The rebuild after one Arabic message of one brief was edited."""

    output: int
    """Bytes of the output after the full build."""

    pages: Mapping[str, Weight]
    """The weight of the sample brief's page by language."""

    alone: Mapping[str, Usage] = field(default_factory=dict)
    """A fresh build of one language, by language."""


def measure_site(site: Site, advance: Callable[[str], None]) -> Row:
    """Build a site, weigh a page, and rebuild it after each kind of edit.

    `advance` is told each step as it begins. BenchError if a build fails or its pages do
    not show what they should.
    """
    advance(STEPS[0])
    full = _build(site)
    site.check()
    output = count_bytes(site.output)
    pages = {language: weigh_page(page, site.output) for language, page in site.pages.items()}
    advance(STEPS[1])
    unchanged = _build(site)
    site.check()
    advance(STEPS[2])
    text = _rebuild(site, site.edit_text())
    advance(STEPS[3])
    translation = _rebuild(site, site.edit_translation())
    advance(STEPS[4])
    alone = {
        language: run_commands([command], site.folder, site.env)
        for language, command in site.alone.items()
    }
    return Row(site.tool, site.size, full, unchanged, text, translation, output, pages, alone)


def _rebuild(site: Site, edit: Edit) -> Usage:
    edit.apply()
    usage = _build(site)
    edit.check()
    return usage


def _build(site: Site) -> Usage:
    return run_commands(site.commands, site.folder, site.env)


def save_rows(path: Path, rows: Iterable[Row], machine: str) -> None:
    """Write the rows as JSON: seconds and bytes."""
    data = {"machine": machine, "rows": [asdict(row) for row in rows]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
