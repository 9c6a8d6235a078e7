"""A bilingual publication archive on Sphinx: briefs, glossary, citations and editions."""

__version__ = "0.1.0"
