"""Plans the catalogs of a page from the same publication in another language."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from warraq.archive import Archive
from warraq.brief import BriefPage
from warraq.ingest.accounting import words
from warraq.ingest.boilerplate import remove_boilerplate
from warraq.ingest.counterparts import compare_pictures, list_pictures
from warraq.ingest.document import Document, LeftOut, block_texts
from warraq.ingest.errors import IngestError
from warraq.ingest.facts import Given, find_facts
from warraq.ingest.intake import read_document, read_file, show_name, sniff_format
from warraq.ingest.lexicon import Lexicon, make_lexicon
from warraq.ingest.messages import read_page
from warraq.ingest.paging import Setting
from warraq.ingest.pairing import CatalogPlan, Counterpart, fill_catalog, fill_words
from warraq.ingest.report import left_out_data
from warraq.ingest.staging import load_images
from warraq.knowledge.glossary import read_bodies
from warraq.translation.bidi import script_of
from warraq.translation.reading import CatalogError, read_catalog

_SCRIPTS = {
    "Arab": "ARABIC",
    "Armn": "ARMENIAN",
    "Cyrl": "CYRILLIC",
    "Deva": "DEVANAGARI",
    "Geor": "GEORGIAN",
    "Grek": "GREEK",
    "Hebr": "HEBREW",
    "Latn": "LATIN",
    "Syrc": "SYRIAC",
}
"""How the Unicode names of the letters of a script (ISO 15924) begin."""

_ALSO = {"ckb": ("ku",), "kmr": ("ku",), "nb": ("no",), "nn": ("no",), "fa": ("prs",)}
"""Other codes that a text may state for itself, by language."""

_LEAST = 0.3  # of the letters of a text are of its language's script: names and citations are not
_SENTENCE = 4  # words from which on two texts are not alike by chance
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
        refuse_language(document, page, setting.languages[0], language)
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
        also = fill_words(
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
    plans = (_shorten(plan, archive), _shorten(also, archive))
    return Translation(plans, content, stored, shown, left_out)


def _shorten(plan: CatalogPlan, archive: Archive) -> CatalogPlan:
    """The plan, whose report names the catalog from the archive's root."""
    path = plan.path.relative_to(archive.root).as_posix()
    return replace(plan, report=replace(plan.report, path=path))


def refuse_language(document: Document, page: BriefPage, source: str, language: str) -> None:
    """Raise IngestError for a text that is surely not in a language."""
    texts = [text for block in document.blocks for text in block_texts(block)]
    stated = document.facts.language.lower()
    named = f", and it says that it is in {stated}" if stated else ""
    advice = f"give the text in {language}"
    wanted = _SCRIPTS.get(script_of(language), "")
    if wanted and script_of(source) != script_of(language):
        letters = [char for char in "".join((document.facts.title, *texts)) if char.isalpha()]
        there = sum(unicodedata.name(char, "").startswith(wanted) for char in letters)
        if letters and there < len(letters) * _LEAST:
            share = there / len(letters)
            raise IngestError(
                f"it is not in {language}: {share:.0%} of its letters are {wanted.title()}{named}; "
                f"{advice}"
            )
    mine = {tuple(words(text)) for block in read_page(page).blocks for text in block_texts(block)}
    theirs = [found for text in texts if len(found := tuple(words(text))) >= _SENTENCE]
    same = sum(found in mine for found in theirs)
    if theirs and same * 2 > len(theirs):
        raise IngestError(
            f"it is not in {language}: {same} of its {len(theirs)} paragraphs are those of the "
            f"page itself{named}; {advice}"
        )
    primary = language.replace("-", "_").partition("_")[0].lower()
    # A site may state its own language on all its pages; one of the same script is meant.
    if (
        stated
        and stated not in (primary, *_ALSO.get(primary, ()))
        and script_of(stated) == script_of(language)
    ):
        raise IngestError(f"it says that it is in {stated}, not in {language}; {advice}")


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
