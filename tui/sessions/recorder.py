"""Sees everything that happens to a desk's runs, whoever makes it happen, and hands it on as deeds to be kept."""

from __future__ import annotations

from collections.abc import Callable

from tui.workspace.events import Event, PositionRecorded, RunPosition, SpeedChanged
from tui.workspace.workspace import Workspace


class Recorder:
    """Hears of each change just before it is made; where the runs stand is looked at with every drawing."""

    def __init__(
        self,
        workspace: Workspace,
        speed: Callable[[], float],
        keep: Callable[[Event], None],
        known_speed: float = 1.0,
    ) -> None:
        """Args: the desk; the speed of its playback; what keeps a deed; the speed that is known.

        Where the runs stand at present is known as well.
        """
        self._workspace, self._speed, self._keep = workspace, speed, keep
        self._stood = current_position(workspace)
        self._known_speed = known_speed
        workspace.subscribe(self._on_event)

    def record_position(self) -> None:
        """Have it kept where the runs stand, if that is elsewhere than before."""
        stood, known_speed = current_position(self._workspace), self._speed()
        if stood != self._stood:
            self._stood = stood
            self._keep(stood)
        if known_speed != self._known_speed:
            self._known_speed = known_speed
            self._keep(SpeedChanged(known_speed))

    def _on_event(self, event: Event) -> None:
        # A change takes effect where the run stands.
        self.record_position()
        self._keep(event)


def current_position(workspace: Workspace) -> PositionRecorded:
    """Where the desk's runs stand."""
    return PositionRecorded(
        tuple(RunPosition(*run.cursor.place, run.timeline.newest) for run in workspace.runs), workspace.shown
    )
