"""The registry of views."""

from __future__ import annotations

from tui.views.presentation import PRESENTATION
from tui.views.view import View
from tui.views.workbench import WORKBENCH

VIEWS: tuple[View, ...] = (WORKBENCH, PRESENTATION)
"""The first one is the one that a scenario opens in."""


def view_named(name: str) -> View:
    """The view with this name."""
    return next(view for view in VIEWS if view.name == name)
