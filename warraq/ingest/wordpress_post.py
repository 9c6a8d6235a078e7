"""A post as WordPress exports it, and the document that it becomes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from warraq.ingest.document import Document, Facts, LeftOut, block_texts
from warraq.ingest.errors import IngestError
from warraq.ingest.html import read_fragment
from warraq.ingest.html_facts import is_cut_short, read_date
from warraq.ingest.html_tree import flow_text, parse_html, squeeze
from warraq.ingest.terms import Term, TermTable
from warraq.ingest.wordpress_text import prepare_content

if TYPE_CHECKING:
    from warraq.ingest.limits import Limits

_LISTED = 10
"""How many posts a message names."""


@dataclass(frozen=True, slots=True)
class Post:
    """One publication of an export; title, content and excerpt are HTML."""

    title: str
    content: str
    excerpt: str = ""
    raw: bool = False
    """Whether the content is as its author left it, and not as the site shows it."""
    footnotes: str = ""
    date: str = ""
    url: str = ""
    language: str = ""
    terms: tuple[Term, ...] = ()
    authors: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def make_document(post: Post, limits: Limits, table: TermTable) -> Document:
    """Read a post; its title and excerpt are facts and stand in no block."""
    base = post.url if post.url.startswith(("http://", "https://")) else ""
    prepared = prepare_content(post.content, raw=post.raw, footnotes=post.footnotes)
    try:
        body = read_fragment(prepared, limits, base)
        title = read_words(post.title)
        excerpt = read_words(post.excerpt)
        comments = [read_words(comment) for comment in post.comments]
    except IngestError as wrong:
        raise IngestError(f"the post “{post.title[:80]}”: {wrong}") from wrong
    kind, places, topics = table.sort(post.terms)
    automatic = is_cut_short(excerpt) or _opens(body, excerpt)
    left_out = [*body.left_out, *post.left_out]
    if excerpt and automatic:
        left_out.append(LeftOut("automatic excerpt", excerpt))
    if comments:
        left_out.append(LeftOut("comments", "\n\n".join(comments)))
    summary = "" if automatic else excerpt
    return replace(
        body,
        facts=Facts(
            title=title,
            date=read_date(post.date),
            summary=summary,
            kind=kind,
            places=places,
            topics=topics,
            authors=post.authors,
            url=base,
            language=post.language,
        ),
        fact_words="\n".join(filter(None, (title, summary))),
        left_out=tuple(left_out),
        words="\n".join(filter(None, (title, body.words, excerpt, *comments))),
    )


def list_unread(documents: list[Document], unread: list[str]) -> list[Document]:
    """Name in the first document what the export holds beside it; there must be one.

    `unread` are texts such as `draft “Title”`.
    """
    more = f" and {len(unread) - _LISTED} more" if len(unread) > _LISTED else ""
    named = ", ".join(unread[:_LISTED]) + more
    if not documents:
        beside = f" ({named})" if named else ""
        raise IngestError(f"the export holds no published post{beside}; publish one and export it")
    if not unread:
        return documents
    first = documents[0]
    note = LeftOut("posts not imported", detail=named)
    return [replace(first, left_out=(*first.left_out, note)), *documents[1:]]


def read_words(text: str) -> str:
    """The words of a short HTML text, in one line."""
    if "<" not in text and "&" not in text:
        return squeeze(text)
    if not text.strip():
        return ""
    return squeeze(flow_text(parse_html(f"<body><div>{text}</div></body>")))


def _opens(body: Document, excerpt: str) -> bool:
    """Whether an excerpt is only how the text begins."""
    text = ""
    for block in body.blocks[:6]:
        text = squeeze(f"{text} {' '.join(block_texts(block))}")
    return bool(excerpt) and text.startswith(excerpt)
