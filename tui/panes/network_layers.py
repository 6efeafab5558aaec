"""A large network by its layers."""

from __future__ import annotations

from tui.charts.rows import Row
from tui.drawing import ABSENT
from tui.panes.network_drawing import NetworkDrawing


class LayerDrawing(NetworkDrawing):
    """A line for each layer: how many units, what they do, and between which values they lie."""

    fits = True

    def rows(self) -> list[Row]:
        self.canvas.put(0, 0, "layer", "dim")
        self.canvas.put(12, 0, "units", "dim")
        self.canvas.put(20, 0, "least … greatest value", "dim")
        pitch = 2 if 2 * len(self.sizes) + 3 <= self.height else 1
        for layer, size in enumerate(self.sizes):
            y = pitch + pitch * layer
            kind = "inputs" if layer == 0 else self.network.layers[layer - 1].activation
            known = [self.values[name] for name in self._told_names(layer)]
            text = f"{self.number(min(known))} … {self.number(max(known))}" if known else ABSENT
            lit = self.lit(f"|z{layer}|", f"|a{layer}|", f"|gradient.a{layer}|", f"|gradient.z{layer}|")
            self.canvas.put(0, y, kind, "now" if lit else "text")
            self.canvas.put(12, y, str(size), "text")
            self.canvas.put(20, y, text, "value" if known else "dim")
        text, role = self.loss_line()
        self.canvas.put(0, pitch * (len(self.sizes) + 1), text, role)
        return self.canvas.rows()

    def _told_names(self, layer: int) -> list[str]:
        """What the layer's units hand on, once the story has come past all of them."""
        names = [self.source(layer, unit) for unit in range(self.sizes[layer])]
        known = self.moment.step is not None
        if layer:
            known = known and (self.told(f"|a{layer}|") or self.told(names[-1]))
        return names if known else []
