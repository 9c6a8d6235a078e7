"""Whoever changes a byte of a published edition is found out. The sites are synthetic."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from synthetic_site import (
    EDITIONS,
    digest,
    gather_former,
    page_html,
    render_edition,
    seal,
    write_edition,
    write_rest,
    write_site,
)

from warraq.archive import Archive
from warraq.cli import main
from warraq.editions import filecheck
from warraq.editions.content import choose_content, content_digests
from warraq.editions.git import Repository
from warraq.editions.model import EditionError, Sealed
from warraq.editions.records import (
    read_sealed,
    record_line,
    seal_lines,
    write_records,
)
from warraq.editions.verifying import verify_site
from warraq.languages import Language
from warraq.site import sealing
from warraq.site.assembly import Made
from warraq.site.shelf import read_shelf


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    site = tmp_path_factory.mktemp("published") / "site"
    write_site(site)
    yield site
    assert verify_site(site).good, "a test wrote to what all tests share"


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    """A copy, as a reader downloads it: nothing else of the archive is there.

    Its files are links, which cost less, to those of all copies; `put` lets them be.
    """
    return Path(shutil.copytree(built, tmp_path / "site", copy_function=os.link))


def put(path: Path, content: str | bytes) -> None:
    """Write a file anew."""
    path.unlink(missing_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_a_copy_of_the_site_is_good(site):
    verdict = verify_site(site)
    assert verdict.good, verdict.findings
    assert verdict.editions == EDITIONS
    assert verdict.files == 6 * 3 * 2 + 6 * 2 + 2 * 1 + 6  # what is sealed; latest; a tombstone
    assert verify_site(site, ["2023.11"]).editions == ("2023.11",)


def test_linked_files_are_read_once(built, tmp_path):
    linked = tmp_path / "site"
    shutil.copytree(built, linked, copy_function=os.link)
    whole = verify_site(linked)
    assert whole.good
    copied = verify_site(Path(shutil.copytree(built, tmp_path / "other")))
    assert whole.files == copied.files
    assert whole.octets < copied.octets


# -- Tamperings ----------------------------------------------------------------------------------

ONE, TWO = "ar/2023.05/briefs/2023/one.html", "ar/2023.05/briefs/2023/two.html"
RECORD = "editions/2023.05"
Act = Callable[[Path], object]


def edit(path: str, old: bytes, new: bytes) -> Act:
    def act(site: Path) -> None:
        data = (site / path).read_bytes()
        assert old in data
        put(site / path, data.replace(old, new))

    return act


def swap(one: str, other: str) -> Act:
    def act(site: Path) -> None:
        (site / one).rename(site / "x")
        (site / other).rename(site / one)
        (site / "x").rename(site / other)

    return act


def replace(path: str, make: Callable[[Path], object]) -> Act:
    def act(site: Path) -> None:
        (site / path).unlink()
        make(site / path)

    return act


TAMPERINGS: dict[str, tuple[Act, list[str]]] = {
    "a word": (
        edit(TWO, b"Nothing of it", b"All of it"),
        [f"changed {TWO}: is not the file that was sealed; its text has changed too"],
    ),
    "a style": (
        edit(TWO, b"<p>", b'<p class="other">'),
        [f"changed {TWO}: is not the file that was sealed; its text is still the same"],
    ),
    "one bit": (
        lambda site: put(site / ONE, b"<" + (site / ONE).read_bytes()[1:-1] + b"\x0b"),
        [f"changed {ONE}: is not the file that was sealed; its text is still the same"],
    ),
    "emptied": (lambda site: put(site / ONE, b""), [f"changed {ONE}: is empty"]),
    "removed": (lambda site: (site / ONE).unlink(), [f"missing {ONE}: is missing"]),
    "added": (
        lambda site: (site / "ar/2023.05/briefs/2023/three.html").write_text("synthetic"),
        ["added ar/2023.05/briefs/2023/three.html: does not belong to the edition"],
    ),
    "added and hidden": (
        lambda site: (site / "ar/2023.05/.hidden").write_text("synthetic"),
        ["added ar/2023.05/.hidden: does not belong to the edition"],
    ),
    "a folder added": (
        lambda site: shutil.copytree(site / "ar/2023.05", site / "ar/2023.05/copy/deep"),
        [f"added ar/2023.05/copy/deep/{name}: does not belong to the edition" for name in (
            "_edition.css", "_static/two words.css", "about.html", "briefs/2023/gone.html",
            "briefs/2023/one.bib", "briefs/2023/one.html", "briefs/2023/two.html",
        )],
    ),
    "swapped": (
        swap(ONE, TWO),
        [
            f"swapped {ONE}: holds what belongs into {TWO}: they were swapped",
            f"swapped {TWO}: holds what belongs into {ONE}: they were swapped",
        ],
    ),
    "languages swapped": (
        swap("ar/2023.05/about.html", "en/2023.05/about.html"),
        [
            "swapped ar/2023.05/about.html: holds what belongs into en/2023.05/about.html: "
            "they were swapped",
            "swapped en/2023.05/about.html: holds what belongs into ar/2023.05/about.html: "
            "they were swapped",
        ],
    ),
    "of another edition": (
        lambda site: put(site / TWO, (site / TWO.replace("05", "11", 1)).read_bytes()),
        [f"changed {TWO}: is not the file that was sealed; its text has changed too"],
    ),
    "renamed": (
        lambda site: (site / ONE).rename(site / ONE.replace("one", "1")),
        [f"renamed {ONE}: is missing; its content is now in {ONE.replace('one', '1')}: "
         "it was renamed"],
    ),
    "a link to the same": (
        replace(ONE, lambda path: path.symlink_to(path.with_name("two.html"))),
        [f"no plain file {ONE}: is a symbolic link, to "],
    ),
    "a link to a folder": (
        lambda site: (site / "ar/2023.05/more").symlink_to("/etc"),
        ["no plain file ar/2023.05/more: is a symbolic link, to /etc; it was not followed"],
    ),
    "the edition's folder a link": (
        lambda site: (site / "ar/2023.05").rename(site / "x")
        and (site / "ar/2023.05").symlink_to("../x"),
        ["no plain file ar/2023.05: is a symbolic link; it was not followed"],
    ),
    "a pipe": (
        replace(ONE, lambda path: os.mkfifo(path)),
        [f"no plain file {ONE}: is neither a file nor a folder; it was not opened"],
    ),
    "a folder": (
        replace(ONE, lambda path: path.mkdir()),
        [f"missing {ONE}: is missing"],
    ),
    "a name that a terminal obeys": (
        lambda site: (site / "ar/2023.05/\x1b[2J\u202e.html").write_text("synthetic"),
        ["added ar/2023.05/\\x1b[2J\\u202e.html: does not belong to the edition"],
    ),
    "a name that is no text": (
        lambda site: Path(os.fsdecode(os.fsencode(site / "ar/2023.05") + b"/\xff")).touch(),
        ["added ar/2023.05/\\udcff: does not belong to the edition"],
    ),
    "a language lost": (
        lambda site: shutil.rmtree(site / "ar/2023.05"),
        ["missing ar/2023.05: is missing, the whole folder with its 7 files"],
    ),
    "a language more": (
        lambda site: shutil.copytree(site / "ar/2023.05", site / "fr/2023.05"),
        ["added fr/2023.05: does not belong to the edition, which has no such language"],
    ),
    "a folder of no edition": (
        lambda site: (site / "ar/2022.01").mkdir(),
        ["added ar/2022.01: is an edition without a record"],
    ),
    "the record lost": (
        lambda site: shutil.rmtree(site / RECORD),
        [
            "added ar/2023.05: is an edition without a record",
            "added en/2023.05: is an edition without a record",
        ],
    ),
    "the list edited": (
        edit(f"{RECORD}/SHA256SUMS", b"/one.html", b"/1.html"),
        [f"record {RECORD}/SHA256SUMS:6: this line is not as it was written; "],
    ),
    "the manifest edited": (
        edit(f"{RECORD}/manifest-sha256.txt", b"data/ar", b"data/fr"),
        [f"record {RECORD}/manifest-sha256.txt:1: this line is not as it was written; "],
    ),
    "both lists lost": (
        lambda site: [
            (site / RECORD / name).unlink() for name in ("SHA256SUMS", "manifest-sha256.txt")
        ],
        [
            f"record {RECORD}/SHA256SUMS: is missing",
            f"record {RECORD}/manifest-sha256.txt: is missing",
            f"record {RECORD}: has no list of files that can be trusted, so its files were not "
            "checked",
        ],
    ),
    "something beside the record": (
        lambda site: (site / RECORD / "notes.txt").write_text("synthetic"),
        [f"added {RECORD}/notes.txt: does not belong to the record"],
    ),
    "a page of latest": (
        edit("ar/latest/about.html", b"Nothing of it", b"All of it"),
        ["latest ar/latest/about.html: is not the file of edition 2024.02, the newest"],
    ),
    "a page of latest lost": (
        lambda site: (site / "ar/latest/about.html").unlink(),
        ["latest ar/latest/about.html: is missing, as edition 2024.02 has it"],
    ),
    "a page more in latest": (
        lambda site: (site / "ar/latest/forged.html").write_text("synthetic"),
        ["latest ar/latest/forged.html: is of no edition"],
    ),
    "latest of an older edition": (
        edit("ar/latest/_edition.css", b"2024.02", b"2023.11"),
        ["style ar/latest/_edition.css: does not name edition 2024.02, which is the newest"],
    ),
    "a style that hides": (
        lambda site: put(site / "ar/status/2023.05.css", "article{display:none}"),
        ["style ar/status/2023.05.css: line 1: a rule that such a style never has: article"],
    ),
    "latest lost": (
        lambda site: shutil.rmtree(site / "ar/latest"),
        [
            "latest ar/latest: is missing; edition 2024.02 should be found there again",
            "links ar/latest/briefs/2023/gone.html: is missing; pages of edition 2023.05 link",
        ],
    ),
    "a redirect out of the site": (
        lambda site: put(
            site / "ar/latest/briefs/2023/gone.html",
            '<meta http-equiv="refresh" content="0; url=https://evil.example/">'
        ),
        ["latest ar/latest/briefs/2023/gone.html: leads to https://evil.example/, which is not in"],
    ),
    "a redirect to nowhere": (
        lambda site: put(
            site / "ar/latest/briefs/2023/gone.html",
            '<meta http-equiv="refresh" content="0; url=no%20such.html#x">'
        ),
        ["latest ar/latest/briefs/2023/gone.html: leads to no such.html, which is not in the site"],
    ),
    "a tombstone lost": (
        lambda site: (site / "en/latest/briefs/2023/gone.html").unlink(),
        ["links en/latest/briefs/2023/gone.html: is missing; pages of edition 2023.05 link to it"],
    ),
    "a history lost": (
        lambda site: (site / "en/history/about.html").unlink(),
        ["links en/history/about.html: is missing; pages of edition 2023.05 link to it"],
    ),
    "a status lost": (
        lambda site: (site / "en/status/2023.05.css").unlink(),
        ["links en/status/2023.05.css: is missing; pages of edition 2023.05 ask it whether"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_each_tampering_is_named(site, tampering):
    act, expected = TAMPERINGS[tampering]
    act(site)
    found = [f"{one.kind} {one}" for one in verify_site(site).findings]
    assert len(found) == len(expected), found
    for one, start in zip(found, expected, strict=True):
        assert one.startswith(start)


def test_files_are_still_checked_where_one_list_is_broken(site):
    edit(f"{RECORD}/SHA256SUMS", b"/one.html", b"/1.html")(site)
    edit(TWO, b"Nothing of it", b"All of it")(site)
    found = [str(one) for one in verify_site(site).findings]
    assert found[1] == f"{TWO}: is not the file that was sealed"


def test_a_link_that_comes_after_the_look_is_not_followed_either(site):
    (site / "x").symlink_to(ONE)
    with pytest.raises(OSError, match="symbolic link"):
        filecheck.Reader(site).digest("x")


def test_a_file_that_cannot_be_read_is_named(site, monkeypatch):
    opened = filecheck.os.open

    def refuse(path, *arguments):
        if str(path).endswith(ONE):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments)

    monkeypatch.setattr(filecheck.os, "open", refuse)
    (finding,) = verify_site(site, ["2023.05"]).findings
    assert str(finding) == f"{ONE}: cannot be read: Permission denied"


def test_nothing_outside_of_the_site_is_opened(site, monkeypatch):
    """Whatever a hostile copy says, no more is opened than what was found inside of it."""
    (site / "ar/2023.05/more").symlink_to("/etc")
    (site / "en").rename(site / "elsewhere")
    (site / "en").symlink_to("/etc")
    record = site / RECORD
    for name in ("manifest-sha256.txt", "SHA256SUMS", "tagmanifest-sha256.txt"):
        data = (record / name).read_bytes()
        put(record / name, data + f"{'0' * 64}  data/../../../../etc/passwd\n".encode())
    opened = []
    real = filecheck.os.open
    monkeypatch.setattr(
        filecheck.os, "open", lambda path, *a: opened.append(path) or real(path, *a)
    )
    assert not verify_site(site).good
    assert opened
    assert all(Path(path).resolve().is_relative_to(site) for path in opened)


def test_a_record_that_lies_about_a_text_is_found_out(tmp_path):
    files = render_edition("2023.05")
    sealed = seal("2023.05", files)
    path = "ar/2023.05/about.html"
    lying = {**sealed.texts, path: digest(b"another text")}
    object.__setattr__(sealed, "texts", lying)
    write_edition(tmp_path, sealed, files)
    (finding,) = verify_site(tmp_path, ["2023.05"]).findings
    assert str(finding) == (
        f"{path}: its text is not the one that text-sha256.txt has the digest of"
    )


def test_a_folder_that_is_no_site_and_an_edition_that_is_none_are_refused(site):
    with pytest.raises(EditionError, match="is no folder"):
        verify_site(site / "nowhere")
    with pytest.raises(EditionError, match="holds no editions"):
        verify_site(site / "ar")
    with pytest.raises(EditionError, match="is not the name of an edition"):
        verify_site(site, ["../x"])
    with pytest.raises(EditionError, match=r"has no edition 2022\.01 \(there are: 2023\.05, 2023"):
        verify_site(site, ["2022.01"])


def test_a_new_rendering_says_whether_the_text_is_the_same(site):
    files = render_edition("2024.02")
    styled = {path: data.replace(b"<p>", b'<p class="new">') for path, data in files.items()}
    former = gather_former(site, "2024.02")
    write_edition(site, seal("2024.02", styled, rendering=2), styled, former=former)
    verdict = verify_site(site, ["2024.02"])
    assert verdict.good, verdict.findings
    assert "edition 2024.02: rendering 2 has changed no text of rendering 1" in verdict.notes
    page = "ar/2024.02/about.html"
    worded = {**styled, page: page_html("Synthetic", "Other words", "ar")}
    former = gather_former(site, "2024.02")
    write_edition(site, seal("2024.02", worded, rendering=3), worded, former=former)
    verdict = verify_site(site, ["2024.02"])
    assert verdict.good, verdict.findings
    assert [note for note in verdict.notes if "rendering 3" in note] == [
        "edition 2024.02: rendering 3 has changed the text of 1 page of rendering 1",
        "edition 2024.02: rendering 3 has changed the text of 1 page of rendering 2",
    ]
    record = site / "editions" / "2024.02" / "renderings" / "1" / "edition.json"
    good = record.read_bytes()
    put(record, good.replace(b"Synthetic", b"Forged"))
    assert "renderings/1/edition.json: has changed" in str(verify_site(site).findings[0])
    put(record, good)
    assert verify_site(site, ["2024.02"]).good
    elsewhere = record.parent.rename(site.parent / "elsewhere")
    record.parent.symlink_to(elsewhere)
    found = {str(one) for one in verify_site(site).findings}
    assert "editions/2024.02/renderings/1/edition.json: is no plain file" in found


# -- The command ---------------------------------------------------------------------------------


def test_the_command_says_in_a_line_that_all_is_good(site, monkeypatch, capsys):
    monkeypatch.chdir(site.parent)
    assert main(["verify", "site"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    *notes, last = said.out.splitlines()
    assert last.startswith("site: 3 editions, 56 files, ")
    assert last.endswith(
        " read: the files agree with the record that lies beside them; nothing outside of this "
        "folder vouches for the record; not signed, not time-stamped"
    )
    assert len(notes) == 2
    assert notes[0].startswith("tags and seals: not compared; ")
    assert notes[1].startswith("nothing vouches for 22 files beside the editions: ar/history/ (5)")


def test_the_command_finds_the_site_of_the_archive(site, monkeypatch, capsys):
    monkeypatch.chdir(site.parent)
    Path("build").mkdir()
    site.rename("build/site")
    for call in ([], ["2023.05"], ["build/site", "2023.05"]):
        assert main(["verify", "--alone", *call]) == 0
        assert capsys.readouterr().out.splitlines()[-1].startswith("build/site: ")
    assert main(["verify", "2022.01"]) == 2
    assert "build/site: has no edition 2022.01" in capsys.readouterr().err


def test_thousands_of_findings_stay_readable(site, capsys):
    for number in range(3000):
        (site / "ar" / "2023.05" / f"{number}.html").touch()
    assert main(["verify", "--alone", str(site)]) == 1
    said = capsys.readouterr().out
    assert "edition 2023.05: added (3,000)\n  ar/2023.05/0.html: does not belong" in said
    assert "  and 2,980 more; --all shows them\n" in said
    assert len(said.splitlines()) < 30
    assert "Delete what was added" in said
    assert main(["verify", "--alone", "--all", str(site)]) == 1
    assert capsys.readouterr().out.count("does not belong to the edition") == 3000


def test_the_command_says_how_to_get_back_what_was_lost(site, capsys):
    (site / ONE).unlink()
    (site / "en" / "latest" / "about.html").unlink()
    assert main(["verify", "--alone", str(site)]) == 1
    said = capsys.readouterr().out
    assert "edition 2023.05: missing (1)\n  ar/2023.05/briefs/2023/one.html: is missing" in said
    assert "\n    warraq site --again 2023.05\n" in said
    assert "made anew by: warraq site\n" in said


def test_json_is_the_whole_of_the_output(site, capsys):
    Path(os.fsdecode(os.fsencode(site / "ar/2023.05") + b"/\xff")).touch()
    assert main(["verify", "--json", "--alone", str(site)]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    data = json.loads(said.out)
    assert data["good"] is False
    assert data["editions"] == list(EDITIONS)
    assert data["findings"] == [
        {
            "kind": "added",
            "edition": "2023.05",
            "path": "ar/2023.05/\udcff",
            "said": "does not belong to the edition",
        }
    ]


# -- With the repository -------------------------------------------------------------------------


@pytest.fixture
def tagged(tmp_path: Path) -> tuple[Path, Repository, Path]:
    """A repository with an edition, and the site that was published from it."""
    root = tmp_path / "archive"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "about.md").write_text("# Synthetic\n", "utf-8")
    git(root, "init", "--quiet", "--template=", "--initial-branch=main")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Synthetic")
    git(root, "tag", "--annotate", "--message", "Synthetic", "edition/2023.05")
    repository = Repository.open(root)
    tag = repository.edition_tag("2023.05")
    chosen = choose_content(repository.list_files(tag.commit), "locale")
    content = content_digests(repository, chosen)
    assert list(content) == ["docs/about.md"]
    site = tmp_path / "site"
    files = render_edition("2023.05")
    sealed = seal("2023.05", files, tag=tag, content=content)
    write_edition(site, sealed, files)
    write_rest(site, {"2023.05": sealed})
    set_seal(root, site, sealed)
    return root, Repository.open(root), site


def set_seal(root: Path, site: Path, sealed: Sealed, *without: str) -> None:
    manifest = (site / "editions" / sealed.name / "tagmanifest-sha256.txt").read_bytes()
    rows = {**seal_lines(sealed), **record_line(manifest)}
    lines = "\n".join(f"{name}: {value}" for name, value in rows.items() if name not in without)
    name = f"{sealed.name}/{sealed.rendering}"
    git(
        root,
        *("tag", "--force", "--annotate", "--message", lines, f"seal/{name}"),
        f"edition/{sealed.name}",
    )


def tag(root: Path, name: str, environment: Mapping[str, str]) -> None:
    git(root, "tag", "--annotate", "--message", "Synthetic", name, environment=environment)


def git(root: Path, *words: str, environment: Mapping[str, str] = MappingProxyType({})) -> None:
    settings = ("-c", "user.name=Synthetic", "-c", "user.email=synthetic@example.org")
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(
        ["git", *settings, *words],
        cwd=root,
        check=True,
        env={**os.environ, **alone, **environment},
        capture_output=True,
    )


def test_tags_and_seals_vouch_for_the_site(tagged, capsys):
    root, repository, site = tagged
    verdict = verify_site(site, repository=repository)
    assert verdict.good, verdict.findings
    assert not any("tags and seals" in note for note in verdict.notes)
    assert main(["verify", str(site), "--root", str(root)]) == 0
    assert "not compared" not in capsys.readouterr().out


def test_what_the_repository_says_otherwise_is_named(tagged):
    root, _, site = tagged

    def found() -> list[str]:
        return [str(one) for one in verify_site(site, repository=Repository.open(root)).findings]

    # A whole new edition, forged with a record of its own.
    files = render_edition("2023.05")
    forged = {path: data.replace(b"Nothing of it", b"All of it") for path, data in files.items()}
    tag = Repository.open(root).edition_tag("2023.05")
    write_edition(site, seal("2023.05", forged, tag=tag), forged)
    write_rest(site, {"2023.05": seal("2023.05", forged, tag=tag)})
    assert found() == [
        "seal/2023.05/1: its rendering-sha256 is not that of the site's edition",
        "seal/2023.05/1: its content-sha256 is not that of the site's edition",
        "seal/2023.05/1: its text-sha256 is not that of the site's edition",
        "seal/2023.05/1: its record-sha256 is not that of the site's record: its descriptions were "
        "changed (bag-info.txt, fetch.txt, ro-crate-metadata.json)",
        "edition/2023.05:docs/about.md: is not what content-sha256.txt says of it",
    ]
    git(root, "tag", "--delete", "seal/2023.05/1")
    assert found()[0].startswith("seal/2023.05/1: is not in the repository")
    git(root, "tag", "--annotate", "--message", "x: y", "seal/2023.05/1", "HEAD")
    assert found()[0] == "seal/2023.05/1: seals another tag than edition/2023.05"
    git(root, "tag", "--annotate", "--message", "x: y", "seal/2023.05/2", "edition/2023.05")
    assert "seal/2023.05/2: is of a newer rendering than the site's, which is the first" in found()
    git(root, "tag", "--force", "--annotate", "--message", "Moved", "edition/2023.05")
    (moved,) = found()
    assert moved.startswith("edition/2023.05: is ")
    assert "the site's edition was made from " in moved
    git(root, "tag", "--delete", "edition/2023.05")
    (lost,) = found()
    assert lost.startswith("edition/2023.05: ")


def test_an_edition_that_was_sealed_and_is_not_in_the_site_is_named(tagged):
    root, _, site = tagged
    git(root, "tag", "--annotate", "--message", "Synthetic", "edition/2023.11")
    assert verify_site(site, repository=Repository.open(root)).good, "not sealed, not published"
    git(root, "tag", "--annotate", "--message", "x: y", "seal/2023.11/1", "edition/2023.11")
    (finding,) = verify_site(site, repository=Repository.open(root)).findings
    assert str(finding) == "edition/2023.11: was sealed, but the site does not have the edition"


def test_the_seal_covers_what_describes_an_edition(tagged):
    """Whoever writes digests anew with care, up to the tag manifest, is found out by the seal."""
    _, repository, site = tagged
    record = site / "editions" / "2023.05"
    crate, manifest = record / "ro-crate-metadata.json", record / "manifest-sha256.txt"
    tags = record / "tagmanifest-sha256.txt"
    chain = ((crate, manifest), (manifest, tags))
    edit("editions/2023.05/ro-crate-metadata.json", b"Synthetic Publisher", b"Forger")(site)
    before = {"ro-crate-metadata.json": "data/ro-crate-metadata.json"}
    for file, holder in chain:
        name = before.get(file.name, file.name)
        rows = holder.read_text("utf-8").splitlines()
        put(
            holder,
            "".join(
                f"{digest(file.read_bytes())}  {name}\n"
                if row.endswith(f"  {name}")
                else f"{row}\n"
                for row in rows
            ),
        )
    assert verify_site(site).good
    (finding,) = verify_site(site, repository=repository).findings
    assert str(finding).startswith("seal/2023.05/1: its record-sha256 is not that of the site's")


def test_an_older_seal_and_lost_renderings_are_told(tagged):
    root, _, site = tagged
    first = read_sealed(site, "2023.05")
    set_seal(root, site, first, "record-sha256")
    verdict = verify_site(site, repository=Repository.open(root))
    assert verdict.good
    assert [note for note in verdict.notes if "is of an older toolkit, and does not cover" in note]
    assert not verdict.proofs[0].covers_record
    files = render_edition("2023.05")
    second = seal("2023.05", files, tag=first.tag, content=first.content, rendering=2)
    write_edition(site, second, files, former=gather_former(site, "2023.05"))
    set_seal(root, site, second)
    assert verify_site(site, repository=Repository.open(root)).good
    write_edition(site, second, files)
    shutil.rmtree(site / "editions" / "2023.05" / "renderings")
    (finding,) = verify_site(site, repository=Repository.open(root)).findings
    assert "as the records of former renderings are lost (renderings/1): bring" in str(finding)


def test_dates_that_cannot_be_are_told_and_refuse_nothing(tagged):
    root, _, site = tagged
    past = {"GIT_COMMITTER_DATE": "1000000000 +0000"}
    tag(root, "edition/2023.11", past)
    archive = Archive(root, (Language("en", "English"),), "Synthetic", "")
    told = read_shelf(archive).findings
    assert len(told) == 2
    assert told[0].startswith("edition/2023.11 is dated 2001-09-09T01:46:40Z, before its own com")
    assert told[1].startswith("edition/2023.11 is dated 2001-09-09T01:46:40Z, before edition/2023")
    files = render_edition("2023.11")
    dated = Repository.open(root).edition_tag("2023.11")
    content = read_sealed(site, "2023.05").content
    sealed = seal("2023.11", files, tag=dated, content=content)
    write_edition(site, sealed, files)
    write_rest(site, {"2023.05": read_sealed(site, "2023.05"), "2023.11": sealed})
    set_seal(root, site, sealed)
    verdict = verify_site(site, repository=Repository.open(root))
    assert verdict.good, verdict.findings
    assert set(told) <= set(verdict.notes)
    assert told[1] in verify_site(site).notes, "the records alone tell their order"


def test_an_edition_that_is_made_again_says_that_its_record_is_another():
    files = render_edition("2023.05")
    sealed = seal("2023.05", files, rendering=2)
    records = write_records(sealed)
    made = Made(sealed, (), records)
    good = record_line(records["tagmanifest-sha256.txt"])["record-sha256"]
    for promised, said in (
        (good, ""),
        ("", ""),  # an older seal
        ("0" * 64, "the records of former renderings are lost (renderings/1). Bring that folder"),
    ):
        assert said in sealing._say_record(made, "seal/2023.05/2", promised)
    assert not sealing._say_record(made, "seal/2023.05/2", good)
    first = Made(seal("2023.05", files), (), records)
    assert "describe it otherwise" in sealing._say_record(first, "seal/2023.05/1", "0" * 64)
