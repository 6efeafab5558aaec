"""The last that is done to a line of cells: for terminals without colours, and for those with ASCII alone."""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from tui.terminal.capabilities import Capabilities
from tui.text.ascii import ascii_twin

_BRIGHT = 0.5
"""From this brightness on, of 1, a background is meant to be seen: as no ground is, in the theme without colours."""


class ColourlessFilter(LineFilter):
    """Leaves no colour; what had a bright background, such as what is marked in a list, is reversed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text, style and colourless(style), control) for text, style, control in segments]


class AsciiFilter(LineFilter):
    """Spells each character as its twin in ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(ascii_twin(text), style, control) for text, style, control in segments]


@lru_cache(4096)
def colourless(style: Style) -> Style:
    """The style without its colours; bold, what is underlined, and what a click on it does remain."""
    under = style.color if style.reverse else style.bgcolor
    if under is None or under.is_default:
        seen = bool(style.reverse)
    else:
        seen = Color.from_rich_color(under).brightness >= _BRIGHT
    return style.without_color + Style(reverse=seen, meta=style.meta)


def line_filters(capabilities: Capabilities) -> list[LineFilter]:
    """What a terminal with these abilities needs."""
    wanted: list[LineFilter] = []
    if capabilities.colours.value == "none":
        wanted.append(ColourlessFilter())
    if capabilities.charset.value == "ascii":
        wanted.append(AsciiFilter())
    return wanted
