"""Small pieces from which told formulas are made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine.objectives.expression import Call, Constant, Node, folded, simplified
from engine.objectives.parsing import TOLD, parse


def times(left: Node, right: Node) -> Node:
    """left·right, without factors of 1."""
    return simplified("*", (left, right))


def divided(node: Node, divisor: float) -> Node:
    """node/divisor; the node itself for 1."""
    return simplified("/", (node, Constant(float(divisor))))


def scaled(factor: float, node: Node) -> Node:
    """factor·node, with a leading number of the node taken into the factor: half of −2·(y − ŷ) is −(y − ŷ)."""
    match node:
        case Call("*", (Constant() as leading, rest)):
            return times(simplified("*", (Constant(factor), leading), fold=True), rest)
    return times(Constant(factor), node)


def substituted(node: Node, meanings: Mapping[str, Node]) -> Node:
    """The same tree with other trees in the place of names."""

    def leaf(part: Node) -> Node:
        match part:
            case Call() | Constant():
                return part
        return meanings.get(part.key, part)

    return folded(node, leaf, lambda function, operands: Call(function, tuple(operands)))


@cache
def formula(text: str) -> Node:
    """The tree of one of the engine's own formulas, without 1·x and the like."""
    return folded(parse(text, functions=TOLD), lambda part: part, simplified)
