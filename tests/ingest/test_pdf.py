"""What a PDF becomes. Every PDF here is synthetic: written by these tests or by Chromium."""

from __future__ import annotations

import io
import re
import resource
import runpy
import subprocess
import sys
import time
import unicodedata
import zlib
from collections import Counter
from pathlib import Path

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from warraq.ingest.accounting import words
from warraq.ingest.bidi import fold_forms, order_signs
from warraq.ingest.document import (
    Block,
    Document,
    Emphasis,
    Heading,
    Items,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Table,
    Text,
    block_texts,
)
from warraq.ingest.errors import IngestError
from warraq.ingest.limits import Limits
from warraq.ingest.pdf import read_pdf

ROOT = Path(__file__).resolve().parents[2]

# -- Writing PDFs ----------------------------------------------------------------------

Placed = tuple[float, float, float, str]
"""x, y, size and text; a text that begins with ** is bold."""


def write_pdf(*pages: list[Placed], extra: str = "") -> pikepdf.Pdf:
    """A PDF whose lines stand where the test puts them, in Helvetica."""
    pdf = pikepdf.new()
    fonts = pikepdf.Dictionary()
    for key, name in (("/F", "/Helvetica"), ("/B", "/Helvetica-Bold")):
        fonts[key] = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name(name),
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    for lines in pages:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=fonts)
        page.Contents = pdf.make_stream(b"\n".join(map(_show, lines)) + extra.encode())
    return pdf


def _show(placed: Placed) -> bytes:
    x, y, size, text = placed
    font = "B" if text.startswith("**") else "F"
    coded = re.sub(rb"([()\\])", rb"\\\1", text.removeprefix("**").encode("cp1252"))
    return f"BT /{font} {size} Tf {x} {y} Td (".encode() + coded + b") Tj ET"


def save(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def lines(*texts: str, x: float = 72, top: float = 700, size: float = 11) -> list[Placed]:
    return [(x, top - 14 * at, size, text) for at, text in enumerate(texts)]


def read(*pages: list[Placed]) -> Document:
    return read_pdf(save(write_pdf(*pages)), Limits())


def write_arabic(strings: list[tuple[float, float, list[str]]], size: float = 12) -> bytes:
    """A PDF of signs that are drawn from left to right just as they are listed."""
    pdf = pikepdf.new()
    codes: dict[str, int] = {}
    content = b""
    for x, y, signs in strings:
        for sign in signs:
            codes.setdefault(sign, len(codes) + 1)
        coded = "".join(f"{codes[sign]:04x}" for sign in signs)
        content += f"BT /A {size} Tf {x} {y} Td <{coded}> Tj ET\n".encode()
    mapped = "\n".join(
        f"<{code:04x}> <{sign.encode('utf-16-be').hex()}>" for sign, code in codes.items()
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{mapped}\nendbfchar endcmap end end"
    )
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name.Synthetic,
        Flags=4,
        FontBBox=[0, -200, 1000, 800],
        ItalicAngle=0,
        Ascent=800,
        Descent=-200,
        CapHeight=700,
        StemV=80,
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=pikepdf.Name.Synthetic,
        Encoding=pikepdf.Name("/Identity-H"),
        ToUnicode=pdf.make_stream(to_unicode.encode()),
        DescendantFonts=[
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2,
                BaseFont=pikepdf.Name.Synthetic, DW=500,
                CIDSystemInfo=pikepdf.Dictionary(
                    Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"),
                    Supplement=0,
                ),
                FontDescriptor=descriptor,
            )
        ],
    )  # fmt: skip
    page = pdf.add_blank_page(page_size=(595, 842))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(A=font))
    page.Contents = pdf.make_stream(content)
    return save(pdf)


def print_pdf(html: str, folder: Path, chromium: str) -> bytes:
    """What Chromium prints of a page."""
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(html, "utf-8")
    subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return target.read_bytes()


@pytest.fixture(scope="module")
def chromium() -> str:
    tools = runpy.run_path(str(ROOT / "tools" / "system_packages.py"))
    found: str | None = tools["find_browser"]()
    if found is None:
        pytest.fail("no Chromium: run `python3 tools/system_packages.py --install`")
    return found


# -- Looking at documents --------------------------------------------------------------


def texts(document: Document) -> list[str]:
    return [text for block in document.blocks for text in block_texts(block)]


def kinds(document: Document) -> list[type[Block]]:
    return [type(block) for block in document.blocks]


def assert_accounted(document: Document) -> None:
    came = [*texts(document), *(entry.text for entry in document.left_out)]
    counted = Counter(word for text in came for word in words(text))
    assert counted == Counter(words(document.words))


def left_out(document: Document, reason: str) -> str:
    found = [entry for entry in document.left_out if entry.reason == reason]
    assert found, [entry.reason for entry in document.left_out]
    return "\n".join(f"{entry.text} {entry.detail}".strip() for entry in found)


PROSE = (
    "This synthetic sentence is long enough to fill the whole line of the page and",
    "goes on into the second line, which is about as long as the first of them is,",
    "until it ends here.",
)


# -- Paragraphs ------------------------------------------------------------------------


def test_lines_of_a_paragraph_are_rejoined_and_a_gap_begins_another():
    document = read(lines(*PROSE) + lines("Another synthetic paragraph.", top=645))
    assert texts(document) == [" ".join(PROSE), "Another synthetic paragraph."]
    assert_accounted(document)


def test_a_short_last_line_or_an_indent_begins_a_paragraph_without_a_gap():
    document = read(lines(*PROSE, *PROSE))
    assert texts(document) == [" ".join(PROSE)] * 2
    full = (PROSE[0], PROSE[1], PROSE[1][:-1] + ".")
    indented = lines(*full) + lines("  " + PROSE[0], PROSE[2], top=658)
    indented[3] = (92, 658, 11, PROSE[0])
    assert texts(read(indented)) == [" ".join(full), f"{PROSE[0]} {PROSE[2]}"]


def test_a_paragraph_goes_on_over_the_page():
    document = read(lines(*PROSE[:2], top=86), lines("and ends overleaf.", "Another one.", top=760))
    assert texts(document)[0] == f"{PROSE[0]} {PROSE[1]} and ends overleaf."
    assert_accounted(document)


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (("a long account of the humani-", "tarian situation there."), "humanitarian"),
        (("a long account of the non-", "state actors in there."), "non-state"),
        (("the well-being, and of the well-", "being of all people there."), "the well-being of"),
        (("the documentation and its docu-", "mentation of what came."), "its documentation"),
        (("the road between the city of Al-", "Bab and the other one."), "Al-Bab"),
        (("the fourteen year term of 2011-", "2015 and of what came."), "2011-2015"),
        (("a soft hyphen is in the humani\u00ad", "tarian situation there."), "humanitarian"),
        (("a soft hyphen is in the post\u00ad", "war situation there."), "the postwar"),
        (("the follow-up, and of the follow-", "up in there."), "of the follow-up in"),
    ],
)
def test_hyphens_are_undone_only_where_the_joined_word_is_right(broken, whole):
    document = read(lines(*PROSE[:2], f"{PROSE[0][:-30]} and {broken[0]}", broken[1]))
    assert whole in " ".join(texts(document))
    assert_accounted(document)


def test_a_word_broken_over_the_page_is_joined_and_accounted_for():
    pages = [
        [*lines(*PROSE[:2], "the humani-", top=100), (280.0, 40.0, 9.0, "1")],
        [*lines("tarian situation is synthetic.", top=760), (280.0, 40.0, 9.0, "2")],
    ]
    document = read(*pages)
    assert "humanitarian situation" in texts(document)[0]
    assert_accounted(document)


def test_ligatures_become_letters():
    assert fold_forms("o\ufb03ce \ufefb ²") == "office لا ²"


# -- Structure -------------------------------------------------------------------------


def test_headings_come_from_sizes_and_from_bold_lines():
    document = read(
        [
            (72, 760, 22, "Synthetic title"),
            (72, 720, 15, "A part of it"),
            *lines(*PROSE),
            (72, 640, 11, "**A smaller part"),
            *lines(*PROSE, top=620),
            (72, 560, 15, "Another part"),
            *lines(*PROSE, top=540),
        ]
    )
    assert [
        (b.level, texts(Document((b,)))[0]) for b in document.blocks if isinstance(b, Heading)
    ] == [
        (1, "Synthetic title"),
        (2, "A part of it"),
        (3, "A smaller part"),
        (2, "Another part"),
    ]


def test_a_heading_of_two_lines_is_one():
    document = read(
        [
            (72, 760, 20, "A synthetic title that is so long"),
            (72, 736, 20, "that it takes two lines"),
            *lines(*PROSE),
        ]
    )
    assert texts(document)[0] == "A synthetic title that is so long that it takes two lines"


def test_bold_words_are_strong_and_a_bold_document_is_not_all_headings():
    document = read([(72, 700, 11, "Some "), (102, 700, 11, "**bold"), (130, 700, 11, "words.")])
    assert document.blocks == (
        Paragraph((Text("Some "), Emphasis((Text("bold"),), strong=True), Text(" words."))),
    )
    assert Heading not in kinds(read(lines(*(f"**{text}" for text in PROSE))))


def test_bullets_and_numbers_make_lists_that_nest():
    document = read(
        [
            *lines("Before the list there is this."),
            (72, 670, 11, "•"),
            (84, 670, 11, "First item"),
            (84, 656, 11, "and its second line"),
            (96, 642, 11, "• Deeper item"),
            (72, 628, 11, "• Second item"),
            (72, 600, 11, "3. Third thing"),
            (72, 586, 11, "4. Fourth thing"),
        ]
    )
    first, second = document.blocks[1:]
    assert isinstance(first, Items)
    assert [list(block_texts(block)) for block in first.items[0]] == [
        ["First item and its second line"],
        ["Deeper item"],
    ]
    assert isinstance(second, Items)
    assert (second.ordered, second.start, len(second.items)) == (True, 3, 2)
    assert left_out(document, "numbers of notes and lists").startswith("3 4")
    assert_accounted(document)


def test_a_number_or_a_dash_that_begins_a_line_by_chance_makes_no_list():
    text = lines(
        PROSE[0], "12. of a month that is synthetic, and this line goes on to its very end,"
    )
    text += lines("- and then it goes on behind a dash that is no bullet.", top=672)
    document = read(text)
    assert kinds(document) == [Paragraph]
    assert "and 12. of a month" in texts(document)[0]


def test_footnotes_are_kept_with_their_marks():
    document = read(
        [
            *lines(*PROSE[:2]),
            (72, 672, 11, "until the mark"),
            (143, 676, 6, "1"),
            (147, 672, 11, " and"),
            (170, 676, 6, "2"),
            (72, 80, 6, "1"),
            (78, 77, 8, "A synthetic note that goes on"),
            (72, 67, 8, "for two lines."),
            (72, 57, 8, "2 Another note."),
        ]
    )
    *body, first, second = document.blocks
    assert first == Note("1", (Text("A synthetic note that goes on for two lines."),))
    assert second == Note("2", (Text("Another note."),))
    (paragraph,) = body
    assert isinstance(paragraph, Paragraph)
    assert [part for part in paragraph.content if isinstance(part, NoteMark)] == [
        NoteMark("1"),
        NoteMark("2"),
    ]
    assert_accounted(document)


def test_notes_that_count_anew_on_each_page_get_labels_of_their_own():
    note = (72.0, 60.0, 8.0, "1 A note.")
    document = read(
        [*lines("Text with a mark"), (152.0, 704.0, 6.0, "1"), note],
        [*lines("More with a mark"), (158.0, 704.0, 6.0, "1"), note],
    )
    assert [b.label for b in document.blocks if isinstance(b, Note)] == ["1", "2"]
    assert_accounted(document)


def test_a_line_of_a_note_that_begins_with_a_number_stays_in_the_note():
    document = read(
        [
            *lines("Text with a mark"),
            (152, 704, 6, "1"),
            *lines(*PROSE, top=640),
            (72, 70, 8, "1 A note about"),
            (72, 60, 8, "12 things."),
        ]
    )
    assert document.blocks[-1] == Note("1", (Text("A note about 12 things."),))
    assert_accounted(document)


def test_raised_signs_that_are_no_marks_stay_in_their_word():
    document = read([(72, 700, 11, "The 21"), (105, 704, 6, "st"), (112, 700, 11, "of May.")])
    assert texts(document) == ["The 21st of May."]
    assert_accounted(document)


def test_running_heads_and_page_numbers_are_left_out_by_their_repetition():
    pages = [
        [
            (72.0, 800.0, 9.0, "Synthetic report"),
            (290.0, 30.0, 9.0, f"Page {at} of 4"),
            *lines(f"Page {at} says something of its own.", *PROSE),
        ]
        for at in range(1, 5)
    ]
    document = read(*pages)
    assert "Synthetic report" not in " ".join(texts(document))
    assert left_out(document, "running heads").split("\n").count("Synthetic report") == 4
    assert [t for t in texts(document) if t.startswith("Page 3 says")]
    assert_accounted(document)


def test_a_sentence_that_recurs_in_the_text_is_no_running_head():
    pages = [lines("A refrain that recurs.", *PROSE, top=760) for _ in range(3)]
    assert " ".join(texts(read(*pages))).count("A refrain that recurs.") == 3


def test_two_columns_are_read_one_after_the_other_below_a_full_line():
    left = [f"left column line {at} is filled with words" for at in range(1, 9)]
    right = [f"right column line {at} is also quite full" for at in range(1, 9)]
    title = [(72.0, 760.0, 20.0, "A synthetic title across the page, set wide")]
    # The rows of the two columns alternate, as some programs write them.
    rows = [
        line
        for pair in zip(lines(*left), lines(*right, x=320, top=698), strict=True)
        for line in pair
    ]
    document = read(title + rows)
    joined = " ".join(texts(document))
    assert joined.index("left column line 8") < joined.index("right column line 1")
    assert texts(document)[0].startswith("A synthetic title")
    assert_accounted(document)


def test_the_rows_of_a_table_are_read_across_and_make_a_table():
    rows = [
        line
        for at in range(8)
        for line in (
            (72.0, 700.0 - 14 * at, 11.0, f"Town {at}{' in the far north' * (at == 5)}"),
            (330.0, 700.0 - 14 * at, 11.0, f"{at} people"),
        )
    ]
    document = read(lines("**Town", top=714) + lines("**People", x=330, top=714) + rows)
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert (len(table.rows), table.head) == (9, 1)
    assert table.rows[0] == ((Text("Town"),), (Text("People"),))
    assert table.rows[4] == ((Text("Town 3"),), (Text("3 people"),))
    assert_accounted(document)


def test_text_set_at_an_angle_is_left_out_and_accounted_for():
    turned = "\nBT /F 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm (WATERMARK) Tj ET"
    document = read_pdf(save(write_pdf(lines(*PROSE), extra=turned)), Limits())
    assert left_out(document, "text set at an angle") == "WATERMARK"
    assert_accounted(document)


def test_links_come_from_annotations_and_only_web_and_mail_ones():
    pdf = write_pdf(lines("Read this page", "and that page"))
    for y, uri in ((698, "https://example.org/a?b=c"), (684, "javascript:alert(1)")):
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[100, y, 122, y + 10],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(uri)),
        )
        pdf.pages[0].obj.Annots = [*pdf.pages[0].obj.get("/Annots", []), annotation]
    document = read_pdf(save(pdf), Limits())
    found = [
        part
        for b in document.blocks
        for part in getattr(b, "content", ())
        if isinstance(part, Link)
    ]
    assert [link.href for link in found] == ["https://example.org/a?b=c"]


def test_pictures_come_with_the_page_and_those_that_recur_do_not():
    pdf = write_pdf(lines(*PROSE), lines(*PROSE))
    for at, page in enumerate(pdf.pages):
        for name, box in ((f"I{at}", "200 0 0 100 72 500"), ("Logo", "60 0 0 60 72 770")):
            stream = pdf.make_stream(
                zlib.compress(bytes([at * 90, 0, 0]) * 4),
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=2, Height=2,
                BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceRGB,
                Filter=pikepdf.Name.FlateDecode,
            )  # fmt: skip
            if "/XObject" not in page.Resources:
                page.Resources.XObject = pikepdf.Dictionary()
            objects = page.Resources.XObject
            objects[f"/{name}"] = pdf.make_indirect(stream)
            if name == "Logo" and at:
                objects["/Logo"] = pdf.pages[0].Resources.XObject.Logo
            page.contents_add(f"q {box} cm /{name} Do Q".encode())
    document = read_pdf(save(pdf), Limits())
    shown = [
        p.name for b in document.blocks for p in getattr(b, "content", ()) if isinstance(p, Picture)
    ]
    assert shown == list(document.images) == ["page-1-1.png", "page-2-2.png"]
    for content in document.images.values():
        with Image.open(io.BytesIO(content)) as image:
            assert image.size == (2, 2)
    assert "2 that recur" in left_out(document, "pictures")


# -- Arabic ----------------------------------------------------------------------------

SENTENCE = (
    "قرار مجلس الأمن رقم 2254 (S/RES/2254) الصادر في 18/12/2015 عن المنظمة (STJ)، نص اصطناعي."
)


def draw(text: str) -> list[str]:
    """The signs of a right-to-left line from left to right, as paper shows them."""
    runs = re.findall(r"[0-9A-Za-z/]+|.", text)
    mirrored = str.maketrans("()", ")(")
    return [
        sign
        for run in reversed(runs)
        for sign in (run if len(run) > 1 else run.translate(mirrored))
    ]


def test_arabic_drawn_as_on_paper_is_read_in_logical_order():
    document = read_pdf(write_arabic([(60, 700, draw(SENTENCE))]), Limits())
    assert texts(document) == [SENTENCE]


def test_arabic_whose_signs_come_in_the_order_of_reading_is_read_alike():
    signs = draw(SENTENCE)
    placed = [(60 + 6.0 * at, 700.0, [sign]) for at, sign in enumerate(signs)]
    document = read_pdf(write_arabic(placed[::-1]), Limits())
    assert texts(document) == [SENTENCE]


def test_arabic_drawn_from_left_to_right_in_the_order_of_reading_is_noticed():
    document = read_pdf(write_arabic([(60, 700, list(SENTENCE))]), Limits())
    assert texts(document) == [SENTENCE]


def test_presentation_forms_and_lam_alef_become_letters():
    # "الإسلام لا" as one finds it in old PDFs, from left to right.
    signs = ["\ufefb", " ", "\ufee1", "\ufefc", "\ufeb3", "\ufef9", "\ufe8d"]
    document = read_pdf(write_arabic([(60, 700, signs)]), Limits())
    assert texts(document) == ["الإسلام لا"]
    assert_accounted(document)


def test_other_compatibility_characters_are_left_as_they_are():
    assert fold_forms("½ ² ﷼ ™ ﴿") == "½ ² ریال ™ ﴿"


@pytest.mark.parametrize(
    ("seen", "direction", "wanted"),
    [
        ("ABC", "ltr", "ABC"),
        ("ةملك STJ ةملك", "rtl", "كلمة STJ كلمة"),
        ("the ةعامج يبرع word", "ltr", "the عربي جماعة word"),
        ("50% ةملك", "rtl", "كلمة 50%"),
        ("%50 ةملك", "rtl", "كلمة 50%"),
        ("(S/RES/2254) 2254 ةملك", "rtl", "كلمة 2254 (S/RES/2254)"),
        ("S/RES/2254 (2015) ةملك", "rtl", "كلمة S/RES/2254 (2015)"),
        ("2.5 , 3 ةملك", "rtl", "كلمة 3 , 2.5"),
        (")ةملك( STJ", "rtl", "STJ (كلمة)"),
        ("(ةملك) STJ", "rtl", "STJ (كلمة)"),
        ("", "rtl", ""),
    ],
)
def test_signs_are_put_into_the_order_of_reading(seen, direction, wanted):
    assert "".join(sign for _, sign in order_signs(list(seen), direction)) == wanted


@settings(max_examples=200, deadline=None)
@given(st.text("abאبتث 12.,()/%-َ«»", max_size=20), st.sampled_from(["ltr", "rtl"]))
def test_ordering_loses_no_sign_and_doubles_none(text, direction):
    ordered = order_signs(list(text), direction)
    assert sorted(at for at, _ in ordered) == list(range(len(text)))


LATIN_PAGE = """<!doctype html><html lang="en"><title>Synthetic report</title>
<style>@page {{ size: A4; margin: 2cm }} body {{ font: 11pt/1.4 "DejaVu Sans"; {style} }}</style>
<h1>Synthetic report</h1><p>{prose}</p><h2>First part</h2><p>{prose} A
<a href="https://example.org/x">link</a> and <b>bold words</b>.</p>
<ul><li>First item</li><li>{prose}</li></ul><ol><li>One</li><li>Two</li></ol></html>"""
LONG = " ".join(f"Synthetic sentence number {at} of a long paragraph." for at in range(9))


def test_what_a_browser_prints_comes_back_as_it_was(chromium, tmp_path):
    html = LATIN_PAGE.format(prose=LONG, style="")
    document = read_pdf(print_pdf(html, tmp_path, chromium), Limits())
    assert kinds(document) == [Heading, Paragraph, Heading, Paragraph, Items, Items]
    assert texts(document) == [
        "Synthetic report",
        LONG,
        "First part",
        f"{LONG} A link and bold words.",
        "First item",
        LONG,
        "One",
        "Two",
    ]
    content = document.blocks[3].content  # type: ignore[union-attr]
    assert Link((Text("link"),), "https://example.org/x") in content
    assert Emphasis((Text("bold words"),), strong=True) in content
    assert document.facts.title == "Synthetic report"
    assert_accounted(document)


def test_columns_hyphens_and_justified_lines_of_a_browser_come_back(chromium, tmp_path):
    # English hyphenation is not in every Chromium: the page brings soft hyphens of its own.
    word = "docu\u00admen\u00adta\u00adtion hu\u00adman\u00adi\u00adtar\u00adi\u00adan"
    prose = " ".join(f"Synthetic {word} number {at}." for at in range(60))
    html = LATIN_PAGE.format(
        prose=prose, style="column-count: 2; text-align: justify; hyphens: manual"
    )
    document = read_pdf(print_pdf(html, tmp_path, chromium), Limits())
    plain = prose.replace("\u00ad", "")
    assert next(text for text in texts(document) if text.startswith("Synthetic doc")) == plain
    assert_accounted(document)


ARABIC = (
    "في أوائل أيار/مايو 2023، قدّمت منظمة \u201cنص اصطناعي\u201d (STJ) وعدد من المنظمات "
    "مداخلات خلال لقاء مع المكتب، وفق القرار رقم 2254 (S/RES/2254) الصادر في 18 كانون الأول 2015؛ "
    "إلى الأمام لا لأن الإسلام والأفراد، وبلغت النسبة 50% من أصل 1,200 شخصاً بحسب "
    "Human Rights Council."
)


@pytest.mark.parametrize("face", ["system", "naskh"])
def test_arabic_that_a_browser_prints_comes_back_in_logical_order(face, chromium, tmp_path):
    font = (ROOT / "_static" / "fonts" / "naskh.woff2").as_uri()
    family = "Naskh" if face == "naskh" else "DejaVu Sans"
    html = f"""<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8">
<style>@font-face {{ font-family: Naskh; src: url("{font}") }}
body {{ font: 13pt/1.8 "{family}" }}</style>
<h1>عنوان اصطناعي للتقرير</h1><p>{ARABIC}</p><h2>القسم الأول</h2><p>{ARABIC}</p>
<ul><li>البند الأول</li><li>البند الثاني</li></ul></html>"""
    document = read_pdf(print_pdf(html, tmp_path, chromium), Limits())
    assert texts(document) == [
        "عنوان اصطناعي للتقرير",
        ARABIC,
        "القسم الأول",
        ARABIC,
        "البند الأول",
        "البند الثاني",
    ]
    assert kinds(document) == [Heading, Paragraph, Heading, Paragraph, Items]
    assert_accounted(document)


# -- People at risk --------------------------------------------------------------------


def test_everything_personal_is_dropped_and_named():
    pdf = write_pdf(lines("Synthetic text."))
    with pdf.open_metadata() as meta:
        meta["dc:creator"] = ["Synthetic Person"]
    pdf.docinfo["/Author"] = pikepdf.String("Synthetic Person")
    pdf.docinfo["/Title"] = pikepdf.String("Synthetic draft of Person")
    pdf.attachments["secret.txt"] = b"synthetic"
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )
    pdf.pages[0].obj["/Annots"] = pdf.make_indirect(
        pikepdf.Array(
            [
                pdf.make_indirect(
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot,
                        Subtype=pikepdf.Name.Text,
                        Rect=[0, 0, 9, 9],
                        Contents=pikepdf.String("A remark"),
                        T=pikepdf.String("Synthetic Person"),
                    )
                )
            ]
        )
    )
    document = read_pdf(save(pdf), Limits())
    assert texts(document) == ["Synthetic text."]
    assert "title, author" in left_out(document, "metadata")
    assert "XMP" in left_out(document, "metadata")
    assert left_out(document, "attachments") == "1 attached files"
    assert "1 actions" in left_out(document, "scripts")
    assert "A remark" in left_out(document, "comments")
    assert "Person" not in repr(document)
    assert_accounted(document)


def test_invisible_text_beside_visible_text_is_hidden_text():
    hidden = "\nBT 3 Tr /F 11 Tf 72 600 Td (hidden words) Tj ET"
    document = read_pdf(save(write_pdf(lines("Seen."), extra=hidden)), Limits())
    assert texts(document) == ["Seen."]
    assert left_out(document, "hidden text") == "hidden words"
    assert_accounted(document)


HIDING = {
    "a bar drawn over it": "BT {0} ET 0 0 0 rg 70 595 150 14 re f",
    "a white bar drawn over it": "BT {0} ET 1 1 1 rg 70 595 150 14 re f",
    "a thick line drawn over it": "BT {0} ET 14 w 70 603 m 220 603 l S",
    "a bar in a form": "BT {0} ET q 1 0 0 1 70 595 cm /Bar Do Q",
    "white on white": "1 1 1 rg BT {0} ET",
    "white by a space of colours": "/DeviceRGB cs 1 1 1 sc BT {0} ET",
    "nearly white": "0.98 g BT {0} ET",
    "black on black": "0 g 70 595 150 14 re f BT {0} ET",
    "in a form that is painted white": "1 g /Words Do",
    "off the page": "1 0 0 1 0 -700 cm BT {0} ET",
    "outside the crop box": "1 0 0 1 0 -585 cm BT {0} ET",
    "clipped away": "q 0 0 10 10 re W n BT {0} ET Q",
    "too small": "q 0.05 0 0 0.05 0 0 cm BT {0} ET Q",
    "see-through": "/Clear gs BT {0} ET",
    "on a layer that is off": "/OC /Off BDC BT {0} ET EMC",
    "on layers that are all off": "/OC /Rule BDC BT {0} ET EMC",
    "in a form on a layer that is off": "/OffWords Do",
}
SHOWING = {
    "a bar behind it": "0.8 g 70 595 150 14 re f 0 g BT {0} ET",
    "white on a dark bar": "0 g 70 595 150 14 re f 1 g BT {0} ET",
    "a line below it": "BT {0} ET 1 w 70 597 m 220 597 l S",
    "struck through": "BT {0} ET 0.5 w 70 603 m 220 603 l S",
    "marked by a see-through bar": "BT {0} ET /Half gs 1 1 0 rg 70 595 150 14 re f",
    "marked by a blended bar": "BT {0} ET /Multiply gs 1 1 0 rg 70 595 150 14 re f",
    "framed by two rectangles": "BT {0} ET 60 590 170 24 re 64 594 162 16 re f*",
    "a bar elsewhere": "BT {0} ET 70 500 150 14 re f",
    "a bar that is clipped away": "BT {0} ET q 0 0 10 10 re W n 70 595 150 14 re f Q",
    "a clip around it": "q 60 590 200 30 re W n BT {0} ET Q",
    "white that ended": "q 1 g Q BT {0} ET",
    "on a layer that is on": "/OC /On BDC BT {0} ET EMC",
    "ink of one colour": "/Spot cs 1 scn BT {0} ET",
}


def write_hidden(content: str, *, annotation: pikepdf.Dictionary | None = None) -> bytes:
    pdf = write_pdf(lines("Seen."), extra="\n" + content.format(SECRET))
    page = pdf.pages[0]
    page.cropbox = [0, 30, 595, 842]
    off, on = (
        pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String(name)))
        for name in ("off", "on")
    )
    pdf.Root.OCProperties = pikepdf.Dictionary(
        OCGs=[off, on], D=pikepdf.Dictionary(OFF=pikepdf.Array([off]))
    )
    rule = pikepdf.Dictionary(Type=pikepdf.Name.OCMD, OCGs=pikepdf.Array([off]))
    page.Resources.Properties = pikepdf.Dictionary(Off=off, On=on, Rule=pdf.make_indirect(rule))
    page.Resources.ExtGState = pikepdf.Dictionary(
        Clear=pikepdf.Dictionary(ca=0),
        Half=pikepdf.Dictionary(ca=0.5),
        Multiply=pikepdf.Dictionary(BM=pikepdf.Name.Multiply),
    )
    tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 1, 1], C1=[0, 0, 0], N=1)
    page.Resources.ColorSpace = pikepdf.Dictionary(
        Spot=[
            pikepdf.Name.Separation, pikepdf.Name("/Ink"), pikepdf.Name.DeviceRGB,
            pdf.make_indirect(tint),
        ]
    )  # fmt: skip
    form = {
        "Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Form, "BBox": [0, 0, 600, 800],
        "Resources": pikepdf.Dictionary(Font=page.Resources.Font),
    }  # fmt: skip
    words_form = f"BT {SECRET} ET".encode()
    page.Resources.XObject = pikepdf.Dictionary(
        Bar=pdf.make_stream(b"0 0 150 14 re f", **form),
        Words=pdf.make_stream(words_form, **form),
        OffWords=pdf.make_stream(words_form, **form, OC=off),
    )
    if annotation is not None:
        page.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(annotation)]))
    return save(pdf)


SECRET = "/F 11 Tf 72 600 Td (Synthetic Witness) Tj"


@pytest.mark.parametrize("how", HIDING)
def test_text_that_no_reader_sees_is_left_out_as_hidden(how):
    document = read_pdf(write_hidden(HIDING[how]), Limits())
    assert texts(document) == ["Seen."]
    assert left_out(document, "hidden text") == "Synthetic Witness"
    assert_accounted(document)


@pytest.mark.parametrize("how", SHOWING)
def test_text_that_a_reader_sees_stays(how):
    document = read_pdf(write_hidden(SHOWING[how]), Limits())
    assert texts(document) == ["Seen.", "Synthetic Witness"]
    assert "hidden text" not in {entry.reason for entry in document.left_out}


def test_text_under_a_box_that_a_reader_drew_is_hidden():
    box = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=[70, 595, 220, 612],
        IC=[0, 0, 0],
    )  # fmt: skip
    document = read_pdf(write_hidden("BT {0} ET", annotation=box), Limits())
    assert texts(document) == ["Seen."]
    assert left_out(document, "hidden text") == "Synthetic Witness"


def test_text_under_a_shape_that_may_cover_it_is_kept_and_listed_for_review():
    round_shape = "BT {0} ET 60 603 m 60 650 230 650 230 603 c 230 560 60 560 60 603 c f"
    document = read_pdf(write_hidden(round_shape), Limits())
    assert texts(document) == ["Seen.", "Synthetic Witness"]
    assert "page 1" in document.review["hidden text"]


def test_a_page_whose_whole_text_is_covered_is_no_scan():
    covered = write_pdf([(72, 600, 11, "Synthetic Witness")], extra="\n0 0 595 842 re f")
    assert "hidden" in refuse(save(covered))


# -- Powers, lists over pages, page numbers ----------------------------------------------


def test_raised_figures_of_units_and_numbers_are_powers_and_mark_no_note():
    document = read(
        [
            (72, 700, 11, "See 300 m"), (123, 704, 6, "2"), (127, 700, 11, " and 10"),
            (165, 704, 6, "6"), (169, 700, 11, " trees."), (203, 704, 6, "1"),
            *lines(*PROSE, top=680), (154, 656, 6, "2"),
            (72, 80, 8, "1 Interview with one."), (72, 70, 8, "2 Interview with another."),
        ]
    )  # fmt: skip
    assert texts(document)[0].startswith("See 300 m² and 10⁶ trees.")
    notes = [block for block in document.blocks if isinstance(block, Note)]
    assert [(note.label, texts(Document((note,)))) for note in notes] == [
        ("1", ["Interview with one."]),
        ("2", ["Interview with another."]),
    ]
    assert_accounted(document)


def test_a_list_that_ends_a_page_takes_nothing_of_the_next():
    document = read(
        [*lines(*PROSE, top=200), (84, 100, 11, "• Item one"), (84, 86, 11, "• Item two")],
        lines("After the list " + PROSE[1], *PROSE[1:], top=760),
    )
    assert kinds(document) == [Paragraph, Items, Paragraph]


def test_paragraphs_of_one_line_each_stay_apart():
    first = "This synthetic sentence is long enough to fill the whole line of the page."
    document = read([(72, 700, 11, first), (72, 674, 11, "A short one."), (72, 648, 11, first)])
    assert texts(document) == [first, "A short one.", first]


def test_the_number_of_a_single_page_is_left_out_and_the_largest_heading_is_the_title():
    document = read(
        [
            (72, 815, 8, "**Synthetic society report"),
            (72, 760, 20, "A synthetic title"),
            *lines(*PROSE),
            (280, 20, 8, "Page 1 of 1"),
        ]
    )
    assert document.facts.title == "A synthetic title"
    assert "Page 1 of 1" not in texts(document)
    assert left_out(document, "running heads") == "Page 1 of 1"
    assert_accounted(document)


def test_a_broken_xmp_packet_is_dropped_without_a_word_on_the_terminal(tmp_path):
    pdf = write_pdf(lines("Synthetic text."))
    pdf.docinfo["/Author"] = pikepdf.String("Synthetic Person")
    pdf.Root.Metadata = pdf.make_stream(
        b"<x:xmpmeta>synthetic</x:xmpmeta>",
        Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML,
    )  # fmt: skip
    (tmp_path / "x.pdf").write_bytes(save(pdf))
    script = (
        "from warraq.ingest.pdf import read_pdf\nfrom warraq.ingest.limits import Limits\n"
        f"print(read_pdf(open({str(tmp_path / 'x.pdf')!r}, 'rb').read(), Limits()).left_out)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode == 0
    assert ran.stderr == ""
    assert "XMP" in ran.stdout


def test_notes_typed_by_hand_are_listed_for_review():
    document = read(lines("A claim.[1] It stands.") + lines("[1] A source.", top=600))
    assert document.review["footnotes"].startswith("1 ")


def test_the_recognised_text_of_a_scan_is_read_and_the_maintainer_told():
    hidden = "\nBT 3 Tr /F 11 Tf 72 600 Td (Recognised words.) Tj ET"
    document = read_pdf(save(write_pdf([], extra=hidden)), Limits())
    assert texts(document) == ["Recognised words."]
    assert "read it against the original" in left_out(document, "scanned pages")


# -- Bad input -------------------------------------------------------------------------


def refuse(content: bytes, limits: Limits | None = None) -> str:
    start = time.process_time()
    with pytest.raises(IngestError) as caught:
        read_pdf(content, limits or Limits())
    assert time.process_time() - start < 10
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_file_with_a_password_is_refused_and_one_that_opens_without_is_read():
    pdf = write_pdf(lines("Synthetic text."))
    locked = save(pdf, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "password" in refuse(locked)
    unlocked = save(pdf, encryption=pikepdf.Encryption(owner="a", user=""))
    assert texts(read_pdf(unlocked, Limits())) == ["Synthetic text."]


def test_a_truncated_file_is_refused():
    whole = save(write_pdf(lines(*PROSE)))
    for end in (20, len(whole) // 2, len(whole) - 40):
        assert "cut short" in refuse(whole[:end])


def test_a_scan_without_text_is_refused_with_what_to_do():
    assert "OCR" in refuse(save(write_pdf([])))


def test_signs_without_letters_are_refused_with_what_to_do():
    content = write_arabic([(60, 700, list("abc"))]).replace(b"beginbfchar", b"beginxxchar")
    pdf = pikepdf.open(io.BytesIO(content))
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and b"bfchar" in item.read_bytes():
            item.write(b"begincmap endcmap")
    assert "OCR" in refuse(save(pdf))


def test_a_few_signs_without_letters_are_reported_and_many_are_refused():
    def spoil(share: int) -> bytes:
        text = "a" * (20 - share) + "b" * share
        content = write_arabic([(60, 700, list(text))])
        pdf = pikepdf.open(io.BytesIO(content))
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and b"beginbfchar" in item.read_bytes():
                item.write(item.read_bytes().replace(b"<0062>", b"<0000>"))
        return save(pdf)

    document = read_pdf(spoil(2), Limits())
    assert "2 signs" in left_out(document, "unreadable signs")
    assert "50% of its signs" in refuse(spoil(10))


def test_half_a_stream_is_refused():
    pdf = write_pdf(lines(*PROSE))
    packed = zlib.compress(pdf.pages[0].Contents.read_bytes())
    stream = pikepdf.Stream(pdf, packed[: len(packed) // 2])
    stream.Filter = pikepdf.Name.FlateDecode
    pdf.pages[0].Contents = pdf.make_indirect(stream)
    assert "damaged" in refuse(
        save(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    )


def test_too_many_pages_are_refused():
    content = save(write_pdf(*[lines("x")] * 4))
    assert "4 pages, more than the 3" in refuse(content, Limits(pages=3))


def test_what_is_no_pdf_is_refused():
    assert "no PDF" in refuse(b"synthetic text")
    assert "damaged" in refuse(b"%PDF-1.7\nsynthetic text")


@pytest.mark.parametrize("nested", [False, True])
def test_a_stream_that_unpacks_to_too_much_is_refused(nested):
    pdf = write_pdf(lines("x"))
    bomb = zlib.compress(b" " * 60_000_000, 9)
    filters = [pikepdf.Name.FlateDecode]
    if nested:
        bomb, filters = zlib.compress(bomb, 9), filters * 2
    content = pikepdf.Stream(pdf, bomb)
    content.Filter = pikepdf.Array(filters)
    pdf.pages[0].Contents = pdf.make_indirect(content)
    data = save(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    assert len(data) < 200_000
    assert "unpacks to more" in refuse(data, Limits(unpacked_bytes=20_000_000))


def _compress_zeros(count: int) -> bytes:
    """So many zeros, packed; they themselves are never in memory together."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(1_000_000)) for _ in range(count // 1_000_000)]
    return b"".join([*parts, packer.flush()])


def test_a_bomb_takes_no_memory():
    pdf = write_pdf(lines("x"))
    content = pikepdf.Stream(pdf, _compress_zeros(400_000_000))
    content.Filter = pikepdf.Name.FlateDecode
    pdf.pages[0].Contents = pdf.make_indirect(content)
    data = save(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    unit = 1 if sys.platform == "darwin" else 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refuse(data, Limits(unpacked_bytes=20_000_000))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (after - before) * unit < 200_000_000


def test_many_streams_that_unpack_to_too_much_together_are_refused():
    pdf = write_pdf(lines("x"))
    streams = [pdf.make_indirect(pdf.make_stream(b" " * 3_000_000)) for _ in range(10)]
    pdf.pages[0].Contents = pdf.make_indirect(pikepdf.Array(streams))
    assert "unpacks to more" in refuse(save(pdf), Limits(unpacked_bytes=20_000_000))


def test_forms_that_draw_each_other_end():
    pdf = write_pdf(lines("x"))
    form = pdf.make_stream(
        b"/X Do /X Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9]
    )
    form = pdf.make_indirect(form)
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(X=form)
    pdf.pages[0].contents_add(b"/X Do")
    read_or_refuse(save(pdf))


def test_forms_that_double_themselves_many_times_end():
    pdf = write_pdf(lines("x"))
    inner = pdf.make_indirect(
        pdf.make_stream(
            b"BT /F 9 Tf (laugh) Tj ET",
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9],
            Resources=pdf.pages[0].Resources,
        )
    )  # fmt: skip
    for _ in range(12):
        inner = pdf.make_indirect(
            pdf.make_stream(
                b"/X Do " * 10,
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9],
                Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner)),
            )
        )  # fmt: skip
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(X=inner)
    pdf.pages[0].contents_add(b"/X Do")
    assert "seconds" in refuse(save(pdf), Limits(seconds=2))


# -- Properties ------------------------------------------------------------------------


def read_or_refuse(content: bytes, seconds: float = 10) -> None:
    """The promise of every reader: a document or one sentence, soon."""
    start = time.process_time()
    try:
        document = read_pdf(content, Limits(seconds=5))
    except IngestError:
        document = None
    assert document is None or document.words
    assert time.process_time() - start < seconds


SAMPLES = (
    save(write_pdf(lines(*PROSE), lines(*PROSE)), linearize=False),
    save(
        write_pdf(lines(*PROSE)),
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=False,
    ),
    write_arabic([(60, 700, draw(SENTENCE))]),
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_changed_bytes_never_crash(data):
    content = bytearray(data.draw(st.sampled_from(SAMPLES)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    read_or_refuse(bytes(content))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_cut_bytes_never_crash(data):
    content = data.draw(st.sampled_from(SAMPLES))
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    read_or_refuse(content[:start] + content[end:])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
@example(b"%PDF-1.7")
@example(b"%PDF-1.7\ntrailer <</Root 1 0 R>>\n1 0 obj <</Pages 1 0 R /Kids [1 0 R]>> endobj")
def test_any_bytes_never_crash(content):
    read_or_refuse(b"%PDF-1.7\n" + content)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from([60.0, 72.0, 90.0, 300.0, 320.0]),
                st.integers(20, 820).map(float),
                st.sampled_from([6.0, 8.0, 11.0, 11.0, 16.0]),
                st.text("abcde fgh-1234.,•()*", min_size=1, max_size=40),
            ),
            max_size=12,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_every_word_of_generated_pages_is_accounted_for(pages):
    try:
        document = read(*pages)
    except IngestError as error:
        assert "OCR" in str(error)  # noqa: PT017 - pages without any letter
        return
    assert_accounted(document)
    # Every letter and digit that was drawn is among the words.
    drawn = Counter(c for page in pages for _, _, _, text in page for c in text if c.isalnum())
    found = unicodedata.normalize("NFKC", document.words)
    assert Counter(c for c in found if c.isalnum()) == drawn
