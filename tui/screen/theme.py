"""Themes: the style of each role, with hues that colour-blind readers can distinguish."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from rich.style import Style
from textual.theme import Theme

from tui.terminal.capabilities import Colours

DARK: Mapping[str, str] = {
    "text": "#d5dbe3",
    "dim": "#8a94a3",
    "quiet": "#465160",
    "line": "#626e7e",
    "strong": "#f2f5f8",
    "now": "#f0e442",
    "now-line": "#958f33",
    "blue": "#6cc0f0",
    "blue-line": "#447490",
    "orange": "#ff9d5c",
    "orange-line": "#94603f",
    "purple": "#dba0d8",
    "green": "#4fd3a4",
    "red": "#ff7b72",
    "ground": "#12161b",
}
LIGHT: Mapping[str, str] = {
    "text": "#1f252d",
    "dim": "#5b6673",
    "quiet": "#b6bfca",
    "line": "#848d98",
    "strong": "#000000",
    "now": "#8a4b00",
    "now-line": "#b8834a",
    "blue": "#00568f",
    "blue-line": "#5b91b4",
    "orange": "#a83a00",
    "orange-line": "#c1744b",
    "purple": "#803b7c",
    "green": "#00664a",
    "red": "#b3261e",
    "ground": "#fbfbf9",
}
HIGH_CONTRAST: Mapping[str, str] = {
    "text": "#ffffff",
    "dim": "#d0d0d0",
    "quiet": "#6a6a6a",
    "line": "#b0b0b0",
    "strong": "#ffffff",
    "now": "#ffff00",
    "now-line": "#a8a800",
    "blue": "#80d0ff",
    "blue-line": "#80d0ff",
    "orange": "#ffb060",
    "orange-line": "#ffb060",
    "purple": "#ffa8ff",
    "green": "#70ffb0",
    "red": "#ff9090",
    "ground": "#000000",
}
OKABE_ITO: Mapping[str, str] = {
    "text": "#e8e8e8",
    "dim": "#a8a8a8",
    "quiet": "#555555",
    "line": "#707070",
    "strong": "#ffffff",
    "now": "#f0e442",
    "now-line": "#958f33",
    "blue": "#56b4e9",
    "blue-line": "#2f6380",
    "orange": "#e69f00",
    "orange-line": "#7f5700",
    "purple": "#cc79a7",
    "green": "#009e73",
    "red": "#d55e00",
    "ground": "#000000",
}
"""The hues of Okabe & Ito, "Color universal design" (2008); the other palettes are lighter or darker versions.

In every palette, text has a contrast ratio of at least 4.5 with the background, and meaningful lines of 3.
"""
SIXTEEN: Mapping[str, str] = {
    "text": "#ffffff",
    "dim": "#aaaaaa",
    "quiet": "#555555",
    "line": "#aaaaaa",
    "strong": "#ffffff",
    "now": "#ffff55",
    "now-line": "#ffff55",
    "blue": "#55ffff",
    "blue-line": "#00aaaa",
    "orange": "#ff5555",
    "orange-line": "#ff5555",
    "purple": "#ff55ff",
    "green": "#55ff55",
    "red": "#ff5555",
    "ground": "#000000",
}
"""The sixteen standard colours, in the values that Rich maps back to them.

Bright ones on black, since the others are too dark to read on some terminals; red takes the place of orange.
"""

ROLES: Mapping[str, str] = {
    "": "text",
    "text": "text",
    "dim": "dim",
    "frame": "quiet",
    "frame-here": "text",
    "frame-active": "now-line",
    "here": "strong bold",
    "title": "strong bold",
    "brand": "ground on text bold",
    "heading": "dim bold",
    "note": "dim italic",
    "strong": "strong bold",
    "key": "strong bold",
    "now": "now bold",
    "now-block": "ground on now bold",
    "value": "text",
    "positive": "blue",
    "negative": "orange",
    "gradient": "purple",
    "update": "green",
    "good": "green bold",
    "warning": "red bold",
    "edge": "line",
    "edge-positive": "blue-line",
    "edge-negative": "orange-line",
    "edge-selected": "strong",
    "selected": "strong bold reverse",
    "axis": "dim",
    "cursor": "text",
    "change": "green bold",
    "point": "now bold",
    "curve": "dim",
    "tangent": "purple",
    "trail": "blue",
    "ghost": "dim",
    "ahead": "dim",
    "row-loss": "blue",
    "epoch-loss": "strong",
    "all-loss": "green",
    "test-loss": "orange",
    "run-0": "blue",
    "run-1": "orange",
    "run-2": "green",
    "run-3": "purple",
    "run-4": "red",
    "run-5": "strong",
    **{f"level-{level}": "dim" if level < 4 else "quiet" for level in range(8)},
}
"""Role → names of palette colours and text attributes."""


SIXTEEN_COLOURS, NO_COLOURS = "sixteen-colours", "no-colours"
PALETTES: Mapping[str, Mapping[str, str]] = {
    "gradstep-dark": DARK,
    "gradstep-light": LIGHT,
    "high-contrast": HIGH_CONTRAST,
    "okabe-ito": OKABE_ITO,
    SIXTEEN_COLOURS: SIXTEEN,
    NO_COLOURS: HIGH_CONTRAST,
}
"""Theme name → palette."""
_ROLE_OVERRIDES: Mapping[str, Mapping[str, str]] = {
    NO_COLOURS: {
        "frame-here": "dim bold",
        "frame-active": "now bold",
        "here": "strong bold reverse",
        "edge-selected": "strong bold",
    },
}
"""Replacements of ROLES in themes whose colours would not distinguish the roles."""


@cache
def style_of(role: str, theme: str) -> Style:
    """Return the style of a role in a theme; an unknown role is styled as text."""
    palette = PALETTES.get(theme, DARK)
    words = (_ROLE_OVERRIDES.get(theme, {}).get(role) or ROLES.get(role, "text")).split()
    return Style.parse(" ".join(palette.get(word, word) for word in words))


def _theme(name: str, palette: Mapping[str, str], *, dark: bool) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=palette["blue"],
        secondary=palette["purple"],
        accent=palette["now"],
        warning=palette["orange"],
        error=palette["red"],
        success=palette["green"],
        foreground=palette["text"],
        background=palette["ground"],
        surface=palette["ground"],
        panel=palette["ground"],
        variables={
            "block-cursor-foreground": palette["ground"],
            "block-cursor-background": palette["now"],
            "block-cursor-blurred-foreground": palette["strong"],
            "block-cursor-blurred-background": palette["quiet"],
        },
    )


_BY_NAME = {name: _theme(name, palette, dark=palette is not LIGHT) for name, palette in PALETTES.items()}
THEMES = tuple(theme for name, theme in _BY_NAME.items() if name not in (SIXTEEN_COLOURS, NO_COLOURS))
"""The themes to choose from on terminals with enough colours."""


def themes_for(colours: Colours) -> tuple[Theme, ...]:
    """Return the available themes for a number of colours, the default one first."""
    match colours:
        case "16":
            return (_BY_NAME[SIXTEEN_COLOURS],)
        case "none":
            return (_BY_NAME[NO_COLOURS],)
    return THEMES


def next_theme(name: str) -> str:
    """Return the next available theme; the same one if there is no other."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else name
