"""Reads the posts of a WordPress site, from its REST interface or from an export file."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from warraq.ingest.document import Document, LeftOut
from warraq.ingest.errors import IngestError
from warraq.ingest.html_tree import squeeze
from warraq.ingest.terms import Term, TermTable
from warraq.ingest.wordpress_post import (
    Post,
    list_unread,
    make_document,
    read_words,
)
from warraq.ingest.wordpress_wxr import read_wxr

if TYPE_CHECKING:
    from warraq.ingest.limits import Limits

__all__ = ["read_rest", "read_wxr"]

_NOT_POSTS = frozenset(("attachment", "nav_menu_item", "wp_block", "wp_template", "page"))
_SHAPE = "save one post or a list of posts of /wp-json/wp/v2/posts?_embed"


def read_rest(content: bytes, limits: Limits, terms: TermTable | None = None) -> list[Document]:
    """Read the JSON of a post, or of a list of posts.

    Posts that are not published are named in the first document's `left_out`. Raises IngestError
    where the JSON breaks off, is no post, or none is published.
    """
    if len(content) > limits.file_bytes:
        raise IngestError(
            f"the file is larger than {limits.file_bytes:,} bytes; raise file_bytes in [limits]"
        )
    data = _load_json(content)
    if isinstance(data, dict) and isinstance(data.get("posts"), list):
        data = data["posts"]
    found = data if isinstance(data, list) else [data]
    if len(found) > limits.members:
        raise IngestError(
            f"the file holds more than {limits.members:,} posts; raise members in [limits]"
        )
    table = terms or TermTable()
    documents: list[Document] = []
    unread: list[str] = []
    for number, one in enumerate(found, 1):
        title, body = _read_shape(one, number)
        if why := _judge(one):
            unread.append(f"{why} “{squeeze(read_words(title))[:80]}”")
            continue
        documents.append(make_document(_read_post(one, title, body), limits, table))
    return list_unread(documents, unread)


def _load_json(content: bytes) -> Any:
    codec = "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = "utf-16"
    elif content[1:2] == b"\0":
        codec = "utf-16-le"
    try:
        return json.loads(content.decode(codec))
    except RecursionError as wrong:
        raise IngestError(f"the JSON is nested too deeply for posts; {_SHAPE}") from wrong
    except UnicodeDecodeError as wrong:
        raise IngestError(f"the JSON is not in UTF-8; {_SHAPE}") from wrong
    except json.JSONDecodeError as wrong:
        raise IngestError(
            f"line {wrong.lineno}: the JSON breaks off or is broken ({wrong.msg}); {_SHAPE}"
        ) from wrong
    except ValueError as wrong:
        raise IngestError(f"the JSON cannot be read ({wrong}); {_SHAPE}") from wrong


def _read_shape(post: object, number: int) -> tuple[str, str]:
    """The title and the content of what must be a post."""
    if isinstance(post, dict):
        title, body = _rendered(post.get("title")), _rendered(post.get("content"))
        if title is not None and body is not None:
            return title, body
        if isinstance(post.get("message"), str) and "code" in post:
            said = squeeze(post["message"])[:200]
            raise IngestError(f"the file holds an answer of the site and no post: {said}; {_SHAPE}")
    raise IngestError(f"entry {number} of the JSON is no post (title and content); {_SHAPE}")


def _rendered(field: object) -> str | None:
    if isinstance(field, dict):
        for name in ("rendered", "raw"):
            if isinstance(field.get(name), str):
                return str(field[name])
        return None
    return field if isinstance(field, str) else None


def _judge(post: Mapping[str, Any]) -> str:
    """Why a post is not read; nothing for one that is."""
    if post.get("type") in _NOT_POSTS:
        return str(post["type"])
    content = post.get("content")
    if isinstance(content, dict) and content.get("protected") is True:
        return "protected"
    status = post.get("status", "publish")
    return "" if status == "publish" else f"{status}"[:40]


def _read_post(post: Mapping[str, Any], title: str, body: str) -> Post:
    content = post.get("content")
    raw = isinstance(content, dict) and not isinstance(content.get("rendered"), str)
    url = post.get("link") or post.get("URL")
    spoken = post.get("lang")
    found = re.match(r"[A-Za-z]{2,3}", spoken) if isinstance(spoken, str) else None
    day = post.get("date")
    return Post(
        title=title,
        content=body,
        excerpt=_rendered(post.get("excerpt")) or "",
        raw=raw,
        date=day if isinstance(day, str) else "",
        url=url if isinstance(url, str) else "",
        language=found[0].lower() if found else "",
        terms=tuple(_list_terms(post)),
        authors=tuple(_list_embedded(post, "author", "name")),
        left_out=tuple(_describe_beside(post)),
    )


def _list_terms(post: Mapping[str, Any]) -> Iterator[Term]:
    embedded = post.get("_embedded")
    groups = embedded.get("wp:term") if isinstance(embedded, dict) else None
    for group in groups if isinstance(groups, list) else ():
        for term in group if isinstance(group, list) else ():
            if isinstance(term, dict) and isinstance(term.get("name"), str):
                name = read_words(term["name"])
                yield Term(str(term.get("taxonomy", "")), str(term.get("slug", "")), name)


def _list_embedded(post: Mapping[str, Any], relation: str, name: str) -> Iterator[str]:
    embedded = post.get("_embedded")
    things = embedded.get(relation) if isinstance(embedded, dict) else None
    for thing in things if isinstance(things, list) else ():
        if isinstance(thing, dict) and isinstance(thing.get(name), str) and thing[name].strip():
            yield squeeze(thing[name])


def _describe_beside(post: Mapping[str, Any]) -> Iterator[LeftOut]:
    """What the JSON says beside the text, that the page does not take over."""
    for address in _list_embedded(post, "wp:featuredmedia", "source_url"):
        yield LeftOut("remote image", detail=address[:200])
    if any(isinstance(post.get(name), list) and post[name] for name in ("categories", "tags")) and (
        not any(True for _ in _list_terms(post))
    ):
        yield LeftOut(
            "categories and tags", detail="the file has only their numbers; save it with ?_embed"
        )
    fields = post.get("acf")
    if isinstance(fields, dict) and fields:
        yield LeftOut("custom fields", detail=", ".join(list(map(str, fields))[:20]))
