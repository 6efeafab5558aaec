"""A layer as a whole: all of its numbers, their range, and the lengths of its vectors and matrices."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.insight.story.beats import Phase
from engine.insight.story.step_story import MAX_PARAMETERS_LISTED
from engine.types import Mask, Vector
from tui.drawing.canvas import Canvas
from tui.panes.network.heat_map import Shape, first_of, heat
from tui.panes.network.revealed_network import RevealedNetwork


class Length(NamedTuple):
    """The length |v| of a layer's numbers of one kind; None until it is revealed."""

    name: str
    value: float | None
    role: str
    active: bool


class Layer(NamedTuple):
    """The units of a layer with their gradients in the backward phase, else with their outputs."""

    number: int
    """From 0 for the inputs."""
    values: Vector
    known: Mask
    """Which of them are revealed."""
    gradients: bool
    active: bool
    """Whether its units are part of the current beat,"""
    at_work: bool
    """or anything of the layer, such as its weights."""
    lengths: list[Length]
    """Those of the phases so far; none where the story goes unit by unit."""

    @property
    def role(self) -> str:
        """The role of its numbers."""
        return "gradient" if self.gradients else "value"

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The least and the greatest number, if all are revealed."""
        return (float(self.values.min()), float(self.values.max())) if self.known.all() else None


def summarized_by_layers(revealed: RevealedNetwork) -> bool:
    """Whether the story goes by layers and their lengths, not by units."""
    return len(revealed.network.parameters) > MAX_PARAMETERS_LISTED


def layer_of(revealed: RevealedNetwork, number: int) -> Layer:
    """A layer at the position that is shown."""
    gradients = (
        number > 0 and revealed.phase is Phase.BACKWARD and bool(revealed.known(number, gradients=True).any())
    )
    known = revealed.known(number, gradients=gradients)
    flowing = revealed.gradients if gradients else revealed.values
    values = flowing("a", number) if known.any() else np.zeros(len(known))
    active, lengths = _is_active(revealed, number), _lengths(revealed, number)
    return Layer(
        number, values, known, gradients, active, active or any(length.active for length in lengths), lengths
    )


def _is_active(revealed: RevealedNetwork, number: int) -> bool:
    if number == 0:
        return revealed.selecting
    together = [f"|{before}{letter}{number}|" for before in ("", "gradient.") for letter in "za"]
    if summarized_by_layers(revealed):
        return revealed.active(*together)
    return any(
        revealed.unit_active(number, unit) or revealed.unit_gradient_active(number, unit)
        for unit in range(revealed.sizes[number])
    )


def _lengths(revealed: RevealedNetwork, number: int) -> list[Length]:
    if number == 0 or not summarized_by_layers(revealed):
        return []
    kinds = [(f"z{number}", "value"), (f"a{number}", "value")]
    if revealed.phase in (Phase.BACKWARD, Phase.UPDATE):
        kinds += [(f"gradient.{kind}{number}", "gradient") for kind in "azW"]
        kinds += [(f"gradient.b{number}", "gradient")] if revealed.network.layers[number - 1].bias else []
    if revealed.phase is Phase.UPDATE:
        kinds.append((f"update.layer {number}", "update"))
    lengths = revealed.snapshot.revealed
    return [
        Length(
            revealed.notation.name(f"|{kind}|"), lengths.get(f"|{kind}|"), role, revealed.active(f"|{kind}|")
        )
        for kind, role in kinds
    ]


def most_lengths(revealed: RevealedNetwork) -> int:
    """The number of lengths of a layer at the end of a step."""
    return len("zaazWb") + 1 if summarized_by_layers(revealed) else 0


def draw_block(canvas: Canvas, revealed: RevealedNetwork, layer: Layer, x: int, y: int, shape: Shape) -> None:
    """Draw a layer's numbers as shades from (x, y) on; a click on a cell selects the first unit in it."""
    role = (
        "dim"
        if not layer.known.any()
        else "now"
        if layer.active and summarized_by_layers(revealed)
        else layer.role
    )
    wide = shape.wide
    firsts = first_of(len(layer.values), shape)
    for row, letters in enumerate(heat(layer.values, layer.known, shape)):
        for column in range(shape.columns):
            unit = firsts[row * shape.columns + column]
            if unit < 0:
                continue
            name = revealed.unit(layer.number, unit)
            text = letters[column * wide : (column + 1) * wide]
            style = "selected" if revealed.selected == name else role
            canvas.put(x + column * wide, y + row, text, style, f"quantity:{name}")
