"""A synthetic archive in four languages: each beyond the first is one line here and its catalogs.

Nothing in it is about real people, bodies or events; its translations are tiny on purpose.
"""

project = "Synthetic Publisher"
author = "Synthetic Publisher"
html_title = "Synthetic Archive"
html_short_title = "Synthetic Archive"
archive_languages = {
    "en": "English",
    "ar": "العربية",
    "ku": "Kurmancî",
    "ckb": "کوردیی ناوەندی",
}
extensions = ["warraq.sphinxext"]
root_doc = "index"
bibtex_bibfiles = ["docs/references.bib"]
html_static_path = ["_static"]
templates_path = ["_templates"]
html_theme = "furo"
nitpicky = True
