"""What can be typed, by what it is about; each module declares its commands beside their functions."""

from __future__ import annotations

from tui.plain.commands import conversation, edits, navigation, playback, runs, settings, tables, view
from tui.plain.vocabulary import Command

COMMANDS: tuple[Command, ...] = (
    *navigation.COMMANDS,
    *playback.COMMANDS,
    *view.COMMANDS,
    *tables.COMMANDS,
    *edits.COMMANDS,
    *settings.COMMANDS,
    *runs.COMMANDS,
    *conversation.COMMANDS,
)
"""All of them, in the order of the help."""
