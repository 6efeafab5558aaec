"""Glossary terms made from the engine's tables, for names that have no written entry."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.schedules import SCHEDULES
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.losses import LOSSES
from tui.text.glossary.term import Term


def activation_terms() -> Iterator[Term]:
    """Every activation, by its formula and derivative."""
    for name, activation in ACTIVATIONS.items():
        derivative = f",  f′ = {activation.derivative_formula}" if activation.derivative_formula else ""
        yield Term(name, f"f(z) = {activation.formula}{derivative}", "An activation function.")


def loss_terms() -> Iterator[Term]:
    """Every loss, by the cost of one output."""
    for name, rule in LOSSES.items():
        yield Term(name, f"L = {rule.notation or rule.formula}", "A loss.")


def optimizer_terms() -> Iterator[Term]:
    """Every optimizer, by the description of its class."""
    for name, kind in OPTIMIZERS.items():
        yield _described(name, kind, "An optimizer.")


def schedule_terms() -> Iterator[Term]:
    """Every schedule, by the description of its class."""
    for name, kind in SCHEDULES.items():
        yield _described(name, kind, "A schedule of the learning rate.")


def _described(name: str, kind: type, sentence: str) -> Term:
    """The term of a class whose docstring begins with its formula, and perhaps goes on with a paragraph."""
    formula, _, rest = cleandoc(kind.__doc__ or "").partition("\n\n")
    paragraph = " ".join(rest.partition("\n\n")[0].split())
    return Term(name, " ".join(formula.split()).rstrip("."), paragraph or sentence)
