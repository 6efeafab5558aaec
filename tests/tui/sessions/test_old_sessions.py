"""Session and preferences files written by an earlier version of the program, read by this one.

Beside each session are the numbers to which that version replayed it: JSON floats, which keep every bit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.descent.branch import Branch
from scenarios.loading import load_kept
from tui.sessions.journal import parse_session
from tui.sessions.replay import replay_all
from tui.views import preferences
from tui.views.preferences import Preferences
from tui.workspace.events import (
    BranchSelected,
    BreakpointsChanged,
    ParameterEdited,
    PositionRecorded,
    Reset,
    SettingsChanged,
    SpeedChanged,
)
from tui.workspace.opening import workspace_of
from tui.workspace.run import Run

DATA = Path(__file__).with_name("data")
SESSIONS = ("package-prediction", "learning-rates")


def run_numbers(run: Run) -> dict[str, Any]:
    """The position of a run, its θ there, and all of its branches."""
    timeline = run.timeline
    return {
        "label": run.label,
        "place": list(run.cursor.place),
        "seen": run.cursor.seen,
        "branch": timeline.branches.index(timeline.branch),
        "theta": timeline.state.theta.tolist(),
        "branches": [branch_numbers(run, branch) for branch in timeline.branches],
    }


def branch_numbers(run: Run, branch: Branch) -> dict[str, Any]:
    """The steps of a branch, every loss, and θ with the optimizer's state after the newest step."""
    branches, ending = run.timeline.branches, branch.ending
    return {
        "parent": branches.index(branch.parent) if branch.parent in branches else None,
        "fork": branch.fork,
        "newest": branch.newest,
        "ending": None if ending is None else [ending.reason, ending.step],
        "losses": branch.losses.array.tolist(),
        "state": [array.ravel().tolist() for array in branch.state(branch.newest)],
    }


@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_of_an_earlier_version_leads_to_the_same_numbers_bit_for_bit(name: str) -> None:
    content = (DATA / f"{name}.jsonl").read_bytes()
    session = parse_session(content, f"{name}.jsonl")
    assert session.damage == ""
    workspace = workspace_of(load_kept(session.scenario, session.content, session.files))
    outcome = replay_all(workspace, session.events)
    assert outcome.message == ""
    assert json.loads((DATA / f"{name}.json").read_bytes()) == {
        "shown": workspace.shown,
        "speed": outcome.speed,
        "breakpoints": [
            [breakpoint.name, breakpoint.condition.text, breakpoint.enabled]
            for breakpoint in workspace.breakpoints
        ],
        "runs": [run_numbers(run) for run in workspace.runs],
    }


def test_the_sessions_contain_every_kind_of_event() -> None:
    kinds = {
        type(event)
        for name in SESSIONS
        for event in parse_session((DATA / f"{name}.jsonl").read_bytes(), name).events
    }
    assert kinds == {
        PositionRecorded,
        SettingsChanged,
        ParameterEdited,
        BranchSelected,
        Reset,
        BreakpointsChanged,
        SpeedChanged,
    }


def test_preferences_of_an_earlier_version_are_read_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "gradstep"
    folder.mkdir()
    content = (DATA / "preferences.json").read_bytes()
    (folder / "preferences.json").write_bytes(content)
    found, message = preferences.read()
    assert message == ""
    assert found == Preferences(
        theme="high-contrast",
        digits=8,
        beside="data",
        hidden=("parameters",),
        keys={"forward.row": "y,right_parenthesis", "play": "w"},
    )
    preferences.write(found)
    assert (folder / "preferences.json").read_bytes() == content
