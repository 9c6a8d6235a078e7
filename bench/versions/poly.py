"""Builds every version of a language: `sphinx-polyversion poly.py html/ar -o LANGUAGE=ar`."""

from pathlib import Path

from sphinx_polyversion.api import apply_overrides
from sphinx_polyversion.driver import DefaultDriver
from sphinx_polyversion.environment import Environment
from sphinx_polyversion.git import Git
from sphinx_polyversion.sphinx import SphinxBuilder

OUTPUT_DIR = "html/en"
LANGUAGE = "en"
MOCK = SEQUENTIAL = False
apply_overrides(globals())

root = Git.root(Path(__file__).parent)
DefaultDriver(
    root,
    root / OUTPUT_DIR,
    vcs=Git(branch_regex=r"(?!)", tag_regex=r"\d{4}\.\d{2}"),
    builder=SphinxBuilder("docs", args=["-q", "-D", f"language={LANGUAGE}"]),
    env=Environment.factory(),  # nothing is installed anew for a version
).run(MOCK, SEQUENTIAL)
