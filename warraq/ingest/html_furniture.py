"""What stands on a web page beside its article: named, so that the report can name it."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from itertools import islice

from warraq.ingest.html_hidden import Styles, is_hidden, is_unseen, read_styles
from warraq.ingest.html_tree import UNREAD, Element, Step, is_block, name_set, walk

FURNITURE = {
    "comments": "comments commentlist comment disqus respond commentform livefyre",
    "cookie banner": "cookie cookies consent gdpr ccpa cmplz onetrust cky cookiebot didomi borlabs",
    "share buttons": "share shares sharing sharedaddy sharethis addtoany a2a addthis heateor ssba"
    " socials jp-sharing jssocials social-links social-icons social-share social-media"
    " post-social",
    "related posts": "related relatedposts yarpp crp recommended recommendations readmore"
    " more-stories more-news more-posts you-may-also also-read read-also taboola outbrain"
    " latest-posts latest-news popular-posts trending mostread",
    "navigation": "nav navbar navigation menu menus submenu breadcrumb breadcrumbs pagination"
    " pager skip-link skiplink topbar megamenu langswitcher language-switcher wpml-ls"
    " page-links site-navigation",
    "table of contents": "toc tocs ez-toc lwptoc table-of-contents",
    "newsletter": "newsletter subscribe subscription mailchimp mc4wp signup sign-up optin",
    "advertisement": "ad ads advert adverts advertisement advertising adsbygoogle sponsored"
    " promo promoted banner-ad",
    "author box": "author-box authorbox author-bio about-author author-info saboxplugin"
    " abh-box post-author",
    "dateline": "entry-meta post-meta article-meta byline bylines dateline posted-on posted-by"
    " post-date entry-date publish-date published-date post-info post-byline meta-info"
    " article-date reading-time",
    "tags": "tags-links cat-links post-tags entry-tags tagcloud tag-list post-categories"
    " entry-categories article-tags td-post-category",
    "popup": "popup modal lightbox overlay pum-overlay offcanvas off-canvas",
    "donation": "donate donation",
    "search form": "search-form searchform search-box search-bar search-field",
    "print buttons": "printfriendly print-button pdf-button print-link print-tools post-tools",
    "sidebar": "sidebar widget-area widgets sidebar-wrapper",
    "site header": "site-header masthead page-header-bar",
    "footer": "site-footer colophon page-footer footer-widgets",
}
"""Names for the report, and the classes or ids (or parts of them) that such things bear."""

_NAME_OF = {word: name for name, words in FURNITURE.items() for word in words.split()}
_LONGEST = max(word.count("-") for word in _NAME_OF) + 1
_TAGS = {"nav": "navigation", "menu": "navigation", "footer": "footer", "form": "form"}
SHORTCODES = ("x-shortcode", "x-shortcode-block")
"""Elements that stand for the shortcodes of WordPress; only the second ends a paragraph."""

_FIELDS = name_set("button datalist input meter option progress select textarea")
_FRAMES = name_set("applet embed frame frameset iframe noframes object noembed")
_MEDIA = name_set("audio canvas video")
_ROLES = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "banner": "site header",
    "contentinfo": "footer",
    "complementary": "sidebar",
    "search": "search form",
    "dialog": "popup",
    "alertdialog": "popup",
}
# Classes that say of a whole page what it has, or which terms a post bears, and not what it is.
_SAYS_NOTHING = re.compile(
    r"(?:has|no|with|without|is|not|enable|enabled|hide|show|single|category|cat|tag|type|post|"
    r"status|format|author|wp-image|page|theme|js|hentry)[-_].*|.*[-_](?:open|closed|enabled|"
    r"disabled|active|on|off)",
    re.IGNORECASE,
)
_KNOWN_PREFIXES = re.compile(
    r"(?:post|page|single|author)[-_](?:nav|navigation|share|sharing|social|meta|date|info|byline"
    r"|tags|categories|related|author|bio|tools|box|links|comments|footer|header)\b.*",
    re.IGNORECASE,
)
_LOGO = re.compile(r"site|logo|brand", re.IGNORECASE)
_PROSE = 25
"""Letters from which on a text is prose, and not a label."""


def measure_prose(root: Element, cut: Container[Element] = frozenset()) -> Mapping[Element, int]:
    """How many letters of running text, outside links and what is cut, each element holds."""
    prose: dict[Element, int] = {}
    counts: list[int] = []
    in_link = 0
    for step, element, text in walk(root, cut):
        if step is Step.OPEN:
            counts.append(0)
            in_link += element.tag == "a"
        elif step is Step.CLOSE:
            in_link -= element.tag == "a"
            prose[element] = mine = counts.pop()
            if counts:
                counts[-1] += mine
        if counts and not in_link and len(text) >= _PROSE and len(text.strip()) >= _PROSE:
            counts[-1] += len(text.strip())
    return prose


def name_furniture(
    root: Element, prose: Mapping[Element, int], *, page: bool = True
) -> dict[Element, str]:
    """Name each element that is no part of an article, without entering it.

    `page` is false for a part of an article, where a <form> or a <footer> is none of the site's.
    """
    found: dict[Element, str] = {}
    whole = prose.get(root, 0)
    styles = read_styles(root)
    inside = 0
    for step, element, _ in walk(root, found):
        if step is Step.CLOSE:
            inside -= element.tag == "article"
        if step is not Step.OPEN:
            continue
        inside += element.tag == "article"
        # `walk` asks whether a child is cut before it enters it: judge the children here.
        for child in element:
            if not isinstance(child.tag, str) or child.tag in UNREAD:
                continue
            name = _name_hidden(child, prose, whole, styles) or _name_element(
                child, prose, whole, page=page, inside=inside > 0
            )
            if name:
                found[child] = name
    return found


def _name_hidden(element: Element, prose: Mapping[Element, int], whole: int, styles: Styles) -> str:
    tag = element.tag
    if tag in ("head", "img", "title", "svg") or tag in (*SHORTCODES, *_FRAMES, *_MEDIA, *_FIELDS):
        return ""
    if is_hidden(element, styles):
        return "hidden text"
    # White text that is most of the page stands on a background that a file beside it paints.
    if is_unseen(element, styles) and prose.get(element, 0) <= whole * 0.5:
        return "hidden text"
    return ""


def _name_element(
    element: Element, prose: Mapping[Element, int], whole: int, *, page: bool, inside: bool
) -> str:
    tag = element.tag
    if tag in ("html", "head", "body"):
        return ""
    if tag == "title" and element.getparent().tag == "head":
        return "page title"
    if tag in SHORTCODES:
        return "shortcodes"
    if tag in _FRAMES:
        return "embedded frame"
    if tag in _MEDIA:
        return "audio or video"
    if tag in _FIELDS:
        return "form field"
    if tag == "svg":
        return "drawing"
    if tag in ("s", "del", "strike"):
        return "struck-out text"
    name = _name_by_marks(element, page=page, inside=inside)
    if name and _holds_article(element, prose, whole, name):
        return ""
    return name


def _name_by_marks(element: Element, *, page: bool, inside: bool) -> str:
    tag = element.tag
    if tag in ("article", "main", "blockquote", "p", "h1", "img", "table", "figure", "em", "b"):
        return ""
    marks = element.get("class", "").split() + element.get("id", "").split()
    for mark in marks[:30]:
        if name := _name_mark(mark):
            return name
    if role := _ROLES.get(element.get("role", "").strip().lower()):
        return role
    if not page:
        return _TAGS.get(tag, "") if tag in ("nav", "form") else ""
    if tag in _TAGS:
        return _TAGS[tag]
    if tag == "header" and not inside:
        return "site header"
    if tag == "aside" and not inside:
        return "sidebar"
    return ""


def _name_mark(mark: str) -> str:
    if len(mark) > 80:
        return ""
    lowered = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", mark).lower().replace("_", "-").strip("-")
    if lowered in _NAME_OF:
        return _NAME_OF[lowered]
    if mark.lower().startswith("jp-relatedposts"):
        return "related posts"
    if _SAYS_NOTHING.fullmatch(lowered) and not _KNOWN_PREFIXES.fullmatch(lowered):
        return ""
    parts = [part for part in lowered.split("-") if part]
    for size in range(min(_LONGEST, len(parts)), 0, -1):
        for at in range(len(parts) - size + 1):
            if name := _NAME_OF.get("-".join(parts[at : at + size])):
                return name
    return ""


def _holds_article(element: Element, prose: Mapping[Element, int], whole: int, name: str) -> bool:
    """Whether a thing with the marks of furniture is the frame around the article."""
    if not is_block(element):
        return False
    if name == "comments":
        return any(element.find(path) is not None for path in (".//main", ".//h1"))
    if prose.get(element, 0) > whole * 0.5:
        return True
    titles = element.iterfind(".//h1")
    return any(not _LOGO.search(title.get("class", "")) for title in islice(titles, 3))
