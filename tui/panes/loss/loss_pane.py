"""The loss pane: the loss of each step, epoch means, losses of all rows, and other runs and branches, as a chart."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from tui.drawing.charts import CURRENT, Chart, Point, chart_rows, legend_rows
from tui.drawing.charts.scale import Limits
from tui.drawing.spans import Row, Span, width_of
from tui.panes.loss.cursor_reading import read_step, reading
from tui.panes.loss.declaration import LOSS
from tui.panes.loss.loss_series import (
    DOT,
    limits_of,
    range_of,
    revealed_extent,
    run_mark,
    series_of,
    shown_line,
)
from tui.panes.pane import Pane
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions

_LOG_RATIO = 30.0
"""Ratio of the greatest to the least loss from which the vertical axis is logarithmic."""
_MAX_WHOLE_STEPS = 60
"""Steps of the longest run that is on the horizontal axis as a whole."""
_FIRST_STEPS = 20
"""Steps on the horizontal axis at the start of a longer run; when these are taken, twice as many."""

_MIN_EPOCH_WIDTH = 8
"""Cells of an epoch from which lines divide the epochs."""

_MAX_LABELLED_STEPS = 3
"""Steps up to which the current point has its number beside it."""
_ONE_ROW_FROM, _MORE_ROWS_FROM = 4, 7
"""Heights of the pane from which there is a row, and from which there may be several, for exact numbers."""
_EDGE_WIDTH = 9
"""Cells of the upper edge beside title and hint: the digit of the pane and the frame."""
_LARGE_POINTS_FROM = 8
"""Height of the pane from which a point may be as large as a cell."""


class LossPane(Pane):
    """The chart with one line for each compared run, and below it the exact numbers at the cursor."""

    declaration = LOSS

    def hint(self, snapshot: Snapshot) -> tuple[Span, ...]:
        axis = "log" if logarithmic(snapshot) else "linear"
        auto = " (auto)" if snapshot.view_options.logarithmic is None else ""
        return (Span("y", "key", "do:log_axis"), Span(f" {axis}{auto}", "dim", "do:log_axis"))

    def edge(self, snapshot: Snapshot, width: int, height: int) -> tuple[Span, ...]:
        """In the focused pane also the keys of the cursor; with little room the axis is left out first."""
        parts = [self.hint(snapshot)]
        if snapshot.view_options.pane == self.name and snapshot.branch.newest:
            parts.append((Span("↑ ↓", "key"), Span(" cursor", "dim")))
            if snapshot.view_options.chart_step is not None:
                parts.append((Span("Enter", "key", "do:jump"), Span(" go there", "dim", "do:jump")))
        room = width - width_of(self.title(snapshot)) - _EDGE_WIDTH
        while len(parts) > 1 and sum(map(width_of, parts)) + 3 * (len(parts) - 1) > room:
            del parts[0]
        spans = [*parts[0]]
        for part in parts[1:]:
            spans += [Span("   ", "dim"), *part]
        return tuple(spans)

    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        end, log = self._end(snapshot), logarithmic(snapshot)
        series = series_of(snapshot, large=end <= width / 2 and height >= _LARGE_POINTS_FROM)
        most = max(2, height // 3) if height >= _MORE_ROWS_FROM else 1 if height >= _ONE_ROW_FROM else 0
        legend = legend_rows(reading(snapshot, series), width, most, snapshot.charset)
        limits = limits_of(snapshot, log=log)
        ends = 0.5 if snapshot.training.steps_per_epoch > 1 else 0.0
        chart = Chart(
            width,
            max(0, height - len(legend)),
            log=log,
            x_limits=(0.0, end + ends),
            y_limits=limits,
            cursor=snapshot.view_options.chart_step,
            points=self._now(snapshot, limits),
            charset=snapshot.charset,
            dividers=self._epochs(snapshot, end, width),
            x_name="step",
            newest=snapshot.branch.newest,
            empty="no loss yet",
        )
        # A line would hide few points, and many points would hide a line.
        drawn = sorted(series, key=lambda line: line.marker == DOT)
        return [*chart_rows(drawn, chart), *legend]

    def _end(self, snapshot: Snapshot) -> float:
        """The end of the horizontal axis: the last step of a short run, else a step after the newest one."""
        branches = [line.branch for line in (*snapshot.lines, *snapshot.ghosts)]
        newest = max(branch.newest for branch in branches)
        length = max(branch.training.steps for branch in branches)
        if length <= _MAX_WHOLE_STEPS:
            return float(max(2, length))
        end = _FIRST_STEPS
        while end < newest:
            end *= 2
        return float(min(end, length))

    def _now(self, snapshot: Snapshot, limits: Limits | None) -> tuple[Point, ...]:
        """The current step; none if the loss is beyond the chart."""
        step = snapshot.place.step
        if not step or step > revealed_extent(snapshot, shown_line(snapshot)).steps:
            return ()
        size = snapshot.training.steps_per_epoch
        if len(snapshot.lines) > 1 and size > 1:
            return ()
        loss = float(snapshot.branch.losses.array[step - 1])
        if limits is not None and loss > limits[1]:
            return ()
        alone = len(snapshot.lines) == 1
        number = (
            snapshot.notation.number(loss) if alone and snapshot.branch.newest <= _MAX_LABELLED_STEPS else ""
        )
        mark = CURRENT if alone else run_mark(snapshot.shown)
        return (Point(step, loss, "now", mark, number, target=f"step:{step}"),)

    def _epochs(self, snapshot: Snapshot, end: float, width: int) -> tuple[tuple[float, str], ...]:
        """A line after each epoch, if there are few and wide ones."""
        size = snapshot.training.steps_per_epoch
        count = int(end) // size
        if size == 1 or count > width // _MIN_EPOCH_WIDTH:
            return ()
        return tuple((size * epoch + 0.5, f"epoch {epoch}") for epoch in range(1, count + 1))


def logarithmic(snapshot: Snapshot) -> bool:
    """Whether the vertical axis is logarithmic: as chosen, else by the range; never if no loss is positive."""
    ranges = [range_of(line.branch) for line in (*snapshot.lines, *snapshot.ghosts)]
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    if snapshot.view_options.logarithmic is not None:
        return snapshot.view_options.logarithmic and high > 0
    return 0 < low < inf and high / low > _LOG_RATIO


def moved_cursor(snapshot: Snapshot, by: int) -> ViewOptions:
    """The view options with the cursor moved by so many steps, within the steps that were taken."""
    newest = snapshot.branch.newest
    if not newest:
        return snapshot.view_options
    return replace(snapshot.view_options, chart_step=max(1, min(read_step(snapshot) + by, newest)))
