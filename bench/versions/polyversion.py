# -- What sphinx-polyversion asks for, after its own guide -------------------------------

from sphinx_polyversion.api import load

load(globals())
templates_path = ["../_templates"]
html_sidebars = {
    "**": [
        *("sidebar/brand.html", "sidebar/search.html", "sidebar/scroll-start.html"),
        *("sidebar/navigation.html", "versions.html", "sidebar/scroll-end.html"),
    ]
}
