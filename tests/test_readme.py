"""What the repository says of itself: commands that exist, files that are there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from warraq.cli import _parser

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench/README.md")
GUIDES = ("guides/editions.md", "guides/editions-text.md")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TASKS = dict(re.findall(r"^([a-z]+):[^\n#=]*(?:## *([^\n]*))?$", MAKEFILE, re.M))


@cache
def tracked_files() -> tuple[Path, ...]:
    """The files that a clone gets."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git clone")
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def texts() -> list[tuple[str, str]]:
    """Name and text of each tracked file that is one."""
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content:
            found.append((path.relative_to(ROOT).as_posix(), content.decode("utf-8", "replace")))
    return found


# -- README --------------------------------------------------------------------------------------


def test_the_readme_opens_with_the_two_commands_and_a_picture():
    opening = README.split("\n## ")[0]
    first = opening.split("\n\n")[1]
    commands = [line.split("#")[0].strip() for line in first.splitlines()]
    assert commands == ["make html", "make test"]
    assert re.search(r"!\[[^\]]{10,}\]\(assets/[\w.-]+\)", opening)


@pytest.mark.parametrize("name", [*DOCUMENTS, *GUIDES])
def test_every_task_that_a_document_names_exists(name):
    text = (ROOT / name).read_text("utf-8")
    code = re.findall(r"`([^`\n]+)`|^ {4}(.+)$", text, re.M)
    named = {task for pair in code for task in re.findall(r"\bmake ([a-z]+)\b", " ".join(pair))}
    assert named <= set(TASKS)
    if name == "README.md":
        assert {"html", "test", "live", "serve", "po", "linkcheck", "help"} <= named


@pytest.mark.parametrize("name", [*DOCUMENTS, *GUIDES])
def test_every_command_that_a_document_names_is_one_that_the_toolkit_knows(name, capsys):
    text = (ROOT / name).read_text("utf-8")
    spans = re.findall(r"`(warraq\s[^`]+)`|^ {4}(?:\.venv/bin/)?(warraq .+)$", text, re.M)
    unknown = []
    for command in ("".join(pair) for pair in spans):
        words = shlex.split(command, comments=True)[1:]
        try:  # a command that is only named may lack what it works on
            _parser().parse_args(words if words[1:] else [*words, "--help"])
        except SystemExit as error:
            unknown += [command] if error.code else []
    assert unknown == [], capsys.readouterr().err


@pytest.mark.parametrize("name", [*DOCUMENTS, *GUIDES])
def test_every_file_that_a_document_links_exists(name):
    document = ROOT / name
    text = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.M | re.S)
    linked = [
        target.partition("#")[0]
        for target in re.findall(r"\]\(([^)\s]+)\)", text)
        if not re.match(r"\w+:|#", target)
    ]
    assert [target for target in linked if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_path_of_the_repository_that_a_document_names_exists(name):
    text = re.sub(r"^ *```.*?^ *```", "", (ROOT / name).read_text("utf-8"), flags=re.M | re.S)
    roots = {path.name for path in ROOT.iterdir()} - {"build"}
    missing = []
    named = r"`([\w.-]+/[\w./-]*|[A-Z]+(?:\.md)?|Makefile|[\w-]+\.(?:py|lock))`"
    for path in re.findall(named, text):
        placeholder = re.search(r"YYYY|SLUG|CODE", path)
        if path.split("/")[0] in roots and not placeholder and not (ROOT / path).exists():
            missing.append(path)
    assert missing == []


def test_the_readme_speaks_to_the_maintainer_the_translator_and_the_reader():
    headings = re.findall(r"^## (.+)$", README, re.M)
    for person in ("maintainer", "translator", "reader"):
        assert f"For the {person}" in headings
    assert "Licence" in headings


# -- Makefile ------------------------------------------------------------------------------------


def test_every_task_has_a_line_of_help():
    assert len(TASKS) >= 9
    assert [task for task, said in TASKS.items() if not said] == []


def test_help_lists_every_task_in_one_line():
    command = ["make", "--no-print-directory", "-C", str(ROOT), "help"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    listed = dict(re.findall(r"^  make ([a-z]+) +(\S.*)$", ran.stdout, re.M))
    assert set(listed) == set(TASKS)
    assert all(len(line) <= 100 for line in ran.stdout.splitlines())


def test_every_task_is_phony():
    (phony,) = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.M)
    assert set(phony.split()) == set(TASKS)


def test_every_script_that_a_task_runs_exists():
    for script in re.findall(r"\b((?:tools|bench|warraq)/[\w/]+\.py)\b", MAKEFILE):
        assert (ROOT / script).is_file(), script


def test_continuous_integration_runs_the_tests():
    script = ROOT / ".ci" / "run"
    assert "make test" in script.read_text("utf-8")
    assert script.stat().st_mode & 0o111


# -- Other documents -------------------------------------------------------------------------------


def test_the_changelog_has_a_section_of_what_is_not_released():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    section = re.search(r"^## Unreleased\n\n(.+?)(?=^## |\Z)", text, re.M | re.S)
    assert section
    assert section[1].startswith("- ")


def test_the_licence_is_the_one_that_the_package_declares():
    assert 'license = "BSD-2-Clause"' in (ROOT / "pyproject.toml").read_text("utf-8")
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert "Redistribution and use in source and binary forms" in licence
    assert "Neither the name" not in licence
    assert "BSD-2-Clause" in README


# -- Every file ----------------------------------------------------------------------------------


def test_no_lock_file_names_a_registry():
    locks = [(name, text) for name, text in texts() if name.endswith(".lock")]
    assert len(locks) >= 3
    for name, text in locks:
        found = re.findall(r"index-url|registry\.|pypi\.|https?://\S+|^-i\b.*|^-f\b.*", text, re.M)
        assert found == [], name


def test_every_pinned_package_has_hashes():
    for name, text in texts():
        if name.endswith(".lock"):
            for entry in re.split(r"^(?=\S)", text, flags=re.M):
                if "==" in entry.split("\n")[0]:
                    assert "--hash=sha256:" in entry, f"{name}: {entry.splitlines()[0]}"


def test_no_file_holds_the_path_of_a_machine():
    roots = "|".join(("work", "root", "home/[a-z]+", "Users"))
    machine = re.compile(rf"(?<![\w.])/(?:{roots})/")
    found = []
    for name, text in texts():
        # An address on the web may have such a part.
        without_links = re.sub(r"https?://\S+", "", text)
        found += [f"{name}: {match[0]}" for match in machine.finditer(without_links)]
    assert found == []


def test_what_is_built_is_not_kept():
    built = re.compile(r"\.(?:mo|pot|pyc)$|^build/|^\.venv|__pycache__")
    names = [path.relative_to(ROOT).as_posix() for path in tracked_files()]
    assert [name for name in names if built.search(name)] == []
