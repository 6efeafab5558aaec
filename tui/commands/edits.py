"""Changing a run: parameters, settings and data, each change on a branch of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.errors import ScenarioError
from tui.commands.command import Action
from tui.workspace.edits import (
    freeze_or_free,
    nudge,
    other_learning_rate,
    rows_given,
    rows_looked_at,
    set_parameter,
)
from tui.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench


def _up(bench: Workbench) -> None:
    bench.change(lambda run: other_learning_rate(run, 1))


def _down(bench: Workbench) -> None:
    bench.change(lambda run: other_learning_rate(run, -1))


def _freeze(bench: Workbench) -> None:
    name = bench.selected_parameter()
    if name is not None:
        bench.change(lambda run: freeze_or_free(run, name))


def _nudge_up(bench: Workbench) -> None:
    name = bench.selected_parameter()
    if name is not None:
        bench.change(lambda run: nudge(run, name, 1))


def _nudge_down(bench: Workbench) -> None:
    name = bench.selected_parameter()
    if name is not None:
        bench.change(lambda run: nudge(run, name, -1))


def _parameter_selected(snapshot: Snapshot) -> bool:
    return snapshot.view_options.selected in snapshot.training.objective.parameters.names


def _can_edit(snapshot: Snapshot) -> bool:
    return snapshot.view_options.pane == "data" or _parameter_selected(snapshot)


def _edit(bench: Workbench) -> None:
    from tui.screen.dialogs.edit_parameter import EditParameter

    if bench.workspace.view_options.pane == "data":
        _edit_row(bench)
        return
    name = bench.selected_parameter()
    if name is not None:
        bench.playback.pause()
        dialog = EditParameter(bench.workspace.run, name, bench.workspace.snapshot().notation)
        bench.ask(dialog, lambda value: set_parameter(bench.workspace.run, name, value))


def _edit_row(bench: Workbench) -> None:
    snapshot = bench.workspace.snapshot()
    network, row = snapshot.network, snapshot.view_options.row
    if network is None:
        return
    if row is None or row >= len(network.inputs):
        row = int(rows_looked_at(bench.workspace.run)[0])
    _ask_for_row(bench, network.row_numbers[row] - 1)


def _add_row(bench: Workbench) -> None:
    if bench.workspace.snapshot().network is not None:
        _ask_for_row(bench, None)


def _ask_for_row(bench: Workbench, place: int | None) -> None:
    """Show the form for a row, by its place in the data as it was given; None for one more."""
    from tui.screen.dialogs.edit_row import MOST_COLUMNS, EditRow

    bench.playback.pause()
    try:
        rows = rows_given(bench.workspace.run)
    except ScenarioError as error:
        told = "\n".join(problem.message for problem in error.problems)
        bench.notify(f"{told[:1].upper()}{told[1:]}.", severity="error", markup=False)
        return
    if len(rows.columns) > MOST_COLUMNS:
        bench.notify(
            f"{len(rows.columns):,} columns are more than a form can have; change the file, and load it with L.",
            severity="error",
            markup=False,
        )
        return
    bench.ask(EditRow(bench.workspace.run, rows, place))


def _load(bench: Workbench) -> None:
    from tui.screen.dialogs.load_rows import LoadRows

    if bench.workspace.snapshot().network is not None:
        bench.playback.pause()
        bench.ask(LoadRows(bench.workspace.run))


def _has_data(snapshot: Snapshot) -> bool:
    return snapshot.network is not None


_GROUP = "Changing"
_PARAMETERS = ("stage", "story", "parameters")
ACTIONS: tuple[Action, ...] = (
    Action("faster_learning", ("plus",), "+", "", "Raise the learning rate, from this step on", _GROUP, _up),
    Action(
        "slower_learning", ("minus",), "-", "", "Lower the learning rate, from this step on", _GROUP, _down
    ),
    Action(
        "edit",
        ("e",),
        "e",
        "edit",
        "Give the selected parameter another value, or in the data change a row",
        _GROUP,
        _edit,
        rank=4,
        panes=(*_PARAMETERS, "data"),
        offered=_can_edit,
    ),
    Action(
        "freeze",
        ("f",),
        "f",
        "freeze",
        "Freeze the selected parameter, so that no update changes it, or free it",
        _GROUP,
        _freeze,
        rank=5,
        panes=_PARAMETERS,
        offered=_parameter_selected,
    ),
    Action(
        "nudge_up",
        ("u",),
        "u",
        "up",
        "Turn the selected parameter up a little, as a knob",
        _GROUP,
        _nudge_up,
        rank=7,
        panes=("parameters",),
    ),
    Action(
        "nudge_down",
        ("j",),
        "j",
        "down",
        "Turn the selected parameter down a little",
        _GROUP,
        _nudge_down,
        rank=7,
        panes=("parameters",),
    ),
    Action(
        "add_row",
        ("a",),
        "a",
        "add row",
        "Add a row to the data, and begin anew with it",
        _GROUP,
        _add_row,
        rank=5,
        panes=("data",),
        offered=_has_data,
    ),
    Action(
        "load",
        ("L",),
        "L",
        "load",
        "Load the rows of another CSV file, and begin anew with them",
        _GROUP,
        _load,
        rank=5,
        panes=("data",),
        offered=_has_data,
    ),
)
