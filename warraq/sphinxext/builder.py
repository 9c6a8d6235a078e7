"""Writes the HTML site so that what has not changed is left alone and what is gone goes."""

from __future__ import annotations

import filecmp
import hashlib
import json
import secrets
import shutil
import zlib
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.html._build_info import BuildInfo
from sphinx.util.inventory import InventoryFile

from warraq.files import write_atomically
from warraq.formats.icon import ICON
from warraq.formats.stored import store
from warraq.sphinxext.editions import EDITION_ICON
from warraq.sphinxext.styles import drop_unused_files

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_INVENTORY_HEAD = 4
"""The lines of an inventory before its compressed part."""


class ArchiveHTMLBuilder(StandaloneHTMLBuilder):
    """Sphinx's HTML builder, writing only what differs from what is there.

    Sphinx writes the search page, its index, the inventory and the rendered assets in every
    build, judges pages by their time stamps and never takes anything away. Here each file is
    put into its place whole, an equal one keeps its time stamp, and the folder of assets
    holds just what this build put there.
    """

    def compile_update_catalogs(self) -> None:
        """Do nothing: `sphinxext.catalogs` has compiled what may be read, before the builder."""

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield the documents that have no page, or all where the settings have changed.

        Time stamps say nothing here, as an equal page keeps its own: a document that was read
        again is always written, and `sphinxext.outdated` finds those that others reach.
        """
        try:
            same = BuildInfo.load(Path(self.outdir) / ".buildinfo") == self.build_info
        except (OSError, ValueError, IndexError):
            same = False
        if not (Path(self.outdir) / self.searchindex_filename).exists():
            same = False  # it is made of all pages
        for docname in self.env.found_docs:
            if not same or not self.get_output_path(docname).exists():
                yield docname

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Write a page at once or not at all."""
        with _put(Path(outfilename or self.get_output_path(pagename))) as staged:
            super().handle_page(
                pagename, addctx, templatename, outfilename=staged, event_arg=event_arg
            )

    def write_buildinfo(self) -> None:
        """Write the digest of the settings that the pages were made with."""
        with _put(Path(self.outdir) / ".buildinfo") as staged:
            self.build_info.dump(staged)

    def dump_inventory(self) -> None:
        """Write the list of targets for other projects, not compressed by this machine's zlib."""
        with _put(Path(self.outdir) / "objects.inv") as staged:
            InventoryFile.dump(staged, self.env, self)
            *head, body = staged.read_bytes().split(b"\n", _INVENTORY_HEAD)
            staged.write_bytes(b"\n".join((*head, store(zlib.decompress(body)))))

    # -- The search index ----------------------------------------------------------------

    def load_indexer(self, docnames: Set[str]) -> None:
        """Load what the index says of the pages that are not written now.

        Sphinx forgets their entries of the glossary.
        """
        assert self.indexer is not None
        keep = set(self.env.all_docs).difference(docnames)
        if not keep:
            return
        super().load_indexer(docnames)
        text = (Path(self.outdir) / self.searchindex_filename).read_text("utf-8")
        frozen = json.loads(text[text.index("(") + 1 : text.rindex(")")])
        names = frozen["docnames"]
        for entry, places in frozen["indexentries"].items():
            for number, anchor, main in places:
                if names[number] in keep:
                    row = (entry, anchor, "main" if main else "")
                    self.indexer._index_entries.setdefault(names[number], []).append(row)

    def dump_search_index(self) -> None:
        """Write the index: no word of a page that is gone, the same in whatever order it grew."""
        indexer = self.indexer
        if indexer is None:
            return
        indexer.prune(self.env.all_docs)
        for mapping in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, names in mapping.items() if not names]:
                del mapping[word]
        kept = indexer._index_entries
        indexer._index_entries = {
            name: sorted(kept[name]) for name in sorted(kept) if name in self.env.all_docs
        }
        with (
            _put(Path(self.outdir) / self.searchindex_filename) as staged,
            staged.open("w", encoding="utf-8") as file,
        ):
            indexer.dump(file, self.indexer_format)

    # -- Assets --------------------------------------------------------------------------

    def copy_static_files(self) -> None:
        """Make `_static` aside and let the site's folder become like it."""
        target, aside = self._static_dir, Path(self.doctreedir) / "static"
        shutil.rmtree(aside, ignore_errors=True)
        self._static_dir = aside
        try:
            super().copy_static_files()
        finally:
            self._static_dir = target
        drop_unused_files(aside)
        if self.config.archive_editions:  # else it stands once, at the top of the site
            write_atomically(aside / Path(EDITION_ICON).name, ICON, durable=False)
        _mirror(aside, target)
        shutil.rmtree(aside)


@contextmanager
def _put(target: Path) -> Iterator[Path]:
    """Give a path to write to; what is there at the end takes the target's place if it differs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        yield staged
        if staged.exists() and not (target.exists() and filecmp.cmp(staged, target, shallow=False)):
            staged.replace(target)
    finally:
        staged.unlink(missing_ok=True)


def _mirror(source: Path, target: Path) -> None:
    """Make `target` hold the files of `source` and no others."""
    wanted = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
    for name in sorted(wanted):
        with _put(target / name) as staged:
            shutil.copyfile(source / name, staged)
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(target) not in wanted:
            path.unlink()


def name_images(app: Sphinx, env: BuildEnvironment) -> None:
    """Name each copied picture after its path, so that no other page's picture renames it.

    Sphinx numbers pictures of one file name in the order in which it meets them.
    """
    for path, (docnames, _name) in list(env.images.items()):
        source = Path(path)
        digest = hashlib.sha256(source.as_posix().encode()).hexdigest()[:8]
        env.images[path] = (docnames, f"{source.stem}-{digest}{source.suffix}")
    env.images._existing = {name for _docs, name in env.images.values()}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the builder in the place of Sphinx's."""
    app.add_builder(ArchiveHTMLBuilder, override=True)
    app.connect("env-updated", name_images)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
