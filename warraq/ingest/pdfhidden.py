"""Finds the signs of a PDF page that no reader sees: covered, clipped away, white on white."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from pdfminer.pdfinterp import PDFGraphicState
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.utils import apply_matrix_pt

from warraq.ingest.errors import IngestError

Box = tuple[float, float, float, float]
Colour = tuple[float, float, float]

TOO_LONG = (
    "the file takes longer to read than `seconds` in [limits] of docs/import.toml "
    "allows; raise it if you trust the file"
)

EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)
SMALLEST = 1.0
"""Points: smaller type cannot be read on paper nor on a screen."""

_OPAQUE = 0.95
_SAME, _ALIKE = 0.05, 0.12
"""How far two colours are apart at most, for nobody or hardly anybody to tell them apart."""

_BAND = 24.0
_MOST_SHAPES = 50_000
_INVISIBLE = frozenset((3, 7))
_WHITE: Colour = (1.0, 1.0, 1.0)
_COVERING = {"Square": "IC", "FreeText": "C", "Redact": ""}
"""Annotations that lie over the text, by the entry of the colour that fills them."""
_PERHAPS = frozenset(("Stamp", "Ink", "Line", "Circle", "Polygon", "PolyLine"))


@dataclass(slots=True)
class Shape:
    """Something painted over its box."""

    box: Box
    colour: Colour | None
    """Nothing where it is not one colour: a picture, a gradient."""
    solid: bool
    """Whether it hides everything in its box."""
    picture: bool = False


@dataclass(slots=True)
class Look:
    """How a sign is painted, and when: after how many of the page's shapes."""

    after: int
    colours: tuple[Colour | None, ...]
    """Those of its body and of its outline, as far as it has them."""
    clip: Box
    alpha: float
    mode: int
    off: bool


class Sign(Protocol):
    """A sign with its place, size and look."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    hidden: bool
    erased: bool
    look: Look | None


class State(PDFGraphicState):
    """Pdfminer's state of the pen, with what it leaves aside: clipping and see-through paint."""

    def __init__(self) -> None:
        super().__init__()
        self.clip: Box = EVERYWHERE
        self.exact = True
        """Whether all that lies in the clipping box is shown."""
        self.alpha = 1.0
        self.stroke_alpha = 1.0
        self.plain = True
        """Whether paint hides what is below it: no blending, no soft mask."""
        self.whole = True
        """Whether the same is true of the group that it is painted in."""

    def copy(self) -> State:
        """A state that changes by itself."""
        made = State.__new__(State)
        made.__dict__.update(self.__dict__)
        return made

    def is_solid(self, *, stroke: bool = False) -> bool:
        """Whether what is painted now hides what is below it."""
        alpha = self.stroke_alpha if stroke else self.alpha
        return self.whole and self.plain and alpha >= _OPAQUE

    def apply(self, settings: object) -> None:
        """Take over an entry of the page's `ExtGState`."""
        if not isinstance(settings, dict):
            return
        for key, name in (("ca", "alpha"), ("CA", "stroke_alpha")):
            value = resolve1(settings.get(key))
            if isinstance(value, (int, float)):
                setattr(self, name, float(value))
        blend, mask = resolve1(settings.get("BM")), resolve1(settings.get("SMask"))
        if blend is not None or mask is not None:
            names = [getattr(entry, "name", "Normal") for entry in (blend, mask) if entry]
            self.plain = all(name in ("Normal", "Compatible", "None") for name in names)

    def narrow(self, path: Sequence[Any], ctm: Any) -> None:
        """Clip by a path."""
        boxes, exact = measure_path(path, ctm)
        box = _unite(boxes)
        self.clip = intersect(self.clip, box) if box is not None else (0.0, 0.0, 0.0, 0.0)
        self.exact = self.exact and exact and len(boxes) == 1


def read_colour(space: Any, value: Any) -> Colour | None:
    """A colour as red, green and blue; nothing where that takes more than reading it."""
    name = getattr(space, "name", "")
    parts = value if isinstance(value, tuple) else (value,)
    if not all(isinstance(part, (int, float)) for part in parts):
        return None
    numbers = [min(max(float(part), 0.0), 1.0) for part in parts]
    if name in ("Separation", "DeviceN"):
        return _WHITE if not any(numbers) else None
    if name in ("Pattern", "Indexed", "Lab", "unknown"):
        return None
    if len(numbers) == 1:
        return numbers[0], numbers[0], numbers[0]
    if len(numbers) == 3:
        return numbers[0], numbers[1], numbers[2]
    if len(numbers) == 4:
        c, m, y, k = numbers
        return (1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k)
    return None


def intersect(one: Box, other: Box) -> Box:
    """What two boxes share; an empty box where that is nothing."""
    x0, y0 = max(one[0], other[0]), max(one[1], other[1])
    return x0, y0, max(x0, min(one[2], other[2])), max(y0, min(one[3], other[3]))


def place_box(box: Sequence[float], ctm: Any) -> Box:
    """Where a box of the file lies on the page."""
    xa, ya, xb, yb = box
    corners = [apply_matrix_pt(ctm, point) for point in ((xa, ya), (xb, ya), (xa, yb), (xb, yb))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def measure_path(path: Sequence[Any], ctm: Any) -> tuple[list[Box], bool]:
    """The boxes of a path's parts, and whether each is an upright rectangle by itself."""
    parts: list[list[Any]] = []
    for step in path:
        if step[0] == "m" or not parts:
            parts.append([])
        parts[-1].append(step)
    boxes: list[Box] = []
    exact = True
    for part in parts:
        points = [
            apply_matrix_pt(ctm, (step[at], step[at + 1]))
            for step in part
            for at in range(1, len(step) - 1, 2)
        ]
        if len(points) < 2:
            continue
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = min(xs), min(ys), max(xs), max(ys)
        straight = all(step[0] in "mlh" for step in part)
        exact = exact and straight and _is_upright(points, box)
        boxes.append(box)
    if len(boxes) > 1:
        exact = exact and len(boxes) <= 200 and not _touch(boxes)
    return boxes, exact and bool(boxes)


def _is_upright(points: Sequence[tuple[float, float]], box: Box) -> bool:
    corners = {
        (abs(x - box[0]) < 0.3, abs(y - box[1]) < 0.3, abs(x - box[2]) < 0.3, abs(y - box[3]) < 0.3)
        for x, y in points
    }
    return (
        4 <= len(points) <= 5
        and len(corners) == 4
        and all((left or right) and (low or high) for left, low, right, high in corners)
    )


def _touch(boxes: Sequence[Box]) -> bool:
    """Whether parts overlap, as the inner and the outer edge of a frame do."""
    return any(
        min(a[2], b[2]) - max(a[0], b[0]) > 0.1 and min(a[3], b[3]) - max(a[1], b[1]) > 0.1
        for at, a in enumerate(boxes)
        for b in boxes[at + 1 :]
    )


def _unite(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


# -- Painting --------------------------------------------------------------------------


@dataclass(slots=True)
class Canvas:
    """What is painted on a page, in its order."""

    shapes: list[Shape] = field(default_factory=list)
    full: bool = False

    def add(self, shape: Shape) -> None:
        """Paint a shape over the others."""
        x0, y0, x1, y1 = shape.box
        if x1 - x0 < 0.5 or y1 - y0 < 0.5 or not all(map(math.isfinite, shape.box)):
            return
        if len(self.shapes) >= _MOST_SHAPES:
            self.full = True
            return
        self.shapes.append(shape)

    def paint(self, state: State, ctm: Any, path: Sequence[Any], *, fill: bool) -> None:
        """Fill a path, or draw it as a line."""
        if not fill:
            self._draw_line(state, ctm, path)
            return
        boxes, exact = measure_path(path, ctm)
        solid = exact and state.exact and state.is_solid()
        if state.alpha < 1 - _OPAQUE:
            return
        whole = _unite(boxes)
        colour = read_colour(state.ncs, state.ncolor) if state.is_solid() else None
        for box in boxes if exact or whole is None else [whole]:
            self.add(Shape(intersect(box, state.clip), colour, solid))

    def _draw_line(self, state: State, ctm: Any, path: Sequence[Any]) -> None:
        """A thick upright or level line covers as a rectangle does."""
        if [step[0] for step in path] != ["m", "l"]:
            return
        width = resolve1(state.linewidth)
        if not isinstance(width, (int, float)):
            return
        half = 0.5 * abs(width) * math.sqrt(abs(ctm[0] * ctm[3] - ctm[1] * ctm[2]))
        (x0, y0), (x1, y1) = (apply_matrix_pt(ctm, step[1:3]) for step in path)
        level, upright = abs(y0 - y1) < 0.3, abs(x0 - x1) < 0.3
        if not (level or upright) or state.stroke_alpha < 1 - _OPAQUE:
            return
        box = (
            min(x0, x1) - half * (not level),
            min(y0, y1) - half * level,
            max(x0, x1) + half * (not level),
            max(y0, y1) + half * level,
        )
        solid = state.exact and state.is_solid(stroke=True)
        colour = read_colour(state.scs, state.scolor) if solid else None
        self.add(Shape(intersect(box, state.clip), colour, solid))

    def add_picture(self, state: State | None, ctm: Any, stream: Any) -> None:
        """Place a picture; one with a mask may let through what is below it."""
        box = place_box((0, 0, 1, 1), ctm)
        known = getattr(stream, "attrs", None) or {}
        masked = any(known.get(key) for key in ("SMask", "Mask", "ImageMask", "IM"))
        solid = not masked and abs(ctm[1]) + abs(ctm[2]) < 0.01 * (abs(ctm[0]) + abs(ctm[3]))
        if state is not None:
            box = intersect(box, state.clip)
            solid = solid and state.exact and state.is_solid()
        self.add(Shape(box, None, solid, picture=True))

    def add_annotation(self, annotation: object, ctm: Any) -> None:
        """Lay a reader's drawing over the page, as viewers do."""
        if not isinstance(annotation, dict):
            return
        kind = getattr(resolve1(annotation.get("Subtype")), "name", "")
        box, flags = resolve1(annotation.get("Rect")), resolve1(annotation.get("F"))
        if kind not in _COVERING and kind not in _PERHAPS:
            return
        if isinstance(flags, int) and flags & 2:
            return
        sides = [resolve1(side) for side in box] if isinstance(box, list) else []
        if len(sides) != 4 or not all(isinstance(side, (int, float)) for side in sides):
            return
        entry = _COVERING.get(kind, "-")
        filled = not entry or bool(resolve1(annotation.get(entry)))
        if not filled and kind in _COVERING:
            return
        alpha = resolve1(annotation.get("CA"))
        clear = isinstance(alpha, (int, float)) and alpha < _OPAQUE
        self.add(Shape(place_box(sides, ctm), None, kind in _COVERING and not clear))


# -- Judging ---------------------------------------------------------------------------


def judge_signs(signs: Iterable[Sign], canvas: Canvas, deadline: float) -> int:
    """Mark the signs that nobody sees; returns how many more that may be true of.

    `erased` are those that no recognised text of a scan is made of.
    """
    bands: dict[int, list[tuple[int, Shape]]] = {}
    for at, shape in enumerate(canvas.shapes):
        low, high = math.floor(shape.box[1] / _BAND), math.floor(shape.box[3] / _BAND)
        for band in range(max(low, -100), min(high, 2000) + 1):
            bands.setdefault(band, []).append((at, shape))
    unsure = 0
    for count, sign in enumerate(signs):
        if count % 256 == 0 and time.monotonic() > deadline:
            raise IngestError(TOO_LONG)
        look = sign.look
        if look is None:
            continue
        erased, hidden, doubt = _judge(sign, look, bands)
        sign.erased = sign.erased or erased
        sign.hidden = sign.hidden or erased or hidden
        unsure += doubt and not sign.hidden and not sign.text.isspace()
    return unsure + canvas.full


def _judge(
    sign: Sign, look: Look, bands: dict[int, list[tuple[int, Shape]]]
) -> tuple[bool, bool, bool]:
    """Whether a sign is erased, whether it is unseen in another way, whether it may be."""
    middle, height = (sign.x0 + sign.x1) / 2, sign.y + 0.25 * sign.size
    left, low, right, high = look.clip
    clipped = sign.x1 <= left or sign.x0 >= right or not left <= middle <= right
    if look.off or clipped or not low - 0.2 * sign.size <= height <= high + 0.2 * sign.size:
        return True, False, False
    if sign.size < SMALLEST or look.alpha < 1 - _OPAQUE:
        return True, False, False
    under: list[Colour | None] = [_WHITE]
    covered = doubt = False
    for at, shape in bands.get(math.floor(height / _BAND), ()):
        x0, y0, x1, y1 = shape.box
        if at < look.after:
            if x0 <= middle <= x1 and y0 <= height <= y1:
                under = [shape.colour] if shape.solid else [*under, shape.colour]
            continue
        shared = min(x1, sign.x1) - max(x0, sign.x0)
        if shared < 0.5 * min(sign.x1 - sign.x0, sign.size) or shared <= 0:
            continue
        if y0 > sign.y + 0.12 * sign.size or y1 < sign.y + 0.38 * sign.size:
            continue
        if not shape.solid:
            doubt = doubt or shape.colour is not None or not shape.picture
        elif not shape.picture:
            return True, False, False
        else:
            covered = True
    if look.mode in _INVISIBLE:
        return False, look.mode == 3, look.mode != 3
    distance = _measure_contrast(look.colours, under)
    return distance < _SAME, covered, doubt or distance < _ALIKE


def _measure_contrast(colours: Sequence[Colour | None], under: Sequence[Colour | None]) -> float:
    """How far the paint is from what is below it, at most."""
    if not colours or any(colour is None for colour in (*colours, *under)):
        return 1.0
    return max(
        max(abs(a - b) for a, b in zip(one, other, strict=True))
        for one in colours
        for other in under
        if one is not None and other is not None
    )


# -- Layers ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Layers:
    """Which layers (optional content) of a file are switched off, by the numbers of objects."""

    listed: frozenset[int] = frozenset()
    base_off: bool = False
    """Whether all are off but those listed; else those listed are."""

    def is_off(self, layer: object) -> bool:
        """Whether what belongs to a layer, or to a rule over layers, is not shown."""
        number = layer.objid if isinstance(layer, PDFObjRef) else None
        known = resolve1(layer)
        if not isinstance(known, dict):
            return False
        if getattr(resolve1(known.get("Type")), "name", "") != "OCMD":
            return number is not None and (number in self.listed) != self.base_off
        groups = known.get("OCGs")
        inner = groups if isinstance(groups, PDFObjRef) else None
        held = resolve1(groups)
        members = held if isinstance(held, list) else [inner] if inner else []
        off = [self.is_off(member) for member in members]
        if not off:
            return False
        rule = getattr(resolve1(known.get("P")), "name", "AnyOn")
        shown = {"AllOn": not any(off), "AnyOff": any(off), "AllOff": all(off)}
        return not shown.get(rule, not all(off))


def read_layers(catalog: Any) -> Layers:
    """Read which layers a file switches off when it is opened."""
    properties = resolve1(catalog.get("OCProperties")) if isinstance(catalog, dict) else None
    default = resolve1(properties.get("D")) if isinstance(properties, dict) else None
    if not isinstance(default, dict):
        return Layers()
    base_off = getattr(resolve1(default.get("BaseState")), "name", "ON") == "OFF"
    entries = resolve1(default.get("ON" if base_off else "OFF"))
    numbers = [entry.objid for entry in entries or () if isinstance(entry, PDFObjRef)]
    return replace(Layers(frozenset(numbers)), base_off=base_off)
