"""Cleans drawings (SVG) of scripts, outside addresses and what tells of persons."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from lxml import etree

from warraq.ingest.document import LeftOut
from warraq.ingest.errors import IngestError

_SVG = "{http://www.w3.org/2000/svg}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_SCRIPTS = frozenset(("script", "handler", "listener", "foreignObject", "iframe", "audio", "video"))
_ANIMATIONS = frozenset(("set", "animate", "animateMotion", "animateTransform"))
_NAMESPACED = ("http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace")
_URL = re.compile(r"url\(\s*(['\"]?)\s*(?!#|data:image/(?:png|jpeg|gif|webp)[;,])[^)]*\)", re.I)
_IMPORT = re.compile(r"@(?:import|charset|namespace)[^;]*;?", re.I)
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]+)", re.I)


def clean_svg(
    name: str, content: bytes, clean_inner: Callable[[bytes], bytes]
) -> tuple[bytes, list[LeftOut]]:
    """The drawing without scripts, metadata and outside addresses, and what was dropped.

    `clean_inner` cleans the images inside it. Raises IngestError. A drawing that holds nothing
    of the kind comes back byte for byte.
    """
    root = _parse(name, content)
    if root.tag not in (f"{_SVG}svg", "svg"):
        raise IngestError(f"image {name} is no SVG drawing; save it as PNG or JPEG")
    dropped: Counter[str] = Counter()
    for element in list(root.iter()):
        if element is not root and element.getparent() is None:
            continue  # went with what it stood in
        reason = _judge_element(element)
        if reason and element is not root:
            dropped[reason] += 1
            _remove(element)
        elif isinstance(element.tag, str):
            _clean_attributes(element, dropped, clean_inner)
            if element.tag.rpartition("}")[2] == "style" and element.text:
                element.text = _clean_style(element.text, dropped)
    beside = [*root.itersiblings(), *root.itersiblings(preceding=True)]
    dropped["metadata"] += len(beside)
    found = [reason for reason, count in dropped.items() if count]
    if not found:
        return content, []
    etree.cleanup_namespaces(root)
    cleaned: bytes = etree.tostring(root, encoding="utf-8", with_tail=False)
    return cleaned, [LeftOut("image metadata", "", f"{name}: {', '.join(found)}")]


def _parse(name: str, content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise IngestError(
            f"image {name} is not well-formed XML; open it in a drawing program and save it again"
        ) from error
    dtd = None if root is None else root.getroottree().docinfo.internalDTD
    if root is None or (dtd is not None and any(True for _ in dtd.iterentities())):
        raise IngestError(
            f"image {name} declares XML entities; open it in a drawing program and save it as "
            "plain SVG"
        )
    return root


def _judge_element(element: Any) -> str:
    """Why an element goes; nothing for one that stays."""
    if not isinstance(element.tag, str):
        return "comments"
    space, _, local = element.tag.rpartition("}")
    if local in _SCRIPTS:
        return "scripts"
    if local == "metadata" or (space and space + "}" != _SVG):
        return "metadata"
    if local in _ANIMATIONS:
        target = element.get("attributeName", "").lower()
        if target.endswith("href") or target.startswith("on"):
            return "scripts"
    return ""


def _remove(element: Any) -> None:
    parent, tail, before = element.getparent(), element.tail, element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _clean_attributes(
    element: Any, dropped: Counter[str], clean_inner: Callable[[bytes], bytes]
) -> None:
    for key, value in list(element.attrib.items()):
        space, _, local = key.rpartition("}")
        if local.lower().startswith("on"):
            dropped["scripts"] += 1
            del element.attrib[key]
        elif space and space[1:] not in _NAMESPACED:
            dropped["metadata"] += 1
            del element.attrib[key]
        elif key in _HREFS:
            _clean_href(element, key, value, dropped, clean_inner)
        elif key == "{http://www.w3.org/XML/1998/namespace}base":
            dropped["outside addresses"] += 1
            del element.attrib[key]
        elif "(" in value or "\\" in value or "@" in value:
            element.set(key, _clean_style(value, dropped))


def _clean_href(
    element: Any,
    key: str,
    value: str,
    dropped: Counter[str],
    clean_inner: Callable[[bytes], bytes],
) -> None:
    address = value.strip()
    if address.startswith("#"):
        return
    match = _DATA.fullmatch(address)
    if match is not None:
        inner = cleaned = b""
        try:
            inner = base64.b64decode(re.sub(r"\s", "", match[1]), validate=True)
            cleaned = clean_inner(inner)
        except (ValueError, IngestError):
            cleaned = b""  # what cannot be read shows nothing
        if cleaned == inner and cleaned:
            return
        dropped["metadata of an image inside"] += 1
        if cleaned:
            head = address[: match.start(1)]
            element.set(key, head + base64.b64encode(cleaned).decode("ascii"))
            return
    elif element.tag.rpartition("}")[2] == "a" and re.match(r"https?://|mailto:", address, re.I):
        return  # a link, which nothing follows by itself
    else:
        dropped["outside addresses"] += 1
    del element.attrib[key]


def _clean_style(text: str, dropped: Counter[str]) -> str:
    if "\\" in text:  # escapes hide what a rule says
        dropped["outside addresses"] += 1
        return ""
    cleaned = _IMPORT.sub("", _URL.sub("none", text))
    if re.search(r"javascript:|expression\s*\(|-moz-binding", cleaned, re.I):
        cleaned = ""
    dropped["outside addresses"] += cleaned != text
    return cleaned
