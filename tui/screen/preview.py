"""Previews of scenarios in the picker: settings, first lesson text, and a drawing."""

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

_MIN_STAGE_ROWS = 7
"""Rows below which a function is not drawn."""
_MAX_REPLAYED_STEPS = 2000
"""Steps of a session up to which it is replayed for its preview."""


@dataclass(frozen=True)
class Preview:
    """The preview of a scenario or session."""

    facts: tuple[tuple[str, str], ...]
    """(label, value) pairs."""
    first_text: str
    """The first text of the lesson; "" for none."""
    workspace: Workspace
    """The workspace at the start of the scenario, or at the session's last position."""

    def first_cue(self, width: int) -> list[Row]:
        """Return the first text of the lesson, wrapped to a width in cells."""
        return (
            lesson_rows(self.first_text, width, "text", self.workspace.snapshot().notation)
            if self.first_text
            else []
        )

    def drawing(self, width: int, height: int) -> list[Row]:
        """Return a sketch of the network, or the function's stage; [] if there is no room."""
        snapshot = self.workspace.snapshot()
        if snapshot.network is not None:
            return sketch(snapshot.network, width, height)
        return FunctionStage().body(snapshot, width, height) if height >= _MIN_STAGE_ROWS else []


def preview_of(name: str) -> Preview:
    """Return the preview of a bundled scenario at its start.

    Raises:
        ScenarioError: the scenario cannot be opened.
    """
    loaded = load(name)
    workspace = workspace_of(loaded)
    script = Script(loaded.scenario.cue, workspace.runs[0].timeline)
    first = script.cue_at(Place(0, 0), None)
    first_text = "" if first is None else script.text(first)
    return Preview(
        (*_facts(loaded.scenario, workspace), ("opens with", f"gradstep {name}")), first_text, workspace
    )


def preview_of_session(session: Session) -> Preview:
    """Return the preview of a session, at its last position if replaying it takes few steps.

    Raises:
        ScenarioError: the session's scenario cannot be opened.
    """
    loaded = load_kept(session.scenario, session.content, session.files)
    workspace = workspace_of(loaded)
    events = compacted(session.events)
    if (
        sum(max(event.runs).newest for event in events if isinstance(event, PositionRecorded))
        <= _MAX_REPLAYED_STEPS
    ):
        replay_all(workspace, events)
    last_used = session.updated.replace("T", " ").removesuffix("+00:00")
    facts = (
        *_facts(loaded.scenario, workspace),
        (
            "stopped at",
            f"step {session.step:,}" + (f", {counted(session.changes, 'change')}" if session.changes else ""),
        ),
        ("last used", f"{last_used} UTC"),
        ("opens with", "gradstep resume"),
    )
    return Preview(facts, "", workspace)


def _facts(scenario: Scenario, workspace: Workspace) -> list[tuple[str, str]]:
    """Return the facts about a scenario's model and training."""
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
