"""A synthetic archive in which every kind of page and every element occurs.

Nothing in it is about real people, bodies or events. Styles, templates and the catalogs of the
interface are the repository's own; the tests copy them beside this file.
"""

project = "Synthetic Publisher"
author = "Synthetic Publisher"
html_title = "Synthetic Archive"
html_short_title = "Synthetic Archive"
archive_languages = {"en": "English", "ar": "العربية"}
archive_newest = 4
archive_page_size = 2
extensions = ["warraq.sphinxext"]
root_doc = "index"
bibtex_bibfiles = ["docs/references.bib"]
html_static_path = ["_static"]
templates_path = ["_templates"]
html_theme = "furo"
nitpicky = True
