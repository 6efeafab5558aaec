"""A network of any size in any room: a band of shades for each layer, below each other."""

from __future__ import annotations

from tui.drawing.canvas import Canvas
from tui.drawing.numbers import ABSENT
from tui.drawing.spans import Row, Span, width_of
from tui.panes.network.blocks import LISTED
from tui.panes.network.facts import NetworkFacts, cut
from tui.panes.network.heat_map import shape_of
from tui.panes.network.layer_summary import Layer, draw_block, layer_of
from tui.panes.network.reading import reading, unit_reading
from tui.panes.network.unit_list import class_line, units_line


class BandDrawing:
    """A line or several for each layer; of too many layers those around the one that is lit."""

    fits = True
    """Whatever the room, this is what is left."""

    def __init__(self, facts: NetworkFacts, width: int, height: int) -> None:
        self.facts = facts
        self.canvas = Canvas(width, height)
        self._number = facts.notation.digits + 3

    def rows(self) -> list[Row]:
        """The drawing."""
        facts, height = self.facts, self.canvas.height
        layers = [layer_of(facts, place) for place in range(facts.last + 1)]
        footer = 1 if height > 1 else 0
        rows = height - footer
        if rows < 2 * len(layers):
            active = next((layer.place for layer in layers if layer.at_work), facts.last)
            first = max(0, min(active - rows // 2, len(layers) - rows))
            for line, layer in enumerate(layers[first : first + rows]):
                self._line(layer, line)
        else:
            heights, gap = self._heights(rows)
            y = 0
            for layer, high in zip(layers, heights, strict=True):
                self._band(layer, y, high)
                y += high + gap
        if footer:
            self._footer()
        return self.canvas.rows()

    def _heights(self, rows: int) -> tuple[list[int], int]:
        """The rows of each layer, the small layers served first, and those between two of them."""
        sizes = self.facts.sizes
        heights, left = [2] * len(sizes), rows - 2 * len(sizes)
        for place in sorted(range(len(sizes)), key=lambda place: sizes[place]):
            more = shape_of(sizes[place], self.canvas.width, left + 1).rows - 1
            heights[place] += more
            left -= more
        return heights, min(1, left // len(sizes))

    def _line(self, layer: Layer, y: int) -> None:
        """A layer in one line: title, size, shades."""
        facts = self.facts
        head = f"{cut(facts.title(layer.place), max(8, self.canvas.width // 3))} {facts.sizes[layer.place]} "
        self.canvas.put(0, y, head, "now" if layer.at_work else "text")
        room = self.canvas.width - len(head)
        classes = class_line(facts, room) if layer.place == facts.last and not self._listed(room) else []
        if classes:
            self.canvas.put_spans(len(head), y, classes)
        else:
            self._units(layer, len(head), y, 1)

    def _units(self, layer: Layer, x: int, y: int, rows: int) -> None:
        """A layer's units from (x, y) on: outputs by their names and numbers if they are few, else shades."""
        facts, room = self.facts, self.canvas.width - x
        if layer.place == facts.last and (listed := self._listed(room)):
            self.canvas.put_spans(x, y, listed)
        else:
            draw_block(self.canvas, facts, layer, x, y, shape_of(facts.sizes[layer.place], room, rows))

    def _listed(self, room: int) -> list[Span]:
        """The outputs by their names and numbers; [] where they are too many for that."""
        if self.facts.sizes[-1] > LISTED:
            return []
        line = units_line(self.facts, self.facts.last, room, loss=False)
        return line if width_of(line) <= room else []

    def _band(self, layer: Layer, y: int, rows: int) -> None:
        """A layer in several lines: what it is and between which numbers it lies, and below that its shades."""
        facts, number = self.facts, self._number
        size = facts.sizes[layer.place]
        spans = [
            Span(f"{facts.title(layer.place)}  ", "now" if layer.at_work else "text"),
            Span(str(size), "dim"),
        ]
        parts: list[tuple[str, str, str, bool]] = []
        if layer.bounds is not None:
            least, greatest = (facts.sized(bound, number) for bound in layer.bounds)
            parts.append(("δ " if layer.slopes else "", f"{least} … {greatest}", layer.role, False))
        # Where there is no room for all lengths, the lit one and the newest are told.
        told = [length for length in reversed(layer.lengths) if length.number is not None]
        for name, value, role, active in sorted(told, key=lambda length: not length.active):
            parts.append((f"{name} ", facts.sized(value or 0.0, number), role, active))
        if layer.place == facts.last:
            # What the story tells now, and then which of the outputs is asked for.
            parts.sort(key=lambda part: not part[-1])
        named = layer.place != facts.last
        for name, text, role, active in [*parts, ("", "", "", False)]:
            if not named and not active:
                named, classes = True, class_line(facts, self.canvas.width - width_of(spans) - 3)
                spans += [Span("   ", "text"), *classes] if classes else []
            added = [Span(f"   {name}", "now" if active else "dim"), Span(text, "now" if active else role)]
            if width_of([*spans, *added]) <= self.canvas.width:
                spans += added
            elif not active:
                break
        self.canvas.put_spans(0, y, spans)
        self._units(layer, 0, y + 1, rows - 1)

    def _footer(self) -> None:
        """The loss, and the numbers of what is lit or selected."""
        facts, width = self.facts, self.canvas.width
        loss = facts.loss()
        text = ABSENT if loss.number is None else facts.sized(loss.number, self._number)
        role = "now" if loss.active else "dim" if loss.number is None else loss.role
        spans = [Span("L ", "now" if loss.active else "dim"), Span(text, role)]
        room = width - width_of(spans) - 2
        read = unit_reading(facts, room) or reading(facts, room)
        self.canvas.put_spans(0, self.canvas.height - 1, [*spans, Span("  ", "text"), *read])
