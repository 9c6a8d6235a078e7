"""The share card of a brief: what is on the picture, and where. Every text is synthetic."""

from __future__ import annotations

import io
import os
import runpy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from warraq.formats.card import (
    HEIGHT,
    WIDTH,
    Card,
    Colours,
    break_lines,
    clean_text,
    draw_card,
    find_missing,
    is_drawable,
    measure_text,
    read_colours,
    render_card,
)
from warraq.formats.cardcache import KEEP_DAYS, drop_unused_cards, find_card, keep_card

ENGLISH = Card("A synthetic title", "Update · May 2023", "Synthetic archive")
ARABIC = Card("عنوان اصطناعي", "تقرير · أيار/مايو 2023", "أرشيف اصطناعي", "", "rtl", "rtl")
TITLE = (40, 150, WIDTH - 40, 500)
MARGIN = 80


def picture(card: Card) -> Image.Image:
    """The card in grey: what differs from the background is lighter."""
    colours = Colours("#000000", "#ffffff", "#ffffff", "#ffffff")
    return Image.open(io.BytesIO(render_card(card, colours))).convert("L")


def title_of(card: Card) -> Image.Image:
    """The picture of the title alone, cut to its letters."""
    image = picture(card).crop(TITLE)
    return image.crop(image.getbbox())


def words_of(image: Image.Image, gap: int = 13) -> Iterator[Image.Image]:
    """The words of a picture of one line, from left to right, each cut to its letters."""
    filled = [image.crop((x, 0, x + 1, image.height)).getbbox() for x in range(image.width)]
    start, last = 0, 0
    for x, ink in enumerate([*filled, (0, 0, 1, 1)]):
        if ink is None:
            continue
        if x - last > gap or x == image.width:
            word = image.crop((start, 0, last + 1, image.height))
            yield word.crop(word.getbbox())
            start = x
        last = x


def unlike(one: Image.Image, other: Image.Image) -> float:
    """How little two pictures are alike: 0 for the same."""
    small = [image.resize((48, 24)) for image in (one, other)]
    shape = abs(one.width / one.height - other.width / other.height) * 20
    return ImageStat.Stat(ImageChops.difference(*small)).mean[0] + shape


def count_pieces(image: Image.Image) -> int:
    """In how many pieces the ink of a picture hangs together."""
    image = image.point(lambda value: 255 if value > 100 else 0)
    pieces = 0
    while box := image.getbbox():
        x = next(x for x in range(box[0], box[2]) if image.getpixel((x, box[1])))
        ImageDraw.floodfill(image, (x, box[1]), 0)
        pieces += 1
    return pieces


# -- The file --------------------------------------------------------------------------------


@pytest.mark.parametrize("card", [ENGLISH, ARABIC, replace(ENGLISH, title="long words " * 60)])
def test_a_card_is_a_png_of_the_size_that_networks_ask_for(card):
    data = render_card(card)
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(data) < 300_000
    assert render_card(card) == data


# -- Arabic ----------------------------------------------------------------------------------


def test_arabic_letters_are_joined():
    # Four letters without dots, each of which joins the next: one stroke, else four.
    assert count_pieces(title_of(replace(ARABIC, title="محمد"))) == 1
    assert count_pieces(title_of(replace(ARABIC, title="م\u200cح\u200cم\u200cد"))) == 4


def test_a_lam_and_an_alef_become_one():
    apart, together = (title_of(replace(ARABIC, title=title)).width for title in ("ل\u200cا", "لا"))
    assert together < 0.8 * apart


WORDS = {
    "قرار": "rtl",
    "الصادر": "rtl",
    "من": "rtl",
    "S/RES/2254": "ltr",
    "(2015)": "ltr",
    "UN": "ltr",
    "Women": "ltr",
    "2023": "ltr",
}


@pytest.fixture(scope="module")
def known_words():
    """The picture of each word alone; a Latin one set from left to right, where all is plain."""
    return {
        word: title_of(replace(ARABIC, title=word, title_direction=direction))
        for word, direction in WORDS.items()
    }


@pytest.mark.parametrize(
    ("title", "seen"),
    [
        ("قرار S/RES/2254 (2015) من", ["من", "S/RES/2254", "(2015)", "قرار"]),
        ("S/RES/2254 (2015) قرار", ["قرار", "S/RES/2254", "(2015)"]),
        ("قرار UN Women 2023", ["UN", "Women", "2023", "قرار"]),
        ("(2015) قرار الصادر", ["الصادر", "قرار", "(2015)"]),
    ],
)
def test_words_of_both_directions_stand_in_their_order(title, seen, known_words):
    found = [
        min(known_words, key=lambda name: unlike(word, known_words[name]))
        for word in words_of(title_of(replace(ARABIC, title=title)))
    ]
    assert found == seen


def test_an_arabic_card_begins_at_the_right():
    left, right = (picture(card).crop((0, 20, WIDTH, HEIGHT)) for card in (ENGLISH, ARABIC))
    assert MARGIN - 6 <= left.getbbox()[0] <= MARGIN + 6
    assert WIDTH - MARGIN - 6 <= right.getbbox()[2] <= WIDTH - MARGIN + 6
    assert right.getbbox()[0] > WIDTH / 2


def test_an_untranslated_title_keeps_its_direction_on_an_arabic_card():
    # The full stop stands behind the last word, not before the first.
    card = replace(ARABIC, title="Synthetic.", title_direction="ltr")
    alone = title_of(replace(ENGLISH, title="Synthetic."))
    assert unlike(title_of(card), alone) < 3
    image = picture(card).crop(TITLE)
    assert image.getbbox()[2] + TITLE[0] == pytest.approx(WIDTH - MARGIN, abs=6)


# -- What is said ----------------------------------------------------------------------------


def test_what_became_of_a_brief_is_on_its_card():
    for card, state in ((ENGLISH, "Retracted"), (ARABIC, "مسحوبة")):
        corner = (0, 60, 300, 125) if card.direction == "rtl" else (900, 60, WIDTH, 125)
        assert picture(card).crop(corner).getbbox() is None
        assert picture(replace(card, state=state)).crop(corner).getbbox() is not None
        assert clean_text(state) in draw_card(replace(card, state=state), Colours())


def test_nothing_in_a_title_is_taken_for_markup():
    drawn = draw_card(replace(ENGLISH, title="<b>\"A\" & 'B'</b>"), Colours())
    assert "<b>" not in drawn
    assert "&lt;b&gt;" in drawn
    assert title_of(replace(ENGLISH, title="A & <B>")).width > 200


@pytest.mark.parametrize(
    "title",
    [
        "Rêxistina Mafên Mirovan: Şırnak, İzmir, Ağrı û Türkiye",
        "ڕێکخراوی مافی مرۆڤ: ساڵێک لە قامیشلۆ و ھەڵەبجە پێنجەم ژمارەی گۆڤار چاپ",
        "“Said” – ‘so’… «هكذا»، قِيلَ؟ ٪٢٠ — 50 % © 2023",
        "soft\u00adhyphen, no\u202fbreak, non\u2011breaking, ﷺ ½ ﬁ",
    ],
)
def test_the_letters_of_these_languages_are_drawn(title):
    assert find_missing(replace(ENGLISH, title=title)) == ""


def test_letters_that_no_font_has_are_named():
    assert find_missing(replace(ENGLISH, title="Да 漢 A", archive="Ω")) == "ΩДа漢"


@pytest.mark.parametrize(
    ("title", "drawn"),
    [
        ("A fire 🔥", "A fire"),
        ("A fire 🔥 † in a town", "A fire in a town"),
        ("From A → B, ≤ 5 ₺", "From A – B, <= 5 TL"),
        ("Talks on Да нет in a town", "Talks on … in a town"),
        ("اجتماع مع ٹیپو سلطان في جنيف", "اجتماع مع … سلطان في جنيف"),
    ],
)
def test_a_card_is_drawn_without_what_no_font_has(title, drawn):
    card = replace(ENGLISH, title=title)
    assert is_drawable(card)
    assert clean_text(title) == drawn
    assert find_missing(replace(ENGLISH, title=drawn)) == ""


@pytest.mark.parametrize("title", ["Да нет", "漢字", "Ελλάδα A σήμερα", "🔥", "", "\u200f"])
def test_a_card_that_would_say_little_is_none(title):
    assert not is_drawable(replace(ENGLISH, title=title))
    assert not is_drawable(replace(ENGLISH, archive="Архив"))
    assert is_drawable(ENGLISH)


def test_marks_of_direction_in_a_title_are_left_out():
    assert clean_text("\u202eA\u202c\u2067 b\u2069\n c\u200f") == "A b c"


# -- Lines -----------------------------------------------------------------------------------

LONG = "A synthetic title about many things that goes on and on " * 12
ADDRESS = "https://example.org/" + "synthetic-path/" * 30


@pytest.mark.parametrize(
    "card",
    [
        replace(ENGLISH, title=LONG, archive="A name of an archive without an end " * 4),
        replace(ENGLISH, title=ADDRESS, state="Corrected"),
        replace(ENGLISH, title="W" * 200),
        replace(ARABIC, title="مؤسسة اصطناعية تتحدث عن أشياء كثيرة " * 12, state="مسحوبة"),
        replace(ARABIC, title="كلمةاصطناعية" * 30, details="تقرير طويل " * 30),
        replace(ARABIC, title="مَرَّةً أُخْرى: " * 6),
    ],
)
def test_however_long_the_texts_nothing_leaves_its_place(card):
    image = picture(card)
    bar = 14
    # Some letters reach out of their own place a little.
    for edge in ((0, bar, MARGIN - 12, HEIGHT), (WIDTH - MARGIN + 12, bar, WIDTH, HEIGHT)):
        assert image.crop(edge).getbbox() is None
    assert image.crop((0, HEIGHT - 40, WIDTH, HEIGHT)).getbbox() is None
    # The title is apart from the line above and the one below it.
    for edge in ((0, 126, WIDTH, 132), (0, 516, WIDTH, 520)):
        assert image.crop(edge).getbbox() is None


def test_a_title_that_is_too_long_ends_in_an_ellipsis():
    assert "…</text>" in draw_card(replace(ENGLISH, title=LONG), Colours())
    assert "…" not in draw_card(ENGLISH, Colours())


def test_lines_keep_every_word_and_are_of_about_one_length():
    text = "A synthetic title of eleven words that needs two lines here"
    lines = break_lines(text, 20_000)
    assert " ".join(lines) == text
    widths = [measure_text(line, "bold") for line in lines]
    assert len(lines) == 2
    assert max(widths) <= 20_000
    assert min(widths) > 0.6 * max(widths)


def test_a_word_without_end_is_broken_where_addresses_may_be():
    lines = break_lines(ADDRESS, 10_000)
    assert "".join(lines) == ADDRESS
    assert all(measure_text(line, "bold") <= 10_000 for line in lines)
    assert all(line.endswith(tuple("/-.:")) for line in lines[:-1])


def test_no_text_is_wider_than_it_is_taken_for():
    for title in ("Synthetic AVATAR", "مستجدات الاجتماعات", "قِيلَ لَهُ", "Şêx Îsa"):
        direction = "ltr" if title.isascii() or title[0] == "Ş" else "rtl"
        card = replace(ARABIC, title=title, title_direction=direction)
        size = 76 * (1.1 if direction == "rtl" else 1)
        width = measure_text(title, "bold") * size / 1000
        assert 0.8 * width < title_of(card).width <= width + 2


# -- Colours, and what is kept ---------------------------------------------------------------


def test_an_archive_may_have_its_own_colours():
    colours = read_colours({"background": "#102030"})
    image = Image.open(io.BytesIO(render_card(ENGLISH, colours))).convert("RGB")
    assert image.getpixel((600, 300)) != (0x1D, 0x5C, 0x63)
    assert image.getpixel((2, 600)) == (0x10, 0x20, 0x30)


@pytest.mark.parametrize(
    "setting", [{"background": "red"}, {"ground": "#000000"}, ["#000000"], {"title": '#000000"'}]
)
def test_a_colour_that_is_none_is_refused_by_name(setting):
    with pytest.raises(ValueError, match="archive_card_colours"):
        read_colours(setting)


def test_a_card_is_kept_and_one_that_is_broken_is_not_given_out(tmp_path):
    data = b"\x89PNG\r\n\x1a\n synthetic IEND\xaeB`\x82"
    assert find_card(tmp_path / "cards", "ab") is None
    keep_card(tmp_path / "cards", "ab", data)
    assert find_card(tmp_path / "cards", "ab") == data
    (tmp_path / "cards" / "ab.png").write_bytes(data[:-4])
    assert find_card(tmp_path / "cards", "ab") is None


def test_only_cards_that_nobody_wanted_for_long_are_dropped(tmp_path):
    now = 1_700_000_000.0
    old = now - (KEEP_DAYS + 1) * 86400
    for name, time in (("shown", old), ("recent", now - 86400), ("forgotten", old)):
        keep_card(tmp_path, name, b"synthetic")
        os.utime(tmp_path / f"{name}.png", (time, time))
    drop_unused_cards(tmp_path, {"shown"}, now)
    assert sorted(path.stem for path in Path(tmp_path).iterdir()) == ["recent", "shown"]


def test_the_fonts_are_complete_and_their_widths_are_known():
    tool = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "card_fonts.py"))
    assert tool["check_fonts"]() == []
