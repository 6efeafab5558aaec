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


class Malformed(Exception):
    """A line is none of a journal; the message is a clause that says why."""


class Standing(NamedTuple):
    """Where one run stands."""

    step: int
    beat: int
    newest: int
    """The steps that have been taken on its branch."""


class Stood(NamedTuple):
    """Where all runs stand; of several in a row only the last one matters."""

    runs: tuple[Standing, ...]
    shown: int
    """The place of the run that the panes show."""

    @property
    def step(self) -> int:
        """The step that the furthest run stands after."""
        return max(standing.step for standing in self.runs)


class Revised(NamedTuple):
    """A run goes on with other settings."""

    run: int
    settings: Mapping[str, Any]
    told: str
    anew: bool


class Edited(NamedTuple):
    """The step that is looked at starts from another value of a parameter."""

    run: int
    parameter: str
    value: float
    told: str


class Followed(NamedTuple):
    """A run is gone on with on another branch, by its place among them."""

    run: int
    branch: int


class WasReset(NamedTuple):
    """All runs are at the very same start again, and what was done before is forgotten."""


class Watched(NamedTuple):
    """The breakpoints are these: name, condition, whether it is switched on."""

    breakpoints: tuple[tuple[str, str, bool], ...]


class Paced(NamedTuple):
    """Playing has this speed, in steps a second."""

    speed: float


Deed = Stood | Revised | Edited | Followed | WasReset | Watched | Paced


def written(deed: Deed) -> str:
    """The deed as a line of a journal, with its line end."""
    return json.dumps(_entry(deed), separators=(",", ":")) + "\n"


def _entry(deed: Deed) -> dict[str, Any]:
    match deed:
        case Stood(runs, shown):
            return {"at": runs, "shown": shown}
        case Revised(run, settings, told, anew):
            return {"run": run, "set": dict(settings), "told": told, "anew": anew}
        case Edited(run, parameter, value, told):
            return {"run": run, "edit": parameter, "value": value, "told": told}
        case Followed(run, branch):
            return {"run": run, "follow": branch}
        case WasReset():
            return {"reset": True}
        case Watched(breakpoints):
            return {"breakpoints": breakpoints}
        case Paced(speed):
            return {"speed": speed if isfinite(speed) else _FASTEST}


def read(line: bytes) -> Deed:
    """The deed that a line tells.

    Raises:
        Malformed: it tells none.
    """
    try:
        entry = json.loads(line)
        # A text of half characters could be neither shown nor written.
        json.dumps(entry, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Malformed("it is not JSON") from error
    match entry:
        case {"at": [*runs], "shown": int(shown), **rest} if runs and not rest:
            return Stood(tuple(map(_standing, runs)), _place(shown))
        case {"run": int(run), "set": dict() as settings, "told": str(told), "anew": bool(anew), **rest} if (
            not rest
        ):
            return Revised(_place(run), settings, _text(told), anew)
        case {
            "run": int(run),
            "edit": str(name),
            "value": int(value) | float(value),
            "told": str(told),
            **rest,
        } if not rest:
            return Edited(_place(run), name, _number(value), _text(told))
        case {"run": int(run), "follow": int(branch), **rest} if not rest:
            return Followed(_place(run), _place(branch))
        case {"reset": True, **rest} if not rest:
            return WasReset()
        case {"breakpoints": [*breakpoints], **rest} if not rest:
            return Watched(tuple(map(_breakpoint, breakpoints)))
        case {"speed": "max", **rest} if not rest:
            return Paced(inf)
        case {"speed": int(speed) | float(speed), **rest} if not rest and _number(speed) > 0:
            return Paced(_number(speed))
    raise Malformed("it tells nothing that this version knows")


def merged(deeds: Iterable[Deed]) -> list[Deed]:
    """Fewer deeds that come to the same: what the next one of its kind supersedes is left out."""
    everything = list(deeds)
    last = {type(deed): place for place, deed in enumerate(everything)}
    kept: list[Deed] = []
    for place, deed in enumerate(everything):
        match deed:
            case Watched() | Paced() if place != last[type(deed)]:
                continue
            case WasReset():
                kept = [one for one in kept if isinstance(one, Watched | Paced)]
            case Stood() if kept and isinstance(kept[-1], Stood):
                kept.pop()
        kept.append(deed)
    return kept


def _standing(value: Any) -> Standing:
    match value:
        case [int(step), int(beat), int(newest)]:
            found = Standing(_place(step), _place(beat), _place(newest))
            if found.step <= found.newest:
                return found
    raise Malformed("a run cannot stand there")


def _breakpoint(value: Any) -> tuple[str, str, bool]:
    match value:
        case [str(name), str(text), bool(enabled)]:
            return _text(name), text, enabled
    raise Malformed("it has a breakpoint that is none")


def _place(value: int) -> int:
    if isinstance(value, bool) or not 0 <= value <= MOST:
        raise Malformed("a number in it cannot be")
    return value


def _number(value: float) -> float:
    try:
        found = float(value)
    except OverflowError as error:
        raise Malformed("a number in it is too large") from error
    if isinstance(value, bool) or not isfinite(found):
        raise Malformed("a number in it cannot be")
    return found


def _text(value: str) -> str:
    return clean_line(value)[:_LONGEST]
