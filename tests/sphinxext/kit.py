"""An archive of synthetic pages that a test fills, builds and reads."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import polib
from bs4 import BeautifulSoup, Tag

from warraq.archive import read_archive
from warraq.site.build import build_site
from warraq.sphinxext.runner import Outcome
from warraq.translation.update import new_header

ROOT = Path(__file__).resolve().parents[2]
CONF = """\
project = "Synthetic archive"
html_title = "Synthetic archive"
archive_languages = {"en": "English", "ar": "العربية"}
extensions = ["warraq.sphinxext"]
root_doc = "index"
bibtex_bibfiles = ["docs/references.bib"]
html_static_path = ["_static"]
templates_path = ["_templates"]
html_theme = "furo"
nitpicky = True
"""
BRIEF = """\
---
title: {title}
date: {date}
kind: update
summary: {summary}
places: [Synthetic Town]
bodies: []
topics: [synthetic topic]
authors: [Synthetic Author]
status: published
---
"""


class Site:
    """An archive in `root`, dressed like the repository's own, with a page that links to all."""

    def __init__(self, root: Path, conf: str = "") -> None:
        self.root = root
        for name in ("_static", "_templates"):
            shutil.copytree(ROOT / name, root / name)
        for name in ("sphinx.po", "warraq.po"):  # the interface speaks Arabic here too
            words = ROOT / "locale" / "ar" / "LC_MESSAGES" / name
            self.write(f"locale/ar/LC_MESSAGES/{name}", words.read_text("utf-8"))
        self.write("conf.py", CONF + conf)
        self.write("docs/references.bib", "")
        self.page("index", "# Synthetic archive\n\n```{toctree}\n:glob:\n\n*\n```\n")

    def write(self, path: str, text: str) -> Path:
        """Write a file of the archive."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        return target

    def page(self, name: str, text: str) -> Path:
        """Write a page's source."""
        return self.write(f"docs/{name}.md", text)

    def brief(self, name: str, body: str = "", **facts: str) -> Path:
        """Write a brief; `name` is `YYYY/SLUG`, the facts are those of BRIEF."""
        known = {"title": "A synthetic brief", "date": name[:4], "summary": "A synthetic deck."}
        return self.page(f"briefs/{name}", BRIEF.format_map(known | facts) + "\n" + body)

    def catalog(self, name: str, words: Mapping[str, str], language: str = "ar") -> Path:
        """Write a page's catalog: msgid to msgstr, one entry each in this order."""
        catalog = polib.POFile(wrapwidth=0)
        catalog.metadata = new_header(language, "Synthetic")
        catalog.extend(polib.POEntry(msgid=source, msgstr=text) for source, text in words.items())
        return self.write(f"locale/{language}/LC_MESSAGES/{name}.po", str(catalog))

    def build(
        self, *languages: str, parallel: int = 1, fresh: bool = False, builder: str = "html"
    ) -> dict[str, Outcome]:
        """Build the languages, or all, each in a process of its own, as `warraq build` does."""
        archive = read_archive(self.root)
        result = build_site(archive, languages, parallel=parallel, fresh=fresh, builder=builder)
        return {outcome.language: outcome for outcome in result.outcomes}

    def output(self, language: str = "ar") -> Path:
        """Where a language's pages are."""
        return self.root / "build" / "html" / language

    def html(self, name: str, language: str = "ar") -> str:
        """The text of a built page."""
        return (self.output(language) / f"{name}.html").read_text("utf-8")

    def soup(self, name: str, language: str = "ar") -> BeautifulSoup:
        """A built page, parsed."""
        return BeautifulSoup(self.html(name, language), "html.parser")

    def article(self, name: str, language: str = "ar") -> Tag:
        """What a page says, without what surrounds it on every page."""
        return only(self.soup(name, language), "article")


def only(tag: Tag, selector: str) -> Tag:
    """The one element that a selector finds."""
    found = tag.select(selector)
    assert len(found) == 1, f"{selector!r} finds {len(found)} elements in {tag}"
    return found[0]


def holding(tag: Tag, name: str, text: str) -> Tag:
    """The one element called `name` whose own text holds `text`."""
    found = [item for item in tag.find_all(name) if text in words_of(item)]
    assert len(found) == 1, f"{len(found)} <{name}> hold {text!r} in {tag}"
    return found[0]


def words_of(tag: Tag) -> str:
    """The text of an element, its white space folded, without permalinks."""
    texts = [
        str(text)
        for text in tag.find_all(string=True)
        if not any("headerlink" in (parent.get("class") or ()) for parent in text.parents)
    ]
    return " ".join("".join(texts).split())


def line_of(path: Path, text: str) -> int:
    """The number of the first line of a file that holds `text`."""
    lines = path.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def paths_in(messages: tuple[str, ...]) -> list[str]:
    """The `file:line` that each message begins with."""
    found = [re.match(r"(\S+?:\d+): ", message) for message in messages]
    return [match[1] if match else "" for match in found]
