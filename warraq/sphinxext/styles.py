"""Makes the one stylesheet of a language: the theme's, mirrored where it must be, and ours."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import furo
from sphinx.util import logging

import warraq.formats.stylesheet as stylesheet
from warraq.files import write_atomically
from warraq.languages import Language
from warraq.sphinxext.settings import current_language

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

STYLESHEET = "archive.css"
_THEME_STYLES = ("styles/furo.css", "styles/furo-extensions.css")
_UNUSED = (
    "styles/**/*",
    "css/**/*",
    "scripts/*.map",
    "scripts/furo-extensions.js",
    "basic.css",
    "skeleton.css",
    "debug.css",
    "*.png",
)
"""What themes put into `_static` that no page of an archive loads."""


def style_files(static: list[Path], language: Language) -> list[Path]:
    """The archive's own style parts for a language, in the order in which they apply.

    `css/*.css` are for all, `css/rtl/*.css` for right-to-left pages, `css/script/Arab.css` for
    the languages of a script (ISO 15924), `css/lang/CODE.css` for one language.
    """
    found: list[Path] = []
    for folder in static:
        found += sorted((folder / "css").glob("*.css"))
        found += sorted((folder / "css" / language.direction).glob("*.css"))
        found += sorted((folder / "css" / "script").glob(f"{language.script or '-'}.css"))
        found += sorted((folder / "css" / "lang").glob(f"{language.code}.css"))
    return found


def build_stylesheet(theme: str, parts: list[str], direction: str) -> str:
    """One minified stylesheet: the theme's, slimmed and mirrored for `rtl`, then the parts."""
    theme = stylesheet.drop_rules(theme, stylesheet.UNUSED_SELECTORS)
    theme, _icons = stylesheet.strip_data_uris(theme)
    if direction == "rtl":
        theme = stylesheet.flip_stylesheet(theme, keep=stylesheet.LEFT_TO_RIGHT_SELECTORS)
    return stylesheet.minify_stylesheet("\n".join([theme, *parts]))


def _static_folders(config: Config, confdir: Path) -> list[Path]:
    return [confdir / entry for entry in config.html_static_path]


def find_assets(app: Sphinx, config: Config) -> None:
    """Digest everything that dresses a page, so that all pages are written when it changes."""
    digest = hashlib.sha256()
    confdir = Path(app.confdir)
    templates = [confdir / entry for entry in config.templates_path]
    for folder in [*_static_folders(config, confdir), *templates]:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
                digest.update(path.read_bytes())
    digest.update(furo.__version__.encode())
    digest.update(Path(stylesheet.__file__).read_bytes() + Path(__file__).read_bytes())
    config.archive_assets = digest.hexdigest()[:10]


def write_stylesheet(app: Sphinx) -> None:
    """Write the language's stylesheet where Sphinx copies static files from."""
    if app.builder.format != "html" or app.builder.name == "epub":
        return  # furo, whose colours it takes, knows no EPUB
    config = app.config
    language = current_language(config)
    folder = Path(app.doctreedir) / "assets"
    stamp = folder / f".{config.archive_assets}-{language.direction}-{language.code}"
    if not stamp.exists():
        static = furo.THEME_PATH / "static"
        theme = "\n".join((static / name).read_text("utf-8") for name in _THEME_STYLES)
        theme += "\n" + furo.get_pygments_stylesheet()
        paths = style_files(_static_folders(config, Path(app.confdir)), language)
        parts = [path.read_text("utf-8") for path in paths]
        css = build_stylesheet(theme, parts, language.direction)
        for old in folder.glob(".*-*"):
            old.unlink()
        write_atomically(folder / STYLESHEET, css)
        write_atomically(stamp, "")
    config.html_static_path = [*config.html_static_path, str(folder)]


def drop_unused(app: Sphinx, exception: Exception | None) -> None:
    """Take out of the finished site what themes copied and no page loads."""
    if exception is None and app.builder.format == "html":
        drop_unused_files(Path(app.outdir) / "_static")


def drop_unused_files(static: Path) -> None:
    """Delete from a folder of assets what themes bring and no page loads."""
    for pattern in _UNUSED:
        for path in static.glob(pattern):
            if path.is_file():
                path.unlink()
    (static / "pygments.css").unlink(missing_ok=True)
    for name in ("styles", "css"):
        folders = [static / name, *(path for path in static.glob(f"{name}/**/*") if path.is_dir())]
        for folder in sorted(folders, reverse=True):  # the inner ones first
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the stylesheet; `archive_assets` is set by the build, not by conf.py."""
    default: Any = ""
    app.add_config_value("archive_assets", default, "html", types=frozenset({str}))
    app.connect("config-inited", find_assets, priority=800)
    app.connect("builder-inited", write_stylesheet, priority=900)
    app.connect("build-finished", drop_unused, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
