"""What a web page says of its article outside the text: meta elements, JSON-LD, <time>."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from warraq.ingest.addresses import clean_address
from warraq.ingest.document import Facts
from warraq.ingest.html_tree import Element, flow_text, squeeze

_TITLES = ("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title")
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dc.date",
    "dcterms.created",
    "dcterms.date",
    "dc.date.issued",
    "dcterms.issued",
    "publishdate",
    "publish-date",
    "pubdate",
    "parsely-pub-date",
    "date",
)
_SUMMARIES = ("og:description", "description", "twitter:description", "dc.description")
_AUTHORS = ("author", "article:author", "citation_author", "dc.creator", "parsely-author")
_TOPICS = ("article:section", "article:tag", "parsely-section")
_KEYWORDS = ("keywords", "news_keywords", "parsely-tags")
_SPLIT = re.compile(r"\s+(?:[-|–—•»«·:/]|::)\s+")
_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?=\D|\Z)")
_CUT_SHORT = re.compile(r"(?:\[?\s*(?:…|\.\.\.)\s*\]?|&hellip;)\s*\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=\Z|[-_])")
_ARTICLE_TYPES = re.compile(r"article|report|blogposting|creativework|statement", re.IGNORECASE)
_MOST = 50
"""Terms or authors that are read; more are no facts of one article."""


def read_facts(root: Element, article: Element, title: Element | None) -> Facts:
    """Gather what the page's own fields say; a field that it lacks is empty."""
    meta = _read_meta(root)
    data = _read_json_ld(root)
    address = root.find(".//link[@rel='canonical']")
    url = _first_address(
        [
            "" if address is None else address.get("href", ""),
            *meta.get("og:url", ()),
            *_texts(data, "url"),
            *_texts(data, "mainEntityOfPage", "@id"),
        ]
    )
    return Facts(
        title=_find_title(root, meta, data, title),
        date=_find_date(root, article, meta, data),
        summary=_find_summary(meta, data),
        topics=_unique(
            [
                *_texts(data, "articleSection"),
                *(text for name in _TOPICS for text in meta.get(name, ())),
                *(
                    word
                    for text in [*_texts(data, "keywords"), *_all(meta, _KEYWORDS)]
                    for word in re.split(r"[,،;؛]", text)
                ),
            ]
        ),
        authors=_unique(
            text
            for text in [*_texts(data, "author", "name"), *_all(meta, _AUTHORS)]
            if "://" not in text
        ),
        url=url,
        language=find_language(article, meta, data),
    )


def find_base(root: Element) -> str:
    """The address from which the page's relative links count; nothing where it says none."""
    base = root.find(".//base[@href]")
    hrefs = [] if base is None else [base.get("href", "")]
    for path, name in (
        (".//link[@rel='canonical']", "href"),
        (".//meta[@property='og:url']", "content"),
    ):
        element = root.find(path)
        hrefs += [] if element is None else [element.get(name, "")]
    return _first_address(hrefs)


def read_date(text: str) -> str:
    """Write an ISO date or time as a day, month or year; other words stay as they are."""
    text = squeeze(text)
    if not (found := _DAY.match(text)):
        return text
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return text
    rest = text[found.end() :]
    if rest and not re.match(r"[T ]\d", rest):
        return text
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])


def find_language(
    article: Element, meta: Mapping[str, list[str]], data: list[dict[str, Any]]
) -> str:
    """The primary code of the article's language, as the page names it."""
    marked = [article, *article.iterancestors()]
    said = [one.get("lang") or one.get("xml:lang") or "" for one in marked]
    for text in [*said, *_texts(data, "inLanguage"), *meta.get("og:locale", ())]:
        if found := _LANGUAGE.match(text.strip()):
            return found[0].lower()
    return ""


def is_cut_short(text: str) -> bool:
    """Whether a text ends as a machine's excerpt does, in the middle."""
    return bool(_CUT_SHORT.search(text))


def _find_title(
    root: Element,
    meta: Mapping[str, list[str]],
    data: list[dict[str, Any]],
    heading: Element | None,
) -> str:
    said = _texts(data, "headline") + _all(meta, _TITLES)
    tab = root.find(".//title")
    if tab is not None:
        said.append(squeeze(flow_text(tab)))
    sites = {
        squeeze(name).casefold()
        for name in [*meta.get("og:site_name", ()), *_texts(data, "publisher", "name")]
    }
    shown = "" if heading is None else squeeze(flow_text(heading))
    if shown and (not said or any(shown.casefold() in text.casefold() for text in said)):
        return shown
    for text in said:
        parts = _SPLIT.split(text)
        if len(parts) > 1 and parts[-1].casefold() in sites:
            return text[: text.rindex(parts[-1])].rstrip(" -|–—•»«·:/")
    return said[0] if said else shown


def _find_date(
    root: Element, article: Element, meta: Mapping[str, list[str]], data: list[dict[str, Any]]
) -> str:
    said = _texts(data, "datePublished") + _all(meta, _DATES)
    places = [*article.iter("time"), *root.iter("time")]
    marked = [
        one
        for one in places
        if "published" in one.get("class", "")
        or one.get("itemprop") == "datePublished"
        or one.get("pubdate") is not None
    ]
    for time in [*marked[:1], *places[:1]]:
        said.append(time.get("datetime") or flow_text(time))
    for path in (".//*[@itemprop='datePublished']", ".//abbr[@class='published']"):
        if (element := root.find(path)) is not None:
            said.append(element.get("content") or element.get("title") or flow_text(element))
    dates = [read_date(text) for text in said if squeeze(text)]
    return next((day for day in dates if re.match(r"\d{4}-\d\d", day)), dates[0] if dates else "")


def _find_summary(meta: Mapping[str, list[str]], data: list[dict[str, Any]]) -> str:
    said = [*_texts(data, "description"), *_all(meta, _SUMMARIES)]
    return next((text for text in said if not is_cut_short(text)), "")


def _read_meta(root: Element) -> dict[str, list[str]]:
    meta: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = squeeze(element.get("content", ""))
        if name and content and len(content) < 5000:
            meta.setdefault(name.strip().lower(), []).append(content)
    return meta


def _read_json_ld(root: Element) -> list[dict[str, Any]]:
    """The things that the page's JSON-LD describes, articles first."""
    things: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", "").lower():
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        things += _list_things(data)
    articles = [thing for thing in things if _is_type(thing, _ARTICLE_TYPES)]
    pages = [thing for thing in things if _is_type(thing, re.compile("WebPage"))]
    return articles or pages


def _list_things(data: Any) -> Iterator[dict[str, Any]]:
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            yield thing
            graph = thing.get("@graph")
            if isinstance(graph, list):
                yield from (one for one in graph if isinstance(one, dict))


def _is_type(thing: Mapping[str, Any], pattern: re.Pattern[str]) -> bool:
    named = thing.get("@type")
    names = named if isinstance(named, list) else [named]
    return any(isinstance(name, str) and pattern.search(name) for name in names)


def _texts(data: list[dict[str, Any]], name: str, inner: str = "") -> list[str]:
    """The texts of a field in the first thing that has it."""
    for thing in data:
        value = thing.get(name)
        values = value if isinstance(value, list) else [value]
        texts = [one.get(inner) if isinstance(one, dict) and inner else one for one in values]
        found = [squeeze(text) for text in texts if isinstance(text, str) and text.strip()]
        if found:
            return found
    return []


def _all(meta: Mapping[str, list[str]], names: Iterable[str]) -> list[str]:
    return [text for name in names for text in meta.get(name, ())]


def _first_address(hrefs: Iterable[str]) -> str:
    return next(
        (
            address.href
            for href in hrefs
            if (address := clean_address(href)).href.startswith(("http://", "https://"))
        ),
        "",
    )


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for text in texts:
        if name := squeeze(text):
            seen.setdefault(name.casefold(), name)
    return tuple(list(seen.values())[:_MOST])
