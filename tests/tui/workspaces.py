"""Workspaces for the tests: of bundled scenarios, and of small ones written on the spot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from scenarios.bundled import bundled
from scenarios.loading import Loaded, load
from tui.drawing.spans import Span
from tui.panes.data.data_pane import DataPane
from tui.panes.function.stage import FunctionStage
from tui.panes.loss.loss_pane import LossPane
from tui.panes.network.stage import NetworkStage
from tui.panes.pane import Pane
from tui.panes.parameters.parameters_pane import ParametersPane
from tui.panes.story.story_pane import StoryPane
from tui.workspace.opening import workspace_of
from tui.workspace.workspace import Workspace

BUNDLED = bundled()

DIVERGING = """\
format = 1
kind = "function"
title = "Too far each time"
[function]
expression = "x**2"
[function.start]
x = 1.0
[training]
steps = 1000
[training.optimizer]
name = "sgd"
learning_rate = 50.0
"""
"""x² with η 50: x grows about a hundredfold each step, and the loss passes the limit with step 39."""

TWO_SPEEDS = """\
format = 1
kind = "network"
title = "One run ends before the other"
[data]
columns = ["x", "y"]
inputs = ["x"]
targets = ["y"]
rows = [[1, 2], [3, 4], [2, 3], [4, 5]]
[network]
layers = [{ units = 1 }]
[network.initial]
method = "constant"
value = 0.5
[training]
epochs = 50
[training.optimizer]
name = "sgd"
learning_rate = 100.0
[[compare]]
label = "small steps"
set = { "training.optimizer.learning_rate" = 0.01 }
"""
"""Four steps an epoch; the first run diverges in the middle of one, the second goes through all fifty."""


class Clock:
    """Seconds that pass only when a test says so, and `each` with every look at the clock."""

    def __init__(self, each: float = 0.0) -> None:
        self.now = 1000.0
        self.each = each

    def __call__(self) -> float:
        self.now += self.each
        return self.now


def workspace_at(scenario: str | Loaded, step: int = 0, beats: int = 0) -> Workspace:
    """A scenario's workspace, after so many steps and so many beats of the next one."""
    workspace = workspace_of(load(scenario) if isinstance(scenario, str) else scenario)
    workspace.go(step)
    for _ in range(beats):
        assert workspace.forward(Grain.BEAT)
    return workspace


def workspace_in(scenario: str | Loaded, phase: Phase, step: int = 0) -> Workspace:
    """A scenario's workspace at the end of a phase of the step after `step`."""
    workspace = workspace_at(scenario, step)
    while not (workspace.run.cursor.place.step > step and workspace.snapshot().phase is phase):
        assert workspace.forward(Grain.PHASE)
    return workspace


def written(folder: Path, text: str, name: str = "scenario.toml") -> Loaded:
    """A scenario with this text, opened."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load(path)


def panes_for(workspace: Workspace) -> list[Pane]:
    """The panes that the workbench has for this workspace."""
    if workspace.snapshot().network is not None:
        return [NetworkStage(), StoryPane(), ParametersPane(), LossPane(), DataPane()]
    return [FunctionStage(), StoryPane(), ParametersPane(), LossPane()]


def pane_named(workspace: Workspace, name: str) -> Pane:
    """One of them."""
    return next(pane for pane in panes_for(workspace) if pane.name == name)


def text_of(rows: Iterable[Sequence[Span | tuple[str, str]]]) -> str:
    """Rows of spans as a person reads them."""
    return "\n".join("".join(span[0] for span in row) for row in rows)


def pane_text(workspace: Workspace, name: str, width: int = 72, height: int = 24) -> str:
    """A pane at the place where the workspace stands."""
    return text_of(pane_named(workspace, name).rows(workspace.snapshot(), width, height))


def line_with(text: str, *words: str) -> str:
    """The only line in which all of these words stand."""
    found = [line for line in text.splitlines() if all(word in line for word in words)]
    assert len(found) == 1, f"{words} in {len(found)} lines of\n{text}"
    return found[0]
