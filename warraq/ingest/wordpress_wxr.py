"""Reads a WordPress export file (WXR): its published posts, the others only by name."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from warraq.ingest.document import Document, LeftOut
from warraq.ingest.errors import IngestError
from warraq.ingest.html_tree import Element, squeeze
from warraq.ingest.terms import Term, TermTable
from warraq.ingest.wordpress_post import Post, list_unread, make_document

if TYPE_CHECKING:
    from warraq.ingest.limits import Limits

_WP = re.compile(r"\{http://wordpress\.org/export/[\d.]+/\}")
_EXCERPT = re.compile(r"\{http://wordpress\.org/export/[\d.]+/excerpt/\}")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_TECHNICAL_TYPES = re.compile(
    r"attachment|page|nav_menu_item|revision|custom_css|customize_changeset|oembed_cache"
    r"|user_request|wp_.*|acf.*|wpcf7.*|elementor_.*|e-landing-page|mc4wp-form|wpforms.*"
    r"|ml-slider|vc4_templates|et_pb_layout|fusion_.*|jp_.*|feedback|tablepress_table"
)
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r")
_DEEPEST_TITLE = 80


def read_wxr(content: bytes, limits: Limits, terms: TermTable | None = None) -> list[Document]:
    """Read the published posts of an export, in its order.

    Drafts, private and protected posts, pages and attachments are named in the first document's
    `left_out`. Raises IngestError where the file breaks off or none is published.
    """
    if len(content) > limits.file_bytes:
        raise IngestError(
            f"the export is larger than {limits.file_bytes:,} bytes; raise file_bytes in [limits]"
        )
    table = terms or TermTable()
    documents: list[Document] = []
    unread: list[str] = []
    names: dict[str, str] = {}
    language = ""
    attachments = 0
    for element in _read_items(content):
        tag = _WP.sub("wp:", element.tag)
        if tag == "language":
            found = re.match(r"[A-Za-z]{2,3}", squeeze(element.text or ""))
            language = found[0].lower() if found else ""
        elif tag == "wp:author":
            fields = {_WP.sub("", child.tag): _text(child) for child in _children(element)}
            names[fields.get("author_login", "")] = fields.get("author_display_name", "")
        elif tag == "item":
            fields = _read_fields(element)
            if fields.get("post_type") == "attachment":
                attachments += 1
                continue
            if why := _judge(fields):
                unread.append(f"{why} “{squeeze(fields.get('title', ''))[:_DEEPEST_TITLE]}”")
                continue
            if len(documents) >= limits.members:
                raise IngestError(
                    f"the export holds more than {limits.members:,} posts;"
                    " raise members in [limits] or export fewer"
                )
            post = _read_post(element, fields, names, language)
            documents.append(make_document(post, limits, table))
    if attachments:
        unread.append(f"{attachments} attachment{'s' if attachments > 1 else ''}")
    return list_unread(documents, unread)


def _read_items(content: bytes) -> Iterator[Element]:
    """Each part of the channel that matters, one at a time, so that memory stays flat."""
    if content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        content = content.translate(None, _CONTROL).lstrip()  # exports hold stray controls
    try:
        events = etree.iterparse(
            io.BytesIO(content),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        root = None
        for event, element in events:
            if event == "start":
                if root is None:
                    root = element
                    _judge_root(root)
                continue
            parent = element.getparent()
            if parent is None or parent.tag != "channel":
                continue
            yield element
            element.clear()
            while element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as wrong:
        raise IngestError(
            f"the export breaks off or is no XML ({wrong.msg or 'no element'}); export it again"
        ) from wrong


def _judge_root(root: Element) -> None:
    if root.getroottree().docinfo.doctype:
        raise IngestError("the export declares a document type, which WordPress never writes")
    if root.tag != "rss" or not any(
        (address or "").startswith("http://wordpress.org/export/")
        for address in root.nsmap.values()
    ):
        raise IngestError("the XML is no WordPress export; export the posts again (Tools, Export)")


def _read_fields(item: Element) -> dict[str, str]:
    """The fields of a post by their names, without those that recur."""
    fields: dict[str, str] = {}
    for child in _children(item):
        tag = child.tag
        if tag == _CONTENT:
            fields["content"] = _text(child)
        elif tag == _CREATOR:
            fields["creator"] = _text(child)
        elif _EXCERPT.match(tag):
            fields["excerpt"] = _text(child)
        elif len(child) == 0 and tag != "category":
            fields.setdefault(_WP.sub("", tag), _text(child))
    return fields


def _judge(fields: dict[str, str]) -> str:
    """Why a post is not read; nothing for one that is."""
    kind = fields.get("post_type", "post")
    status = fields.get("status", "publish")
    if _TECHNICAL_TYPES.fullmatch(kind):
        return kind
    if fields.get("post_password"):
        return "protected"
    return "" if status == "publish" else status


def _read_post(item: Element, fields: dict[str, str], names: dict[str, str], language: str) -> Post:
    terms, meta, comments = [], {}, []
    for child in _children(item):
        tag = _WP.sub("wp:", child.tag)
        if tag == "category":
            name = squeeze(_text(child))
            terms.append(Term(child.get("domain", ""), child.get("nicename", ""), name))
        elif tag in ("wp:postmeta", "wp:comment"):
            inner = {_WP.sub("", one.tag): _text(one) for one in _children(child)}
            if tag == "wp:comment":
                comments.append(inner.get("comment_content", ""))
            else:
                meta[inner.get("meta_key", "")] = inner.get("meta_value", "")
    spoken = [term.slug.lower() for term in terms if term.taxonomy == "language"]
    shown = sorted(key for key, value in meta.items() if key[:1] != "_" and value.strip())
    fields_left = [key for key in shown if key != "footnotes"]
    left_out = []
    if fields_left:
        left_out.append(LeftOut("custom fields", detail=", ".join(fields_left[:20])))
    if comments:
        left_out.append(
            LeftOut(
                "personal data",
                detail=f"names and addresses of {len(comments)} commenter"
                f"{'s' if len(comments) > 1 else ''}",
            )
        )
    author = names.get(fields.get("creator", ""), "")
    return Post(
        title=fields.get("title", ""),
        content=fields.get("content", ""),
        excerpt=fields.get("excerpt", ""),
        raw=True,
        footnotes=meta.get("footnotes", ""),
        date="" if fields.get("post_date", "").startswith("0000") else fields.get("post_date", ""),
        url=fields.get("link", "").strip(),
        language=spoken[0][:3].split("-")[0] if spoken else language,
        terms=tuple(terms),
        authors=(author,) if author else (),
        comments=tuple(comments),
        left_out=tuple(left_out),
    )


def _children(element: Element) -> Iterator[Element]:
    return (child for child in element if isinstance(child.tag, str))


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()
