"""Tells which elements of a web page its readers do not see, by their styles and classes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from warraq.ingest.html_tree import Element, name_set

_MOST_STYLES = 500_000  # characters of style sheets that are read
_MOST_RULES = 5_000
_MOST_ALIKE = 30  # rules that begin with the same class
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|font-size\s*:\s*(?:0(?![.\d])|0?\.0+(?!\d)|(?:[01](?:\.\d+)?|\.\d+)p[xt]\b)"
    r"|(?:left|right|top|bottom)\s*:\s*-\d{4,}|text-indent\s*:\s*-\d{3,}"
    r"|(?<![-\w])opacity\s*:\s*(?:0?\.0\d*|0)%?\s*(?:;|$|!)"
    r"|(?<![-\w])clip\s*:\s*rect\(\s*(?:[01](?:\.0+)?(?:px)?[\s,]*){4}\)"
    r"|clip-path\s*:\s*(?:inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|circle\(\s*0(?![.\d]))"
    r"|transform\s*:\s*scale\(\s*0\s*\)",
    re.IGNORECASE,
)
_PLACED = re.compile(r"position\s*:\s*(?:absolute|fixed)", re.IGNORECASE)
_FAR = re.compile(
    r"(?<![-\w])(?:left|right|top|bottom)\s*:\s*-(?:\d{3,}|\d{2,}r?em)", re.IGNORECASE
)
_NO_ROOM = re.compile(
    r"(?<![-\w])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$|!)", re.IGNORECASE
)
_OVERFLOW = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_SHOWING = re.compile(r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible", re.IGNORECASE)
_COLOR = re.compile(r"(?<![-\w])color\s*:\s*([^;]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?<![-\w])background(?:-color|-image)?\s*:\s*([^;]+)", re.IGNORECASE)
_CLASSES = name_set(
    "screen-reader-text screen-reader-only sr-only visually-hidden visuallyhidden d-none hidden"
    " is-hidden visually-hidden-focusable"
)
_SHOWN_LATER = re.compile(r"(?:d-\w+-|\w+:)(?:block|flex|grid|inline\S*|table\S*)")
_NUMBER = re.compile(r"[\d.]+%?")
_AT_RULE = re.compile(r"@([\w-]+)([^{};@]{0,1000})([{;])")
_BRACES = re.compile(r"[{}]")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+)+)", re.IGNORECASE)
_NEARLY = 0.94
"""From which lightness on (of each part) a colour cannot be told from white paper."""


@dataclass(slots=True)
class Styles:
    """What the style sheets in a page say of simple selectors: `.name`, `#name`, `p.name`."""

    rules: dict[str, list[tuple[str, frozenset[str], str]]] = field(default_factory=dict)
    """By a class or id of a selector: its tag, all its classes and ids, and its declarations."""
    painted: dict[Element, bool] = field(default_factory=dict)
    """Whether an element stands on a background that is not white, once that was asked."""

    def of(self, element: Element) -> Iterator[str]:
        """The declarations for an element, its own style last."""
        if self.rules and (names := _names_of(element)):
            for name in names:
                for tag, wanted, said in self.rules.get(name, ()):
                    if wanted <= names and (not tag or tag == element.tag):
                        yield said
        if style := element.get("style"):
            yield style


def read_styles(root: Element) -> Styles:
    """Read the style sheets that stand in a page; rules for print and narrow screens do not."""
    text = ";".join(element.text or "" for element in root.iter("style"))[:_MOST_STYLES]
    text = _drop_comments(text).replace("<!--", "").replace("-->", "")
    styles = Styles()
    count = 0
    for rule in _drop_at_rules(text).split("}"):
        selectors, _, said = rule.partition("{")
        for selector in selectors.rpartition(";")[2].split(",") if said.strip() else ():
            found = _SELECTOR.fullmatch(selector.strip())
            if not found or count == _MOST_RULES:
                continue
            wanted = frozenset(re.findall(r"[.#][\w-]+", found[2]))
            rules = styles.rules.setdefault(min(wanted), [])
            if len(rules) < _MOST_ALIKE:
                rules.append(((found[1] or "").lower(), wanted, said))
                count += 1
    return styles


def is_hidden(element: Element, styles: Styles | None = None) -> bool:
    """Whether a reader of the page sees nothing of an element, whatever its colour."""
    if element.tag in ("html", "body", "input"):
        return False  # Scripts show a page that is hidden while it loads.
    classes = element.get("class", "").split()
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden", "").strip().lower() == "true"
        or _is_hidden_by(list((styles or Styles()).of(element)), element.get("style") or "")
        or (not _CLASSES.isdisjoint(classes) and not any(map(_SHOWN_LATER.fullmatch, classes)))
        or (element.tag == "dialog" and element.get("open") is None)
    )


def is_unseen(element: Element, styles: Styles) -> bool:
    """Whether an element's text has the colour of the paper that it stands on.

    White text on a background that the page names is seen.
    """
    if element.tag in ("html", "body"):
        return False
    said = list(styles.of(element))
    colors = [found[1] for style in said for found in _COLOR.finditer(style)]
    if not colors and element.tag == "font" and element.get("color"):
        colors = [element.get("color")]
    if not colors:
        return False
    color = colors[-1]
    if _is_clear(color):
        return not any("background-clip" in style.lower() for style in said)
    if not _is_white(color):
        return False
    return not _stands_on_paint(element, styles)


def _is_hidden_by(said: list[str], own: str) -> bool:
    hidden = False
    for style in said:
        if _hides(style):
            hidden = True
        elif hidden and _SHOWING.search(style):
            hidden = False
    return hidden or _hides(own)


def _hides(style: str) -> bool:
    return bool(
        _HIDING.search(style)
        or (_PLACED.search(style) and _FAR.search(style))
        or (_OVERFLOW.search(style) and _NO_ROOM.search(style))
    )


def _stands_on_paint(element: Element, styles: Styles) -> bool:
    asked: list[Element] = []
    painted = False
    for one in (element, *element.iterancestors()):
        if one in styles.painted:
            painted = styles.painted[one]
            break
        asked.append(one)
        if painted := _has_background(one, styles):
            break
    styles.painted.update(dict.fromkeys(asked, painted))
    return painted


def _has_background(element: Element, styles: Styles) -> bool:
    if (painted := element.get("bgcolor")) and not _is_white(painted):
        return True
    found = [one[1] for style in styles.of(element) for one in _BACKGROUND.finditer(style)]
    return any(
        not (_is_white(value) or _is_clear(value) or _bare(value) in _NO_BACKGROUND)
        for value in found
    )


_NO_BACKGROUND = frozenset(("none", "inherit", "initial", "unset", "0"))


def _bare(value: str) -> str:
    return value.replace("!important", "").strip().lower()


def _is_clear(value: str) -> bool:
    bare = _bare(value)
    if bare == "transparent" or re.fullmatch(r"#(?:[\da-f]{3}0|[\da-f]{6}0[\da-f])", bare):
        return True
    numbers = _NUMBER.findall(bare) if bare.startswith(("rgb", "hsl")) else []
    return len(numbers) == 4 and _share(numbers[3], 1) <= 0.05


def _is_white(value: str) -> bool:
    bare = _bare(value)
    if bare in ("white", "snow", "ivory", "floralwhite", "ghostwhite", "whitesmoke"):
        return True
    if found := re.fullmatch(r"#([\da-f]{3,8})", bare):
        size = 1 if len(found[1]) < 6 else 2
        parts = [found[1][at : at + size] for at in range(0, 3 * size, size)]
        return all(int(part, 16) / (16**size - 1) >= _NEARLY for part in parts)
    numbers = _NUMBER.findall(bare)
    if bare.startswith("rgb") and len(numbers) >= 3:
        return all(_share(number, 255) >= _NEARLY for number in numbers[:3])
    return bare.startswith("hsl") and len(numbers) >= 3 and _share(numbers[2], 100) >= _NEARLY


def _share(number: str, whole: float) -> float:
    try:
        value = float(number.rstrip("%"))
    except ValueError:
        return 0.5
    return value / (100 if number.endswith("%") else whole)


def _names_of(element: Element) -> frozenset[str]:
    classes = element.get("class", "").split()[:50]
    name = element.get("id")
    return frozenset([*(f".{one}" for one in classes), *([f"#{name}"] if name else [])])


def _drop_comments(text: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := text.find("/*", at)) >= 0:
        parts.append(text[at:start])
        if (end := text.find("*/", start + 2)) < 0:
            return "".join(parts)
        at = end + 2
    return "".join([*parts, text[at:]])


def _drop_at_rules(text: str) -> str:
    """The rules outside @media and the like, and those for every screen."""
    parts: list[str] = []
    at = 0
    while found := _AT_RULE.search(text, at):
        parts.append(text[at : found.start()])
        at = found.end()
        if found[3] == ";":
            continue
        depth, start = 1, at
        for brace in _BRACES.finditer(text, at):
            depth += 1 if brace[0] == "{" else -1
            if not depth:
                at = brace.end()
                break
        else:
            return "".join(parts)
        if found[1].lower() == "media" and found[2].strip().lower() in ("screen", "all"):
            parts.append(text[start : at - 1])
    return "".join([*parts, text[at:]])
