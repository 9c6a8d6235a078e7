"""Lets `python -m warraq` be the `warraq` command."""

import sys

from warraq.cli import main

if __name__ == "__main__":
    sys.exit(main())
