"""Lists of options: a key that is held down may come before they are laid out."""

from __future__ import annotations

import pytest
from textual.command import CommandList
from textual.widgets import OptionList, Select

from scenarios.loading import load
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp
from tui.screen.widgets.option_lists import Choice, Options, Palette

PAGES = ("action_page_up", "action_page_down")


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_is_not_turned_before_the_list_is_laid_out(page: str) -> None:
    app = GradstepApp(OpenRequest(load("parabola")))
    async with app.run_test(size=(120, 40)):
        options = Options("first", "second")
        app.screen.mount(options)
        options.highlighted = 0
        getattr(options, page)()
        assert options.highlighted == 0


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_is_not_turned_in_a_list_that_is_just_being_opened(page: str) -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("S")
        await pilot.pause()
        choice = app.screen.query(Choice).first()
        choice.action_show_overlay()
        overlay = choice.query_one(OptionList)
        before = overlay.highlighted
        getattr(overlay, page)()
        assert overlay.highlighted == before


async def test_pages_are_turned_once_the_list_is_there() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("S")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        overlay = app.screen.query(Choice).first().query_one(OptionList)
        await pilot.press("pagedown")
        assert overlay.highlighted == overlay.option_count - 1
        await pilot.press("pageup", "enter")
        await pilot.pause()
        assert app.screen.query(Choice).first().value == str(overlay.get_option_at_index(0).prompt)


async def test_the_palette_turns_pages_as_soon_as_there_are_any() -> None:
    app = GradstepApp(OpenRequest(load("parabola")))
    async with app.run_test(size=(120, 40)) as pilot:
        palette = Palette()
        await app.push_screen(palette)
        commands = palette.query_one(CommandList)
        commands.add_option("an action")
        commands.highlighted = 0
        commands.display = False
        await pilot.pause()
        await pilot.press("pageup", "pagedown")
        assert app.screen is palette


@pytest.mark.parametrize("keys", ["S", "x", "b", "B", "O", "?"])
async def test_every_list_that_is_shown_is_one_of_these(keys: str) -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n", "plus", "question_mark" if keys == "?" else keys)
        await pilot.pause()
        assert all(isinstance(one, Options) for one in app.screen.query(OptionList))
        assert all(isinstance(one, Choice) for one in app.screen.query(Select))
