"""The whole state of a workspace, so that two compare equal only if they are the same to the last bit."""

from __future__ import annotations

from typing import Any

from engine.descent.branch import Branch
from tui.workspace.run import Run
from tui.workspace.workspace import Workspace


def state_of(workspace: Workspace) -> Any:
    """All runs with their branches, and the breakpoints."""
    breakpoints = [(one.name, one.condition.text, one.enabled) for one in workspace.breakpoints]
    return workspace.shown, [run_state(run) for run in workspace.runs], breakpoints


def run_state(run: Run) -> Any:
    """Where a run stands, and all of its branches."""
    timeline = run.timeline
    branches = [_branch_state(run, branch) for branch in timeline.branches]
    here = timeline.branches.index(timeline.branch)
    return run.cursor.place, here, timeline.state.theta.tobytes(), branches


def _branch_state(run: Run, branch: Branch) -> Any:
    branches, change = run.timeline.branches, run.change_of(branch)
    series = (branch.losses, branch.epoch_losses, branch.training_losses, branch.test_losses)
    states = (*branch.state(branch.newest), *branch.state(branch.newest // 2))
    return (
        branches.index(branch.parent) if branch.parent in branches else None,
        (branch.fork, branch.newest, branch.ending),
        (change.settings, change.description),
        [one.array.tobytes() for one in series],
        [array.tobytes() for array in states],
    )
