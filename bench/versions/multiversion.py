# -- What sphinx-multiversion asks for, after its own guide ------------------------------

extensions.append("sphinx_multiversion")  # noqa: F821
templates_path = ["../_templates"]
html_sidebars = {
    "**": [
        *("sidebar/brand.html", "sidebar/search.html", "sidebar/scroll-start.html"),
        *("sidebar/navigation.html", "versions.html", "sidebar/scroll-end.html"),
    ]
}
smv_tag_whitelist = r"^\d{4}\.\d{2}$"
smv_branch_whitelist = r"^$"
