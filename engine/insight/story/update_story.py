"""The story of an update: how the optimizer makes each parameter's new value out of its gradient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.formulas import formula, substituted
from engine.insight.story.sign_rule import sign_rule
from engine.objectives.expression import Name, Node, evaluate, simplified


def update_beats(training: Training, step: Step, numbers: Mapping[str, float]) -> Iterator[Beat]:
    """One parameter after the other: its optimizer's own quantities, then θ ← θ + update.

    `numbers` holds parameters and gradients by name.
    """
    told = _UpdateBeats(training, step, numbers)
    for place, name in enumerate(training.objective.parameters.names):
        yield from told.beats(place, name)


def update_of(training: Training, step: Step, name: str, numbers: Mapping[str, float]) -> Iterator[Beat]:
    """The same of one parameter; ValueError if θ has no such parameter."""
    place = training.objective.parameters.index(name)
    yield from _UpdateBeats(training, step, numbers).beats(place, name)


class _UpdateBeats:
    def __init__(self, training: Training, step: Step, numbers: Mapping[str, float]) -> None:
        optimizer = training.optimizer
        settings = {"learning_rate": step.learning_rate, "step": float(step.number), **optimizer.settings()}
        # A variable of the function may well be called rho or epsilon.
        keys = {name: f"training.{name}" if name in numbers else name for name in settings}
        self.training = training
        self.step = step
        self.known = {**numbers, **{keys[name]: value for name, value in settings.items()}}
        """Parameters and gradients, and what the optimizer adds: η, its settings, its memory before and after."""
        self.told_by: dict[str, Node] = {name: Name(key) for name, key in keys.items()}

    def beats(self, place: int, name: str) -> Iterator[Beat]:
        training, step, known, optimizer = self.training, self.step, self.known, self.training.optimizer
        new, why = float(step.after.theta[place]), sign_rule(training, step, place)
        if training.is_frozen(place):
            yield Beat(Phase.UPDATE, f"new.{name}", Name(name), new, known, 0, why)
            return
        meanings = {**self.told_by, "gradient": Name(f"gradient.{name}"), "parameter": Name(name)}
        for slot, before in zip(optimizer.slots, step.slots[:, place].tolist(), strict=True):
            known[f"{slot}.{name}"] = before
            meanings[slot] = Name(f"{slot}.{name}")
        after = dict(zip(optimizer.slots, step.after.slots[:, place].tolist(), strict=True))
        for quantity, text in optimizer.formulas[:-1]:
            told = substituted(formula(text), meanings)
            key = f"new_{quantity}.{name}" if quantity in after else f"{quantity}_in_update.{name}"
            known[key] = after[quantity] if quantity in after else float(evaluate(told, known))
            meanings[quantity] = Name(key)
            yield Beat(Phase.UPDATE, key, told, known[key], known)
        # θ + (−η·…) is simplified to θ − η·….
        update = substituted(formula(optimizer.formulas[-1][1]), meanings)
        yield Beat(Phase.UPDATE, f"new.{name}", simplified("+", (Name(name), update)), new, known, 0, why)
