"""Addresses of links: which may stay, and what in them only follows the reader."""

from __future__ import annotations

import re
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


def _drop_tracking(href: str) -> Address:
    """Take the tracking parameters off and leave every other byte as it is."""
    bare, mark, fragment = href.partition("#")
    path, question, query = bare.partition("?")
    host = (urlsplit(href).hostname or "").removeprefix("www.")
    kept: list[str] = []
    dropped: list[str] = []
    for pair in re.split(r"&amp;|&", query) if question else ():
        name = pair.partition("=")[0]
        tracks = TRACKING.fullmatch(name) or _SHARE_ONLY.get(host) == name
        (dropped if tracks else kept).append(pair)
    if not dropped:
        return Address(href)
    rest = f"?{'&'.join(kept)}" if any(kept) else ""
    return Address(
        f"{path}{rest}{mark}{fragment}", tuple(pair.partition("=")[0] for pair in dropped)
    )
