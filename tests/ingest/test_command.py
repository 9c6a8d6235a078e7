"""`warraq import` and `warraq new` as a maintainer meets them. Every text is synthetic."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import polib
import pytest
import synthetic

from warraq.brief import read_brief
from warraq.cli import BAD_INPUT, FAILED, OK, main
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
    assert f"{synthetic.PAGE} (unchanged)" in capsys.readouterr().out
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
    assert "passed over 1 files of other kinds, such as" in said
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
    ],
)
def test_a_wrong_call_gets_one_sentence_and_changes_nothing(root, brief, arguments, what, capsys):
    before = synthetic.bytes_below(root)
    assert run(root, brief, *arguments) == BAD_INPUT
    said = capsys.readouterr().err
    assert what in said.splitlines()[0]
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
