"""Parts of cues that are checked with the file and not carried out in this version."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.errors import Problem
from scenarios.faults import Fault, Faulty
from scenarios.format import Scenario
from scenarios.format_playback import Cue
from scenarios.loading import Loaded
from scenarios.settings import flattened
from scenarios.wording import counted, listed, plain

_MAX_CHANGES_LISTED = 4
_MAX_CUES_LISTED = 5
_MAX_TEXT_LENGTH = 40
"""Characters of a key or a value that are quoted."""

_MESSAGES = {
    "set": "settings of a cue are not carried out in this version; the run goes on with those that it has",
    "knob": "parameters of a cue are not set in this version; the run goes on with the values that they have",
    "ask": "questions are not asked in this version",
}
"""What happens in place of each part, by its key."""


def changes_of(cue: Cue) -> tuple[str, ...]:
    """The changes that a cue should make to the run, and that are not made: "learning_rate = 0.1"."""
    settings = [(dotted, value) for _, dotted, value in flattened(cue.set or {})]
    changes = [f"{_quoted(key)} = {_quoted(value)}" for key, value in (*settings, *(cue.knob or {}).items())]
    rest = len(changes) - _MAX_CHANGES_LISTED
    return (*changes[:_MAX_CHANGES_LISTED], *([f"{rest} more"] if rest > 0 else []))


def is_unbuilt(cue: Cue) -> bool:
    """Whether a part of a cue is not carried out."""
    return any(getattr(cue, key) is not None for key in _MESSAGES)


def notice_of(scenario: Scenario) -> str:
    """A sentence on the cues that should change the run; "" if there are none."""
    cues = [(number, changes) for number, cue in enumerate(scenario.cue, 1) if (changes := changes_of(cue))]
    if not cues:
        return ""
    if len(cues) == 1:
        ((number, changes),) = cues
        who = f"Cue {number} changes the run ({listed(changes, 'and')})"
    else:
        numbers = [str(number) for number, _ in cues[:_MAX_CUES_LISTED]]
        rest = len(cues) - _MAX_CUES_LISTED
        who = (
            f"Cues {listed((*numbers, counted(rest, 'more')) if rest > 0 else numbers, 'and')} change the run"
        )
    return f"{who}, which this version does not carry out: the run goes on unchanged."


def warnings_of(loaded: Loaded) -> tuple[Problem, ...]:
    """A warning for each part of a cue that is not carried out, with its line."""
    faults = [*_faults(loaded.scenario)]
    return loaded.error_of(Faulty(faults)).problems if faults else ()


def _faults(scenario: Scenario) -> Iterator[Fault]:
    for index, cue in enumerate(scenario.cue):
        for key, message in _MESSAGES.items():
            if getattr(cue, key) is not None:
                yield Fault(("cue", index, key), message)


def _quoted(value: object) -> str:
    return plain(str(value), _MAX_TEXT_LENGTH).replace("`", "'")
