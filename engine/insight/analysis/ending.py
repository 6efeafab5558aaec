"""The end of a run in words: the criterion that ended it, or the number that is no longer finite."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from engine.descent.branch import MAX_LOSS, Branch
from engine.descent.stopping import Stopping
from engine.descent.training import Step
from engine.objectives.expression import number_text, text_of
from engine.objectives.function import FunctionEvaluation

MAX_CONDITION_CHARACTERS = 60
"""Characters up to which a condition is quoted."""


class Cause(StrEnum):
    """What ended a run: its length, a criterion, or a number beyond the range of its arithmetic."""

    LENGTH = "length"
    """All epochs or steps are done."""
    CRITERION = "criterion"
    """A stopping criterion has held."""
    SIZE = "size"
    """|L| is past MAX_LOSS, or a number is infinite."""
    DOMAIN = "domain"
    """A function is not defined where the step led: its value is NaN, and no number before it is infinite."""
    GRADIENT = "gradient"
    """L is finite, and its gradient is not."""
    UPDATE = "update"
    """The gradient is finite, and the update or the new θ is not."""


class RunEnd(NamedTuple):
    """The end of a run, as data and in words."""

    step: int
    """The last step."""
    cause: Cause
    criteria: tuple[str, ...]
    """The stopping criteria that hold at the last step, by their keys; () if none ended the run."""
    phrase: str
    """The cause as the end of a sentence: "the loss is below 0.1 (loss_below)"."""
    short: str
    """The cause in a few characters: "loss < 0.1", "condition met"."""

    @property
    def is_failure(self) -> bool:
        """Whether the run has ended since its numbers cannot go on."""
        return self.cause not in (Cause.LENGTH, Cause.CRITERION)

    @property
    def slopes_are_small(self) -> bool:
        """Whether a criterion holds that bounds the gradient or the update."""
        return not {"gradient_norm", "update_norm"}.isdisjoint(self.criteria)


@np.errstate(all="ignore")
def run_end(branch: Branch) -> RunEnd:
    """The end of a branch that has ended; the last step is computed again."""
    assert branch.ending is not None
    step, reason = branch.ending
    match reason:
        case "epochs":
            return RunEnd(step, Cause.LENGTH, (), "all epochs are done", "all epochs done")
        case "steps":
            return RunEnd(step, Cause.LENGTH, (), "all steps are done", "all steps done")
        case "converged":
            return _by_criterion(branch, branch.step(step))
    cause = _cause(branch.step(step))
    phrase, short = _FAILURES[cause]
    return RunEnd(step, cause, (), phrase, short)


_FAILURES = {
    Cause.SIZE: ("it diverged", "diverged"),
    Cause.DOMAIN: ("it left the domain of the function", "left the domain"),
    Cause.GRADIENT: ("its gradient is not finite", "slope not finite"),
    Cause.UPDATE: ("its update is not finite", "update not finite"),
}
"""The phrase and the short form of each cause for which a run cannot go on."""


def _cause(step: Step) -> Cause:
    """Why a run cannot go on after this step."""
    if np.isnan(step.loss):
        evaluation = step.evaluation
        defined = isinstance(evaluation, FunctionEvaluation) and not any(
            np.isinf(value) for value in evaluation.values.values()
        )
        return Cause.DOMAIN if defined and np.isfinite(step.theta).all() else Cause.SIZE
    if not abs(step.loss) <= MAX_LOSS:
        return Cause.SIZE
    return Cause.UPDATE if np.isfinite(step.gradient).all() else Cause.GRADIENT


def _by_criterion(branch: Branch, step: Step) -> RunEnd:
    """The end by the stopping criteria that hold at the last step."""
    stopping = branch.training_of(step.number).stopping
    assert stopping is not None
    met = branch.criteria_met(step) or ()
    phrases = [f"{_phrase(stopping, name)} ({name})" for name in met]
    phrase = " and ".join(phrases)
    if stopping.patience > 1:
        steps = f"{stopping.patience:,} {stopping.per}s"
        phrase += f", and for {steps} in a row a criterion has held"
    return RunEnd(
        step.number, Cause.CRITERION, met, phrase, ", ".join(_short(stopping, name) for name in met)
    )


def _limit(stopping: Stopping, name: str) -> str:
    return number_text(getattr(stopping, name))


def _phrase(stopping: Stopping, name: str) -> str:
    loss = "the mean loss of the epoch" if stopping.per == "epoch" else "the loss"
    match name:
        case "gradient_norm":
            return f"the length of the gradient is at most {_limit(stopping, name)}"
        case "update_norm":
            return f"the length of the update is at most {_limit(stopping, name)}"
        case "loss_change":
            return f"{loss} has changed by at most {_limit(stopping, name)}"
        case "loss_below":
            return f"{loss} is below {_limit(stopping, name)}"
    assert stopping.when is not None
    text = text_of(stopping.when)
    return f"the condition {text} holds" if len(text) <= MAX_CONDITION_CHARACTERS else "the condition holds"


def _short(stopping: Stopping, name: str) -> str:
    match name:
        case "gradient_norm":
            return f"|∇L| ≤ {_limit(stopping, name)}"
        case "update_norm":
            return f"|Δθ| ≤ {_limit(stopping, name)}"
        case "loss_change":
            return f"|ΔL| ≤ {_limit(stopping, name)}"
        case "loss_below":
            return f"{'epoch loss' if stopping.per == 'epoch' else 'loss'} < {_limit(stopping, name)}"
    return "condition met"
