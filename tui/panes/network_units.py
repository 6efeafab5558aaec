"""A network with every unit and its value; the numbers of the edges are in the parameters."""

from __future__ import annotations

from engine.insight.beats import Phase
from engine.objectives.network import Network
from tui.charts.rows import Row
from tui.drawing import ABSENT, Dots
from tui.moment import Moment
from tui.panes.network_drawing import WIRES, NetworkDrawing, shortened


class UnitDrawing(NetworkDrawing):
    """Every unit with its value, and thin lines between; the numbers of the edges are in the parameters."""

    def __init__(self, moment: Moment, network: Network, width: int, height: int) -> None:
        super().__init__(moment, network, width, height)
        self.cell = min(14, (width + WIRES) // len(self.sizes) - WIRES)
        self.wires = (width - self.cell * len(self.sizes)) // max(1, len(self.sizes) - 1)
        self.fits = self.cell >= 10 and max(self.sizes) + 2 <= height

    def rows(self) -> list[Row]:
        dots = Dots()
        before: list[tuple[float, float]] = []
        for layer, size in enumerate(self.sizes):
            x = layer * (self.cell + self.wires)
            self.canvas.put(x, 0, self._heading(layer), "dim")
            rows = [1 + round((self.height - 3) * (unit + 0.5) / size) for unit in range(size)]
            for unit, y in enumerate(rows):
                self._unit(layer, unit, x, y)
                for place, (left, height) in enumerate(before):
                    name = f"w{layer}_{place + 1}_{unit + 1}"
                    lit = self.lit(name, f"gradient.{name}", f"new.{name}")
                    dots.line(left, height, x - 0.5, y + 0.5, "now" if lit else "edge")
            before = [(x + self.cell + 0.5, y + 0.5) for y in rows]
        text, role = self.loss_line()
        self.canvas.put(self.width - len(text), self.height - 1, text, role)
        dots.onto(self.canvas)
        return self.canvas.rows()

    def _heading(self, layer: int) -> str:
        if layer == 0:
            return "inputs"
        number = "ŷ" if layer == len(self.network.layers) else str(layer)
        return f"{number} {self.network.layers[layer - 1].activation}"[: self.cell]

    def _unit(self, layer: int, unit: int, x: int, y: int) -> None:
        name = self.source(layer, unit)
        label = shortened(name)[:6] if layer == 0 else self.moment.notation.name(name)
        room = self.cell - len(label) - 1
        known = self.moment.step is not None if layer == 0 else self.told(name) and name in self.values
        backward = (
            self.moment.phase is Phase.BACKWARD and self.told(f"gradient.{name}") and name in self.slopes
        )
        if backward:
            text, role = f"δ{self.sized(self.slopes[name], room - 1, sign=True)}", "gradient"
        else:
            text, role = (self.sized(self.values[name], room), "value") if known else (ABSENT, "dim")
        lit = self.lit(name, f"gradient.{name}", f"z{layer}_{unit + 1}", f"gradient.z{layer}_{unit + 1}")
        self.canvas.put(x, y, label, "now" if lit else "text")
        self.canvas.put(x + len(label) + 1, y, text.rjust(room), "now" if lit else role)
