"""A publication as it lies around becomes a page of the archive, and nothing of it is lost."""
