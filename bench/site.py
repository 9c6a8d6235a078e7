"""A site that one generator builds from the corpus: its commands, its pages, its edits."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import corpus
from bench.measure import BenchError

LANGUAGES = ("en", "ar")
MARKS = ("A sentence that was added later.", "جملة أضيفت لاحقا.")


@dataclass(frozen=True)
class Edit:
    """One change in one file, and the page that must show it after the next build."""

    path: Path
    old: str
    new: str
    page: Path
    mark: str

    def apply(self) -> None:
        """Change the file."""
        text = self.path.read_text("utf-8")
        if self.old not in text:
            raise BenchError(f"{self.path}: the text to edit is not there: {self.old}")
        self.path.write_text(text.replace(self.old, self.new, 1), "utf-8")

    def check(self) -> None:
        """BenchError if the page does not show the change."""
        if self.mark not in read_page(self.page):
            raise BenchError(f"{self.page} does not show the edit of {self.path}")


@dataclass(frozen=True)
class Site:
    """The corpus as one generator's project, ready to build."""

    tool: str
    size: int
    folder: Path
    """The project; its commands run here."""

    commands: Sequence[Sequence[str]]
    """One full build of both languages; the same commands rebuild after an edit."""

    output: Path
    """What readers receive, and nothing else."""

    pages: Mapping[str, Path]
    """The sample brief's page by language."""

    sample: corpus.Brief
    text: Path
    """The file with the sample brief's English text."""

    translation: Path
    """The file with its Arabic text."""

    env: Mapping[str, str] = field(default_factory=dict)

    alone: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What builds one language afresh, by language, where the generator can."""

    def check(self) -> None:
        """BenchError if the build has too few pages, or the sample lacks its text."""
        made = sum(1 for _ in self.output.rglob("*.html"))
        if made < 2 * self.size:
            raise BenchError(f"{self.tool} made {made} pages of {self.size} briefs x 2 languages")
        for language, page in self.pages.items():
            for fixed in (corpus.DISCLAIMER, corpus.CLOSING):
                text = fixed[LANGUAGES.index(language)].format(number=self.sample.label)
                if not page.is_file() or text not in read_page(page):
                    raise BenchError(f"{self.tool}: {page} does not show “{text}”")

    def edit_text(self) -> Edit:
        """One more sentence at the end of the sample brief's English text."""
        old = corpus.CLOSING[0].format(number=self.sample.label)
        return Edit(self.text, old, f"{old} {MARKS[0]}", self.pages["en"], MARKS[0])

    def edit_translation(self) -> Edit:
        """One more sentence in the Arabic of the sample brief's first paragraph."""
        old = corpus.DISCLAIMER[1].format(number=self.sample.label)
        return Edit(self.translation, old, f"{old} {MARKS[1]}", self.pages["ar"], MARKS[1])


def read_page(page: Path) -> str:
    """A page's text without its tags, which may stand inside a sentence (`<bdi>`)."""
    return html.unescape(re.sub(r"<[^>]*>", "", page.read_text("utf-8")))


def write_file(path: Path, text: str) -> None:
    """Write a file with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
