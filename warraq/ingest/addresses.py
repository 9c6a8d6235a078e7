"""Addresses of links: which may stay, and what in them only follows the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|piwik_\w+|hsa_\w+|fb_(?:action_\w+|source|ref)|fbclid|gclid|gclsrc"
    r"|dclid|gbraid|wbraid|msclkid|twclid|ttclid|yclid|ysclid|igshid|igsh|li_fat_id|mc_[ce]id"
    r"|mkt_tok|_hs(?:enc|mi)|__hs\w+|vero_(?:id|conv)|oly_(?:anon|enc)_id|_openstat|_g[al]|_ke"
    r"|wickedid|epik|rb_clickid|s_cid|ml_subscriber(?:_hash)?|__twitter_impression|ref_(?:src|url)"
    r"|share_id|_branch_match_id|spm|trk(?:campaign)?|xtor|at_(?:medium|campaign|custom\d)",
    re.IGNORECASE,
)
"""Names of parameters that tell a site who came from where, and nothing else."""

_SHARE_ONLY = {"youtu.be": "si", "youtube.com": "si", "open.spotify.com": "si"}
_PAIRS = re.compile(r"(?:\A|&amp;|&(?!amp;))([^&]+)")
_UNSAFE = re.compile(r"""[\0-\x20"<>\\^`{|}\x7f]""")
_NEVER = re.compile(r"[\0-\x1f\x7f]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a link leads; `href` is empty where it may lead nowhere."""

    href: str
    tracking: tuple[str, ...] = ()
    """Names of the parameters that were taken off."""

    refused: str = ""
    """Why the link is none: a scheme such as `javascript:`, or `broken`, `local`."""


def clean_address(href: str, base: str = "") -> Address:
    """Judge the address of a link; `base` is the address of its page, if that is known."""
    href = _NEVER.sub("", href).strip()
    if href.startswith("//"):
        href = f"https:{href}"
    scheme = _SCHEME.match(href)
    try:
        if not scheme:
            if not base:
                return Address("", refused="local")
            href = urljoin(base, href)
            scheme = _SCHEME.match(href)
        name = scheme[1].lower() if scheme else ""
        if name not in ("http", "https", "mailto"):
            return Address("", refused=f"{name or 'broken'}:" if name else "broken")
        if name != "mailto" and not urlsplit(href).hostname:
            return Address("", refused="broken")
        href = _UNSAFE.sub(lambda found: quote(found[0]), href)
        return _drop_tracking(href) if name != "mailto" else Address(href)
    except ValueError:
        return Address("", refused="broken")


def find_tracking(href: str) -> dict[tuple[int, int], str]:
    """Where the tracking parameters of an address stand, with what parts them from the others.

    The name of each, by its stretch; without these stretches the address leads to the same place.
    """
    bare = href.partition("#")[0]
    path, question, query = bare.partition("?")
    if not question:
        return {}
    try:
        full = href if "://" in href else f"//{href}"
        host = (urlsplit(full).hostname or "").removeprefix("www.")
    except ValueError:
        return {}
    pairs: list[tuple[int, int, str]] = []
    at = len(path) + 1
    for found in _PAIRS.finditer(query):
        pairs.append((at + found.start(1), at + found.end(1), found[1].partition("=")[0]))
    tracks = [
        bool(TRACKING.fullmatch(name) or _SHARE_ONLY.get(host) == name) for _, _, name in pairs
    ]
    last = max((end for (_, end, _), bad in zip(pairs, tracks, strict=True) if not bad), default=0)
    stretches: dict[tuple[int, int], str] = {}
    before = len(path)
    for number, ((start, end, name), bad) in enumerate(zip(pairs, tracks, strict=True)):
        if bad and start < last:
            stretches[start, pairs[number + 1][0]] = name
        elif bad:
            # Behind the last that stays, each goes with what stands before it.
            end = end if number + 1 < len(pairs) else len(bare)
            stretches[before if before >= last else last, end] = name
        before = end
    return stretches


def list_counts(counts: Mapping[str, int]) -> str:
    """Names in their order, each with how often it came: `fbclid, utm_source ×2`."""
    named = sorted(counts.items())
    return ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in named)


def _drop_tracking(href: str) -> Address:
    """Take the tracking parameters off and leave every other byte as it is."""
    stretches = find_tracking(href)
    for start, end in reversed(stretches):
        href = href[:start] + href[end:]
    return Address(href, tuple(stretches.values()))
