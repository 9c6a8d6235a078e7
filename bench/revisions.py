"""The synthetic corpus as a git repository: each edition a tag, some briefs changed before each.

The same briefs change in the same way for every generator, so that all of them publish the
same content. Each change is one more sentence in English, and its translation.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bench import corpus
from bench.corpus import Brief, Message
from bench.measure import BenchError
from bench.site import write_file

FIRST_YEAR = 2020
SENTENCES = (
    "Here synthetic text was added for edition {edition}.",
    "هنا أضيف نص اصطناعي للإصدار {edition}.",
)
IGNORED = ("build", "html", "doctrees", "checkouts", "command.log")
"""What builds leave in a project, and no commit should hold."""


def name_edition(number: int) -> str:
    """The name of an edition by its number from 1: one a month, 2020.01 the first."""
    return f"{FIRST_YEAR + (number - 1) // 12}.{(number - 1) % 12 + 1:02d}"


def revise_brief(brief: Brief, edition: str) -> Brief:
    """The brief with one more sentence at its end that names the edition, in both languages."""
    kind, last = brief.blocks[-1]
    added = (sentence.format(edition=edition) for sentence in SENTENCES)
    longer = Message(*(f"{old} {new}" for old, new in zip((last.en, last.ar), added, strict=True)))
    return replace(brief, blocks=(*brief.blocks[:-1], (kind, longer)))


def choose_changed(edition: int, briefs: int, changes: int) -> tuple[int, ...]:
    """The numbers of the briefs that change before an edition, spread over all years."""
    if changes > briefs:
        raise BenchError(f"{changes} of {briefs} briefs cannot change; ask for more briefs")
    chosen = random.Random(f"edition {edition}").sample(range(1, briefs + 1), changes)
    return tuple(sorted(chosen))


@dataclass(frozen=True)
class Edition:
    """One tagged state of the corpus."""

    name: str
    sample: Brief
    """A brief as this edition has it: one that changed before it, if any did."""


class Revisions:
    """A project with a history: written once, then changed and tagged edition after edition."""

    def __init__(
        self,
        folder: Path,
        briefs: list[Brief],
        write: Callable[[Path, Brief], None],
        prefix: str = "",
    ) -> None:
        """Make the project in `folder`, which holds `briefs` already, a repository.

        `write` writes one brief into it; `prefix` stands before the names of tags.
        """
        self.editions: list[Edition] = []
        self._folder = folder
        self._briefs = {brief.number: brief for brief in briefs}
        self._write = write
        self._prefix = prefix
        write_file(folder / ".gitignore", "".join(f"/{name}\n" for name in IGNORED))
        self._git("init", "--quiet", "--initial-branch=main")
        self._git("config", "gc.auto", "0")

    def tag_edition(self, changes: int = 0, added: int = 0) -> Edition:
        """Change that many briefs, add others, commit, and tag the next edition."""
        number = len(self.editions) + 1
        name = name_edition(number)
        changed = choose_changed(number, len(self._briefs), changes)
        for key in changed:
            self._briefs[key] = revise_brief(self._briefs[key], name)
        new = range(len(self._briefs) + 1, len(self._briefs) + added + 1)
        self._briefs |= {key: corpus.generate_brief(key) for key in new}
        for key in (*changed, *new):
            self._write(self._folder, self._briefs[key])
        sample = (*changed, *new, 1)[0]
        self._git("add", "--all")
        self._git("commit", "--quiet", "--allow-empty", "--message", f"Synthetic edition {name}")
        self._git("tag", "--annotate", "--message", "Synthetic.", self._prefix + name)
        self.editions.append(Edition(name, self._briefs[sample]))
        return self.editions[-1]

    def _git(self, *arguments: str) -> None:
        year, month = name_edition(len(self.editions) + 1).split(".")
        date = f"{year}-{month}-01T12:00:00Z"
        who = {"NAME": "Synthetic", "EMAIL": "synthetic@example.org", "DATE": date}
        env = {
            **{key: text for key, text in os.environ.items() if not key.startswith("GIT_")},
            **{f"GIT_{role}_{key}": who[key] for role in ("AUTHOR", "COMMITTER") for key in who},
            **{"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        }
        try:
            subprocess.run(
                ["git", *arguments], cwd=self._folder, env=env, check=True, capture_output=True
            )
        except FileNotFoundError as error:
            raise BenchError("git is missing; editions are made from its tags") from error
        except subprocess.CalledProcessError as error:
            told = error.stderr.decode("utf-8", "replace").strip()
            raise BenchError(f"git {arguments[0]} failed: {told}") from error
