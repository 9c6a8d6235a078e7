"""What the tests of the linter share: synthetic catalogs and what is found in them."""

from __future__ import annotations

from pathlib import Path

from warraq.translation.lint.catalog import Context
from warraq.translation.lint.engine import Diagnostic, lint_catalog, lint_language
from warraq.translation.plurals import plural_forms


def header(language: str = "ar", **fields: str) -> str:
    """A catalog's header, with other values for some fields; an empty one leaves it out."""
    values = {
        "Project-Id-Version": "Synthetic",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(language),
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f'"{name}: {value}\\n"\n' for name, value in values.items() if value]
    return 'msgid ""\nmsgstr ""\n' + "".join(lines) + "\n"


def entry(msgid: str, msgstr: str, before: str = "") -> str:
    """One entry of a catalog, each text in one line."""

    def quote(text: str) -> str:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'

    return f"{before}msgid {quote(msgid)}\nmsgstr {quote(msgstr)}\n\n"


class Shelf:
    """A folder of catalogs in one language."""

    def __init__(self, root: Path, language: str = "ar") -> None:
        self.language = language
        self.folder = root / "locale" / language / "LC_MESSAGES"
        self.context = Context(language)

    def write(self, body: str | bytes, name: str = "page.po", head: str | None = None) -> Path:
        """Write a catalog: a header of its language, then `body`."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head = header(self.language) if head is None else head
        content = body if isinstance(body, bytes) else (head + body).encode()
        path.write_bytes(content)
        return path

    def lint(self, path: Path) -> list[Diagnostic]:
        return lint_catalog(path, self.context, path.name)

    def lint_all(self, **options: object) -> list[Diagnostic]:
        return lint_language(self.folder, self.context, name=lambda path: path.name, **options)  # type: ignore[arg-type]


def codes(found: list[Diagnostic]) -> list[str]:
    return [item.rule.code for item in found]


def places(found: list[Diagnostic]) -> list[tuple[str, int]]:
    return [(item.rule.code, item.line) for item in found]
