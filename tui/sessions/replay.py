"""The replay of a journal: calls the same functions as the commands, so that the numbers are the same."""

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
from tui.workspace.progress import SLICE_SECONDS, Progress
from tui.workspace.run import Run
from tui.workspace.workspace import Workspace

_STEPS_PER_CLOCK_CHECK = 32


class ReplayOutcome(NamedTuple):
    """The result of a replay."""

    events: tuple[Event, ...]
    """The events that were replayed, without superseded ones."""
    speed: float | None
    """The speed of playback; None if it was not changed."""
    message: str
    """A sentence that says what could not be replayed; "" if everything was."""


class _NotApplicable(Exception):
    """An event does not fit the scenario; the message is a clause that says why."""


class Replay:
    """The replay of a journal on a workspace at its start, in slices."""

    def __init__(self, workspace: Workspace, events: Sequence[Event]) -> None:
        self._workspace = workspace
        self._events = tuple(compacted(events))
        self._until = 0.0
        self._applied = 0
        self._speed: float | None = None
        self._message = ""

    def slices(self) -> Iterator[Progress]:
        """Replay the events, and yield the progress every `SLICE_SECONDS`."""
        self._until = monotonic() + SLICE_SECONDS
        for event in self._events:
            try:
                yield from self._apply(event)
            except ScenarioError as error:
                self._fail(error.description.replace("\n", "; "))
                return
            except ExpressionError as error:
                self._fail(error.message)
                return
            except _NotApplicable as error:
                self._fail(str(error))
                return
            except Exception as error:  # noqa: BLE001 - an error of the program must not make the session unreadable
                self._fail(f"{type(error).__name__}: {error}")
                return
            self._applied += 1
            yield from self._report()

    @property
    def outcome(self) -> ReplayOutcome:
        """The result so far."""
        return ReplayOutcome(self._events[: self._applied], self._speed, self._message)

    def _fail(self, reason: str) -> None:
        self._message = (
            f"Change {self._applied + 1} of {len(self._events)} of this session can no longer be applied: {reason}. "
            "Everything before it was restored."
        )

    def _report(self) -> Iterator[Progress]:
        if monotonic() > self._until:
            yield Progress(self._applied, len(self._events), self._workspace.newest())
            self._until = monotonic() + SLICE_SECONDS

    def _apply(self, event: Event) -> Iterator[Progress]:
        workspace = self._workspace
        match event:
            case PositionRecorded():
                yield from self._restore_position(event)
            case SettingsChanged(run, settings, description, restart):
                self._run(run).change_settings(settings, description, restart=restart)
            case ParameterEdited(run, parameter, value, description):
                names = self._run(run).training.objective.parameters.names
                if parameter not in names:
                    raise _NotApplicable("there is no such parameter")
                self._run(run).edit_parameter(names.index(parameter), value, description)
            case BranchSelected(run, branch):
                branches = self._run(run).timeline.branches
                if branch >= len(branches):
                    raise _NotApplicable("there is no such branch")
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
            raise _NotApplicable("there is no such run")
        return self._workspace.runs[number]

    def _restore_position(self, event: PositionRecorded) -> Iterator[Progress]:
        """Take the steps that had been taken, and move each run to its place."""
        workspace = self._workspace
        if len(event.runs) != len(workspace.runs) or event.shown >= len(workspace.runs):
            raise _NotApplicable("the scenario has other runs")
        for run, position in zip(workspace.runs, event.runs, strict=True):
            while run.timeline.newest < position.newest and run.timeline.ending is None:
                run.timeline.go(min(position.newest, run.timeline.newest + _STEPS_PER_CLOCK_CHECK))
                yield from self._report()
            if run.timeline.newest < position.newest:
                raise _NotApplicable(f"the run ends at step {run.timeline.newest:,}")
            if position.step < position.newest:
                run.cursor.go(position.newest)  # marks all steps that were revealed before
            run.cursor.go(position.step)
            run.cursor.stand(position.beat)
        workspace.show_run(event.shown)


def replay_all(workspace: Workspace, events: Sequence[Event]) -> ReplayOutcome:
    """Replay a journal at once."""
    replay = Replay(workspace, events)
    for _ in replay.slices():
        pass
    return replay.outcome
