"""Processes of gradstep forked from one that has imported the program: a start without the second of importing.

`start` asks a server process, one for each process that runs tests, for a copy of itself. The server has imported every
module of gradstep and has done nothing else. The copy gets a terminal, an environment, a folder and words, and runs
`python -m tui` in them. What differs from a new interpreter is what Python and the libraries read from the environment
while they start; so a start is only exact where `starts_alike` says so.

Run as a program, this module is the server: its argument is the number of the socket on which requests come.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from functools import cache
from io import BufferedReader, BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple, TextIO

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "scenarios", "tui")

_PID = _STATUS = struct.Struct("i")
_LARGEST_REQUEST_BYTES = 65536
_FIRST_UNUSED_FD, _LAST_UNUSED_FD = 3, 256

_READ_AT_RUN_TIME = ("GRADSTEP_", "XDG_", "COLUMNS", "LINES", "HOME", "PYTHONPATH")
"""Beginnings of the variables that gradstep reads when it runs, not when it is imported."""
_READ_AT_IMPORT = ("--color", "--fps")
"""Options that change the variables which Textual reads as it is imported."""


class ForkedProcess:
    """A process that was forked by the server, with the part of Popen's interface that a terminal needs."""

    def __init__(self, status: int) -> None:
        """Args: the read end of the pipe on which the process id and then the exit status come."""
        self._pipe = status
        self._returncode: int | None = None
        self.pid = self._read()

    def poll(self) -> int | None:
        """Return the exit status, negative for the signal that ended the process; None while it runs."""
        if self._returncode is None and select.select([self._pipe], [], [], 0)[0]:
            self._end()
        return self._returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status once the process has ended.

        Raises:
            subprocess.TimeoutExpired: it has not ended in so many seconds.
        """
        if self._returncode is None:
            if not select.select([self._pipe], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("gradstep", timeout or 0)
            self._end()
        assert self._returncode is not None
        return self._returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def _end(self) -> None:
        self._returncode = os.waitstatus_to_exitcode(self._read())
        os.close(self._pipe)

    def _read(self) -> int:
        data = os.read(self._pipe, _PID.size)
        if not data:
            raise RuntimeError("the server that forks gradstep has failed; its error is on stderr")
        number: int = _PID.unpack(data)[0]
        return number


def starts_alike(words: Sequence[str], usual: Mapping[str, str], environment: Mapping[str, str]) -> bool:
    """Whether a forked process does the same as a new interpreter: by the options and the environment.

    Args: the command's words; the environment of the server; the environment that the program is to have.
    """
    changed = {name for name in usual.keys() | environment.keys() if usual.get(name) != environment.get(name)}
    return (
        sys.platform == "linux"
        and all(name.startswith(_READ_AT_RUN_TIME) for name in changed)
        and not any(word.startswith(_READ_AT_IMPORT) for word in words)
    )


def start(
    words: Sequence[str], usual: Mapping[str, str], environment: Mapping[str, str], cwd: Path, terminal: int
) -> ForkedProcess:
    """Start `gradstep` with these words as the leader of a session whose controlling terminal is `terminal`."""
    request = json.dumps({"words": list(words), "environment": dict(environment), "cwd": str(cwd)}).encode()
    status, status_end = os.pipe()
    socket.send_fds(_server(tuple(sorted(usual.items()))), [request], [terminal, status_end])
    os.close(status_end)
    return ForkedProcess(status)


@cache
def _server(environment: tuple[tuple[str, str], ...]) -> socket.socket:
    """Start the server, which ends when this socket is closed: at the latest with this process."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server = subprocess.Popen(
        [sys.executable, "-m", __name__, str(its.fileno())],
        env={**dict(environment), "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[its.fileno()],
        start_new_session=True,
    )
    its.close()

    def end() -> None:
        ours.close()
        server.wait()

    atexit.register(end)
    return ours


# In the server


class _Request(NamedTuple):
    words: Sequence[str]
    environment: Mapping[str, str]
    cwd: str
    terminal: int
    status: int


def _import_everything() -> None:
    """Import every module, in the environment that gradstep makes for Textual in such a terminal."""
    from tui.terminal.capabilities import configure_textual, decide

    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"  # as gradstep sets them; and a process with threads cannot be forked
    configure_textual(decide(os.environ), os.environ)
    for package in PACKAGES:
        found = importlib.import_module(package)
        for module in pkgutil.walk_packages(found.__path__, f"{package}."):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()


def _requested(control: socket.socket) -> _Request:
    """Fork a process for each request; return only in these processes, each with its request."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the processes that wait
    while True:
        data, fds, _, _ = socket.recv_fds(control, _LARGEST_REQUEST_BYTES, 2)
        if not data:
            os._exit(0)
        terminal, status = fds
        if os.fork() == 0:
            _fork_and_wait(control, terminal, status)
            return _Request(**json.loads(data), terminal=terminal, status=status)
        os.close(terminal)
        os.close(status)


def _fork_and_wait(control: socket.socket, terminal: int, status: int) -> None:
    """Fork once more; the parent tells the child's id and exit status and ends, the child returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        return
    os.close(terminal)
    control.close()
    os.write(status, _PID.pack(pid))
    os.write(status, _STATUS.pack(os.waitpid(pid, 0)[1]))
    os._exit(0)


def _become_the_program(request: _Request) -> None:
    """Take on what a new process would have: terminal, signals, environment, folder and words."""
    os.setsid()
    fcntl.ioctl(request.terminal, termios.TIOCSCTTY, 0)
    for number in range(3):
        os.dup2(request.terminal, number)
    os.closerange(_FIRST_UNUSED_FD, _LAST_UNUSED_FD)
    # Whoever runs the tests in the background, or under nohup, ignores these.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(request.environment)
    os.chdir(request.cwd)
    sys.argv = [str(ROOT / "tui" / "__main__.py"), *request.words]
    sys.path[0] = str(Path.cwd())
    stdin, stdout, stderr = (
        _stream(number, old) for number, old in enumerate((sys.stdin, sys.stdout, sys.stderr))
    )
    sys.stdin = sys.__stdin__ = stdin  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = stdout  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = stderr  # type: ignore[misc]


def _stream(number: int, old: TextIO) -> TextIOWrapper:
    """A stream as Python opens it when it starts; the server's own was opened on no terminal."""
    file = FileIO(number, "w" if number else "r", closefd=False)
    buffer = BufferedWriter(file) if number else BufferedReader(file)
    return TextIOWrapper(buffer, old.encoding, old.errors, line_buffering=number > 0)


if __name__ == "__main__":
    _import_everything()
    _become_the_program(_requested(socket.socket(fileno=int(sys.argv[1]))))
    from tui.__main__ import main

    main()
