"""The rows of data, what the network answers to each, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from engine.insight.beats import Phase
from engine.objectives.network import Network
from engine.types import Rows, Vector
from tui.changes import QUICK
from tui.charts.rows import Row, Span
from tui.drawing import fitted, spread, width_of
from tui.look import Look
from tui.moment import Moment
from tui.panes.data_table import DataTable, RowMarks
from tui.panes.pane import Pane, window

_NOW, _WITH_IT = "▌", "▏"
"""Marks the rows that the lit beat speaks of, and the others of the same batch."""

_MEANS_KEPT = 6


class DataPane(Pane):
    """A line for each row; ŷ and loss stand at the θ before the step that is looked at, as the step has them."""

    name = "data"

    def __init__(self) -> None:
        self._means: list[tuple[Network, Vector, bool, float]] = []
        """Mean losses that were asked for last: all rows are answered once for each θ, not each time it is drawn."""

    def title(self, moment: Moment) -> tuple[Span, ...]:
        told = f"  before step {moment.place.step:,}" if moment.step is not None else ""
        return (Span("Data", "title"), Span(told, "dim"))

    def edge(self, moment: Moment, width: int, height: int) -> tuple[Span, ...]:
        network = moment.network
        if network is None:
            return ()
        every = len(network.inputs)
        shown = sum(place is not None for place in self._places(moment, network, *_inside(width, height)))
        count = (
            f"{shown:,} of {every:,} rows" if shown < every else "1 row" if every == 1 else f"{every:,} rows"
        )
        held = len(network.test_rows)
        return (Span(count + (f", {held:,} for testing" if held else ""), "dim"),)

    def moved(self, moment: Moment, by: int) -> Look:
        network = moment.network
        if network is None:
            return moment.look
        row = _marked(moment, network)
        found = _lit(moment)[0] if row is None else max(0, min(len(network.inputs) - 1, row + by))
        return replace(moment.look, row=found)

    def body(self, moment: Moment, width: int, height: int) -> list[Row]:
        network = moment.network
        assert network is not None
        foot = self._foot(moment, network, width)
        places = self._places(moment, network, width, height)
        rows = [place for place in places if place is not None]
        table = DataTable(moment, network, rows, width)
        drawn = table.rows(self._marks(moment, network, rows))
        lines = [table.head()]
        lines += [next(drawn) if place is not None else _rule(width) for place in places]
        room = max(0, height - len(foot))
        lines = lines[:room]
        return [*lines, *([()] * min(1, room - len(lines))), *foot][:height]

    def _places(self, moment: Moment, network: Network, width: int, height: int) -> list[int | None]:
        """The rows that are shown, by their places in the data; None for the line above the test rows."""
        room = max(0, height - 1 - len(self._foot(moment, network, width)))
        rows, held = len(network.inputs), len(network.test_rows)
        lines = rows + (1 if held else 0)
        wanted = _marked(moment, network)
        wanted = _lit(moment)[0] if wanted is None else wanted
        line = wanted + (1 if held and wanted >= network.training_rows else 0)
        shown: list[int | None] = []
        for number in window(lines, room, line):
            if not held or number < network.training_rows:
                shown.append(number)
            else:
                shown.append(number - 1 if number > network.training_rows else None)
        return shown

    def _marks(self, moment: Moment, network: Network, places: list[int]) -> Iterator[RowMarks]:
        batch = set(moment.step.rows.tolist()) if moment.step is not None else set()
        lit, marked = set(_lit(moment)) if batch else set(), _marked(moment, network)
        for place in places:
            bar = _NOW if place in lit else _WITH_IT if place in batch else " "
            yield RowMarks(bar, "▸" if place == marked else " ", place in lit)

    # What all rows cost

    def _foot(self, moment: Moment, network: Network, width: int) -> list[Row]:
        step = moment.step
        if step is None:
            return []
        number = moment.notation.number
        lines: list[tuple[str, str, str]] = []
        closed = moment.branch.epoch_loss_at(step.number) if moment.complete else None
        if closed is not None:
            lines.append((f"mean of epoch {step.epoch:,}, as it went", number(closed), ""))
        updated = moment.complete or moment.finished is Phase.UPDATE
        if len(network.inputs) * len(network.parameters) <= QUICK:
            for told, rows in (("all rows", network.all_training_rows), ("test rows", network.test_rows)):
                if len(rows):
                    before = number(self._mean(network, step.theta, rows))
                    after = number(self._mean(network, step.after.theta, rows)) if updated else ""
                    lines.append((f"mean of {told}", before, after))
        elif closed is not None:
            over = moment.branch.training_losses.array[step.epoch - 1]
            lines.append(("mean of all rows", "", number(float(over))))
        return [_footing(*line, step.number, width) for line in lines]

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


def _inside(width: int, height: int) -> tuple[int, int]:
    """The size of what a pane of this size holds."""
    return max(0, width - 4), max(0, height - 2)


def _footing(label: str, before: str, after: str, step: int, width: int) -> Row:
    """A mean before the step, and once the update has been told after it too: in full words where they fit."""
    if label.startswith("mean of epoch"):
        told, numbers = [label, "epoch mean"], before
    elif before and after:
        told, numbers = (
            [f"{label}, before → after step {step:,}", f"{label}, before → after", label],
            f"{before} → {after}",
        )
    elif after:
        told, numbers = [f"{label}, after step {step:,}", f"{label}, after"], after
    else:
        told, numbers = [f"{label}, before step {step:,}", f"{label}, before", label], before
    end = (Span(numbers, "value"),)
    text = next((text for text in told if len(text) + 1 + width_of(end) <= width), told[-1])
    return spread((Span(text, "dim"),), end, width)


def _rule(width: int) -> Row:
    """Stands above the rows that are kept apart."""
    return fitted((Span("  ── for testing, never trained on ", "dim"), Span("─" * width, "frame")), width)


def _marked(moment: Moment, network: Network) -> int | None:
    """The row that the person has marked, if the data has it."""
    row = moment.look.row
    return row if row is not None and row < len(network.inputs) else None


def _lit(moment: Moment) -> list[int]:
    """The rows that the lit beat speaks of: one, or the whole batch; at the start the first row."""
    if moment.step is None or moment.beat is None:
        return [0]
    batch: list[int] = moment.step.rows.tolist()
    beat = moment.beat
    of_all = beat.phase is Phase.UPDATE or beat.quantity.startswith("|")
    return batch if of_all else [batch[min(beat.row, len(batch) - 1)]]
