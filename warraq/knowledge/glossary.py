"""Reads which bodies a glossary page names, each with all its names."""

from __future__ import annotations

import re

_GLOSSARY = re.compile(r"^(`{3,}|:{3,})\{glossary\}[^\n]*\n(.*?)^\1", re.DOTALL | re.MULTILINE)


def read_bodies(glossary: str) -> tuple[tuple[str, ...], ...]:
    """The names of each entry in the text of a glossary page, the key first."""
    groups: list[list[str]] = []
    for block in _GLOSSARY.finditer(glossary):
        open_group = False
        for line in block[2].splitlines():
            if not line.strip() or line[0].isspace() or line.startswith(":"):
                open_group = False
                continue
            if not open_group:
                groups.append([])
            open_group = True
            groups[-1].append(line.strip())
    return tuple(tuple(group) for group in groups)
