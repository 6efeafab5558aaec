"""The tables: which parameters are listed, in what order, and from a row of the data to the step that takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.descent.sampling import Sampler
from engine.insight.story.cursor import Grain
from tui.commands.command import Action
from tui.workspace.navigation import FAR
from tui.workspace.parameter_listing import ORDERS
from tui.workspace.snapshot import Moment

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench

_EPOCHS_SEARCHED = 200
"""A row that is drawn at random may not come for a while."""


def _filter(bench: Workbench) -> None:
    from tui.screen.dialogs.filter_parameters import FilterParameters

    look = bench.desk.look
    dialog = FilterParameters(bench.desk.run.training.objective.parameters, look.pattern)
    bench.ask(dialog, lambda pattern: bench.see(pattern=pattern))


def _order(bench: Workbench) -> None:
    place = ORDERS.index(bench.desk.look.order)
    bench.see(order=ORDERS[(place + 1) % len(ORDERS)])


def _to_row(bench: Workbench) -> None:
    moment = bench.desk.moment()
    network, sampler, row = moment.network, bench.desk.run.timeline.training.sampler, moment.look.row
    if network is None or sampler is None or row is None or row >= len(network.inputs):
        return
    bench.performance.pause()
    number = network.row_numbers[row]
    if row >= network.training_rows:
        bench.notify(f"Row {number:,} is kept apart for testing: no step takes it.", markup=False)
        return
    step = next_step_with(sampler, row, moment.place.step, bench.desk.run.timeline.training.steps)
    if step is None:
        bench.notify(f"No step to come takes row {number:,}.", markup=False)
    elif step - bench.desk.newest() > FAR:
        from tui.screen.dialogs.go_to import GoTo

        bench.ask(GoTo(bench.desk, str(step)))
    else:
        bench.desk.go(step - 1)
        if not (bench.desk.run.cursor.place.step == step - 1 and bench.desk.forward(Grain.BEAT)):
            bench.notify(f"The run ends before it takes row {number:,} again.", markup=False)
        bench.draw()


def next_step_with(sampler: Sampler, row: int, after: int, last: int) -> int | None:
    """The first step after one, up to the last, that takes a row; None if none does, or none for very long."""
    first = sampler.epoch(after + 1)
    for epoch in range(first, min(first + _EPOCHS_SEARCHED, sampler.epoch(last) + 1)):
        for step in sampler.steps_with(row, epoch):
            if after < step <= last:
                return step
    return None


def _has_marked_row(moment: Moment) -> bool:
    return moment.network is not None and moment.look.row is not None


_GROUP = "Tables"
ACTIONS: tuple[Action, ...] = (
    Action(
        "filter",
        ("w",),
        "w",
        "which",
        "List only the parameters whose names match a pattern, such as w2_*",
        _GROUP,
        _filter,
        rank=6,
        panes=("parameters",),
    ),
    Action(
        "order",
        ("o",),
        "o",
        "order",
        "Order the parameters: as they lie in θ, by the size of gradient, update or value",
        _GROUP,
        _order,
        rank=6,
        panes=("parameters",),
    ),
    Action(
        "row.step",
        ("enter",),
        "Enter",
        "go there",
        "Go to the next step that takes the marked row",
        _GROUP,
        _to_row,
        rank=4,
        panes=("data",),
        offered=_has_marked_row,
    ),
)
