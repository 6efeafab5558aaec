"""What the keys of the workbench do, by what it is about; each module declares its actions beside their functions."""

from __future__ import annotations

from tui.commands import edits, loss_chart, navigation, playback, runs, settings, tables, view
from tui.commands.command import Action

ACTIONS: tuple[Action, ...] = (
    *navigation.ACTIONS,
    *playback.ACTIONS,
    *runs.ACTIONS,
    *edits.ACTIONS,
    *tables.ACTIONS,
    *loss_chart.ACTIONS,
    *settings.ACTIONS,
    *view.ACTIONS,
)
"""All of them, in the order of the help."""

BY_ID = {action.id: action for action in ACTIONS}

SHARED = frozenset(
    action.id
    for action in ACTIONS
    if any(other.id != action.id and set(other.keys) & set(action.keys) for other in ACTIONS)
)
"""Actions that have their key together with others: it does what belongs to the pane where the arrows move."""
