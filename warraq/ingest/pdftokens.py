"""Parts the content of PDF pages into tokens as pdfminer does, several times as fast.

pdfminer goes through each token in a handful of calls; what is common is found here by one
pattern, and whatever is not (strings with brackets, comments, tokens over the end of its buffer)
is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import KWD, LIT, PSKeyword, PSLiteral, keyword_name, literal_name

_TOKEN = re.compile(
    rb"\s*(?:"
    rb"(?P<whole>[+-]?[0-9]{1,18})(?=[\s\[\]()<>/%])"
    rb"|(?P<real>[+-]?[0-9]+\.[0-9]*|[+-]?[0-9]*\.[0-9]+)(?=[\s\[\]()<>/%])"
    rb"|<(?P<hex>(?:[0-9A-Fa-f]{2})+)>"
    rb"|/(?P<name>[A-Za-z0-9_.+-]+)(?=[\s\[\]()<>/%])"
    rb"|(?P<word>[A-Za-z][A-Za-z0-9*]*)(?=[\s\[\]()<>/%])"
    rb"|(?P<nest>[\[\]]|<<|>>)"
    rb"|\((?P<text>[^()\\\r]*)\)"
    rb")"
)
_PLAIN = (int, float, str, bytes, PSLiteral)
_CLOSING = {KWD(b"["): KWD(b"]"), KWD(b"<<"): KWD(b">>")}
_NESTING = frozenset(map(KWD, (b"[", b"]", b"<<", b">>", b"{", b"}", b"BI", b"ID")))
_MOST_GATHERED = 2_000
"""Parts of an array; taking one more back would cost too much."""

_BOOLEANS = (b"true", b"false")


class QuickParser(PDFContentParser):
    """Gives the same objects as pdfminer's own parser."""

    BUFSIZ = 65_536

    def nexttoken(self) -> tuple[int, Any]:
        """The next token and its place; raises PSEOF at the end."""
        if self._tokens or self._parse1.__name__ != "_parse_main":
            return super().nexttoken()
        found = _TOKEN.match(self.buf, self.charpos)
        if found is None:
            return super().nexttoken()
        kind = found.lastgroup or ""
        value = found[kind]
        token: Any
        if kind == "whole":
            token = int(value)
        elif kind == "real":
            token = float(value)
        elif kind == "hex":
            token = bytes.fromhex(value.decode("ascii"))
        elif kind == "name":
            token = LIT(value.decode("ascii"))
        elif kind == "word" and value in _BOOLEANS:
            return super().nexttoken()
        elif kind in ("word", "nest"):
            token = KWD(value)
        else:
            token = value
        start = found.start(kind) - (kind in ("hex", "name", "text"))
        place = self.bufpos + start
        self.charpos = found.end()
        return place, token

    def nextobject(self) -> Any:
        """The next operand or operator and its place; raises PSEOF at the end."""
        if self.results or self.context or self.curstack:
            return super().nextobject()
        entry = self.nexttoken()
        token = entry[1]
        if isinstance(token, _PLAIN) or (isinstance(token, PSKeyword) and token not in _NESTING):
            return entry
        closing = _CLOSING.get(token)
        if closing is not None:
            return self._gather(entry, closing)
        self._tokens.insert(0, entry)
        return super().nextobject()

    def _gather(self, opening: tuple[int, Any], closing: PSKeyword) -> Any:
        """An array or dictionary of plain tokens; one with more in it is pdfminer's own task."""
        read = [opening]
        while isinstance((entry := self.nexttoken())[1], _PLAIN) and len(read) < _MOST_GATHERED:
            read.append(entry)
        read.append(entry)
        values = [value for _, value in read[1:-1]]
        if entry[1] is closing and closing is KWD(b"]"):
            return opening[0], values
        if entry[1] is closing and len(values) % 2 == 0:
            return opening[0], dict(zip(map(literal_name, values[::2]), values[1::2], strict=True))
        self._tokens[:0] = read
        return super().nextobject()


def _read_objects(streams: Sequence[Any]) -> Iterator[Any]:
    try:
        parser = QuickParser(streams)
        while True:
            yield parser.nextobject()[1]
    except PSEOF:
        return


class QuickInterpreter(PDFPageInterpreter):
    """Pdfminer's interpreter, reading with the quick parser, also in forms within a page."""

    def execute(self, streams: Sequence[object]) -> None:
        """Run the operators of content streams; a stream that holds itself is run once.

        As `PDFPageInterpreter.execute` of pdfminer.six 20250506 to 20260107, which makes its
        parser itself.
        """
        contents = [stream_value(item) for item in streams]
        known = [item for item in contents if item.objid is not None]
        fresh = [item for item in known if item.objid not in self.parent_stream_ids]
        self.stream_ids.clear()
        self.stream_ids.update(item.objid for item in fresh if item.objid is not None)
        for found in _read_objects(fresh):
            if not isinstance(found, PSKeyword):
                self.push(found)
            elif operator := self._operators().get(keyword_name(found)):
                self._run(operator)

    def _operators(self) -> dict[str, Callable[..., object]]:
        if not hasattr(self, "_known"):
            self._known = {
                name.removeprefix("do_").replace("_a", "*").replace("_w", '"').replace("_q", "'"): (
                    getattr(self, name)
                )
                for name in dir(self)
                if name.startswith("do_")
            }
        return self._known

    def _run(self, operator: Callable[..., object]) -> None:
        wanted = operator.__code__.co_argcount - 1
        given = self.pop(wanted) if wanted else []
        if len(given) == wanted:
            operator(*given)
