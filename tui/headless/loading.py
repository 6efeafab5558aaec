"""From a word of the command line to a scenario and its runs, with faults told as a command tells them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenarios.building import RunSpec, build
from scenarios.bundled import bundled
from scenarios.errors import ScenarioError
from scenarios.loading import Loaded, load, load_kept
from scenarios.wording import nearest
from tui.headless.errors import Failure, Refusal
from tui.sessions.journal import Session


def opened(name: str, settings: Mapping[str, Any] | None = None) -> Loaded:
    """The scenario of this name or at this path, with other settings by dotted keys.

    Raises:
        Failure: there is none, or something is wrong with it, its data or the settings.
    """
    try:
        return load(name, settings or None)
    except ScenarioError as error:
        raise Failure(str(error)) from error


def opened_again(session: Session) -> Loaded:
    """The scenario of a session, as it was when the session began.

    Raises:
        Failure: something is wrong with it, or with its data.
    """
    try:
        return load_kept(session.scenario, session.content, session.files)
    except ScenarioError as error:
        raise Failure(str(error)) from error


def runs_of(loaded: Loaded) -> tuple[RunSpec, ...]:
    """The scenario's runs, its own first.

    Raises:
        Failure: a run starts where its loss is not finite.
    """
    try:
        return build(loaded)
    except ScenarioError as error:
        raise Failure(str(error)) from error


def refuse_unknown(word: str, commands: list[str]) -> None:
    """See that the first word of a command line is at least meant to be a scenario.

    Raises:
        Refusal: it is neither a command nor a bundled scenario, and looks like no path.
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
