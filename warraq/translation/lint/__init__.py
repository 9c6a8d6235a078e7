"""Looks for what is wrong with translations: each rule has a code, an example and a fix."""
