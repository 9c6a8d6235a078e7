"""Later decisions in old editions. Every page here is synthetic."""

from __future__ import annotations

from dataclasses import replace

import pytest
import tinycss2
from hypothesis import example, given, settings
from hypothesis import strategies as st
from synthetic_editions import ARABIC, ENGLISH, Shelf, page

from warraq.brief import Revision, State, Status
from warraq.editions.laterstatus import later_styles, status_mark
from warraq.editions.timeline import make_timelines
from warraq.editions.voices import Voice
from warraq.edtf import parse_date

VOICE = Voice("en", ENGLISH, "")
A = "briefs/2023/a"


def styles_of(shelf: Shelf, voice: Voice = VOICE) -> dict[str, str]:
    return dict(later_styles(voice, make_timelines(shelf.sealed)))


def rules_of(style: str) -> list[tuple[str, str]]:
    """Each rule's selector, and the text that it shows or nothing; fails on broken CSS."""
    found = []
    for rule in tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True):
        assert rule.type == "qualified-rule", rule
        declarations = tinycss2.parse_blocks_contents(rule.content)
        (declaration,) = declarations
        assert declaration.name in {"display", "content"}
        strings = [node.value for node in declaration.value if node.type == "string"]
        found.append((tinycss2.serialize(rule.prelude).strip(), "".join(strings)))
    return found


def decided(**facts: object) -> Shelf:
    shelf = Shelf()
    shelf.add("2023.05", en=page(A, "One.") | page("briefs/2022/x", "X."))
    shelf.add("2024.02", en=page(A, "One.", **facts) | page("briefs/2022/x", "X."))  # type: ignore[arg-type]
    return shelf


def test_a_later_retraction_is_told_on_pages_that_do_not_know_of_it():
    shelf = decided(state="retracted", status_date="2024-01-20", status_note="Synthetic: why.")
    styles = styles_of(shelf)
    assert list(styles) == ["en/status/briefs-2022.css", "en/status/briefs-2023.css"]
    assert rules_of(styles["en/status/briefs-2022.css"]) == []
    unless = f'body[data-page="{A}"]:not([data-status="retracted 2024-01-20"])'
    assert rules_of(styles["en/status/briefs-2023.css"]) == [
        (f"{unless} .later-status", ""),
        (f"{unless} .later-status-text::before", "Retracted, 20 January 2024: Synthetic: why."),
    ]


def test_a_mark_tells_every_decision_and_no_translation():
    day = parse_date("2024-01-20")
    status = Status(State.CORRECTED, "Synthetic: why.", day)
    revision = Revision(parse_date("2024-02"), "Synthetic: more.")
    assert status_mark(Status(), ()) == "published"
    marks = [
        status_mark(status, ()),
        status_mark(replace(status, note="Synthetic: else."), ()),
        status_mark(replace(status, date=None), ()),
        status_mark(status, (revision,)),
        status_mark(status, (revision, replace(revision, note="Synthetic: again."))),
        status_mark(Status(), (revision,)),
        status_mark(replace(status, state=State.RETRACTED), ()),
    ]
    assert len({*marks}) == len(marks)
    assert marks[0].startswith("corrected 2024-01-20 - ")
    assert marks[3].startswith("corrected 2024-01-20 2024-02 ")
    assert status_mark(replace(status, note="Synthetic:\n  why. "), ()) == marks[0]


REVISIONS = (("2024-01", "Synthetic: first."), ("2024-03", "Synthetic: second."))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        # A revision of what is only published; a note beside it that came before.
        ({}, {"revisions": REVISIONS[:1]}, "Changed, January 2024: Synthetic: first."),
        (
            {"state": "corrected", "status_date": "2024-01", "status_note": "A."},
            {"state": "corrected", "status_date": "2024-01", "status_note": "B."},
            "Corrected, January 2024: B.",
        ),
        (
            {"state": "corrected", "status_date": "2024-03", "status_note": "A."},
            {
                "state": "corrected",
                "status_date": "2024-03",
                "status_note": "A.",
                "revisions": REVISIONS,
            },
            "Corrected, March 2024: Synthetic: second.",
        ),
        # What came together: the later one, of the same day the status.
        (
            {},
            {
                "state": "corrected",
                "status_date": "2024-03-02",
                "status_note": "A.",
                "revisions": REVISIONS,
            },
            "Corrected, 2 March 2024: A.",
        ),
        (
            {},
            {
                "state": "retracted",
                "status_date": "2024-01",
                "status_note": "A.",
                "revisions": REVISIONS,
            },
            "Retracted, January 2024: A.",
        ),
    ],
)
def test_the_newest_decision_is_told(before, after, said):
    shelf = Shelf()
    shelf.add("2023.05", en=page(A, "One.", mark="before", **before))
    shelf.add("2024.02", en=page(A, "One.", mark="after", **after))
    rules = rules_of(styles_of(shelf)["en/status/briefs-2023.css"])
    assert [text for _rule, text in rules] == ["", said]
    assert all(':not([data-status="after"])' in rule for rule, _text in rules)


def test_a_brief_that_is_gone_or_has_another_name_is_told_of():
    shelf = Shelf()
    shelf.add("2023.05", en=page(A, "One.") | page("briefs/2023/b", "Two."))
    note = {"state": "corrected", "status_date": "2024", "status_note": "Synthetic."}
    shelf.add("2024.02", en=page("briefs/2024/c", "Two.", formerly=("briefs/2023/b",), **note))
    found = rules_of(styles_of(shelf)["en/status/briefs-2023.css"])
    assert found[1] == (
        f'body[data-page="{A}"] .later-status-text::before',
        "This brief is no longer in the newest edition.",
    )
    assert found[3][0].startswith(
        'body[data-page="briefs/2023/b"]:not([data-status="corrected 2024"])'
    )
    assert found[3][1] == "Corrected, 2024: Synthetic."


def test_a_retraction_that_was_taken_back_is_told_of_too():
    shelf = decided(state="retracted", status_note="Synthetic.", mark="retracted - - 1")
    shelf.add("2024.06", en=page(A, "One.", mark="published"))
    rules = rules_of(styles_of(shelf)["en/status/briefs-2023.css"])
    assert [text for _rule, text in rules] == ["", "No longer retracted"]
    note = {"status_date": "2024-08", "status_note": "Synthetic: no doubts.", "state": "corrected"}
    shelf.add("2024.09", en=page(A, "One.", mark="corrected 2024-08 - 2", **note))
    rules = rules_of(styles_of(shelf)["en/status/briefs-2023.css"])
    assert [text for _rule, text in rules] == [
        *("", "Corrected, August 2024: Synthetic: no doubts."),
        *("", "No longer retracted, August 2024: Synthetic: no doubts."),
    ]
    assert '[data-status^="retracted"]:not([data-status="corrected 2024-08 - 2"])' in rules[2][0]


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("\"'\\<>{}()/*;:\n\r\f\0\u202e\u2069أ"),
    max_size=30,
)


@settings(max_examples=120)
@given(TEXTS, TEXTS)
@example('"}body{display:none}', "</style><script>\\")
@example("\\", "\n\u2028*/\x00")
@example("a\u202eb\u2066c", "d")
def test_no_note_and_no_name_breaks_out_of_its_string(note, slug):
    name = f"briefs/2023/{slug}"
    shelf = Shelf()
    shelf.add("2023.05", en=page(name, "One."))
    shelf.add("2024.02", en=page(name, "One.", state="retracted", status_note=note))
    for voice in (VOICE, Voice("en", ARABIC, "")):
        style = styles_of(shelf, voice)["en/status/briefs-2023.css"]
        assert "<" not in style
        (shown, _), (_rule, text) = rules_of(style)
        (selector,) = tinycss2.parse_component_value_list(shown.partition("body")[2])[:1]
        strings = [node.value for node in selector.content if node.type == "string"]
        assert strings == [name.replace("\0", "\ufffd")]
        assert not {*text} & {"\u202e", "\n", "\r", "\u2028", "\0"}
        plain = "".join(one for one in text if one not in "\u2066\u2069")
        assert plain.startswith("Retracted")
        kept = "".join(one for one in note if one.isalnum())
        assert "".join(one for one in plain if one.isalnum()) == "Retracted" + kept
