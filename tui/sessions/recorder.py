"""Sees everything that happens to a desk's runs, whoever makes it happen, and hands it on as deeds to be kept."""

from __future__ import annotations

from collections.abc import Callable

from tui.workspace.events import Deed, Paced, Standing, Stood
from tui.workspace.workspace import Desk


class Recorder:
    """Hears of each change just before it is made; where the runs stand is looked at with every drawing."""

    def __init__(
        self, desk: Desk, speed: Callable[[], float], keep: Callable[[Deed], None], pace: float = 1.0
    ) -> None:
        """Args: the desk; the speed of its playback; what keeps a deed; the speed that is known.

        Where the runs stand at present is known as well.
        """
        self._desk, self._speed, self._keep = desk, speed, keep
        self._stood = standing_of(desk)
        self._pace = pace
        desk.listen(self._hear)

    def look(self) -> None:
        """Have it kept where the runs stand, if that is elsewhere than before."""
        stood, pace = standing_of(self._desk), self._speed()
        if stood != self._stood:
            self._stood = stood
            self._keep(stood)
        if pace != self._pace:
            self._pace = pace
            self._keep(Paced(pace))

    def _hear(self, deed: Deed) -> None:
        # A change takes effect where the run stands.
        self.look()
        self._keep(deed)


def standing_of(desk: Desk) -> Stood:
    """Where the desk's runs stand."""
    return Stood(tuple(Standing(*run.cursor.place, run.timeline.newest) for run in desk.runs), desk.shown)
