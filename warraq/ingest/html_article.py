"""Finds the article on a web page: by its tags, by the marks of its text, else by its density."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from warraq.ingest.html_tree import Element, Step, is_block, name_set, walk

_BODIES = name_set(
    "entry-content post-content article-content article-body articlebody article__body"
    " article__content story-body story-content post-body post__content td-post-content"
    " single-content content-body news-body news-content entry__content field--name-body"
    " node__content page-content article-text post-text text-body"
)
_MAINS = name_set("content main main-content maincontent primary page-body")
_DECK = re.compile(
    r"(?:^|[-_ ])(?:deck|dek|subtitle|sub-title|standfirst|strapline|lead|lede|intro"
    r"|excerpt|summary|subhead|subheading)(?:$|[-_ ])",
    re.IGNORECASE,
)
_LOGO = re.compile(r"site|logo|brand", re.IGNORECASE)
_COMMAS = re.compile(r"[,،;؛.]")
_ENOUGH = 0.4
"""Share of a page's running text that an element needs to be taken for its article."""

_MOST = 0.7
"""The same where only the density of the text speaks for it."""

_LEAVES = name_set("p li h1 h2 h3 h4 h5 h6 dd dt pre blockquote figcaption")


@dataclass(frozen=True, slots=True)
class Found:
    """The article of a page."""

    article: Element
    leads: tuple[Element, ...] = ()
    """The title and the deck, where they stand before the article and not in it."""

    title: Element | None = None
    """The <h1> that is the title, in the article or before it."""

    after: tuple[Element, ...] = ()
    """What stands in the article's element below its text."""


def find_article(root: Element, prose: Mapping[Element, int], cut: Container[Element]) -> Found:
    """Find the article; where nothing tells it, it is the whole body."""
    body = root.find("body")
    body = root if body is None else body
    articles, bodies, mains, headings = [], [], [], []
    for step, element, _ in walk(body, cut):
        if step is not Step.OPEN:
            continue
        if element.tag == "h1":
            headings.append(element)
        if not is_block(element):
            continue
        classes = {name.lower() for name in element.get("class", "").split()}
        marks = classes | {element.get("id", "").lower()}
        if element.tag == "article" or element.get("role") == "article":
            articles.append(element)
        if "articleBody" in element.get("itemprop", "").split() or not _BODIES.isdisjoint(classes):
            bodies.append(element)
        if element.tag == "main" or element.get("role") == "main" or not _MAINS.isdisjoint(marks):
            mains.append(element)
    whole = prose.get(body, 0)
    text = _most_prose(bodies, prose)
    article = next(
        (
            best
            for best in (_most_prose(some, prose) for some in (articles, bodies, mains))
            if best is not None and prose[best] >= whole * _ENOUGH
        ),
        None,
    )
    if article is None:
        article = _find_densest(body, prose, cut) if whole else body
    title = _find_title(headings, article)
    leads = () if title is None or _holds(article, title) else _find_leads(title, article, cut)
    after = _find_after(text, article, prose, cut)
    return Found(article, leads, title, after)


def _most_prose(elements: Iterable[Element], prose: Mapping[Element, int]) -> Element | None:
    """The element with most text; of those with the same, the innermost."""
    best = None
    for element in elements:
        if best is None or prose.get(element, 0) >= max(prose.get(best, 0), 1):
            best = element
    return best


def _find_densest(body: Element, prose: Mapping[Element, int], cut: Container[Element]) -> Element:
    """The element whose own paragraphs score highest, as the Readability algorithm counts them."""
    scores: dict[Element, float] = defaultdict(float)
    for step, element, text in walk(body, cut):
        if step is Step.CLOSE and element is not body:
            holder = element.getparent()
        elif step is Step.OPEN:
            holder = element
        else:
            continue
        if len(text) < 25 or holder.tag == "a":
            continue
        score = 1 + len(_COMMAS.findall(text)) + min(len(text) / 100, 3)
        while holder is not body and not is_block(holder):
            holder = holder.getparent()
        if holder.tag not in _LEAVES:
            scores[holder] += score
        for share, up in zip((1, 0.5), holder.iterancestors(), strict=False):
            scores[up] += score * share
    if not scores:
        return body
    best = max(scores, key=lambda element: scores[element])
    whole = prose.get(body, 0)
    while best is not body and prose.get(best, 0) < whole * _MOST:
        up = best.getparent()
        if up is None:
            break
        best = up
    return body if best.tag == "html" or not is_block(best) else best


def _find_title(headings: list[Element], article: Element) -> Element | None:
    """The first <h1> of the article, else the last before it that is no logo."""
    for heading in headings:
        if _holds(article, heading):
            return heading
    others = [
        one
        for one in headings
        if not _LOGO.search(one.get("class", "")) and not _holds(one, article)
    ]
    order = {element: at for at, element in enumerate(article.getroottree().iter("*"))}
    return max(
        (one for one in others if order[one] < order[article]), key=order.__getitem__, default=None
    )


def _find_leads(title: Element, article: Element, cut: Container[Element]) -> tuple[Element, ...]:
    leads = [title]
    for sibling in title.itersiblings():
        if sibling is article or not isinstance(sibling.tag, str) or _holds(sibling, article):
            break
        if sibling not in cut and is_block(sibling) and _DECK.search(sibling.get("class", "")):
            leads.append(sibling)
    return tuple(leads)


def _find_after(
    text: Element | None, article: Element, prose: Mapping[Element, int], cut: Container[Element]
) -> tuple[Element, ...]:
    """What follows the article's text inside its element: tags, share bars, an author's box.

    Nothing where the text may go on there: it holds less than most of the prose, or links lead
    from the text to what follows (footnotes).
    """
    if text is None or text is article or not _holds(article, text):
        return ()
    if prose.get(text, 0) < prose.get(article, 0) * 0.8:
        return ()
    wanted = {link.get("href")[1:] for link in text.iter("a") if link.get("href", "")[:1] == "#"}
    after: list[Element] = []
    element = text
    while element is not article:
        for sibling in element.itersiblings():
            if not isinstance(sibling.tag, str) or not is_block(sibling) or sibling in cut:
                continue
            names = {one.get("id") or one.get("name") for one in sibling.iter("*")}
            if not wanted & names and sibling.find(".//h1") is None:
                after.append(sibling)
        element = element.getparent()
    return tuple(after)


def _holds(outer: Element, inner: Element) -> bool:
    return outer is inner or any(up is outer for up in inner.iterancestors())
