"""Describes an edition and its briefs for machines as an RO-Crate (version 1.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from warraq.editions.bag import CRATE
from warraq.editions.model import Page, Sealed

_PROFILE = "https://w3id.org/ro/crate/1.1"
_CONTEXT = [f"{_PROFILE}/context", {"sha256": "http://schema.org/sha256"}]
"""The context of version 1.1, and the one property of schema.org that is younger than it."""

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def write_crate(
    sealed: Sealed,
    *,
    title: str = "",
    publisher: str = "",
    license: str = "",
    url: str = "",
    sizes: Mapping[str, int] | None = None,
) -> bytes:
    """`ro-crate-metadata.json`, an entity a line; the same bytes for the same edition.

    `license` is an address or a sentence, `url` the archive's address, `sizes` those of the
    files by path. Paths are those in the bag's `data/`, which is the crate's root.
    """
    entities = list(_describe(sealed, title, publisher, license, url, sizes or {}))
    lines = ",\n".join(_dump(entity) for entity in entities)
    return f'{{"@context":{_dump(_CONTEXT)},"@graph":[\n{lines}\n]}}\n'.encode()


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _describe(
    sealed: Sealed,
    title: str,
    publisher: str,
    license: str,
    url: str,
    sizes: Mapping[str, int],
) -> Iterator[dict[str, Any]]:
    tag = sealed.tag
    folders = [f"{language}/{tag.edition}/" for language in sealed.languages]
    yield {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": _refer(_PROFILE),
        "about": _refer("./"),
    }
    name = f"{title}, edition {tag.edition}" if title else f"Edition {tag.edition}"
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": name,
        "description": f"{name}, as it was published. {tag.note}".strip(),
        "version": tag.edition,
        "datePublished": tag.date,
        "license": _refer(license) if _is_address(license) else license or "Not stated",
        "inLanguage": list(sealed.languages),
        "isBasedOn": _refer("#tag"),
        "mentions": _refer("#rendering"),
        "hasPart": [_refer(_as_id(folder)) for folder in folders],
    }
    if publisher:
        root["author"] = root["publisher"] = _refer("#publisher")
    if url:
        root["url"] = f"{url}{quote(folders[0])}"
    yield root
    if _is_address(license):
        yield {"@id": license, "@type": "CreativeWork", "name": license, "url": license}
    if publisher:
        yield {"@id": "#publisher", "@type": "Organization", "name": publisher}
    yield {
        "@id": "#tag",
        "@type": "CreativeWork",
        "name": f"edition/{tag.edition}",
        "description": "The git tag that the edition was made from: its object, its commit, and "
        "the date that it bears. Whoever makes a tag writes its date.",
        "identifier": list(dict.fromkeys((tag.object, tag.commit))),
        "dateCreated": tag.date,
    }
    yield {
        "@id": "#toolkit",
        "@type": "SoftwareApplication",
        "name": "warraq",
        "softwareVersion": sealed.toolkit.version,
        "identifier": f"sha256:{sealed.toolkit.sha256}",
    }
    yield {
        "@id": "#rendering",
        "@type": "CreateAction",
        "name": f"Rendering {sealed.rendering}",
        "instrument": _refer("#toolkit"),
        "object": _refer("#tag"),
        "result": _refer("./"),
    }
    sources = _briefs_of(sealed, sealed.languages[0])
    for language, folder in zip(sealed.languages, folders, strict=True):
        briefs = _briefs_of(sealed, language)
        yield {
            "@id": _as_id(folder),
            "@type": "Dataset",
            "name": f"{name} ({language})",
            "inLanguage": language,
            "hasPart": [_refer(_as_id(folder + page.path)) for page in briefs.values()],
        }
        for key, page in briefs.items():
            entity = _describe_brief(sealed, language, page, url, sizes)
            if language != sealed.languages[0] and key in sources and _is_in(page, language):
                entity["translationOfWork"] = _refer(_as_id(folders[0] + sources[key].path))
            yield entity


def _describe_brief(
    sealed: Sealed, language: str, page: Page, url: str, sizes: Mapping[str, int]
) -> dict[str, Any]:
    path = f"{language}/{sealed.name}/{page.path}"
    entity: dict[str, Any] = {
        "@id": _as_id(path),
        "@type": "File",
        "name": page.title,
        "inLanguage": _tag_of(page) or language,
        "encodingFormat": "text/html",
        "sha256": sealed.files[path],
    }
    if path in sizes:
        entity["contentSize"] = str(sizes[path])
    if _DATE.fullmatch(page.date):
        entity["datePublished"] = page.date
    changes = [date for date, _ in page.revisions] + [page.status_date]
    if dates := [date for date in changes if _DATE.fullmatch(date)]:
        entity["dateModified"] = max(dates)
    if page.state:
        entity["creativeWorkStatus"] = page.state.capitalize()
    if notes := [
        note for note in (page.status_note, *(note for _, note in page.revisions)) if note
    ]:
        entity["correction"] = notes[0] if len(notes) == 1 else notes
    if url:
        entity["url"] = f"{url}{quote(path)}"
    return entity


def _briefs_of(sealed: Sealed, language: str) -> dict[str, Page]:
    return {
        name: page
        for name, page in sorted(sealed.pages.get(language, {}).items())
        if page.kind == "brief" and f"{language}/{sealed.name}/{page.path}" in sealed.files
    }


def _tag_of(page: Page) -> str:
    return page.language.replace("_", "-")


def _is_in(page: Page, language: str) -> bool:
    return _tag_of(page) in {"", language}


def _refer(name: str) -> dict[str, str]:
    return {"@id": name}


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and not set(' <>"{}|\\^`') & {*text}


def _as_id(path: str) -> str:
    """A path as the specification wants it: letters of any script as they are (Data Entities)."""
    return re.sub(r"[\x00-\x7f]+", lambda found: quote(found[0]), path)
