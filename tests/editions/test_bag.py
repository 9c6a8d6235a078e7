"""The bag of an edition, as other programs read it, and what sha256sum says. All is synthetic."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import bagit
import pytest
from synthetic_site import EDITIONS, write_site

from warraq.cli import main
from warraq.editions import bag
from warraq.editions.model import EditionError
from warraq.editions.records import read_sealed

URL = "https://archive.example.org/"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("published") / "site"
    write_site(site, url=URL)
    return site


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "site"))


def test_a_standard_tool_validates_the_bag(site, tmp_path):
    folder = tmp_path / "bags" / "2023.11"
    count = bag.make_bag(site, read_sealed(site, "2023.11"), folder)
    read = bagit.Bag(str(folder))
    assert read.validate()
    assert read.version_info == (1, 0)
    info = read.info
    assert info["Source-Organization"] == "Synthetic Publisher"
    assert info["External-Identifier"] == f"{URL}editions/2023.11/"
    assert "Bagging-Date" not in info, "nobody can know it"
    assert info["Edition-Tag-Date"] == "2023-05-02T10:20:30Z"
    assert info["Bag-Software-Agent"] == "warraq 0.1.0"
    octets = sum(path.stat().st_size for path in (folder / "data").rglob("*") if path.is_file())
    files = len(list(read.payload_files()))
    assert info["Payload-Oxum"] == f"{octets}.{files}"
    assert count == sum(path.is_file() for path in folder.rglob("*"))
    fetched = {path: (url, size) for url, size, path in read.fetch_entries()}
    path = "data/ar/2023.11/_static/two words.css"
    assert fetched[path] == (f"{URL}ar/2023.11/_static/two%20words.css", "19")
    assert fetched["data/ro-crate-metadata.json"] == (
        f"{URL}editions/2023.11/ro-crate-metadata.json",
        str((folder / "data/ro-crate-metadata.json").stat().st_size),
    )
    assert (site / "ar/2023.11/about.html").samefile(folder / "data/ar/2023.11/about.html")
    assert [entry.name for entry in (tmp_path / "bags").iterdir()] == ["2023.11"]

    page = folder / "data" / "ar" / "2023.11" / "about.html"
    text = page.read_bytes()
    page.unlink()
    page.write_bytes(text.replace(b"Synthetic text", b"Another text"))
    with pytest.raises(bagit.BagValidationError):
        read.validate()


def test_what_the_web_has_is_the_same_bag_without_its_payload(site):
    """A reader's tool may fetch the rest: RFC 8493, 2.2.3."""
    folder = site / "editions" / "2023.11"
    read = bagit.Bag(str(folder))
    assert sorted(path for _, _, path in read.fetch_entries()) == sorted(read.payload_entries())


def test_a_disk_without_links_gets_copies(site, tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    folder = tmp_path / "bag"
    bag.make_bag(site, read_sealed(site, "2023.11"), folder)
    assert bagit.Bag(str(folder)).validate()
    assert not (site / "ar/2023.11/about.html").samefile(folder / "data/ar/2023.11/about.html")


@pytest.mark.parametrize("there", ["folder", "file", "link"])
def test_what_is_there_already_is_kept(site, tmp_path, there):
    folder = tmp_path / "bag"
    if there == "folder":
        folder.mkdir()
    elif there == "file":
        folder.write_text("kept")
    else:
        folder.symlink_to("nowhere")
    with pytest.raises(EditionError, match="is there already; delete it or name another folder"):
        bag.make_bag(site, read_sealed(site, "2023.11"), folder)


def test_a_damaged_edition_makes_no_bag(site, tmp_path):
    sealed = read_sealed(site, "2023.11")
    page = site / "en" / "2023.11" / "about.html"
    page.write_bytes(page.read_bytes() + b" ")
    with pytest.raises(
        EditionError, match=r"en/2023\.11/about\.html: has changed since it was seal"
    ):
        bag.make_bag(site, sealed, tmp_path / "bag")
    page.unlink()
    with pytest.raises(EditionError, match="is missing"):
        bag.make_bag(site, sealed, tmp_path / "bag")
    page.symlink_to("/etc/hostname")
    with pytest.raises(EditionError, match="is no plain file"):
        bag.make_bag(site, sealed, tmp_path / "bag")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_interrupted_run_leaves_nothing(site, tmp_path, monkeypatch):
    sealed = read_sealed(site, "2023.11")
    monkeypatch.setattr(bag, "_list_records", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        bag.make_bag(site, sealed, tmp_path / "bag")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_command_makes_a_bag_and_says_where(site, tmp_path, capsys):
    (tmp_path / "build").mkdir()
    site.rename(tmp_path / "build" / "site")
    call = ["bag", "2024.02", "--root", str(tmp_path)]
    folder = tmp_path / "build" / "bags" / "2024.02"
    assert main([*call, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["folder"] == str(folder)
    assert bagit.Bag(str(folder)).validate()
    assert main(call) == 2
    assert capsys.readouterr().err.startswith(f"warraq: {folder} is there already")
    assert main(["bag", "2022.01", "--root", str(tmp_path)]) == 2
    assert "there is no edition 2022.01" in capsys.readouterr().err
    assert main(["bag", "../2022.01", "--root", str(tmp_path)]) == 2
    assert "is not the name of an edition" in capsys.readouterr().err
    assert main([*call, "--site", str(tmp_path / "nowhere")]) == 2
    assert "name it with --site" in capsys.readouterr().err


# -- A reader without the toolkit ----------------------------------------------------------------


def test_sha256sum_checks_an_edition_and_names_what_has_changed(site):
    def check(edition: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sha256sum", "--quiet", "--check", f"editions/{edition}/SHA256SUMS"],
            cwd=site,
            capture_output=True,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )

    for edition in EDITIONS:
        ran = check(edition)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    page = site / "ar" / "2023.05" / "briefs" / "2023" / "two.html"
    page.write_bytes(page.read_bytes().replace(b"Synthetic", b"Changed"))
    ran = check("2023.05")
    assert ran.returncode == 1
    assert ran.stdout == "ar/2023.05/briefs/2023/two.html: FAILED\n"
    assert check("2023.11").returncode == 0


def test_the_record_says_how_to_check_it_by_hand(site):
    """Each line of the README.txt that a terminal takes is tried, as it stands there."""
    record = site / "editions" / "2023.11"
    said = (record / "README.txt").read_text("utf-8")
    assert "README.txt" in (record / "tagmanifest-sha256.txt").read_text("utf-8")
    assert all(len(line) <= 125 for line in said.splitlines())
    lines = [line.strip() for line in said.splitlines() if line.startswith("    ")]

    def run(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["sh", "-c", line], cwd=site, capture_output=True, text=True)

    digests = [line for line in lines if line.startswith("sha256sum editions")]
    told = json.loads((record / "edition.json").read_text("utf-8"))
    assert run(digests[0]).stdout.split()[0] == told["rendering_sha256"]
    checks = [line for line in lines if "--check" in line]
    assert len(checks) == 2
    for line in checks:
        ran = run(line)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    sums = record / "SHA256SUMS"
    sums.write_bytes(b"".join(sums.read_bytes().splitlines(keepends=True)[:-1]))
    assert run(checks[1]).returncode == 0, "a list that was cut off passes"
    assert run(digests[0]).stdout.split()[0] != told["rendering_sha256"]
    assert run(checks[0]).returncode == 1


def test_a_bag_is_made_by_hand_as_the_record_says(site):
    said = (site / "editions" / "2023.11" / "README.txt").read_text("utf-8")
    lines = [line.strip() for line in said.splitlines() if line.startswith("    ")]
    made = [line for line in lines if "bag/data" in line]
    assert len(made) == 2
    subprocess.run(["sh", "-c", "\n".join(made)], cwd=site, check=True)
    assert bagit.Bag(str(site / "bag")).validate()
    lists = [line.split(" > ")[0] for line in lines if line.startswith("cut ")]
    ran = subprocess.run(["sh", "-c", lists[0]], cwd=site, capture_output=True, text=True)
    assert f"{URL}ar/2023.11/_static/two%20words.css" in ran.stdout.splitlines()
