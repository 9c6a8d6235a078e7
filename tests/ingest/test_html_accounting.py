"""Each word of a web page stands in a block, a fact or a named part. All pages are synthetic."""

from __future__ import annotations

import html
import unicodedata
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warraq.ingest.accounting import words
from warraq.ingest.document import Document, block_texts
from warraq.ingest.errors import IngestError
from warraq.ingest.html import read_fragment, read_html
from warraq.ingest.limits import Limits
from warraq.ingest.wordpress_text import prepare_content

PROSE = "a synthetic sentence, long enough to be taken for prose."
TAGS = [
    "p",
    "div",
    "span",
    "b",
    "strong",
    "em",
    "i",
    "a",
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tbody",
    "tr",
    "td",
    "th",
    "caption",
    "blockquote",
    "pre",
    "code",
    "section",
    "article",
    "main",
    "aside",
    "nav",
    "header",
    "footer",
    "figure",
    "figcaption",
    "sup",
    "sub",
    "small",
    "del",
    "form",
    "button",
    "svg",
    "math",
    "details",
    "summary",
    "q",
    "title",
    "time",
    "label",
    "center",
    "custom-part",
    "o:p",
    "noscript",
    "template",
    "script",
    "iframe",
    "video",
    "textarea",
    "select",
    "option",
    "body",
    "html",
    "br",
    "img",
]
ATTRIBUTES = [
    'class="entry-content"',
    'class="sharedaddy"',
    'class="related posts"',
    'class="cookie-notice"',
    'class="comments-area"',
    'class="screen-reader-text"',
    'class="deck"',
    'class="byline"',
    'id="fn1"',
    'id="fn2"',
    'id="comments"',
    'href="#fn1"',
    'href="#fn2"',
    'href="https://example.org/?utm_source=x"',
    'href="javascript:alert(1)"',
    'src="https://example.org/a.png"',
    'src="Page_files/a.png"',
    'src="data:image/gif;base64,R0lGODdhAQABAIAAAAAAAP///ywAAAAAAQABAAACAkQBADs="',
    'alt="synthetic picture"',
    'style="display:none"',
    'aria-hidden="true"',
    "hidden",
    'colspan="3"',
    'rowspan="2"',
    'role="navigation"',
    'itemprop="articleBody"',
    'width="1" height="1"',
    'onclick="x()"',
    'dir="rtl" lang="ar"',
    'start="7"',
]
LETTERS = st.text(
    st.sampled_from("abc1² \n\t.,[]*↩()تقريرé\u0301\u200f\u00ad\u00a0ﻼ\U0001d7d9"), max_size=12
)
WORDS = st.sampled_from(
    ["a synthetic sentence, long enough to be taken for prose.", "1", "[2]", "نص مصطنع", "word"]
)
PIECES = st.sampled_from(
    [
        '<sup><a href="#fn1" id="back1">[1]</a></sup>',
        '<sup><a href="#fn2">2</a>, <a href="#fn1">1</a></sup>',
        '<ol><li id="fn1">Synthetic note <a href="#back1">↩</a></li><li id="fn2">two</li></ol>',
        '<p id="fn2"><a href="#back1">[2]</a> A note with <sup><a href="#fn1">1</a></sup></p>',
        "text<sup>1</sup>more",
        "<p><sup>1</sup> An unlinked note</p>",
        "<table><tr><th>a</th><th>b</th></tr><tr><td rowspan=2>c</td><td>d</td></tr></table>",
        "<table><caption>cap</caption><tr><td>a<p>b<ul><li>c</ul></td><td>d</td></tr>"
        "<tr hidden><td>x</td></tr><tr><td colspan=3>e</td></tr></table>",
        '<a href="https://example.org/"><b>a</b> <i>b</i></a> <a href="https://example.org/">c</a>',
        '<figure><img src="Page_files/a.png" alt="alt"><figcaption>cap</figcaption></figure>',
    ]
)
TEXT = st.one_of(LETTERS.map(html.escape), WORDS.map(html.escape), PIECES)
ELEMENT = st.tuples(
    st.sampled_from(TAGS), st.lists(st.sampled_from(ATTRIBUTES), max_size=3), st.booleans()
)


def close(parts: tuple[tuple[str, list[str], bool], list[str]]) -> str:
    (tag, attributes, closed), inner = parts
    opening = " ".join([tag, *attributes])
    return f"<{opening}>{''.join(inner)}" + (f"</{tag}>" if closed or tag == "script" else "")


MARKUP = st.recursive(
    TEXT,
    lambda inner: st.tuples(ELEMENT, st.lists(inner, max_size=5)).map(close),
    max_leaves=25,
)
CODES = st.lists(
    st.one_of(
        TEXT,
        st.sampled_from(
            [
                '[vc_row css="a"]',
                "[/vc_row]",
                "[vc_column_text]",
                "[/vc_column_text]",
                '[vc_custom_heading text="Synthetic heading"]',
                "[caption width=&#8221;3&#8243;]",
                '<a href="x"><img src="Page_files/b.png" alt="alt"></a> words',
                "[/caption]",
                "[efn_note]",
                "[/efn_note]",
                "[dropcap]",
                "[/dropcap]",
                "[sic]",
                "[name withheld]",
                "<!-- wp:paragraph -->",
                "<p>",
                "</p>",
                "<pre>",
                "</pre>",
                "\n\n",
                "\n",
            ]
        ),
    ),
    max_size=14,
).map("".join)


def count_words(texts: list[str]) -> Counter[str]:
    return Counter(word for text in texts for word in words(text))


def is_accounted_for(document: Document) -> bool:
    there = [text for block in document.blocks for text in block_texts(block)]
    there += [document.fact_words, *(part.text for part in document.left_out)]
    assert count_words(there) == count_words([document.words])
    return True


def count_letters(text: str) -> Counter[str]:
    return Counter(unicodedata.normalize("NFD", "".join(words(text))))


@pytest.mark.parametrize(
    "page",
    [
        "<p>a<br>b</p>",
        f"<h1>a<div>{PROSE}</div></h1>",
        f"<article><div class='entry-content'><p>{PROSE}</p></div>"
        "<div>after<div class='share'>share</div></div></article>",
        f"<p>{PROSE} km<sup>2</sup>s text<sup>1</sup>more</p><p><sup>1</sup> note</p>",
    ],
)
def test_words_that_touch_are_counted_as_they_stand(page: str) -> None:
    assert is_accounted_for(read_html(page.encode(), Limits()))


@settings(max_examples=400, deadline=None)
@given(MARKUP)
@example("²\xad²")
def test_every_word_of_a_page_is_accounted_for(markup: str) -> None:
    try:
        document = read_html(f"<p>Synthetic page.</p>{markup}".encode(), Limits())
    except IngestError:
        return
    assert is_accounted_for(document)


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_every_word_of_a_part_is_accounted_for(markup: str) -> None:
    try:
        document = read_fragment(markup, Limits())
    except IngestError:
        return
    assert is_accounted_for(document)


@settings(max_examples=200, deadline=None)
@given(CODES, st.booleans())
def test_every_word_of_a_post_is_accounted_for(text: str, raw: bool) -> None:
    assert is_accounted_for(read_fragment(prepare_content(text, raw=raw), Limits()))


@settings(max_examples=200, deadline=None)
@given(CODES, st.booleans())
def test_shortcodes_and_paragraphs_lose_no_letter(text: str, raw: bool) -> None:
    before = read_fragment(text, Limits()).words
    after = read_fragment(prepare_content(text, raw=raw), Limits()).words
    # Taking a code out may join a letter and its mark, which are then one.
    assert count_letters(before) == count_letters(after)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["p", "li", "h2", "td", "div"]), WORDS), min_size=1))
def test_the_words_of_a_page_are_those_written_in_it(parts: list[tuple[str, str]]) -> None:
    markup = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts)
    document = read_html(f"<body><p>synthetic</p>{markup}</body>".encode(), Limits())
    expected = ["synthetic", *(text for _, text in parts)]
    assert count_words([document.words]) == count_words(expected)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    b"<",
                    b">",
                    b"</",
                    b"<!--",
                    b"-->",
                    b"<![CDATA[",
                    b"&#0;",
                    b"&#xD800;",
                    b"&nope;",
                    b"<p",
                    b' class="',
                    b"'",
                    b"\x00",
                    b"\xff\xfe",
                    b"\xc7\xe1",
                    b"<script>",
                    b"text ",
                    b"<table>",
                    b"<td>",
                    b"<?php",
                    b"<title>",
                    b"<svg>",
                    b"<plaintext>",
                    b"=",
                    b"/",
                ]
            ),
            max_size=40,
        ).map(b"".join),
    )
)
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    try:
        document = read_html(content, Limits())
    except IngestError:
        return
    assert is_accounted_for(document)
