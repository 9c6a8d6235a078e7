"""The languages of an archive, as values that know their own name and direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from warraq.translation.bidi import is_rtl, script_of


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the archive."""

    code: str
    """Its code as Sphinx and gettext write it: `en`, `ar`, `zh_CN`."""

    name: str
    """Its name in its own language and script."""

    @property
    def tag(self) -> str:
        """The BCP 47 tag for `lang` and `hreflang`: `zh_CN` becomes `zh-CN`."""
        return self.code.replace("_", "-")

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, the value of HTML's `dir`."""
        return "rtl" if is_rtl(self.code) else "ltr"

    @property
    def script(self) -> str:
        """The script that it is written in, as ISO 15924 names it: `Arab`, `Latn`."""
        return script_of(self.code)


def read_languages(setting: object) -> tuple[Language, ...]:
    """Read the `archive_languages` setting: a mapping of code to own name, source first.

    Raises ValueError with a sentence that names the setting and says what to write.
    """
    example = 'write archive_languages = {"en": "English", "ar": "العربية"}'
    if not isinstance(setting, Mapping) or not setting:
        raise ValueError(f"archive_languages in conf.py is not a mapping of languages; {example}")
    languages: list[Language] = []
    for code, name in setting.items():
        if not isinstance(code, str) or not isinstance(name, str) or not name.strip():
            raise ValueError(
                f"archive_languages in conf.py: {code!r}: {name!r} is not a language code "
                f"with the language's own name; {example}"
            )
        try:
            is_rtl(code)
        except ValueError as error:
            raise ValueError(f"archive_languages in conf.py: {error}") from error
        language = Language(code, name.strip())
        for other in languages:
            # Their pages would overwrite each other, on some disks whatever the case.
            if other.tag.lower() == language.tag.lower():
                raise ValueError(
                    f"archive_languages in conf.py: {other.code!r} and {code!r} are the same "
                    "language; delete one of them"
                )
        languages.append(language)
    return tuple(languages)
