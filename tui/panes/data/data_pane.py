"""The data pane: the rows of data, and the prediction and loss of each."""

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
from tui.panes.data.predictions import averaged_rows
from tui.panes.pane import Pane, window
from tui.panes.terms import linked
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions

_ACTIVE_MARK, _BATCH_MARK = "▌", "▏"
"""The marks of the rows of the current beat, and of the other rows of the batch."""

_MAX_MEANS_KEPT = 6

_FOOTER_WIDTH = 44
"""Cells of the lines below the rows, if the rows are not wider."""


class DataPane(Pane):
    """A line for each row, with ŷ and loss under θ before the step."""

    declaration = DATA

    def __init__(self) -> None:
        self._means: list[tuple[Network, Vector, bool, float]] = []
        """(network, θ, whether of test rows, mean loss) of the last means, computed once for many drawings."""

    def title(self, snapshot: Snapshot) -> tuple[Span, ...]:
        before = f"  before step {snapshot.place.step:,}" if snapshot.step is not None else ""
        return (Span(self.declaration.label, "title"), Span(before, "dim"))

    def edge(self, snapshot: Snapshot, width: int, height: int) -> tuple[Span, ...]:
        network = snapshot.network
        if network is None:
            return ()
        every, held = len(network.inputs), len(network.test_rows)
        shown = sum(index is not None for index in self._indices(snapshot, network, height - 2))
        short = f"{shown:,} of {every:,}" if shown < every else f"{every:,}"
        count = f"{short} row" if every == 1 else f"{short} rows"
        with_test_rows = [f"{count}, {held:,} for testing", f"{short}, {held:,} test"] if held else []
        room = width - width_of(self.title(snapshot)) - 8
        hint = self._units(snapshot)
        if hint and width_of(hint) + len(count) <= room:
            room -= width_of(hint)
        else:
            hint = ()
        fitting = [text for text in (*with_test_rows, count, short) if len(text) <= room]
        return (*hint, Span(fitting[0], "dim")) if fitting else ()

    def _units(self, snapshot: Snapshot) -> tuple[Span, ...]:
        """The key that shows standardized columns otherwise, and how they are shown; () if there are none."""
        if not snapshot.notation.standardized:
            return ()
        shown = "standardized" if snapshot.view_options.standardized else "as given"
        return (Span("U", "key", "do:units"), Span(f" {shown}   ", "dim", "do:units"))

    def moved(self, snapshot: Snapshot, by: int) -> ViewOptions:
        network = snapshot.network
        if network is None:
            return snapshot.view_options
        row = _marked(snapshot, network)
        index = _active_rows(snapshot)[0] if row is None else row + by
        return replace(snapshot.view_options, row=max(0, min(len(network.inputs) - 1, index)))

    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        network = snapshot.network
        assert network is not None
        indices = self._indices(snapshot, network, height)
        rows = [index for index in indices if index is not None]
        table = DataTable(snapshot, network, rows, width)
        footer = [
            mean.row(min(width, max(table.used, _FOOTER_WIDTH))) for mean in self._footer(snapshot, network)
        ]
        drawn = table.rows(self._marks(snapshot, network, rows))
        lines = [table.head()]
        lines += [next(drawn) if index is not None else _rule(width) for index in indices]
        room = max(0, height - len(footer))
        lines = lines[:room]
        return [*lines, *([()] * min(1, room - len(lines))), *footer][:height]

    def _indices(self, snapshot: Snapshot, network: Network, height: int) -> list[int | None]:
        """The indices of the rows that are shown; None for the line above the test rows."""
        room = max(0, height - 1 - len(self._footer(snapshot, network)))
        rows, held = len(network.inputs), len(network.test_rows)
        lines = rows + (1 if held else 0)
        wanted = _marked(snapshot, network)
        wanted = _active_rows(snapshot)[0] if wanted is None else wanted
        line = wanted + (1 if held and wanted >= network.training_rows else 0)
        shown: list[int | None] = []
        for number in window(lines, room, line):
            if not held or number < network.training_rows:
                shown.append(number)
            else:
                shown.append(number - 1 if number > network.training_rows else None)
        return shown

    def _marks(self, snapshot: Snapshot, network: Network, indices: list[int]) -> Iterator[RowMarks]:
        batch = set(snapshot.step.rows.tolist()) if snapshot.step is not None else set()
        active, marked = set(_active_rows(snapshot)) if batch else set(), _marked(snapshot, network)
        for index in indices:
            bar = _ACTIVE_MARK if index in active else _BATCH_MARK if index in batch else " "
            yield RowMarks(bar, "▸" if index == marked else " ", index in active)

    # Mean losses

    def _footer(self, snapshot: Snapshot, network: Network) -> list[_Mean]:
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
        rows_by_name = [*averaged_rows(network)]
        for name, rows in rows_by_name:
            before = number(self._mean(network, step.theta, rows))
            after = number(self._mean(network, step.after.theta, rows)) if updated else ""
            means.append(_mean_of(name, before, after, step.number))
        if not rows_by_name and closed is not None:
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
        self._means = [*self._means[1 - _MAX_MEANS_KEPT :], (network, theta, testing, mean)]
        return mean


class _Mean(NamedTuple):
    """A line below the rows: its term in the glossary, and (label, number) from the longest to the shortest form."""

    term: str
    forms: tuple[tuple[str, str], ...]

    def row(self, width: int) -> Row:
        """The longest form that fits."""
        fitting = (form for form in self.forms if len(form[0]) + 2 + len(form[1]) <= width)
        label, number = next(fitting, self.forms[-1])
        return spread((linked(label, "dim", self.term),), (Span(number, "value"),), width)


def _mean_of(name: str, before: str, after: str, step: int) -> _Mean:
    """The mean loss of some rows before a step, after it, or both."""
    label, both = f"mean of {name}", f"{before} → {after}"
    when, number = ("after", after) if after else ("before", before)
    forms = [
        (f"{label}, {when} step {step:,}", number),
        (f"{label}, {when}", number),
        (f"{name}, {when}", number),
        (name.split()[0], number),
    ]
    if before and after:
        forms = [
            (f"{label}, before → after step {step:,}", both),
            (f"{label}, before → after", both),
            (label, both),
            *forms,
        ]
    return _Mean(name, tuple(forms))


def _rule(width: int) -> Row:
    """The line above the test rows."""
    label = "  ── for testing, never trained on "
    return fitted((Span(label, "dim"), Span("─" * max(0, width - len(label)), "frame")), width)


def _marked(snapshot: Snapshot, network: Network) -> int | None:
    """The index of the marked row, if the data has it."""
    row = snapshot.view_options.row
    return row if row is not None and row < len(network.inputs) else None


def _active_rows(snapshot: Snapshot) -> list[int]:
    """The rows of the current beat: one, or the whole batch; at the start the first row."""
    return list(snapshot.beat_rows) or [0]
