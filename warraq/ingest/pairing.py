"""Fills a language's catalog from a text and its translation, and says what it is unsure of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import polib

from warraq.brief import BriefPage
from warraq.ingest.arranging import clean_text
from warraq.ingest.lexicon import Lexicon
from warraq.ingest.messages import page_template
from warraq.ingest.proposing import Counterpart, Proposal, propose_translations
from warraq.translation.update import merge_catalog, open_catalog

__all__ = [
    "CatalogPlan",
    "Counterpart",
    "Difference",
    "PairingReport",
    "Proposal",
    "fill_catalog",
    "fill_words",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """A translation that stands in the catalog already, in other words than the proposal."""

    msgid: str
    kept: str
    proposed: str


@dataclass(frozen=True, slots=True)
class PairingReport:
    """What became of the messages of a page and of the paragraphs of its counterpart."""

    path: str
    certain: int
    """Messages that are translated now and need no look."""
    fuzzy: tuple[Proposal, ...]
    """Those that a person must look at."""
    untranslated: tuple[str, ...]
    """The messages for which the counterpart has nothing."""
    left_over: tuple[str, ...]
    """The texts of the counterpart that stand for nothing in the page: in no catalog."""
    kept: int
    """Messages that were translated before, alike."""
    differing: tuple[Difference, ...]
    """Those that were translated before in other words, which stay."""
    note: str = ""
    """Why those stay, and what to do."""

    def as_data(self) -> dict[str, object]:
        """The report for machines."""
        return asdict(self)

    def __str__(self) -> str:
        """The report for people: a line, and one more for each thing to look at."""
        lines = [
            f"{self.path}: {self.certain} translated, {len(self.fuzzy)} fuzzy, "
            f"{len(self.untranslated)} untranslated, {self.kept} kept, "
            f"{len(self.left_over)} left over"
        ]
        lines += [f"  fuzzy: {_cut(p.msgid)}: {' '.join(p.doubts)}" for p in self.fuzzy]
        lines += [f"  untranslated: {_cut(text)}" for text in self.untranslated]
        lines += [
            f"  kept: {_cut(d.kept)}; the new text has: {_cut(d.proposed)}" for d in self.differing
        ]
        lines += [f"  note: {self.note}"] if self.note else []
        lines += [f"  left over: {text}" for text in self.left_over]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class CatalogPlan:
    """A catalog as it is to be, not yet written."""

    path: Path
    text: str
    report: PairingReport


def fill_catalog(
    path: Path,
    page: BriefPage,
    counterpart: Counterpart,
    *,
    language: str,
    project: str,
    lexicon: Lexicon = (),
) -> CatalogPlan:
    """Plan the catalog at `path` of a page whose text in `language` is `counterpart`.

    The page's messages are those that the gettext builder extracts, but for what stands in
    directives. No translation that `path` has is changed. Every word of the counterpart is in a
    translation or in the report.

    Raises CatalogError for a `.po` file that cannot be read.
    """
    proposals, left_over = propose_translations(page, counterpart, lexicon, language)
    merged, _ = merge_catalog(open_catalog(path, language, project), page_template(page), path.name)
    return _plan(path, merged, proposals, left_over)


def fill_words(
    path: Path,
    page: BriefPage,
    counterpart: Counterpart,
    *,
    language: str,
    project: str,
) -> CatalogPlan:
    """Plan the catalog of the archive's words (kinds, places, topics) with those of a brief.

    A word that is new goes by its place among the counterpart's, so it is always fuzzy.
    """
    catalog = open_catalog(path, language, project)
    brief = page.brief
    rows = [(brief.kind, "kind")]
    rows += [(name, f"places.{index}") for index, name in enumerate(brief.places)]
    rows += [(name, f"topics.{index}") for index, name in enumerate(brief.topics)]
    template = polib.POFile(wrapwidth=0)
    template.extend(entry for entry in catalog if not entry.obsolete)
    listed = {entry.msgid for entry in template}
    places = {word: (page.where, str(page.lines.get(field, 1))) for word, field in reversed(rows)}
    template.extend(
        polib.POEntry(msgid=word, occurrences=[places[word]])
        for word in dict.fromkeys(word for word, _ in rows)
        if word not in listed
    )
    known = {entry.msgid: entry.msgstr for entry in catalog if entry.msgstr}
    proposals: list[Proposal] = []
    left_over: list[str] = []
    for mine, theirs in (
        ((brief.kind,), (counterpart.kind,) if counterpart.kind else ()),
        (brief.places, counterpart.places),
        (brief.topics, counterpart.topics),
    ):
        theirs = tuple(" ".join(clean_text(word).split()) for word in theirs)
        rest = [word for word in theirs if word not in {known.get(name) for name in mine}]
        new = [word for word in mine if word not in known]
        if len(rest) != len(new):
            left_over += rest
            continue
        doubt = "The word was paired by its place in the list."
        proposals += [Proposal(a, b, (doubt,)) for a, b in zip(new, rest, strict=True)]
    merged, _ = merge_catalog(catalog, template, path.name)
    return _plan(path, merged, proposals, left_over, set(places))


# -- From proposals to a catalog -----------------------------------------------------------


def _plan(
    path: Path,
    catalog: polib.POFile,
    proposals: Iterable[Proposal],
    left_over: list[str],
    wanted: set[str] | None = None,
) -> CatalogPlan:
    """Put proposals into the entries that have no translation yet; `wanted` are reported of."""
    chosen: dict[str, Proposal] = {}
    rivals: list[Proposal] = []
    for proposal in proposals:
        known = chosen.setdefault(proposal.msgid, proposal)
        if known.msgstr == proposal.msgstr:
            if known.doubts and not proposal.doubts:
                chosen[proposal.msgid] = proposal
        elif known.doubts and not proposal.doubts:
            chosen[proposal.msgid] = proposal
            rivals.append(known)
        else:
            rivals.append(proposal)
    differing = [Difference(p.msgid, chosen[p.msgid].msgstr, p.msgstr) for p in rivals]
    certain, kept, stood = 0, 0, 0
    fuzzy: list[Proposal] = []
    untranslated: list[str] = []
    for entry in catalog:
        found = chosen.pop(entry.msgid, None)
        if entry.obsolete or (wanted is not None and entry.msgid not in wanted):
            if found:
                chosen[entry.msgid] = found
        elif entry.msgstr:
            kept += 1
            if found and found.msgstr != entry.msgstr:
                kept, stood = kept - 1, stood + 1
                differing.append(Difference(entry.msgid, entry.msgstr, found.msgstr))
        elif found is None:
            untranslated.append(entry.msgid)
        else:
            entry.msgstr = found.msgstr
            if found.doubts:
                fuzzy.append(found)
                _doubt(entry, found.doubts)
            else:
                certain += 1
    left = [*left_over, *(p.msgstr for p in chosen.values())]
    report = PairingReport(
        path.as_posix(),
        certain,
        tuple(fuzzy),
        tuple(untranslated),
        tuple(left),
        kept,
        tuple(differing),
        _explain_kept(stood),
    )
    return CatalogPlan(path, str(catalog).rstrip("\n") + "\n", report)


def _explain_kept(count: int) -> str:
    if not count:
        return ""
    some = (
        "1 translation stands as it was"
        if count == 1
        else f"{count} translations stand as they were"
    )
    return (
        f"{some}, also where an import wrote it and nobody has edited it since, for the catalog "
        "does not say who wrote what; to take the new text, empty the msgstr and import again"
    )


def _doubt(entry: polib.POEntry, doubts: Iterable[str]) -> None:
    if "fuzzy" not in entry.flags:
        entry.flags = ["fuzzy", *entry.flags]
    # What a text may hold must not end the line of a comment.
    lines = ["".join(c if c.isprintable() else " " for c in doubt) for doubt in doubts]
    entry.tcomment = "\n".join(filter(None, [entry.tcomment, *lines]))


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
