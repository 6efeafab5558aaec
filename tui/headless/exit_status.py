"""The exit statuses: what a script learns from how gradstep ended."""

from __future__ import annotations

DONE = 0
FAULT = 1
"""The scenario or its data is at fault, or a file cannot be written."""
USAGE = 2
"""The command line asks for what there is not."""
DIVERGED = 3
"""A run diverged."""
INTERRUPTED = 130
"""Ctrl-C (SIGINT): what was computed is written."""
HUNG_UP = 129
"""SIGHUP: the terminal is gone."""
BROKEN_PIPE = 141
"""Whoever read the output went away, as `head` does: the shell's own number for that."""
TERMINATED = 143
"""SIGTERM: what was computed is written."""
