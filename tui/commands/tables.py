"""The tables: which parameters are listed, in what order, and from a row of the data to the step that takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.descent.sampling import Sampler
from engine.insight.story.cursor import Grain
from tui.commands.command import Action
from tui.workspace.navigation import FAR
from tui.workspace.parameter_listing import ORDERS
from tui.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench

_EPOCHS_SEARCHED = 200
"""A row that is drawn at random may not come for a while."""


def _filter(bench: Workbench) -> None:
    from tui.screen.dialogs.filter_parameters import FilterParameters

    view_options = bench.workspace.view_options
    dialog = FilterParameters(bench.workspace.run.training.objective.parameters, view_options.pattern)
    bench.ask(dialog, lambda pattern: bench.see(pattern=pattern))


def _order(bench: Workbench) -> None:
    place = ORDERS.index(bench.workspace.view_options.order)
    bench.see(order=ORDERS[(place + 1) % len(ORDERS)])


def _to_row(bench: Workbench) -> None:
    snapshot = bench.workspace.snapshot()
    network, sampler, row = (
        snapshot.network,
        bench.workspace.run.timeline.training.sampler,
        snapshot.view_options.row,
    )
    if network is None or sampler is None or row is None or row >= len(network.inputs):
        return
    bench.playback.pause()
    number = network.row_numbers[row]
    if row >= network.training_rows:
        bench.notify(f"Row {number:,} is kept apart for testing: no step takes it.", markup=False)
        return
    step = next_step_with(sampler, row, snapshot.place.step, bench.workspace.run.timeline.training.steps)
    if step is None:
        bench.notify(f"No step to come takes row {number:,}.", markup=False)
    elif step - bench.workspace.newest() > FAR:
        from tui.screen.dialogs.go_to import GoTo

        bench.ask(GoTo(bench.workspace, str(step)))
    else:
        bench.workspace.go(step - 1)
        if not (bench.workspace.run.cursor.place.step == step - 1 and bench.workspace.forward(Grain.BEAT)):
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


def _has_marked_row(snapshot: Snapshot) -> bool:
    return snapshot.network is not None and snapshot.view_options.row is not None


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
