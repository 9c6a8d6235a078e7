"""Patches to dependencies, one file each, each naming the defect and the versions it is for."""
