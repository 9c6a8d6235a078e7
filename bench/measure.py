"""Measures what a command costs: processor time, wall time and memory of its whole tree."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.05
LOG_LINES = 25

_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)
_RSS = re.compile(rb"^VmRSS:\s+(\d+) kB", re.MULTILINE)


class BenchError(Exception):
    """Something that keeps a measurement from being made, in a sentence for the person."""


@dataclass(frozen=True)
class Usage:
    """What a run cost. Seconds; bytes."""

    cpu: float
    """Processor time, user and system, of the command and of all its children."""

    wall: float
    memory: int
    """The highest sum over all processes that were alive at the same time."""


def run_commands(
    commands: Sequence[Sequence[str]], folder: Path, env: Mapping[str, str] | None = None
) -> Usage:
    """Run commands one after the other and add up what they cost.

    The memory is that of the command that needed most. BenchError with the end of the
    output if one of them fails.
    """
    runs = [_run(command, folder, {**os.environ, **(env or {})}) for command in commands]
    return Usage(
        cpu=sum(run.cpu for run in runs),
        wall=sum(run.wall for run in runs),
        memory=max(run.memory for run in runs),
    )


def _run(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Usage:
    log = folder / "command.log"
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        sampler = _Sampler(process.pid)
        sampler.start()
        try:
            # wait4 counts the descendants that the command has itself waited for, which is
            # what worker pools and wrapper scripts do.
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        finally:
            sampler.stop()
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        end = "\n".join(log.read_text("utf-8", "replace").splitlines()[-LOG_LINES:])
        raise BenchError(f"`{' '.join(command)}` ended with {process.returncode}:\n{end}")
    # A command shorter than one sample is known from the kernel's own count (in KiB).
    return Usage(used.ru_utime + used.ru_stime, wall, sampler.highest or used.ru_maxrss * 1024)


class _Sampler(threading.Thread):
    """Looks at a process and its descendants until told to stop; keeps the highest sum."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.highest = 0
        self._pid = pid
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self.highest = max(self.highest, sum(map(_memory, _tree(self._pid))))

    def stop(self) -> None:
        self._done.set()
        self.join()


def _tree(pid: int) -> Iterable[int]:
    """The process and its descendants."""
    yield pid
    try:
        threads = list(Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:
        return  # ended meanwhile
    for children in threads:
        try:
            pids = children.read_text().split()
        except OSError:
            continue
        for child in pids:
            yield from _tree(int(child))


def _memory(pid: int) -> int:
    """Proportional memory of a process (shared pages by share), or resident; 0 if it ended."""
    for name, pattern in (("smaps_rollup", _PSS), ("status", _RSS)):
        try:
            found = pattern.search(Path(f"/proc/{pid}/{name}").read_bytes())
        except OSError:
            continue
        if found:
            return int(found[1]) * 1024
    return 0


def count_bytes(folder: Path) -> int:
    """The sum of all file sizes below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def describe_machine() -> str:
    """Cores, memory, Python; no names and no dates."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{cores} cores, {memory:.0f} GiB memory, Python {version}, Linux"
