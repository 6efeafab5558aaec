"""Builders for the formulas of beats: products, quotients, substitution, and sums cut to a readable length."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from math import isclose

import numpy as np

from engine.objectives.expression import (
    Call,
    Constant,
    Name,
    Node,
    evaluate,
    folded,
    names_of,
    simplified,
    total,
)
from engine.objectives.parsing import INTERNAL, parse
from engine.types import Vector

MAX_TERMS = 8
"""Terms of a sum that are written out; of a longer sum, only the largest are, and the rest is one number."""

_TERMS_KEPT = 3
"""Terms that are written out of a sum longer than MAX_TERMS."""


_LOST_DIGITS = 1e-9
"""The relative error from which on a formula has lost digits that may be shown."""


def times(left: Node, right: Node) -> Node:
    """left·right, without factors of 1."""
    return simplified("*", (left, right))


def divided(node: Node, divisor: float) -> Node:
    """node/divisor; the node itself for 1."""
    return simplified("/", (node, Constant(float(divisor))))


def scaled(factor: float, node: Node) -> Node:
    """factor·node, with a leading number of the node merged into the factor: 0.5·(−2·(y − ŷ)) is −(y − ŷ)."""
    match node:
        case Call("*", (Constant() as leading, rest)):
            return times(simplified("*", (Constant(factor), leading), fold=True), rest)
    return times(Constant(factor), node)


def substituted(node: Node, meanings: Mapping[str, Node]) -> Node:
    """The tree with each name in `meanings` replaced by its tree."""

    def leaf(part: Node) -> Node:
        match part:
            case Call() | Constant():
                return part
        return meanings.get(part.key, part)

    return folded(node, leaf, lambda function, operands: Call(function, tuple(operands)))


def faithful(textbook: Node, computed: Node, numbers: Mapping[str, float]) -> Node:
    """The textbook's formula of a number, or the one that it is computed by where the textbook's loses its digits."""
    if textbook is computed:
        return textbook
    expected = float(evaluate(computed, numbers))
    keeps_digits = isclose(float(evaluate(textbook, numbers)), expected, rel_tol=_LOST_DIGITS)
    return textbook if keeps_digits or expected != expected else computed


@cache
def formula(text: str) -> Node:
    """The simplified tree of a formula in the engine's tables."""
    return folded(parse(text, functions=INTERNAL), lambda part: part, simplified)


def readable(
    values: Vector,
    term: Callable[[int], Node],
    numbers: Mapping[str, float],
    rest: str,
    *,
    keep: int | None = None,
) -> tuple[Node, Mapping[str, float]]:
    """A sum of terms, shortened if it is long, and the value of each name in it.

    Of more than MAX_TERMS terms, the largest in size are kept, and the one at index `keep`; the sum of the others
    is one name, `rest`.

    Args:
        values: the value of each term, shape (terms,).
        term: the term at an index.
        numbers: the value of each name in the terms.
        rest: the name for the sum of the other terms.
        keep: the index of a term that is kept even if it is small.
    """
    if len(values) <= MAX_TERMS:
        return total(map(term, range(len(values)))), numbers
    sizes = np.abs(values)
    if keep is not None:
        sizes[keep] = np.inf
    kept = sorted(np.argsort(-sizes, kind="stable")[:_TERMS_KEPT].tolist())
    node = total([*map(term, kept), Name(rest)])
    named = {name: numbers[name] for name in names_of(node) if name != rest}
    named[rest] = float(np.delete(values, kept).sum())
    return node, named
