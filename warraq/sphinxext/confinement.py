"""Keeps pages to `docs/`: none can include, show or offer a file from elsewhere, nor run code.

A page is text that others wrote, in old editions too. What reads files for it are the directives
`include`, `literalinclude`, `raw` and `csv-table` (docutils, Sphinx and myst-parser each have
their way), pictures, downloads, and links to files. What it can run is little: none of the loaded
directives executes what it is given, but

- `include` imports the module that its option `parser` names;
- front matter can switch on myst-parser's substitutions, which are Jinja templates with all that
  Python can do (and raw HTML, and new kinds of links).

Both are refused here. Bibliographies and originals stand outside of `docs/` by setting, and are
read by others. The classes are guarded themselves, not what is registered under their names:
docutils also finds them by translated names (`تضمين`).
"""

from __future__ import annotations

import functools
import os
import re
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard
from urllib.parse import urlsplit
from urllib.request import url2pathname

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives import images, misc, tables
from myst_parser.mocking import MockIncludeDirective
from myst_parser.parsers import sphinx_
from sphinx import addnodes
from sphinx.directives.code import LiteralInclude
from sphinx.directives.other import Include
from sphinx.util import logging
from sphinx.util.i18n import get_image_filename_for_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from docutils.parsers.rst import Directive
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

_FORBIDDEN_FIELDS = ("myst", "substitutions", "html_meta")
"""What front matter would tell the parser to do otherwise for one page."""

_myst: Any = sphinx_
_merge_file_level = _myst.merge_file_level


def _warn(location: Any, message: str, *arguments: object) -> None:
    logger.warning(message, *arguments, location=location, type="warraq", subtype="outside")


def _refuse_path(location: Any, what: str, name: str) -> None:
    _warn(
        location,
        "%s asks for a file outside of docs/: %s; put a copy into docs/ (a symbolic link will "
        "not do) and name that",
        what,
        name,
    )


def is_inside(env: BuildEnvironment, path: str | Path) -> bool:
    """Whether a path, links followed, is in the folder of the pages' sources."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(env.srcdir))


# -- Directives ----------------------------------------------------------------------------


def _find_refusal(directive: Any, env: BuildEnvironment) -> tuple[str, str] | None:
    """What a directive must not read: its name and the file; None if all is well."""
    name = str(directive.arguments[0]) if directive.arguments else ""
    if isinstance(directive, (misc.Raw, tables.CSVTable)):
        if "url" in directive.options:
            return "url", str(directive.options["url"])
        if "file" in directive.options:
            file = str(directive.options["file"])
            return None if is_inside(env, _as_docutils(directive, file)) else ("file", file)
        return None
    if name.startswith("<") and name.endswith(">"):  # one of docutils' own files
        own = os.path.realpath(misc.Include.standard_include_path)
        path = Path(os.path.realpath(os.path.join(own, name[1:-1].lstrip("/"))))  # noqa: PTH118
        return None if path.is_relative_to(own) and name[1] not in "/\\" else ("file", name)
    names = [name, *(str(directive.options[key]) for key in ("diff",) if key in directive.options)]
    for name in names:
        if isinstance(directive, (Include, LiteralInclude, MockIncludeDirective)):
            path = Path(env.relfn2path(name)[1])
        else:
            path = _as_docutils(directive, name)
        if not is_inside(env, path):
            return "file", name
    return None


def _as_docutils(directive: Directive, name: str) -> Path:
    """Where docutils looks for a file: beside the source, or from the root of the disk."""
    document = directive.state.document
    path = directives.path(name)
    source = document.current_source or ""
    return Path(misc.adapt_path(path, source, document.settings.root_prefix))


def _guard_run(original: Callable[[Any], list[Any]]) -> Callable[[Any], list[Any]]:
    """Let a directive run only if it stays in `docs/`; elsewhere than here it runs as ever."""

    @functools.wraps(original)
    def run(self: Any) -> list[Any]:
        is_mock = isinstance(self, MockIncludeDirective)
        document = self.document if is_mock else self.state.document
        env = getattr(document.settings, "env", None)
        refusal = _find_refusal(self, env) if _is_confined(env) else None
        if refusal is None:
            return original(self)
        if is_mock:
            source, line = document["source"], self.lineno
        else:
            source, line = self.state_machine.get_source_and_line(self.lineno)
        kind, name = refusal
        if kind == "url":
            _warn(
                f"{source}:{line}",
                "{%s} asks for %s; nothing is fetched while pages are made: save it in docs/ and "
                "name the file",
                self.name,
                name,
            )
        else:
            _refuse_path(f"{source}:{line}", f"{{{self.name}}}", name)
        return []

    run.is_confined = True  # type: ignore[attr-defined]
    return run


def _guard_figure(original: Callable[[Any], list[Any]]) -> Callable[[Any], list[Any]]:
    """Keep `figwidth: image` from measuring pictures elsewhere (docutils seeks them anywhere)."""

    @functools.wraps(original)
    def run(self: Any) -> list[Any]:
        env = getattr(self.state.document.settings, "env", None)
        if self.options.get("figwidth") == "image" and _is_confined(env):
            path = url2pathname(directives.uri(self.arguments[0]))
            if not is_inside(env, path):
                del self.options["figwidth"]
        return original(self)

    run.is_confined = True  # type: ignore[attr-defined]
    return run


def _refuse_parser(argument: str) -> None:
    raise ValueError("a page does not choose a parser; leave this option out")


def _is_confined(env: Any) -> TypeGuard[BuildEnvironment]:
    return getattr(env, "archive_confined", False)


def guard_directives() -> None:
    """Guard whatever reads a file while a page is read; done once, the guards stay in place."""
    readers: list[Any] = [misc.Include, Include, MockIncludeDirective, LiteralInclude]
    readers += [misc.Raw, tables.CSVTable]
    guards: list[tuple[Any, Any]] = [(owner, _guard_run) for owner in readers]
    for owner, guard in (*guards, (images.Figure, _guard_figure)):
        if not hasattr(owner.run, "is_confined"):
            owner.run = guard(owner.run)
    readers[0].option_spec["parser"] = _refuse_parser


# -- Pictures, downloads, links to files ---------------------------------------------------


def refuse_files(app: Sphinx, doctree: nodes.document) -> None:
    """Take out what Sphinx would copy from elsewhere, before it looks for it."""
    for node in list(doctree.findall(_shows_file)):
        if isinstance(node, nodes.image):
            if node.get("loading") == "embed":
                del node["loading"]
                _warn(node, "pictures are not embedded into pages; leave out the option `loading`")
            if any(not is_inside(app.env, path) for path in _image_files(app.env, node["uri"])):
                _refuse_path(node, "a picture", node["uri"])
                node.replace_self(nodes.Text(""))
        elif isinstance(node, addnodes.download_reference):
            target = str(node["reftarget"])
            if "://" not in target and not is_inside(app.env, app.env.relfn2path(target)[1]):
                _refuse_path(node, "a link or download", target)
                node.replace_self(node.children)


def _shows_file(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.image, addnodes.download_reference))


def _image_files(env: BuildEnvironment, uri: str) -> Iterator[str]:
    """The files that Sphinx may take for a picture: by pattern, and those of a language."""
    scheme = urlsplit(uri).scheme.lower() if ":" in uri else ""
    if scheme == "file":
        yield url2pathname(uri[len("file:") :])
    elif not (uri.startswith("data:") or "://" in uri):
        for name in (uri, get_image_filename_for_language(uri, env)):
            path = env.relfn2path(name)[1]
            yield from glob(path) if name.endswith(".*") else [path]  # noqa: PTH207


# -- Pages themselves ----------------------------------------------------------------------


def refuse_page(app: Sphinx, docname: str, source: list[str]) -> None:
    """Empty a page whose file is a link, or is in a linked folder, that leads elsewhere."""
    path = app.env.doc2path(docname)
    if not is_inside(app.env, path):
        _warn(
            (docname, 1),
            "this page is a symbolic link, or in a linked folder, that leads outside of docs/; "
            "put the file itself there",
        )
        source[0] = ""


def _merge_nothing(
    app: Sphinx, config: Any, topmatter: Mapping[str, Any], warning: Callable[..., None]
) -> Any:
    """Take myst-parser's settings from conf.py alone, whatever a page's front matter says."""
    for field in _FORBIDDEN_FIELDS:
        if field in topmatter:
            docname = app.env.current_document.docname
            lines = Path(app.env.doc2path(docname)).read_text("utf-8", "replace").splitlines()
            begin = re.compile(rf"[\"']?{field}[\"']?\s*:")
            line = next((n for n, text in enumerate(lines, 1) if begin.match(text)), 1)
            _warn(
                (docname, line),
                "the front matter has a field %r, which changes how the page is read and could "
                "even run code; leave it out",
                field,
            )
    return _merge_file_level(
        config, {k: v for k, v in topmatter.items() if k not in _FORBIDDEN_FIELDS}, warning
    )


def confine(app: Sphinx) -> None:
    """Put the guards in place for this build."""
    app.env.archive_confined = True  # type: ignore[attr-defined]
    guard_directives()
    _myst.merge_file_level = functools.partial(_merge_nothing, app)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the guards."""
    app.connect("builder-inited", confine, priority=100)
    app.connect("source-read", refuse_page, priority=100)
    app.connect("doctree-read", refuse_files, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
