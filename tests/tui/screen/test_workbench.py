"""The workbench: what keys, clicks and dialogs do to what is seen, on a screen without a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast
from unittest.mock import AsyncMock, patch

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static

from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Place
from scenarios.loading import Loaded, load
from tests.tui.workspaces import written
from tui.commands.open_request import OpenRequest
from tui.commands.registry import BY_ID, COMMANDS
from tui.panes.registry import PANE_DIGITS
from tui.screen.app import GradstepApp
from tui.screen.dialogs.branches import BranchesDialog
from tui.screen.dialogs.breakpoints import BreakpointsDialog
from tui.screen.dialogs.go_to import GoTo
from tui.screen.help import Help
from tui.screen.widgets.cells import CellsView
from tui.screen.workbench import Workbench

SIZE = (120, 40)


def app_of(scenario: str | Loaded) -> GradstepApp:
    return GradstepApp(OpenRequest(load(scenario) if isinstance(scenario, str) else scenario))


async def pressed(pilot: Pilot[None], *keys: str) -> Workbench:
    """The workbench after some keys."""
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()
    return next(screen for screen in pilot.app.screen_stack if isinstance(screen, Workbench))


def text(bench: Workbench, name: str) -> str:
    return bench.query_one(f"#{name}", CellsView).text


def row(bench: Workbench, name: str) -> str:
    return text(bench, name).splitlines()[0]


def seen(bench: Workbench) -> list[str]:
    """All panes and bars as they are shown."""
    return [view.text for view in bench.query(CellsView) if view.display]


async def clicked(pilot: Pilot[None], bench: Workbench, name: str, target: str) -> None:
    """Click the first cell that is about something."""
    view = bench.query_one(f"#{name}", CellsView)
    cells = ((x, y) for y in range(view.size.height) for x in range(view.size.width))
    x, y = next(cell for cell in cells if view.target_at(*cell) == target)
    await pilot.click(f"#{name}", offset=(x, y))
    await pilot.pause()


# Actions


def test_no_key_does_two_things_in_one_pane_and_no_two_actions_have_one_name() -> None:
    keys = [
        (key, pane) for command in COMMANDS for key in command.keys for pane in command.panes or PANE_DIGITS
    ]
    assert len(keys) == len(set(keys))
    assert len(BY_ID) == len(COMMANDS)


def test_every_key_is_one_that_terminals_deliver() -> None:
    named = {
        "full_stop", "comma", "right", "left", "up", "down", "home", "end", "space", "less_than_sign", "tab",
        "greater_than_sign", "plus", "minus", "shift+tab", "escape", "enter", "question_mark", "pageup", "pagedown",
    }  # fmt: skip
    for command in COMMANDS:
        assert all(key in named or (len(key) == 1 and key.isalnum()) for key in command.keys), command.id


def test_keys_of_screens_that_are_not_built_are_not_bound() -> None:
    assert not {"k", "l", "c", "d", "t", "v"} & {key for command in COMMANDS for key in command.keys}


# Time


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (["full_stop"], Place(1, 1)),
        (["right", "right"], Place(1, 7)),
        (["n", "n", "comma"], Place(2, 31)),
        (["N"], Place(4, 32)),
        (["N", "N", "P"], Place(4, 32)),
        (["N", "home"], Place(0, 0)),
        (["N", "home", "end"], Place(4, 32)),
        (["n", "n", "p", "left"], Place(1, 23)),
        (["N", "N", "N", "N", "N", "N"], Place(20, 32)),
    ],
)
async def test_keys_move_through_time(keys: Sequence[str], place: Place) -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, *keys)
        assert bench.workspace.run.cursor.place == place


@pytest.mark.parametrize("scenario", ["package-prediction", "bowl", "learning-rates", "mazur"])
async def test_there_and_back_again_shows_the_very_same_screen(scenario: str) -> None:
    async with app_of(scenario).run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "right", "right", "full_stop")
        before = seen(bench)
        await pressed(pilot, "full_stop", "right", "n", "p", "left", "comma", "home", "end", "p")
        bench = await pressed(pilot, "home", "n", "n", "right", "right", "full_stop")
        assert seen(bench) == before


async def test_a_click_on_a_phase_on_the_bar_and_on_the_buttons_moves_as_keys_do() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n")
        await clicked(pilot, bench, "transport", "phase:loss")
        assert bench.workspace.snapshot().phase is Phase.LOSS
        assert bench.workspace.step == 2
        await clicked(pilot, bench, "transport", "do:forward.row")
        assert bench.workspace.run.cursor.place == Place(2, 32)
        await clicked(pilot, bench, "transport", "do:back.epoch")
        assert bench.workspace.step == 0
        await clicked(pilot, bench, "transport", "step:20")
        assert bench.workspace.step == 20
        await clicked(pilot, bench, "keys", "do:back.row")
        assert bench.workspace.step == 19


async def test_a_condition_is_gone_to_and_what_cannot_be_is_told() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "g")
        dialog = cast(GoTo, pilot.app.screen)
        dialog.query_one(Input).value = "epoch_loss < 20"
        await pressed(pilot, "enter")
        assert (bench.workspace.step, pilot.app.screen) == (8, bench)
        await pressed(pilot, "g")
        dialog = cast(GoTo, pilot.app.screen)
        dialog.query_one(Input).value = "loss < nothing"
        await pressed(pilot, "enter")
        assert "no quantity called 'nothing'" in str(dialog.query_one(".dialog-report", Static).render())
        await pressed(pilot, "escape")
        assert (bench.workspace.step, pilot.app.screen) == (8, bench)


# Breakpoints


async def test_a_breakpoint_stops_an_epoch_and_is_named_on_the_transport() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "b")
        dialog = cast(BreakpointsDialog, pilot.app.screen)
        dialog.query_one(Input).value = "low: loss < 11"
        await pressed(pilot, "enter", "escape")
        # The rows' losses are 13.5, 21.3, 30.4, 40.1 and then 10.03: with step 5 it holds.
        await pressed(pilot, "N", "N")
        assert bench.workspace.step == 5
        assert "■ low" in row(bench, "transport")
        await pressed(pilot, "N")
        assert bench.workspace.step == 8
        assert "low" not in row(bench, "transport")


async def test_breakpoints_are_listed_switched_and_forgotten() -> None:
    async with app_of("parabola").run_test(size=(80, 24)) as pilot:
        bench = await pressed(pilot, "b")
        dialog = cast(BreakpointsDialog, pilot.app.screen)
        for told in ("loss < 10", "x changes sign"):
            dialog.query_one(Input).value = told
            await pressed(pilot, "enter")
        dialog.query_one(Input).value = "loss <"
        await pressed(pilot, "enter")
        assert "A value is missing" in str(dialog.query_one(".dialog-report", Static).render())
        assert [one.name for one in bench.workspace.breakpoints] == ["loss < 10", "x changes sign"]
        dialog.query_one(OptionList).focus()
        dialog.query_one(OptionList).highlighted = 0
        await pressed(pilot, "enter")
        assert [one.enabled for one in bench.workspace.breakpoints] == [False, True]
        await pressed(pilot, "x")
        assert [one.name for one in bench.workspace.breakpoints] == ["x changes sign"]
        await pressed(pilot, "x", "escape")
        assert not len(bench.workspace.breakpoints)


# Changes


async def test_another_learning_rate_shows_at_once_and_its_past_can_be_returned_to() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "n")
        before = seen(bench)
        await pressed(pilot, "plus")
        snapshot = bench.workspace.snapshot()
        assert snapshot.place == Place(3, 32)
        assert (snapshot.learning_rate, snapshot.change) == (0.002, "η 0.002")
        assert "↳ η 0.002" in row(bench, "header")
        assert seen(bench) != before
        await pressed(pilot, "plus", "minus", "n")
        assert (bench.workspace.snapshot().learning_rate, len(bench.workspace.snapshot().ghosts)) == (
            0.002,
            1,
        )
        await pressed(pilot, "B")
        dialog = cast(BranchesDialog, pilot.app.screen)
        assert dialog.query_one(OptionList).option_count == 2
        dialog.query_one(OptionList).highlighted = 0
        await pressed(pilot, "enter")
        assert bench.workspace.snapshot().change == ""
        await pressed(pilot, "p") if bench.workspace.step > 3 else await pressed(pilot)
        await pressed(pilot, "r", "n", "n", "n")
        assert seen(bench) == before


async def test_a_parameter_is_selected_frozen_and_turned_as_a_knob() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "3", "down")
        name = bench.workspace.view_options.selected
        assert name is not None
        place = bench.workspace.run.timeline.training.objective.parameters.index(name)
        await pressed(pilot, "f")
        step = bench.workspace.run.timeline.step(1)
        assert step.update[place] == 0.0
        assert bench.workspace.snapshot().change == "w¹₁₁ frozen"
        await pressed(pilot, "B")
        listed = pilot.app.screen.query_one(OptionList)
        assert "▌ w¹₁₁ frozen  " in str(listed.get_option_at_index(1).prompt)
        await pressed(pilot, "escape", "u")
        assert bench.workspace.run.timeline.step(1).theta[place] == pytest.approx(0.11)
        await pressed(pilot, "j", "f")
        step = bench.workspace.run.timeline.step(1)
        assert step.theta[place] == pytest.approx(0.1)
        assert step.update[place] != 0.0


async def test_without_a_selection_a_key_for_it_says_so() -> None:
    app = app_of("package-prediction")
    async with app.run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "f")
        assert not bench.workspace.snapshot().ghosts
        assert any("Select a parameter first" in note.message for note in app._notifications)


async def test_stepping_on_after_a_change_in_the_past_follows_the_change(tmp_path: Path) -> None:
    steep = """\
format = 1
kind = "function"
[function]
expression = "x**2"
[function.start]
x = 8.0
[training]
steps = 10
[training.optimizer]
name = "sgd"
learning_rate = 0.25
"""
    async with app_of(written(tmp_path, steep)).run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n", "n", "p", "p", "plus", "n", "n")
        # η ¼ halves x; from step 1 on η ½ takes it to 0 at once.
        branch = bench.workspace.run.timeline.branch
        assert branch.training.learning_rate == 0.5
        assert [branch.step(number).after.theta[0] for number in (1, 2, 3)] == [0.0, 0.0, 0.0]
        ghost = bench.workspace.snapshot().ghosts[0].branch
        assert [ghost.step(number).after.theta[0] for number in (1, 2, 3)] == [4.0, 2.0, 1.0]


# Panes


async def test_digits_lead_to_panes_and_tab_goes_round() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "4")
        assert bench.workspace.view_options.pane == "data"
        names = [(await pressed(pilot, "tab")).workspace.view_options.pane for _ in bench.panes]
        assert names == ["loss", "lesson", "stage", "story", "parameters", "data"]
        await pressed(pilot, "shift+tab")
        assert bench.workspace.view_options.pane == "parameters"


async def test_a_pane_fills_the_screen_and_gives_it_back() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "3")
        before = seen(bench)
        await pressed(pilot, "z")
        assert bench.query_one("#parameters").size == (120, 37)
        assert not bench.query_one("#stage").display
        await pressed(pilot, "2")
        assert bench.query_one("#story").size == (120, 37)
        await pressed(pilot, "3", "z")
        assert seen(bench) == before


async def test_a_hidden_pane_leaves_its_place_and_comes_back_with_its_digit() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "4", "h")
        assert not bench.query_one("#data").display
        assert bench.query_one("#story").size.height > 30
        await pressed(pilot, "4")
        assert bench.query_one("#data").display
        for _ in range(12):
            await pressed(pilot, "h")
        assert sum(view.display for view in bench.query(CellsView)) >= 4
        await pressed(pilot, "H")
        assert all(bench.query_one(f"#{name}").display for name in bench.panes)


async def test_a_text_that_is_cut_can_be_read_on() -> None:
    async with app_of("package-prediction").run_test(size=(80, 24)) as pilot:
        bench = await pressed(pilot, "N", "N", "N", "N", "N", "6")
        assert bench.query_one("#lesson").size == (80, 21)
        assert "reads on" not in text(bench, "lesson")
        await pressed(pilot, "1")
        assert bench.query_one("#lesson").size == (80, 2)


async def test_more_digits_are_more_digits_everywhere() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n")
        assert "0.386268" in "".join(seen(bench))
        await pressed(pilot, "m", "m", "m")
        for name in ("stage", "data"):
            assert "0.386268121" in text(bench, name), name
        assert "0.0165874638" in text(bench, "story")
        await pressed(pilot, *["M"] * 20)
        assert bench.workspace.view_options.digits == 3
        assert "= 0.0166" in text(bench, "story")
        assert "0.3862" not in "".join(seen(bench))


async def test_a_click_goes_to_a_pane_and_selects_what_it_is_on() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n")
        await clicked(pilot, bench, "parameters", "quantity:w2_1_1")
        assert (bench.workspace.view_options.pane, bench.workspace.view_options.selected) == (
            "parameters",
            "w2_1_1",
        )
        await pressed(pilot, "escape")
        assert bench.workspace.view_options.selected is None


async def test_the_compared_runs_are_shown_one_after_the_other() -> None:
    async with app_of("learning-rates").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n")
        labels = []
        for _ in bench.workspace.runs:
            labels.append(row(bench, "header").partition("[")[2].partition("]")[0])
            await pressed(pilot, "s")
        assert labels == ["η 0.1", "η 1", "η 1.6", "η 2.5", "η 4"]
        assert "[η 0.1]" in row(bench, "header")


async def test_help_opens_and_closes() -> None:
    async with app_of("mazur").run_test(size=(80, 24)) as pilot:
        bench = await pressed(pilot, "n", "question_mark")
        assert isinstance(pilot.app.screen, Help)
        await pressed(pilot, "escape")
        assert pilot.app.screen_stack[-1] is bench


async def test_the_palette_offers_what_the_help_tells() -> None:
    app = app_of("parabola")
    async with app.run_test(size=SIZE) as pilot:
        bench = await pressed(pilot)
        offered = {command.title for command in app.get_system_commands(cast(Screen[object], bench))}
        assert offered == {command.help for command in COMMANDS if command.keys}


async def test_at_the_end_the_keys_that_go_on_are_not_offered() -> None:
    async with app_of("parabola").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot)
        assert " n step" in row(bench, "keys")
        assert "back" not in row(bench, "keys")
        await pressed(pilot, *["n"] * 26)
        assert " n step" not in row(bench, "keys")
        assert "p back" in row(bench, "keys")
        assert "all steps done" in row(bench, "transport")


@pytest.mark.parametrize("size", [(20, 8), (40, 12), (60, 15), (80, 24), (120, 40), (240, 70)])
async def test_a_new_size_shows_whole_panes(size: tuple[int, int]) -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "right", "right", "right")
        await pilot.resize_terminal(*size)
        await pilot.pause()
        for view in bench.query(CellsView):
            if view.display:
                lines = view.text.splitlines()
                assert len(lines) == view.size.height
                assert all(len(line) == view.size.width for line in lines)


async def test_the_way_back_from_a_large_pane_and_from_hidden_ones_comes_first() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "2", "down", "z")
        assert row(bench, "keys").startswith(" z shrink ")
        assert bench.workspace.view_options.reading is not None
        await pressed(pilot, "escape")
        assert not bench.opened.layout.arrangement.enlarged
        assert bench.workspace.view_options.reading is not None
        await pressed(pilot, "escape")
        assert bench.workspace.view_options.reading is None
        assert "all panes" not in row(bench, "keys")
        await pressed(pilot, "3", "h")
        assert row(bench, "keys").startswith(" H all panes ")
        await pressed(pilot, "H")
        assert "all panes" not in row(bench, "keys")


async def test_what_needs_a_selection_is_offered_once_there_is_one() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n")
        assert "freeze" not in row(bench, "keys")
        await pressed(pilot, "3", "down")
        assert "e edit" in row(bench, "keys")
        assert "f freeze" in row(bench, "keys")
        await pressed(pilot, "escape", "4")
        assert "e edit" in row(bench, "keys")


async def test_between_cues_the_last_one_is_told_with_its_step() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n")
        said = text(bench, "lesson").replace("▎", "").split()
        assert "step 2:" not in text(bench, "lesson")
        await pressed(pilot, "n")
        assert text(bench, "lesson").replace("▎", "").split() == ["from", "step", "2:", *said]


async def test_a_cue_is_marked_as_written_for_another_run_where_something_was_changed() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "n")
        said = text(bench, "lesson")
        assert "Written for" not in said
        await pressed(pilot, "plus")
        assert "Written for the run as given: " in text(bench, "lesson").replace("\n", " ")
        await pressed(pilot, "r", "n", "n")
        assert text(bench, "lesson") == said


@pytest.mark.parametrize("scenario", ["package-prediction", "parabola"])
async def test_where_a_pane_stands_alone_the_way_to_the_others_is_told(scenario: str) -> None:
    async with app_of(scenario).run_test(size=(40, 12)) as pilot:
        bench = await pressed(pilot, "n")
        keys = bench.query_one("#keys", CellsView).text
        assert [word for word in ("tab pane", "? help", "q quit", "→ phase") if word in keys] == [
            "tab pane",
            "? help",
            "q quit",
        ]


async def test_keys_that_wait_are_taken_first_and_drawn_together(monkeypatch: pytest.MonkeyPatch) -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n")
        shown: list[int] = []
        recorded: list[int] = []
        usual = bench._show

        def show() -> int | None:
            shown.append(bench.workspace.step)
            return usual()

        monkeypatch.setattr(bench, "_show", show)
        bench.workspace.subscribe(lambda event: recorded.append(bench.workspace.step))
        monkeypatch.setattr("tui.screen.workbench._MAX_SECONDS_UNDRAWN", 60.0)
        for _ in range(8):
            pilot.app.post_message(Key("n", "n"))
        await pilot.pause()
        assert recorded == list(range(2, 10))
        assert shown == [9]
        assert "step 9 of 20" in bench.query_one("#header", CellsView).text


async def test_however_many_keys_wait_something_is_drawn_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n")
        shown: list[int] = []
        monkeypatch.setattr(bench, "_show", lambda: shown.append(bench.workspace.step))
        monkeypatch.setattr("tui.screen.workbench._MAX_SECONDS_UNDRAWN", 0.0)
        for _ in range(3):
            pilot.app.post_message(Key("n", "n"))
        await pilot.pause()
        assert shown == [2, 3, 4]


async def test_what_changes_nothing_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n")
        monkeypatch.setattr(bench, "_show", lambda: pytest.fail("drawn"))
        await pressed(pilot, "escape", "escape")


async def test_an_input_inside_a_pane_gets_its_keys() -> None:
    async with app_of("package-prediction").run_test(size=SIZE) as pilot:
        bench = await pressed(pilot, "n", "5")
        before = bench.workspace.position
        entry = Input(id="entry")
        await bench.query_one("#loss", CellsView).mount(entry)
        bench.set_focus(entry)
        await pressed(pilot, "n", "2", "left", "x", "home", "y")
        assert entry.value == "ynx2"
        assert bench.workspace.position == before
        with patch.object(Input, "action_submit", AsyncMock()) as submitted:
            await pressed(pilot, "enter")
            submitted.assert_awaited_once()
        # The workbench has the keys again once the pane has the focus.
        bench.set_focus(bench.query_one("#loss", CellsView))
        await pressed(pilot, "n")
        assert bench.workspace.step == 2
