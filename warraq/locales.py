"""Reads CLDR's names of months and days so that no language can change those of another.

Babel lets locales share what they inherit, and writes into it when an alias is followed: once the
stand-alone months of Hebrew have been read, those of Bosnian are Hebrew too (Babel 2.17 and 2.18,
`LocaleDataDict.__getitem__`). Which language comes first depends on what a process did before.
"""

from __future__ import annotations

from copy import copy, deepcopy
from functools import lru_cache

from babel import Locale, localedata


@lru_cache(maxsize=64)
def own_locale(code: str) -> Locale:
    """The locale of a code such as `ar` or `en_GB`, with data that no other locale shares.

    Raises babel.UnknownLocaleError, or ValueError for what is no code.
    """
    locale = copy(Locale.parse(code))
    data = deepcopy(localedata.load(str(locale)))
    locale._Locale__data = localedata.LocaleDataDict(data)  # type: ignore[attr-defined,arg-type]
    return locale
