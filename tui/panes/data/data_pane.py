"""The rows of data, what the network answers to each, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from engine.insight.story.beats import Phase
from engine.objectives.network import Network
from engine.types import Rows, Vector
from tui.drawing.spans import Row, Span, fitted, spread, width_of
from tui.panes.data.data_table import DataTable, RowMarks
from tui.panes.data.declaration import DATA
from tui.panes.pane import Pane, window
from tui.panes.terms import linked
from tui.workspace.edits import QUICK
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions

_NOW, _WITH_IT = "▌", "▏"
"""Marks the rows that the lit beat speaks of, and the others of the same batch."""

_MEANS_KEPT = 6

_FOOT = 44
"""Cells that the lines below the rows take, where these take fewer."""


class DataPane(Pane):
    """A line for each row; ŷ and loss stand at the θ before the step that is looked at, as the step has them."""

    declaration = DATA

    def __init__(self) -> None:
        self._means: list[tuple[Network, Vector, bool, float]] = []
        """Mean losses that were asked for last: all rows are answered once for each θ, not each time it is drawn."""

    def title(self, snapshot: Snapshot) -> tuple[Span, ...]:
        told = f"  before step {snapshot.place.step:,}" if snapshot.step is not None else ""
        return (Span(self.declaration.label, "title"), Span(told, "dim"))

    def edge(self, snapshot: Snapshot, width: int, height: int) -> tuple[Span, ...]:
        network = snapshot.network
        if network is None:
            return ()
        every, held = len(network.inputs), len(network.test_rows)
        shown = sum(place is not None for place in self._places(snapshot, network, height - 2))
        short = f"{shown:,} of {every:,}" if shown < every else f"{every:,}"
        count = f"{short} row" if every == 1 else f"{short} rows"
        told = [f"{count}, {held:,} for testing", f"{short}, {held:,} test"] if held else []
        room = width - width_of(self.title(snapshot)) - 8
        fitting = [text for text in (*told, count, short) if len(text) <= room]
        return (Span(fitting[0], "dim"),) if fitting else ()

    def moved(self, snapshot: Snapshot, by: int) -> ViewOptions:
        network = snapshot.network
        if network is None:
            return snapshot.view_options
        row = _marked(snapshot, network)
        found = _lit(snapshot)[0] if row is None else max(0, min(len(network.inputs) - 1, row + by))
        return replace(snapshot.view_options, row=found)

    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        network = snapshot.network
        assert network is not None
        places = self._places(snapshot, network, height)
        rows = [place for place in places if place is not None]
        table = DataTable(snapshot, network, rows, width)
        foot = [mean.row(min(width, max(table.used, _FOOT))) for mean in self._foot(snapshot, network)]
        drawn = table.rows(self._marks(snapshot, network, rows))
        lines = [table.head()]
        lines += [next(drawn) if place is not None else _rule(width) for place in places]
        room = max(0, height - len(foot))
        lines = lines[:room]
        return [*lines, *([()] * min(1, room - len(lines))), *foot][:height]

    def _places(self, snapshot: Snapshot, network: Network, height: int) -> list[int | None]:
        """The rows that are shown, by their places in the data; None for the line above the test rows."""
        room = max(0, height - 1 - len(self._foot(snapshot, network)))
        rows, held = len(network.inputs), len(network.test_rows)
        lines = rows + (1 if held else 0)
        wanted = _marked(snapshot, network)
        wanted = _lit(snapshot)[0] if wanted is None else wanted
        line = wanted + (1 if held and wanted >= network.training_rows else 0)
        shown: list[int | None] = []
        for number in window(lines, room, line):
            if not held or number < network.training_rows:
                shown.append(number)
            else:
                shown.append(number - 1 if number > network.training_rows else None)
        return shown

    def _marks(self, snapshot: Snapshot, network: Network, places: list[int]) -> Iterator[RowMarks]:
        batch = set(snapshot.step.rows.tolist()) if snapshot.step is not None else set()
        active, marked = set(_lit(snapshot)) if batch else set(), _marked(snapshot, network)
        for place in places:
            bar = _NOW if place in active else _WITH_IT if place in batch else " "
            yield RowMarks(bar, "▸" if place == marked else " ", place in active)

    # What all rows cost

    def _foot(self, snapshot: Snapshot, network: Network) -> list[_Mean]:
        step = snapshot.step
        if step is None:
            return []
        number = snapshot.notation.number
        means: list[_Mean] = []
        closed = snapshot.branch.epoch_loss_at(step.number) if snapshot.complete else None
        if closed is not None:
            labels = (f"mean of epoch {step.epoch:,}, as it went", f"mean of epoch {step.epoch:,}", "epoch")
            means.append(_Mean("epoch mean", tuple((label, number(closed)) for label in labels)))
        updated = snapshot.complete or snapshot.finished is Phase.UPDATE
        if len(network.inputs) * len(network.parameters) <= QUICK:
            for told, rows in (("all rows", network.all_training_rows), ("test rows", network.test_rows)):
                if len(rows):
                    before = number(self._mean(network, step.theta, rows))
                    after = number(self._mean(network, step.after.theta, rows)) if updated else ""
                    means.append(_mean_of(told, before, after, step.number))
        elif closed is not None:
            over = float(snapshot.branch.training_losses.array[step.epoch - 1])
            means.append(_mean_of("all rows", "", number(over), step.number))
        return means

    def _mean(self, network: Network, theta: Vector, rows: Rows) -> float:
        """The mean loss of these rows under a θ."""
        testing = rows is network.test_rows
        for known, vector, tested, mean in self._means:
            if known is network and vector is theta and tested is testing:
                return mean
        with np.errstate(all="ignore"):
            mean = network.mean_row_loss(theta, rows)
        self._means = [*self._means[1 - _MEANS_KEPT :], (network, theta, testing, mean)]
        return mean


class _Mean(NamedTuple):
    """A line below the rows: what the glossary calls it, and what it says, from the fullest to the shortest way."""

    term: str
    reports: tuple[tuple[str, str], ...]

    def row(self, width: int) -> Row:
        """The fullest one that fits."""
        fitting = (way for way in self.reports if len(way[0]) + 2 + len(way[1]) <= width)
        label, number = next(fitting, self.reports[-1])
        return spread((linked(label, "dim", self.term),), (Span(number, "value"),), width)


def _mean_of(told: str, before: str, after: str, step: int) -> _Mean:
    """The mean loss of some rows before a step, after it, or both."""
    label, both = f"mean of {told}", f"{before} → {after}"
    when, number = ("after", after) if after else ("before", before)
    reports = [
        (f"{label}, {when} step {step:,}", number),
        (f"{label}, {when}", number),
        (f"{told}, {when}", number),
        (told.split()[0], number),
    ]
    if before and after:
        reports = [
            (f"{label}, before → after step {step:,}", both),
            (f"{label}, before → after", both),
            (label, both),
            *reports,
        ]
    return _Mean(told, tuple(reports))


def _rule(width: int) -> Row:
    """Stands above the rows that are kept apart."""
    told = "  ── for testing, never trained on "
    return fitted((Span(told, "dim"), Span("─" * max(0, width - len(told)), "frame")), width)


def _marked(snapshot: Snapshot, network: Network) -> int | None:
    """The row that the person has marked, if the data has it."""
    row = snapshot.view_options.row
    return row if row is not None and row < len(network.inputs) else None


def _lit(snapshot: Snapshot) -> list[int]:
    """The rows that the lit beat speaks of: one, or the whole batch; at the start the first row."""
    if snapshot.step is None or snapshot.beat is None:
        return [0]
    batch: list[int] = snapshot.step.rows.tolist()
    beat = snapshot.beat
    of_all = beat.phase is Phase.UPDATE or beat.quantity.startswith("|")
    return batch if of_all else [batch[min(beat.row, len(batch) - 1)]]
