"""What stands on an edge: its name, and the numbers that the phase has brought."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from engine.insight.story.beats import Phase
from tui.drawing.numbers import sign_role
from tui.drawing.spans import Span
from tui.panes.network.facts import NetworkFacts, Parameter

TAG = 3
"""Cells for a tag before a number: "∂L " is the widest."""


_COMES_IN = {"∂L": Phase.BACKWARD, "Δ": Phase.UPDATE, "←": Phase.UPDATE, "■": Phase.UPDATE}
"""The phase that brings a number."""


class Entry(NamedTuple):
    """One number of a parameter: what it is ("" for the value itself), how it is shown, and whether it is lit."""

    tag: str
    number: float | None
    role: str
    active: bool


def entries(parameter: Parameter, lines: int, phase: Phase | None) -> list[Entry]:
    """A parameter's numbers in so many lines.

    In one line the newest of value, gradient and new value, but the value where the lit beat reckons with it; in two
    the value, and the newer of the others; in three the value, the gradient and the new value; in four the update,
    too. What comes with a later phase is left out until then.
    """
    value = Entry("", parameter.value, sign_role(parameter.value), parameter.lit_value)
    gradient = Entry("∂L", parameter.gradient, "gradient", parameter.lit_gradient)
    update = Entry("Δ", parameter.update, "update", parameter.lit_new)
    tag, role = ("■", "dim") if parameter.frozen else ("←", "update")
    new = Entry(tag, parameter.new, role, parameter.lit_new)
    if lines == 1:
        if parameter.lit_value and phase is not Phase.UPDATE:
            return [value]
        return [[entry for entry in (value, gradient, new) if entry.number is not None][-1]]
    if lines == 2:
        wanted = [value, new if new.number is not None else gradient]
    else:
        wanted = [value, gradient, new] if lines == 3 else [value, gradient, update, new]
    return [
        entry
        for entry in wanted
        if entry is value or entry.number is not None or phase is _COMES_IN[entry.tag]
    ]


class Label(NamedTuple):
    """A parameter's lines beside its edge."""

    parameter: Parameter
    lines: list[list[Span]]
    """All spans of a line together are as wide as those of any other."""
    used: int
    """How many cells of the first line are written in."""


def labels(
    facts: NetworkFacts, parameters: Sequence[Parameter], lines: int, name: int, number: int, *, spelled: bool
) -> list[Label]:
    """The labels of one unit's parameters, below each other.

    Args:
        facts: of the moment.
        parameters: in the order in which they stand.
        lines: how many lines each of them has.
        name: cells for a name or, in further lines, a tag.
        number: cells for a number; in a single line, for its tag as well.
        spelled: whether tags are written with the parameter's name: ∂L/∂w¹₁₁.
    """
    told = [entries(parameter, lines, facts.phase) for parameter in parameters]
    widest_tag = max(len(own[0].tag) for own in told)
    tags = widest_tag + 1 if lines == 1 and widest_tag else 0
    texts = facts.column([entry.number for entry in chain(*told)], number - tags, sign=True)
    found, below = [], iter(texts)
    for parameter, own in zip(parameters, told, strict=True):
        target = f"quantity:{parameter.name}"
        written = facts.notation.name(parameter.name)
        rows = []
        for line, entry in enumerate(own):
            text = next(below)
            if line == 0:
                head = Span(written.ljust(name), _name_role(facts, parameter), target)
            else:
                tag = (
                    facts.notation.name(f"gradient.{parameter.name}")
                    if spelled and entry.tag == "∂L"
                    else entry.tag
                )
                head = Span(tag.rjust(name), "now" if entry.active else "dim", target)
            before = f" {entry.tag if tags else '':{tags}}"
            rows.append(
                [
                    head,
                    Span(before, "now" if entry.active else "dim", target),
                    Span(text.ljust(number - tags), _number_role(entry), target),
                ]
            )
        used = name + 1 + tags + len(rows[0][-1].text.rstrip())
        found.append(Label(parameter, rows, used))
    return found


def _name_role(facts: NetworkFacts, parameter: Parameter) -> str:
    if facts.selected == parameter.name:
        return "selected"
    return "now" if parameter.active else "text"


def _number_role(entry: Entry) -> str:
    if entry.number is None:
        return "dim"
    return "now" if entry.active else entry.role
