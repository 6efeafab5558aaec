"""The picker: what is listed and told at each size, what opens, how it goes on, and what it does without."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from rich.text import Text
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from engine.objectives.network import Network
from scenarios.bundled import bundled
from scenarios.catalogue import catalogue
from scenarios.loading import load
from tests.support.sessions import MONDAY, TUESDAY, begun, save, stood
from tests.tui.workspaces import text_of, workspace_at, written
from tui.commands.open_request import OpenRequest
from tui.panes.network.sketch import MAX_UNITS, sketch
from tui.screen.app import GradstepApp
from tui.screen.help import Help
from tui.screen.picker import Picker
from tui.screen.preview import preview_of, preview_of_session
from tui.screen.theme import THEMES
from tui.screen.widgets.cells import CellsView
from tui.screen.workbench import Workbench
from tui.sessions.journal import Session
from tui.sessions.store import all_sessions, latest_readable
from tui.workspace.events import SpeedChanged
from tui.workspace.opening import workspace_of

SIZES = [(40, 12), (80, 24), (120, 40), (200, 60)]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home without sessions."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


async def settled(pilot: Pilot[None], *keys: str) -> Picker:
    """The picker after some keys, once it knows what the marked scenario is like."""
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return cast(Picker, pilot.app.screen)


def listed(picker: Picker) -> list[str]:
    """The lines of the list."""
    options = picker.query_one(OptionList)
    return [str(options.get_option_at_index(n).prompt) for n in range(options.option_count)]


def told(picker: Picker, where: str = "about-text") -> str:
    """What is told of the marked scenario."""
    return str(picker.query_one(f"#{where}", Static).render())


def shown(bench: Workbench) -> list[str]:
    """All that stands on a workbench."""
    return [view.text for view in bench.query(CellsView)]


def kept(
    scenario: str = "package-prediction",
    step: int = 12,
    used: datetime = MONDAY,
    shown: int = 0,
    **changed: Any,
) -> Session:
    """A session that is kept."""
    near = workspace_at(scenario, min(step, 20)).position._replace(shown=shown)
    return save(
        replace(begun(scenario, SpeedChanged(2.0), near if step <= 20 else stood(step)), **changed), used
    )


# What is listed


def test_the_catalogue_has_every_bundled_scenario_as_its_file_has_it() -> None:
    entries = catalogue()
    assert {entry.name for entry in entries} == set(bundled())
    for entry in entries:
        scenario = load(entry.name).scenario
        assert entry.title == scenario.title
        assert (entry.summary, entry.section) == (scenario.summary, scenario.section)
        assert (entry.kind, entry.cues) == (scenario.kind, len(scenario.cue))
    places = [(load(entry.name).scenario.section, load(entry.name).scenario.order) for entry in entries]
    assert places == sorted(places)


@pytest.mark.parametrize("size", SIZES)
async def test_every_title_stands_in_a_line_of_its_own_below_its_section(size: tuple[int, int]) -> None:
    async with GradstepApp(OpenRequest()).run_test(size=size) as pilot:
        picker = await settled(pilot)
        lines = listed(picker)
        sections = list(dict.fromkeys(entry.section for entry in catalogue()))
        assert [line for line in lines if line in sections] == sections
        titles = [line[2:].strip() for line in lines if line not in sections]
        assert [title.partition("  ")[0] for title in titles] == [entry.title for entry in catalogue()]
        options = picker.query_one(OptionList)
        width = options.scrollable_content_region.width
        assert max(map(len, lines)) <= width
        # No title takes two lines: the rows are those of the options, and of the lines between sections.
        dividers = 0 if size[1] < 18 else len(sections) - 1
        assert options.virtual_size.height == len(lines) + dividers


async def test_where_there_is_room_the_list_has_kinds_and_how_many_texts_their_lessons_have() -> None:
    async with GradstepApp(OpenRequest()).run_test(size=(120, 40)) as pilot:
        lines = listed(await settled(pilot))
        (bowl,) = [line for line in lines if "two slopes" in line]
        assert bowl.split()[-3:] == [
            "function",
            f"{sum(cue.say is not None for cue in load('bowl').scenario.cue)}",
            "texts",
        ]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_the_marked_line_has_a_mark_and_no_colours_of_its_own(theme: object) -> None:
    app = GradstepApp(OpenRequest())
    async with app.run_test(size=(120, 40)) as pilot:
        picker = await settled(pilot, "down")
        options = picker.query_one(OptionList)
        for number in range(options.option_count):
            prompt = cast(Text, options.get_option_at_index(number).prompt)
            here = number == options.highlighted
            assert prompt.plain.startswith("▸ ") is here
            # Over colours of its own the list's would not be seen: text and ground might be alike.
            assert any(span.style for span in prompt.spans) is not here or not prompt.spans
        assert sum(line.startswith("▸") for line in listed(picker)) == 1


# What is told of the marked one


async def test_the_marked_scenario_is_told_with_what_its_lesson_says_first() -> None:
    async with GradstepApp(OpenRequest()).run_test(size=(120, 40)) as pilot:
        picker = await settled(pilot, "down", "down")
        text = told(picker)
        assert text.startswith("Mazur's step by step example\n")
        assert "network    2 inputs → 2 sigmoid → 2 sigmoid" in text
        assert "lesson     7 texts, as you step" in text
        assert "training   20 epochs by sgd, η 0.5" in text
        assert "opens with gradstep mazur" in text
        assert "▎ The best known step of all, by hand" in text
        assert "i1 ○" in text
        assert "○ o2" in text


async def test_on_a_small_terminal_there_is_room_for_the_drawing_too() -> None:
    async with GradstepApp(OpenRequest()).run_test(size=(80, 24)) as pilot:
        text = told(await settled(pilot))
        assert "lesson     10 texts, as you step" in text
        assert "cgpa ○" in text


async def test_a_function_is_shown_as_its_stage_will_show_it() -> None:
    async with GradstepApp(OpenRequest()).run_test(size=(120, 40)) as pilot:
        picker = await settled(pilot, "down", "down", "down", "down")
        assert "The bottom of the bowl" in told(picker)
        assert "start x 5" in told(picker)


async def test_on_a_small_screen_the_summary_stands_below_the_list() -> None:
    async with GradstepApp(OpenRequest()).run_test(size=(40, 12)) as pilot:
        picker = await settled(pilot, "down")
        assert not picker.query_one("#about").display
        assert told(picker, "picker-summary").startswith("Placed or not: the same two marks,\n")
        assert told(picker, "picker-summary").endswith("…")
        assert len(told(picker, "picker-summary").splitlines()) == 2


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_what_is_told_fits_beside_the_list(size: tuple[int, int]) -> None:
    async with GradstepApp(OpenRequest()).run_test(size=size) as pilot:
        picker = await settled(pilot)
        for _ in catalogue():
            region = picker.query_one("#about").scrollable_content_region
            lines = told(picker).splitlines()
            assert len(lines) <= region.height
            assert max(map(len, lines)) <= min(76, region.width)
            await settled(pilot, "down")


async def test_the_list_is_written_anew_for_another_size() -> None:
    async with GradstepApp(OpenRequest()).run_test(size=(120, 40)) as pilot:
        picker = await settled(pilot, "down", "down")
        await pilot.resize_terminal(40, 12)
        await settled(pilot)
        assert "▸ Mazur's step by step example" in listed(picker)
        assert picker.query_one(OptionList).highlighted is not None


# Opening and leaving


@pytest.mark.parametrize("keys", [("down", "enter"), ("n", "enter")])
async def test_enter_opens_the_marked_scenario(keys: tuple[str, ...]) -> None:
    async with GradstepApp(OpenRequest()).run_test(size=(80, 24)) as pilot:
        await settled(pilot, *keys)
        bench = cast(Workbench, pilot.app.screen)
        assert bench.workspace.title == "Package classification"
        assert bench.workspace.step == 0


async def test_q_leaves() -> None:
    app = GradstepApp(OpenRequest())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, "q")
        assert app._exit


async def test_where_nothing_stands_below_escape_leads_nowhere() -> None:
    app = GradstepApp(OpenRequest())
    async with app.run_test(size=(80, 24)) as pilot:
        picker = await settled(pilot, "escape")
        assert app.screen is picker
        assert not app._exit
        assert "esc" not in told(picker, "picker-keys")


@pytest.mark.parametrize("size", SIZES)
async def test_escape_leads_back_to_the_workbench_as_it_was_left(size: tuple[int, int]) -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=size) as pilot:
        await pilot.press("N", "p", "plus", "n", "3", "down", "right")
        await pilot.pause()
        bench = cast(Workbench, app.screen)
        before = shown(bench), bench.workspace.place, bench.workspace.view_options
        branches = list(bench.workspace.run.timeline.branches)
        picker = await settled(pilot, "O")
        keys = told(picker, "picker-keys")
        assert "esc back" in keys
        assert len(keys) <= size[0]
        await settled(pilot, "down", "escape")
        assert app.screen is bench
        assert (shown(bench), bench.workspace.place, bench.workspace.view_options) == before
        assert len(branches) == 2
        assert bench.workspace.run.timeline.branches == branches
        # It still is the same sitting.
        await pilot.press("n")
        assert app.close_scenario()
    (kept_one,) = all_sessions().sessions
    assert kept_one.step == bench.workspace.step


async def test_going_on_with_what_stands_below_is_the_way_back_too() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", "p", "plus")
        await pilot.pause()
        bench = app.screen
        picker = await settled(pilot, "O", "up")
        assert listed(picker)[0] == "▸ resume Package prediction, step 3"
        await settled(pilot, "enter")
        assert app.screen is bench


async def test_another_scenario_takes_the_place_of_the_one_below() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "plus")
        await settled(pilot, "O", "down", "enter")
        benches = [screen for screen in app.screen_stack if isinstance(screen, Workbench)]
        assert [bench.workspace.title for bench in benches] == ["Package classification"]
        assert app.screen is benches[0]
        await pilot.press("n")
        assert app.close_scenario()
    assert {(one.title, one.step) for one in all_sessions().sessions} == {
        ("Package prediction", 1),
        ("Package classification", 1),
    }


async def test_asked_for_twice_at_once_the_list_comes_once() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        bench = cast(Workbench, app.screen)
        await bench.action_run("another")
        await bench.action_run("another")
        await settled(pilot, "escape")
        assert app.screen is bench


async def test_help_works_here_too() -> None:
    async with GradstepApp(OpenRequest()).run_test(size=(80, 24)) as pilot:
        await settled(pilot, "question_mark")
        assert isinstance(pilot.app.screen, Help)
        await settled(pilot, *"chain", "escape")
        assert isinstance(pilot.app.screen, Picker)


# Going on


async def test_without_a_session_nothing_is_offered() -> None:
    assert latest_readable() is None
    async with GradstepApp(OpenRequest()).run_test(size=(80, 24)) as pilot:
        assert not any("go on" in line for line in listed(await settled(pilot)))


async def test_the_last_session_is_offered_first_and_goes_on_where_it_stood() -> None:
    kept("parabola", 3)
    session = kept("package-prediction", 12, TUESDAY)
    async with GradstepApp(OpenRequest()).run_test(size=(80, 24)) as pilot:
        picker = await settled(pilot)
        assert listed(picker)[0] == "▸ resume Package prediction, step 12"
        assert "stopped at step 12" in told(picker)
        await settled(pilot, "enter")
        bench = cast(Workbench, pilot.app.screen)
        assert (bench.workspace.title, bench.workspace.step) == ("Package prediction", 12)
        assert bench.playback.player.speed == 2.0
        await settled(pilot, "n")
        assert bench.workspace.step == 13
        assert cast(GradstepApp, pilot.app).close_scenario()
    # It is the same sitting, and not another one.
    (newest, *_) = all_sessions().sessions
    assert (newest.id, newest.step) == (session.id, 13)


async def test_a_compared_run_is_gone_on_with() -> None:
    kept("learning-rates", 4, shown=4)
    async with GradstepApp(OpenRequest()).run_test(size=(80, 24)) as pilot:
        await settled(pilot, "enter")
        bench = cast(Workbench, pilot.app.screen)
        assert (bench.workspace.run.label, bench.workspace.step) == ("η 4", 4)


async def test_a_long_title_gives_way_to_the_step() -> None:
    kept(title="A title that is longer than the list is wide, by far and more", step=1234)
    async with GradstepApp(OpenRequest()).run_test(size=(80, 24)) as pilot:
        first = listed(await settled(pilot))[0]
        assert first.startswith("▸ resume A title that i")
        assert first.endswith("…, step 1,234")


async def test_a_session_whose_file_is_gone_is_gone_on_with_as_it_was(state: Path) -> None:
    file = state / "mine.toml"
    written(state, (Path("scenarios/library") / "parabola.toml").read_text(encoding="utf-8"), file.name)
    save(begun(file, stood(2, 5)))
    file.unlink()
    app = GradstepApp(OpenRequest())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await settled(pilot, "enter")
        assert cast(Workbench, app.screen).workspace.step == 2
        (note,) = app._notifications
        assert "has changed since; this session continues with the earlier version" in note.message


async def test_a_session_that_can_no_longer_be_opened_says_so_and_lets_choose_again() -> None:
    session = begun("parabola", stood(2, 5))
    save(replace(session, content=session.content.replace(b"x**2", b"x***2")))
    app = GradstepApp(OpenRequest())
    async with app.run_test(size=(80, 24)) as pilot:
        picker = await settled(pilot)
        assert "function.expression" in told(picker)
        await settled(pilot, "enter")
        assert isinstance(app.screen, Picker)
        assert any("function.expression" in note.message for note in app._notifications)
        await settled(pilot, "enter")
        assert cast(Workbench, app.screen).workspace.title == "Package prediction"


async def test_who_comes_from_a_workbench_finds_the_first_scenario_marked() -> None:
    async with GradstepApp(OpenRequest(load("parabola"))).run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "O")
        lines = listed(await settled(pilot))
        assert lines[0] == "  resume The bottom of the…, step 2"
        assert "▸ Package prediction" in lines


def test_a_preview_of_a_session_is_not_walked_to_when_that_is_far() -> None:
    near, far = kept(step=12), kept(step=1_000_000)
    assert preview_of_session(near).workspace.step == 12
    assert preview_of_session(far).workspace.step == 0
    assert ("stopped at", "step 1,000,000") in preview_of_session(far).facts


# What it does without


def test_the_list_needs_neither_numpy_nor_the_machinery_of_the_format() -> None:
    code = """
import sys, tui.screen.app
from tui.screen.picker import Picker
Picker()
print([name for name in ("numpy", "pydantic", "plotext", "tui.screen.workbench") if name in sys.modules])
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


# The drawings


def network_of(name: str) -> Network:
    network = workspace_at(name).snapshot().network
    assert network is not None
    return network


def test_a_network_is_drawn_with_its_inputs_units_and_outputs() -> None:
    drawing = text_of(sketch(network_of("package-prediction"), 60, 12))
    assert drawing.count("○") == 2 + 2 + 1
    first, *_, last = [line.strip() for line in drawing.splitlines() if line.strip()]
    assert first.startswith("cgpa ○")
    assert last.split("  ")[0] == "2 linear"
    assert "○ lpa" in drawing


LARGE = """\
format = 1
kind = "network"
[data]
generator = { name = "gauss", n = 20 }
[network]
layers = [{ units = 40, activation = "leaky_relu" }, { units = 1, activation = "sigmoid" }]
[loss]
name = "bce"
[training]
epochs = 2
"""


def test_of_a_large_layer_some_units_are_left_out(tmp_path: Path) -> None:
    network = workspace_of(written(tmp_path, LARGE)).snapshot().network
    assert network is not None
    drawing = text_of(sketch(network, 60, 20))
    assert drawing.count("○") == 2 + MAX_UNITS - 1 + 1
    assert drawing.count("⋮") == 1
    assert "40 leaky relu" in drawing


@pytest.mark.parametrize(("width", "height"), [(60, 4), (20, 12), (0, 0)])
def test_without_room_nothing_is_drawn(width: int, height: int) -> None:
    assert sketch(network_of("package-prediction"), width, height) == []
    assert preview_of("parabola").drawing(width, min(height, 6)) == []


def test_a_drawing_stays_within_its_room() -> None:
    for name in bundled():
        rows = preview_of(name).drawing(46, 14)
        assert 5 <= len(rows) <= 14
        assert max(map(len, text_of(rows).splitlines())) <= 46
