"""The loss pane as the tests look at it: its chart, and what is read out below."""

from __future__ import annotations

from tests.tui.chart_cells import text
from tests.tui.workspaces import text_of
from tui.drawing.spans import Row
from tui.panes.loss.loss_pane import LossPane
from tui.workspace.workspace import Workspace

PANE = LossPane()
WIDE = (110, 24)


def body(workspace: Workspace, width: int = WIDE[0], height: int = WIDE[1]) -> list[Row]:
    """The pane without its frame."""
    return PANE.body(workspace.snapshot(), width, height)


def hint(workspace: Workspace) -> str:
    """What stands in its upper edge."""
    return text_of([PANE.hint(workspace.snapshot())])


def edge(workspace: Workspace, width: int) -> str:
    """The same where it depends on the width of the whole pane."""
    return text_of([PANE.edge(workspace.snapshot(), width, WIDE[1])])


def reading(workspace: Workspace, width: int = WIDE[0], height: int = WIDE[1]) -> str:
    """What stands below the axis."""
    rows = text(body(workspace, width, height))
    below = next(place for place, row in enumerate(rows) if row.lstrip().startswith("└")) + 2
    return " ".join(" ".join(rows[below:]).split())


def chart(workspace: Workspace) -> list[Row]:
    """The rows above what is read out."""
    rows = body(workspace)
    return rows[: next(place for place, row in enumerate(text(rows)) if row.lstrip().startswith("└")) + 2]


def changed(workspace: Workspace, step: int, rate: float, then: int) -> None:
    """Go on from a step with another learning rate."""
    workspace.go(step)
    workspace.run.change_settings({"training.optimizer.learning_rate": rate}, f"η {rate:g}")
    workspace.go(then)
