"""What can be typed, by what it is about; each module declares its commands beside their functions."""

from __future__ import annotations

from tui.plain.commands import changing, looking, playing, runs, settings, tables, talking, time
from tui.plain.language import Command

COMMANDS: tuple[Command, ...] = (
    *time.COMMANDS,
    *playing.COMMANDS,
    *looking.COMMANDS,
    *tables.COMMANDS,
    *changing.COMMANDS,
    *settings.COMMANDS,
    *runs.COMMANDS,
    *talking.COMMANDS,
)
"""All of them, in the order of the help."""
