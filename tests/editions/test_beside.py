"""What no seal covers is computed anew and compared. The archive is the demonstration's."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from published import copy_demo

from warraq.cli import main


@pytest.fixture
def root(published: Path, tmp_path: Path) -> Path:
    return copy_demo(published, tmp_path / "archive")


def put(path: Path, content: str) -> None:
    path.unlink(missing_ok=True)  # other names lead to the same file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    put(path, text.replace(old, new))


def verify(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    code = main(["verify", "--root", str(root), "--json", *words])
    said = json.loads(capsys.readouterr().out)
    assert code == (0 if said["good"] else 1)
    return said  # type: ignore[no-any-return]


def paths(said: dict[str, object]) -> list[str]:
    return sorted(one["path"] for one in said["findings"])  # type: ignore[attr-defined]


def test_every_file_beside_the_editions_is_compared(root, capsys):
    site = root / "build" / "site"
    assert verify(root, capsys)["findings"] == []
    # As a careful forger does it: the page vouches for itself, so that publishing keeps it.
    page = site / "en/history/about.html"
    change(page, "History of this page", "Synthetic forgery")
    blank = re.sub(
        r'( )[0-9a-f]{64}(">)', r"\1" + "0" * 64 + r"\2", page.read_text("utf-8"), count=1
    )
    put(page, blank.replace("0" * 64, hashlib.sha256(blank.encode()).hexdigest()))
    change(site / "ar/editions/index.html", "</h1>", "!</h1>")
    change(site / "index.html", "</h1>", "!</h1>")
    change(site / "ar/latest/briefs/2023/witness.html", "</h1>", "!</h1>")
    change(site / "en/status/briefs-2023.css", "Retracted", "Confirmed")
    (site / "sitemap.xml").unlink()
    put(site / "en/history/more.html", "synthetic")
    put(site / "CNAME", "archive.example.org")
    put(site / ".well-known/security.txt", "synthetic")
    said = verify(root, capsys)
    assert paths(said) == [
        "ar/editions/index.html", "ar/latest/briefs/2023/witness.html",
        "en/history/about.html", "en/history/more.html", "en/status/briefs-2023.css",
        "index.html", "sitemap.xml",
    ]  # fmt: skip
    assert "not of this archive, and not checked: .well-known/, CNAME" in said["notes"]
    # Without the archive, what nobody vouches for is told plainly.
    said = verify(root, capsys, "--alone")
    assert said["good"]
    (note,) = (note for note in said["notes"] if note.startswith("nothing vouches for "))
    for place in (" CNAME", "ar/history/ (", "en/status/ (", " index.html", ".well-known/"):
        assert place in note
    assert "the words" in note


def test_what_was_taken_out_by_hand_is_one_line_and_blinds_no_more_than_its_history(root, capsys):
    site = root / "build" / "site"
    for page in site.glob("*/*/briefs/2023/bridge.*"):
        if "history" not in page.parts:
            page.unlink()
    said = verify(root, capsys)
    assert not [one for one in said["findings"] if one["kind"] == "not as computed"]
    (note,) = (note for note in said["notes"] if "cannot be computed anew" in note)
    assert "en/history/briefs/2023/bridge.html" in note
    main(["verify", "--root", str(root)])
    lines = capsys.readouterr().out.splitlines()
    assert "several editions: missing (24)" in lines
    assert "  briefs/2023/bridge.html: is missing (ar, en: 2023.05, 2023.11, 2024.02)" in lines


def test_the_verdict_says_what_was_proved(root, capsys):
    said = verify(root, capsys)
    assert said["verdict"] == (
        "the files agree with the record that lies beside them, and with the seal in git of every "
        "edition; not signed, not time-stamped"
    )
    assert said["proofs"][0] == {
        "edition": "2023.05",
        "seal": "seal/2023.05/1",
        "seal_covers_record": True,
        "signature": "none",
        "time_stamp": "none",
    }
    assert "and with the seal in git, seal/2023.05/1;" in verify(root, capsys, "2023.05")["verdict"]
    assert verify(root, capsys, "--alone")["verdict"] == (
        "the files agree with the record that lies beside them; nothing outside of this folder "
        "vouches for the record; not signed, not time-stamped"
    )
