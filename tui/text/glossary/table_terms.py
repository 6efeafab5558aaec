"""Glossary terms made from the engine's tables, for names that have no written entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import cleandoc
from typing import NamedTuple

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.schedules import SCHEDULES
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.losses import LOSSES
from tui.text.glossary.term import Term


class Table(NamedTuple):
    """One of the engine's tables as a source of terms."""

    entries: Mapping[str, object]
    """The table itself, which may grow."""
    term: Callable[[str], Term]
    """The term of a name in it."""


def _activation(name: str) -> Term:
    """The formula and the derivative."""
    activation = ACTIVATIONS[name]
    derivative = f",  f′ = {activation.derivative_formula}" if activation.derivative_formula else ""
    return Term(name, f"f(z) = {activation.formula}{derivative}", "An activation function.")


def _loss(name: str) -> Term:
    """The cost of one output."""
    rule = LOSSES[name]
    return Term(name, f"L = {rule.notation or rule.formula}", "A loss.")


def _optimizer(name: str) -> Term:
    return _described(name, OPTIMIZERS[name], "An optimizer.")


def _schedule(name: str) -> Term:
    return _described(name, SCHEDULES[name], "A schedule of the learning rate.")


def _described(name: str, kind: type, sentence: str) -> Term:
    """The term of a class whose docstring begins with its formula; its second paragraph replaces `sentence`."""
    formula, _, rest = cleandoc(kind.__doc__ or "").partition("\n\n")
    paragraph = " ".join(rest.partition("\n\n")[0].split())
    return Term(name, " ".join(formula.split()).rstrip("."), paragraph or sentence)


TABLES: Mapping[str, Table] = {
    "The network": Table(ACTIVATIONS, _activation),
    "The loss": Table(LOSSES, _loss),
    "Optimizers": Table(OPTIMIZERS, _optimizer),
    "Schedules": Table(SCHEDULES, _schedule),
}
"""The tables by the subject that their terms belong to."""
