"""The synthetic corpus is what the benchmark says of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from bench import corpus, peers

NUMBERS = (1, 42, 999, 3000)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_brief_is_the_same_whenever_it_is_made(number: int) -> None:
    again = list(corpus.generate_briefs(number))[-1] if number < 100 else None
    assert corpus.generate_brief(number) == corpus.generate_brief(number)
    assert again is None or again == corpus.generate_brief(number)


def test_a_brief_is_the_same_in_another_process() -> None:
    program = "from bench import corpus; print(corpus.generate_brief(42).body('ar'))"
    printed = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        cwd=Path(corpus.__file__).parents[1],
        env={"PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"},
    ).stdout.decode()
    assert printed.strip() == corpus.generate_brief(42).body("ar")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_brief_has_the_length_and_the_roles_that_are_promised(number: int) -> None:
    brief = corpus.generate_brief(number)
    assert 500 <= corpus.count_words(brief.body("en").replace("## ", "")) <= 700
    assert 450 <= corpus.count_words(brief.body("ar").replace("## ", "")) <= 700
    for language in ("en", "ar"):
        text = brief.body(language)
        assert len(re.findall(r"\{term\}`", text)) == 3
        assert len(re.findall(r"\{cite\}`", text)) == 2
        assert 2 <= text.count("\n\n## ") <= 3


@pytest.mark.parametrize("number", NUMBERS)
def test_a_brief_says_that_it_is_synthetic(number: int) -> None:
    brief = corpus.generate_brief(number)
    assert brief.title.en.startswith(f"Synthetic brief {number:05d}")
    assert brief.title.ar.startswith(f"موجز اصطناعي {number:05d}")
    assert "synthetic test text" in brief.body("en")
    assert "نص اصطناعي للاختبار" in brief.body("ar")


def test_a_translation_uses_the_targets_of_its_source() -> None:
    def targets(text: str) -> list[str]:
        marked = corpus.replace_roles(text, lambda _, key: f"\n@{key}\n", lambda key: f"\n@{key}\n")
        return sorted(line for line in marked.splitlines() if line.startswith("@"))

    for number in NUMBERS:
        for message in corpus.generate_brief(number).messages:
            assert targets(message.en) == targets(message.ar)


def test_briefs_spread_over_ten_years() -> None:
    years = [brief.year for brief in corpus.generate_briefs(100)]
    assert {year: years.count(year) for year in years} == dict.fromkeys(years, 10)
    assert len(set(years)) == 10


def test_msgids_are_those_that_sphinx_extracts(tmp_path: Path) -> None:
    brief = corpus.generate_brief(42)
    site = peers.write_stock(tmp_path, [brief], brief)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "gettext", "docs", "pot"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    extracted = polib.pofile(str(tmp_path / f"pot/briefs/{brief.year}/{brief.slug}.pot"))
    ours = polib.pofile(str(site.translation))
    assert [entry.msgid for entry in ours] == [entry.msgid for entry in extracted]
    assert [entry.msgid for entry in polib.pofile(str(tmp_path / "pot/glossary.pot"))] == [
        entry.msgid for entry in polib.pofile(str(tmp_path / "locale/ar/LC_MESSAGES/glossary.po"))
    ]
    assert all(entry.msgstr for entry in ours)
