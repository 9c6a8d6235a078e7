"""The archive in one page: its name, its languages, its address.

Everything that is the organisation's own stands here, in `docs/`, in `sources/` and in
`locale/`. The toolkit (`warraq/`) knows none of it.
"""

# -- The archive -----------------------------------------------------------------------

project = "Syrians for Truth and Justice"
author = "Syrians for Truth and Justice"
html_title = "STJ Archive"
html_short_title = "STJ Archive"

# Every language is one line: its BCP 47 code and its name in its own script. The first is
# the language of the sources; the others read their text from `locale/CODE/LC_MESSAGES/`.
archive_languages = {
    "en": "English",
    "ar": "العربية",
}

# The digits that a language's texts write, as CLDR calls them: latn (0123), arab (٠١٢٣).
archive_digits = {"ar": "latn"}

# The address of the published site, such as "https://archive.example.org/". Everything
# that needs no address works without one.
archive_url = ""

# How many briefs the front page shows, and how many one page of a year's list.
archive_newest = 10
archive_page_size = 100

# -- Sphinx ----------------------------------------------------------------------------

extensions = ["warraq.sphinxext"]
language = next(iter(archive_languages))
root_doc = "index"
bibtex_bibfiles = ["docs/references.bib"]
html_static_path = ["_static"]
templates_path = ["_templates"]
html_theme = "furo"
nitpicky = True
