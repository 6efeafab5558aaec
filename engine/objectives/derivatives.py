"""Derivative rules: for every operation y of u, or of u and v, the partial derivatives ∂y/∂u and ∂y/∂v.

Rules are texts in the expression language. Gradients are both computed and explained from the same text, so that
the two cannot differ.
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
    "/": ("1/v", "-u/v**2"),
    "**": ("v*u**(v - 1)", "y*log(u)"),
    "neg": ("-1",),
    "sin": ("cos(u)",),
    "cos": ("-sin(u)",),
    "tan": ("1 + y**2",),
    "exp": ("y",),
    "log": ("1/u",),
    "sqrt": ("1/(2*y)",),
    "tanh": ("1 - y**2",),
    "sigmoid": ("y*(1 - y)",),
    "relu": ("relu_slope(u)",),
    "softplus": ("sigmoid(u)",),
    "abs": ("sign(u)",),
}
"""∂y/∂u and, for an operation on two values, ∂y/∂v; relu and abs have the derivative 0 at 0."""


@cache
def _rule(operation: str, index: int) -> Node:
    return parse(RULES[operation][index], functions=INTERNAL)


def partial(operation: str, index: int, operands: Sequence[Node], result: Node) -> Node:
    """The partial derivative of `operation` by its operand `index` (from 0), over its operands and its result.

    It is simplified: for x**2 by x it is 2*x.
    """
    values = dict(zip("uv", operands, strict=False)) | {"y": result}

    def leaf(part: Node) -> Node:
        return values[part.key] if isinstance(part, Name) else part

    return folded(
        _rule(operation, index), leaf, lambda function, parts: simplified(function, parts, fold=True)
    )
