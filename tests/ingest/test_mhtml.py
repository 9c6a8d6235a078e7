"""A web page saved in one file: its text, its pictures, and what is refused. All is synthetic."""

from __future__ import annotations

import base64
import runpy
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Route, sync_playwright

from warraq.ingest.accounting import words
from warraq.ingest.document import (
    Document,
    Heading,
    Link,
    Paragraph,
    Picture,
    Text,
    block_texts,
    plain_text,
)
from warraq.ingest.errors import IngestError
from warraq.ingest.intake import MHTML, read_document, sniff_format
from warraq.ingest.limits import Limits
from warraq.ingest.mhtml import read_mhtml
from warraq.ingest.terms import TermTable

ROOT = Path(__file__).resolve().parents[2]
PROSE = "This synthetic sentence is long enough to be taken for running text."
ADDRESS = "https://example.org/news/synthetic/"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


def part(kind: str, content: bytes, *headers: str) -> str:
    encoded = base64.encodebytes(content).decode()
    lines = (f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", *headers)
    return "\r\n".join((*lines, "", encoded))


def page(body: str, head: str = "", kind: str = "text/html; charset=utf-8") -> str:
    text = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    codec = kind.partition("charset=")[2] or "utf-8"
    return part(kind, text.encode(codec), f"Content-Location: {ADDRESS}")


def bundle(*parts: str, headers: str = "", end: bool = True) -> bytes:
    start = (
        f'{headers}MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html";\r\n'
        '\tboundary="--synthetic"\r\n\r\n'
    )
    joined = "".join(f"----synthetic\r\n{one}\r\n" for one in parts)
    return (start + joined + ("----synthetic--\r\n" if end else "")).encode()


def article(body: str) -> str:
    return f"<article><p>{PROSE}</p>{body}</article>"


def read(*parts: str, **options: str) -> Document:
    return read_mhtml(bundle(*parts, **options), Limits())  # type: ignore[arg-type]


def left_out(document: Document, reason: str) -> list[tuple[str, str]]:
    return [(one.text, one.detail) for one in document.left_out if one.reason == reason]


def assert_accounted(document: Document) -> None:
    came = [text for block in document.blocks for text in block_texts(block)]
    came += [document.fact_words, *(entry.text for entry in document.left_out)]
    assert Counter(word for text in came for word in words(text)) == Counter(words(document.words))


# -- A real one --------------------------------------------------------------------------

SITE = f"""<!DOCTYPE html><html lang="en"><head><title>A synthetic page</title>
<meta property="article:published_time" content="2023-05-12">
<style>p {{ color: black }}</style></head><body><nav><a href="/">Synthetic site</a></nav>
<article><h1>A synthetic page</h1><p>{PROSE} كلمة مصطنعة.</p>
<p>See <a href="../other/?id=7&amp;utm_source=synthetic">the other page</a>.</p>
<p><img src="/pictures/dot.png" alt="A synthetic dot" width="40" height="40"></p>
<p>{PROSE}</p></article>
<iframe src="/frame.html" width="300" height="100"></iframe><script>let a = "synthetic";</script>
</body></html>"""


@pytest.fixture(scope="module")
def saved() -> bytes:
    """A page as Chromium saves it; its answers are made here, and nothing is fetched."""
    found = runpy.run_path(str(ROOT / "tools" / "system_packages.py"))["find_browser"]()
    if found is None:
        pytest.fail("no Chromium: run `python3 tools/system_packages.py --install`")
    # In a thread of its own: the browser of other tests may still be open in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(save_page, found).result()


def save_page(program: str) -> bytes:
    """The synthetic page as Chromium saves it in one file."""
    answers = {
        ADDRESS: ("text/html; charset=utf-8", SITE.encode()),
        "https://example.org/pictures/dot.png": ("image/png", PNG),
        "https://example.org/frame.html": ("text/html", b"<p>Synthetic words of a frame.</p>"),
    }

    def answer(route: Route) -> None:
        kind, content = answers.get(route.request.url, ("text/plain", b""))
        route.fulfill(status=200 if content else 404, content_type=kind, body=content)

    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    options += ["--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        tab = browser.new_page()
        tab.route("**/*", answer)
        tab.goto(ADDRESS, wait_until="load")
        session = tab.context.new_cdp_session(tab)
        snapshot: str = session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]
        browser.close()
    return snapshot.encode()


def test_what_chromium_saves_comes_back_whole(saved: bytes) -> None:
    assert sniff_format("Synthetic.mhtml", saved) is MHTML
    (document,) = read_document("Synthetic.mhtml", saved, Limits())
    assert document.blocks == (
        Heading((Text("A synthetic page"),), 1),
        Paragraph((Text(f"{PROSE} كلمة مصطنعة."),)),
        Paragraph(
            (
                Text("See "),
                Link((Text("the other page"),), "https://example.org/news/other/?id=7"),
                Text("."),
            )
        ),
        Paragraph((Picture("dot.png", "A synthetic dot"),)),
        Paragraph((Text(PROSE),)),
    )
    assert document.images == {"dot.png": PNG}
    assert (document.facts.date, document.facts.url) == ("2023-05-12", ADDRESS)
    assert left_out(document, "frames in the page") == [("Synthetic words of a frame.", "")]
    assert left_out(document, "tracking parameters") == [("", "utm_source")]
    assert_accounted(document)


def test_the_headers_of_the_file_are_named_and_go(saved: bytes) -> None:
    (document,) = read_document("Synthetic.mht", saved, Limits())
    (metadata,) = left_out(document, "metadata")
    assert "From, Subject, Date" in metadata[1]
    assert "Blink" not in repr(document)


def test_a_real_page_that_breaks_off_is_refused(saved: bytes) -> None:
    for share in (0.3, 0.6, 0.9):
        with pytest.raises(IngestError, match=r"^Synthetic\.mhtml: .*; .*save it again"):
            read_document("Synthetic.mhtml", saved[: int(len(saved) * share)], Limits())


# -- Parts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "header"),
    [
        ("cid:dot@synthetic", "Content-ID: <dot@synthetic>"),
        ("https://example.org/dot.png", "Content-Location: https://example.org/dot.png"),
        ("/dot.png", "Content-Location: https://example.org/dot.png"),
        ("dot.png", "Content-Location: dot.png"),
    ],
)
def test_a_picture_is_found_by_each_of_its_names(source: str, header: str) -> None:
    document = read(
        page(article(f"<p><img src='{source}' alt='A dot'></p>")), part("image/png", PNG, header)
    )
    (picture,) = document.blocks[1].content  # type: ignore[union-attr]
    assert isinstance(picture, Picture)
    assert dict(document.images) == {picture.name: PNG}
    assert_accounted(document)


def test_a_picture_that_comes_twice_is_kept_once() -> None:
    shown = "<p><img src='cid:a' alt='A dot'></p>"
    document = read(page(article(shown * 2)), part("image/png", PNG, "Content-ID: <a>"))
    assert list(document.images) == ["image.png"]
    assert [block_texts(block) for block in document.blocks[1:]]
    assert len(document.blocks) == 3


def test_what_the_file_lacks_is_elsewhere_and_named() -> None:
    document = read(page(article("<p>a <img src='https://example.org/x.png' alt='Lost'></p>")))
    assert left_out(document, "remote image") == [("Lost", "https://example.org/x.png")]
    assert not document.images
    assert_accounted(document)


def test_a_part_that_is_no_picture_is_never_shown_as_one() -> None:
    script = part("image/png", b"<script>alert(1)</script>", "Content-ID: <a>")
    document = read(page(article("<p>a <img src='cid:a' alt='Odd'></p>")), script)
    assert left_out(document, "image") == [("Odd", "cid:a")]
    assert not document.images


def test_pictures_beyond_the_limits_are_left_out() -> None:
    shown = "<p>a <img src='cid:a' alt='Large'></p>"
    content = bundle(page(article(shown)), part("image/png", PNG, "Content-ID: <a>"))
    document = read_mhtml(content, Limits(unpacked_bytes=10))
    assert not document.images
    assert left_out(document, "image") == [("Large", "cid:a")]


def test_a_picture_with_two_addresses_is_taken_from_the_one_that_is_there() -> None:
    shown = "<p><img src='https://example.org/small.png' srcset='cid:b 2x' alt='A dot'></p>"
    document = read(page(article(shown)), part("image/png", PNG, "Content-ID: <b>"))
    assert dict(document.images) == {"image.png": PNG}


def test_styles_fonts_and_scripts_are_named_by_their_kinds() -> None:
    parts = [part("text/css", b"p {}"), part("text/css", b"b {}"), part("font/woff2", b"wOF2")]
    document = read(page(article("")), *parts)
    assert left_out(document, "other parts of the file") == [("", "font/woff2, text/css ×2")]


def test_the_page_is_the_part_that_the_file_names() -> None:
    other = part("text/html", b"<p>Synthetic frame.</p>", "Content-ID: <frame@x>")
    main = page(article("")).replace("Content-Location", "Content-ID: <main@x>\r\nContent-Location")
    content = bundle(other, main).replace(b'type="text/html"', b'start="<main@x>"')
    document = read_mhtml(content, Limits())
    assert [plain_text(block.content) for block in document.blocks] == [PROSE]  # type: ignore[union-attr]
    assert left_out(document, "frames in the page") == [("Synthetic frame.", "")]


def test_a_page_alone_and_its_charset_are_read() -> None:
    alone = part(
        "text/html; charset=windows-1251",
        f"<html><body>{article('<p>Придуманные слова</p>')}</body></html>".encode("cp1251"),
    )
    content = b"MIME-Version: 1.0\r\n" + alone.encode()
    assert sniff_format("a.mht", content) is MHTML
    document = read_mhtml(content, Limits())
    assert document.blocks[1] == Paragraph((Text("Придуманные слова"),))


def test_the_words_of_the_archive_are_used_for_its_terms() -> None:
    head = "<meta property='article:section' content='Reports'>"
    table = TermTable(kinds={"reports": "report"})
    document = read_mhtml(bundle(page(article(""), head)), Limits(), table)
    assert (document.facts.kind, document.facts.topics) == ("report", ())


# -- Bad input ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (bundle(page(article("")), end=False), "breaks off before its end"),
        (bundle(part("text/css", b"p {}")), "holds no web page"),
        (bundle(), "is no saved page"),
        (bundle(page("")), "holds no article"),
        (bundle(page("<article>" + "x<p>" * 300_000)), "tags"),
        (bundle(page(article("")), *["\r\nx"] * 60), "more than 50 parts"),
        (bundle(headers="Received: from synthetic\r\n"), "it is an e-mail"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n\r\nx", "it is an e-mail"),
        (b"Synthetic words.", "it is plain text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content: bytes, what: str) -> None:
    with pytest.raises(IngestError) as caught:
        read_document("bad.mhtml", content, Limits(members=50))
    assert str(caught.value).startswith("bad.mhtml: ")
    assert what in str(caught.value)
    assert "\n" not in str(caught.value)


def test_parts_inside_parts_without_end_are_refused() -> None:
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n"
        for depth in range(3000)
    )
    content = ("MIME-Version: 1.0\r\n" + bundle(nested).decode()).encode()
    with pytest.raises(IngestError):
        read_document("deep.mhtml", content, Limits())


def test_a_saved_page_with_another_ending_is_refused_with_the_right_one(saved: bytes) -> None:
    with pytest.raises(IngestError, match=r"rename it to end in \.mhtml"):
        read_document("page.html", saved, Limits())
