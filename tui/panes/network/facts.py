"""What a drawing of a network may show of a moment: numbers as far as they have been told, and what is lit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from engine.insight.story.beats import Phase
from engine.objectives.network import Network, NetworkEvaluation
from engine.types import Mask, Matrix, Vector
from tui.drawing.layout import ABSENT, aligned, signed
from tui.workspace.snapshot import Snapshot

_OF_ROW = re.compile(r"\[row \d+\]$")
"""What tells one row's quantity from another's where several rows stand in one formula."""

_UNIT = re.compile(r"a([1-9]\d*)_([1-9]\d*)")


class Parameter(NamedTuple):
    """A weight or a bias, with the numbers of this step that have been told."""

    name: str
    value: float
    gradient: float | None
    update: float | None
    new: float | None
    active: bool
    """Whether the lit beat concerns it in any way."""
    lit_value: bool
    """Whether it reckons with the value itself,"""
    lit_gradient: bool
    """with its gradient,"""
    lit_new: bool
    """or whether it is the value's update."""
    frozen: bool
    """Whether no update changes it."""


BY_SUM = "δz"
"""What ∂L/∂z is called in the place of δ, ∂L/∂a."""


class Field(NamedTuple):
    """One line beside a unit: a name, its number once it has been told, its role, and whether it is lit."""

    name: str
    number: float | None
    role: str
    active: bool
    signed: bool = False


class NetworkFacts:
    """The numbers by their places: layers from 0 for the inputs, units from 0.

    Only the layers that are asked for are read, from the step's matrices: a large network has more names than can
    be made for each drawing.
    """

    def __init__(self, snapshot: Snapshot, network: Network) -> None:
        self.snapshot, self.network = snapshot, network
        self.notation = snapshot.notation
        self.sizes = [len(network.input_names), *(layer.units for layer in network.layers)]
        self.last = len(network.layers)
        self.phase = snapshot.phase
        self.row = snapshot.beat.row if snapshot.beat is not None else 0
        """The place in the batch of the row that is told."""
        self.selected = snapshot.view_options.selected
        """The quantity that is selected,"""
        self.selected_unit = self.selected is not None and self.selected not in network.parameters.names
        """and whether it is a unit, not a parameter."""
        self._told_units = {
            beat.quantity for beat in snapshot.beats[: snapshot.place.beat] if beat.row == self.row
        }
        self._lit = {_OF_ROW.sub("", quantity) for quantity in snapshot.active}
        self._lit_within = {quantity.rpartition(".")[2] for quantity in self._lit}

    # Names

    def unit(self, layer: int, unit: int) -> str:
        """The quantity that a unit hands on: an input's column, or its activation."""
        return self.network.input_names[unit] if layer == 0 else f"a{layer}_{unit + 1}"

    def place_of_selected(self) -> tuple[int, int] | None:
        """(layer, unit) of the selected unit; None if none is selected."""
        if self.selected is None or not self.selected_unit:
            return None
        unit = _UNIT.fullmatch(self.selected)
        if unit is not None and int(unit[1]) <= self.last and int(unit[2]) <= self.sizes[int(unit[1])]:
            return int(unit[1]), int(unit[2]) - 1
        names = self.network.input_names
        return (0, names.index(self.selected)) if self.selected in names else None

    def title(self, layer: int) -> str:
        """What a layer is called."""
        if layer == 0:
            return "inputs"
        activation = self.network.layers[layer - 1].activation.replace("_", " ")
        if layer == self.last:
            return f"output · {activation}"
        return f"hidden · {activation}" if self.last == 2 else f"layer {layer} · {activation}"

    def linear(self, layer: int) -> bool:
        """Whether a layer's units hand on their sums as they are."""
        return self.network.layers[layer - 1].activation == "linear"

    # What the story has come to

    @property
    def selecting(self) -> bool:
        """Whether the lit beat takes the row out of the data."""
        return self.phase is Phase.SELECT and not self.snapshot.complete

    def _told(self, quantity: str, together: str) -> bool:
        """Whether a quantity has been told, by itself or with those of its whole layer."""
        snapshot = self.snapshot
        if snapshot.step is None:
            return False
        return snapshot.complete or quantity in self._told_units or together in self._told_units

    def value_revealed(self, letter: str, layer: int, unit: int) -> bool:
        """Whether a unit's z or a has been told; of inputs, whether the row has been taken."""
        if layer == 0:
            return self.snapshot.step is not None
        return self._told(f"{letter}{layer}_{unit + 1}", f"|{letter}{layer}|") or (
            letter == "a" and self.linear(layer) and self.value_revealed("z", layer, unit)
        )

    def gradient_revealed(self, letter: str, layer: int, unit: int) -> bool:
        """Whether ∂L/∂z or ∂L/∂a of a unit has been told."""
        return self._told(f"gradient.{letter}{layer}_{unit + 1}", f"|gradient.{letter}{layer}|")

    def loss_revealed(self) -> bool:
        """Whether the step's loss has been told: it is that of all rows."""
        return self.snapshot.step is not None and (self.snapshot.complete or "loss" in self.snapshot.revealed)

    def active(self, *quantities: str) -> bool:
        """Whether the lit beat concerns any of these quantities."""
        return any(quantity in self._lit for quantity in quantities)

    def lit_unit(self, layer: int, unit: int) -> bool:
        """Whether the lit beat concerns what a unit hands on, or what it is made of."""
        if layer == 0:
            return self.selecting or self.active(self.network.input_names[unit])
        sum_lit = self.active(f"z{layer}_{unit + 1}", f"|z{layer}|")
        return sum_lit or self.active(f"a{layer}_{unit + 1}", f"|a{layer}|")

    def lit_slope(self, layer: int, unit: int) -> bool:
        """Whether the lit beat concerns a unit's slope, by its sum or by what it hands on."""
        return any(
            self.active(f"gradient.{letter}{layer}_{unit + 1}", f"|gradient.{letter}{layer}|")
            for letter in "za"
        )

    # Numbers

    @property
    def _evaluation(self) -> NetworkEvaluation:
        assert self.snapshot.step is not None
        evaluation = self.snapshot.step.evaluation
        assert isinstance(evaluation, NetworkEvaluation)
        return evaluation

    def values(self, letter: str, layer: int) -> Vector:
        """z or a of all units of a layer for the row that is told, shape (units,); only where there is a step."""
        evaluation = self._evaluation
        if layer == 0:
            return _row(evaluation.inputs, self.row)
        return _row((evaluation.sums if letter == "z" else evaluation.activations)[layer - 1], self.row)

    def slopes(self, letter: str, layer: int) -> Vector:
        """∂L/∂z or ∂L/∂a of all units of a layer, shape (units,); only where there is a step."""
        evaluation = self._evaluation
        by_z = letter == "z"
        return _row(evaluation.gradients_z[layer - 1] if by_z else evaluation.gradient_a(layer - 1), self.row)

    def value(self, letter: str, layer: int, unit: int) -> float | None:
        """A unit's z or a, once it has been told."""
        told = self.value_revealed(letter, layer, unit)
        return float(self.values(letter, layer)[unit]) if told else None

    def slope(self, letter: str, layer: int, unit: int) -> float | None:
        """∂L/∂z or ∂L/∂a of a unit, once it has been told."""
        told = self.gradient_revealed(letter, layer, unit)
        return float(self.slopes(letter, layer)[unit]) if told else None

    def target(self, unit: int) -> float | None:
        """What is asked of an output, once the row has been taken."""
        return float(self._evaluation.targets[self.row, unit]) if self.snapshot.step is not None else None

    def known(self, layer: int, *, slopes: bool) -> Mask:
        """Which units' values, or slopes, of a layer have been told, shape (units,)."""
        count = self.sizes[layer]
        together = f"|gradient.a{layer}|" if slopes else f"|a{layer}|"
        if self.snapshot.step is None or (slopes and layer == 0):
            return np.zeros(count, dtype=np.bool_)
        if layer == 0 or self._told(together, together):
            return np.ones(count, dtype=np.bool_)
        told = self.gradient_revealed if slopes else self.value_revealed
        return np.fromiter((told("a", layer, unit) for unit in range(count)), np.bool_, count)

    # Parameters

    def parameter(self, name: str) -> Parameter:
        """A weight or a bias by its name."""
        snapshot, place = self.snapshot, self.network.parameters.index(name)
        layer, kind = int(name[1:].partition("_")[0]), "W" if name.startswith("w") else "b"
        step = snapshot.step
        # The moment knows this, too, but by places in θ, whose names a large network makes one by one.
        told, past = snapshot.revealed, snapshot.complete or self.phase is Phase.UPDATE
        slope_told = past or f"gradient.{name}" in told or f"|gradient.{kind}{layer}|" in told
        new_told = snapshot.complete or f"new.{name}" in told or f"|update.layer {layer}|" in told
        lit_gradient = self.active(f"gradient.{name}", f"|gradient.{kind}{layer}|")
        lit_new = self.active(f"new.{name}", f"|update.layer {layer}|")
        return Parameter(
            name,
            float(snapshot.theta[place]),
            float(step.gradient[place]) if step is not None and slope_told else None,
            float(step.update[place]) if step is not None and new_told else None,
            float(step.after.theta[place]) if step is not None and new_told else None,
            name in self._lit_within or lit_gradient or lit_new,
            name in self._lit,
            lit_gradient,
            lit_new,
            snapshot.training.is_frozen(place),
        )

    def incoming(self, layer: int, unit: int) -> list[Parameter]:
        """The weights that lead to a unit, from the first source to the last, and its bias if it has one."""
        names = [f"w{layer}_{source + 1}_{unit + 1}" for source in range(self.sizes[layer - 1])]
        if self.network.layers[layer - 1].bias:
            names.append(f"b{layer}_{unit + 1}")
        return [self.parameter(name) for name in names]

    def lit_parameter(self) -> str | None:
        """The first parameter that the lit beat concerns."""
        for quantity in self.snapshot.beat.quantities if self._lit and self.snapshot.beat is not None else ():
            name = quantity.rpartition(".")[2]
            if name in self.network.parameters.names:
                return name
        return None

    @cached_property
    def largest(self) -> list[float]:
        """The largest |w| of each layer's weights, before the step."""
        blocks = self.network.blocks
        return [float(np.abs(block.weight_view(self.snapshot.theta)).max()) for block in blocks]

    # Texts

    def fields(self, layer: int, unit: int, *, sums: bool, both_slopes: bool) -> list[Field]:
        """The lines beside a unit: what goes in, comes out, is asked for, and, once it does so, what flows back.

        Args:
            layer: from 1.
            unit: from 0.
            sums: whether z has a line of its own; else it stands in the place of a until that is told.
            both_slopes: whether ∂L/∂z has a line of its own, too; else it is told while the lit beat concerns it.
        """
        write, number = self.notation, unit + 1
        a, z = f"a{layer}_{number}", f"z{layer}_{number}"
        total = self.value("z", layer, unit)
        output = self.value("a", layer, unit)
        lit_a = self.active(a, f"|a{layer}|")
        lit_z = self.active(z, f"|z{layer}|")
        fields = []
        if sums and not self.linear(layer):
            fields.append(Field(write.name(z), total, "value", lit_z))
            fields.append(Field(write.name(a), output, "value", lit_a))
        elif output is None and total is not None:
            fields.append(Field(write.name(z), total, "value", lit_z))
        else:
            fields.append(Field(write.name(a), output, "value", lit_a or lit_z))
        if layer == self.last:
            asked = self.selecting or self.active(self.network.target_names[unit])
            fields.append(Field(self.asked(unit), self.target(unit), "value", asked))
        by_a, by_z = self.slope("a", layer, unit), self.slope("z", layer, unit)
        lit_by_a = self.active(f"gradient.{a}", f"|gradient.a{layer}|")
        lit_by_z = self.active(f"gradient.{z}", f"|gradient.z{layer}|")
        if self.snapshot.phase not in (Phase.BACKWARD, Phase.UPDATE):
            return fields
        linear = self.linear(layer)
        if lit_by_z and not (linear or both_slopes):
            # The number that the lit beat reckons with stands in the place of the other.
            return [*fields, Field(BY_SUM, by_z, "gradient", True, True)]
        fields.append(Field("δ", by_a, "gradient", lit_by_a or (lit_by_z and linear), True))
        if both_slopes and not linear:
            fields.append(Field("∂L/∂z", by_z, "gradient", lit_by_z, True))
        return fields

    def asked(self, unit: int) -> str:
        """How the target of an output is written."""
        if self.sizes[-1] == 1:
            return "y"
        return self.notation.name(f"a{self.last}_{unit + 1}").replace("ŷ", "y").replace(f"a{self.last}_", "y")

    def loss(self) -> Field:
        """The loss as a line of its own."""
        step = self.snapshot.step
        number = step.loss if step is not None and self.loss_revealed() else None
        return Field("L", number, "value", self.active("loss"))

    def column(self, numbers: Sequence[float | None], room: int, *, sign: bool) -> list[str]:
        """Numbers as texts below each other: decimal points in line, where that leaves them their digits."""
        texts = [ABSENT if number is None else self.sized(number, room, sign=sign) for number in numbers]
        lines = aligned(texts)
        return lines if widest(lines) <= room else texts

    def sized(self, value: float, room: int, *, sign: bool = False) -> str:
        """A number in as many of its digits as there is room for."""
        for digits in range(self.notation.digits, 0, -1):
            text = self.notation.number(value, digits)
            text = signed(text) if sign else text
            if len(text) <= room:
                return text
        return "#" * room


def cut(name: str, room: int) -> str:
    """A column's name, cut where there is no room for all of it."""
    return name if len(name) <= room else name[: max(0, room - 1)] + "…"[:room]


def widest(texts: Iterable[str]) -> int:
    """The length of the longest text."""
    return max(map(len, texts), default=0)


def _row(matrix: Matrix, row: int) -> Vector:
    numbers: Vector = matrix[row]
    return numbers
