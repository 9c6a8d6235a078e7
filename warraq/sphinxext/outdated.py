"""Finds the pages that a change reaches and that Sphinx would leave as they are."""

from __future__ import annotations

import hashlib
import os
import posixpath
from itertools import chain
from os.path import join
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.i18n import docname_to_domain

from warraq.sphinxext.briefs import BRIEF_PAGE
from warraq.sphinxext.notes import DocumentNotes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

Stamp = tuple[int, int]
"""A file's time of change in nanoseconds and its size; (0, -1) for none."""


_LINKS: DocumentNotes[set[str]] = DocumentNotes("archive_links")


# -- Files whose time stamps went backwards ------------------------------------------------


def files_changed(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The documents whose files are not those that were read, be they older or newer.

    Sphinx asks only whether a file is newer than its reading: one that is moved or restored
    into its place keeps an older time.
    """
    before = _stamps(env)
    files = {name: tuple(_files_of(env, name)) for name in env.found_docs}
    now = {path: _stamp(path) for path in dict.fromkeys(chain.from_iterable(files.values()))}
    env.archive_stamps = now  # type: ignore[attr-defined]
    return [
        name
        for name, paths in files.items()
        if name in env.all_docs and any(before.get(path, now[path]) != now[path] for path in paths)
    ]


def note_new_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Remember the files that the pages just read depend on; others were looked at before."""
    stamps = _stamps(env)
    for name in env.found_docs:
        for path in _files_of(env, name):
            if path not in stamps:
                stamps[path] = _stamp(path)


def _files_of(env: BuildEnvironment, docname: str) -> Iterator[str]:
    """The files that a document is made of, those included that are not there.

    Sphinx notes a catalog as a dependency before it reads the document and forgets it then,
    so that it would miss the removal of the catalog.
    """
    # Plain strings, since this is asked of every page in every build.
    yield os.fspath(env.doc2path(docname))
    domain = docname_to_domain(docname, env.config.gettext_compact)
    for folder in env.config.locale_dirs:
        catalogs = join(env.srcdir, folder, env.config.language, "LC_MESSAGES")  # noqa: PTH118
        yield f"{catalogs}/{domain}.mo"
    for path in env.dependencies.get(docname, ()):
        yield join(env.srcdir, path)  # noqa: PTH118


def _stamps(env: BuildEnvironment) -> dict[str, Stamp]:
    if not hasattr(env, "archive_stamps"):
        env.archive_stamps = {}  # type: ignore[attr-defined]
    stamps: dict[str, Stamp] = env.archive_stamps  # type: ignore[attr-defined]
    return stamps


def _stamp(path: str) -> Stamp:
    try:
        status = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return (0, -1)
    return (status.st_mtime_ns, status.st_size)


# -- Links to pages that came or went ------------------------------------------------------


def links_changed(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The documents with links or menus that lead to a document which came or went.

    What kind of link it is, and whether to warn of it, is decided in part while reading.
    """
    moved = added | removed
    return [
        name
        for name in env.found_docs
        if not moved.isdisjoint(_LINKS.of(env).get(name, ()))
        or not moved.isdisjoint(env.toctree_includes.get(name, ()))
    ]


# -- What pages show of other pages --------------------------------------------------------


def note_links(app: Sphinx, doctree: nodes.document) -> None:
    """Remember what a document refers to, before it is known where that leads."""
    name = app.env.current_document.docname
    links = {
        target
        for xref in doctree.findall(addnodes.pending_xref)
        for target in _spellings(str(xref.get("reftarget", "")), name)
    }
    _LINKS.of(app.env)[name] = links


def _spellings(target: str, docname: str) -> set[str]:
    """The names under which a target may be listed: as written, in lower case, as a document."""
    target = target.partition("#")[0] or target
    here = posixpath.dirname(docname)
    joined = posixpath.normpath(posixpath.join("/", here, target)).lstrip("/")
    stem = posixpath.splitext(joined)[0]
    return {target, target.lower(), joined, stem}


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """The pages that link to what has moved or is called otherwise; all for a new frame."""
    frame, targets = _digest_frame(env), _digest_targets(env)
    frame_before = getattr(env, "archive_frame", frame)
    before: dict[str, set[str]] = getattr(env, "archive_targets", targets)
    env.archive_frame, env.archive_targets = frame, targets  # type: ignore[attr-defined]
    if frame != frame_before:
        return set(env.found_docs)
    names = targets.keys() | before.keys()
    moved = {name for name in names if targets.get(name) != before.get(name)}
    if not moved:
        return []
    moved |= {name.lower() for name in moved}
    return [name for name, links in _LINKS.of(env).items() if not links.isdisjoint(moved)]


def _digest_targets(env: BuildEnvironment) -> dict[str, set[str]]:
    """Where each name that can be referred to leads, and what its links say."""
    found: dict[str, set[str]] = {}
    for domain in env.domains.sorted():
        for name, shown, kind, docname, anchor, _priority in domain.get_objects():
            row = "\0".join((domain.name, kind, str(shown), docname, anchor))
            found.setdefault(name, set()).add(row)
    return found


def _digest_frame(env: BuildEnvironment) -> str:
    """What every page shows of others: the menu; and which pages a template may ask for."""
    rows: list[Any] = sorted(name for name in env.found_docs if not BRIEF_PAGE.fullmatch(name))
    menu = [env.config.root_doc]
    for name in menu:
        menu += [child for child in env.toctree_includes.get(name, ()) if child not in menu]
        if name in env.titles:
            rows.append((name, env.titles[name].pformat(), env.toctree_includes.get(name)))
        if name in env.tocs:
            trees = env.tocs[name].findall(addnodes.toctree)
            rows += [(tree.get("caption"), tree["entries"]) for tree in trees]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the look-outs."""
    app.connect("env-get-outdated", files_changed)
    app.connect("env-get-outdated", links_changed)
    app.connect("env-updated", note_new_files)
    app.connect("doctree-read", note_links)
    app.connect("env-get-updated", pages_to_write)
    _LINKS.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
