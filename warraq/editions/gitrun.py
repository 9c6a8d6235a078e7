"""Runs git in a closed environment, in which nothing of a repository is ever executed."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, NoReturn

from warraq.editions.model import EditionError

_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # an edition is the objects that its tag names, and no others
    "GIT_NO_LAZY_FETCH": "1",
    # The same for a git that does not know GIT_NO_LAZY_FETCH (before 2.39.4): no protocol has
    # this name, and unlike `protocol.allow` no setting of the repository can overrule it.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",  # reading must not write the index
    "LC_ALL": "C",  # what git says is read below
}

Settings = Sequence[tuple[str, str]]
"""Names and values; a name may stand several times."""

_SETTINGS: Settings = (
    ("core.hooksPath", os.devnull),  # `reference-transaction` runs where tags are made
    ("core.fsmonitor", "false"),
    ("core.logAllRefUpdates", "false"),
    ("protocol.allow", "never"),
    ("status.submoduleSummary", "false"),
    ("user.useConfigOnly", "true"),  # no tagger is guessed from the machine's name
)
"""Settings that override those of the repository."""

PERSONS_OWN = (
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL",
)
"""What of the caller's environment says who somebody is and where his settings are."""

_DUBIOUS = "dubious ownership"


def closed_environment() -> dict[str, str]:
    """The caller's environment without anything that git would obey; nothing can be run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | _ENVIRONMENT


def persons_environment() -> dict[str, str]:
    """The same with the person's own settings: for his name, his key, and what he trusts."""
    environment = closed_environment()
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"):
        del environment[name]
    return environment | {name: os.environ[name] for name in PERSONS_OWN if name in os.environ}


def command(root: Path, arguments: Iterable[str], settings: Settings = ()) -> list[str]:
    """The command line of git for a folder; `settings` override those of the repository."""
    line = ["git", "--no-pager", "-C", os.fspath(root)]
    for name, value in (*_SETTINGS, *settings):
        line += ["-c", f"{name}={value}"]
    return [*line, *arguments]


def run_git(
    root: Path,
    arguments: Sequence[str],
    settings: Settings = (),
    *,
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
    accept: Sequence[int] = (0,),
) -> subprocess.CompletedProcess[bytes]:
    """Run one git command to its end; raises EditionError with what git said."""
    try:
        done = subprocess.run(
            command(root, arguments, settings),
            input=stdin,
            capture_output=True,
            env=environment or closed_environment(),
            check=False,
        )
    except OSError as error:
        refuse_start(error)
    if done.returncode not in accept:
        raise EditionError(explain(root, done.stderr))
    return done


def start_git(
    root: Path, arguments: Sequence[str], settings: Settings, errors: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start a git command to talk to; what it complains of goes into the file `errors`."""
    try:
        return subprocess.Popen(
            command(root, arguments, settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=closed_environment(),
        )
    except OSError as error:
        refuse_start(error)


def refuse_start(error: OSError) -> NoReturn:
    """Say why git cannot be run at all."""
    if isinstance(error, FileNotFoundError):
        raise EditionError(
            "git is not installed; editions are read from git tags, so install it "
            "(on Debian: apt install git)"
        ) from error
    raise EditionError(f"git cannot be run: {error.strerror}") from error


def explain(root: Path, complaint: bytes) -> str:
    """What git complained of, as a sentence that says what to do."""
    said = first_complaint(complaint)
    if _DUBIOUS in said:
        where = re.search(r"at '(.+)'", said)
        return (
            f"git does not read {root}, because the folder belongs to another user than the one "
            "who runs this; if you trust what is in it, run: "
            f'git config --global --add safe.directory "{where[1] if where else root}"'
        )
    if "not a git repository" in said:
        return (
            f"{root} is not in a git repository; editions are read from git tags, so run this "
            "in a clone of the archive, or make one with: git init"
        )
    if "unknown repository extension" in said or "repo version" in said:
        return f"the git that is installed is too old for the repository in {root} ({said})"
    return f"git cannot read the repository in {root}: {said or 'it says nothing'}"


def is_dubious(complaint: bytes) -> bool:
    """Whether git refuses a folder that belongs to another user."""
    return _DUBIOUS.encode() in complaint


def first_complaint(stderr: bytes) -> str:
    """The line of git's complaints that says most: the fatal one, else the first."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines()]
    fatal = [line for line in lines if line.startswith("fatal: ")]
    line = next(iter([*fatal, *filter(None, lines)]), "")
    for start in ("fatal: ", "error: "):
        line = line.removeprefix(start)
    return line


def trusted_folders(root: Path) -> Settings:
    """What the person's own settings say of folders of other users; git reads it there alone."""
    return persons_settings(root, r"^safe\.directory$")


def persons_settings(root: Path, pattern: str) -> Settings:
    """The person's own settings (system and global, never the repository's) by a pattern."""
    found: list[tuple[str, str]] = []
    for scope in ("--system", "--global"):
        if scope == "--system" and os.environ.get("GIT_CONFIG_NOSYSTEM"):
            continue
        done = run_git(
            Path(root.anchor),
            ["config", scope, "--includes", "-z", "--get-regexp", pattern],
            environment=persons_environment(),
            accept=(0, 1, 128),  # 1: no such setting; 128: no such file
        )
        if done.returncode == 0:
            rows = os.fsdecode(done.stdout).split("\0")[:-1]
            pairs = (row.partition("\n") for row in rows)
            found += [(name, value) for name, _line, value in pairs]
    return tuple(found)
