"""Notices: one of each text, and where they do not cover the transport."""

from __future__ import annotations

from typing import cast

import pytest
from textual.events import MouseDown, MouseUp
from textual.widget import Widget
from textual.widgets._toast import Toast

from scenarios.loading import load
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp
from tui.screen.workbench import Workbench


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_the_same_notice_stands_once_and_above_the_transport(size: tuple[int, int]) -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("n", "e", "e", "f", "R")
        await pilot.pause()
        told = [str(toast.render()) for toast in app.screen.query(Toast)]
        assert [text.partition(" ")[0] for text in told] == ["Select", "Another"]
        assert all(toast.region.bottom <= size[1] - 2 for toast in app.screen.query(Toast))


@pytest.mark.parametrize(
    ("scenario", "step", "key", "told"),
    [
        ("package-prediction", 0, "s", "This scenario has only one run."),
        ("package-prediction", 20, "n", "The run ends here: all epochs are done."),
        ("package-prediction", 20, "full_stop", "The run ends here: all epochs are done."),
        ("parabola", 25, "space", "The run ends here: all steps are done."),
        ("parabola", 0, "T", "Colours: light."),
        ("parabola", 3, "N", "A function has no epochs; n takes a step."),
        ("parabola", 3, "P", "A function has no epochs; p goes back by a step."),
    ],
)
async def test_a_key_that_leads_nowhere_says_so_and_one_that_leads_on_in_a_ring_says_where(
    scenario: str, step: int, key: str, told: str
) -> None:
    app = GradstepApp(OpenRequest(load(scenario)))
    async with app.run_test() as pilot:
        cast(Workbench, app.screen).workspace.go(step)
        await pilot.press(key)
        assert [note.message for note in app._notifications] == [told]


async def test_of_two_notices_about_the_same_the_newer_one_stands() -> None:
    app = GradstepApp(OpenRequest(load("parabola")))
    async with app.run_test() as pilot:
        await pilot.press("T", "T")
        assert [note.message for note in app._notifications] == ["Colours: high contrast."]


async def test_a_notice_stands_for_as_long_as_it_takes_to_read() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test() as pilot:
        app.notify("Short.")
        app.notify("long " * 40)
        app.notify("endless " * 40_000)
        await pilot.pause()
        short, long, endless = app._notifications
        assert short.timeout == 2
        assert long.timeout == 10
        assert endless.timeout == 30


async def test_a_click_on_a_notice_that_is_being_taken_away_does_nothing() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("e")
        await pilot.pause()
        toast = app.screen.query_one(Toast)
        x, y = toast.region.x + 1, toast.region.y + 1
        await cast(Widget, toast.parent).remove()
        # It has gone, and the screen has not been laid out without it yet.
        assert app.screen.get_widget_at(x, y)[0] is toast
        for kind in (MouseDown, MouseUp):
            await app.on_event(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        await pilot.pause()
        assert isinstance(app.screen, Workbench)
        assert not app.screen.query(Toast)
