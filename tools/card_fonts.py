"""Makes the fonts of the share cards from the published variable fonts, or checks them.

    python tools/card_fonts.py --from FOLDER       (FOLDER: where both packages are unpacked)
    python tools/card_fonts.py --check

Needs fontTools with brotli, which the test requirements bring. `warraq/formats/fonts/README.md`
says where the originals come from.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parent.parent / "warraq" / "formats" / "fonts"
FAMILY = "Warraq Card"
WEIGHTS = {"regular": 400, "bold": 700}
BUDGET = 150_000
"""Bytes that one font may weigh."""


def _range(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


ARABIC = "".join(
    (
        "،؛؟٪٫٬٭ـ",  # punctuation, per cent, decimal and thousands marks, lengthening
        _range(0x0621, 0x063A),  # the letters of Arabic
        _range(0x0641, 0x0655),  # the rest of them, and the vowel marks
        "\u0670ٱ",
        _range(0x0660, 0x0669),  # Arabic-Indic digits
        _range(0x06F0, 0x06F9),  # those of Persian
        "پچژگڤکی",  # letters of names from neighbouring languages
        "ڕڵێۆەھ",  # the further letters of Sorani
        "\u200c\u200d",
    )
)
LATIN = "".join(
    (
        _range(0x20, 0x7E),
        _range(0xA0, 0xAC),
        _range(0xAE, 0x17F),  # Latin-1 and Latin Extended-A
        "ȘșȚț–—‘’‚“”„…•‹›€",
    )
)
SOURCES = (
    ("noto-naskh-arabic-arabic-wght-normal.woff2", ARABIC),
    ("noto-serif-latin-wght-normal.woff2", LATIN),
    ("noto-serif-latin-ext-wght-normal.woff2", LATIN),
)
FEATURES = (
    "ccmp", "locl", "isol", "init", "medi", "fina", "rlig", "liga", "calt", "clig",
    "mark", "mkmk", "kern", "curs",
)  # fmt: skip


def make_font(name: str, folder: Path, target: Path) -> int:
    """Make one weight of the font in `target`; returns its size in bytes."""
    with tempfile.TemporaryDirectory() as aside:
        parts = [
            _make_part(folder / source, characters, WEIGHTS[name], Path(aside, f"{number}.ttf"))
            for number, (source, characters) in enumerate(SOURCES)
        ]
        font = Merger().merge([str(part) for part in parts])
        font["OS/2"].usWeightClass = WEIGHTS[name]
        style = name.capitalize()
        names = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"WarraqCard-{style}"}
        kept = [record for record in font["name"].names if record.nameID in (0, *names)]
        for record in kept:
            record.string = names.get(record.nameID, record.string)
        font["name"].names = kept
        # The same input gives the same bytes: no time stamp of today.
        font.recalcTimestamp = False
        with TTFont(folder / SOURCES[0][0]) as first:
            font["head"].created = font["head"].modified = first["head"].modified
        path = target / f"card-{name}.ttf"
        font.save(path)
    return path.stat().st_size


def _make_part(source: Path, characters: str, weight: int, path: Path) -> Path:
    """One script's letters in one weight."""
    font = instantiateVariableFont(TTFont(source, recalcTimestamp=False), {"wght": weight})
    font.flavor = None
    options = subset.Options()
    options.hinting = False
    options.layout_features = list(FEATURES)
    options.drop_tables += ["DSIG", "STAT", "MVAR"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=[ord(character) for character in characters])
    worker.subset(font)
    font.save(path)
    return path


def measure_fonts() -> dict[str, dict[str, dict[str, int]]]:
    """How far each character moves the pen, in thousandths of the size, by weight.

    `alone` has every character, as it stands at the end of a word; `joined` has the letters that
    take another form before a letter that they join. Both are the widest of the forms.
    """
    found = {}
    for name in WEIGHTS:
        with TTFont(FONTS / f"card-{name}.ttf") as font:
            assert font["head"].unitsPerEm == 1000
            changes = {tag: _read_changes(font, tag) for tag in ("ccmp", "init", "medi", "fina")}
            alone, joined = {}, {}
            for code, glyph in sorted(font.getBestCmap().items()):
                parts = changes["ccmp"].get(glyph, [glyph])
                widths = {
                    tag: sum(
                        font["hmtx"][drawn][0]
                        for part in parts
                        for drawn in changes[tag].get(part, [part])
                    )
                    for tag in ("init", "medi", "fina")
                }
                alone[chr(code)] = max(font["hmtx"][glyph][0], widths["fina"])
                if any(part in changes["init"] for part in parts):
                    joined[chr(code)] = max(widths["init"], widths["medi"])
            found[name] = {"alone": alone, "joined": joined}
    return found


def _read_changes(font: TTFont, tag: str) -> dict[str, list[str]]:
    """What a feature makes of single glyphs."""
    table = font["GSUB"].table
    changes: dict[str, list[str]] = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != tag:
            continue
        for index in record.Feature.LookupListIndex:
            lookup = table.LookupList.Lookup[index]
            for part in lookup.SubTable if lookup.LookupType in (1, 2) else ():
                for glyph, after in part.mapping.items():
                    changes[glyph] = [after] if isinstance(after, str) else list(after)
    return changes


def check_fonts() -> list[str]:
    """What is wrong with the committed fonts; nothing if all is well."""
    problems = []
    for name in WEIGHTS:
        path = FONTS / f"card-{name}.ttf"
        if not path.is_file():
            return [f"{path} is missing; make it with --from"]
        if path.stat().st_size > BUDGET:
            problems.append(f"{path} weighs {path.stat().st_size} bytes; the budget is {BUDGET}")
    for name, widths in measure_fonts().items():
        lost = {character for character in ARABIC + LATIN if character not in widths["alone"]}
        if lost:
            problems.append(f"card-{name}.ttf lacks {' '.join(sorted(lost))}")
    if json.loads((FONTS / "advances.json").read_text("utf-8")) != measure_fonts():
        problems.append("advances.json is not of these fonts; make it with --from")
    return problems


def main() -> int:
    """Run the command; 0 done, 1 something is wrong, 2 a call that cannot be used."""
    parser = argparse.ArgumentParser(description="Make or check the fonts of the share cards.")
    parser.add_argument("--from", dest="folder", type=Path, help="folder of the original fonts")
    parser.add_argument("--check", action="store_true", help="check the committed fonts")
    arguments = parser.parse_args()
    if arguments.folder:
        for source, _characters in SOURCES:
            if not (arguments.folder / source).is_file():
                print(f"{arguments.folder} holds no {source}", file=sys.stderr)
                return 2
        for name in WEIGHTS:
            print(f"card-{name}.ttf", make_font(name, arguments.folder, FONTS), "bytes")
        text = json.dumps(measure_fonts(), ensure_ascii=False, separators=(",", ":"))
        (FONTS / "advances.json").write_text(f"{text}\n", "utf-8")
    elif not arguments.check:
        parser.print_help()
        return 2
    problems = check_fonts()
    print("\n".join(problems) or "the fonts are complete and within the budget")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
