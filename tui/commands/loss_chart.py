"""The loss chart: its axis, and its cursor, which looks at a step without going there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.commands.command import Action
from tui.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench

_NEXT = {None: True, True: False, False: None}
NO_LATER, NO_EARLIER = "No later step has been taken.", "No step has a loss before this one."
_PARTS = 20
"""The cursor's far steps: the run in so many."""


def _axis(bench: Workbench) -> None:
    bench.see(logarithmic=_NEXT[bench.workspace.view_options.logarithmic])


def _jump(bench: Workbench) -> None:
    step = bench.workspace.view_options.chart_step
    if not _is_in_chart(bench.workspace.snapshot()) or step is None:
        return
    bench.playback.pause()
    bench.workspace.go(step)
    bench.see(chart_step=None)


def _cursor(by: int, size: Callable[[Snapshot], int]) -> Callable[[Workbench], None]:
    """Move the cursor by so many steps of a size."""

    def move(bench: Workbench) -> None:
        from tui.panes.loss.loss_pane import moved_cursor

        snapshot = bench.workspace.snapshot()
        if _is_in_chart(snapshot):
            view_options = moved_cursor(snapshot, by * size(snapshot))
            if view_options == bench.workspace.view_options:
                bench.notify(NO_LATER if by > 0 else NO_EARLIER, markup=False)
            bench.workspace.view_options = view_options
            bench.draw()

    return move


def one_step(snapshot: Snapshot) -> int:
    """The steps that the cursor goes with an arrow."""
    return 1


def far_step(snapshot: Snapshot) -> int:
    """The steps that the cursor goes at once: whole epochs, the twentieth part of what has been taken."""
    size = snapshot.training.steps_per_epoch
    return max(1, snapshot.branch.newest // _PARTS // size) * size


def _is_in_chart(snapshot: Snapshot) -> bool:
    return snapshot.view_options.pane == "loss"


def _has_cursor(snapshot: Snapshot) -> bool:
    return _is_in_chart(snapshot) and snapshot.view_options.chart_step is not None


_GROUP = "Chart"
_PANES = ("loss",)
ACTIONS: tuple[Action, ...] = (
    Action(
        "cursor.later",
        ("up",),
        "↑",
        "cursor",
        "Move the loss chart's cursor on by a step",
        _GROUP,
        _cursor(1, one_step),
        rank=2,
        panes=_PANES,
    ),
    Action(
        "cursor.earlier",
        ("down",),
        "↓",
        "cursor",
        "Move the loss chart's cursor back by a step",
        _GROUP,
        _cursor(-1, one_step),
        rank=2,
        panes=_PANES,
    ),
    Action(
        "jump",
        ("enter",),
        "Enter",
        "go there",
        "Go to the step at the loss chart's cursor",
        _GROUP,
        _jump,
        rank=1,
        panes=_PANES,
        offered=_has_cursor,
    ),
    Action(
        "log_axis",
        ("y",),
        "y",
        "axis",
        "Let the loss chart's axis be logarithmic, linear, or as the numbers ask for",
        _GROUP,
        _axis,
        rank=6,
        panes=_PANES,
    ),
    Action(
        "cursor.far_later",
        ("pageup",),
        "PgUp",
        "",
        "Move the loss chart's cursor on by an epoch, or by a twentieth of the run",
        _GROUP,
        _cursor(1, far_step),
        panes=_PANES,
    ),
    Action(
        "cursor.far_earlier",
        ("pagedown",),
        "PgDn",
        "far",
        "Move the loss chart's cursor back as far",
        _GROUP,
        _cursor(-1, far_step),
        rank=7,
        panes=_PANES,
    ),
)
