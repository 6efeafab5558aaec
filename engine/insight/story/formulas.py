"""Small pieces from which told formulas are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from engine.objectives.expression import (
    Call,
    Constant,
    Name,
    Node,
    folded,
    names_of,
    simplified,
    total,
)
from engine.objectives.parsing import INTERNAL, parse
from engine.types import Vector

MAX_TERMS = 8
"""A sum of so many terms can be read; of a longer one the largest terms are told, the others as one number."""

_TERMS_KEPT = 3
"""So many terms of a sum that is too long."""


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
    return folded(parse(text, functions=INTERNAL), lambda part: part, simplified)


def readable(
    values: Vector,
    term: Callable[[int], Node],
    numbers: Mapping[str, float],
    rest: str,
    *,
    keep: int | None = None,
    whole: float | None = None,
) -> tuple[Node, Mapping[str, float]]:
    """A sum of terms, and what its names stand for.

    Of more than `READABLE` terms the largest are kept, and the one at the place `keep`; what the others come to is
    one number called `rest`.

    Args:
        values: what each term comes to.
        term: the term at a place.
        numbers: what the names in them stand for.
        rest: what to call the others.
        keep: the place of a term that is told, however small it is.
        whole: what all terms come to; their own sum if it is not known.
    """
    if len(values) <= MAX_TERMS:
        return total(map(term, range(len(values)))), numbers
    sizes = np.abs(values)
    if keep is not None:
        sizes[keep] = np.inf
    kept = sorted(np.argsort(-sizes, kind="stable")[:_TERMS_KEPT].tolist())
    told = total([*map(term, kept), Name(rest)])
    known = {name: numbers[name] for name in names_of(told) if name != rest}
    known[rest] = float(values.sum() if whole is None else whole) - float(values[kept].sum())
    return told, known
