"""Makes the page of one publication: the steps between a document and the disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from warraq.brief import Brief, BriefError, Source, format_brief
from warraq.edtf import EdtfDate
from warraq.ingest.accounting import settle_account
from warraq.ingest.arranging import arrange_blocks, inlines_in
from warraq.ingest.boilerplate import remove_boilerplate
from warraq.ingest.document import Block, Document, Emphasis, Inline, LeftOut, Link, Picture
from warraq.ingest.errors import IngestError
from warraq.ingest.facts import Given, find_facts
from warraq.ingest.glossary import Knowledge
from warraq.ingest.linking import Linker
from warraq.ingest.myst import write_myst
from warraq.ingest.report import NEW, PageReport
from warraq.ingest.settings import Settings
from warraq.ingest.slugs import NAMELESS, make_slug


@dataclass(frozen=True)
class Setting:
    """What the pages of one archive are made with."""

    settings: Settings
    knowledge: Knowledge
    languages: tuple[str, ...]
    """The codes of the archive's languages, the source's first."""

    linker: Linker = field(init=False, repr=False)

    def __post_init__(self) -> None:
        linker = Linker(self.knowledge, self.settings.names, self.languages)
        object.__setattr__(self, "linker", linker)


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a publication came in."""

    name: str
    """As messages show it."""

    suffix: str
    """The ending of its format, with the dot."""

    sha256: str
    shared: bool = False
    """Whether it holds other publications too."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page must go, if that is settled before it is made."""

    slug: str = ""
    year: int = 0
    number: int = 1
    """Above 1 for one more page of the same title in one import."""

    date: EdtfDate | None = None
    """The date of the page that is there, for a source that says none."""


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page that is ready to be written."""

    path: str
    """From the archive's root, with slashes, as all paths here."""

    text: str
    source: str
    url: str
    images: Mapping[str, bytes]
    """The bytes of each image by its path, without personal metadata."""

    report: PageReport


def make_page(
    document: Document,
    original: Original,
    setting: Setting,
    given: Given,
    *,
    recurring: Collection[str] = frozenset(),
    place: Place | None = None,
) -> MadePage:
    """Make the page of a document; raises IngestError, also where a word would be lost."""
    place = place or Place()
    bare = remove_boilerplate(document, setting.settings, recurring)
    found = find_facts(bare, given, setting.settings, setting.languages, place.date)
    stem = PurePosixPath(original.name.replace("\\", "/")).stem
    slug = place.slug or make_slug(found.title, stem)
    if place.number > 1:
        slug = f"{slug}-{place.number}"
    year = place.year or found.date.year
    folder = f"docs/briefs/{year:04d}"
    linked = setting.linker.link(found.blocks)
    images, names, dropped = _clean_images(bare.images, linked.blocks, slug, setting)
    blocks = arrange_blocks(linked.blocks, names)
    body = write_myst(blocks, names)
    left_out = (*bare.left_out, *found.left_out, *dropped)
    account = settle_account(document.words, body, found.taken, (piece.text for piece in left_out))
    if not body.strip():
        raise IngestError("nothing is left for a page after title and boilerplate")
    source = _source_path(original, year, slug)
    brief = Brief(
        title=found.title,
        date=found.date,
        kind=found.kind,
        language="" if found.language == setting.languages[0] else found.language,
        summary=found.summary,
        places=found.places,
        bodies=linked.bodies,
        topics=found.topics,
        authors=found.authors,
        source=Source(source, original.sha256),
        url=found.url,
    )
    try:
        text = format_brief(brief, body)
    except BriefError as error:
        what = "; ".join(problem.message for problem in error.problems)
        raise IngestError(f"its front matter would not be valid: {what}") from None
    review = dict(found.review)
    if not place.slug and (doubt := _doubt_slug(found.title, stem, place.number)):
        review["name of the page"] = f"{slug}, {doubt}"
    report = PageReport(
        file=original.name,
        status=NEW,
        page=f"{folder}/{slug}.md",
        source=source,
        sha256=original.sha256,
        fields=_field_data(brief),
        review=review,
        links=linked.links,
        suggestions=linked.suggestions,
        left_out=left_out,
        images=tuple(f"{folder}/{name}" for name in images),
        account=account,
        notes=tuple(_note_strange(brief, setting.settings)),
    )
    in_folder = {f"{folder}/{name}": content for name, content in images.items()}
    return MadePage(f"{folder}/{slug}.md", text, source, found.url, in_folder, report)


def _doubt_slug(title: str, stem: str, number: int) -> str:
    """Why a person should look at the name of a page, which its address keeps for good."""
    own, chosen = make_slug(title), make_slug(title, stem)
    if chosen != own:
        return "from the name of the file, as the title has too few Latin letters"
    if number > 1:
        return "as another page of this import has the same title"
    return "as the title gives no other" if own == NAMELESS else ""


def _note_strange(brief: Brief, settings: Settings) -> Iterator[str]:
    """Name the places and topics of the source that the archive has no word for."""
    for name, table in (("places", settings.places), ("topics", settings.topics)):
        strange = [word for word in getattr(brief, name) if word not in table]
        if table and strange:
            yield f"{name} of the source that docs/import.toml lacks: {', '.join(strange)}"


def _field_data(brief: Brief) -> dict[str, Any]:
    return {
        "title": brief.title,
        "date": str(brief.date),
        "kind": brief.kind,
        "summary": brief.summary,
        "places": list(brief.places),
        "bodies": list(brief.bodies),
        "topics": list(brief.topics),
        "authors": list(brief.authors),
        "url": brief.url,
    }


def _source_path(original: Original, year: int, slug: str) -> str:
    """Where the original goes; one that holds several publications is kept once."""
    if original.shared:
        stem = make_slug(PurePosixPath(original.name.replace("\\", "/")).stem)
        return f"sources/exports/{stem}-{original.sha256[:12]}{original.suffix}"
    return f"sources/{year:04d}/{slug}{original.suffix}"


def _clean_images(
    found: Mapping[str, bytes], blocks: Iterable[Block], slug: str, setting: Setting
) -> tuple[dict[str, bytes], dict[str, str], list[LeftOut]]:
    """The images that the text shows by new names, these by the old, and what was dropped."""
    images: dict[str, bytes] = {}
    names: dict[str, str] = {}
    dropped: list[LeftOut] = []
    shown = {name for block in blocks for run in inlines_in(block) for name in _pictures_in(run)}
    dropped += [LeftOut("image", detail=name) for name in found if name not in shown]
    used = [(name, content) for name, content in found.items() if name in shown]
    if not used:
        return {}, {}, dropped
    from warraq.ingest.images import clean_image

    for number, (name, content) in enumerate(used, 1):
        clean, left_out = clean_image(name, content, setting.settings.limits)
        new = f"{slug}-{number}{PurePosixPath(name).suffix.lower()}"
        images[new] = clean
        names[name] = new
        dropped += [
            replace(piece, detail=f"{new}: {piece.detail}" if piece.detail else new)
            for piece in left_out
        ]
    return images, names, dropped


def _pictures_in(content: tuple[Inline, ...]) -> Iterator[str]:
    for inline in content:
        if isinstance(inline, Picture):
            yield inline.name
        elif isinstance(inline, (Emphasis, Link)):
            yield from _pictures_in(inline.content)
