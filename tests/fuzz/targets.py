"""What is fuzzed: each a function that reads bytes, and is content with what it got or with an error that is told."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

import numpy as np

from engine.objectives.expression import evaluate, names_of
from engine.objectives.expression import text_of as text_of_tree
from engine.objectives.network import Network
from engine.objectives.parsing import CONDITIONAL, DIFFERENTIABLE, ExpressionError, parse
from engine.objectives.tokens import Language
from scenarios.building import build
from scenarios.bundled import bundled, content_of
from scenarios.csv_data import Request, Use, read_csv
from scenarios.errors import ScenarioError
from scenarios.language import filled, pieces_of
from scenarios.loading import load, load_kept
from scenarios.number_input import InvalidNumber, parse_number
from tests.scenarios.texts import EVERYTHING, FUNCTION, NETWORK
from tui.sessions.journal import Session, SessionError, header_text, parse_session, session_text
from tui.sessions.replay import Replay
from tui.views import preferences
from tui.workspace.opening import workspace_of

GIVEN = "package-prediction"
"""The scenario whose journal is fuzzed."""

_LARGEST = 100_000
"""Rows times parameters: a scenario that has more is right, but takes all the time that there is to find others."""
_SLICES = 20
"""The same of what was done."""


class Target(NamedTuple):
    """One thing to fuzz."""

    read: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    """What it begins with."""


def told(message: str) -> None:
    """See that a message can be shown to a person: lines that command nothing, and not pydantic's words."""
    assert message.strip()
    for line in message.split("\n"):
        assert line.isprintable(), message
        assert len(line) < 2_000
    assert "Input should" not in message


def scenario(content: bytes) -> None:
    """A scenario file opens, and takes its first step; or is refused."""
    try:
        loaded = load_kept("x.toml", content, {"points.csv": b"x,y\n1,2\n3,4\n"})
        runs = build(loaded)
    except ScenarioError as error:
        told(str(error))
        return
    for run in runs:
        objective = run.training.objective
        rows = len(objective.inputs) if isinstance(objective, Network) else 1
        if rows * len(objective.parameters) < _LARGEST:
            with np.errstate(all="ignore"):
                run.training.step(run.training.beginning(), 1)


def session(content: bytes) -> None:
    """A session's file is read, and written to be read as the same; or is refused."""
    try:
        found = parse_session(content, "x")
    except SessionError as error:
        told(str(error))
        return
    told(f"- {found.damage}")
    assert session_text(parse_session(session_text(found).encode(), "x")) == session_text(found)


def journal(content: bytes) -> None:
    """What was done with a scenario is done again, as far as that can be."""
    loaded = load(GIVEN)
    found = parse_session(header_text(Session.begin(loaded)).encode() + content, "x")
    replay = Replay(workspace_of(loaded), found.events)
    for _ in islice(replay.slices(), _SLICES):
        pass
    told(f"- {replay.outcome.message}")


def expression(content: bytes) -> None:
    """A text is an expression, written and read as the same, with a value; or is refused."""
    _expression(content, DIFFERENTIABLE)


def condition(content: bytes) -> None:
    """The same in the language of conditions."""
    _expression(content, CONDITIONAL)


def lesson(content: bytes) -> None:
    """A lesson's text has places for numbers; or is refused."""
    text = content.decode("utf-8", "replace")
    try:
        pieces = pieces_of(text)
    except ValueError as error:
        told(str(error))
        return
    names = [name for piece in pieces if not isinstance(piece, str) for name in names_of(piece.expression)]
    with np.errstate(all="ignore"):
        filled(text, dict.fromkeys(names, 0.5))


def table(content: bytes) -> None:
    """A CSV file is a table of numbers; or is refused."""
    try:
        found = read_csv(
            content,
            "x.csv",
            Request(None, (), lambda columns: [Use(index) for index in range(len(columns.names))]),
        )
    except ScenarioError as error:
        told(str(error))
        return
    assert found.values.shape[1] == len(found.columns.names)
    assert np.isfinite(found.values).all()


def number(content: bytes) -> None:
    """What is typed into a form is a number; or is refused."""
    try:
        parse_number(content.decode("utf-8", "replace"))
    except InvalidNumber as error:
        told(str(error))


def remembered(content: bytes) -> None:
    """Preferences are used, as far as they can be."""
    before = os.environ.get("XDG_CONFIG_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder
        try:
            where = preferences.path()
            where.parent.mkdir()
            where.write_bytes(content)
            found, complaint = preferences.read()
        finally:
            del os.environ["XDG_CONFIG_HOME"]
            if before is not None:
                os.environ["XDG_CONFIG_HOME"] = before
    told(f"- {complaint}")
    found.view_options()
    found.arrangement(("data", "loss"))


def _expression(content: bytes, language: Language) -> None:
    text = content.decode("utf-8", "replace")
    try:
        tree = parse(text, functions=language)
    except ExpressionError as error:
        told(f"column {error.column}: {error.message}")
        return
    assert parse(text_of_tree(tree), functions=language) is not None
    with np.errstate(all="ignore"):
        evaluate(tree, dict.fromkeys(names_of(tree), 0.5))


_EXPRESSIONS = (
    b"x**2 + 3*x - 1",
    b"-exp(-(x - 1)**2/2) + abs(y)*sqrt(z)",
    b"loss < 0.5 and not (sign(update.b2_1) == -1 or step >= 1e3)",
    b"min(value.a2_1, max(pi, e))/2",
)
_LINES = (
    b'{"at":[[5,1,5]],"shown":0}\n',
    b'{"run":0,"edit":"w1_1_1","value":0.5,"told":"w"}\n',
    b'{"run":0,"set":{"training.optimizer.learning_rate":0.01},"told":"a","anew":false}\n',
    b'{"run":0,"set":{"training.epochs":3,"loss.name":"mae"},"told":"a","anew":true}\n',
    b'{"run":0,"follow":0}\n',
    b'{"breakpoints":[["low","loss < 1",true]]}\n',
    b'{"speed":2.0}\n{"reset":true}\n',
)

TARGETS = {
    "scenario": Target(
        scenario, (*map(content_of, bundled()), *(text.encode() for text in (NETWORK, FUNCTION, EVERYTHING)))
    ),
    "session": Target(session, (header_text(Session.begin(load("parabola"))).encode() + b"".join(_LINES),)),
    "journal": Target(journal, (*_LINES, b"".join(_LINES))),
    "expression": Target(expression, _EXPRESSIONS),
    "condition": Target(condition, _EXPRESSIONS),
    "lesson": Target(lesson, ("ŷ is {value.a2_1:.3g}, *not* {{0}} {-loss:+08.2e}".encode(),)),
    "table": Target(
        table, (b"a,b\n1,2\n3,4\n", b"a;b\n1,5;2\n", b'"a"\tb\n"1"\t2e3\n', b"\xef\xbb\xbfa,b\r\n1,2")
    ),
    "number": Target(number, (b"-1.5e-3", "−0.5".encode(), b"1,5")),
    "remembered": Target(
        remembered, (b'{"theme":"light","digits":8,"beside":"loss","hidden":["data"],"keys":{"play":"x"}}',)
    ),
}
"""By the names that the command line has for them."""
