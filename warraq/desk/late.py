"""Loads a command of the desk when it is called, so that the others need not wait for it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from typing import Any

Run = Callable[[argparse.Namespace], int]


def load_late(module: str, function: str = "run") -> Run:
    """What runs a function of a module of the desk, which is imported with the first call."""

    def run(arguments: argparse.Namespace) -> int:
        loaded: Any = import_module(f"warraq.desk.{module}")
        code: int = getattr(loaded, function)(arguments)
        return code

    return run
