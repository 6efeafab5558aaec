"""The samplers: which rows a step gets, whatever was asked for before."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.descent.sampling import Order, Sampler

ROWS = st.integers(1, 40)
BATCH_SIZE = st.one_of(st.none(), st.integers(1, 45))
ORDER = st.sampled_from(["sequential", "shuffle", "random"])
SEED = st.integers(0, 2**40)


def epoch_rows(sampler: Sampler, epoch: int) -> list[list[int]]:
    """The batches of one epoch."""
    first = (epoch - 1) * sampler.steps_per_epoch + 1
    return [sampler.rows_of(number).tolist() for number in range(first, first + sampler.steps_per_epoch)]


def test_sequential_takes_the_rows_in_file_order_and_starts_over() -> None:
    sampler = Sampler(4, 1, "sequential", 0)
    assert [sampler.rows_of(number).tolist() for number in range(1, 7)] == [[0], [1], [2], [3], [0], [1]]


def test_the_last_batch_takes_what_is_left_and_nothing_of_the_next_epoch() -> None:
    sampler = Sampler(5, 2, "sequential", 0)
    assert sampler.steps_per_epoch == 3
    assert epoch_rows(sampler, 1) == epoch_rows(sampler, 2) == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize("batch_size", [None, 4, 9])
def test_a_batch_of_all_rows_makes_every_step_an_epoch(batch_size: int | None) -> None:
    sampler = Sampler(4, batch_size, "sequential", 0)
    assert (sampler.batch_size, sampler.steps_per_epoch) == (4, 1)
    assert sampler.rows_of(3).tolist() == [0, 1, 2, 3]
    assert sampler.epoch(3) == 3
    assert sampler.closes_epoch(3)


def test_epochs_count_from_1_and_close_with_their_last_step() -> None:
    sampler = Sampler(5, 2, "shuffle", 0)
    assert [sampler.epoch(number) for number in range(1, 8)] == [1, 1, 1, 2, 2, 2, 3]
    assert [sampler.closes_epoch(number) for number in range(1, 8)] == [False, False, True] * 2 + [False]


@pytest.mark.parametrize("rows", [10_000, 10_001])
def test_sequential_is_the_same_for_few_rows_and_for_many(rows: int) -> None:
    sampler = Sampler(rows, 3, "sequential", 0)
    assert sampler.rows_of(2).tolist() == [3, 4, 5]
    assert sampler.rows_of(sampler.steps_per_epoch).tolist() == list(range(rows - rows % 3, rows))
    assert sampler.rows_of(sampler.steps_per_epoch + 1).tolist() == [0, 1, 2]


@given(rows=ROWS, batch_size=BATCH_SIZE, seed=SEED, epoch=st.integers(1, 50))
def test_each_epoch_of_shuffle_has_every_row_once(
    rows: int, batch_size: int | None, seed: int, epoch: int
) -> None:
    batches = epoch_rows(Sampler(rows, batch_size, "shuffle", seed), epoch)
    assert sorted(row for batch in batches for row in batch) == list(range(rows))


@given(rows=ROWS, batch_size=BATCH_SIZE, order=ORDER, epoch=st.integers(1, 3))
def test_batch_sizes_tell_how_many_rows_each_step_of_an_epoch_takes(
    rows: int, batch_size: int | None, order: Order, epoch: int
) -> None:
    sampler = Sampler(rows, batch_size, order, 0)
    assert sampler.batch_sizes.tolist() == [len(batch) for batch in epoch_rows(sampler, epoch)]
    assert not sampler.batch_sizes.flags.writeable


def test_shuffle_makes_a_fresh_permutation_each_epoch_and_for_each_seed() -> None:
    epochs = [epoch_rows(Sampler(50, 5, "shuffle", seed), epoch) for seed in (1, 2) for epoch in (1, 2)]
    assert all(epochs[i] != epochs[j] for i in range(4) for j in range(i))


@given(rows=ROWS, batch_size=BATCH_SIZE, seed=SEED, number=st.integers(1, 10**9))
def test_random_draws_stay_in_range_and_fill_their_batch(
    rows: int, batch_size: int | None, seed: int, number: int
) -> None:
    found = Sampler(rows, batch_size, "random", seed).rows_of(number)
    assert found.min() >= 0
    assert found.max() < rows
    assert len(found) == len(Sampler(rows, batch_size, "sequential", seed).rows_of(number))


def test_random_draws_are_fair_and_with_replacement() -> None:
    # 4,000 draws among 4 rows: 1,000 each, standard deviation √(4000·¼·¾) = 27
    sampler = Sampler(4, 1, "random", 5)
    draws = [sampler.rows_of(number).item() for number in range(1, 4001)]
    assert all(abs(count - 1000) < 5 * 27 for count in Counter(draws).values())
    assert any(len(set(draws[first : first + 4])) < 4 for first in range(0, 4000, 4))


@given(
    rows=ROWS,
    batch_size=BATCH_SIZE,
    order=ORDER,
    seed=SEED,
    numbers=st.lists(st.integers(1, 200), min_size=1, max_size=12),
)
def test_the_rows_of_a_step_depend_on_seed_and_number_alone(
    rows: int, batch_size: int | None, order: Order, seed: int, numbers: list[int]
) -> None:
    sampler = Sampler(rows, batch_size, order, seed)
    for number in numbers:
        afresh = Sampler(rows, batch_size, order, seed).rows_of(number)
        np.testing.assert_array_equal(sampler.rows_of(number), afresh)


@given(rows=ROWS, batch_size=BATCH_SIZE, order=ORDER, number=st.integers(1, 100))
def test_rows_are_read_only_indices(rows: int, batch_size: int | None, order: Order, number: int) -> None:
    found = Sampler(rows, batch_size, order, 0).rows_of(number)
    assert found.dtype == np.intp
    assert found.ndim == 1
    assert not found.flags.writeable


@pytest.mark.parametrize(
    ("rows", "batch_size", "order", "seed", "message"),
    [
        (0, 1, "sequential", 0, "there are no rows"),
        (4, 0, "sequential", 0, "the batch size is 0; it must be 1 or more"),
        (4, 1, "backwards", 0, "the order is 'backwards'; it must be sequential, shuffle or random"),
        (4, 1, "shuffle", -1, "the seed is -1; it must be 0 or more"),
    ],
)
def test_what_cannot_be_sampled_is_refused(
    rows: int, batch_size: int, order: Order, seed: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Sampler(rows, batch_size, order, seed)


@given(ROWS, BATCH_SIZE, ORDER, SEED, st.integers(1, 5))
def test_the_steps_that_take_a_row_are_those_with_it_in_their_batch(
    rows: int, batch_size: int | None, order: Order, seed: int, epoch: int
) -> None:
    sampler = Sampler(rows, batch_size, order, seed)
    first = (epoch - 1) * sampler.steps_per_epoch + 1
    for row in range(rows):
        taking = [first + place for place, batch in enumerate(epoch_rows(sampler, epoch)) if row in batch]
        assert sampler.steps_with(row, epoch) == taking
