"""The stylesheets by which unchanging pages say their edition. Every text is synthetic."""

from __future__ import annotations

import re

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st

from warraq.editions.editionstyle import latest_style, quote_css, sealed_style, status_style
from warraq.editions.model import EditionError


def rules_of(css: str) -> dict[str, str]:
    """The declarations of each rule by its selector, after a parser has read them."""
    found = {}
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        assert rule.type in ("qualified-rule", "at-rule"), rule
        if rule.type == "qualified-rule":
            found[tinycss2.serialize(rule.prelude)] = tinycss2.serialize(rule.content)
    return found


def test_a_sealed_edition_names_itself_and_its_languages_and_says_that_it_is_old():
    css = sealed_style("2023.05.1", ["en", "zh-Hans"])
    first, *_ = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    assert (first.type, first.at_keyword) == ("at-rule", "import")  # or browsers would ignore it
    assert tinycss2.serialize(first.prelude).strip() == 'url("../status/2023.05.1.css")'
    rules = rules_of(css)
    assert rules[":root"] == '--edition-languages:"en zh-Hans"'
    assert rules[".edition-name::before"] == 'content:"2023.05.1"'
    assert rules[".edition-notice[hidden]"] == "display:block"
    assert rules[".to-latest.to-latest"] == "display:none"
    assert ".to-same-edition.to-same-edition" in rules


def test_the_newest_edition_says_its_name_alone():
    assert rules_of(latest_style("2024.02")) == {".edition-name::before": 'content:"2024.02"'}


def test_what_is_known_later_of_the_newest_edition_hides_the_notice_whatever_comes_after():
    assert rules_of(status_style(is_newest=True)) == {
        ".edition-notice[hidden]": "display:none!important"
    }
    assert rules_of(status_style(is_newest=False)) == {}


@pytest.mark.parametrize("name", ["", "2023", "2023.13", "2023.05/..", '2023.05"}', "latest"])
def test_no_other_name_gets_into_a_style(name):
    for write in (latest_style, lambda edition: sealed_style(edition, ["en"])):
        with pytest.raises(EditionError, match="is not the name of an edition"):
            write(name)


@pytest.mark.parametrize("tag", ["", "en ar", 'e"', "../en", "x"])
def test_no_other_language_gets_into_a_style(tag):
    with pytest.raises(EditionError, match="BCP 47"):
        sealed_style("2023.05", ["en", tag])


@given(st.text())
def test_no_text_ends_its_string(text):
    quoted = quote_css(text)
    assert not re.search(r"[<>&\n\r\f\0]", quoted)
    (token,) = tinycss2.parse_component_value_list(quoted)
    assert token.type == "string"
    # A parser puts U+FFFD where CSS can have no such character (CSS Syntax Level 3, 4.3.7).
    expected = "".join("\ufffd" if c == "\0" or 0xD800 <= ord(c) < 0xE000 else c for c in text)
    assert token.value == expected
