"""The two sites and the one browser of all browser tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from browsing import (
    WIDE,
    Site,
    Tab,
    build_archives,
    copy_archives,
    need,
    open_tab,
    published_editions,
    serve_folder,
    serve_sites,
    tools,
)
from playwright.sync_api import Browser, expect, sync_playwright

OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 30_000
"""How long a busy machine may take for anything, in milliseconds."""

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if "browser" in item.path.parts[-2:]:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    """The repository's own archive and the synthetic one, built and served."""
    roots = copy_archives(tmp_path_factory.mktemp("sites"))
    build_archives(roots)
    yield from serve_sites(roots)


@pytest.fixture(scope="session")
def own(sites: dict[str, Site]) -> Site:
    """The repository's own archive."""
    return sites["own"]


@pytest.fixture(scope="session")
def everything(sites: dict[str, Site]) -> Site:
    """The synthetic archive in which every element occurs."""
    return sites["everything"]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration archive with its three editions published, served; only to be read."""
    root = published_editions.publish_demo(tmp_path_factory)
    with serve_folder("published", root / "build" / "site") as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = need("Chromium", tools.find_browser())
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield started
        started.close()


@pytest.fixture
def new_tab(browser: Browser) -> Iterator[Callable[..., Tab]]:
    """Opens tabs, each with a context of its own: a fresh profile; closes them at the end."""
    contexts = []

    def open_one(size: tuple[int, int] = WIDE, scheme: str = "light", **options: object) -> Tab:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return open_tab(context)

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def tab(new_tab: Callable[..., Tab]) -> Tab:
    """A wide, light tab with JavaScript."""
    return new_tab()
