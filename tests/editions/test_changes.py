"""What an edition changed. Every page here is synthetic."""

from __future__ import annotations

from typing import Any

import pytest
from synthetic_editions import Shelf, page

from warraq.editions.changes import Kind, compare_editions, count_changes
from warraq.editions.timeline import follow_names, make_timelines

A = "briefs/2023/a"
NOTE = {"status_note": "A synthetic note.", "status_date": "2024-01"}


def change_of(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What is found between two editions of these pages, by the tags of languages."""
    shelf = Shelf()
    old, new = shelf.add("2023.05", **before), shelf.add("2023.11", **after)
    return [
        (one.kind, one.page, one.former, one.languages, one.notes)
        for one in compare_editions(old, new)
    ]


BEFORE = {"en": page(A, "One."), "ar": page(A, "واحد.", language="ar")}
ARABIC = BEFORE["ar"]


@pytest.mark.parametrize(
    ("after", "wanted"),
    [
        (BEFORE, []),
        ({"en": page(A, "Two."), "ar": ARABIC}, [(Kind.CHANGED, A, "", ("en",), ())]),
        (
            {"en": page(A, "One.", state="retracted", **NOTE), "ar": ARABIC},
            [(Kind.RETRACTED, A, "", (), (("2024-01", "A synthetic note."),))],
        ),
        (
            {"en": page(A, state="removed", **NOTE), "ar": page(A, state="removed", **NOTE)},
            [(Kind.REMOVED, A, "", ("en", "ar"), (("2024-01", "A synthetic note."),))],
        ),
        (
            {"en": page(A, "Two.", revisions=(("2024", "A synthetic revision."),)), "ar": ARABIC},
            [(Kind.CORRECTED, A, "", ("en",), (("2024", "A synthetic revision."),))],
        ),
        (
            {"en": page(A, "Two.", state="corrected", **NOTE), "ar": ARABIC},
            [(Kind.CORRECTED, A, "", ("en",), (("2024-01", "A synthetic note."),))],
        ),
        ({"en": {}, "ar": {}}, [(Kind.REMOVED, A, "", ("en", "ar"), ())]),
        ({"en": BEFORE["en"], "ar": {}}, [(Kind.CHANGED, A, "", (), ())]),
        (
            {**BEFORE, "fr": page(A, "Un.", language="fr")},
            [(Kind.TRANSLATED, A, "", ("fr",), ())],
        ),
        (
            {"en": page(A, "One.") | page("briefs/2023/b", "New."), "ar": ARABIC},
            [(Kind.ADDED, "briefs/2023/b", "", ("en",), ())],
        ),
        (
            {"en": page("briefs/2024/b", "One.", formerly=(A,)), "ar": {}},
            [(Kind.RENAMED, "briefs/2024/b", A, (), ())],
        ),
        (
            {**BEFORE, "en": BEFORE["en"] | page("briefs/2024/b", "One.", formerly=(A,))},
            [(Kind.ADDED, "briefs/2024/b", "", ("en",), ())],
        ),
    ],
)
def test_each_kind_of_change_is_told_from_the_others(after, wanted):
    assert change_of(BEFORE, after) == wanted


def test_a_page_that_was_shown_in_the_language_of_the_source_is_newly_translated():
    before = {"en": page(A, "One."), "ar": page(A, "One.", percent=0)}
    half = {"en": page(A, "One."), "ar": page(A, "واحد.", language="ar", percent=50)}
    whole = {"en": page(A, "One."), "ar": page(A, "واحد فقط.", language="ar", percent=100)}
    again = {"en": page(A, "One."), "ar": page(A, "واحد وحيد.", language="ar", percent=100)}
    assert change_of(before, half)[0][:4] == (Kind.TRANSLATED, A, "", ("ar",))
    assert change_of(half, whole)[0][:4] == (Kind.TRANSLATED, A, "", ("ar",))
    assert change_of(whole, again)[0][:4] == (Kind.CHANGED, A, "", ("ar",))


FACTS = (("kind", "report"), ("places", "Farland"), ("places", "Nearland"))
PARTS = (("links", "a"), ("pictures", ""))


@pytest.mark.parametrize(
    ("more", "beyond"),
    [
        ({"date": "2023-02"}, ("facts",)),
        ({"facts": (("kind", "update"), *FACTS[1:])}, ("facts",)),
        ({"facts": (*FACTS, ("url", "https://example.org/"))}, ("facts",)),
        ({"facts": FACTS[:1]}, ("facts",)),
        ({"parts": (("links", "b"), ("pictures", ""))}, ("links",)),
        ({"parts": (("links", ""), ("pictures", "c"))}, ("links", "pictures")),
        ({"facts": ()}, None),  # a record that was written before there were such fields
        ({"parts": ()}, None),
        ({"date": ""}, None),
        ({"source": "b"}, None),
    ],
)
def test_what_changed_beside_the_text_is_a_change(more, beyond):
    known = {"date": "2023-01", "facts": FACTS, "parts": PARTS}
    one, other = (page(A, "One.", **kind) for kind in (known, known | more))  # type: ignore[arg-type]
    shelf = Shelf()
    editions = [shelf.add(name, en=rows) for name, rows in (("2023.05", one), ("2023.11", other))]
    found = [(change.kind, change.beyond) for change in compare_editions(*editions)]
    assert found == ([] if beyond is None else [(Kind.CHANGED, beyond)])


def test_facts_that_are_translated_with_the_text_are_a_translation():
    told = {"facts": FACTS}
    before = {"en": page(A, "One.", **told), "ar": page(A, "One.", percent=0, **told)}
    named = (("kind", "تقرير"), ("places", "أرض"))
    arabic = page(A, "واحد.", language="ar", facts=named)
    assert change_of(before, {**before, "ar": arabic})[0][0] is Kind.TRANSLATED
    english = page(A, "One.", facts=FACTS[:2])
    assert change_of(before, {"en": english, "ar": arabic})[0][0] is Kind.CHANGED


def test_a_second_decision_on_the_same_day_is_one_and_a_translated_note_is_none():
    state = {"state": "corrected", "status_date": "2024-01"}
    first = page(A, "One.", status_note="First.", mark="corrected 2024-01 - 1", **state)
    second = page(A, "One.", status_note="Second.", mark="corrected 2024-01 - 2", **state)
    assert change_of({"en": first}, {"en": second})[0][0] is Kind.CORRECTED
    told = page(A, "Eins.", status_note="Zuerst.", mark="corrected 2024-01 - 1", **state)
    assert change_of({"en": first}, {"en": told})[0][0] is Kind.CHANGED


def test_a_retraction_that_is_lifted_is_a_kind_of_its_own():
    retracted = page(A, "One.", state="retracted", **NOTE)
    for state in ("published", "corrected"):
        lifted = page(A, "One.", state=state, status_note="Synthetic: lifted.")
        found = change_of({"en": retracted}, {"en": lifted})
        assert found == [(Kind.LIFTED, A, "", (), (("", "Synthetic: lifted."),))]


def test_a_document_changes_with_its_source_and_a_list_never():
    def document(text: str, source: str) -> dict[str, Any]:
        return {"en": page("glossary", text, kind="document", source=source)}

    assert change_of(document("One.", "a"), document("One, in 3 briefs.", "a")) == []
    assert change_of(document("One.", "a"), document("One.", "b")) == []
    assert change_of(document("One.", "a"), document("Two.", "b"))[0][0] is Kind.CHANGED
    listed = page("briefs/index", "One.", kind="list")
    assert change_of({"en": {}}, {"en": listed}) == []


def test_the_weightiest_changes_come_first_and_are_counted():
    shelf = Shelf()
    one = shelf.add("2023.05", en=page("briefs/2023/a", "A.") | page("briefs/2023/b", "B."))
    gone = page("briefs/2023/b", state="removed", **NOTE)
    two = shelf.add("2023.11", en=gone | page("briefs/2023/a", "AA.") | page("briefs/2023/c", "C."))
    changes = compare_editions(one, two)
    assert [change.kind for change in changes] == [Kind.REMOVED, Kind.ADDED, Kind.CHANGED]
    assert count_changes(changes) == {Kind.REMOVED: 1, Kind.ADDED: 1, Kind.CHANGED: 1}
    assert [change.kind for change in compare_editions(None, one)] == [Kind.ADDED, Kind.ADDED]


# -- The life of a page ------------------------------------------------------------------------


def test_a_name_is_followed_over_several_editions_and_names():
    shelf = Shelf()
    shelf.add("2023.05", en=page("briefs/2023/a", "One."))
    shelf.add("2023.11", en=page("briefs/2023/b", "One.", formerly=("briefs/2023/a",)))
    shelf.add("2024.02", en=page("briefs/2024/c", "One.", formerly=("briefs/2023/b",)))
    assert follow_names(shelf.sealed) == {
        "briefs/2023/a": "briefs/2024/c",
        "briefs/2023/b": "briefs/2024/c",
    }
    lives = make_timelines(shelf.sealed)
    assert lives["briefs/2023/a"].successor == "briefs/2024/c"
    assert lives["briefs/2024/c"].formers == ("briefs/2023/b",)
    assert list(lives["briefs/2024/c"].namesakes) == ["briefs/2023/b", "briefs/2023/a"]
    assert [step.change.kind for step in lives["briefs/2023/a"].steps] == [Kind.ADDED, Kind.RENAMED]
    # An edition between, a name that comes back, two that claim each other.
    shelf.add("2024.06", en={})
    assert follow_names(shelf.sealed) == {}
    shelf.add("2024.07", en=page("briefs/2023/a", "One.", formerly=("briefs/2024/c",)))
    found = {"briefs/2024/c": "briefs/2023/a", "briefs/2023/b": "briefs/2023/a"}
    assert follow_names(shelf.sealed) == found


def test_a_page_that_went_and_came_again_has_two_spans():
    shelf = Shelf()
    shelf.add("2023.05", en=page(A, "One."))
    shelf.add("2023.11", en={})
    shelf.add("2024.02", en=page(A, "One."), ar=page(A, "واحد.", language="ar"))
    shelf.add("2024.06", en=page(A, "One."), ar={})
    life = make_timelines(shelf.sealed)[A]
    assert [(one.first, one.last) for one in life.spans["en"]] == [
        *(("2023.05", "2023.05"), ("2024.02", ""))
    ]
    assert [(one.first, one.last) for one in life.spans["ar"]] == [("2024.02", "2024.02")]
    assert [step.edition for step in life.steps] == ["2023.05", "2023.11", "2024.02", "2024.06"]
    assert list(life.current) == ["en"]
