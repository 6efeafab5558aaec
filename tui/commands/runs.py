"""The run that is looked at: from the start again, another one of those compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.command import Action
from tui.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench


ALONE = "Nothing is compared here: there is one run."


def _reset(bench: Workbench) -> None:
    bench.playback.pause()
    bench.workspace.reset()
    bench.script.reset()
    bench.draw()


def _next_run(bench: Workbench) -> None:
    if len(bench.workspace.runs) == 1:
        bench.notify(ALONE, markup=False)
        return
    bench.workspace.show(bench.workspace.shown + 1)
    bench.draw()


def _branches(bench: Workbench) -> None:
    from tui.screen.dialogs.branches import BranchesDialog

    bench.playback.pause()
    bench.ask(BranchesDialog(bench.workspace), bench.workspace.run.follow)


def _export(bench: Workbench) -> None:
    from tui.screen.dialogs.export import ExportDialog

    bench.playback.pause()
    picture = bench.app.export_screenshot(title=f"gradstep: {bench.workspace.title}")
    stem = f"{bench.workspace.run.stem}-step-{bench.workspace.step}"
    bench.ask(ExportDialog(bench.workspace, stem, picture), lambda told: bench.notify(told, markup=False))


def _has_branches(snapshot: Snapshot) -> bool:
    return bool(snapshot.ghosts)


def _has_others(snapshot: Snapshot) -> bool:
    return len(snapshot.lines) > 1


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
