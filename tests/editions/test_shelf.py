"""What is tagged, sealed and published is looked at as one before anything is built upon it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from demo import make_demo, run_git
from published import copy_demo
from repos import Repo, link
from synthetic_site import gather_former

import warraq
from warraq.archive import Archive, read_archive
from warraq.cli import main
from warraq.desk import editions as desk
from warraq.desk.outcome import say_published
from warraq.editions.git import Repository
from warraq.editions.model import EditionError, Sealed, check_not_future
from warraq.editions.records import read_sealed, write_records
from warraq.editions.toolkit import uncommitted_files
from warraq.editions.verifying import verify_site
from warraq.site import publishing, releasing, restyling
from warraq.site.publishing import Published, publish_site
from warraq.site.releasing import Release, release_edition
from warraq.site.restyling import restyle_edition
from warraq.site.shelf import State, read_shelf, site_of

LATER = datetime(2024, 3, 10, 12, 0, tzinfo=UTC)
NAMES = ("2023.05", "2023.11", "2024.02")


@pytest.fixture(scope="module")
def own(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the published demonstration archive; each test leaves it as it was."""
    root = copy_demo(published, tmp_path_factory.mktemp("shelf") / "archive")
    shutil.rmtree(root / "build" / "editions" / "work")
    return root


@pytest.fixture
def archive(own: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """The archive; nothing of it may be rendered, as what is refused is refused before that."""
    for module in (publishing, releasing, restyling):
        monkeypatch.setattr(module, "render_edition", never)
    return read_archive(own)


def never(*_: object, **__: object) -> None:
    pytest.fail("it was rendered")


def refusal(work: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(EditionError) as caught:
        work(*arguments)
    return str(caught.value)


def states(archive: Archive) -> dict[str, State]:
    return {one.name: one.state for one in read_shelf(archive).editions}


def command(archive: Archive, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """What a command ends with, and what it says where; standard error after a bar."""
    code = main([*words, "--root", str(archive.root)])
    said = capsys.readouterr()
    return code, f"{said.out}|{said.err}"


# -- Tags that are not here ------------------------------------------------------------------------


@pytest.mark.parametrize("there", [True, False])
def test_an_edition_whose_tag_is_gone_is_not_forgotten(archive, capsys, tmp_path, there):
    """Neither with what was built nor without it: its seal knows it."""
    target = run_git(archive.root, "rev-parse", "edition/2023.11").strip()
    run_git(archive.root, "tag", "-d", "edition/2023.11")
    site = site_of(archive)
    if not there:
        site.rename(tmp_path / "site")
    try:
        assert states(archive)["2023.11"] is State.LOST
        said = refusal(publish_site, archive)
        assert "edition 2023.11: its seal is here, but its tag edition/2023.11 is not" in said
        assert f"`git update-ref refs/tags/edition/2023.11 {target}`" in said
        assert said == refusal(release_edition, archive, Release("2024.03", now=LATER))
        assert said == refusal(restyle_edition, archive, "2023.05")
        code, out = command(archive, capsys, "editions", "--json")
        assert code == 1
        assert json.loads(out.partition("|")[0])["editions"][1]["state"] == "lost"
        assert "2023.11" in Repository.open(archive.root).sealed_editions()
    finally:
        if not there:
            (tmp_path / "site").rename(site)
        run_git(archive.root, "update-ref", "refs/tags/edition/2023.11", target)
    assert set(states(archive).values()) == {State.PUBLISHED}


def test_a_site_that_lacks_a_sealed_edition_without_a_tag_is_not_called_good(archive, tmp_path):
    site = tmp_path / "site"
    for name in ("editions/2023.05", "en/2023.05", "ar/2023.05"):
        shutil.copytree(site_of(archive) / name, site / name)
    run_git(archive.root, "update-ref", "refs/tags/seal/2022.01/1", "seal/2023.05/1")
    try:
        found = verify_site(site, repository=Repository.open(archive.root)).findings
    finally:
        run_git(archive.root, "tag", "-d", "seal/2022.01/1")
    missing = {one.edition for one in found if "was sealed, but the site does not have" in one.said}
    assert missing == {"2022.01", "2023.11", "2024.02"}


def test_a_published_edition_without_tag_and_seal_lets_nothing_be_released(archive, capsys):
    kept = run_git(archive.root, "for-each-ref", "--format=%(refname) %(objectname)", "refs/tags")
    run_git(archive.root, "tag", "-d", "edition/2023.11", "seal/2023.11/1")
    try:
        assert states(archive)["2023.11"] is State.UNTAGGED
        said = refusal(release_edition, archive, Release("2024.03", now=LATER))
        assert "there is no tag edition/2023.11 here" in said
        assert command(archive, capsys, "editions")[0] == 1
        publish_site(archive)  # the site goes on as it is
    finally:
        rows = "".join(f"update {row}\n" for row in kept.splitlines())
        run_git(archive.root, "update-ref", "--stdin", given=rows.encode())


def test_a_shallow_clone_publishes_nothing(archive, capsys, tmp_path):
    run_git(tmp_path, "clone", "-q", "--depth=1", f"file://{archive.root}", "clone")
    clone = read_archive(tmp_path / "clone")
    for said in (
        refusal(publish_site, clone),
        refusal(release_edition, clone, Release("2024.03", now=LATER)),
        refusal(restyle_edition, clone, "2024.02"),
    ):
        assert "`git fetch --unshallow --tags`" in said
    code, out = command(clone, capsys, "editions", "--json")
    assert "--unshallow" in json.loads(out.partition("|")[0])["findings"][0]
    assert code == 0


def test_the_first_edition_of_an_archive_is_called_so(archive, tmp_path):
    first = read_archive(make_demo(tmp_path / "first", ["2023.05"]))
    assert "this is the first of the archive" in read_shelf(first).notices[-1]
    assert read_shelf(archive).notices == ()


# -- Records and seals -----------------------------------------------------------------------------


def write_record(site: Path, sealed: Sealed, former: dict[str, bytes] | None = None) -> None:
    folder = site / "editions" / sealed.name
    for name, data in write_records(sealed, former=former).items():
        (folder / name).unlink(missing_ok=True)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


@pytest.fixture
def record(own: Path, tmp_path: Path):
    """The folder of an edition's record, which may be changed."""
    folder = own / "build" / "site" / "editions" / "2023.05"
    shutil.copytree(folder, tmp_path / "record")
    yield folder
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "record", folder)


def test_a_record_that_was_written_anew_does_not_stand_against_its_seal(archive, record):
    site, before = site_of(archive), read_sealed(site_of(archive), "2023.05")
    page = "ar/2023.05/about.html"
    for change, line in (
        ({"files": {**before.files, page: "0" * 64}}, "rendering-sha256"),
        ({"texts": {**before.texts, page: "0" * 64}}, "text-sha256"),
        ({"toolkit": replace(before.toolkit, version="9")}, "toolkit"),
    ):
        write_record(site, replace(before, **change))
        assert states(archive)["2023.05"] is State.DAMAGED
        said = refusal(publish_site, archive)
        assert f"editions/2023.05 is not what was sealed: its {line} is" in said
        assert said.endswith("`warraq site --again 2023.05`")
    write_record(site, replace(before, rendering=7))
    assert "there is no seal/2023.05/7 here" in refusal(publish_site, archive)
    write_record(site, before)
    assert states(archive)["2023.05"] is State.PUBLISHED


def test_a_bad_tag_below_seal_does_not_hide_the_others(archive, capsys):
    run_git(archive.root, "tag", "seal/2030.01", "HEAD")
    run_git(archive.root, "tag", "seal/2023.05/note", "HEAD")
    try:
        shelf = read_shelf(archive)
        assert {one.state for one in shelf.editions} == {State.PUBLISHED}
        assert [finding.split(",")[0] for finding in shelf.findings] == [
            "left out the tag seal/2023.05/note",
            "left out the tag seal/2030.01",
        ]
        # What calls itself a seal and is none is another thing.
        run_git(archive.root, "tag", "seal/2023.11/2", "HEAD")
        assert [*states(archive).values()] == [
            State.PUBLISHED,
            State.UNREADABLE,
            State.PUBLISHED,
        ]
        assert "`git tag -d seal/2023.11/2`" in refusal(publish_site, archive, ["2023.11"])
        code, out = command(archive, capsys, "editions")
        assert code == 1
        assert out.count("│ unreadable") == 1
    finally:
        run_git(archive.root, "tag", "-d", "seal/2030.01", "seal/2023.05/note")
        run_git(archive.root, "tag", "-d", "seal/2023.11/2")


# -- Refused before anything is rendered -----------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("edition/2024.03/foo", "the tag edition/2024.03/foo stands in the way of edition/2024.03"),
        ("seal/2024.03", "the tag seal/2024.03 stands in the way of seal/2024.03/1"),
        ("edition/2024.03", "edition/2024.03"),
    ],
)
def test_a_tag_in_the_way_is_named_early(archive, tag, said):
    repository = Repository.open(archive.root)
    refs = ["refs/tags/edition/2024.03", "refs/tags/seal/2024.03/1"]
    repository.check_free(refs)
    run_git(archive.root, "tag", tag, "HEAD")
    try:
        found = refusal(repository.check_free, refs)
        assert said in found
        assert f"git tag -d {tag}" in found or f"refs/tags/{tag} exists already" in found
        if tag != "edition/2024.03":
            assert found == refusal(release_edition, archive, Release("2024.03", now=LATER))
    finally:
        run_git(archive.root, "tag", "-d", tag)


def test_who_makes_tags_is_asked_early(archive, monkeypatch, tmp_path):
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    run_git(archive.root, "config", "--rename-section", "user", "former")
    try:
        said = refusal(release_edition, archive, Release("2024.03", now=LATER))
        assert "git does not know who makes this tag" in said
        assert said == refusal(restyle_edition, archive, "2023.05")
        publish_site(archive)  # there is nothing to seal
    finally:
        run_git(archive.root, "config", "--rename-section", "former", "user")
    first = read_archive(make_demo(tmp_path / "first", ["2023.05"]))
    run_git(first.root, "config", "--remove-section", "user")
    assert said == refusal(publish_site, first)


def test_no_edition_lies_in_the_future(archive):
    said = refusal(release_edition, archive, Release("2042.02", now=LATER))
    assert "2042.02 lies in the future" in said
    assert "2024.03" in said
    check_not_future("2024.03.2", LATER)
    check_not_future("2023.12", LATER)
    assert "2024.04" in refusal(check_not_future, "2024.04", LATER)
    # A new month begins in the east first.
    check_not_future("2024.04", datetime(2024, 3, 31, 11, 0, tzinfo=UTC))


# -- What seals is committed -----------------------------------------------------------------------

FILES = {
    "site/conf.py": 'archive_languages = {"en": "English", "ar": "العربية"}\n'
    'project = "Synthetic archive"\nhtml_extra_path = ["extra"]\n',
    "site/docs/index.md": "# Synthetic",
    "site/_static/css/a.css": "a{}",
    "site/_static/css/b.css": "b{}",
    "site/_static/linked.css": link("css/a.css"),
    "site/_templates/page.html": "synthetic",
    "site/extra/.well-known/x.txt": "x",
    "site/locale/ar/LC_MESSAGES/warraq.po": 'msgid ""\nmsgstr ""\n',
    "requirements.lock": "synthetic==1",
    "warraq/__init__.py": "",
    "warraq/names.py": "",
    ".gitignore": "*.swp\nignored.css\n",
}


def test_what_shapes_a_page_and_is_not_committed_is_named(tmp_path, monkeypatch):
    """The archive is a folder of the repository, and the toolkit another."""
    repo = Repo(tmp_path / "repo")
    repo.commit(FILES)
    repo.checkout()
    monkeypatch.setattr(warraq, "__file__", str(repo.folder / "warraq" / "__init__.py"))
    archive = read_archive(repo.folder / "site")
    repository = Repository.open(archive.root)

    def look() -> list[str]:
        return uncommitted_files(archive, repository)

    (archive.docs / "index.md").write_text("# of the tag, not of the toolkit")
    (repo.folder / "warraq" / "names.pyc").write_text("compiled")
    (archive.root / "_static" / ".a.css.swp").write_text("of an editor")
    (repo.folder / "notes.txt").write_text("no part of it")
    assert look() == []
    changed = {
        "site/_static/css/a.css": "a{color:red}",
        "site/_static/css/ignored.css": "i{}",
        "site/_templates/new.html": "new",
        "site/extra/.well-known/y.txt": "y",
        "site/locale/ar/LC_MESSAGES/sphinx.po": 'msgid ""\nmsgstr ""\n',
        "warraq/names.py": "CHANGED = 1",
        "warraq/new.py": "",
        "requirements.lock": "synthetic==2",
    }
    repo.git("update-index", "--assume-unchanged", "site/_static/css/a.css")
    for name, text in changed.items():
        (repo.folder / name).write_text(text, "utf-8")
    (repo.folder / "site/_static/css/b.css").unlink()
    (repo.folder / "site/_static/linked.css").unlink()
    (repo.folder / "site/_static/linked.css").symlink_to("css/ignored.css")
    assert look() == sorted([*changed, "site/_static/css/b.css", "site/_static/linked.css"])
    # An installed package is no part of the repository that it is installed into.
    place = repo.folder / ".venv" / "lib" / "site-packages" / "warraq"
    shutil.copytree(repo.folder / "warraq", place)
    monkeypatch.setattr(warraq, "__file__", str(place / "__init__.py"))
    assert not [name for name in look() if "warraq/" in name]


# -- What is said ----------------------------------------------------------------------------------


def test_a_new_rendering_is_compared_with_the_one_before(archive, record, capsys):
    site, before = site_of(archive), read_sealed(site_of(archive), "2023.05")
    style, page = "ar/2023.05/_edition.css", "ar/2023.05/about.html"
    now = replace(before, rendering=2, files={**before.files, style: "0" * 64})
    write_record(site, now, gather_former(site, "2023.05"))
    published = Published(site, (now,), (now,), ())
    say_published(published, as_json=False)
    said = capsys.readouterr().out
    assert "differs from rendering 1 in 1 file; the text of all pages is the same" in said
    assert "added" not in said
    other = replace(now, texts={**now.texts, page: "0" * 64})
    say_published(replace(published, made=(other,)), as_json=True)
    data = json.loads(capsys.readouterr().out)
    assert data["renderings"] == {"2023.05": {"before": 1, "files": [style], "texts": [page]}}
    say_published(replace(published, made=(before,)), as_json=False, again=["2023.05"])
    said = capsys.readouterr().out
    assert "made once more, as it was sealed" in said
    assert "added" not in said


def test_commands_say_what_cannot_be_done_to_programs_too(archive, capsys):
    for words, sentence in (
        (["site", "--only", "ar/2023.05"], "edition 2023.05 is published already; `warraq site --"),
        (["site", "--again", "2030.01"], f"no edition 2030.01 (there are: {', '.join(NAMES)})"),
        (["rebuild", "2030.01"], f"no edition 2030.01 (there are: {', '.join(NAMES)})"),
        (["release", "2023.11", "--offline"], "there is an edition 2023.11 already"),
        (["bag", "2030.01"], f"no edition 2030.01 (there are: {', '.join(NAMES)})"),
        (
            ["sign", "2030.01", "--timestamp-request"],
            f"no edition 2030.01 (there are: {', '.join(NAMES)})",
        ),
        (["bag", "2023.05", str(site_of(archive) / "en" / "bag")], "name another folder"),
    ):
        code, said = command(archive, capsys, *words, "--json")
        out, _, error = said.partition("|")
        assert code == 2, words
        assert sentence in json.loads(out)["error"]
        assert error.removeprefix("warraq: ").removesuffix("\n") == json.loads(out)["error"]
        assert command(archive, capsys, *words)[1] == f"|{error}"


@pytest.mark.parametrize("online", [True, False])
def test_a_machine_without_a_network_is_told_how_to_go_on(archive, monkeypatch, online):
    info = "(Caused by NameResolutionError(\"synthetic: Failed to resolve 'a.invalid'\"))"
    answers = [
        {"status": "broken", "info": info, "uri": "https://a.invalid/"},
        {"status": "unchecked", "info": "", "uri": "mailto:a@example.org"},
    ]
    if online:  # then it is that host alone
        answers.append({"status": "working", "info": "", "uri": "https://example.org/"})
    found = archive.build / "linkcheck" / "en" / "output.json"
    found.parent.mkdir(parents=True, exist_ok=True)
    found.write_text("".join(json.dumps(one) + "\n" for one in answers), "utf-8")
    outcome = SimpleNamespace(messages=(f"docs/index.md:3: broken link: {info}",))
    result = SimpleNamespace(outcomes=(outcome,), failed=True)
    monkeypatch.setattr(desk, "build_site", lambda *_, **__: result)
    checks = desk._checks_of(archive, offline=False, accept_dead=False)
    last = checks["warraq linkcheck"]()[-1]
    assert ("seems to be offline" in last) is not online
    assert ("ARGS=--offline" in last) is not online
    assert "--offline" in last
