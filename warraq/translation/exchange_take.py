"""Decides what becomes of each translation that an exchange file offers; writes nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import polib

from warraq.translation.editing import fill_entry, rewrite_entries
from warraq.translation.exchange import Catalog, Message, Offer, squeeze_space
from warraq.translation.memory import Memory, Unit, find_nearest


class Outcome(StrEnum):
    """What became of a translation."""

    FILLED = "filled"
    OFFERED = "fuzzy"
    """Written, to be looked at."""
    SAME = "same"
    """The catalog has it already."""
    KEPT = "kept"
    """The catalog has another translation, which stays."""
    REFUSED = "refused"
    """It breaks a rule; the message stays as it was."""
    GONE = "gone"
    """There is no such message any more."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What became of one translation, and why."""

    outcome: Outcome
    line: int
    """Where it stands in the exchange file."""
    catalog: str = ""
    """The `.po` file that it is for, relative to the folder of all catalogs."""
    catalog_line: int = 0
    reason: str = ""
    code: str = ""
    """The rule that it breaks."""


@dataclass(slots=True)
class Tray:
    """The catalogs, and what has been done to them so far."""

    catalogs: Mapping[str, Catalog]
    replace: bool = False
    """Whether finished translations may be overwritten."""
    takings: list[Taking] = field(default_factory=list)
    changed: dict[str, list[polib.POEntry]] = field(default_factory=dict)

    def list_texts(self) -> Iterator[tuple[Catalog, str]]:
        """The new text of each catalog that has changed."""
        for name, entries in self.changed.items():
            catalog = self.catalogs[name]
            text = catalog.path.read_bytes().decode("utf-8")
            yield catalog, rewrite_entries(text, catalog.po, entries)

    def put(self, offer: Offer, message: Message, *, doubt: str = "", previous: str = "") -> None:
        """Give a message what is offered, unless it has a better one or a rule forbids it.

        `doubt` says why it is only offered as fuzzy; `previous` is the source text that it
        translates, where that is not the message's own.
        """
        forms = _fit_forms(offer, message, bool(previous))
        if len(forms) != len(message.forms) or not all(forms):
            full = len(message.forms)
            reason = f"has not each of the {full} plural forms" if full > 1 else "has plural forms"
            self.note(Outcome.REFUSED, offer, message, f"The translation {reason}.")
            return
        fuzzy = bool(doubt) or not offer.certain
        same = forms == message.forms
        if same and message.entry.fuzzy == fuzzy:
            self.note(Outcome.SAME, offer, message)
            return
        differs = any(old not in ("", new) for old, new in zip(message.forms, forms, strict=True))
        lesser = message.finished if same else differs and (fuzzy or not message.entry.fuzzy)
        if lesser and not self.replace:
            kind = "another translation" if not same else "this translation as a finished one"
            if differs and message.entry.fuzzy:
                kind = "another fuzzy translation"
            self.note(Outcome.KEPT, offer, message, f"The catalog has {kind}, which stays.")
            return
        source = polib.POEntry(msgid=offer.msgid, msgid_plural=offer.plural)
        judged = source if previous else message.entry
        findings = list(dict.fromkeys(self.catalogs[message.catalog].judge(judged, forms)))
        for finding in findings:
            self.note(Outcome.REFUSED, offer, message, finding.message, finding.rule.code)
        if findings:
            return
        if not previous and fuzzy and same:
            previous = message.entry.previous_msgid or ""
        fill_entry(message.entry, forms, fuzzy=fuzzy, previous=previous)
        self.changed.setdefault(message.catalog, []).append(message.entry)
        self.note(Outcome.OFFERED if fuzzy else Outcome.FILLED, offer, message, doubt)

    def note(
        self,
        outcome: Outcome,
        offer: Offer,
        message: Message | None,
        reason: str = "",
        code: str = "",
    ) -> None:
        """Remember what became of an offer."""
        catalog = message.catalog if message else "".join(offer.catalogs[:1])
        line = message.line if message else 0
        self.takings.append(Taking(outcome, offer.line, catalog, line, reason, code))


def _fit_forms(offer: Offer, message: Message, other_source: bool) -> tuple[str, ...]:
    forms = offer.forms
    wanted = len(message.forms)
    if message.entry.msgid_plural and len(forms) > wanted and not any(forms[wanted:]):
        forms = forms[:wanted]  # a language with one form is written with two sources
    if other_source or offer.msgid == message.entry.msgid:
        return forms
    # The tool has changed the white space: that at the ends is the source's own.
    return tuple(_fit_ends(message.entry.msgid, text) for text in forms)


def _fit_ends(msgid: str, text: str) -> str:
    words = msgid.strip()
    start = msgid.find(words)
    return f"{msgid[:start]}{text.strip()}{msgid[start + len(words) :]}" if text.strip() else text


def _has_source(offer: Offer, message: Message) -> bool:
    """Whether the offer is made for the message's source text, white space apart."""
    return squeeze_space(offer.msgid) == squeeze_space(message.entry.msgid) and squeeze_space(
        offer.plural
    ) == squeeze_space(message.entry.msgid_plural or "")


# -- XLIFF: each unit is for one message ------------------------------------------------------


def take_units(offers: Iterable[Offer], tray: Tray) -> None:
    """Give each unit of an XLIFF file to the message that it is for."""
    by_unit: dict[tuple[tuple[str, ...], str], list[Offer]] = {}
    for offer in offers:
        unit = offer.key or f"{offer.context}\x04{offer.msgid}"
        by_unit.setdefault((offer.catalogs, unit), []).append(offer)
    waiting = []
    index = {name: _index_messages(catalog) for name, catalog in tray.catalogs.items()}
    met: set[int] = set()
    for rivals in by_unit.values():
        offer, doubt = _settle_rivals(rivals)
        name = "".join(offer.catalogs)
        if name not in tray.catalogs:
            reason = f"There is no catalog {name!r}." if name else "It names no catalog."
            tray.note(Outcome.GONE, offer, None, reason)
            continue
        known = index[name]
        message = known.get(offer.key) or known.get(f"{offer.context}\x04{offer.msgid}")
        if message is None:
            waiting.append((offer, doubt))
            continue
        met.add(id(message.entry))
        if _has_source(offer, message):
            tray.put(offer, message, doubt=doubt)
        elif _is_near(offer, message):
            tray.put(offer, message, doubt="The source text is another now.", previous=offer.msgid)
        else:
            tray.note(Outcome.GONE, offer, message, "The message has quite another source text.")
    for offer, _doubt in waiting:
        _take_for_successor(offer, tray, met)


def _is_near(offer: Offer, message: Message) -> bool:
    """Whether the source texts are so alike that the translation may be of use."""
    entry = message.entry
    plurals = offer.plural or entry.msgid_plural
    return not plurals and find_nearest(offer.msgid, {entry.msgid: entry}) is not None


def _index_messages(catalog: Catalog) -> dict[str, Message]:
    """A catalog's messages by their digest, and by context and text."""
    known: dict[str, Message] = {}
    for message in catalog.messages:
        known.setdefault(message.key, message)
        known.setdefault(f"{message.context}\x04{message.entry.msgid}", message)
    return known


def _settle_rivals(rivals: Sequence[Offer]) -> tuple[Offer, str]:
    """The first of several translations of one message, and what makes it doubtful."""
    offer = replace(rivals[0], certain=all(rival.certain for rival in rivals))
    count = len({rival.forms for rival in rivals})
    return offer, f"The file translates it in {count} ways." if count > 1 else ""


def _take_for_successor(offer: Offer, tray: Tray, met: set[int]) -> None:
    """Offer a translation for the message that its source text has become, if there is one."""
    open_ones = {
        message.entry.msgid: message
        for message in tray.catalogs["".join(offer.catalogs)].messages
        if not message.finished and id(message.entry) not in met and not message.entry.msgid_plural
    }
    found: Message | None = None
    if not offer.plural:
        found = next((m for m in open_ones.values() if m.entry.previous_msgid == offer.msgid), None)
        if found is None:
            near = find_nearest(offer.msgid, {key: m.entry for key, m in open_ones.items()})
            found = open_ones[near.msgid] if near is not None else None
    if found is None:
        tray.note(Outcome.GONE, offer, None, "The catalog has no such message any more.")
        return
    met.add(id(found.entry))
    tray.put(offer, found, doubt="The source text is another now.", previous=offer.msgid)


# -- TMX: each message looks for units --------------------------------------------------------


def take_memory(offers: Sequence[Offer], tray: Tray, *, near: bool = False) -> None:
    """Fill what is untranslated from the units of a TMX file with the same source text.

    A unit of the same page and context comes before others; where those differ, or where the
    context is another, it is only offered. With `near`, like source texts are offered too.
    """
    by_source: dict[tuple[str, str], list[Offer]] = {}
    for offer in offers:
        key = (squeeze_space(offer.msgid), squeeze_space(offer.plural))
        by_source.setdefault(key, []).append(offer)
    memory = _remember(offers) if near else None
    lines = {(offer.msgid, offer.forms): offer.line for offer in reversed(offers)}
    for catalog in tray.catalogs.values():
        for message in catalog.messages:
            entry = message.entry
            key = (squeeze_space(entry.msgid), squeeze_space(entry.msgid_plural or ""))
            rivals = _choose_rivals(by_source.get(key, []), message)
            if rivals:
                _take_match(rivals, message, tray)
            elif memory and not any(message.forms) and not entry.msgid_plural:
                match = memory.find_near(entry.msgid)
                if match:
                    unit = match.unit
                    line = lines[unit.msgid, unit.forms]
                    tray.put(
                        Offer(line, unit.msgid, unit.forms),
                        message,
                        doubt="The source text is only alike.",
                        previous=unit.msgid,
                    )


def _remember(offers: Iterable[Offer]) -> Memory:
    return Memory(
        Unit("", offer.msgid, "", offer.forms)
        for offer in offers
        if not offer.plural and not offer.context
    )


def _choose_rivals(offers: list[Offer], message: Message) -> list[Offer]:
    """The offers that fit a message best; each step keeps all where none fits."""
    for fits in (
        lambda offer: offer.msgid == message.entry.msgid,
        lambda offer: offer.context == message.context,
        lambda offer: message.catalog in offer.catalogs,
    ):
        offers = [offer for offer in offers if fits(offer)] or offers
    return offers


def _take_match(rivals: list[Offer], message: Message, tray: Tray) -> None:
    offer, doubt = _settle_rivals(rivals)
    if offer.context and offer.context != message.context:
        doubt = doubt or f"The file has it for another context, {offer.context!r}."
    if message.forms in {rival.forms for rival in rivals}:
        if message.finished:
            tray.note(Outcome.SAME, offer, message)
        else:
            tray.note(Outcome.KEPT, offer, message, "The catalog has it as fuzzy, and it stays so.")
    elif any(message.forms) and (doubt or not tray.replace):
        tray.note(Outcome.KEPT, offer, message, "The catalog has another translation, which stays.")
    else:
        tray.put(offer, message, doubt=doubt)
