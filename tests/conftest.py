"""What every test takes for granted."""

from __future__ import annotations

import signal

# A shell that runs the tests in the background leaves the signal of Ctrl-C ignored, and all
# that the tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
