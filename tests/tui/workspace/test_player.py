"""Playing by the clock: as many steps a second as were asked for, whatever the frames do."""

from __future__ import annotations

from math import inf

import pytest

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from tests.tui.workspaces import DIVERGING, Clock, workspace_at, written
from tui.workspace.player import SPEEDS, Player
from tui.workspace.workspace import Workspace

LONG = """\
format = 1
kind = "function"
[function]
expression = "x**2"
[function.start]
x = 5.0
[training]
steps = 1000000
[training.optimizer]
name = "sgd"
learning_rate = 1e-9
"""


@pytest.fixture
def long(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a run that no test comes to the end of."""
    return workspace_at(written(tmp_path_factory.mktemp("long"), LONG))


def playing(workspace: Workspace, clock: Clock, speed: float) -> Player:
    player = Player(workspace, clock, speed)
    player.start()
    return player


def played_in_frames(player: Player, clock: Clock, frames: int, seconds: float) -> None:
    """So many frames of the same length."""
    begin = clock.now
    for frame in range(1, frames + 1):
        clock.now = begin + seconds * frame / frames
        assert player.tick()


def ticks_until_it_ends(player: Player) -> int:
    """How many frames the run takes, up to a hundred."""
    return next((ticks for ticks in range(100) if not player.tick()), 100)


@pytest.mark.parametrize("frames", [1, 2, 7, 30, 100])
@pytest.mark.parametrize("speed", [2.0, 8.0, 16.0, 128.0])
def test_the_steps_a_second_are_kept_at_any_frame_rate(long: Workspace, speed: float, frames: int) -> None:
    clock = Clock()
    played_in_frames(playing(long, clock, speed), clock, frames, 2.0)
    assert long.step == 2 * speed


@pytest.mark.parametrize("frames", [1, 3, 20, 60])
@pytest.mark.parametrize("speed", [0.25, 0.5, 1.0])
def test_slow_playing_goes_phase_by_phase(long: Workspace, speed: float, frames: int) -> None:
    clock = Clock()
    played_in_frames(playing(long, clock, speed), clock, frames, 6.0)
    twin = workspace_at("parabola")
    for _ in range(int(6.0 * speed * len(Phase))):
        assert twin.forward(Grain.PHASE)
    assert long.run.cursor.place == twin.run.cursor.place


def test_nothing_is_due_before_its_time(long: Workspace) -> None:
    clock = Clock()
    player = playing(long, clock, 4.0)
    clock.now += 0.24
    assert player.tick()
    assert long.step == 0
    clock.now += 0.02
    assert player.tick()
    assert long.step == 1
    assert player.tick()
    assert long.step == 1


def test_what_a_slow_frame_could_not_do_is_not_owed(long: Workspace) -> None:
    clock = Clock(each=1.0)  # every look at the clock takes a second
    player = playing(long, clock, 1024.0)
    assert player.tick()
    done = long.step
    # 1024 steps or more were due; after the first look at the clock enough time has been spent.
    assert 0 < done < 100
    clock.each = 0.0
    clock.now += 0.125
    assert player.tick()
    assert long.step == done + 128


def test_at_full_speed_a_frame_does_what_it_has_time_for(long: Workspace) -> None:
    clock = Clock(each=0.002)
    player = playing(long, clock, inf)
    before = 0
    for _ in range(3):
        assert player.tick()
        assert before < long.step < before + 2000
        before = long.step


def test_full_speed_ends_with_the_run() -> None:
    workspace = workspace_at("package-prediction")
    player = playing(workspace, Clock(), inf)
    assert ticks_until_it_ends(player) < 100
    assert workspace.finished
    assert workspace.step == 20


@pytest.mark.parametrize("speed", [0.5, 2.0, 1024.0])
def test_every_speed_ends_with_the_run(speed: float) -> None:
    workspace, clock = workspace_at("package-prediction"), Clock()
    player = playing(workspace, clock, speed)
    for _ in range(20):
        clock.now += 3600.0
        moved = player.tick()
    assert not moved
    assert workspace.finished
    assert workspace.step == 20


def test_playing_ends_where_a_run_diverges(tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace = workspace_at(written(tmp_path_factory.mktemp("d"), DIVERGING))
    assert ticks_until_it_ends(playing(workspace, Clock(), inf)) < 100
    assert workspace.finished
    assert workspace.step == 39


def test_the_time_of_a_pause_is_not_owed(long: Workspace) -> None:
    clock = Clock()
    player = playing(long, clock, 8.0)
    clock.now += 1.0
    player.tick()
    player.stop()
    assert not player.playing
    clock.now += 100.0
    player.start()
    assert player.playing
    clock.now += 1.0
    player.tick()
    assert long.step == 16


def test_a_new_speed_counts_from_now(long: Workspace) -> None:
    clock = Clock()
    player = playing(long, clock, 2.0)
    clock.now += 1.0
    player.tick()
    assert long.step == 2
    player.change_speed(3)
    assert player.speed == 16.0
    clock.now += 1.0
    player.tick()
    assert long.step == 18
    player.change_speed(-1)
    assert player.speed == 8.0


def test_the_speeds_have_ends(long: Workspace) -> None:
    player = Player(long, Clock())
    player.change_speed(-100)
    assert (player.speed, player.speed_label) == (SPEEDS[0], "0.25×")
    player.change_speed(100)
    assert (player.speed, player.speed_label) == (inf, "max")
    player.change_speed(-1)
    assert player.speed_label == "1024×"


@pytest.mark.parametrize(
    ("asked", "got"), [(1.0, 1.0), (2.2, 2.0), (0.05, 0.25), (100.0, 128.0), (1000.0, 1024.0), (inf, inf)]
)
def test_a_speed_in_between_becomes_the_nearest(long: Workspace, asked: float, got: float) -> None:
    assert Player(long, Clock(), asked).speed == got


@pytest.mark.parametrize("speed", [0.5, 2.0, 64.0, inf])
def test_playing_goes_no_further_than_it_was_told(long: Workspace, speed: float) -> None:
    clock = Clock()
    player = playing(long, clock, speed)
    clock.now += 1000.0
    assert player.tick(until=5)
    assert long.step == 5


def test_the_clock_is_looked_at_often_enough_and_not_more_than_frames_are_drawn(long: Workspace) -> None:
    for speed in SPEEDS:
        player = Player(long, Clock(), speed, frames=20.0)
        assert player.interval >= 1 / 20
        # At least once for each place, or at every frame.
        assert player.interval <= max(1 / player.rate, 1 / 20)


def test_all_compared_runs_are_played(tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace, clock = workspace_at("learning-rates"), Clock()
    player = playing(workspace, clock, 8.0)
    clock.now += 1.0
    player.tick()
    # η 1 arrives with step 6, η 1.6 with its first.
    assert [run.timeline.cursor for run in workspace.runs] == [8, 6, 1, 8, 8]
