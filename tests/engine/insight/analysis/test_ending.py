"""How a run ended, in words: each criterion that is named holds, and each cause is that of the last step."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import assume, event, given, settings

from engine.descent.branch import Branch
from engine.descent.stopping import Stopping
from engine.insight.analysis.ending import Cause, run_end
from engine.objectives.parsing import CONDITIONAL, parse
from tests.engine.builders import finished, function_training, package_prediction
from tests.engine.insight.situations import MODELS, SITUATIONS, Situation, run_of, training_in


@pytest.mark.parametrize(
    ("stopping", "criteria", "phrase", "short"),
    [
        # x² from 16 with η ¼: x 16, 8, 4, …; slopes 32, 16, …; updates −8, −4, …; L 256, 64, …
        (
            Stopping(loss_below=300.0),
            ("loss_below",),
            "the loss is below 300 (loss_below)",
            "loss < 300",
        ),
        (
            Stopping(gradient_norm=8.0),
            ("gradient_norm",),
            "the length of the gradient is at most 8 (gradient_norm)",
            "|∇L| ≤ 8",
        ),
        (
            Stopping(update_norm=0.5, loss_below=16.1),
            ("loss_below",),
            "the loss is below 16.1 (loss_below)",
            "loss < 16.1",
        ),
        (
            Stopping(loss_change=50.0, gradient_norm=8.0, patience=2),
            ("gradient_norm", "loss_change"),
            "the length of the gradient is at most 8 (gradient_norm) and the loss has changed by at most 50 "
            "(loss_change), and for 2 steps in a row a criterion has held",
            "|∇L| ≤ 8, |ΔL| ≤ 50",
        ),
        (
            Stopping(when=parse("new.x < 3", functions=CONDITIONAL)),
            ("when",),
            "the condition new.x < 3 holds (when)",
            "condition met",
        ),
        (None, (), "all steps are done", "all steps done"),
    ],
)
def test_the_criterion_that_ended_a_run_is_named(
    stopping: Stopping | None, criteria: tuple[str, ...], phrase: str, short: str
) -> None:
    run = finished(function_training("x**2", {"x": 16.0}, 0.25, steps=30, stopping=stopping))
    ended = run_end(run.branch)
    assert (ended.criteria, ended.phrase, ended.short) == (criteria, phrase, short)
    assert not ended.is_failure
    assert ended.slopes_are_small == ("gradient_norm" in criteria)


@pytest.mark.parametrize(
    ("expression", "start", "rate", "cause"),
    [
        ("x**2", 1.0, 50.0, Cause.SIZE),
        ("exp(x**2)", 1.0, 50.0, Cause.SIZE),
        ("log(x)", 1.0, 2.0, Cause.DOMAIN),
        ("sqrt(x)", 0.0, 0.1, Cause.GRADIENT),
        ("1e100*x", 1e-90, 1e300, Cause.UPDATE),
    ],
)
def test_a_run_whose_numbers_cannot_go_on_is_told_by_what_is_wrong_with_them(
    expression: str, start: float, rate: float, cause: Cause
) -> None:
    ended = run_end(finished(function_training(expression, {"x": start}, rate, steps=100)).branch)
    assert ended.is_failure
    assert ended.cause is cause
    assert ("diverged" in ended.phrase) == (cause is Cause.SIZE)


def test_a_criterion_per_epoch_is_told_of_the_epoch() -> None:
    # epoch losses 26.3, 19.9, 10.9: the second and the third are below 20
    stopping = Stopping(loss_below=20.0, patience=2, per="epoch")
    ended = run_end(finished(package_prediction(stopping=stopping)).branch)
    assert (ended.step, ended.short) == (12, "epoch loss < 20")
    assert ended.phrase == (
        "the mean loss of the epoch is below 20 (loss_below), and for 2 epochs in a row a criterion has held"
    )


def test_a_run_of_all_its_epochs_is_over() -> None:
    assert run_end(finished(package_prediction()).branch).phrase == "all epochs are done"


_CLAIMS = {
    "gradient_norm": r"the length of the gradient is at most (\S+) \(gradient_norm\)",
    "update_norm": r"the length of the update is at most (\S+) \(update_norm\)",
    "loss_change": r"the loss has changed by at most (\S+) \(loss_change\)",
    "loss_below": r"the loss is below (\S+) \(loss_below\)",
    "when": r"the condition loss < (\S+) holds \(when\)",
}


def claims_hold(branch: Branch, number: int, phrase: str) -> list[bool]:
    """Whether each criterion that the phrase names holds at a step."""
    step = branch.step(number)
    before = float(branch.losses.array[number - 2]) if number > 1 else np.nan
    measured = {
        "gradient_norm": float(np.hypot.reduce(step.gradient)) * (1 - 1e-12),
        "update_norm": float(np.hypot.reduce(step.update)) * (1 - 1e-12),
        "loss_change": abs(step.loss - before),
        "loss_below": np.nextafter(step.loss, np.inf),
        "when": np.nextafter(step.loss, np.inf),
    }
    return [
        measured[name] <= float(match[1])
        for name, pattern in _CLAIMS.items()
        if (match := re.search(pattern, phrase))
    ]


@given(MODELS, SITUATIONS)
@settings(max_examples=50)
@np.errstate(all="ignore")
def test_each_criterion_that_is_said_to_have_ended_a_run_holds(model: object, situation: Situation) -> None:
    training = training_in(model, situation)
    assume(training.stopping is not None)
    branch = run_of(training, situation).branch
    assert branch.ending is not None
    ended = run_end(branch)
    assert ended.step == branch.newest
    assert bool(ended.criteria) == (branch.ending.reason == "converged")
    if not ended.criteria:
        return
    event(", ".join(ended.criteria))
    holds = claims_hold(branch, ended.step, ended.phrase)
    assert len(holds) == len(ended.criteria)
    assert all(holds)
    if match := re.search(r"for (\d+) steps in a row a criterion has held", ended.phrase):
        stopping = branch.training.stopping
        assert stopping is not None
        assert int(match[1]) == stopping.patience
        for number in range(ended.step - stopping.patience + 1, ended.step + 1):
            assert branch.criteria_met(branch.step(number))
