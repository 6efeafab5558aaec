"""What is told of a layer as a whole: its numbers together, between which they lie, and how long they are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.insight.story.beats import Phase
from engine.insight.story.step_story import MAX_PARAMETERS_LISTED
from engine.types import Mask, Vector
from tui.drawing.layout import Canvas
from tui.panes.network.facts import NetworkFacts
from tui.panes.network.heat_map import Shape, first_of, heat


class Length(NamedTuple):
    """|v| of all of a layer's numbers of one kind."""

    name: str
    number: float | None
    role: str
    active: bool


class Layer(NamedTuple):
    """A layer's units: their slopes while those flow back, else their values."""

    place: int
    """From 0 for the inputs."""
    values: Vector
    known: Mask
    """Which of them have been told."""
    slopes: bool
    active: bool
    """Whether the lit beat speaks of its units,"""
    at_work: bool
    """or of anything that leads to them."""
    lengths: list[Length]
    """As the story tells them, those of a later phase once it has come; none where it tells single units."""

    @property
    def role(self) -> str:
        """Of its numbers."""
        return "gradient" if self.slopes else "value"

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The least and the greatest number, once all are known."""
        return (float(self.values.min()), float(self.values.max())) if self.known.all() else None


def summarized_by_layers(facts: NetworkFacts) -> bool:
    """Whether the story tells the lengths of layers, not their units."""
    return len(facts.network.parameters) > MAX_PARAMETERS_LISTED


def layer_of(facts: NetworkFacts, place: int) -> Layer:
    """What there is to see of a layer now."""
    slopes = place > 0 and facts.phase is Phase.BACKWARD and bool(facts.known(place, slopes=True).any())
    known = facts.known(place, slopes=slopes)
    flowing = facts.slopes if slopes else facts.values
    values = flowing("a", place) if known.any() else np.zeros(len(known))
    active, lengths = _lit(facts, place), _lengths(facts, place)
    return Layer(
        place, values, known, slopes, active, active or any(length.active for length in lengths), lengths
    )


def _lit(facts: NetworkFacts, place: int) -> bool:
    if place == 0:
        return facts.selecting
    together = [f"|{before}{letter}{place}|" for before in ("", "gradient.") for letter in "za"]
    if summarized_by_layers(facts):
        return facts.active(*together)
    return any(
        facts.lit_unit(place, unit) or facts.lit_slope(place, unit) for unit in range(facts.sizes[place])
    )


def _lengths(facts: NetworkFacts, place: int) -> list[Length]:
    if place == 0 or not summarized_by_layers(facts):
        return []
    kinds = [(f"z{place}", "value"), (f"a{place}", "value")]
    if facts.phase in (Phase.BACKWARD, Phase.UPDATE):
        kinds += [(f"gradient.{kind}{place}", "gradient") for kind in "azW"]
        kinds += [(f"gradient.b{place}", "gradient")] if facts.network.layers[place - 1].bias else []
    if facts.phase is Phase.UPDATE:
        kinds.append((f"update.layer {place}", "update"))
    told = facts.snapshot.revealed
    return [
        Length(facts.notation.name(f"|{kind}|"), told.get(f"|{kind}|"), role, facts.active(f"|{kind}|"))
        for kind, role in kinds
    ]


def most_lengths(facts: NetworkFacts) -> int:
    """How many lengths are told of one layer in the end."""
    return len("zaazWb") + 1 if summarized_by_layers(facts) else 0


def draw_block(canvas: Canvas, facts: NetworkFacts, layer: Layer, x: int, y: int, shape: Shape) -> None:
    """A layer's numbers as shades from (x, y) on; each cell is about the unit that it shows, or the first of them."""
    role = (
        "dim"
        if not layer.known.any()
        else "now"
        if layer.active and summarized_by_layers(facts)
        else layer.role
    )
    wide = shape.wide
    firsts = first_of(len(layer.values), shape)
    for row, letters in enumerate(heat(layer.values, layer.known, shape)):
        for column in range(shape.columns):
            unit = firsts[row * shape.columns + column]
            if unit < 0:
                continue
            name = facts.unit(layer.place, unit)
            text = letters[column * wide : (column + 1) * wide]
            style = "selected" if facts.selected == name else role
            canvas.put(x + column * wide, y + row, text, style, f"quantity:{name}")
