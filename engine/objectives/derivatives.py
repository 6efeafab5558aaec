"""Derivative rules: for every operation y of u, or of u and v, the partial derivatives ∂y/∂u and ∂y/∂v.

Rules are texts in the expression language. Gradients are computed and explained from texts; where a textbook's
formula gives another number than the one that is computed, the one that is computed is what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from engine.objectives.expression import Name, Node, folded, simplified
from engine.objectives.parsing import INTERNAL, parse

RULES: dict[str, tuple[str, ...]] = {
    "+": ("1", "1"),
    "-": ("1", "-1"),
    "*": ("v", "u"),
    "/": ("1/v", "-y/v"),
    "**": ("v*u**(v - 1)", "y*log(u)"),
    "neg": ("-1",),
    "sin": ("cos(u)",),
    "cos": ("-sin(u)",),
    "tan": ("1 + y**2",),
    "exp": ("y",),
    "log": ("1/u",),
    "sqrt": ("1/(2*y)",),
    "tanh": ("(1/cosh(u))**2",),
    "sigmoid": ("y*sigmoid(-u)",),
    "relu": ("relu_slope(u)",),
    "softplus": ("sigmoid(u)",),
    "abs": ("sign(u)",),
    "hypot": ("u/y", "v/y"),
}
"""∂y/∂u and, for an operation on two values, ∂y/∂v; relu and abs have the derivative 0 at 0.

No digits cancel, and nothing overflows that the derivative does not.
"""

TEXTBOOK_RULES: dict[str, tuple[str, ...]] = RULES | {
    "/": ("1/v", "-u/v**2"),
    "tanh": ("1 - y**2",),
    "sigmoid": ("y*(1 - y)",),
}
"""The same as textbooks have it, to be shown wherever it gives the same number."""


@cache
def _rule(operation: str, index: int, textbook: bool) -> Node:
    return parse((TEXTBOOK_RULES if textbook else RULES)[operation][index], functions=INTERNAL)


def partial(
    operation: str, index: int, operands: Sequence[Node], result: Node, *, textbook: bool = False
) -> Node:
    """The partial derivative of `operation` by its operand `index` (from 0), over its operands and its result.

    It is simplified: for x**2 by x it is 2*x. With `textbook`, it is the formula to be shown.
    """
    values = dict(zip("uv", operands, strict=False)) | {"y": result}

    def leaf(part: Node) -> Node:
        return values[part.key] if isinstance(part, Name) else part

    return folded(
        _rule(operation, index, textbook),
        leaf,
        lambda function, parts: simplified(function, parts, fold=True),
    )
