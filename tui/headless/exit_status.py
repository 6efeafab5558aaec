"""The exit statuses of the program."""

from __future__ import annotations

DONE = 0
FAULT = 1
"""The scenario or its data is at fault, or a file cannot be written."""
USAGE = 2
"""The command line is wrong, or names something that does not exist."""
DIVERGED = 3
"""A run diverged."""
INTERRUPTED = 130
"""Ctrl-C (SIGINT): the results so far are written."""
HUNG_UP = 129
"""SIGHUP: the terminal is gone."""
BROKEN_PIPE = 141
"""The reader of the output closed the pipe, as `head` does; 128 + SIGPIPE, as shells count it."""
TERMINATED = 143
"""SIGTERM: the results so far are written."""


def after_signal(number: int) -> int:
    """Return the exit status of a program that a signal has ended, as shells count it: 128 + its number."""
    return 128 + number
