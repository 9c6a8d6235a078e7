"""Gives each page the references that it cites, numbered, in the words of its language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pybtex.plugin import register_plugin
from pybtex.richtext import Text as RichText
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.directives import BibliographyKey
from sphinxcontrib.bibtex.domain import BibtexDomain, _FilterVisitor
from sphinxcontrib.bibtex.nodes import bibliography
from sphinxcontrib.bibtex.roles import CiteRole

import warraq
from warraq.files import write_atomically
from warraq.knowledge.bibfile import check_bib_files
from warraq.knowledge.citations import Entry, cited_name
from warraq.sphinxext.bibliography import (
    Batch,
    build_batch,
    digest_entries,
    digests_of,
    first_batches,
)
from warraq.sphinxext.referencenodes import isolate, reference_item, span_nodes, translate
from warraq.sphinxext.settings import languages_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


class ArchiveStyle(BaseStyle):  # type: ignore[misc]
    """A pybtex style that writes no more than keys.

    sphinxcontrib-bibtex formats every entry in every build while it collects citations; what
    pages show is what `LocalReferences` builds, for the entries of the page alone.
    """

    default_sorting_style = "none"

    def format_entry(self, label: str, entry: Any, bib_data: Any = None) -> FormattedEntry:
        """The entry's key as its text."""
        return FormattedEntry(entry.key, RichText(entry.key), label)


class LocalReferences(SphinxPostTransform):
    """Replaces citations by numbered links and lists their entries at the page's end.

    It runs before sphinxcontrib-bibtex's own transform (5) and before references are
    resolved (10), so a citation leads to the foot of its own page, in every language, and
    costs nothing that grows with the archive.
    """

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        """Transform the document."""
        lists = list(self.document.findall(bibliography))
        xrefs = [
            xref
            for xref in self.document.findall(addnodes.pending_xref)
            if xref.get("refdomain") == "cite"
        ]
        if not lists and not xrefs:
            return
        elements = self.document.findall(nodes.Element)
        self._taken = {name for element in elements for name in element["ids"]}
        self._places: dict[str, str] = {}
        batches = first_batches(self.app, lists[0]["docname"]) if lists else {}
        numbers: dict[str, int] = {}
        backlinks: dict[str, list[str]] = {}
        entries = self._entries()
        cited = 0
        for xref in xrefs:
            keys = []
            for target in parse_citation_targets(xref["reftarget"]):
                if target.key in entries:
                    # pybtex finds a key in any case: go on with the file's own spelling.
                    keys.append(target._replace(key=entries[target.key].key))
                else:
                    self._warn_unknown(target.key, entries, xref)
            if not keys:
                xref.parent.replace(xref, nodes.Text(f"[{xref['reftarget']}]"))
                continue
            cited += 1
            anchor = self._free_id(f"cite-{cited}")
            for key in dict.fromkeys(target.key for target in keys):
                numbers.setdefault(key, len(numbers) + 1)
                backlinks.setdefault(key, []).append(anchor)
            xref.parent.replace(xref, self._citation(xref, keys, numbers, entries, anchor))
        listed = {entry.key for batch in batches.values() for entry in batch.entries}
        at_foot = [entries[key] for key in numbers] if not numbers.keys() <= listed else []
        for place in lists:
            batch = batches[place["ids"][0]]
            self._fill_bibliography(place, batch, {entry.key for entry in at_foot})
        if at_foot:
            self._append_references(at_foot, backlinks)

    def _free_id(self, wanted: str) -> str:
        """The id, or one like it if a heading of the page has it already."""
        names = chain((wanted,), (f"{wanted}-{number}" for number in count(2)))
        name = next(name for name in names if name not in self._taken)
        self._taken.add(name)
        return name

    def _place(self, key: str) -> str:
        """The id of an entry on this page."""
        if key not in self._places:
            self._places[key] = self._free_id(f"ref-{key}")
        return self._places[key]

    def _entries(self) -> dict[str, Entry]:
        found: dict[str, Entry] = self.env.get_domain("cite").bibdata.data.entries  # type: ignore[attr-defined]
        return found

    def _citation(
        self,
        xref: addnodes.pending_xref,
        keys: list[Any],
        numbers: dict[str, int],
        entries: dict[str, Entry],
        anchor: str,
    ) -> nodes.inline:
        shown = nodes.inline(ids=[anchor], classes=["citation"])
        # An untranslated text keeps the words and commas of its own language.
        foreign = _language_around(xref)
        words = str if foreign else translate
        if xref["reftype"] in {"t", "ts", "ct", "cts"}:
            language = foreign or self.config.language
            for index, target in enumerate(keys):
                names = span_nodes(cited_name(entries[target.key], language, words))
                shown += [nodes.Text(words(", ")), *names] if index else names
            shown += nodes.Text(" ")
        mark = nodes.inline("", "[", classes=["citation-mark"])
        for index, target in enumerate(keys):
            if index:
                mark += nodes.Text(words(", "))
            if target.pre:
                mark += nodes.Text(f"{target.pre} ")
            mark += nodes.reference(
                "", str(numbers[target.key]), refuri=f"#{self._place(target.key)}", internal=True
            )
            if target.post:
                mark += nodes.Text(words(", ") + target.post)
        mark += nodes.Text("]")
        shown += mark
        if not foreign:
            isolate(shown, self.config)
        return shown

    def _append_references(self, entries: Iterable[Entry], backlinks: dict[str, list[str]]) -> None:
        section = nodes.section("", ids=[self._free_id("references")], classes=["references"])
        section += nodes.title("", translate("References"))
        listed = nodes.enumerated_list(enumtype="arabic", classes=["reference-list"])
        for entry in entries:
            item = reference_item(self.app, entry, self._place(entry.key))
            paragraph = item.next_node(nodes.paragraph)
            assert paragraph is not None
            several = len(backlinks[entry.key]) > 1
            for index, anchor in enumerate(backlinks[entry.key]):
                # The first arrow does not stand alone in a line.
                paragraph += nodes.Text(" " if index else "\xa0")
                paragraph += nodes.reference(
                    "",
                    "",
                    nodes.inline("", "↑"),
                    nodes.inline("", translate("Back to the text"), classes=["visually-hidden"]),
                    # The space is for the name that screen readers say.
                    nodes.Text(f"\xa0{index + 1}" if several else ""),
                    refuri=f"#{anchor}",
                    internal=True,
                    classes=["back-reference"],
                )
            listed += item
        section += listed
        page = self.document.next_node(nodes.section)
        (page if page is not None else self.document).append(section)

    def _fill_bibliography(self, place: nodes.Element, batch: Batch, at_foot: set[str]) -> None:
        """Put the list into its place; an entry at the foot of the page has its id there."""

        def place_of(entry: Entry) -> str:
            return "" if entry.key in at_foot else self._place(entry.key)

        place.parent.replace(place, build_batch(self.app, batch, place_of))

    def _warn_unknown(self, key: str, entries: dict[str, Entry], node: nodes.Node) -> None:
        near = get_close_matches(key, list(entries), 1)
        hint = f"; did you mean {near[0]}?" if near else "; add it to the .bib file"
        logger.warning(
            "nothing in the bibliography has the key %r%s",
            key,
            hint,
            location=node,
            type="warraq",
            subtype="citation",
        )


def _language_around(node: nodes.Node) -> str:
    """The code of the language that a passage is marked with, or nothing."""
    while node.parent is not None:
        node = node.parent
        for name in node["classes"]:
            if name.startswith("language-"):
                return str(name.removeprefix("language-").replace("-", "_"))
    return ""


class SafeCiteRole(CiteRole):
    """The role `{cite}`, saying what is wrong with a key that cannot be one."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the citation, or leave its text and warn."""
        try:
            list(parse_citation_targets(self.text))
        except ValueError:
            logger.warning(
                "%r is not a citation key; write one as in the .bib file, several with commas",
                self.text,
                location=self.get_location(),
                type="warraq",
                subtype="citation",
            )
            return [nodes.Text(self.text)], []
        found: tuple[list[nodes.Node], list[nodes.system_message]] = super().run()
        return found


class ArchiveDomain(BibtexDomain):
    """The citation domain, with lists of entries that cost one look at each citation.

    Upstream looks at every citation of the archive again for every entry of every list, and for
    every page that is read.
    """

    _looked_at = 0
    """How many citations `_citing` knows of."""

    def __init__(self, env: BuildEnvironment) -> None:
        """Begin without knowing which pages cite."""
        super().__init__(env)
        self._citing: set[str] = set()

    def clear_doc(self, docname: str) -> None:
        """Forget the citations and lists of a page, if it has any."""
        references = self.citation_refs
        self._citing.update(one.docname for one in references[self._looked_at :])
        self._looked_at = len(references)
        if docname in self._citing or any(key.docname == docname for key in self.bibliographies):
            super().clear_doc(docname)
            self._citing.discard(docname)
            self._looked_at = len(self.citation_refs)

    def get_filtered_entries(self, bibliography_key: BibliographyKey) -> Iterator[tuple[str, Any]]:
        """Yield the entries that a list's filter lets through, in the order of the files."""
        place = self.bibliographies[bibliography_key]
        filter_visitor: Any = _FilterVisitor
        cited: dict[str, set[str]] = {}
        for reference in self.citation_refs:
            for target in reference.targets:
                cited.setdefault(target.key.lower(), set()).add(reference.docname)
        for entry in self.get_entries(place.bibfiles):
            key = place.keyprefix + entry.key
            citing = cited.get(key.lower(), set())
            look = filter_visitor(entry, bibliography_key.docname, citing)
            try:
                wanted = look.visit(place.filter_)
            except ValueError as error:
                logger.warning(
                    "the filter of this bibliography cannot be read: %s",
                    error,
                    location=(bibliography_key.docname, place.line),
                    type="warraq",
                    subtype="citation",
                )
                wanted = bool(citing)
            if wanted or entry.key in place.keys:
                yield key, entry

    def get_sorted_entries(
        self, bibliography_key: BibliographyKey, docnames: list[str]
    ) -> Iterator[tuple[str, Any]]:
        """Yield the entries as they come; `LocalReferences` puts them in order."""
        return self.get_filtered_entries(bibliography_key)


def pages_to_read(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> set[str]:
    """The documents that cite an entry which the .bib file has changed."""
    domain: Any = env.get_domain("cite")
    before = digest_entries(env)
    now = digests_of(env)
    keys = now.keys() | before.keys()
    different = {key.lower() for key in keys if now.get(key) != before.get(key)}
    return {
        reference.docname
        for reference in domain.citation_refs
        if reference.docname in env.found_docs
        and any(target.key.lower() in different for target in reference.targets)
    }


def check_files(app: Sphinx) -> None:
    """Say what is wrong with the .bib files before sphinxcontrib-bibtex reads them.

    Files that were found well are not looked at again until one of them changes.
    """
    paths = [Path(app.confdir) / name for name in app.config.bibtex_bibfiles or ()]
    languages = [language.code for language in languages_of(app.config)]
    stamps = [(str(path), path.stat()) for path in paths if path.exists()]
    files = [[name, stat.st_mtime_ns, stat.st_size] for name, stat in stamps]
    now = json.dumps([warraq.__version__, languages, files])
    known = Path(app.doctreedir) / "bib-files.json"
    if len(files) == len(paths) and known.exists() and known.read_text("utf-8") == now:
        return
    problems = list(check_bib_files(paths, languages))
    fatal = [f"{path}:{item.line}: {item.message}" for path, item in problems if item.fatal]
    for path, item in problems:
        if not item.fatal:
            where = f"{path}:{item.line}"
            logger.warning("%s", item.message, location=where, type="warraq", subtype="citation")
    if fatal:
        raise ExtensionError("\n".join(fatal), modname="warraq")
    write_atomically(known, "" if problems else now, durable=False)


def drop_dangerous_links(app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
    """Take out links that a reader's browser would run; `check_files` has warned of them."""
    domain: Any = env.get_domain("cite")
    for entry in domain.bibdata.data.entries.values():
        if not re.match(r"(https?|ftp|mailto):", entry.fields.get("url", "https:").strip(), re.I):
            entry.fields.pop("url")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the references; sphinxcontrib-bibtex reads the files and the roles."""
    app.setup_extension("sphinxcontrib.bibtex")
    app.setup_extension("warraq.sphinxext.bibliography")
    app.setup_extension("warraq.sphinxext.citing_pages")
    app.add_domain(ArchiveDomain, override=True)
    app.add_role("cite", SafeCiteRole(), override=True)
    for name in BibtexDomain._role_names:
        app.add_role_to_domain("cite", name, SafeCiteRole(), override=True)
    register_plugin("pybtex.style.formatting", "archive", ArchiveStyle, force=True)
    app.connect("env-get-outdated", pages_to_read)
    app.connect("builder-inited", check_files, priority=100)
    app.connect("env-before-read-docs", drop_dangerous_links)
    app.add_post_transform(LocalReferences)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
