"""A small network with every number: beside each unit and on each edge."""

from __future__ import annotations

from engine.insight.story.beats import Phase
from tui.drawing.canvas import Canvas
from tui.drawing.spans import Row
from tui.panes.network.cards import Cards, Port
from tui.panes.network.edge_labels import Label, labels
from tui.panes.network.edge_lines import ARROWS, Edges, edges_legend, stroke
from tui.panes.network.plan import (
    BOX_WIDTH,
    JOINT_WIDTH,
    ROOMY_EDGE_LENGTH,
    Columns,
    Lines,
    block_rows,
    columns_for,
    field_count,
    lines_for,
    loss_rows,
)
from tui.panes.network.reading import reading
from tui.panes.network.revealed_network import RevealedNetwork

_BRACKETS = {
    # Whether the bracket continues above, below, at its left (to a label) and at its right (to the unit).
    (False, True, True, False): "┐",
    (False, True, False, True): "┌",
    (True, True, True, False): "┤",
    (True, False, True, False): "┘",
    (True, False, False, True): "└",
    (True, True, False, True): "├",
    (True, True, True, True): "┼",
    (False, True, True, True): "┬",
    (True, False, True, True): "┴",
    (False, False, True, True): "─",
    (True, True, False, False): "│",
}
_DASHES = {(False, False): "─", (False, True): "╌", (True, False): "━", (True, True): "╍"}
"""Whether heavy, whether broken."""


class EdgeDrawing:
    """For each unit the list of its weights and bias, with lines from their sources."""

    def __init__(self, revealed: RevealedNetwork, width: int, height: int) -> None:
        self.revealed = revealed
        self.canvas = Canvas(width, height)
        self._edges_drawn = Edges()
        plans = ((lines, columns_for(revealed, lines, width)) for lines in lines_for(revealed, height))
        self._plan = next(((lines, columns) for lines, columns in plans if columns is not None), None)

    @property
    def fits(self) -> bool:
        """Whether there is room for this detail."""
        return self._plan is not None

    def rows(self) -> list[Row]:
        """The drawing."""
        assert self._plan is not None
        revealed, canvas = self.revealed, self.canvas
        lines, columns = self._plan
        cards = Cards(canvas, revealed, lines, columns)
        x = (canvas.width - columns.width) // 2
        titles = [x]
        ports = [cards.input(unit, x, top) for unit, top in enumerate(self._tops(0, lines))]
        x += columns.inputs + (BOX_WIDTH if columns.boxed else 0)
        for layer in range(1, revealed.last + 1):
            x += columns.edges
            titles.append(x)
            ports = self._layer(layer, x, ports, lines, columns, cards)
            x += columns.label(layer) + JOINT_WIDTH + columns.unit(layer)
        self._edges_drawn.dots().onto(canvas)
        for layer, left in enumerate(titles if lines.heading else ()):
            canvas.put(left, 0, revealed.title(layer), "dim")
        if lines.footer:
            read = reading(revealed, canvas.width) if lines.edge == 1 else []
            legend = edges_legend(canvas.width) if lines.footer > 1 else []
            canvas.put_spans(0, canvas.height - 1, read or legend)
        return canvas.rows()

    def _tops(self, layer: int, lines: Lines) -> list[int]:
        """The upper row of each unit's block, spread evenly over the height."""
        size = self.revealed.sizes[layer]
        block = block_rows(self.revealed, lines, layer) if layer else 3 if lines.boxed else 2
        loss = loss_rows(self.revealed, lines) if layer == self.revealed.last else 0
        free = self.canvas.height - lines.heading - lines.footer - size * block - loss
        return [
            lines.heading + round(free * (2 * unit + 1) / (2 * size)) + unit * block for unit in range(size)
        ]

    def _layer(
        self, layer: int, x: int, sources: list[Port], lines: Lines, columns: Columns, cards: Cards
    ) -> list[Port]:
        """A layer with the labels of its edges from x on; where the edges to the next layer start."""
        revealed = self.revealed
        block, count = block_rows(revealed, lines, layer), field_count(revealed, lines, layer)
        name, end = columns.names[layer - 1], x + columns.label(layer)
        ports = []
        for unit, top in enumerate(self._tops(layer, lines)):
            incoming = revealed.incoming(layer, unit)
            unit_labels = labels(
                revealed, incoming, lines.edge, name, columns.number, spelled=columns.spelled
            )
            used = len(unit_labels) * lines.edge + (len(unit_labels) - 1) * lines.gap
            first = top + (block - used) // 2
            starts = [first + index * (lines.edge + lines.gap) for index in range(len(unit_labels))]
            inside = top + (block - count) // 2
            port = inside + (1 if lines.sums and not revealed.linear(layer) else 0)
            self._edges(layer, unit, x, unit_labels, starts, sources, columns)
            self._bracket(end, starts, port, unit_labels)
            ports.append(cards.unit(layer, unit, end + JOINT_WIDTH, inside, port))
            if layer == revealed.last and unit == revealed.sizes[layer] - 1:
                cards.loss(end + JOINT_WIDTH, inside)
        return ports

    def _edges(
        self,
        layer: int,
        unit: int,
        x: int,
        unit_labels: list[Label],
        starts: list[int],
        sources: list[Port],
        columns: Columns,
    ) -> None:
        """The labels of a unit's weights and bias, each with the line that leads to it and on into the bracket."""
        revealed, end = self.revealed, columns.label(layer)
        for index, (label, y) in enumerate(zip(unit_labels, starts, strict=True)):
            parameter = label.parameter
            target = f"quantity:{parameter.name}"
            for line, spans in enumerate(label.lines):
                self.canvas.put_spans(x, y + line, spans)
            bias = index == len(sources)
            ends = (revealed.unit(layer, unit), "" if bias else revealed.unit(layer - 1, index))
            style = stroke(revealed, layer, parameter, ends=ends)
            if columns.edges < ROOMY_EDGE_LENGTH and not parameter.active:
                style = style._replace(heavy=False)  # short thick lines would touch each other
            # A bias has no source and no line: only its number shows its sign.
            role = style.role if parameter.active or not bias else "dim"
            dash = _DASHES[style.heavy and parameter.active, style.broken and not bias]
            self.canvas.put(x + label.used + 1, y, dash * (end - label.used - 1), role, target)
            if parameter.active:
                mark = "▌" if bias else ARROWS.get(revealed.phase, "▌")
                self.canvas.put(x - 1, y, mark, "now", target)
            if not bias:
                reach = x - 1 if parameter.active else x - 0.6
                self._edges_drawn.add(style, sources[index], (reach, y + 0.5), parameter.name)

    def _bracket(self, x: int, starts: list[int], port: int, unit_labels: list[Label]) -> None:
        """The bracket that leads from a unit's labels into the unit, active between active labels and the unit."""
        flowing = self.revealed.phase is not Phase.UPDATE
        active = [
            y for y, label in zip(starts, unit_labels, strict=True) if label.parameter.active and flowing
        ]
        way = range(min([*active, port]), max([*active, port]) + 1) if active else range(0)
        top, bottom = min([*starts, port]), max([*starts, port])
        for y in range(top, bottom + 1):
            shape = _BRACKETS[y > top, y < bottom, y in starts, y == port]
            self.canvas.put(x, y, shape, "now" if y in way else "dim")
