"""Open requests: what the command line or the picker asks to open, and how.

Imports nothing at run time, so that the picker starts fast.
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
    """The scenario; None opens the picker."""
    session: Session | None = None
    """The session to resume, with the scenario in it."""
    playing: bool = False
    """Whether the script is played at once."""
    speed: float = NORMAL_SPEED
    """Steps a second."""
    loop: bool = False
    from_cue: int | None = None
    """The cue at which playback begins, from 1."""
    view: str = FIRST_VIEW
    """The name of the first view."""
