"""Keeps what an extension notes of each document while it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

Note = TypeVar("Note")


@dataclass(frozen=True, slots=True)
class DocumentNotes(Generic[Note]):
    """One note for each document, by its name, in the environment.

    Sphinx pickles them with the environment; a document that is read again loses its note, and
    what a parallel reader has noted is taken over (Sphinx, "env-purge-doc", "env-merge-info").
    """

    attribute: str
    """Where in the environment they are kept."""

    def of(self, env: BuildEnvironment) -> dict[str, Note]:
        """All notes of an environment, to be read and written."""
        notes: dict[str, Note] = env.__dict__.setdefault(self.attribute, {})
        return notes

    def connect(self, app: Sphinx) -> None:
        """Let the notes follow what is read; for an extension's `setup`."""
        app.connect("env-purge-doc", self._forget)
        app.connect("env-merge-info", self._merge)

    def _forget(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        self.of(env).pop(docname, None)

    def _merge(
        self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
    ) -> None:
        theirs = self.of(other)
        self.of(env).update({name: theirs[name] for name in docnames if name in theirs})
