"""A function as text: its formula and its symbolic derivatives."""

from __future__ import annotations

from collections.abc import Iterator

from engine.objectives.function import Function
from engine.objectives.parsing import INTERNAL, ExpressionError, parse
from tui.text.notation import Notation
from tui.traces.derivatives import derivatives_of


def text_of_function(function: Function, notation: Notation) -> Iterator[str]:
    """The formula as the scenario defines it, intermediate values first, then ∂L/∂x for each variable, line by line."""
    for name, text in function.where.items():
        yield f"  {name} = {notation.formula(parse(text, declared=function.declared))}"
    yield f"  L = {notation.formula(parse(function.expression, declared=function.declared))}"
    sign = "∂" if notation.unicode else "d"
    for name, text in derivatives_of(function).items():
        try:
            formula = notation.formula(parse(text, functions=INTERNAL, declared=function.declared))
        except ExpressionError:
            formula = "(longer or deeper than any expression that is read here)"
        yield f"  {sign}L/{sign}{name} = {formula}"
