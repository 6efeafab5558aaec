"""The help of the list of scenarios."""

from __future__ import annotations

from tui.help.page import Contents, Key
from tui.panes.help_page import HelpPage, Mark

_PAGE = HelpPage(
    "The scenarios that come with gradstep, the simplest first: each is a network with its data, or a function, with a "
    "lesson. For a scenario of your own, gradstep new mine.toml writes a file to begin with, and gradstep mine.toml "
    "opens it.",
    (
        Mark("▸", "opens with Enter"),
        Mark("texts", "the number of texts in its lesson; they appear as you step or play"),
    ),
    "Mark the next scenario",
)

PICKING = Contents(
    "Scenarios",
    _PAGE,
    (
        Key("↑ ↓ n p", _PAGE.arrows),
        Key("Enter", "Open the marked scenario, or resume it where you left off"),
        Key("?", "Show this help and the glossary"),
        Key("Esc", "Return to the previous scenario as you left it"),
        Key("q", "Quit"),
    ),
    (),
)
