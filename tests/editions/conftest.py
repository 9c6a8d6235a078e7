"""The published demonstration archive for all tests of editions."""

from __future__ import annotations

from pathlib import Path

import pytest
from published import publish_demo


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration archive with its three editions published; only to be read."""
    return publish_demo(tmp_path_factory)
