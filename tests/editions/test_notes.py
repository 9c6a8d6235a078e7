"""The note of an edition, which may have a part for each language."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from synthetic_editions import Shelf, page

from warraq.editions.notes import compose_note, notes_of

CODES = ("en", "ar", "zh_CN")


@pytest.mark.parametrize(
    ("note", "parts"),
    [
        ("", {}),
        ("Synthetic.", {"en": "Synthetic."}),
        ("One.\n\nTwo.\n\n[ar]\nواحد.\n\nاثنان.", {"en": "One.\n\nTwo.", "ar": "واحد.\n\nاثنان."}),
        ("One.\n [AR] \nواحد.\n[zh-cn]\n一", {"en": "One.", "ar": "واحد.", "zh_CN": "一"}),
        ("[ar]\nواحد.", {"ar": "واحد."}),
        ("One.\n[ar]\n", {"en": "One."}),
        ("One.\n[ar]\nواحد.\n[en]\nTwo.", {"en": "One.\nTwo.", "ar": "واحد."}),
        # Brackets around anything else are text.
        ("One [ar] two.\n[sic]\n[ar] three.", {"en": "One [ar] two.\n[sic]\n[ar] three."}),
    ],
)
def test_a_line_with_a_language_begins_its_part(note, parts):
    assert notes_of(note, CODES) == parts


def test_what_is_composed_is_taken_apart():
    parts = {"ar": "واحد.", "zh_CN": "一"}
    assert notes_of(compose_note("One.", parts), CODES) == {"en": "One.", **parts}
    assert compose_note("One.", {}) == "One."


def test_pages_show_the_note_in_their_language_or_mark_that_of_the_sources():
    shelf = Shelf()
    front = page("index", "Front.", kind="document", source="a")
    languages = {"en": front, "ar": front, "fr": front}
    shelf.add(
        "2023.05", note="Synthetic one.\nStill.\n\n[ar]\nاصطناعي en\n\n[fr]\nUn.", **languages
    )
    shelf.add("2023.11", note="Synthetic <two>.", en=front, ar=front)
    files = shelf.publish()
    for path, wanted in {
        "en/editions/index.html": ["<p>Synthetic &lt;two&gt;.</p>", "<p>Synthetic one. Still.</p>"],
        "ar/editions/index.html": [
            '<p><span dir="ltr" lang="en">Synthetic &lt;two&gt;.</span></p>',
            '<p>اصطناعي <bdi dir="ltr">en</bdi></p>',
        ],
        "fr/editions/index.html": ["<p>Synthetic &lt;two&gt;.</p>", "<p>Synthetic one. Still.</p>"],
        "ar/editions/2023.05.html": ['<p>اصطناعي <bdi dir="ltr">en</bdi></p>'],
    }.items():
        soup = BeautifulSoup(files[path], "html.parser")
        found = [str(p) for p in soup.select("h2 + p, p.of + p")]
        assert [text for text in found if "ynthetic" in text or "اصط" in text] == wanted, path
        assert "[ar]" not in files[path]
        assert "Un." not in files[path]
