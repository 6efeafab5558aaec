"""Programs in a real pseudo-terminal: keys go in, and the screen is read as a person sees it.

Every wait is for a state: a text on the screen, a condition, the end of the program. No wait measures how long
something takes or for how long nothing comes; the deadline only ends a test that hangs.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Protocol, Self

from tests.support.emulator import Cell, Emulator, Picture, left_on

DEADLINE_SECONDS = 120.0
"""The time after which a wait is given up: far more than anything takes on a busy machine."""
_POLL_SECONDS = 0.02
"""The interval at which a condition is checked that no output announces."""
_LARGEST_READ_BYTES = 65536

KEYS: Mapping[str, bytes] = {
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "space": b" ",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "delete": b"\x1b[3~",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    **{
        name: b"\x1b[" + final
        for name, final in zip(
            ("up", "down", "right", "left", "home", "end"), (b"A", b"B", b"C", b"D", b"H", b"F"), strict=True
        )
    },
    **{f"f{number}": b"\x1bO" + bytes([ord("O") + number]) for number in range(1, 5)},
    **{f"ctrl+{chr(code + 96)}": bytes([code]) for code in range(1, 27)},
}
"""The bytes that a terminal sends for each key that has a name; any other key sends its own character."""

USUAL: Mapping[str, str] = {
    "PATH": os.environ.get("PATH", os.defpath),
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "LANG": "C.UTF-8",
}
"""The environment of every program, besides its home and what a test gives it."""

# SIGWINCH, and SIGINT for Ctrl+C, come from the controlling terminal. A process of its own makes the terminal that and
# then becomes the program: in a fork of this process, which has threads, no Python code may run.
_EXEC_IN_TERMINAL = (
    # Whoever runs the tests in the background, or under nohup, ignores these, and a program would inherit that.
    "import fcntl, json, os, signal, sys, termios; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "signal.signal(signal.SIGHUP, signal.SIG_DFL); "
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "environment, program, *command = sys.argv[1:]; os.execve(program, command, json.loads(environment))"
)


class NeverCame(AssertionError):
    """A state that was waited for was not reached; the text shows the screen."""


class Process(Protocol):
    """A running program: Popen, or what stands in for it."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, number: int) -> None: ...
    def kill(self) -> None: ...


def until(holds: Callable[[], bool], timeout: float = DEADLINE_SECONDS) -> None:
    """Wait for a condition that no terminal shows.

    Raises:
        NeverCame: the condition does not hold before the deadline.
    """
    end = monotonic() + timeout
    while not holds():
        if monotonic() > end:
            raise NeverCame(f"the condition did not hold within {timeout:g} s")
        sleep(_POLL_SECONDS)


class Terminal:
    """A command in a terminal of its own: `with Terminal(["gradstep"]) as terminal: …`.

    The program's environment is PATH, TERM=xterm-256color, COLORTERM=truecolor, LANG=C.UTF-8, a temporary home with
    XDG folders, and what is given, where None removes a variable. Leaving the block ends the program, and no other
    process.
    """

    largest_read = _LARGEST_READ_BYTES
    """The most bytes that are read at once."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.command = tuple(command)
        self.columns, self.rows = columns, rows
        self.raw = bytearray()
        """Every byte that the program has written."""
        self._given, self._cwd = dict(env or {}), cwd
        self._screen = Emulator(columns, rows, self.send)
        self._closed = self._hung_up = False

    def __enter__(self) -> Self:
        self._home = tempfile.TemporaryDirectory(prefix="terminal-")
        self._fd, program_end = os.openpty()
        self._line, self._name = termios.tcgetattr(self._fd), os.ttyname(program_end)
        self._set_size(self.columns, self.rows)
        try:
            self._process = self._start(self._environment(), program_end)
        except BaseException:
            os.close(self._fd)
            self._home.cleanup()
            raise
        finally:
            os.close(program_end)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self.hang_up()
        self._home.cleanup()

    def _start(self, environment: Mapping[str, str], program_end: int) -> Process:
        """Start the program with its streams on the terminal."""
        program = shutil.which(self.command[0], path=environment.get("PATH"))
        if program is None:
            raise FileNotFoundError(f"no command {self.command[0]}")
        start = [sys.executable, "-I", "-S", "-c", _EXEC_IN_TERMINAL, json.dumps(environment), program]
        return subprocess.Popen(
            [*start, *self.command],
            stdin=program_end,
            stdout=program_end,
            stderr=program_end,
            cwd=self._cwd,
            start_new_session=True,
        )

    # Input

    def press(self, *keys: str) -> Self:
        """Type keys, one after the other, without waiting.

        Escape has to be the last of them: only what comes after it, or nothing, tells it from the beginning of an arrow
        key.
        """
        self.send(b"".join(KEYS.get(key, key.encode()) for key in keys))
        return self

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        while data:
            data = data[os.write(self._fd, data) :]

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size, and the program SIGWINCH."""
        self.columns, self.rows = columns, rows
        self._screen.resize(columns, rows)
        self._set_size(columns, rows)

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    def stop_taking(self) -> None:
        """Fill the line that the program writes to, as when a connection is broken and neither end knows."""
        line = os.open(self._name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        with suppress(BlockingIOError):
            while True:
                os.write(line, bytes(4096))
        os.close(line)

    def hang_up(self) -> None:
        """Take the terminal away, as when a window is closed or a connection breaks."""
        if not self._hung_up:
            self._closed = self._hung_up = True
            os.close(self._fd)

    # Output

    def wait_for(self, wanted: str | Callable[[Self], bool], timeout: float = DEADLINE_SECONDS) -> Self:
        """Read until a text stands on the screen, or a condition holds.

        The condition may also be about something that no output announces, such as a file.

        Raises:
            NeverCame: this is not so before the deadline, or when the program has ended.
        """
        end = monotonic() + timeout
        while not (wanted in self.text() if isinstance(wanted, str) else wanted(self)):
            if self._closed:
                raise NeverCame(f"{self._named(wanted)} before the program ended\n{self._framed()}")
            if monotonic() > end:
                raise NeverCame(f"{self._named(wanted)} within {timeout:g} s\n{self._framed()}")
            self._read(_POLL_SECONDS)
        return self

    def wait_for_exit(self, timeout: float = DEADLINE_SECONDS) -> int:
        """Read until the program has ended; return its exit status, negative for the signal that ended it.

        Raises:
            NeverCame: it has not ended before the deadline.
        """
        end = monotonic() + timeout
        while not self._closed and monotonic() < end:
            self._read(max(0.0, end - monotonic()))
        try:
            return self._process.wait(max(0.0, end - monotonic()))
        except subprocess.TimeoutExpired:
            raise NeverCame(f"the program did not end within {timeout:g} s\n{self._framed()}") from None

    def take_in(self) -> Self:
        """Read what has come until now, without waiting for more."""
        while self._read(0):
            pass
        return self

    @property
    def exit_status(self) -> int | None:
        """The exit status, negative for the signal that ended the program; None while it runs."""
        return self._process.poll()

    @property
    def pid(self) -> int:
        """The program's process id."""
        return self._process.pid

    def lines(self) -> list[str]:
        """The screen's rows, without the blanks at their ends."""
        return [self.line(y) for y in range(self.rows)]

    def line(self, y: int) -> str:
        """One row, counted from 0 at the top, or from −1 at the bottom."""
        return self._screen.line(y)

    def text(self) -> str:
        """The screen, one line a row."""
        return "\n".join(self.lines())

    def picture(self) -> Picture:
        """The whole screen with its colours."""
        return self._screen.picture()

    def left_behind(self) -> list[str]:
        """Sentences on what the program has changed about the terminal and not changed back; [] if nothing."""
        changes = left_on(bytes(self.raw))
        if not self._hung_up and termios.tcgetattr(self._fd) != self._line:
            changes.append("the line's settings, such as echo, are other than before")
        return changes

    def line_with(self, text: str) -> str:
        """The first row that has a text.

        Raises:
            NeverCame: no row has it.
        """
        for line in self.lines():
            if text in line:
                return line
        raise NeverCame(f"no row holds {text!r}\n{self._framed()}")

    def cell(self, x: int, y: int) -> Cell:
        """A cell, counted from 0 at the upper left."""
        return self._screen.cell(x, y)

    def find(self, text: str) -> tuple[int, int]:
        """The x and y of the first cell of a text, where every character before it is one cell wide.

        Raises:
            NeverCame: no row has it.
        """
        for y, line in enumerate(self.lines()):
            if text in line:
                return line.index(text), y
        raise NeverCame(f"no row holds {text!r}\n{self._framed()}")

    def _read(self, timeout: float) -> bool:
        """Read what comes within so many seconds, at once; return whether anything came."""
        if self._closed or not select.select([self._fd], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self._fd, self.largest_read)
        except OSError:
            # Linux: no process has the other end open any more.
            data = b""
        if not data:
            self._closed = True
            return False
        self.raw += data
        self._screen.feed(data)
        return True

    def _environment(self) -> dict[str, str]:
        home = self._home.name
        folders = {
            f"XDG_{kind.upper()}_HOME": f"{home}/{kind}" for kind in ("state", "config", "data", "cache")
        }
        usual = {**USUAL, "HOME": home, **folders}
        return {name: value for name, value in (usual | self._given).items() if value is not None}

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _named(self, wanted: str | Callable[[Self], bool]) -> str:
        return f"{wanted!r} did not appear" if isinstance(wanted, str) else "the condition did not hold"

    def _framed(self) -> str:
        """The screen as a failing test shows it."""
        status = "still running" if self.exit_status is None else f"exit status {self.exit_status}"
        edge = "─" * self.columns
        return "\n".join([f"{' '.join(self.command)} ({status})", edge, *self.lines(), edge])
