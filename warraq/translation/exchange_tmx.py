"""Writes finished translations as a TMX 1.4 translation memory, and reads one.

TMX has no plurals and no pages. Each plural form is a unit of its own; what a unit belongs to
stands in its `prop` elements, which other tools keep or leave out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from lxml import etree
from translate.storage.tmx import tmxfile

from warraq import __version__
from warraq.translation.exchange import UNREADABLE, ExchangeError, Message, Offer

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PAGE, _MSGID, _PLURAL, _FORM = "x-page", "x-msgid", "x-msgid-plural", "x-plural-form"


def write_tmx(messages: Iterable[Message], source: str, target: str) -> bytes:
    """The finished ones of `messages` as a TMX file; `source` and `target` are BCP 47 tags.

    Messages that are translated alike in several catalogs are one unit.
    """
    pages: dict[tuple[str, str, str, tuple[str, ...], int], list[str]] = {}
    for message in messages:
        if message.finished:
            entry = message.entry
            key = (
                message.context,
                entry.msgid,
                entry.msgid_plural or "",
                message.forms,
                message.singular,
            )
            pages.setdefault(key, []).append(message.catalog)
    store: Any = tmxfile(sourcelanguage=source, targetlanguage=target)
    header = store.document.getroot().find("header")
    header.set("creationtool", "warraq")
    header.set("creationtoolversion", __version__)
    header.set("segtype", "paragraph")
    header.set("o-tmf", "PO")
    for (context, msgid, plural, forms, singular), catalogs in pages.items():
        props = [(_PAGE, name) for name in dict.fromkeys(catalogs)]
        if not plural:
            _add_unit(store, msgid, forms[0], context, props)
            continue
        for number, text in enumerate(forms):
            own = [(_MSGID, msgid), (_PLURAL, plural), (_FORM, f"{number + 1}/{len(forms)}")]
            _add_unit(store, msgid if number == singular else plural, text, context, [*own, *props])
    return bytes(store)


def _add_unit(
    store: Any, msgid: str, text: str, context: str, props: list[tuple[str, str]]
) -> None:
    unit = store.addsourceunit(msgid)
    unit.settarget(text, store.targetlanguage)
    if context:
        unit.setcontext(context)
    for index, (kind, value) in enumerate(props):
        prop = etree.Element("prop", type=kind)
        prop.text = value
        unit.xmlelement.insert(index, prop)


def read_tmx(data: bytes, source: str, target: str) -> tuple[Offer, ...]:
    """The translations from `source` into `target` in a TMX file, which has been looked over.

    Raises ExchangeError for one that is from another language, or into none that is wanted.
    """
    try:
        store: Any = tmxfile(BytesIO(data))
    except UNREADABLE as error:
        raise ExchangeError("translate-toolkit cannot read it; export it again") from error
    if store.body is None:
        raise ExchangeError("has no <body>; export it again from the tool that wrote it")
    header = store.sourcelanguage or "*all*"
    if header.lower() != "*all*" and not match_tags(header, source):
        raise ExchangeError(f"is from the language {header}, not {source}")
    offers: list[Offer] = []
    forms: dict[tuple[object, ...], dict[int, Offer]] = {}
    seen: set[str] = set()
    for unit in store.units:
        texts = _read_languages(unit)
        seen.update(texts)
        msgid, text = _choose(texts, source), _choose(texts, target)
        if not msgid or not text:
            continue
        props = list(_read_props(unit))
        found = dict(props)
        offer = Offer(
            unit.xmlelement.sourceline or 1,
            msgid,
            (text,),
            context=unit.getcontext(),
            catalogs=tuple(value for kind, value in props if kind == _PAGE),
        )
        number, _, count = found.get(_FORM, "").partition("/")
        if not (number.isdecimal() and count.isdecimal() and _MSGID in found):
            offers.append(offer)
            continue
        key = (offer.context, found[_MSGID], found.get(_PLURAL, ""), offer.catalogs, int(count))
        forms.setdefault(key, {})[int(number)] = offer
    if store.units and not offers and not forms:
        known = ", ".join(sorted(seen)) or "no language"
        raise ExchangeError(f"has no translations from {source} into {target}, but {known}")
    return (*offers, *_join_forms(forms))


def _join_forms(forms: dict[tuple[object, ...], dict[int, Offer]]) -> Iterator[Offer]:
    """The messages whose plural forms are all there; a part of them is no translation."""
    for (context, msgid, plural, catalogs, count), by_number in forms.items():
        if sorted(by_number) == list(range(1, int(str(count)) + 1)):
            texts = tuple(by_number[number].forms[0] for number in sorted(by_number))
            assert isinstance(catalogs, tuple)
            yield Offer(
                by_number[1].line, str(msgid), texts, str(plural), str(context), catalogs=catalogs
            )


def _read_languages(unit: Any) -> dict[str, str]:
    """The texts of a unit by their language; the first of two in one language."""
    texts: dict[str, str] = {}
    for node in unit.getlanguageNodes():
        tag = node.get(_LANG) or node.get("lang") or ""  # TMX 1.1 wrote lang
        text = unit.getNodeText(node)
        if tag and text:
            texts.setdefault(tag, text)
    return texts


def _read_props(unit: Any) -> Iterator[tuple[str, str]]:
    for prop in unit.xmlelement.iterchildren(unit.namespaced("prop")):
        yield prop.get("type", ""), prop.text or ""


def _choose(texts: dict[str, str], wanted: str) -> str:
    """The text in a language: the very one, or else the first that is a variant of it."""
    for tag, text in texts.items():
        if normalise_tag(tag) == normalise_tag(wanted):
            return text
    return next((text for tag, text in texts.items() if match_tags(tag, wanted)), "")


def normalise_tag(tag: str) -> str:
    """A language tag for comparison: `zh_CN` and `zh-cn` are one."""
    return tag.strip().replace("_", "-").lower()


def match_tags(one: str, other: str) -> bool:
    """Whether two tags are one language, or one is a variant of the other: `ar-SY` of `ar`."""
    first, second = (normalise_tag(tag).split("-") for tag in (one, other))
    return all(a == b for a, b in zip(first, second, strict=False))
