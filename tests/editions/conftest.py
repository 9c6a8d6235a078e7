"""The published demonstration archive for all tests of editions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from published import publish_demo


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """A publication has the system write to the disk what it still holds in memory.

    That is for a power failure, which no test can make, and waits for all that others write.
    """
    patch = pytest.MonkeyPatch()
    patch.setattr(os, "sync", lambda: None)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration archive with its three editions published; only to be read."""
    return publish_demo(tmp_path_factory)
