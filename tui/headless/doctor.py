"""`gradstep doctor`: what gradstep finds of terminal, colours, locale and versions."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sys
from collections.abc import Iterator

from tui.headless.terminal import missing
from tui.headless.versions import versions
from tui.sessions.journal import SessionError
from tui.sessions.store import folder
from tui.terminal.clean import clean_line

_VARIABLES = (
    "TERM",
    "COLORTERM",
    "NO_COLOR",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "PYTHONIOENCODING",
    "TEXTUAL_COLOR_SYSTEM",
)
_FULL_COLOUR = ("truecolor", "24bit")
_256_COLOURS = ("256color", "kitty")


def findings() -> Iterator[tuple[str, str]]:
    """(what, how it is), in an order to be read."""
    fault = missing()
    yield "screen", "can be drawn" if fault is None else f"cannot be drawn: {fault}"
    size = shutil.get_terminal_size(fallback=(0, 0))
    yield "size", f"{size.columns} columns, {size.lines} lines" if size.columns else "unknown"
    streams = {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}
    terminals = [name for name, stream in streams.items() if stream is not None and stream.isatty()]
    yield "terminals", ", ".join(terminals) or "none of stdin, stdout and stderr"
    yield "colours", colours()
    yield "inside", ", ".join(_surroundings()) or "neither tmux, screen nor SSH"
    for name in _VARIABLES:
        yield name, os.environ.get(name, "not set") or "set, but empty"
    yield (
        "encoding",
        f"{sys.stdout.encoding if sys.stdout else 'none'} on stdout, {locale.getencoding()} by locale",
    )
    yield "python", f"{platform.python_version()} ({platform.python_implementation()}, {platform.system()})"
    yield from versions()
    try:
        yield "sessions", str(folder())
    except SessionError as error:
        yield "sessions", str(error)


def colours() -> str:
    """How many colours the terminal is taken to have, and by what."""
    if os.environ.get("NO_COLOR"):
        return "none, since NO_COLOR is set"
    forced = os.environ.get("TEXTUAL_COLOR_SYSTEM", "auto")
    if forced != "auto":
        return f"{forced}, by TEXTUAL_COLOR_SYSTEM"
    if os.environ.get("COLORTERM", "").strip().lower() in _FULL_COLOUR:
        return "16,777,216, by COLORTERM"
    term = os.environ.get("TERM", "").strip().lower()
    if term in ("", "dumb"):
        return "none, by TERM"
    if term.rpartition("-")[2] in _256_COLOURS:
        return "256, by TERM; COLORTERM=truecolor gives all, where the terminal has them"
    return "16, by TERM; COLORTERM=truecolor gives all, where the terminal has them"


def _surroundings() -> Iterator[str]:
    known = {"TMUX": "tmux", "STY": "screen", "SSH_CONNECTION": "SSH", "MOSH_CONNECTION": "mosh"}
    yield from (name for variable, name in known.items() if os.environ.get(variable))


def report() -> Iterator[str]:
    """The findings as aligned lines."""
    found = list(findings())
    width = max(len(what) for what, _ in found)
    yield from (f"{what:{width}}  {clean_line(how)}" for what, how in found)
