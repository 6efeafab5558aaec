"""Open requests: what to open, and how, as the command line or the picker asks for it.

Light to import, so that the picker is there at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.loading import Loaded
    from tui.sessions.journal import Session

NORMAL_SPEED = 1.0
"""Steps a second."""
FIRST_VIEW, PRESENTATION_VIEW = "workbench", "presentation"


@dataclass(frozen=True)
class OpenRequest:
    """A scenario or a session to open, or nothing yet, and how it is played."""

    loaded: Loaded | None = None
    """None lets a person pick."""
    session: Session | None = None
    """Resumed, if given, with the scenario that it holds."""
    playing: bool = False
    """Whether playback of the script begins at once."""
    speed: float = NORMAL_SPEED
    """Steps a second."""
    loop: bool = False
    from_cue: int | None = None
    """The cue at which playback begins, from 1."""
    view: str = FIRST_VIEW
    """The name of the view to begin with."""
