"""Languages that know their own name, tag and direction."""

from __future__ import annotations

import pytest

from warraq.languages import Language, read_languages


def test_the_first_language_is_that_of_the_sources_and_the_order_stays():
    found = read_languages({"ar": "العربية", "en": "English", "ku": "Kurdî"})
    assert [language.code for language in found] == ["ar", "en", "ku"]
    assert found[0] == Language("ar", "العربية")


@pytest.mark.parametrize(
    ("code", "tag", "direction"),
    [
        ("en", "en", "ltr"),
        ("ar", "ar", "rtl"),
        ("ckb", "ckb", "rtl"),
        ("he", "he", "rtl"),
        ("fa", "fa", "rtl"),
        ("ur", "ur", "rtl"),
        ("ku", "ku", "ltr"),
        ("tr", "tr", "ltr"),
        ("zh_CN", "zh-CN", "ltr"),
        ("ar_SY", "ar-SY", "rtl"),
        ("ku_Arab", "ku-Arab", "rtl"),
        ("az_Latn", "az-Latn", "ltr"),
    ],
)
def test_a_language_knows_its_tag_and_its_direction(code, tag, direction):
    (language,) = read_languages({code: "A name"})
    assert (language.tag, language.direction) == (tag, direction)


def test_white_space_around_a_name_is_no_part_of_it():
    assert read_languages({"en": " English \n"}) == (Language("en", "English"),)


@pytest.mark.parametrize("setting", [None, {}, [], ["en"], "en", 3, [("en", "English")]])
def test_a_setting_that_is_no_mapping_is_refused_with_an_example(setting):
    with pytest.raises(ValueError, match=r'archive_languages in conf\.py .*"ar": "العربية"'):
        read_languages(setting)


@pytest.mark.parametrize(
    "setting",
    [{"en": ""}, {"en": "  "}, {"en": None}, {"en": 3}, {3: "Three"}, {None: "None"}],
)
def test_a_language_without_a_code_or_a_name_is_refused(setting):
    with pytest.raises(ValueError, match="is not a language code with the language's own name"):
        read_languages(setting)


@pytest.mark.parametrize("code", ["", "xx", "english", "e", "../up", "en/us", "en US", "\u202een"])
def test_a_code_that_is_none_is_refused(code):
    with pytest.raises(ValueError, match=r"archive_languages in conf\.py: .*not the code"):
        read_languages({"en": "English", code: "A name"})


@pytest.mark.parametrize(
    "setting", [{"zh_CN": "中文", "zh-CN": "中文"}, {"en": "English", "EN": "English"}]
)
def test_two_languages_cannot_share_a_folder(setting):
    with pytest.raises(ValueError, match=r"in conf\.py: .* are the same language; delete"):
        read_languages(setting)


def test_a_language_is_a_value():
    language = Language("ar", "العربية")
    assert language == Language("ar", "العربية")
    assert len({language, Language("ar", "العربية"), Language("en", "English")}) == 2
    with pytest.raises(AttributeError):
        language.name = "Arabic"  # type: ignore[misc]
