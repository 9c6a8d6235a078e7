"""Brings a page up to date with a new import, keeping what people have edited by hand."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from warraq.brief import BriefError, BriefPage, parse_brief, read_brief
from warraq.ingest.document import Document
from warraq.ingest.errors import IngestError
from warraq.ingest.facts import Given
from warraq.ingest.intake import read_document, sniff_format
from warraq.ingest.merging import merge_page
from warraq.ingest.paging import MadePage, Original, Place, Setting, make_page


@dataclass(frozen=True, slots=True)
class Update:
    """A page that has been brought up to date."""

    made: MadePage
    """The new import, its text merged with the page that is there."""

    diff: str
    """From the page that is there to the new one; nothing if they are the same."""


def update_page(
    root: Path, page: str, document: Document, original: Original, setting: Setting, given: Given
) -> Update:
    """Merge a new import of a publication into `page`, a path from the archive's root.

    Raises IngestError, also for edits that the source contradicts.
    """
    try:
        theirs = read_brief(root / page, root)
    except BriefError as error:
        raise IngestError(f"{error.problems[0]}; correct the page first") from None
    path = PurePosixPath(page)
    place = Place(slug=path.stem, year=int(path.parent.name), date=theirs.brief.date)
    asked = replace(given, kind=given.kind or theirs.brief.kind)
    ours = make_page(document, original, setting, asked, place=place)
    base = _make_base(root, theirs, setting, place)
    merged = merge_page(base, theirs, parse_brief(ours.text, page))
    if merged.conflicts:
        found = "; ".join(merged.conflicts)
        raise IngestError(
            f"{page} was edited where the source has changed: {found}; "
            "bring the page in line by hand, then import again"
        )
    diff = "".join(
        difflib.unified_diff(
            theirs.text.splitlines(keepends=True),
            merged.text.splitlines(keepends=True),
            page,
            f"{page} (new)",
        )
    )
    stored = theirs.brief.source
    same = stored is not None and stored.sha256 == original.sha256
    source = stored.file if stored and same else ours.source
    return Update(replace(ours, text=merged.text, source=source), diff)


def _make_base(root: Path, theirs: BriefPage, setting: Setting, place: Place) -> BriefPage:
    """The page as the import makes it of the original that is stored."""
    source = theirs.brief.source
    if source is None:
        raise IngestError(
            f"{theirs.where} names no original, so nobody can tell what was edited; "
            "add source: to it, or change it by hand"
        )
    try:
        content = (root / source.file).read_bytes()
    except OSError as error:
        raise IngestError(f"{source.file} cannot be read: {error.strerror}; restore it") from None
    if hashlib.sha256(content).hexdigest() != source.sha256:
        raise IngestError(
            f"{source.file} is not the file that {theirs.where} was made from; restore it"
        )
    documents = read_document(source.file, content, setting.settings.limits, setting.settings)
    document = _choose(documents, theirs)
    suffix = sniff_format(source.file, content).suffix
    original = Original(source.file, suffix, source.sha256, shared=len(documents) > 1)
    brief = theirs.brief
    try:
        made = make_page(document, original, setting, Given(kind=brief.kind), place=place)
    except IngestError:  # the title was given when it was imported
        given = Given(title=brief.title, date=str(brief.date), kind=brief.kind)
        made = make_page(document, original, setting, given, place=place)
    return parse_brief(made.text, theirs.where)


def _choose(documents: Sequence[Document], page: BriefPage) -> Document:
    for document in documents:
        facts = document.facts
        if (facts.url and facts.url == page.brief.url) or facts.title == page.brief.title:
            return document
    if len(documents) == 1:
        return documents[0]
    raise IngestError(f"the stored export has no publication with the title of {page.where}")
