"""Gives Sphinx the catalogs that are safe to read, and says which messages are not."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import polib
from sphinx import package_dir
from sphinx.errors import ConfigError, ExtensionError
from sphinx.locale import get_translation, translators
from sphinx.locale import init as init_locale
from sphinx.util import logging

from warraq.archive import read_catalog_folder
from warraq.files import write_atomically
from warraq.translation.compile import compile_catalogs
from warraq.translation.reading import CatalogError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

SCRIPT_MESSAGES = (
    "Hide Search Matches",
    "Preparing search...",
    "Search",
    "Search Results",
    "Search finished, found one page matching the search query.",
    "Search finished, found ${resultCount} pages matching the search query.",
    "Searching",
    "Your search did not match any documents. Please make sure that all words are spelled "
    "correctly and that you've selected enough categories.",
    ", in ",
)
"""What Sphinx's scripts say: searchtools.js and sphinx_highlight.js of Sphinx 9."""

_ = get_translation("warraq")
"""Words of the toolkit, translated by `warraq.po`."""

words = get_translation("archive")
"""Words of the archive itself (kinds, places, topics, names), translated by `archive.po`."""


def _mark(text: str) -> str:
    """Mark a text for translators that is translated elsewhere."""
    return text


def compile_for_sphinx(app: Sphinx, config: Config) -> None:
    """Compile the language's catalogs out of reach of other hands and point Sphinx there.

    Sphinx compiles a `.po` beside itself and reads any newer `.mo` that it finds there. A
    refused message must not come back that way, so the compiled files live with the
    doctrees, and only this function writes them.
    """
    if config.locale_dirs != [] and config.locale_dirs != ["locales"]:
        raise ConfigError(
            "locale_dirs in conf.py: leave it out and set archive_locale_dir instead; "
            "catalogs are checked before Sphinx reads them"
        )
    try:
        folder = read_catalog_folder(config.archive_locale_dir)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    source = Path(app.confdir) / folder / config.language / "LC_MESSAGES"
    compiled_root = Path(app.doctreedir) / "catalogs"
    compiled = compiled_root / config.language / "LC_MESSAGES"
    compiled.mkdir(parents=True, exist_ok=True)
    try:
        catalogs = compile_catalogs(source, compiled)
    except CatalogError as error:
        raise ExtensionError(str(error), modname="warraq") from error
    app._archive_refused = {  # type: ignore[attr-defined]
        catalog.domain: {refusal.line for refusal in catalog.refusals} for catalog in catalogs
    }
    for catalog in catalogs:
        for refusal in catalog.refusals:
            logger.warning(
                "%s",
                refusal,
                location=f"{source / refusal.path}:{refusal.line}",
                type="warraq",
                subtype="translation",
            )
    write_atomically(compiled / "sphinx.js", translations_script(compiled, config.language))
    config.locale_dirs = [str(compiled_root)]
    config.gettext_auto_build = False
    _load_interface(app, config, compiled_root)
    config.archive_words = _digest_words(compiled, str(words(config.project)))


def refused_lines(app: Sphinx) -> dict[str, set[int]]:
    """The lines of each catalog of this build's language whose entries no page shows."""
    found: dict[str, set[int]] = getattr(app, "_archive_refused", {})
    return found


def _digest_words(compiled: Path, owner: str) -> str:
    """A digest of the words that stand on every page, so that all are made anew with them."""
    digest = hashlib.sha256(owner.encode())
    for domain in ("sphinx", "warraq"):
        path = compiled / f"{domain}.mo"
        digest.update(path.read_bytes() if path.is_file() else b"-")
    return digest.hexdigest()[:16]


def translations_script(compiled: Path, language: str) -> str:
    """The words that Sphinx's search page says, as a script that the policy lets run.

    Sphinx's own hands the plural rule to `new Function`, which a Content-Security-Policy
    without `unsafe-eval` forbids; here it is a function in the file.
    """
    merged: dict[str, str | list[str]] = {}
    plural = "n != 1"
    for folder in (package_dir / "locale", compiled.parent.parent):
        path = Path(folder) / language / "LC_MESSAGES" / "sphinx.mo"
        if not path.is_file():
            continue
        catalog = polib.mofile(str(path))
        forms = catalog.metadata.get("Plural-Forms", "")
        plural = forms.partition("plural=")[2].strip("; ") or plural
        for entry in catalog:
            if entry.msgid_plural:
                merged[entry.msgid] = [text for _, text in sorted(entry.msgstr_plural.items())]
            elif entry.msgstr:
                merged[entry.msgid] = entry.msgstr
    said = {msgid: merged[msgid] for msgid in SCRIPT_MESSAGES if msgid in merged}
    words = json.dumps(said, ensure_ascii=True, indent=1, sort_keys=True)
    if not re.fullmatch(r"[n0-9\s?:()<>=!&|%+*/-]+", plural):
        plural = "n != 1"
    return (
        f"Object.assign(Documentation.TRANSLATIONS, {words});\n"
        f"Documentation.PLURAL_EXPR = (n) => Number({plural});\n"
        f"Documentation.LOCALE = {json.dumps(language)};\n"
    )


def _load_interface(app: Sphinx, config: Config, compiled_root: Path) -> None:
    # Sphinx loaded its own words before extensions; load them again with the archive's
    # first, so that what Sphinx's catalog lacks is filled.
    translators.pop(("general", "sphinx"), None)
    dirs: list[str | Path] = [compiled_root, package_dir / "locale"]
    app.translator, _found = init_locale(dirs, config.language)
    for domain in ("warraq", "archive"):
        translators.pop(("general", domain), None)
        init_locale([compiled_root], config.language, domain)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the setting `archive_locale_dir` and the compile step."""
    app.add_config_value("archive_locale_dir", "locale", "env", types=frozenset({str}))
    app.add_config_value("archive_words", "", "env", types=frozenset({str}))
    app.connect("config-inited", compile_for_sphinx, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
