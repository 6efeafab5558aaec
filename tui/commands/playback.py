"""Playback commands: play, pause, and the speed."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from tui.commands.command import Command
from tui.commands.context import Context
from tui.commands.outcome import CommandError, Outcome, Plays, Viewed
from tui.workspace import describe


def _play(context: Context, argument: str) -> Outcome:
    playback = context.playback
    if playback.player.playing:
        playback.pause()
        return Viewed()
    if not playback.can_start:
        raise CommandError(describe.end(context.workspace.snapshot()) or "The run ends here.")
    return Plays()


def _change_speed(by: int) -> Callable[[Context, str], Outcome]:
    def change_speed(context: Context, argument: str) -> Outcome:
        context.playback.change_speed(by)
        speed = context.playback.player.speed
        rate = "the maximum" if speed == inf else f"{speed:g} steps a second"
        return Viewed(sentence=f"Playback speed: {rate}.")

    return change_speed


_GROUP = "Playback"
COMMANDS: tuple[Command, ...] = (
    Command(
        "play",
        _play,
        _GROUP,
        "Play, pause",
        keys=("space",),
        words=("play", "space"),
        label="play",
        rank=2,
        pauses=False,
        plain_help="Play the run from here; Ctrl+C or Enter pauses",
    ),
    Command(
        "slower",
        _change_speed(-1),
        _GROUP,
        "Play slower",
        keys=("less_than_sign",),
        words=("slower",),
        pauses=False,
    ),
    Command(
        "faster",
        _change_speed(1),
        _GROUP,
        "Play faster",
        keys=("greater_than_sign",),
        words=("faster",),
        pauses=False,
    ),
)
