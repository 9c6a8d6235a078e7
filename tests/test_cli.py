"""The command, as a maintainer meets it. Every page but the repository's own is synthetic."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from warraq import __version__
from warraq.archive import ArchiveError, read_archive
from warraq.cli import BAD_INPUT, FAILED, OK, _parser, main

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = (
    "build", "serve", "live", "linkcheck", "po", "po-export", "po-import", "status", "review",
    "lint", "release", "site", "rebuild", "editions", "verify", "bag", "sign", "import", "check",
    "new",
)  # fmt: skip
ANYWHERE = {"verify", "bag", "sign"}
"""Commands that need a published site, or a copy of it, and no archive."""
CONF = """\
project = "Synthetic archive"
archive_languages = {"en": "English", "ar": "العربية"}
extensions = ["warraq.sphinxext"]
root_doc = "index"
bibtex_bibfiles = []
html_theme = "furo"
nitpicky = True
"""


def run(*arguments: str, root: Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does, on the code of this repository."""
    return subprocess.run(
        [sys.executable, "-m", "warraq", *arguments],
        cwd=root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        **options,  # type: ignore[call-overload]
    )


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An archive of one synthetic page."""
    root = tmp_path / "small"
    (root / "docs").mkdir(parents=True)
    (root / "conf.py").write_text(CONF, "utf-8")
    (root / "docs" / "index.md").write_text("# Synthetic\n\nA sentence of the page.\n", "utf-8")
    return root


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The repository's own archive, to be changed at will."""
    root = tmp_path / "copy"
    root.mkdir()
    shutil.copy(ROOT / "conf.py", root)
    for name in ("docs", "locale", "sources", "_static", "_templates"):
        shutil.copytree(ROOT / name, root / name)
    return root


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# -- Help --------------------------------------------------------------------------------------


def test_help_lists_every_command_and_what_the_exit_codes_mean(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    said = capsys.readouterr().out
    listed = re.findall(r"^    ([\w-]+)\s", said, re.M)
    assert tuple(listed) == COMMANDS
    assert "0 done, 1 warnings or failure, 2 unusable input" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_shows_an_example_that_works(command, capsys):
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    said = capsys.readouterr().out
    example = re.search(r"^example: warraq (.+)$", said, re.M)
    assert example
    words = shlex.split(example[1])
    assert words[0] == command
    assert _parser().parse_args(words).run
    assert "--root DIR" in said


def test_the_version_is_the_packages(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"warraq {__version__}\n"


def test_a_call_without_a_command_shows_the_help(capsys):
    assert main([]) == BAD_INPUT
    assert "commands:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (["bulid"], "build"),
        (["build", "--jobs", "0"], "'0': write a whole number above 0"),
        (["build", "--jobs", "-2"], "'-2': write a whole number above 0"),
        (["build", "--jobs", "two"], "'two': write a whole number above 0"),
        (["serve", "--port", "65536"], "'65536': write a number from 0 to 65535"),
        (["live", "--port", "http"], "'http': write a number from 0 to 65535"),
        (["build", "--nothing-like-it"], "unrecognized arguments"),
    ],
)
def test_a_wrong_call_says_what_to_write(arguments, remedy, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert remedy in capsys.readouterr().err


def test_the_package_can_be_run_by_its_name(tmp_path):
    ran = run("--version", root=tmp_path)
    assert (ran.returncode, ran.stdout) == (OK, f"warraq {__version__}\n")


# -- Folders that are no archive ------------------------------------------------------------------


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ANYWHERE])
def test_a_folder_that_is_no_archive_is_refused(command, tmp_path, capsys):
    needed = {
        "import": ["missing.txt"], "new": ["Title"],
        "po-export": ["ar.xlf"], "po-import": ["ar.xlf"],
        "review": ["page", "--by", "A Synthetic Name"],
        "release": ["2024.02"], "rebuild": ["2024.02"],
    }.get(command, [])  # fmt: skip
    assert main([command, *needed, "--root", str(tmp_path)]) == BAD_INPUT
    said = capsys.readouterr()
    assert said.err == (
        f"warraq: {tmp_path} has no conf.py; "
        "run this in the archive's folder or name it with --root\n"
    )
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_an_archive_without_pages_is_refused(small, capsys):
    shutil.rmtree(small / "docs")
    assert main(["build", "--root", str(small)]) == BAD_INPUT
    assert "has no docs/ folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "line", "reason"),
    [
        ("a = 1\nb = (\n", 2, "never closed"),
        ("a = 1\n\nb = nothing_of_the_kind\n", 3, "nothing_of_the_kind"),
        ("import no_such_module\n", 1, "no_such_module"),
        ("def one():\n    raise ValueError('synthetic')\n\n\none()\n", 2, "synthetic"),
        ("import sys\nsys.exit(0)\n", 2, "SystemExit"),
        ("a = 1\nb = 'é'\n".encode("latin-1"), 2, "utf-8"),
        (b"a = 1\0\n", 1, "null bytes"),
    ],
)
def test_a_broken_conf_is_named_with_its_line(small, code, line, reason, capsys):
    content = code if isinstance(code, bytes) else code.encode()
    (small / "conf.py").write_bytes(content)
    assert main(["build", "--root", str(small)]) == BAD_INPUT
    said = capsys.readouterr().err
    assert said.startswith(f"warraq: {small / 'conf.py'}:{line}: ")
    assert reason in said
    assert "Traceback" not in said
    assert not (small / "build").exists()


@pytest.mark.parametrize(
    "setting",
    ["{}", "None", "['en']", "{'en': ''}", "{'en': 3}", "{3: 'English'}", "{'../up': 'Up'}"],
)
def test_languages_that_are_none_are_refused_with_an_example(small, setting, capsys):
    (small / "conf.py").write_text(f"archive_languages = {setting}\n")
    assert main(["build", "--root", str(small)]) == BAD_INPUT
    said = capsys.readouterr().err
    assert "archive_languages in conf.py" in said
    assert "'ar'" in said or '"ar"' in said


def test_an_archive_knows_its_languages_its_title_and_its_folders(small):
    archive = read_archive(small)
    assert [language.code for language in archive.languages] == ["en", "ar"]
    assert (archive.title, archive.url) == ("Synthetic archive", "")
    arabic = archive.languages[1]
    assert archive.output(arabic) == small / "build" / "html" / "ar"
    assert archive.doctrees(arabic) == small / "build" / "doctrees" / "ar"


def test_the_title_of_the_site_goes_before_the_name_of_the_project(small):
    with (small / "conf.py").open("a") as file:
        file.write('html_title = "Other title"\narchive_url = "https://archive.example.org/"\n')
    archive = read_archive(small)
    assert (archive.title, archive.url) == ("Other title", "https://archive.example.org/")


def test_reading_an_archive_leaves_nothing_behind(small):
    before = bytes_below(small)
    read_archive(small)
    with pytest.raises(ArchiveError):
        read_archive(small / "docs")
    assert bytes_below(small) == before


@pytest.mark.parametrize("command", ["build", "live", "po"])
def test_an_unknown_language_is_refused_with_those_there_are(small, command, capsys):
    assert main([command, "--root", str(small), "--language", "xx"]) == BAD_INPUT
    said = capsys.readouterr().err
    assert "xx is not a language of this archive" in said
    assert "ar" in said
    assert "add it to archive_languages in conf.py" in said


def test_the_language_of_the_sources_has_no_catalogs(small, capsys):
    assert main(["po", "--root", str(small), "--language", "en"]) == BAD_INPUT
    assert "en is the language of the sources" in capsys.readouterr().err
    assert not (small / "locale").exists()


# -- build -------------------------------------------------------------------------------------


def test_a_sound_archive_builds_and_says_what_was_made(small):
    ran = run("build", root=small)
    assert (ran.returncode, ran.stderr) == (OK, "")
    assert "English (en)" in ran.stdout
    assert "العربية (ar)" in ran.stdout
    assert ran.stdout.endswith("Open build/html/index.html\n")
    assert (small / "build" / "html" / "index.html").is_file()


def test_json_is_the_whole_of_the_output(small):
    ran = run("build", "--json", root=small)
    assert (ran.returncode, ran.stderr) == (OK, "")
    result = json.loads(ran.stdout)
    assert result["failed"] is False
    assert [item["language"] for item in result["languages"]] == ["en", "ar"]
    assert all(item["messages"] == [] for item in result["languages"])
    assert [item["pages"] for item in result["languages"]] == [1, 1]
    assert Path(result["start"]).is_file()


def test_one_language_is_built_alone(small):
    ran = run("build", "--json", "--language", "ar", root=small)
    assert [item["language"] for item in json.loads(ran.stdout)["languages"]] == ["ar"]
    assert not (small / "build" / "html" / "en").exists()


def test_warnings_make_the_build_fail_and_name_file_and_line(small):
    page = small / "docs" / "index.md"
    page.write_text("# Synthetic\n\nSee {cite}`nobody-2020`.\n", "utf-8")
    ran = run("build", root=small)
    assert ran.returncode == FAILED
    assert re.search(r"^\[en, ar\] docs/index\.md:3: .*nobody-2020", ran.stdout, re.M)
    assert "correct what they name and build again" in ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr
    assert run("build", root=small).returncode == FAILED, "a warning was forgotten"
    page.write_text("# Synthetic\n\nA sentence of the page.\n", "utf-8")
    assert run("build", root=small).returncode == OK


def test_failure_is_valid_json_too(small):
    (small / "docs" / "index.md").write_text("# Synthetic\n\nSee {cite}`nobody`.\n", "utf-8")
    ran = run("build", "--json", root=small)
    assert (ran.returncode, ran.stderr) == (FAILED, "")
    result = json.loads(ran.stdout)
    assert result["failed"] is True
    assert "docs/index.md:3" in result["languages"][0]["messages"][0]


def test_a_refused_translation_is_told_with_file_line_and_reason(small):
    po = small / "locale" / "ar" / "LC_MESSAGES" / "index.po"
    po.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    body = 'msgid "A sentence of the page."\nmsgstr "جملة [هنا](https://evil.example)."\n'
    po.write_text(header + body, "utf-8")
    ran = run("build", root=small)
    assert ran.returncode == FAILED
    assert re.search(
        r"^\[ar\] locale/ar/LC_MESSAGES/index\.po:5: .*evil\.example.*T103", ran.stdout, re.M
    )
    page = (small / "build" / "html" / "ar" / "index.html").read_text("utf-8")
    assert "A sentence of the page." in page
    assert "evil.example" not in page


def test_a_broken_catalog_fails_with_its_line(small):
    po = small / "locale" / "ar" / "LC_MESSAGES" / "index.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgid "a"\n<<<<<<< HEAD\nmsgstr "b"\n', "utf-8")
    ran = run("build", root=small)
    assert ran.returncode == FAILED
    assert "locale/ar/LC_MESSAGES/index.po:2: a merge conflict stands here" in ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr


@pytest.mark.parametrize("group", [True, False], ids=["ctrl-c", "kill"])
def test_a_stopped_build_says_so_once_and_the_next_one_is_whole(copy, group):
    process = subprocess.Popen(
        [sys.executable, "-m", "warraq", "build", "--jobs", "2"],
        cwd=copy,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    started = copy / "build" / "doctrees" / "en" / "unfinished"
    deadline = time.monotonic() + 60
    while not started.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.1)
    if group:
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    else:
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out.strip(), err.strip()) == (130, "", "warraq: stopped")
    again = json.loads(run("build", "--json", root=copy).stdout)
    assert again["failed"] is False
    assert [item["pages"] for item in again["languages"]] == [7, 7]


# -- serve -------------------------------------------------------------------------------------


def test_a_site_that_is_not_built_cannot_be_served(small, capsys, monkeypatch):
    monkeypatch.chdir(small)
    assert main(["serve"]) == BAD_INPUT
    assert "build/html holds no site yet; run `make html` first" in capsys.readouterr().err


def test_a_port_in_use_is_named_with_a_remedy(small, capsys):
    site = small / "build" / "html"
    site.mkdir(parents=True)
    (site / "index.html").write_text("synthetic")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--root", str(small), "--port", str(port)]) == BAD_INPUT
    said = capsys.readouterr().err
    assert said.startswith(f"warraq: port {port} cannot be used (")
    assert said.endswith("try --port 0\n")


# -- linkcheck -----------------------------------------------------------------------------------


def test_a_dead_link_is_named_with_its_place(small):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    page = small / "docs" / "index.md"
    page.write_text(f"# Synthetic\n\nA [link](http://127.0.0.1:{port}/x).\n", "utf-8")
    ran = run("linkcheck", "--json", root=small)
    assert (ran.returncode, ran.stderr) == (FAILED, "")
    (message,) = json.loads(ran.stdout)["languages"][0]["messages"]
    assert message.startswith(f"docs/index.md:3: WARNING: broken link: http://127.0.0.1:{port}/x")


def test_pages_without_dead_links_pass(small):
    ran = run("linkcheck", root=small)
    assert (ran.returncode, ran.stdout, ran.stderr) == (OK, "every link answers\n", "")


# -- po ------------------------------------------------------------------------------------------


def test_the_repositorys_own_catalogs_are_up_to_date(copy):
    before = bytes_below(copy / "locale")
    ran = run("po", root=copy)
    assert (ran.returncode, ran.stderr) == (OK, "")
    assert ran.stdout == "ar: every catalog is up to date\n"
    assert bytes_below(copy / "locale") == before


def test_one_edited_sentence_changes_one_entry_of_one_catalog(copy):
    about = copy / "docs" / "about.md"
    text = about.read_text("utf-8")
    sentence = next(line for line in text.splitlines() if line.endswith(".") and len(line) > 60)
    assert text.count(sentence) == 1
    about.write_text(text.replace(sentence, f"{sentence[:-1]}, synthetically."), "utf-8")
    before = bytes_below(copy / "locale")
    ran = run("po", root=copy)
    counts = "0 new, 1 fuzzy, 0 obsolete, 0 reused"
    said = f"ar about.po: {counts}\nar: 1 catalog changed: {counts}\n"
    assert (ran.returncode, ran.stdout) == (OK, said)
    after = bytes_below(copy / "locale")
    name = "ar/LC_MESSAGES/about.po"
    assert [path for path in after if after[path] != before.get(path)] == [name]
    first, second = (item[name].split(b"\n\n") for item in (before, after))
    changed = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
    assert b"#, fuzzy" in changed[0][1]


def test_a_new_language_gets_its_catalogs(small):
    conf = small / "conf.py"
    conf.write_text(CONF.replace('"ar": "العربية"', '"fr": "français"'), "utf-8")
    ran = run("po", root=small)
    assert ran.returncode == OK
    assert "index.po: 2 new, 0 fuzzy, 0 obsolete" in ran.stdout
    assert '"Language: fr\\n"' in (small / "locale/fr/LC_MESSAGES/index.po").read_text("utf-8")


def test_a_catalog_in_conflict_stops_the_update_before_anything_is_written(copy):
    po = copy / "locale" / "ar" / "LC_MESSAGES" / "index.po"
    line = po.read_text("utf-8").count("\n") + 1
    with po.open("a", encoding="utf-8") as file:
        file.write("<<<<<<< HEAD\n")
    with (copy / "docs" / "about.md").open("a", encoding="utf-8") as file:
        file.write("\nOne more synthetic sentence.\n")
    before = bytes_below(copy / "locale")
    ran = run("po", root=copy)
    assert (ran.returncode, ran.stdout) == (BAD_INPUT, "")
    assert ran.stderr.startswith(f"warraq: {po}:{line}: a merge conflict stands here")
    assert "Traceback" not in ran.stderr
    assert bytes_below(copy / "locale") == before


def test_pages_with_warnings_do_not_reach_the_catalogs(small):
    (small / "docs" / "index.md").write_text("# Synthetic\n\n```{nonsense}\n```\n", "utf-8")
    ran = run("po", root=small)
    assert ran.returncode == FAILED
    assert "docs/index.md:3" in ran.stderr
    assert not (small / "locale").exists()
