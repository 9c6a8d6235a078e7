"""What is wrong with a file that was to be imported, in one sentence for the maintainer."""

from __future__ import annotations


class IngestError(ValueError):
    """A file that cannot become a page; the text names it, says why and what to do.

    Nothing has been written when it is raised.
    """
