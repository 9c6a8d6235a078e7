"""A measured run counts the whole tree of processes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.measure import BenchError, run_commands

BUSY = "import time\nwhile time.process_time() < 0.3: pass"
LARGE = "held = b'x' * 60_000_000; print(flush=True); input()"


def test_the_time_of_children_counts(tmp_path: Path) -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"
    usage = run_commands([[sys.executable, "-c", parent]], tmp_path)
    assert 0.3 <= usage.cpu < 3
    assert usage.wall >= 0.3


def test_the_memory_of_children_that_live_together_adds_up(tmp_path: Path) -> None:
    parent = (
        "import subprocess, sys, time\n"
        f"start = [sys.executable, '-c', {LARGE!r}]\n"
        "both = [subprocess.Popen(start, stdin=-1, stdout=-1, text=True) for _ in range(2)]\n"
        "[child.stdout.readline() for child in both]\n"
        "time.sleep(0.4)  # both are alive, and looked at\n"
        "[child.communicate('go\\n') for child in both]"
    )
    usage = run_commands([[sys.executable, "-c", parent]], tmp_path)
    assert 120e6 < usage.memory < 220e6


def test_a_failed_command_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="synthetic failure"):
        run_commands([[sys.executable, "-c", "raise SystemExit('synthetic failure')"]], tmp_path)
