"""The classes that draw the panes, by declaration."""

from __future__ import annotations

from collections.abc import Mapping

from tui.panes.data.data_pane import DataPane
from tui.panes.declaration import PaneDeclaration
from tui.panes.function.stage import FunctionStage
from tui.panes.lesson.lesson_pane import LessonPane
from tui.panes.loss.loss_pane import LossPane
from tui.panes.network.stage import NetworkStage
from tui.panes.pane import Pane
from tui.panes.parameters.parameters_pane import ParametersPane
from tui.panes.story.story_pane import StoryPane

PANE_CLASSES: Mapping[PaneDeclaration, type[Pane]] = {
    pane.declaration: pane
    for pane in (NetworkStage, FunctionStage, StoryPane, ParametersPane, DataPane, LossPane, LessonPane)
}
