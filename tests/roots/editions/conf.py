"""A synthetic archive of three editions, each a folder of what it changed: files to write over
those of the edition before, and `removed.txt` with what to delete.

Nothing in it is about real people, bodies or events. Styles, templates and the words of the
interface are the repository's own; tests/editions/demo.py makes a git repository of it all.
"""

project = "Synthetic Publisher"
author = "Synthetic Publisher"
html_title = "Synthetic Archive"
html_short_title = "Synthetic Archive"
archive_languages = {"en": "English", "ar": "العربية"}
archive_digits = {"ar": "latn"}
archive_url = "https://archive.example.org/"
archive_cards = False
archive_newest = 4
archive_page_size = 20
extensions = ["warraq.sphinxext"]
root_doc = "index"
bibtex_bibfiles = ["docs/references.bib"]
html_static_path = ["_static"]
templates_path = ["_templates"]
html_theme = "furo"
nitpicky = True
