"""The exact numbers below the loss chart, at its cursor; they are the legend as well."""

from __future__ import annotations

from collections.abc import Iterator

from engine.descent.branch import Branch
from tui.drawing.charts import PAST, SAMPLES, Entry, Series
from tui.drawing.numbers import ABSENT
from tui.panes.loss.loss_series import (
    AHEAD,
    Extent,
    at,
    drawn_ghosts,
    revealed_extent,
    run_mark,
    run_role,
    seen_extent,
    shown_line,
)
from tui.panes.terms import target_of
from tui.workspace.snapshot import Line, Snapshot, end_of

_TERMS = {"mean": "epoch mean"}
"""The term in the glossary of a line whose label is not that term."""


def read_step(snapshot: Snapshot) -> int:
    """The step of the numbers: at the cursor, else the current step."""
    chosen = snapshot.view_options.chart_step
    return snapshot.furthest if chosen is None else min(chosen, snapshot.branch.newest)


def reading(snapshot: Snapshot, series: list[Series]) -> list[Entry]:
    """The step of the cursor, and the number of each line there."""
    step = read_step(snapshot)
    here = "now" if snapshot.view_options.chart_step is None else "cursor"
    head = [Entry("", here, value=_step_name(snapshot, step), value_role=here)] if step else []
    ghosts = [_ghost(snapshot, ghost, step) for ghost in drawn_ghosts(snapshot)]
    if len(snapshot.lines) > 1:
        return [*head, *_runs(snapshot, step), *ghosts]
    return [*head, *_own(snapshot, series, step), *ghosts]


def _readable(snapshot: Snapshot, line: Line) -> Extent:
    """The losses of a run that can be shown: the revealed ones, and those up to the cursor.

    So an epoch has no mean before its last step, even if the run has been further before.
    """
    now, seen = revealed_extent(snapshot, line), seen_extent(snapshot, line)
    cursor = snapshot.view_options.chart_step or 0
    size = snapshot.training.steps_per_epoch
    return Extent(max(now.steps, min(cursor, seen.steps)), max(now.epochs, min(cursor // size, seen.epochs)))


def _ghost(snapshot: Snapshot, ghost: Line, step: int) -> Entry:
    """Another branch, and its number if it has taken that step."""
    value = _value(ghost.branch, step, _readable(snapshot, shown_line(snapshot)))
    text = "" if value is None else snapshot.notation.number(value)
    # With epochs it is the epoch mean, as in the line that it is compared with.
    label = ghost.label if snapshot.training.steps_per_epoch == 1 else f"{ghost.label}: mean"
    return Entry(label, "ghost", PAST, text, short=ghost.label, target=target_of("ghost"))


def _step_name(snapshot: Snapshot, step: int) -> str:
    """The step, and the row that it takes."""
    network, sampler = snapshot.network, snapshot.training.sampler
    if network is None or sampler is None:
        return f"step {step}"
    rows = snapshot.branch.training_of(step).sampler
    assert rows is not None
    numbers = [int(network.row_numbers[row]) for row in rows.rows_of(step)]
    if len(numbers) == 1:
        return f"step {step} row {numbers[0]}"
    return f"step {step} ({len(numbers)} rows)"


def _own(snapshot: Snapshot, series: list[Series], step: int) -> Iterator[Entry]:
    """The loss of the step, and the numbers of its epoch."""
    branch, size = snapshot.branch, snapshot.training.steps_per_epoch
    lines = [line for line in series if line.role not in ("ghost", AHEAD)]
    readable = _readable(snapshot, shown_line(snapshot))
    numbers_of = {"row-loss": (branch.losses.array[: readable.steps], step - 1)}
    epoch = (step - 1) // size
    for role, numbers in (
        ("epoch-loss", branch.epoch_losses),
        ("all-loss", branch.training_losses),
        ("test-loss", branch.test_losses),
    ):
        numbers_of[role] = (numbers.array[: readable.epochs], epoch)
    for number, line in enumerate(lines):
        if number == 1 and step:
            yield Entry(f"epoch {epoch + 1}", "dim", spare=True, target=target_of("epoch"))
        values, index = numbers_of[line.role]
        value = at(values, index) if step else None
        text = "" if not step else ABSENT if value is None else snapshot.notation.number(value)
        short = line.label.removesuffix(" rows")
        sample = line.mark or SAMPLES.get(line.marker, line.marker)
        target = target_of(_TERMS.get(line.label, line.label))
        yield Entry(line.label, line.role, sample, text, short=short, target=target)


def _runs(snapshot: Snapshot, step: int) -> Iterator[Entry]:
    """The loss of each run at that step or in that epoch, or the end of the run if it was before."""
    for number, line in enumerate(snapshot.lines):
        value = _value(line.branch, step, _readable(snapshot, line))
        ending = line.branch.ending
        if not step:
            text = ""
        elif value is not None:
            text = snapshot.notation.number(value)
        elif ending is not None and ending.step < step:
            text = f"{snapshot.notation.text(end_of(line.branch).short)} at {ending.step}"
        else:
            text = ABSENT
        yield Entry(line.label, run_role(number), run_mark(number), text, target=target_of("compared run"))


def _value(branch: Branch, step: int, readable: Extent) -> float | None:
    """The loss of a branch at a step, or the mean of the step's epoch if there are epochs."""
    size = branch.training.steps_per_epoch
    if size > 1:
        return at(branch.epoch_losses.array[: readable.epochs], (step - 1) // size)
    return at(branch.losses.array[: readable.steps], step - 1)
