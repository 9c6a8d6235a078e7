"""Posts of a WordPress site, from its REST interface and its export file. All are synthetic."""

from __future__ import annotations

import base64
import json
from collections import Counter
from typing import Any
from urllib.parse import quote

import pytest

from warraq.ingest.accounting import words
from warraq.ingest.document import (
    Break,
    Document,
    Heading,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Text,
    block_texts,
)
from warraq.ingest.errors import IngestError
from warraq.ingest.limits import Limits
from warraq.ingest.terms import TermTable
from warraq.ingest.wordpress import read_rest, read_wxr

TERMS = TermTable(
    kinds={"reports": "report", "Joint Statements": "joint-statement"},
    places={"aleppo": "Aleppo"},
)


def post(content: str = "<p>Synthetic text.</p>", **fields: Any) -> dict[str, Any]:
    return {
        "date": "2023-05-12T10:00:00",
        "link": "https://example.org/synthetic/",
        "status": "publish",
        "type": "post",
        "title": {"rendered": "Synthetic &#8220;title&#8221;"},
        "content": {"rendered": content, "protected": False},
        "excerpt": {"rendered": "<p>A synthetic deck.</p>"},
        **fields,
    }


def read(data: object) -> list[Document]:
    return read_rest(json.dumps(data).encode(), Limits(), TERMS)


def item(content: str, **fields: str) -> str:
    given = {
        "title": "Synthetic title",
        "link": "https://example.org/synthetic/",
        "content:encoded": f"<![CDATA[{content}]]>",
        "wp:post_date": "2023-05-12 10:00:00",
        "wp:status": "publish",
        "wp:post_type": "post",
        "wp:post_password": "",
    }
    given |= {name.replace("__", ":"): value for name, value in fields.items()}
    extra = given.pop("extra", "")
    return "".join(["<item>", *(f"<{k}>{v}</{k}>" for k, v in given.items()), extra, "</item>"])


def export(*items: str, head: str = "<language>en-GB</language>", doctype: str = "") -> bytes:
    names = {
        "wp": "http://wordpress.org/export/1.2/",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "excerpt": "http://wordpress.org/export/1.2/excerpt/",
        "dc": "http://purl.org/dc/elements/1.1/",
    }
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in names.items())
    xml = f'<?xml version="1.0" encoding="UTF-8" ?>{doctype}<rss version="2.0" {spaces}><channel>'
    return f"{xml}{head}{''.join(items)}</channel></rss>".encode()


def read_content(content: str, **fields: str) -> Document:
    """Read the raw content of one post of an export."""
    (document,) = read_wxr(export(item(content, **fields)), Limits(), TERMS)
    check_account(document)
    return document


def check_account(document: Document) -> None:
    there = [text for block in document.blocks for text in block_texts(block)]
    there += [document.fact_words, *(part.text for part in document.left_out)]
    found = Counter(word for text in there for word in words(text))
    assert found == Counter(words(document.words))


def texts(document: Document) -> list[str]:
    return [text for block in document.blocks for text in block_texts(block)]


def named(document: Document, reason: str) -> str:
    found = [part for part in document.left_out if part.reason == reason]
    return "\n".join(part.text or part.detail for part in found)


# -- REST ----------------------------------------------------------------------------------


def test_a_post_gives_its_text_and_facts() -> None:
    (document,) = read(post("<h2>Part</h2><p>Synthetic text.</p>", lang="ar"))
    check_account(document)
    assert document.blocks == (Heading((Text("Part"),), 2), Paragraph((Text("Synthetic text."),)))
    facts = document.facts
    assert (facts.title, facts.date) == ("Synthetic “title”", "2023-05-12")
    assert (facts.summary, facts.language) == ("A synthetic deck.", "ar")
    assert facts.url == "https://example.org/synthetic/"


def test_a_list_gives_a_document_for_each_post() -> None:
    assert [texts(one) for one in read([post("a"), post("b")])] == [["a"], ["b"]]


@pytest.mark.parametrize("excerpt", ["Synthetic [&hellip;]", "Synthetic text.", "<p>Synthetic</p>"])
def test_an_excerpt_that_the_site_made_is_no_summary(excerpt: str) -> None:
    (document,) = read(post(excerpt={"rendered": excerpt}))
    check_account(document)
    assert document.facts.summary == ""
    assert named(document, "automatic excerpt").startswith("Synthetic")


def test_terms_become_kind_places_and_topics_by_the_table() -> None:
    terms = [
        [
            {"taxonomy": "category", "slug": "reports", "name": "Reports"},
            {"taxonomy": "category", "slug": "j", "name": "Joint Statements"},
            {"taxonomy": "category", "slug": "uncategorized", "name": "Uncategorized"},
        ],
        [
            {"taxonomy": "post_tag", "slug": "aleppo", "name": "Halab"},
            {"taxonomy": "post_tag", "slug": "hlp", "name": "Housing &amp; Land"},
            {"taxonomy": "language", "slug": "en", "name": "English"},
        ],
    ]
    author = [{"name": "Synthetic Author"}]
    (document,) = read(post(_embedded={"wp:term": terms, "author": author}))
    facts = document.facts
    assert (facts.kind, facts.places) == ("report", ("Aleppo",))
    assert facts.topics == ("Joint Statements", "Housing & Land")
    assert facts.authors == ("Synthetic Author",)


def test_terms_that_the_file_has_only_by_number_are_reported() -> None:
    (document,) = read(post(categories=[3]))
    assert "_embed" in named(document, "categories and tags")


def test_posts_that_are_not_published_are_named_and_not_read() -> None:
    secret = {"rendered": "<p>secret</p>", "protected": True}
    (document,) = read([post(), post(status="draft"), {**post(), "content": secret}])
    said = named(document, "posts not imported")
    assert said == "draft “Synthetic “title””, protected “Synthetic “title””"


def test_relative_links_count_from_the_address_of_the_post() -> None:
    (document,) = read(post("<p><a href='/b'>b</a></p>"))
    assert "https://example.org/b" in repr(document.blocks)


# -- The text of a post --------------------------------------------------------------------


def test_shortcodes_go_and_their_text_stays() -> None:
    document = read_content(
        '[vc_row full_width="stretch"][vc_column width="1/2"][vc_column_text]\nOne.\n\nTwo.\n'
        '[/vc_column_text][vc_custom_heading text="Synthetic heading"][/vc_column][/vc_row]'
    )
    assert document.blocks == (
        Paragraph((Text("One."),)),
        Paragraph((Text("Two."),)),
        Heading((Text("Synthetic heading"),), 2),
    )
    assert '[vc_row full_width="stretch"]' in named(document, "shortcodes")


def pack(markup: str) -> str:
    return base64.b64encode(quote(markup).encode()).decode()


def test_encoded_html_is_read_as_html_and_cleaned() -> None:
    markup = "<p>Zwei “words” &amp; نص.</p></div><p hidden>secret</p><script>evil()</script><!-- x"
    document = read_content(f"Before.\n\n[vc_raw_html]{pack(markup)}[/vc_raw_html]\n\nBehind.")
    assert texts(document) == ["Before.", "Zwei “words” & نص.", "Behind."]
    assert named(document, "hidden text") == "secret"
    assert named(document, "shortcodes").split() == ["[vc_raw_html]", "[/vc_raw_html]"]


@pytest.mark.parametrize("payload", ["JTND*", "/////w==", pack("<div>" * 1000), "no code at all"])
def test_what_is_no_encoded_html_is_left_out_by_name(payload: str) -> None:
    document = read_content(f"Before.\n\n[vc_raw_html]{payload}[/vc_raw_html]\n\nBehind.")
    assert texts(document) == ["Before.", "Behind."]
    assert payload[:5] in named(document, "shortcodes")


def test_encoded_scripts_do_not_reach_the_text() -> None:
    script = pack("<script>evil()</script>")
    document = read_content(f"Before. [vc_raw_js]{script}[/vc_raw_js]")
    assert texts(document) == ["Before."]


def test_numbers_in_brackets_become_footnotes() -> None:
    (document,) = read([post("<p>The room met in Farland.[1] It did.</p><p>[1] A source.</p>")])
    assert document.blocks[-1] == Note("1", (Text("A source."),))
    assert NoteMark("1") in document.blocks[0].content


def test_shortcodes_with_curly_quotes_go_too() -> None:
    (document,) = read(
        post("<p>[vc_row css=&#8221;.a{}&#8221;]Text[/vc_row] [x a=&#8220;b&#8221;]</p>")
    )
    assert texts(document) == ["Text"]


@pytest.mark.parametrize(
    "text",
    ["He [sic] said", "[name withheld] said", "[1] said", "see [table] and [Section]", "[…]"],
)
def test_words_in_brackets_are_no_shortcodes(text: str) -> None:
    assert texts(read_content(text)) == [text]


def test_a_shortcode_inside_a_word_does_not_part_it() -> None:
    assert texts(read_content("[dropcap]T[/dropcap]he text")) == ["The text"]


@pytest.mark.parametrize(
    "caption",
    [
        '[caption id="a" width="3"]<img src="p_files/a.png" alt="Alt" /> The words[/caption]',
        '[caption width="3" caption="The words"]<img src="p_files/a.png" alt="Alt" />[/caption]',
    ],
)
def test_a_caption_stays_with_its_picture(caption: str) -> None:
    picture = Picture("a.png", "Alt")
    expected = Paragraph((picture, Break(), Text("The words")))
    assert read_content(f"Before.\n\n{caption}\n\nAfter.").blocks[1] == expected


@pytest.mark.parametrize("name", ["efn_note", "ref", "footnote"])
def test_shortcodes_of_notes_become_footnotes(name: str) -> None:
    document = read_content(f"Text[{name}]A note.[/{name}] goes on.")
    assert document.blocks == (
        Paragraph((Text("Text"), NoteMark("1"), Text(" goes on."))),
        Note("1", (Text("A note."),)),
    )


def test_footnotes_that_wordpress_keeps_beside_the_text_are_read() -> None:
    notes = json.dumps([{"id": "u", "content": "A <em>synthetic</em> note."}])
    document = read_content(
        '<!-- wp:paragraph --><p>Text<sup data-fn="u" class="fn"><a href="#u" id="u-link">1</a>'
        "</sup></p><!-- /wp:paragraph --><!-- wp:footnotes /-->",
        extra=f"<wp:postmeta><wp:meta_key>footnotes</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{notes}]]></wp:meta_value></wp:postmeta>",
    )
    assert isinstance(document.blocks[1], Note)
    assert list(block_texts(document.blocks[1])) == ["A synthetic note."]


def test_the_comments_of_the_block_editor_go() -> None:
    document = read_content(
        '<!-- wp:heading {"level":3} --><h3>Part</h3><!-- /wp:heading -->\n\n'
        "<!-- wp:paragraph -->\n<p>One\nline.</p>\n<!-- /wp:paragraph -->"
    )
    assert texts(document) == ["Part", "One line."]


def test_bare_lines_become_paragraphs_and_line_breaks() -> None:
    document = read_content("One\ntwo.\r\n\r\nThree <b>four</b>.\n<h3>Part</h3>\nFive.")
    assert texts(document) == ["One\ntwo.", "Three four.", "Part", "Five."]
    assert [type(block) for block in document.blocks] == [Paragraph, Paragraph, Heading, Paragraph]


def test_lines_inside_elements_are_no_paragraphs() -> None:
    document = read_content(
        '<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\n<pre>x\n\ny\nw</pre><a\nhref="#">z</a>'
    )
    assert texts(document) == ["a", "b", "x", "y\nw", "z"]


# -- Export files --------------------------------------------------------------------------


def test_an_export_gives_its_published_posts() -> None:
    documents = read_wxr(
        export(
            item("One.", wp__post_id="1"),
            item("Draft.", wp__status="draft", title="Not yet"),
            item("Two."),
            item("Secret.", wp__post_password="x", title="Locked"),
            item("Page.", wp__post_type="page", title="About"),
            item("", wp__post_type="attachment"),
            item("Own type.", wp__post_type="publication"),
        ),
        Limits(),
    )
    assert [texts(one) for one in documents] == [["One."], ["Two."], ["Own type."]]
    said = named(documents[0], "posts not imported")
    assert said == "draft “Not yet”, protected “Locked”, page “About”, 1 attachment"


def test_an_export_gives_facts() -> None:
    head = (
        "<language>en-GB</language><wp:author><wp:author_login>login1</wp:author_login>"
        "<wp:author_email>a@example.org</wp:author_email>"
        "<wp:author_display_name>Synthetic Author</wp:author_display_name></wp:author>"
    )
    extra = (
        '<category domain="category" nicename="reports"><![CDATA[Reports]]></category>'
        '<category domain="post_tag" nicename="aleppo"><![CDATA[Halab]]></category>'
        '<category domain="post_tag" nicename="hlp"><![CDATA[Housing]]></category>'
        "<dc:creator>login1</dc:creator>"
        "<excerpt:encoded><![CDATA[A synthetic deck.]]></excerpt:encoded>"
    )
    (document,) = read_wxr(export(item("Text.", extra=extra), head=head), Limits(), TERMS)
    facts = document.facts
    assert (facts.title, facts.date) == ("Synthetic title", "2023-05-12")
    assert (facts.kind, facts.places, facts.topics) == ("report", ("Aleppo",), ("Housing",))
    assert (facts.summary, facts.language) == ("A synthetic deck.", "en")
    assert facts.authors == ("Synthetic Author",)
    assert "login1" not in repr(document)
    assert "a@example.org" not in repr(document)


def test_comments_are_left_out_without_their_writers() -> None:
    comment = (
        "<wp:comment><wp:comment_author>Someone</wp:comment_author>"
        "<wp:comment_author_email>s@example.org</wp:comment_author_email>"
        "<wp:comment_author_IP>192.0.2.1</wp:comment_author_IP>"
        "<wp:comment_content><![CDATA[A synthetic opinion.]]></wp:comment_content></wp:comment>"
    )
    document = read_content("Text.", extra=comment)
    assert named(document, "comments") == "A synthetic opinion."
    assert not any(name in repr(document) for name in ("Someone", "s@example.org", "192.0.2.1"))


def test_stray_control_characters_do_not_spoil_an_export() -> None:
    (document,) = read_wxr(export(item("One\x08 two.")), Limits())
    assert texts(document) == ["One two."]


def test_one_of_a_kind_is_said_in_the_singular() -> None:
    comment = "<wp:comment><wp:comment_content>A word.</wp:comment_content></wp:comment>"
    picture = item("", wp__post_type="attachment")
    (document,) = read_wxr(export(item("Text.", extra=comment), picture), Limits())
    assert named(document, "personal data").endswith(" of 1 commenter")
    assert named(document, "posts not imported") == "1 attachment"


# -- Bad input -----------------------------------------------------------------------------

BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
LEAK = '<!DOCTYPE r [<!ENTITY b SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (export(item("x", title="&b;"), doctype=BOMB), "document type"),
        (export(item("x", title="&b;"), doctype=LEAK), "document type"),
        (export(item("x"))[:-40], "breaks off"),
        (export("<item>" * 100_000), "breaks off or is no XML"),
        (b"<?xml version='1.0'?><feed></feed>", "no WordPress export"),
        (b"<rss><channel><item/></channel></rss>", "no WordPress export"),
        (b"", "no XML"),
        (b"\0\0\0", "no XML"),
        (export(), "no published post"),
        (export(item("x", wp__status="draft", title="T")), "draft “T”"),
        (export(item("<div>" * 1000)), "250 deep"),
    ],
)
def test_a_bad_export_is_refused_in_one_sentence(content: bytes, message: str) -> None:
    with pytest.raises(IngestError, match=message):
        read_wxr(content, Limits())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1"),
        (b'[{"title": "x"', "breaks off"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"title": "x", "content": "y", "id": ' + b"9" * 10_000 + b"}", "cannot be read"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[]", "no published post"),
        (b"3", "entry 1"),
        (b"[null]", "entry 1"),
        (b'{"title": {"rendered": 3}, "content": []}', "entry 1"),
        (b'{"code": "rest_forbidden", "message": "Not allowed."}', "Not allowed"),
        (b'{"title": "x", "content": "y", "status": "draft"}', "draft “x”"),
    ],
)
def test_bad_json_is_refused_in_one_sentence(content: bytes, message: str) -> None:
    with pytest.raises(IngestError, match=message):
        read_rest(content, Limits())


def test_more_posts_than_the_limit_are_refused() -> None:
    for read_posts, content in (
        (read_wxr, export(item("a"), item("b"))),
        (read_rest, json.dumps([post(), post()]).encode()),
    ):
        with pytest.raises(IngestError, match="members"):
            read_posts(content, Limits(members=1))
        with pytest.raises(IngestError, match="file_bytes"):
            read_posts(content, Limits(file_bytes=10))


@pytest.mark.parametrize(
    "content",
    [
        "[caption]" * 50_000,
        "[a b=c " * 50_000,
        "x[a " + "b=" * 100_000 + "]",
        "x" + "\n " * 100_000,
    ],
)
def test_malicious_shortcodes_lose_no_word(content: str) -> None:
    (document,) = read(post(content))
    check_account(document)
