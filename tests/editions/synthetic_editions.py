"""Makes sealed editions of tiny synthetic pages, without git, Sphinx or a disk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from warraq.editions.model import Page, Sealed, Tag, Toolkit
from warraq.editions.mutablepages import KEEP, mutable_files
from warraq.editions.pagetext import text_digest
from warraq.editions.voices import Facts
from warraq.languages import Language

ENGLISH, ARABIC = Language("en", "English"), Language("ar", "العربية")
FACTS = Facts(
    (ENGLISH, ARABIC),
    {"en": "Synthetic archive", "ar": "أرشيف اصطناعي"},
    {"ar": {"Corrected": "مصحَّحة", ", ": "، ", "Added": "مضافة"}},
    "https://archive.example.org/",
)

Row = tuple[Page, bytes]


def page(
    name: str, *blocks: str, kind: str = "brief", title: str = "A synthetic page", **more: object
) -> dict[str, Row]:
    """A page by its name, with its HTML; `more` are fields of `model.Page`."""
    known: dict[str, object] = {"language": "en", "state": "published" if kind == "brief" else ""}
    text = "".join(f"<p>{escape(block)}</p>" for block in blocks)
    html = f"<!doctype html><article><h1>{escape(title)}</h1>{text}</article>".encode()
    row = Page(f"{name}.html", kind, title, **(known | more))  # type: ignore[arg-type]
    return {name: (row, html)}


@dataclass
class Shelf:
    """Editions that are added one after the other, and the mutable files of their site."""

    sealed: list[Sealed] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    mutable: dict[str, bytes] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    """The mutable files that the last publishing made or changed."""
    read: list[str] = field(default_factory=list)
    """The sealed files that it read."""

    def add(
        self,
        name: str,
        more: Mapping[str, bytes] | None = None,
        *,
        note: str = "A synthetic edition.",
        **pages: object,
    ) -> Sealed:
        """Seal an edition: its pages by the tags of languages; `more` are other files."""
        found: dict[str, bytes] = dict(more or {})
        for tag, rows in pages.items():
            for row, html in rows.values():  # type: ignore[attr-defined]
                found[f"{tag}/{name}/{row.path}"] = html
        self.files |= found
        year, month = name.split(".")[:2]
        sealed = Sealed(
            Tag(name, "1" * 40, "2" * 40, f"{year}-{month}-15T10:00:00Z", note),
            Toolkit("1", "3" * 64),
            1,
            tuple(pages),
            {path: hashlib.sha256(html).hexdigest() for path, html in found.items()},
            {path: text_digest(html) for path, html in found.items() if path.endswith(".html")},
            {},
            {
                tag: {key: row for key, (row, _html) in rows.items()}  # type: ignore[attr-defined]
                for tag, rows in pages.items()
            },
        )
        self.sealed.append(sealed)
        return sealed

    def publish(self, facts: Facts = FACTS) -> dict[str, str]:
        """Make the mutable files anew from what there is; returns all of them as text."""
        before, self.mutable = self.mutable, {}
        self.made, self.read = [], []

        def read(path: str) -> bytes:
            self.read.append(path)
            return self.files[path]

        site = self.files | before
        for path, content in mutable_files(self.sealed, read, site.get, facts):
            assert path not in self.mutable, f"{path} is yielded twice"
            if content is KEEP:
                self.mutable[path] = before[path]
                continue
            data = content.encode() if isinstance(content, str) else content
            assert isinstance(data, bytes)
            self.mutable[path] = data
            if before.get(path) != data:
                self.made.append(path)
        return {path: data.decode() for path, data in self.mutable.items()}
