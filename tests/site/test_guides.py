"""The translator's guide: what it says works, in both languages, step by step."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_serve import Live
from test_serve import get as get_page

from warraq.cli import main

ROOT = Path(__file__).resolve().parents[2]
GUIDES = {
    code: ROOT / "guides" / f"translating{end}.md" for code, end in (("en", ""), ("ar", ".ar"))
}
TASKS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def code_lines(text: str) -> list[str]:
    """The commands and examples of a guide, a line each."""
    return [
        line.strip()
        for line in re.findall(r"^ {4,}(\S.*)$", text, re.M)
        if not line.startswith("-")
    ]


def steps(text: str) -> list[str]:
    """The numbered steps of a guide."""
    return re.split(r"^\d\. ", text.split("\n## ")[1], flags=re.M)[1:]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose set-up is done: what `make` would make from the locks is this one's."""
    root = tmp_path / "archive"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(root)], check=True)
    (root / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.suffix != ".stamp":
            (root / ".venv" / path.name).symlink_to(path)
    for name in ("python.stamp", "run.stamp"):
        (root / ".venv" / name).touch()
    for name in ("requirements.lock", "pyproject.toml"):
        os.utime(root / name, (0, 0))
    return root


def test_both_guides_have_the_same_steps_headings_and_examples():
    english, arabic = (path.read_text("utf-8") for path in GUIDES.values())
    assert len(steps(english)) == len(steps(arabic)) == 4
    assert english.count("\n## ") == arabic.count("\n## ")
    assert english.count("\n- ") == arabic.count("\n- ")
    assert code_lines(english) == code_lines(arabic)


def test_the_arabic_guide_runs_from_right_to_left_and_says_that_it_is_a_draft():
    arabic = GUIDES["ar"].read_text("utf-8")
    assert arabic.startswith('<div dir="rtl" lang="ar">\n')
    assert arabic.rstrip().endswith("</div>")
    assert "مسودة" in arabic


@pytest.mark.parametrize("language", GUIDES)
def test_every_task_and_command_that_a_guide_names_exists(language, capsys):
    text = GUIDES[language].read_text("utf-8")
    assert set(re.findall(r"\bmake ([a-z]+)\b", text)) <= TASKS
    for command in set(re.findall(r"bin/warraq ([a-z-]+)", text)):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        capsys.readouterr()


@pytest.mark.parametrize("language", GUIDES)
def test_every_file_that_a_guide_names_exists(language):
    text = GUIDES[language].read_text("utf-8")
    linked = re.findall(r"\]\(([\w.]+\.md)\)", text)
    assert len(linked) >= 2
    assert all((ROOT / "guides" / name).is_file() for name in linked)


@pytest.mark.slow
def test_the_four_steps_lead_from_a_clone_to_a_seen_change(clone):
    first, start, opened, _see = steps(GUIDES["en"].read_text("utf-8"))
    assert "git clone ADDRESS archive" in code_lines(first)
    (command,) = code_lines(start)
    assert command == "make live LANG=ar"
    (page,) = re.findall(r"`(briefs/[\w/-]+\.html)`", opened)
    (catalog,) = code_lines(opened)
    assert shutil.which("make")
    live = Live(clone, [*command.split(), "PORT=0"], 90)
    try:
        assert get_page(live.port, f"/en/{page}")[0] == 200  # the page links to it
        path = clone / catalog
        text = path.read_text("utf-8")
        found = re.search(r'^msgstr "(?=\w)', text[text.index("\n\n") :], re.M)
        assert found
        place = text.index("\n\n") + found.end()
        path.write_text(f"{text[:place]}تجريبي {text[place:]}", "utf-8")
        live.wait_for_page(f"/ar/{page}", "تجريبي ", 60)
    finally:
        live.stop()
