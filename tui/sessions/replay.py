"""Doing again what a journal tells, with the very functions that the keys call: so the numbers are the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import NamedTuple

from engine.objectives.parsing import ExpressionError
from scenarios.errors import ScenarioError
from tui.workspace.events import (
    BranchSelected,
    BreakpointsChanged,
    Event,
    ParameterEdited,
    PositionRecorded,
    Reset,
    SettingsChanged,
    SpeedChanged,
    compacted,
)
from tui.workspace.progress import Progress
from tui.workspace.run import Run
from tui.workspace.workspace import Workspace

SLICE_SECONDS = 0.04
"""Seconds of work between two reports."""

_STRIDE = 32
"""Steps between two looks at the clock."""


class Replayed(NamedTuple):
    """How far a journal could be done again."""

    events: tuple[Event, ...]
    """Those that were done, without what was superseded."""
    speed: float | None
    """Of the playback, if it was changed."""
    message: str
    """A sentence on what could not be done again; "" where all could."""


class _Otherwise(Exception):
    """Something no longer holds; the message is a clause that says what."""


class Replay:
    """A journal that is done again on a desk at its start, slice by slice."""

    def __init__(self, workspace: Workspace, events: Sequence[Event]) -> None:
        self._workspace = workspace
        self._deeds = tuple(compacted(events))
        self._until = 0.0
        self._done = 0
        self._speed: float | None = None
        self._told = ""

    def slices(self) -> Iterator[Progress]:
        """Do it; yields how far it has come every now and then."""
        self._until = monotonic() + SLICE_SECONDS
        for event in self._deeds:
            try:
                yield from self._do(event)
            except ScenarioError as error:
                self._give_up(error.description.replace("\n", "; "))
                return
            except ExpressionError as error:
                self._give_up(error.message)
                return
            except _Otherwise as error:
                self._give_up(str(error))
                return
            except Exception as error:  # noqa: BLE001 - what once brought the program down must not do so for ever
                self._give_up(f"{type(error).__name__}: {error}")
                return
            self._done += 1
            yield from self._report()

    @property
    def outcome(self) -> Replayed:
        """How far it could be done."""
        return Replayed(self._deeds[: self._done], self._speed, self._told)

    def _give_up(self, why: str) -> None:
        self._told = (
            f"Change {self._done + 1} of {len(self._deeds)} of this session can no longer be made: {why}. "
            "All that was done before it is there."
        )

    def _report(self) -> Iterator[Progress]:
        if monotonic() > self._until:
            yield Progress(self._done, len(self._deeds), self._workspace.newest())
            self._until = monotonic() + SLICE_SECONDS

    def _do(self, event: Event) -> Iterator[Progress]:
        workspace = self._workspace
        match event:
            case PositionRecorded():
                yield from self._stand(event)
            case SettingsChanged(run, settings, description, restart):
                self._run(run).change_settings(settings, description, restart=restart)
            case ParameterEdited(run, parameter, value, description):
                names = self._run(run).training.objective.parameters.names
                if parameter not in names:
                    raise _Otherwise("there is no such parameter")
                self._run(run).edit_parameter(names.index(parameter), value, description)
            case BranchSelected(run, branch):
                branches = self._run(run).timeline.branches
                if branch >= len(branches):
                    raise _Otherwise("there is no such branch")
                self._run(run).switch_branch(branches[branch])
            case Reset():
                workspace.reset()
            case BreakpointsChanged(breakpoints):
                workspace.breakpoints.restore(
                    breakpoints, workspace.run.timeline.branch, workspace.example_step()
                )
            case SpeedChanged(speed):
                self._speed = speed

    def _run(self, number: int) -> Run:
        if number >= len(self._workspace.runs):
            raise _Otherwise("there is no such run")
        return self._workspace.runs[number]

    def _stand(self, event: PositionRecorded) -> Iterator[Progress]:
        """Take the steps that had been taken, and stand where each run stood."""
        workspace = self._workspace
        if len(event.runs) != len(workspace.runs) or event.shown >= len(workspace.runs):
            raise _Otherwise("the scenario has other runs")
        for run, standing in zip(workspace.runs, event.runs, strict=True):
            while run.timeline.newest < standing.newest and run.timeline.ending is None:
                run.timeline.go(min(standing.newest, run.timeline.newest + _STRIDE))
                yield from self._report()
            if run.timeline.newest < standing.newest:
                raise _Otherwise(f"the run ends at step {run.timeline.newest:,}")
            if standing.step < standing.newest:
                run.cursor.go(standing.newest)  # what has been told is known again
            run.cursor.go(standing.step)
            run.cursor.stand(standing.beat)
        workspace.show_run(event.shown)


def all_at_once(workspace: Workspace, events: Sequence[Event]) -> Replayed:
    """Do a journal again without a pause."""
    replay = Replay(workspace, events)
    for _ in replay.slices():
        pass
    return replay.outcome
