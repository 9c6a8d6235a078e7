"""Makes the web fonts of the Arabic pages from the published variable fonts, or checks them.

    python tools/subset_fonts.py --from FOLDER     (FOLDER: the package's `files` folder)
    python tools/subset_fonts.py --check

Needs fontTools with brotli, which the test requirements bring. `_static/fonts/README.md` says
where the originals come from.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "_static" / "fonts"
BUDGET = 50_000
"""Bytes that all fonts of a page may weigh together."""


@dataclass(frozen=True)
class Face:
    """One web font: what it is made from and which characters it keeps."""

    output: str
    source: str
    family: str
    characters: frozenset[int]


def _chars(*parts: str | tuple[int, int]) -> frozenset[int]:
    found: set[int] = set()
    for part in parts:
        found |= (
            {ord(c) for c in part} if isinstance(part, str) else set(range(part[0], part[1] + 1))
        )
    return frozenset(found)


FACES = (
    Face(
        "naskh.woff2",
        "noto-naskh-arabic-arabic-wght-normal.woff2",
        "Warraq Naskh",
        _chars(
            "،؛؟٪٫٬٭ـ",  # punctuation, per cent, decimal and thousands marks, lengthening
            (0x0621, 0x063A),  # the letters of Arabic
            (0x0641, 0x0652),  # the rest of them, and the vowel marks
            "\u0653\u0654\u0655\u0670ٱ",
            (0x0660, 0x0669),  # Arabic-Indic digits
            "پچژگڤکی",  # letters of names from neighbouring languages
            "ڕڵێۆەھ",  # the further letters of Sorani
            "\u200c\u200d\u200e\u200f",
        ),
    ),
    Face(
        "latin.woff2",
        "noto-naskh-arabic-latin-wght-normal.woff2",
        "Warraq Latin",
        _chars(
            (0x20, 0x7E),
            "\u00a0«»·°§©–—‘’“”…•↑",
            "àáâäåæçèéêëìíîïñòóôöøùúûüÿßœÀÁÂÄÇÈÉÊËÖØÜŒ",
        ),
    ),
)

FEATURES = (
    "ccmp", "locl", "isol", "init", "medi", "fina", "rlig", "liga", "calt", "clig",
    "mark", "mkmk", "kern", "curs",
)  # fmt: skip
"""What shaping needs; stylistic sets and fractions stay out."""


def make_face(face: Face, folder: Path, target: Path) -> int:
    """Subset one face into `target`; returns its size in bytes."""
    font = TTFont(folder / face.source)
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [1, 2, 13, 14]
    options.drop_tables += ["DSIG", "STAT", "MVAR"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=face.characters)
    worker.subset(font)
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = face.family
    font.flavor = "woff2"
    # The same input gives the same bytes: no time stamp of today.
    font.recalcTimestamp = False
    path = target / face.output
    font.save(path)
    return path.stat().st_size


def read_characters(path: Path) -> frozenset[int]:
    """The characters that a font draws."""
    with TTFont(path) as font:
        return frozenset(font.getBestCmap())


def check_fonts() -> list[str]:
    """What is wrong with the committed fonts; nothing if all is well."""
    problems = []
    total = 0
    for face in FACES:
        path = FONTS / face.output
        if not path.is_file():
            problems.append(f"{path} is missing; make it with --from")
            continue
        total += path.stat().st_size
        known = read_characters(FONTS / face.output)
        # The originals lack a few of the wanted characters; those the browser takes elsewhere.
        lost = {chr(code) for code in face.characters - known if chr(code).isalpha()}
        if lost:
            problems.append(f"{path} lacks {' '.join(sorted(lost))}")
    if total > BUDGET:
        problems.append(f"the fonts weigh {total} bytes; the budget is {BUDGET}")
    return problems


def main() -> int:
    """Run the command; 0 done, 1 something is wrong, 2 a call that cannot be used."""
    parser = argparse.ArgumentParser(description="Make or check the web fonts.")
    parser.add_argument("--from", dest="folder", type=Path, help="folder of the original fonts")
    parser.add_argument("--check", action="store_true", help="check the committed fonts")
    arguments = parser.parse_args()
    if arguments.folder:
        for face in FACES:
            if not (arguments.folder / face.source).is_file():
                print(f"{arguments.folder} holds no {face.source}", file=sys.stderr)
                return 2
        for face in FACES:
            print(face.output, make_face(face, arguments.folder, FONTS), "bytes")
    elif not arguments.check:
        parser.print_help()
        return 2
    problems = check_fonts()
    print("\n".join(problems) or "the fonts are complete and within the budget")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
