"""Every citation key gives a name that any disk takes, and no two the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.knowledge.referencepages import bibliography_page, citing_page, safe_name


@pytest.mark.parametrize(
    ("key", "name"), [("unsc-2254", "unsc-2254"), ("Many", "many"), ("doe2020", "doe2020")]
)
def test_a_plain_key_is_its_own_name(key, name):
    assert safe_name(key) == name


@pytest.mark.parametrize("key", ["a/b", "../x", "index", "page-2", "CON", "a_b", "مثال", "x" * 300])
def test_any_other_key_has_a_name_with_its_digest(key):
    assert re.fullmatch(r"[a-z0-9-]*[0-9a-f]{8}", safe_name(key))
    assert len(safe_name(key)) <= 80


@given(first=st.text(min_size=1, max_size=20), second=st.text(min_size=1, max_size=20))
def test_keys_that_differ_have_names_that_differ(first, second):
    assert (safe_name(first) == safe_name(second)) is (first.lower() == second.lower())


def test_pages_are_numbered_from_the_second():
    assert citing_page("a") == "references/a/index"
    assert citing_page("a", 2) == "references/a/page-2"
    assert bibliography_page("bibliography", 1, 1) == "bibliography"
    assert bibliography_page("bibliography", 1, 2) == "bibliography/page-2"
    assert bibliography_page("bibliography", 2, 2) == "bibliography/list-2-page-2"
