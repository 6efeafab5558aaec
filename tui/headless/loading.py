"""Loading of the scenario that a command line names, and of its runs; faults become command errors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.objectives.spelling import nearest
from scenarios.building import RunSpec, build
from scenarios.bundled import bundled
from scenarios.errors import ScenarioError
from scenarios.loading import Loaded, load, load_kept
from tui.headless.errors import Failure, Refusal
from tui.sessions.journal import Session


def load_scenario(name: str, settings: Mapping[str, Any] | None = None) -> Loaded:
    """Load the scenario of this name or at this path, with settings replaced by dotted keys.

    Raises:
        Failure: it does not exist, or the scenario, its data or the settings are faulty.
    """
    try:
        return load(name, settings or None)
    except ScenarioError as error:
        raise Failure(str(error)) from error


def load_session_scenario(session: Session) -> Loaded:
    """Load the scenario of a session, as it was when the session began.

    Raises:
        Failure: the scenario or its data are faulty.
    """
    try:
        return load_kept(session.scenario, session.content, session.files)
    except ScenarioError as error:
        raise Failure(str(error)) from error


def build_runs(loaded: Loaded) -> tuple[RunSpec, ...]:
    """Build the scenario's runs, its own first.

    Raises:
        Failure: the loss at the start of a run is not finite.
    """
    try:
        return build(loaded)
    except ScenarioError as error:
        raise Failure(str(error)) from error


def check_scenario_name(word: str, commands: list[str]) -> None:
    """Check that the first word of a command line is the name of a bundled scenario or looks like a path.

    Raises:
        Refusal: it is neither, and no command; the message proposes a similar word.
    """
    path = Path(word)
    if word in bundled() or path.name != word or path.suffix == ".toml" or path.exists():
        return
    near = nearest(word, [*commands, *bundled()])
    remedy = (
        f"Did you mean {near}?"
        if near
        else "`gradstep list` shows the scenarios, `gradstep --help` the commands."
    )
    raise Refusal(f"There is no command or bundled scenario called {word!r}. {remedy}")
