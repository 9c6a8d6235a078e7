"""Catalogs of translations: what a translator writes and what the build accepts of it."""
