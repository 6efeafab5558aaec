"""A network with every unit and its numbers; weights are marks in a strip before each unit, the largest also lines."""

from __future__ import annotations

from itertools import pairwise, product
from math import inf
from typing import NamedTuple

from engine.insight.story.beats import Phase
from tui.drawing.canvas import Canvas
from tui.drawing.spans import Row
from tui.panes.network.edge_lines import ARROWS, Edges, mark, stroke, units_legend
from tui.panes.network.fields import SUM_GRADIENT, Field, loss_field, number_role, unit_fields
from tui.panes.network.reading import reading
from tui.panes.network.revealed_network import RevealedNetwork, widest
from tui.text.notation import cut_name

MIN_ROWS = 4
"""Below so many rows a network is drawn with less detail."""
MAX_EDGE_LENGTH = 40
MAX_LINES = 12
"""More edges than that between two layers are marks, and only the largest of them lines:"""
MAX_INK = 0.3
"""the lines cover this part of the room at most."""
MAX_HEAVY = 2
"""Of more active edges between two layers than that, none is thick."""
DELTA_WIDTH = 3
"""Cells for δ before a gradient."""
OUTPUT_LINES = 3
"""Lines of an output: its value, its target and its gradient, where there is room for them below each other."""
SAMPLED_ROWS = 50
"""Rows of data whose targets are measured."""


class UnitPlan(NamedTuple):
    """Widths in cells, and the rows above and below the units."""

    strips: tuple[int, ...]
    """Before the units of each layer, cells for the mark of each of their weights; 0 where lines show them."""
    names: tuple[int, ...]
    number: int
    beside: tuple[bool, ...]
    """For each layer, whether its gradients are beside the values; else they are below, or in their place."""
    gaps: tuple[int, ...]
    """Between each two columns: the more edges, the wider."""
    heading: int
    footer: int
    goal: int = 0
    """After an output, cells for its target; 0 where that is below, or not shown."""

    def cell(self, layer: int) -> int:
        """The width of a unit: name, number, and the gradient if it is beside them."""
        beside = DELTA_WIDTH + self.number if self.beside[layer] else 0
        goal = self.goal if layer == len(self.names) - 1 else 0
        return self.names[layer] + 1 + self.number + beside + goal


class UnitDrawing:
    """Every unit with its value and gradient, and every weight by sign and size."""

    def __init__(self, revealed: RevealedNetwork, width: int, height: int) -> None:
        self.revealed = revealed
        self.canvas = Canvas(width, height)
        self._plan = self._planned() if max(MIN_ROWS, *revealed.sizes) <= height else None

    @property
    def fits(self) -> bool:
        """Whether there is room for this detail."""
        return self._plan is not None

    def _planned(self) -> UnitPlan | None:
        revealed, height = self.revealed, self.canvas.height
        tallest = max(revealed.sizes)
        # Titles and legend get blank rows only from what is left over.
        left = (height - 2) % tallest if height - 2 >= tallest else -1
        heading = 2 if left >= 3 else 1 if left >= 0 else 0
        footer = 3 if left >= 3 else 1 if height > tallest else 0
        digits, whole = revealed.notation.digits, widest(revealed.input_names)
        rows = UnitPlan((), (), 0, (), (), heading, footer)
        tight = [layer > 0 and self._pitch(layer, rows) == 1 for layer in range(len(revealed.sizes))]
        # Cells for a number and for the name of an input, the least length of lines, whether gradients may be beside
        # values, and whether there are marks.
        wishes = (
            (digits + 4, whole, 10, True, True),
            (digits + 3, whole, 6, True, True),
            (digits + 4, whole, 10, False, True),
            (digits + 3, whole, 6, False, True),
            (digits + 3, 8, 5, False, True),
            (digits + 2, 8, 4, False, True),
            (digits + 1, 6, 4, False, True),
            (digits + 1, 6, 3, False, False),
            (digits, 6, 2, False, False),
        )
        # A target is worth more than a full name or long lines, and less than digits.
        goal = self._goal() if self._pitch(revealed.last, rows) < OUTPUT_LINES else 0
        with_goal = [(goal, wish) for wish in wishes if goal and wish[0] >= digits + 2]
        for goal, (number, first, least, beside, marked) in [*with_goal, *product((0,), wishes)]:
            columns = [beside and layer_tight for layer_tight in tight]
            plan = self._plan_for(number, min(first, whole), least, columns, marked=marked, goal=goal)
            if plan is not None:
                return plan._replace(heading=heading, footer=footer)
        return None

    def _goal(self) -> int:
        """Cells for the target of an output in any of the first rows, with its name and a blank before it."""
        write, targets = self.revealed.notation, self.revealed.network.targets[:SAMPLED_ROWS]
        numbers = widest([write.number(target) for target in targets.ravel().tolist()])
        return 3 + len(self.revealed.target_name(self.revealed.sizes[-1] - 1)) + numbers

    def _plan_for(
        self, number: int, first: int, least: int, beside: list[bool], *, marked: bool, goal: int
    ) -> UnitPlan | None:
        """The widths; None if there is no room for them."""
        revealed, sizes = self.revealed, self.revealed.sizes
        last = [
            revealed.notation.name(revealed.unit(layer, sizes[layer] - 1)) for layer in range(1, len(sizes))
        ]
        counts = [before * after for before, after in pairwise(sizes)]
        strips = [
            size + 1 if marked and count > MAX_LINES else 0
            for size, count in zip(sizes, counts, strict=False)
        ]
        plan = UnitPlan(tuple(strips), (first, *map(len, last)), number, tuple(beside), (), 0, 0, goal)
        spare = self.canvas.width - sum(strips) - sum(map(plan.cell, range(len(sizes)))) - least * len(counts)
        if spare < 0:
            return None
        shares = [count**0.5 for count in counts]
        gaps = [min(MAX_EDGE_LENGTH, least + int(spare * share / sum(shares))) for share in shares]
        return plan._replace(gaps=tuple(gaps))

    def rows(self) -> list[Row]:
        """The drawing."""
        plan = self._plan
        assert plan is not None
        revealed, edges = self.revealed, Edges()
        used = sum(map(plan.cell, range(len(revealed.sizes)))) + sum(plan.gaps) + sum(plan.strips)
        x = (self.canvas.width - used) // 2
        before: list[tuple[float, float]] = []
        for layer in range(len(revealed.sizes)):
            rows = self._rows_of(layer, plan)
            if layer:
                self._edges(layer, x, rows, before, edges, marked=plan.strips[layer - 1] > 0)
                x += plan.strips[layer - 1]
            if plan.heading:
                following = (
                    plan.cell(layer) + plan.gaps[layer] - 1 if layer < revealed.last else self.canvas.width
                )
                room = min(following, self.canvas.width - x)
                title = revealed.title(layer)
                self.canvas.put(x, 0, title if len(title) <= room else title.partition(" · ")[0], "dim")
            self._column(layer, x, rows, plan)
            x += plan.cell(layer)
            before = [(x + 0.5, y + 0.5) for y in rows]
            x += plan.gaps[layer] if layer < revealed.last else 0
        self._footer(x - plan.cell(revealed.last), plan)
        edges.dots().onto(self.canvas)
        return self.canvas.rows()

    def _slots(self, layer: int, plan: UnitPlan) -> list[range]:
        """The rows of each unit: those of the largest layer at even distances, all others over the same height."""
        size, tallest = self.revealed.sizes[layer], max(self.revealed.sizes)
        room = self.canvas.height - plan.heading - plan.footer
        span = room // tallest * tallest
        top = plan.heading + (room - span) // 2
        return [range(top + span * unit // size, top + span * (unit + 1) // size) for unit in range(size)]

    def _pitch(self, layer: int, plan: UnitPlan) -> int:
        """The least number of rows of a unit of a layer."""
        return min(map(len, self._slots(layer, plan)))

    def _rows_of(self, layer: int, plan: UnitPlan) -> list[int]:
        """The row of each unit's value, which with the lines below it is in the middle of the unit's rows."""
        most = 1 if layer == 0 else OUTPUT_LINES if layer == self.revealed.last else 2
        lines = min(most, self._pitch(layer, plan))
        return [slot.start + (len(slot) - lines) // 2 for slot in self._slots(layer, plan)]

    def _column(self, layer: int, x: int, rows: list[int], plan: UnitPlan) -> None:
        """The units of a layer, with target and gradient below the value where there is room."""
        revealed, number, pitch = self.revealed, plan.number, self._pitch(layer, plan)
        units = [
            self._fields(layer, unit, pitch, beside=plan.beside[layer])
            for unit in range(revealed.sizes[layer])
        ]
        at = x + plan.names[layer] + 1
        for line in range(len(units[0])):
            fields = [unit[line] for unit in units]
            beside = plan.beside[layer] and line > 0
            instead = line == 0 and fields[0].signed
            texts = revealed.column(
                [field.number for field in fields], number - instead, sign=fields[0].signed
            )
            for unit, (field, text) in enumerate(zip(fields, texts, strict=True)):
                name = revealed.unit(layer, unit)
                target, y = f"quantity:{name}", rows[unit] + (0 if beside else line)
                head = "now" if field.active else "text" if line == 0 else "dim"
                if line == 0:
                    head = (
                        "selected"
                        if revealed.selected == name
                        else "now"
                        if any(f.active for f in units[unit])
                        else "text"
                    )
                if beside:
                    self.canvas.put(at + number, y, field.name.rjust(DELTA_WIDTH - 1), head, target)
                    self.canvas.put(at + number + DELTA_WIDTH, y, text, field.number_role, target)
                    continue
                if plan.goal and layer == revealed.last and line == 0:
                    self._target(unit, x + plan.cell(layer) - plan.goal, y, plan.goal, target)
                written = cut_name(field.name, plan.names[layer])
                self.canvas.put(at - 1 - len(written) if line else x, y, written, head, target)
                self.canvas.put(at, y, f"δ{text.strip()}" if instead else text, field.number_role, target)

    def _target(self, unit: int, x: int, y: int, room: int, link: str) -> None:
        """The target of an output, after its numbers."""
        revealed, target = self.revealed, self.revealed.target(unit)
        active = revealed.selecting or revealed.active(revealed.network.target_names[unit])
        name = revealed.target_name(unit)
        self.canvas.put(x + 2, y, name, "now" if active else "dim", link)
        text = revealed.sized(target, room - 3 - len(name))
        role = number_role("value", target, active=active)
        self.canvas.put(x + 3 + len(name), y, text, role, link)

    def _fields(self, layer: int, unit: int, pitch: int, *, beside: bool) -> list[Field]:
        """The fields of a unit in at most `pitch` lines; in a single one, in the backward phase, the gradient."""
        revealed = self.revealed
        value, *others = unit_fields(revealed, layer, unit)
        if layer == revealed.last and pitch < OUTPUT_LINES:
            others = others[1:]
        if beside or pitch > 1 or not others:
            return [value, *others]
        gradient = others[-1]
        if revealed.phase is Phase.BACKWARD and revealed.gradient_revealed("a", layer, 0):
            # There is no room to say that it is another gradient.
            active = gradient.active and gradient.name != SUM_GRADIENT
            return [Field(value.name, revealed.gradient("a", layer, unit), "gradient", active, True)]
        return [value]

    def _edges(
        self,
        layer: int,
        x: int,
        rows: list[int],
        before: list[tuple[float, float]],
        edges: Edges,
        *,
        marked: bool,
    ) -> None:
        """The weights of a layer, as a strip of marks from x on, and as lines that lead to it."""
        revealed, length = self.revealed, x - before[0][0]
        span = max(before[-1][1], rows[-1]) - min(before[0][1], rows[0]) + 1
        ink = MAX_INK * 8 * length * span if marked else inf
        weights = [
            (revealed.parameter(f"w{layer}_{source + 1}_{unit + 1}"), source, unit)
            for unit in range(len(rows))
            for source in range(len(before))
        ]
        heavy = sum(parameter.active for parameter, *_ in weights) <= MAX_HEAVY or not marked
        drawn = []
        for parameter, source, unit in sorted(weights, key=lambda weight: -abs(weight[0].value)):
            start, y, target = before[source], rows[unit], f"quantity:{parameter.name}"
            ends = (revealed.unit(layer, unit), revealed.unit(layer - 1, source))
            style = stroke(revealed, layer, parameter, ends=ends)
            if marked:
                role = style.role.removeprefix("edge-") if style.rank == 0 else style.role
                self.canvas.put(x + source, y, mark(revealed, layer, parameter), role, target)
                style = style._replace(heavy=style.heavy and style.rank > 0 and heavy)
            ink -= max(2 * length, 4 * abs(y - start[1])) / (2 if style.broken else 1)
            if parameter.active and revealed.phase in ARROWS:
                self.canvas.put(x - 1, y, ARROWS[revealed.phase], "now", target)
            if style.rank > 0 or ink > 0:
                drawn.append((style, start, (x - 0.6, y + 0.5), parameter.name))
        for line in reversed(drawn):
            edges.add(*line)

    def _footer(self, x: int, plan: UnitPlan) -> None:
        """The loss below the outputs at x, and the numbers of what is active or selected."""
        revealed, canvas = self.revealed, self.canvas
        loss = loss_field(revealed)
        number = revealed.sized(loss.number, plan.number)
        if plan.footer:
            y = canvas.height - plan.footer
        else:
            y = next((row for row in range(canvas.height - 1, -1, -1) if canvas.blank(x, row)), canvas.height)
        canvas.put(x, y, "L", "now" if loss.active else "dim")
        canvas.put(x + plan.names[-1] + 1, y, number, loss.number_role)
        if plan.footer:
            canvas.put_spans(0, y, reading(revealed, x - 2))
        if plan.footer > 2:
            canvas.put_spans(0, canvas.height - 1, units_legend(canvas.width, marks=any(plan.strips)))
