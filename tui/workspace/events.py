"""What a person can do with a scenario's runs, each thing as one line of a session's journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from math import inf, isfinite
from typing import Any, NamedTuple

from tui.text.untrusted import clean_line

MOST = 10**9
"""No step, beat or place in a list is larger."""

_LONGEST = 500
"""Letters of a text that is shown."""
_FASTEST = "max"
"""How "as fast as it goes" is written: JSON has no infinity."""


class MalformedEvent(Exception):
    """A line is none of a journal; the message is a clause that says why."""


class RunPosition(NamedTuple):
    """Where one run stands."""

    step: int
    beat: int
    newest: int
    """The steps that have been taken on its branch."""


class PositionRecorded(NamedTuple):
    """Where all runs stand; of several in a row only the last one matters."""

    runs: tuple[RunPosition, ...]
    shown: int
    """The place of the run that the panes show."""

    @property
    def step(self) -> int:
        """The step that the furthest run stands after."""
        return max(standing.step for standing in self.runs)


class SettingsChanged(NamedTuple):
    """A run goes on with other settings."""

    run: int
    settings: Mapping[str, Any]
    told: str
    anew: bool


class ParameterEdited(NamedTuple):
    """The step that is looked at starts from another value of a parameter."""

    run: int
    parameter: str
    value: float
    told: str


class BranchSelected(NamedTuple):
    """A run is gone on with on another branch, by its place among them."""

    run: int
    branch: int


class Reset(NamedTuple):
    """All runs are at the very same start again, and what was done before is forgotten."""


class BreakpointsChanged(NamedTuple):
    """The breakpoints are these: name, condition, whether it is switched on."""

    breakpoints: tuple[tuple[str, str, bool], ...]


class SpeedChanged(NamedTuple):
    """Playing has this speed, in steps a second."""

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


def written(event: Event) -> str:
    """The deed as a line of a journal, with its line end."""
    return json.dumps(_entry(event), separators=(",", ":")) + "\n"


def _entry(event: Event) -> dict[str, Any]:
    match event:
        case PositionRecorded(runs, shown):
            return {"at": runs, "shown": shown}
        case SettingsChanged(run, settings, told, anew):
            return {"run": run, "set": dict(settings), "told": told, "anew": anew}
        case ParameterEdited(run, parameter, value, told):
            return {"run": run, "edit": parameter, "value": value, "told": told}
        case BranchSelected(run, branch):
            return {"run": run, "follow": branch}
        case Reset():
            return {"reset": True}
        case BreakpointsChanged(breakpoints):
            return {"breakpoints": breakpoints}
        case SpeedChanged(speed):
            return {"speed": speed if isfinite(speed) else _FASTEST}


def read(line: bytes) -> Event:
    """The deed that a line tells.

    Raises:
        Malformed: it tells none.
    """
    try:
        entry = json.loads(line)
        # A text of half characters could be neither shown nor written.
        json.dumps(entry, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise MalformedEvent("it is not JSON") from error
    match entry:
        case {"at": [*runs], "shown": int(shown), **rest} if runs and not rest:
            return PositionRecorded(tuple(map(_standing, runs)), _place(shown))
        case {"run": int(run), "set": dict() as settings, "told": str(told), "anew": bool(anew), **rest} if (
            not rest
        ):
            return SettingsChanged(_place(run), settings, _text(told), anew)
        case {
            "run": int(run),
            "edit": str(name),
            "value": int(value) | float(value),
            "told": str(told),
            **rest,
        } if not rest:
            return ParameterEdited(_place(run), name, _number(value), _text(told))
        case {"run": int(run), "follow": int(branch), **rest} if not rest:
            return BranchSelected(_place(run), _place(branch))
        case {"reset": True, **rest} if not rest:
            return Reset()
        case {"breakpoints": [*breakpoints], **rest} if not rest:
            return BreakpointsChanged(tuple(map(_breakpoint, breakpoints)))
        case {"speed": "max", **rest} if not rest:
            return SpeedChanged(inf)
        case {"speed": int(speed) | float(speed), **rest} if not rest and _number(speed) > 0:
            return SpeedChanged(_number(speed))
    raise MalformedEvent("it tells nothing that this version knows")


def merged(events: Iterable[Event]) -> list[Event]:
    """Fewer deeds that come to the same: what the next one of its kind supersedes is left out."""
    everything = list(events)
    last = {type(event): place for place, event in enumerate(everything)}
    kept: list[Event] = []
    for place, event in enumerate(everything):
        match event:
            case BreakpointsChanged() | SpeedChanged() if place != last[type(event)]:
                continue
            case Reset():
                kept = [one for one in kept if isinstance(one, BreakpointsChanged | SpeedChanged)]
            case PositionRecorded() if kept and isinstance(kept[-1], PositionRecorded):
                kept.pop()
        kept.append(event)
    return kept


def _standing(value: Any) -> RunPosition:
    match value:
        case [int(step), int(beat), int(newest)]:
            found = RunPosition(_place(step), _place(beat), _place(newest))
            if found.step <= found.newest:
                return found
    raise MalformedEvent("a run cannot stand there")


def _breakpoint(value: Any) -> tuple[str, str, bool]:
    match value:
        case [str(name), str(text), bool(enabled)]:
            return _text(name), text, enabled
    raise MalformedEvent("it has a breakpoint that is none")


def _place(value: int) -> int:
    if isinstance(value, bool) or not 0 <= value <= MOST:
        raise MalformedEvent("a number in it cannot be")
    return value


def _number(value: float) -> float:
    try:
        found = float(value)
    except OverflowError as error:
        raise MalformedEvent("a number in it is too large") from error
    if isinstance(value, bool) or not isfinite(found):
        raise MalformedEvent("a number in it cannot be")
    return found


def _text(value: str) -> str:
    return clean_line(value)[:_LONGEST]
