"""What a scenario is like, before it is opened: its settings, what it says first, and a drawing."""

from __future__ import annotations

from dataclasses import dataclass

from engine.insight.story.cursor import Place
from scenarios.format import NetworkScenario, Scenario
from scenarios.loading import load, load_kept
from scenarios.wording import counted
from tui.drawing.spans import Row
from tui.lessons.script import Script
from tui.panes.function.stage import FunctionStage
from tui.panes.lesson.lesson_pane import lesson_rows
from tui.panes.network.sketch import sketch
from tui.sessions.journal import Session
from tui.sessions.replay import replay_all
from tui.workspace.events import PositionRecorded, compacted
from tui.workspace.opening import workspace_of
from tui.workspace.workspace import Workspace

_LEAST_STAGE = 7
"""In fewer rows nothing can be seen of a function."""
_FARTHEST = 2000
"""So many steps are taken to see where a session stood."""


@dataclass(frozen=True)
class Preview:
    """What is told of a scenario that is marked."""

    facts: tuple[tuple[str, str], ...]
    """Labels, and what they have."""
    said: str
    """What its lesson says first; "" for nothing."""
    workspace: Workspace
    """Where it begins, or where a session stood."""

    def first_cue(self, width: int) -> list[Row]:
        """What its lesson says first, in lines of so many cells."""
        return lesson_rows(self.said, width, "text", self.workspace.snapshot().notation) if self.said else []

    def drawing(self, width: int, height: int) -> list[Row]:
        """The network's shape, or the function as the stage shows it; [] where there is no room for that."""
        snapshot = self.workspace.snapshot()
        if snapshot.network is not None:
            return sketch(snapshot.network, width, height)
        return FunctionStage().body(snapshot, width, height) if height >= _LEAST_STAGE else []


def preview_of(name: str) -> Preview:
    """A bundled scenario at its start.

    Raises:
        ScenarioError: it cannot be opened.
    """
    loaded = load(name)
    workspace = workspace_of(loaded)
    script = Script(loaded.scenario.cue, workspace.runs[0].timeline)
    first = script.cue_at(Place(0, 0), None)
    said = "" if first is None else script.text(first)
    return Preview((*_facts(loaded.scenario, workspace), ("opens with", f"gradstep {name}")), said, workspace)


def preview_of_session(session: Session) -> Preview:
    """Where a session stood, if that is not too far to go.

    Raises:
        ScenarioError: its scenario cannot be opened.
    """
    loaded = load_kept(session.scenario, session.content, session.files)
    workspace = workspace_of(loaded)
    events = compacted(session.events)
    if sum(max(event.runs).newest for event in events if isinstance(event, PositionRecorded)) <= _FARTHEST:
        replay_all(workspace, events)
    since = session.updated.replace("T", " ").removesuffix("+00:00")
    facts = (
        *_facts(loaded.scenario, workspace),
        (
            "left at",
            f"step {session.step:,}" + (f", {counted(session.changes, 'change')}" if session.changes else ""),
        ),
        ("on", f"{since} UTC"),
        ("opens with", "gradstep resume"),
    )
    return Preview(facts, "", workspace)


def _facts(scenario: Scenario, workspace: Workspace) -> list[tuple[str, str]]:
    """What it is made of, and how it is trained."""
    training, optimizer = scenario.training, scenario.training.optimizer
    facts = []
    if isinstance(scenario, NetworkScenario):
        network = workspace.snapshot().network
        assert network is not None
        layers = [f"{layer.units} {layer.activation}" for layer in scenario.network.layers]
        facts += [
            ("network", " → ".join([counted(len(network.input_names), "input"), *layers])),
            ("loss", scenario.loss.name),
        ]
        length = counted(scenario.training.epochs, "epoch")
    else:
        facts.append(("function", scenario.function.expression))
        length = counted(scenario.training.steps, "step")
    facts.append(("training", f"{length} by {optimizer.called}, η {optimizer.learning_rate:g}"))
    if training.schedule.called != "constant":
        facts.append(("schedule", training.schedule.called))
    if texts := sum(cue.say is not None for cue in scenario.cue):
        facts.append(("lesson", f"{counted(texts, 'text')}, as you step"))
    if scenario.compare:
        facts.append(("compares", ", ".join(compare.label for compare in scenario.compare)))
    return facts
