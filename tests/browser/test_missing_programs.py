"""Where a program is missing, the tests fail with the line that installs it; they never skip."""

from __future__ import annotations

import pytest
from browsing import need


@pytest.mark.parametrize(("name", "package"), [("Chromium", "chromium"), ("Java", "j")])
def test_a_missing_program_fails_the_tests_with_the_line_that_installs_it(name, package):
    with pytest.raises(pytest.fail.Exception) as raised:
        need(name, None)
    assert f"need {name}" in str(raised.value)
    assert package in str(raised.value).partition("run: ")[2].lower()


def test_a_program_that_is_there_is_used():
    assert need("Chromium", "/somewhere/chromium") == "/somewhere/chromium"
