"""The registry of all commands, in the order of the help."""

from __future__ import annotations

from collections.abc import Mapping

from tui.commands import edits, loss_chart, navigation, playback, program, runs, settings, tables, view
from tui.commands.command import Command

COMMANDS: tuple[Command, ...] = (
    *navigation.COMMANDS,
    *playback.COMMANDS,
    *runs.COMMANDS,
    *edits.COMMANDS,
    *settings.COMMANDS,
    *tables.COMMANDS,
    *loss_chart.COMMANDS,
    *view.COMMANDS,
    *program.COMMANDS,
)

BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}
