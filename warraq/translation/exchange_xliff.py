"""Writes catalogs as an XLIFF 1.2 file for a translator's tool, and reads one that came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from lxml import etree
from translate.misc.multistring import multistring
from translate.storage.poxliff import PoXliffFile, PoXliffUnit

from warraq.translation.exchange import UNREADABLE, ExchangeError, Message, Offer
from warraq.translation.exchange_tmx import match_tags

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_FINISHED = frozenset({"translated", "signed-off", "final"})


class _Store(PoXliffFile[Any]):
    """The toolkit's gettext flavour of XLIFF, as version 1.2."""

    namespace = _NAMESPACE
    XMLskeleton = (
        f'<?xml version="1.0" ?><xliff version="1.2" xmlns="{_NAMESPACE}">'
        '<file original="NoName" source-language="en" datatype="po"><body></body></file></xliff>'
    )


def write_xliff(messages: Iterable[Message], source: str, target: str) -> bytes:
    """`messages` as an XLIFF 1.2 file; `source` and `target` are BCP 47 tags.

    Each catalog is a `file`, each message a `trans-unit` with its state and its digest as id;
    a message with plurals is a `group` of them, one for each form of the target language.
    """
    store: Any = _Store(sourcelanguage=source, targetlanguage=target)
    for message in messages:
        store.switchfile(message.catalog, createifmissing=True)
        store.addunit(_make_unit(message))
    # The toolkit makes units in the namespace of version 1.1 and moves them.
    etree.cleanup_namespaces(store.document)
    return bytes(store)


def _make_unit(message: Message) -> Any:
    entry, forms = message.entry, message.forms
    texts = [entry.msgid]
    if entry.msgid_plural:
        texts += [entry.msgid_plural] * max(1, len(forms) - 1)
    unit: Any = PoXliffUnit(multistring(texts) if entry.msgid_plural else entry.msgid)
    unit.setid(message.key)
    state = "new"
    if message.translated:
        state = "needs-review-translation" if entry.fuzzy else "translated"
    elements = [part.xmlelement for part in unit.units] or [unit.xmlelement]
    for element, text in zip(elements, (*forms, "")[: len(elements)], strict=True):
        goal = etree.SubElement(element, unit.namespaced("target"), state=state)
        goal.text = text or None
        if message.translated:
            element.set("approved", "no" if entry.fuzzy else "yes")
    if message.translated and unit.hasplural():
        # Not in the standard: the toolkit's tools take a group for fuzzy without it.
        unit.xmlelement.set("approved", "no" if entry.fuzzy else "yes")
    _describe_message(unit, message)
    return unit


def _describe_message(unit: Any, message: Message) -> None:
    """Add what helps to translate: where it stands, its context, notes, what it was before."""
    entry, head = message.entry, unit.xmlelement
    extras = []
    for path, line in entry.occurrences:
        place = [("sourcefile", path)] + ([("linenumber", str(line))] if line else [])
        extras.append(_make_context(unit, "po-reference", "location", place))
    if entry.msgctxt:
        context = [("x-po-msgctxt", entry.msgctxt)]
        extras.append(_make_context(unit, "po-entry", "information", context))
    if entry.comment.strip():  # what translators have written, or who has reviewed, stays here
        note = etree.Element(unit.namespaced("note"), {"from": "developer"})
        note.text = entry.comment.strip()
        extras.append(note)
    if unit.hasplural():  # in a group they stand before the units, in a unit after its texts
        for index, extra in enumerate(extras):
            head.insert(index, extra)
        return
    head.extend(extras)
    if entry.previous_msgid and message.translated:
        unit.addalttrans(entry.msgstr, origin="previous", sourcetxt=entry.previous_msgid)


def _make_context(unit: Any, name: str, purpose: str, pairs: list[tuple[str, str]]) -> Any:
    group = etree.Element(unit.namespaced("context-group"), name=name, purpose=purpose)
    for kind, text in pairs:
        context = etree.SubElement(group, unit.namespaced("context"))
        context.set("context-type", kind)
        context.text = text
    return group


def read_xliff(data: bytes, source: str, target: str) -> tuple[Offer, ...]:
    """The translations in an XLIFF 1.x file, which has been looked over.

    Raises ExchangeError for one that is from or into another language.
    """
    try:
        store: Any = PoXliffFile(BytesIO(data))
    except UNREADABLE as error:
        raise ExchangeError(
            "has no XLIFF file and body that translate-toolkit can read; export it again"
        ) from error
    for node in store.document.getroot().iterchildren(store.namespaced("file")):
        for attribute, wanted, word in (
            ("source-language", source, "from"),
            ("target-language", target, "into"),
        ):
            tag = node.get(attribute)
            if tag and not match_tags(tag, wanted):
                raise ExchangeError(
                    f"line {node.sourceline}: is {word} the language {tag}, not {wanted}"
                )
    return tuple(filter(None, map(_read_unit, store.units)))


def _read_unit(unit: Any) -> Offer | None:
    """A unit's translation; None if it has none or is a catalog's header."""
    if unit.isheader():
        return None
    element = unit.xmlelement
    file = next(element.iterancestors(unit.namespaced("file")), None)
    parts = unit.units or [unit]
    sources = [part.source or "" for part in parts]
    forms = tuple(part.target or "" for part in parts)
    if not any(forms):
        return None
    return Offer(
        element.sourceline or 1,
        sources[0],
        forms,
        plural=sources[1] if unit.hasplural() and len(sources) > 1 else "",
        context=next(_read_contexts(unit), ""),
        certain=all(_is_finished(part) for part in parts),
        catalogs=(file.get("original") or "",) if file is not None else (),
        key=element.get("id") or "",
    )


def _read_contexts(unit: Any) -> Iterator[str]:
    for context in unit.xmlelement.iterdescendants(unit.namespaced("context")):
        if context.get("context-type") == "x-po-msgctxt":
            yield context.text or ""


def _is_finished(part: Any) -> bool:
    """Whether a unit's state says that no more work is needed.

    `approved` counts beside the target's state where it says no (XLIFF 1.2, "state").
    """
    goal = next(part.xmlelement.iterchildren(part.namespaced("target")), None)
    if goal is not None and goal.get("state-qualifier") in {"fuzzy-match", "mt-suggestion"}:
        return False
    state = goal.get("state") if goal is not None else None
    if part.xmlelement.get("approved") == "no" and state not in {"signed-off", "final"}:
        return False
    return state is None or state in _FINISHED
