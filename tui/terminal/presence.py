"""Whether there is a terminal to talk through and to draw on, decided before Textual is imported."""

from __future__ import annotations

import os
import sys
from importlib import import_module


def reason_without_screen() -> str | None:
    """The reason why the screen cannot be drawn, as a clause; None if it can."""
    for name, stream in (("input", sys.stdin), ("output", sys.stdout), ("error output", sys.stderr)):
        if stream is None or not stream.isatty():
            return f"its standard {name} is not one"
    term = os.environ.get("TERM", "")
    if not term:
        return "TERM is not set"
    if term == "dumb":
        return "TERM is dumb, a terminal on which nothing can be placed"
    return None


def can_control_terminals() -> bool:
    """Whether this Python can set up a terminal and wait for it; on Windows it cannot."""
    try:
        for name in ("fcntl", "termios"):
            import_module(name)
    except ImportError:
        return False
    return True
