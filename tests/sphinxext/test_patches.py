"""Patches to dependencies: each still needed, still biting, and without effect on any page.

A test here that fails after an upgrade says that upstream has changed: look whether the patch
that it names can go. Every page is synthetic.
"""

from __future__ import annotations

import ast
import importlib.util
import pickle
import re
from pathlib import Path
from types import ModuleType
from unittest import mock

import myst_parser
import pytest
import sphinx
from docutils import nodes
from kit import Site, words_of
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils import base
from myst_parser.parsers import sphinx_ as myst_sphinx
from myst_parser.parsers.mdit import create_md_parser
from sphinxcontrib.bibtex.domain import BibtexDomain

import warraq
from warraq.sphinxext import catalogs, citations, parser, translated
from warraq.sphinxext.patches import myst_default_settings as settings_patch

PAGE = """\
# Page {number}

A first sentence with *stress*, {{term}}`SYN`, a [link](https://example.org/) and `code`.

- An item
- Another item.{{cite}}`alpha`

Entry
: Its meaning

| Column |
|---|
| Cell |

A claim.[^1]

[^1]: A footnote.

An open sentence.
"""
WORDS = {
    "A first sentence with *stress*, {term}`SYN`, a [link](https://example.org/) and `code`.": (
        "جملة *مشددة* {term}`هيئة <SYN>` و[رابط](https://example.org/) و`code` وS/RES/1 (2015)."
    ),
    "An item": "بند",
    "Another item.{cite}`alpha`": "بند آخر.{cite}`alpha`",
    "Entry": "مدخل",
    "Its meaning": "معناه",
    "Column": "عمود",
    "Cell": "خانة",
    "A claim.[^1]": "ادعاء.[^1]",
    "A footnote.": "حاشية.",
}
GLOSSARY = "# Glossary\n\n```{glossary}\nSYN\n    A synthetic body.\n```\n"
BIB = """\
@misc{alpha, author = {{Alpha Body}}, title = {Alpha, a Synthetic Text}}
@misc{beta, author = {{Beta Body}}, title = {Beta, a Synthetic Text}}
@misc{gamma, author = {{Gamma Body}}, title = {Gamma, a Synthetic Text}}
"""


def fill(site: Site, pages: int) -> Site:
    site.write("docs/references.bib", BIB)
    site.page("glossary", GLOSSARY)
    site.catalog("glossary", {"SYN": "هيئة", "A synthetic body.": "هيئة اصطناعية."})
    for number in range(pages):
        site.page(f"page{number}", PAGE.format(number=number))
        site.catalog(f"page{number}", WORDS)
    return site


def build(folder: Path, pages: int = 2) -> Site:
    """Build a translated archive. What a test has patched holds in the build's processes too."""
    site = fill(Site(folder / "archive"), pages)
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    return site


def files_of(site: Site) -> dict[str, bytes]:
    """Everything that readers get."""
    root = site.root / "build" / "html"
    code = rb'"warraq.sphinxext":\d+'  # Sphinx writes the versions of extensions into its index
    return {
        path.relative_to(root).as_posix(): re.sub(code, b"", path.read_bytes())
        for path in root.rglob("*")
        if path.is_file() and path.name != ".buildinfo"
    }


def doctrees_of(site: Site) -> list[Path]:
    return sorted((site.root / "build" / "doctrees" / "ar").glob("page*.doctree"))


def documents_held(path: Path) -> int:
    """How many documents the nodes of a pickled doctree hold on to."""
    doctree = pickle.loads(path.read_bytes())
    return len({id(node.document) for node in doctree.findall() if node.document is not None})


@pytest.fixture(scope="module")
def patched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The archive as it is built, with every patch."""
    return files_of(build(tmp_path_factory.mktemp("patched")))


def same_without(patched: dict[str, bytes], folder: Path) -> None:
    """Check that a build with a patch taken out gives the same files to the byte."""
    plain = files_of(build(folder))
    assert plain.keys() == patched.keys()
    assert [name for name, content in plain.items() if content != patched[name]] == []


# -- myst_default_settings -------------------------------------------------------------------


@pytest.fixture
def upstream() -> ModuleType:
    """A copy of myst-parser's module that nobody has patched."""
    spec = importlib.util.spec_from_file_location(
        "myst_parser.mdit_to_docutils.as_shipped", base.__file__
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def unpatched(upstream: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """myst-parser as it was shipped, whatever this process has built before."""
    monkeypatch.setattr(base, "make_document", upstream.make_document)


def render(renderer: type) -> None:
    markdown = create_md_parser(MdParserConfig(), renderer)
    markdown.options["document"] = base.make_document()
    markdown.render("A synthetic sentence.")


def test_myst_parser_still_makes_a_document_that_it_throws_away(upstream):
    """If this fails, patches/myst_default_settings.py can go."""
    document = upstream.make_document()
    with mock.patch.object(upstream, "make_document", wraps=upstream.make_document) as made:
        markdown = create_md_parser(MdParserConfig(), upstream.DocutilsRenderer)
        markdown.options["document"] = document
        markdown.render("A synthetic sentence.")
    assert made.call_count == 1
    assert words_in(document) == "A synthetic sentence."


def words_in(document: nodes.document) -> str:
    return " ".join(document.astext().split())


def test_myst_parser_still_builds_default_settings_for_each_document(upstream):
    """If this fails, patches/myst_default_settings.py can go."""
    ask = upstream.get_default_settings
    with mock.patch.object(upstream, "get_default_settings", wraps=ask) as asked:
        upstream.make_document()
        upstream.make_document()
    assert asked.call_count == 2


@pytest.mark.usefixtures("unpatched")
def test_the_settings_patch_is_for_the_installed_version_and_bites():
    assert settings_patch.applies()
    settings_patch.setup(mock.Mock())
    assert base.make_document is settings_patch.make_document
    render(base.DocutilsRenderer)
    with mock.patch.object(settings_patch, "get_default_settings") as asked:
        for _ in range(3):
            render(base.DocutilsRenderer)
    asked.assert_not_called()


@pytest.mark.usefixtures("unpatched")
@pytest.mark.parametrize("version", ["4.0.1", "6.0.0", "50.0"])
def test_the_settings_patch_leaves_other_versions_alone(monkeypatch, upstream, version):
    monkeypatch.setattr(myst_parser, "__version__", version)
    settings_patch.setup(mock.Mock())
    assert base.make_document is upstream.make_document


@pytest.mark.usefixtures("unpatched")
def test_the_settings_patch_leaves_a_parser_without_that_function_alone(monkeypatch):
    monkeypatch.delattr(base, "make_document")
    settings_patch.setup(mock.Mock())
    assert not hasattr(base, "make_document")


def test_copied_settings_are_the_built_ones_and_each_documents_own(upstream):
    theirs, first, second = (
        upstream.make_document(),
        settings_patch.make_document(),
        settings_patch.make_document("named"),
    )
    ignored = {"record_dependencies"}  # an object without a notion of equality
    assert {k: v for k, v in vars(first.settings).items() if k not in ignored} == {
        k: v for k, v in vars(theirs.settings).items() if k not in ignored
    }
    first.settings.only_here = True
    assert not hasattr(second.settings, "only_here")
    assert (theirs["source"], first["source"], second["source"]) == ("notset", "notset", "named")


def test_no_page_differs_without_the_settings_patch(patched, tmp_path, monkeypatch):
    monkeypatch.setattr(settings_patch, "applies", lambda: False)
    same_without(patched, tmp_path)


# -- The nodes of messages -------------------------------------------------------------------


def leave_nodes(self: translated.AdoptMessageNodes, **kwargs: object) -> None:
    """In place of `AdoptMessageNodes.apply`: as Sphinx leaves them."""


def test_sphinx_still_leaves_a_document_behind_for_each_message(tmp_path, monkeypatch):
    """If this fails, AdoptMessageNodes in sphinxext/translated.py can go."""
    monkeypatch.setattr(translated.AdoptMessageNodes, "apply", leave_nodes)
    site = build(tmp_path)
    assert all(documents_held(path) > len(WORDS) for path in doctrees_of(site))


def test_every_node_of_a_translated_page_holds_the_pages_own_document(tmp_path):
    site = build(tmp_path)
    assert len(doctrees_of(site)) == 2
    assert [documents_held(path) for path in doctrees_of(site)] == [1, 1]


def mean_size(site: Site) -> float:
    sizes = [path.stat().st_size for path in doctrees_of(site)]
    return sum(sizes) / len(sizes)


def test_doctrees_do_not_grow_with_the_archive(tmp_path):
    few, many = build(tmp_path / "few", 3), build(tmp_path / "many", 30)
    assert mean_size(many) < 1.02 * mean_size(few)


def test_without_adoption_doctrees_still_grow_with_the_archive(tmp_path, monkeypatch):
    """If this fails, AdoptMessageNodes in sphinxext/translated.py can go."""
    monkeypatch.setattr(translated.AdoptMessageNodes, "apply", leave_nodes)
    few, many = build(tmp_path / "few", 3), build(tmp_path / "many", 30)
    assert mean_size(many) > 1.2 * mean_size(few)


def test_no_page_differs_without_adoption(patched, tmp_path, monkeypatch):
    monkeypatch.setattr(translated.AdoptMessageNodes, "apply", leave_nodes)
    same_without(patched, tmp_path)


# -- The parser that is kept -----------------------------------------------------------------


def test_myst_parser_still_builds_a_markdown_parser_for_each_text():
    """If this fails, sphinxext/parser.py can go."""
    document = mock.Mock()
    document.settings.env.myst_config = MdParserConfig()
    with mock.patch.object(myst_sphinx, "create_md_parser") as made:
        for _ in range(2):
            myst_sphinx.MystParser().parse("A synthetic sentence.", document)
    assert made.call_count == 2


def test_one_markdown_parser_serves_every_text_of_a_configuration():
    document = mock.Mock()
    document.settings.env.myst_config = MdParserConfig()
    with mock.patch.object(parser, "create_md_parser") as made:
        made.return_value.options = {}
        for _ in range(3):
            parser.ArchiveParser().parse("A synthetic sentence.", document)
        assert made.call_count == 1
        document.settings.env.myst_config = MdParserConfig()
        parser.ArchiveParser().parse("A synthetic sentence.", document)
        assert made.call_count == 2
    parser.ArchiveParser._kept.clear()


def test_no_page_differs_with_a_new_markdown_parser_for_each_text(patched, tmp_path, monkeypatch):
    monkeypatch.setattr(parser, "_register", lambda *_: None)
    same_without(patched, tmp_path)


def test_what_one_text_defines_is_not_known_to_the_next(tmp_path):
    site = Site(tmp_path / "archive")
    site.page("a", "# A\n\nSee [the place].\n\n[the place]: https://example.org/\n")
    site.page("b", "# B\n\nSee [the place] and [^1].\n\nA sentence.\n")
    site.build("en")
    assert site.article("a", "en").select('a[href="https://example.org/"]')
    article = site.article("b", "en")
    assert "See [the place]" in words_of(article)
    assert not article.select('a[href="https://example.org/"]')


# -- The lists of cited entries --------------------------------------------------------------

FILTERS = (
    ":all:",
    "",
    ":filter: cited",
    ":filter: not cited",
    ':filter: author % "Beta"',
    ":filter: docname in docnames",
    ':filter: docnames & {"page0"}',
)


def build_lists(folder: Path, *, conf: str = "") -> dict[str, bytes]:
    site = fill(Site(folder / "archive", conf), 2)
    for number, option in enumerate(FILTERS):
        options = "\n".join(line for line in (option, ":list: bullet") if line)
        site.page(f"list{number}", f"# List\n\n```{{bibliography}}\n{options}\n```\n")
    site.page("cites", "# Cites\n\nA claim.{cite}`beta`\n\n```{bibliography}\n:all:\n```\n")
    site.page("both", "# Both\n\nA claim.{cite}`beta,alpha`\n")
    assert [outcome.messages for outcome in site.build().values()] == [(), ()]
    return files_of(site)


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build_lists(tmp_path_factory.mktemp("lists"))


def test_every_filter_lists_what_upstream_lists(listed, tmp_path, monkeypatch):
    for name in ("get_filtered_entries", "get_sorted_entries"):
        monkeypatch.setattr(citations.ArchiveDomain, name, getattr(BibtexDomain, name))
    plain = build_lists(tmp_path)
    assert [name for name, content in plain.items() if content != listed[name]] == []
    counts = [
        listed[f"en/list{number}.html"].count(b'<li id="ref-') for number in range(len(FILTERS))
    ]
    assert counts == [3, 2, 2, 1, 1, 0, 1]


def test_sphinxcontrib_bibtex_still_looks_at_every_citation_for_every_entry():
    """If this fails, look whether ArchiveDomain in sphinxext/citations.py can go."""
    looked = 0

    class Counted(list):  # type: ignore[type-arg]
        def __iter__(self):
            nonlocal looked
            looked += 1
            return super().__iter__()

    domain = mock.MagicMock(citation_refs=Counted())
    domain.get_entries.return_value = [mock.Mock(key=str(number)) for number in range(5)]
    with mock.patch("sphinxcontrib.bibtex.domain._FilterVisitor"):
        list(BibtexDomain.get_filtered_entries(domain, mock.MagicMock()))
        assert looked == 5
    looked = 0
    domain.bibliographies.__getitem__.return_value.keyprefix = ""
    with mock.patch.object(citations, "_FilterVisitor"):
        list(citations.ArchiveDomain.get_filtered_entries(domain, mock.MagicMock()))
    assert looked == 1


def test_the_style_that_writes_keys_alone_changes_no_page(listed, tmp_path):
    plain = build_lists(tmp_path, conf='bibtex_default_style = "plain"\n')
    assert [name for name, content in plain.items() if content != listed[name]] == []


# -- The words of the interface --------------------------------------------------------------


def test_sphinx_still_reads_its_own_words_before_an_extension_can_add_any(tmp_path, monkeypatch):
    """If this fails, look whether `_load_interface` in sphinxext/catalogs.py can go."""
    monkeypatch.setattr(catalogs, "_load_interface", lambda *_: None)
    monkeypatch.setattr("warraq.sphinxext.briefs.STATE_WORDS", {})
    site = Site(tmp_path / "archive")
    site.page("page", "# Page\n\nA sentence.\n")
    site.build("ar")
    assert 'title="Link to this heading"' in site.html("page")


def test_the_archives_words_fill_what_sphinx_lacks(patched):
    page = patched["ar/page0.html"].decode()
    assert 'title="رابط إلى هذا العنوان"' in page
    assert "Link to this heading" not in page


def test_sphinx_still_hands_plural_rules_to_a_policy_breaking_function():
    """If this fails, `translations_script` in sphinxext/catalogs.py can go."""
    scripts = Path(sphinx.package_dir) / "locale"
    theirs = (scripts / "ar" / "LC_MESSAGES" / "sphinx.js").read_text("utf-8")
    doctools = Path(sphinx.package_dir, "themes/basic/static/doctools.js").read_text("utf-8")
    assert re.search(r'"plural_expr": "', theirs)
    assert "new Function" in doctools


# -- No patch without its file ---------------------------------------------------------------


def root_name(node: ast.expr) -> str:
    """The name that a chain such as `a.b.c` begins with."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def patches_in(text: str) -> list[int]:
    """The lines that put something into a module or class that is not the toolkit's."""
    foreign: set[str] = set()
    lines = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import) or (
            isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("warraq")
        ):
            foreign |= {name.asname or name.name.split(".")[0] for name in node.names}
    for node in ast.walk(ast.parse(text)):
        changed: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            changed = [target for target in node.targets if isinstance(target, ast.Attribute)]
        elif isinstance(node, ast.Call) and root_name(node.func) == "setattr":
            changed = node.args[:1]
        lines += [node.lineno for target in changed if root_name(target) in foreign]
    return lines


def test_only_the_files_in_patches_patch_a_dependency():
    package = Path(warraq.__file__).parent
    found = {
        path.relative_to(package).as_posix(): patches_in(path.read_text("utf-8"))
        for path in package.rglob("*.py")
    }
    assert {name for name, lines in found.items() if lines} == {
        "sphinxext/patches/myst_default_settings.py"
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from a import b\nb.name = ours\n", 1),
        ("import a.b\na.b.name = lambda x: x\n", 1),
        ("from a import (\n    b,\n    C,\n)\nif x:\n    C.name = ours\n", 1),
        ("from a import b\nsetattr(b, 'name', ours)\n", 1),
        ("from warraq.a import b\nb.name = ours\n", 0),
        ("from a import b\nnode.name = b\nx = b.name\n", 0),
    ],
)
def test_the_look_for_patches_sees_them(text, found):
    assert len(patches_in(text)) == found


def test_each_patch_names_its_defect_its_versions_and_its_test():
    root = Path(warraq.__file__).parents[1]
    patches = [
        path
        for path in Path(settings_patch.__file__).parent.glob("*.py")
        if path.name != "__init__.py"
    ]
    assert patches
    for path in patches:
        text = path.read_text("utf-8").split('"""')[1]
        assert "Defect: " in text, path.name
        assert re.search(r"\d\.(x|\d)", text), f"{path.name} names no version"
        (test,) = re.findall(r"`(tests/\S+\.py)`", text)
        assert path.stem in (root / test).read_text("utf-8"), f"{test} knows no {path.stem}"
