"""The web fonts keep to their budget and draw every character that Arabic pages show."""

from __future__ import annotations

import sys
from pathlib import Path

import polib
import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from subset_fonts import BUDGET, FACES, FONTS, check_fonts, read_characters  # noqa: E402


def test_the_committed_fonts_are_complete_and_within_the_budget() -> None:
    assert check_fonts() == []
    assert sum((FONTS / face.output).stat().st_size for face in FACES) <= BUDGET


def test_every_character_of_the_arabic_catalogs_is_drawn() -> None:
    drawn = frozenset().union(*(read_characters(FONTS / face.output) for face in FACES))
    shown: dict[str, str] = {}
    for path in sorted((ROOT / "locale" / "ar").rglob("*.po")):
        for entry in polib.pofile(str(path)):
            for text in (entry.msgstr, *entry.msgstr_plural.values()):
                shown |= dict.fromkeys(text, f"{path.name}:{entry.linenum}")
    missing = {char: where for char, where in shown.items() if ord(char) not in drawn}
    assert {char: where for char, where in missing.items() if not char.isspace()} == {}


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.output)
def test_a_font_carries_its_own_name_and_varies_in_weight(face) -> None:  # type: ignore[no-untyped-def]
    with TTFont(FONTS / face.output) as font:
        assert {str(name) for name in font["name"].names if name.nameID == 1} == {face.family}
        (axis,) = font["fvar"].axes
        assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 700)


def test_arabic_is_shaped_with_the_features_that_it_needs() -> None:
    with TTFont(FONTS / "naskh.woff2") as font:
        substitutions = {
            record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord
        }
        positions = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina", "rlig", "ccmp"} <= substitutions
    assert {"mark", "mkmk"} <= positions


def test_the_licence_stands_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")


def test_the_readme_tells_the_true_sizes() -> None:
    text = (FONTS / "README.md").read_text("utf-8")
    for face in FACES:
        assert str((FONTS / face.output).stat().st_size) in text
