"""The presentation: stage and lesson alone, the lesson never cut, at every size; and back to the workbench."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import cast

import pytest

from scenarios.bundled import bundled
from scenarios.loading import load
from tests.tui.views.areas import HEIGHTS, WIDTHS, check
from tests.tui.workspaces import text_of, workspace_at
from tui.commands.open_request import OpenRequest
from tui.lessons.script import Script
from tui.panes.lesson.lesson_pane import LessonPane
from tui.panes.shape import ScenarioShape
from tui.screen.app import GradstepApp
from tui.screen.widgets.cells import CellsView
from tui.screen.workbench import Workbench
from tui.views.areas import Area, Arrangement
from tui.views.presentation import PRESENTATION
from tui.workspace.snapshot import Snapshot

NETWORK = ScenarioShape(True, 9, 4, lesson=True)
FUNCTION = ScenarioShape(False, 2, 0, lesson=True)
SIZES = ((80, 24), (120, 40), (200, 50), (200, 60))


def areas(
    width: int, height: int, shape: ScenarioShape = NETWORK, arrangement: Arrangement | None = None
) -> dict[str, Area]:
    return PRESENTATION.areas(width, height, shape, arrangement or Arrangement())


@pytest.mark.parametrize("shape", [NETWORK, FUNCTION])
def test_stage_and_lesson_share_out_the_screen_at_every_size(shape: ScenarioShape) -> None:
    for width, height in product(WIDTHS, HEIGHTS):
        found = areas(width, height, shape)
        check(width, height, found)
        both = width >= 60 and height >= 15
        assert found.keys() == ({"stage", "lesson"} if both else {"stage"}), (width, height)


@pytest.mark.parametrize("size", SIZES)
def test_the_stage_has_most_of_the_screen(size: tuple[int, int]) -> None:
    found = areas(*size)
    stage, lesson = found["stage"], found["lesson"]
    assert stage.width * stage.height > 1.3 * lesson.width * lesson.height
    assert stage.width == size[0] or lesson.height == stage.height


def test_the_lesson_is_at_the_right_of_a_screen_that_is_wide_for_its_height() -> None:
    assert areas(200, 50)["lesson"].x > 0
    assert areas(200, 60)["lesson"].x == areas(120, 40)["lesson"].x == 0


def test_without_a_lesson_the_stage_is_alone() -> None:
    for size in ((20, 8), *SIZES):
        whole = {"stage": Area(0, 1, size[0], size[1] - 3)}
        assert areas(*size, NETWORK._replace(lesson=False)) == whole
        assert areas(*size, NETWORK, Arrangement(hidden=frozenset({"lesson"}))) == whole


def test_on_a_tiny_screen_and_enlarged_the_focused_pane_is_alone() -> None:
    assert areas(40, 12, NETWORK, Arrangement("lesson")) == {"lesson": Area(0, 1, 40, 9)}
    assert areas(120, 40, NETWORK, Arrangement("lesson", enlarged=True)) == {"lesson": Area(0, 1, 120, 37)}


def lessons(name: str) -> list[Snapshot]:
    """A snapshot with each text of a bundled scenario's lesson."""
    workspace = workspace_at(name)
    timeline = workspace.runs[0].timeline
    timeline.go(timeline.branch.training.steps)
    script = Script(load(name).scenario.cue, timeline)
    script.update_conditions()
    return [
        replace(workspace.snapshot(), lesson=script.text(number), spoken=True)
        for number, cue in enumerate(script.cues)
        if cue.say is not None
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", bundled())
def test_every_bundled_text_is_whole_with_margins_and_blank_rows(name: str, size: tuple[int, int]) -> None:
    area = areas(*size)["lesson"]
    for snapshot in lessons(name):
        rows = LessonPane().rows(snapshot, area.width, area.height)
        assert "reads on" not in text_of(rows)
        inside = [line.strip("│") for line in text_of(rows).splitlines()[1:-1]]
        assert all(line.startswith("     ") for line in inside if line.strip())
        assert any(not line.strip() for line in inside)


def test_paragraphs_are_apart_from_each_other_where_there_is_room() -> None:
    snapshot = replace(workspace_at("parabola").snapshot(), lesson="One.\n\nTwo.", spoken=True)
    lines = [line.strip("│ ") for line in text_of(LessonPane().rows(snapshot, 80, 9)).splitlines()]
    first = lines.index("One.")
    assert lines[first + 1 : first + 3] == ["", "Two."]


def seen(bench: Workbench) -> set[str | None]:
    return {view.id for view in bench.query(CellsView) if view.display} - {"header", "transport", "keys"}


async def test_a_view_is_shown_and_left_again_with_what_was_chosen_in_each() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("4", "h", "3")
        bench = cast(Workbench, app.screen)
        before = seen(bench)
        assert before == {"stage", "story", "parameters", "loss", "lesson"}
        await pilot.press("V")
        await pilot.pause()
        assert seen(bench) == {"stage", "lesson"}
        assert "V workbench" in bench.query_one("#keys", CellsView).text
        assert bench.workspace.view_options.pane == "stage"
        # Tab goes through the view's own panes.
        await pilot.press("tab")
        assert bench.workspace.view_options.pane == "lesson"
        await pilot.press("h")
        assert seen(bench) == {"stage"}
        # The key of a pane that the view does not have leads back to the workbench.
        await pilot.press("3")
        await pilot.pause()
        assert seen(bench) == before
        assert bench.workspace.view_options.pane == "parameters"
