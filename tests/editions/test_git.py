"""Editions are read from git without running, following or believing anything; all is synthetic."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import zlib
from pathlib import Path

import pytest
from repos import DATE, Canary, Repo, link, module, program

from warraq.editions import gitrun
from warraq.editions.git import Entry, Repository
from warraq.editions.model import EditionError, Tag

FILES = {
    "conf.py": "raise SystemExit",
    "docs/index.md": "# Synthetic\r\n",
    "docs/briefs/2023/a.md": "# Synthetic A\n",
    "docs/run.sh": program("synthetic"),
    "docs/link.md": link("/etc/passwd"),
    "docs/module": module("1" * 40),
    "locale/ar/LC_MESSAGES/index.po": b"synthetic \xff bytes",
    "tests/test_x.py": "synthetic",
}
ISO = "2023-05-13T17:46:40Z"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


@pytest.fixture
def canary(tmp_path: Path) -> Canary:
    return Canary(tmp_path)


def refusal(action, *arguments, **options) -> str:
    with pytest.raises(EditionError) as caught:
        action(*arguments, **options)
    text = str(caught.value)
    assert "Traceback" not in text
    assert "\n" not in text
    return text


# -- What is read ----------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_editions_and_files_are_read_in_order_from_either_kind_of_repository(tmp_path, algorithm):
    repo = Repo(tmp_path / "repo", algorithm)
    files = {name: item for name, item in FILES.items() if name != "docs/module"}
    second = repo.edition("2024.02", files, DATE + 86400, "Second.\n\nTwo paragraphs.  \n")
    commit = repo.git("rev-parse", "main")
    repo.git("tag", "edition/2023.05.1", commit)
    repo.tag("edition/2023.05", commit, "First.\n-----BEGIN PGP SIGNATURE-----\nxyz\n-----END")
    repository = Repository.open(repo.folder)
    assert repository.id_length == len(commit) == (40 if algorithm == "sha1" else 64)
    first, middle, last = repository.edition_tags()
    assert last == Tag(
        "2024.02", repo.git("rev-parse", "edition/2024.02"), second, "2023-05-14T17:46:40Z",
        "Second.\n\nTwo paragraphs.",
    )  # fmt: skip
    assert middle == Tag("2023.05.1", commit, commit, "2023-05-14T17:46:40Z", "")
    assert (first.edition, first.note, first.date) == ("2023.05", "First.", ISO)
    assert repository.edition_tag("2024.02") == last
    assert repository.survey().findings == ()
    assert repository.head() == commit

    entries = {entry.path: entry for entry in repository.list_files(commit)}
    assert list(entries) == sorted(files)
    assert entries["docs/run.sh"].mode == "100755"
    assert entries["docs/link.md"].mode == "120000"
    index = entries["docs/index.md"]
    assert (index.mode, index.size) == ("100644", 13)
    wanted = [index.blob, entries["locale/ar/LC_MESSAGES/index.po"].blob, index.blob]
    assert [data for _, data in repository.read_blobs(wanted)] == [
        b"# Synthetic\r\n", b"synthetic \xff bytes", b"# Synthetic\r\n",
    ]  # fmt: skip
    some = repository.list_files(commit, ["docs/briefs", "locale"])
    assert [entry.path for entry in some] == [
        "docs/briefs/2023/a.md", "locale/ar/LC_MESSAGES/index.po",
    ]  # fmt: skip


def test_an_archive_in_a_folder_of_its_repository_sees_its_own_folder_only(repo):
    inner = {f"deep/archive/{name}": text for name, text in FILES.items()}
    commit = repo.commit(inner | {"deep/other.md": "x", "docs/index.md": "y"})
    repo.checkout()
    (repo.folder / "deep" / "other.md").write_text("changed")
    repository = Repository.open(repo.folder / "deep" / "archive")
    assert [entry.path for entry in repository.list_files(commit)] == sorted(FILES)
    assert [entry.path for entry in repository.list_files(commit, ["tests"])] == ["tests/test_x.py"]
    assert repository.is_clean() == []
    (repo.folder / "deep" / "archive" / "docs" / "new.md").write_text("new")
    assert repository.is_clean() == ["docs/new.md"]


def test_a_submodule_has_no_size_and_a_hundred_and_more_blobs_are_read(repo):
    many = {f"docs/{number}.md": f"synthetic {number}\n" for number in range(250)}
    commit = repo.commit(many | {"docs/module": module("1" * 40)})
    repository = Repository.open(repo.folder)
    entries = repository.list_files(commit)
    assert Entry("docs/module", "160000", "1" * 40, -1) in entries
    blobs = [entry.blob for entry in entries if entry.mode == "100644"]
    assert sorted(data.decode() for _, data in repository.read_blobs(blobs)) == sorted(
        many.values()
    )


def test_what_differs_from_the_last_commit_is_named(repo, tmp_path, monkeypatch):
    repo.commit(FILES | {".gitignore": "build/\n"})
    repo.checkout()
    repository = Repository.open(repo.folder)
    assert repository.is_clean() == []
    (tmp_path / "ignored").write_text("*.swp\n")
    (tmp_path / "gitconfig").write_text(f"[core]\n\texcludesFile = {tmp_path}/ignored\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    (repo.folder / "docs" / "x.swp").write_text("of the person's editor")
    (repo.folder / "docs" / "index.md").write_text("changed")
    (repo.folder / "docs" / "briefs" / "2023" / "a.md").unlink()
    (repo.folder / "docs" / "نص.md").write_text("new")
    (repo.folder / "build").mkdir()
    (repo.folder / "build" / "x").write_text("made")
    os.utime(repo.folder / "docs" / "run.sh", (1, 1))  # `git status` would note that it is equal
    index = (repo.folder / ".git" / "index").read_bytes()
    assert repository.is_clean() == ["docs/briefs/2023/a.md", "docs/index.md", "docs/نص.md"]
    assert (repo.folder / ".git" / "index").read_bytes() == index


# -- What is never run -----------------------------------------------------------------------


def set_traps(repo: Repo, canary: Canary) -> None:
    """Let everything that git would run be the canary."""
    run = str(canary.program)
    hooks = repo.folder / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("reference-transaction", "post-index-change", "post-checkout", "pre-commit"):
        shutil.copy(canary.program, hooks / name)
    repo.config({
        "core.fsmonitor": run, "core.sshCommand": run, "core.pager": run, "core.editor": run,
        "core.alternateRefsCommand": run, "core.hooksPath": str(hooks), "diff.external": run,
        "diff.x.textconv": run, "diff.x.command": run, "filter.x.clean": run,
        "filter.x.smudge": run, "filter.x.required": "true", "filter.y.process": run,
        "filter.y.required": "true", "gpg.program": run, "gpg.ssh.program": run,
        "credential.helper": f"!{run}", "pager.status": "true", "tag.gpgSign": "true",
        "include.path": "more",
    })  # fmt: skip
    (repo.folder / ".git" / "more").write_text(f'[filter "z.a"]\n\tclean = {run}\n')


def test_no_program_that_a_repository_names_is_run(repo, canary):
    attributes = "*.md filter=x diff=x\n*.sh filter=y\n*.po filter=z.a\n"
    repo.edition("2023.05", FILES | {".gitattributes": attributes})
    repo.checkout()
    set_traps(repo, canary)
    later = time.time() + 100
    for name in ("docs/index.md", "docs/run.sh", "locale/ar/LC_MESSAGES/index.po"):
        os.utime(repo.folder / name, (later, later))  # git has to look into it
    repo.git("status", check=False)
    assert canary.sang, "the trap would never close"
    for name in ("docs/index.md", "docs/run.sh", "locale/ar/LC_MESSAGES/index.po"):
        os.utime(repo.folder / name, (later + 1, later + 1))

    repository = Repository.open(repo.folder)
    assert repository.is_clean() == []
    (tag,) = repository.edition_tags()
    entries = repository.list_files(tag.commit)
    assert len(list(repository.read_blobs(e.blob for e in entries if e.mode != "160000"))) == 8
    made = repository.make_tag_object("edition/2024.02", repository.head(), "Note.", ISO)
    repository.update_refs({"refs/tags/edition/2024.02": made})
    assert len(repository.edition_tags()) == 2
    assert repository.seals("2023.05") == ()
    assert not canary.sang


def test_a_filter_that_cannot_be_turned_off_stops_the_question(repo, canary):
    repo.commit(FILES | {".gitattributes": "* filter=a=b\n"})
    repo.checkout()
    repo.config({"filter.a=b.clean": str(canary.program)})
    assert "filter.a=b" in refusal(Repository.open(repo.folder).is_clean)
    assert not canary.sang


def test_a_submodule_is_not_asked_for_its_status(repo, canary):
    repo.commit(FILES | {"docs/sub": module("1" * 40)})
    repo.checkout()
    inner = Repo(repo.folder / "docs" / "sub")
    inner.commit({"a.md": "a", ".gitattributes": "* filter=x"})
    inner.checkout()
    set_traps(inner, canary)
    os.utime(inner.folder / "a.md", (1, 1))
    repo.git("status", check=False)
    assert canary.sang, "the trap would never close"
    os.utime(inner.folder / "a.md", (2, 2))
    assert Repository.open(repo.folder).is_clean() == []
    assert not canary.sang


@pytest.mark.parametrize("old_git", [False, True])
def test_nothing_is_fetched_for_a_partial_clone(repo, canary, monkeypatch, old_git):
    commit = repo.commit(FILES)
    repo.unpack()
    repository = Repository.open(repo.folder)
    blob = next(e.blob for e in repository.list_files(commit) if e.path == "docs/index.md")
    repo.object_path(blob).unlink()
    repo.config({
        "core.repositoryformatversion": "1", "extensions.partialClone": "origin",
        "remote.origin.url": f"ext::{canary.program} %S", "remote.origin.promisor": "true",
        "remote.origin.fetch": "+refs/heads/*:refs/remotes/origin/*",
        "protocol.ext.allow": "always",
    })  # fmt: skip
    repo.git("cat-file", "-p", blob, check=False)
    assert canary.sang, "the trap would never close"
    if old_git:
        monkeypatch.delitem(gitrun._ENVIRONMENT, "GIT_NO_LAZY_FETCH")
    said = refusal(list, repository.read_blobs([blob]))
    assert blob in said
    assert "git fetch" in said or "corrupt" in said
    sizes = {entry.path: entry.size for entry in repository.list_files(commit)}
    assert sizes["docs/index.md"] == -1
    assert not canary.sang


def test_the_callers_environment_does_not_lead_git_elsewhere(repo, tmp_path, canary, monkeypatch):
    other = Repo(tmp_path / "other")
    other.edition("1999.01", {"docs/index.md": "other"})
    commit = repo.edition("2023.05", FILES)
    repo.checkout()
    trace = tmp_path / "trace"
    for name, value in {
        "GIT_DIR": str(other.folder / ".git"), "GIT_WORK_TREE": str(other.folder),
        "GIT_INDEX_FILE": str(tmp_path / "index"), "GIT_NAMESPACE": "x",
        "GIT_OBJECT_DIRECTORY": str(other.folder / ".git" / "objects"),
        "GIT_COMMON_DIR": str(other.folder / ".git"), "GIT_CEILING_DIRECTORIES": str(tmp_path),
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": str(canary.program), "GIT_TRACE": str(trace),
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor={canary.program}'",
        "GIT_EXTERNAL_DIFF": str(canary.program), "GIT_SSH_COMMAND": str(canary.program),
        "GIT_EXEC_PATH": str(tmp_path), "GIT_REPLACE_REF_BASE": "refs/x", "LC_ALL": "ar_SY.UTF-8",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    repository = Repository.open(repo.folder)
    assert [tag.edition for tag in repository.edition_tags()] == ["2023.05"]
    assert len(repository.list_files(commit)) == len(FILES)
    assert repository.is_clean() == []
    made = repository.make_tag_object("edition/2024.02", commit, "Note.", ISO)
    repository.update_refs({"refs/tags/edition/2024.02": made})
    assert not canary.sang
    assert not trace.exists()


def test_an_object_that_stands_in_for_another_is_not_believed(repo):
    first = repo.edition("2023.05", {"docs/index.md": "first"})
    second = repo.commit({"docs/index.md": "second"})
    repo.git("replace", first, second)
    assert repo.git("show", f"{first}:docs/index.md") == "second"
    repository = Repository.open(repo.folder)
    (entry,) = repository.list_files(repository.edition_tag("2023.05").commit)
    assert list(repository.read_blobs([entry.blob])) == [(entry.blob, b"first")]


# -- What is wrong ---------------------------------------------------------------------------


def test_each_tag_that_is_no_edition_is_named_and_left_out(repo):
    commit = repo.edition("2023.05", FILES)
    repo.tag("edition/foo", commit)
    repo.tag("edition/2023.13", commit)
    repo.tag("edition/2023.06", f"{commit}:docs/index.md")
    repo.git("update-ref", "refs/tags/edition/2023.07", repo.git("rev-parse", f"{commit}:docs"))
    repo.tag("edition/2023.08", repo.tag("other", commit))
    repo.git("update-ref", "refs/tags/edition/2023.09", repo.git("rev-parse", "edition/2023.05"))
    repo.git("symbolic-ref", "refs/tags/edition/2023.10", "refs/heads/main")
    (repo.folder / ".git/refs/tags/edition/2023.11").write_text("rubbish\n")
    odd = f"object {commit}\ntype commit\ntag edition/2023.12\ntagger nobody\n\nx"
    made = repo.git("hash-object", "-t", "tag", "-w", "--literally", "--stdin", stdin=odd.encode())
    repo.git("update-ref", "refs/tags/edition/2023.12", made)
    repository = Repository.open(repo.folder)
    survey = repository.survey()
    assert [tag.edition for tag in survey.tags] == ["2023.05"]
    said = {
        "edition/foo": "not the name of an edition",
        "edition/2023.13": "not the name of an edition",
        "edition/2023.06": "leads to a file",
        "edition/2023.07": "leads to a folder",
        "edition/2023.08": "tags another tag, not a commit",
        "edition/2023.09": "calls itself edition/2023.05",
        "edition/2023.10": "only stands for refs/heads/main",
        "edition/2023.11": "delete it and fetch it again",
        "edition/2023.12": "a date is missing",
    }
    assert len(survey.findings) == len(said)
    for name, reason in said.items():
        (found,) = [text for text in survey.findings if name in text.partition(": ")[0] + text[:90]
                    and reason in text]  # fmt: skip
        edition = name.removeprefix("edition/")
        if edition[0] == "2":
            told = refusal(repository.edition_tag, edition)
            assert reason in told or "not the name of an edition" in told, found
    assert "git fetch --tags" in refusal(repository.edition_tag, "2020.01")


def test_the_date_of_a_tag_without_a_tagger_is_that_of_its_commit(repo):
    commit = repo.commit(FILES, DATE + 5)
    text = f"object {commit}\ntype commit\ntag edition/2023.05\n\nOld.\n"
    made = repo.git("hash-object", "-t", "tag", "-w", "--literally", "--stdin", stdin=text.encode())
    repo.git("update-ref", "refs/tags/edition/2023.05", made)
    assert Repository.open(repo.folder).edition_tag("2023.05").date == "2023-05-13T17:46:45Z"


def test_a_folder_without_git_or_without_commits_says_so(tmp_path, repo, monkeypatch):
    (tmp_path / "empty").mkdir()
    assert "not in a git repository" in refusal(Repository.open, tmp_path / "empty")
    assert "not a folder" in refusal(Repository.open, tmp_path / "none")
    repository = Repository.open(repo.folder)
    assert "nothing has been committed" in refusal(repository.head)
    assert repository.edition_tags() == ()
    assert "not in this clone" in refusal(repository.list_files, "1" * 40)
    assert "not the id" in refusal(repository.list_files, "--help")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in refusal(Repository.open, repo.folder)


def test_a_folder_of_another_user_is_explained_and_read_once_it_is_trusted(
    repo, tmp_path, monkeypatch
):
    commit = repo.edition("2023.05", FILES)
    monkeypatch.setitem(gitrun._ENVIRONMENT, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    settings = tmp_path / "gitconfig"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    said = refusal(Repository.open, repo.folder)
    assert f'git config --global --add safe.directory "{repo.folder}"' in said
    settings.write_text(f"[safe]\n\tdirectory = /elsewhere\n\tdirectory = {repo.folder}\n")
    repository = Repository.open(repo.folder)
    assert repository.edition_tag("2023.05").commit == commit
    assert len(repository.list_files(commit)) == len(FILES)


def test_a_shallow_clone_names_the_tag_whose_commit_it_lacks(repo, tmp_path):
    commit = repo.edition("2023.05", FILES)
    repo.edition("2024.02", FILES | {"docs/new.md": "new"})
    made = repo.git("rev-parse", "edition/2023.05")
    shallow = Repo(tmp_path / "shallow")
    shallow.git("fetch", "-q", "--depth=1", f"file://{repo.folder}", "refs/tags/edition/2024.02:refs/tags/edition/2024.02")  # fmt: skip # noqa: E501
    tag = repo.git("cat-file", "tag", made)
    shallow.git(
        "hash-object", "-t", "tag", "-w", "--literally", "--stdin", stdin=f"{tag}\n".encode()
    )
    (shallow.folder / ".git/refs/tags/edition/2023.05").write_text(f"{made}\n")
    survey = Repository.open(shallow.folder).survey()
    assert [tag.edition for tag in survey.tags] == ["2024.02"]
    (said,) = survey.findings
    assert commit in said
    assert "edition/2023.05" in said
    assert "git fetch --tags --unshallow" in said


def write_loose(repo: Repo, name: str, data: bytes) -> None:
    path = repo.object_path(name)
    path.chmod(0o644)
    path.write_bytes(data)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@pytest.mark.parametrize("damage", ["other bytes", "other kind", "cut", "flipped", "empty"])
def test_a_corrupt_object_is_named_wherever_it_stands(tmp_path, algorithm, damage):
    repo = Repo(tmp_path / "repo", algorithm)
    commit = repo.edition("2023.05", {"docs/index.md": "synthetic words\n" * 50})
    repo.unpack()
    repository = Repository.open(repo.folder)
    (entry,) = repository.list_files(commit)
    tree = repo.git("rev-parse", f"{commit}^{{tree}}")
    for name in (entry.blob, tree, commit):
        whole = repo.object_path(name).read_bytes()
        plain = zlib.decompress(whole)
        bad = {
            "other bytes": zlib.compress(plain[:-3] + b"xyz"),
            "other kind": zlib.compress(b"blob 3\0abc" if name != entry.blob else b"tree 0\0"),
            "cut": whole[: len(whole) // 2],
            "flipped": whole[:20] + bytes([whole[20] ^ 0xFF]) + whole[21:],
            "empty": b"",
        }[damage]
        write_loose(repo, name, bad)
        if name == entry.blob:
            said = refusal(list, repository.read_blobs([name]))
        else:
            said = refusal(repository.list_files, commit)
        assert name in said
        assert "corrupt" in said
        if name == commit:
            assert repository.edition_tags() == ()
            assert "corrupt" in refusal(repository.edition_tag, "2023.05")
        write_loose(repo, name, whole)
    assert repository.list_files(commit) == (entry,)


def test_a_pack_that_breaks_off_is_named(repo):
    commit = repo.commit({f"docs/{n}.md": f"{n}" * 400 for n in range(20)})
    repo.git("repack", "-adq")
    repository = Repository.open(repo.folder)
    blobs = [entry.blob for entry in repository.list_files(commit)]
    (pack,) = (repo.folder / ".git/objects/pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:-300])
    with pytest.raises(EditionError, match=r"(?s)git object .*(corrupt|not in this clone)"):
        list(repository.read_blobs([*blobs, commit]))


def test_a_reader_goes_on_after_a_corrupt_object(repo):
    for month in ("01", "02", "03"):
        repo.edition(f"2023.{month}", {"docs/index.md": month})
    repo.unpack()
    broken = repo.git("rev-parse", "edition/2023.02^{commit}")
    write_loose(repo, broken, b"rubbish")
    survey = Repository.open(repo.folder).survey()
    assert [tag.edition for tag in survey.tags] == ["2023.01", "2023.03"]
    (said,) = survey.findings
    assert "edition/2023.02" in said


# -- Tags that are made ----------------------------------------------------------------------


def test_an_edition_and_its_seal_appear_at_once_and_read_back(repo):
    commit = repo.commit(FILES)
    repository = Repository.open(repo.folder)
    note = "ملاحظة اصطناعية.\n\nSecond paragraph."
    tag = repository.make_tag_object("edition/2024.02", commit, note, "2024-02-03T12:20:30+02:00")
    message = "rendering-sha256: abc\ntoolkit: 0.1.0 def\nnot a field\n"
    seal = repository.make_tag_object("seal/2024.02/1", tag, message, ISO)
    assert repository.edition_tags() == ()
    assert repository.seals("2024.02") == ()
    assert repo.git("fsck", "--strict", "--no-dangling") == ""
    new = {"refs/tags/edition/2024.02": tag, "refs/tags/seal/2024.02/1": seal}
    repository.update_refs(new)
    assert repository.edition_tags() == (Tag("2024.02", tag, commit, "2024-02-03T10:20:30Z", note),)
    (found,) = repository.seals("2024.02")
    assert (found.rendering, found.object, found.target, found.date) == (1, seal, tag, ISO)
    assert found.fields == {"rendering-sha256": "abc", "toolkit": "0.1.0 def"}
    assert "tagger Synthetic Person <synthetic@example.org> 1706955630 +0000" in repo.git(
        "cat-file", "tag", tag
    )
    assert (
        repository.make_tag_object("edition/2024.02", commit, note, "2024-02-03T10:20:30Z") == tag
    )

    other = {"refs/tags/edition/2024.03": tag, **new}
    assert "exists already" in refusal(repository.update_refs, other)
    assert [tag.edition for tag in repository.edition_tags()] == ["2024.02"]
    inner = {"refs/tags/seal/2024.02/1/2": seal}
    assert "refs/tags/seal/2024.02/1" in refusal(repository.update_refs, inner)
    lock = repo.folder / ".git/refs/tags/edition/2024.04.lock"
    lock.touch()
    assert str(lock) in refusal(repository.update_refs, {"refs/tags/edition/2024.04": tag})


def test_seals_come_in_the_order_of_renderings_and_others_are_refused(repo):
    commit = repo.edition("2023.05", FILES)
    for number in ("10", "2", "1"):
        repo.tag(f"seal/2023.05/{number}", "edition/2023.05")
    repository = Repository.open(repo.folder)
    assert [seal.rendering for seal in repository.seals("2023.05")] == [1, 2, 10]
    repo.tag("seal/2023.05/x", "edition/2023.05")
    assert "seal/2023.05/x is no seal" in refusal(repository.seals, "2023.05")
    repo.git("update-ref", "-d", "refs/tags/seal/2023.05/x")
    repo.git("update-ref", "refs/tags/seal/2023.05/3", commit)
    assert "leads to a commit itself" in refusal(repository.seals, "2023.05")


def test_a_tag_is_refused_without_a_person_a_commit_or_a_sound_message(repo, monkeypatch, tmp_path):
    commit = repo.commit(FILES)
    config = repo.folder / ".git" / "config"
    kept = config.read_text()
    repository = Repository.open(repo.folder)
    make = repository.make_tag_object
    blob = repo.git("rev-parse", f"{commit}:docs/index.md")
    assert "is a blob" in refusal(make, "edition/2024.02", blob, "x", ISO)
    assert "signature" in refusal(
        make, "edition/2024.02", commit, "x\n-----BEGIN PGP SIGNATURE-----\n", ISO
    )
    assert "is not a date" in refusal(make, "edition/2024.02", commit, "x", "today")
    assert "time zone" in refusal(make, "edition/2024.02", commit, "x", "2024-02-03T10:20:30")
    refusal(make, "edition/a..b", commit, "x", ISO)
    config.write_text(kept.partition("[user]")[0])
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EMAIL", "guessed@example.org")  # and the name from the machine's users
    assert "git config --global user.email" in refusal(make, "edition/2024.02", commit, "x", ISO)
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Other Person")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "other@example.org")
    assert "tagger Other Person <other@example.org>" in repo.git(
        "cat-file", "tag", make("edition/2024.02", commit, "x", ISO)
    )


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen")
def test_a_tag_is_signed_with_the_persons_key_and_no_program_of_the_repository(
    repo, tmp_path, canary, monkeypatch
):
    commit = repo.commit(FILES)
    key = tmp_path / "key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "synthetic", "-f", str(key)],
        check=True,
    )
    person = tmp_path / "gitconfig"
    person.write_text(f'[user]\n\tsigningKey = "{key}"\n[gpg]\n\tformat = ssh\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(person))
    set_traps(repo, canary)
    repository = Repository.open(repo.folder)
    made = repository.make_tag_object("edition/2024.02", commit, "Note.", ISO, sign=True)
    assert repository.edition_tags() == ()
    repository.update_refs({"refs/tags/edition/2024.02": made})
    (tag,) = repository.edition_tags()
    assert (tag.object, tag.note, tag.date) == (made, "Note.", ISO)
    assert "BEGIN SSH SIGNATURE" in repo.git("cat-file", "tag", made)
    assert not canary.sang
    signers = tmp_path / "signers"
    signers.write_text(f"synthetic@example.org {key.with_suffix('.pub').read_text()}")
    clean = Repo(tmp_path / "clean")
    clean.git("fetch", "-q", str(repo.folder), "refs/tags/*:refs/tags/*")
    clean.git("-c", f"gpg.ssh.allowedSignersFile={signers}", "-c", "gpg.format=ssh", "verify-tag", "edition/2024.02")  # fmt: skip # noqa: E501
    person.write_text(f'[user]\n\tsigningKey = "{key}-gone"\n[gpg]\n\tformat = ssh\n')
    said = refusal(repository.make_tag_object, "edition/2024.03", commit, "x", ISO, sign=True)
    assert "cannot be signed" in said
    assert "user.signingKey" in said
