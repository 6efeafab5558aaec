"""Labels of edges: the name of a parameter, and its numbers as far as they are revealed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from engine.insight.story.beats import Phase
from tui.drawing.numbers import sign_role
from tui.drawing.spans import Span
from tui.panes.network.fields import number_role
from tui.panes.network.revealed_network import Parameter, RevealedNetwork

TAG_WIDTH = 3
"""Cells for a tag before a number: "∂L " is the widest."""


_REVEALED_IN = {"∂L": Phase.BACKWARD, "Δ": Phase.UPDATE, "←": Phase.UPDATE, "■": Phase.UPDATE}
"""The phase that reveals a number, by its tag."""


class Entry(NamedTuple):
    """One number of a parameter, with the tag that says which ("" for the value)."""

    tag: str
    number: float | None
    role: str
    active: bool

    @property
    def number_role(self) -> str:
        """The role in which the number is written."""
        return number_role(self.role, self.number, active=self.active)


def entries(parameter: Parameter, lines: int, phase: Phase | None) -> list[Entry]:
    """The numbers of a parameter in at most so many lines.

    In one line the newest of value, gradient and new value, but the value where the current beat uses it; in two the
    value and the newer of the others; in three value, gradient and new value; in four also the update. Numbers of a
    later phase are left out until then.
    """
    value = Entry("", parameter.value, sign_role(parameter.value), parameter.value_active)
    gradient = Entry("∂L", parameter.gradient, "gradient", parameter.gradient_active)
    update = Entry("Δ", parameter.update, "update", parameter.new_active)
    tag, role = ("■", "dim") if parameter.frozen else ("←", "update")
    new = Entry(tag, parameter.new, role, parameter.new_active)
    if lines == 1:
        if parameter.value_active and phase is not Phase.UPDATE:
            return [value]
        return [[entry for entry in (value, gradient, new) if entry.number is not None][-1]]
    if lines == 2:
        wanted = [value, new if new.number is not None else gradient]
    else:
        wanted = [value, gradient, new] if lines == 3 else [value, gradient, update, new]
    return [
        entry
        for entry in wanted
        if entry is value or entry.number is not None or phase is _REVEALED_IN[entry.tag]
    ]


class Label(NamedTuple):
    """The lines of a parameter beside its edge."""

    parameter: Parameter
    lines: list[list[Span]]
    """All of them have the same width."""
    used: int
    """Cells of the first line up to the end of its text."""


def labels(
    revealed: RevealedNetwork,
    parameters: Sequence[Parameter],
    lines: int,
    name: int,
    number: int,
    *,
    spelled: bool,
) -> list[Label]:
    """The labels of the parameters of one unit, below each other.

    Args:
        revealed: the network.
        parameters: from the uppermost to the lowest.
        lines: the lines of each of them.
        name: cells for a name or, after the first line, a tag.
        number: cells for a number; in a single line, with its tag.
        spelled: whether tags have the name of the parameter: ∂L/∂w¹₁₁.
    """
    all_entries = [entries(parameter, lines, revealed.phase) for parameter in parameters]
    widest_tag = max(len(own[0].tag) for own in all_entries)
    tags = widest_tag + 1 if lines == 1 and widest_tag else 0
    texts = revealed.column([entry.number for entry in chain(*all_entries)], number - tags, sign=True)
    drawn, below = [], iter(texts)
    for parameter, own in zip(parameters, all_entries, strict=True):
        target = f"quantity:{parameter.name}"
        written = revealed.notation.name(parameter.name)
        rows = []
        for line, entry in enumerate(own):
            text = next(below)
            if line == 0:
                head = Span(written.ljust(name), _name_role(revealed, parameter), target)
            else:
                tag = (
                    revealed.notation.name(f"gradient.{parameter.name}")
                    if spelled and entry.tag == "∂L"
                    else entry.tag
                )
                head = Span(tag.rjust(name), "now" if entry.active else "dim", target)
            before = f" {entry.tag if tags else '':{tags}}"
            rows.append(
                [
                    head,
                    Span(before, "now" if entry.active else "dim", target),
                    Span(text.ljust(number - tags), entry.number_role, target),
                ]
            )
        used = name + 1 + tags + len(rows[0][-1].text.rstrip())
        drawn.append(Label(parameter, rows, used))
    return drawn


def _name_role(revealed: RevealedNetwork, parameter: Parameter) -> str:
    if revealed.selected == parameter.name:
        return "selected"
    return "now" if parameter.active else "text"
