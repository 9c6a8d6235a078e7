"""Says in the head of a page, for citation managers and search engines, what the page is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from babel.core import get_global

from warraq.brief import State
from warraq.formats.jsonld import (
    SCHEMA,
    Around,
    Version,
    describe_report,
    embed_json,
    last_change,
)
from warraq.knowledge.csl import name_kind
from warraq.knowledge.publication import Publication, name_title

LIMIT = 300
"""The most characters of a description; search engines and messengers show fewer."""

_LOCALES = {"ar": "ar_AR", "ckb": "cb_IQ"}
"""Locales of the Open Graph protocol that are not CLDR's most likely ones."""

_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
"""What directs the order of letters on a page: what a machine takes away is plain text."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]+")

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]")
_LICENSE = re.compile(r"\bCC[ -](BY(?:-(?:NC|SA|ND))*)[ -](\d\.\d)(?:[ -](IGO))?", re.I)
_ZERO = re.compile(r"\bCC[ -]?0(?:[ -]1\.0)?\b", re.I)


@dataclass(frozen=True, slots=True)
class Meta:
    """A `<meta>` with a name, or with a property in Open Graph's vocabulary."""

    name: str
    content: str

    @property
    def key(self) -> str:
        """The attribute that holds the name (The Open Graph protocol, "Basic metadata")."""
        return "property" if self.name.startswith(("og:", "article:")) else "name"


@dataclass(frozen=True, slots=True)
class Link:
    """A `<link>` in the head."""

    rel: str
    href: str
    hreflang: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class HeadData:
    """What the head of a page says of it."""

    metas: tuple[Meta, ...]
    links: tuple[Link, ...]
    title: str = ""
    """The page's title where it is not the heading alone."""

    data: str = ""
    """JSON-LD, safe to stand in a script element."""

    coins: str = ""
    """The text of a COinS span, not yet escaped."""


@dataclass(frozen=True, slots=True)
class Card:
    """The picture that is shown where a page is shared; its address is a whole one."""

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known of every page."""

    title: str
    site: str
    """The name of the archive."""

    language: str
    """The code of the language that the page belongs to."""

    text: str
    """The code of the language of its text: another one if it is not translated."""

    versions: tuple[Version, ...] = ()
    """The page in each language that it can be read in, the language of its text among them."""

    fallback: str = ""
    """Where readers of all other languages are sent: a page that leads back to this one."""

    address: str = ""
    """The whole address of the page; nothing for an archive without one."""

    description: str = ""
    card: Card | None = None

    is_copy: bool = False
    """Whether the page stands at another address too: that of its version is the one to keep."""

    @property
    def is_version(self) -> bool:
        """Whether it is read in the language that it belongs to."""
        return self.language == self.text


@dataclass(frozen=True, slots=True)
class BriefFacts:
    """What is known of a brief's page beside its publication."""

    around: Around
    state: str
    """Where the brief stands, as a word in the publication's language."""

    status: str = ""
    """What became of the brief, in a sentence, if anything did."""

    exports: tuple[Link, ...] = ()
    """The files beside the page that describe the brief for machines."""

    pdf: str = ""
    """The address of the brief as PDF, once there is one."""


# -- Any page ----------------------------------------------------------------------------------


def describe_page(page: PageFacts) -> HeadData:
    """The head of a page that is no brief."""
    description = shorten(page.description)
    metas = (("description", description), *_share(page, "website", page.title, description))
    return HeadData(_metas(metas), tuple(_locate(page)))


def _share(
    page: PageFacts, kind: str, title: str, description: str
) -> Iterator[tuple[str, str | int]]:
    """Open Graph (https://ogp.me) and the one tag that X does not take from it."""
    yield "og:type", kind
    yield "og:title", title
    yield "og:description", description
    yield "og:url", _home_of(page) if page.address else ""
    yield "og:site_name", page.site
    yield "og:locale", name_locale(page.text)
    if page.is_version:
        for version in page.versions:
            if version.code != page.text:
                yield "og:locale:alternate", name_locale(version.code)
    if page.card:
        yield "og:image", page.card.url
        yield "og:image:width", page.card.width
        yield "og:image:height", page.card.height
        yield "og:image:alt", page.card.alt
    yield "twitter:card", "summary_large_image" if page.card else "summary"


def _locate(page: PageFacts) -> Iterator[Link]:
    """Where the page is at home, and where it is in other languages.

    An untranslated page is the same text as its source, so the source is what engines should
    keep; it is no translation, so that it names none. Engines heed only what pages say of each
    other (Google Search Central, "Tell Google about localized versions of your page").
    """
    if page.address or page.is_copy:
        yield Link("canonical", _home_of(page))
    if page.is_version:
        for version in page.versions:
            yield Link("alternate", version.href, hreflang=version.tag)
        if page.fallback:
            yield Link("alternate", page.fallback, hreflang="x-default")


def _home_of(page: PageFacts) -> str:
    return next((item.href for item in page.versions if item.code == page.text), page.address)


# -- A brief -----------------------------------------------------------------------------------


def describe_brief(page: PageFacts, publication: Publication, brief: BriefFacts) -> HeadData:
    """The head of a brief's page; of a removed brief only what its tombstone says."""
    if publication.state is State.REMOVED:
        publication = _bury(publication)
        brief = replace(
            brief, exports=(), pdf="", around=replace(brief.around, basis=(), subjects=())
        )
    title = plain(name_title(publication, lambda _word: brief.state))
    withdrawn = publication.state in (State.RETRACTED, State.REMOVED)
    description = shorten(brief.status if withdrawn else publication.abstract)
    around = replace(
        brief.around,
        license=find_license(publication.license),
        image=page.card.url if page.card and page.is_version else "",
    )
    is_citable = publication.is_listed
    metas = (
        ("description", description),
        *(_cite(page, publication, title, brief.pdf) if is_citable else ()),
        *_describe_core(page, publication, title, brief.status, around),
        *_share(page, "article", title, description),
        *_share_article(publication),
    )
    links = (*_locate(page), *_signpost(page, around, brief))
    data = describe_report(publication, title, page.text, around)
    coins = write_coins(publication, title, page.text) if is_citable else ""
    shown = title if title != plain(publication.title) else ""
    return HeadData(_metas(metas), links, shown, embed_json(data), coins)


def _bury(publication: Publication) -> Publication:
    return replace(publication, summary="", source_url="", places=(), topics=(), bodies=())


def _cite(
    page: PageFacts, publication: Publication, title: str, pdf: str
) -> Iterator[tuple[str, str]]:
    """Highwire Press tags, as Google Scholar and Zotero read them.

    `citation_technical_report_institution` is what makes it a report (Google Scholar,
    "Inclusion guidelines for webmasters").
    """
    yield "citation_title", title
    for author in publication.authors:
        yield "citation_author", author
    yield "citation_publication_date", str(publication.date).replace("-", "/")
    yield "citation_technical_report_institution", publication.publisher
    yield "citation_language", page.text.replace("_", "-")
    yield "citation_keywords", "; ".join(publication.topics)
    yield "citation_public_url", publication.address
    yield "citation_abstract_html_url", publication.address
    yield "citation_pdf_url", pdf


def _describe_core(
    page: PageFacts, publication: Publication, title: str, status: str, around: Around
) -> Iterator[tuple[str, str]]:
    """Dublin Core (DCMI, "Expressing Dublin Core metadata using HTML/XHTML meta and link")."""
    yield "DC.title", title
    for author in publication.authors:
        yield "DC.creator", author
    yield "DC.publisher", publication.publisher
    yield "DC.date", str(publication.date)
    yield "DCTERMS.modified", str(last_change(publication) or "")
    yield "DC.language", page.text.replace("_", "-")
    yield "DC.type", "Report"
    yield "DC.identifier", publication.address
    yield "DC.description", status
    yield "DC.description", publication.abstract
    for topic in publication.topics:
        yield "DC.subject", topic
    for place in publication.places:  # not DC.coverage: Zotero takes that for a shelf mark
        yield "DCTERMS.spatial", place
    yield "DC.rights", publication.license
    if page.address and page.text != around.written:
        for version in around.versions:
            if version.code == around.written:
                yield "DCTERMS.isVersionOf", version.href


def _share_article(publication: Publication) -> Iterator[tuple[str, str]]:
    yield "article:published_time", str(publication.date)
    yield "article:modified_time", str(last_change(publication) or "")
    for author in publication.authors:
        yield "article:author", author
    yield "article:section", name_kind(publication)
    for topic in publication.topics:
        yield "article:tag", topic


def _signpost(page: PageFacts, around: Around, brief: BriefFacts) -> Iterator[Link]:
    """Signposting's typed links (https://signposting.org/FAIR/) and DCMI's names of vocabularies.

    The author's stands on every page.
    """
    if page.address:
        yield Link("cite-as", _home_of(page))
    yield from brief.exports
    if brief.pdf:
        yield Link("item", brief.pdf, type="application/pdf")
    if around.license:
        yield Link("license", around.license)
    if around.collection:
        yield Link("collection", around.collection)
    yield Link("type", f"{SCHEMA}/Report")
    yield Link("schema.DC", "http://purl.org/dc/elements/1.1/")
    yield Link("schema.DCTERMS", "http://purl.org/dc/terms/")


def write_coins(publication: Publication, title: str, language: str) -> str:
    """The brief as an OpenURL context object, which Zotero reads before all else.

    Authors are `aucorp`, so that nobody takes a corporate name apart. There is no `rft.title`:
    for a report some readers take that for the series (ANSI/NISO Z39.88-2004, KEV format "book").
    """
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:book"),
        ("rft.genre", "report"),
        ("rft.btitle", title),
        *(("rft.aucorp", author) for author in publication.authors),
        ("rft.date", str(publication.date)),
        ("rft.pub", publication.publisher),
        ("rft.language", language.replace("_", "-")),
        ("rft.description", publication.abstract),
        ("rft.rights", publication.license),
        ("rft_id", publication.address),
    ]
    known = ((name, plain(value)) for name, value in pairs)
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in known if value)


# -- Small things ------------------------------------------------------------------------------


def _metas(pairs: tuple[tuple[str, str | int], ...]) -> tuple[Meta, ...]:
    known = ((name, plain(str(value or ""))) for name, value in pairs)
    return tuple(Meta(name, content) for name, content in known if content)


def plain(text: str) -> str:
    """A text in one line, without controls and without marks of direction."""
    if not text.isprintable():
        text = _CONTROLS.sub(" ", _DIRECTIONS.sub("", text))
    return " ".join(text.split())


def shorten(text: str, limit: int = LIMIT) -> str:
    """The beginning of a text, ended between two words if it is longer than the limit."""
    text = plain(text)
    if len(text) <= limit:
        return text
    head = text[:limit]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:،؛") + "…"


def name_locale(code: str) -> str:
    """A language as Open Graph writes it, `language_TERRITORY`: `ar_AR`, `en_US`, `pt_BR`."""
    if code in _LOCALES or "_" in code:
        return _LOCALES.get(code, code)
    parts = get_global("likely_subtags").get(code, code).split("_")
    return f"{code}_{parts[-1]}" if len(parts) > 1 else code


def find_license(text: str) -> str:
    """The address of a licence that is named or linked in a text, or nothing.

    `CC BY-NC 4.0`, `CC BY 3.0 IGO` and `CC0` lead to their deeds
    (https://creativecommons.org/licenses/).
    """
    address = _ADDRESS.search(text)
    if address:
        return address[0]
    site = "https://creativecommons.org"
    named = _LICENSE.search(text)
    if named:
        port = f"{named[3].lower()}/" if named[3] else ""
        return f"{site}/licenses/{named[1].lower()}/{named[2]}/{port}"
    return f"{site}/publicdomain/zero/1.0/" if _ZERO.search(text) else ""
