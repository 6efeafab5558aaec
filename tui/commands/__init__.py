"""What the keys of the workbench do, by what it is about; each module declares its actions beside their functions."""

from __future__ import annotations

from tui.actions import Action
from tui.commands import changing, charts, playing, runs, screen, settings, tables, time

ACTIONS: tuple[Action, ...] = (
    *time.ACTIONS,
    *playing.ACTIONS,
    *runs.ACTIONS,
    *changing.ACTIONS,
    *tables.ACTIONS,
    *charts.ACTIONS,
    *settings.ACTIONS,
    *screen.ACTIONS,
)
"""All of them, in the order of the help."""

BY_ID = {action.id: action for action in ACTIONS}

SHARED = frozenset(
    action.id
    for action in ACTIONS
    if any(other.id != action.id and set(other.keys) & set(action.keys) for other in ACTIONS)
)
"""Actions that have their key together with others: it does what belongs to the pane where the arrows move."""
