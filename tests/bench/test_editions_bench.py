"""The benchmark of editions gives all tools the same history, and counts what it says."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bench import corpus, ours
from bench.disk import Disk, measure_disk
from bench.editions_peers import LEAN_LOOP, LOOP, MULTIVERSION, POLYVERSION, list_peers
from bench.editions_report import (
    BEGIN,
    END,
    check_targets,
    make_tables,
    place_tables,
    write_notes,
)
from bench.editions_runs import Ours, Result, Series, Theirs, check_pages, list_series
from bench.growth import Step, describe_step, fit_steps, measure_bend
from bench.measure import BenchError, Usage
from bench.revisions import Edition, Revisions, choose_changed, name_edition, revise_brief


def git(folder: Path, *arguments: str) -> list[str]:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.split()


# -- The history -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment in which the peers seem to be installed."""
    folder = tmp_path_factory.mktemp("venv")
    for name in ("multiversion/bin/sphinx-multiversion", "bin/sphinx-polyversion"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).touch()
    return folder


def test_only_the_chosen_briefs_change_and_for_all_tools_the_same(
    tmp_path: Path, venv: Path
) -> None:
    changed: dict[str, set[str]] = {}
    briefs = list(corpus.generate_briefs(5))
    (tmp_path / "ours").mkdir()
    made = {"ours": Revisions(tmp_path / "ours", briefs, ours.write_brief, "edition/")}
    for brief in briefs:
        ours.write_brief(tmp_path / "ours", brief)
    for peer in list_peers(venv):
        if peer.name in (MULTIVERSION, LEAN_LOOP):
            made[peer.name] = peer.make(tmp_path / peer.name, 5)
    for name, revisions in made.items():
        folder, prefix = tmp_path / name, "edition/" if name == "ours" else ""
        revisions.tag_edition()
        revisions.tag_edition(2)
        tags = [f"{prefix}{edition.name}" for edition in revisions.editions]
        assert git(folder, "tag", "--list") == tags == [f"{prefix}2020.01", f"{prefix}2020.02"]
        assert git(folder, "cat-file", "-t", tags[0]) == ["tag"]
        assert git(folder, "status", "--porcelain") == []
        paths = git(folder, "diff", "--name-only", *tags)
        changed[name] = {path for path in paths if path.endswith(".md")}
        assert len(paths) == (6 if name == "ours" else 4)  # page, catalog, our original
    slugs = {f"synthetic-brief-{number:05d}.md" for number in choose_changed(2, 5, 2)}
    assert {Path(path).name for path in changed["ours"]} == slugs
    assert changed["ours"] == changed[MULTIVERSION] == changed[LEAN_LOOP]


def test_new_briefs_are_those_that_follow(tmp_path: Path) -> None:
    revisions = Revisions(tmp_path, list(corpus.generate_briefs(1)), ours.write_brief)
    edition = revisions.tag_edition(added=2)
    assert edition.sample == corpus.generate_brief(2)
    pages = git(tmp_path, "ls-files", "docs")
    assert [Path(page).stem[-1] for page in sorted(pages, key=lambda page: page[-4])] == ["2", "3"]


def test_a_change_names_its_edition_in_both_languages_and_says_that_it_is_synthetic() -> None:
    brief = corpus.generate_brief(7)
    revised = revise_brief(brief, "2020.02")
    for language, word in (("en", "synthetic"), ("ar", "اصطناعي")):
        before, after = brief.body(language), revised.body(language)
        assert after.startswith(before)
        assert "2020.02" in after.removeprefix(before)
        assert word in after.removeprefix(before)


def test_editions_are_named_by_month() -> None:
    assert [name_edition(n) for n in (1, 12, 13, 50)] == [
        "2020.01",
        "2020.12",
        "2021.01",
        "2024.02",
    ]


def test_more_changes_than_briefs_are_refused() -> None:
    with pytest.raises(BenchError, match="3 of 2 briefs"):
        choose_changed(2, 2, 3)


def test_the_peers_build_every_version_in_both_languages(venv: Path) -> None:
    peers = {peer.name: peer.build(["2020.01", "2020.02"]) for peer in list_peers(venv)}
    for name in (MULTIVERSION, POLYVERSION):  # each finds the versions by itself
        assert [command[2] for command in peers[name]] == ["html/en", "html/ar"]
    for name in (LOOP, LEAN_LOOP):
        outputs = [command[-1] for command in peers[name] if "sphinx" in command]
        assert outputs == [f"html/{code}/2020.0{n}" for n in (1, 2) for code in ("en", "ar")]


def test_a_page_without_its_change_is_an_error(tmp_path: Path) -> None:
    edition = Edition("2020.02", corpus.generate_brief(1))
    for language in ("en", "ar"):
        page = tmp_path / f"{language}/x/briefs/{edition.sample.year}/{edition.sample.slug}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"<h1>{edition.sample.title.of(language)}</h1>")
    check_pages(tmp_path, "{language}/{name}", "x", edition, changed=False)
    with pytest.raises(BenchError, match="does not show the change"):
        check_pages(tmp_path, "{language}/{name}", "x", edition, changed=True)
    with pytest.raises(BenchError, match="was not made"):
        check_pages(tmp_path, "{language}/{name}", "y", edition, changed=False)


# -- Disk and growth -------------------------------------------------------------------------


def test_a_file_with_two_names_takes_its_blocks_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/one").write_bytes(os.urandom(50_000))
    alone = measure_disk([tmp_path])
    os.link(tmp_path / "a/one", tmp_path / "a/two")
    linked = measure_disk([tmp_path])
    assert linked.allocated == alone.allocated >= 50_000
    assert (linked.apparent, linked.files) == (100_000, 2)
    (tmp_path / "a/copy").write_bytes((tmp_path / "a/one").read_bytes())
    copied = measure_disk([tmp_path])
    assert copied.allocated >= linked.allocated + 50_000
    assert copied.distinct == linked.distinct == linked.allocated
    assert measure_disk([tmp_path], skip=("a",)).files == 0
    assert measure_disk([tmp_path / "a", tmp_path / "a"]).allocated < 2 * linked.allocated


def make_steps(bend: float = 0.0) -> list[Step]:
    """Editions of known cost: 1 s, 0.1 s a change, 2 ms a brief, 10 us a brief and edition."""
    steps = []
    for briefs in (50, 200):
        for changes in (5, 20, 40):
            for edition in range(1, 6):
                terms = describe_step(briefs, changes, edition)
                cost = 1 + 0.1 * changes + 0.002 * briefs + 1e-5 * terms[3] + bend * changes**2
                disk = 1_000_000 * briefs if edition == 1 else round(cost * 1e6)
                steps.append(Step(briefs, changes, edition, cost, cost, disk))
    return steps


def test_the_fit_finds_what_each_thing_costs() -> None:
    fit = fit_steps([step for step in make_steps() if step.edition > 1], lambda step: step.cpu)
    assert fit.coefficients == pytest.approx((1, 0.1, 0.002, 1e-5))
    assert fit.r_squared == pytest.approx(1)
    predicted = fit.predict([describe_step(1000, 5, 50), describe_step(1000, 5, 49)])
    assert predicted.value == pytest.approx(2 * 3.5 + 1e-5 * (49_000 + 48_000))
    assert predicted.margin == pytest.approx(0, abs=1e-6)


def test_a_fit_of_what_does_not_vary_is_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        fit_steps([Step(50, 5, 2, 1, 1, 1)] * 9, lambda step: step.cpu)


def test_the_bend_of_a_curve_is_its_distance_from_the_line() -> None:
    assert measure_bend([(1, 10), (3, 30), (2, 19), (2, 21)]) == (10, 0)
    assert measure_bend([(1, 10), (3, 30), (2, 30)]) == (10, 0.5)


def test_the_longest_series_is_the_smallest_archive() -> None:
    series = list_series((60, 180), (5, 20), 6, 50)
    assert series == [Series(60, 5, 50), Series(60, 20, 6), Series(180, 5, 6), Series(180, 20, 6)]
    assert list_series((), (5,), 6, 50) == []


# -- The report ------------------------------------------------------------------------------


def make_result(cpu: float = 2.0, several: int = 14_000_000, bend: float = 0.0) -> Result:
    steps = tuple(Step(300, 5, n, cpu, cpu, 100_000) for n in range(1, 7))
    last, one = Usage(cpu, cpu, 1), Disk(10_000_000, 9_000_000, 9_500_000, 700)
    mine = Ours(steps, last, last, last, one, replace(one, allocated=several), 5_000_000)
    peer = Theirs("synthetic peer", Usage(60, 70, 1), one, one, "sphinx 9")
    return Result("a synthetic machine", 300, 5, 5, mine, (peer,), tuple(make_steps(bend)))


def verdicts(result: Result) -> list[str]:
    return [target.verdict for target in check_targets(result)]


def test_each_target_can_be_reached_and_missed() -> None:
    assert verdicts(make_result()) == ["reached"] * 3
    assert verdicts(make_result(cpu=3.1)) == ["missed", "reached", "reached"]
    assert verdicts(make_result(several=15_100_000)) == ["reached", "missed", "reached"]
    assert verdicts(make_result(bend=0.01)) == ["reached", "reached", "missed"]
    assert verdicts(replace(make_result(), ours=None, growth=())) == ["not measured"] * 3


def test_the_tables_say_what_share_of_a_peer_ours_is() -> None:
    tables = {table.title.partition(":")[0]: table for table in make_tables(make_result())}
    cells = tables["Publishing edition 6"].cells[-1]
    assert cells == ["synthetic peer: all 6", "60.0", "70.0", "0", "3.3%", "2.9%", "20.0%"]
    assert tables["Disk, MB"].cells[0][1:4] == ["10.0", "14.0", "1.40"]
    calculated = {cells[0]: cells[1] for cells in tables["Extrapolated"].cells}
    fiftieth = "edition 50, 1,000 briefs, 5 changed each time: CPU s"
    assert fiftieth in calculated


def test_tables_stand_between_their_own_marks(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(
        f"<!-- figures -->\nkept\n<!-- end of figures -->\n{BEGIN}\nformer figures\n{END}\nend\n"
    )
    result = make_result()
    place_tables(page, write_notes(result), make_tables(result))
    text = page.read_text("utf-8")
    assert "kept" in text
    assert "former figures" not in text
    assert "synthetic peer" in text
    assert text.endswith(f"{END}\nend\n")


def test_little_measured_makes_few_tables() -> None:
    few = Result("a synthetic machine", 300, 5, 5, growth=(Step(60, 5, 1, 1, 1, 1),))
    assert [table.title for table in make_tables(few)] == ["Targets for editions"]
