"""The network on the stage: its units from left to right, a number on each of them and on every edge."""

from __future__ import annotations

from typing import NamedTuple

from engine.insight.beats import Phase
from engine.insight.numbers import DIGITS
from engine.objectives.network import Network
from tui.charts.rows import Row, Span
from tui.drawing import ABSENT, Canvas, Dots, sign_role, signed
from tui.moment import Moment
from tui.panes.pane import Pane

_NAME = 8
"""Names of inputs are cut to so many cells."""

_WIRES = 4
"""The least cells between two columns that lines can cross."""


class _Field(NamedTuple):
    """One line beside a unit: a short name, a number's text, its role, and whether it is lit."""

    name: str
    text: str
    role: str
    lit: bool


class NetworkStage(Pane):
    """Small networks with every weight on its edge, larger ones with every unit, the largest by layers."""

    name = "stage"

    def title(self, moment: Moment) -> tuple[Span, ...]:
        return (Span("Stage", "title"),)

    def hint(self, moment: Moment) -> tuple[Span, ...]:
        match moment.phase if not moment.complete else None:
            case Phase.FORWARD:
                return (Span("values flow right →", "value"),)
            case Phase.LOSS:
                return (Span("prediction meets target", "value"),)
            case Phase.BACKWARD:
                return (Span("← gradients flow back", "gradient"),)
            case Phase.UPDATE:
                return (Span("updates land", "update"),)
            case _:
                return ()

    def body(self, moment: Moment, width: int, height: int) -> list[Row]:
        network = moment.network
        assert network is not None
        for detail in (_Labelled, _Units, _Layers):
            drawing = detail(moment, network, width, height)
            if drawing.fits:
                return drawing.rows()
        return _Layers(moment, network, width, height).rows()


class _Drawing:
    """What every degree of detail needs to know."""

    room = 9
    """Cells for a unit's number."""

    def __init__(self, moment: Moment, network: Network, width: int, height: int) -> None:
        self.moment, self.network = moment, network
        self.width, self.height = width, height
        self.canvas = Canvas(width, height)
        self.sizes = [len(network.input_names), *(layer.units for layer in network.layers)]
        self.row = moment.beat.row if moment.beat is not None else 0
        step = moment.step
        self.values = step.evaluation.named_values(self.row) if step is not None else {}
        self.slopes = step.evaluation.named_gradients(self.row) if step is not None else {}

    def told(self, quantity: str) -> bool:
        return self.moment.complete or quantity in self.moment.told

    def lit(self, *quantities: str) -> bool:
        return any(quantity in self.moment.lit for quantity in quantities)

    def number(self, value: float) -> str:
        return self.moment.notation.number(value)

    def source(self, layer: int, unit: int) -> str:
        """The quantity that unit `unit` (from 0) of column `layer` (0: the inputs) hands on."""
        return self.network.input_names[unit] if layer == 0 else f"a{layer}_{unit + 1}"

    def fields(self, layer: int, unit: int) -> list[_Field]:
        """The lines beside a unit: what goes in, comes out, and what flows back."""
        moment = self.moment
        if layer == 0:
            name = self.network.input_names[unit]
            known = moment.step is not None
            text = self.sized(self.values[name], self.room) if known else ABSENT
            return [_Field("", text, "value" if known else "dim", self.lit(name))]
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
            fields.append(_Field("y", text, "value" if known else "dim", self.lit(target)))
        slope = f"gradient.{a}"
        text = (
            self.sized(self.slopes[a], self.room, sign=True)
            if self.told(slope) and a in self.slopes
            else ABSENT
        )
        fields.append(_Field("δ", text, "dim" if text == ABSENT else "gradient", self.lit(slope)))
        return fields

    def _value(self, name: str, quantity: str) -> _Field:
        known = self.told(quantity) and quantity in self.values
        text = self.sized(self.values[quantity], self.room) if known else ABSENT
        return _Field(name, text, "value" if known else "dim", self.lit(quantity))

    def sized(self, value: float, width: int, *, sign: bool = False) -> str:
        """A number in as many of its digits as there is room for."""
        for digits in range(DIGITS, 0, -1):
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


class _Labelled(_Drawing):
    """Every edge with its number: for each unit a short list of what comes in, lines leading to it."""

    def __init__(self, moment: Moment, network: Network, width: int, height: int) -> None:
        super().__init__(moment, network, width, height)
        self.blocks = [self._block(layer) for layer in range(len(self.sizes))]
        """For each column the height of one unit."""
        # Numbers come and go while the phases pass: room is kept for the widest they usually get.
        self.label = 12 if width >= 66 else 10
        self.field = 11
        self.names = min(_NAME, max(len(name) for name in network.input_names))
        fixed = self.names + 1 + (len(self.sizes) - 1) * (self.label + 2 + self.field)
        self.wires = min(14, (width - fixed) // max(1, len(self.sizes) - 1))
        heights = [size * (block + 1) - 1 for size, block in zip(self.sizes, self.blocks, strict=True)]
        tallest = max(*heights[:-1], heights[-1] + 1)
        self.fits = self.wires >= _WIRES - 1 and tallest <= height and max(self.sizes) <= 8

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
            self.canvas.put(x, top, _cut(name), "now" if field.lit else "text")
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


class _Units(_Drawing):
    """Every unit with its value, and thin lines between; the numbers of the edges are in the parameters."""

    def __init__(self, moment: Moment, network: Network, width: int, height: int) -> None:
        super().__init__(moment, network, width, height)
        self.cell = min(14, (width + _WIRES - 1) // len(self.sizes) - (_WIRES - 1))
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
        kind = self.network.layers[layer - 1].activation
        return (
            f"ŷ {kind}"[: self.cell] if layer == len(self.network.layers) else f"{layer} {kind}"[: self.cell]
        )

    def _unit(self, layer: int, unit: int, x: int, y: int) -> None:
        name = self.source(layer, unit)
        label = _cut(name)[:6] if layer == 0 else self.moment.notation.name(name)
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


class _Layers(_Drawing):
    """A line for each layer: how many units, what they do, and between which values they lie."""

    fits = True

    def rows(self) -> list[Row]:
        self.canvas.put(0, 0, "layer", "dim")
        self.canvas.put(12, 0, "units", "dim")
        self.canvas.put(20, 0, "least … greatest value", "dim")
        for layer, size in enumerate(self.sizes):
            y = 2 + 2 * layer
            kind = "inputs" if layer == 0 else self.network.layers[layer - 1].activation
            known = [self.values[name] for name in self._told_names(layer) if name in self.values]
            text = f"{self.number(min(known))} … {self.number(max(known))}" if known else ABSENT
            lit = self.lit(f"|z{layer}|", f"|a{layer}|", f"|gradient.a{layer}|", f"|gradient.z{layer}|")
            self.canvas.put(0, y, kind, "now" if lit else "text")
            self.canvas.put(12, y, str(size), "text")
            self.canvas.put(20, y, text, "value" if known else "dim")
        text, role = self.loss_line()
        self.canvas.put(0, min(self.height - 1, 3 + 2 * len(self.sizes)), text, role)
        return self.canvas.rows()

    def _told_names(self, layer: int) -> list[str]:
        if self.moment.step is None or (layer and not self.told(f"|a{layer}|")):
            return []
        return [self.source(layer, unit) for unit in range(self.sizes[layer])]


def _cut(name: str) -> str:
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"


def _digits(unit: int, size: int) -> str:
    """The unit's number as a subscript; none where it is alone."""
    return str(unit + 1).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")) if size > 1 else ""
