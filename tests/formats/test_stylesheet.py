"""What may be trusted about a rewritten stylesheet. All CSS here is synthetic but furo's own."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import tinycss2
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.formats.stylesheet import (
    LEFT_TO_RIGHT_SELECTORS,
    TRANSPARENT,
    UNUSED_SELECTORS,
    drop_rules,
    flip_stylesheet,
    minify_stylesheet,
    strip_data_uris,
)

MODEST = settings(max_examples=120, deadline=None)
SIDE = re.compile(r"(?<!\w)(left|right)(?!\w)")


def flip(declaration: str) -> str:
    """The declaration after flipping the rule `a{…}` around it."""
    return flip_stylesheet(f"a{{{declaration}}}").removeprefix("a{").removesuffix("}")


def normal(css: str) -> str:
    return tinycss2.serialize(tinycss2.parse_component_value_list(css))


@pytest.fixture(scope="module")
def furo() -> str:
    spec = find_spec("furo")
    assert spec is not None
    assert spec.origin is not None
    styles = Path(spec.origin).parent / "theme" / "furo" / "static" / "styles"
    names = ("furo.css", "furo-extensions.css")
    return "\n".join((styles / name).read_text("utf-8") for name in names)


def declarations(nodes: list[Any]) -> Iterator[Any]:
    """Every declaration, found by tinycss2's own parser of rules."""
    for node in nodes:
        if node.type == "declaration":
            yield node
        elif node.type in {"qualified-rule", "at-rule"} and node.content is not None:
            yield from declarations(tinycss2.parse_blocks_contents(node.content, True, True))


# -- Mirroring ------------------------------------------------------------------------------

PAIRS = [
    ("margin-left:1px", "margin-right:1px"),
    ("padding-right:1px", "padding-left:1px"),
    ("left:0", "right:0"),
    ("LEFT:0", "right:0"),
    ("left/**/ : 0", "right/**/ : 0"),
    ("left:calc(50% - 10px)", "right:calc(50% - 10px)"),
    ("border-left:1px solid", "border-right:1px solid"),
    ("border-right-width:1px", "border-left-width:1px"),
    ("border-left-style:solid", "border-right-style:solid"),
    ("border-left-color:red", "border-right-color:red"),
    ("border-top-left-radius:1px", "border-top-right-radius:1px"),
    ("border-bottom-right-radius:1px", "border-bottom-left-radius:1px"),
    ("scroll-margin-left:1px", "scroll-margin-right:1px"),
    ("scroll-padding-right:1px", "scroll-padding-left:1px"),
    ("-webkit-margin-left:1px", "-webkit-margin-right:1px"),
    ("float:left", "float:right"),
    ("clear:right!important", "clear:left!important"),
    ("text-align:left", "text-align:right"),
    ("justify-content:left", "justify-content:right"),
    ("cursor:e-resize", "cursor:w-resize"),
    ("cursor:url(x.cur) 2 3,nw-resize", "cursor:url(x.cur) 2 3,ne-resize"),
    ("cursor:nesw-resize", "cursor:nwse-resize"),
    ("transition:left .25s ease-in-out", "transition:right .25s ease-in-out"),
    ("transition:opacity 1s,margin-left 2s", "transition:opacity 1s,margin-right 2s"),
    ("transition-property:left,color", "transition-property:right,color"),
    ("will-change:right", "will-change:left"),
    ("margin:1px 2px 3px 4px", "margin:1px 4px 3px 2px"),
    ("padding:0 1px 0 calc(1px + 2px)!important", "padding:0 calc(1px + 2px) 0 1px!important"),
    ("inset:0 auto 0 0", "inset:0 0 0 auto"),
    ("border-width:1px 2px 3px 4px", "border-width:1px 4px 3px 2px"),
    ("border-style:solid none dotted dashed", "border-style:solid dashed dotted none"),
    ("border-color:red rgb(0 0 0) #fff var(--a)", "border-color:red var(--a) #fff rgb(0 0 0)"),
    ("border-radius:1px 2px", "border-radius:2px 1px"),
    ("border-radius:1px 2px 3px 4px", "border-radius:2px 1px 4px 3px"),
    ("border-radius:1px 2px/3px 4px 5px 6px", "border-radius:2px 1px/4px 3px 6px 5px"),
    ("box-shadow:1px 2px 3px red", "box-shadow:-1px 2px 3px red"),
    ("box-shadow:red 1px 2px", "box-shadow:red -1px 2px"),
    ("box-shadow:-.5rem 0 var(--a) inset", "box-shadow:.5rem 0 var(--a) inset"),
    ("box-shadow:0 1px 2px red", "box-shadow:0 1px 2px red"),
    (
        "box-shadow:1px 0 red,inset -2px 0 rgba(0,0,0,.1)",
        "box-shadow:-1px 0 red,inset 2px 0 rgba(0,0,0,.1)",
    ),
    ("box-shadow:calc(1px + 2px) 0 red", "box-shadow:calc(-1*(1px + 2px)) 0 red"),
    ("box-shadow:var(--x) 0 red", "box-shadow:calc(-1*var(--x)) 0 red"),
    ("box-shadow:var(--colour) 1px 2px 3px", "box-shadow:var(--colour) -1px 2px 3px"),
    ("box-shadow:var(--x) 0 1px var(--colour)", "box-shadow:calc(-1*var(--x)) 0 1px var(--colour)"),
    ("box-shadow:var(--whole)", "box-shadow:var(--whole)"),
    ("box-shadow:none", "box-shadow:none"),
    ("text-shadow:1px 1px 2px red,0 0 1em blue", "text-shadow:-1px 1px 2px red,0 0 1em blue"),
    ("filter:blur(1px) drop-shadow(1px 2px red)", "filter:blur(1px) drop-shadow(-1px 2px red)"),
    ("transform:translate(1px,2px)", "transform:translate(-1px,2px)"),
    ("transform:translateX(-50%) scale(2)", "transform:translateX(50%) scale(2)"),
    ("transform:translateX(calc(1px + 2%))", "transform:translateX(calc(-1*(1px + 2%)))"),
    ("transform:translateY(-50%)", "transform:translateY(-50%)"),
    ("transform:translate3d(1px,2px,3px)", "transform:translate3d(-1px,2px,3px)"),
    ("transform:rotate(90deg)", "transform:rotate(-90deg)"),
    ("transform:rotateX(9deg) rotateY(9deg)", "transform:rotateX(9deg) rotateY(-9deg)"),
    ("transform:rotate3d(1,2,3,4deg)", "transform:rotate3d(1,-2,-3,4deg)"),
    ("transform:skew(1deg,2deg) skewX(3deg)", "transform:skew(-1deg,-2deg) skewX(-3deg)"),
    ("transform:matrix(1,2,3,4,5,6)", "transform:matrix(1,-2,-3,4,-5,6)"),
    (
        "transform:matrix3d(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16)",
        "transform:matrix3d(1,-2,-3,-4,-5,6,7,8,-9,10,11,12,-13,14,15,16)",
    ),
    ("translate:10px 5px", "translate:-10px 5px"),
    ("rotate:90deg", "rotate:-90deg"),
    ("rotate:x 90deg", "rotate:x 90deg"),
    ("rotate:1 2 3 90deg", "rotate:1 -2 -3 90deg"),
    ("transform-origin:left top", "transform-origin:right top"),
    ("transform-origin:30% 20%", "transform-origin:70% 20%"),
    ("background-position:right 1px top 2px", "background-position:left 1px top 2px"),
    ("background-position:30% 10px,center 5px", "background-position:70% 10px,center 5px"),
    ("background-position:0 0", "background-position:100% 0"),
    ("background-position:5px 0", "background-position:calc(100% - 5px) 0"),
    ("background-position:calc(1px + 2%) 0", "background-position:calc(100% - (1px + 2%)) 0"),
    ("background-position:top 4px center", "background-position:top 4px center"),
    ("background-position-x:12.5%", "background-position-x:87.5%"),
    ("object-position:left 10% bottom", "object-position:right 10% bottom"),
    (
        "background:url(left.svg) no-repeat left center",
        "background:url(left.svg) no-repeat right center",
    ),
    ("background:red 10% 20%/30% 40%,url(x) 0 0", "background:red 90% 20%/30% 40%,url(x) 100% 0"),
    ("-webkit-mask:url(x) 25% 50%/cover", "-webkit-mask:url(x) 75% 50%/cover"),
    (
        "background:linear-gradient(to left,red,blue)",
        "background:linear-gradient(to right,red,blue)",
    ),
    (
        "background:linear-gradient(to top right,red 1%)",
        "background:linear-gradient(to top left,red 1%)",
    ),
    (
        "background:linear-gradient(45deg,red 10%,blue)",
        "background:linear-gradient(-45deg,red 10%,blue)",
    ),
    ("background:linear-gradient(red 10%,blue)", "background:linear-gradient(red 10%,blue)"),
    (
        "background:-webkit-linear-gradient(left,red,blue)",
        "background:-webkit-linear-gradient(right,red,blue)",
    ),
    (
        "background:radial-gradient(circle at 30% 20%,red,blue)",
        "background:radial-gradient(circle at 70% 20%,red,blue)",
    ),
    (
        "mask-image:image-set(linear-gradient(90deg,red,blue) 1x)",
        "mask-image:image-set(linear-gradient(-90deg,red,blue) 1x)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_declaration_is_mirrored_and_back(before: str, after: str) -> None:
    assert flip(before) == after
    assert flip(after) == before.replace("LEFT", "left")


@pytest.mark.parametrize(
    "declaration",
    [
        "--left:left",
        "--shadow:1px 0 red",
        "direction:ltr",
        "caption-side:top",
        "resize:horizontal",
        "cursor:ew-resize",
        'content:"left"',
        "background:url(left/right.svg)",
        "margin:1px 2px 3px",
        "text-align:start",
        "transition:var(--left)",
        "animation:left 1s",
        "grid-area:left",
        "*left:1px",
        "background:conic-gradient(from 30deg,red,blue)",
        "background:-webkit-linear-gradient(45deg,red,blue)",
    ],
)
def test_what_has_no_side_is_left_alone(declaration: str) -> None:
    assert flip(declaration) == declaration


def test_an_offset_never_turns_into_what_reads_as_a_colour() -> None:
    assert flip("box-shadow:calc(-1*var(--x)) 0 1px") == "box-shadow:calc(var(--x)) 0 1px"
    assert flip("box-shadow:calc(var(--x)) 0 1px") == "box-shadow:calc(-1*(var(--x))) 0 1px"


def test_a_radius_of_three_values_names_the_corner_that_two_had_in_common() -> None:
    assert flip("border-radius:1px 2px 3px") == "border-radius:2px 1px 2px 3px"
    assert flip("border-radius:2px 1px 2px 3px") == "border-radius:1px 2px 3px 2px"


@pytest.mark.parametrize(
    "frame",
    [
        "@media (min-width:1px){%s}",
        "@supports (left:0){@media print{%s}}",
        "@layer base{@layer inner{%s}}",
        "@keyframes left{from{%s}}",
        "a{&:hover{%s}left:hover{%s}}",
        "@position-try --left{%s}",
        "@page{%s}",
        "a:hover{%s}",
    ],
)
def test_blocks_are_mirrored_wherever_they_stand(frame: str) -> None:
    before = frame.replace("%s", "left:0")
    assert flip_stylesheet(before) == frame.replace("%s", "right:0")


def test_selectors_strings_addresses_and_comments_stay() -> None:
    css = '/* left */.left [data-x="left"]:not(.right){content:"left";src:url("left.svg")}'
    assert flip_stylesheet(css) == css


def test_left_and_right_pages_of_a_print_keep_their_edges() -> None:
    css = "@page :left{margin-left:3cm}@page{margin-left:2cm;@top-left{content:none}}"
    flipped = "@page :left{margin-left:3cm}@page{margin-right:2cm;@top-right{content:none}}"
    assert flip_stylesheet(css) == flipped


def test_control_comments_keep_the_next_thing_or_a_region() -> None:
    css = (
        "a{/* rtl:ignore */left:0;left:1px}"
        "/*rtl:ignore*/ b{left:0;c{left:0}} d{left:0}"
        "/*! rtl:begin:ignore */ e{left:0} @media print{f{left:0}} /* rtl:end:ignore */ g{left:0}"
    )
    flipped = (
        "a{/* rtl:ignore */left:0;right:1px}"
        "/*rtl:ignore*/ b{left:0;c{left:0}} d{right:0}"
        "/*! rtl:begin:ignore */ e{left:0} @media print{f{left:0}} /* rtl:end:ignore */ g{right:0}"
    )
    assert flip_stylesheet(css) == flipped


def test_rules_for_code_can_be_kept() -> None:
    css = ".highlight .linenos{left:0}.highlight,a{left:0}a{left:0}"
    flipped = ".highlight .linenos{left:0}.highlight,a{right:0}a{right:0}"
    assert flip_stylesheet(css, keep=LEFT_TO_RIGHT_SELECTORS) == flipped


def test_what_the_end_cuts_off_is_closed() -> None:
    assert flip_stylesheet("a{left:0;b:'x") == 'a{right:0;b:"x"}'
    assert flip_stylesheet("a{left:0;b:url(x") == "a{right:0;b:url(x)}"


UNITS = st.sampled_from(["px", "rem", "%", "em"])
AMOUNTS = st.sampled_from(["1", "-2", ".5", "-.25", "12.5", "3e2"])
LENGTHS = st.one_of(st.builds("{}{}".format, AMOUNTS, UNITS), st.just("0"), st.just("auto"))


def computed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    frames = ["calc({})", "calc(-1*({}))", "calc(100% - ({}))", "calc(100% - {})", "min({},1px)"]
    return st.builds(lambda frame, text: frame.format(text), st.sampled_from(frames), inner)


DEFINITE = st.recursive(
    st.one_of(st.builds("{}{}".format, AMOUNTS, st.sampled_from(["px", "rem"])), st.just("0")),
    computed,
    max_leaves=4,
)
VALUES = st.one_of(
    DEFINITE, st.sampled_from(["var(--x)", "calc(-1*var(--x))", "calc(-1*1px)", "10%"])
)
SIDES = st.sampled_from(["left", "right", "center", "top", "12.5%", "100%", "0"]) | VALUES
COLOURS = st.sampled_from(["", " red", " #fff", " rgb(0,0,0)", " var(--c)", " inset", " inset red"])
ANGLE = st.builds("{}{}".format, AMOUNTS, st.sampled_from(["deg", "turn", "rad"]))
DECLARATIONS = st.one_of(
    st.builds(
        "{}:{}".format,
        st.sampled_from(["left", "right", "padding-right", "border-top-left-radius"]),
        LENGTHS,
    ),
    st.builds(
        "{}:{} {} {} {}".format,
        st.sampled_from(["margin", "padding", "inset", "border-radius", "border-width"]),
        *[LENGTHS | VALUES] * 4,
    ),
    st.builds("border-radius:{} {}/{} {} {} {}".format, *[VALUES] * 6),
    st.builds("box-shadow:{} {} {}{}".format, DEFINITE, VALUES, VALUES, COLOURS),
    st.builds("box-shadow:{} {} {} red".format, *[VALUES] * 3),
    st.builds("text-shadow:{} {} {},{} {}".format, COLOURS, DEFINITE, *[VALUES] * 3),
    st.builds("transform:translate({},{})".format, VALUES, VALUES),
    st.builds("transform:rotate({0}) skew({0},{1}) translateX({2})".format, ANGLE, ANGLE, VALUES),
    st.builds("transform:matrix({},{},{},1,{},0)".format, *[AMOUNTS] * 4),
    st.builds(
        "{}:{} {}".format,
        st.sampled_from(["background-position", "transform-origin", "object-position"]),
        SIDES,
        VALUES,
    ),
    st.builds("background:url(x) {} 10% / {},red".format, SIDES, LENGTHS),
    st.builds("background:linear-gradient({},red {},blue)".format, ANGLE, LENGTHS),
    st.builds("background:radial-gradient(at {} {},red,blue)".format, SIDES, VALUES),
    st.builds("transition:{} 1s,opacity 2s".format, st.sampled_from(["left", "margin-right"])),
)


@MODEST
@given(st.lists(DECLARATIONS, min_size=1, max_size=4))
def test_flipping_twice_changes_nothing(parts: list[str]) -> None:
    css = f"@media print{{a:hover{{{';'.join(parts)}}}}}"
    assert flip_stylesheet(flip_stylesheet(css)) == normal(css)


CSS_BITS = (
    st.sampled_from("{}()[];:,>~+*/\\!@#.&'\" \n-1")
    | st.sampled_from(
        [
            "left",
            "margin-left",
            "--x",
            "a",
            "url(",
            "/*",
            "*/",
            "/*!",
            "calc(",
            "1px",
            "50%",
            "var(",
        ]
    )
    | st.sampled_from(
        ["box-shadow", "background", "@media", "border-radius", "transform", "data:", "rtl:ignore"]
    )
)


@MODEST
@given(st.lists(CSS_BITS, max_size=25).map("".join))
def test_broken_css_never_breaks_a_build(css: str) -> None:
    for change in (flip_stylesheet, minify_stylesheet, lambda text: strip_data_uris(text)[0]):
        assert isinstance(change(css), str)
    assert isinstance(drop_rules(css, ["a"]), str)


def test_no_side_in_the_theme_is_left_unflipped(furo: str) -> None:
    before = list(declarations(tinycss2.parse_stylesheet(furo, True, True)))
    flipped = flip_stylesheet(furo)
    after = list(declarations(tinycss2.parse_stylesheet(flipped, True, True)))
    assert len(before) == len(after)
    sides = 0
    swap = {"left": "right", "right": "left"}
    for old, new in zip(before, after, strict=True):
        if old.name.startswith("--"):
            assert new.serialize() == old.serialize()
            continue
        assert new.name == SIDE.sub(lambda side: swap[side[0]], old.name)
        words = [node.value for node in old.value if node.type == "ident"]
        turned = [node.value for node in new.value if node.type == "ident"]
        assert sorted(turned) == sorted(SIDE.sub(lambda s: swap[s[0]], word) for word in words)
        sides += bool(SIDE.search(old.name)) + sum(bool(SIDE.search(word)) for word in words)
    assert sides > 100


def test_the_theme_flipped_twice_is_the_theme(furo: str) -> None:
    assert flip_stylesheet(flip_stylesheet(furo)) == normal(furo)


def test_the_theme_is_flipped_in_half_a_second(furo: str) -> None:
    start = time.process_time()
    flip_stylesheet(furo)
    assert time.process_time() - start < 0.5


# -- Dropping rules -------------------------------------------------------------------------


def test_a_rule_goes_only_when_all_its_selectors_match() -> None:
    css = ".ad{a:b}.ad,.text{c:d}.ad p,.ad:hover{e:f}.text{g:h}"
    assert drop_rules(css, [r"^\.ad\b"]) == ".ad,.text{c:d}.text{g:h}"


def test_what_a_selector_excludes_does_not_drop_it() -> None:
    css = ".text:not(.ad){a:b}.text:is(.x,.y),.text{c:d}"
    assert drop_rules(css, [r"\.ad\b"]) == css
    assert drop_rules(css, [r"^\.text"]) == ""


def test_a_group_goes_with_its_last_rule_and_other_at_rules_stay() -> None:
    css = (
        "@media print{.ad{a:b}}@media print{.ad{a:b}p{c:d}}@media all{@supports (a:b){.ad{a:b}}}"
        '@font-face{src:url(ad)}@keyframes ad{from{left:0}}@layer ad;@import "ad";'
    )
    kept = (
        "@media print{p{c:d}}"
        '@font-face{src:url(ad)}@keyframes ad{from{left:0}}@layer ad;@import "ad";'
    )
    assert drop_rules(css, [r"^\.ad$", "^from$"]) == kept


def test_a_dropped_rule_takes_its_control_comment_along() -> None:
    css = drop_rules("/* rtl:ignore */\n.ad{left:0}p{left:0}", [r"^\.ad"])
    assert flip_stylesheet(css).strip() == "p{right:0}"


def test_the_theme_keeps_what_an_archive_shows(furo: str) -> None:
    slim = drop_rules(furo, UNUSED_SELECTORS)
    assert len(slim) < 0.85 * len(furo)
    for shown in (
        ".admonition.note{",
        "table.docutils th{",
        "dl.footnote.brackets{",
        "aside.footnote{",
        "div.citation>",
        ".highlight pre,",
        "code.literal{",
        "ul.search{",
        "blockquote{",
        ".sidebar-drawer{",
        ".toc-drawer{",
        ".related-pages a",
        ".theme-toggle{",
        ".back-to-top{",
        ".skip-to-content{",
        "dl.glossary dt",
        "@media print{",
        "figcaption",
    ):
        assert shown in slim
    for unseen in ("ethical", "readthedocs", ".sd-card", ".copybtn", ".sig-name", ".viewcode"):
        assert unseen not in slim


# -- data: addresses ------------------------------------------------------------------------

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


def test_a_custom_property_turns_into_an_image_that_shows_nothing() -> None:
    css, images = strip_data_uris(f"a{{--icon-x:url('data:image/svg+xml;charset=utf-8,{SVG}')}}")
    assert css == f"a{{--icon-x:{TRANSPARENT}}}"
    assert images == {"icon-x": SVG}


@pytest.mark.parametrize(
    "address",
    [
        f"'data:image/svg+xml,{SVG}'",
        '\'DATA:image/svg+xml;utf8,%3Csvg xmlns="http://www.w3.org/2000/svg"%3E'
        '%3Cpath d="M0 0"/%3E%3C/svg%3E#part\'',
        "data:image/svg+xml;base64," + base64.b64encode(SVG.encode()).decode(),
    ],
)
def test_an_svg_is_decoded_however_it_is_written(address: str) -> None:
    css, images = strip_data_uris(f".x:after{{color:red;content:url({address});left:0}}")
    assert css == ".x:after{color:red;left:0}"
    assert images == {"x-after-content": SVG}


def test_a_callback_puts_a_file_in_the_place_of_an_address() -> None:
    css = f"a{{--icon-x:url('data:image/svg+xml,{SVG}');b:url('data:image/svg+xml,{SVG}') 0 0}}"
    seen, _ = strip_data_uris(css, lambda name, svg: f"url({name}-{len(svg)}.svg)")
    assert seen == f"a{{--icon-x:url(icon-x-{len(SVG)}.svg);b:url(a-b-{len(SVG)}.svg) 0 0}}"
    refused, _ = strip_data_uris(css, lambda name, svg: None)
    assert refused == f"a{{--icon-x:{TRANSPARENT};}}"


def test_different_pictures_never_share_a_name() -> None:
    css = "a{--i:url(data:image/svg+xml,one)}@media print{a{--i:url(data:image/svg+xml,two)}}"
    assert strip_data_uris(css)[1] == {"i": "one", "i-2": "two"}
    assert strip_data_uris(css.replace("two", "one"))[1] == {"i": "one"}


def test_addresses_that_are_no_svg_go_as_well() -> None:
    css = (
        '@import "data:text/css,a{}";@import url(data:text/css,b);'
        "@font-face{src:url(data:font/woff2;base64,AAAA);font-family:x}"
        'a{background:image-set("data:image/png;base64,AAAA" 1x);color:red}'
        "/*# sourceMappingURL=data:application/json,x */"
        "b{*background:url(data:image/png,x);left:0}"
    )
    stripped, images = strip_data_uris(css)
    assert stripped == "@font-face{font-family:x}a{color:red}b{left:0}"
    assert images == {}


def test_no_data_address_of_the_theme_is_left(furo: str) -> None:
    stripped, images = strip_data_uris(furo)
    assert "data:" not in stripped
    assert {"icon-search", "icon-pencil", "icon-warning", "icon-info"} <= images.keys()
    assert all(svg.startswith("<svg") and svg.endswith("</svg>") for svg in images.values())
    assert stripped.count(TRANSPARENT) == sum(name.startswith("icon-") for name in images)


# -- Minifying ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a { left : 0 ; right : 1px ; }\n", "a{left:0;right:1px}"),
        ("/* no */a{b:c}/*! Licence */", "a{b:c}/*! Licence */"),
        ("a > b , c ~ d{e:f}", "a>b,c~d{e:f}"),
        ("a  b\n.c :hover{d:e}", "a b .c :hover{d:e}"),
        ("a + b{c:d}", "a + b{c:d}"),
        ("a/* x */b{c:d}", "a/**/b{c:d}"),
        (":nth-child( 2n + 1 ):is(a , b){c:d}", ":nth-child(2n + 1):is(a,b){c:d}"),
        ('[a="x  y"]{content:" a  /* b */ "}', '[a="x  y"]{content:" a  /* b */ "}'),
        ("a{b:calc( 1px  + 2px )}", "a{b:calc(1px + 2px)}"),
        ("a{b:c /* d */ e}", "a{b:c e}"),
        ("a{b:red  !important;}", "a{b:red!important}"),
        ("a{font:1px / 2 b , c}", "a{font:1px / 2 b,c}"),
        ("a{--x: a   b /* c */ , d ;--y:;--z: }", "a{--x:a   b /* c */ , d;--y: ;--z: }"),
        ("a{--x: {b:c; } ;left:0}", "a{--x:{b:c; };left:0}"),
        ("a{}@media print{b{ }c{d:e}}", "@media print{c{d:e}}"),
        ("@keyframes x { from { } to {left:0} }", "@keyframes x{from{}to{left:0}}"),
        (
            "@media screen  and (min-width : 1px) , print{a{b:c}}",
            "@media screen and (min-width : 1px),print{a{b:c}}",
        ),
        ("@layer a , b ;@layer c{}", "@layer a,b;@layer c{}"),
        ("a{b:c;;d:e;}", "a{b:c;d:e}"),
        ("a{b:c;d{e:f}g:h}", "a{b:c;d{e:f}g:h}"),
        ("a{};b{c:d}", ";b{c:d}"),
        (r".\31 0 .a\:b{c:d}", r".\31 0 .a\:b{c:d}"),
        ("a{b:var( --x , 1px )}", "a{b:var(--x,1px)}"),
    ],
)  # fmt: skip
def test_minifying_keeps_the_meaning(before: str, after: str) -> None:
    assert minify_stylesheet(before) == after
    assert minify_stylesheet(after) == after


def meaning(css: str) -> list[tuple[str, str]]:
    """Declarations and preludes as tinycss2 reads them, their spaces made one."""

    def walk(nodes: list[Any]) -> Iterator[tuple[str, str]]:
        for node in nodes:
            if node.type == "declaration":
                value = tinycss2.serialize(node.value)
                yield node.name, re.sub(r"\s*,\s*", ",", value.strip())
            elif node.type in {"qualified-rule", "at-rule"}:
                prelude = tinycss2.serialize(node.prelude)
                yield node.type, re.sub(r"\s*([,>~])\s*", r"\1", prelude.strip())
                if node.content is not None:
                    yield from walk(tinycss2.parse_blocks_contents(node.content, True, True))

    return list(walk(tinycss2.parse_stylesheet(css, True, True)))


def test_the_theme_minified_declares_the_same(furo: str) -> None:
    small = minify_stylesheet(furo)
    assert meaning(small) == meaning(furo)
    assert small.startswith("/*! normalize.css")
    assert "sourceMappingURL" not in small


@MODEST
@given(st.lists(DECLARATIONS, min_size=1, max_size=4), st.sampled_from([" ", "\n  ", " /* x */ "]))
def test_minified_or_not_a_stylesheet_declares_the_same(parts: list[str], gap: str) -> None:
    css = f"{gap}a b{gap}>{gap}c{gap}{{{gap}{f';{gap}'.join(parts)}{gap};{gap}}}{gap}"
    assert meaning(minify_stylesheet(css)) == meaning(css)
