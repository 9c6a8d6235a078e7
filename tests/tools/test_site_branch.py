"""The published site comes back from its branch byte for byte. Every text is synthetic."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "site_branch.py"
FILES = {
    "index.html": b"<!doctype html>\n",
    "ar/2023.05/briefs/2023/\u062c\u0633\u0631.html": b"line\r\nline\n",
    "ar/2023.05/_edition.css": b".edition-name{}",
    "ar/latest/picture.png": bytes(range(256)),
    "ar/2023.05/picture.png": bytes(range(256)),
    "editions/2023.05/SHA256SUMS": b"0  index.html\n",
}


def git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@b.c", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def run(folder: Path, what: str) -> tuple[int, str]:
    """Run the script as continuous integration does: the exit code and what it says."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), what], cwd=folder, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def read_site(folder: Path) -> dict[str, bytes]:
    site = folder / "build" / "site"
    found = [path for path in site.rglob("*") if path.is_file()]
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def clones(tmp_path: Path) -> tuple[Path, Path]:
    """Two clones of one repository; its settings of git and attributes would change files."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "origin.git")
    made = []
    for name in ("one", "two"):
        git(tmp_path, "clone", "-q", str(tmp_path / "origin.git"), name)
        folder = tmp_path / name
        git(folder, "config", "core.autocrlf", "true")
        if name == "one":
            (folder / ".gitignore").write_text("build/\n*.png\n")
            git(folder, "checkout", "-q", "-b", "main")
            git(folder, "add", ".gitignore")
            git(folder, "commit", "-q", "-m", "Synthetic sources")
            git(folder, "push", "-q", "origin", "main")
        made.append(folder)
    return made[0], made[1]


def write_site(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / "build" / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_a_site_comes_back_on_another_machine_and_grows_there(clones):
    one, two = clones
    assert run(one, "restore") == (0, "origin has no branch site yet: nothing is published\n")
    write_site(one, FILES)
    git(one, "tag", "-a", "-m", "rendering-sha256: 0", "seal/2023.05/1")
    assert run(one, "keep")[0] == 0
    assert run(two, "restore")[0] == 0
    assert read_site(two) == FILES
    assert git(two, "status", "--short") == ""
    pictures = [
        two / "build" / "site" / "ar" / each / "picture.png" for each in ("latest", "2023.05")
    ]
    assert pictures[0].samefile(pictures[1])

    more = FILES | {"ar/2023.11/index.html": b"more\n"}
    del more["ar/latest/picture.png"]
    write_site(two, more)
    (two / "build" / "site" / "ar" / "latest" / "picture.png").unlink()
    assert run(two, "keep")[0] == 0
    origin = one.parent / "origin.git"
    assert git(origin, "rev-list", "--count", "site") == "2"
    assert git(origin, "tag", "--list") == "seal/2023.05/1"
    assert git(origin, "ls-tree", "-r", "--name-only", "-z", "site").split("\0")[:-1] == sorted(
        more, key=os.fsencode
    )
    code, said = run(two, "keep")
    assert (code, said) == (0, "site holds this site already\n")
    assert git(origin, "rev-list", "--count", "site") == "2"


def test_a_site_that_lacks_an_edition_of_the_branch_is_not_kept(clones):
    """Such a one was published from a clone that lacked tags."""
    one, two = clones
    write_site(one, FILES | {"editions/2023.11/SHA256SUMS": b"0  index.html\n"})
    assert run(one, "keep")[0] == 0
    write_site(two, FILES | {"editions/2024.02/SHA256SUMS": b"0  index.html\n"})
    git(two, "tag", "-a", "-m", "rendering-sha256: 0", "seal/2024.02/1")
    code, said = run(two, "keep")
    assert code == 1
    assert "lacks editions that site has: 2023.11; nothing was kept" in said
    origin = one.parent / "origin.git"
    assert git(origin, "rev-list", "--count", "site") == "1"
    assert git(origin, "tag", "--list") == "", "its seals neither"


def test_what_is_not_a_site_is_not_published_and_a_site_not_written_over(clones):
    one, _ = clones
    code, said = run(one, "keep")
    assert code == 1
    assert "holds no site" in said
    write_site(one, FILES)
    code, said = run(one, "restore")
    assert code == 1
    assert "is there already" in said
    assert read_site(one) == FILES
