"""The context of a command: the open scenario and how it is shown, whichever front end asks."""

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
        """The runs, where they stand, and how they are shown."""

    @property
    def script(self) -> Script:
        """The cues."""

    @property
    def playback(self) -> Playback:
        """Playing by the clock."""

    @property
    def scenario(self) -> Scenario:
        """The scenario as given."""

    @property
    def layout(self) -> LayoutState:
        """The view, its panes and where they are."""

    screenshot: Callable[[], str] | None
    """Returns the screen as SVG; None where there is no screen."""
    theme: str
    """The name of the colour theme; "" where there is no screen."""
    themes: tuple[str, ...]
    """The themes to choose from."""
