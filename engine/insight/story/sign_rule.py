"""The sign rule in words: a parameter moves against the sign of its gradient, unless something outweighs it."""

from __future__ import annotations

from math import isfinite

from engine.descent.training import Step, Training

FROZEN = "frozen: it stays"


def sign_rule(training: Training, step: Step, index: int) -> str:
    """The sign rule for the parameter at an index of θ, in a few words; "" where there is nothing to explain."""
    if training.is_frozen(index):
        return FROZEN
    gradient, update = float(step.gradient[index]), float(step.update[index])
    if update == 0 or update != update or gradient != gradient:
        return "no slope, no step" if update == gradient == 0 else ""
    if _follows_rule(gradient, update):
        return f"the slope is {_sign(gradient)}, so it goes {_way(update)}{_if_lost(step, index)}"
    reason = _cause(training, step, index)
    return f"it goes {_way(update)}, though the slope is {_sign(gradient)}: {reason}{_if_lost(step, index)}"


def sign_rule_in_full(training: Training, step: Step, index: int) -> str:
    """The sign rule for the parameter at an index of θ, with its reason, in a sentence."""
    gradient, update = float(step.gradient[index]), float(step.update[index])
    if training.is_frozen(index):
        return "no update changes it, whatever its slope"
    if update == gradient == 0:
        return "no slope, no step: its slope is exactly 0 here"
    if _follows_rule(gradient, update) and isfinite(step.loss):
        direction = "more" if gradient > 0 else "less"
        return (
            f"the slope is {_sign(gradient)}: more of it means {direction} loss, so it goes {_way(update)}"
            f"{_if_lost(step, index)}"
        )
    return sign_rule(training, step, index)


def _follows_rule(gradient: float, update: float) -> bool:
    """Whether the update has the opposite sign of the gradient."""
    return (gradient > 0 and update < 0) or (gradient < 0 and update > 0)


def _if_lost(step: Step, index: int) -> str:
    """The end of a sentence about an update that rounding has taken away."""
    return ", but by less than its last digit" if step.after.theta[index] == step.theta[index] else ""


def _sign(gradient: float) -> str:
    return "positive" if gradient > 0 else "negative" if gradient < 0 else "0"


def _way(update: float) -> str:
    return "up" if update > 0 else "down"


def _cause(training: Training, step: Step, index: int) -> str:
    """What outweighs the gradient: the weight decay, or the optimizer's memory of earlier gradients."""
    optimizer = training.optimizer_of(index)
    gradient, update = float(step.gradient[index]), float(step.update[index])
    first, *_ = optimizer.formulas
    decayed = (
        gradient + optimizer.weight_decay * float(step.theta[index]) if first[0] == "gradient" else gradient
    )
    memory_cause = _MEMORY_CAUSES.get(optimizer.slots[0]) if optimizer.slots else None
    if memory_cause and not _follows_rule(decayed, update) and step.after.slots[0, index] * update < 0:
        return memory_cause
    if not optimizer.weight_decay:
        return f"that is how {optimizer.name} computes the update"
    return "the weight decay pulls it towards 0 more strongly"


_MEMORY_CAUSES = {
    "velocity": "the velocity from earlier steps carries it on",
    "first_moment": "the mean of its slopes so far still points that way",
}
"""How an optimizer's first slot can outweigh the gradient, for slots that have a direction."""
