"""Help pages: what a pane or a screen shows, and what the signs in it mean."""

from __future__ import annotations

from typing import NamedTuple


class Mark(NamedTuple):
    """A sign that a pane draws."""

    sign: str
    meaning: str
    role: str = "key"
    """The role in which the pane draws it."""


class HelpPage(NamedTuple):
    """The explanation of a pane or a screen."""

    about: str
    """What it shows, in a few sentences."""
    marks: tuple[Mark, ...] = ()
    arrows: str = ""
    """What ↑ and ↓ do in it; "" where commands of the pane say so."""
