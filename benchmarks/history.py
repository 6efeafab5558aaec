"""A run of a million steps: how long it takes to have any of them again, and what the run keeps in memory."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from time import process_time
from types import BuiltinFunctionType, FunctionType, ModuleType

import numpy as np

from benchmarks.measuring import Budget, Measurement, by_turns, cpu_seconds
from engine.descent.timeline import Timeline
from scenarios.building import build
from scenarios.loading import load

_MIB = 2**20
_SHARED = (type, ModuleType, FunctionType, BuiltinFunctionType, np.ufunc)
"""What belongs to the program and to no run."""


def measure(quick: bool) -> Iterator[Measurement]:
    """Package prediction, over and over; a quick look takes a tenth of the steps."""
    training = build(load("package-prediction"))[0].training
    steps = 100_000 if quick else 1_000_000
    timeline = Timeline(replace(training, steps=steps))
    began = process_time()
    timeline.go(steps)
    taken = process_time() - began

    spacing = timeline.branch.spacing
    rng = np.random.default_rng(0)
    anywhere = rng.integers(1, steps + 1, size=20 if quick else 200)
    # Right before a kept state the way from the one before is the longest.
    farthest = rng.integers(1, steps // spacing, size=len(anywhere)) * spacing
    tasks = {
        name: cpu_seconds(partial(_go_through, timeline, iter(numbers.tolist())))
        for name, numbers in {"anywhere": anywhere, "farthest": farthest}.items()
    }
    times = by_turns(tasks, rounds=len(anywhere))
    yield Measurement(
        f"go to any step of a {steps:,}-step run",
        Budget(20, " ms"),
        [1e3 * time for time in times["anywhere"]],
    )
    yield Measurement(
        "… to those that are farthest from a kept state",
        Budget(20, " ms"),
        [1e3 * time for time in times["farthest"]],
        f"one state in {spacing} is kept",
        quantile=0.95,
    )
    yield Measurement(
        "the run's memory",
        Budget(64, " MiB"),
        [bytes_held(timeline) / _MIB],
        f"the steps took {taken:.1f} s",
    )


def _go_through(timeline: Timeline, numbers: Iterator[int]) -> None:
    """Go to the next of these steps, and have it again."""
    number = next(numbers)
    timeline.go(number)
    assert timeline.step().number == number


def bytes_held(root: object) -> int:
    """What an object and all that it holds take in memory, each part counted once."""
    total, seen, waiting = 0, {id(root)}, [root]
    while waiting:
        holder = waiting.pop()
        total += sys.getsizeof(holder)
        parts = gc.get_referents(holder)
        if isinstance(holder, np.ndarray) and holder.base is not None:
            parts.append(holder.base)  # a view's numbers are in there
        for part in parts:
            if id(part) not in seen and not isinstance(part, _SHARED):
                seen.add(id(part))
                waiting.append(part)
    return total
