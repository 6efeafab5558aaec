"""The terms of each value's gradient in a function's graph, for reverse mode.

A value that has a form without cancellation (`stable_forms`) passes its gradient through that form to the values that
the form is over. The values between them then only show theirs: eᵘ/(1 + eᵘ) would pass 1/v − y/v on to eᵘ, of which
nothing is left from u = 37 on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.objectives.derivatives import RULES, partial
from engine.objectives.expression import ONE, ZERO, Call, Constant, Name, Node, names_of, simplified
from engine.objectives.graph_node import EQUALS, GRADIENT, VARIABLE, GraphNode, Terms

_PASSED_THROUGH = frozenset(["sigmoid", "softplus", "tanh", "abs", "hypot"])
"""The functions of a form through which a gradient passes; through all others, the plain operations lose nothing."""


class _Passage(NamedTuple):
    """A node whose gradient passes through its form."""

    node: GraphNode
    sources: frozenset[str]
    """The keys that the form is over."""
    between: frozenset[str]
    """The keys of the values between the node and its sources."""


def gradient_terms(nodes: Sequence[GraphNode], output: str, *, textbook: bool = False) -> Terms:
    """The terms of the gradient of each value that the output depends on; with `textbook`, those to be shown."""
    terms: Terms = {output: []}
    for node in reversed(nodes):
        if node.key in terms:
            terms.update((key, []) for key in node.operands)
    used = [node for node in nodes if node.key in terms and node.operation != VARIABLE]
    passages = {} if textbook else _passages(used, output)
    shown_only = frozenset[str]().union(*(passage.between for passage in passages.values()))
    for node in used:
        upstream = ONE if node.key == output else Name(GRADIENT + node.key)
        passage = passages.get(node.key) if node.key not in shown_only else None
        bypassed = node.key in shown_only or passage is not None
        for index, operand in enumerate(node.arguments):
            if isinstance(operand, Name) and (not bypassed or operand.key in shown_only):
                local = ONE
                if node.operation != EQUALS:
                    local = partial(node.operation, index, node.arguments, Name(node.key), textbook=textbook)
                term = simplified("*", (upstream, local))
                if term != ZERO:
                    terms[operand.key].append(term)
        if passage is not None:
            for key, term in _through(node.computed, Name(node.key), upstream):
                terms[key].append(term)
    terms[output].append(ONE)
    return terms


def _passages(nodes: Sequence[GraphNode], output: str) -> dict[str, _Passage]:
    """The nodes that pass their gradient through their form, by key: nothing else may use what is between."""
    by_key = {node.key: node for node in nodes}
    users: dict[str, set[str]] = {}
    for node in nodes:
        for key in node.operands:
            users.setdefault(key, set()).add(node.key)
    passages = {
        node.key: passage
        for node in nodes
        if node.computed is not node.expression and (passage := _passage(node, by_key)) is not None
    }
    while True:
        between = frozenset[str]().union(*(passage.between for passage in passages.values()))
        inside = between | passages.keys()
        kept = {
            key: passage
            for key, passage in passages.items()
            if output not in passage.between
            and not passage.sources & between
            and all(users[inner] <= inside for inner in passage.between)
        }
        if len(kept) == len(passages):
            return kept
        passages = kept


def _passage(node: GraphNode, by_key: dict[str, GraphNode]) -> _Passage | None:
    """The passage of a node through its form; None if its form has none."""
    if not _passes(node.computed):
        return None
    sources = frozenset(names_of(node.computed))
    between: set[str] = set()
    pending = [key for key in node.operands if key not in sources]
    while pending:
        key = pending.pop()
        if key not in by_key:  # a variable that the form does not have
            return None
        if key not in between:
            between.add(key)
            pending += [operand for operand in by_key[key].operands if operand not in sources]
    return _Passage(node, sources, frozenset(between))


def _passes(form: Node) -> bool:
    """Whether a form is one of the functions that gradients pass through, times a number."""
    match form:
        case Call("neg", (inner,)) | Call("*", (Constant(), inner)):
            return _passes(inner)
        case Call(function, arguments):
            return function in _PASSED_THROUGH and all(map(_has_rules, arguments))
    return False


def _has_rules(tree: Node) -> bool:
    if not isinstance(tree, Call) or not names_of(tree):
        return True
    return tree.function in RULES and all(map(_has_rules, tree.arguments))


def _through(tree: Node, result: Node, upstream: Node) -> Iterator[tuple[str, Node]]:
    """(key, term of its gradient) for each name in a form, by the chain rule from its value `result`."""
    if isinstance(tree, Name):
        yield tree.key, upstream
    elif isinstance(tree, Call) and names_of(tree):
        for index, argument in enumerate(tree.arguments):
            local = partial(tree.function, index, tree.arguments, result)
            yield from _through(argument, argument, simplified("*", (upstream, local)))
