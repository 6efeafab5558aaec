"""The story in lines of text, before the first step and of what is named."""

from __future__ import annotations

import pytest

from tests.tui.workspaces import workspace_at
from tui.panes.story.declaration import STORY
from tui.workspace.arguments import InvalidArgument


def test_before_the_first_step_a_parameter_has_its_value_and_a_unit_no_story() -> None:
    snapshot = workspace_at("package-prediction").snapshot()
    assert [*STORY.plain(snapshot, "")] == ["This is the start, before step 1; step takes it."]
    _, parameter = STORY.plain(snapshot, "w2_1_1")
    assert parameter == "w²₁₁: value 0.1"
    _, unit = STORY.plain(snapshot, "a1_1")
    assert unit == "This is the start, before step 1; step takes it."


def test_a_name_has_its_own_story_whatever_is_selected() -> None:
    snapshot = workspace_at("package-prediction", 1).snapshot()
    where, name, *equations = STORY.plain(snapshot, "w2_1_1")
    assert (where, name) == ("step 1 of 20, epoch 1, row 1.", "w²₁₁:")
    assert equations
    assert [*STORY.plain(snapshot, "")] != [where, name, *equations]


def test_a_name_of_nothing_is_an_invalid_argument_before_anything_is_said() -> None:
    snapshot = workspace_at("package-prediction", 1).snapshot()
    with pytest.raises(InvalidArgument, match='no quantity "w9_9_9" here'):
        STORY.plain(snapshot, "w9_9_9")
