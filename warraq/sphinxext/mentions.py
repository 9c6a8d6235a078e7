"""Knows which briefs mention which body of the glossary."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import addnodes
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from warraq.brief import BriefError, read_brief
from warraq.sphinxext.briefs import BRIEF_PAGE, BriefRecord, listed_briefs, records_of
from warraq.sphinxext.glossary import notes_of
from warraq.sphinxext.notes import DocumentNotes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

_TARGETS: DocumentNotes[tuple[str, ...]] = DocumentNotes("archive_mentions")
"""What the `{term}` roles of each brief lead to, as its source writes it."""


class NoteMentions(SphinxTransform):
    """Notes the terms that a brief links to.

    It runs before translation: a translation may neither add nor drop a link, but where one is
    refused or missing its page has others. So the counts are the same in every language.
    """

    default_priority = 6  # before Sphinx extracts or translates messages (10, 20)

    def apply(self, **kwargs: Any) -> None:
        docname = self.env.current_document.docname
        if not BRIEF_PAGE.fullmatch(docname):
            return
        targets = [
            str(link["reftarget"])
            for link in self.document.findall(addnodes.pending_xref)
            if link.get("reftype") == "term"
        ]
        if targets:
            _TARGETS.of(self.env)[docname] = tuple(dict.fromkeys(targets))


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """Finds the key of an entry by any of its names, as Sphinx finds a term."""

    exact: dict[str, str]
    folded: dict[str, str]

    def find_key(self, name: str) -> str | None:
        """The key of the entry that has this name: as written, else in whatever case."""
        return self.exact.get(name) or self.folded.get(name.lower())


def index_keys(env: BuildEnvironment) -> KeyIndex:
    """The keys of the archive's glossary by all names of the sources; empty without glossary."""
    exact: dict[str, str] = {}
    folded: dict[str, str] = {}
    for _docname, notes in sorted(notes_of(env).items()):
        for note in notes:
            for name in note.body.names:
                exact.setdefault(name, note.body.key)
                folded.setdefault(name.lower(), note.body.key)
    return KeyIndex(exact, folded)


def mentions_of(
    env: BuildEnvironment, briefs: Iterable[BriefRecord] | None = None
) -> dict[str, list[BriefRecord]]:
    """The listed briefs, or these, that mention each body, newest first, by the body's key.

    A brief mentions what its front matter names in `bodies` and what its `{term}` roles lead to.
    A name that the glossary lacks mentions nothing; where there is no glossary, the names in
    front matter are keys. It is made anew at each call, from all briefs.
    """
    keys = index_keys(env)
    found: dict[str, list[BriefRecord]] = {}
    for record in listed_briefs(env) if briefs is None else briefs:
        for key in dict.fromkeys(_keys_of(record, keys, _TARGETS.of(env))):
            found.setdefault(key, []).append(record)
    return found


def _keys_of(
    record: BriefRecord, keys: KeyIndex, targets: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    for name in (*record.brief.bodies, *targets.get(record.docname, ())):
        key = keys.find_key(name) if keys.exact else None
        if key:
            yield key
    if not keys.exact:
        yield from record.brief.bodies


# -- Bodies that nobody knows --------------------------------------------------------------


def report_unknown_bodies(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each name in a brief's `bodies` that the archive's glossary does not have."""
    keys = index_keys(env)
    if not keys.exact or issubclass(env._builder_cls, MessageCatalogBuilder):
        return
    for docname, record in sorted(records_of(env).items()):
        for index, name in enumerate(record.brief.bodies):
            if not keys.find_key(name):
                logger.warning(
                    "the glossary has no body %r; %s",
                    name,
                    _say_remedy(name, keys.exact),
                    location=locate_field(env, docname, f"bodies.{index}"),
                    type="warraq",
                    subtype="body",
                )


def _say_remedy(name: str, names: Iterable[str]) -> str:
    by_case = {known.lower(): known for known in names}
    near = get_close_matches(name.lower(), by_case, n=1)
    if near:
        return f"do you mean {by_case[near[0]]!r}? Else add it there"
    return "write one of its keys, or add it there"


def locate_field(env: BuildEnvironment, docname: str, field: str) -> str:
    """Where a field or an item of a brief's front matter stands: `path:line`, for a warning."""
    path = Path(env.doc2path(docname))
    try:
        lines = read_brief(path).lines
    except BriefError:
        lines = {}
    return f"{path}:{lines.get(field, lines.get(field.partition('.')[0], 1))}"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the notes and the check."""
    app.add_transform(NoteMentions)
    app.connect("env-check-consistency", report_unknown_bodies)
    _TARGETS.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
