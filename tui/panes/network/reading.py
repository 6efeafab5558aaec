"""The numbers of one parameter, or one unit, in a line, for drawings that have no room for them where it stands."""

from __future__ import annotations

from tui.drawing.numbers import ABSENT, signed
from tui.drawing.spans import Span, width_of
from tui.panes.network.edge_labels import entries
from tui.panes.network.facts import Field, NetworkFacts


def unit_reading(facts: NetworkFacts, width: int) -> list[Span]:
    """The selected unit's numbers, as many as there is room for; nothing if no unit is selected."""
    place = facts.place_of_selected()
    if place is None:
        return []
    layer, unit = place
    if layer == 0:
        name = facts.network.input_names[unit]
        fields = [Field(name, facts.value("a", 0, unit), "value", facts.lit_unit(0, unit))]
    else:
        fields = facts.fields(layer, unit, sums=True, both_slopes=True)
    spans: list[Span] = []
    for field in fields:
        text = ABSENT if field.number is None else facts.notation.number(field.number)
        text = signed(text) if field.signed else text
        head = "selected" if field.name == facts.notation.name(facts.unit(layer, unit)) else "dim"
        role = "now" if field.active else "dim" if field.number is None else field.role
        added = [Span("  " if spans else "", "text"), Span(field.name, head), Span(f" {text}", role)]
        if width_of([*spans, *added]) > width:
            break
        spans += added
    return spans


def reading(facts: NetworkFacts, width: int) -> list[Span]:
    """The selected parameter, or else the first one that the lit beat concerns; nothing if there is none.

    Of its numbers as many, from the first, as there is room for.
    """
    name = facts.lit_parameter() if facts.selected is None or facts.selected_unit else facts.selected
    if name is None:
        return []
    parameter = facts.parameter(name)
    target = f"quantity:{name}"
    head = "selected" if facts.selected == name else "now" if parameter.active else "text"
    spans = [
        Span("▌" if parameter.active else " ", "now", target),
        Span(facts.notation.name(name), head, target),
    ]
    for entry in entries(parameter, 4, facts.phase):
        text = ABSENT if entry.number is None else signed(facts.notation.number(entry.number))
        tag = f"  {entry.tag} " if entry.tag else " "
        role = "now" if entry.active else "dim" if entry.number is None else entry.role
        added = [Span(tag, "now" if entry.active else "dim", target), Span(text, role, target)]
        if width_of([*spans, *added]) > width:
            break
        spans += added
    return spans if width_of(spans) <= width else []
