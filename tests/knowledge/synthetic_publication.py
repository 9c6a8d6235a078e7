"""A synthetic publication that tests change as they need it."""

from warraq.edtf import parse_date
from warraq.knowledge.publication import Publication

PUBLICATION = Publication(
    docname="briefs/2023/a-synthetic-brief",
    page_language="en",
    title="A synthetic brief",
    language="en",
    authors=("Synthetic Author",),
    date=parse_date("2023-05"),
    kind="update",
    publisher="Synthetic Author",
    archive="Synthetic Archive",
)
