"""Rewrites a theme's stylesheet, at build time, into one that an archive's pages can load.

Every function here takes CSS text and gives CSS text. It works on the tokens of CSS Syntax
Level 3 and keeps what it does not know as it stands, broken declarations too. Strings come
out in double quotes.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import unquote_to_bytes

import tinycss2

Node = Any  # tinycss2 has no types
Change = Callable[[list[Node]], list[Node]]

UNUSED_SELECTORS = (
    r"^#furo-(sidebar-ad-placement|readthedocs-versions)\b",
    r"\.(copybtn|sphinx-bs|shadow\.docutils)\b",
    r"^\.sd-",
    r"^\.announcement\b",
    r"^dl\[class\]:not\(\)",  # signatures of functions and classes
    r"^\.sig\b|^\.sig-(name|prename|paren|param)\b|^(em|span)\.property\b",
    r"^div\.(versionadded|versionchanged|versionremoved|deprecated)\b",
    r"^\.viewcode-(back|link)\b",
    r"^\.content-icon-container\b",
    r"^\.(sidebar-logo|sidebar-logo-container|variant-selector)\b",
    r"^#searchbox\b",
    r"^\.contents:not\(\)",  # a message to authors of software manuals
    r"^\.(domainindex|genindex)-",
    r"^\.guilabel\b",
    r"^\.bottom-of-page \.(icons|left-details|right-details)\b",
    r"admonition-todo",
)
"""What furo dresses and a publication archive never shows, as patterns for `drop_rules`."""

LEFT_TO_RIGHT_SELECTORS = (r"^(body\S* )?\.highlight", r"^pre\b")
"""Code, which is read from left to right on every page; patterns for `flip_stylesheet`."""

TRANSPARENT = "linear-gradient(#0000,#0000)"
"""An image that needs no file. As a mask it hides all, where no mask would show a full box."""


# -- Tokens and statements ------------------------------------------------------------------


def _parse(css: str) -> list[Node]:
    """The tokens of some CSS. A string or address that the end cuts off is closed."""
    nodes: list[Node] = tinycss2.parse_component_value_list(css)
    inner = nodes
    while inner:
        last = inner[-1]
        if last.type == "error" and last.kind.startswith("eof-in-"):
            inner.pop()
            inner[-1].representation += '"' if inner[-1].type == "string" else ")"
            break
        inner = _children(last)
    return nodes


def _serialize(nodes: Iterable[Node]) -> str:
    return str(tinycss2.serialize(nodes))


def _children(node: Node) -> list[Node]:
    if node.type == "function":
        children: list[Node] = node.arguments
        return children
    return node.content if node.type in {"{} block", "() block", "[] block"} else []


def _put_children(node: Node, children: list[Node]) -> None:
    setattr(node, "arguments" if node.type == "function" else "content", children)


def _is_solid(node: Node) -> bool:
    return node.type not in {"whitespace", "comment"}


def _solid(nodes: list[Node]) -> list[int]:
    """Where the nodes are that are neither space nor comment."""
    return [index for index, node in enumerate(nodes) if _is_solid(node)]


def _statements(nodes: list[Node]) -> Iterator[list[Node]]:
    """Cut a block into declarations, rules and, each by itself, what stands between them.

    Joined again they are the block.
    """
    statement: list[Node] = []
    for node in nodes:
        if not statement and (not _is_solid(node) or node == ";"):
            yield [node]
            continue
        statement.append(node)
        if node == ";" or (node.type == "{} block" and not _is_custom(statement[0])):
            yield statement
            statement = []
    if statement:
        yield statement


def _is_custom(node: Node) -> bool:
    return bool(node.type == "ident" and node.value.startswith("--"))


def _block(statement: list[Node]) -> Node | None:
    """The block that ends a rule; None for a declaration and for `@import x;`."""
    last = statement[-1]
    return last if last.type == "{} block" and not _is_custom(statement[0]) else None


def _value_of(statement: list[Node]) -> slice | None:
    """Where a declaration's value stands, without `!important` and `;`; None for all else."""
    solid = _solid(statement)
    if statement[0].type != "ident" or len(solid) < 2 or statement[solid[1]] != ":":
        return None
    if _block(statement) is not None:
        return None
    start = end = solid[1] + 1
    while end < len(statement) and statement[end] not in ("!", ";"):
        end += 1
    return slice(start, end)


def _selectors(prelude: list[Node]) -> list[str]:
    """The selectors of a rule as text. What stands inside `:not()` is left out of it."""
    texts = [""]
    for node in prelude:
        if node == ",":
            texts.append("")
        elif node.type == "function" and node.lower_name == "not":
            texts[-1] += "not()"
        elif node.type != "comment":
            texts[-1] += " " if node.type == "whitespace" else node.serialize()
    return [text.strip() for text in texts]


def _match(statement: list[Node], patterns: list[re.Pattern[str]]) -> bool:
    """Whether a rule's every selector matches one of the patterns."""
    return all(
        any(pattern.search(text) for pattern in patterns) for text in _selectors(statement[:-1])
    )


# -- Mirroring: numbers, places, shadows ----------------------------------------------------

_NUMBERS = {"number", "percentage", "dimension"}
_MATH = {"calc", "min", "max", "clamp", "env", "round", "mod", "rem", "abs"}
_ANGLES = {"deg", "grad", "rad", "turn"}
_NEGATIVE, _FROM_THE_END = "-1*", "100% - "


def _is_function(node: Node, names: set[str]) -> bool:
    return bool(node.type == "function" and node.lower_name in names)


def _is_length(node: Node) -> bool:
    return node.type in _NUMBERS or _is_function(node, _MATH)


def _is_ident(node: Node, names: set[str]) -> bool:
    return bool(node.type == "ident" and node.lower_value in names)


def _operand(arguments: list[Node], prefix: str) -> Node | None:
    """What `_calculate` put behind the prefix; None where it cannot have written this."""
    text = _serialize(arguments)
    rest = _parse(text.removeprefix(prefix)) if text.startswith(prefix) else []
    if len(rest) != 1:
        return None
    node = rest[0]
    if node.type == "() block":
        return node if _operand(node.content, prefix) is None else None
    if prefix == _NEGATIVE:
        return node if _is_function(node, _MATH - {"calc"} | {"var"}) else None
    lone = _is_function(node, _MATH - {"calc"}) or (node.type == "dimension" and node.value)
    return node if lone else None


def _calculate(node: Node, prefix: str) -> Node:
    """`calc(PREFIX node)`, or, from such a calc(), the node again."""
    if not _is_function(node, {"calc"}):
        return _parse(f"calc({prefix}{node.serialize()})")[0]
    operand = _operand(node.arguments, prefix)
    if operand is None:
        return _parse(f"calc({prefix}({_serialize(node.arguments)}))")[0]
    if operand.type == "() block":
        return _parse(f"calc({_serialize(operand.content)})")[0]
    return operand


def _negate(node: Node) -> Node:
    if node.type in _NUMBERS:
        text = node.serialize()
        if not node.value:
            return node
        return _parse(text[1:] if text[0] == "-" else "-" + text.lstrip("+"))[0]
    return _calculate(node, _NEGATIVE) if _is_function(node, _MATH | {"var"}) else node


def _negate_at(nodes: list[Node], places: Iterable[int]) -> list[Node]:
    chosen = set(places)
    return [_negate(node) if index in chosen else node for index, node in enumerate(nodes)]


def _from_the_end(node: Node) -> Node:
    """A distance from the left as one from the right, which `100% - x` is for every position."""
    if node.type == "percentage":
        rest = 100 - Decimal(node.representation)
        return _parse(f"{rest:f}%" if rest else "0")[0]
    if node.type in _NUMBERS and not node.value:
        return _parse("100%")[0]
    return node if node.type == "number" else _calculate(node, _FROM_THE_END)


def _mirror_position(nodes: list[Node]) -> list[Node]:
    """CSS Values 4, <position>: the first number is for x unless a side is named."""
    if any(_is_ident(node, {"left", "right"}) for node in nodes):
        return _swap_sides(nodes)
    first = next(iter(_solid(nodes)), None)
    if first is None or not _is_length(nodes[first]):
        return nodes
    return [*nodes[:first], _from_the_end(nodes[first]), *nodes[first + 1 :]]


def _mirror_background(layer: list[Node]) -> list[Node]:
    """The position in one layer of `background` or `mask`: the first run of places."""
    places = {"left", "right", "top", "bottom", "center"}
    run = [i for i, node in enumerate(layer) if _is_length(node) or _is_ident(node, places)]
    if not run:
        return layer
    start = end = run[0]
    while end < len(layer) and (end in run or not _is_solid(layer[end])):
        end += 1
    return layer[:start] + _mirror_position(layer[start:end]) + layer[end:]


def _shadow_offset(layer: list[Node]) -> int | None:
    """Where a shadow's x offset is; None where a variable holds the whole shadow."""
    lengths, coloured = [], False
    for index in _solid(layer):
        if _is_length(layer[index]) or _is_function(layer[index], {"var"}):
            lengths.append(index)
        else:
            coloured = coloured or not _is_ident(layer[index], {"inset"})
    if len(lengths) < 2:
        return None
    first, last = (_is_function(layer[at], {"var"}) for at in (lengths[0], lengths[-1]))
    # A variable in front is the colour, or `inset`, where the lengths do without it.
    spare = len(lengths) > 4 if coloured else len(lengths) > 2 and not last
    return lengths[1] if first and spare else lengths[0]


def _mirror_shadow(layer: list[Node]) -> list[Node]:
    at = _shadow_offset(layer)
    if at is None:
        return layer
    turned = _negate_at(layer, [at])
    if _shadow_offset(turned) != at:  # the bare variable would now pass for the colour
        turned[at] = _parse(f"calc({turned[at].serialize()})")[0]
    return turned


# -- Mirroring: words and lists -------------------------------------------------------------

_SIDE = re.compile(r"(?<!\w)(left|right)(?!\w)", re.IGNORECASE)
_CURSORS = {
    "e-resize": "w-resize",
    "ne-resize": "nw-resize",
    "se-resize": "sw-resize",
    "nesw-resize": "nwse-resize",
}
_CURSORS |= {new: old for old, new in _CURSORS.items()}


def _swap_words(text: str) -> str:
    return _SIDE.sub(lambda side: "right" if side[0].lower() == "left" else "left", text)


def _rename(nodes: list[Node], change: Callable[[str], str]) -> list[Node]:
    """Change the words among the nodes, not those inside functions."""
    for node in nodes:
        if node.type == "ident" and not _is_custom(node):
            node.value = change(node.value)
            node.lower_value = node.value.lower()
    return nodes


def _swap_sides(nodes: list[Node]) -> list[Node]:
    return _rename(nodes, _swap_words)


def _swap_cursors(nodes: list[Node]) -> list[Node]:
    return _rename(nodes, lambda word: _CURSORS.get(word.lower(), word))


def _mirror_sides(nodes: list[Node]) -> list[Node]:
    """`top right bottom left`. Fewer values than four are the same on both sides."""
    solid = _solid(nodes)
    if len(solid) == 4:
        right, left = solid[1], solid[3]
        nodes[right], nodes[left] = nodes[left], nodes[right]
    return nodes


def _mirror_corners(nodes: list[Node]) -> list[Node]:
    """CSS Backgrounds 3, border-radius: clockwise from the top left; after `/` once more."""
    if "/" in nodes:
        cut = nodes.index("/")
        return [*_mirror_corners(nodes[:cut]), nodes[cut], *_mirror_corners(nodes[cut + 1 :])]
    solid = _solid(nodes)
    if len(solid) == 3:  # the second value is for two corners, which now stand apart
        a, b, c = (nodes[index] for index in solid)
        corners = _parse(f"{b.serialize()} {a.serialize()} {b.serialize()} {c.serialize()}")
        return [*nodes[: solid[0]], *corners, *nodes[solid[-1] + 1 :]]
    for one, other in zip(solid[0::2], solid[1::2], strict=False):
        nodes[one], nodes[other] = nodes[other], nodes[one]
    return nodes


def _each_layer(change: Change) -> Change:
    """The same change for every part of a list with commas."""

    def change_layers(nodes: list[Node]) -> list[Node]:
        done: list[Node] = []
        layer: list[Node] = []
        for node in nodes:
            if node == ",":
                done += [*change(layer), node]
                layer = []
            else:
                layer.append(node)
        return done + change(layer)

    return change_layers


_TRANSFORMS = {
    "translate": (0,),
    "translatex": (0,),
    "translate3d": (0,),
    "rotate": (0,),
    "rotatey": (0,),
    "rotatez": (0,),
    "rotate3d": (1, 2),
    "skew": (0, 1),
    "skewx": (0,),
    "skewy": (0,),
    "matrix": (1, 2, 4),
    "matrix3d": (1, 2, 3, 4, 8, 12),
}
"""Which arguments change their sign when a function T becomes M T M, M = scale(-1, 1)."""


def _mirror_transform(nodes: list[Node]) -> list[Node]:
    for node in nodes:
        if node.type == "function":
            numbers = [i for i in _solid(node.arguments) if node.arguments[i] != ","]
            chosen = _TRANSFORMS.get(node.lower_name, ())
            places = [numbers[which] for which in chosen if which < len(numbers)]
            node.arguments = _negate_at(node.arguments, places)
    return nodes


def _mirror_translate(nodes: list[Node]) -> list[Node]:
    return _negate_at(nodes, _solid(nodes)[:1])


def _mirror_rotate(nodes: list[Node]) -> list[Node]:
    """The property `rotate`: an angle, alone or about x, y, z or a vector."""
    vector = [index for index, node in enumerate(nodes) if node.type == "number"]
    if len(vector) == 3:
        return _negate_at(nodes, vector[1:])
    return nodes if any(_is_ident(n, {"x"}) for n in nodes) else _negate_at(nodes, _solid(nodes))


def _mirror_images(nodes: list[Node]) -> list[Node]:
    """Gradients and drop-shadow() wherever they stand in a value, also inside image-set()."""
    for node in nodes:
        children = _mirror_images(_children(node))
        if node.type != "function":
            continue
        name = node.lower_name
        if name == "drop-shadow":
            children = _mirror_shadow(children)
        cut = children.index(",") if "," in children else len(children)
        start, stops = children[:cut], children[cut:]
        if name.endswith("linear-gradient"):
            start = _mirror_gradient_line(start, modern=not name.startswith("-"))
        elif name.endswith("radial-gradient"):
            at = next((i for i, n in enumerate(start) if _is_ident(n, {"at"})), cut)
            start = start[: at + 1] + _mirror_position(start[at + 1 :])
        node.arguments = start + stops
    return nodes


def _mirror_gradient_line(start: list[Node], *, modern: bool) -> list[Node]:
    """What stands before a linear gradient's colours: `to left`, or an angle from the top."""
    angles = [
        index
        for index in _solid(start)
        if _is_function(start[index], _MATH)
        or (start[index].type == "dimension" and start[index].lower_unit in _ANGLES)
    ]
    return _swap_sides(_negate_at(start, angles) if modern else start)


_KEYWORDS = (
    "float clear text-align text-align-last justify-content justify-items justify-self "
    "place-content place-items place-self transition transition-property will-change"
)
_SIDES = "margin padding inset border-width border-style border-color scroll-margin scroll-padding"
_POSITIONS = (
    "background-position background-position-x mask-position mask-position-x object-position "
    "transform-origin perspective-origin"
)
_VALUES: dict[str, Change] = {
    **dict.fromkeys(_KEYWORDS.split(), _swap_sides),
    **dict.fromkeys(_SIDES.split(), _mirror_sides),
    **dict.fromkeys(_POSITIONS.split(), _each_layer(_mirror_position)),
    **dict.fromkeys(["background", "mask"], _each_layer(_mirror_background)),
    **dict.fromkeys(["box-shadow", "text-shadow"], _each_layer(_mirror_shadow)),
    "border-radius": _mirror_corners,
    "cursor": _swap_cursors,
    "transform": _mirror_transform,
    "translate": _mirror_translate,
    "rotate": _mirror_rotate,
}
_VENDOR = re.compile(r"^-(webkit|moz|ms|o)-")
_CONTROL = re.compile(r"^!?\s*rtl:(begin:|end:)?ignore\s*$")


@dataclass(slots=True)
class _Mirror:
    """Walks a stylesheet in its order and heeds the control comments on the way."""

    keep: list[re.Pattern[str]]
    ignoring: bool = False

    def block(self, nodes: list[Node]) -> list[Node]:
        done: list[Node] = []
        once = False
        for statement in _statements(nodes):
            if statement[0].type == "comment":
                if control := _CONTROL.match(statement[0].value.strip()):
                    once = not control[1]
                    self.ignoring = self.ignoring if once else control[1] == "begin:"
            elif statement[0].type != "whitespace":
                before, self.ignoring = self.ignoring, self.ignoring or once
                statement = self.statement(statement)
                self.ignoring, once = (before if once else self.ignoring), False
            done += statement
        return done

    def statement(self, statement: list[Node]) -> list[Node]:
        block = _block(statement)
        first = statement[0]
        if block is not None:
            before = self.ignoring
            if first.type != "at-keyword":
                kept = _match(statement, self.keep)
            else:
                # In print the outer edge of a left page is on the left in every script.
                kept = first.lower_value == "page" and bool(
                    _SIDE.search(_serialize(statement[:-1]))
                )
                if not self.ignoring:
                    first.value = _swap_words(first.value)  # @top-left and its like
            self.ignoring = before or kept
            block.content = self.block(block.content)
            self.ignoring = before if kept else self.ignoring
            return statement
        value = _value_of(statement)
        if self.ignoring or value is None or _is_custom(first):
            return statement
        change = _VALUES.get(_VENDOR.sub("", first.lower_value))
        nodes = _mirror_images(statement[value])
        nodes = change(nodes) if change else nodes
        return [
            *_swap_sides([first]),
            *statement[1 : value.start],
            *nodes,
            *statement[value.stop :],
        ]


def flip_stylesheet(css: str, *, keep: Iterable[str] = ()) -> str:
    """Mirror a stylesheet made for left-to-right pages, for right-to-left ones.

    Flipped twice it means what it meant. Left as they are: selectors, strings, addresses,
    comments, custom properties, rules whose every selector matches a pattern of `keep`, what
    follows `/* rtl:ignore */` (one declaration or rule), and what stands between
    `/* rtl:begin:ignore */` and `/* rtl:end:ignore */`.

    `direction` stays too: a theme sets it for what is never mirrored, such as code; the page's
    own direction is its `dir`. Out of reach without knowing sizes or contents: pictures,
    `clip`, `clip-path`, `border-image`, conic gradients and gradients of the old `-webkit-`
    kind with an angle.
    """
    mirror = _Mirror([re.compile(pattern) for pattern in keep])
    return _serialize(mirror.block(_parse(css)))


# -- Dropping rules -------------------------------------------------------------------------

_GROUPS = {"media", "supports", "layer", "container", "scope", "starting-style"}


def drop_rules(css: str, patterns: Iterable[str]) -> str:
    """Take out the rules whose every selector matches (`re.search`) one of the patterns.

    A selector is matched without comments, its spaces single, and without what stands inside
    `:not()`, as that is what it does not dress. A rule with one selector more stays whole. A
    group such as `@media` goes when nothing is left in it.
    """
    return _serialize(_without(_parse(css), [re.compile(pattern) for pattern in patterns]))


def _without(nodes: list[Node], patterns: list[re.Pattern[str]]) -> list[Node]:
    kept: list[Node] = []
    for statement in _statements(nodes):
        block, first = _block(statement), statement[0]
        gone = False
        if block is not None and first.type != "at-keyword":
            gone = _match(statement, patterns)
        elif block is not None and first.lower_value in _GROUPS:
            had = any(map(_is_solid, block.content))
            block.content = _without(block.content, patterns)
            gone = had and not any(map(_is_solid, block.content))
        if gone:
            _forget_control(kept)
        else:
            kept += statement
    return kept


def _forget_control(nodes: list[Node]) -> None:
    """Take a trailing `rtl:ignore` away: what it stood for has gone, the next must not heed it."""
    last = next((n for n in reversed(nodes) if n.type != "whitespace"), None)
    if last is not None and last.type == "comment":
        control = _CONTROL.match(last.value.strip())
        if control and not control[1]:
            nodes.remove(last)


# -- data: addresses ------------------------------------------------------------------------


def strip_data_uris(
    css: str, replace: Callable[[str, str], str | None] | None = None
) -> tuple[str, dict[str, str]]:
    """Take every `data:` address out; give the CSS and the SVG texts that were in them.

    An SVG's name is that of its custom property without the dashes (`icon-search`), elsewhere
    made of selector and property. `replace(name, svg)` may give the CSS to put in the place of
    the address, such as `url(icons/search.svg)`. Without it, or where it gives None, a custom
    property becomes `TRANSPARENT`, so that what it masks shows nothing rather than a full box,
    and any other declaration goes. Addresses that hold no SVG are asked of nobody.
    """
    images: dict[str, str] = {}

    def take(name: str, uri: str) -> list[Node] | None:
        svg = _svg_of(uri)
        if svg is None:
            return None
        number, base = 1, name
        while images.get(name, svg) != svg:
            number += 1
            name = f"{base}-{number}"
        images[name] = svg
        text = replace(name, svg) if replace else None
        return None if text is None else _parse(text)

    nodes = _strip_block(_parse(css), "", take)
    return _serialize(nodes), images


def _strip_block(
    nodes: list[Node], where: str, take: Callable[[str, str], list[Node] | None]
) -> list[Node]:
    kept: list[Node] = []
    for statement in _statements(nodes):
        block, value, first = _block(statement), _value_of(statement), statement[0]
        if block is not None:
            inner = _serialize(statement[:-1]) if first.type != "at-keyword" else where
            block.content = _strip_block(block.content, inner, take)
        elif value is not None:
            name = first.value[2:] if _is_custom(first) else _slug(f"{where} {first.value}")
            done = _without_data(statement[value], partial(take, name))
            if done is None and not _is_custom(first):
                _forget_control(kept)
                continue
            statement[value] = _parse(TRANSPARENT) if done is None else done
        elif _without_data(statement, lambda _: None, inside=True) is None:
            continue
        if first.type != "comment" or "data:" not in first.value:
            kept += statement
    return kept


def _without_data(
    nodes: list[Node], take: Callable[[str], list[Node] | None], inside: bool = False
) -> list[Node] | None:
    """The nodes with each data: address replaced; None where one has no replacement."""
    done: list[Node] | None = []
    for node in nodes:
        uri = _data_uri(node, inside)
        new: list[Node] | None = [node]
        if uri is not None:
            new = take(uri)
        elif _children(node):
            children = _without_data(_children(node), take, node.type == "function")
            if children is None:
                new = None
            else:
                _put_children(node, children)
        done = None if done is None or new is None else done + new
    return done


def _data_uri(node: Node, inside: bool) -> str | None:
    """A data: address in url(), or, inside a function such as image-set(), in a string."""
    if _is_function(node, {"url", "src"}):  # the address is in quotes
        node = next(filter(_is_solid, node.arguments), node)
        inside = True
    if node.type == "url" or (inside and node.type == "string"):
        address = str(node.value).strip()
        return address if address.lower().startswith("data:") else None
    return None


def _svg_of(uri: str) -> str | None:
    """RFC 2397; what follows `#` is no part of the content. Bytes that are no UTF-8 become �."""
    head, _, body = uri[len("data:") :].partition(",")
    kind, *parameters = (part.strip().lower() for part in head.split(";"))
    content = unquote_to_bytes(body.partition("#")[0])
    if kind != "image/svg+xml":
        return None
    if "base64" in parameters:
        try:
            content = base64.b64decode(content, validate=False)
        except binascii.Error:
            return None
    return content.decode("utf-8", "replace")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


# -- Minifying ------------------------------------------------------------------------------


def minify_stylesheet(css: str) -> str:
    """Take out comments (not `/*! … */`), needless spaces and semicolons, and empty rules.

    It stops where another byte would need knowledge of a property. Custom properties keep
    their values to the letter, but for the spaces around them; an empty one keeps one space,
    as older browsers refuse it without.
    """
    return _serialize(_minify_block(_parse(css)))


def _minify_block(nodes: list[Node], *, keep_empty: bool = False) -> list[Node]:
    done: list[Node] = []
    ends_in_declaration = False
    for statement in _statements(nodes):
        block, value, first = _block(statement), _value_of(statement), statement[0]
        if not _is_solid(first):
            done += [first] if _is_licence(first) else []
            continue
        if first == ";" and ends_in_declaration:
            continue
        ends_in_declaration = value is not None
        if value is not None:
            done += [first, statement[value.start - 1], *_minify_value(statement, value)]
        elif block is None:
            done += _tidy(statement, {",", ";"})
        else:
            is_rule = first.type != "at-keyword"
            frames = not is_rule and first.lower_value.endswith("keyframes")
            block.content = _minify_block(block.content, keep_empty=frames)
            if is_rule and not keep_empty and not block.content:
                continue
            done += _tidy(statement[:-1], {",", ">", "~"} if is_rule else {","})
            done.append(block)
    return done[:-1] if ends_in_declaration and done and done[-1] == ";" else done


def _minify_value(statement: list[Node], value: slice) -> list[Node]:
    nodes, rest = statement[value], _tidy(statement[value.stop :])
    if not _is_custom(statement[0]):
        return _tidy(nodes) + rest
    while nodes and nodes[0].type == "whitespace":
        nodes = nodes[1:]
    while nodes and nodes[-1].type == "whitespace":
        nodes = nodes[:-1]
    return (nodes or _parse(" ")) + rest


def _is_licence(node: Node) -> bool:
    return bool(node.type == "comment" and node.value.startswith("!"))


def _tidy(nodes: list[Node], tight: Iterable[str] = (",",)) -> list[Node]:
    """One space where there was any, none around `tight` signs and at either end."""
    signs = set(tight)
    done: list[Node] = []
    gap: Node | None = None  # a space, or a comment that may keep two words apart
    after_sign = True
    for node in nodes:
        if not _is_solid(node) and not _is_licence(node):
            if gap is None or node.type == "whitespace":
                gap = _parse(" " if node.type == "whitespace" else "/**/")[0]
            continue
        is_sign = node.type == "literal" and node.value in signs
        if gap is not None and not after_sign and not is_sign:
            done.append(gap)
        if node.type in {"function", "() block", "[] block"}:
            _put_children(node, _tidy(_children(node)))
        done.append(node)
        gap, after_sign = None, is_sign
    return done
