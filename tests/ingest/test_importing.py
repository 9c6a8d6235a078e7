"""Whole imports into archives on the disk. Every text but the archive's own is synthetic."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from pathlib import Path

import pytest
import synthetic
import test_docx
import test_pdf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from warraq.archive import read_archive
from warraq.brief import parse_brief
from warraq.ingest.accounting import words
from warraq.ingest.document import Document, Facts, block_texts
from warraq.ingest.errors import IngestError
from warraq.ingest.facts import Given
from warraq.ingest.importing import list_files, plan_import
from warraq.ingest.merging import merge_lines, merge_page
from warraq.ingest.paging import Original, make_page
from warraq.ingest.report import FAILED, NEW, UNCHANGED, UPDATED
from warraq.ingest.writing import Write, write_all
from warraq.site.build import build_site

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "sources" / "2023" / "geneva-stj-partakes-in-cssr-meetings.txt"
PAGE = "docs/briefs/2023/geneva-stj-partakes-in-cssr-meetings.md"


@pytest.fixture
def archive(tmp_path: Path):
    return synthetic.make_archive(tmp_path / "archive")


def bring(archive, *paths: Path, write: bool = True, update: bool = False, **given: str):
    """Import files, and give their reports."""
    with plan_import(archive, list(paths), Given(**given), update=update, processes=1) as batch:
        if write and not batch.problems:
            write_all(archive.root, batch.writes)
        return list(batch.reports())


def save(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


# -- The first brief -------------------------------------------------------------------


def test_the_first_brief_comes_out_as_it_is_committed(tmp_path):
    root = tmp_path / "empty"
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copy(ROOT / "conf.py", root)
    shutil.rmtree(root / "docs" / "briefs")
    given_file = save(tmp_path, "000_f027f47ac345e68a.txt", SEED.read_bytes())
    (report,) = bring(read_archive(root), given_file)
    assert (root / PAGE).read_text("utf-8") == (ROOT / PAGE).read_text("utf-8")
    assert (root / report.source).read_bytes() == SEED.read_bytes()
    assert set(report.review) == {"kind", "places", "topics", "summary"}
    assert [piece.reason for piece in report.left_out] == [
        "masthead",
        "masthead",
        "about us",
        "contact: website",
        "contact: Twitter",
        "contact: e-mail",
        "repeated title",
    ]
    account = report.account
    assert account.source == account.body + account.front_matter + account.left_out


def test_the_import_of_the_first_brief_adds_nothing_that_the_source_lacks():
    page = parse_brief((ROOT / PAGE).read_text("utf-8"), PAGE)
    source = set(words(SEED.read_text("utf-8")))
    assert set(words(page.brief.title)) | set(words(page.brief.summary)) <= source


# -- New pages -------------------------------------------------------------------------


def test_a_page_its_original_and_the_report_of_a_new_brief(archive, tmp_path):
    path = save(tmp_path, "brief.txt", synthetic.BRIEF)
    (report,) = bring(archive, path)
    page = parse_brief((archive.root / synthetic.PAGE).read_text("utf-8"), synthetic.PAGE)
    assert report.status == NEW
    assert page.brief.title == "A Synthetic Meeting in Farland"
    assert page.brief.places == ("Farland",)
    assert page.brief.topics == ("weather",)
    assert page.brief.bodies == ("SBA", "SSC")
    assert page.brief.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    stored = archive.root / page.brief.source.file
    assert stored.read_bytes() == path.read_bytes()
    assert page.body.startswith(
        "\nThe {term}`Synthetic Body of Accounts <SBA>` (SBA) met with the "
    )
    assert "{cite}`ssc-1234`" in page.body


def test_importing_twice_changes_nothing_even_if_the_page_was_edited_or_renamed(archive, tmp_path):
    path = save(tmp_path, "brief.txt", synthetic.BRIEF)
    bring(archive, path)
    page = archive.root / synthetic.PAGE
    page.write_text(page.read_text("utf-8").replace("once more", "again"), "utf-8")
    page = page.rename(page.with_name("renamed.md"))
    before = synthetic.bytes_below(archive.root)
    times = page.stat().st_mtime_ns
    (report,) = bring(archive, path)
    assert report.status == UNCHANGED
    assert report.page.endswith("renamed.md")
    assert synthetic.bytes_below(archive.root) == before
    assert page.stat().st_mtime_ns == times


def test_an_existing_page_is_never_overwritten(archive, tmp_path):
    bring(archive, save(tmp_path, "brief.txt", synthetic.BRIEF))
    before = synthetic.bytes_below(archive.root)
    (report,) = bring(archive, save(tmp_path, "b.txt", synthetic.BRIEF + "\nMore.\n"))
    assert report.status == FAILED
    assert "exists already; import with --update" in report.problem
    assert synthetic.bytes_below(archive.root) == before


def test_an_original_of_the_same_name_is_never_overwritten(archive, tmp_path):
    other = save(archive.root, "sources/2023/a-synthetic-meeting-in-farland.txt", "other")
    (report,) = bring(archive, save(tmp_path, "brief.txt", synthetic.BRIEF))
    assert "exists already with other content" in report.problem
    assert other.read_text() == "other"


def test_a_folder_that_leads_out_of_the_archive_is_not_written_to(archive, tmp_path):
    (tmp_path / "outside").mkdir()
    (archive.root / "docs" / "briefs" / "2023").symlink_to(tmp_path / "outside")
    (report,) = bring(archive, save(tmp_path, "brief.txt", synthetic.BRIEF))
    assert "leads out of the archive" in report.problem
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_lost_word_stops_the_import(archive, tmp_path, monkeypatch):
    from warraq.ingest import paging

    arrange = paging.arrange_blocks
    monkeypatch.setattr(paging, "arrange_blocks", lambda *found: arrange(*found)[1:])
    before = synthetic.bytes_below(archive.root)
    (report,) = bring(archive, save(tmp_path, "brief.txt", synthetic.BRIEF))
    assert "words of the source would be lost" in report.problem
    assert synthetic.bytes_below(archive.root) == before


def test_imported_pages_build_without_a_warning(archive, tmp_path):
    odd = synthetic.BRIEF.replace(
        "The SBA said",
        "HEADING ONE\n\n- [an item](https://example.org/a_(b)?x=1&y)\n- *2* `code` <b>\n\n"
        "1. first\n2. second\n\n> A quote\n> — Someone\n\nA claim[1] | with a pipe #tag {x}\n\n"
        "[1] Note with S/RES/1234 and http://example.org/x_y_z.\n\nThe SBA said",
    )
    path = save(tmp_path, "odd.txt", odd.replace("Meeting", "Odd Meeting"))
    bring(archive, save(tmp_path, "brief.txt", synthetic.BRIEF), path)
    result = build_site(archive, (), parallel=1)
    assert [outcome.messages for outcome in result.outcomes] == [(), ()]
    html = archive.root / "build/html/en/briefs/2023/a-synthetic-odd-meeting-in-farland.html"
    text = html.read_text("utf-8")
    assert "&lt;b&gt;" in text
    assert 'href="https://example.org/a_(b)?x=1&amp;y"' in text


SENTENCE = "Only the SBA reads this synthetic sentence, and S/RES/1234 (2020) says nothing of it. "
WEB = f"""<!doctype html><html lang=en><head><meta charset=utf-8><title>Web Title – Site</title>
<meta property="og:title" content="Web Title"><meta property="article:section" content="Reports">
<meta property="article:published_time" content="2023-05-12T10:00:00Z">
<link rel=canonical href="https://example.org/web/"></head><body><nav>Home</nav><article>
<h1>Web Title</h1><p>12 May 2023</p><p>{SENTENCE * 3}<sup><a href="#n1" id=r1>1</a></sup></p>
<h2>Part</h2><p><img src="web_files/a.png" alt="A picture"></p><ul><li>one<li>two</ul>
<table><tr><th>a<th>b<tr><td>1<td>2</table><blockquote><p>Quote.</p></blockquote>
<ol><li id=n1>Proof. <a href="#r1">↩</a></li></ol></article><script>alert(1)</script></body></html>
"""


def posts(*titles: str) -> bytes:
    return json.dumps(
        [
            {
                "date": "2023-05-12T10:00:00",
                "link": f"https://example.org/{number}/",
                "title": {"rendered": title},
                "content": {"rendered": f"[vc_row]<p>{SENTENCE * 2}{title}</p>[/vc_row]"},
            }
            for number, title in enumerate(titles)
        ]
    ).encode()


def write_each_format(folder: Path) -> list[Path]:
    """The same kind of publication in every format but plain text."""
    save(folder, "web_files/a.png", test_docx.picture())
    title = test_docx.para(test_docx.run("Word Title"), style="T")
    body = "".join(test_docx.para(test_docx.run(text)) for text in ("May 2023", SENTENCE * 2))
    word = test_docx.pack(test_docx.parts_of(title + body))
    lines = test_pdf.lines("Pdf Title", top=740, size=20) + test_pdf.lines("12 May 2023", top=700)
    lines += test_pdf.lines(*([SENTENCE[:-1]] * 3), top=660)
    pdf = test_pdf.save(test_pdf.write_pdf(lines))
    return [
        save(folder, "web.html", WEB),
        save(folder, "posts.json", posts("First Post", "Second Post")),
        save(folder, "word.docx", word),
        save(folder, "print.pdf", pdf),
    ]


def test_every_format_becomes_pages_that_build_without_a_warning(archive, tmp_path):
    paths = write_each_format(tmp_path / "in")
    reports = bring(archive, *paths)
    assert [report.problem for report in reports] == [""] * 5
    pages = ["web-title", "first-post", "second-post", "word-title", "pdf-title"]
    assert [report.page for report in reports] == [f"docs/briefs/2023/{name}.md" for name in pages]
    web = parse_brief((archive.root / reports[0].page).read_text("utf-8"), "web").brief
    assert (web.kind, web.url, str(web.date)) == (
        "report",
        "https://example.org/web/",
        "2023-05-12",
    )
    assert reports[0].images == ("docs/briefs/2023/web-title-1.png",)
    exports = {report.source for report in reports[1:3]}
    assert len(exports) == 1
    assert exports.pop().startswith("sources/exports/posts-")
    assert all(report.account.source for report in reports)
    result = build_site(archive, (), parallel=1)
    assert [outcome.messages for outcome in result.outcomes] == [(), ()]
    before = synthetic.bytes_below(archive.root)
    assert {report.status for report in bring(archive, *paths)} == {UNCHANGED}
    assert {report.status for report in bring(archive, *paths, update=True)} == {UNCHANGED}
    assert synthetic.bytes_below(archive.root) == before


def test_an_export_with_one_new_post_updates_by_addresses(archive, tmp_path):
    bring(archive, save(tmp_path, "posts.json", posts("First Post", "Second Post")))
    newer = save(tmp_path, "newer.json", posts("First Post, retitled", "Second Post", "Third Post"))
    reports = bring(archive, newer, update=True)
    assert [report.status for report in reports] == [UPDATED, UPDATED, NEW]
    assert [Path(report.page).stem for report in reports] == [
        "first-post",
        "second-post",
        "third-post",
    ]
    assert "title: First Post, retitled" in (archive.root / reports[0].page).read_text("utf-8")


def test_what_was_published_at_one_address_gets_no_second_page(archive, tmp_path):
    bring(archive, save(tmp_path, "posts.json", posts("First Post")))
    (report,) = bring(archive, save(tmp_path, "newer.json", posts("Retitled")))
    assert "first-post.md is of the same address, https://example.org/0/" in report.problem


def test_a_picture_loses_what_it_tells_of_persons_and_the_report_says_so(archive, tmp_path):
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Synthetic Person")
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(buffer, "PNG", pnginfo=notes)
    assert b"Synthetic Person" in buffer.getvalue()
    save(tmp_path, "web_files/a.png", buffer.getvalue())
    (report,) = bring(archive, save(tmp_path, "web.html", WEB))
    (name,) = report.images
    assert b"Synthetic Person" not in (archive.root / name).read_bytes()
    assert any(piece.detail.startswith("web-title-1.png: ") for piece in report.left_out)


@pytest.mark.parametrize("linked", ["web_files/a.png", "web_files"])
def test_a_picture_outside_the_folder_of_its_page_is_not_taken(archive, tmp_path, linked):
    secret = save(tmp_path, "secret/a.png", test_docx.picture())
    page = save(tmp_path, "in/web.html", WEB)
    link = tmp_path / "in" / linked
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(secret if link.suffix else secret.parent)
    (report,) = bring(archive, page)
    assert report.status == NEW
    assert report.images == ()
    assert "missing image" in {piece.reason for piece in report.left_out}


def test_documents_are_known_however_their_entries_are_written(tmp_path):
    entries = (
        "@misc{one, title={One}, number={S/RES/1 (2020)}, date={2020}}",
        "@misc(two,\n  title = {Two},\n  number = {{S/RES/2}}\n)",
        '@string{prefix = "S/RES/"}\n@misc{three, title={3}, number = prefix # "3 (2021)" }',
    )
    archive = synthetic.make_archive(
        tmp_path / "archive", **{"docs/references.bib": "\n".join(entries)}
    )
    text = synthetic.BRIEF.replace("once more", "in S/RES/1, S/RES/2 and S/RES/3")
    (report,) = bring(archive, save(tmp_path, "brief.txt", text))
    page = (archive.root / report.page).read_text("utf-8")
    for key in ("one", "two", "three"):
        assert f"{{cite}}`{key}`" in page


# -- Many files ------------------------------------------------------------------------


def numbered(number: int) -> str:
    return (
        f"Synthetic brief number {number}\n\n1{number % 9} May 2023\n\n"
        f"The text of number {number} is synthetic and tells of nothing.\n\n"
        "This paragraph stands in every one of them, as a footer does.\n"
    )


def test_a_block_that_recurs_in_a_batch_is_left_out_by_name(archive, tmp_path):
    paths = [save(tmp_path, f"{number}.txt", numbered(number)) for number in range(5)]
    reports = bring(archive, *paths)
    assert [report.status for report in reports] == [NEW] * 5
    assert {piece.reason for report in reports for piece in report.left_out} == {
        "repeated in this batch"
    }
    assert "footer" not in (archive.root / reports[0].page).read_text("utf-8")


def test_several_processes_make_the_same_pages_as_one(archive, tmp_path):
    paths = [save(tmp_path, f"{number}.txt", numbered(number)) for number in range(12)]
    told = []
    with plan_import(
        archive, paths, processes=2, progress=lambda *step: told.append(step)
    ) as batch:
        many = {write.path: write.staged.read_bytes() for write in batch.writes}
    with plan_import(archive, paths, processes=1) as batch:
        assert {write.path: write.staged.read_bytes() for write in batch.writes} == many
    assert len(many) == 24
    assert ("reading", 12, 12) in told
    assert ("making pages", 12, 12) in told


def test_one_bad_file_of_many_is_named_and_nothing_is_written(archive, tmp_path):
    good = save(tmp_path, "a.txt", synthetic.BRIEF)
    bad = save(tmp_path, "b.txt", b"\0\1\2")
    before = synthetic.bytes_below(archive.root)
    reports = bring(archive, good, bad)
    assert [report.status for report in reports] == [NEW, FAILED]
    assert reports[1].problem.startswith(str(bad))
    assert synthetic.bytes_below(archive.root) == before


def test_the_same_file_twice_is_imported_once(archive, tmp_path):
    one = save(tmp_path, "a.txt", synthetic.BRIEF)
    two = save(tmp_path, "b.txt", synthetic.BRIEF)
    reports = bring(archive, one, two)
    assert [report.status for report in reports] == [NEW, UNCHANGED]
    assert "same file" in reports[1].notes[0]


def test_two_publications_of_one_title_get_pages_of_their_own(archive, tmp_path):
    one = save(tmp_path, "a.txt", synthetic.BRIEF)
    two = save(tmp_path, "b.txt", synthetic.BRIEF.replace("once more", "again"))
    reports = bring(archive, one, two)
    assert [report.page for report in reports] == [
        synthetic.PAGE,
        synthetic.PAGE.replace(".md", "-2.md"),
    ]
    assert "name of the page" in reports[1].review
    assert [report.status for report in bring(archive, one, two)] == [UNCHANGED, UNCHANGED]


def test_a_folder_gives_its_known_files_in_order_and_says_what_it_passed_over(tmp_path):
    hidden = (".hidden.txt", ".git/e.txt", "a_files/advert.html")
    for name in ("b.txt", "a.html", "c.css", "in/d.pdf", *hidden):
        save(tmp_path / "folder", name, "synthetic")
    files, passed = list_files([tmp_path / "folder", tmp_path / "x.txt"])
    shown = [path.relative_to(tmp_path).as_posix() for path in (*files, *passed)]
    assert shown == ["folder/a.html", "folder/b.txt", "folder/in/d.pdf", "x.txt", "folder/c.css"]


def test_a_defect_of_a_reader_fails_its_file_alone(archive, tmp_path, monkeypatch):
    from warraq.ingest import staging

    read = staging.read_document

    def fail(name, *rest):
        if name.endswith("b.txt"):
            raise KeyError("synthetic")
        return read(name, *rest)

    monkeypatch.setattr(staging, "read_document", fail)
    good, bad = save(tmp_path, "a.txt", synthetic.BRIEF), save(tmp_path, "b.txt", "x")
    reports = bring(archive, good, bad)
    assert [report.status for report in reports] == [NEW, FAILED]
    assert "report this defect" in reports[1].problem


# -- Writing ---------------------------------------------------------------------------


def test_what_was_written_is_taken_back_if_a_later_file_fails(archive, tmp_path):
    staged = save(tmp_path, "staged", "new")
    old = save(archive.root, "docs/old.md", "old")
    save(archive.root, "docs/file", "no folder")
    before = synthetic.bytes_below(archive.root)
    writes = [
        Write("sources/2023/a.txt", staged),
        Write("docs/old.md", staged, replaces=True),
        Write("docs/file/b.md", staged),
    ]
    with pytest.raises(IngestError):
        write_all(archive.root, writes)
    assert synthetic.bytes_below(archive.root) == before
    assert not (archive.root / "sources").exists()
    assert old.read_text() == "old"


def test_a_file_that_leads_out_of_the_archive_is_not_written_through(archive, tmp_path):
    outside = save(tmp_path, "outside.md", "old")
    link = archive.root / "docs" / "link.md"
    link.symlink_to(outside)
    with pytest.raises(IngestError, match="leads out of the archive"):
        write_all(
            archive.root, [Write("docs/link.md", save(tmp_path, "staged", "new"), replaces=True)]
        )
    assert outside.read_text() == "old"


def test_a_disk_that_refuses_a_file_is_said_in_a_sentence(archive, tmp_path, monkeypatch):
    from warraq.ingest import writing

    def refuse(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "write_atomically", refuse)
    staged = save(tmp_path, "staged", "new")
    with pytest.raises(IngestError, match=r"a\.md cannot be written: No space left on device"):
        write_all(archive.root, [Write("docs/briefs/2023/a.md", staged)])
    assert not (archive.root / "docs/briefs/2023").exists()


# -- Updating --------------------------------------------------------------------------


def edit(archive, old: str, new: str) -> None:
    page = archive.root / synthetic.PAGE
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), "utf-8")


def test_an_update_takes_what_is_new_and_keeps_what_was_edited(archive, tmp_path):
    bring(archive, save(tmp_path, "brief.txt", synthetic.BRIEF))
    edit(archive, "once more", "again by hand")
    edit(archive, "topics: [weather]", "topics: [weather, by hand]  # a remark")
    edit(archive, "kind: update", "kind: report")
    newer = synthetic.BRIEF.replace("Security Council", "Second paragraph.\n\nSecurity Council")
    path = save(tmp_path, "newer.txt", newer.replace("May 2023", "12 May 2023"))
    before = synthetic.bytes_below(archive.root)
    (report,) = bring(archive, path, update=True, write=False)
    assert synthetic.bytes_below(archive.root) == before
    (report,) = bring(archive, path, update=True)
    text = (archive.root / synthetic.PAGE).read_text("utf-8")
    assert report.status == UPDATED
    assert "+date: 2023-05-12" in report.diff
    for kept in ("again by hand", "weather, by hand", "# a remark", "kind: report"):
        assert kept in text
    assert "Second paragraph." in text
    page = parse_brief(text, synthetic.PAGE)
    assert (archive.root / page.brief.source.file).read_bytes() == path.read_bytes()
    assert page.brief.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    (again,) = bring(archive, path, update=True)
    assert (again.status, again.diff) == (UNCHANGED, "")


def test_an_edit_that_the_source_contradicts_is_a_conflict_and_nothing_is_written(
    archive, tmp_path
):
    bring(archive, save(tmp_path, "brief.txt", synthetic.BRIEF))
    edit(archive, "once more", "again by hand")
    path = save(tmp_path, "newer.txt", synthetic.BRIEF.replace("once more", "otherwise"))
    before = synthetic.bytes_below(archive.root)
    (report,) = bring(archive, path, update=True)
    assert "was edited where the source has changed" in report.problem
    assert "again by hand" in report.problem
    assert synthetic.bytes_below(archive.root) == before


def test_an_update_needs_the_stored_original(archive, tmp_path):
    (report,) = bring(archive, save(tmp_path, "brief.txt", synthetic.BRIEF))
    path = save(tmp_path, "newer.txt", synthetic.BRIEF.replace("once more", "otherwise"))
    (archive.root / report.source).write_text("changed")
    (failed,) = bring(archive, path, update=True)
    assert "restore it" in failed.problem


def test_two_files_of_one_import_do_not_update_the_same_page(archive, tmp_path):
    bring(archive, save(tmp_path, "brief.txt", synthetic.BRIEF))
    one = save(tmp_path, "one.txt", synthetic.BRIEF.replace("once more", "in the one"))
    two = save(tmp_path, "two.txt", synthetic.BRIEF.replace("once more", "in the other"))
    before = synthetic.bytes_below(archive.root)
    reports = bring(archive, one, two, update=True)
    assert [report.status for report in reports] == [UPDATED, FAILED]
    assert f"{synthetic.PAGE} is brought up to date by {one} already" in reports[1].problem
    assert synthetic.bytes_below(archive.root) == before


def test_an_update_of_what_is_not_there_is_a_new_page(archive, tmp_path):
    (report,) = bring(archive, save(tmp_path, "brief.txt", synthetic.BRIEF), update=True)
    assert report.status == NEW


lines = st.lists(st.sampled_from("abcdef"), max_size=8)


@settings(max_examples=200)
@given(lines, lines)
def test_a_merge_with_one_side_unchanged_gives_the_other(base, other):
    assert merge_lines(base, other, base) == (other, [])
    assert merge_lines(base, base, other) == (other, [])
    assert merge_lines(base, other, other) == (other, [])


@settings(max_examples=200)
@given(lines, lines, lines)
def test_a_merge_loses_no_edited_line(base, theirs, ours):
    merged, _conflicts = merge_lines(base, theirs, ours)
    added = [line for line in theirs if line not in base]
    assert [line for line in merged if line in added] or not added


def test_fields_are_merged_one_by_one():
    page = synthetic.PAGE
    text = "---\ntitle: {}\ndate: 2023\nkind: {}\nplaces: [{}]\nauthors: [S]\n---\n\nBody.\n"
    made = [
        parse_brief(text.format(*row), page)
        for row in (
            ("One", "update", "A, B"),
            ("One", "report", "A, B, C"),
            ("Two", "update", "B, D"),
        )
    ]
    sources = [m.text for m in made]
    assert len(set(sources)) == 3
    merged = merge_page(*made)
    brief = parse_brief(merged.text, page).brief
    assert (brief.title, brief.kind, brief.places) == ("Two", "report", ("B", "C", "D"))
    assert merged.conflicts == ()


# -- Any document ----------------------------------------------------------------------


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(synthetic.documents, st.data())
def test_the_page_of_any_document_accounts_for_every_word_or_is_refused(blocks, data):
    shown = "\n".join(text for block in blocks for text in block_texts(block))
    title = data.draw(st.sampled_from(("A synthetic title", shown[:20] or "word")))
    facts = Facts(title=title, date="2023-05", summary=data.draw(st.sampled_from(("", "A deck"))))
    fields = f"{facts.title} {facts.date} {facts.summary}"
    document = Document(tuple(blocks), facts, fields, words=f"{fields}\n{shown}")
    try:
        made = make_page(
            document, Original("a.txt", ".txt", "0" * 64), synthetic.make_setting(), Given()
        )
    except IngestError as error:
        assert "defect" not in str(error)  # noqa: PT017 - a refusal is a promise too
        return
    account = made.report.account
    assert account.source == account.body + account.front_matter + account.left_out
    assert parse_brief(made.text, made.path).brief.title
