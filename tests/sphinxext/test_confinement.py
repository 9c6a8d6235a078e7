"""No page includes, shows or offers a file from outside of docs/, nor runs code.

Every text is synthetic.
"""

from __future__ import annotations

import base64
import re
import shutil
import sys
from pathlib import Path

import pytest
from kit import Site
from PIL import Image

from warraq.sphinxext.runner import Outcome

SECRET = "synthetic-secret-3141"


def fence(text: str) -> str:
    """MyST's way of writing a directive."""
    return f"```{text}\n```\n"


def rst(text: str) -> str:
    """A directive in reStructuredText inside of a MyST page."""
    return f"```{{eval-rst}}\n{text}\n```\n"


def attacks(root: Path) -> dict[str, str]:
    """The text of a page by its name; each reaches for a file out of docs/."""
    out, absolute = "../secret.txt", str(root / "secret.txt")
    dots = "../" * 20 + absolute.lstrip("/")
    return {
        "include": fence(f"{{include}} {out}"),
        "include_absolute": fence(f"{{include}} /../{out}"),
        "include_literal": fence(f"{{include}} {dots}\n:literal:"),
        "include_code": fence(f"{{include}} {out}\n:code: text"),
        "include_link": fence("{include} link.txt"),
        "include_folder": fence("{include} folder/secret.txt"),
        "include_own": fence(f"{{include}} <{dots}>"),
        "include_own_absolute": fence(f"{{include}} <{absolute}>"),
        "include_nested": fence("{include} inner/nested.inc"),
        "include_localised": fence(f"{{تضمين}} {out}"),
        "rst_include": rst(f".. include:: {out}"),
        "rst_include_literal": rst(f".. include:: {dots}\n   :literal:"),
        "rst_include_link": rst(".. include:: link.txt"),
        "rst_include_own": rst(f".. include:: <{dots}>"),
        "rst_include_localised": rst(f".. تضمين:: {absolute}"),
        "literal": fence(f"{{literalinclude}} {out}"),
        "literal_link": fence("{literalinclude} folder/secret.txt"),
        "literal_diff": fence(f"{{literalinclude}} inside.txt\n:diff: {out}"),
        "rst_literal": rst(f".. literalinclude:: {out}"),
        "csv": fence(f"{{csv-table}}\n:file: {out}"),
        "csv_absolute": fence(f"{{csv-table}}\n:file: {absolute}"),
        "csv_link": fence("{csv-table}\n:file: link.txt"),
        "csv_url": fence(f"{{csv-table}}\n:url: file://{absolute}"),
        "rst_csv": rst(f".. csv-table::\n   :file: {absolute}"),
        "raw": fence(f"{{raw}} html\n:file: {out}"),
        "raw_absolute": fence(f"{{raw}} html\n:file: {absolute}"),
        "raw_link": fence("{raw} html\n:file: folder/secret.txt"),
        "raw_url": fence(f"{{raw}} html\n:url: file://{absolute}"),
        "rst_raw": rst(f".. raw:: html\n   :file: {out}"),
        "image": "![Synthetic](../secret.png)\n",
        "image_absolute": f"![Synthetic](/../{out.replace('txt', 'png')})\n",
        "image_link": "![Synthetic](link.png)\n",
        "image_any": fence("{image} ../secret.*"),
        "image_language": "![Synthetic](picture.png)\n",
        "image_any_link": fence("{image} link.*"),
        "image_file": fence(f"{{image}} file://{root}/secret.svg\n:loading: embed"),
        "image_FILE": fence(f"{{image}} FILE:{root}/secret.png"),
        "figure": fence("{figure} ../secret.png\n\nA caption."),
        "rst_image": rst(".. image:: ../secret.png"),
        "rst_figure": rst(".. figure:: folder/secret.png\n\n   A caption."),
        "download": f"{{download}}`offer <{out}>`\n",
        "download_absolute": f"{{download}}`offer </../{out}>`\n",
        "download_link": "{download}`offer <link.txt>`\n",
        "link": f"[offer]({out})\n",
        "link_path": f"[offer](path:{out})\n",
        "link_linked": "[offer](folder/secret.txt)\n",
        "rst_download": rst(f":download:`offer <{out}>`"),
    }


OTHERS = {
    "embed": fence("{image} picture-2.svg\n:loading: embed"),
    "embed_colon": fence("{image} ./a://../../../../../secret.svg\n:loading: embed"),
    "figure_width": fence("{figure} ROOT/secret.png\n:figwidth: image\n\nA caption."),
    "jinja": "---\nmyst:\n  enable_extensions: [substitution]\n---\n"
    "{{ env.__class__.__init__.__globals__['os'].system('touch CANARY') }}\n",
    "jinja_quoted": '---\n"m\\u0079st":\n  enable_extensions: [substitution]\n---\n'
    "{{ cycler.__init__.__globals__.os.system('touch CANARY') }}\n",
    "html_again": "---\nmyst:\n  disable_syntax: []\n---\n<script>synthetic()</script>\n",
}
"""What reads or runs in other ways."""

FINE = """\
# Fine

```{include} inner/plain.inc
```

```{literalinclude} inside.txt
```

```{csv-table}
:file: inner/table.csv
```

```{eval-rst}
.. include:: <isonum.txt>

.. csv-table::
   :file: inner/table.csv
```

![Synthetic](inner/good.png) {download}`offer <inside.txt>` [offer too](/inside.txt)
"""


class Attacked:
    """An archive in which every page but one reaches out, built once."""

    def __init__(self, root: Path) -> None:
        self.site = Site(
            root,
            'exclude_patterns = ["**/*.inc"]\n'
            'figure_language_filename = "{root}.{language}{ext}"\n',
        )
        self.canary = root.parent / "canary"
        (root / "secret.txt").write_text(f"{SECRET}\n")
        (root / "secret.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg"><text>{SECRET}</text></svg>'
        )
        Image.new("RGB", (47, 11), (1, 2, 3)).save(root / "secret.png")
        self.pages = attacks(root) | {
            name: text.replace("CANARY", str(self.canary)).replace("ROOT", str(root))
            for name, text in OTHERS.items()
        }
        self.pages["include_nested"] = fence("{include} inner/nested.inc")
        docs = root / "docs"
        (docs / "inner").mkdir()
        (docs / "inner" / "nested.inc").write_text("Nested.\n\n```{include} ../secret.txt\n```\n")
        (docs / "inner" / "plain.inc").write_text("Plain words.\n")
        (docs / "inner" / "table.csv").write_text("celled,words\n")
        (docs / "inside.txt").write_text("Inner words.\n")
        (docs / "link.txt").symlink_to(root / "secret.txt")
        (docs / "link.png").symlink_to("../secret.png")
        (root / "elsewhere").mkdir()
        for name in ("secret.txt", "secret.png"):
            shutil.copy(root / name, root / "elsewhere")
        (docs / "folder").symlink_to("../elsewhere")
        Image.new("RGB", (5, 5), (9, 9, 9)).save(docs / "inner" / "good.png")
        Image.new("RGB", (5, 5), (9, 9, 9)).save(docs / "picture.png")
        (docs / "picture.ar.png").symlink_to("../secret.png")
        (docs / "picture-2.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
        for name, text in self.pages.items():
            self.site.page(name, text if text.startswith("---") else f"# {name}\n\n{text}")
        (root / "linked-page.md").write_text(f"# {SECRET}\n")
        (docs / "linked.md").symlink_to("../linked-page.md")
        self.site.page("fine", FINE)
        self.outcome: Outcome = self.site.build("ar")["ar"]

    def said_of(self, name: str) -> list[str]:
        """What the build says of a page."""
        start = re.compile(rf"docs/{name}\.md:\d+: WARNING: .* \[warraq\.outside\]$")
        return [text for text in self.outcome.messages if start.match(text)]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    return Attacked(tmp_path_factory.mktemp("confinement") / "archive")


NAMES = tuple(attacks(Path("/root")))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_that_reaches_out_is_refused_with_file_and_line(attacked, name):
    said = attacked.said_of(name)
    if name == "include_nested":
        said = [text for text in attacked.outcome.messages if "inner/nested.inc:3: WARNING" in text]
    assert said, [text for text in attacked.outcome.messages if name in text]
    if name == "include_nested":
        return
    path = attacked.site.root / "docs" / f"{name}.md"
    line = next(
        number for number, text in enumerate(path.read_text().splitlines(), 1)
        if number > 2 and not text.startswith("```{eval-rst}") and text
    )  # fmt: skip
    assert said[0].startswith(f"docs/{name}.md:{line}: ")


def test_other_ways_are_refused_with_file_and_line(attacked):
    lines = {
        "embed": 3,
        "embed_colon": 3,
        "jinja": 2,
        "jinja_quoted": 1,
        "html_again": 2,
        "linked": 1,
    }
    for name, line in lines.items():
        (said,) = attacked.said_of(name)
        assert said.startswith(f"docs/{name}.md:{line}: ")
    assert attacked.outcome.failed


def test_nothing_of_what_was_asked_for_is_in_the_site(attacked):
    root = attacked.site.root
    secrets = [SECRET.encode(), (root / "secret.png").read_bytes()]
    secrets += [base64.b64encode(secret)[:-4] for secret in secrets]
    secrets += [b"width: 47px", b'width="47"']
    for path in (root / "build").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in secrets:
                assert secret not in content, path
    assert not list((root / "build").rglob("secret*"))
    assert not attacked.canary.exists()
    assert "<script>synthetic" not in attacked.site.html("html_again")
    for name in ("jinja", "jinja_quoted"):
        assert "{{ " in attacked.site.html(name)


def test_a_page_that_stays_in_docs_is_as_ever(attacked):
    assert not [text for text in attacked.outcome.messages if "fine.md" in text]
    html = attacked.site.html("fine")
    for words in ("Plain words.", "Inner", "celled", "good-", "inside.txt"):
        assert words in html


def test_each_page_is_told_of_and_no_other(attacked):
    told = {re.match(r"docs/([\w/-]+)\.", text)[1] for text in attacked.outcome.messages}
    pages = {*attacked.pages, "linked", "inner/nested", "index"}  # the index misses a title
    assert told == pages - {"include_nested"}


def test_a_page_cannot_choose_a_parser_and_so_a_module_to_import(tmp_path):
    site = Site(tmp_path / "archive")
    site.write("docs/inner.txt", "words")
    site.page("page", "# Page\n\n" + rst(".. include:: inner.txt\n   :parser: this"))
    site.page("myst", "# Page\n\n" + fence("{include} inner.txt\n:parser: this"))
    said = "\n".join(site.build("en")["en"].messages)
    for where in ("docs/page.md:4: ", "docs/myst.md:4: "):
        assert where in said
    assert said.count("a page does not choose a parser") == 2
    assert "this" not in sys.modules
