"""Editions: what a tag of the archive said, sealed for ever, compared, published, verified."""
