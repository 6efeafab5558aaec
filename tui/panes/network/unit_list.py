"""The units of a layer in a line of text, for drawings that have no place of its own for each of them."""

from __future__ import annotations

from itertools import product

import numpy as np

from tui.drawing.numbers import ABSENT
from tui.drawing.spans import Span, width_of
from tui.panes.network.facts import Field, NetworkFacts

_FEWEST_CELLS = 5
"""A number in so many cells at least."""
_APART = 3
"""Cells between two classes."""


def units_line(facts: NetworkFacts, layer: int, width: int, *, loss: bool) -> list[Span]:
    """A layer's units, each with its numbers: as many, and in as many digits, as there is room for.

    Where even one short number each is too much, the line is longer than `width`; `loss` stands behind outputs.
    """
    for fields, number in product((3, 2, 1), range(facts.notation.digits + 3, _FEWEST_CELLS - 1, -1)):
        spans: list[Span] = []
        for unit in range(facts.sizes[layer]):
            target = f"quantity:{facts.unit(layer, unit)}"
            for field in _fields(facts, layer, unit)[:fields]:
                spans += [Span("  ", "text")] if spans else []
                spans += _written(facts, field, number, target, chosen=target == f"quantity:{facts.selected}")
        if loss and layer == facts.last:
            spans += [Span("  ", "text"), *_written(facts, facts.loss(), number, "", chosen=False)]
        if width_of(spans) <= width:
            break
    return spans


def class_line(facts: NetworkFacts, width: int) -> list[Span]:
    """Of many outputs the one that the row asks for, and the greatest; [] if it asks for more than one class.

    With the names of the classes if there is room for them.
    """
    targets = [facts.target(unit) for unit in range(facts.sizes[-1])]
    if targets.count(1.0) != 1 or targets.count(0.0) != len(targets) - 1:
        return []
    asked = targets.index(1.0)
    parts = [("asked ", asked, facts.asked(asked))]
    if facts.known(facts.last, slopes=False).all():
        answer = int(np.argmax(facts.values("a", facts.last)))
        parts.append(("greatest ", answer, facts.notation.name(facts.unit(facts.last, answer))))
    whole = [_class(facts, *part, named=True) for part in parts]
    if sum(map(width_of, whole)) + _APART * (len(whole) - 1) > width:
        whole = [_class(facts, *part, named=False) for part in parts]
    spans: list[Span] = []
    for told in whole:
        added = [Span(" " * _APART, "text"), *told] if spans else told
        if width_of([*spans, *added]) > width:
            break
        spans += added
    return spans


def _class(facts: NetworkFacts, before: str, unit: int, written: str, *, named: bool) -> list[Span]:
    """An output in words; the greatest one with its number."""
    target = f"quantity:{facts.unit(facts.last, unit)}"
    value = None if before == "asked " else facts.value("a", facts.last, unit)
    name = f" {facts.network.target_names[unit]}" if named else ""
    number = "" if value is None else f" {facts.notation.number(value)}"
    return [
        Span(before, "dim"),
        Span(written, "text", target),
        Span(name, "strong", target),
        Span(number, "value", target),
    ]


def _fields(facts: NetworkFacts, layer: int, unit: int) -> list[Field]:
    if layer == 0:
        name = facts.network.input_names[unit]
        return [Field(name, facts.value("a", 0, unit), "value", facts.lit_unit(0, unit))]
    return facts.fields(layer, unit, sums=False, both_slopes=False)


def _written(facts: NetworkFacts, field: Field, room: int, target: str, *, chosen: bool) -> list[Span]:
    number = ABSENT if field.number is None else facts.sized(field.number, room, sign=field.signed)
    head = "selected" if chosen and not field.signed else "now" if field.active else "dim"
    role = "now" if field.active else "dim" if field.number is None else field.role
    return [Span(field.name, head, target), Span(" ", "text", target), Span(number, role, target)]
