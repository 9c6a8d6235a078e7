"""Footnotes of a web page: a small mark in the text and, further down, the text that it names."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from warraq.ingest.html_numbers import find_unlinked, is_power, text_before
from warraq.ingest.html_tree import INLINE, Element, Step, is_block, walk
from warraq.ingest.notenumbers import REASON, Own

_LABEL = re.compile(
    r"[\[(（]?\s*(?:note\s*)?(?:\d{1,4}|[٠-٩۰-۹]{1,4}|[*†‡§¶]{1,4}|[ivxlc]{1,7}|[a-z])\s*[\])）]?"
    r"\.?",
    re.IGNORECASE,
)
_BACK = re.compile(r"[↩↑⬆⤴^«‹←\uFE0E\uFE0F\s\[\]().:]*", re.UNICODE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_NOTES = (*_HEADINGS, "body", "html", "article", "main", "section", "nav", "table", "tr")


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of an article, by the elements that make them."""

    marks: Mapping[Element, str] = field(default_factory=dict)
    """Elements of the text that are the mark of a note: its label."""

    texts: Mapping[Element, str] = field(default_factory=dict)
    """Blocks that are the text of a note: its label."""

    cut: Mapping[Element, str] = field(default_factory=dict)
    """All marks, and what in the texts is their number or leads back, with the report's name."""

    own: Mapping[str, Own] = field(default_factory=dict)
    """How the number of each note is shown, by its label."""

    review: str = ""
    """What a person should look at."""


def find_notes(article: Element, furniture: Container[Element]) -> Notes:
    """Find the marks whose link leads to a later block, and raised numbers that a block repeats.

    Where there are none, the numbers of the text and of the blocks below it may say the same.
    Labels count from 1 in the order of the marks.
    """
    places: dict[str, Element] = {}
    order: dict[Element, int] = {}
    links: list[Element] = []
    raised: list[Element] = []
    for step, element, _ in walk(article, furniture):
        if step is not Step.OPEN:
            continue
        order[element] = len(order)
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                places.setdefault(name, element)
        if element.tag == "a" and "#" in element.get("href", ""):
            links.append(element)
        elif element.tag == "sup" and _bare(_short_text(element)).isdigit():
            raised.append(element)
    marks: dict[Element, str] = {}
    texts: dict[Element, str] = {}
    returns: set[Element] = set()
    for link in links:
        target = _resolve(link, places)
        if target is None or not _LABEL.fullmatch(_short_text(link)):
            continue
        block = _block_of(target, article)
        if block is None or order[block] <= order[link] or _has_ancestor(link, block):
            continue
        label = texts.setdefault(block, str(len(texts) + 1))
        marks[_outermost(link, article)] = label
    _find_unlinked(raised, order, article, marks, texts)
    review = ""
    if not texts:
        unlinked = find_unlinked(article, furniture)
        marks, texts, review = unlinked.marks, unlinked.texts, unlinked.review
        if marks:
            elements = (one for step, one, _ in walk(article, furniture) if step is Step.OPEN)
            order = {element: place for place, element in enumerate(elements)}
    _drop_nested(marks, texts)
    for link in links:
        block = _noted(link, texts)
        if block is None or link in marks:
            continue
        target = _resolve(link, places)
        text = _short_text(link)
        leads_back = target is None or order[target] < order[block]
        if leads_back and (_BACK.fullmatch(text) or _LABEL.fullmatch(text)):
            returns.add(_outermost(link, block))
    for block in texts:
        first = _first_child(block)
        if first is not None and first.tag == "sup" and _LABEL.fullmatch(_short_text(first)):
            returns.add(first)
    both = {*marks, *returns}
    tops = {one for one in both if both.isdisjoint(one.iterancestors())}
    marks = {mark: label for mark, label in marks.items() if mark in tops}
    cut = dict.fromkeys(sorted(tops, key=lambda one: order[one]), REASON)
    return Notes(marks, texts, cut, _describe_numbers(marks, texts, returns), review)


def _describe_numbers(
    marks: Mapping[Element, str], texts: Mapping[Element, str], returns: Container[Element]
) -> dict[str, Own]:
    shown: dict[str, set[str]] = {}
    for mark, label in marks.items():
        shown.setdefault(label, set()).add(_short_text(mark))
    own: dict[str, Own] = {}
    for block, label in texts.items():
        bare = {_bare(text) for text in shown.get(label, ())}
        item = next((up for up in (block, *block.iterancestors()) if up.tag == "li"), None)
        own[label] = Own(
            frozenset(shown.get(label, ())),
            numbered=item is not None and item.getparent().tag == "ol",
            cut=any(one in returns and _bare(_short_text(one)) in bare for one in block.iter("*")),
        )
    return own


def _find_unlinked(
    raised: list[Element],
    order: Mapping[Element, int],
    article: Element,
    marks: dict[Element, str],
    texts: dict[Element, str],
) -> None:
    """Pair a raised number in the text with the block that begins with the same one."""
    begun: dict[str, Element] = {}
    for sup in raised:
        block = _block_of(sup, article)
        if block is not None and _first_child(block) is sup and block not in texts:
            begun.setdefault(_bare(_short_text(sup)), sup)
    for sup in raised:
        first = begun.get(_bare(_short_text(sup)))
        if first is None or first is sup or sup in marks or order[first] < order[sup]:
            continue
        block = _block_of(first, article)
        if block is None or _has_ancestor(sup, block):
            continue
        if is_power(sup, text_before(sup)):
            continue
        marks[sup] = texts.setdefault(block, str(len(texts) + 1))


def _drop_nested(marks: dict[Element, str], texts: dict[Element, str]) -> None:
    """A note inside another is plain text: Markdown has no place for it."""
    inner = [block for block in texts if any(up in texts for up in block.iterancestors())]
    lost = {texts.pop(block) for block in inner}
    for mark in [mark for mark, label in marks.items() if label in lost]:
        del marks[mark]
    # A mark inside the text of a note stays, but one that holds another mark would take it along.
    for mark in [mark for mark in marks if any(up in marks for up in mark.iterancestors())]:
        del marks[mark]


def _resolve(link: Element, places: Mapping[str, Element]) -> Element | None:
    href = link.get("href", "")
    name = href.partition("#")[2]
    return places.get(name) if name in places else places.get(unquote(name))


def _short_text(element: Element) -> str:
    """The text of an element that could be a mark; nothing where it is longer."""
    text = ""
    for piece in element.itertext("*"):
        text += piece
        if len(text) > 40:
            return ""
    return text.strip() if len(text.strip()) <= 10 else ""


def _block_of(element: Element, article: Element) -> Element | None:
    while element is not None and not is_block(element):
        element = element.getparent()
    if element is None or element.tag in _NO_NOTES or element is article:
        return None
    if any(up.tag in ("table", *_HEADINGS) for up in element.iterancestors()):
        return None
    return element


def _has_ancestor(element: Element, wanted: Element) -> bool:
    return any(up is wanted for up in element.iterancestors())


def _noted(element: Element, texts: Mapping[Element, str]) -> Element | None:
    return next((up for up in element.iterancestors() if up in texts), None)


def _outermost(mark: Element, within: Element) -> Element:
    """The mark with the brackets and the <sup> around it."""
    core = _bare(_short_text(mark))
    for up in list(mark.iterancestors())[:4]:
        if up is within or up.tag not in INLINE or len(up) > 3:
            break
        if not (text := _short_text(up)) or _bare(text) != core:
            break
        mark = up
    return mark


def _bare(text: str) -> str:
    return text.strip("[]()（）. \n\t")


def _first_child(block: Element) -> Element | None:
    """The inline element that a block begins with."""
    while not (block.text or "").strip() and len(block):
        first = block[0]
        if not isinstance(first.tag, str):
            return None
        if first.tag == "sup":
            return first
        block = first
    return None
