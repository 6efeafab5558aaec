"""The context of a command: the open scenario, and how it is shown; the same for both front ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from scenarios.format import Scenario
from tui.lessons.playback import Playback
from tui.lessons.script import Script
from tui.views.layout_state import LayoutState
from tui.workspace.workspace import Workspace


class Context(Protocol):
    """What command bodies read and change."""

    @property
    def workspace(self) -> Workspace:
        """The runs, their places, and how they are shown."""

    @property
    def script(self) -> Script:
        """The script with its cues."""

    @property
    def playback(self) -> Playback:
        """Playback by the clock."""

    @property
    def scenario(self) -> Scenario:
        """The scenario as given."""

    @property
    def layout(self) -> LayoutState:
        """The view, and the arrangement of its panes."""

    screenshot: Callable[[], str] | None
    """Returns the screen as SVG; None without a screen."""
    theme: str
    """The name of the colour theme; "" without a screen."""
    themes: tuple[str, ...]
    """The themes to choose from."""
