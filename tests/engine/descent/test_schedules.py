"""The schedules against numbers worked by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.descent.schedules import (
    SCHEDULES,
    Constant,
    Cosine,
    Exponential,
    InverseTime,
    LinearWarmup,
    Schedule,
    StepDecay,
)

ANY_SCHEDULE = st.sampled_from(
    [
        Constant(),
        StepDecay(every=7, factor=0.5),
        Exponential(factor=0.9),
        InverseTime(decay=0.1),
        Cosine(steps=20),
        LinearWarmup(steps=10),
    ]
)


def rates(schedule: Schedule, learning_rate: float, count: int) -> list[float]:
    return [schedule.rate(learning_rate, number) for number in range(1, count + 1)]


def test_constant_never_changes() -> None:
    assert rates(Constant(), 0.3, 3) == [0.3, 0.3, 0.3]


def test_step_multiplies_after_every_so_many_steps() -> None:
    # ⌊t/2⌋ for t = 0 … 4: 0 0 1 1 2
    assert rates(StepDecay(every=2, factor=0.5), 0.8, 5) == [0.8, 0.8, 0.4, 0.4, 0.2]


def test_exponential_multiplies_after_each_step() -> None:
    assert rates(Exponential(factor=0.5), 0.8, 4) == [0.8, 0.4, 0.2, 0.1]


def test_inverse_time_halves_after_one_over_decay_steps() -> None:
    # 1/(1 + 0.5·t) for t = 0 … 3: 1, 1/1.5, 1/2, 1/2.5
    assert rates(InverseTime(decay=0.5), 0.6, 4) == pytest.approx([0.6, 0.4, 0.3, 0.24], rel=1e-15)


def test_cosine_goes_half_a_wave_down_and_stays() -> None:
    # 0.1 + 0.8·(1 + cos(π·t/4))/2 for t = 0 … 4, then t counts as 4; cos π/4 = √½
    high, low = 0.1 + 0.4 * (1 + math.sqrt(0.5)), 0.1 + 0.4 * (1 - math.sqrt(0.5))
    assert rates(Cosine(steps=4, minimum=0.1), 0.9, 7) == pytest.approx(
        [0.9, high, 0.5, low, 0.1, 0.1, 0.1], rel=1e-14
    )


def test_cosine_goes_down_to_zero_unless_told_otherwise() -> None:
    assert Cosine(steps=3).rate(0.5, 4) == 0.0


def test_linear_warmup_climbs_evenly_and_stays() -> None:
    # (t + 1)/4: ¼, ½, ¾, 1, and 1 from then on
    assert rates(LinearWarmup(steps=4), 0.8, 6) == pytest.approx([0.2, 0.4, 0.6, 0.8, 0.8, 0.8], rel=1e-15)


def test_the_smallest_settings_are_good_ones() -> None:
    assert rates(StepDecay(every=1, factor=0.5), 0.8, 3) == [0.8, 0.4, 0.2]
    assert rates(InverseTime(decay=0.0), 0.8, 3) == [0.8, 0.8, 0.8]
    assert rates(Cosine(steps=1, minimum=0.25), 0.8, 3) == [0.8, 0.25, 0.25]
    assert rates(LinearWarmup(steps=1), 0.8, 3) == [0.8, 0.8, 0.8]


@given(
    schedule=ANY_SCHEDULE,
    learning_rate=st.floats(1e-6, 1e3),
    number=st.integers(min_value=1, max_value=10**7),
)
def test_no_schedule_leaves_the_range_between_0_and_the_learning_rate(
    schedule: Schedule, learning_rate: float, number: int
) -> None:
    assert 0.0 <= schedule.rate(learning_rate, number) <= learning_rate


@given(schedule=ANY_SCHEDULE.filter(lambda schedule: schedule.name != "linear_warmup"))
def test_all_but_the_warmup_begin_with_the_learning_rate_and_never_rise(schedule: Schedule) -> None:
    found = rates(schedule, 0.7, 40)
    assert found[0] == 0.7
    assert found == sorted(found, reverse=True)


def test_a_growing_rate_becomes_infinite_where_floats_end() -> None:
    # 10^308 is a float, 10^309 is none
    growing = Exponential(factor=10.0)
    assert growing.rate(1.0, 309) == pytest.approx(1e308)
    assert growing.rate(1.0, 310) == math.inf


@pytest.mark.parametrize("name", SCHEDULES)
def test_each_schedule_is_found_by_its_own_name(name: str) -> None:
    assert SCHEDULES[name].name == name


@pytest.mark.parametrize(
    ("kind", "settings", "message"),
    [
        (StepDecay, {"every": 0, "factor": 0.5}, "every is 0; it must be 1 or more"),
        (StepDecay, {"every": 3, "factor": 0.0}, "factor is 0.0; it must be a positive number"),
        (Exponential, {"factor": -1.0}, "factor is -1.0; it must be a positive number"),
        (Exponential, {"factor": math.inf}, "factor is inf; it must be a positive number"),
        (InverseTime, {"decay": -0.1}, "decay is -0.1; it must be 0 or a positive number"),
        (Cosine, {"steps": 0}, "steps is 0; it must be 1 or more"),
        (Cosine, {"steps": 3, "minimum": math.nan}, "minimum is nan; it must be 0 or a positive number"),
        (Cosine, {"steps": 3, "minimum": -0.5}, "minimum is -0.5; it must be 0 or a positive number"),
        (Cosine, {"steps": 3, "minimum": math.inf}, "minimum is inf; it must be 0 or a positive number"),
        (InverseTime, {"decay": math.inf}, "decay is inf; it must be 0 or a positive number"),
        (LinearWarmup, {"steps": -2}, "steps is -2; it must be 1 or more"),
    ],
)
def test_settings_outside_their_range_are_refused_with_a_remedy(
    kind: type[Schedule], settings: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        kind(**settings)
