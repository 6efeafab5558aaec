"""Playing a run by the clock."""

from __future__ import annotations

from collections.abc import Callable

from tui.plain.conversation import Conversation
from tui.plain.vocabulary import Command


def _play(conversation: Conversation, argument: str) -> None:
    conversation.playing.play()


def _speed(by: int) -> Callable[[Conversation, str], None]:
    def change(conversation: Conversation, argument: str) -> None:
        conversation.playing.playback.change_speed(by)
        speed = conversation.playing.playback.player.speed
        told = "as fast as it goes" if speed == float("inf") else f"{speed:g} steps a second"
        conversation.page.say(f"Playing takes {told}.")

    return change


COMMANDS: tuple[Command, ...] = (
    Command(("play", "space"), _play, "play", instead="Play the run from here; Ctrl+C, or Enter, pauses it"),
    Command(("slower",), _speed(-1), "slower"),
    Command(("faster",), _speed(1), "faster"),
)
