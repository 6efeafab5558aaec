"""Runs as PyTorch programs: what they say, and where PyTorch is installed, what they come to."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.descent.optimizers import OPTIMIZERS, Adam, Nesterov
from engine.descent.stopping import Stopping
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.codegen.program_start import ProgramStart
from engine.insight.codegen.torch_code import torch_code
from engine.objectives.losses import LOSSES, Loss
from engine.objectives.parsing import CONDITIONAL, parse
from tests.engine.builders import function_training, package_prediction
from tests.engine.insight.codegen.networks import HOSTILE_TITLE, PROGRAMS, halfway, net
from tests.engine.insight.codegen.programs import (
    FUNCTION_CONDITIONS,
    NETWORK_CONDITIONS,
    SCHEDULES_WITH_SETTINGS,
    finished_after,
    function_trainings,
    network_trainings,
    outcome_from,
    outcome_of,
    standardized,
)

INSTALLED = find_spec("torch") is not None


def compared(training: Training, taken: int = 0) -> None:
    """The program is Python, and comes to what the engine comes to where PyTorch is installed."""
    branch, taken = finished_after(training, taken)
    code = torch_code(branch.training_of(taken + 1), ProgramStart.of(branch, taken + 1), "A run")
    compile(code, "program", "exec")
    if INSTALLED:
        expected, found = outcome_from(branch, taken), outcome_of(code)
        assert (found.step, found.stopped) == (expected.step, expected.stopped)
        assert found.parameters == pytest.approx(expected.parameters, rel=1e-10, abs=1e-12, nan_ok=True)
        assert found.losses == pytest.approx(expected.losses, rel=1e-10, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_takes_the_same_steps_with_every_optimizer(name: str) -> None:
    for taken, frozen in product((0, 5), (False, True)):
        compared(net(optimizer=name, frozen=frozen), taken)


def test_spared_biases_are_a_group_of_their_own() -> None:
    training = net(optimizer="adam")
    spared = np.array([one.startswith("b") for one in training.objective.parameters.names])
    training = replace(training, undecayed=spared)
    compared(training)
    code = torch_code(training, ProgramStart(training.beginning(), 1), "A net")
    assert 'groups = [{"params": [W1, W2, W3]}, {"params": [b2, b3], "weight_decay": 0.0}]' in code
    assert "torch.optim.Adam(groups, " in code


def test_functions_of_hyperparameters_are_those_of_numbers() -> None:
    training = replace(net(), optimizer=Adam(epsilon=0.0, beta2=1.0 - 1e-9))
    compared(training)
    code = torch_code(training, ProgramStart(training.beginning(), 1), "A net")
    assert "corrected_second = second_moment/(-math.expm1(step*math.log(beta2)))" in code


def test_without_momentum_it_has_the_formulas_of_nesterov() -> None:
    training = replace(net(), optimizer=Nesterov(momentum=0.0))
    compared(training)
    assert "torch.optim" not in torch_code(training, ProgramStart(training.beginning(), 1), "A net")


def test_without_epsilon_it_has_the_formulas_of_the_update() -> None:
    training = replace(net(), optimizer=Adam(epsilon=0.0))
    compared(training)
    code = torch_code(training, ProgramStart(training.beginning(), 1), "A net")
    assert "torch.optim" not in code
    assert "def ratio(numerator, divisor):" in code


@pytest.mark.parametrize("name", LOSSES)
def test_it_takes_the_same_steps_with_every_loss_and_schedule(name: str) -> None:
    output = LOSSES[name].fused_with or "tanh"
    for schedule in SCHEDULES_WITH_SETTINGS:
        compared(replace(net(output=output, cost=Loss(name), order="random"), schedule=schedule), 1)


@pytest.mark.parametrize("text", NETWORK_CONDITIONS)
def test_it_stops_by_every_quantity_of_a_network(text: str) -> None:
    stopping = Stopping(update_norm=1e-3, when=parse(text, functions=CONDITIONAL), patience=2)
    for optimizer in ("sgd", "adam"):
        training = net(scale=0.5, order="shuffle", optimizer=optimizer)
        compared(replace(training, stopping=stopping, steps=60), 1)
        compared(replace(training, stopping=replace(stopping, update_norm=None), steps=60), 1)


@pytest.mark.parametrize("text", FUNCTION_CONDITIONS)
def test_it_stops_by_every_quantity_of_a_function(text: str) -> None:
    stopping = Stopping(gradient_norm=1e-3, when=parse(text, functions=CONDITIONAL), patience=2)
    training = function_training(
        "q**2 + sin(x)/y", {"x": 1.0, "y": 2.0}, 0.02, where={"q": "x - y"}, steps=60, stopping=stopping
    )
    compared(training, 1)


def test_a_variable_that_the_function_does_not_use_decays_all_the_same() -> None:
    training = function_training(
        "x**2", {"x": 1.0, "y": 2.0}, 0.1, optimizer=OPTIMIZERS["sgd"](weight_decay=0.1)
    )
    compared(training)
    code = torch_code(training, ProgramStart(training.beginning(), 1), "t")
    assert "parameter.grad = torch.zeros_like(parameter)" in code


@settings(max_examples=15)
@given(network_trainings() | function_trainings(), st.integers(0, 9))
def test_any_run_is_a_program(training: Training, taken: int) -> None:
    branch, taken = finished_after(training, taken)
    code = torch_code(branch.training_of(taken + 1), ProgramStart.of(branch, taken + 1), "A run")
    compile(code, "program", "exec")
    if INSTALLED:
        assert outcome_of(code).losses[0] == pytest.approx(branch.losses.array[taken], rel=1e-9, abs=1e-12)


def test_rows_are_standardized_as_given() -> None:
    training = standardized(net(), "sample", with_targets=True)
    compared(training)
    assert "X = (X - X.mean(axis=0)) / X.std(axis=0, ddof=1)\n" in torch_code(
        training, ProgramStart(training.beginning(), 1), "t"
    )


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_torch_program_says_what_torch_needs(name: str) -> None:
    timeline = Timeline(net(optimizer=name, frozen=True))
    timeline.go(3)
    code = torch_code(timeline.training, ProgramStart.of(timeline.branch, 4), "A net")
    kind = {"sgd": "SGD", "momentum": "SGD", "nesterov": "SGD", "rmsprop": "RMSprop"}.get(name)
    assert f"torch.optim.{kind or {'adagrad': 'Adagrad', 'adam': 'Adam', 'adamw': 'AdamW'}[name]}(" in code
    assert "weight_decay=0.01" in code
    assert (".state[parameter]" in code) == bool(timeline.training.optimizer.slots)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_at_the_start_the_torch_program_brings_no_memory(name: str) -> None:
    training = net(optimizer=name)
    assert ".state[parameter]" not in torch_code(training, ProgramStart(training.beginning(), 1), "A net")


def test_where_the_update_is_asked_for_it_is_computed_by_its_formulas() -> None:
    training = replace(net(optimizer="adam"), stopping=Stopping(update_norm=1e-6))
    code = torch_code(training, ProgramStart(training.beginning(), 1), "A net")
    assert "torch.optim" not in code
    assert "updates.append(update)" in code


@pytest.mark.parametrize("training", [package_prediction(), function_training("x**2", {"x": 1.0}, 0.1)])
def test_a_title_cannot_end_the_text_that_it_stands_in(training: Training) -> None:
    code = torch_code(training, ProgramStart(training.beginning(), 1), HOSTILE_TITLE)
    compile(code, "program", "exec")
    assert code.count('"""') == 2


def test_the_program_of_a_network_reads_as_it_did() -> None:
    expected = (PROGRAMS / "torch_code.txt").read_text(encoding="utf-8")
    assert torch_code(*halfway("momentum"), "A small net") == expected


def test_the_program_of_a_function_reads_as_it_did() -> None:
    training = function_training("q**2 + sin(x)", {"x": 1.0, "y": 2.0}, 0.1, where={"q": "x - 3*y"})
    training = replace(training, stopping=Stopping(gradient_norm=1e-6, patience=3))
    expected = (PROGRAMS / "torch_function.txt").read_text(encoding="utf-8")
    assert torch_code(training, ProgramStart(training.beginning(), 1), "A function") == expected


def test_where_torch_counts_steps_it_is_told_how_many_there_were() -> None:
    counted = 'for parameter in parameters:\n    optimizer.state[parameter]["step"] = torch.tensor(1.0)\n'
    assert counted in torch_code(*halfway("adam"), "A small net")
    assert '["step"]' not in torch_code(*halfway("nesterov"), "A small net")


def test_a_parameter_called_like_the_loss_stays_a_tensor() -> None:
    compared(function_training("loss", {"loss": 3.0}, 0.1))
    training = function_training("loss", {"loss": 3.0}, 0.1)
    code = torch_code(training, ProgramStart(training.beginning(), 1), "t")
    assert "loss_ = torch.tensor(3.0, requires_grad=True)" in code
    assert np.all([line in code for line in ("parameters = [loss_]", "    loss = loss_")])
