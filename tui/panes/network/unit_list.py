"""The units of a layer in a line of text, for drawings with no place for each of them."""

from __future__ import annotations

from itertools import product

import numpy as np

from tui.drawing.spans import Span, width_of
from tui.panes.network.fields import Field, loss_field, unit_fields
from tui.panes.network.revealed_network import RevealedNetwork

_MIN_NUMBER_WIDTH = 5
"""Cells of a number, at least."""
_CLASS_GAP = 3
"""Cells between two classes."""


def units_line(revealed: RevealedNetwork, layer: int, width: int, *, loss: bool) -> list[Span]:
    """The units of a layer with as many numbers, of as many digits, as there is room for.

    If not even one short number for each unit fits, the line is longer than `width`. With `loss`, the loss follows the
    outputs.
    """
    for fields, number in product((3, 2, 1), range(revealed.notation.digits + 3, _MIN_NUMBER_WIDTH - 1, -1)):
        spans: list[Span] = []
        for unit in range(revealed.sizes[layer]):
            target = f"quantity:{revealed.unit(layer, unit)}"
            for field in unit_fields(revealed, layer, unit)[:fields]:
                spans += [Span("  ", "text")] if spans else []
                spans += _written(
                    revealed, field, number, target, chosen=target == f"quantity:{revealed.selected}"
                )
        if loss and layer == revealed.last:
            spans += [Span("  ", "text"), *_written(revealed, loss_field(revealed), number, "", chosen=False)]
        if width_of(spans) <= width:
            break
    return spans


def class_line(revealed: RevealedNetwork, width: int) -> list[Span]:
    """The output that is the target and the greatest output, with the names of their classes if there is room.

    [] if the targets are not those of one class.
    """
    targets = [revealed.target(unit) for unit in range(revealed.sizes[-1])]
    if targets.count(1.0) != 1 or targets.count(0.0) != len(targets) - 1:
        return []
    target_unit = targets.index(1.0)
    parts = [("asked ", target_unit, revealed.target_name(target_unit))]
    if revealed.known(revealed.last, gradients=False).all():
        answer = int(np.argmax(revealed.values("a", revealed.last)))
        parts.append(("greatest ", answer, revealed.notation.name(revealed.unit(revealed.last, answer))))
    whole = [_class(revealed, *part, named=True) for part in parts]
    if sum(map(width_of, whole)) + _CLASS_GAP * (len(whole) - 1) > width:
        whole = [_class(revealed, *part, named=False) for part in parts]
    spans: list[Span] = []
    for part in whole:
        added = [Span(" " * _CLASS_GAP, "text"), *part] if spans else part
        if width_of([*spans, *added]) > width:
            break
        spans += added
    return spans


def _class(revealed: RevealedNetwork, before: str, unit: int, written: str, *, named: bool) -> list[Span]:
    """An output in words, the greatest one with its number."""
    target = f"quantity:{revealed.unit(revealed.last, unit)}"
    value = None if before == "asked " else revealed.value("a", revealed.last, unit)
    name = f" {revealed.network.target_names[unit]}" if named else ""
    number = "" if value is None else f" {revealed.notation.number(value)}"
    return [
        Span(before, "dim"),
        Span(written, "text", target),
        Span(name, "strong", target),
        Span(number, "value", target),
    ]


def _written(revealed: RevealedNetwork, field: Field, room: int, target: str, *, chosen: bool) -> list[Span]:
    number = revealed.sized(field.number, room, sign=field.signed)
    head = "selected" if chosen and not field.signed else "now" if field.active else "dim"
    return [
        Span(field.name, head, target),
        Span(" ", "text", target),
        Span(number, field.number_role, target),
    ]
