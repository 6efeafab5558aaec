"""The subject of a quantity: the parameter, unit or value that a click on its name selects."""

from __future__ import annotations

import re

from engine.objectives.function import Function
from engine.objectives.network import Network
from engine.objectives.objective import Objective

_OF_ROW = re.compile(r"\[row \d+\]$")
_UNIT = re.compile(r"[az](\d+_\d+)")


def subject_of(key: str, objective: Objective) -> str:
    """The parameter, the unit by its value (a1_2, an input's column) or the value of a function; "" for none.

    The subject of ∂L/∂w, of the new w and of the optimizer's state for w is w; that of z and of ∂L/∂z is the unit.
    """
    name = _OF_ROW.sub("", key)
    parameters = objective.parameters.names
    if name in parameters:
        return name
    if isinstance(objective, Network):
        unit = _UNIT.fullmatch(name)
        if unit is not None:
            return f"a{unit[1]}"
        if name in objective.input_names:
            return name
    elif isinstance(objective, Function) and name in objective.keys:
        return name
    prefix, dot, rest = name.partition(".")
    if not (dot and prefix.isidentifier()):
        return ""
    if prefix != "slope":
        return subject_of(rest, objective)
    of, _, by = rest.partition(".")
    return subject_of(by if by in parameters else of, objective)


def target_of(key: str, objective: Objective) -> str:
    """The click target of a span that names a quantity."""
    subject = subject_of(key, objective)
    return f"quantity:{subject}" if subject else ""
