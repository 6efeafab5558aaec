"""Moving through time: by beats, phases, rows and epochs, to the ends, and to a place that is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.insight.story.cursor import Grain
from tui.commands.command import Action
from tui.workspace.navigation import FAR
from tui.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench


OVER = "The run ends here."
NO_EPOCHS = "A function has no epochs; {key} {does} a step."


def _without_epochs(bench: Workbench, key: str, does: str) -> bool:
    """Whether there are none, which is then said, with the key to take instead."""
    function = bench.workspace.snapshot().network is None
    if function:
        bench.notify(NO_EPOCHS.format(key=key, does=does), markup=False)
    return function


def _forward(grain: Grain) -> Callable[[Workbench], None]:
    def forward(bench: Workbench) -> None:
        bench.playback.pause()
        if not bench.workspace.go_on(grain):
            bench.notify(OVER, markup=False)
        bench.draw()

    return forward


def _back(grain: Grain) -> Callable[[Workbench], None]:
    def back(bench: Workbench) -> None:
        bench.playback.pause()
        bench.workspace.back(grain)
        bench.draw()

    return back


def _epoch(bench: Workbench) -> None:
    from tui.screen.dialogs.go_to import GoTo

    if _without_epochs(bench, "n", "takes"):
        return
    ahead = bench.workspace.epoch_end()
    if ahead - bench.workspace.newest() <= FAR:
        _forward(Grain.EPOCH)(bench)
        return
    bench.playback.pause()
    bench.ask(GoTo(bench.workspace, str(ahead), stopping=True))


def _back_by_epoch(bench: Workbench) -> None:
    if not _without_epochs(bench, "p", "goes back by"):
        _back(Grain.EPOCH)(bench)


def _start(bench: Workbench) -> None:
    bench.playback.pause()
    bench.workspace.go(0)
    bench.draw()


def _newest(bench: Workbench) -> None:
    bench.playback.pause()
    bench.workspace.go(bench.workspace.newest())
    bench.draw()


def _go_to(bench: Workbench) -> None:
    from tui.screen.dialogs.go_to import GoTo

    bench.playback.pause()
    bench.ask(GoTo(bench.workspace))


def _breakpoints(bench: Workbench) -> None:
    from tui.screen.dialogs.breakpoints import BreakpointsDialog

    bench.playback.pause()
    bench.ask(BreakpointsDialog(bench.workspace))


def _goes_on(snapshot: Snapshot) -> bool:
    return not snapshot.at_the_end


def _has_epochs(snapshot: Snapshot) -> bool:
    return snapshot.network is not None and _goes_on(snapshot)


def _has_past(snapshot: Snapshot) -> bool:
    return snapshot.place.step > 0


def _has_past_epochs(snapshot: Snapshot) -> bool:
    return snapshot.network is not None and _has_past(snapshot)


_GROUP = "Time"
ACTIONS: tuple[Action, ...] = (
    Action(
        "forward.beat",
        ("full_stop",),
        ".",
        "beat",
        "Go on by one beat: one operation, one number",
        _GROUP,
        _forward(Grain.BEAT),
        offered=_goes_on,
    ),
    Action(
        "back.beat", ("comma",), ",", "", "Go back by one beat", _GROUP, _back(Grain.BEAT), offered=_has_past
    ),
    Action(
        "forward.phase",
        ("right",),
        "→",
        "phase",
        "Go on to the end of the phase",
        _GROUP,
        _forward(Grain.PHASE),
        rank=2,
        offered=_goes_on,
    ),
    Action(
        "back.phase",
        ("left",),
        "←",
        "",
        "Go back by one phase",
        _GROUP,
        _back(Grain.PHASE),
        offered=_has_past,
    ),
    Action(
        "forward.row",
        ("n",),
        "n",
        "row",
        "Take the next row (of a function: step), whole",
        _GROUP,
        _forward(Grain.ROW),
        offered=_goes_on,
    ),
    Action(
        "back.row",
        ("p",),
        "p",
        "back",
        "Go back by one row (of a function: step)",
        _GROUP,
        _back(Grain.ROW),
        rank=4,
        offered=_has_past,
    ),
    Action(
        "forward.epoch",
        ("N",),
        "N",
        "epoch",
        "Go on to the end of the epoch",
        _GROUP,
        _epoch,
        rank=5,
        offered=_has_epochs,
    ),
    Action(
        "back.epoch",
        ("P",),
        "P",
        "",
        "Go back to the end of the epoch before",
        _GROUP,
        _back_by_epoch,
        offered=_has_past_epochs,
    ),
    Action("start", ("home",), "Home", "", "Go to the start", _GROUP, _start),
    Action("newest", ("end",), "End", "", "Go to the newest step", _GROUP, _newest),
    Action(
        "go_to",
        ("g",),
        "g",
        "go to",
        "Go to a step, an epoch and row, or the next time a condition holds",
        _GROUP,
        _go_to,
        rank=5,
    ),
    Action(
        "breakpoints",
        ("b",),
        "b",
        "",
        "Set conditions at which playing and going on by epochs stops",
        _GROUP,
        _breakpoints,
    ),
)
