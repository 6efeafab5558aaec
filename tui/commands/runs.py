"""The run that is looked at: from the start again, another one of those compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.command import Action
from tui.workspace.snapshot import Moment

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench


ALONE = "Nothing is compared here: there is one run."


def _reset(bench: Workbench) -> None:
    bench.performance.pause()
    bench.desk.reset()
    bench.script.reset()
    bench.draw()


def _next_run(bench: Workbench) -> None:
    if len(bench.desk.runs) == 1:
        bench.notify(ALONE, markup=False)
        return
    bench.desk.show(bench.desk.shown + 1)
    bench.draw()


def _branches(bench: Workbench) -> None:
    from tui.screen.dialogs.branches import BranchesDialog

    bench.performance.pause()
    bench.ask(BranchesDialog(bench.desk), bench.desk.run.follow)


def _export(bench: Workbench) -> None:
    from tui.screen.dialogs.export import ExportDialog

    bench.performance.pause()
    picture = bench.app.export_screenshot(title=f"gradstep: {bench.desk.title}")
    stem = f"{bench.desk.run.stem}-step-{bench.desk.step}"
    bench.ask(ExportDialog(bench.desk, stem, picture), lambda told: bench.notify(told, markup=False))


def _has_branches(moment: Moment) -> bool:
    return bool(moment.ghosts)


def _has_others(moment: Moment) -> bool:
    return len(moment.lines) > 1


_GROUP = "Run"
ACTIONS: tuple[Action, ...] = (
    Action(
        "reset",
        ("r",),
        "r",
        "reset",
        "Go back to the very same start and forget what was done",
        _GROUP,
        _reset,
        rank=7,
    ),
    Action(
        "next_run",
        ("s",),
        "s",
        "next run",
        "Show the next of the compared runs in the other panes",
        _GROUP,
        _next_run,
        rank=3,
        offered=_has_others,
    ),
    Action(
        "branches",
        ("B",),
        "B",
        "branches",
        "Return to another branch: every change began one",
        _GROUP,
        _branches,
        rank=7,
        offered=_has_branches,
    ),
    Action(
        "export",
        ("x",),
        "x",
        "",
        "Export the steps, the network as NumPy or PyTorch code, or the screen",
        _GROUP,
        _export,
    ),
)
