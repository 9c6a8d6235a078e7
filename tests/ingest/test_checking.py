"""What `warraq check` finds in an archive. Every page, number and address is synthetic."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from warraq.archive import Archive, read_archive
from warraq.ingest.checking import BAD_INPUT, CLEAN, CODES, FOUND, check_archive, run_check

ROOT = Path(__file__).resolve().parents[2]
CONF = """\
project = "Synthetic archive"
archive_languages = {"en": "English", "ar": "العربية"}
html_static_path = ["_static"]
"""
CONTACTS = """\
[[contacts]]
name = "e-mail"
pattern = '(mailto:)?desk@example\\.org'

[[contacts]]
name = "phone"
pattern = '\\+33100000000'
"""


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    (tmp_path / "docs" / "briefs").mkdir(parents=True)
    (tmp_path / "sources" / "2023").mkdir(parents=True)
    (tmp_path / "_static").mkdir()
    (tmp_path / "conf.py").write_text(CONF, "utf-8")
    (tmp_path / "docs" / "import.toml").write_text(CONTACTS, "utf-8")
    (tmp_path / "sources" / "2023" / "a.txt").write_text("The synthetic original.", "utf-8")
    return read_archive(tmp_path)


def write(archive: Archive, text: str, name: str = "briefs/page.md") -> None:
    (archive.docs / name).write_text(text, "utf-8")


def found(archive: Archive) -> list[tuple[str, int, str]]:
    return [(one.code, one.line, one.message) for one in check_archive(archive)]


def codes(archive: Archive) -> list[str]:
    return [one.code for one in check_archive(archive)]


def encode(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def test_the_repositorys_own_pages_are_clean():
    assert check_archive(read_archive(ROOT)) == []


def test_a_clean_archive_is_said_to_be(archive, capsys):
    write(archive, "# Synthetic\n\nA [link](https://example.org/?page=2) and 2,254 words.\n")
    assert run_check(archive, False) == CLEAN
    assert "nothing in docs/" in capsys.readouterr().out


# -- Images and files ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("a.jpg", encode("JPEG", comment=b"Synthetic"), "comment"),
        ("a.png", encode("PNG", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"), "EXIF"),
        ("a.webp", encode("WEBP", xmp=b"<x/>"), "XMP"),
        (
            "a.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"><metadata>Person</metadata></svg>',
            "metadata",
        ),
    ],
)
def test_an_image_with_metadata_is_found(archive, name, content, named):
    (archive.docs / "briefs" / name).write_bytes(content)
    ((code, line, message),) = found(archive)
    assert (code, line) == ("C101", 0)
    assert named in message
    assert "Person" not in message


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_clean_image_is_not(archive, kind):
    (archive.docs / "briefs" / f"a.{kind.lower()}").write_bytes(encode(kind))
    assert found(archive) == []


def test_a_pdf_with_an_author_is_found_and_one_without_is_not(archive):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    path = archive.docs / "briefs" / "a.pdf"
    pdf.save(path)
    assert found(archive) == []
    pdf.docinfo["/Author"] = pikepdf.String("Person")
    pdf.save(path)
    ((code, _, message),) = found(archive)
    assert code == "C102"
    assert "author" in message
    assert "Person" not in message


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.svg", "a.pdf", "a.docx", "a.tif", "a.md"])
def test_what_cannot_be_read_is_found_and_does_not_crash(archive, name):
    (archive.docs / "briefs" / name).write_bytes(b"\xff synthetic")
    assert codes(archive) == ["C108"]


# -- Addresses and numbers ---------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["person@example.org", "[x](mailto:person@example.org)", "شخص: person.name@mail.example.org"],
)
def test_an_e_mail_address_that_the_contacts_lack_is_found_with_its_line(archive, text):
    write(archive, f"# Synthetic\n\nFirst.\n{text}\n")
    ((code, line, message),) = found(archive)
    assert (code, line) == ("C103", 4)
    assert "@" in message


@pytest.mark.parametrize(
    "text",
    [
        "+963 933 123 456",
        "00963-933-123-456",
        "(+963) 933 123456",
        "0933 123 456",
        "0933123456",
        "[call](tel:+963933123456)",
        "Tel: 2212345",
        "هاتف: ٠٩٣٣١٢٣٤٥٦",
        "WhatsApp 933 12 34 56",
    ],
)
def test_a_phone_number_that_the_contacts_lack_is_found(archive, text):
    write(archive, f"Synthetic {text} text.\n")
    ((code, line, _),) = found(archive)
    assert (code, line) == ("C104", 1)


@pytest.mark.parametrize(
    "text",
    [
        "desk@example.org and [us](mailto:desk@example.org)",
        "+33 1 00 00 00 00",
        "on 2023-05-12, 12/05/2023, 2011-2015",
        "`S/RES/2254 (2015), A/HRC/46/54`, No. 2254",
        "1,200,000 people, 0.25 per cent, 50 000 of 100 000",
        "ISBN 978-0-306-40615-7, doi:10.1000/182",
        "https://example.org/a/00963933123456?id=0933123456",
        "sha256: " + "0" * 64,
        "@synthetic on a site, and {cite}`unsc-2254`",
    ],
)
def test_what_is_no_address_of_a_person_is_not_found(archive, text):
    write(archive, f"Synthetic {text} text.\n")
    assert found(archive) == []


@pytest.mark.parametrize("name", ["briefs/page.md", "references.bib"])
def test_a_tracking_parameter_is_found_with_the_address_to_write(archive, name):
    write(archive, "\n(see [x](https://example.org/a?utm_source=b&id=1#c).)\n", name)
    (finding,) = check_archive(archive)
    assert (finding.code, finding.line) == ("C105", 2)
    assert "utm_source" in finding.message
    assert finding.remedy == "write https://example.org/a?id=1#c"


def test_comments_in_a_page_are_found_and_code_is_none(archive):
    write(
        archive, "% by a person\n% or two\n\n<!-- and\nso -->\n\n```\n% code\n```\n\n5 % of all\n"
    )
    assert [(code, line) for code, line, _ in found(archive)] == [("C107", 1), ("C107", 4)]


def test_front_matter_is_no_text_that_links_to_the_original(archive):
    write(archive, "---\nsource:\n  file: sources/2023/a.txt\n---\n\nText.\n")
    assert found(archive) == []


# -- Originals ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[the original](../../sources/2023/a.txt)",
        "[the original](</sources/2023/a.txt>)",
        "[x][1]\n\n[1]: ../../sources/2023/a.txt",
        "{download}`the original <../../sources/2023/a.txt>`",
        "```{literalinclude} ../../sources/2023/a.txt\n```",
        "![x](../briefs/../../sources/2023/a%2etxt)",
    ],
)
def test_a_link_that_would_publish_an_original_is_found(archive, text):
    write(archive, f"Synthetic.\n\n{text}\n")
    assert codes(archive) == ["C106"]


@pytest.mark.parametrize("text", ["[x](../about.md)", "[x](https://example.org/sources/a.txt)"])
def test_other_links_are_not(archive, text):
    write(archive, text)
    assert found(archive) == []


@pytest.mark.parametrize("folder", ["docs/briefs", "_static"])
def test_a_copy_of_an_original_is_found(archive, folder):
    content = (archive.root / "sources" / "2023" / "a.txt").read_bytes()
    (archive.root / folder / "copy.txt").write_bytes(content)
    (finding,) = check_archive(archive)
    assert (finding.code, finding.file) == ("C106", f"{folder}/copy.txt")
    assert "sources/2023/a.txt" in finding.message


@pytest.mark.parametrize("value", ["sources", "sources/2023", ".", "./sources/"])
def test_a_setting_that_would_publish_the_originals_is_found(archive, value):
    (archive.root / "conf.py").write_text(f"{CONF}html_extra_path = ['{value}']\n", "utf-8")
    (finding,) = check_archive(archive)
    assert (finding.code, finding.file, finding.line) == ("C106", "conf.py", 4)


# -- The command ---------------------------------------------------------------------------


def test_findings_are_printed_with_file_line_code_and_what_to_do(archive, capsys):
    write(archive, "# Synthetic\n\nperson@example.org\n")
    assert run_check(archive, False) == FOUND
    assert capsys.readouterr().out == (
        "docs/briefs/page.md:3: C103 unknown-e-mail: the e-mail address person@example.org is "
        "not the archive's; take it out, or list it under [[contacts]] in docs/import.toml\n"
    )


def test_findings_come_as_json(archive, capsys):
    write(archive, "person@example.org\n")
    assert run_check(archive, True) == FOUND
    (row,) = json.loads(capsys.readouterr().out)["findings"]
    assert row["code"] == "C103"
    assert row["name"] == CODES["C103"]
    assert (row["file"], row["line"]) == ("docs/briefs/page.md", 1)


def test_broken_settings_are_one_sentence(archive, capsys):
    (archive.docs / "import.toml").write_text("contacts = 1\n", "utf-8")
    assert run_check(archive, False) == BAD_INPUT
    assert "docs/import.toml" in capsys.readouterr().err


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=200))
def test_no_page_makes_the_check_crash(archive, text):
    write(archive, text.replace("\r", ""))
    assert all(one.code in CODES for one in check_archive(archive))


def test_a_page_of_digits_takes_no_time(archive):
    write(archive, "+" + "1 (" * 50_000 + "0" * 50_000 + "@" + "a." * 50_000 + "(" * 20_000)
    start = time.process_time()
    check_archive(archive)
    assert time.process_time() - start < 5


# -- References --------------------------------------------------------------------------

BIB = """\
@legal{one, author = {{Synthetic Council}}, title = {Synthetic resolution 1},
  number = {S/RES/1 (2020)}, date = {2020}}

@misc{two, title = {Synthetic text}}
@report{three, title = {Synthetic report}, author = {{Synthetic Body}}, date = {20.1.2020}}
"""


def test_references_that_are_broken_or_uncited_are_found_with_their_lines(archive):
    write(archive, BIB, "references.bib")
    write(archive, "# Page\n\nSecurity Council resolution 1 (2020).{cite}`ONE`\n")
    assert [str(one) for one in check_archive(archive)] == [
        "docs/references.bib:4: C110 uncited-reference: no page cites two; cite it, or take it out",
        'docs/references.bib:5: C109 broken-reference: date: "20.1.2020" is no date; '
        "write 2020, 2020-05, 2020-05-12 or a range of them",
        "docs/references.bib:5: C110 uncited-reference: no page cites three; "
        "cite it, or take it out",
    ]


def test_statements_that_name_a_document_without_citing_it_are_found(archive, capsys):
    write(archive, BIB.partition("@misc")[0], "references.bib")
    write(
        archive,
        "# Page of S/RES/1 (2020)\n\nIt is said.{cite}`one`\n\n"
        "By Security Council resolution 1 (2020)\nit is so, and S/RES/1 (2020) again.\n\n"
        "A/HRC/46/54 is not there.{cite}`one`\n\nقرار مجلس الأمن 1 (2021) غير موجود.\n",
    )
    assert run_check(archive, True) == FOUND
    rows = json.loads(capsys.readouterr().out)["findings"]
    assert {(row["code"], row["name"]) for row in rows} == {("C111", "document-not-cited")}
    assert [(row["line"], row["remedy"]) for row in rows] == [
        (5, "write {cite}`one` behind it"),
        (8, "add it to docs/references.bib with number = {A/HRC/46/54}, and cite it"),
        (10, "add it to docs/references.bib with number = {S/RES/1 (2021)}, and cite it"),
    ]


def test_a_symbol_is_offered_as_the_text_has_it(archive):
    write(
        archive,
        "---\nsummary: Of S/RES/7 (2020).\n---\n\nIn S/RES/2401 (2018) and S/2015/1037/Rev.1.\n\n"
        "Resolutions 2046 (2012) and 2047 (2012) of the Security Council.\n\n"
        "القراران 2048 (2012) و2049 (2012) الصادران عن مجلس الأمن.\n",
    )
    found = [(one.line, one.message, one.remedy) for one in check_archive(archive)]
    symbols = [
        *((5, "S/RES/2401 (2018)"), (5, "S/2015/1037/Rev.1"), (7, "S/RES/2046 (2012)")),
        *((7, "S/RES/2047 (2012)"), (9, "S/RES/2048 (2012)"), (9, "S/RES/2049 (2012)")),
        (2, "S/RES/7 (2020)"),
    ]
    assert sorted(found) == sorted(
        (
            line,
            f"{symbol} is named and not cited",
            f"add it to docs/references.bib with number = {{{symbol}}}, and cite it"
            + (" in the text" if line == 2 else ""),
        )
        for line, symbol in symbols
    )


def test_a_removed_brief_cites_nothing(archive):
    write(archive, BIB.partition("@misc")[0], "references.bib")
    status = "status:\n  state: removed\n  note: Synthetic.\n"
    write(archive, f"---\n{status}---\n\nS/RES/1 is said.{{cite}}`one`\n")
    assert [one.code for one in check_archive(archive)] == ["C110"]


def test_a_bibliography_that_cannot_be_read_is_one_finding(archive):
    write(archive, BIB + "@misc{x, title = {\n", "references.bib")
    write(archive, "{cite}`one` {cite}`two` S/RES/1 (2020) and A/HRC/46/54.\n")
    assert [one.code for one in check_archive(archive)] == ["C109", "C109"]
