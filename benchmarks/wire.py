"""What goes over the wire of a terminal of 120×40, and how long a person waits for the screen after a key."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.changed_cells import least_bytes
from benchmarks.link import GRADSTEP, QUIET_SECONDS, ROOT, Link
from benchmarks.measuring import Budget, Measurement
from benchmarks.shaped_line import shaped_line
from tests.support.ssh import ssh_server
from tests.support.terminal import NeverCame

_READY = "q quit"
_KEYS = ("n", "n", "right", "left", ".", ",", "p")
"""Rows, phases and beats, forward and back: each changes the screen, and all of them together go on by a row."""

_SLOW = 30_000
"""Bytes a second."""
_AWAY = 0.05
"""Seconds that a byte takes over there, or back."""

_LONG_RUN = """
format = 1
kind = "network"
[data]
columns = ["cgpa", "profile_score", "lpa"]
inputs = ["cgpa", "profile_score"]
targets = ["lpa"]
rows = [[8, 8, 4], [7, 9, 5], [6, 10, 6], [5, 12, 7]]
[network]
layers = [{ units = 2 }, { units = 1 }]
[network.initial]
method = "constant"
value = 0.1
[training]
epochs = 100_000
[training.optimizer]
name = "sgd"
learning_rate = 0.001
"""
_SPEEDS = (("<", 16), (">", 32))
"""Rows a second: at both the screen is drawn anew as often as it ever is."""


def measure(quick: bool) -> Iterator[Measurement]:
    """One program for what is typed at rest, and another one, far away, that plays."""
    with Link([GRADSTEP, "package-prediction"]) as link:
        link.first_seen(_READY)
        link.settle(1.0)
        sent = len(link.raw)
        idle = 1.0 if quick else 5.0
        link.settle(quiet=idle, timeout=idle)
        yield Measurement(f"idle for {idle:g} s", Budget(0, " bytes"), [len(link.raw) - sent])
        yield _row_steps(link, 4 if quick else 16)
        link.press("home")
        link.answer()
        yield _keys(link, 10 if quick else 49)
    seconds = 2.0 if quick else 15.0
    yield _keys_in_playback(
        "… during playback, in a terminal that is near, 95th percentile", 100, Link, seconds
    )
    yield _keys_in_playback("… over 30 kB/s", 250, _slow_link, seconds)
    yield _keys_in_playback(
        "… through a real sshd, and 50 ms away each way", 250 + 1e3 * 2 * _AWAY, _far_link, seconds
    )


def _row_steps(link: Link, steps: int) -> Measurement:
    """What each row's step sends, from the second on: the first one fills panes that were empty."""
    link.press("n")
    link.answer()
    sent, least = [], []
    before = link.cells()
    for _ in range(steps):
        link.press("n")
        sent.append(sum(len(piece.data) for piece in link.answer()))
        after = link.cells()
        least.append(least_bytes(before, after))
        before = after
    return Measurement(
        "one row step on the wire, against the changed cells alone",
        Budget(2.0, "×"),
        [some / few for some, few in zip(sent, least, strict=True)],
        f"{median(sent):,.0f} bytes against {median(least):,.0f}",
    )


def _keys(link: Link, presses: int) -> Measurement:
    """From each key to the last byte of the screen that it leads to."""
    waits = []
    for key in islice(cycle(_KEYS), presses):
        pressed = perf_counter()
        link.press(key)
        waits.append(1e3 * (link.answer()[-1].time - pressed))
    return Measurement(
        "key to settled screen, 95th percentile", Budget(40, " ms"), waits, _median_of(waits), quantile=0.95
    )


@contextmanager
def _slow_link(command: list[str]) -> Iterator[Link]:
    """A terminal that takes no more in a second than the line to it would bring."""
    with Link(command, rate=_SLOW) as link:
        yield link


@contextmanager
def _far_link(command: list[str]) -> Iterator[Link]:
    """A terminal in which somebody has logged in to a real server, over such a line."""
    with ssh_server() as server, shaped_line(server.port, rate=_SLOW, away=_AWAY) as port:
        known = server.folder / "known_hosts"
        known.write_text(known.read_text().replace(str(server.port), str(port)))
        with Link(replace(server, port=port).command(*command, cwd=ROOT)) as link:
            yield link


def _keys_in_playback(
    what: str, budget: float, linked: Callable[[list[str]], AbstractContextManager[Link]], seconds: float
) -> Measurement:
    """From a key that changes the speed to the new speed on the screen, while everything else changes too.

    Keys are pressed for so many seconds, and none is waited for any longer.
    """
    waits: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder, "long.toml")
        scenario.write_text(_LONG_RUN, encoding="utf-8")
        with linked([GRADSTEP, "play", str(scenario), "--speed", "32"]) as link:
            link.first_seen(_READY)
            end, keys, note = perf_counter() + seconds, cycle(_SPEEDS), ""
            while perf_counter() < end:
                key, speed = next(keys)
                # Never at the same place between two frames.
                link.settle(QUIET_SECONDS, timeout=0.3 + 0.037 * (len(waits) % 7))
                deque(link.drawn(), maxlen=0)  # else the answer would wait until all this is drawn
                pressed = perf_counter()
                link.press(key)
                try:
                    seen = link.first_seen(f"{speed}×", timeout=seconds)
                except NeverCame:
                    seen, note = perf_counter(), "; the last was not waited for to its end"
                waits.append(1e3 * (seen - pressed))
    return Measurement(
        what,
        Budget(budget, " ms"),
        waits,
        _median_of(waits) + note,
        quantile=0.95,
    )


def _median_of(waits: list[float]) -> str:
    return f"median {median(waits):,.0f} ms of {len(waits)} keys"
