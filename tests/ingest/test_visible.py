"""Addresses that a text shows lose their tracking parameters in every format. All is synthetic."""

from __future__ import annotations

import json
from collections import Counter

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import make_archive, make_setting
from test_docx import pack, para, parts_of, relation, run
from test_pdf import lines, save, write_pdf

from warraq.ingest.accounting import words
from warraq.ingest.addresses import clean_address, find_tracking
from warraq.ingest.checking import check_archive
from warraq.ingest.document import (
    Break,
    Document,
    Emphasis,
    Inline,
    Link,
    Paragraph,
    Text,
    block_texts,
    plain_text,
)
from warraq.ingest.facts import Given
from warraq.ingest.intake import read_document
from warraq.ingest.limits import Limits
from warraq.ingest.paging import Original, make_page
from warraq.ingest.visible import clean_visible

PROSE = "This synthetic sentence is long enough to be taken for running text."
TRACKED = "https://example.org/a?id=7&utm_source=letter&fbclid=abc#part"
CLEAN = "https://example.org/a?id=7#part"
TEXT = f"Synthetic title\n\nMay 2023\n\n{PROSE}\n\nSee {TRACKED} and [words]({TRACKED}).\n"
HTML = f"""<!DOCTYPE html><html><head><title>Synthetic title</title></head><body><article>
<h1>Synthetic title</h1><p>{PROSE}</p><p>See <a href="{TRACKED}">{TRACKED}</a> and
<a href="{TRACKED}">words</a>.</p></article></body></html>"""


def make_docx(text: str = TRACKED) -> bytes:
    shown = f'<w:hyperlink r:id="L">{run(text)}</w:hyperlink>'
    named = f'<w:hyperlink r:id="L">{run("words")}</w:hyperlink>'
    body = para("Synthetic title", style="T") + para(PROSE)
    body += para("See ", shown, " and ", named, ".")
    return pack(parts_of(body, relation("L", "hyperlink", TRACKED, external=True)))


def make_pdf(text: str = TRACKED) -> bytes:
    pdf = write_pdf([(72, 740, 20, "Synthetic title"), *lines(PROSE, top=700)])
    more = write_pdf(lines(f"See {text}", "and these words."))
    pdf.pages.append(more.pages[0])
    for y in (698, 684):
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[93, y, 595, y + 10],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(TRACKED)),
        )
        pdf.pages[1].obj.Annots = [*pdf.pages[1].obj.get("/Annots", []), annotation]
    return save(pdf)


def make_post() -> bytes:
    inner = HTML.partition("</h1>")[2].partition("</article>")[0]
    post = {
        "title": {"rendered": "Synthetic title"},
        "content": {"rendered": inner},
        "date": "2023-05-12T10:00:00",
        "status": "publish",
    }
    return json.dumps(post).encode()


FORMATS = {
    "a.txt": TEXT.encode,
    "a.html": HTML.encode,
    "a.docx": make_docx,
    "a.pdf": make_pdf,
    "a.json": make_post,
}


def find_links(content: tuple[Inline, ...]) -> list[Link]:
    return [one for one in content if isinstance(one, Link)]


def assert_accounted(document: Document) -> None:
    came = [text for block in document.blocks for text in block_texts(block)]
    came += [document.fact_words, *(entry.text for entry in document.left_out)]
    assert Counter(word for text in came for word in words(text)) == Counter(words(document.words))


@pytest.fixture(params=FORMATS)
def document(request: pytest.FixtureRequest) -> Document:
    (read,) = read_document(request.param, FORMATS[request.param](), Limits())
    return read


def test_links_of_every_format_lead_without_tracking_parameters(document: Document) -> None:
    found = [
        link
        for block in document.blocks
        if isinstance(block, Paragraph)
        for link in find_links(block.content)
    ]
    assert {link.href for link in found} == {CLEAN}
    (entry,) = (entry for entry in document.left_out if entry.reason == "tracking parameters")
    assert {"utm_source", "fbclid"} <= set(entry.detail.replace(",", " ").split())


@pytest.mark.parametrize(("name", "make"), [("a.docx", make_docx), ("a.pdf", make_pdf)])
def test_what_links_behind_other_words_lose_is_reported(name, make) -> None:  # type: ignore[no-untyped-def]
    (document,) = read_document(name, make("more of it"), Limits())
    (entry,) = (entry for entry in document.left_out if entry.reason == "tracking parameters")
    assert entry.text == ""
    assert {"utm_source", "fbclid"} <= set(entry.detail.replace(",", " ").split())


def test_an_address_that_is_shown_is_the_clean_one_and_the_rest_is_accounted_for(
    document: Document,
) -> None:
    text = "\n".join(text for block in document.blocks for text in block_texts(block))
    assert CLEAN in text
    assert "utm" not in text
    (entry,) = (entry for entry in document.left_out if entry.reason == "tracking parameters")
    assert words(entry.text) == ["utm", "source", "letter", "fbclid", "abc"]
    assert_accounted(document)


@pytest.mark.parametrize("name", FORMATS)
def test_the_check_has_nothing_to_say_of_an_imported_page(name: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (document,) = read_document(name, FORMATS[name](), Limits())
    made = make_page(
        document, Original(name, "." + name[2:], "0" * 64), make_setting(), Given(date="2023-05")
    )
    assert CLEAN in made.text
    archive = make_archive(tmp_path, **{made.path: made.text})
    assert [str(one) for one in check_archive(archive) if one.file == made.path] == []


# -- Runs ----------------------------------------------------------------------------------


def clean(*content: Inline) -> tuple[tuple[Inline, ...], str]:
    source = plain_text(content)
    cleaned = clean_visible(Document((Paragraph(content),), words=source))
    assert_accounted(cleaned)
    (block,) = cleaned.blocks
    assert isinstance(block, Paragraph)
    return block.content, " ".join(entry.text for entry in cleaned.left_out)


def test_an_address_among_words_is_cleaned_up_to_the_end_of_the_sentence() -> None:
    content, gone = clean(Text("See https://example.org/?utm_source=a. Then www.example.org/?b=1."))
    assert content == (Text("See https://example.org/. Then www.example.org/?b=1."),)
    assert gone == "?utm_source=a"


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        ((Text("example.org/?utm_source=a"),), (Text("example.org/"),)),
        ((Emphasis((Text("https://example.org/"),)), Text("?utm_source=a")), None),
        ((Text("https://example.org/?utm_so"), Break(), Text("urce=a")), None),
        ((Text("https://example.org/?utm_source=a b"),), (Text("https://example.org/"),)),
    ],
    ids=["without-scheme", "parted-by-emphasis", "parted-by-lines", "parted-by-space"],
)
def test_an_address_in_pieces_is_cleaned_as_one(
    shown: tuple[Inline, ...], kept: tuple[Inline, ...] | None
) -> None:
    content, _ = clean(Link(shown, "https://example.org/"))
    (link,) = find_links(content)
    assert plain_text(link.content) == (plain_text(kept) if kept else "https://example.org/")


def test_words_that_only_hold_an_address_are_no_address() -> None:
    shown = Link((Text("the call at example.org/?utm_source=a today"),), "https://example.org/")
    assert clean(shown) == ((shown,), "")


def test_letters_that_stand_right_behind_an_address_are_never_lost() -> None:
    link = Link((Text("https://example.org/?utm_source=a"),), "https://example.org/")
    content, gone = clean(link, Text("bc"))
    assert plain_text(content) == "https://example.org/?utm_source=abc"
    assert gone == ""


_PAIRS = st.sampled_from(
    ("", "a=1", "utm_source=x", "fbclid", "b", "gclid=%D8%A7", "c=utm_source", "=")
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_PAIRS, max_size=6),
    st.sampled_from(("&", "&amp;")),
    st.sampled_from(("", "#top", "#?utm_source=y&fbclid=1")),
)
def test_only_tracking_parameters_go_and_every_other_one_stays(
    pairs: list[str], mark: str, fragment: str
) -> None:
    query = mark.join(pairs)
    href = f"https://example.org/a?{query}{fragment}"
    address = clean_address(href)
    bare, _, rest = address.href.partition("#")
    stay = [pair for pair in pairs if not pair.startswith(("utm_", "fbclid", "gclid"))]
    kept = bare.partition("?")[2].replace("&amp;", "&").split("&")
    assert list(filter(None, kept)) == list(filter(None, "&".join(stay).split("&")))
    assert rest == fragment.removeprefix("#")
    assert find_tracking(address.href) == {}
    content, _ = clean(Text("See "), Link((Text(href),), address.href), Text("."))
    assert plain_text(content) == f"See {address.href}."
