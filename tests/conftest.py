"""What every test takes for granted, and how processes share the tests."""

from __future__ import annotations

import importlib.metadata
import signal
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

# A shell that runs the tests in the background leaves the signal of Ctrl-C ignored, and all
# that the tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run, however busy the machine is; others come with
# `--hypothesis-profile=default`.
settings.register_profile(
    "archive", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("archive")

# Each build looks through all installed packages nine times, a tenth of what a small one costs.
# They stay as they are while the tests run.
_installed = importlib.metadata.entry_points()
importlib.metadata.entry_points = lambda **wanted: _installed.select(**wanted)

MOST_WORKERS = 8
BROWSER = "tests/browser/"
LONGEST = (
    "tests/site/test_incremental.py",
    "tests/editions/test_publishing.py",
    "tests/editions/test_faults.py",
    "tests/site/",
    "tests/desk/",
    "tests/test_cli.py",
)
"""What takes longest begins first, so that no process is left with it at the end."""


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> Generator[None, int, int]:
    """A process for each core, within reason; none beside this one for a single file."""
    found = yield
    files = {argument.partition("::")[0] for argument in config.args}
    alone = len(files) == 1 and all(Path(file).is_file() for file in files)
    return 0 if alone else min(found, MOST_WORKERS)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Hand out the tests by file."""
    return ByFile(config, log)


class ByFile(LoadFileScheduling):
    """Gives a file to one process, so that what a module builds is built once.

    One process drives the browser, as the sites for it take seconds to build; others help it
    when nothing else is left to do.
    """

    def _assign_work_unit(self, node: WorkerController) -> None:
        theirs = [work for other, work in self.assigned_work.items() if other is not node]
        mine = self.assigned_work.get(node, {})
        drives = _has_browser(mine) or not any(map(_has_browser, theirs))

        def rank(file: str) -> tuple[bool, int]:
            fits = file.startswith(BROWSER) == drives
            place = (at for at, start in enumerate(LONGEST) if file.startswith(start))
            return not fits, next(place, len(LONGEST))

        self.workqueue.move_to_end(min(self.workqueue, key=rank), last=False)
        super()._assign_work_unit(node)


def _has_browser(work: dict[str, dict[str, bool]]) -> bool:
    return any(file.startswith(BROWSER) for file in work)
