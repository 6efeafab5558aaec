"""A network as far as the story of the step has revealed it: values, gradients, parameters, and what is active."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from engine.insight.story.beats import Phase
from engine.objectives.network import Network, NetworkEvaluation
from engine.types import Mask, Matrix, Vector
from tui.drawing.numbers import ABSENT, aligned_within, signed
from tui.workspace.snapshot import Snapshot

_OF_ROW = re.compile(r"\[row \d+\]$")
"""The suffix of a quantity of one row where a formula has several rows."""

_UNIT = re.compile(r"a([1-9]\d*)_([1-9]\d*)")


class Parameter(NamedTuple):
    """A weight or a bias, with the numbers of this step that are revealed."""

    name: str
    value: float
    gradient: float | None
    update: float | None
    new: float | None
    active: bool
    """Whether it is part of the current beat in any way:"""
    value_active: bool
    """by its value,"""
    gradient_active: bool
    """by its gradient,"""
    new_active: bool
    """or by its update."""
    frozen: bool
    """Whether no update changes it."""


class RevealedNetwork:
    """Numbers by layer, from 0 for the inputs, and unit, from 0.

    They are read from the matrices of the step, layer by layer as needed: a large network has too many names to
    make all of them for each drawing.
    """

    def __init__(self, snapshot: Snapshot, network: Network) -> None:
        self.snapshot, self.network = snapshot, network
        self.notation = snapshot.notation
        self.sizes = [len(network.input_names), *(layer.units for layer in network.layers)]
        self.last = len(network.layers)
        self.phase = snapshot.phase
        self.row = snapshot.beat.row if snapshot.beat is not None else 0
        """The index in the batch of the row that the current beat is about."""
        self.selected = snapshot.view_options.selected
        """The selected quantity,"""
        self.selected_unit = self.selected is not None and self.selected not in network.parameters.names
        """and whether it is a unit and not a parameter."""
        self._revealed_units = {
            beat.quantity for beat in snapshot.beats[: snapshot.place.beat] if beat.row == self.row
        }
        self._active = {_OF_ROW.sub("", quantity) for quantity in snapshot.active}
        self._active_names = {quantity.rpartition(".")[2] for quantity in self._active}

    # Names

    def unit(self, layer: int, unit: int) -> str:
        """The quantity that a unit outputs: the column of an input, or an activation."""
        return self.network.input_names[unit] if layer == 0 else f"a{layer}_{unit + 1}"

    @cached_property
    def input_names(self) -> tuple[str, ...]:
        """The names of the inputs as they are shown."""
        return tuple(map(self.notation.name, self.network.input_names))

    def selected_position(self) -> tuple[int, int] | None:
        """(layer, unit) of the selected unit; None if none is selected."""
        if self.selected is None or not self.selected_unit:
            return None
        unit = _UNIT.fullmatch(self.selected)
        if unit is not None and int(unit[1]) <= self.last and int(unit[2]) <= self.sizes[int(unit[1])]:
            return int(unit[1]), int(unit[2]) - 1
        names = self.network.input_names
        return (0, names.index(self.selected)) if self.selected in names else None

    def title(self, layer: int) -> str:
        """The title of a layer."""
        if layer == 0:
            return "inputs"
        activation = self.network.layers[layer - 1].activation.replace("_", " ")
        if layer == self.last:
            return f"output · {activation}"
        return f"hidden · {activation}" if self.last == 2 else f"layer {layer} · {activation}"

    def linear(self, layer: int) -> bool:
        """Whether a layer has no activation function: a = z."""
        return self.network.layers[layer - 1].activation == "linear"

    # What is revealed, and what is active

    @property
    def selecting(self) -> bool:
        """Whether the current beat selects the row."""
        return self.phase is Phase.SELECT and not self.snapshot.complete

    def _is_revealed(self, quantity: str, together: str) -> bool:
        """Whether a quantity is revealed, by itself or with those of its whole layer."""
        snapshot = self.snapshot
        if snapshot.step is None:
            return False
        return snapshot.complete or quantity in self._revealed_units or together in self._revealed_units

    def value_revealed(self, letter: str, layer: int, unit: int) -> bool:
        """Whether a unit's z or a is revealed; of an input, whether the row is selected."""
        if layer == 0:
            return self.snapshot.step is not None
        return self._is_revealed(f"{letter}{layer}_{unit + 1}", f"|{letter}{layer}|") or (
            letter == "a" and self.linear(layer) and self.value_revealed("z", layer, unit)
        )

    def gradient_revealed(self, letter: str, layer: int, unit: int) -> bool:
        """Whether ∂L/∂z or ∂L/∂a of a unit is revealed."""
        return self._is_revealed(f"gradient.{letter}{layer}_{unit + 1}", f"|gradient.{letter}{layer}|")

    def loss_revealed(self) -> bool:
        """Whether the loss of the step, over all of its rows, is revealed."""
        return self.snapshot.step is not None and (self.snapshot.complete or "loss" in self.snapshot.revealed)

    def active(self, *quantities: str) -> bool:
        """Whether any of these quantities is part of the current beat."""
        return any(quantity in self._active for quantity in quantities)

    def unit_active(self, layer: int, unit: int) -> bool:
        """Whether a unit's output or weighted sum is part of the current beat."""
        if layer == 0:
            return self.selecting or self.active(self.network.input_names[unit])
        sum_active = self.active(f"z{layer}_{unit + 1}", f"|z{layer}|")
        return sum_active or self.active(f"a{layer}_{unit + 1}", f"|a{layer}|")

    def unit_gradient_active(self, layer: int, unit: int) -> bool:
        """Whether ∂L/∂z or ∂L/∂a of a unit is part of the current beat."""
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
        """z or a of all units of a layer in the current row, shape (units,); only where there is a step."""
        evaluation = self._evaluation
        if layer == 0:
            return _row(evaluation.inputs, self.row)
        return _row((evaluation.sums if letter == "z" else evaluation.activations)[layer - 1], self.row)

    def gradients(self, letter: str, layer: int) -> Vector:
        """∂L/∂z or ∂L/∂a of all units of a layer in the current row, shape (units,); only where there is a step."""
        evaluation = self._evaluation
        by_z = letter == "z"
        return _row(evaluation.gradients_z[layer - 1] if by_z else evaluation.gradient_a(layer - 1), self.row)

    def value(self, letter: str, layer: int, unit: int) -> float | None:
        """A unit's z or a, if it is revealed."""
        revealed = self.value_revealed(letter, layer, unit)
        return float(self.values(letter, layer)[unit]) if revealed else None

    def gradient(self, letter: str, layer: int, unit: int) -> float | None:
        """∂L/∂z or ∂L/∂a of a unit, if it is revealed."""
        revealed = self.gradient_revealed(letter, layer, unit)
        return float(self.gradients(letter, layer)[unit]) if revealed else None

    def target(self, unit: int) -> float | None:
        """The target of an output, once the row is selected."""
        return float(self._evaluation.targets[self.row, unit]) if self.snapshot.step is not None else None

    def raw_input(self, unit: int) -> float | None:
        """An input in the unit of the data, once the row is selected; None also if inputs are not standardized."""
        step, scale = self.snapshot.step, self.network.input_standardization
        return None if step is None or scale is None else float(scale.raw[step.rows[self.row], unit])

    def raw_prediction(self, unit: int) -> float | None:
        """ŷ in the unit of the data, if it is revealed; None also if targets are not standardized."""
        if self.network.target_standardization is None or not self.value_revealed("a", self.last, unit):
            return None
        return float(self.network.raw_predictions(self.values("a", self.last))[unit])

    def known(self, layer: int, *, gradients: bool) -> Mask:
        """Which outputs of a layer's units, or gradients ∂L/∂a, are revealed, shape (units,)."""
        count = self.sizes[layer]
        together = f"|gradient.a{layer}|" if gradients else f"|a{layer}|"
        if self.snapshot.step is None or (gradients and layer == 0):
            return np.zeros(count, dtype=np.bool_)
        if layer == 0 or self._is_revealed(together, together):
            return np.ones(count, dtype=np.bool_)
        revealed = self.gradient_revealed if gradients else self.value_revealed
        return np.fromiter((revealed("a", layer, unit) for unit in range(count)), np.bool_, count)

    # Parameters

    def parameter(self, name: str) -> Parameter:
        """A weight or a bias by name."""
        snapshot, index = self.snapshot, self.network.parameters.index(name)
        layer, kind = int(name[1:].partition("_")[0]), "W" if name.startswith("w") else "b"
        step = snapshot.step
        # The snapshot has this, too, but by indices in θ, whose names a large network makes one by one.
        revealed, past = snapshot.revealed, snapshot.complete or self.phase is Phase.UPDATE
        gradient_revealed = past or f"gradient.{name}" in revealed or f"|gradient.{kind}{layer}|" in revealed
        new_revealed = snapshot.complete or f"new.{name}" in revealed or f"|update.layer {layer}|" in revealed
        gradient_active = self.active(f"gradient.{name}", f"|gradient.{kind}{layer}|")
        new_active = self.active(f"new.{name}", f"|update.layer {layer}|")
        return Parameter(
            name,
            float(snapshot.theta[index]),
            float(step.gradient[index]) if step is not None and gradient_revealed else None,
            float(step.update[index]) if step is not None and new_revealed else None,
            float(step.after.theta[index]) if step is not None and new_revealed else None,
            name in self._active_names or gradient_active or new_active,
            name in self._active,
            gradient_active,
            new_active,
            snapshot.training.is_frozen(index),
        )

    def incoming(self, layer: int, unit: int) -> list[Parameter]:
        """The weights of a unit's inputs, from the first source to the last, and its bias if it has one."""
        names = [f"w{layer}_{source + 1}_{unit + 1}" for source in range(self.sizes[layer - 1])]
        if self.network.layers[layer - 1].bias:
            names.append(f"b{layer}_{unit + 1}")
        return [self.parameter(name) for name in names]

    def active_parameter(self) -> str | None:
        """The first parameter that is part of the current beat."""
        for quantity in (
            self.snapshot.beat.quantities if self._active and self.snapshot.beat is not None else ()
        ):
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

    def target_name(self, unit: int) -> str:
        """The name of the target of an output."""
        prediction = self.notation.name(f"a{self.last}_{unit + 1}")
        if self.sizes[-1] == 1:
            return "y" + prediction[len(self.notation.unmarked(f"a{self.last}_1")) :]
        return prediction.replace("ŷ", "y").replace(f"a{self.last}_", "y")

    def column(self, numbers: Sequence[float | None], room: int, *, sign: bool) -> list[str]:
        """Numbers as texts below each other: their decimal points aligned, where that costs no digits."""
        texts = [self.sized(number, room, sign=sign) for number in numbers]
        return aligned_within(texts, room)

    def sized(self, value: float | None, room: int, *, sign: bool = False) -> str:
        """A number in as many of its digits as there is room for; of None, the mark of what is not revealed."""
        if value is None:
            return ABSENT
        for digits in range(self.notation.digits, 0, -1):
            text = self.notation.number(value, digits)
            text = signed(text) if sign else text
            if len(text) <= room:
                return text
        return "#" * room


def widest(texts: Iterable[str]) -> int:
    """The length of the longest text."""
    return max(map(len, texts), default=0)


def _row(matrix: Matrix, row: int) -> Vector:
    numbers: Vector = matrix[row]
    return numbers
