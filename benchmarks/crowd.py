"""What a session takes of a machine that a whole class shares: memory and processor, at rest and playing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from benchmarks.link import GRADSTEP, Link
from benchmarks.measuring import Budget, Measurement

_READY = "q quit"
_MIB = 1024
"""The kernel counts memory in KiB."""
_TICKS = os.sysconf("SC_CLK_TCK")


def measure(quick: bool) -> Iterator[Measurement]:
    """Several sessions at once in terminals of their own, first at rest and then playing at a step a second."""
    if not Path("/proc/self/smaps_rollup").exists():
        yield Measurement("memory of a session", _memory(64), note="only Linux tells what processes share")
        return
    count, seconds = (2, 2.0) if quick else (6, 10.0)
    note = f"{count} sessions at once; what they share is counted in parts"
    with ExitStack() as stack:
        links = [stack.enter_context(Link([GRADSTEP, "package-prediction"])) for _ in range(count)]
        for link in links:
            link.first_seen(_READY)
        _watched(links, 1.0)
        yield Measurement("memory of a session at rest", _memory(56), [*map(_pss, links)], note)
        yield Measurement("processor at rest, of one core", _processor(1), _busy(links, seconds))
        for link in links:
            link.press("space")
        busy = _busy(links, seconds)
        yield Measurement("memory of a session that plays", _memory(64), [*map(_pss, links)], note)
        yield Measurement("processor playing at 1×, of one core", _processor(20), busy)


def _memory(limit: float) -> Budget:
    return Budget(limit, " MiB")


def _processor(limit: float) -> Budget:
    return Budget(limit, " %")


def _busy(links: Sequence[Link], seconds: float) -> list[float]:
    """Of each session, the percentage of a core that it took over so many seconds."""
    before, began = [*map(_cpu_seconds, links)], perf_counter()
    _watched(links, seconds)
    passed = perf_counter() - began
    return [100 * (_cpu_seconds(link) - first) / passed for link, first in zip(links, before, strict=True)]


def _watched(links: Sequence[Link], seconds: float) -> None:
    """Take in for so many seconds what all of them write: nobody waits for its terminal."""
    with ThreadPoolExecutor(len(links)) as pool:
        for _ in pool.map(lambda link: link.settle(quiet=seconds, timeout=seconds), links):
            pass


def _pss(link: Link) -> float:
    """A process's memory in MiB, of what it shares with others its part."""
    lines = Path(f"/proc/{link.pid}/smaps_rollup").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / _MIB


def _cpu_seconds(link: Link) -> float:
    """What a process has taken of the processor up to now."""
    # Behind the name, which may hold anything, in parentheses.
    fields = Path(f"/proc/{link.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
