"""The corpus on Sphinx, MyST, sphinxcontrib-bibtex and furo as they come."""

project = html_title = "Synthetic archive"
extensions = ["myst_parser", "sphinxcontrib.bibtex"]
html_theme = "furo"
bibtex_bibfiles = ["references.bib"]
locale_dirs = ["../locale"]
gettext_compact = False
# A false alarm where a translated term names the same entry (sphinx-doc/sphinx#14162).
suppress_warnings = ["i18n.inconsistent_references"]
