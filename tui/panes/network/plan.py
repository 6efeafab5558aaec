"""The layout of a small network with all of its numbers: which lines and widths fit the room."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from tui.panes.network.edge_labels import TAG_WIDTH
from tui.panes.network.revealed_network import RevealedNetwork, widest

SHORT_NAME_WIDTH = 8
"""Cells for the name of an input where room is short."""
MIN_NAME_WIDTH = 6
"""Cells for the name and the value of an input, at least."""
MAX_UNITS = 8
"""A layer with more units is not drawn edge by edge."""
JOINT_WIDTH = 2
"""Cells for the bracket between the labels and their unit."""
BOX_WIDTH = 4
"""Cells of a box around a unit."""
ROOMY_EDGE_LENGTH = 5
"""Cells from which lines can be thick."""
LEADING_EDGE_LENGTH = 10
"""Cells from which all lines start in one column; shorter ones start where the number before them ends."""
MAX_EDGE_LENGTH = 44
"""Longer lines are hard to follow."""
_NUMBER_EXTRA = 6
"""Cells that a number needs beyond its digits, at most: sign, point, zeros or an exponent."""


class Columns(NamedTuple):
    """Widths in cells."""

    spelled: bool
    """Whether gradients are written in full: ∂L/∂w¹₁₁."""
    boxed: bool
    inputs: int
    """Name and value of an input."""
    names: tuple[int, ...]
    """For each layer, the names of its parameters."""
    number: int
    """A number on an edge."""
    fields: tuple[int, ...]
    """For each layer, the names beside its units."""
    field: int
    """A number beside a unit."""
    edges: int
    """The edges between two columns."""

    def label(self, layer: int) -> int:
        """The width of the label of an edge of a layer (from 1)."""
        return self.names[layer - 1] + 1 + self.number

    def unit(self, layer: int) -> int:
        """The width of a unit of a layer (from 1) with its fields."""
        return self.fields[layer - 1] + 1 + self.field + (BOX_WIDTH if self.boxed else 0)

    @property
    def width(self) -> int:
        """The whole width."""
        layers = range(1, len(self.names) + 1)
        inputs = self.inputs + (BOX_WIDTH if self.boxed else 0)
        return inputs + sum(
            self.edges + self.label(layer) + JOINT_WIDTH + self.unit(layer) for layer in layers
        )


class Lines(NamedTuple):
    """Heights in rows."""

    edge: int
    """Lines of the label of an edge."""
    gap: int
    """Rows between two labels."""
    sums: bool
    """Whether z has a line of its own,"""
    both_gradients: bool
    """and ∂L/∂z."""
    boxed: bool
    heading: int
    """Rows above for the layers' titles."""
    footer: int
    """Rows below for the legend or, where an edge has one line, for all numbers of the active one."""


def lines_for(revealed: RevealedNetwork, height: int) -> Iterator[Lines]:
    """The ways to use the height, from the most detailed to the least."""
    if max(revealed.sizes) > MAX_UNITS:
        return
    ways = [
        Lines(edge, gap if edge > 1 else 0, True, bool(both), boxed, *around)
        for edge, boxed, around, gap, both in product(
            (4, 3, 2, 1), (True, False), ((2, 2), (0, 1), (0, 0)), (1, 0), (1, 0)
        )
        if edge == 1 or around != (0, 1)
    ]
    ways += [Lines(2, 0, False, False, False, 0, 0)]
    ways += [Lines(1, 0, False, False, False, 0, footer) for footer in (1, 0)]
    yield from (lines for lines in ways if needed_rows(revealed, lines) <= height)


def needed_rows(revealed: RevealedNetwork, lines: Lines) -> int:
    """The rows of the tallest column."""
    layers = range(1, revealed.last + 1)
    columns = [revealed.sizes[0] * (3 if lines.boxed else 2)]
    for layer in layers:
        size = revealed.sizes[layer]
        gap = 1 if lines.gap or lines.edge == 1 else 0
        columns.append(size * block_rows(revealed, lines, layer) + (size - 1) * gap)
    columns[-1] += loss_rows(revealed, lines)
    return max(columns) + lines.heading + lines.footer


def block_rows(revealed: RevealedNetwork, lines: Lines, layer: int) -> int:
    """The rows of one unit of a layer with its labels."""
    incoming = revealed.sizes[layer - 1] + (1 if revealed.network.layers[layer - 1].bias else 0)
    labels = incoming * lines.edge + (incoming - 1) * lines.gap
    return max(labels, field_count(revealed, lines, layer) + (2 if lines.boxed else 0))


def loss_rows(revealed: RevealedNetwork, lines: Lines) -> int:
    """The rows of the loss below the block of the last output, as far as it does not fit into that."""
    wanted = 1 if lines.edge < 3 else 2
    below = block_rows(revealed, lines, revealed.last) - field_count(revealed, lines, revealed.last) + 1
    return max(0, wanted - below // 2 + (1 if lines.boxed else 0))


def field_count(revealed: RevealedNetwork, lines: Lines, layer: int) -> int:
    """The number of fields beside a unit."""
    curved = not revealed.linear(layer)
    return 2 + (curved and lines.sums) + (layer == revealed.last) + (curved and lines.both_gradients)


def columns_for(revealed: RevealedNetwork, lines: Lines, width: int) -> Columns | None:
    """The widths for these lines, with numbers as long as possible; None if there is not enough room."""
    digits = revealed.notation.digits
    full, usual = digits + _NUMBER_EXTRA, digits + 3
    whole = widest(revealed.input_names)
    short = min(whole, SHORT_NAME_WIDTH)
    # Whether gradients are in full, cells for a number and for the name of an input, and the least length of lines.
    wishes = (
        (True, full, whole, 16),
        (False, full, whole, 7),
        (False, usual + 1, whole, 9),
        (False, usual + 1, whole, 5),
        (False, usual, whole, 5),
        (False, usual + 2, short, 3),
        (False, usual, short, 3 if lines.edge == 1 else 2),
        # Rather a shorter name than a number with fewer digits than in the tables.
        (False, usual, min(whole, MIN_NAME_WIDTH), 2),
        (False, usual - 1, min(whole, MIN_NAME_WIDTH), 2),
        (False, usual - 2, short, 2),
    )
    for spelled, number, inputs, least in wishes:
        if least < 5 and (lines.boxed or lines.both_gradients):
            return None
        columns = _columns(revealed, lines, spelled=spelled, number=number, inputs=inputs)
        edges = (width - columns.width) // revealed.last
        if edges >= least:
            return columns._replace(edges=min(edges, MAX_EDGE_LENGTH))
    return None


def _columns(revealed: RevealedNetwork, lines: Lines, *, spelled: bool, number: int, inputs: int) -> Columns:
    """The widths without those of the edges; in labels of one line, numbers need room for their tags.

    A number beside a unit can take cells of the edge behind it, and so needs fewer of its own.
    """
    full, usual = revealed.notation.digits + _NUMBER_EXTRA, revealed.notation.digits + 3
    write, layers = revealed.notation, range(1, revealed.last + 1)
    names, fields = [], []
    for layer in layers:
        weight = write.name(f"w{layer}_{revealed.sizes[layer - 1]}_{revealed.sizes[layer]}")
        names.append(len(weight) + (4 if spelled and lines.edge > 1 else 0))
        shown = "a" if revealed.linear(layer) else "az"
        unit = max(len(write.name(f"{letter}{layer}_{revealed.sizes[layer]}")) for letter in shown)
        fields.append(6 if lines.both_gradients and not revealed.linear(layer) else unit)
    return Columns(
        spelled,
        lines.boxed,
        max(inputs, MIN_NAME_WIDTH),
        tuple(names),
        number if lines.edge > 1 else max(number, TAG_WIDTH + min(number, revealed.notation.digits + 5)),
        tuple(fields),
        number if number == full else min(number, usual),
        0,
    )
