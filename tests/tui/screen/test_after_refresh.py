"""Callbacks after a refresh, of widgets that are still there and of removed ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label

from tests.tui.screen.waiting import until
from tui.screen.after_refresh import call_after_refresh


class OneLabel(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("here")


async def test_a_widget_that_is_there_is_called_after_the_refresh() -> None:
    called: list[str] = []
    async with OneLabel().run_test() as pilot:
        call_after_refresh(pilot.app.query_one(Label), lambda: called.append("label"))
        assert not called
        await until(pilot, lambda: called == ["label"])


async def test_a_widget_that_has_been_removed_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    waiting: list[Callable[[], object]] = []
    async with OneLabel().run_test() as pilot:
        label = pilot.app.query_one(Label)
        monkeypatch.setattr(label, "call_after_refresh", waiting.append)
        call_after_refresh(label, lambda: called.append("label"))
        (refreshed,) = waiting
        refreshed()
        assert called == ["label"]
        await label.remove()
        refreshed()
        assert called == ["label"]


async def test_a_screen_that_has_been_left_is_not_called() -> None:
    called: list[str] = []
    async with OneLabel().run_test() as pilot:
        screen: Screen[None] = Screen()
        await pilot.app.push_screen(screen)
        call_after_refresh(screen, lambda: called.append("shown"))
        await until(pilot, lambda: called == ["shown"])
        await pilot.app.pop_screen()
        assert not screen.is_attached
