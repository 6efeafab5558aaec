"""Outcomes of commands: what happened, as data that each front end shows in its own way."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from enum import StrEnum
from typing import NamedTuple

from engine.insight.story.cursor import Grain
from scenarios.loading import Loaded
from tui.workspace.progress import Progress


class Form(StrEnum):
    """The forms that a command can ask for: a dialog on the screen, lines in plain mode."""

    PLACE = "place"
    PARAMETER = "parameter"
    ROW = "row"
    NEW_ROW = "new row"
    FILE = "file"
    PATTERN = "pattern"
    BRANCHES = "branches"
    BREAKPOINTS = "breakpoints"
    SETTINGS = "settings"
    EXPORT = "export"
    GRADIENT_CHECK = "gradient check"
    HELP = "help"


class Moved(NamedTuple):
    """The runs have moved, or the same step has changed."""

    grain: Grain | None = None
    """The unit of the move; None for a jump."""
    sentence: str = ""


class Changed(NamedTuple):
    """A run continues on a new branch."""

    sentence: str = ""


class Viewed(NamedTuple):
    """Something is shown, or shown differently; no number has changed."""

    subject: str = ""
    """What plain mode writes out: a pane's name, "where", "selection", "more", "speed"; "" for nothing."""
    argument: str = ""
    sentence: str = ""


class Wrote(NamedTuple):
    """A file was written."""

    sentence: str


class Plays(NamedTuple):
    """Playback is to start; the front end provides the clock."""

    sentence: str = ""


class Refused(NamedTuple):
    """Nothing has changed; the sentence says why, and what to do instead."""

    sentence: str
    is_error: bool = False
    """Whether a setting or a file is invalid, rather than just nothing to do."""


class Asks(NamedTuple):
    """A form is to be shown; the command runs again with the argument that it returns, if any."""

    form: Form
    subject: str = ""
    """What the form is about: a parameter's name, a row's number, a term."""
    sentence: str = ""
    """What to type, for plain mode, where a line takes the place of the form."""


class Leaves(NamedTuple):
    """The scenario is to be closed: for another one, for the picker, or to quit."""

    loaded: Loaded | None = None
    to_picker: bool = False
    sentence: str = ""


class Working(NamedTuple):
    """Long work; closing the iterator cancels it and restores the previous state."""

    progress: Iterator[Progress] | Generator[Progress, None, str]
    """The work; a generator returns the sentence of the outcome."""
    outcome: Moved | Changed | Viewed
    """The outcome once the iterator is exhausted."""


Outcome = Moved | Changed | Viewed | Wrote | Plays | Refused | Asks | Leaves | Working
FinalOutcome = Moved | Changed | Viewed | Wrote | Plays | Refused | Asks | Leaves
"""An outcome after all work is done."""


class CommandError(Exception):
    """A command cannot run; the message is a sentence that says why, or what to type."""
