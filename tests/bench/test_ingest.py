"""The measuring of imports counts what it says, and its sources are synthetic."""

from __future__ import annotations

from bench.ingest import Speed, measure_import, write_sources


def test_every_source_of_the_measure_becomes_a_page(tmp_path):
    speed = measure_import(tmp_path, 6, processes=1)
    assert speed.files == 6
    assert len(list((tmp_path / "archive/docs/briefs").glob("*/*.md"))) == 6


def test_the_sources_are_of_two_formats_and_say_that_they_are_synthetic(tmp_path):
    paths = write_sources(tmp_path / "in", 4)
    assert {path.suffix for path in paths} == {".txt", ".html"}
    assert all("ynthetic" in path.read_text("utf-8") for path in paths)


def test_the_speed_is_told_in_files_a_second():
    assert str(Speed(100, 4.0, 50)) == "100 files in 4.0 s: 25.0 files/s, 50 MB at most"
