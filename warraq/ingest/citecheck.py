"""Checks the references of an archive: what is wrong in them, uncited, or named without one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pybtex.exceptions import PybtexError

from warraq.archive import Archive
from warraq.ingest.glossary import Knowledge, read_knowledge
from warraq.ingest.linking import Linker
from warraq.knowledge.bibfile import check_bib_files, list_entries
from warraq.knowledge.bibtypes import NO_DOCUMENTS
from warraq.knowledge.sources import Naming, cited_keys, find_uncited

_REMOVED = re.compile(
    r"\A---[ \t]*\n(?:(?!---[ \t]*$).*\n)*?status:(?:[ \t]*\n(?:[ \t].*\n)*?[ \t]+state:)?"
    r"[ \t]*[\"']?removed\b",
    re.MULTILINE,
)
"""The front matter of a brief that was taken down: no page shows what its text cites."""

Row = tuple[str, str, int, str, str]
"""A code of `warraq check`, the file from the archive's root, the line, the message, the remedy."""


def check_references(archive: Archive, files: Sequence[Path]) -> Iterator[Row]:
    """Yield what is to be looked at in the bibliography and the pages among `files`.

    Of a document that a page names again and again, the first naming needs the citation. Nothing
    is said of citations while a bibliography cannot be read.
    """
    bibs = [path for path in files if path.suffix.lower() == ".bib"]
    pages = {path: _read(path) for path in files if path.suffix.lower() in (".md", ".rst")}
    codes = [language.code for language in archive.languages]

    def name(path: Path) -> str:
        return path.relative_to(archive.root).as_posix()

    readable = True
    for path, problem in check_bib_files(bibs, codes):
        readable = readable and not problem.fatal
        message, _semicolon, remedy = problem.message.rpartition("; ")
        yield "C109", name(path), problem.line, message, remedy
    if not readable:
        return
    pages = {path: text for path, text in pages.items() if not _REMOVED.match(text)}
    cited = {key for text in pages.values() for key in cited_keys(text)}
    for path in bibs:
        for entry in list_entries(path):
            if entry.key.lower() not in cited and entry.type not in NO_DOCUMENTS:
                message = f"no page cites {entry.key}"
                yield "C110", name(path), entry.line, message, "cite it, or take it out"
    written: dict[str, str] = {}
    find = _make_finder(bibs, codes, written)
    bibliography = name(bibs[0]) if bibs else "docs/references.bib"
    for path, text in pages.items():
        for uncited in find_uncited(text, find):
            symbol = written.get(uncited.symbol, uncited.symbol)
            where = " in the text" if uncited.in_summary else ""
            if uncited.key:
                remedy = f"write {{cite}}`{uncited.key}`{where or ' behind it'}"
            else:
                remedy = f"add it to {bibliography} with number = {{{symbol}}}, and cite it{where}"
            yield "C111", name(path), uncited.line, f"{symbol} is named and not cited", remedy


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""  # it is found to be unreadable elsewhere


def _make_finder(
    bibs: Sequence[Path], codes: Sequence[str], written: dict[str, str]
) -> Callable[[str], Iterator[Naming]]:
    """What finds the documents that a text names, with the keys that the bibliography has.

    `written` is filled with their symbols as the texts have them, by those that are compared.
    """
    try:
        knowledge = read_knowledge("", "\n".join(_read(path) for path in bibs))
    except PybtexError:
        knowledge = Knowledge()  # the file is found to be broken
    linker = Linker(knowledge, {}, codes)

    def find(text: str) -> Iterator[Naming]:
        for span, symbol in linker.documents_in(text):
            if span.symbol and len(span.symbol) > len(written.get(symbol, "")):
                written[symbol] = span.symbol  # the one with a year tells more
            yield span.start, span.end, span.key, symbol

    return find
