"""What pybtex and rispy read in the exports is what was written. All synthetic."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string
from pybtex.richtext import Text

from warraq.brief import State
from warraq.edtf import parse_date
from warraq.knowledge.exports import (
    escape_latex,
    format_bibtex,
    format_csl,
    format_ris,
    join_bibtex,
    join_csl,
    join_ris,
)
from warraq.knowledge.publication import fold

from .synthetic_publication import PUBLICATION

# LaTeX's own commands that pybtex leaves as they are when it makes text of LaTeX.
_LEFT = {
    "\\$": "$",
    "\\textbraceleft ": "{",
    "\\textbraceright ": "}",
    "\\textasciicircum ": "^",
}
_COMMAND = re.compile("|".join(map(re.escape, _LEFT)))
_LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
_OTHERS = st.sampled_from([*"«»“”‘’–—…سورياé\u00a0\u200f\u202e\u2066", "--", "---", "``", "''"])
TEXTS = st.lists(_LETTERS | _OTHERS, max_size=30).map("".join)


def plain(latex: str) -> str:
    """What pybtex makes of LaTeX."""
    return _COMMAND.sub(lambda match: _LEFT[match[0]], str(Text.from_latex(latex)))


def read_bibtex(text: str):
    """The one entry of a file: its fields and its authors, as text."""
    (entry,) = parse_string(text, "bibtex").entries.values()
    fields = {name: plain(value) for name, value in entry.fields.items()}
    return fields, [plain(str(person)) for person in entry.persons["author"]]


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_bibtex_gives_every_text_back(text):
    publication = replace(PUBLICATION, title=f"x{text}", authors=(f"A {text}", "B and C, D"))
    fields, authors = read_bibtex(format_bibtex(publication, str))
    assert fields["title"] == fold(f"x{text}")
    assert authors == [fold(f"A {text}"), "B and C, D"]


def test_latex_keeps_its_own_signs_and_unicode():
    assert escape_latex("50% & #1_a $5 ~^\\ {x} «سوريا»") == (
        r"50\% \& \#1\_a \$5 \textasciitilde{}\textasciicircum{}\textbackslash{} "
        r"\textbraceleft{}x\textbraceright{} «سوريا»"
    )
    assert escape_latex("a--b ``c'' ?`") == "a-{}-b `{}`c'{}' ?{}`"


def test_bibtex_says_the_date_in_both_dialects_as_exactly_as_it_is_known():
    said = {}
    for date in ("2023", "2023-05", "2023-05-12"):
        text = format_bibtex(replace(PUBLICATION, date=parse_date(date)), str)
        said[date] = re.findall(r"(?:date|year|month) = (.+?),?\n", text)
    assert said == {
        "2023": ["{2023}", "{2023}"],
        "2023-05": ["{2023-05}", "{2023}", "may"],
        "2023-05-12": ["{2023-05-12}", "{2023}", "may"],
    }


def test_an_address_is_not_escaped_and_cannot_end_its_field():
    address = "https://example.org/a_b%20c?d=1&e=#f~g{h}"
    text = format_bibtex(replace(PUBLICATION, address=address), str)
    assert r"url = {https://example.org/a_b%20c?d=1&e=#f~g%7Bh%7D}" in text


def test_a_language_is_named_as_biblatex_names_it_or_not_at_all():
    for code, name in {"en": "english", "ar": "arabic", "pt_BR": "portuguese", "ckb": ""}.items():
        text = format_bibtex(replace(PUBLICATION, language=code), str)
        assert re.findall(r"langid = \{(.*)\}", text) == ([name] if name else [])


def test_a_keyword_with_a_comma_stays_one():
    text = format_bibtex(replace(PUBLICATION, topics=("law, order",), places=("Town",)), str)
    assert "keywords = {{law, order}, Town}" in text


def test_ris_is_a_report_whose_corporate_author_no_program_takes_apart():
    publication = replace(
        PUBLICATION,
        title="A title\nTY  - JOUR",
        authors=("Body of Law, Order and Truth", "هيئة، اصطناعية"),
        summary="A synthetic\r\ndeck.",
        address="https://example.net/a",
        topics=("law",),
    )
    text = format_ris(publication, str)
    assert text.startswith("TY  - RPRT\r\n")
    assert text.endswith("ER  - \r\n")
    assert "," not in "".join(re.findall("AU  - (.*)", text))
    (record,) = rispy.loads(text)
    assert record["type_of_reference"] == "RPRT"
    assert record["authors"] == ["Body of Law\u201a Order and Truth", "هيئة، اصطناعية"]
    assert record["title"] == "A title TY - JOUR"
    assert (record["year"], record["date"]) == ("2023", "2023/05//")
    assert record["urls"] == ["https://example.net/a"]
    assert record["abstract"] == "A synthetic deck."
    assert record["keywords"] == ["law"]
    assert record["language"] == "en"


def test_a_retraction_goes_with_the_title_into_every_file_and_the_deck_does_not():
    publication = replace(PUBLICATION, state=State.RETRACTED, summary="A synthetic deck.")
    for write in (format_bibtex, format_ris, format_csl):
        text = write(publication, str)
        assert "Retracted: A synthetic brief" in text
        assert "A synthetic deck." not in text
        assert "A synthetic deck." in write(replace(publication, state=State.CORRECTED), str)


def test_ris_writes_dates_as_exactly_as_they_are_known():
    for date, said in {"2023": "2023///", "2023-12-01": "2023/12/01/"}.items():
        assert f"DA  - {said}\r\n" in format_ris(replace(PUBLICATION, date=parse_date(date)), str)


def test_files_of_many_are_those_of_each_put_together():
    two = (PUBLICATION, replace(PUBLICATION, language="ar", title="إحاطة </script> “x”"))
    entries = parse_string(join_bibtex(format_bibtex(one, str) for one in two), "bibtex").entries
    assert list(entries) == [one.key for one in two]
    records = rispy.loads(join_ris(format_ris(one, str) for one in two))
    assert [record["title"] for record in records] == [one.title for one in two]
    items = json.loads(join_csl(format_csl(one, str) for one in two))
    assert [item["title"] for item in items] == [one.title for one in two]
    assert items == [json.loads(format_csl(one, str))[0] for one in two]
    assert json.loads(join_csl([])) == []
    assert join_bibtex([]) == join_ris([]) == ""
