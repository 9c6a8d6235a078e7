"""Editions are published from their tags alone, once, and stay as they are for ever."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from demo import make_demo, run_git
from published import copy_demo, digest_tree, publish_two, read_reports

from warraq.archive import Archive, read_archive
from warraq.cli import main
from warraq.editions.model import EditionError, Toolkit
from warraq.editions.verifying import verify_site
from warraq.site import assembly, rendering
from warraq.site.publishing import publish_parts, publish_site, render_part
from warraq.site.releasing import Release, release_edition
from warraq.site.rendering import Options
from warraq.site.restyling import restyle_edition
from warraq.site.shelf import State, read_shelf

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "ar")
LATER = datetime(2024, 2, 10, 12, 0, tzinfo=UTC)


def site_of(root: Path) -> Path:
    return root / "build" / "site"


def sealed_only(root: Path, *editions: str) -> dict[str, str]:
    """The digests of what may never change: pages and records of these editions."""
    found = {}
    for folder in (*LANGUAGES, "editions"):
        for edition in editions:
            place = site_of(root) / folder / edition
            found |= {f"{place}/{name}": digest for name, digest in digest_tree(place).items()}
    return found


def inodes(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def forget_build(archive: Archive) -> None:
    """Let nothing be there that was built; deleting it would take a second."""
    archive.build.rename(archive.root.with_name(f"built-{archive.build.stat().st_ino}"))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration archive with two published editions, the third committed, not tagged."""
    return publish_two(tmp_path_factory)


@pytest.fixture
def archive(two: Path, tmp_path: Path) -> Archive:
    """A copy of it, to be changed."""
    return read_archive(copy_demo(two, tmp_path / "archive"))


# -- Append-only -------------------------------------------------------------------------------


def test_a_release_changes_no_byte_of_the_editions_before(archive: Archive) -> None:
    before = sealed_only(archive.root, "2023.05", "2023.11")
    names = {
        **inodes(site_of(archive.root) / "ar" / "2023.05"),
        **inodes(site_of(archive.root) / "editions" / "2023.05"),
    }
    published = release_edition(archive, Release("2024.02", "A synthetic note.", now=LATER))
    assert [sealed.name for sealed in published.made] == ["2024.02"]
    assert before
    assert sealed_only(archive.root, "2023.05", "2023.11") == before
    after = {
        **inodes(site_of(archive.root) / "ar" / "2023.05"),
        **inodes(site_of(archive.root) / "editions" / "2023.05"),
    }
    assert after == names, "not even written again with the same bytes"
    folders = {path.split("/")[1] for path in published.changed if path.startswith(LANGUAGES)}
    assert folders <= {"latest", "history", "editions", "status", "index.html", "404.html"}
    assert verify_site(site_of(archive.root)).findings == ()


def test_the_same_tags_give_the_same_site_on_another_machine_in_another_order(
    published: Path, tmp_path: Path
) -> None:
    """Parts, made one by one and newest first, in a clone."""
    run_git(tmp_path, "clone", "--quiet", str(published), "clone")
    other = read_archive(tmp_path / "clone")
    for edition in ("2024.02", "2023.05", "2023.11"):
        for language in reversed(LANGUAGES):
            render_part(other, edition, language)
    made = publish_parts(other).made
    assert [sealed.name for sealed in made] == ["2023.05", "2023.11", "2024.02"]
    assert digest_tree(site_of(other.root)) == digest_tree(site_of(published))
    assert not (other.build / "parts" / "2024.02").exists()


def test_nothing_is_made_that_is_there(archive: Archive) -> None:
    before = digest_tree(site_of(archive.root))
    times = {path: path.stat().st_mtime_ns for path in site_of(archive.root).rglob("*.html")}
    published = publish_site(archive)
    assert published.made == ()
    assert published.changed == ()
    assert digest_tree(site_of(archive.root)) == before
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_what_is_the_same_is_stored_once(published: Path) -> None:
    """Pages of neighbours, of latest, and files that both languages have."""
    site = site_of(published)
    page = "about.html"
    one = site / "ar" / "2023.05" / page
    assert one.samefile(site / "ar" / "2024.02" / page)
    assert one.samefile(site / "ar" / "latest" / page)
    script = "_static/js/edition.js"
    assert (site / "ar" / "2023.05" / script).samefile(site / "en" / "2024.02" / script)
    sizes = {path.stat().st_ino: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    first = [site / language / "2023.05" for language in LANGUAGES]
    alone = sum(path.stat().st_size for folder in first for path in folder.rglob("*"))
    assert sum(sizes.values()) < 2.5 * alone


def test_unchanged_pages_are_neither_read_nor_written_again(published: Path) -> None:
    """The work folder keeps what Sphinx read and wrote for the edition before."""
    counts = read_reports(published)
    everything = counts["2023.05", "ar", "reading"]
    assert everything == 11
    for edition in ("2023.11", "2024.02"):
        for language in LANGUAGES:
            assert 0 < counts[edition, language, "reading"] < everything
    pages = published / "build" / "editions" / "work" / "build" / "html" / "ar"
    first, second, third = (
        (pages / name).stat().st_mtime_ns
        for name in ("about.html", "briefs/2023/hearing.html", "briefs/2024/road.html")
    )
    assert first < second < third


# -- Releasing -----------------------------------------------------------------------------------


def refuse(archive: Archive, release: Release) -> str:
    """The sentence of a release that must not be; it leaves no trace."""
    before, refs = digest_tree(site_of(archive.root)), run_git(archive.root, "show-ref")
    with pytest.raises(EditionError) as caught:
        release_edition(archive, release)
    assert digest_tree(site_of(archive.root)) == before
    assert run_git(archive.root, "show-ref") == refs
    return str(caught.value)


def test_releases_that_must_not_be_say_why(archive: Archive) -> None:
    assert "write the year and the month" in refuse(archive, Release("24.2"))
    assert "there is an edition 2023.11 already" in refuse(archive, Release("2023.11"))
    assert "would be older than 2023.11" in refuse(archive, Release("2023.06"))
    early = datetime(2020, 1, 1, tzinfo=UTC)
    assert "clock says 2020-01-01" in refuse(archive, Release("2024.02", now=early))
    found = {"a synthetic check": lambda: ["docs/index.md:3: a synthetic finding"]}
    said = refuse(archive, Release("2024.02", checks=found, now=LATER))
    assert "a synthetic check found" in said
    assert "docs/index.md:3" in said


def test_a_tree_with_changes_is_not_released(archive: Archive) -> None:
    (archive.docs / "about.md").write_text("# Synthetic, not committed\n", "utf-8")
    (archive.docs / "new.md").write_text("# Synthetic, not added\n", "utf-8")
    said = refuse(archive, Release("2024.02", now=LATER))
    assert "docs/about.md" in said
    assert "docs/new.md" in said
    assert "commit them" in said


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen")
def test_tag_and_seal_can_be_signed(archive: Archive, tmp_path: Path) -> None:
    key = tmp_path / "synthetic key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "synthetic", "-f", str(key)],
        check=True,
    )
    run_git(archive.root, "config", "user.signingKey", str(key))
    run_git(archive.root, "config", "gpg.format", "ssh")
    release_edition(archive, Release("2024.02", now=LATER, sign=True))
    for tag in ("edition/2024.02", "seal/2024.02/1"):
        assert "-----BEGIN SSH SIGNATURE-----" in run_git(archive.root, "cat-file", "tag", tag)
    assert read_shelf(archive).editions[-1].state is State.PUBLISHED
    assert publish_site(archive).changed == ()


def test_ignored_files_do_not_slip_into_an_edition(archive: Archive) -> None:
    (archive.root / ".git" / "info").mkdir(exist_ok=True)
    (archive.root / ".git" / "info" / "exclude").write_text("ignored.css\n", "utf-8")
    (archive.root / "_static" / "css" / "ignored.css").write_text("/* synthetic */", "utf-8")
    assert "_static/css/ignored.css" in refuse(archive, Release("2024.02", now=LATER))


def test_a_page_with_a_warning_is_not_released_unless_that_is_accepted(archive: Archive) -> None:
    page = archive.docs / "about.md"
    page.write_text(page.read_text("utf-8") + "\n{term}`a synthetic unknown`\n", "utf-8")
    run_git(archive.root, *PERSON, "commit", "--quiet", "--all", "--message", "Synthetic")
    for _ in range(2):  # what was rendered is found again, and its warnings with it
        said = refuse(archive, Release("2024.02", now=LATER))
        assert "docs/about.md" in said
        assert "--accept-warnings" in said
    accepted = Options(accept_warnings=True)
    assert release_edition(archive, Release("2024.02", now=LATER), accepted).made
    # The bytes of what is sealed decide: nobody has to accept it once more.
    forget_build(archive)
    assert publish_site(archive).made


PERSON = ("-c", "user.name=Synthetic", "-c", "user.email=synthetic@example.org")


def test_the_command_releases_and_says_what_readers_will_see(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through the command, with lint and check, all but the network's links."""
    asked = ["release", "2024.02", "--offline", "--root", str(archive.root)]
    for language in ("fr", "en"):
        assert main([*asked, "--note-in", language, "Synthetic"]) == 2
        assert f"--note-in {language}: is none of the languages" in capsys.readouterr().err
    code = main([*asked, "--note", "A synthetic\nnote", "--note-in", "AR", "ملاحظة  اصطناعية"])
    said = capsys.readouterr()
    assert code == 0, said.err
    assert "Sealed edition 2024.02" in said.out
    assert "briefs/2023/market: A synthetic market moves" in said.out.partition("retracted (1)")[2]
    assert "git push origin edition/2024.02 seal/2024.02/1" in said.out
    tag = run_git(archive.root, "cat-file", "-p", "edition/2024.02")
    assert tag.endswith("\n\nA synthetic note\n\n[ar]\nملاحظة اصطناعية\n")
    listed = (site_of(archive.root) / "ar" / "editions" / "index.html").read_text("utf-8")
    assert "<p>ملاحظة اصطناعية</p>" in listed
    assert "A synthetic note" not in listed
    assert main(["editions", "--json", "--root", str(archive.root)]) == 0
    rows = json.loads(capsys.readouterr().out)["editions"]
    assert [row["state"] for row in rows] == ["published"] * 3
    assert all(row["pages"] and row["bytes"] and len(row["seal"]) == 64 for row in rows)


# -- What cannot be trusted ------------------------------------------------------------------------


def test_a_tag_that_moved_is_an_error(archive: Archive) -> None:
    before = digest_tree(site_of(archive.root))
    run_git(archive.root, *PERSON, "tag", "-f", "-a", "-m", "Synthetic", "edition/2023.05", "HEAD")
    with pytest.raises(EditionError, match=r"edition/2023.05 has moved.*git update-ref"):
        publish_site(archive)
    assert digest_tree(site_of(archive.root)) == before
    assert main(["editions", "--root", str(archive.root)]) == 1
    # Without what was built, the seal knows it still.
    forget_build(archive)
    with pytest.raises(EditionError, match=r"edition/2023.05 has moved"):
        publish_site(archive)


def test_a_seal_outlives_what_was_built(archive: Archive) -> None:
    before = sealed_only(archive.root, "2023.05", "2023.11")
    forget_build(archive)
    publish_site(archive)
    assert sealed_only(archive.root, "2023.05", "2023.11") == before


def test_other_code_does_not_pass_for_the_code_that_sealed(archive: Archive) -> None:
    style = archive.root / "_static" / "css" / "20-brief.css"
    style.write_text(style.read_text("utf-8") + "\n.synthetic { color: red }\n", "utf-8")
    forget_build(archive)
    with pytest.raises(
        EditionError,
        match=r"sealed with other code.*git checkout [0-9a-f]{40}.*warraq rebuild 2023.05",
    ):
        publish_site(archive)


def test_a_damaged_edition_is_named_and_comes_back_when_it_is_made_again(archive: Archive) -> None:
    site = site_of(archive.root)
    before = digest_tree(site)
    for victim in ("ar/2023.05/index.html", "editions/2023.05/manifest-sha256.txt"):
        path = site / victim
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content[: len(content) // 2])
    (site / "en" / "2023.05" / "about.html").unlink()
    (site / "en" / "2023.05" / "added.html").write_text("synthetic", "utf-8")
    assert read_shelf(archive).editions[0].state is State.DAMAGED
    with pytest.raises(EditionError, match=r"manifest-sha256.txt.*--again 2023.05"):
        publish_site(archive)
    publish_site(archive, ["2023.05"])
    assert digest_tree(site) == before
    assert verify_site(site).findings == ()


def test_what_was_taken_out_by_hand_stays_out(archive: Archive) -> None:
    """The law, or somebody's safety, may want a text off the web: both languages, all editions."""
    victims = [
        site_of(archive.root) / language / edition / "briefs" / "2023" / "bridge.html"
        for language in LANGUAGES
        for edition in ("2023.05", "2023.11", "latest")
    ]
    for victim in victims:
        victim.unlink()
    release_edition(archive, Release("2024.02", now=LATER))
    publish_site(archive)
    kept = [victim for victim in victims if "latest" not in victim.parts]
    assert not [victim for victim in kept if victim.exists()]
    named = {finding.path for finding in verify_site(site_of(archive.root)).findings}
    assert {victim.relative_to(site_of(archive.root)).as_posix() for victim in kept} <= named


def test_a_damaged_page_is_not_handed_on_to_the_next_edition(archive: Archive) -> None:
    """The new edition would link to the file of the old one: it looks at it first."""
    page = site_of(archive.root) / "ar" / "2023.11" / "about.html"
    good = page.read_bytes()
    page.chmod(0o644)
    page.write_bytes(good.replace(b"<p>", b"<i>", 1)[: len(good)])
    release_edition(archive, Release("2024.02", now=LATER))
    there = site_of(archive.root) / "ar" / "2024.02" / "about.html"
    assert there.read_bytes() == good
    named = list(verify_site(site_of(archive.root)).findings)
    assert named
    assert not [finding for finding in named if "2024.02" in str(finding)]


def test_a_corrupt_cache_is_named_and_made_anew(archive: Archive, two: Path) -> None:
    work = archive.build / "editions" / "work" / "build"
    page = work / "html" / "en" / "about.html"
    page.write_bytes(page.read_bytes().replace(b"synthetic", b"SYNTHETIC"))
    published = release_edition(archive, Release("2024.02", now=LATER))
    assert [line for line in published.messages if "about.html" in line]
    new = site_of(archive.root) / "en" / "2024.02" / "about.html"
    assert b"SYNTHETIC" not in new.read_bytes()


# -- Rebuilding on purpose -------------------------------------------------------------------------


def test_a_new_rendering_stands_beside_the_record_of_the_old(archive: Archive) -> None:
    site = site_of(archive.root)
    record = digest_tree(site / "editions" / "2023.05")
    assert restyle_edition(archive, "2023.05").made == ()  # the same code: nothing to seal
    style = archive.root / "_static" / "css" / "20-brief.css"
    style.write_text(style.read_text("utf-8") + "\n.synthetic { color: red }\n", "utf-8")
    with pytest.raises(EditionError, match=r"(?s)committed code.*_static/css/20-brief.css"):
        restyle_edition(archive, "2023.05")
    run_git(archive.root, *PERSON, "commit", "--quiet", "--all", "--message", "Synthetic style")
    made = restyle_edition(archive, "2023.05").made
    assert [(sealed.name, sealed.rendering) for sealed in made] == [("2023.05", 2)]
    after = digest_tree(site / "editions" / "2023.05")
    first = "renderings/1/"
    former = {name.removeprefix(first): after[name] for name in after if name.startswith(first)}
    assert former == record
    assert after["text-sha256.txt"] == record["text-sha256.txt"], "its text is the same"
    assert after["content-sha256.txt"] == record["content-sha256.txt"]
    assert after["SHA256SUMS"] != record["SHA256SUMS"]
    assert verify_site(site).findings == ()
    assert "seal/2023.05/2" in run_git(archive.root, "tag")
    # Another clone that has the seals brings the new rendering, with the code that made it.
    assert publish_site(archive).made == ()


def test_a_rendering_with_other_text_needs_to_be_accepted(archive: Archive) -> None:
    words = archive.root / "_templates" / "page.html"
    marked = words.read_text("utf-8").replace("<article>", "<article><p>synthetic words</p>")
    words.write_text(marked, "utf-8")
    run_git(archive.root, *PERSON, "commit", "--quiet", "--all", "--message", "Synthetic words")
    with pytest.raises(
        EditionError, match=r"(?s)change the text of \d+ pages.*--accept-other-text"
    ):
        restyle_edition(archive, "2023.05")
    assert restyle_edition(archive, "2023.05", accept_other_text=True).made


# -- Parts and turns -------------------------------------------------------------------------------


def test_an_edition_that_lacks_a_part_is_not_published(archive: Archive) -> None:
    run_git(archive.root, *PERSON, "tag", "-a", "-m", "Synthetic", "edition/2024.02")
    render_part(archive, "2024.02", "ar")
    with pytest.raises(EditionError, match=r"warraq site --only en/2024.02"):
        publish_parts(archive)
    with pytest.raises(EditionError, match=r"not in fr; its languages are en, ar"):
        render_part(archive, "2024.02", "fr")
    with pytest.raises(EditionError, match=r"there is no edition 2030.01"):
        render_part(archive, "2030.01", "ar")
    part = archive.build / "parts" / "2024.02" / "ar" / "files" / "index.html"
    part.chmod(0o644)
    part.write_text("synthetic, changed on the way", "utf-8")
    with pytest.raises(EditionError, match=r"files/index.html: not what part.json says"):
        publish_parts(archive)


def test_the_second_of_two_runs_waits(archive: Archive) -> None:
    run_git(archive.root, *PERSON, "tag", "-a", "-m", "Synthetic", "edition/2024.02")
    command = [sys.executable, "-m", "warraq", "site", "--root", str(archive.root)]
    options = {"env": {**os.environ, "PYTHONPATH": str(ROOT)}, "text": True}
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        for _ in range(2)
    ]
    said = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    outs, errors = "".join(out for out, _ in said), "".join(error for _, error in said)
    assert outs.count("Sealed edition 2024.02") == 1
    assert outs.count("Every edition was there already.") == 1
    assert errors.count("another publication of this archive is under way") <= 1
    assert verify_site(site_of(archive.root)).findings == ()


def test_an_edition_speaks_the_languages_that_its_tag_has(archive: Archive) -> None:
    """Nothing may lead to a language that has not come yet, or that an edition does not have."""
    conf = archive.root / "conf.py"
    conf.write_text(
        conf.read_text("utf-8").replace('"ar":', '"fr": "français",\n    "ar":', 1), "utf-8"
    )
    shutil.rmtree(archive.root / "locale" / "ar")
    run_git(archive.root, "add", "--all")
    run_git(archive.root, *PERSON, "commit", "--quiet", "--message", "Synthetic, English only")
    before = sealed_only(archive.root, "2023.05", "2023.11")
    published = release_edition(read_archive(archive.root), Release("2024.02", now=LATER))
    assert published.made[0].languages == ("en",)
    assert sealed_only(archive.root, "2023.05", "2023.11") == before
    site = site_of(archive.root)
    road = (site / "en" / "latest" / "briefs" / "2024" / "road.html").read_text("utf-8")
    assert "/ar/" not in road
    assert not (site / "ar" / "2024.02").exists()
    assert (site / "ar" / "latest" / "about.html").samefile(site / "ar" / "2023.11" / "about.html")
    assert not (site / "fr").exists()
    assert "fr/" not in (site / "index.html").read_text("utf-8")


def test_other_code_that_writes_the_same_pages_is_as_good(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search index must not tell of the code's version; the record names the first code."""
    before = sealed_only(archive.root, "2023.05", "2023.11")
    forget_build(archive)
    other = Toolkit("0.2.synthetic", "ab" * 32)
    monkeypatch.setattr(rendering, "toolkit_of", lambda _archive: other)
    monkeypatch.setattr("warraq.sphinxext._digest_code", lambda: "synthetic")
    publish_site(archive)
    assert sealed_only(archive.root, "2023.05", "2023.11") == before


def test_a_lost_site_of_other_code_can_be_rendered_anew(archive: Archive) -> None:
    """What the error advises has to work where nothing that was published is left."""
    style = archive.root / "_static" / "css" / "20-brief.css"
    style.write_text(style.read_text("utf-8") + "\n.synthetic { color: red }\n", "utf-8")
    run_git(archive.root, *PERSON, "commit", "--quiet", "--all", "--message", "Synthetic style")
    forget_build(archive)
    for edition in ("2023.05", "2023.11"):
        made = restyle_edition(archive, edition).made
        assert [(sealed.name, sealed.rendering) for sealed in made] == [(edition, 2)]
    assert verify_site(site_of(archive.root)).findings == ()


def test_a_rebuild_that_breaks_off_spoils_no_later_publication(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sealed_only(archive.root, "2023.05")
    style = archive.root / "_static" / "css" / "20-brief.css"
    style.write_text(style.read_text("utf-8") + "\n.synthetic { color: red }\n", "utf-8")
    run_git(archive.root, *PERSON, "commit", "--quiet", "--all", "--message", "Synthetic style")
    real = assembly.fill_folder

    def fill_one(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        raise OSError(28, "No space left on device", "synthetic")

    monkeypatch.setattr(assembly, "fill_folder", fill_one)
    with pytest.raises(OSError, match="No space"):
        restyle_edition(archive, "2023.05")
    monkeypatch.undo()
    assert restyle_edition(archive, "2023.11").made
    assert sealed_only(archive.root, "2023.05") == before


def test_a_forged_page_is_not_told_of_in_a_history(archive: Archive) -> None:
    page = site_of(archive.root) / "ar" / "2023.11" / "briefs" / "2023" / "bridge.html"
    page.chmod(0o644)
    page.write_bytes(page.read_bytes() + b"<p>synthetic forgery</p>")
    said = refuse(archive, Release("2024.02", now=LATER))
    assert "ar/2023.11/briefs/2023/bridge.html is not the file that was sealed" in said
    assert "--again 2023.11" in said


def test_without_an_edition_there_is_no_site(tmp_path: Path) -> None:
    root = make_demo(tmp_path / "archive", ["2023.05"])
    run_git(root, "tag", "-d", "edition/2023.05")
    with pytest.raises(EditionError, match="there is no edition yet"):
        publish_site(read_archive(root))
    assert not site_of(root).exists()


def test_a_note_that_git_cannot_keep_is_refused_at_once(archive: Archive) -> None:
    assert "no UTF-8" in refuse(archive, Release("2024.02", "bad \udcff"))
    assert "-----BEGIN" in refuse(archive, Release("2024.02", "-----BEGIN PGP SIGNATURE-----"))


def test_a_server_can_read_what_a_careful_maintainer_made(archive: Archive) -> None:
    before = os.umask(0o077)
    try:
        release_edition(archive, Release("2024.02", now=LATER))
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o044 for path in site_of(archive.root).rglob("*")}
    assert modes == {0o044}


def test_time_stamps_come_from_the_tags(published: Path) -> None:
    """So that a copy by rsync sends nothing twice, whichever machine built the site."""
    page = site_of(published) / "en" / "2024.02" / "briefs" / "2024" / "road.html"
    assert page.stat().st_mtime == 1707134400
    assert page.stat().st_mtime < time.time()
    assert not page.stat().st_mode & 0o222
