"""The line below the panes: nothing in it runs into its neighbour at any width."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.workspaces import DIVERGING, text_of, workspace_at, written
from tui.panes.transport import PlaybackStatus, header, transport


@pytest.mark.parametrize(("step", "told"), [(5, "diverging"), (39, "diverged")])
def test_what_is_told_of_the_run_stands_apart_from_the_keys(step: int, told: str, tmp_path: Path) -> None:
    snapshot = workspace_at(written(tmp_path, DIVERGING), step).snapshot()
    playback = PlaybackStatus(playing=False, speed="1×")
    lines = [text_of([transport(snapshot, playback, width)]) for width in range(60, 200)]
    whole = [line for line in lines if told in line]
    assert len(whole) > 100
    assert any(f"{told} ‹beat›" in line for line in whole)
    assert all(f"{told} " in line for line in whole)


def test_where_the_shown_run_has_ended_the_bars_say_how_far_the_others_are() -> None:
    workspace = workspace_at("learning-rates", 20)
    workspace.show_run(1)
    playback = PlaybackStatus(playing=False, speed="1×")
    assert "step 6 of 100  others at step 20 " in text_of([header(workspace.snapshot(), 120)])
    assert "step 6/100  others at 20 " in text_of([header(workspace.snapshot(), 72)])
    bar = text_of([transport(workspace.snapshot(), playback, 120)])
    assert "20 %" in bar
    assert bar.count("━") >= 3
    workspace.show_run(0)
    assert "others" not in text_of([header(workspace.snapshot(), 120)])


def test_in_little_room_the_title_takes_the_place_of_the_programs_name() -> None:
    snapshot = workspace_at("package-prediction", 1).snapshot()
    assert text_of([header(snapshot, 80)]).startswith(" gradstep   Package prediction")
    assert text_of([header(snapshot, 40)]).startswith(" Package…")
