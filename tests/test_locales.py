"""No language's names of months depend on which languages were read before."""

from __future__ import annotations

import subprocess
import sys

import pytest

OURS = """
from warraq.edtf import format_date, parse_date
from warraq.locales import own_locale
list(own_locale("he").months["stand-alone"]["wide"].items())
list(own_locale("he").months["format"]["wide"].items())
print(format_date(parse_date("2023-05"), "bs"))
"""
BABELS = """
from babel import Locale
list(Locale.parse("he").months["stand-alone"]["wide"].items())
print(Locale.parse("bs").months["stand-alone"]["wide"][5])
"""


def run(code: str) -> str:
    """What a process prints that has read no language before."""
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, check=True
    )
    return ran.stdout.decode("utf-8").strip()


@pytest.mark.parametrize("reader", ["warraq.ingest.dates", "warraq.translation.lint.months"])
def test_other_readers_of_months_change_no_date(reader):
    first = f"import {reader} as reader\n"
    names = (
        "list(reader._names_of('he'))\n" if "ingest" in reader else "list(reader._names('he'))\n"
    )
    assert run(first + names + OURS) == "maj 2023."


def test_a_month_is_that_of_its_own_language():
    assert run(OURS) == "maj 2023."


def test_babel_still_mixes_them():
    """When this fails, Babel has been mended and `warraq.locales` can go."""
    assert run(BABELS) == "מאי"
