"""The plural forms of languages, as gettext catalogs declare them."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import get_plural

_OWN = {
    # Babel's table calls Arabic's forms the same; both come from GNU gettext's manual.
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
        "n%100>=11 ? 4 : 5);"
    ),
}
"""Headers for languages whose usual form differs from Babel's."""


def plural_forms(language: str) -> str:
    """The value of a catalog's Plural-Forms header (GNU gettext manual, "Plural forms")."""
    if language in _OWN:
        return _OWN[language]
    try:
        plural = get_plural(Locale.parse(language.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        plural = get_plural("en")
    return f"nplurals={plural[0]}; plural={plural[1]};"
