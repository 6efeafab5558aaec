"""The story of an update: beats from each parameter's gradient to its new value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.descent.training import Step, Training
from engine.insight.story.beats import Beat, Phase
from engine.insight.story.formulas import formula, substituted
from engine.insight.story.sign_rule import sign_rule
from engine.objectives.expression import Name, Node, evaluate, simplified


def update_beats(training: Training, step: Step, numbers: Mapping[str, float]) -> Iterator[Beat]:
    """For each parameter, the optimizer's own quantities and then θ ← θ + update.

    `numbers` holds parameters and gradients by name.
    """
    factory = _UpdateBeats(training, step, numbers)
    for index, name in enumerate(training.objective.parameters.names):
        yield from factory.beats(index, name)


def update_of(training: Training, step: Step, name: str, numbers: Mapping[str, float]) -> Iterator[Beat]:
    """The update beats of one parameter; ValueError if θ has no such parameter."""
    index = training.objective.parameters.index(name)
    yield from _UpdateBeats(training, step, numbers).beats(index, name)


class _UpdateBeats:
    """A factory of the update beats of one step."""

    def __init__(self, training: Training, step: Step, numbers: Mapping[str, float]) -> None:
        optimizer = training.optimizer
        settings = {"learning_rate": step.learning_rate, "step": float(step.number), **optimizer.settings()}
        # A function may have a variable called rho or epsilon.
        keys = {name: f"training.{name}" if name in numbers else name for name in settings}
        self.training = training
        self.step = step
        self.known = {**numbers, **{keys[name]: value for name, value in settings.items()}}
        """Parameters and gradients, and the optimizer's numbers: η, its settings, its state before and after."""
        self.name_of: dict[str, Node] = {name: Name(key) for name, key in keys.items()}

    def beats(self, index: int, name: str) -> Iterator[Beat]:
        training, step, known = self.training, self.step, self.known
        optimizer = training.optimizer_of(index)
        new, note = float(step.after.theta[index]), sign_rule(training, step, index)
        if training.is_frozen(index):
            yield Beat(Phase.UPDATE, f"new.{name}", Name(name), new, known, 0, note)
            return
        meanings = {**self.name_of, "gradient": Name(f"gradient.{name}"), "parameter": Name(name)}
        for slot, before in zip(optimizer.slots, step.slots[:, index].tolist(), strict=True):
            known[f"{slot}.{name}"] = before
            meanings[slot] = Name(f"{slot}.{name}")
        after = dict(zip(optimizer.slots, step.after.slots[:, index].tolist(), strict=True))
        for quantity, text in optimizer.formulas[:-1]:
            node = substituted(formula(text), meanings)
            key = f"new_{quantity}.{name}" if quantity in after else f"{quantity}_in_update.{name}"
            known[key] = after[quantity] if quantity in after else float(evaluate(node, known))
            meanings[quantity] = Name(key)
            yield Beat(Phase.UPDATE, key, node, known[key], known)
        # θ + (−η·…) is simplified to θ − η·….
        update = substituted(formula(optimizer.formulas[-1][1]), meanings)
        yield Beat(Phase.UPDATE, f"new.{name}", simplified("+", (Name(name), update)), new, known, 0, note)
