"""Plans the catalogs of a page from the same publication in another language."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from warraq.archive import Archive
from warraq.brief import BriefPage
from warraq.ingest.boilerplate import remove_boilerplate
from warraq.ingest.counterparts import compare_pictures, list_pictures
from warraq.ingest.document import Document, LeftOut
from warraq.ingest.errors import IngestError
from warraq.ingest.facts import Given, find_facts
from warraq.ingest.intake import read_document, read_file, show_name, sniff_format
from warraq.ingest.lexicon import Lexicon, make_lexicon
from warraq.ingest.paging import Setting
from warraq.ingest.pairing import CatalogPlan, Counterpart, fill_catalog, fill_words
from warraq.ingest.report import left_out_data
from warraq.ingest.staging import load_images
from warraq.knowledge.glossary import read_bodies
from warraq.translation.reading import CatalogError, read_catalog

_MOST_CATALOGS = 100  # the newest say often enough how a body is called


@dataclass(frozen=True, slots=True)
class Translation:
    """What a file in another language gives to a page."""

    plans: tuple[CatalogPlan, ...]
    """The page's catalog, and that of the archive's words."""

    original: bytes
    stored: str
    """Where the file belongs, from the archive's root."""

    file: str = ""
    """The file that was given, as it was named."""

    left_out: tuple[LeftOut, ...] = ()
    """What of the file stands in no catalog for good reason: masthead, pictures, metadata."""

    def as_data(self) -> dict[str, Any]:
        """What became of the file, for JSON; its catalogs tell of themselves."""
        return {
            "file": self.file,
            "source": self.stored,
            "sha256": hashlib.sha256(self.original).hexdigest(),
            "left_out": left_out_data(self.left_out),
        }


def plan_translation(
    archive: Archive,
    setting: Setting,
    page: BriefPage,
    language: str,
    path: Path,
    read: Callable[[str], bytes | None],
) -> Translation:
    """Align a file with a page of the archive; nothing is written.

    `read` gives the bytes of a file of the archive as it will be, or nothing. Raises
    IngestError for a file or catalog that cannot be read.
    """
    shown = show_name(path)
    content = read_file(path, setting.settings.limits)
    documents = read_document(shown, content, setting.settings.limits, setting.settings)
    if len(documents) != 1:
        raise IngestError(f"{shown} holds {len(documents)} publications; give the one that fits")
    limits = setting.settings.limits
    document = load_images(documents[0], path, limits)
    try:
        counterpart, left_out = _read_counterpart(document, setting, page, language)
    except IngestError as error:
        raise IngestError(f"{shown}: {error}") from error
    place = PurePosixPath(page.where)
    catalogs = archive.locale / language / "LC_MESSAGES"
    name = place.relative_to("docs").with_suffix(".po")
    project = archive.title
    try:
        plan = fill_catalog(
            catalogs / name,
            page,
            counterpart,
            language=language,
            project=project,
            lexicon=_read_lexicon(archive, catalogs),
        )
        words = fill_words(
            catalogs / "archive.po", page, counterpart, language=language, project=project
        )
    except CatalogError as error:
        raise IngestError(str(error)) from error
    suffix = sniff_format(shown, content).suffix
    stored = f"sources/{place.parent.name}/{place.stem}.{language}{suffix}"
    shown_pictures = {
        name: document.images[name]
        for name in list_pictures(counterpart.blocks)
        if name in document.images
    }
    left_out += tuple(compare_pictures(page, read, shown_pictures, language, limits))
    plans = (_shorten(plan, archive), _shorten(words, archive))
    return Translation(plans, content, stored, shown, left_out)


def _shorten(plan: CatalogPlan, archive: Archive) -> CatalogPlan:
    """The plan, whose report names the catalog from the archive's root."""
    path = plan.path.relative_to(archive.root).as_posix()
    return replace(plan, report=replace(plan.report, path=path))


def _read_counterpart(
    document: Document, setting: Setting, page: BriefPage, language: str
) -> tuple[Counterpart, tuple[LeftOut, ...]]:
    bare = remove_boilerplate(document, setting.settings)
    given = Given(kind=page.brief.kind, language=language)
    found = find_facts(bare, given, setting.settings, setting.languages, page.brief.date)
    facts = document.facts
    counterpart = Counterpart(
        blocks=found.blocks,
        title=found.title,
        summary=found.summary,
        kind=facts.kind,
        places=facts.places,
        topics=facts.topics,
        pictures=frozenset(list_pictures(found.blocks)),
    )
    return counterpart, (*bare.left_out, *found.left_out)


def _read_lexicon(archive: Archive, catalogs: Path) -> Lexicon:
    try:
        glossary = (archive.docs / "glossary.md").read_text("utf-8")
    except FileNotFoundError:
        return ()
    paths: Sequence[Path] = [catalogs / "glossary.po"]
    briefs = sorted((catalogs / "briefs").glob("*/*.po"), reverse=True)
    known = (path for path in (*paths, *briefs) if path.is_file())
    return make_lexicon(
        read_bodies(glossary), [read_catalog(path) for path in islice(known, _MOST_CATALOGS)]
    )
