"""What a person can change: knobs, learning rates, frozen parameters, and what an edit would cost."""

from __future__ import annotations

from itertools import accumulate
from math import nextafter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.insight.story.cursor import Grain
from tests.tui.workspaces import workspace_at, written
from tui.workspace.arguments import InvalidArgument
from tui.workspace.edits import (
    QUICK,
    change_learning_rate,
    losses_with,
    next_notch,
    next_round,
    nudge,
    set_parameter,
    toggle_frozen,
)
from tui.workspace.workspace import Workspace

LARGEST = 1.7976931348623157e308


def theta(workspace: Workspace, name: str) -> float:
    """The value from which the step that is looked at starts."""
    snapshot = workspace.snapshot()
    return float(snapshot.theta[snapshot.training.objective.parameters.index(name)])


def frozen(workspace: Workspace) -> list[str]:
    training = workspace.run.training
    names = training.objective.parameters.names
    return (
        [names[place] for place in training.frozen.nonzero()[0].tolist()]
        if training.frozen is not None
        else []
    )


def told(workspace: Workspace) -> str:
    return workspace.run.change_of(workspace.run.timeline.branch).description


# Knobs


@pytest.mark.parametrize(
    ("value", "up", "down"),
    [
        (0.1, 0.11, 0.09),
        (0.0, 0.01, -0.01),
        (0.98, 0.99, 0.97),
        (1.0, 1.1, 0.99),
        (9.9, 10.0, 9.8),
        (10.0, 11.0, 9.9),
        (-1.0, -0.99, -1.1),
        (-0.005, 0.0, -0.01),
        (0.105888, 0.11, 0.1),
        (-11.776, -11.0, -12.0),
        (1234.0, 1300.0, 1200.0),
        (1e-300, 0.01, -0.01),
    ],
)
def test_a_knob_rests_at_numbers_of_two_digits(value: float, up: float, down: float) -> None:
    assert (next_notch(value, 1), next_notch(value, -1)) == (up, down)


@given(st.floats(-1e6, 1e6), st.sampled_from([1, -1]))
def test_turning_a_knob_back_leads_to_where_it_was(value: float, by: int) -> None:
    rest = next_notch(value, by)
    assert next_notch(next_notch(rest, by), -by) == rest
    assert (rest > value) == (by > 0)


@pytest.mark.parametrize("value", [LARGEST, -LARGEST, nextafter(0, 1), 1e307])
def test_a_knob_at_the_end_of_all_numbers_stays_among_them(value: float) -> None:
    for by in (1, -1):
        assert abs(next_notch(value, by)) <= LARGEST


def test_a_nudge_changes_where_the_step_that_is_looked_at_starts() -> None:
    workspace = workspace_at("package-prediction", 2)
    assert theta(workspace, "w2_1_1") == pytest.approx(0.111776)
    nudge(workspace.run, "w2_1_1", 1)
    assert theta(workspace, "w2_1_1") == 0.12
    assert told(workspace) == "w2_1_1 = 0.12"
    nudge(workspace.run, "w2_1_1", -1)
    nudge(workspace.run, "w2_1_1", -1)
    assert theta(workspace, "w2_1_1") == 0.1
    assert len(workspace.run.timeline.branches) == 2


def test_a_parameter_is_set_to_exactly_the_number_given() -> None:
    workspace = workspace_at("package-prediction", 2)
    set_parameter(workspace.run, "b2_1", -0.1234567890123)
    assert theta(workspace, "b2_1") == -0.1234567890123
    assert told(workspace) == "b2_1 = −0.123457"


# The learning rate


def test_learning_rates_are_round() -> None:
    assert [next_round(0.001, up=up) for up in (True, False)] == [0.002, 0.0005]
    assert [next_round(0.3, up=up) for up in (True, False)] == [0.5, 0.2]
    raised = accumulate(range(4), lambda rate, _: next_round(rate, up=True), initial=1.0)
    assert list(raised) == [1.0, 2.0, 5.0, 10.0, 20.0]


def test_at_the_ends_of_the_floats_there_is_no_further_round_number() -> None:
    assert next_round(1e308, up=True) == 1e308
    assert next_round(1.7e308, up=False) == 1e308
    assert next_round(5e-324, up=False) == 5e-324
    assert next_round(5e-324, up=True) == 1e-323


def test_the_learning_rate_goes_up_and_down_from_the_step_that_is_looked_at() -> None:
    workspace = workspace_at("package-prediction", 4)
    change_learning_rate(workspace.run, 1)
    assert workspace.snapshot().learning_rate == 0.002
    workspace.go(2)
    assert workspace.snapshot().learning_rate == 0.001
    # Step 2 was taken with 0.001: what comes after 0.001 is 0.002, not what comes after step 4's.
    change_learning_rate(workspace.run, 1)
    assert workspace.snapshot().learning_rate == 0.002
    change_learning_rate(workspace.run, -1)
    assert workspace.snapshot().learning_rate == 0.001


@pytest.mark.parametrize(("rate", "by"), [(5e-324, -1), (1e308, 1)])
def test_a_learning_rate_beyond_all_numbers_cannot_be_had(tmp_path: Path, rate: float, by: int) -> None:
    text = f"""\
format = 1
kind = "function"
[function]
expression = "0*x"
[function.start]
x = 1.0
[training]
steps = 3
[training.optimizer]
name = "sgd"
learning_rate = {rate}
"""
    workspace = workspace_at(written(tmp_path, text), 1)
    with pytest.raises(InvalidArgument, match="no round number"):
        change_learning_rate(workspace.run, by)
    assert workspace.snapshot().change == ""


# Frozen


def test_a_frozen_parameter_stays_and_can_be_freed() -> None:
    workspace = workspace_at("package-prediction", 2)
    toggle_frozen(workspace.run, "w2_1_1")
    assert (frozen(workspace), told(workspace)) == (["w2_1_1"], "w2_1_1 frozen")
    snapshot = workspace.snapshot()
    assert snapshot.update(6) == 0.0
    assert snapshot.update(7) != 0.0
    assert snapshot.gradient(6) == snapshot.gradient(7) != 0.0
    toggle_frozen(workspace.run, "b2_1")
    assert frozen(workspace) == ["w2_1_1", "b2_1"]
    toggle_frozen(workspace.run, "w2_1_1")
    assert (frozen(workspace), told(workspace)) == (["b2_1"], "b2_1 frozen, w2_1_1 free")
    assert workspace.snapshot().update(6) != 0.0


def test_what_a_pattern_froze_stays_frozen_when_one_of_it_is_freed() -> None:
    workspace = workspace_at("mazur", 1)
    assert list(workspace.run.scenario.training.frozen) == ["b*"]
    toggle_frozen(workspace.run, "w1_1_1")
    assert list(workspace.run.scenario.training.frozen) == ["b*", "w1_1_1"]
    toggle_frozen(workspace.run, "b1_2")
    assert list(workspace.run.scenario.training.frozen) == ["b1_1", "b2_1", "b2_2", "w1_1_1"]
    assert frozen(workspace) == ["w1_1_1", "b1_1", "b2_1", "b2_2"]


# What an edit would cost


def test_an_edits_losses_are_those_that_the_run_then_has() -> None:
    workspace = workspace_at("package-prediction", 2)
    before = workspace.snapshot()
    assert before.step is not None
    place = before.training.objective.parameters.index("w2_1_1")
    now, then = (
        losses_with(workspace.run, place, float(before.theta[place])),
        losses_with(workspace.run, place, 0.5),
    )
    assert now.step_rows == before.step.loss
    assert workspace.run.timeline.branches == [before.branch]
    set_parameter(workspace.run, "w2_1_1", 0.5)
    after = workspace.snapshot()
    assert after.step is not None
    assert then.step_rows == after.step.loss != now.step_rows
    network = after.network
    assert network is not None
    assert then.all_rows == network.mean_row_loss(after.theta, network.all_training_rows) != now.all_rows
    assert then.test_rows is None


def test_at_the_start_the_first_rows_loss_is_told() -> None:
    workspace = workspace_at("package-prediction")
    # ŷ = 0.5·1.6 + 0.1·1.6, and row 1's lpa is 4.
    assert losses_with(workspace.run, 6, 0.5).step_rows == pytest.approx((4 - 0.96) ** 2)


def test_a_function_costs_its_value() -> None:
    workspace = workspace_at("parabola", 1)
    workspace.forward(Grain.BEAT)
    assert losses_with(workspace.run, 0, -3.0) == (9.0, None, None)
    assert losses_with(workspace.run, 0, 1e200).step_rows == float("inf")


def test_test_rows_are_told_apart_and_too_many_rows_are_left_out(tmp_path: Path) -> None:
    text = """\
format = 1
kind = "network"
[data]
generator = {{ name = "plane", n = {n} }}
test_fraction = 0.5
[network]
layers = [{{ units = {units} }}, {{ units = 1 }}]
[training]
epochs = 1
[training.optimizer]
name = "sgd"
learning_rate = 0.01
"""
    small = workspace_at(written(tmp_path, text.format(n=10, units=1)))
    network = small.snapshot().network
    assert network is not None
    losses = losses_with(small.run, 0, 0.5)
    assert losses.test_rows == network.mean_row_loss(small.run.theta_with(0, 0.5), network.test_rows)
    units, rows = 1000, 6000
    assert units * 4 * rows > QUICK
    large = losses_with(workspace_at(written(tmp_path, text.format(n=rows, units=units))).run, 0, 0.5)
    assert large[1:] == (None, None)
    assert large.step_rows > 0
