"""Lets two rooms have a test file of the same name."""
