"""Describes a publication as an item of CSL-JSON, which reference managers read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from warraq.knowledge.publication import STATE_WORDS, Publication, describe_status, name_title


def describe_item(publication: Publication, translate: Callable[[str], str]) -> dict[str, Any]:
    """The item, for JSON; what is not known is left out.

    Variables and types are those of CSL 1.0.2 (citation-style-language/schema,
    `csl-data.json`). Corporate authors are `literal` names, which no program takes apart.
    `translate` gives the toolkit's words in the page's language. There is no `accessed`: only
    readers know when they read it.
    """
    item: dict[str, Any] = {
        "id": publication.key,
        "type": "report",
        "title": name_title(publication, translate),
        "author": [{"literal": name} for name in publication.authors],
        "issued": {"date-parts": [date_parts(publication)]},
        "genre": name_kind(publication),
        "language": publication.tag,
        "publisher": publication.publisher,
        "archive": publication.archive,
        "abstract": publication.abstract,
        "keyword": ", ".join(keywords_of(publication)),
        "URL": publication.url,
        "note": describe_status(publication, translate),
    }
    if publication.state in STATE_WORDS:
        item["status"] = str(publication.state)
    return {name: value for name, value in item.items() if value}


def date_parts(publication: Publication) -> list[int]:
    """The year, and the month and day as far as they are known."""
    date = publication.date
    return [part for part in (date.year, date.month, date.day) if part is not None]


def name_kind(publication: Publication) -> str:
    """What it is, as a reference says it: `Joint statement`."""
    kind = publication.kind.replace("-", " ")
    return kind[:1].upper() + kind[1:]


def keywords_of(publication: Publication) -> tuple[str, ...]:
    """What it is about: topics, places, bodies, each once."""
    return tuple(dict.fromkeys((*publication.topics, *publication.places, *publication.bodies)))
