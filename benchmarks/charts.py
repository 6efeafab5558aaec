"""The loss pane drawn again at 160×40 after a further step, for histories of any length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count

import numpy as np

from benchmarks.measuring import Budget, Measurement, by_turns, cpu_seconds
from engine.descent.series import Series
from scenarios.loading import load
from tui.panes.loss.loss_pane import LossPane
from tui.workspace.opening import workspace_of
from tui.workspace.snapshot import Snapshot

_LENGTHS = (20, 1_000, 1_000_000)


def measure(quick: bool) -> Iterator[Measurement]:
    """A run's row losses as dots, with the two lines that go over its epochs."""
    pane = LossPane()
    tasks = {f"{length:,} steps": _redrawing(pane, histories(length)) for length in _LENGTHS}
    by_turns(tasks, rounds=2)
    for name, times in by_turns(tasks, rounds=9 if quick else 41).items():
        yield Measurement(
            f"chart rebuild at 160×40, {name}", Budget(10, " ms"), [1e3 * time for time in times]
        )


def _redrawing(pane: LossPane, snapshots: Iterator[Snapshot]) -> Callable[[], float]:
    """A task that draws the next snapshot, and tells the seconds of the processor that this takes."""
    return lambda: cpu_seconds(partial(pane.rows, next(snapshots), 160, 40))()


def histories(length: int) -> Iterator[Snapshot]:
    """Package prediction, step by step, as if it had fallen to a hundredth of its loss with much noise on the way."""
    workspace = workspace_of(load("package-prediction"))
    branch = workspace.run.timeline.branch
    size = branch.training.steps_per_epoch
    rng = np.random.default_rng(0)
    fall = 10 * np.exp(-8 * np.linspace(0, 1, length)) + 0.1
    losses = fall * np.exp(2 * rng.standard_normal(length))
    branch.training = replace(branch.training, steps=2 * length)
    branch.losses = Series(losses)
    branch.epoch_losses = Series(losses.reshape(-1, size).mean(axis=1))
    branch.training_losses = Series(0.9 * losses[size - 1 :: size])
    for step in count(length):
        snapshot = workspace.snapshot()
        yield replace(snapshot, lines=(replace(snapshot.lines[0], cursor=step, seen=step),))
        branch.losses.append(losses[step % length])
