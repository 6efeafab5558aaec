"""What every drawing of a network needs: names, numbers as far as they have been told, and what is lit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

from engine.insight.beats import Phase
from engine.objectives.network import Network
from tui.charts.rows import Row
from tui.drawing import ABSENT, Canvas, sign_role, signed
from tui.moment import Moment

NAME = 8
"""Names of inputs are cut to so many cells."""

WIRES = 3
"""The least cells between two columns that lines can cross."""


class Field(NamedTuple):
    """One line beside a unit: a short name, a number's text, its role, and whether it is lit."""

    name: str
    text: str
    role: str
    lit: bool


class NetworkDrawing(ABC):
    """What every degree of detail needs to know."""

    room = 9
    """Cells for a unit's number."""

    fits: bool
    """Whether there is room for this much detail."""

    def __init__(self, moment: Moment, network: Network, width: int, height: int) -> None:
        self.moment, self.network = moment, network
        self.width, self.height = width, height
        self.canvas = Canvas(width, height)
        self.sizes = [len(network.input_names), *(layer.units for layer in network.layers)]
        self.row = moment.beat.row if moment.beat is not None else 0
        step = moment.step
        self.values = step.evaluation.named_values(self.row) if step is not None else {}
        self.slopes = step.evaluation.named_gradients(self.row) if step is not None else {}

    @abstractmethod
    def rows(self) -> list[Row]:
        """The drawing."""

    def told(self, quantity: str) -> bool:
        return self.moment.complete or quantity in self.moment.told

    def lit(self, *quantities: str) -> bool:
        return any(quantity in self.moment.lit for quantity in quantities)

    def number(self, value: float) -> str:
        return self.moment.notation.number(value)

    def source(self, layer: int, unit: int) -> str:
        """The quantity that unit `unit` (from 0) of column `layer` (0: the inputs) hands on."""
        return self.network.input_names[unit] if layer == 0 else f"a{layer}_{unit + 1}"

    def fields(self, layer: int, unit: int) -> list[Field]:
        """The lines beside a unit: what goes in, comes out, and what flows back."""
        moment = self.moment
        if layer == 0:
            name = self.network.input_names[unit]
            known = moment.step is not None
            text = self.sized(self.values[name], self.room) if known else ABSENT
            return [Field("", text, "value" if known else "dim", self.lit(name))]
        last = layer == len(self.network.layers)
        a, z = f"a{layer}_{unit + 1}", f"z{layer}_{unit + 1}"
        fields = []
        if self.network.layers[layer - 1].activation != "linear":
            fields.append(self._value("z", z))
        fields.append(self._value("ŷ" if last else "a", a))
        if last:
            target = self.network.target_names[unit]
            known = moment.step is not None
            text = self.sized(self.values[target], self.room) if known else ABSENT
            fields.append(Field("y", text, "value" if known else "dim", self.lit(target)))
        slope = f"gradient.{a}"
        text = (
            self.sized(self.slopes[a], self.room, sign=True)
            if self.told(slope) and a in self.slopes
            else ABSENT
        )
        fields.append(Field("δ", text, "dim" if text == ABSENT else "gradient", self.lit(slope)))
        return fields

    def _value(self, name: str, quantity: str) -> Field:
        known = self.told(quantity) and quantity in self.values
        text = self.sized(self.values[quantity], self.room) if known else ABSENT
        return Field(name, text, "value" if known else "dim", self.lit(quantity))

    def sized(self, value: float, width: int, *, sign: bool = False) -> str:
        """A number in as many of its digits as there is room for."""
        for digits in range(self.moment.notation.digits, 0, -1):
            text = self.moment.notation.number(value, digits)
            text = signed(text) if sign else text
            if len(text) <= width:
                return text
        return "#" * width

    def weight(self, name: str, width: int) -> tuple[str, str, bool]:
        """The number on an edge in this phase: the weight, its gradient, or its new value; its role; whether lit."""
        moment = self.moment
        place = self.network.parameters.index(name)
        lit = self.lit(name, f"gradient.{name}", f"new.{name}")
        slope, new = moment.gradient(place), moment.new(place)
        if new is not None and moment.phase is Phase.UPDATE:
            return self.sized(new, width, sign=True), "update", lit
        if slope is not None and moment.phase is Phase.BACKWARD:
            return "∂" + self.sized(slope, width - 1, sign=True), "gradient", lit
        value = float(moment.theta[place])
        return self.sized(value, width, sign=True), sign_role(value), lit

    def loss_line(self) -> tuple[str, str]:
        """The loss, as a line below the output."""
        if self.moment.step is not None and self.told("loss"):
            return f"L {self.number(self.moment.step.loss)}", "now" if self.lit("loss") else "value"
        return f"L {ABSENT}", "dim"


def shortened(name: str) -> str:
    """A column's name, cut where it is too long to stand beside a unit."""
    return name if len(name) <= NAME else name[: NAME - 1] + "…"
