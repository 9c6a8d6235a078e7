"""Turns measured rows into tables and says which targets are reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.table import Table as RichTable

from bench.measure import Usage
from bench.ours import OURS
from bench.peers import MKDOCS, MKDOCS_SHORT
from bench.rows import Row

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
"""The marks between which a page holds the figures of the last run."""

NOTES = """\
Both languages together; 1 KB is 1,000 bytes. CPU is user and system time of all processes;
memory is their highest sum (shared pages by share). A page is the same brief at every size;
its weight on a first visit is the HTML with every style, script and font that it refers to,
text files gzipped. Percentages compare a rebuild's CPU with that of the full build, growth
compares a full build's CPU with that of the fewest briefs."""

PAGE_PARTS = {
    "raw": "HTML raw",
    "html": "gzipped",
    "styles": "+ styles",
    "scripts": "+ scripts",
    "fonts": "+ fonts",
    "total": "= first visit",
}
"""The columns of the page table: parts of a `Weight` and their headings."""


@dataclass(frozen=True)
class Table:
    """A table before it is drawn: its heading, its columns, its cells as text."""

    title: str
    columns: Sequence[str]
    cells: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Target:
    """A promise about cost: its words, what was measured, and whether it is kept."""

    words: str
    measured: str
    reached: bool | None
    """None if the run lacks the rows that it needs."""

    @property
    def verdict(self) -> str:
        return {True: "reached", False: "missed", None: "not measured"}[self.reached]


# -- Tables --------------------------------------------------------------------------------


def make_tables(rows: Sequence[Row]) -> list[Table]:
    """The three tables of the result: the build, the rebuilds, the page."""
    return [
        _table(
            "Full build",
            rows,
            {
                "CPU s": lambda row: _seconds(row.full.cpu),
                "wall s": lambda row: _seconds(row.full.wall),
                "memory MB": lambda row: f"{row.full.memory / 1e6:,.0f}",
                "output MB": lambda row: f"{row.output / 1e6:,.1f}",
                "growth": lambda row: _growth(row, rows),
            },
        ),
        _table(
            "Rebuild, CPU s / wall s / % of full",
            rows,
            {
                "unchanged": lambda row: _share(row.unchanged, row.full),
                "one brief": lambda row: _share(row.text, row.full),
                "one translation": lambda row: _share(row.translation, row.full),
            },
        ),
        _page_table(rows),
    ]


def _table(title: str, rows: Sequence[Row], columns: dict[str, Callable[[Row], str]]) -> Table:
    cells = [
        [row.tool, f"{row.size:,}", *(column(row) for column in columns.values())] for row in rows
    ]
    return Table(title, ["", "briefs", *columns], cells)


def _page_table(rows: Sequence[Row]) -> Table:
    cells = [
        [
            row.tool,
            f"{row.size:,}",
            language,
            *(_kilobytes(getattr(page, part)) for part in PAGE_PARTS),
        ]
        for row in rows
        for language, page in row.pages.items()
    ]
    columns = ("", "briefs", "language", *PAGE_PARTS.values())
    return Table("A brief's page, KB", columns, cells)


def _seconds(value: float) -> str:
    return f"{value:,.1f}" if value >= 10 else f"{value:.2f}"


def _kilobytes(value: int) -> str:
    return f"{value / 1000:,.1f}"


def _share(part: Usage, full: Usage) -> str:
    return f"{_seconds(part.cpu)} / {_seconds(part.wall)} / {part.cpu / full.cpu:.1%}"


def _growth(row: Row, rows: Sequence[Row]) -> str:
    first = min((r for r in rows if r.tool == row.tool), key=lambda r: r.size)
    if first is row:
        return ""
    return f"× {row.full.cpu / first.full.cpu:.1f} for × {row.size / first.size:.3g}"


def draw_rich(table: Table) -> RichTable:
    """The table for the terminal."""
    drawn = RichTable(title=table.title, title_justify="left")
    for index, column in enumerate(table.columns):
        drawn.add_column(column, justify="left" if index == 0 else "right")
    for cells in table.cells:
        drawn.add_row(*cells)
    return drawn


def draw_markdown(table: Table) -> str:
    """The table as Markdown with its title as a heading."""
    rule = [":--" if index == 0 else "--:" for index in range(len(table.columns))]
    lines = [f"| {' | '.join(cells)} |" for cells in (table.columns, rule, *table.cells)]
    return f"### {table.title}\n\n" + "\n".join(lines) + "\n"


# -- Targets -------------------------------------------------------------------------------


def check_targets(rows: Sequence[Row]) -> list[Target]:
    """Every target with what was measured."""
    ours = {row.size: row for row in rows if row.tool == OURS}
    thousand = ours.get(1000)
    return [
        *(_below_peer(thousand, rows, peer) for peer in (MKDOCS, MKDOCS_SHORT)),
        _grows_linearly(ours.get(100), thousand),
        _weighs_at_most(list(ours.values()), "en", 25_000, "its styles and scripts"),
        _weighs_at_most(list(ours.values()), "ar", 75_000, "styles, scripts and fonts"),
        _same_weight(ours.get(100), ours.get(3000)),
        _rebuilds_little(thousand),
        _costs_little_more(thousand),
        _needs_little_memory(thousand),
    ]


def _below_peer(ours: Row | None, rows: Sequence[Row], tool: str) -> Target:
    words = f"1,000 briefs take less CPU than with {tool}"
    peer = next((row for row in rows if row.tool == tool and row.size == 1000), None)
    if ours is None or peer is None:
        return Target(words, "", None)
    measured = f"{_seconds(ours.full.cpu)} s, {_seconds(peer.full.cpu)} s"
    return Target(words, measured, ours.full.cpu < peer.full.cpu)


def _grows_linearly(small: Row | None, large: Row | None) -> Target:
    words = "1,000 briefs take at most 11 times the CPU of 100"
    if small is None or large is None:
        return Target(words, "", None)
    ratio = large.full.cpu / small.full.cpu
    return Target(words, f"{ratio:.1f}", ratio <= 11)


def _weighs_at_most(rows: Sequence[Row], language: str, limit: int, what: str) -> Target:
    words = f"a brief's page ({language}) with {what} is at most {limit // 1000} KB gzipped"
    if not rows:
        return Target(words, "", None)
    heaviest = max(row.pages[language].total for row in rows)
    foreign = [address for row in rows for address in row.pages[language].foreign]
    measured = f"{_kilobytes(heaviest)} KB" + (f", and {foreign[0]}" if foreign else "")
    return Target(words, measured, heaviest <= limit and not foreign)


def _same_weight(small: Row | None, large: Row | None) -> Target:
    words = "a brief's page weighs the same (within 2 %) at 100 and at 3,000 briefs"
    if small is None or large is None:
        return Target(words, "", None)
    changes = [
        large.pages[language].total / small.pages[language].total - 1 for language in small.pages
    ]
    measured = ", ".join(f"{change:+.2%}" for change in changes)
    return Target(words, measured, all(abs(change) <= 0.02 for change in changes))


def _rebuilds_little(row: Row | None) -> Target:
    words = "with 1,000 briefs, one edited brief takes at most 5 % of a full build's CPU"
    if row is None:
        return Target(words, "", None)
    share = row.text.cpu / row.full.cpu
    return Target(words, f"{share:.1%}", share <= 0.05)


def _costs_little_more(row: Row | None) -> Target:
    words = "with 1,000 briefs, the Arabic pages take at most 1.6 times the CPU of the English ones"
    if row is None or not row.alone:
        return Target(words, "", None)
    ratio = row.alone["ar"].cpu / row.alone["en"].cpu
    return Target(words, f"{ratio:.2f}", ratio <= 1.6)


def _needs_little_memory(row: Row | None) -> Target:
    words = "1,000 briefs need less than 400 MB of memory"
    if row is None:
        return Target(words, "", None)
    return Target(words, f"{row.full.memory / 1e6:,.0f} MB", row.full.memory < 400e6)


# -- Whole reports -------------------------------------------------------------------------


def target_table(targets: Sequence[Target]) -> Table:
    """The targets as a table."""
    cells = [(target.words, target.measured, target.verdict) for target in targets]
    return Table("Targets", ["", "measured", ""], cells)


def format_markdown(rows: Sequence[Row], machine: str) -> str:
    """The whole result as Markdown."""
    tables = [*make_tables(rows), target_table(check_targets(rows))]
    parts = [f"Measured on: {machine}.\n", f"{NOTES}\n", *map(draw_markdown, tables)]
    return "\n".join(parts)


def place_figures(page: str, figures: str, begin: str = BEGIN, end: str = END) -> str:
    """Put figures between the two marks of a page; without marks they are the page."""
    before, _, rest = page.partition(begin)
    _, found, after = rest.partition(end)
    return f"{before}{begin}\n\n{figures}\n{end}{after}" if found else figures
