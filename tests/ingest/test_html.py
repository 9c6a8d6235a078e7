"""A saved web page: its article, its facts, and all else by name. Every page is synthetic."""

from __future__ import annotations

import base64
import time

import pytest

from warraq.ingest.addresses import clean_address
from warraq.ingest.document import (
    Block,
    Break,
    Document,
    Emphasis,
    Heading,
    Items,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Table,
    Text,
    block_texts,
)
from warraq.ingest.errors import IngestError
from warraq.ingest.html import read_html
from warraq.ingest.html_images import load_images
from warraq.ingest.limits import Limits

PROSE = "This synthetic sentence is long enough to be taken for running text."
GIF = (
    b"GIF87a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00;"
)


def read(body: str, head: str = "", attributes: str = "") -> Document:
    page = f"<!DOCTYPE html><html {attributes}><head>{head}</head><body>{body}</body></html>"
    return read_html(page.encode(), Limits())


def read_article(body: str) -> tuple[Block, ...]:
    return read(f"<article><p>{PROSE}</p>{body}</article>").blocks[1:]


def texts(document: Document) -> list[str]:
    return [text for block in document.blocks for text in block_texts(block)]


def named(document: Document, reason: str) -> str:
    return "\n".join(part.text for part in document.left_out if part.reason == reason)


def details(document: Document, reason: str) -> str:
    return "\n".join(part.detail for part in document.left_out if part.reason == reason)


# -- The article ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "<div>Shop words</div><article><h1>Title</h1><p>{}</p></article><div>End words</div>",
        "<div>Shop words</div><main><h1>Title</h1><p>{}</p></main><div>End words</div>",
        "<div>Shop words</div><div class='entry-content'><h1>Title</h1><p>{}</p></div>End words",
        "<div>Shop words</div><div itemprop='articleBody'><h1>Title</h1><p>{}</p></div>End words",
        "<div>Shop words</div><h1>Title</h1><article><p>{}</p></article><div>End words</div>",
        "<div>Shop words</div><div><div><h1>Title</h1><p>{}</p><p>{}</p></div></div>End words",
    ],
)
def test_the_article_is_found_by_its_marks_or_its_density(page: str) -> None:
    document = read(page.replace("{}", PROSE))
    assert texts(document)[0] == "Title"
    assert set(texts(document)[1:]) == {PROSE}
    assert named(document, "outside the article") == "Shop words\nEnd words"


def test_the_largest_article_is_the_page_and_the_others_are_left_out() -> None:
    teasers = "<article><h2>Other</h2><p>A short synthetic teaser of words.</p></article>" * 3
    document = read(f"{teasers}<article><p>{PROSE}</p><p>{PROSE}</p><p>{PROSE}</p></article>")
    assert texts(document) == [PROSE] * 3
    assert "teaser" in named(document, "outside the article")


def test_the_title_and_deck_before_the_article_come_first() -> None:
    body = f"<h1>Title</h1><p class='deck'>A deck.</p><article><p>{PROSE}</p></article>"
    assert texts(read(body)) == ["Title", "A deck.", PROSE]


def test_the_frame_of_a_page_is_left_out_by_name() -> None:
    document = read(
        "<div class='cookie-notice'>We use cookies</div><header>Synthetic site</header>"
        "<nav>Home</nav>"
        f"<article><h1>Title</h1><div class='entry-meta'>By someone</div><p>{PROSE}</p>"
        "<div class='sharedaddy'>Share this</div><div class='jp-relatedposts'>Related</div>"
        "</article><aside>Side</aside><div id='comments'><p>A comment.</p></div>"
        "<footer>About us</footer>"
    )
    assert texts(document) == ["Title", PROSE]
    for reason, text in {
        "cookie banner": "We use cookies",
        "site header": "Synthetic site",
        "navigation": "Home",
        "dateline": "By someone",
        "share buttons": "Share this",
        "related posts": "Related",
        "sidebar": "Side",
        "comments": "A comment.",
        "footer": "About us",
    }.items():
        assert named(document, reason) == text


def test_what_follows_the_text_in_its_article_is_left_out_once() -> None:
    document = read(
        f"<article><div class='entry-content'><p>{PROSE}</p></div>"
        "<div>after<div class='share'>share</div></div></article>"
    )
    assert named(document, "after the article") == "after\nshare"
    assert document.words.split().count("share") == 1


def test_terms_in_classes_do_not_make_an_article_furniture() -> None:
    body = f"<div class='post-5 category-newsletter tag-comments has-sidebar'><p>{PROSE}</p></div>"
    assert texts(read(f"<main>{body}<p>{PROSE}</p><p>{PROSE}</p></main>")) == [PROSE] * 3


def test_a_form_around_the_whole_page_is_no_form() -> None:
    assert texts(read(f"<form class='search-form'><p>{PROSE}</p></form>")) == [PROSE]


# -- Blocks --------------------------------------------------------------------------------


def test_headings_keep_their_ranks_below_the_title() -> None:
    document = read(f"<article><h1>A</h1><p>{PROSE}</p><h2><b>B</b></h2><h3>C</h3></article>")
    assert [block for block in document.blocks if isinstance(block, Heading)] == [
        Heading((Text("A"),), 1),
        Heading((Text("B"),), 2),
        Heading((Text("C"),), 3),
    ]


def test_lists_keep_their_order_start_and_nesting() -> None:
    blocks = read_article("<ol start=3><li>a<ul><li>b</li></ul></li><li>c</li></ol>")
    inner = Items(((Paragraph((Text("b"),)),),))
    first = (Paragraph((Text("a"),)), inner)
    assert blocks == (Items((first, (Paragraph((Text("c"),)),)), ordered=True, start=3),)


def test_a_list_that_stands_between_items_belongs_to_the_one_before() -> None:
    (block,) = read_article("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>")
    assert isinstance(block, Items)
    assert [len(item) for item in block.items] == [2, 1]


def test_quotes_line_breaks_and_emphasis_stay() -> None:
    blocks = read_article("<blockquote><p>a<br>b <strong>c </strong><em>d</em></p></blockquote>")
    bold = Emphasis((Text("c"),), strong=True)
    line = (Text("a"), Break(), Text("b "), bold, Text(" "), Emphasis((Text("d"),)))
    assert blocks == (Quote((Paragraph(line),)),)


def test_two_line_breaks_part_paragraphs() -> None:
    assert len(read_article("<div>one<br><br>two<br/>&nbsp;<br/>three</div>")) == 3


def test_markup_inside_a_word_does_not_part_it() -> None:
    (block,) = read_article("<p><b>W</b>ord<span hidden>x</span>s</p>")
    assert list(block_texts(block)) == ["Words"]


def test_a_table_of_data_keeps_rows_heads_and_spans() -> None:
    blocks = read_article(
        "<table><caption>Cap</caption><thead><tr><th>A<th>B<th>C</thead>"
        "<tr><td rowspan=2>1<td colspan=2>2<tr><td>3<td>4</table>"
    )
    a, b, c = ((Text(letter),) for letter in "ABC")
    one, two, three, four = ((Text(number),) for number in "1234")
    assert blocks == (
        Paragraph((Text("Cap"),)),
        Table(((a, b, c), (one, two, ()), ((), three, four)), head=1),
    )


def test_a_table_that_lays_out_a_page_is_only_its_text() -> None:
    body = f"<table><tr><td><table><tr><td><p>{PROSE}</p><h2>B</h2></td></tr></table></table>"
    assert [type(block) for block in read(body).blocks] == [Paragraph, Heading]


def test_raised_numbers_stay_raised() -> None:
    (block,) = read_article("<p>10 km<sup>2</sup>, the 1<sup>st</sup></p>")
    assert list(block_texts(block)) == ["10 km², the 1st"]


def test_the_direction_and_language_of_arabic_pages_are_read() -> None:
    body = "<article><p>هذا نص مصطنع طويل بما يكفي ليكون فقرة.</p><p dir=ltr>English.</p></article>"
    document = read(body, attributes="lang='ar-SY' dir='rtl'")
    assert document.facts.language == "ar"
    assert texts(document) == ["هذا نص مصطنع طويل بما يكفي ليكون فقرة.", "English."]


# -- Notes ---------------------------------------------------------------------------------

NOTES = {
    "sup and list": (
        "<sup><a id=r1 href='#fn1'>1</a></sup>",
        "<ol><li id=fn1>Synthetic note. <a href='#r1'>↩</a></li></ol>",
    ),
    "WordPress": (
        "<sup data-fn='u' class=fn><a id='u-link' href='#u'>1</a></sup>",
        "<ol class='wp-block-footnotes'><li id='u'>Synthetic note."
        " <a href='#u-link' aria-label='back'>↩︎</a></li></ol>",
    ),
    "Word": (
        "<a href='#_ftn1' name='_ftnref1'>[1]</a>",
        "<div><p><a href='#_ftnref1' name='_ftn1'>[1]</a> Synthetic note.</p></div>",
    ),
    "Arabic digits": (
        "<a href='#n1' id=b1>[١]</a>",
        "<p id=n1><a href='#b1'>[١]</a> Synthetic note.</p>",
    ),
    "no links": ("<sup>1</sup>", "<p><sup>1</sup> Synthetic note.</p>"),
}


@pytest.mark.parametrize("kind", NOTES)
def test_footnotes_of_every_kind_are_read(kind: str) -> None:
    mark, note = NOTES[kind]
    document = read(f"<article><p>{PROSE}{mark}</p>{note}</article>")
    assert document.blocks == (
        Paragraph((Text(PROSE), NoteMark("1"))),
        Note("1", (Text("Synthetic note."),)),
    )
    assert named(document, "marks of footnotes")


def test_a_link_to_a_heading_of_the_page_is_no_footnote() -> None:
    blocks = read_article("<p><a href='#s1'>1</a> words</p><h2 id=s1>Part</h2>")
    assert blocks == (Paragraph((Text("1 words"),)), Heading((Text("Part"),), 2))


def test_a_note_inside_a_note_is_part_of_its_text() -> None:
    blocks = read_article(
        "<p>a<a href='#x'>1</a> b<a href='#y'>2</a></p><div id=x>Outer <p id=y>inner</p></div>"
    )
    outer = Note("1", (Text("Outer"), Break(), Text("inner")))
    assert blocks == (Paragraph((Text("a"), NoteMark("1"), Text(" b2"))), outer)


# -- Links ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        ("//example.org/a", "https://example.org/a"),
        ("../b", "https://example.org/2023/b"),
        (
            "https://example.org/?utm_source=a&b=%D9%8A&fbclid=c#d",
            "https://example.org/?b=%D9%8A#d",
        ),
        ("https://example.org/?gclid=a", "https://example.org/"),
        ("https://example.org/a b<c>", "https://example.org/a%20b%3Cc%3E"),
        ("javascript:alert(1)", ""),
        (" java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///x", ""),
        ("tel:+100", ""),
        ("https://[broken", ""),
        ("https://", ""),
    ],
)
def test_only_links_that_lead_to_pages_and_mail_stay(href: str, kept: str) -> None:
    assert clean_address(href, "https://example.org/2023/a/").href == kept


def test_what_is_taken_off_links_is_reported() -> None:
    document = read(
        f"<article><p>{PROSE} <a href='https://example.org/?utm_medium=x&id=1'>a</a>"
        " <a href='javascript:x()'>b</a> <a href='/local'>c</a></p></article>"
    )
    assert details(document, "tracking parameters") == "utm_medium"
    assert details(document, "links taken off") == "javascript:, local"
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    assert block.content[1:] == (Link((Text("a"),), "https://example.org/?id=1"), Text(" b c"))


def test_a_link_with_bold_words_in_it_is_one_link() -> None:
    (block,) = read_article("<p><a href='https://example.org/'>a <b>b</b> c</a></p>")
    assert isinstance(block, Paragraph)
    assert [type(inline) for inline in block.content] == [Link]


# -- What could do harm --------------------------------------------------------------------


def test_what_runs_is_left_out_and_counted() -> None:
    document = read(
        f"<article onclick='x()'><p>{PROSE}<script>steal('words')</script></p>"
        "<a href='javascript:y()'>z</a><iframe src='https://example.org/frame'>old</iframe>"
        "<style>p{color:red}</style></article>"
    )
    assert texts(document) == [PROSE, "z"]
    assert details(document, "scripts") == "1 script, 1 event handler, 1 javascript: address"
    assert details(document, "styles") == "1 style"
    assert details(document, "embedded frame") == "https://example.org/frame"


@pytest.mark.parametrize(
    "attribute",
    [
        "hidden",
        "style='display: none'",
        "style='VISIBILITY:hidden'",
        "style='font-size:0'",
        "style='position:absolute;left:-9999px'",
        "aria-hidden='true'",
        "class='screen-reader-text'",
    ],
)
def test_hidden_words_are_left_out_and_named(attribute: str) -> None:
    document = read(f"<article><p>{PROSE}</p><p {attribute}>secret words</p></article>")
    assert texts(document) == [PROSE]
    assert named(document, "hidden text") == "secret words"


def test_struck_out_words_do_not_come_back() -> None:
    document = read(f"<article><p>{PROSE} <del>wrong</del> right</p></article>")
    assert texts(document) == [f"{PROSE} right"]
    assert named(document, "struck-out text") == "wrong"


# -- Pictures ------------------------------------------------------------------------------


def test_a_picture_inside_the_page_is_taken_with_its_words() -> None:
    data = base64.b64encode(GIF).decode()
    document = read(
        f"<article><p>{PROSE}</p><figure><img alt='A synthetic dot'"
        f" src='data:image/gif;base64,{data}'><figcaption>Caption</figcaption></figure></article>"
    )
    picture = Picture("image-1.gif", "A synthetic dot")
    assert document.blocks[1] == Paragraph((picture, Break(), Text("Caption")))
    assert document.images == {"image-1.gif": GIF}


def test_pictures_beyond_the_limits_are_left_out() -> None:
    source = f"data:image/gif;base64,{base64.b64encode(GIF).decode()}"
    page = f"<p>{PROSE}</p><img src='{source}'><img src='{source}'>"
    document = read_html(page.encode(), Limits(unpacked_bytes=len(GIF)))
    assert len(document.images) == 1
    assert "beyond the limits" in details(document, "image")


def test_pictures_elsewhere_are_named_and_never_fetched() -> None:
    document = read(
        f"<article><p>{PROSE}</p><img src='https://example.org/a.jpg' alt='Far'>"
        "<img src='https://example.org/p.gif' width=1 height=1></article>"
    )
    assert named(document, "remote image") == "Far"
    assert details(document, "remote image") == "https://example.org/a.jpg"
    assert details(document, "tracking pixel") == "https://example.org/p.gif"
    assert not document.images


def test_pictures_beside_the_page_are_loaded_by_the_caller() -> None:
    document = read(
        f"<article><p>{PROSE}</p><img src='./My%20page_files/a.gif' alt='Near'>"
        "<p><img src='My%20page_files/gone.png' alt='Gone'></p></article>"
    )
    assert document.beside == {
        "a.gif": "My page_files/a.gif",
        "gone.png": "My page_files/gone.png",
    }
    loaded = load_images(document, {"My page_files/a.gif": GIF}.get)
    assert loaded.images == {"a.gif": GIF}
    assert loaded.blocks == (document.blocks[0], Paragraph((Picture("a.gif", "Near"),)))
    assert named(loaded, "missing image") == "Gone"


@pytest.mark.parametrize(
    "source",
    [
        "../a.png",
        "Page_files/../../a.png",
        "/etc/a.png",
        "file:///a.png",
        "c:\\a.png",
        "a/.%2e/b.png",
        "Page_files/secret.txt",
        "Page_files/%00.png",
    ],
)
def test_no_picture_leads_out_of_the_folder_of_the_page(source: str) -> None:
    assert not read(f"<p>{PROSE}</p><img src='{source}'>").beside


def test_relative_pictures_of_a_page_with_an_address_are_of_the_site() -> None:
    head = "<link rel=canonical href='https://example.org/a/'>"
    body = f"<p>{PROSE}</p><img src='img/a.png'><img src='Page_files/b.png'>"
    assert read(body, head).beside == {"b.png": "Page_files/b.png"}


# -- Facts ---------------------------------------------------------------------------------


def test_facts_come_from_meta_elements() -> None:
    head = (
        "<title>Synthetic title - The Site</title>"
        "<meta property='og:title' content='Synthetic title - The Site'>"
        "<meta property='og:site_name' content='The Site'>"
        "<meta property='og:description' content='A synthetic deck.'>"
        "<meta property='article:published_time' content='2023-05-12T23:30:00+03:00'>"
        "<meta property='article:tag' content='Detention'>"
        "<meta name='keywords' content='detention, Return'>"
        "<meta name='author' content='Synthetic Author'>"
        "<link rel='canonical' href='https://example.org/a/?utm_source=b'>"
    )
    facts = read(f"<article><p>{PROSE}</p></article>", head, "lang=en-GB").facts
    assert facts.title == "Synthetic title"
    assert facts.date == "2023-05-12"
    assert facts.summary == "A synthetic deck."
    assert facts.topics == ("Detention", "Return")
    assert facts.authors == ("Synthetic Author",)
    assert facts.url == "https://example.org/a/"
    assert facts.language == "en"


def test_facts_come_from_json_ld() -> None:
    head = (
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "Site"},'
        '{"@type": "NewsArticle", "headline": "Synthetic title", "datePublished": "2023-05-12",'
        '"description": "A deck.", "author": {"name": "Author"}, "inLanguage": "ar",'
        '"articleSection": ["Reports"]}]}</script>'
    )
    facts = read(f"<p>{PROSE}</p>", head).facts
    assert (facts.title, facts.date, facts.summary) == ("Synthetic title", "2023-05-12", "A deck.")
    assert (facts.authors, facts.language, facts.topics) == (("Author",), "ar", ("Reports",))


@pytest.mark.parametrize(
    ("element", "day"),
    [
        ("<time datetime='2023-05-12T10:00'>x</time>", "2023-05-12"),
        ("<time>12 May 2023</time>", "12 May 2023"),
        ("<meta itemprop=datePublished content='2023/5/2'>", "2023-05-02"),
        ("<meta itemprop=datePublished content='2023-02-31'>", "2023-02-31"),
    ],
)
def test_the_date_is_the_one_that_the_page_states(element: str, day: str) -> None:
    assert read(f"<article>{element}<p>{PROSE}</p></article>").facts.date == day


def test_a_page_without_facts_has_none() -> None:
    facts = read(f"<p>{PROSE}</p>").facts
    assert (facts.title, facts.date, facts.summary, facts.language) == ("", "", "", "")


def test_a_description_that_is_cut_short_is_no_summary() -> None:
    head = "<meta name='description' content='This synthetic sentence is […]'>"
    assert read(f"<p>{PROSE}</p>", head).facts.summary == ""


# -- Footnotes without links ---------------------------------------------------------------


def make_claims(*marks: str) -> str:
    return "".join(
        f"<p>{PROSE[:-1]}, claim {('north', 'south')[row]}.{mark} It goes on.</p>"
        for row, mark in enumerate(marks)
    )


@pytest.mark.parametrize(
    ("marks", "notes"),
    [
        (("<sup>[1]</sup>", "<sup>[2]</sup>"), "<p>[1] First.</p><p>[2] Second.</p>"),
        (("<sup>1</sup>", "<sup>2</sup>"), "<p>1. First.</p><p>2. Second.</p>"),
        (("<sup>(1)</sup>", "<sup>(2)</sup>"), "<div>(1) First.</div><div>(2) Second.</div>"),
        (("[1]", "[2]"), "<p>[1] First.</p><p>[2] Second.</p>"),
        (("<b>[1]</b>", "<a name=x>[2]</a>"), "<hr><p><b>[1]</b> First.</p><p>[2]Second.</p>"),
        (("1", "2"), "<p>1 First.</p><p>2 Second.</p>"),
        (("<sup>١</sup>", "<sup>٢</sup>"), "<p>١. First.</p><p>٢. Second.</p>"),
        (
            ("<sup>[1]</sup>", "<sup>[2]</sup>"),
            "<p><sup>[1]</sup> First.</p><p><sup>[2]</sup> Second.",
        ),
        (
            ("<sup>1</sup>", "<sup>2</sup>"),
            "<h3>Footnotes</h3><ol><li>First.<li><p>Second.</p></ol>",
        ),
    ],
)
def test_notes_without_links_are_found_by_their_numbers(marks: tuple[str, ...], notes: str) -> None:
    document = read(f"<article>{make_claims(*marks)}{notes}</article>")
    assert [block for block in document.blocks if isinstance(block, Note)] == [
        Note("1", (Text("First."),)),
        Note("2", (Text("Second."),)),
    ]
    found = [one for b in document.blocks[:2] for one in b.content if isinstance(one, NoteMark)]
    assert found == [NoteMark("1"), NoteMark("2")]
    assert [len(texts(document)), dict(document.review)] == [4, {}]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{PROSE} 3 m<sup>2</sup>, 10<sup>1</sup>, km<sup>2</sup>.</p><p>1. A.</p><p>2. B.</p>",
        f"<p>{PROSE}<sup>1</sup></p><ol><li>A point.</li><li>Another point.</li></ol>",
        f"<p>{PROSE} Resolution [2254].</p><p>1. A point.</p><p>2. Another point.</p>",
        f"<p>{PROSE} x<sup>2</sup></p><p><sup>2</sup> is a raised figure.</p>",
    ],
)
def test_powers_units_and_plain_lists_are_no_notes(body: str) -> None:
    document = read(f"<article>{body}</article>")
    assert not [block for block in document.blocks if isinstance(block, Note)]
    assert "footnotes" not in document.review


@pytest.mark.parametrize(
    "notes",
    [
        "<p>[1] First.<br>[2] Second.</p>",
        "<p>[1] First.</p><p>[3] Third.</p>",
        "<p>[1] First.</p><p>[2] Second.</p><p>[3] Third.</p>",
    ],
)
def test_doubtful_notes_without_links_are_listed_and_no_word_of_them_is_lost(notes: str) -> None:
    document = read(f"<article>{make_claims('[1]', '[2]')}{notes}</article>")
    assert document.review["footnotes"]
    kept = " ".join(texts(document))
    assert "First." in kept
    assert ("Third." in kept) == ("Third." in notes)


def test_the_heading_above_notes_goes_with_them_and_is_named() -> None:
    for heading in ("<h2>Footnotes</h2>", "<p><b>Notes:</b></p>", "<h3>الهوامش</h3>"):
        link = "<sup><a href='#f'>1</a></sup>"
        document = read(f"<article><p>{PROSE}{link}</p>{heading}<ol><li id=f>A.</ol></article>")
        assert texts(document) == [PROSE, "A."]
        assert named(document, "heading of the footnotes")
    document = read(f"<article><p>{PROSE}</p><h2>Notes</h2><p>Words.</p></article>")
    assert texts(document) == [PROSE, "Notes", "Words."]


# -- Hidden words --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "style",
    [
        "color:#fff",
        "color: #FEFEFE !important",
        "color:white",
        "color:rgb(255, 255, 255)",
        "color:transparent",
        "color:rgba(0,0,0,0)",
        "font-size:0",
        "font-size:1px",
        "font-size:0.5pt",
        "opacity:0",
        "opacity: 0.01",
        "text-indent:-9999px",
        "text-indent:-999em",
        "position:absolute;left:-9999px",
        "position:absolute; top:-500px",
        "clip:rect(0,0,0,0)",
        "clip: rect(1px, 1px, 1px, 1px)",
        "clip-path:inset(50%)",
        "height:0;overflow:hidden",
        "mso-hide:all",
    ],
)
def test_words_that_a_style_hides_are_left_out_and_named(style: str) -> None:
    sheet = f"<style>.x{{{style}}}</style>"
    for body, head in (
        (f"<p style='{style}'>secret words</p>", ""),
        ("<p class=x>secret words", sheet),
    ):
        document = read(f"<article><p>{PROSE}</p><p>{PROSE}</p>{body}</article>", head)
        assert texts(document) == [PROSE, PROSE]
        assert named(document, "hidden text") == "secret words"


@pytest.mark.parametrize(
    "sheet",
    [
        ".a, .x{display:none}",
        "#y { visibility : hidden }",
        "p.x{display:none!important}",
        "/* .x{} */ .b{color:red}\n.x.z{display:none}",
        "@media screen{.x{display:none}}",
        "@import 'a.css'; @font-face{src:url(a)} .x{display:none}",
        "<!-- .x{display:none} -->",
    ],
)
def test_words_that_a_style_sheet_in_the_page_hides_are_left_out(sheet: str) -> None:
    hidden = f"<style>{sheet}</style><p class='x z' id=y>secret words</p>"
    document = read(f"<article><p>{PROSE}</p>{hidden}</article>")
    assert texts(document) == [PROSE]
    assert named(document, "hidden text") == "secret words"


@pytest.mark.parametrize(
    ("sheet", "markup"),
    [
        ("", "<p style='color:#333'>{}</p>"),
        ("", "<p style='font-size:0.8em;line-height:1px'>{}</p>"),
        ("", "<p style='font-size:11px;fill-opacity:0'>{}</p>"),
        ("", "<p style='margin-top:-150px;opacity:0.9'>{}</p>"),
        ("", "<p style='background:#123;color:#fff'>{}</p>"),
        ("", "<div style='background-color:black'><p><b style='color:white'>{}</b></p></div>"),
        ("", "<table bgcolor=navy><tr><td style='color:#fff'>{}</table>"),
        (".dark{background:#000}", "<div class=dark><p style='color:#fff'>{}</p></div>"),
        ("@media print{.x{display:none}}", "<p class=x>{}</p>"),
        ("@media (max-width:600px){.a{color:red}.x{display:none}}", "<p class=x>{}</p>"),
        (".a .x{display:none}.x:hover{display:none}", "<p class=x>{}</p>"),
        ("div.x{display:none}.x.y{display:none}", "<p class=x>{}</p>"),
        (".x{display:none}.x{display:block}", "<p class=x>{}</p>"),
        ("", "<div style='color:#fff'><p>{0}</p><p>{0}</p><p>{0}</p><p>{0}</p></div>"),
    ],
)
def test_words_that_a_reader_sees_stay(sheet: str, markup: str) -> None:
    shown = "A synthetic paragraph that everybody who opens the page can see."
    body = f"<article><p>{PROSE}</p>{markup.format(shown)}</article>"
    document = read(body, f"<style>{sheet}</style>")
    assert shown in "".join(texts(document))
    assert named(document, "hidden text") == ""


# -- Encodings -----------------------------------------------------------------------------

SENTENCE = "هذا نص مصطنع طويل بما يكفي ليكون فقرة من الكلام."
ARABIC = f"<html><body><article><p>{SENTENCE}</p></article></body></html>"


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("<meta charset='utf-8'>", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-8"),
        ("<meta http-equiv=Content-Type content='text/html; charset=windows-1256'>", "cp1256"),
        ("", "cp1256"),
        ("<meta charset='iso-8859-6'>", "iso-8859-6"),
        ("<meta charset='utf-8'>", "cp1256"),
        ("", "utf-16"),
        ("", "utf-16-le"),
        ("", "utf-16-be"),
        ("<meta charset='utf-16'>", "utf-8"),
        ("<meta charset='rot13'>", "utf-8"),
        ("<meta charset='no-such'>", "utf-8"),
    ],
)
def test_arabic_is_read_in_any_encoding(charset: str, codec: str) -> None:
    document = read_html((charset + ARABIC).encode(codec), Limits())
    assert texts(document) == [SENTENCE]


def test_a_broken_byte_does_not_spoil_the_page() -> None:
    document = read_html(ARABIC.replace("من", "م@").encode().replace(b"@", b"\xff"), Limits())
    assert texts(document)[0].startswith("هذا نص مصطنع")
    assert details(document, "unreadable bytes").startswith("1 character")


# -- Bad input -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no text"),
        ("<html><body></body></html>", "no article"),
        ("<html><body><nav>Only a menu</nav></body></html>", "no article"),
        (f"<html><body><div><p>{PROSE}</p>", "breaks off"),
        (f"<html><body><p>{PROSE}</p><p cla", "breaks off"),
        (f"<p>{PROSE}</p><!-- never closed", "breaks off"),
        ("<div>" * 100_000 + PROSE, "250 deep"),
        (f"<p title='{'a' * 20_000_000}'>{PROSE}</p>", "10 MB"),
        ("<p " + "a=1 " * 100_000 + ">", "attributes"),
        ("<p>" * 300_000, "tags"),
    ],
)
def test_a_page_that_cannot_be_read_whole_is_refused_in_one_sentence(
    content: str, message: str
) -> None:
    with pytest.raises(IngestError, match=message):
        read_html(content.encode(), Limits())


def test_a_page_larger_than_the_limit_is_refused() -> None:
    with pytest.raises(IngestError, match="file_bytes"):
        read_html(PROSE.encode(), Limits(file_bytes=10))


def test_optional_ends_of_elements_may_be_missing() -> None:
    assert texts(read_html(f"<html><body><p>{PROSE}<p>b".encode(), Limits())) == [PROSE, "b"]


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{PROSE}" + "<table><tr><td>" * 70 + "x" + "</table>" * 70,
        f"<p>{PROSE}" + "<sup>1</sup>x" * 5_000 + "<p><sup>1</sup> note",
        f"<p>{PROSE}<style>" + "@a" * 200_000 + "</style>",
        f"<p>{PROSE}<style>" + "/*" * 200_000 + "</style>",
        f"<p>{PROSE}<style>" + ".x" * 200_000 + "</style>",
        f"<style>{'.x{color:#fff}' * 30_000}</style><p>{PROSE}" + "<b class=x>x</b>" * 20_000,
        f"<p>{PROSE}" + "<p>x [1] 1 2 3</p>" * 5_000 + "<p>[1] x</p>" * 3_000,
        f"<p>{PROSE}" + "<a href='https://example.org/'>x <b>y</b> </a> " * 3_000,
        f"<p>{PROSE}" + "<img src='Page_files/a/{}.png'>" * 5_000,
        f"<table><tr><td>{PROSE}<td>x" + "<tr><td rowspan=9999 colspan=9999>x" * 500,
        f"<p>{PROSE}" + "&lt;&#0;&nope;" * 50_000 + "\0" * 50_000,
        "<div class=nav>" * 200 + f"<p>{PROSE}</p>" * 3_000,
    ],
)
def test_malicious_pages_end_in_bounded_time(page: str) -> None:
    started = time.process_time()
    assert read_html(page.encode(), Limits()).words
    assert time.process_time() - started < 10
