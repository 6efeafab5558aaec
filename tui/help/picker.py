"""The help of the list of scenarios."""

from __future__ import annotations

from tui.help.page import Contents, Key
from tui.help.pages import PICKER

PICKING = Contents(
    "Scenarios",
    PICKER,
    (
        Key("↑ ↓ n p", PICKER.arrows),
        Key("Enter", "Open the marked scenario, or go on where you left off"),
        Key("?", "Show this help and the glossary"),
        Key("Esc", "Go back to the scenario that you come from, as you left it"),
        Key("q", "Leave"),
    ),
    (),
)
