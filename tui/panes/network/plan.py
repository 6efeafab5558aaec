"""How a small network with all of its numbers is laid out in the room there is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from tui.panes.network.edge_labels import TAG
from tui.panes.network.facts import NetworkFacts, widest

SHORT_NAME = 8
"""Where room is short, names of inputs are cut to so many cells."""
SHORTEST_NAME = 6
"""An input's value takes so many cells at least, and the more the longer the lines that follow."""
MOST_UNITS = 8
"""A layer of more units is too much to be read edge by edge."""
JOINT = 2
"""Cells for the bracket that leads from the labels into their unit."""
BOX = 4
"""Cells that a box around a unit takes."""
ROOMY_WIRE = 5
"""Shorter lines than that are thin."""
LEADING_WIRE = 10
"""Shorter ones begin as far to the left as they can, wherever the number before them ends."""
LONGEST_WIRE = 44
"""Lines longer than that only lead the eye astray."""
_FULL = 6
"""So many cells more than digits hold any number: sign, point, zeros or an exponent."""


class Columns(NamedTuple):
    """Widths in cells."""

    spelled: bool
    """Whether slopes are written in full: ∂L/∂w¹₁₁."""
    boxed: bool
    inputs: int
    """An input's name and value."""
    names: tuple[int, ...]
    """Of each layer, its parameters' names."""
    number: int
    """The number on an edge."""
    fields: tuple[int, ...]
    """Of each layer, the names beside its units."""
    field: int
    """The number beside a unit."""
    wires: int
    """Between two columns."""

    def label(self, layer: int) -> int:
        """The label of an edge of a layer (from 1)."""
        return self.names[layer - 1] + 1 + self.number

    def unit(self, layer: int) -> int:
        """What stands beside a unit of a layer (from 1)."""
        return self.fields[layer - 1] + 1 + self.field + (BOX if self.boxed else 0)

    @property
    def width(self) -> int:
        """All of it."""
        layers = range(1, len(self.names) + 1)
        inputs = self.inputs + (BOX if self.boxed else 0)
        return inputs + sum(self.wires + self.label(layer) + JOINT + self.unit(layer) for layer in layers)


class Lines(NamedTuple):
    """Heights in rows."""

    edge: int
    """Lines of an edge's label."""
    gap: int
    """Rows between two labels."""
    sums: bool
    """Whether z has a line of its own,"""
    both_slopes: bool
    """and ∂L/∂z."""
    boxed: bool
    heading: int
    """Rows above for the layers' titles."""
    footer: int
    """Rows below for what the marks mean, and where an edge has but one line, for all numbers of the lit one."""


def lines_for(facts: NetworkFacts, height: int) -> Iterator[Lines]:
    """The ways to use the height, from the most telling to the plainest."""
    if max(facts.sizes) > MOST_UNITS:
        return
    reports = [
        Lines(edge, gap if edge > 1 else 0, True, bool(both), boxed, *around)
        for edge, boxed, around, gap, both in product(
            (4, 3, 2, 1), (True, False), ((2, 2), (0, 1), (0, 0)), (1, 0), (1, 0)
        )
        if edge == 1 or around != (0, 1)
    ]
    reports += [Lines(2, 0, False, False, False, 0, 0)]
    reports += [Lines(1, 0, False, False, False, 0, footer) for footer in (1, 0)]
    yield from (lines for lines in reports if rows_of(facts, lines) <= height)


def rows_of(facts: NetworkFacts, lines: Lines) -> int:
    """How many rows the tallest column takes."""
    layers = range(1, facts.last + 1)
    columns = [facts.sizes[0] * (3 if lines.boxed else 2)]
    for layer in layers:
        size = facts.sizes[layer]
        gap = 1 if lines.gap or lines.edge == 1 else 0
        columns.append(size * block_of(facts, lines, layer) + (size - 1) * gap)
    columns[-1] += loss_of(facts, lines)
    return max(columns) + lines.heading + lines.footer


def block_of(facts: NetworkFacts, lines: Lines, layer: int) -> int:
    """The rows of one unit of a layer with its labels."""
    incoming = facts.sizes[layer - 1] + (1 if facts.network.layers[layer - 1].bias else 0)
    labels = incoming * lines.edge + (incoming - 1) * lines.gap
    return max(labels, fields_of(facts, lines, layer) + (2 if lines.boxed else 0))


def loss_of(facts: NetworkFacts, lines: Lines) -> int:
    """The rows that the loss takes below the last output's block, as far as it does not fit into that."""
    wanted = 1 if lines.edge < 3 else 2
    below = block_of(facts, lines, facts.last) - fields_of(facts, lines, facts.last) + 1
    return max(0, wanted - below // 2 + (1 if lines.boxed else 0))


def fields_of(facts: NetworkFacts, lines: Lines, layer: int) -> int:
    """How many lines stand beside a unit."""
    curved = not facts.linear(layer)
    return 2 + (curved and lines.sums) + (layer == facts.last) + (curved and lines.both_slopes)


def columns_for(facts: NetworkFacts, lines: Lines, width: int) -> Columns | None:
    """The widths for these lines, the numbers as long as they can be; None where there is not room enough."""
    digits = facts.notation.digits
    full, usual = digits + _FULL, digits + 3
    whole = widest(facts.network.input_names)
    short = min(whole, SHORT_NAME)
    # Long tags, cells for a number and for an input's name, and how long lines must be that this is worth it.
    wishes = (
        (True, full, whole, 16),
        (False, full, whole, 7),
        (False, usual + 1, whole, 9),
        (False, usual + 1, whole, 5),
        (False, usual, whole, 5),
        (False, usual + 2, short, 3),
        (False, usual, short, 3 if lines.edge == 1 else 2),
        # A number reads the same here as in the tables, if need be beside a shorter name.
        (False, usual, min(whole, SHORTEST_NAME), 2),
        (False, usual - 1, min(whole, SHORTEST_NAME), 2),
        (False, usual - 2, short, 2),
    )
    for spelled, number, inputs, least in wishes:
        if least < 5 and (lines.boxed or lines.both_slopes):
            return None
        columns = _columns(facts, lines, spelled=spelled, number=number, inputs=inputs)
        wires = (width - columns.width) // facts.last
        if wires >= least:
            return columns._replace(wires=min(wires, LONGEST_WIRE))
    return None


def _columns(facts: NetworkFacts, lines: Lines, *, spelled: bool, number: int, inputs: int) -> Columns:
    """The widths, with no room for lines yet; in a single line, numbers need room for their tags.

    A unit's number may reach into the line behind it, and so does with less.
    """
    full, usual = facts.notation.digits + _FULL, facts.notation.digits + 3
    write, layers = facts.notation, range(1, facts.last + 1)
    names, fields = [], []
    for layer in layers:
        weight = write.name(f"w{layer}_{facts.sizes[layer - 1]}_{facts.sizes[layer]}")
        names.append(len(weight) + (4 if spelled and lines.edge > 1 else 0))
        shown = "a" if facts.linear(layer) else "az"
        unit = max(len(write.name(f"{letter}{layer}_{facts.sizes[layer]}")) for letter in shown)
        fields.append(6 if lines.both_slopes and not facts.linear(layer) else unit)
    return Columns(
        spelled,
        lines.boxed,
        max(inputs, SHORTEST_NAME),
        tuple(names),
        number if lines.edge > 1 else max(number, TAG + min(number, facts.notation.digits + 5)),
        tuple(fields),
        number if number == full else min(number, usual),
        0,
    )
