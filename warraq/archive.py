"""Finds an archive on the disk and reads from its conf.py what the commands need to know."""

from __future__ import annotations

import runpy
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb

from warraq.languages import Language, read_languages


class ArchiveError(ValueError):
    """A folder that is no archive, or one whose conf.py cannot be used; says what to do."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive: its folder and the facts of its conf.py."""

    root: Path
    languages: tuple[Language, ...]
    """The language of the sources first."""
    title: str
    url: str
    """The address of the published site, or nothing."""

    @property
    def docs(self) -> Path:
        """The folder of the pages' sources."""
        return self.root / "docs"

    @property
    def locale(self) -> Path:
        """The folder of the catalogs."""
        return self.root / "locale"

    @property
    def build(self) -> Path:
        """The folder of everything that is made."""
        return self.root / "build"

    def output(self, language: Language) -> Path:
        """Where a language's pages are written."""
        return self.build / "html" / language.tag

    def doctrees(self, language: Language) -> Path:
        """Where Sphinx keeps what it has read for a language."""
        return self.build / "doctrees" / language.tag


def read_archive(root: Path) -> Archive:
    """Read the archive in `root`; raises ArchiveError with a sentence for the maintainer."""
    root = root.resolve()
    conf = root / "conf.py"
    if not conf.is_file():
        raise ArchiveError(
            f"{root} has no conf.py; run this in the archive's folder or name it with --root"
        )
    if not (root / "docs").is_dir():
        raise ArchiveError(f"{root} has no docs/ folder; the pages' sources belong there")
    try:
        settings = runpy.run_path(str(conf))
    except SyntaxError as error:
        where = f"{error.filename or conf}:{error.lineno or 1}"
        raise ArchiveError(f"{where}: {error.msg}; correct this line") from error
    except (Exception, SystemExit) as error:
        lines = [row.lineno for row in extract_tb(error.__traceback__) if row.filename == str(conf)]
        where = f"{conf}:{lines[-1]}" if lines else str(conf)
        what = f"{type(error).__name__}: {error}"
        raise ArchiveError(f"{where}: cannot be read: {what}; correct this line") from error
    try:
        languages = read_languages(settings.get("archive_languages"))
    except ValueError as error:
        raise ArchiveError(f"{conf}: {error}") from error
    title = str(settings.get("html_title") or settings.get("project") or root.name)
    return Archive(root, languages, title, str(settings.get("archive_url", "")))
