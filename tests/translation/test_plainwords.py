"""What a message says in plain words. All texts are synthetic."""

from __future__ import annotations

import pytest

from warraq.translation.plainwords import say_plainly


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("Synthetic words\nover lines.", "Synthetic words over lines."),
        ("*One* [two](https://example.org/) `three`", "One two three"),
        ("{term}`المجلس <SYNC>` and {term}`SYNC`.{cite}`one,two`", "المجلس and SYNC."),
        ("The page {doc}`about` and {doc}`this <about>`", "The page Title of about and this"),
        (r"1 \* 2 &amp; a<b>c", "1 * 2 & a<b>c"),
        ("![a picture](x.png) noted[^1]\n\n[^1]: A note.", "a picture noted A note."),
    ],
)
def test_markup_is_taken_away_and_words_stay(message, words):
    assert say_plainly(message, lambda target: f"Title of {target}") == words
