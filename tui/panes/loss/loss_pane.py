"""The loss over the steps: each step's, each epoch's mean, all rows', and other runs and branches beside them."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from tui.drawing.charts import CURRENT, Chart, Point, chart_rows, legend_rows
from tui.drawing.charts.scale import Limits
from tui.drawing.spans import Row, Span, width_of
from tui.panes.loss.cursor_reading import read_step, reading
from tui.panes.loss.declaration import LOSS
from tui.panes.loss.loss_series import DOT, heights_of, range_of, run_mark, series_of, shown_line, told
from tui.panes.pane import Pane
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions

_LOG_FROM = 30.0
"""The vertical axis is logarithmic from this ratio of the greatest to the least loss on."""
_WHOLE = 60
"""Of a run of so many steps the whole is always on the horizontal axis."""
_ROUND = 20
"""Of a longer one so many at first, and twice as many whenever these are taken."""

_EPOCH = 8
"""Columns of an epoch from which on they are divided by lines."""

_FEW = 3
"""Up to so many steps the number stands beside its point as well: there is little else."""
_LOW, _TALL = 4, 7
"""Rows from which on something is read out, and from which on that may take more than one."""
_AROUND = 9
"""Cells of the upper edge beside the title and what stands at the right: the pane's digit and the frame."""
_HIGH = 8
"""Rows from which on a point may be as large as a cell."""


class LossPane(Pane):
    """The chart, and below it the exact numbers at its cursor; of compared runs one labelled line each."""

    declaration = LOSS

    def hint(self, snapshot: Snapshot) -> tuple[Span, ...]:
        axis = "log" if logarithmic(snapshot) else "linear"
        auto = " (auto)" if snapshot.view_options.logarithmic is None else ""
        return (Span("y", "key", "do:log_axis"), Span(f" {axis}{auto}", "dim", "do:log_axis"))

    def edge(self, snapshot: Snapshot, width: int, height: int) -> tuple[Span, ...]:
        """Where the arrows move here, their keys as well; the axis goes first where there is little room."""
        parts = [self.hint(snapshot)]
        if snapshot.view_options.pane == self.name and snapshot.branch.newest:
            parts.append((Span("↑ ↓", "key"), Span(" cursor", "dim")))
            if snapshot.view_options.chart_step is not None:
                parts.append((Span("Enter", "key", "do:jump"), Span(" go there", "dim", "do:jump")))
        room = width - width_of(self.title(snapshot)) - _AROUND
        while len(parts) > 1 and sum(map(width_of, parts)) + 3 * (len(parts) - 1) > room:
            del parts[0]
        spans = [*parts[0]]
        for part in parts[1:]:
            spans += [Span("   ", "dim"), *part]
        return tuple(spans)

    def body(self, snapshot: Snapshot, width: int, height: int) -> list[Row]:
        end, log = self._end(snapshot), logarithmic(snapshot)
        series = series_of(snapshot, large=end <= width / 2 and height >= _HIGH)
        most = max(2, height // 3) if height >= _TALL else 1 if height >= _LOW else 0
        legend = legend_rows(reading(snapshot, series), width, most, snapshot.charset)
        limits = heights_of(snapshot, log=log)
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
        # A line would hide the points of few steps, the points of many a line.
        drawn = sorted(series, key=lambda one: one.marker == DOT)
        return [*chart_rows(drawn, chart), *legend]

    def _end(self, snapshot: Snapshot) -> float:
        """Where the horizontal axis ends: with the run where that is near, else somewhat after the newest step."""
        branches = [line.branch for line in (*snapshot.lines, *snapshot.ghosts)]
        newest = max(branch.newest for branch in branches)
        length = max(branch.training.steps for branch in branches)
        if length <= _WHOLE:
            return float(max(2, length))
        end = _ROUND
        while end < newest:
            end *= 2
        return float(min(end, length))

    def _now(self, snapshot: Snapshot, limits: Limits | None) -> tuple[Point, ...]:
        """The step that is looked at; not where its run has left the chart, which says so at its end."""
        step = snapshot.place.step
        if not step or step > told(snapshot, shown_line(snapshot)).steps:
            return ()
        size = snapshot.training.steps_per_epoch
        if len(snapshot.lines) > 1 and size > 1:
            return ()
        loss = float(snapshot.branch.losses.array[step - 1])
        if limits is not None and loss > limits[1]:
            return ()
        alone = len(snapshot.lines) == 1
        number = snapshot.notation.number(loss) if alone and snapshot.branch.newest <= _FEW else ""
        mark = CURRENT if alone else run_mark(snapshot.shown)
        return (Point(step, loss, "now", mark, number, target=f"step:{step}"),)

    def _epochs(self, snapshot: Snapshot, end: float, width: int) -> tuple[tuple[float, str], ...]:
        """A line after each epoch, where they are few and wide."""
        size = snapshot.training.steps_per_epoch
        count = int(end) // size
        if size == 1 or count > width // _EPOCH:
            return ()
        return tuple((size * epoch + 0.5, f"epoch {epoch}") for epoch in range(1, count + 1))


def logarithmic(snapshot: Snapshot) -> bool:
    """Whether the vertical axis is logarithmic: as the person wants it, or as the numbers ask for; if it can be."""
    ranges = [range_of(line.branch) for line in (*snapshot.lines, *snapshot.ghosts)]
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    if snapshot.view_options.logarithmic is not None:
        return snapshot.view_options.logarithmic and high > 0
    return 0 < low < inf and high / low > _LOG_FROM


def moved_cursor(snapshot: Snapshot, by: int) -> ViewOptions:
    """The chart's cursor so many steps later, from where it or else the run stands; no further than there are steps."""
    newest = snapshot.branch.newest
    if not newest:
        return snapshot.view_options
    return replace(snapshot.view_options, chart_step=max(1, min(read_step(snapshot) + by, newest)))
