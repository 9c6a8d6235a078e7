"""Runs the content of PDF pages and keeps account of what is painted, clipped and switched off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import dict_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import MATRIX_IDENTITY, Matrix, mult_matrix

from warraq.ingest.pdfhidden import (
    EVERYWHERE,
    Box,
    Canvas,
    Layers,
    Shape,
    State,
    intersect,
    place_box,
)
from warraq.ingest.pdftokens import QuickInterpreter


class Easel(Protocol):
    """What the interpreter tells besides what pdfminer's devices hear."""

    canvas: Canvas
    layers: Layers
    off: int
    """How many of the open layers are switched off."""
    state: State | None


class PaintInterpreter(QuickInterpreter):
    """The quick interpreter, with the clipping, the layers and the opacity that it passes over."""

    device: Any
    graphicstate: State
    inherited: State | None = None
    """What a form takes over from the page that it stands on."""

    def init_state(self, ctm: Matrix) -> None:
        """Begin a page, or a form with what it inherits."""
        super().init_state(ctm)
        self.graphicstate = State() if self.inherited is None else self.inherited.copy()

    def process_page(self, page: PDFPage) -> None:
        """Run a page; what lies outside the part of it that is shown is clipped away."""
        self.inherited = State()
        self.inherited.clip = find_shown(page)
        super().process_page(page)

    def subinterp(self) -> PDFPageInterpreter:
        """An interpreter for a form, which inherits colours and clipping."""
        made = super().subinterp()
        if isinstance(made, PaintInterpreter):
            made.inherited = self.graphicstate.copy()
        return made

    def do_W(self) -> None:  # noqa: N802 - the operator
        """Clip by the path."""
        self.graphicstate.narrow(self.curpath, self.ctm)

    def do_W_a(self) -> None:  # noqa: N802 - the operator
        """Clip by the path, by the even-odd rule."""
        self.do_W()

    def do_gs(self, name: Any) -> None:
        """Take over a set of parameters."""
        known = resolve1(resolve1(self.resources.get("ExtGState")) or {})
        if isinstance(known, dict):
            self.graphicstate.apply(resolve1(known.get(literal_name(name))))

    def do_cs(self, name: Any) -> None:
        """Change the space of colours; its first colour is black."""
        super().do_cs(name)
        state = self.graphicstate
        if literal_name(name) not in self.csmap:
            state.ncs = PDFColorSpace("unknown", state.ncs.ncomponents)
        state.ncolor = 1.0 if state.ncs.name in ("Separation", "DeviceN") else 0.0

    def do_sh(self, name: Any) -> None:
        """Fill what is not clipped away with a gradient."""
        box = self.graphicstate.clip
        self.device.canvas.add(Shape(box, None, solid=False))

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802 - the operator
        """Begin marked content, which may belong to a layer."""
        layer: Any = None
        if getattr(tag, "name", "") == "OC" and not isinstance(props, dict):
            known = resolve1(self.resources.get("Properties"))
            layer = known.get(literal_name(props)) if isinstance(known, dict) else None
        super().do_BDC(tag, props)
        if layer is not None and self.device.layers.is_off(layer):
            self.device.switch_off()

    def do_Do(self, name: Any) -> None:  # noqa: N802 - the operator
        """Draw a form or a picture, where its layer is shown."""
        held = resolve1(self.xobjmap.get(literal_name(name)))
        known = getattr(held, "attrs", None) or {}
        off = "OC" in known and self.device.layers.is_off(known["OC"])
        before = self.graphicstate
        if getattr(resolve1(known.get("Subtype")), "name", "") == "Form":
            self.graphicstate = _enter_form(before.copy(), known, self.ctm)
        self.device.off += off
        self.device.state = self.graphicstate
        super().do_Do(name)
        self.device.off -= off
        self.graphicstate = before

    def do_EI(self, obj: Any) -> None:  # noqa: N802 - the operator
        """Draw a picture that stands in the content itself."""
        self.device.state = self.graphicstate
        super().do_EI(obj)


def _enter_form(state: State, form: dict[str, Any], ctm: Matrix) -> State:
    box, matrix = _numbers(form.get("BBox"), 4), _numbers(form.get("Matrix"), 6)
    if box:
        placed = place_box(box, mult_matrix(matrix or MATRIX_IDENTITY, ctm))  # type: ignore[arg-type]
        state.clip = intersect(state.clip, placed)
    if dict_value(form.get("Group") or {}):
        state.whole = state.whole and state.is_solid()
    return state


def _numbers(values: Any, count: int) -> tuple[float, ...]:
    """So many numbers of a file; nothing for anything else."""
    held = resolve1(values)
    read = [resolve1(value) for value in held] if isinstance(held, list) else []
    good = len(read) == count and all(isinstance(value, (int, float)) for value in read)
    return tuple(float(value) for value in read) if good else ()


def turn_page(page: PDFPage) -> Matrix:
    """The matrix that places a page's content, as pdfminer has it."""
    x0, y0, x1, y1 = page.mediabox
    turned: dict[int, Matrix] = {
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }
    return turned.get(page.rotate, (1, 0, 0, 1, -x0, -y0))


def find_shown(page: PDFPage) -> Box:
    """The part of a page that is shown."""
    ctm = turn_page(page)
    boxes: list[Sequence[float]] = [page.mediabox, page.cropbox]
    media, crop = (place_box(box, ctm) for box in boxes)
    shown = intersect(media, crop)
    if shown[2] - shown[0] < 1 or shown[3] - shown[1] < 1:
        return EVERYWHERE if media[2] - media[0] < 1 or media[3] - media[1] < 1 else media
    return shown
