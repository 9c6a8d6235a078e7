"""Writes what reference managers and other programs read, of each brief and of all."""

from __future__ import annotations

import hashlib
import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from warraq.files import measure_file, read_record, write_atomically
from warraq.knowledge.exports import FORMATS, describe_brief, format_archive
from warraq.sphinxext.briefs import BRIEF_PAGE, listed_briefs, records_of
from warraq.sphinxext.catalogs import _, words
from warraq.sphinxext.direction import isolated_html
from warraq.sphinxext.publications import publication_of
from warraq.sphinxext.settings import current_language, language_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

    from warraq.knowledge.exports import Format
    from warraq.knowledge.publication import Publication
    from warraq.languages import Language

ARCHIVE = "archive"
"""The name, without ending, of the files that hold all briefs."""

_FACTS = f"{ARCHIVE}.json"
_BUILDERS = ("html", "dirhtml")


def say(message: str) -> str:
    """A word of the toolkit in the language of the build, for the rooms below."""
    return str(_(message))


# -- The files -------------------------------------------------------------------------


def write_exports(app: Sphinx, exception: Exception | None) -> None:
    """Write the exports that are not there as they were left, or whose brief has changed.

    A record beside the doctrees holds a digest of each brief's facts and the sizes of its files.
    The files of unchanged briefs are not rendered again: those of the whole archive are put
    together from them. A fresh build trusts no file and renders all.
    """
    if exception is not None or app.builder.name not in _BUILDERS:
        return
    out, record = Path(app.outdir), Path(app.doctreedir) / "exports.json"
    publications = [_publication(app, brief.docname) for brief in listed_briefs(app.env)]
    before, now = read_record(record), _digest_all(app, publications)
    if app.fresh_env_used:
        before = {}
    stale = [one for one in publications if not _is_written(out, one.docname, before, now)]
    if stale or [*before] != [*now] or not _is_written(out, ARCHIVE, before, now):
        record.unlink(missing_ok=True)  # until all is written it would say what is not so
        for one in stale:
            for kind in FORMATS:
                path = out / f"{one.docname}{kind.ending}"
                write_atomically(path, kind.write(one, say), durable=False)
        _write_archives(app, out, publications)
        fresh = {ARCHIVE, *(one.docname for one in stale)}
        before = {
            name: _note(out, name, digest) if name in fresh else before[name]
            for name, digest in now.items()
        }
    _remove_others(out, set(now))
    write_atomically(record, json.dumps(before, indent=0), durable=False)


def _is_written(out: Path, name: str, before: dict[str, str], now: dict[str, str]) -> bool:
    return before.get(name) == _note(out, name, now[name])


def _note(out: Path, name: str, digest: str) -> str:
    """What the record holds of the files of a brief or of the archive: digest and sizes."""
    endings = [kind.ending for kind in FORMATS] + [".json"] * (name == ARCHIVE)
    return " ".join([digest, *(str(measure_file(out / f"{name}{end}")) for end in endings)])


def _publication(app: Sphinx, docname: str) -> Publication:
    publication = publication_of(app, docname)
    assert publication is not None  # it has a record
    return publication


def _digest_all(app: Sphinx, publications: list[Publication]) -> dict[str, str]:
    """A digest of what each brief's exports are made of, the code and the words among it.

    First, under the name ARCHIVE, that of what is the archive's own.
    """
    frame = repr((sorted(app.env.version.items()), app.config.archive_words)).encode()
    records = records_of(app.env)
    whole = hashlib.sha256(frame + repr(_describe_archive(app)).encode()).hexdigest()[:16]
    return {ARCHIVE: whole} | {
        one.docname: hashlib.sha256(
            frame + repr((one, records[one.docname].brief)).encode()
        ).hexdigest()[:16]
        for one in publications
    }


def _write_archives(app: Sphinx, out: Path, publications: list[Publication]) -> None:
    for kind in FORMATS:
        # As bytes are: no line end may change on the way.
        parts = (
            (out / f"{one.docname}{kind.ending}").read_bytes().decode("utf-8")
            for one in publications
        )
        write_atomically(out / f"{ARCHIVE}{kind.ending}", kind.join(parts), durable=False)
    records = records_of(app.env)
    rows = (
        describe_brief(one, records[one.docname].brief, app.builder.get_target_uri(one.docname))
        for one in publications
    )
    facts = _describe_archive(app)
    write_atomically(out / _FACTS, format_archive(facts, rows), durable=False)


def _describe_archive(app: Sphinx) -> dict[str, str]:
    """What `archive.json` says of the archive itself."""
    language = current_language(app.config)
    return {
        "archive": app.config.html_title,
        "publisher": str(words(app.config.project)),
        "language": language.tag,
        "address": language_address(app.config, language),
    }


def _remove_others(out: Path, listed: set[str]) -> None:
    """Delete the exports of briefs that are gone; `sphinxext.prune` then takes empty folders."""
    for kind in FORMATS:
        for path in (out / "briefs").glob(f"*/*{kind.ending}"):
            name = path.relative_to(out).as_posix().removesuffix(kind.ending)
            if BRIEF_PAGE.fullmatch(name) and name not in listed:
                path.unlink()


def export_links(app: Sphinx, docname: str) -> Iterator[tuple[Format, str]]:
    """Each format with the relative address of a brief's file, as its page links to it."""
    here = app.builder.get_target_uri(docname)
    for kind in FORMATS:
        yield kind, relative_uri(here, quote(docname) + kind.ending)


# -- The list of the archive's files -----------------------------------------------------


class download_list(nodes.General, nodes.Element):  # noqa: N801 - docutils' way of naming nodes
    """A place for links to the files that hold all briefs."""


class DownloadsDirective(SphinxDirective):
    """`{downloads}` links to the exports of the whole archive."""

    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Leave a place for the links."""
        return [download_list()]


def _visit_downloads(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the links where the builder writes the files."""
    builder: Any = self.builder
    if builder.name in _BUILDERS:
        here = builder.get_target_uri(builder.current_docname)
        page = current_language(self.config)
        rows = [
            *((kind.name, kind.ending, kind.media_type, _USES[kind.name]) for kind in FORMATS),
            ("JSON", ".json", "application/json", _("all facts of all briefs")),
        ]
        self.body.append('<ul class="download-list">\n')
        for name, ending, media_type, use in rows:
            href = escape(relative_uri(here, f"{ARCHIVE}{ending}"))
            link = f'<a href="{href}" type="{media_type}" download>{mark_name(name, page)}</a>'
            text = isolated_html(str(use), page)
            self.body.append(f"<li>{link} {text}</li>\n")
        self.body.append("</ul>\n")
    raise nodes.SkipNode


_USES = {
    "BibTeX": _("for typesetting with LaTeX"),
    "RIS": _("for reference managers"),
    "CSL JSON": _("for programs that write references"),
}


def mark_name(name: str, page: Language) -> str:
    """The name of a format as HTML: it is the same in every language."""
    if page.direction == "ltr":
        return escape(name)
    return f'<bdi lang="en" dir="ltr">{escape(name)}</bdi>'


def _skip(self: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the files and the directive that links to them."""
    skip = (_skip, None)
    app.add_node(
        download_list,
        html=(_visit_downloads, None),
        text=skip,
        latex=skip,
        man=skip,
        texinfo=skip,
    )
    app.add_directive("downloads", DownloadsDirective)
    app.connect("build-finished", write_exports, priority=940)  # before pages are pruned
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
