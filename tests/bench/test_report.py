"""A report says of every target whether it is reached, missed or was not measured."""

from __future__ import annotations

from dataclasses import replace

from bench.measure import Usage
from bench.ours import OURS
from bench.peers import MKDOCS
from bench.report import BEGIN, END, check_targets, format_markdown, make_tables, place_figures
from bench.rows import Row
from bench.weight import Weight

PAGE = Weight(raw=9000, html=5000, styles=10_000, scripts=5000, fonts=0, foreign=())


def make_row(tool: str, size: int, cpu: float) -> Row:
    full, quick = Usage(cpu, cpu, 300_000_000), Usage(cpu / 25, cpu / 25, 1)
    pages = {"en": PAGE, "ar": replace(PAGE, fonts=40_000)}
    alone = {"en": Usage(cpu / 2.5, 1, 1), "ar": Usage(cpu / 1.7, 1, 1)}
    return Row(tool, size, full, quick, quick, quick, 1_000_000, pages, alone)


ROWS = [
    make_row(OURS, 100, 3),
    make_row(OURS, 1000, 30),
    make_row(OURS, 3000, 90),
    make_row(MKDOCS, 1000, 31),
]


def verdicts(rows: list[Row]) -> set[str]:
    return {target.verdict for target in check_targets(rows) if "short nav" not in target.words}


def test_targets_that_are_kept_are_reached() -> None:
    assert verdicts(ROWS) == {"reached"}


def test_targets_without_their_rows_are_not_measured() -> None:
    assert verdicts([]) == {"not measured"}


def test_each_target_can_be_missed() -> None:
    heavy = replace(PAGE, html=80_000)
    ours = replace(
        make_row(OURS, 1000, 40),
        full=Usage(40, 40, 500_000_000),
        text=Usage(4, 4, 1),
        pages={"en": heavy, "ar": heavy},
        alone={"en": Usage(10, 1, 1), "ar": Usage(17, 1, 1)},
    )
    grown = replace(make_row(OURS, 3000, 90), pages={"en": heavy, "ar": heavy})
    assert verdicts([ROWS[0], ours, grown, ROWS[3]]) == {"missed"}


def test_a_page_that_calls_another_host_misses_its_target() -> None:
    calling = replace(PAGE, foreign=("https://example.org/a.js",))
    row = replace(make_row(OURS, 1000, 30), pages={"en": calling, "ar": PAGE})
    missed = [target for target in check_targets([row]) if target.reached is False]
    assert [("(en)" in target.words) for target in missed] == [True]


def test_markdown_holds_every_cell() -> None:
    text = format_markdown(ROWS, "a synthetic machine")
    for table in make_tables(ROWS):
        for cells in table.cells:
            assert f"| {' | '.join(cells)} |" in text


def test_figures_replace_only_what_stands_between_the_marks() -> None:
    page = f"Before.\n{BEGIN}\nold\n{END}\nAfter.\n"
    placed = place_figures(page, "new")
    assert placed.startswith(f"Before.\n{BEGIN}\n")
    assert placed.endswith(f"{END}\nAfter.\n")
    assert "new" in placed
    assert "old" not in placed
    assert place_figures(placed, "new") == placed
    assert place_figures("", "new") == "new"
