"""Keeps the published site in a branch of the repository, for machines that forget their disk.

    python tools/site_branch.py restore     write build/site as the branch has it, if there is one
    python tools/site_branch.py keep        commit build/site to the branch, push it and the seals

git stores each file once, however many editions have it. The branch (`site`, --branch) shares
nothing with the sources'; it only grows: a push that would drop a commit or an edition fails. Run
it in the archive's folder. Plain Python 3.11 and git. Exit codes: 0 done, 1 git could not do it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

WHO = ("-c", "user.name=Archive", "-c", "user.email=archive@localhost")
# Files are kept as they are, whatever this machine's git or the repository say of line ends.
PLAIN = ("-c", "core.autocrlf=false", "-c", "core.attributesFile=", "-c", "core.safecrlf=false")
SEALS = "refs/tags/seal/"
RECORDS = "editions/"


class GitError(Exception):
    """What git complained of."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("restore", "keep"))
    parser.add_argument("--branch", default="site", help="its name (default: site)")
    parser.add_argument("--remote", default="origin", help="where it is (default: origin)")
    parser.add_argument(
        "--site", type=Path, default=Path("build", "site"), help="the site's folder"
    )
    arguments = parser.parse_args(argv)
    try:
        if arguments.what == "restore":
            print(restore_site(arguments.site, arguments.remote, arguments.branch))
        else:
            print(keep_site(arguments.site, arguments.remote, arguments.branch))
    except (GitError, OSError) as error:
        print(f"site_branch: {error}", file=sys.stderr)
        return 1
    return 0


def restore_site(site: Path, remote: str, branch: str) -> str:
    """Write the site as the branch has it into a folder that is not there; says what was done."""
    if site.exists() and any(site.iterdir()):
        raise GitError(f"{site} is there already; move it away to restore it from {branch}")
    commit = _fetch_branch(remote, branch)
    if not commit:
        return f"{remote} has no branch {branch} yet: nothing is published"
    site.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        _git("read-tree", commit, environment=index)
        prefix = f"--prefix={site.resolve()}{os.sep}"
        _git("checkout-index", "--all", "--force", prefix, environment=index)
        listed = _git("ls-files", "--stage", "-z", environment=index)
    _link_same(site, listed)
    return f"{site} is as {branch} has it, {commit[:12]}"


def _link_same(site: Path, listed: str) -> None:
    """Let files of the same content be one file again, where the disk can; see git-ls-files(1)."""
    first: dict[str, Path] = {}
    for entry in filter(None, listed.split("\0")):
        facts, _, name = entry.partition("\t")
        path = site / name
        same = first.setdefault(facts.split()[1], path)
        if same is not path:
            beside = path.with_name(f".{path.name}.tmp")
            try:
                os.link(same, beside)
            except OSError:  # no links here, or too many to one file
                first[facts.split()[1]] = path
                continue
            beside.replace(path)


def keep_site(site: Path, remote: str, branch: str) -> str:
    """Commit the site on top of the branch and push it with the seals; says what was done."""
    if not (site / "index.html").is_file():
        raise GitError(f"{site} holds no site; make it first")
    before = _fetch_branch(remote, branch)
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        here = ("-C", str(site), f"--git-dir={_git('rev-parse', '--absolute-git-dir')}")
        _git(*here, "--work-tree=.", "add", "--all", "--force", ".", environment=index)
        tree = _git("write-tree", environment=index)
    if lost := sorted(_list_editions(before) - _list_editions(tree)) if before else []:
        raise GitError(
            f"{site} lacks editions that {branch} has: {', '.join(lost)}; nothing was kept. Move "
            "it away, restore it from the branch, and publish upon that"
        )
    refs = [f"{SEALS}*:{SEALS}*"] if _git("for-each-ref", "--count=1", SEALS) else []
    said = f"{branch} holds this site already"
    if not before or _git("rev-parse", f"{before}^{{tree}}") != tree:
        parents = ("-p", before) if before else ()
        commit = _git(*WHO, "commit-tree", tree, *parents, "-m", "Publish the site")
        refs.append(f"{commit}:refs/heads/{branch}")
        said = f"{branch} now is {commit[:12]}"
    if refs:
        _git("push", "--quiet", "--atomic", remote, *refs)
    return said


def _list_editions(tree: str) -> set[str]:
    """The names of the editions of which a commit or tree has a record."""
    listed = _git("ls-tree", "-d", "--name-only", "-z", tree, RECORDS).split("\0")
    return {name.removeprefix(RECORDS) for name in filter(None, listed)}


def _fetch_branch(remote: str, branch: str) -> str:
    """The commit of the branch, brought here; nothing if the remote has none."""
    if not _git("ls-remote", "--heads", remote, f"refs/heads/{branch}"):
        return ""
    _git("fetch", "--quiet", "--no-tags", remote, f"refs/heads/{branch}")
    return _git("rev-parse", "FETCH_HEAD^{commit}")


def _git(*words: str, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        ["git", *PLAIN, *words],
        capture_output=True,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    if done.returncode:
        raise GitError(done.stderr.strip() or f"git {words[-1]} failed")
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
