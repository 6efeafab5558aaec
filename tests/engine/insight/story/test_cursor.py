"""Where a reader stands: the places of each grain, there and back."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.story.beats import Phase
from engine.insight.story.cursor import START, Cursor, Grain, Place
from engine.insight.story.step_story import story
from tests.engine.builders import bits, finished, function_training, package_prediction

PHASES = 5
LAST = 32
"""Beats of a package-prediction step: 1 + 6 + 1 + 15 + 9."""


def cursor_on(training: Training) -> Cursor:
    timeline = Timeline(training)
    return Cursor(timeline, cache(lambda number: story(training, timeline.step(number))))


def package(epochs: int = 5, batch_size: int = 1) -> Cursor:
    return cursor_on(package_prediction(epochs=epochs, batch_size=batch_size))


def diverging() -> Cursor:
    """x² with η 50: x grows a hundredfold each step, and the loss passes the limit with step 39."""
    return cursor_on(function_training("x**2", {"x": 1.0}, 50.0, steps=1000))


def walk(cursor: Cursor, grain: Grain) -> list[Place]:
    """All places of a grain from here to the end of the run."""
    places = [cursor.place]
    while cursor.forward(grain):
        places.append(cursor.place)
    return places


def walk_back(cursor: Cursor, grain: Grain) -> list[Place]:
    places = [cursor.place]
    while cursor.back(grain):
        places.append(cursor.place)
    return places


def test_the_start_is_before_every_step() -> None:
    cursor = package()
    assert cursor.place == START == (0, 0)
    assert not cursor.inside
    for grain in Grain:
        assert not cursor.back(grain)
    assert (cursor.place, cursor.timeline.newest) == (START, 0)


def test_beats_are_read_one_after_the_other_and_on_into_the_next_step() -> None:
    cursor = package(epochs=1)
    places = walk(cursor, Grain.BEAT)
    assert places == [START, *(Place(step, beat) for step in (1, 2, 3, 4) for beat in range(1, LAST + 1))]
    assert len(story(cursor.timeline.training, cursor.timeline.step())) == LAST


def test_the_places_of_phases_are_where_the_phases_end() -> None:
    cursor = package(epochs=1)
    # 1 for the row, 6 for z and a of three units, 1 for the loss, 6 + 9 slopes, 9 new parameters
    places = walk(cursor, Grain.PHASE)
    assert places[:6] == [START, (1, 1), (1, 7), (1, 8), (1, 23), (1, 32)]
    beats = story(cursor.timeline.branch.training, cursor.timeline.step(1))
    assert [beats[place.beat - 1].phase for place in places[1:6]] == list(Phase)
    assert len(places) == 1 + 4 * PHASES


def test_the_places_of_rows_are_the_steps_complete() -> None:
    cursor = package(epochs=1)
    assert walk(cursor, Grain.ROW) == [START, (1, LAST), (2, LAST), (3, LAST), (4, LAST)]


def test_the_places_of_epochs_are_their_last_rows_complete() -> None:
    assert walk(package(epochs=3), Grain.EPOCH) == [START, (4, LAST), (8, LAST), (12, LAST)]
    assert (
        walk(package(epochs=3, batch_size=3), Grain.EPOCH)[:3]
        == walk(package(epochs=3, batch_size=3), Grain.ROW)[::2][:3]
    )


def test_an_epoch_of_a_function_is_a_step() -> None:
    def cursor() -> Cursor:
        return cursor_on(function_training("x**2", {"x": 1.0}, 0.1, steps=4))

    assert walk(cursor(), Grain.EPOCH) == walk(cursor(), Grain.ROW)
    assert [place.step for place in walk(cursor(), Grain.ROW)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("grain", Grain)
@pytest.mark.parametrize(
    "make", [lambda: package(epochs=2), lambda: package(epochs=2, batch_size=3), diverging]
)
def test_the_way_back_crosses_the_same_places(grain: Grain, make: object) -> None:
    assert callable(make)
    cursor = make()
    assert isinstance(cursor, Cursor)
    there = walk(cursor, grain)
    assert there == sorted(there)
    assert len(there) > 2
    assert walk_back(cursor, grain) == there[::-1]


def test_coarse_steps_from_within_a_step_complete_it_or_go_back_to_before_it() -> None:
    cursor = package()
    cursor.go(5)
    for _ in range(3):
        cursor.forward(Grain.BEAT)
    inside = cursor.place
    assert inside == (6, 3)
    assert cursor.inside
    for grain, ahead, behind in [
        (Grain.BEAT, (6, 4), (6, 2)),
        (Grain.PHASE, (6, 7), (6, 1)),
        (Grain.ROW, (6, LAST), (5, LAST)),
        (Grain.EPOCH, (8, LAST), (4, LAST)),
    ]:
        for move, expected in ((cursor.forward, ahead), (cursor.back, behind)):
            cursor.place = inside
            cursor.timeline.go(6)
            assert move(grain)
            assert cursor.place == expected
            assert cursor.timeline.cursor == expected[0]


def test_from_within_an_epochs_last_step_the_epoch_forward_completes_it() -> None:
    cursor = package()
    cursor.go(3)
    cursor.forward(Grain.BEAT)
    assert cursor.place == (4, 1)
    assert cursor.forward(Grain.EPOCH)
    assert cursor.place == (4, LAST)
    assert not cursor.inside


def test_from_within_an_epochs_first_step_the_epoch_back_leads_before_it() -> None:
    cursor = package()
    cursor.go(4)
    cursor.forward(Grain.BEAT)
    assert cursor.back(Grain.EPOCH)
    assert cursor.place == (4, LAST)
    assert cursor.back(Grain.EPOCH)
    assert cursor.place == START


def test_the_first_beat_back_leads_to_the_step_before_complete() -> None:
    cursor = package()
    cursor.go(2)
    cursor.forward(Grain.BEAT)
    assert cursor.back(Grain.BEAT)
    assert cursor.place == (2, LAST)
    assert cursor.back(Grain.BEAT)
    assert cursor.place == (2, LAST - 1)


@pytest.mark.parametrize("grain", Grain)
def test_the_end_of_the_run_is_the_last_place(grain: Grain) -> None:
    cursor = package(epochs=1)
    walk(cursor, grain)
    end = cursor.place
    assert end == (4, LAST)
    assert not cursor.forward(grain)
    assert (cursor.place, cursor.timeline.ending) == (end, (4, "epochs"))


def test_a_run_that_diverges_within_an_epoch_ends_where_it_diverged() -> None:
    cursor = diverging()
    assert cursor.forward(Grain.EPOCH)
    assert cursor.go(10_000)
    assert cursor.timeline.ending is not None
    assert cursor.place.step == cursor.timeline.ending.step == cursor.timeline.newest
    assert not cursor.inside
    assert not cursor.forward(Grain.EPOCH)


def test_an_epoch_that_cannot_be_finished_is_gone_through_to_its_last_step() -> None:
    cursor = cursor_on(package_prediction(learning_rate=3.0))
    places = walk(cursor, Grain.EPOCH)
    ending = cursor.timeline.ending
    assert ending is not None
    assert ending.reason == "diverged"
    assert ending.step % 4 != 0
    assert [place.step for place in places] == [*range(0, ending.step, 4), ending.step]
    assert [place.step for place in walk_back(cursor, Grain.EPOCH)] == [
        ending.step,
        *range(ending.step // 4 * 4, -1, -4),
    ]


def test_going_to_a_step_takes_what_is_missing_and_no_more() -> None:
    cursor = package()
    assert cursor.go(7)
    assert (cursor.place, cursor.timeline.newest) == ((7, LAST), 7)
    assert cursor.go(3)
    assert (cursor.place, cursor.timeline.newest, cursor.timeline.cursor) == ((3, LAST), 7, 3)
    assert not cursor.go(3)
    assert cursor.go(-4)
    assert cursor.place == START
    assert cursor.go(99)
    assert cursor.place == (20, LAST)
    assert not cursor.go(100)


def test_standing_after_a_beat_stays_within_the_step_that_is_looked_at() -> None:
    cursor = package()
    assert not cursor.stand(3)
    assert cursor.place == START
    cursor.go(2)
    assert cursor.stand(5)
    assert cursor.place == (2, 5)
    assert not cursor.stand(5)
    for beat, nearest in ((0, 1), (-3, 1), (LAST, LAST), (LAST + 1, LAST)):
        cursor.stand(beat)
        assert (cursor.place, cursor.timeline.cursor) == ((2, nearest), 2)


MOVES = st.one_of(
    st.tuples(st.sampled_from(["forward", "back"]), st.sampled_from(Grain)),
    st.tuples(st.just("go"), st.integers(-1, 13)),
)


@settings(max_examples=40)
@given(st.lists(MOVES, max_size=25), st.sampled_from([1, 3]))
def test_on_any_walk_place_and_timeline_agree(moves: list[tuple[str, Grain | int]], batch_size: int) -> None:
    cursor = package(epochs=3, batch_size=batch_size)
    straight = finished(package_prediction(epochs=3, batch_size=batch_size))
    places = sorted({*walk(package(epochs=3, batch_size=batch_size), Grain.BEAT)})
    for move, argument in moves:
        before = cursor.place
        moved = getattr(cursor, move)(argument)
        place = cursor.place
        assert moved == (place != before)
        assert place in places
        assert cursor.timeline.cursor == place.step
        if move == "forward" and moved:
            assert place > before
        if move == "back" and moved:
            assert place < before
        if place.step:
            assert bits(cursor.timeline.step()) == bits(straight.step(place.step))
        assert cursor.inside == (place.step > 0 and Place(place.step, place.beat + 1) in places)
    assert cursor.timeline.newest <= 12
