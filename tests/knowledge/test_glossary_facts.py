"""What a glossary page says of each body, and what is wrong with it. All bodies are synthetic."""

from __future__ import annotations

import pytest

from warraq.knowledge.glossary import (
    Body,
    GlossaryProblem,
    anchor_of,
    doubt_kinds,
    has_plain_anchor,
    make_body,
    read_bodies,
    read_glossary,
    split_entries,
)

PAGE = """\
# Synthetic glossary

```{glossary}
:sorted:

SYNC : S
Synthetic Council
The Council
    A council that does not exist:

    ```{code-block} text
    :kind: no fact, but code
    ```

    - said {term}`SYNR`

    :kind: UN  body
    :website: https://council.example.org/a?b=1
    :Wikidata: http://www.wikidata.org/entity/Q42
    :ror: https://ror.org/0synthe97

SYNR
    A room.
    :kind: mechanism
BARE
```

:::{glossary}
---
sorted: true
---

OTHER
    Another one,
    :said: with words that only look like facts
    and go on.
:::
"""


def test_an_entry_has_names_a_definition_and_facts():
    council, room, bare, other = read_glossary(PAGE)
    definition = (
        "A council that does not exist:\n\n```{code-block} text\n:kind: no fact, but code\n```\n\n"
        "- said {term}`SYNR`"
    )
    assert council == Body(
        "SYNC",
        ("SYNC", "Synthetic Council", "The Council"),
        "UN body",
        "https://council.example.org/a?b=1",
        "Q42",
        "0synthe97",
        definition,
        6,
    )
    assert room == Body("SYNR", ("SYNR",), "mechanism", definition="A room.", line=22)
    assert (bare.key, bare.definition, bare.line) == ("BARE", "", 25)
    assert other.definition.splitlines()[1] == ":said: with words that only look like facts"
    assert read_bodies(PAGE) == tuple(body.names for body in (council, room, bare, other))


def problems_of(text: str) -> list[tuple[int, str]]:
    entries, problems = split_entries(text.splitlines())
    found = [*problems, *(problem for entry in entries for problem in make_body(entry, 0)[1])]
    assert all(isinstance(problem, GlossaryProblem) for problem in found)
    return [(problem.line, problem.message) for problem in found]


def test_what_is_right_is_no_problem():
    assert problems_of(PAGE.split("```{glossary}\n:sorted:\n")[1].split("BARE")[0]) == []


@pytest.mark.parametrize(
    ("lines", "line", "says"),
    [
        ("A\n    B.\n\n    :web-site: https://x.org", 3, "write :website:"),
        ("A\n    B.\n\n    :colour: red", 3, "the facts are kind, website, wikidata, ror"),
        ("A\n    B.\n\n    :kind: NGO\n    :kind: state", 4, "take one of them out"),
        ("A\n    B.\n\n    :kind: [x](y)", 3, "not a word or two"),
        ("A\n    B.\n\n    :kind:", 3, "not a word or two"),
        ("A\n    B.\n\n    :website: example.org", 3, "begins with https://"),
        ("A\n    B.\n\n    :website: javascript:alert(1)", 3, "begins with https://"),
        ("A\n    B.\n\n    :website: https://evil@example.org/", 3, "begins with https://"),
        ("A\n    B.\n\n    :wikidata: 42", 3, "write its number, such as Q42"),
        ("A\n    B.\n\n    :wikidata: https://example.org/Q42", 3, "not an item"),
        ("A\n    B.\n\n    :ror: 0synthe96", 3, "do not fit the others"),
        ("A\n    B.\n\n    :ror: 0sinthe97", 3, "nine signs"),
        ("A\n    B.\n\n:kind: NGO", 3, "stands at the margin"),
        ("    B.\n\nA\n    B.", 0, "without a name"),
        ("A\n    B.\nC\n    D.", 2, "put an empty line above it"),
        ("A\n\nB\n    C.", 0, '"A" has no definition'),
        ("A\n    :kind: NGO", 0, '"A" has no definition'),
        ("A\nLast : Body of A\n    B.", 1, '"Body of A" is lost'),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_a_remedy(lines, line, says):
    ((where, message),) = problems_of(lines)
    assert where == line
    assert says in message


def test_a_wrong_fact_is_left_out_and_the_others_stay():
    (body,) = read_glossary("```{glossary}\nA\n    B.\n\n    :ror: x\n    :kind: NGO\n```\n")
    assert (body.ror, body.kind, body.definition) == ("", "NGO", "B.")


@pytest.mark.parametrize("code", ["05dxps055", "013meh722", "02nr0ka47", "00X0X0X29"])
def test_the_check_digits_of_real_identifiers_are_right(code):
    text = f"```{{glossary}}\nA\n    B.\n\n    :ror: {code}\n```\n"
    assert read_glossary(text)[0].ror == code.lower()
    swapped = text.replace(code, code[0] + code[2] + code[1] + code[3:])
    assert read_glossary(swapped)[0].ror == ""


def test_a_kind_that_looks_like_a_slip_is_doubted_and_a_new_one_is_not():
    doubted = dict(doubt_kinds({"un body": 3, "mechanizm": 1, "armed group": 2, "armed grup": 1}))
    assert doubted == {"un body": "UN body", "mechanizm": "mechanism", "armed grup": "armed group"}
    assert list(doubt_kinds({"UN body": 2, "NGO": 1, "foundation": 1, "state": 1})) == []


def test_an_anchor_is_made_of_the_key_alone():
    names = {"SYNC": "term-sync", "OSE-Synthetic": "term-ose-synthetic", "Türk Ø": "term-turk-o"}
    assert {name: anchor_of(name) for name in names} == names
    assert anchor_of("مجلس") == anchor_of("مجلس") != anchor_of("هيئة")
    assert anchor_of("مجلس").isascii()
    assert (has_plain_anchor("مجلس"), has_plain_anchor("مجلس 1")) == (False, True)
