"""The help of the list of scenarios."""

from __future__ import annotations

from tui.help.page import Contents, Key
from tui.panes.help_page import HelpPage, Mark

_PAGE = HelpPage(
    "The scenarios that come with gradstep, from the simple to the less simple: each is a network with its data, or a "
    "function, with a lesson. Files of your own open from the command line: gradstep new mine.toml writes one to begin "
    "with, gradstep mine.toml opens it.",
    (
        Mark("▸", "the one that opens with Enter"),
        Mark("texts", "how many its lesson has: they come as you step, or as it plays"),
    ),
    "Mark the next scenario",
)

PICKING = Contents(
    "Scenarios",
    _PAGE,
    (
        Key("↑ ↓ n p", _PAGE.arrows),
        Key("Enter", "Open the marked scenario, or go on where you left off"),
        Key("?", "Show this help and the glossary"),
        Key("Esc", "Go back to the scenario that you come from, as you left it"),
        Key("q", "Leave"),
    ),
    (),
)
