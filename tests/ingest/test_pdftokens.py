"""The quick parser of PDF content gives what pdfminer's own gives. All is synthetic."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pdfminer import pdfinterp
from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF
from test_pdf import lines, read

from warraq.ingest.pdftokens import QuickInterpreter, QuickParser

STOCK = QuickParser.__mro__[1]
"""pdfminer's own."""

_PIECES = """
1 -2 +3 4. .5 -.5 1.25 --1 1.2.3 1e5 0x1 99999999999999999999 -
/Name /N#41me /N.a-b_c+d / /é /A/B
(text) (te(x)t) (te\\)xt) (text (\\101) (a\rb) (a\nb) <0041> <4> <zz> <00 41> <>
[ ] << >> { } [1(a)<41>] [1[2]] <</A/B>> <</A 1/B>> <</A<</B 1>>>> <</Span<FEFF0041>>>
Tj TJ T* ' " true false null q Q BT ET BDC % %c\n BI ID EI BI/W\n1\nID\nabc\nEI \x00
"""
_TOKENS = st.lists(
    st.sampled_from(_PIECES.split(" ")) | st.sampled_from(_PIECES.split()), max_size=14
)
_SPACES = st.sampled_from((" ", "\n", "\r\n", "", "\t", "\x00", "  "))


def read_all(kind: type[Any], streams: list[bytes], size: int) -> list[Any]:
    """What a parser gives of streams, and how it ends."""
    parts = [PDFStream({}, content) for content in streams]
    for part in parts:
        part.data, part.rawdata = part.rawdata, None
    found: list[Any] = []
    try:
        parser = kind(parts)
        parser.BUFSIZ = size
        while len(found) < 1000:
            place, value = parser.nextobject()
            shown = value.data or value.rawdata if isinstance(value, PDFStream) else value
            found.append((place, type(value), repr(shown)))
    except PSEOF:
        found.append("end")
    except Exception as error:
        found.append(type(error))
    return found


@settings(max_examples=400, deadline=None)
@given(st.lists(_TOKENS, min_size=1, max_size=3), _SPACES, st.sampled_from((5, 16, 65_536)))
@example([["<</A", "1", ">>", "[", "1", "2"]], " ", 65_536)
@example([["BI/W\n1\nID\nabc\nEI", "1", "Tj"]], "\n", 65_536)
def test_the_quick_parser_gives_what_the_other_gives(
    streams: list[list[str]], space: str, size: int
) -> None:
    contents = [space.join(tokens).encode("latin-1") for tokens in streams]
    assert read_all(QuickParser, contents, size) == read_all(STOCK, contents, 4096)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_as_the_other_reads_them(content: bytes) -> None:
    assert read_all(QuickParser, [content], 4096) == read_all(STOCK, [content], 4096)


def test_pages_are_read_with_the_quick_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pdfinterp.PDFContentParser is STOCK  # nothing of pdfminer is patched
    used: list[int] = []

    def note(self: QuickParser) -> Any:
        used.append(1)
        return STOCK.nextobject(self)

    monkeypatch.setattr(QuickParser, "nextobject", note)
    read(lines("Synthetic words."))
    assert used


def test_large_arrays_take_time_by_their_length_alone() -> None:
    content = b"[" + b"1 " * 600_000 + b"<<"
    start = time.process_time()
    read_all(QuickParser, [content], 65_536)
    assert time.process_time() - start < 20


class Recorder(PDFPageInterpreter):
    """Notes each operator with what stands before it."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.said: list[tuple[Any, ...]] = []

    def do_re(self, x: Any, y: Any, w: Any, h: Any) -> None:
        self.said.append(("re", x, y, w, h))

    def do_f_a(self) -> None:
        self.said.append(("f*",))

    def do__q(self, text: Any) -> None:
        self.said.append(("'", text))

    def do__w(self, word: Any, char: Any, text: Any) -> None:
        self.said.append(('"', word, char, text))


class QuickRecorder(Recorder, QuickInterpreter):
    execute = QuickInterpreter.execute


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["1 2 3 4 re", "f*", "(a) '", '1 2 (b) "', "re", "1 nothing", "7", "[1 2]"])
    )
)
def test_operators_are_run_as_pdfminer_runs_them(lines: list[str]) -> None:
    said = []
    for kind in (Recorder, QuickRecorder):
        interpreter = kind(PDFResourceManager(), PDFDevice(PDFResourceManager()))
        stream = PDFStream({}, "\n".join([*lines, ""]).encode())
        stream.set_objid(1, 0)
        interpreter.init_state((1, 0, 0, 1, 0, 0))
        interpreter.execute([stream, PDFStream({}, b"1 1 1 1 re")])
        interpreter.parent_stream_ids.add(1)
        interpreter.execute([stream])
        said.append(interpreter.said)
    assert said[0] == said[1]
