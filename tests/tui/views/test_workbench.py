"""Where the panes lie: beside each other and on the screen, at every size, whatever a person makes of them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.views.areas import HEIGHTS, WIDTHS, check
from tests.tui.workspaces import text_of, workspace_at
from tui.panes.data.declaration import DATA
from tui.panes.declaration import MIN_PANE_ROWS
from tui.panes.parameters.parameters_pane import ParametersPane
from tui.panes.shape import ScenarioShape
from tui.views.areas import Area, Arrangement
from tui.views.workbench import WORKBENCH

ALWAYS = {"stage", "story"}
PARAMETERS_AND_ROWS = ((1, 1), (9, 4), (30, 8), (100_000, 1_000_000))
NETWORKS = (True, False)


def everything(network: bool) -> set[str]:
    return {"stage", "story", "parameters", "loss"} | ({"data"} if network else set())


layout = WORKBENCH.layout


def needs(network: bool, parameters: int = 9, rows: int = 4, *, lesson: bool = True) -> ScenarioShape:
    return ScenarioShape(network, parameters, rows, lesson)


def sharing(network: bool) -> tuple[str, ...]:
    return WORKBENCH.sharing_of(needs(network))


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("lesson", [True, False])
def test_panes_share_out_the_screen_at_every_size(network: bool, lesson: bool) -> None:
    for (width, height), much, beside in product(
        product(WIDTHS, HEIGHTS), PARAMETERS_AND_ROWS, sharing(network)
    ):
        found = layout(width, height, needs(network, *much, lesson=lesson), Arrangement(beside=beside))
        check(width, height, found)
        assert found.keys() <= everything(network) | {"lesson"}


@given(
    st.integers(20, 260),
    st.integers(8, 90),
    st.booleans(),
    st.sets(st.sampled_from(["stage", "story", "parameters", "data", "loss", "lesson"])),
    st.sampled_from(["loss", "parameters"]),
    st.tuples(st.integers(1, 2000), st.integers(1, 2000)),
)
def test_what_is_hidden_leaves_its_place_to_the_others(
    width: int, height: int, network: bool, hidden: set[str], beside: str, much: tuple[int, int]
) -> None:
    found = layout(width, height, needs(network, *much), Arrangement(beside=beside, hidden=frozenset(hidden)))
    check(width, height, found)
    if width >= 60 and height >= 15:
        assert not found.keys() & hidden


@pytest.mark.parametrize("network", NETWORKS)
def test_all_panes_are_up_at_once_from_100_by_32(network: bool) -> None:
    for (width, height), lesson, much in product(
        product(WIDTHS, HEIGHTS), (True, False), PARAMETERS_AND_ROWS
    ):
        if width >= 100 and height >= 32:
            found = layout(width, height, needs(network, *much, lesson=lesson), Arrangement())
            assert everything(network) <= found.keys(), (width, height)
            assert ("lesson" in found) == lesson, (width, height)
            assert all(found[name].height >= MIN_PANE_ROWS for name in everything(network)), (
                width,
                height,
                found,
            )


def test_every_parameter_of_the_example_has_its_line_where_there_is_room() -> None:
    for width, height in ((120, 40), (160, 50), (200, 60), (240, 70)):
        # Nine lines, a heading, and the frame.
        assert layout(width, height, needs(True), Arrangement())["parameters"].height >= 12


def test_on_a_wide_screen_the_table_has_all_of_its_columns_and_the_data_their_room() -> None:
    workspace = workspace_at("package-prediction", 1)
    for width, height in ((160, 50), (200, 60), (240, 70)):
        found = layout(width, height, needs(True), Arrangement())
        area = found["parameters"]
        heading = text_of(ParametersPane().rows(workspace.snapshot(), area.width, area.height)[1:2])
        assert heading.strip("│ ").split() == ["value", "gradient", "update", "new", "history"] or (
            heading.strip("│ ").split() == ["value", "gradient", "update", "new", "past"]
        )
        assert found["data"].width >= DATA.min_width
        assert found["stage"].width > 5 * found["stage"].height


@pytest.mark.parametrize("network", NETWORKS)
def test_at_80_by_24_the_third_pane_is_the_one_that_was_chosen(network: bool) -> None:
    for (width, height), beside in product(((80, 24), (60, 15), (99, 60), (140, 31)), sharing(network)):
        found = layout(width, height, needs(network, lesson=False), Arrangement(beside=beside))
        assert found.keys() == ALWAYS | {beside}, (width, height)


@pytest.mark.parametrize("network", NETWORKS)
def test_every_pane_but_stage_and_story_can_be_chosen(network: bool) -> None:
    assert set(sharing(network)) == everything(network) - ALWAYS


@pytest.mark.parametrize("network", NETWORKS)
def test_at_80_by_24_a_lesson_has_its_lines(network: bool) -> None:
    found = layout(80, 24, needs(network), Arrangement())
    assert (found["lesson"].width, found["lesson"].height) == (80, 2)


@pytest.mark.parametrize("network", NETWORKS)
def test_at_40_by_12_the_focused_pane_has_the_screen(network: bool) -> None:
    for pane in everything(network):
        assert layout(40, 12, needs(network), Arrangement(focused=pane)) == {pane: Area(0, 1, 40, 9)}


def test_an_enlarged_pane_has_the_screen_at_every_size() -> None:
    for width, height in product(WIDTHS, HEIGHTS):
        found = layout(width, height, needs(True), Arrangement(focused="data", enlarged=True))
        assert found == {"data": Area(0, 1, width, height - 3)}


def test_on_a_wide_screen_the_chart_is_wider_than_high() -> None:
    for width, height in ((160, 50), (200, 60), (240, 70)):
        loss = layout(width, height, needs(True), Arrangement())["loss"]
        assert loss.width > 2 * loss.height
