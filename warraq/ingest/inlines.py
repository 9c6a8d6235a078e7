"""Makes runs of inlines out of small equal-looking pieces, as Word and PDF files hold them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from warraq.ingest.document import (
    Block,
    Break,
    Emphasis,
    Heading,
    Inline,
    Items,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Table,
    Text,
    plain_text,
)


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest piece of a paragraph: words of one look, or one thing among them."""

    text: str = ""
    strong: bool = False
    slanted: bool = False
    href: str = ""
    special: Break | NoteMark | Picture | None = None

    @property
    def words(self) -> str:
        """Its words; a line break parts them."""
        return "\n" if isinstance(self.special, Break) else self.text


def build_inlines(atoms: Iterable[Atom]) -> tuple[Inline, ...]:
    """Join the atoms that look alike; space at the ends of emphasis and of the whole goes."""
    tidy = _join(_settle(_join(_part_pictures(atoms))))
    while tidy and _is_space(tidy[0]):
        tidy.pop(0)
    while tidy and _is_space(tidy[-1]):
        tidy.pop()
    if tidy and tidy[0].special is None:
        tidy[0] = replace(tidy[0], text=tidy[0].text.lstrip())
    if tidy and tidy[-1].special is None:
        tidy[-1] = replace(tidy[-1], text=tidy[-1].text.rstrip())
    content: list[Inline] = []
    for href, group in groupby(tidy, key=lambda atom: atom.href):
        inner = tuple(_dress(atom) for atom in group)
        content += [Link(inner, href)] if href else inner
    return tuple(content)


def _part_pictures(atoms: Iterable[Atom]) -> Iterable[Atom]:
    """A picture's words are not those beside it."""
    for atom in atoms:
        if isinstance(atom.special, Picture):
            yield from (Atom(" "), atom, Atom(" "))
        else:
            yield atom


def _join(atoms: Iterable[Atom]) -> list[Atom]:
    joined: list[Atom] = []
    for atom in atoms:
        last = joined[-1] if joined else None
        if atom.special is None:
            atom = replace(atom, text=atom.text.replace("\u00ad", ""))
            if not atom.text:
                continue
        if (
            last is not None
            and last.special is None
            and atom.special is None
            and replace(last, text=atom.text) == atom
        ):
            joined[-1] = replace(last, text=last.text + atom.text)
        else:
            joined.append(atom)
    return [
        atom if atom.special else replace(atom, text=re.sub(r"[^\S\u00a0\u202f]+", " ", atom.text))
        for atom in joined
    ]


def _settle(atoms: Sequence[Atom]) -> Iterable[Atom]:
    """Put space outside the marks of emphasis and links, where no markup can misread it."""
    for atom in atoms:
        dressed = atom.strong or atom.slanted or atom.href
        core = atom.text.strip()
        if atom.special is not None or not dressed:
            # A mark of a footnote or a picture is never bold, but may be what a link shows.
            yield atom if atom.special is None else replace(atom, strong=False, slanted=False)
        elif not core:
            # Space inside a link or between two bold words stays with what surrounds it.
            yield atom
        else:
            before, _, after = atom.text.partition(core)
            yield Atom(before, href="")
            yield replace(atom, text=core)
            yield Atom(after, href="")


def _is_space(atom: Atom) -> bool:
    return isinstance(atom.special, Break) or (atom.special is None and not atom.text.strip())


def _dress(atom: Atom) -> Inline:
    if atom.special is not None:
        return atom.special
    inner: Inline = Text(atom.text)
    if not atom.text.strip():
        return inner
    if atom.slanted:
        inner = Emphasis((inner,))
    if atom.strong:
        inner = Emphasis((inner,), strong=True)
    return inner


def flatten_blocks(blocks: Iterable[Block]) -> tuple[Inline, ...]:
    """The words of blocks as one run, a line each, where only a run can stand (a cell, a note)."""
    lines: list[tuple[Inline, ...]] = []
    for block in blocks:
        match block:
            case Heading() | Paragraph() | Note():
                lines.append(block.content)
            case Items():
                lines += (flatten_blocks(item) for item in block.items)
            case Quote():
                lines.append(flatten_blocks(block.blocks))
            case Table():
                lines += (cell for row in block.rows for cell in row)
    joined: list[Inline] = []
    for line in lines:
        if line:
            joined += ([Break()] if joined else []) + list(line)
    return tuple(joined)


def map_runs(
    blocks: Iterable[Block], change: Callable[[tuple[Inline, ...]], tuple[Inline, ...]]
) -> tuple[Block, ...]:
    """The blocks with every run of inlines changed, in the order of the text."""
    mapped: list[Block] = []
    for block in blocks:
        match block:
            case Heading() | Paragraph() | Note():
                mapped.append(replace(block, content=change(block.content)))
            case Items():
                items = tuple(map_runs(item, change) for item in block.items)
                mapped.append(replace(block, items=items))
            case Quote():
                mapped.append(Quote(map_runs(block.blocks, change)))
            case Table():
                rows = tuple(tuple(change(cell) for cell in row) for row in block.rows)
                mapped.append(replace(block, rows=rows))
    return tuple(mapped)


def cut_text(
    content: tuple[Inline, ...], stretches: Iterable[tuple[int, int]]
) -> tuple[Inline, ...]:
    """Take stretches of a run's plain text out of it; a link or emphasis left empty goes."""
    gone = {at for start, end in stretches for at in range(start, end)}
    return _cut(content, gone, 0) if gone else content


def _cut(content: tuple[Inline, ...], gone: set[int], at: int) -> tuple[Inline, ...]:
    kept: list[Inline] = []
    for inline in content:
        length = len(plain_text((inline,)))
        match inline:
            case Text():
                text = "".join(c for n, c in enumerate(inline.text, at) if n not in gone)
                kept += [Text(text)] if text or not length else []
            case Emphasis() | Link():
                inner = _cut(inline.content, gone, at)
                kept += [replace(inline, content=inner)] if inner or not inline.content else []
            case Break():
                kept += [] if at in gone else [inline]
            case _:
                kept.append(inline)
        at += length
    return tuple(kept)


def level_headings(blocks: Sequence[Block]) -> list[Block]:
    """Turn levels as the source counts them (0 for a title) into those of a page.

    The title becomes level 1: what is styled so, or the one highest heading that opens the
    headings. The highest of the others becomes level 2.
    """
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    if not levels:
        return list(blocks)
    titled = levels[0] == 0 or (levels[0] == min(levels) and levels.count(levels[0]) == 1)
    rest = levels[1:] if titled else levels
    shift = 2 - min(rest, default=2)
    first = True
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            level = 1 if first and titled else min(max(block.level + shift, 2), 6)
            result.append(replace(block, level=level))
            first = False
        else:
            result.append(block)
    return result


def sniff_image(content: bytes) -> str:
    """The suffix of a picture that browsers show, by its first bytes; nothing for any other."""
    for start, suffix in (
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff", "jpg"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
    ):
        if content.startswith(start):
            return suffix
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:12] in (b"ftypavif", b"ftypavis"):
        return "avif"
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if (
        start.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg"))
        and b"<svg" in content[:4096]
    ):
        return "svg"
    return ""
