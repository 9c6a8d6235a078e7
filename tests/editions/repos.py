"""Makes git repositories with editions, in few processes; every text is synthetic."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATE = 1_684_000_000
"""2023-05-13T17:46:40Z"""
SOMEBODY = "Synthetic Person <synthetic@example.org>"


@dataclass(frozen=True, slots=True)
class Odd:
    """What is no ordinary file: a symbolic link, a submodule, a program."""

    mode: str
    target: str


def link(target: str) -> Odd:
    """A symbolic link."""
    return Odd("120000", target)


def module(commit: str) -> Odd:
    """A submodule."""
    return Odd("160000", commit)


def program(text: str) -> Odd:
    """An executable file."""
    return Odd("100755", text)


Files = Mapping[str, "str | bytes | Odd"]


class Repo:
    """A git repository in `folder`, with no settings but its own."""

    def __init__(self, folder: Path, algorithm: str = "sha1") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git(
            "init", "-q", "--template=", f"--object-format={algorithm}", "--initial-branch=main"
        )
        self.config({"user.name": "Synthetic Person", "user.email": "synthetic@example.org"})

    def config(self, settings: Mapping[str, str]) -> None:
        """Add lines to the repository's settings."""
        lines = []
        for name, value in settings.items():
            section, key = name.rsplit(".", 1)
            head, dot, inner = section.partition(".")
            lines.append(f'[{head} "{inner}"]' if dot else f"[{head}]")
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'\t{key} = "{escaped}"')
        with (self.folder / ".git" / "config").open("a") as file:
            file.write("\n".join(lines) + "\n")

    def git(
        self, *arguments: str, stdin: bytes = b"", check: bool = True, **environment: str
    ) -> str:
        """Run git with the repository's settings alone; what it prints."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        own = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
        done = subprocess.run(
            ["git", "-C", str(self.folder), *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            env=kept | own | environment,
        )
        assert not check or done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def commit(self, files: Files, date: int = DATE, message: str = "Synthetic commit") -> str:
        """Commit exactly these files on the branch main; the commit's id."""
        out = [f"commit refs/heads/main\nmark :1\ncommitter {SOMEBODY} {date} +0000\n".encode()]
        out.append(_data(message))
        if (self.folder / ".git" / "refs" / "heads" / "main").exists():
            out.append(b"from refs/heads/main^0\n")
        out.append(b"deleteall\n")
        for path, content in files.items():
            quoted = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            name = os.fsencode(f'"{quoted}"')
            if isinstance(content, Odd) and content.mode == "160000":
                out.append(b"M 160000 %s %s\n" % (content.target.encode(), name))
            elif isinstance(content, Odd):
                out += [b"M %s inline %s\n" % (content.mode.encode(), name), _data(content.target)]
            else:
                out += [b"M 100644 inline %s\n" % name, _data(content)]
        self.git("fast-import", "--quiet", "--force", stdin=b"".join(out))
        return self.git("rev-parse", "main")

    def tag(
        self, name: str, target: str, message: str = "Synthetic note.", date: int = DATE
    ) -> str:
        """Make an annotated tag; the id of its object."""
        kind = self.git("cat-file", "-t", target)
        target = self.git("rev-parse", target)
        text = f"object {target}\ntype {kind}\ntag {name}\ntagger {SOMEBODY} {date} +0200\n\n"
        made = self.git("mktag", stdin=f"{text}{message}\n".encode())
        self.git("update-ref", f"refs/tags/{name}", made)
        return made

    def edition(self, name: str, files: Files, date: int = DATE, message: str = "") -> str:
        """Commit files and tag them as an edition; the commit's id."""
        commit = self.commit(files, date)
        self.tag(f"edition/{name}", commit, message or f"Synthetic edition {name}.", date)
        return commit

    def checkout(self) -> None:
        """Write the last commit's files into the work tree."""
        self.git("reset", "-q", "--hard")

    def object_path(self, name: str) -> Path:
        """Where a loose object lies."""
        return self.folder / ".git" / "objects" / name[:2] / name[2:]

    def unpack(self) -> None:
        """Make every object a loose one."""
        packs = self.folder / ".git" / "objects" / "pack"
        for pack in list(packs.glob("*.pack")):
            data = pack.read_bytes()
            for part in packs.glob(f"{pack.stem}.*"):
                part.unlink()
            self.git("unpack-objects", "-q", stdin=data)


def _data(content: str | bytes) -> bytes:
    data = content.encode() if isinstance(content, str) else content
    return b"data %d\n%s\n" % (len(data), data)


class Canary:
    """A program that leaves a file behind when it is run."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "canary-was-here"
        self.program = folder / "canary.sh"
        self.program.write_text(f"#!/bin/sh\necho run >> '{self.file}'\n")
        self.program.chmod(0o755)

    @property
    def sang(self) -> bool:
        """Whether it was run; it is as before afterwards."""
        ran = self.file.exists()
        self.file.unlink(missing_ok=True)
        return ran
