"""Looks for what is wrong with translations: each rule has a code, an example and a fix."""

FORMATS = ("text", "json", "github", "gitlab")
"""How findings are shown: for people, for machines, beside the lines on code hosts."""
