"""What readers are told to do to check an edition works, as they would do it."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from synthetic_editions import FACTS, Shelf, page

from warraq.editions.checkcommands import (
    check_files,
    get_file,
    get_files,
    get_list,
    get_record,
    list_of,
    sum_file,
)
from warraq.editions.records import seal_lines, write_records
from warraq.editions.verifying import verify_site

NAME = "2023.05"
NAMES = (
    "index.html",
    "_static/x.js",
    "briefs/ملف & b.html",
    "_images/figure #1 [2] 100+.png",
    "f/$HOME;'x'.html",
)
"""Those that a shell, an address or a setting of the machine could spoil."""


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits for 40 ms

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def serve(request: pytest.FixtureRequest):
    """Serves a folder; gives the address of its root."""

    def start(folder: Path) -> str:
        handler = functools.partial(Quiet, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        request.addfinalizer(server.server_close)
        request.addfinalizer(server.shutdown)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    return start


def run(line: str, folder: Path, locale: str = "C.UTF-8") -> str:
    """Run a line in a shell; what it prints, errors too."""
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=folder,
        env={**os.environ, "LC_ALL": locale},
        capture_output=True,
        text=True,
        timeout=30,
    )
    return done.stdout + done.stderr


def list_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def needs(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


def write_site(folder: Path) -> Path:
    """A site of one edition with the names above, and a page that its list does not name."""
    files = {f"ar/{NAME}/{name}": name.encode() for name in NAMES}
    sums = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    record = f"editions/{NAME}"
    files[list_of(NAME)] = "".join(f"{digest}  {path}\n" for path, digest in sums.items()).encode()
    files[f"{record}/ro-crate-metadata.json"] = b"{}"
    listed = hashlib.sha256(files[list_of(NAME)]).hexdigest()
    files[f"{record}/tagmanifest-sha256.txt"] = f"{listed}  SHA256SUMS\n".encode()
    files["unlisted.html"] = b""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.mark.parametrize("program", ["wget", "curl"])
@pytest.mark.parametrize("place", ["", "deep/er/"])
def test_each_file_that_the_list_names_arrives_under_its_own_name(serve, tmp_path, program, place):
    needs(program)
    site = write_site(tmp_path / "host" / place)
    address = serve(tmp_path / "host") + place
    copy = tmp_path / "copy"
    copy.mkdir()
    ways = (get_list(address, NAME), get_files(address, NAME), get_record(address, NAME))
    lines = [line for way in ways for line in way[program]]
    # A locale without letters beyond ASCII must not spoil a name.
    assert "".join(run(line, copy, "C" if place else "C.UTF-8") for line in lines) == ""
    wanted = list_files(site)
    assert wanted.pop("unlisted.html") == b""
    assert list_files(copy) == wanted


@pytest.mark.parametrize("system", ["Linux", "macOS"])
def test_the_check_is_silent_for_good_files_and_names_bad_and_missing_ones(tmp_path, system):
    (line,) = check_files(NAME)[system]
    needs(line.partition(" ")[0])
    site = write_site(tmp_path)
    assert run(line, site) == ""
    (site / "ar" / NAME / "briefs" / "ملف & b.html").write_bytes(b"forged")
    (site / "ar" / NAME / "index.html").unlink()
    said = run(line, site)
    assert "ملف & b.html: FAILED" in said
    assert f"ar/{NAME}/index.html: FAILED open" in said
    assert "x.js" not in said


def test_one_file_is_got_and_summed(serve, tmp_path):
    needs("curl")
    write_site(tmp_path / "host")
    path = f"ar/{NAME}/briefs/ملف & b.html"
    run(get_file(serve(tmp_path / "host"), path).replace("-L", "-sL"), tmp_path)
    # curl keeps the name as the address writes it.
    (found,) = tmp_path.glob("*.html")
    assert found.read_bytes() == "briefs/ملف & b.html".encode()
    wanted = hashlib.sha256(found.read_bytes()).hexdigest()
    ways = sum_file(found.name)
    for system in ("Linux", "macOS"):
        (line,) = ways[system]
        needs(line.partition(" ")[0])
        assert run(line, tmp_path).startswith(wanted)
    assert ways["Windows"] == [f"certutil -hashfile {found.name} SHA256"]
    assert "editions\\2023.05\\SHA256SUMS" in sum_file(list_of(NAME))["Windows"][0]


def test_without_an_address_a_reader_fills_it_in(tmp_path):
    for ways in (get_list("", NAME), get_files("", NAME), get_record("", NAME)):
        assert [*ways] == ["curl"]  # what wget has to cut depends on the address
        assert all("https://ADDRESS/" in line for line in ways["curl"])


# -- The pages -----------------------------------------------------------------------------


def read_section(text: str) -> Tag:
    section = BeautifulSoup(text, "html.parser").select_one("section#check")
    assert section is not None
    return section


def commands_of(section: Tag, *names: str) -> list[str]:
    """The lines of the ways of these names, in the order of the page."""
    return [
        code.text.strip()
        for term in section.select("dl.commands > dt")
        if term.text in names
        for code in term.find_next("dd").select("code")  # type: ignore[union-attr]
    ]


def test_a_reader_who_does_what_the_page_says_finds_the_edition_good(published, serve, tmp_path):
    needs("curl", "sha256sum")
    site = published / "build" / "site"
    address = serve(site)

    def do(line: str) -> str:
        return run(line.replace("https://archive.example.org/", address), tmp_path)

    short = read_section((site / "ar" / "editions" / "2024.02.html").read_text("utf-8"))
    said = [do(line) for line in commands_of(short, "curl", "Linux")]
    assert [bool(text) for text in said] == [False, True, False, False]
    assert said[1].split()[0] == short.select("dd code")[0].text
    whole = read_section((site / "en" / "editions" / "index.html").read_text("utf-8"))
    assert "".join(do(line) for line in commands_of(whole, "curl")[-2:]) == ""
    assert verify_site(tmp_path, ["2024.02"]).findings == ()


def test_the_list_has_the_numbers_that_a_seal_and_a_copy_have(published):
    site = published / "build" / "site"
    for tag in ("en", "ar"):
        soup = BeautifulSoup((site / tag / "editions" / "index.html").read_text("utf-8"), "lxml")
        for name in ("2023.05", "2023.11", "2024.02"):
            details = soup.select_one(f"#e{name.replace('.', chr(92) + '.')} > details")
            assert details is not None
            seal = subprocess.run(
                ["git", "cat-file", "tag", f"seal/{name}/1"],
                cwd=published,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            numbers = [code.text for code in details.select("dd > code")]
            manifest = site / "editions" / name / "tagmanifest-sha256.txt"
            assert f"rendering-sha256: {numbers[0]}\n" in seal
            assert numbers[1] == hashlib.sha256(manifest.read_bytes()).hexdigest()
            assert f"record-sha256: {numbers[1]}\n" in seal
            assert f"object {numbers[2]}\n" in seal
        lines = [code.text.strip() for code in soup.select("section#check pre > code")]
        assert "git cat-file tag seal/2024.02/1" in lines
        assert f"curl -L -O https://archive.example.org/{tag}/2024.02/index.html" in lines


def test_signatures_and_the_rendering_before_are_shown_where_they_are():
    shelf = Shelf()
    sealed = shelf.add(NAME, en=page("index", "Front.", kind="document", source="a"))
    bare = shelf.publish()[f"en/editions/{NAME}.html"]
    # Without a record the number of the list is worked out.
    assert seal_lines(sealed)["rendering-sha256"] in bare
    assert "<dd>1</dd>" in bare
    object.__setattr__(sealed, "rendering", 3)
    former = {"renderings/1/SHA256SUMS": b"", "renderings/2/SHA256SUMS": b""}
    folder = f"editions/{NAME}/"
    records = write_records(sealed, former=former)
    shelf.files |= {folder + name: data for name, data in records.items()}
    for end in (".asc", ".tsr", ".tsq"):
        shelf.files[f"{folder}tagmanifest-sha256.txt{end}"] = b""
    section = read_section(shelf.publish()[f"en/editions/{NAME}.html"])
    links = {str(link["href"]) for link in section.select("dl a")}
    assert links == {
        f"../../{folder}{name}"
        for name in (
            "SHA256SUMS",
            "tagmanifest-sha256.txt",
            "renderings/2/SHA256SUMS",
            "tagmanifest-sha256.txt.asc",
            "tagmanifest-sha256.txt.tsr",
        )
    }
    assert "3, the record of the one before is kept" in section.text
    assert seal_lines(sealed)["rendering-sha256"] in section.text
    assert FACTS.address in section.text
