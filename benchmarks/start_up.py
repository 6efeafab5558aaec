"""How soon the program is there: the first useful frame of the screen, and the help."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.link import GRADSTEP, Link
from benchmarks.measuring import Budget, Measurement, by_turns, ratios

_HELLO = Path(__file__).with_name("hello_world.py")


def measure(quick: bool) -> Iterator[Measurement]:
    """From the command to the frame, and to the end; each program once beforehand, so that it is compiled."""
    frames = {
        "gradstep": _frame([GRADSTEP, "package-prediction"], "q quit"),
        "hello": _frame([sys.executable, str(_HELLO)], "Hello, World!"),
        "nothing": _frame(["printf", "nothing"], "nothing"),
    }
    by_turns(frames, rounds=1)
    times = by_turns(frames, rounds=2 if quick else 11)
    # What it takes to begin a program in a terminal of its own belongs to neither.
    began = median(times["nothing"])
    ours, theirs = ([time - began for time in times[name]] for name in ("gradstep", "hello"))
    yield Measurement(
        "first useful frame, against Textual's hello-world",
        Budget(2.0, "×"),
        ratios(ours, theirs),
        f"{1e3 * median(ours):.0f} ms against {1e3 * median(theirs):.0f} ms",
    )
    programs = {"help": _run([GRADSTEP, "--help"]), "python": _run([sys.executable, "-c", "pass"])}
    by_turns(programs, rounds=1)
    times = by_turns(programs, rounds=5 if quick else 25)
    more = [1e3 * (ours - theirs) for ours, theirs in zip(times["help"], times["python"], strict=True)]
    yield Measurement(
        "gradstep --help, against python -c pass",
        Budget(80, " ms", extra=True),
        more,
        f"{1e3 * median(times['help']):.0f} ms against {1e3 * median(times['python']):.0f} ms",
    )


def _frame(command: Sequence[str], text: str) -> Callable[[], float]:
    """Seconds from the command until a text stands on the screen."""

    def measured() -> float:
        link = Link(command)
        began = perf_counter()
        with link:
            return link.first_seen(text) - began

    return measured


def _run(command: Sequence[str]) -> Callable[[], float]:
    """Seconds from the command to its end."""

    def measured() -> float:
        began = perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return perf_counter() - began

    return measured
