"""Gives each page the references that it cites, numbered, in the words of its language."""

from __future__ import annotations

import hashlib
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

from warraq.files import write_atomically
from warraq.knowledge.bibfile import check_bib_file
from warraq.knowledge.citations import (
    Entry,
    Span,
    cited_name,
    format_reference,
    plain_reference,
)
from warraq.sphinxext.catalogs import _
from warraq.sphinxext.direction import isolate_runs
from warraq.sphinxext.settings import current_language

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


def _say(text: str) -> str:
    return str(_(text))


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
        for place in lists:
            self._fill_bibliography(place)
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
        if numbers and not lists:
            self._append_references([entries[key] for key in numbers], backlinks)

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
        say = str if foreign else _say
        if xref["reftype"] in {"t", "ts", "ct", "cts"}:
            language = foreign or self.config.language
            names = [cited_name(entries[target.key], language, say) for target in keys]
            shown += [*_nodes_of(names, say(", ")), nodes.Text(" ")]
        mark = nodes.inline("", "[", classes=["citation-mark"])
        for index, target in enumerate(keys):
            if index:
                mark += nodes.Text(say(", "))
            if target.pre:
                mark += nodes.Text(f"{target.pre} ")
            mark += nodes.reference(
                "", str(numbers[target.key]), refuri=f"#{self._place(target.key)}", internal=True
            )
            if target.post:
                mark += nodes.Text(say(", ") + target.post)
        mark += nodes.Text("]")
        shown += mark
        if not foreign and current_language(self.config).direction == "rtl":
            isolate_runs(shown)
        return shown

    def _append_references(self, entries: Iterable[Entry], backlinks: dict[str, list[str]]) -> None:
        section = nodes.section("", ids=[self._free_id("references")], classes=["references"])
        section += nodes.title("", _say("References"))
        listed = nodes.enumerated_list(enumtype="arabic", classes=["reference-list"])
        for entry in entries:
            item = self._item(entry)
            paragraph = item.next_node(nodes.paragraph)
            assert paragraph is not None
            for anchor in backlinks[entry.key]:
                paragraph += nodes.Text(" ")
                paragraph += nodes.reference(
                    "",
                    "",
                    nodes.inline("", "↑"),
                    nodes.inline("", _say("Back to the text"), classes=["visually-hidden"]),
                    refuri=f"#{anchor}",
                    internal=True,
                    classes=["back-reference"],
                )
            listed += item
        section += listed
        page = self.document.next_node(nodes.section)
        (page if page is not None else self.document).append(section)

    def _fill_bibliography(self, place: nodes.Element) -> None:
        domain: Any = self.env.get_domain("cite")
        key = BibliographyKey(docname=place["docname"], id_=place["ids"][0])
        entries = [item.entry for item in domain.citations if item.bibliography_key == key]
        listed = nodes.bullet_list(classes=["bibliography-list"])
        language = self.config.language

        def order(entry: Entry) -> str:
            return plain_reference(format_reference(entry, language, _say)).casefold()

        listed += [self._item(entry) for entry in sorted(entries, key=order)]
        shown = listed if entries else nodes.paragraph("", _say("Nothing is cited."))
        place.parent.replace(place, shown)

    def _item(self, entry: Entry) -> nodes.list_item:
        spans = format_reference(entry, self.config.language, _say)
        paragraph = nodes.paragraph("", "", *_nodes_of(spans))
        item = nodes.list_item("", paragraph, ids=[self._place(entry.key)])
        if current_language(self.config).direction == "rtl":
            isolate_runs(item)
        return item

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


def _nodes_of(spans: Iterable[Span], between: str = "") -> list[nodes.Node]:
    built: list[nodes.Node] = []
    for index, span in enumerate(spans):
        if between and index:
            built.append(nodes.Text(between))
        node: nodes.Node = nodes.Text(span.text)
        if span.lang:
            node = nodes.inline("", span.text, classes=[f"language-{span.lang}"])
        if span.href:
            node = nodes.reference("", "", node, refuri=span.href)
        built.append(node)
    return built


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

    Upstream looks at every citation of the archive again for every entry of every list.
    """

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
    now = {
        key: hashlib.sha256(_written(entry).encode()).hexdigest()[:16]
        for key, entry in domain.bibdata.data.entries.items()
    }
    before: dict[str, str] = getattr(env, "archive_references", {})
    env.archive_references = now  # type: ignore[attr-defined]
    keys = now.keys() | before.keys()
    different = {key.lower() for key in keys if now.get(key) != before.get(key)}
    return {
        reference.docname
        for reference in domain.citation_refs
        if reference.docname in env.found_docs
        and any(target.key.lower() in different for target in reference.targets)
    }


def _written(entry: Any) -> str:
    """Everything that the .bib file says of an entry."""
    persons = {role: [str(person) for person in names] for role, names in entry.persons.items()}
    return repr((entry.type, sorted(entry.fields.items()), sorted(persons.items())))


def check_files(app: Sphinx) -> None:
    """Say what is wrong with the .bib files before sphinxcontrib-bibtex reads them.

    A file that was found well is not looked at again until it changes.
    """
    known = Path(app.doctreedir) / "bib-files.json"
    try:
        well = set(json.loads(known.read_text("utf-8")))
    except (OSError, ValueError):
        well = set()
    now = set()
    for name in app.config.bibtex_bibfiles or ():
        path = Path(app.confdir) / name
        stamp = f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}" if path.exists() else ""
        problems = () if stamp in well else check_bib_file(path)
        fatal = [f"{path}:{item.line}: {item.message}" for item in problems if item.fatal]
        if fatal:
            raise ExtensionError("\n".join(fatal), modname="warraq")
        for item in problems:
            where = f"{path}:{item.line}"
            logger.warning("%s", item.message, location=where, type="warraq", subtype="citation")
        if not problems:
            now.add(stamp)
    write_atomically(known, json.dumps(sorted(now)), durable=False)


def drop_dangerous_links(app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
    """Take out links that a reader's browser would run; `check_files` has warned of them."""
    domain: Any = env.get_domain("cite")
    for entry in domain.bibdata.data.entries.values():
        if not re.match(r"(https?|ftp|mailto):", entry.fields.get("url", "https:").strip(), re.I):
            entry.fields.pop("url")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the references; sphinxcontrib-bibtex reads the files and the roles."""
    app.setup_extension("sphinxcontrib.bibtex")
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
