"""A network with every unit and its numbers; its weights are marks in a strip before it, the largest lines as well."""

from __future__ import annotations

from itertools import pairwise, product
from math import inf
from typing import NamedTuple

from engine.insight.story.beats import Phase
from tui.drawing.canvas import Canvas
from tui.drawing.numbers import ABSENT
from tui.drawing.spans import Row
from tui.panes.network.edge_lines import ARROWS, Wires, mark, stroke, units_legend
from tui.panes.network.facts import BY_SUM, Field, NetworkFacts, cut, widest
from tui.panes.network.reading import reading

LEAST_ROWS = 4
"""In fewer rows there is more to be said in words."""
LONGEST_WIRE = 40
MOST_LINES = 12
"""More edges between two layers stand there as marks, only the largest as lines:"""
INK = 0.3
"""this part of the room is left to them. More would be a blot."""
MOST_HEAVY = 2
"""So many lit edges between two layers are thick there, more are not."""
DELTA = 3
"""Cells for δ before a slope."""
LINES = 3
"""Of an output: its value, what is asked of it, and its slope, where there is room for each below the other."""
SAMPLE = 50
"""So many rows say how wide a target is."""


class Plan(NamedTuple):
    """Widths in cells, and the rows that are left for units."""

    strips: tuple[int, ...]
    """Before each layer's units, cells for a mark for each weight that leads there; 0 where lines can show them."""
    names: tuple[int, ...]
    number: int
    beside: tuple[bool, ...]
    """Of each layer, whether its slopes stand beside the values; else below, or in their place."""
    wires: tuple[int, ...]
    """Between each two columns: the more edges, the wider."""
    heading: int
    footer: int
    goal: int = 0
    """Behind an output, cells for what is asked of it; 0 where that stands below, or nowhere."""

    def cell(self, layer: int) -> int:
        """A unit's name and number, and its slope if that stands beside."""
        beside = DELTA + self.number if self.beside[layer] else 0
        goal = self.goal if layer == len(self.names) - 1 else 0
        return self.names[layer] + 1 + self.number + beside + goal


class UnitDrawing:
    """Every unit with its value and slope, and every weight by sign and size."""

    def __init__(self, facts: NetworkFacts, width: int, height: int) -> None:
        self.facts = facts
        self.canvas = Canvas(width, height)
        self._plan = self._planned() if max(LEAST_ROWS, *facts.sizes) <= height else None

    @property
    def fits(self) -> bool:
        """Whether there is room for this much detail."""
        return self._plan is not None

    def _planned(self) -> Plan | None:
        facts, height = self.facts, self.canvas.height
        tallest = max(facts.sizes)
        # Titles and legend get blank rows only from what is left over.
        left = (height - 2) % tallest if height - 2 >= tallest else -1
        heading = 2 if left >= 3 else 1 if left >= 0 else 0
        footer = 3 if left >= 3 else 1 if height > tallest else 0
        digits, whole = facts.notation.digits, widest(facts.network.input_names)
        rows = Plan((), (), 0, (), (), heading, footer)
        tight = [layer > 0 and self._pitch(layer, rows) == 1 for layer in range(len(facts.sizes))]
        # Cells for a number and for an input's name, the least length of lines, whether slopes may stand beside
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
        # What is asked for is worth more than a name in full, or than long lines, and less than digits.
        goal = self._goal() if self._pitch(facts.last, rows) < LINES else 0
        with_goal = [(goal, wish) for wish in wishes if goal and wish[0] >= digits + 2]
        for goal, (number, first, least, beside, marked) in [*with_goal, *product((0,), wishes)]:
            columns = [beside and one for one in tight]
            plan = self._plan_for(number, min(first, whole), least, columns, marked=marked, goal=goal)
            if plan is not None:
                return plan._replace(heading=heading, footer=footer)
        return None

    def _goal(self) -> int:
        """Cells for what is asked of an output, in any of the first rows, with its name and a blank before it."""
        write, targets = self.facts.notation, self.facts.network.targets[:SAMPLE]
        numbers = widest([write.number(target) for target in targets.ravel().tolist()])
        return 3 + len(self.facts.asked(self.facts.sizes[-1] - 1)) + numbers

    def _plan_for(
        self, number: int, first: int, least: int, beside: list[bool], *, marked: bool, goal: int
    ) -> Plan | None:
        """The widths; None where there is no room for them."""
        facts, sizes = self.facts, self.facts.sizes
        last = [facts.notation.name(facts.unit(layer, sizes[layer] - 1)) for layer in range(1, len(sizes))]
        edges = [before * after for before, after in pairwise(sizes)]
        strips = [
            size + 1 if marked and count > MOST_LINES else 0
            for size, count in zip(sizes, edges, strict=False)
        ]
        plan = Plan(tuple(strips), (first, *map(len, last)), number, tuple(beside), (), 0, 0, goal)
        spare = self.canvas.width - sum(strips) - sum(map(plan.cell, range(len(sizes)))) - least * len(edges)
        if spare < 0:
            return None
        shares = [count**0.5 for count in edges]
        wires = [min(LONGEST_WIRE, least + int(spare * share / sum(shares))) for share in shares]
        return plan._replace(wires=tuple(wires))

    def rows(self) -> list[Row]:
        """The drawing."""
        plan = self._plan
        assert plan is not None
        facts, wires = self.facts, Wires()
        used = sum(map(plan.cell, range(len(facts.sizes)))) + sum(plan.wires) + sum(plan.strips)
        x = (self.canvas.width - used) // 2
        before: list[tuple[float, float]] = []
        for layer in range(len(facts.sizes)):
            rows = self._rows_of(layer, plan)
            if layer:
                self._edges(layer, x, rows, before, wires, marked=plan.strips[layer - 1] > 0)
                x += plan.strips[layer - 1]
            if plan.heading:
                following = (
                    plan.cell(layer) + plan.wires[layer] - 1 if layer < facts.last else self.canvas.width
                )
                room = min(following, self.canvas.width - x)
                title = facts.title(layer)
                self.canvas.put(x, 0, title if len(title) <= room else title.partition(" · ")[0], "dim")
            self._column(layer, x, rows, plan)
            x += plan.cell(layer)
            before = [(x + 0.5, y + 0.5) for y in rows]
            x += plan.wires[layer] if layer < facts.last else 0
        self._footer(x - plan.cell(facts.last), plan)
        wires.dots().onto(self.canvas)
        return self.canvas.rows()

    def _slots(self, layer: int, plan: Plan) -> list[range]:
        """The rows of each unit: the tallest layer's at even distances, the others' over the same height."""
        size, tallest = self.facts.sizes[layer], max(self.facts.sizes)
        room = self.canvas.height - plan.heading - plan.footer
        span = room // tallest * tallest
        top = plan.heading + (room - span) // 2
        return [range(top + span * unit // size, top + span * (unit + 1) // size) for unit in range(size)]

    def _pitch(self, layer: int, plan: Plan) -> int:
        """The rows that each unit of a layer has at least."""
        return min(map(len, self._slots(layer, plan)))

    def _rows_of(self, layer: int, plan: Plan) -> list[int]:
        """The row of each unit's value, with what will stand below it in the middle of its rows."""
        most = 1 if layer == 0 else LINES if layer == self.facts.last else 2
        lines = min(most, self._pitch(layer, plan))
        return [slot.start + (len(slot) - lines) // 2 for slot in self._slots(layer, plan)]

    def _column(self, layer: int, x: int, rows: list[int], plan: Plan) -> None:
        """The units of a layer, what else is known of them below where there is room."""
        facts, number, pitch = self.facts, plan.number, self._pitch(layer, plan)
        units = [
            self._fields(layer, unit, pitch, beside=plan.beside[layer]) for unit in range(facts.sizes[layer])
        ]
        at = x + plan.names[layer] + 1
        for line in range(len(units[0])):
            fields = [own[line] for own in units]
            beside = plan.beside[layer] and line > 0
            instead = line == 0 and fields[0].signed
            texts = facts.column([field.number for field in fields], number - instead, sign=fields[0].signed)
            for unit, (field, text) in enumerate(zip(fields, texts, strict=True)):
                name = facts.unit(layer, unit)
                target, y = f"quantity:{name}", rows[unit] + (0 if beside else line)
                head = "now" if field.active else "text" if line == 0 else "dim"
                if line == 0:
                    head = (
                        "selected"
                        if facts.selected == name
                        else "now"
                        if any(f.active for f in units[unit])
                        else "text"
                    )
                role = "now" if field.active else "dim" if field.number is None else field.role
                if beside:
                    self.canvas.put(at + number, y, field.name.rjust(DELTA - 1), head, target)
                    self.canvas.put(at + number + DELTA, y, text, role, target)
                    continue
                if plan.goal and layer == facts.last and line == 0:
                    self._asked(unit, x + plan.cell(layer) - plan.goal, y, plan.goal, target)
                written = cut(field.name, plan.names[layer])
                self.canvas.put(at - 1 - len(written) if line else x, y, written, head, target)
                self.canvas.put(at, y, f"δ{text.strip()}" if instead else text, role, target)

    def _asked(self, unit: int, x: int, y: int, room: int, target: str) -> None:
        """What is asked of an output, behind its numbers."""
        facts, asked = self.facts, self.facts.target(unit)
        active = facts.selecting or facts.active(facts.network.target_names[unit])
        name = facts.asked(unit)
        self.canvas.put(x + 2, y, name, "now" if active else "dim", target)
        text = ABSENT if asked is None else facts.sized(asked, room - 3 - len(name))
        role = "now" if active else "dim" if asked is None else "value"
        self.canvas.put(x + 3 + len(name), y, text, role, target)

    def _fields(self, layer: int, unit: int, pitch: int, *, beside: bool) -> list[Field]:
        """What is told beside a unit in at most so many lines; in a single one, in the backward phase, its slope."""
        facts = self.facts
        if layer == 0:
            name = facts.network.input_names[unit]
            return [Field(name, facts.value("a", 0, unit), "value", facts.lit_unit(0, unit))]
        value, *others = facts.fields(layer, unit, sums=False, both_slopes=False)
        if layer == facts.last and pitch < LINES:
            others = others[1:]
        if beside or pitch > 1 or not others:
            return [value, *others]
        slope = others[-1]
        if facts.phase is Phase.BACKWARD and facts.gradient_revealed("a", layer, 0):
            # There is no room to say of another slope which it is.
            active = slope.active and slope.name != BY_SUM
            return [Field(value.name, facts.slope("a", layer, unit), "gradient", active, True)]
        return [value]

    def _edges(
        self,
        layer: int,
        x: int,
        rows: list[int],
        before: list[tuple[float, float]],
        wires: Wires,
        *,
        marked: bool,
    ) -> None:
        """The weights that lead to a layer's units, in a strip of marks from x on, and as lines to there."""
        facts, length = self.facts, x - before[0][0]
        span = max(before[-1][1], rows[-1]) - min(before[0][1], rows[0]) + 1
        ink = INK * 8 * length * span if marked else inf
        found = [
            (facts.parameter(f"w{layer}_{source + 1}_{unit + 1}"), source, unit)
            for unit in range(len(rows))
            for source in range(len(before))
        ]
        heavy = sum(parameter.active for parameter, *_ in found) <= MOST_HEAVY or not marked
        drawn = []
        for parameter, source, unit in sorted(found, key=lambda one: -abs(one[0].value)):
            start, y, target = before[source], rows[unit], f"quantity:{parameter.name}"
            ends = (facts.unit(layer, unit), facts.unit(layer - 1, source))
            style = stroke(facts, layer, parameter, ends=ends)
            if marked:
                role = style.role.removeprefix("edge-") if style.rank == 0 else style.role
                self.canvas.put(x + source, y, mark(facts, layer, parameter), role, target)
                style = style._replace(heavy=style.heavy and style.rank > 0 and heavy)
            ink -= max(2 * length, 4 * abs(y - start[1])) / (2 if style.broken else 1)
            if parameter.active and facts.phase in ARROWS:
                self.canvas.put(x - 1, y, ARROWS[facts.phase], "now", target)
            if style.rank > 0 or ink > 0:
                drawn.append((style, start, (x - 0.6, y + 0.5), parameter.name))
        for line in reversed(drawn):
            wires.add(*line)

    def _footer(self, x: int, plan: Plan) -> None:
        """The loss below the outputs at x, and what is lit or selected in numbers."""
        facts, canvas = self.facts, self.canvas
        loss = facts.loss()
        number = ABSENT if loss.number is None else facts.sized(loss.number, plan.number)
        if plan.footer:
            y = canvas.height - plan.footer
        else:
            y = next((row for row in range(canvas.height - 1, -1, -1) if canvas.blank(x, row)), canvas.height)
        canvas.put(x, y, "L", "now" if loss.active else "dim")
        role = "now" if loss.active else "dim" if loss.number is None else "value"
        canvas.put(x + plan.names[-1] + 1, y, number, role)
        if plan.footer:
            canvas.put_spans(0, y, reading(facts, x - 2))
        if plan.footer > 2:
            canvas.put_spans(0, canvas.height - 1, units_legend(canvas.width, marks=any(plan.strips)))
