"""The workflow that publishes the editions: commands that exist, and no rights beyond its work."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from warraq.cli import _parser

ROOT = Path(__file__).resolve().parents[1]
PATH = ROOT / ".github" / "workflows" / "site.yml"
TEXT = PATH.read_text("utf-8")
WORKFLOW: dict[str, Any] = YAML(typ="safe", pure=True).load(TEXT)
JOBS: dict[str, dict[str, Any]] = WORKFLOW["jobs"]
STEPS = [(job, step) for job, body in JOBS.items() for step in body["steps"]]
SAMPLES = {"PART": "ar/2023.05"}
"""What a step's variables may hold."""


def commands() -> list[tuple[str, list[str]]]:
    """Each command line of the workflow, in words, with its job."""
    found = []
    for job, step in STEPS:
        for line in step.get("run", "").replace("\\\n", " ").splitlines():
            for name, value in SAMPLES.items():
                line = line.replace(f"${name}", value)
            words = shlex.split(line, comments=True)
            if words:
                found.append((job, words))
    return found


def words_after(program: str) -> list[list[str]]:
    return [
        words[1 : words.index(">") if ">" in words else None]
        for _job, words in commands()
        if words[0] == program
    ]


def test_every_command_of_the_toolkit_is_one_that_it_knows():
    called = words_after(".venv/bin/warraq")
    for words in called:
        try:
            _parser().parse_args(words)
        except SystemExit:
            pytest.fail(f"warraq {' '.join(words)}")
    assert {words[0] for words in called} == {"editions", "site", "verify"}
    assert ["site", "--only", "ar/2023.05"] in called
    assert ["site", "--assemble"] in called


def test_every_other_command_is_one_that_the_repository_or_the_machine_has():
    targets = re.findall(r"^(\S+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    for (target,) in words_after("make"):
        assert target.replace(".venv", "$(VENV)") in targets
    scripts = words_after(".venv/bin/python")
    assert [words[0] for words in scripts] == ["tools/site_branch.py"] * 3
    assert all((ROOT / words[0]).is_file() for words in scripts)
    asked = re.findall(
        r"python tools/site_branch\.py (\w+)", (ROOT / "tools/site_branch.py").read_text("utf-8")
    )
    assert {words[1] for words in scripts} == set(asked)
    programs = {words[0] for _job, words in commands()}
    ours = {".venv/bin/warraq", ".venv/bin/python", "make"}
    assert programs - ours <= {"tar", "mkdir", "for", "done", "[", "echo", "git"} | {
        program for program in programs if program.startswith("parts=")
    }


def test_the_jobs_hand_the_parts_on_in_their_order():
    assert {name: body.get("needs") for name, body in JOBS.items()} == {
        "plan": None,
        "part": "plan",
        "publish": ["plan", "part"],
        "deploy": "publish",
    }
    order = [
        words for job, words in commands() if job == "publish" and words[0].startswith(".venv")
    ]
    assert [" ".join(words[1:]) for words in order] == [
        "tools/site_branch.py restore",
        "site --assemble",
        "verify build/site",
        "tools/site_branch.py keep",
    ]


def test_it_runs_for_editions_and_by_hand_and_one_at_a_time():
    assert WORKFLOW["on"] == {"push": {"tags": ["edition/*"]}, "workflow_dispatch": None}
    assert WORKFLOW["concurrency"] == {"group": "site", "cancel-in-progress": False}
    assert all(body["timeout-minutes"] <= 60 for body in JOBS.values())


def test_no_job_may_do_more_than_its_work():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert {name: body["permissions"] for name, body in JOBS.items() if "permissions" in body} == {
        "publish": {"contents": "write"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    assert "secrets." not in TEXT
    for job, step in STEPS:
        if "actions/checkout" in step.get("uses", ""):
            # An edition's own code is never run; who asks the remote again keeps the token; all
            # jobs have the code that the first one saw.
            first = "${{ github.event.repository.default_branch }}"
            same = "${{ needs.plan.outputs.commit }}"
            assert step["with"]["ref"] == (first if job == "plan" else same)
            assert step["with"].get("persist-credentials", True) is (job != "part")


def test_every_action_is_pinned_by_its_commit():
    used = re.findall(r"uses: (.+)", TEXT)
    assert len(used) >= 10
    for line in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line
    pins = {line.partition("@")[0]: line for line in used}
    assert set(used) == set(pins.values()), "one version of each"


def test_no_text_from_outside_becomes_part_of_a_script():
    for _job, step in STEPS:
        assert "${{" not in step.get("run", "")
