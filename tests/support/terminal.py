"""Programs run in a real pseudo-terminal, typed at, and read from the screen as a person sees it."""

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
from typing import Self

from tests.support.emulator import Emulator, Picture, ViewOptions, left_on

PATIENCE = 30.0
"""Seconds after which what was waited for is held never to come: ample on a busy machine."""

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
"""What a terminal sends for each key that has a name; any other key sends its own character."""

# A program hears of a new size, and of Ctrl+C, from its controlling terminal. It is made that in a process of
# its own, which then becomes the program: in a fork of this one, which has threads, nothing may run.
_BEGIN = (
    # Whoever runs the tests in the background, or under nohup, ignores these, and a program would inherit that.
    "import fcntl, json, os, signal, sys, termios; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "signal.signal(signal.SIGHUP, signal.SIG_DFL); "
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "environment, program, *command = sys.argv[1:]; os.execve(program, command, json.loads(environment))"
)


class NeverCame(AssertionError):
    """What was waited for did not appear; its text shows the screen."""


def until(holds: Callable[[], bool], timeout: float = PATIENCE) -> None:
    """Wait for something that no terminal shows; else NeverCame."""
    end = monotonic() + timeout
    while not holds():
        if monotonic() > end:
            raise NeverCame(f"what was waited for did not hold within {timeout:g} s")
        sleep(0.02)  # nobody tells when it does


class Terminal:
    """A command in a terminal of its own: `with Terminal(["gradstep"]) as terminal: …`.

    The program's environment is this and nothing else: PATH, TERM=xterm-256color, COLORTERM=truecolor,
    LANG=C.UTF-8, a home and XDG folders that are thrown away, and what is given; None leaves a variable out.
    It is the one process that is ended here, with the block.
    """

    at_once = 65536
    """So many bytes are taken in together at most."""

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
        """Every byte that the program wrote."""
        self._given, self._cwd = dict(env or {}), cwd
        self._screen = Emulator(columns, rows, self.send)
        self._closed = self._hung_up = False

    def __enter__(self) -> Self:
        self._home = tempfile.TemporaryDirectory(prefix="terminal-")
        environment = self._environment()
        program = shutil.which(self.command[0], path=environment.get("PATH"))
        if program is None:
            self._home.cleanup()
            raise FileNotFoundError(f"no command {self.command[0]}")
        self._fd, program_end = os.openpty()
        self._line, self._name = termios.tcgetattr(self._fd), os.ttyname(program_end)
        self._set_size(self.columns, self.rows)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _BEGIN, json.dumps(environment), program, *self.command],
            stdin=program_end,
            stdout=program_end,
            stderr=program_end,
            cwd=self._cwd,
            start_new_session=True,
        )
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

    # What goes in

    def press(self, *keys: str) -> Self:
        """Type keys, one after the other, without waiting.

        Only the silence after it tells Escape from the beginning of an arrow key: press it last.
        """
        self.send(b"".join(KEYS.get(key, key.encode()) for key in keys))
        return self

    def send(self, data: bytes) -> None:
        """Bytes as they are."""
        while data:
            data = data[os.write(self._fd, data) :]

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size; the program hears of it."""
        self.columns, self.rows = columns, rows
        self._screen.resize(columns, rows)
        self._set_size(columns, rows)

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    def stop_taking(self) -> None:
        """Fill the line to the program, as when a connection has broken without anybody knowing."""
        line = os.open(self._name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        with suppress(BlockingIOError):
            while True:
                os.write(line, bytes(4096))
        os.close(line)

    def hang_up(self) -> None:
        """Take the terminal away, as when a window is closed or a line breaks."""
        if not self._hung_up:
            self._closed = self._hung_up = True
            os.close(self._fd)

    # What comes out

    def wait_for(self, wanted: str | Callable[[Terminal], bool], timeout: float = PATIENCE) -> Self:
        """Read until a text stands on the screen, or something holds; else NeverCame."""
        end = monotonic() + timeout
        while not (wanted in self.text() if isinstance(wanted, str) else wanted(self)):
            left = end - monotonic()
            if left <= 0:
                raise NeverCame(f"{self._told(wanted)} within {timeout:g} s\n{self._framed()}")
            if not self._read(left) and self._closed:
                raise NeverCame(f"{self._told(wanted)} before the program ended\n{self._framed()}")
        return self

    def wait_for_exit(self, timeout: float = PATIENCE) -> int:
        """Read until the program has ended; its exit status, negative for the signal that ended it."""
        end = monotonic() + timeout
        while not self._closed and monotonic() < end:
            self._read(max(0.0, end - monotonic()))
        try:
            return self._process.wait(max(0.0, end - monotonic()))
        except subprocess.TimeoutExpired:
            raise NeverCame(f"the program did not end within {timeout:g} s\n{self._framed()}") from None

    def settle(self, quiet: float = 0.3, timeout: float = PATIENCE) -> Self:
        """Read until nothing has come for a while: to look at a screen, not to rely on it being finished."""
        end = monotonic() + timeout
        while monotonic() < end and self._read(quiet):
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
        """What the program has changed about the terminal and not changed back, in words; [] if nothing."""
        found = left_on(bytes(self.raw))
        if not self._hung_up and termios.tcgetattr(self._fd) != self._line:
            found.append("the line's settings, such as echo, are other than before")
        return found

    def line_with(self, text: str) -> str:
        """The first row in which a text stands."""
        for line in self.lines():
            if text in line:
                return line
        raise NeverCame(f"no row holds {text!r}\n{self._framed()}")

    def cell(self, x: int, y: int) -> ViewOptions:
        """A cell, counted from 0 at the upper left."""
        return self._screen.cell(x, y)

    def find(self, text: str) -> tuple[int, int]:
        """The x and y of the first cell of a text, where every character before it is one cell wide."""
        for y, line in enumerate(self.lines()):
            if text in line:
                return line.index(text), y
        raise NeverCame(f"no row holds {text!r}\n{self._framed()}")

    def _read(self, timeout: float) -> bool:
        """Take in what comes within so many seconds; whether anything came."""
        if self._closed or not select.select([self._fd], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self._fd, self.at_once)
        except OSError:
            # Linux: nobody holds the other end any more.
            data = b""
        if not data:
            self._closed = True
            return False
        self.raw += data
        self._screen.feed(data)
        return True

    def _environment(self) -> dict[str, str]:
        home = self._home.name
        usual = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": home,
            **{f"XDG_{kind.upper()}_HOME": f"{home}/{kind}" for kind in ("state", "config", "data", "cache")},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
        }
        return {name: value for name, value in (usual | self._given).items() if value is not None}

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _told(self, wanted: str | Callable[[Terminal], bool]) -> str:
        return f"{wanted!r} did not appear" if isinstance(wanted, str) else "what was waited for did not hold"

    def _framed(self) -> str:
        """The screen as a failing test shows it."""
        status = "still running" if self.exit_status is None else f"exit status {self.exit_status}"
        edge = "─" * self.columns
        return "\n".join([f"{' '.join(self.command)} ({status})", edge, *self.lines(), edge])
