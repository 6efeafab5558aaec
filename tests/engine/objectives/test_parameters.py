"""The names of θ: which of its numbers is which parameter."""

from __future__ import annotations

from fnmatch import fnmatchcase

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.objectives.parameters import Block, LayerNames, Parameters, blocks_of, shapes_of
from engine.objectives.patterns import PatternError

TWO_TWO_ONE = ["w1_1_1", "w1_1_2", "w1_2_1", "w1_2_2", "b1_1", "b1_2", "w2_1_1", "w2_2_1", "b2_1"]


def names_of(inputs: int, units: list[int], biases: list[bool]) -> LayerNames:
    return LayerNames(blocks_of(shapes_of(inputs, units, biases)))


def test_layer_by_layer_weights_row_by_row_then_biases() -> None:
    assert list(names_of(2, [2, 1], [True, True])) == TWO_TWO_ONE
    assert list(names_of(1, [3, 2], [False, True])) == [
        "w1_1_1", "w1_1_2", "w1_1_3", "w2_1_1", "w2_1_2", "w2_2_1", "w2_2_2", "w2_3_1", "w2_3_2", "b2_1", "b2_2",
    ]  # fmt: skip
    assert list(names_of(2, [1], [False])) == ["w1_1_1", "w1_2_1"]
    names = names_of(3, [2, 2, 1], [True, False, True])
    assert list(names) == [names[i] for i in range(len(names))] == list(names[:])


def test_every_name_is_found_at_its_place() -> None:
    for names in (names_of(2, [2, 1], [True, True]), names_of(3, [4, 2, 5], [True, False, True])):
        assert [names.index(name) for name in names] == list(range(len(names)))
        assert [names[place - len(names)] for place in range(len(names))] == list(names)
        assert all(name in names for name in names)


def test_a_million_names_take_no_time_to_be_asked_for_one() -> None:
    names = names_of(1000, [999, 1], [True, True])
    assert len(names) == 1_000_999
    assert names[998_999] == "w1_1000_999"
    assert names.index("w1_1000_999") == 998_999
    assert names[-1] == "b2_1"
    assert names[998_999 + 1] == "b1_1"


@pytest.mark.parametrize(
    "name",
    [
        "w1_3_1",
        "w1_1_3",
        "w0_1_1",
        "w3_1_1",
        "b1_3",
        "b3_1",
        "b1",
        "w1_1",
        "b1_0",
        "w01_1_1",
        "w1_1_1 ",
        "a1_1",
        "",
        7,
    ],
)
def test_what_names_no_parameter_is_not_found(name: object) -> None:
    names = names_of(2, [2, 1], [True, True])
    assert name not in names
    with pytest.raises(ValueError, match="is not a parameter of this network"):
        names.index(name)


def test_a_layer_without_biases_has_none_to_name() -> None:
    names = names_of(2, [2, 1], [False, True])
    assert "b1_1" not in names
    assert "b2_1" in names
    assert len(names) == 7


@pytest.mark.parametrize("place", [9, -10])
def test_a_place_beyond_theta_has_no_name(place: int) -> None:
    with pytest.raises(IndexError, match=f"^{place}$"):
        names_of(2, [2, 1], [True, True])[place]


def test_names_can_be_cut_and_searched_in_part_as_any_sequence() -> None:
    names = names_of(2, [2, 1], [True, True])
    assert names[4:] == ("b1_1", "b1_2", "w2_1_1", "w2_2_1", "b2_1")
    assert names[::-3] == ("b2_1", "b1_2", "w1_2_1")
    assert names.index("b1_1", 4) == 4
    assert names.index("b1_1", -6, -1) == 4
    for start, stop in ((5, 9), (0, 4)):
        with pytest.raises(ValueError, match="is not a parameter"):
            names.index("b1_1", start, stop)


def test_parameters_know_their_names_and_places() -> None:
    parameters = Parameters(("x", "y", "velocity"))
    assert len(parameters) == 3
    assert parameters.index("y") == 1
    with pytest.raises(ValueError, match="not in tuple"):
        parameters.index("z")


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("b*", ["b1_1", "b1_2", "b2_1"]),
        ("w1_?_2", ["w1_1_2", "w1_2_2"]),
        ("w[2-9]*", ["w2_1_1", "w2_2_1"]),
        ("b2_1", ["b2_1"]),
        ("*", TWO_TWO_ONE),
        ("w1", []),
        ("W*", []),
        ("x*", []),
    ],
)
def test_a_pattern_picks_the_parameters_whose_whole_name_it_matches(pattern: str, matched: list[str]) -> None:
    mask = Parameters(names_of(2, [2, 1], [True, True])).matching(pattern)
    assert mask.dtype == np.bool_
    assert [name for name, chosen in zip(TWO_TWO_ONE, mask, strict=True) if chosen] == matched


LETTERS = st.sampled_from(
    ["w", "b", "_", "1", "2", "*", "*", "?", "[", "]", "!", "-", "[1-3]", "[!2]", "w1_1", "x"]
)


@given(st.lists(LETTERS, max_size=9).map("".join))
@settings(max_examples=400)
@example("")
@example("**")
@example("w1_1[]1]_?")
@example("w1_[!]1]_?")
@example("[")
def test_a_pattern_means_what_it_means_in_a_shell(pattern: str) -> None:
    names = names_of(13, [12, 3], [True, False])
    expected = [fnmatchcase(name, pattern) for name in names]
    assert Parameters(names).matching(pattern).tolist() == expected


def test_any_number_of_stars_is_one() -> None:
    assert Parameters(names_of(2, [2, 1], [True, True])).matching("*" * 10**6).all()


@pytest.mark.parametrize("pattern", ["[" * 10**6, "?" * 10**6, "w*" * 10**5, "[a" * 10**5 + "]"])
def test_a_pattern_over_the_length_limit_is_refused_at_once(pattern: str) -> None:
    for names in (names_of(13, [12, 3], [True, True]), ("x", "y")):
        with pytest.raises(PatternError, match="characters; the limit is 200"):
            Parameters(names).matching(pattern)


@pytest.mark.parametrize("pattern", ["*a" * 99 + "*b", "[" * 200, "?*" * 100, "[a-]" * 50, "*[!b]" * 40])
def test_no_pattern_backtracks_through_a_long_name(pattern: str) -> None:
    # Backtracking would try every way to place the stars: more than there are atoms, before it gave up.
    names = ("a" * 100_000, "a")
    mask = Parameters(names).matching(pattern)
    assert mask.tolist() == ([True, False] if pattern in ("?*" * 100, "*[!b]" * 40) else [False, False])


def test_a_million_names_are_matched_where_they_begin_as_the_pattern_does() -> None:
    names = names_of(1000, [999, 1], [True, True])
    matched = Parameters(names).matching("w1_1000_*")
    assert matched.nonzero()[0].tolist() == list(range(998_001, 999_000))
    assert Parameters(names).matching("w1_1000_999").nonzero()[0].tolist() == [998_999]
    assert Parameters(names).matching("b?_1").nonzero()[0].tolist() == [999_000, 1_000_998]


def test_a_pattern_picks_a_functions_variables_too() -> None:
    mask = Parameters(("x", "xy", "y")).matching("x*")
    assert mask.dtype == np.bool_
    assert mask.tolist() == [True, True, False]


def test_a_layers_views_share_the_memory_of_theta() -> None:
    first, second = blocks_of([(2, 2, True), (2, 1, True)])
    assert (first, second) == (Block(0, 2, 2, True), Block(6, 2, 1, True))
    theta = np.arange(9.0)
    assert first.weight_view(theta).tolist() == [[0, 1], [2, 3]]
    assert first.bias_view(theta).tolist() == [4, 5]
    assert second.weight_view(theta).tolist() == [[6], [7]]
    assert second.bias_view(theta).tolist() == [8]
    first.weight_view(theta)[1, 0] = -1.0
    second.bias_view(theta)[0] = -2.0
    assert theta.tolist() == [0, 1, -1, 3, 4, 5, 6, 7, -2]


def test_a_block_without_biases_ends_with_its_weights() -> None:
    block = Block(3, 2, 2, False)
    assert (block.biases, block.end) == (7, 7)
    assert block.bias_view(np.arange(9.0)).shape == (0,)
    assert Block(3, 2, 2, True).end == 9


def test_every_layer_takes_in_what_the_one_before_gives_out() -> None:
    assert shapes_of(3, [4, 1], [True, False]) == [(3, 4, True), (4, 1, False)]
