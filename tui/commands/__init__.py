"""What the keys of the workbench do, by what it is about; each module declares its actions beside their functions."""

from __future__ import annotations

from tui.actions import Action
from tui.commands import changing, playing, runs, screen, settings, time

ACTIONS: tuple[Action, ...] = (
    *time.ACTIONS,
    *playing.ACTIONS,
    *runs.ACTIONS,
    *changing.ACTIONS,
    *settings.ACTIONS,
    *screen.ACTIONS,
)
"""All of them, in the order of the help."""

BY_ID = {action.id: action for action in ACTIONS}
