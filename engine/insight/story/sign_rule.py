"""Why a parameter goes up or down: the sign rule in plain language, and what can outweigh it."""

from __future__ import annotations

from engine.descent.training import Step, Training

FROZEN = "frozen: it stays"


def reason(training: Training, step: Step, place: int) -> str:
    """The sign rule in a few words, for the parameter at that place of θ; "" where nothing is to be said."""
    if training.is_frozen(place):
        return FROZEN
    slope, update = float(step.gradient[place]), float(step.update[place])
    if update == 0 or update != update or slope != slope:
        return "no slope, no step" if update == slope == 0 else ""
    if _by_the_rule(slope, update):
        return f"the slope is {_sign(slope)}, so it goes {_way(update)}"
    return f"it goes {_way(update)}, though the slope is {_sign(slope)}: {_cause(training, step, place)}"


def reason_in_full(training: Training, step: Step, place: int) -> str:
    """The same in a sentence that says why the rule is what it is."""
    slope, update = float(step.gradient[place]), float(step.update[place])
    if training.is_frozen(place):
        return "no update changes it, whatever its slope"
    if update == slope == 0:
        return "no slope, no step: a little more or less of it changes nothing in the loss"
    if _by_the_rule(slope, update):
        effect = "more" if slope > 0 else "less"
        told = f"the slope is {_sign(slope)}: more of it means {effect} loss, so it goes {_way(update)}"
        lost = step.after.theta[place] == step.theta[place]
        return f"{told}, but by less than its last digit" if lost else told
    return reason(training, step, place)


def _by_the_rule(slope: float, update: float) -> bool:
    """Whether the update goes against the slope."""
    return (slope > 0 and update < 0) or (slope < 0 and update > 0)


def _sign(slope: float) -> str:
    return "positive" if slope > 0 else "negative" if slope < 0 else "0"


def _way(update: float) -> str:
    return "up" if update > 0 else "down"


def _cause(training: Training, step: Step, place: int) -> str:
    """What outweighs the slope: the decay, or what the optimizer remembers of the slopes before."""
    optimizer = training.optimizer
    slope, update = float(step.gradient[place]), float(step.update[place])
    first, *_ = optimizer.formulas
    decayed = slope + optimizer.weight_decay * float(step.theta[place]) if first[0] == "gradient" else slope
    remembered = _REMEMBERED.get(optimizer.slots[0]) if optimizer.slots else None
    if remembered and not _by_the_rule(decayed, update) and step.after.slots[0, place] * update < 0:
        return remembered
    if not optimizer.weight_decay:
        return f"that is how {optimizer.name} computes the update"
    return "the weight decay pulls it towards 0 more strongly"


_REMEMBERED = {
    "velocity": "the velocity from earlier steps carries it on",
    "first_moment": "the mean of its slopes so far still points that way",
}
"""What an optimizer's first slot does to a parameter, where the slot has a direction."""
