"""Whatever is typed: never a mistake of the program's own, and the desk stands where the same actions put another."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple
from unicodedata import category
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.insight.story.cursor import Grain
from scenarios.errors import ScenarioError
from scenarios.loading import load
from tests.engine.builders import bits
from tests.tui.workspaces import TWO_SPEEDS, written
from tui.commands.open_request import OpenRequest
from tui.commands.open_scenario import OpenScenario
from tui.commands.registry import COMMANDS
from tui.plain.conversation import Conversation, ConversationEnded
from tui.plain.plain_mode import PlainMode
from tui.workspace.edits import change_learning_rate, nudge, set_parameter, toggle_frozen
from tui.workspace.opening import workspace_of
from tui.workspace.run import Run
from tui.workspace.workspace import Workspace

SCENARIOS = ("package-prediction", "mazur", "parabola", "learning-rates")


class Pair(NamedTuple):
    """What is typed, and the same done on a desk."""

    line: str
    do: Callable[[Workspace], object]


def changed(change: Callable[[Run], None]) -> Callable[[Workspace], None]:
    def do(workspace: Workspace) -> None:
        try:
            change(workspace.run)
        except ScenarioError:
            return
        workspace.align_runs()

    return do


def epochs(workspace: Workspace) -> None:
    if workspace.snapshot().network is not None:
        workspace.forward_to_breakpoint(Grain.EPOCH)


def epochs_back(workspace: Workspace) -> None:
    if workspace.snapshot().network is not None:
        workspace.back(Grain.EPOCH)


def first(change: Callable[[Run, str], None]) -> Callable[[Workspace], None]:
    return changed(lambda run: change(run, run.training.objective.parameters.names[0]))


def back_to_the_first_branch(workspace: Workspace) -> None:
    workspace.run.switch_branch(workspace.run.timeline.branches[0])
    workspace.align_runs()


NAMED = "{name}"
"""In whose place the first parameter's name is typed."""

PAIRS = (
    Pair(".", lambda workspace: workspace.forward(Grain.BEAT)),
    Pair(",", lambda workspace: workspace.back(Grain.BEAT)),
    Pair("phase", lambda workspace: workspace.forward(Grain.PHASE)),
    Pair("back phase", lambda workspace: workspace.back(Grain.PHASE)),
    Pair("n", lambda workspace: workspace.forward(Grain.ROW)),
    Pair("p", lambda workspace: workspace.back(Grain.ROW)),
    Pair("N", epochs),
    Pair("P", epochs_back),
    Pair("start", lambda workspace: workspace.go(0)),
    Pair("end", lambda workspace: workspace.go(workspace.newest())),
    Pair("g 7", lambda workspace: workspace.go(7)),
    Pair("r", lambda workspace: workspace.reset()),
    Pair("s", lambda workspace: workspace.show_run(workspace.shown + 1)),
    Pair("+", changed(lambda run: change_learning_rate(run, 1))),
    Pair("-", changed(lambda run: change_learning_rate(run, -1))),
    Pair(f"e {NAMED} 0.25", first(lambda run, name: set_parameter(run, name, 0.25))),
    Pair(f"f {NAMED}", first(toggle_frozen)),
    Pair(f"u {NAMED}", first(lambda run, name: nudge(run, name, 1))),
    Pair(f"j {NAMED}", first(lambda run, name: nudge(run, name, -1))),
    Pair("B 1", back_to_the_first_branch),
    Pair("where", lambda workspace: None),
    Pair("3", lambda workspace: None),
    Pair("2", lambda workspace: None),
    Pair("5", lambda workspace: None),
    Pair("1", lambda workspace: None),
    Pair("m", lambda workspace: None),
)


def commands_in(text: str) -> set[str]:
    """What in a text is no letter, sign or line end."""
    return {letter for letter in text if category(letter) in ("Cc", "Zl", "Zp") and letter != "\n"}


def plain_mode_at(scenario: Path | str) -> tuple[Conversation, OpenScenario]:
    """Plain mode with an open scenario whose session is not recorded."""
    mode = PlainMode(unicode=False)
    loaded = load(scenario)
    opened = mode._open(OpenRequest(loaded), loaded)
    assert opened is not None
    assert mode._conversation is not None
    mode._conversation.begin(opened)
    return mode._conversation, opened


@pytest.fixture(scope="module")
def speeds(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give a scenario of which one run diverges in the middle of an epoch."""
    return written(tmp_path_factory.mktemp("speeds"), TWO_SPEEDS).name


@settings(max_examples=60)
@given(st.sampled_from([*SCENARIOS, ""]), st.lists(st.sampled_from(PAIRS), max_size=25))
def test_lines_put_the_desk_where_the_same_actions_do(speeds: str, name: str, pairs: list[Pair]) -> None:
    scenario = name or speeds
    other = workspace_of(load(scenario))
    with patch("sys.stdout", StringIO()) as said, patch("sys.stdin", TextIOWrapper(BytesIO())):
        conversation, opened = plain_mode_at(scenario)
        workspace = opened.workspace
        for pair in pairs:
            parameter = workspace.run.training.objective.parameters.names[0]
            conversation.run_line(pair.line.replace(NAMED, parameter))
            pair.do(other)
            assert workspace.position == other.position, pair.line
            assert [one.change_of(one.timeline.branch).description for one in workspace.runs] == [
                one.change_of(one.timeline.branch).description for one in other.runs
            ]
    for one, two in zip(workspace.runs, other.runs, strict=True):
        assert one.timeline.cursor == one.cursor.place.step <= one.timeline.newest
        assert [branch.losses.array.tobytes() for branch in one.timeline.branches] == [
            branch.losses.array.tobytes() for branch in two.timeline.branches
        ]
        if one.cursor.place.step:
            assert bits(one.timeline.step()) == bits(two.timeline.step())
    assert commands_in(said.getvalue()) == set()


WORDS = [word for command in COMMANDS for word in command.words if command.id not in ("export", "load")]
KEYS = [
    key
    for command in COMMANDS
    if command.words and command.id not in ("export", "load")
    for key in command.shown
]
ARGUMENTS = (
    *("3", "0", "-1", "2 5", "99999999999", "3:2", "epoch 2 row 1", "loss < 0.5", "low: loss > 1", "epochs"),
    *("w1_1_1", "x", "w2_* b*", "w1_1_1 1e300", "x -1e9", "row 1 lpa=3", "row 2 1 2 3", "1 2 3", "gradient"),
    *("optimizer=adam", "epochs=3 batch_size=2", "loss.name=mae", "schedule=cosine", "adam", "terms"),
    *("off 1", "on 1", "forget 1"),
)
LINES = st.one_of(
    st.builds(
        lambda word, argument: f"{word} {argument}",
        st.sampled_from([*WORDS, *KEYS]),
        st.sampled_from(ARGUMENTS) | st.text(max_size=30),
    ),
    st.sampled_from([*WORDS, *KEYS]),
    st.text(max_size=60),
)


@settings(max_examples=150)
@given(st.sampled_from([*SCENARIOS, ""]), st.lists(LINES, max_size=20))
def test_whatever_is_typed_is_answered_in_lines(speeds: str, name: str, lines: list[str]) -> None:
    scenario = name or speeds
    with patch("sys.stdout", StringIO()) as said, patch("sys.stdin", TextIOWrapper(BytesIO())):
        conversation, opened = plain_mode_at(scenario)
        workspace = opened.workspace
        for line in lines:
            before = len(said.getvalue())
            try:
                conversation.run_line(line)
            except ConversationEnded:
                continue
            assert len(said.getvalue()) > before, line
            for run in workspace.runs:
                place, timeline = run.cursor.place, run.timeline
                assert timeline.cursor == place.step <= timeline.newest == timeline.branch.newest
                assert 0 <= place.beat <= (len(run.story(place.step)) if place.step else 0)
    assert commands_in(said.getvalue()) == set()
