"""`warraq import` and `warraq new` as a maintainer meets them. Every text is synthetic."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pikepdf
import polib
import pytest
import synthetic
from PIL import Image

from warraq.brief import parse_brief, read_brief
from warraq.cli import BAD_INPUT, FAILED, OK, main
from warraq.ingest.document import Document, Facts, Paragraph, Text
from warraq.ingest.errors import IngestError
from warraq.ingest.translating import refuse_language
from warraq.site.build import build_site

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return synthetic.make_archive(tmp_path / "archive").root


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "brief.txt"
    path.write_text(synthetic.BRIEF, "utf-8")
    return path


STORED = "sources/2023/a-synthetic-meeting-in-farland.txt"


def run(root: Path, *arguments: object, command: str = "import") -> int:
    return main([command, *map(str, arguments), "--root", str(root)])


# -- import ----------------------------------------------------------------------------------


def test_one_command_makes_a_page_and_says_what_to_review(root, brief, capsys):
    assert run(root, brief) == OK
    said = capsys.readouterr().out
    assert f"{synthetic.PAGE} (new)" in said
    assert "words     " in said
    assert "review    kind: update - the archive's default" in said
    assert "left out  masthead, 2 words: Synthetic Society" in said
    assert "linked    {term} SBA: " in said
    assert (root / synthetic.PAGE).is_file()


def test_the_report_is_the_same_on_the_screen_and_in_its_file(root, brief, tmp_path, capsys):
    report = tmp_path / "report.json"
    assert run(root, brief, "--json", "--report", report) == OK
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(report.read_text("utf-8"))
    (page,) = printed["pages"]
    count = page["words"]
    assert count["source"] == count["body"] + count["front_matter"] + count["left_out"]
    assert sum(piece["words"] for piece in page["left_out"]) == count["left_out"]
    assert printed["summary"] == {"new": 1, "updated": 0, "unchanged": 0, "failed": 0}


def test_what_is_given_goes_before_what_is_found(root, brief):
    assert run(root, brief, "--title", "My Title", "--date", "2022-01", "--kind", "report") == OK
    page = read_brief(root / "docs/briefs/2022/my-title.md", root)
    assert (page.brief.title, str(page.brief.date), page.brief.kind) == (
        "My Title",
        "2022-01",
        "report",
    )


def test_importing_again_says_that_nothing_changed(root, brief, capsys):
    run(root, brief)
    before = synthetic.bytes_below(root)
    capsys.readouterr()
    assert run(root, brief) == OK
    said = capsys.readouterr().out
    assert f"{synthetic.PAGE} (unchanged)" in said
    assert f"the same file stands in {STORED}; nothing changed; --update reads it anew" in said
    assert run(root, brief, "--update") == OK
    assert "read anew, and nothing differs" in capsys.readouterr().out
    assert synthetic.bytes_below(root) == before


def test_a_known_file_under_a_wrong_name_is_said_to_be_so(root, brief, tmp_path, capsys):
    run(root, brief)
    wrong = tmp_path / "brief.html"
    wrong.write_bytes(brief.read_bytes())
    capsys.readouterr()
    assert run(root, wrong) == OK
    said = capsys.readouterr().out
    assert f"the same file stands in {STORED}" in said
    assert "its name ends in .html, but it is plain text" in said


def test_a_lost_original_comes_back_and_a_changed_one_is_told_of(root, brief, capsys):
    run(root, brief)
    stored = root / STORED
    stored.write_text("changed by hand")
    assert run(root, brief) == OK
    assert f"{STORED} is not that file any more; restore it" in capsys.readouterr().out
    assert stored.read_text() == "changed by hand"
    stored.unlink()
    assert run(root, brief) == OK
    assert f"{STORED} was gone and is there again" in capsys.readouterr().out
    assert stored.read_bytes() == brief.read_bytes()


def test_a_page_is_called_as_its_slug_says(root, brief, capsys):
    assert run(root, brief, "--slug", "farland-2") == OK
    page = read_brief(root / "docs/briefs/2023/farland-2.md", root)
    assert page.brief.source.file == "sources/2023/farland-2.txt"
    assert "name of the page" not in capsys.readouterr().out
    before = synthetic.bytes_below(root)
    assert run(root, brief, "--slug", "other") == BAD_INPUT
    assert "farland-2.md was made of this file and keeps its name" in capsys.readouterr().err
    brief.write_text(synthetic.BRIEF.replace("once more", "otherwise"), "utf-8")
    assert run(root, brief, "--slug", "farland-2") == BAD_INPUT
    assert "farland-2.md exists already" in capsys.readouterr().err
    assert synthetic.bytes_below(root) == before


def test_a_slug_says_which_page_is_brought_up_to_date(root, brief, tmp_path):
    run(root, brief)
    run(root, brief, "--update")
    other = tmp_path / "other.txt"
    other.write_text(synthetic.BRIEF.replace("once more", "a second time"), "utf-8")
    run(root, other, "--slug", "second")
    kept = (root / synthetic.PAGE).read_bytes()
    other.write_text(synthetic.BRIEF.replace("once more", "a third time"), "utf-8")
    assert run(root, other, "--slug", "second", "--update", "--yes") == OK
    assert "a third time" in (root / "docs/briefs/2023/second.md").read_text("utf-8")
    assert (root / synthetic.PAGE).read_bytes() == kept


@pytest.mark.parametrize("slug", ["", "A", "../x", "a/b", "a--b", "-a", "a.b", "a" * 81, "index"])
def test_a_slug_that_is_no_name_is_refused(root, brief, slug, capsys):
    before = synthetic.bytes_below(root)
    assert run(root, brief, f"--slug={slug}") == BAD_INPUT
    assert f"--slug {slug!r}" in capsys.readouterr().err
    assert synthetic.bytes_below(root) == before


def test_an_update_shows_its_changes_and_waits_for_a_yes(root, brief, capsys):
    run(root, brief)
    brief.write_text(synthetic.BRIEF.replace("once more", "otherwise"), "utf-8")
    before = synthetic.bytes_below(root)
    capsys.readouterr()
    assert run(root, brief, "--update") == FAILED
    said = capsys.readouterr()
    assert "+The {term}" not in said.out
    assert "+The SBA said otherwise" in said.out
    assert "--yes writes the update" in said.err
    assert synthetic.bytes_below(root) == before
    assert run(root, brief, "--update", "--yes") == OK
    assert "said otherwise" in (root / synthetic.PAGE).read_text("utf-8")


def test_many_files_are_told_of_in_a_line_each_and_a_summary(root, tmp_path, capsys):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(7):
        text = synthetic.BRIEF.replace("Farland", f"Farland {number}")
        (folder / f"{number}.txt").write_text(text, "utf-8")
    (folder / "style.css").write_text("x")
    assert run(root, folder) == OK
    said = capsys.readouterr().out
    assert "passed over 1 file of other kinds, such as" in said
    assert "7 new" in said
    assert said.count(" new (review ") == 7


def test_one_bad_file_stops_a_batch_unless_it_may_go_on(root, brief, tmp_path, capsys):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\0\1\2")
    before = synthetic.bytes_below(root)
    assert run(root, brief, bad) == BAD_INPUT
    said = capsys.readouterr().err
    assert "bad.txt" in said
    assert "nothing was imported; --keep-going" in said
    assert synthetic.bytes_below(root) == before
    assert run(root, brief, bad, "--keep-going") == BAD_INPUT
    assert (root / synthetic.PAGE).is_file()


def test_words_of_a_source_cannot_steer_the_terminal(root, tmp_path, capsys):
    text = "Only the SBA reads this synthetic sentence that is repeated for its length. " * 3
    post = {
        "date": "2023-05-12T10:00:00",
        "title": {"rendered": "Steering"},
        "content": {"rendered": f"<p>{text}</p><script>x</script><p hidden>\u202egone\u009b1m</p>"},
        "link": "",
    }
    path = tmp_path / "post.json"
    path.write_text(json.dumps(post), "utf-8")
    assert run(root, path) == OK
    said = capsys.readouterr().out
    assert "gone" in said
    assert all(char.isprintable() or char == "\n" for char in said)


# -- Bad input ----------------------------------------------------------------------------------


def packed(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def encrypted_pdf() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    return buffer.getvalue()


def bomb() -> bytes:
    types = b'<?xml version="1.0"?><Types/>'
    content = packed(**{"[Content_Types].xml": types, "word__document.xml": b"\0" * 3_000_000})
    assert len(content) < 30_000
    return content


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">'
    b'<!ENTITY x SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel><title>&b;&x;</title>'
    b"</channel></rss>"
)

BAD = {
    "entities.xml": ENTITIES,
    "bomb.docx": bomb(),
    "nested.docx": packed(inner__zip=packed(a=b"b")),
    "encrypted.pdf": encrypted_pdf(),
    "truncated.pdf": encrypted_pdf()[:200],
    "truncated.docx": bomb()[:600],
    "truncated.html": b"<!doctype html><html><body><article><p>It brea",
    "empty.txt": b"",
    "page.pdf": b"<!doctype html><html><body>Synthetic</body></html>",
    "program.txt": b"\x7fELF\2\1\1",
    "undated.txt": b"A synthetic title\n\nA synthetic sentence that tells of nothing at all.\n",
    "large.txt": b"synthetic " * 20_000,
    "post.json": b'{"id": 1, "title": ',
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_one_sentence_and_changes_nothing(root, tmp_path, name, capsys):
    with (root / "docs" / "import.toml").open("a") as file:
        file.write("[limits]\nfile_bytes = 100_000\nunpacked_bytes = 1_000_000\n")
    path = tmp_path / name
    path.write_bytes(BAD[name])
    before = synthetic.bytes_below(tmp_path)
    assert run(root, path) == BAD_INPUT
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith(f"warraq: {path}")
    assert "defect" not in line
    assert len(line) < 400
    assert synthetic.bytes_below(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--date", "May 23"], "--date: date"),
        (["--language", "fr"], "fr is not a language of this archive"),
        (["--translation", "x"], "not LANG=FILE"),
        (["--translation", "en=x.txt"], "en has no catalogs"),
        (["--translation", "ar=missing.txt"], "missing.txt does not exist"),
        (["--kind", "Two Words"], "not one lower-case word"),
        (["missing.txt"], "missing.txt does not exist"),
        (["missing.txt", "--title", "One"], "are for one file"),
        (["missing.txt", "--slug", "one"], "are for one file"),
        (["--translation", "ar=x.txt", "--translation", "ar=y.txt"], "given twice"),
    ],
)
def test_a_wrong_call_gets_one_sentence_and_changes_nothing(root, brief, arguments, what, capsys):
    before = synthetic.bytes_below(root)
    assert run(root, brief, *arguments) == BAD_INPUT
    said = capsys.readouterr().err
    assert what in said.splitlines()[0]
    assert synthetic.bytes_below(root) == before


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ("missing/report.json", "make the folder first"),
        ("folder", "is a folder"),
        ("nowhere.json", "leads nowhere"),
        ("pipe", "is no regular file"),
        ("brief.txt", "is a file to import"),
        ("brief.txt/report.json", "make the folder first"),
        ("x" * 300, "is no name that a file can have"),
    ],
)
def test_a_report_that_cannot_be_written_is_said_first(root, brief, tmp_path, place, what, capsys):
    (tmp_path / "folder").mkdir()
    (tmp_path / "nowhere.json").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.rglob("*"))
    assert run(root, brief, "--report", tmp_path / place) == BAD_INPUT
    (line,) = capsys.readouterr().err.splitlines()
    assert f"--report {tmp_path / place}" in line
    assert what in line
    assert sorted(tmp_path.rglob("*")) == before
    assert brief.read_text("utf-8") == synthetic.BRIEF


def test_a_report_into_a_folder_that_may_not_be_written_is_said_first(
    root, brief, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != tmp_path)
    before = synthetic.bytes_below(root)
    assert run(root, brief, "--report", tmp_path / "report.json") == BAD_INPUT
    assert "may not be written" in capsys.readouterr().err
    assert synthetic.bytes_below(root) == before


def test_a_hyphen_for_the_reports_name_prints_it(root, brief, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(root, brief, "--report", "-") == OK
    assert json.loads(capsys.readouterr().out)["summary"]["new"] == 1
    assert not (tmp_path / "-").exists()


def test_names_of_every_kind_are_read_from_any_folder(root, tmp_path, monkeypatch, capsys):
    names = ("two words.txt", "موجز.txt", "--date.txt", "#1%20.txt", "a'b\"c.txt")
    for number, name in enumerate(names):
        text = synthetic.BRIEF.replace("Farland", f"Farland {number}")
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(root, *(f"./{name}" for name in names)) == OK
    assert len(list((root / "docs/briefs/2023").glob("a-synthetic-*.md"))) == len(names)
    with pytest.raises(SystemExit):
        run(root, "--date.txt")
    assert "for the file --date.txt write ./--date.txt" in capsys.readouterr().err


def test_an_empty_name_is_not_the_folder_that_one_stands_in(root, brief, monkeypatch, capsys):
    monkeypatch.chdir(brief.parent)
    before = synthetic.bytes_below(root)
    with pytest.raises(SystemExit):
        run(root, "")
    assert "the name is empty" in capsys.readouterr().err
    assert synthetic.bytes_below(root) == before


def test_a_folder_without_publications_is_named_with_what_it_holds(root, tmp_path, capsys):
    (tmp_path / "folder").mkdir()
    assert run(root, tmp_path / "folder") == BAD_INPUT
    assert f"{tmp_path / 'folder'} holds no file to import (.txt, " in capsys.readouterr().err
    (tmp_path / "folder" / "style.css").write_text("x")
    assert run(root, tmp_path / "folder") == BAD_INPUT
    assert "but 1 other, such as" in capsys.readouterr().err


def test_a_bibliography_that_cannot_be_read_is_said_with_its_line(root, brief, capsys):
    (root / "docs" / "references.bib").write_text("@misc{a,\n  title = {x\n}\n")
    before = synthetic.bytes_below(root)
    assert run(root, brief) == BAD_INPUT
    assert "docs/references.bib:2: the title of a has no end" in capsys.readouterr().err
    assert synthetic.bytes_below(root) == before


def test_a_symbolic_link_and_an_odd_name_are_refused(root, brief, tmp_path, capsys):
    link = tmp_path / "link.txt"
    link.symlink_to(brief)
    odd = tmp_path / "a\nb.txt"
    assert run(root, link) == BAD_INPUT
    assert "symbolic link" in capsys.readouterr().err
    assert run(root, odd) == BAD_INPUT
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_wrong_setting_is_said_before_anything_is_read(root, brief, capsys):
    (root / "docs" / "import.toml").write_text("[defaults]\nkinds = 1\n")
    assert run(root, brief) == BAD_INPUT
    assert "docs/import.toml: defaults: kinds is not known" in capsys.readouterr().err


def test_the_command_as_a_person_runs_it_gives_no_traceback(root, tmp_path):
    path = tmp_path / "bad.txt"
    path.write_bytes(b"\0")
    ran = subprocess.run(
        [sys.executable, "-m", "warraq", "import", str(path), "--root", str(root)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == BAD_INPUT
    assert ran.stdout == ""
    assert len(ran.stderr.splitlines()) == 1


# -- The other language ---------------------------------------------------------------------------

ARABIC = """\
اجتماع مصطنع في بلد بعيد

أيار/مايو 2023

عنوان فرعي يقول إن كل هذا مصطنع ولا يصف أي حدث

اجتمعت هيئة الحسابات (SBA) مع مجلس السلامة بشأن الطقس، وفقا للقرار 1234، ولم يحدث أي مما كتب هنا.

وقالت SBA مرة أخرى إن «لا شيء هنا حقيقي»، وإن النص لا يملأ سوى صفحة في اختبار.
"""


def test_a_translation_fills_the_catalog_and_keeps_its_original(root, brief, tmp_path, capsys):
    arabic = tmp_path / "brief-ar.txt"
    arabic.write_text(ARABIC, "utf-8")
    assert run(root, brief, "--translation", f"ar={arabic}") == OK
    name = "locale/ar/LC_MESSAGES/briefs/2023/a-synthetic-meeting-in-farland.po"
    assert f"{name}: " in capsys.readouterr().out
    catalog = {entry.msgid: entry.msgstr for entry in polib.pofile(str(root / name))}
    assert catalog["A Synthetic Meeting in Farland"] == "اجتماع مصطنع في بلد بعيد"
    assert len([text for text in catalog.values() if text]) == 4
    stored = root / "sources/2023/a-synthetic-meeting-in-farland.ar.txt"
    assert stored.read_bytes() == arabic.read_bytes()


def test_a_bad_translation_leaves_the_page_unwritten_too(root, brief, tmp_path, capsys):
    arabic = tmp_path / "brief-ar.txt"
    arabic.write_bytes(b"\0\1")
    before = synthetic.bytes_below(root)
    assert run(root, brief, "--translation", f"ar={arabic}") == BAD_INPUT
    assert "brief-ar.txt" in capsys.readouterr().err
    assert synthetic.bytes_below(root) == before


def test_a_translation_of_a_bad_file_says_only_what_is_wrong_with_that(
    root, brief, tmp_path, capsys
):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\0\1\2")
    before = synthetic.bytes_below(root)
    assert run(root, bad, "--keep-going", "--translation", f"ar={brief}") == BAD_INPUT
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"warraq: {bad}")
    assert synthetic.bytes_below(root) == before


@pytest.mark.parametrize("stated", ["", "en", "ar"])
def test_a_translation_in_the_language_of_the_page_is_refused(root, tmp_path, stated, capsys):
    english, _ = write_pair(tmp_path, color="red")
    same = tmp_path / "same.html"
    text = english.read_text("utf-8").replace("lang=en", f"lang={stated}" if stated else "")
    same.write_text(text, "utf-8")
    before = synthetic.bytes_below(root)
    assert run(root, english, "--translation", f"ar={same}") == BAD_INPUT
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{same}: it is not in ar: 0% of its letters are Arabic" in line
    assert synthetic.bytes_below(root) == before


def test_a_translation_that_names_many_bodies_in_the_pages_script_is_taken(root, brief, tmp_path):
    arabic = tmp_path / "brief-ar.txt"
    names = "وقال مجلس Synthetic Bureau of Accounts و Farland Safety Council إن هذا مصطنع كله."
    arabic.write_text(f"{ARABIC}\n{names}\n", "utf-8")
    assert run(root, brief, "--translation", f"ar={arabic}") == OK


FRENCH = "Une phrase synthétique, assez longue pour un texte de trois lignes."


@pytest.mark.parametrize(
    ("stated", "text", "said"),
    [
        ("fr", "", ""),
        ("", "", ""),
        ("de", "", "it says that it is in de, not in fr"),
        ("en", "", "it says that it is in en, not in fr"),
        ("fr", "same", "2 of its 2 paragraphs are those of the page itself"),
    ],
)
def test_a_translation_in_the_same_script_is_known_by_what_it_says_and_holds(
    stated, text, said
) -> None:
    english = "A synthetic sentence, long enough for a text of three lines."
    page = parse_brief(
        "---\ntitle: T\ndate: 2023\nkind: update\nauthors: [A]\n---\n\n"
        f"{english}\n\n{english} Twice.\n",
        "docs/briefs/2023/t.md",
    )
    words = english if text else FRENCH
    blocks = (Paragraph((Text(words),)), Paragraph((Text(f"{words} Twice."),)))
    document = Document(blocks, Facts(language=stated))
    if said:
        with pytest.raises(IngestError, match=said):
            refuse_language(document, page, "en", "fr")
    else:
        refuse_language(document, page, "en", "fr")


def write_pair(folder: Path, *, color: str) -> tuple[Path, Path]:
    """A saved page and its translation, each with a picture; that of the page is red."""
    paths = []
    for language, title, text, alt, paint in (
        ("en", "Web Title", "A synthetic sentence, long enough for a text.", "A map", "red"),
        ("ar", "عنوان مصطنع", "هذه جملة مصطنعة طويلة بما يكفي لتكون نصا.", "خريطة", color),
    ):
        (folder / f"{language}_files").mkdir()
        Image.new("RGB", (4, 4), paint).save(folder / f"{language}_files" / "map.png")
        path = folder / f"{language}.html"
        path.write_text(
            f"<!doctype html><html lang={language}><head><title>{title}</title>"
            '<meta property="article:published_time" content="2023-05-12"></head><body><article>'
            f'<h1>{title}</h1><p>{text * 3}</p><p><img src="{language}_files/map.png" '
            f'alt="{alt}"></p><p>{text * 2} 12</p></article></body></html>',
            "utf-8",
        )
        paths.append(path)
    return paths[0], paths[1]


def test_a_picture_of_a_translation_that_is_not_the_pages_is_left_out_by_name(
    root, tmp_path, capsys
):
    english, arabic = write_pair(tmp_path, color="blue")
    report = tmp_path / "report.json"
    assert run(root, english, "--translation", f"ar={arabic}", "--report", report) == OK
    (translation,) = json.loads(report.read_text("utf-8"))["translations"]
    (found,) = [one for one in translation["left_out"] if one["reason"] == "picture"]
    digest = hashlib.sha256((tmp_path / "ar_files/map.png").read_bytes()).hexdigest()
    own = "docs/briefs/2023/web-title-1"
    assert f"map.png, SHA-256 {digest}: " in found["detail"]
    assert f"save it as {own}.ar.png to show it instead of web-title-1.png" in found["detail"]
    assert found["detail"] in capsys.readouterr().out
    assert [path.name for path in (root / "docs/briefs/2023").glob("*.png")] == ["web-title-1.png"]
    catalog = polib.pofile(str(root / "locale/ar/LC_MESSAGES/briefs/2023/web-title.po"))
    shown = catalog.find("![A map](web-title-1.png)")
    assert (shown.msgstr, shown.fuzzy) == ("![خريطة](web-title-1.png)", False)
    assert catalog.find("A map").msgstr == "خريطة"
    # What the sentence tells a person to do does what it says.
    (root / f"{own}.ar.png").write_bytes((tmp_path / "ar_files/map.png").read_bytes())
    from warraq.archive import read_archive

    result = build_site(read_archive(root), (), parallel=1)
    assert [outcome.messages for outcome in result.outcomes] == [(), ()]
    pages = {
        code: (root / f"build/html/{code}/briefs/2023/web-title.html").read_text("utf-8")
        for code in ("en", "ar")
    }
    assert "web-title-1.ar" in pages["ar"]
    assert "web-title-1.ar" not in pages["en"]


def test_a_translation_with_the_pages_own_picture_leaves_none_out(root, tmp_path):
    english, arabic = write_pair(tmp_path, color="red")
    report = tmp_path / "report.json"
    assert run(root, english, "--translation", f"ar={arabic}", "--report", report) == OK
    (translation,) = json.loads(report.read_text("utf-8"))["translations"]
    assert [one["reason"] for one in translation["left_out"]] == ["repeated title"]


def test_what_a_translation_leaves_out_is_named_too(root, brief, tmp_path, capsys):
    arabic = tmp_path / "brief-ar.txt"
    arabic.write_text(f"{ARABIC}\nجمعية مصطنعة Synthetic Society\n", "utf-8")
    assert run(root, brief, "--translation", f"ar={arabic}") == OK
    said = capsys.readouterr().out
    assert "left out  masthead, 4 words: جمعية مصطنعة Synthetic Society" in said


# -- An import that is cut short ------------------------------------------------------------------

KILLED = """
import os, signal, sys
from warraq.ingest import writing
from warraq.cli import main

write, left = writing.write_atomically, int(sys.argv.pop(1))

def write_or_die(*arguments, **options):
    global left
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return write(*arguments, **options)

writing.write_atomically = write_or_die
main(sys.argv[1:])
"""


def start(*words: object, **options: object) -> subprocess.Popen[str]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": ROOT}
    return subprocess.Popen([sys.executable, *map(str, words)], **pipes, **options)


def kill_import(root: Path, written: int, *arguments: object) -> None:
    """Import in a process that is killed when so many files are written."""
    (root.parent / "waiting").mkdir(exist_ok=True)
    process = start(
        *("-c", KILLED, written, "import", *arguments, "--root", root),
        env={**os.environ, "TMPDIR": str(root.parent / "waiting")},
    )
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("written", range(5))
def test_an_import_that_is_killed_is_made_good_by_the_next(root, brief, tmp_path, written, capsys):
    english, _ = write_pair(tmp_path, color="red")
    (root / "docs/briefs/2023").mkdir()
    before = synthetic.bytes_below(root)
    kill_import(root, written, english, brief)
    now = synthetic.bytes_below(root / "docs") | synthetic.bytes_below(root / "sources")
    assert len(now) == len(before) - 1 + written
    for page in (root / "docs/briefs/2023").glob("*.md"):
        read_brief(page, root)  # its original is whole
        assert len(list(page.parent.glob("*.png"))) == page.read_text("utf-8").count("![")
    assert run(root, english, tmp_path / "missing.txt") == BAD_INPUT
    told = capsys.readouterr().err.splitlines()[0]
    files = "1 file that it had written is" if written == 1 else f"{written} files that it had"
    assert f"cut short; the {files}" in told
    assert synthetic.bytes_below(root) == before
    assert run(root, english, brief) == OK
    assert len(synthetic.bytes_below(root)) == len(before) + 5


@pytest.mark.parametrize("written", range(2))
def test_an_update_that_is_killed_leaves_the_page_and_original_of_before(
    root, brief, written, capsys
):
    run(root, brief)
    before = synthetic.bytes_below(root)
    brief.write_text(synthetic.BRIEF.replace("once more", "otherwise"), "utf-8")
    kill_import(root, written, brief, "--update", "--yes")
    capsys.readouterr()
    assert run(root, brief, "--update") == FAILED
    assert "cut short" in capsys.readouterr().err
    assert synthetic.bytes_below(root) == before
    assert run(root, brief, "--update", "--yes") == OK
    assert "said otherwise" in (root / synthetic.PAGE).read_text("utf-8")
    assert (root / STORED).read_bytes() == brief.read_bytes()


def test_what_was_edited_after_an_import_was_killed_stays(root, brief, tmp_path, capsys):
    english, _ = write_pair(tmp_path, color="red")
    kill_import(root, 3, english, brief)
    page = root / "docs/briefs/2023/web-title.md"
    page.write_text(page.read_text("utf-8") + "\nBy hand.\n", "utf-8")
    before = synthetic.bytes_below(root / "docs") | synthetic.bytes_below(root / "sources")
    assert run(root, tmp_path / "missing.txt") == BAD_INPUT
    assert "web-title.md was edited since, so everything stays" in capsys.readouterr().err
    assert synthetic.bytes_below(root / "docs") | synthetic.bytes_below(root / "sources") == before
    assert run(root, english, brief) == OK


def test_two_imports_do_not_write_at_once(root, brief, capsys):
    from warraq.ingest.journal import Change, keep_journal

    with keep_journal(root, [Change("docs/x.md", "0" * 64)]):
        assert run(root, brief) == BAD_INPUT
        assert "another import is writing into this archive" in capsys.readouterr().err
    assert run(root, brief) == OK


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"folders": [], "files": [{"path": "../brief.txt", "new": "%s"}]}',
        '{"folders": [], "files": [{"path": "docs/a.md", "new": "", "old": "0"}]}',
    ],
)
def test_a_journal_that_is_not_the_imports_own_takes_nothing_back(root, brief, text, capsys):
    outside = root.parent / "brief.txt"
    folder = root / ".import-unfinished"
    folder.mkdir()
    digest = hashlib.sha256(outside.read_bytes()).hexdigest()
    (folder / "files.json").write_text(text.replace("%s", digest))
    assert run(root, brief) == BAD_INPUT
    assert "then delete the folder" in capsys.readouterr().err
    assert outside.is_file()


def test_a_stopped_import_says_so_once_and_leaves_nothing(root, tmp_path):
    (tmp_path / "in").mkdir()
    for number in range(120):
        text = synthetic.BRIEF.replace("Farland", f"Farland {number}")
        (tmp_path / "in" / f"{number}.txt").write_text(text, "utf-8")
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    before = synthetic.bytes_below(root)
    process = start(
        *("-m", "warraq", "import", tmp_path / "in", "--root", root),
        env={**os.environ, "TMPDIR": str(waiting)},
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while not list(waiting.glob("*/*.document")) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "warraq: stopped\n")
    assert synthetic.bytes_below(root) == before
    assert list(waiting.iterdir()) == []


def test_processes_end_with_the_import_that_started_them(root, tmp_path):
    (tmp_path / "in").mkdir()
    for number in range(120):
        (tmp_path / "in" / f"{number}.txt").write_text(synthetic.BRIEF + str(number), "utf-8")
    process = start(
        *("-m", "warraq", "import", tmp_path / "in", "--root", root),
        env={**os.environ, "TMPDIR": str(tmp_path / "in")},
    )
    deadline = time.monotonic() + 30
    while not list((tmp_path / "in").glob("*/*.document")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=60)  # their ends of the pipes are closed when they are gone


# -- new -------------------------------------------------------------------------------------------


def test_a_new_brief_is_valid_and_builds_without_a_warning(root, capsys):
    title = "A: “Synthetic” Title"
    assert run(root, title, "--date", "2024-02", command="new") == OK
    name = capsys.readouterr().out.strip()
    assert name == "docs/briefs/2024/a-synthetic-title.md"
    page = read_brief(root / name, root)
    assert (page.brief.title, page.brief.kind) == (title, "update")
    assert page.brief.authors == ("Synthetic Society",)
    from warraq.archive import read_archive

    result = build_site(read_archive(root), (), parallel=1)
    assert [outcome.messages for outcome in result.outcomes] == [(), ()]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [(["A", "--date", "x"], "--date"), ([" "], "title is empty"), (["A", "--kind", "B C"], "kind")],
)
def test_a_new_brief_that_cannot_be_is_said(root, arguments, what, capsys):
    before = synthetic.bytes_below(root)
    assert run(root, *arguments, command="new") == BAD_INPUT
    assert what in capsys.readouterr().err
    assert synthetic.bytes_below(root) == before


def test_titles_that_share_a_name_are_told_apart(root):
    for title in ("حلب تنتظر", "إدلب تنتظر"):
        assert run(root, title, "--date", "2024", command="new") == OK
    assert len(list((root / "docs" / "briefs" / "2024").glob("brief*.md"))) == 2


def test_a_new_brief_never_replaces_one(root, capsys):
    run(root, "A title", "--date", "2024", command="new")
    before = synthetic.bytes_below(root)
    assert run(root, "A Title!", "--date", "2024", command="new") == BAD_INPUT
    assert "exists already" in capsys.readouterr().err
    assert synthetic.bytes_below(root) == before
