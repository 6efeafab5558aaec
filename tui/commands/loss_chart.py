"""Loss chart commands: its axis, and its cursor, which reads off a step without moving the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tui.commands.command import Command
from tui.commands.context import Context
from tui.commands.outcome import CommandError, Moved, Outcome, Viewed
from tui.workspace.snapshot import Snapshot

_NEXT_AXIS = {None: True, True: False, False: None}
_NO_LATER, _NO_EARLIER = "No later step has been taken.", "No step has a loss before this one."
_LARGE_MOVES_PER_RUN = 20


def _axis(context: Context, argument: str) -> Outcome:
    options = context.workspace.view_options
    context.workspace.view_options = replace(options, logarithmic=_NEXT_AXIS[options.logarithmic])
    return Viewed()


def _jump(context: Context, argument: str) -> Outcome:
    workspace = context.workspace
    step = workspace.view_options.chart_step
    if workspace.view_options.pane != "loss" or step is None:
        return Viewed()
    workspace.go(step)
    workspace.view_options = replace(workspace.view_options, chart_step=None)
    return Moved()


def _move_cursor(by: int, size: Callable[[Snapshot], int]) -> Callable[[Context, str], Outcome]:
    def move(context: Context, argument: str) -> Outcome:
        # Plain mode starts without what draws.
        from tui.panes.loss.loss_pane import moved_cursor

        snapshot = context.workspace.snapshot()
        if not _is_in_chart(snapshot):
            return Viewed()
        moved = moved_cursor(snapshot, by * size(snapshot))
        if moved == context.workspace.view_options:
            raise CommandError(_NO_LATER if by > 0 else _NO_EARLIER)
        context.workspace.view_options = moved
        return Viewed()

    return move


def one_step(snapshot: Snapshot) -> int:
    """Return the number of steps by which an arrow key moves the cursor."""
    return 1


def large_step(snapshot: Snapshot) -> int:
    """Return the number of steps of a page key: whole epochs, about a twentieth of the steps taken."""
    size = snapshot.training.steps_per_epoch
    return max(1, snapshot.branch.newest // _LARGE_MOVES_PER_RUN // size) * size


def _is_in_chart(snapshot: Snapshot) -> bool:
    return snapshot.view_options.pane == "loss"


def _has_cursor(snapshot: Snapshot) -> bool:
    return _is_in_chart(snapshot) and snapshot.view_options.chart_step is not None


_GROUP = "Chart"
_PANES = ("loss",)
COMMANDS: tuple[Command, ...] = (
    Command(
        "cursor.later",
        _move_cursor(1, one_step),
        _GROUP,
        "Move the loss chart's cursor forward by a step",
        keys=("up",),
        label="cursor",
        rank=2,
        panes=_PANES,
        pauses=False,
    ),
    Command(
        "cursor.earlier",
        _move_cursor(-1, one_step),
        _GROUP,
        "Move the loss chart's cursor back by a step",
        keys=("down",),
        label="cursor",
        rank=2,
        panes=_PANES,
        pauses=False,
    ),
    Command(
        "jump",
        _jump,
        _GROUP,
        "Go to the step at the loss chart's cursor",
        keys=("enter",),
        label="go there",
        rank=1,
        panes=_PANES,
        available=_has_cursor,
    ),
    Command(
        "log_axis",
        _axis,
        _GROUP,
        "Switch the loss chart's axis: logarithmic, linear, or automatic",
        keys=("y",),
        label="axis",
        rank=6,
        panes=_PANES,
        pauses=False,
    ),
    Command(
        "cursor.far_later",
        _move_cursor(1, large_step),
        _GROUP,
        "Move the loss chart's cursor forward by an epoch, or by a twentieth of the run",
        keys=("pageup",),
        panes=_PANES,
        pauses=False,
    ),
    Command(
        "cursor.far_earlier",
        _move_cursor(-1, large_step),
        _GROUP,
        "Move the loss chart's cursor back as far",
        keys=("pagedown",),
        label="far",
        rank=7,
        panes=_PANES,
        pauses=False,
    ),
)
