"""What a Word file becomes. Every document here is synthetic, and made by these tests."""

from __future__ import annotations

import io
import re
import stat
import time
import unicodedata
import zipfile
from collections import Counter
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from warraq.ingest.document import (
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
from warraq.ingest.docx import read_docx
from warraq.ingest.errors import IngestError
from warraq.ingest.limits import Limits

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Section"/>'
    '<w:basedOn w:val="H2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quote"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Secret"><w:name w:val="Secret"/>'
    "<w:rPr><w:vanish/></w:rPr></w:style>"
    '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/>'
    "<w:rPr><w:b/></w:rPr></w:style>"
    '<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/>'
    '<w:basedOn w:val="Loop"/></w:style>'
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>Synthetic title</dc:title><dc:creator>Synthetic Person</dc:creator>"
    "<cp:lastModifiedBy>Synthetic Other</cp:lastModifiedBy></cp:coreProperties>"
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(*runs: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = "".join(r if r.startswith("<") else run(r) for r in runs)
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def item(text: str, number: int = 1, level: int = 0) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return para(text, properties=numbered)


def table(*rows: tuple[str, ...], head: bool = True) -> str:
    made = ""
    for at, row in enumerate(rows):
        marked = "<w:trPr><w:tblHeader/></w:trPr>" if head and at == 0 else ""
        cells = "".join(f"<w:tc>{c if c.startswith('<') else para(c)}</w:tc>" for c in row)
        made += f"<w:tr>{marked}{cells}</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


def part(tag: str, inner: str) -> str:
    return f"<w:{tag} {NAMES}>{inner}</w:{tag}>"


def relation(key: str, kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{key}" Type="{TYPE}/{kind}" Target="{escape(target)}"{mode}/>'


def relations(*entries: str) -> str:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(entries)}</Relationships>'


def parts_of(
    body: str, *more: str, footnotes: str = "", parts: dict[str, str | bytes] | None = None
) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
        ),
        "_rels/.rels": relations(
            relation("r1", "officeDocument", "word/document.xml"),
            relation("r2", "metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": CORE,
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/styles.xml": part("styles", STYLES),
        "word/numbering.xml": part("numbering", NUMBERING),
        "word/footnotes.xml": part("footnotes", footnotes),
        "word/_rels/document.xml.rels": relations(
            relation("s", "styles", "styles.xml"),
            relation("n", "numbering", "numbering.xml"),
            relation("f", "footnotes", "footnotes.xml"),
            *more,
        ),
        **(parts or {}),
    }


def pack(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def read(body: str, *more: str, **options: object) -> Document:
    return read_docx(pack(parts_of(body, *more, **options)), Limits())  # type: ignore[arg-type]


def count_words(text: str) -> Counter[str]:
    """As the import counts them: letters, marks and digits, folded."""
    folded = unicodedata.normalize("NFKC", text).replace("\u00ad", "").casefold()
    folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    runs = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded)
    return Counter(runs.split())


def assert_accounted(document: Document) -> None:
    came = [text for block in document.blocks for text in block_texts(block)]
    came += [entry.text for entry in document.left_out]
    assert count_words("\n".join(came)) == count_words(document.words)


def left_out(document: Document, reason: str) -> str:
    found = [entry for entry in document.left_out if entry.reason == reason]
    assert found, [entry.reason for entry in document.left_out]
    return "\n".join(f"{entry.text} {entry.detail}".strip() for entry in found)


def picture(*, suffix: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(file, suffix)
    return file.getvalue()


# -- What no reader sees, and small figures --------------------------------------------

WHITE = '<w:color w:val="FFFFFF"/>'


@pytest.mark.parametrize(
    "properties",
    [
        WHITE,
        '<w:color w:val="FDFDFD"/>',
        '<w:sz w:val="2"/>',
        "<w:specVanish/>",
        "<w:webHidden/>",
        '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>',
        f'{WHITE}<w:highlight w:val="white"/>',
        '<w:rStyle w:val="Pale"/>',
    ],
)
def test_words_that_no_reader_sees_are_left_out_as_hidden(properties):
    pale = '<w:style w:type="character" w:styleId="Pale"><w:rPr>' + WHITE + "</w:rPr></w:style>"
    styles = {"word/styles.xml": part("styles", STYLES + pale)}
    document = read(para("Seen ", run("Synthetic Witness", properties), "words."), parts=styles)
    assert document.blocks == (Paragraph((Text("Seen words."),)),)
    assert left_out(document, "hidden text") == "Synthetic Witness"
    assert_accounted(document)


@pytest.mark.parametrize(
    "properties",
    [
        f'{WHITE}<w:shd w:val="clear" w:fill="1F4E79"/>',
        f'{WHITE}<w:highlight w:val="black"/>',
        '<w:color w:val="auto"/>',
        '<w:color w:val="808080"/>',
        '<w:sz w:val="12"/>',
    ],
)
def test_words_that_a_reader_sees_stay(properties):
    document = read(para("Seen ", run("words.", properties)))
    assert document.blocks == (Paragraph((Text("Seen words."),)),)
    assert not document.review


def test_white_words_in_a_shaded_cell_stay_and_in_a_styled_table_are_listed_for_review():
    shade = '<w:tc><w:tcPr><w:shd w:val="clear" w:fill="000000"/></w:tcPr>'
    rows = table((para(run("White", WHITE)), "b"), ("c", "d"))
    shaded = read(rows.replace("<w:tc>", shade))
    assert isinstance(shaded.blocks[0], Table)
    assert shaded.blocks[0].rows[0][0] == (Text("White"),)
    assert not shaded.review
    styled = '<w:tbl><w:tblPr><w:tblStyle w:val="Dark1"/></w:tblPr>'
    document = read(rows.replace("<w:tbl>", styled))
    assert isinstance(document.blocks[0], Table)
    assert "White" in document.review["hidden text"]


def test_figures_set_high_or_low_are_kept_so():
    high, low = (f'<w:vertAlign w:val="{name}script"/>' for name in ("super", "sub"))
    document = read(
        para("300 m", run("2", high), " and 10", run("6", high), ", CO", run("2", low))
        + para("the 5", run("th", high), " time")
    )
    assert document.blocks == (
        Paragraph((Text("300 m² and 10⁶, CO₂"),)),
        Paragraph((Text("the 5th time"),)),
    )


def test_notes_typed_by_hand_are_listed_for_review():
    document = read(
        para("A claim.", run("1", '<w:vertAlign w:val="superscript"/>')) + para("1 It.")
    )
    assert document.review["footnotes"].startswith("1 ")


# -- Structure -------------------------------------------------------------------------


def test_headings_come_from_styles_those_they_are_based_on_and_outline_levels():
    document = read(
        para("Synthetic title", style="T")
        + para("First", style="H1")
        + para("Second", style="Mine")
        + para("Third", properties='<w:outlineLvl w:val="2"/>')
        + para("Text.")
    )
    assert document.blocks == (
        Heading((Text("Synthetic title"),), 1),
        Heading((Text("First"),), 2),
        Heading((Text("Second"),), 3),
        Heading((Text("Third"),), 4),
        Paragraph((Text("Text."),)),
    )
    assert document.facts.title == "Synthetic title"


def test_one_first_heading_is_the_title_and_several_are_not():
    once = read(para("Name", style="H1") + para("Part", style="H2") + para("Text."))
    assert [b.level for b in once.blocks if isinstance(b, Heading)] == [1, 2]
    twice = read(para("Part", style="H1") + para("Text.") + para("Part", style="H1"))
    assert [b.level for b in twice.blocks if isinstance(b, Heading)] == [2, 2]


def test_a_title_that_the_text_does_not_show_is_no_fact():
    assert read(para("Text.")).facts.title == ""


def test_lists_nest_are_ordered_as_numbering_says_and_go_on_counting():
    document = read(
        item("One")
        + item("Deeper", level=1)
        + item("Two")
        + item("Third", number=2)
        + para("Between.")
        + item("Fourth", number=2)
        + item("Seventh", number=3)
    )

    def entry(text: str) -> Paragraph:
        return Paragraph((Text(text),))

    assert document.blocks == (
        Items(((entry("One"), Items(((entry("Deeper"),),), True, 1)), (entry("Two"),)), False, 1),
        Items(((entry("Third"),),), True, 3),
        entry("Between."),
        Items(((entry("Fourth"),),), True, 4),
        Items(((entry("Seventh"),),), True, 7),
    )


def test_tables_keep_rows_cells_spans_and_heads():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{para("Wide")}</w:tc>'
    document = read(
        table(("Place", "Count"), ("Synthetic", para("4") + para("5"))).replace(
            "</w:tbl>", f"<w:tr>{wide}</w:tr></w:tbl>"
        )
    )
    assert document.blocks == (
        Table(
            (
                ((Text("Place"),), (Text("Count"),)),
                ((Text("Synthetic"),), (Text("4"), Break(), Text("5"))),
                ((Text("Wide"),), ()),
            ),
            1,
        ),
    )


def test_a_frame_of_one_cell_is_text_and_not_a_table():
    document = read(table((para("Framed", style="H1") + para("Text."),), head=False))
    assert [type(block) for block in document.blocks] == [Heading, Paragraph]


def test_a_span_of_a_thousand_million_columns_costs_nothing():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>{para("Wide")}</w:tc>'
    (block,) = read(f"<w:tbl><w:tr>{wide}{wide}</w:tr></w:tbl>").blocks
    assert isinstance(block, Table)
    assert len(block.rows[0]) == 126


def test_quotes_that_follow_each_other_are_one():
    document = read(para("One.", style="Q") + para("Two.", style="Q") + para("Text."))
    assert document.blocks[0] == Quote((Paragraph((Text("One."),)), Paragraph((Text("Two."),))))


def test_footnotes_keep_their_marks_and_come_in_the_order_of_the_text():
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    notes = "".join(
        f'<w:footnote w:id="{at}">{para(f"Note {at}.")}</w:footnote>' for at in (2, 3, 4)
    )
    separator = f'<w:footnote w:type="separator" w:id="0">{para("-")}</w:footnote>'
    document = read(para("A", mark.format(3), "B", mark.format(2)), footnotes=separator + notes)
    assert document.blocks == (
        Paragraph((Text("A"), NoteMark("1"), Text("B"), NoteMark("2"))),
        Note("1", (Text("Note 3."),)),
        Note("2", (Text("Note 2."),)),
    )
    assert left_out(document, "notes without a mark") == "Note 4."
    assert_accounted(document)


def test_endnotes_have_labels_of_their_own():
    foot = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    end = '<w:r><w:endnoteReference w:id="1"/></w:r>'
    document = read(
        para("A", foot, "B", end),
        relation("e", "endnotes", "endnotes.xml"),
        footnotes=f'<w:footnote w:id="1">{para("Foot.")}</w:footnote>',
        parts={
            "word/endnotes.xml": part("endnotes", f'<w:endnote w:id="1">{para("End.")}</w:endnote>')
        },
    )
    assert document.blocks[1:] == (Note("1", (Text("Foot."),)), Note("2", (Text("End."),)))


# -- Words and looks -------------------------------------------------------------------


def test_runs_that_look_alike_are_one_and_emphasis_has_no_space_at_its_ends():
    document = read(para("Wo", "rd", run(" bold", "<w:b/>"), run(" here ", "<w:b/>"), "end."))
    assert document.blocks == (
        Paragraph((Text("Word "), Emphasis((Text("bold here"),), strong=True), Text(" end."))),
    )


def test_looks_come_from_character_styles_and_arabic_switches():
    document = read(
        para(
            run("a", '<w:rStyle w:val="Strong"/>'),
            run("ب", "<w:rtl/><w:bCs/>"),
            run("ج", "<w:rtl/><w:b/>"),
            run("d", "<w:i/>"),
        )
    )
    assert document.blocks == (
        Paragraph(
            (
                Emphasis((Text("aب"),), strong=True),
                Text("ج"),
                Emphasis((Text("d"),)),
            )
        ),
    )


def test_arabic_runs_stay_in_logical_order():
    document = read(para(run("قرار ", "<w:rtl/>"), run("S/RES/2254"), run(" اصطناعي", "<w:rtl/>")))
    assert list(block_texts(document.blocks[0])) == ["قرار S/RES/2254 اصطناعي"]


def test_breaks_tabs_and_hyphens_are_read_as_they_look():
    document = read(
        para(
            "<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>state ac</w:t><w:softHyphen/><w:t>tor</w:t>"
            "<w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>"
        )
    )
    assert document.blocks == (Paragraph((Text("non\u2011state actor a"), Break(), Text("b"))),)
    assert_accounted(document)


def test_links_come_from_relations_and_from_fields():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "https://example.org/</w:instrText></w:r>'
        '<w:r><w:instrText>f" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("field")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    document = read(
        para(
            f'<w:hyperlink r:id="L" w:anchor="part">{run("link")}</w:hyperlink>',
            " and ",
            field,
            run("."),
        ),
        relation("L", "hyperlink", "https://example.org/?a=1&b=2", external=True),
    )
    assert document.blocks == (
        Paragraph(
            (
                Link((Text("link"),), "https://example.org/?a=1&b=2#part"),
                Text(" and "),
                Link((Text("field"),), "https://example.org/f"),
                Text("."),
            )
        ),
    )


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "file:///C:/x/a.docx", "JaVaScRiPt:x", "data:text/html,x"],
)
def test_a_link_that_is_no_web_or_mail_address_leaves_its_words_and_is_reported(target):
    document = read(
        para(f'<w:hyperlink r:id="L">{run("words")}</w:hyperlink>'),
        relation("L", "hyperlink", target, external=True),
    )
    assert document.blocks == (Paragraph((Text("words"),)),)
    assert "which a page cannot follow" in left_out(document, "links")


def test_a_field_that_never_ends_swallows_no_text():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    document = read(para("Before", begin) + para("After"))
    assert [list(block_texts(block)) for block in document.blocks] == [["Before"], ["After"]]


def test_the_words_of_a_field_code_are_left_out():
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    document = read(
        para(
            "Kept ",
            mark.format("begin"),
            '<w:r><w:instrText>IF 1 = 1 "</w:instrText></w:r>',
            run("code"),
            mark.format("separate"),
            run("result"),
            mark.format("end"),
            " text.",
        )
    )
    assert document.blocks == (Paragraph((Text("Kept result text."),)),)
    assert left_out(document, "field codes") == "code"
    assert_accounted(document)


def test_active_fields_are_reported():
    field = f'<w:fldSimple w:instr="DDEAUTO c:\\\\x cmd">{run("result")}</w:fldSimple>'
    assert "DDEAUTO" in left_out(read(para(field)), "active fields")


def test_a_table_of_contents_is_left_out_and_its_words_are_counted():
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{para('Contents')}</w:sdtContent></w:sdt>"
    )
    document = read(control + para("First 3", style="TOC1") + para("Text."))
    assert left_out(document, "table of contents") == "Contents\nFirst 3"
    assert document.blocks == (Paragraph((Text("Text."),)),)
    assert_accounted(document)


def test_a_text_box_is_read_once_and_does_not_part_the_word_around_it():
    box = f"<w:txbxContent>{para('Boxed.')}</w:txbxContent>"
    drawing = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read(para("Hel", drawing, "lo"))
    assert document.blocks == (Paragraph((Text("Hello"),)), Paragraph((Text("Boxed."),)))
    assert_accounted(document)


def test_a_strict_file_reads_as_any_other():
    parts = parts_of(para("Head", style="H1") + para("Text."))
    strict = {
        name: text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        if isinstance(text, str)
        else text
        for name, text in parts.items()
    }
    assert "purl.oclc.org" in str(strict["word/document.xml"])
    assert [type(b) for b in read_docx(pack(strict), Limits()).blocks] == [Heading, Paragraph]


# -- Pictures --------------------------------------------------------------------------


def drawing(alt: str, attributes: str = 'r:embed="P"') -> str:
    return f'<w:r><w:drawing><wp:docPr descr="{alt}"/><a:blip {attributes}/></w:drawing></w:r>'


def test_pictures_come_under_safe_names_with_their_words():
    document = read(
        para("Text", drawing("A synthetic square")),
        relation("P", "image", "media/My Picture (1).png"),
        parts={"word/media/My Picture (1).png": picture()},
    )
    assert document.blocks == (
        Paragraph((Text("Text "), Picture("my-picture-1.png", "A synthetic square"))),
    )
    assert document.images == {"my-picture-1.png": picture()}
    assert_accounted(document)


def test_a_path_in_a_pictures_description_is_dropped():
    document = read(
        para("Text", drawing("C:\\Users\\person\\a.png")),
        relation("P", "image", "media/a.png"),
        parts={"word/media/a.png": picture()},
    )
    assert "person" not in repr(document)
    assert "path of a picture" in left_out(document, "metadata")


def test_a_picture_that_browsers_do_not_show_or_that_stands_elsewhere_is_reported():
    document = read(
        para("Text", drawing("", 'r:embed="P"'), drawing("", 'r:link="X"')),
        relation("P", "image", "media/a.emf"),
        relation("X", "image", "https://example.org/pixel.png", external=True),
        parts={"word/media/a.emf": b"\x01\x00\x00\x00synthetic"},
    )
    assert document.images == {}
    said = left_out(document, "pictures")
    assert "kind emf" in said
    assert "was not fetched" in said


# -- People at risk --------------------------------------------------------------------


def test_accepted_text_is_kept_and_deleted_text_is_reported():
    document = read(
        para(
            "Kept",
            f'<w:ins w:author="Person" w:id="1">{run(" added")}</w:ins>',
            '<w:del w:author="Person" w:id="2"><w:r><w:delText> removed</w:delText></w:r></w:del>',
            f'<w:moveFrom w:id="3" w:author="Other">{run(" moved")}</w:moveFrom>',
            ".",
        )
    )
    assert document.blocks == (Paragraph((Text("Kept added."),)),)
    assert left_out(document, "deleted text") == "removed moved"
    assert "names of 2" in left_out(document, "tracked changes")
    assert "Person" not in repr(document)
    assert_accounted(document)


def test_a_deleted_paragraph_end_joins_what_it_parted():
    gone = '<w:rPr><w:del w:id="1" w:author="P"/></w:rPr>'
    document = read(para("Hel", properties=gone) + para("lo.", style="H1"))
    assert document.blocks == (Heading((Text("Hello."),), 1),)
    assert_accounted(document)


@pytest.mark.parametrize(
    "body",
    [
        para("Seen", run("hidden", "<w:vanish/>")),
        para("Seen") + para("hidden", style="Secret"),
        para("Seen", run("hidden", '<w:vanish w:val="true"/>')),
    ],
)
def test_hidden_text_is_left_out_and_reported(body):
    document = read(body)
    assert document.blocks == (Paragraph((Text("Seen"),)),)
    assert left_out(document, "hidden text") == "hidden"
    assert_accounted(document)


def test_text_whose_hiding_is_switched_off_is_text():
    document = read(para(run("Seen", '<w:vanish w:val="0"/>'), style="Secret"))
    assert document.blocks == (Paragraph((Text("Seen"),)),)


def test_everything_personal_is_dropped_and_named():
    comments = f'<w:comment w:id="1" w:author="Commenter">{para("A remark")}</w:comment>'
    body = para("Text.").replace("<w:p>", '<w:p w:rsidR="00AA1122" w:rsidRDefault="00BB">')
    document = read(
        body,
        relation("c", "comments", "comments.xml"),
        relation("h", "header", "header1.xml"),
        relation("t", "attachedTemplate", "file:///C:/person/t.dotm", external=True),
        parts={
            "word/comments.xml": part("comments", comments),
            "word/header1.xml": part("hdr", para("Running head")),
            "word/vbaProject.bin": b"synthetic",
            "word/embeddings/book.xlsx": b"PK\x03\x04 synthetic",
            "word/people.xml": b"<people/>",
            "customXml/item1.xml": b"<root/>",
            "docProps/thumbnail.jpeg": b"synthetic",
        },
    )
    assert document.blocks == (Paragraph((Text("Text."),)),)
    assert left_out(document, "comments") == "A remark 1 comments"
    assert left_out(document, "running heads") == "Running head"
    assert left_out(document, "revision ids") == "2 ids of editing sessions"
    assert "author, last editor" in left_out(document, "metadata")
    assert "path of a file" in left_out(document, "metadata")
    for reason in ("macros", "embedded objects", "list of editors", "custom XML", "thumbnail"):
        left_out(document, reason)
    for name in ("Synthetic Person", "Synthetic Other", "Commenter", "person", "00AA1122"):
        assert name not in repr(document)
    assert_accounted(document)


# -- Bad input -------------------------------------------------------------------------


def refuse(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(IngestError) as caught:
        read_docx(content, limits or Limits())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_truncated_file_is_refused():
    whole = pack(parts_of(para("Text.")))
    for end in (0, 1, 30, len(whole) // 2, len(whole) - 1):
        assert "cut short" in refuse(whole[:end])


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/passwd", "word/../../x", "C:/x.xml", "word\\..\\x", "a\\b"]
)
def test_names_that_lead_out_are_refused(name):
    file = io.BytesIO(pack(parts_of(para("Text."))))
    with zipfile.ZipFile(file, "a") as archive:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = entry.orig_filename = name
        archive.writestr(entry, "synthetic")
    assert "leads out of its folder" in refuse(file.getvalue())


def test_symbolic_links_are_refused():
    file = io.BytesIO(pack(parts_of(para("Text."))))
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "symbolic link" in refuse(file.getvalue())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_comes_twice_is_refused():
    file = io.BytesIO(pack(parts_of(para("Text."))))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/document.xml", "<other/>")
    assert "twice" in refuse(file.getvalue())


def test_an_archive_inside_is_refused_wherever_it_hides():
    parts = parts_of(para("Text."), parts={"word/media/image1.png": pack({"a": "b"})})
    assert "another archive" in refuse(pack(parts))


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    parts = parts_of(para("Text."), parts={"word/bomb.xml": b"0" * 30_000_000})
    start = time.process_time()
    assert "unpacks to" in refuse(pack(parts), Limits(unpacked_bytes=20_000_000))
    assert time.process_time() - start < 5


def test_too_many_members_are_refused():
    parts = parts_of(para("Text."), parts={f"word/x{at}": b"" for at in range(30)})
    assert "more than the 20 allowed" in refuse(pack(parts), Limits(members=20))


def test_a_size_that_lies_is_found_out():
    content = bytearray(pack(parts_of(para("Text. " * 1000))))
    at = content.rfind(b"word/document.xml")
    size = at - 46 + 24
    content[size : size + 4] = (10).to_bytes(4, "little")
    assert "damaged" in refuse(bytes(content))


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE x []>",
    ],
)
def test_entities_are_refused(prolog):
    parts = parts_of("")
    parts["word/document.xml"] = prolog + part("document", f"<w:body>{para('&a;')}</w:body>")
    assert "document type" in refuse(pack(parts)) or "well-formed" in refuse(pack(parts))
    parts["word/document.xml"] = prolog + part("document", f"<w:body>{para('x')}</w:body>")
    assert "document type" in refuse(pack(parts))


def test_deep_nesting_is_refused_and_does_not_crash():
    deep = "<w:sdt><w:sdtContent>" * 5000 + para("x") + "</w:sdtContent></w:sdt>" * 5000
    refuse(pack(parts_of(deep)))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"a.txt": "x"}, "no Word document"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "OpenDocument"),
        ({"[Content_Types].xml": "<Types/>"}, "lacks its text"),
        ({**parts_of(para("x")), "[Content_Types].xml": "<Types/>"}, "no Word document"),
        ({**parts_of(para("x")), "word/document.xml": "<w:document>"}, "not well-formed"),
        (parts_of(para(" ")), "holds no text"),
        (parts_of('<w:altChunk r:id="x"/>'), "not merged yet"),
        (parts_of(para("x"), relation("c", "comments", "gone.xml")), "lacks its part"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(parts, said):
    assert said in refuse(pack(parts))


def test_a_locked_file_is_refused():
    content = bytearray(pack(parts_of(para("Text."))))
    for at in (m.start() for m in re.finditer(b"PK\x01\x02", bytes(content))):
        content[at + 8] |= 1
    assert "password" in refuse(bytes(content))


# -- Properties ------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("abcXYZ 0189é-’.,ابتلإَـ\u00ad\u200f"), max_size=8)
LOOKS = st.sampled_from(["", "<w:b/>", "<w:i/>", "<w:vanish/>", "<w:rtl/>", '<w:sz w:val="20"/>'])
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
RUNS = st.one_of(
    st.builds(run, WORDS, LOOKS),
    st.builds(run, WORDS, LOOKS),
    st.sampled_from(
        [
            "<w:r><w:br/></w:r>",
            "<w:r><w:tab/></w:r>",
            '<w:r><w:footnoteReference w:id="1"/></w:r>',
            FIELD.format("begin"),
            FIELD.format("separate"),
            FIELD.format("end"),
        ]
    ),
    st.builds("<w:ins>{}</w:ins>".format, st.builds(run, WORDS)),
    st.builds("<w:del>{}</w:del>".format, st.builds(run, WORDS, LOOKS)),
    st.builds('<w:hyperlink r:id="L">{}</w:hyperlink>'.format, st.builds(run, WORDS)),
    st.builds(
        "<w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r>".format,
        st.builds(para, st.builds(run, WORDS, LOOKS)),
    ),
)
PROPERTIES = st.sampled_from(
    [
        "",
        "",
        '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
        '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>',
        '<w:numPr><w:numId w:val="2"/></w:numPr>',
        "<w:rPr><w:del/></w:rPr>",
        '<w:outlineLvl w:val="1"/>',
    ]
)
PARAGRAPHS = st.builds(
    lambda runs, style, properties: para(*runs, style=style, properties=properties),
    st.lists(RUNS, max_size=5),
    st.sampled_from(["", "", "T", "H1", "Mine", "Q", "TOC1", "Secret", "Loop", "Unknown"]),
    PROPERTIES,
)
BLOCKS = st.recursive(
    PARAGRAPHS,
    lambda inner: st.one_of(
        st.builds(
            lambda cells: table(tuple(cells)),
            st.lists(st.builds(lambda c: c + para("x"), inner), min_size=1, max_size=3),
        ),
        st.builds("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format, inner),
    ),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(BLOCKS, max_size=6), WORDS)
def test_every_word_of_a_generated_document_is_accounted_for(blocks, note):
    body = "".join(blocks) + para("End.")
    document = read(
        body,
        relation("L", "hyperlink", "https://example.org/", external=True),
        footnotes=f'<w:footnote w:id="1">{para(note)}</w:footnote>',
    )
    assert_accounted(document)
    # The words by a way that knows nothing of structure: every letter of the file's text.
    letters = re.findall(r"<w:t xml:space=\"preserve\">([^<]*)</w:t>", body)
    wanted = Counter(c for c in "".join(letters) + note if c.isalnum())
    assert Counter(c for c in document.words if c.isalnum()) == wanted


SAMPLE = pack(
    parts_of(
        para("Synthetic title", style="T")
        + para("Text", '<w:r><w:footnoteReference w:id="1"/></w:r>')
        + item("Item")
        + table(("a", "b")),
        footnotes=f'<w:footnote w:id="1">{para("Note.")}</w:footnote>',
    )
)


def read_or_refuse(content: bytes) -> None:
    """The promise of every reader: a document or one sentence, soon."""
    start = time.process_time()
    try:
        document = read_docx(content, Limits())
    except IngestError:
        document = None
    assert document is None or document.words
    assert time.process_time() - start < 5


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_changed_bytes_never_crash(data):
    content = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    read_or_refuse(bytes(content))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
@example(b"")
@example(b"PK\x05\x06" + bytes(18))
def test_any_bytes_never_crash(content):
    read_or_refuse(content)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_changed_xml_never_crashes(data):
    """Bytes changed inside the parts, which a check sum would otherwise find out."""
    parts = parts_of(
        para("A", '<w:r><w:footnoteReference w:id="1"/></w:r>') + item("Item") + table(("a", "b")),
        footnotes=f'<w:footnote w:id="1">{para("Note.")}</w:footnote>',
    )
    name = data.draw(st.sampled_from(sorted(parts)))
    text = str(parts[name])
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    parts[name] = (
        text[:start] + data.draw(st.sampled_from(["", "0", "-9", "w:p", "<", "\0"])) + (text[end:])
    )
    read_or_refuse(pack(parts))
