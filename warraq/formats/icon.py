"""Holds the icon of the site, for the tabs of a browser."""

from __future__ import annotations

ICON = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<path fill="#1d5c63" d="M6 2h14l6 6v22H6z"/>
<path stroke="#fff" stroke-width="2" d="M10 14h12M10 19h12M10 24h12"/>
</svg>
"""
"""A written sheet. A browser that is told of no icon asks for one in vain."""
