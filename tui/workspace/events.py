"""Journal events and their JSON encoding: one line for each change of the runs of a scenario."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from math import inf, isfinite
from typing import Any, NamedTuple

from tui.text.untrusted import clean_line

MAX_INDEX = 10**9
"""The largest step, beat or index in an event."""

_MAX_TEXT_CHARACTERS = 500
_UNLIMITED_SPEED = "max"
"""The encoding of an infinite speed: JSON has no infinity."""


class MalformedEvent(Exception):
    """A line that encodes no event; the message is a clause that says why."""


class RunPosition(NamedTuple):
    """The position of one run."""

    step: int
    beat: int
    newest: int
    """The number of steps taken on its branch."""


class PositionRecorded(NamedTuple):
    """The positions of all runs; of several such events in a row only the last matters."""

    runs: tuple[RunPosition, ...]
    shown: int
    """The index of the shown run."""

    @property
    def step(self) -> int:
        """The step of the run that is furthest ahead."""
        return max(run.step for run in self.runs)


class SettingsChanged(NamedTuple):
    """A run continues with other settings, by dotted keys."""

    run: int
    settings: Mapping[str, Any]
    description: str
    restart: bool
    """Whether the new branch begins at the start of the run."""


class ParameterEdited(NamedTuple):
    """A parameter has another value before the current step."""

    run: int
    parameter: str
    value: float
    description: str


class BranchSelected(NamedTuple):
    """A run continues on another branch, given by its index."""

    run: int
    branch: int


class Reset(NamedTuple):
    """All runs are reset to the start, and all earlier changes are discarded."""


class BreakpointsChanged(NamedTuple):
    """All breakpoints after a change: (name, condition, enabled) each."""

    breakpoints: tuple[tuple[str, str, bool], ...]


class SpeedChanged(NamedTuple):
    """The speed of playback, in steps a second."""

    speed: float


Event = (
    PositionRecorded
    | SettingsChanged
    | ParameterEdited
    | BranchSelected
    | Reset
    | BreakpointsChanged
    | SpeedChanged
)


def encoded(event: Event) -> str:
    """Return an event as a line of JSON, with the line end."""
    return json.dumps(_entry(event), separators=(",", ":")) + "\n"


def _entry(event: Event) -> dict[str, Any]:
    match event:
        case PositionRecorded(runs, shown):
            return {"at": runs, "shown": shown}
        case SettingsChanged(run, settings, description, restart):
            return {"run": run, "set": dict(settings), "told": description, "anew": restart}
        case ParameterEdited(run, parameter, value, description):
            return {"run": run, "edit": parameter, "value": value, "told": description}
        case BranchSelected(run, branch):
            return {"run": run, "follow": branch}
        case Reset():
            return {"reset": True}
        case BreakpointsChanged(breakpoints):
            return {"breakpoints": breakpoints}
        case SpeedChanged(speed):
            return {"speed": speed if isfinite(speed) else _UNLIMITED_SPEED}


def decoded(line: bytes) -> Event:
    """Return the event that a line encodes.

    Raises:
        MalformedEvent: the line encodes no event of this version.
    """
    try:
        entry = json.loads(line)
        # A text with lone surrogates could be neither shown nor written.
        json.dumps(entry, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise MalformedEvent("it is not JSON") from error
    match entry:
        case {"at": [*runs], "shown": int(shown), **rest} if runs and not rest:
            return PositionRecorded(tuple(map(_run_position, runs)), _index(shown))
        case {
            "run": int(run),
            "set": dict() as settings,
            "told": str(description),
            "anew": bool(restart),
            **rest,
        } if not rest:
            return SettingsChanged(_index(run), settings, _text(description), restart)
        case {
            "run": int(run),
            "edit": str(name),
            "value": int(value) | float(value),
            "told": str(description),
            **rest,
        } if not rest:
            return ParameterEdited(_index(run), name, _number(value), _text(description))
        case {"run": int(run), "follow": int(branch), **rest} if not rest:
            return BranchSelected(_index(run), _index(branch))
        case {"reset": True, **rest} if not rest:
            return Reset()
        case {"breakpoints": [*breakpoints], **rest} if not rest:
            return BreakpointsChanged(tuple(map(_breakpoint, breakpoints)))
        case {"speed": "max", **rest} if not rest:
            return SpeedChanged(inf)
        case {"speed": int(speed) | float(speed), **rest} if not rest and _number(speed) > 0:
            return SpeedChanged(_number(speed))
    raise MalformedEvent("it is no event that this version knows")


def compacted(events: Iterable[Event]) -> list[Event]:
    """Return the events without those that later ones supersede; replaying either list gives the same state."""
    everything = list(events)
    last = {type(event): index for index, event in enumerate(everything)}
    needed: list[Event] = []
    for index, event in enumerate(everything):
        match event:
            case BreakpointsChanged() | SpeedChanged() if index != last[type(event)]:
                continue
            case Reset():
                needed = [
                    earlier for earlier in needed if isinstance(earlier, BreakpointsChanged | SpeedChanged)
                ]
            case PositionRecorded() if needed and isinstance(needed[-1], PositionRecorded):
                needed.pop()
        needed.append(event)
    return needed


def _run_position(value: Any) -> RunPosition:
    match value:
        case [int(step), int(beat), int(newest)]:
            position = RunPosition(_index(step), _index(beat), _index(newest))
            if position.step <= position.newest:
                return position
    raise MalformedEvent("invalid position of a run")


def _breakpoint(value: Any) -> tuple[str, str, bool]:
    match value:
        case [str(name), str(text), bool(enabled)]:
            return _text(name), text, enabled
    raise MalformedEvent("invalid breakpoint")


def _index(value: int) -> int:
    if isinstance(value, bool) or not 0 <= value <= MAX_INDEX:
        raise MalformedEvent("a number is out of range")
    return value


def _number(value: float) -> float:
    try:
        number = float(value)
    except OverflowError as error:
        raise MalformedEvent("a number is too large") from error
    if isinstance(value, bool) or not isfinite(number):
        raise MalformedEvent("a number is out of range")
    return number


def _text(value: str) -> str:
    return clean_line(value)[:_MAX_TEXT_CHARACTERS]
