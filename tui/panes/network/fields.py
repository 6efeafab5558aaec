"""The lines of numbers beside a unit: its value, its target, and its gradients."""

from __future__ import annotations

from typing import NamedTuple

from engine.insight.story.beats import Phase
from tui.panes.network.revealed_network import RevealedNetwork

SUM_GRADIENT = "δz"
"""The name of ∂L/∂z where it is shown in place of δ, ∂L/∂a."""


class Field(NamedTuple):
    """A name with its number, which is None until it is revealed."""

    name: str
    number: float | None
    role: str
    active: bool
    """Whether it is part of the current beat."""
    signed: bool = False

    @property
    def number_role(self) -> str:
        """The role in which the number is written."""
        return number_role(self.role, self.number, active=self.active)


def number_role(role: str, number: float | None, *, active: bool) -> str:
    """The role of a number by whether it is active, and revealed at all."""
    return "now" if active else "dim" if number is None else role


def unit_fields(
    revealed: RevealedNetwork, layer: int, unit: int, *, sums: bool = False, both_gradients: bool = False
) -> list[Field]:
    """The lines beside a unit: of an input its value; else output, target, and from the backward phase on, gradients.

    Args:
        revealed: the network.
        layer: from 0 for the inputs.
        unit: from 0.
        sums: whether z has a line; else it is shown in place of a until that is revealed.
        both_gradients: whether ∂L/∂z has a line, too; else it is shown while it is part of the current beat.
    """
    if layer == 0:
        name = revealed.input_names[unit]
        return [Field(name, revealed.value("a", 0, unit), "value", revealed.unit_active(0, unit))]
    fields = _outputs(revealed, layer, unit, sums=sums)
    if layer == revealed.last:
        active = revealed.selecting or revealed.active(revealed.network.target_names[unit])
        fields.append(Field(revealed.target_name(unit), revealed.target(unit), "value", active))
    if revealed.phase in (Phase.BACKWARD, Phase.UPDATE):
        fields += _gradients(revealed, layer, unit, both=both_gradients)
    return fields


def _outputs(revealed: RevealedNetwork, layer: int, unit: int, *, sums: bool) -> list[Field]:
    a, z = f"a{layer}_{unit + 1}", f"z{layer}_{unit + 1}"
    output, weighted_sum = revealed.value("a", layer, unit), revealed.value("z", layer, unit)
    a_active, z_active = revealed.active(a, f"|a{layer}|"), revealed.active(z, f"|z{layer}|")
    write = revealed.notation
    sum_field = Field(write.name(z), weighted_sum, "value", z_active)
    if sums and not revealed.linear(layer):
        return [sum_field, Field(write.name(a), output, "value", a_active)]
    if output is None and weighted_sum is not None:
        return [sum_field]
    return [Field(write.name(a), output, "value", a_active or z_active)]


def _gradients(revealed: RevealedNetwork, layer: int, unit: int, *, both: bool) -> list[Field]:
    by_a, by_z = revealed.gradient("a", layer, unit), revealed.gradient("z", layer, unit)
    a_active = revealed.active(f"gradient.a{layer}_{unit + 1}", f"|gradient.a{layer}|")
    z_active = revealed.active(f"gradient.z{layer}_{unit + 1}", f"|gradient.z{layer}|")
    linear = revealed.linear(layer)
    if z_active and not (linear or both):
        # The number that the current beat uses is shown in place of the other one.
        return [Field(SUM_GRADIENT, by_z, "gradient", True, True)]
    fields = [Field("δ", by_a, "gradient", a_active or (z_active and linear), True)]
    if both and not linear:
        fields.append(Field("∂L/∂z", by_z, "gradient", z_active, True))
    return fields


def loss_field(revealed: RevealedNetwork) -> Field:
    """The loss of the step."""
    step = revealed.snapshot.step
    loss = step.loss if step is not None and revealed.loss_revealed() else None
    return Field("L", loss, "value", revealed.active("loss"))
