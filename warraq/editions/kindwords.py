"""Says in words what became of a page, and where a brief stands."""

from __future__ import annotations

from collections.abc import Mapping

from warraq.editions.changes import Kind
from warraq.editions.voices import Voice


def status_word(voice: Voice, state: str) -> str:
    """What a state of a brief is called."""
    words: Mapping[str, str] = {
        "published": voice.translate("Published"),
        "corrected": voice.translate("Corrected"),
        "retracted": voice.translate("Retracted"),
        "removed": voice.translate("Removed"),
    }
    return words.get(state, "")


def kind_word(voice: Voice, kind: Kind) -> str:
    """What a change is called, of one page."""
    words: Mapping[Kind, str] = {
        Kind.REMOVED: voice.translate("Removed"),
        Kind.RETRACTED: voice.translate("Retracted"),
        Kind.LIFTED: voice.translate("No longer retracted"),
        Kind.CORRECTED: voice.translate("Corrected"),
        Kind.ADDED: voice.translate("Added"),
        Kind.RENAMED: voice.translate("Renamed"),
        Kind.TRANSLATED: voice.translate("Newly translated"),
        Kind.CHANGED: voice.translate("Changed"),
    }
    return words[kind]
