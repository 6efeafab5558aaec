"""Every pane has all that a pane must have, and whatever names panes names exactly these."""

from __future__ import annotations

from typing import get_args

import pytest

from scenarios.format_playback import Cue
from tests.tui.workspaces import workspace_at
from tui.commands.registry import BY_ID
from tui.panes.declaration import PaneDeclaration
from tui.panes.pane_classes import PANE_CLASSES
from tui.panes.registry import PANE_DIGITS, PANES
from tui.panes.shape import ScenarioShape
from tui.views.areas import Arrangement
from tui.views.preferences import Preferences
from tui.views.registry import VIEWS
from tui.views.workbench import WORKBENCH
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import ViewOptions

SCENARIOS = ("package-prediction", "parabola", "bowl")
EACH = pytest.mark.parametrize("pane", PANES, ids=[f"{pane.digit}-{pane.name}" for pane in PANES])


def shape_of(snapshot: Snapshot) -> ScenarioShape:
    return ScenarioShape.of(snapshot.training.objective, lesson=True)


def test_names_and_digits_are_unique_within_every_scenario() -> None:
    for name in SCENARIOS:
        shape = shape_of(workspace_at(name).snapshot())
        panes = [pane for pane in PANES if pane.available(shape)]
        assert len({pane.name for pane in panes}) == len({pane.digit for pane in panes}) == len(panes)
        assert [pane.digit for pane in panes] == sorted(pane.digit for pane in panes)
    assert all(1 <= pane.digit <= 9 for pane in PANES)
    assert len(set(PANE_DIGITS.values())) == len(PANE_DIGITS)
    for pane in PANES:
        assert PANE_DIGITS[pane.name] == pane.digit


@EACH
def test_a_pane_has_a_label_a_help_page_and_a_class_that_draws_it(pane: PaneDeclaration) -> None:
    assert pane.label == pane.name.capitalize()
    assert pane.help_page.about.endswith(".")
    assert pane.help_page.marks
    assert all(mark.sign and mark.meaning for mark in pane.help_page.marks)
    assert PANE_CLASSES[pane].declaration is pane
    assert PANE_CLASSES[pane]().name == pane.name


def test_every_class_that_draws_is_registered() -> None:
    assert set(PANE_CLASSES) == set(PANES)


@EACH
def test_a_pane_exists_for_some_bundled_scenario_and_says_something_there(pane: PaneDeclaration) -> None:
    said = 0
    for name in SCENARIOS:
        for step in (0, 3):
            snapshot = workspace_at(name, step).snapshot()
            if pane.available(shape_of(snapshot)):
                lines = list(pane.plain(snapshot, ""))
                assert lines, (name, step)
                assert all(line.strip() for line in lines), (name, step)
                assert PANE_CLASSES[pane]().rows(snapshot, 60, 12), (name, step)
                said += 1
    assert said


@EACH
def test_a_pane_has_a_place_at_80_by_24_at_once_or_with_its_digit(pane: PaneDeclaration) -> None:
    assert pane.can_focus
    for name in SCENARIOS:
        shape = shape_of(workspace_at(name).snapshot())
        if pane.available(shape):
            sharing = WORKBENCH.sharing_of(shape)
            beside = pane.name if pane.name in sharing else sharing[0]
            found = WORKBENCH.areas(80, 24, shape, Arrangement(focused=pane.name, beside=beside))
            assert pane.name in found, name
            assert found[pane.name].height >= min(pane.min_height, 2), name
            assert pane.wanted_rows(shape) >= pane.min_height


@EACH
def test_a_pane_has_a_command_and_a_place_in_the_preferences(pane: PaneDeclaration) -> None:
    command = BY_ID[f"pane.{pane.name}"]
    assert command.keys == (str(pane.digit),)
    chosen = Preferences().chosen("", ViewOptions(), Arrangement(hidden=frozenset({pane.name})))
    assert chosen.hidden == (pane.name,)


def test_a_cue_can_point_to_every_pane_and_to_nothing_else() -> None:
    literal, _ = get_args(Cue.model_fields["focus"].annotation)
    # network and function are the stage; the transport is no pane, but always on the screen.
    assert set(get_args(literal)) == {*PANE_DIGITS, "network", "function", "transport"}


def test_views_are_named_once_and_have_registered_panes() -> None:
    assert VIEWS[0] is WORKBENCH
    assert len({view.name for view in VIEWS}) == len(VIEWS)
    keys = [view.key for view in VIEWS if view.key]
    assert len(keys) == len(set(keys)) == len(VIEWS) - 1
    taken = {
        key for command in BY_ID.values() for key in command.keys if command.id.partition(".")[0] != "view"
    }
    assert not taken & set(keys)
    for view in VIEWS:
        assert view.title
        assert view.help
        assert not view.help.endswith(".")
        assert set(view.panes) <= set(PANES)
        assert set(view.sharing) <= {pane.name for pane in view.panes}
