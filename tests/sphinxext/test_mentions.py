"""Which briefs mention which body, whatever name they use. Every body is synthetic."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from warraq.brief import Brief, State, Status
from warraq.edtf import parse_date
from warraq.knowledge.glossary import read_glossary
from warraq.sphinxext.briefs import BriefRecord, Shown
from warraq.sphinxext.glossary import EntryNote
from warraq.sphinxext.mentions import index_keys, mentions_of

GLOSSARY = """\
```{glossary}
SYNC
Synthetic Council
    A council that does not exist.

SYNR
Synthetic Room
    A room that does not exist.

Sync
Another name in other letters
    A body whose key differs in case alone.
```
"""


def make_env(
    briefs: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], State]], glossary: str = GLOSSARY
) -> SimpleNamespace:
    """An environment as reading leaves it: name: (date, bodies, targets of roles, state)."""
    records, targets = {}, {}
    for name, (date, bodies, roles, state) in briefs.items():
        facts = {"bodies": bodies, "status": Status(state, "Synthetic.")}
        brief = Brief("A synthetic brief", parse_date(date), "update", **facts)
        records[name] = BriefRecord(name, brief, Shown(brief.title), Shown(""))
        targets[name] = roles
    notes = tuple(EntryNote(body, body.key, body.names, ()) for body in read_glossary(glossary))
    return SimpleNamespace(
        archive_briefs=records,
        archive_mentions=targets,
        archive_glossary={"glossary": notes} if notes else {},
    )


def found_in(env: SimpleNamespace) -> dict[str, list[str]]:
    return {key: [record.docname for record in found] for key, found in mentions_of(env).items()}


P = State.PUBLISHED


def test_a_brief_mentions_what_its_facts_and_its_links_name_once_each():
    env = make_env(
        {
            "a": ("2021", ("SYNC",), ("SYNC", "Synthetic Council", "Synthetic Room"), P),
            "b": ("2021-05", (), ("synthetic room",), P),
            "c": ("2020", ("Synthetic Room",), (), P),
        }
    )
    assert found_in(env) == {"SYNC": ["a"], "SYNR": ["b", "a", "c"]}


def test_a_removed_brief_mentions_nothing_and_a_retracted_one_still_does():
    env = make_env(
        {
            "gone": ("2021", ("SYNC",), (), State.REMOVED),
            "withdrawn": ("2020", ("SYNC",), (), State.RETRACTED),
        }
    )
    assert found_in(env) == {"SYNC": ["withdrawn"]}


@pytest.mark.parametrize(("name", "key"), [("SYNC", "SYNC"), ("Sync", "Sync"), ("sYNC", "SYNC")])
def test_a_name_in_the_same_letters_goes_before_one_in_any_case(name, key):
    assert index_keys(make_env({})).find_key(name) == key


def test_what_the_glossary_lacks_is_no_body():
    assert found_in(make_env({"a": ("2021", ("NONE",), ("nothing",), P)})) == {}


def test_without_a_glossary_the_names_in_front_matter_are_keys():
    env = make_env({"a": ("2021", ("NONE",), ("nothing",), P)}, glossary="")
    assert found_in(env) == {"NONE": ["a"]}
