"""The one stylesheet of each language, as it lies in the built site. The pages are synthetic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2
from bs4 import BeautifulSoup
from kit import ROOT, Site

FONTS_BUDGET = 50 * 1024
"""What the fonts of a page may weigh together, in bytes."""

LANGUAGES = ("en", "ar")
every_language = pytest.mark.parametrize("language", LANGUAGES)
OWN_PARTS = sorted((ROOT / "_static" / "css").rglob("*.css"))
FLOWING_PARTS = [path for path in OWN_PARTS if path.parent.name != "rtl"]
PROBE = ".probe-{name}{{margin-left:{name}px}}"
PROBES = {  # where a part lies, and the languages that get it
    "css/05-early.css": ("en", "ar"),
    "css/95-late.css": ("en", "ar"),
    "css/ltr/side.css": ("en",),
    "css/rtl/side.css": ("ar",),
    "css/script/Arab.css": ("ar",),
    "css/script/Cyrl.css": (),
    "css/lang/en.css": ("en",),
    "css/lang/zz.css": (),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An archive with the repository's own styles."""
    site = Site(tmp_path_factory.mktemp("styles") / "archive")
    site.page("page", "# Page\n\nA synthetic sentence.\n")
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    return site


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An archive with a probe in a part of every kind."""
    site = Site(tmp_path_factory.mktemp("probed") / "archive")
    site.page("page", "# Page\n\nA synthetic sentence.\n")
    for number, path in enumerate(PROBES):
        site.write(f"_static/{path}", PROBE.format(name=number))
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    return site


def css_of(site: Site, language: str) -> str:
    return (site.output(language) / "_static" / "archive.css").read_text("utf-8")


def declarations(css: str) -> Iterator[tuple[str, str, int]]:
    """Every declaration below every rule: its property, its value, its line."""
    stack = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    while stack:
        node = stack.pop(0)
        assert node.type != "error", f"{node.source_line}: {node.message}"
        if node.type == "declaration":
            yield node.name, tinycss2.serialize(node.value).strip(), node.source_line
        elif node.content:
            stack += tinycss2.parse_blocks_contents(
                node.content, skip_comments=True, skip_whitespace=True
            )


# -- One stylesheet --------------------------------------------------------------------------


def pages_of(site: Site, language: str) -> list[Path]:
    """The pages of a language, but for the one that answers for missing ones: it stands alone."""
    pages = list(site.output(language).rglob("*.html"))
    return [page for page in pages if page.name != "404.html"]


@every_language
def test_every_page_loads_the_one_stylesheet_and_no_other(site, language):
    out = site.output(language)
    assert [path.name for path in out.rglob("*.css")] == ["archive.css"]
    assert len(pages_of(site, language)) == 3
    for page in pages_of(site, language):
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        (sheet,) = [link["href"] for link in soup.select('link[rel~="stylesheet"]')]
        assert (page.parent / sheet.partition("?")[0]).resolve() == out / "_static/archive.css"


def test_a_book_is_built_though_furo_knows_no_epub(site):
    (outcome,) = site.build("en", builder="epub").values()
    assert not [text for text in outcome.messages if "Handler" in text]
    assert (site.root / "build" / "epub" / "en" / "page.xhtml").is_file()


@every_language
def test_the_theme_is_in_it(site, language):
    css = css_of(site, language)
    assert ".sidebar-drawer{" in css
    assert ".admonition" in css
    assert ".highlight .k" in css, "the colours of code"


@every_language
def test_a_stylesheet_is_sound_css(site, language):
    assert len(list(declarations(css_of(site, language)))) > 500


def test_building_again_changes_nothing(tmp_path, site):
    again = Site(tmp_path / "archive")
    again.page("page", "# Page\n\nA synthetic sentence.\n")
    again.build()
    for language in LANGUAGES:
        assert css_of(again, language) == css_of(site, language)


# -- Directions ------------------------------------------------------------------------------


def rule_of(css: str, selector: str) -> str:
    """The declarations of every rule with just this selector."""
    found = re.findall(rf"(?:^|[}}{{]){re.escape(selector)}{{([^}}]*)}}", css)
    assert found, f"no rule for {selector}"
    return ";".join(found)


@pytest.mark.parametrize(
    ("selector", "left_to_right", "right_to_left"),
    [
        (".sidebar-drawer", "border-right:1px", "border-left:1px"),
        (".sidebar-drawer", ";left:-15em", ";right:-15em"),
        (".sidebar-drawer", "transition:left", "transition:right"),
        (".toc-drawer", "padding-right:", "padding-left:"),
        (".toc-drawer", "transition:right", "transition:left"),
    ],
)
def test_the_theme_is_mirrored_for_right_to_left(site, selector, left_to_right, right_to_left):
    english, arabic = (rule_of(css_of(site, language), selector) for language in LANGUAGES)
    assert left_to_right in english
    assert right_to_left not in english
    assert right_to_left in arabic
    assert left_to_right not in arabic


def test_mirroring_swaps_sides_and_loses_none(site):
    """What the theme puts on one side in English, it puts on the other in Arabic."""

    def sides(language: str) -> tuple[int, int]:
        names = [name for name, _, _ in declarations(css_of(site, language))]
        return (
            sum(name in ("left", "margin-left", "padding-left", "border-left") for name in names),
            sum(
                name in ("right", "margin-right", "padding-right", "border-right") for name in names
            ),
        )

    left, right = sides("en")
    assert left != right
    assert left + right > 40
    turned = sides("ar")
    # What dresses code stays as it is: a few declarations of the theme.
    assert abs(turned[0] - right) <= 3
    assert abs(turned[1] - left) <= 3


def test_code_is_never_mirrored(site):
    english, arabic = (css_of(site, language) for language in LANGUAGES)
    sided = set(re.findall(r"[}{](\.highlight[^{},]*){[^}]*(?:left|right)", english))
    assert sided
    for selector in sided:
        assert rule_of(arabic, selector).startswith(rule_of(english, selector)), selector


# -- The archive's own parts -----------------------------------------------------------------


@every_language
@pytest.mark.parametrize("path", PROBES)
def test_a_language_gets_the_parts_that_are_meant_for_it(probed, path, language):
    name = f".probe-{list(PROBES).index(path)}{{"
    assert css_of(probed, language).count(name) == (language in PROBES[path])


@every_language
def test_parts_come_behind_the_theme_and_the_special_behind_the_general(probed, language):
    css = css_of(probed, language)
    order = [css.index(".sidebar-drawer{")]
    for number, path in enumerate(PROBES):
        if language in PROBES[path]:
            order.append(css.index(f".probe-{number}{{"))
    assert order == sorted(order)


@every_language
def test_own_parts_are_taken_as_they_are(probed, language):
    for number, path in enumerate(PROBES):
        if language in PROBES[path]:
            assert PROBE.format(name=number) in css_of(probed, language)


def test_a_changed_part_reaches_the_stylesheet_and_its_address_on_every_page(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("page", "# Page\n\nA synthetic sentence.\n")
    site.build("ar")
    (before,) = re.findall(r"archive\.css\?v=(\w+)", site.html("page"))
    site.write("_static/css/95-late.css", ".late{color:red}")
    site.build("ar")
    assert ".late{" in css_of(site, "ar")
    for page in pages_of(site, "ar"):
        (after,) = re.findall(r"archive\.css\?v=(\w+)", page.read_text("utf-8"))
        assert after != before, page.name


# -- What a stylesheet may load --------------------------------------------------------------


def addresses(css: str) -> list[str]:
    found = re.findall(r"url\(\s*[\"']?([^\"')]*)", css, re.I)
    return found + re.findall(r"@import\s+[\"']([^\"']*)", css, re.I)


@every_language
def test_a_stylesheet_loads_nothing_from_elsewhere(site, language):
    static = site.output(language) / "_static"
    for address in addresses(css_of(site, language)):
        assert not re.match(r"[a-z][a-z0-9+.-]*:|//|/", address, re.I), address
        assert (static / address).is_file(), f"{address} is not in the site"


@every_language
def test_a_stylesheet_holds_no_data_addresses(site, language):
    assert "data:" not in css_of(site, language)
    assert "@import" not in css_of(site, language)


def test_english_pages_load_no_web_font(site):
    assert "@font-face" not in css_of(site, "en")
    assert addresses(css_of(site, "en")) == []


def test_arabic_fonts_keep_to_their_budget(site):
    static = site.output("ar") / "_static"
    fonts = {address for address in addresses(css_of(site, "ar")) if address.endswith(".woff2")}
    assert len(fonts) == 2
    assert sum((static / font).stat().st_size for font in fonts) <= FONTS_BUDGET


def test_a_late_font_never_shifts_the_page(site):
    faces = re.findall(r"@font-face{([^}]*)}", css_of(site, "ar"))
    assert len(faces) == 2
    assert all("font-display:optional" in face for face in faces)


@every_language
def test_what_themes_bring_and_no_page_loads_is_not_in_the_site(site, language):
    static = site.output(language) / "_static"
    names = {path.relative_to(static).as_posix() for path in static.rglob("*")}
    assert not names & {"styles", "css", "pygments.css", "basic.css", "skeleton.css", "debug.css"}
    assert not [name for name in names if name.endswith((".png", ".map", ".scss"))]


# -- Our own parts flow with the text --------------------------------------------------------

PHYSICAL = re.compile(r"(?:^|-)(?:left|right)(?:-|$)")
FOUR_SIDES = re.compile(r"^(?:margin|padding|inset|border-(?:width|style|color)|scroll-.*)$")


def physical_sides(css: str) -> list[str]:
    """The declarations that name a left or a right, or treat the two unlike."""
    found = []
    for name, value, line in declarations(css):
        words = re.split(r"[\s,()]+", value)
        sides = re.sub(r"\([^()]*\)", "()", value).split()
        uneven = FOUR_SIDES.match(name) and len(sides) == 4 and sides[1] != sides[3]
        named = not name.startswith("--") and {"left", "right"} & set(words)
        if PHYSICAL.search(name) or named or uneven:
            found.append(f"{line}: {name}: {value}")
    return found


@pytest.mark.parametrize(
    "path", FLOWING_PARTS, ids=[path.relative_to(ROOT).as_posix() for path in FLOWING_PARTS]
)
def test_own_parts_name_no_left_and_no_right(path: Path):
    assert physical_sides(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "css",
    [
        "a{margin-left:1px}",
        "a{left:0}",
        "a{border-right-color:red}",
        "a{border-top-left-radius:1px}",
        "a{text-align:right}",
        "a{float:left}",
        "a{transition:left 1s}",
        "a{background:linear-gradient(to right,red,blue)}",
        "@media print{a{padding:0 1px 0 2px}}",
    ],
)
def test_the_look_at_own_parts_sees_every_kind_of_side(css):
    assert len(physical_sides(css)) == 1


def test_own_parts_load_nothing_but_the_fonts_beside_them():
    assert OWN_PARTS
    for path in OWN_PARTS:
        for address in addresses(path.read_text("utf-8")):
            assert (ROOT / "_static" / address).is_file(), f"{path.name}: {address}"
