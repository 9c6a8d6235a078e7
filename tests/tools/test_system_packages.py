"""What the tests need is installed where that is allowed, else the line to run is printed."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "tools" / "system_packages.py"
PROGRAMS = {
    **dict.fromkeys(("git", "chromium", "java", "msgfmt", "minisign", "gpg", "openssl"), ""),
    "fc-list": "echo a-font.ttf",
}


@pytest.fixture
def machine(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A made-up machine: a PATH of scripts, among them an apt-get that installs scripts."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def add(name: str, body: str = "") -> None:
        path = folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IEXEC)

    # What ctypes looks libraries up with, and what the scripts themselves use.
    for tool in ("sh", "env", "ldconfig", "gcc", "ld", "objdump", "cat", "chmod", "echo"):
        for place in ("/bin", "/usr/bin", "/sbin", "/usr/sbin"):
            if (Path(place) / tool).exists():
                (folder / tool).symlink_to(Path(place) / tool)
                break
    log = tmp_path / "apt.log"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PATH": str(folder), "HOME": str(tmp_path)}
        environment.pop("CHROMIUM", None)
        return subprocess.run(
            [sys.executable, str(SCRIPT), *arguments],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    run.add, run.log, run.folder = add, log, folder  # type: ignore[attr-defined]
    return run


def _complete(machine) -> None:  # type: ignore[no-untyped-def]
    for name, body in PROGRAMS.items():
        machine.add(name, body)


def _missing(machine) -> list[str]:  # type: ignore[no-untyped-def]
    return list(json.loads(machine("--check", "--json").stdout)["missing"])


def test_a_complete_machine_needs_nothing(machine) -> None:  # type: ignore[no-untyped-def]
    _complete(machine)
    assert [name for name in _missing(machine) if name != "Pango"] == []


def test_a_missing_browser_is_named_with_the_line_to_run(machine) -> None:  # type: ignore[no-untyped-def]
    _complete(machine)
    (machine.folder / "chromium").unlink()
    machine.add("apt-get")
    answer = machine("--check")
    assert answer.returncode == 1
    assert "sudo apt-get install -y --no-install-recommends chromium" in answer.stderr


def test_only_what_is_missing_is_installed(machine) -> None:  # type: ignore[no-untyped-def]
    if os.geteuid() != 0:
        machine.add("sudo", 'shift; if [ "$1" = true ]; then exit 0; fi; exec "$@"')
    _complete(machine)
    (machine.folder / "msgfmt").unlink()
    target = machine.folder / "msgfmt"
    machine.add(
        "apt-get",
        f'echo "$@" >> {machine.log}\n'
        f'case "$*" in *install*) echo "#!/bin/sh" > {target}; chmod +x {target};; esac',
    )
    machine("--install")
    installed = [line for line in machine.log.read_text().splitlines() if "install" in line]
    assert "gettext" in installed[0]
    assert "chromium" not in installed[0]
    assert "gettext" not in _missing(machine)


def test_without_apt_the_packages_of_other_systems_are_named(machine) -> None:  # type: ignore[no-untyped-def]
    _complete(machine)
    (machine.folder / "java").unlink()
    machine.add("dnf")
    answer = machine("--install")
    assert answer.returncode == 1
    assert "sudo dnf install -y java-latest-openjdk-headless" in answer.stderr


def test_a_snap_stub_is_no_browser(machine) -> None:  # type: ignore[no-untyped-def]
    _complete(machine)
    (machine.folder / "chromium").unlink()
    machine.add("chromium-browser", "echo install it with: snap install chromium")
    assert "Chromium" in _missing(machine)


def test_help_shows_an_example_and_an_empty_call_is_refused(machine) -> None:  # type: ignore[no-untyped-def]
    assert "example:" in machine("--help").stdout
    assert machine().returncode == 2
