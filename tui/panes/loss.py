"""The loss over the steps: each step's, each epoch's mean, all rows', and the other runs' beside them."""

from __future__ import annotations

import numpy as np

from tui.charts.decimation import finite_range
from tui.charts.frame import Point
from tui.charts.lines import Chart, Series, chart_rows, legend_row
from tui.charts.rows import Row, Span
from tui.drawing import width_of
from tui.moment import Line, Moment
from tui.panes.pane import Pane

_LOG_FROM = 30.0
"""The vertical axis is logarithmic from this ratio of the greatest to the least loss on."""

_ROUND = 20
"""The horizontal axis ends at a multiple of so many steps at least, so that it rarely moves."""


class LossPane(Pane):
    """The chart; where a scenario compares runs, one labelled line for each."""

    name = "loss"

    def title(self, moment: Moment) -> tuple[Span, ...]:
        return (Span("Loss", "title"),)

    def hint(self, moment: Moment) -> tuple[Span, ...]:
        return (Span("log", "dim"),) if self._logarithmic(self._series(moment)) else ()

    def body(self, moment: Moment, width: int, height: int) -> list[Row]:
        series = self._series(moment)
        end = self._end(moment)
        legend = _legend(series, width, height)
        chart = Chart(
            width,
            max(0, height - len(legend)),
            log=self._logarithmic(series),
            x_limits=(min(1.0, end - 1), end),
            points=self._now(moment),
        )
        return [*chart_rows(series, chart), *legend]

    def _series(self, moment: Moment) -> list[Series]:
        if len(moment.lines) > 1:
            return [self._line(line, number) for number, line in enumerate(moment.lines)]
        branch, size = moment.branch, moment.training.steps_per_epoch
        if moment.network is None:
            return [Series("value", branch.losses.array, "row-loss")]
        if size == 1:
            return [Series("all rows", branch.losses.array, "row-loss")]
        ends = size * np.arange(1.0, len(branch.epoch_losses) + 1)
        series = [Series(moment.unit, branch.losses.array, "row-loss", marker="dots")]
        series.append(Series("epoch mean", branch.epoch_losses.array, "epoch-loss", ends))
        series.append(Series("all rows", branch.training_losses.array, "all-loss", ends, "dotted"))
        if len(branch.test_losses):
            series.append(Series("test rows", branch.test_losses.array, "test-loss", ends, "dotted"))
        return series

    def _line(self, line: Line, number: int) -> Series:
        """A compared run: by epochs where it has any, so that the lines can be told apart."""
        branch, size = line.branch, line.branch.training.steps_per_epoch
        role = f"run-{number % 6}"
        if size > 1:
            return Series(
                line.label,
                branch.epoch_losses.array,
                role,
                size * np.arange(1.0, len(branch.epoch_losses) + 1),
            )
        return Series(line.label, branch.losses.array, role)

    def _logarithmic(self, series: list[Series]) -> bool:
        ranges = [found for one in series if (found := finite_range(one.values))]
        least = min((low for low, _ in ranges), default=0.0)
        return least > 0 and max(high for _, high in ranges) / least > _LOG_FROM

    def _end(self, moment: Moment) -> float:
        """Where the horizontal axis ends: with the run where that is near, else somewhat after the newest step."""
        newest = max(line.branch.newest for line in moment.lines)
        length = max(line.branch.training.steps for line in moment.lines)
        end = _ROUND
        while end < newest:
            end *= 2
        return float(max(2, min(end, length)))

    def _now(self, moment: Moment) -> tuple[Point, ...]:
        step = moment.place.step
        if not step or "loss" not in moment.told:
            return ()
        size = moment.training.steps_per_epoch
        if len(moment.lines) > 1 and size > 1:
            return ()
        return (Point(float(step), float(moment.branch.losses.array[step - 1]), "now"),)


def _legend(series: list[Series], width: int, height: int) -> list[Row]:
    """The labels in one line, or in two where the height allows."""
    one = legend_row(series, 1000)
    if width_of(one[:-1]) <= width or height < 10:
        return [legend_row(series, width)]
    half = -(-len(series) // 2)
    return [legend_row(series[:half], width), legend_row(series[half:], width)]
