"""How a person has chosen to look at a run: nothing in it changes a number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from engine.insight.numbers import DIGITS

if TYPE_CHECKING:
    from engine.insight.story.cursor import Place

FEWEST_DIGITS, MOST_DIGITS = 3, 12


class Reading(NamedTuple):
    """The line of the story that a person has gone to, apart from the one that is lit."""

    beat: int
    """Its place in the story, from 0."""
    selected: str | None
    """Whose story it is."""
    place: Place | None
    """Where the run stood; None after a whole step, where the same line of the next step is read on."""


@dataclass(frozen=True)
class ViewOptions:
    """What is selected, and how numbers, tables and charts are shown."""

    pane: str = "stage"
    """The pane that the arrows up and down move in."""
    digits: int = DIGITS
    """Significant digits of a number."""
    unicode: bool = True
    """Whether the terminal has letters and signs beyond ASCII."""
    selected: str | None = None
    """The quantity that the story turns to: a parameter, or a unit by its value (a1_2, an input's column)."""
    reading: Reading | None = None
    """The line of the story that is read; None where the story follows the lit one."""
    row: int | None = None
    """The place in the data of the row that is marked."""
    chart_step: int | None = None
    """Where the chart's cursor stands; None for the step that is looked at."""
    logarithmic: bool | None = None
    """Whether the loss has a logarithmic axis; None where the numbers decide."""
    pattern: str = ""
    """Of many parameters, those whose names match are listed."""
    order: str = "θ"
    """How parameters are sorted: as they lie in θ, or by the size of "gradient", "update" or "value"."""


PLAIN = ViewOptions()
"""Nothing selected, everything as it comes."""


def with_digits(view_options: ViewOptions, by: int) -> ViewOptions:
    """The same with so many more digits, within what can be chosen."""
    return replace(view_options, digits=max(FEWEST_DIGITS, min(MOST_DIGITS, view_options.digits + by)))
