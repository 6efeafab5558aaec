"""A small network with every number: beside each unit its own, on each edge the edge's."""

from __future__ import annotations

from engine.insight.story.beats import Phase
from tui.drawing.canvas import Canvas
from tui.drawing.spans import Row
from tui.panes.network.cards import Cards, Port
from tui.panes.network.edge_labels import Label, labels
from tui.panes.network.edge_lines import ARROWS, Wires, edges_legend, stroke
from tui.panes.network.facts import NetworkFacts
from tui.panes.network.plan import (
    BOX,
    JOINT,
    ROOMY_WIRE,
    Columns,
    Lines,
    block_of,
    columns_for,
    fields_of,
    lines_for,
    loss_of,
)
from tui.panes.network.reading import reading

_BRACKETS = {
    # Whether the bracket goes on above, below, to its left (a label) and to its right (the unit).
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
    """For each unit a list of what comes in, with lines that lead there from where it comes."""

    def __init__(self, facts: NetworkFacts, width: int, height: int) -> None:
        self.facts = facts
        self.canvas = Canvas(width, height)
        self._wires = Wires()
        plans = ((lines, columns_for(facts, lines, width)) for lines in lines_for(facts, height))
        self._plan = next(((lines, columns) for lines, columns in plans if columns is not None), None)

    @property
    def fits(self) -> bool:
        """Whether there is room for this much detail."""
        return self._plan is not None

    def rows(self) -> list[Row]:
        """The drawing."""
        assert self._plan is not None
        facts, canvas = self.facts, self.canvas
        lines, columns = self._plan
        cards = Cards(canvas, facts, lines, columns)
        x = (canvas.width - columns.width) // 2
        titles = [x]
        ports = [cards.input(unit, x, top) for unit, top in enumerate(self._tops(0, lines))]
        x += columns.inputs + (BOX if columns.boxed else 0)
        for layer in range(1, facts.last + 1):
            x += columns.wires
            titles.append(x)
            ports = self._layer(layer, x, ports, lines, columns, cards)
            x += columns.label(layer) + JOINT + columns.unit(layer)
        self._wires.dots().onto(canvas)
        for layer, place in enumerate(titles if lines.heading else ()):
            canvas.put(place, 0, facts.title(layer), "dim")
        if lines.footer:
            told = reading(facts, canvas.width) if lines.edge == 1 else []
            legend = edges_legend(canvas.width) if lines.footer > 1 else []
            canvas.put_spans(0, canvas.height - 1, told or legend)
        return canvas.rows()

    def _tops(self, layer: int, lines: Lines) -> list[int]:
        """The upper row of each unit's block, spread evenly over the height."""
        size = self.facts.sizes[layer]
        block = block_of(self.facts, lines, layer) if layer else 3 if lines.boxed else 2
        loss = loss_of(self.facts, lines) if layer == self.facts.last else 0
        free = self.canvas.height - lines.heading - lines.footer - size * block - loss
        return [
            lines.heading + round(free * (2 * unit + 1) / (2 * size)) + unit * block for unit in range(size)
        ]

    def _layer(
        self, layer: int, x: int, sources: list[Port], lines: Lines, columns: Columns, cards: Cards
    ) -> list[Port]:
        """One layer with the labels of its edges from x on; where its own edges begin."""
        facts = self.facts
        block, count = block_of(facts, lines, layer), fields_of(facts, lines, layer)
        name, end = columns.names[layer - 1], x + columns.label(layer)
        ports = []
        for unit, top in enumerate(self._tops(layer, lines)):
            incoming = facts.incoming(layer, unit)
            found = labels(facts, incoming, lines.edge, name, columns.number, spelled=columns.spelled)
            used = len(found) * lines.edge + (len(found) - 1) * lines.gap
            first = top + (block - used) // 2
            starts = [first + place * (lines.edge + lines.gap) for place in range(len(found))]
            inside = top + (block - count) // 2
            port = inside + (1 if lines.sums and not facts.linear(layer) else 0)
            self._edges(layer, unit, x, found, starts, sources, columns)
            self._bracket(end, starts, port, found)
            ports.append(cards.unit(layer, unit, end + JOINT, inside, port))
            if layer == facts.last and unit == facts.sizes[layer] - 1:
                cards.loss(end + JOINT, inside)
        return ports

    def _edges(
        self,
        layer: int,
        unit: int,
        x: int,
        found: list[Label],
        starts: list[int],
        sources: list[Port],
        columns: Columns,
    ) -> None:
        """The labels of what comes in, each with the line that leads to it and on into the bracket."""
        facts, end = self.facts, columns.label(layer)
        for place, (label, y) in enumerate(zip(found, starts, strict=True)):
            parameter = label.parameter
            target = f"quantity:{parameter.name}"
            for line, spans in enumerate(label.lines):
                self.canvas.put_spans(x, y + line, spans)
            bias = place == len(sources)
            ends = (facts.unit(layer, unit), "" if bias else facts.unit(layer - 1, place))
            style = stroke(facts, layer, parameter, ends=ends)
            if columns.wires < ROOMY_WIRE and not parameter.active:
                style = style._replace(heavy=False)  # where lines are short, thick ones run into each other
            # A bias comes from nowhere and is no line: its sign stands with its number.
            role = style.role if parameter.active or not bias else "dim"
            dash = _DASHES[style.heavy and parameter.active, style.broken and not bias]
            self.canvas.put(x + label.used + 1, y, dash * (end - label.used - 1), role, target)
            if parameter.active:
                mark = "▌" if bias else ARROWS.get(facts.phase, "▌")
                self.canvas.put(x - 1, y, mark, "now", target)
            if not bias:
                reach = x - 1 if parameter.active else x - 0.6
                self._wires.add(style, sources[place], (reach, y + 0.5), parameter.name)

    def _bracket(self, x: int, starts: list[int], port: int, found: list[Label]) -> None:
        """What holds a unit's labels together and leads into it, lit between the lit labels and the unit."""
        flowing = self.facts.phase is not Phase.UPDATE
        active = [y for y, label in zip(starts, found, strict=True) if label.parameter.active and flowing]
        way = range(min([*active, port]), max([*active, port]) + 1) if active else range(0)
        top, bottom = min([*starts, port]), max([*starts, port])
        for y in range(top, bottom + 1):
            shape = _BRACKETS[y > top, y < bottom, y in starts, y == port]
            self.canvas.put(x, y, shape, "now" if y in way else "dim")
