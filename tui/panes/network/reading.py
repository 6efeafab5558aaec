"""All numbers of one parameter or one unit in a line, for drawings with no room for them at its place."""

from __future__ import annotations

from tui.drawing.numbers import ABSENT, signed
from tui.drawing.spans import Span, width_of
from tui.panes.network.edge_labels import entries
from tui.panes.network.fields import unit_fields
from tui.panes.network.revealed_network import RevealedNetwork


def unit_reading(revealed: RevealedNetwork, width: int) -> list[Span]:
    """The numbers of the selected unit, as many as there is room for; [] if no unit is selected."""
    position = revealed.selected_position()
    if position is None:
        return []
    layer, unit = position
    fields = unit_fields(revealed, layer, unit, sums=True, both_gradients=True)
    spans: list[Span] = []
    for field in fields:
        text = ABSENT if field.number is None else revealed.notation.number(field.number)
        text = signed(text) if field.signed else text
        head = "selected" if field.name == revealed.notation.name(revealed.unit(layer, unit)) else "dim"
        added = [
            Span("  " if spans else "", "text"),
            Span(field.name, head),
            Span(f" {text}", field.number_role),
        ]
        if width_of([*spans, *added]) > width:
            break
        spans += added
    return spans


def reading(revealed: RevealedNetwork, width: int) -> list[Span]:
    """The numbers of the selected parameter, or else of the first one of the current beat; [] if there is none.

    As many of them, from the first, as there is room for.
    """
    name = (
        revealed.active_parameter()
        if revealed.selected is None or revealed.selected_unit
        else revealed.selected
    )
    if name is None:
        return []
    parameter = revealed.parameter(name)
    target = f"quantity:{name}"
    head = "selected" if revealed.selected == name else "now" if parameter.active else "text"
    spans = [
        Span("▌" if parameter.active else " ", "now", target),
        Span(revealed.notation.name(name), head, target),
    ]
    for entry in entries(parameter, 4, revealed.phase):
        text = ABSENT if entry.number is None else signed(revealed.notation.number(entry.number))
        tag = f"  {entry.tag} " if entry.tag else " "
        added = [Span(tag, "now" if entry.active else "dim", target), Span(text, entry.number_role, target)]
        if width_of([*spans, *added]) > width:
            break
        spans += added
    return spans if width_of(spans) <= width else []
