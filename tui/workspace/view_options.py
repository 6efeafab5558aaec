"""View options: the selection, and how numbers, tables and charts are shown. They change no number of a run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from engine.insight.numbers import DIGITS

if TYPE_CHECKING:
    from engine.insight.story.cursor import Place

FEWEST_DIGITS, MOST_DIGITS = 3, 12


class Reading(NamedTuple):
    """The beat of a story that the reader has selected, apart from the current one."""

    beat: int
    """Its index in the story, from 0."""
    selected: str | None
    """The quantity whose story it is; None for the whole step."""
    place: Place | None
    """The place of the run at the time; None after a complete step, so that the same beat of the next step is read."""


@dataclass(frozen=True)
class ViewOptions:
    """The selection, and how numbers, tables and charts are shown."""

    pane: str = "stage"
    """The pane in which the arrow keys move the selection."""
    digits: int = DIGITS
    """Significant digits of numbers."""
    unicode: bool = True
    """Whether characters beyond ASCII can be shown."""
    selected: str | None = None
    """The quantity whose story is shown: a parameter, or a unit by its value (a1_2, the column of an input)."""
    reading: Reading | None = None
    """The selected beat of the story; None if the story follows the current one."""
    row: int | None = None
    """The data index of the marked row."""
    standardized: bool = False
    """Whether the data pane shows standardized columns as the network is given them, or in the unit of the data."""
    chart_step: int | None = None
    """The step of the chart's cursor; None for the current step."""
    logarithmic: bool | None = None
    """Whether the axis of the loss is logarithmic; None to choose by the numbers."""
    pattern: str = ""
    """The pattern of the names of listed parameters; "" for all."""
    order: str = "θ"
    """The sort order of parameters: "θ", or by the magnitude of "gradient", "update" or "value"."""


PLAIN = ViewOptions()
"""The default options."""


def with_digits(view_options: ViewOptions, by: int) -> ViewOptions:
    """Return the options with more digits, or fewer if negative, from `FEWEST_DIGITS` to `MOST_DIGITS`."""
    return replace(view_options, digits=max(FEWEST_DIGITS, min(MOST_DIGITS, view_options.digits + by)))
