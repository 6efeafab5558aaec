"""`gradstep doctor`: a report on the terminal, its colours, the locale and the versions."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from tui.headless.versions import versions
from tui.sessions.journal import SessionError
from tui.sessions.store import folder
from tui.terminal.capabilities import Capabilities, Colours, Decision, environment_as_given
from tui.terminal.presence import reason_without_screen
from tui.text.untrusted import clean_line

_VARIABLES = (
    "TERM",
    "COLORTERM",
    "NO_COLOR",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "PYTHONIOENCODING",
    "TEXTUAL_COLOR_SYSTEM",
    "TEXTUAL_FPS",
)
_COUNTS: Mapping[Colours, str] = {"truecolor": "16,777,216"}


def findings(capabilities: Capabilities) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of each finding, in reading order; a decision comes with its reason."""
    fault = reason_without_screen()
    yield "screen", "can be drawn" if fault is None else f"cannot be drawn: {fault}"
    size = shutil.get_terminal_size(fallback=(0, 0))
    yield "size", f"{size.columns} columns, {size.lines} lines" if size.columns else "unknown"
    streams = {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}
    terminals = [name for name, stream in streams.items() if stream is not None and stream.isatty()]
    yield "terminals", ", ".join(terminals) or "none of stdin, stdout and stderr"
    yield "colours", _with_reason(capabilities.colours, _COUNTS.get(capabilities.colours.value))
    yield "charset", _with_reason(capabilities.charset)
    yield (
        "mouse",
        _with_reason(capabilities.mouse, "used" if capabilities.mouse.value else "left to the terminal"),
    )
    yield "frames", _with_reason(capabilities.fps, f"at most {capabilities.fps.value} a second")
    yield "inside", ", ".join(_surroundings()) or "neither tmux, screen nor SSH"
    given = environment_as_given(os.environ)
    for name in _VARIABLES:
        yield name, given.get(name, "not set") or "set, but empty"
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


def _with_reason(decision: Decision[Any], value: str | None = None) -> str:
    return f"{value or decision.value}, since {decision.reason}"


def _surroundings() -> Iterator[str]:
    known = {"TMUX": "tmux", "STY": "screen", "SSH_CONNECTION": "SSH", "MOSH_CONNECTION": "mosh"}
    yield from (name for variable, name in known.items() if os.environ.get(variable))


def report(capabilities: Capabilities) -> Iterator[str]:
    """Yield the findings as aligned lines."""
    rows = list(findings(capabilities))
    width = max(len(name) for name, _ in rows)
    yield from (f"{name:{width}}  {clean_line(value)}" for name, value in rows)
