"""Makes the demonstration archive: a git repository with three synthetic editions.

The content stands in tests/roots/editions: a folder for each edition with the files that it wrote,
and `removed.txt` with those that it deleted. Authors, dates and so all ids are the same each time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "tests" / "roots" / "editions"
WORDS = Path("locale", "ar", "LC_MESSAGES")

NOTES = {
    "2023.05": "The first synthetic edition.",
    "2023.11": (
        "A synthetic brief corrected, one renamed, one translated, one added.\n\n"
        "The number of carts at the bridge was wrong; the hearing has another name."
    ),
    "2024.02": "A synthetic brief retracted, one removed, one added.",
}
"""What the tag of each edition says, in order."""
EDITIONS = tuple(NOTES)
DATES = {
    "2023.05": "1684836000 +0300",
    "2023.11": "1700481600 +0200",
    "2024.02": "1707134400 +0200",
}
"""When each was committed and tagged, as git writes it: seconds since 1970 and the zone."""
PERSON = "Synthetic Maintainer <maintainer@example.org>"

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}
"""So that nothing of the machine's own settings of git takes part."""


def make_demo(folder: Path, editions: Sequence[str] = EDITIONS) -> Path:
    """Make the repository in a new `folder`, with the first of the editions or all; returns it.

    The branch is `main`; its work tree is clean and holds the last of the editions.
    """
    folder.mkdir(parents=True)
    run_git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    name, address = PERSON.rstrip(">").split(" <")
    for setting, value in (
        ("core.autocrlf", "false"),
        ("user.name", name),
        ("user.email", address),
    ):
        run_git(folder, "config", setting, value)
    for edition in editions:
        add_edition(folder, edition)
    return folder


def add_edition(folder: Path, edition: str) -> None:
    """Commit the changes of an edition to `main`, tag them, bring the work tree up to date."""
    stream = b"".join(_write_stream(edition))
    run_git(folder, "fast-import", "--quiet", given=stream)
    run_git(folder, "reset", "--quiet", "--hard", "main")


def make_archive(folder: Path, edition: str = EDITIONS[-1]) -> Path:
    """Write the files of an edition to a new `folder`, without git; returns it."""
    for each in EDITIONS[: EDITIONS.index(edition) + 1]:
        written, removed = read_changes(each)
        for name, path in written.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / name)
        for name in removed:
            (folder / name).unlink()
    return folder


def read_changes(edition: str) -> tuple[dict[str, Path], list[str]]:
    """The files that an edition wrote, by their path in the archive, and those it deleted.

    The first edition brings what all have: settings, styles, templates, words of the interface.
    """
    over = CONTENT / edition
    written = _files_of(over, over)
    list_of_removed = written.pop("removed.txt", None)
    if edition == EDITIONS[0]:
        written["conf.py"] = CONTENT / "conf.py"
        for name in ("_static", "_templates"):
            written |= _files_of(ROOT / name, ROOT)
        for catalog in ("warraq.po", "sphinx.po"):
            written[(WORDS / catalog).as_posix()] = ROOT / WORDS / catalog
    lines = list_of_removed.read_text("utf-8").splitlines() if list_of_removed else []
    return written, [line for line in lines if line and not line.startswith("#")]


def run_git(folder: Path, *words: str, given: bytes = b"") -> str:
    """Run git in a repository and return what it prints; fails with what it complains of."""
    command = ["git", "-C", str(folder), *words]
    done = subprocess.run(command, input=given, capture_output=True, env=ENVIRONMENT)
    assert done.returncode == 0, f"git {' '.join(words)}: {done.stderr.decode()}"
    return done.stdout.decode()


def _files_of(folder: Path, root: Path) -> dict[str, Path]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path for path in found}


def _write_stream(edition: str) -> Iterator[bytes]:
    """One commit and its tag, as git-fast-import(1) reads them."""
    written, removed = read_changes(edition)
    first = edition == EDITIONS[0]
    who = f"{PERSON} {DATES[edition]}"
    yield f"commit refs/heads/main\nmark :1\nauthor {who}\ncommitter {who}\n".encode()
    yield _data(f"Edition {edition} of the synthetic archive\n".encode())
    if not first:
        yield b"from refs/heads/main^0\n"
    for name in removed:
        yield f"D {name}\n".encode()
    for name, path in written.items():
        yield f"M 100644 inline {name}\n".encode() + _data(path.read_bytes())
    if first:
        yield b"M 100644 inline .gitignore\n" + _data(b"/build/\n")
    yield f"tag edition/{edition}\nfrom :1\ntagger {who}\n".encode()
    yield _data(f"{NOTES[edition]}\n".encode())


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)
