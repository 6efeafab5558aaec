"""A network of any size in any room: a band of shades for each layer, one below the other."""

from __future__ import annotations

from tui.drawing.canvas import Canvas
from tui.drawing.spans import Row, Span, width_of
from tui.panes.network.blocks import MAX_LISTED
from tui.panes.network.fields import loss_field
from tui.panes.network.heat_map import shape_of
from tui.panes.network.layer_summary import Layer, draw_block, layer_of
from tui.panes.network.reading import reading, unit_reading
from tui.panes.network.revealed_network import RevealedNetwork
from tui.panes.network.unit_list import class_line, units_line
from tui.text.notation import cut_name


class BandDrawing:
    """One or more lines for each layer; of too many layers those around the active one."""

    fits = True
    """It fits any room."""

    def __init__(self, revealed: RevealedNetwork, width: int, height: int) -> None:
        self.revealed = revealed
        self.canvas = Canvas(width, height)
        self._number = revealed.notation.digits + 3

    def rows(self) -> list[Row]:
        """The drawing."""
        revealed, height = self.revealed, self.canvas.height
        layers = [layer_of(revealed, number) for number in range(revealed.last + 1)]
        footer = 1 if height > 1 else 0
        rows = height - footer
        if rows < 2 * len(layers):
            active = next((layer.number for layer in layers if layer.at_work), revealed.last)
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
        """The rows of each layer, small layers first, and those between two layers."""
        sizes = self.revealed.sizes
        heights, left = [2] * len(sizes), rows - 2 * len(sizes)
        for number in sorted(range(len(sizes)), key=lambda number: sizes[number]):
            more = shape_of(sizes[number], self.canvas.width, left + 1).rows - 1
            heights[number] += more
            left -= more
        return heights, min(1, left // len(sizes))

    def _line(self, layer: Layer, y: int) -> None:
        """A layer in one line: title, size, shades."""
        revealed = self.revealed
        title = cut_name(revealed.title(layer.number), max(8, self.canvas.width // 3))
        head = f"{title} {revealed.sizes[layer.number]} "
        self.canvas.put(0, y, head, "now" if layer.at_work else "text")
        room = self.canvas.width - len(head)
        classes = (
            class_line(revealed, room) if layer.number == revealed.last and not self._listed(room) else []
        )
        if classes:
            self.canvas.put_spans(len(head), y, classes)
        else:
            self._units(layer, len(head), y, 1)

    def _units(self, layer: Layer, x: int, y: int, rows: int) -> None:
        """The units of a layer from (x, y) on: few outputs by name and number, all others as shades."""
        revealed, room = self.revealed, self.canvas.width - x
        if layer.number == revealed.last and (listed := self._listed(room)):
            self.canvas.put_spans(x, y, listed)
        else:
            draw_block(self.canvas, revealed, layer, x, y, shape_of(revealed.sizes[layer.number], room, rows))

    def _listed(self, room: int) -> list[Span]:
        """The outputs by name and number; [] if they are too many for that."""
        if self.revealed.sizes[-1] > MAX_LISTED:
            return []
        line = units_line(self.revealed, self.revealed.last, room, loss=False)
        return line if width_of(line) <= room else []

    def _band(self, layer: Layer, y: int, rows: int) -> None:
        """A layer in several lines: title, size, range and lengths, and its shades below."""
        revealed, number = self.revealed, self._number
        size = revealed.sizes[layer.number]
        spans = [
            Span(f"{revealed.title(layer.number)}  ", "now" if layer.at_work else "text"),
            Span(str(size), "dim"),
        ]
        parts: list[tuple[str, str, str, bool]] = []
        if layer.bounds is not None:
            least, greatest = (revealed.sized(bound, number) for bound in layer.bounds)
            parts.append(("δ " if layer.gradients else "", f"{least} … {greatest}", layer.role, False))
        # Of more lengths than fit, the active one and the newest are shown.
        known = [length for length in reversed(layer.lengths) if length.value is not None]
        for name, value, role, active in sorted(known, key=lambda length: not length.active):
            parts.append((f"{name} ", revealed.sized(value, number), role, active))
        if layer.number == revealed.last:
            # What is active, and then which of the outputs is the target.
            parts.sort(key=lambda part: not part[-1])
        named = layer.number != revealed.last
        for name, text, role, active in [*parts, ("", "", "", False)]:
            if not named and not active:
                named, classes = True, class_line(revealed, self.canvas.width - width_of(spans) - 3)
                spans += [Span("   ", "text"), *classes] if classes else []
            added = [Span(f"   {name}", "now" if active else "dim"), Span(text, "now" if active else role)]
            if width_of([*spans, *added]) <= self.canvas.width:
                spans += added
            elif not active:
                break
        self.canvas.put_spans(0, y, spans)
        self._units(layer, 0, y + 1, rows - 1)

    def _footer(self) -> None:
        """The loss, and the numbers of what is active or selected."""
        revealed, width = self.revealed, self.canvas.width
        loss = loss_field(revealed)
        text = revealed.sized(loss.number, self._number)
        spans = [Span("L ", "now" if loss.active else "dim"), Span(text, loss.number_role)]
        room = width - width_of(spans) - 2
        read = unit_reading(revealed, room) or reading(revealed, room)
        self.canvas.put_spans(0, self.canvas.height - 1, [*spans, Span("  ", "text"), *read])
