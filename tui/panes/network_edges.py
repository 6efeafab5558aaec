"""A small network with every weight on its edge."""

from __future__ import annotations

from engine.objectives.network import Network
from tui.charts.rows import Row
from tui.drawing import Dots
from tui.moment import Moment
from tui.panes.network_drawing import NAME, WIRES, NetworkDrawing, shortened


class EdgeDrawing(NetworkDrawing):
    """Every edge with its number: for each unit a short list of what comes in, lines leading to it."""

    def __init__(self, moment: Moment, network: Network, width: int, height: int) -> None:
        super().__init__(moment, network, width, height)
        self.blocks = [self._block(layer) for layer in range(len(self.sizes))]
        """For each column the height of one unit."""
        # Numbers come and go while the phases pass: room is kept for the widest they usually get.
        self.label = 12 if width >= 66 else 10
        self.field = 11
        self.names = min(NAME, max(len(name) for name in network.input_names))
        fixed = self.names + 1 + (len(self.sizes) - 1) * (self.label + 2 + self.field)
        self.wires = min(14, (width - fixed) // max(1, len(self.sizes) - 1))
        heights = [size * (block + 1) - 1 for size, block in zip(self.sizes, self.blocks, strict=True)]
        tallest = max(*heights[:-1], heights[-1] + 1)
        self.fits = self.wires >= WIRES and tallest <= height and max(self.sizes) <= 8

    def _block(self, layer: int) -> int:
        if layer == 0:
            return 2
        incoming = self.sizes[layer - 1] + (1 if self.network.layers[layer - 1].bias else 0)
        return max(incoming, 1 + len(self.fields(layer, 0)))

    def _tops(self, layer: int) -> list[int]:
        """The upper row of each unit's block, spread evenly over the height."""
        size, block = self.sizes[layer], self.blocks[layer]
        loss = 1 if layer == len(self.network.layers) else 0
        free = self.height - size * block - loss
        return [round(free * (unit + 1) / (size + 1)) + unit * block for unit in range(size)]

    def rows(self) -> list[Row]:
        dots = Dots()
        x = 0
        tops = self._tops(0)
        for unit, top in enumerate(tops):
            name = self.network.input_names[unit]
            field = self.fields(0, unit)[0]
            self.canvas.put(x, top, shortened(name), "now" if field.lit else "text")
            self.canvas.put(x, top + 1, field.text.rjust(self.names), "now" if field.lit else field.role)
        anchors = [(self.names + 0.5, top + 1.5) for top in tops]
        x = self.names + 1
        for layer in range(1, len(self.sizes)):
            x += self.wires
            anchors = self._column(layer, x, anchors, dots)
            x += self.label + 2 + self.field
        dots.onto(self.canvas)
        return self.canvas.rows()

    def _column(
        self, layer: int, x: int, sources: list[tuple[float, float]], dots: Dots
    ) -> list[tuple[float, float]]:
        """Draw one layer with its labels from x on; where its own edges begin."""
        anchors = []
        last = layer == len(self.network.layers)
        for unit, top in enumerate(self._tops(layer)):
            for place, (left, height) in enumerate(sources):
                name = f"w{layer}_{place + 1}_{unit + 1}"
                text, role, lit = self.weight(name, self.label)
                self._label(x, top + place, text, role, lit, arrow=True)
                end = (x - 0.5, top + place + 0.5)
                dots.line(left, height, *end, "now" if lit else "edge")
            if self.network.layers[layer - 1].bias:
                text, role, lit = self.weight(f"b{layer}_{unit + 1}", self.label - 2)
                self._label(x, top + len(sources), text, role, lit, arrow=False)
            at = x + self.label + 2
            fields = self.fields(layer, unit)
            title = (
                self.moment.notation.name(f"a{layer}_{unit + 1}")
                if last
                else f"h{_digits(unit, self.sizes[layer])}"
            )
            if len(self.network.layers) > 2 and not last:
                title = f"layer {layer}, {unit + 1}"
            self.canvas.put(at, top, title, "now" if any(f.lit for f in fields) else "text")
            for line, field in enumerate(fields, 1):
                self.canvas.put(at, top + line, f"{field.name} ", "dim")
                self.canvas.put(at + 2, top + line, field.text, "now" if field.lit else field.role)
            widest = max(len(field.text) for field in fields) + 2
            anchors.append((at + min(self.field, widest) + 0.5, top + 1.5))
            if last and unit == self.sizes[layer] - 1:
                text, role = self.loss_line()
                self.canvas.put(at, top + len(fields) + 1, text, role)
        return anchors

    def _label(self, x: int, y: int, text: str, role: str, lit: bool, *, arrow: bool) -> None:
        self.canvas.put(x, y, text.rjust(self.label), "now" if lit else role)
        if arrow:
            self.canvas.put(x + self.label, y, "─▸", "now" if lit else "edge")
        else:
            self.canvas.put(x + self.label - len(text) - 2, y, "b", "now" if lit else "dim")


def _digits(unit: int, size: int) -> str:
    """The unit's number as a subscript; none where it is alone."""
    return str(unit + 1).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")) if size > 1 else ""
