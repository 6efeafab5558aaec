"""Changing a run: parameters, settings and data, each change on a branch of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.actions import Action
from tui.changes import freeze_or_free, nudge, other_learning_rate

if TYPE_CHECKING:
    from tui.screens.workbench import Workbench


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


_GROUP = "Changing"
_PARAMETERS = ("stage", "story", "parameters")
ACTIONS: tuple[Action, ...] = (
    Action("faster_learning", ("plus",), "+", "", "Raise the learning rate, from this step on", _GROUP, _up),
    Action(
        "slower_learning", ("minus",), "-", "", "Lower the learning rate, from this step on", _GROUP, _down
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
)
