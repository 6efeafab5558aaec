"""The rows of data, what the network answers to each, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from engine.insight.story.beats import Phase
from engine.objectives.network import Network
from engine.types import Rows, Vector
from tui.drawing.layout import fitted, spread, width_of
from tui.drawing.spans import Row, Span
from tui.panes.data.data_table import DataTable, RowMarks
from tui.panes.pane import Pane, window
from tui.panes.terms import linked
from tui.workspace.edits import QUICK
from tui.workspace.snapshot import Moment
from tui.workspace.view_options import Look

_NOW, _WITH_IT = "▌", "▏"
"""Marks the rows that the lit beat speaks of, and the others of the same batch."""

_MEANS_KEPT = 6

_FOOT = 44
"""Cells that the lines below the rows take, where these take fewer."""


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
        every, held = len(network.inputs), len(network.test_rows)
        shown = sum(place is not None for place in self._places(moment, network, height - 2))
        short = f"{shown:,} of {every:,}" if shown < every else f"{every:,}"
        count = f"{short} row" if every == 1 else f"{short} rows"
        told = [f"{count}, {held:,} for testing", f"{short}, {held:,} test"] if held else []
        room = width - width_of(self.title(moment)) - 8
        fitting = [text for text in (*told, count, short) if len(text) <= room]
        return (Span(fitting[0], "dim"),) if fitting else ()

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
        places = self._places(moment, network, height)
        rows = [place for place in places if place is not None]
        table = DataTable(moment, network, rows, width)
        foot = [mean.row(min(width, max(table.used, _FOOT))) for mean in self._foot(moment, network)]
        drawn = table.rows(self._marks(moment, network, rows))
        lines = [table.head()]
        lines += [next(drawn) if place is not None else _rule(width) for place in places]
        room = max(0, height - len(foot))
        lines = lines[:room]
        return [*lines, *([()] * min(1, room - len(lines))), *foot][:height]

    def _places(self, moment: Moment, network: Network, height: int) -> list[int | None]:
        """The rows that are shown, by their places in the data; None for the line above the test rows."""
        room = max(0, height - 1 - len(self._foot(moment, network)))
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

    def _foot(self, moment: Moment, network: Network) -> list[_Mean]:
        step = moment.step
        if step is None:
            return []
        number = moment.notation.number
        means: list[_Mean] = []
        closed = moment.branch.epoch_loss_at(step.number) if moment.complete else None
        if closed is not None:
            labels = (f"mean of epoch {step.epoch:,}, as it went", f"mean of epoch {step.epoch:,}", "epoch")
            means.append(_Mean("epoch mean", tuple((label, number(closed)) for label in labels)))
        updated = moment.complete or moment.finished is Phase.UPDATE
        if len(network.inputs) * len(network.parameters) <= QUICK:
            for told, rows in (("all rows", network.all_training_rows), ("test rows", network.test_rows)):
                if len(rows):
                    before = number(self._mean(network, step.theta, rows))
                    after = number(self._mean(network, step.after.theta, rows)) if updated else ""
                    means.append(_mean_of(told, before, after, step.number))
        elif closed is not None:
            over = float(moment.branch.training_losses.array[step.epoch - 1])
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
    ways: tuple[tuple[str, str], ...]

    def row(self, width: int) -> Row:
        """The fullest one that fits."""
        fitting = (way for way in self.ways if len(way[0]) + 2 + len(way[1]) <= width)
        label, number = next(fitting, self.ways[-1])
        return spread((linked(label, "dim", self.term),), (Span(number, "value"),), width)


def _mean_of(told: str, before: str, after: str, step: int) -> _Mean:
    """The mean loss of some rows before a step, after it, or both."""
    label, both = f"mean of {told}", f"{before} → {after}"
    when, number = ("after", after) if after else ("before", before)
    ways = [
        (f"{label}, {when} step {step:,}", number),
        (f"{label}, {when}", number),
        (f"{told}, {when}", number),
        (told.split()[0], number),
    ]
    if before and after:
        ways = [
            (f"{label}, before → after step {step:,}", both),
            (f"{label}, before → after", both),
            (label, both),
            *ways,
        ]
    return _Mean(told, tuple(ways))


def _rule(width: int) -> Row:
    """Stands above the rows that are kept apart."""
    told = "  ── for testing, never trained on "
    return fitted((Span(told, "dim"), Span("─" * max(0, width - len(told)), "frame")), width)


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
