"""Playing a run by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.command import Action
from tui.commands.navigation import OVER

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench


def _play(bench: Workbench) -> None:
    if not bench.playback.toggle():
        bench.notify(OVER, markup=False)
    bench.draw()


def _slower(bench: Workbench) -> None:
    bench.playback.change_speed(-1)
    bench.draw()


def _faster(bench: Workbench) -> None:
    bench.playback.change_speed(1)
    bench.draw()


_GROUP = "Playing"
ACTIONS: tuple[Action, ...] = (
    Action("play", ("space",), "space", "play", "Play, pause", _GROUP, _play, rank=2),
    Action("slower", ("less_than_sign",), "<", "", "Play slower", _GROUP, _slower),
    Action("faster", ("greater_than_sign",), ">", "", "Play faster", _GROUP, _faster),
)
