"""Sites that are built once for all browser tests, and tabs that remember what they loaded."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from warraq.knowledge.listpages import FACETS
from warraq.site.serve import make_server

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = ROOT / "tests" / "roots" / "everything"
LANGUAGES = ("en", "ar")
OTHER = {"en": "ar", "ar": "en"}
DIRECTION = {"en": "ltr", "ar": "rtl"}
WIDE, NARROW, NARROWEST = (1280, 900), (390, 844), (320, 640)
BRIEF = "briefs/2021/everything.html"

tools = SimpleNamespace(**runpy.run_path(str(ROOT / "tools" / "system_packages.py")))

sys.path.append(str(ROOT / "tests" / "editions"))
import demo  # noqa: E402
import published as published_editions  # noqa: E402

__all__ = ["demo", "published_editions"]

_WATCH_POLICY = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""


def need(name: str, found: str | None) -> str:
    """A program that the tests cannot do without: they fail with the line that installs it."""
    if found is None:
        missing = [item for item in tools.NEEDS if item.name.startswith(name)]
        pytest.fail(f"the browser tests need {name}; run: {tools.install_line(missing)}", False)
    return found


# -- Sites -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Site:
    """A built archive and where a browser finds it."""

    name: str
    html: Path
    address: str

    def pages(self, language: str) -> list[str]:
        """Every page of a language, as `ar/about.html`, but the one for missing pages.

        That one is shown by servers alone, whatever the address; `test_missing_pages` has it.
        """
        found = (self.html / language).rglob("*.html")
        return sorted(
            path.relative_to(self.html).as_posix() for path in found if path.name != "404.html"
        )

    def samples(self, language: str) -> list[str]:
        """The pages of a language, but of the lists that are made alike the first alone.

        For what takes a browser long: a list of another place has other entries, no more.
        """
        kinds: dict[tuple[object, ...], str] = {}
        for page in self.pages(language):
            _, folder, *below = page.split("/")
            is_list = folder in (*FACETS, "translations") and below
            further = page.rpartition("/")[2].startswith("page-")
            kind = (folder == "bodies", folder in FACETS, len(below), further)
            kinds.setdefault(kind if is_list else (page,), page)
        return list(kinds.values())

    def parse(self, page: str) -> BeautifulSoup:
        """A page as its file has it."""
        return BeautifulSoup((self.html / page).read_text("utf-8"), "html.parser")

    def url(self, page: str, scheme: str = "http") -> str:
        """The address of a page on the server or on the disk."""
        return self.address + page if scheme == "http" else (self.html / page).as_uri()


def copy_archives(folder: Path) -> dict[str, Path]:
    """Copy the repository's own archive and the synthetic one, dressed like it, to `folder`."""
    shared = ("_static", "_templates")
    roots = {"own": folder / "own", "everything": folder / "everything"}
    roots["own"].mkdir()
    shutil.copy(ROOT / "conf.py", roots["own"])
    for name in ("docs", "locale", "sources", *shared):
        shutil.copytree(ROOT / name, roots["own"] / name)
    shutil.copytree(EVERYTHING, roots["everything"])
    for name in shared:
        shutil.copytree(ROOT / name, roots["everything"] / name)
    words = Path("locale", "ar", "LC_MESSAGES")
    for name in ("warraq.po", "sphinx.po"):
        shutil.copy(ROOT / words / name, roots["everything"] / words / name)
    return roots


def build_archives(roots: dict[str, Path]) -> None:
    """Run the real command in every root."""
    for root in roots.values():
        run_warraq(root, "build")


def run_warraq(root: Path, *words: str) -> str:
    """Run the real command in an archive; gives what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    command = [sys.executable, "-m", "warraq", *words]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def serve_sites(roots: dict[str, Path]) -> Iterator[dict[str, Site]]:
    """Serve every built site, each at a port of its own, until the generator is closed."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(serve_folder(name, root / "build" / "html"))
            for name, root in roots.items()
        }


@contextmanager
def serve_folder(name: str, html: Path) -> Iterator[Site]:
    """Serve one folder at a port of its own."""
    server = make_server(html, 0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield Site(name, html, f"http://127.0.0.1:{server.server_address[1]}/")
    server.shutdown()
    server.server_close()


# -- Tabs --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tab:
    """A page of the browser, with what it asked for and what went wrong since `clear`."""

    page: Page
    requests: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Forget what was loaded."""
        for record in (self.requests, self.failures, self.complaints):
            record.clear()

    def open(self, url: str) -> Page:
        """Go to an address; all that was remembered before is forgotten."""
        self.clear()
        self.page.goto(url)
        return self.page

    def violations(self) -> list[str]:
        """What the page's Content-Security-Policy refused, and what the console complains of."""
        return [*self.page.evaluate("window.violations || []"), *self.complaints]


def open_tab(context: BrowserContext) -> Tab:
    """Open a tab that remembers."""
    context.add_init_script(_WATCH_POLICY)
    tab = Tab(context.new_page())

    def note_answer(response: Response) -> None:
        if response.status >= 400:
            tab.failures.append(f"{response.status} {response.url}")

    def note_failure(request: Request) -> None:
        # Leaving a page ends what it is still loading; that is no failure.
        if request.failure != "net::ERR_ABORTED":
            tab.failures.append(f"{request.failure} {request.url}")

    def note_complaint(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            tab.complaints.append(message.text)

    tab.page.on("request", lambda request: tab.requests.append(request.url))
    tab.page.on("response", note_answer)
    tab.page.on("requestfailed", note_failure)
    tab.page.on("console", note_complaint)
    tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    return tab


def resize(page: Page, size: tuple[int, int]) -> None:
    """Give the window another size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def toggle_drawer(page: Page, drawer: str) -> None:
    """Open or close `navigation` or `toc` by keyboard."""
    page.focus(f"#__{drawer}")
    page.keyboard.press("Space")


def evaluate_on(page: Page, expression: str, argument: Any = None) -> Any:
    """Evaluate a function in the page, with the helpers of `HELPERS` in scope."""
    return page.evaluate(
        f"(argument) => {{ {HELPERS}\nreturn ({expression})(argument); }}", argument
    )


HELPERS = """
const find = (selector) => {
  const found = document.querySelector(selector);
  if (!found) throw new Error(`no ${selector} on ${location.href}`);
  return found;
};
const box = (node) => {
  if (node instanceof Element) return node.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(node);
  return range.getBoundingClientRect();
};
const middle = (node) => box(node).left + box(node).width / 2;
const isShown = (element) => element.checkVisibility({
  checkVisibilityCSS: true, checkOpacity: true, contentVisibilityAuto: true,
});
const textNodes = (root) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const tag = node.parentElement.tagName;
    if (node.data.trim() && !["SCRIPT", "STYLE", "NOSCRIPT", "TITLE"].includes(tag)) {
      found.push(node);
    }
  }
  return found;
};
"""
