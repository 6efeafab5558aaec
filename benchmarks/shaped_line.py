"""A line that is slow and far: a relay between two ports of this machine that delivers late, and so much a second."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from queue import SimpleQueue
from time import monotonic, sleep

_AT_ONCE = 1024
"""Bytes that are delivered together: a piece takes as long as its bytes."""


@contextmanager
def shaped_line(port: int, *, rate: float, away: float) -> Iterator[int]:
    """A port that leads to another one, over a line of so many bytes a second, so many seconds long each way.

    It takes in whatever it is given, as real lines do, and says nothing of what it has not delivered yet.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, port, rate, away), daemon=True).start()
        yield listener.getsockname()[1]


def _accept(listener: socket.socket, port: int, rate: float, away: float) -> None:
    with suppress(OSError):  # it is closed in the end
        while True:
            here, _ = listener.accept()
            there = socket.create_connection(("127.0.0.1", port))
            for one, other in ((here, there), (there, here)):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                _carry(one, other, rate, away)


def _carry(source: socket.socket, target: socket.socket, rate: float, away: float) -> None:
    """Carry bytes one way, in threads of their own, until one end closes."""
    under_way: SimpleQueue[tuple[float, bytes]] = SimpleQueue()

    def take_in() -> None:
        free = 0.0
        with suppress(OSError):
            while data := source.recv(_AT_ONCE):
                free = max(free, monotonic()) + len(data) / rate
                under_way.put((free + away, data))
        under_way.put((monotonic() + away, b""))

    def deliver() -> None:
        with closing(target), suppress(OSError):
            while True:
                due, data = under_way.get()
                sleep(max(0.0, due - monotonic()))
                if not data:
                    return
                target.sendall(data)

    for work in (take_in, deliver):
        threading.Thread(target=work, daemon=True).start()
