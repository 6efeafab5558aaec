"""Whatever is said of a run that diverges or grows holds when it is computed again."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import event, example, given, settings

from engine.descent.branch import MAX_LOSS, Branch
from engine.descent.optimizers import Sgd
from engine.descent.schedules import Constant
from engine.descent.training import Step
from engine.insight.analysis.divergence import divergence, growth_message
from engine.objectives.function import FunctionEvaluation
from tests.engine.insight.situations import FUNCTIONS, MODELS, SITUATIONS, Situation, run_of, training_in

_NUMBER = r"(-?\d[\d.]*(?:e-?\d+)?)"
_LARGER = r"(?P<what>larger|no longer a number), "
_GROWTH = [
    rf"Step (?P<first>\d+) was the first to make (?P<whose>its loss|the loss of its rows?) {_LARGER}",
    r"The mean loss was lowest in epoch (?P<epoch>\d+)\. "
    rf"Then step (?P<step>\d+) made (?P<whose>the loss of its rows?) {_LARGER}",
    rf"The loss was lowest at step (?P<least>\d+), which made it {_LARGER}",
    rf"The loss was lowest at step (?P<least>\d+)\. Then step (?P<step>\d+) made it {_LARGER}",
    r"Step (?P<into>\d+) led there, ",
]
_RATE = re.compile(
    rf"with a learning rate of (?P<rate>{_NUMBER})(?:; with (?P<other>{_NUMBER}) "
    r"(?:it would not have|its value would not have grown))?\. Try a smaller one\."
)


def close(text: str, value: float) -> bool:
    """Whether a number is shown with six digits."""
    return abs(float(text) - value) <= 6e-6 * abs(value)


def loss_with(branch: Branch, step: Step, rate: float) -> float:
    """The loss of the step's rows if it had been taken with another learning rate."""
    training = branch.training_of(step.number)
    update, _ = training.optimizer.update(step.theta, step.gradient, step.slots, rate, step.number)
    if training.frozen is not None:
        update = np.where(training.frozen, 0.0, update)
    return training.objective.loss(step.theta + update, step.rows)


def loss_after(branch: Branch, step: Step) -> float:
    return branch.training_of(step.number).objective.loss(step.after.theta, step.rows)


def assert_growth_is_true(branch: Branch, text: str, last: int) -> None:
    """The sentences on the step that made the loss larger, and on what another learning rate would have done."""
    for pattern in _GROWTH:
        match = re.match(pattern, text)
        if match is not None:
            break
    assert match is not None, text
    said = match.groupdict()
    event(f"growth: {pattern[:30]}")
    losses = branch.losses.array
    number = int(said.get("first") or said.get("step") or said.get("least") or said.get("into") or 0)
    step = branch.step(number)
    after = loss_after(branch, step)
    if "into" in said:
        assert np.isnan(after)
    elif said["what"] == "larger":
        assert after > step.loss
    else:
        assert np.isnan(after)
    if said.get("first"):
        for earlier in branch.steps(1, number - 1):
            assert loss_after(branch, earlier) <= earlier.loss
    if said.get("epoch"):
        complete = branch.epoch_losses.array[: last // branch.training.steps_per_epoch]
        assert int(said["epoch"]) == int(np.nanargmin(complete)) + 1
    if said.get("least"):
        assert int(said["least"]) == int(np.nanargmin(losses[:last])) + 1
    if said.get("whose"):
        rows = {0: "its loss", 1: "the loss of its row"}.get(len(step.rows), "the loss of its rows")
        assert said["whose"] == rows
    rate = _RATE.fullmatch(text[match.end() :])
    assert rate is not None, text
    assert close(rate["rate"], step.learning_rate)
    if rate["other"]:
        event("another learning rate")
        other = loss_with(branch, step, float(rate["other"]))
        assert float(rate["other"]) < step.learning_rate
        assert other <= step.loss * (1.0 + 1e-12 * np.sign(step.loss))


def assert_explanation_is_true(branch: Branch) -> None:
    text = divergence(branch).explanation
    number = branch.newest
    last = branch.step(number)
    if match := re.match(rf"The run diverged: at step (\d+) the loss reached {_NUMBER}\. ?", text):
        event("too large")
        assert int(match[1]) == number
        assert abs(last.loss) > MAX_LOSS
        assert close(match[2], last.loss)
    elif match := re.match(r"The run diverged: at step (\d+) its numbers were no longer finite\. ?", text):
        event("not finite")
        assert int(match[1]) == number
        assert not np.isfinite(last.loss)
    elif match := re.match(
        r"The run left the domain of the function: at step (\d+) its value is not defined\. ?", text
    ):
        event("domain")
        assert int(match[1]) == number
        assert isinstance(last.evaluation, FunctionEvaluation)
        assert np.isnan(last.loss)
        assert np.isfinite(last.theta).all()
    elif match := re.match(
        rf"The run cannot go on: at step (\d+) the loss is {_NUMBER}, but its slope", text
    ):
        event("slope")
        assert int(match[1]) == number
        assert close(match[2], last.loss)
        assert not np.isfinite(last.gradient).all()
        assert text.endswith("another start." if number == 1 else "start or learning rate.")
        return
    else:
        match = re.match(
            r"The run cannot go on: at step (\d+) the slope is finite, but the new parameters", text
        )
        assert match is not None, text
        event("update")
        assert int(match[1]) == number
        assert np.isfinite(last.gradient).all()
        assert not np.isfinite(last.after.theta).all()
        return
    rest = text[match.end() :]
    if rest == "A function that falls without end has no minimum.":
        assert last.loss < 0
    elif rest:
        assert_growth_is_true(branch, rest, number)


# The rows of the second epoch are made worse by its first step, and those of the first by its third.
@example(None, Situation(0.012, Sgd(), Constant(), None, False, None))
@example(FUNCTIONS[3], Situation(2.0, Sgd(), Constant(), None, False, None))
@given(MODELS, SITUATIONS)
@settings(max_examples=60)
@np.errstate(all="ignore")
def test_whatever_is_said_of_a_run_that_diverges_or_grows_is_true(
    model: object, situation: Situation
) -> None:
    branch = run_of(training_in(model, situation), situation).branch
    if branch.ending is not None and branch.ending.reason == "diverged":
        assert_explanation_is_true(branch)
        return
    message = growth_message(branch, branch.newest)
    if not message:
        return
    event("growing")
    size = branch.training.steps_per_epoch
    start = re.match(r"The loss is growing: ([^.]*)\. ", message)
    assert start is not None
    losses = branch.epoch_losses.array if size > 1 else branch.losses.array
    assert ("epoch" in start[1]) == (size > 1)
    assert (np.diff(losses[-4:]) > 0).all()
    assert len(losses) > 3
    assert_growth_is_true(branch, message[start.end() :], branch.newest)
