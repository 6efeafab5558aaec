"""Playing a run by the clock."""

from __future__ import annotations

from collections.abc import Callable

from tui.plain.conversation import Sitting
from tui.plain.vocabulary import Command


def _play(sitting: Sitting, argument: str) -> None:
    sitting.playing.play()


def _speed(by: int) -> Callable[[Sitting, str], None]:
    def change(sitting: Sitting, argument: str) -> None:
        sitting.playing.performance.change_speed(by)
        speed = sitting.playing.performance.player.speed
        told = "as fast as it goes" if speed == float("inf") else f"{speed:g} steps a second"
        sitting.page.say(f"Playing takes {told}.")

    return change


COMMANDS: tuple[Command, ...] = (
    Command(("play", "space"), _play, "play", instead="Play the run from here; Ctrl+C, or Enter, pauses it"),
    Command(("slower",), _speed(-1), "slower"),
    Command(("faster",), _speed(1), "faster"),
)
