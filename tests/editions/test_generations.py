"""The published site changes in one step, and what it shares with the next is never written to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from warraq.editions import generations
from warraq.editions.generations import (
    FORMER,
    NEXT,
    copy_file,
    fill_folder,
    make_generation,
    place_file,
    restore_site,
)
from warraq.files import write_atomically


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of one synthetic edition."""
    folder = tmp_path / "site"
    for name, text in {
        "en/2023.05/index.html": "synthetic, sealed",
        "en/2023.05/briefs/a.html": "synthetic brief",
        "en/latest/index.html": "synthetic, newest",
        "editions/2023.05/edition.json": "{}",
        "editions/2023.05/bagit.txt": "BagIt-Version: 1.0",
        "index.html": "synthetic chooser",
        "CNAME": "someone else's file",
    }.items():
        write_atomically(folder / name, text)
    return folder


def read_tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_generation_begins_like_the_site_and_takes_its_place(site: Path) -> None:
    before = read_tree(site)
    with make_generation(site) as coming:
        assert read_tree(coming) == before
        write_atomically(coming / "en/2023.11/index.html", "synthetic, second")
        write_atomically(coming / "en/latest/index.html", "synthetic, second")
        assert read_tree(site) == before
    after = read_tree(site)
    assert after["en/2023.11/index.html"] == after["en/latest/index.html"] == "synthetic, second"
    assert after["CNAME"] == "someone else's file"
    assert read_tree(site.with_name(NEXT)) == before  # the one that was left


def test_what_did_not_change_is_stored_once(site: Path) -> None:
    with make_generation(site):
        pass
    one = site / "en/2023.05/index.html"
    assert one.samefile(site.with_name(NEXT) / "en/2023.05/index.html")
    assert one.stat().st_nlink == 2


def test_an_error_leaves_the_site_as_it_was(site: Path) -> None:
    before = read_tree(site)

    def fail_half_way() -> None:
        with make_generation(site) as coming:
            write_atomically(coming / "en/latest/index.html", "synthetic, half done")
            (coming / "index.html").unlink()
            raise RuntimeError("synthetic")

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert read_tree(site) == before
    with make_generation(site) as coming:
        assert read_tree(coming) == before  # what was half done is gone


def test_a_file_that_is_gone_from_the_site_is_gone_from_the_next(site: Path) -> None:
    with make_generation(site):
        pass
    (site / "CNAME").unlink()
    (site / "index.html").unlink()
    (site / "index.html").mkdir()
    write_atomically(site / "index.html/inside", "synthetic")
    with make_generation(site) as coming:
        assert read_tree(coming) == read_tree(site)


def test_what_a_killed_run_half_filled_is_filled_again(site: Path) -> None:
    coming = site.with_name(NEXT)
    write_atomically(coming / "en/2023.05/index.html", "synthetic, of a killed run")
    write_atomically(coming / "editions/2023.05/edition.json", "{}")  # not the site's file
    with make_generation(site) as coming:
        assert read_tree(coming) == read_tree(site)


def test_what_was_taken_out_by_hand_does_not_come_back(site: Path) -> None:
    """A text may have to leave the web for somebody's safety, out of a sealed edition too."""
    for _ in range(2):  # so that both folders have it
        with make_generation(site):
            pass
    (site / "en/2023.05/briefs/a.html").unlink()
    for _ in range(3):
        with make_generation(site):
            pass
        assert not (site / "en/2023.05/briefs/a.html").exists()


@pytest.mark.parametrize("can_exchange", [True, False])
def test_folders_change_places_with_and_without_the_systems_help(
    site: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(generations, "_exchange_at_once", lambda *_: False)
    with make_generation(site) as coming:
        write_atomically(coming / "index.html", "synthetic, new")
    assert (site / "index.html").read_text("utf-8") == "synthetic, new"
    assert (site.with_name(NEXT) / "index.html").read_text("utf-8") == "synthetic chooser"
    assert not site.with_name(FORMER).exists()


def test_a_site_that_was_being_moved_when_the_run_was_killed_comes_back(site: Path) -> None:
    before = read_tree(site)
    site.rename(site.with_name(FORMER))
    restore_site(site)
    assert read_tree(site) == before


def test_the_first_generation_needs_no_site(tmp_path: Path) -> None:
    with make_generation(tmp_path / "site") as coming:
        write_atomically(coming / "index.html", "synthetic")
    assert read_tree(tmp_path / "site") == {"index.html": "synthetic"}


def test_a_disk_without_links_gets_copies(
    site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted", "synthetic")

    monkeypatch.setattr(os, "link", refuse)
    with make_generation(site) as coming:
        assert read_tree(coming) == read_tree(site)
        assert not (coming / "index.html").samefile(site / "index.html")


def test_placing_replaces_and_does_not_write_into(tmp_path: Path) -> None:
    source, target, other = (tmp_path / name for name in ("source", "target", "other"))
    source.write_text("synthetic new", "utf-8")
    target.write_text("synthetic old", "utf-8")
    os.link(target, other)
    place_file(source, target)
    place_file(source, target)
    assert target.samefile(source)
    assert other.read_text("utf-8") == "synthetic old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "source", "target"]


def test_a_folder_is_filled_with_just_what_is_wanted(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("synthetic", "utf-8")
    write_atomically(tmp_path / "folder/old/file", "synthetic")
    fill_folder(tmp_path / "folder", {"new/file": source})
    assert read_tree(tmp_path / "folder") == {"new/file": "synthetic"}
    assert not (tmp_path / "folder/old").exists()


def test_a_copy_that_fails_names_the_file_that_was_to_be(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("synthetic", "utf-8")
    with pytest.raises(OSError) as caught:  # noqa: PT011 - any of them, by its file's name
        copy_file(source, tmp_path / "no-folder" / "target")
    assert "target" in str(caught.value)
