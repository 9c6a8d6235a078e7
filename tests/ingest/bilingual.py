"""Makes texts and their translations for tests: invented words, and every text is synthetic."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench import words
from warraq.ingest.document import (
    Block,
    Heading,
    Items,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Table,
    Text,
)

EN_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August")
AR_MONTHS = (
    "كانون الثاني",
    "شباط/فبراير",
    "مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران",
    "يوليو",
    "آب",
)
WESTERN_TO_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
EN_WORDS = words.EN_NOUNS + words.EN_VERBS + words.EN_ADJECTIVES + ["the", "of", "in", "and"] * 90
AR_WORDS = words.AR_NOUNS_M + words.AR_NOUNS_F + words.AR_ADJECTIVES + ["في", "من", "على"] * 40


@dataclass(frozen=True)
class Row:
    """A block and its translation."""

    source: Block
    target: Block


def make_pair(seed: int, count: int = 24) -> list[Row]:
    """A text of about `count` blocks and its translation, block for block."""
    rng = random.Random(f"synthetic pair {seed}")
    ratio = rng.uniform(0.78, 0.95)  # English to Arabic, as published pairs have it
    rows: list[Row] = []
    while len(rows) < count:
        if len(rows) % 6 == 5:
            rows.append(Row(*(Heading((Text(t),)) for t in make_texts(rng, ratio, 25, 45))))
        elif rng.random() < 0.06:
            rows.append(_make_list(rng, ratio))
        elif rng.random() < 0.04:
            rows.append(_make_table(rng, ratio))
        else:
            rows.append(make_paragraphs(rng, ratio))
    notes = rng.randrange(3)
    rows[0] = _with_marks(rows[0], notes)
    for label in range(1, notes + 1):
        texts = make_texts(rng, ratio, 30, 120)
        rows.append(Row(*(Note(str(label), (Text(text),)) for text in texts)))
    return rows


def make_paragraphs(rng: random.Random, ratio: float) -> Row:
    """A paragraph and its translation: about a third of them with numbers, dates or names."""
    source, target = make_texts(rng, ratio, 90, 700)
    if rng.random() < 0.25:
        number = str(rng.randint(3, 4000))
        source = f"{source} It counted {number} synthetic things."
        shown = number.translate(WESTERN_TO_INDIC) if rng.random() < 0.5 else number
        target = f"{target} وبلغ العدد {shown} من الأشياء."
    if rng.random() < 0.2:
        month, year = rng.randrange(len(EN_MONTHS)), rng.randint(2011, 2024)
        source = f"In {EN_MONTHS[month]} {year}, {source}"
        target = f"في {AR_MONTHS[month]} {year}، {target}"
    if rng.random() < 0.15:
        name = "".join(rng.choices("ABCDEFGHKLMNPRST", k=4))
        source, target = f"{source} ({name})", f"{target} ({name})"
    if rng.random() < 0.15:
        source, target = f"{source} “Synthetic words.”", f"{target} «كلمات اصطناعية»."
    ends: list[tuple[Link, ...]] = [(), ()]
    if rng.random() < 0.1:
        href = f"https://example.org/{rng.randint(1, 999)}"
        ends = [(Link((Text("link"),), href),), (Link((Text("رابط"),), href),)]
    return Row(
        Paragraph((Text(f"{source} "), *ends[0]) if ends[0] else (Text(source),)),
        Paragraph((Text(f"{target} "), *ends[1]) if ends[1] else (Text(target),)),
    )


def make_texts(rng: random.Random, ratio: float, least: int, most: int) -> tuple[str, str]:
    """Sentences of that many characters and a translation whose length varies as they do."""
    length = rng.randint(least, most)
    source = _sentences(rng, EN_WORDS, length)
    # The variance that Gale and Church found for each character.
    wanted = ratio * rng.gauss(len(source), (6.8 * len(source)) ** 0.5)
    return source, _sentences(rng, AR_WORDS, max(round(wanted), 3))


def _sentences(rng: random.Random, vocabulary: list[str], length: int) -> str:
    """Words up to that length, a full stop after about every twelfth."""
    text, since = "", 0
    while len(text) < length:
        text += (" " if text else "") + rng.choice(vocabulary)
        since += 1
        if since > 8 and rng.random() < 0.25 and len(text) < length - 20:
            text, since = f"{text}.", 0
    return f"{text[0].upper()}{text[1:]}."


def _make_list(rng: random.Random, ratio: float) -> Row:
    texts = [make_texts(rng, ratio, 20, 120) for _ in range(rng.randint(2, 5))]
    return Row(*(Items(tuple((Paragraph((Text(t[i]),)),) for t in texts)) for i in (0, 1)))


def _make_table(rng: random.Random, ratio: float) -> Row:
    cells = [[make_texts(rng, ratio, 5, 20) for _ in range(2)] for _ in range(3)]
    return Row(*(Table(tuple(tuple((Text(c[i]),) for c in row) for row in cells)) for i in (0, 1)))


def _with_marks(row: Row, notes: int) -> Row:
    marks = tuple(NoteMark(str(label)) for label in range(1, notes + 1))
    assert isinstance(row.source, Paragraph | Heading | Items | Table)
    if not isinstance(row.source, Paragraph) or not isinstance(row.target, Paragraph):
        row = Row(Paragraph((Text("Synthetic start."),)), Paragraph((Text("بداية اصطناعية."),)))
    assert isinstance(row.source, Paragraph)
    assert isinstance(row.target, Paragraph)
    return Row(Paragraph((*row.source.content, *marks)), Paragraph((*row.target.content, *marks)))
