"""Dialogs in little room: what is typed in and the keys stay in sight, and the rest can be scrolled to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Select, Static

from scenarios.loading import load
from tests.tui.screen.waiting import until
from tests.tui.snapshots import text_of
from tests.tui.workspaces import written
from tui.commands.open_request import OpenRequest
from tui.commands.outcome import Changed, Refused
from tui.screen.app import GradstepApp
from tui.screen.dialogs.dialog import Dialog
from tui.screen.dialogs.form import Form
from tui.screen.widgets.key_line import KeyLine
from tui.workspace.progress import Progress

SIZES = [(40, 12), (60, 15), (80, 24), (120, 40)]

DIALOGS = {
    "go to": (("g",), "Enter: go", "Esc: cancel"),
    "a place that is none": (("g", *"99999", "enter"), "Enter: go", "Esc: cancel"),
    "breakpoints": (("b",), "Enter: set or", "Esc: back"),
    "a breakpoint that is none": (("b", *"loss", "enter"), "Enter: set or", "Esc: back"),
    "branches": (("n", "plus", "B"), "Enter: switch", "Esc: back"),
    "export": (("x",), "Enter: choose", "Esc: back"),
    "a parameter": (("3", "down", "e"), "Enter: set", "Esc: back"),
    "no number": (("3", "down", "e", "x"), "Enter: set", "Esc: back"),
    "a row": (("4", "e"), "Enter: apply", "Esc: back"),
    "no row": (("4", "e", "tab", "x", "enter"), "Enter: apply", "Esc: back"),
    "filter": (("3", "w"), "Enter: apply", "Esc: back"),
    "load": (("4", "L"), "Enter: load", "Esc: back"),
    "no file": (("4", "L", "x", "enter"), "Enter: load", "Esc: back"),
    "settings": (("S",), "Enter: apply", "Esc: back"),
    "no setting": (("S", "tab", "minus", "1", "enter"), "Enter: apply", "Esc: back"),
    "gradient check": (("G",), "scroll", "Esc: back"),
}

MANY = """\
format = 1
kind = "network"
[data]
file = "many.csv"
[network]
layers = [{ units = 1 }]
[training]
epochs = 1
"""


async def opened(pilot: Pilot[None], keys: tuple[str, ...]) -> Dialog[object]:
    """The dialog that the keys open, once everything has its place."""
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    dialog = pilot.app.screen
    assert isinstance(dialog, Dialog)
    return dialog


def seen(pilot: Pilot[None]) -> str:
    return text_of(pilot.app.export_screenshot(), *pilot.app.size)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "{}x{}".format(*size))
@pytest.mark.parametrize("name", DIALOGS)
async def test_the_keys_and_what_they_go_to_are_in_sight(name: str, size: tuple[int, int]) -> None:
    keys, *told = DIALOGS[name]
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=size) as pilot:
        dialog = await opened(pilot, keys)

        def in_sight() -> bool:
            screen, focused = seen(pilot), dialog.focused
            if not (focused and all(text in screen for text in told)):
                return False
            if not isinstance(focused, Input | Select):
                return True
            fixed = dialog.query(".dialog-title, .dialog-report, KeyLine")
            foot = dialog.query_one(KeyLine).region
            covered = any(focused.region.overlaps(other.region) for other in fixed)
            return not covered and 0 <= focused.region.y < foot.y

        # A line that appears moves the others, and only then the focused field is scrolled to.
        await until(pilot, in_sight)


@pytest.mark.parametrize("keys", [("g",), ("b",), ("3", "w"), ("4", "L")], ids=["g", "b", "w", "L"])
async def test_what_does_not_fit_is_scrolled_to(keys: tuple[str, ...]) -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(40, 12)) as pilot:
        dialog = await opened(pilot, keys)
        wanted = "".join(str(part.render()) for part in dialog.query("Static.dialog-hint")).split()
        found: set[str] = set()
        middle = dialog.query_one(".dialog")
        assert middle.show_vertical_scrollbar is (middle.max_scroll_y > 0)
        for _ in range(12):
            found |= set(seen(pilot).split())
            await pilot.press("up")
            await pilot.pause()
        assert set(wanted) <= found


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_the_gradient_check_shows_all_of_its_columns(size: tuple[int, int]) -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=size) as pilot:
        await opened(pilot, ("n", "G"))
        await pilot.press("end")
        await pilot.pause()
        assert re.search(r"b₂₁ +−7\.36 +−7\.36 +\d\S*e−\d+ ", seen(pilot).replace("\n", " "))


async def test_what_is_wider_than_the_screen_is_scrolled_to_sideways() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press(*["m"] * 9)
        dialog = await opened(pilot, ("n", "G"))
        rows = dialog.query_one("#gradient-check-rows")
        assert rows.max_scroll_x > 0
        await pilot.press("right")
        assert rows.scroll_x > 0


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (240, 70)])
async def test_a_setting_is_explained_in_full_when_the_keys_come_to_it(size: tuple[int, int]) -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=size) as pilot:
        dialog = await opened(pilot, ("S", "tab", "tab"))
        told = dialog.query_one("#settings-explanation", Static)
        assert str(told.render()) == "λ: pulls every parameter towards 0, by adding λ·θ to the gradient (L2)."
        shown = " ".join(seen(pilot).replace("│", " ").split())
        assert "to the gradient (L2)." in shown or "(L2)." in shown.partition("to the gradient")[2]
        assert told.region.bottom <= dialog.query_one(KeyLine).region.y
        assert dialog.query_one("#settings-rows").size.height >= 4


async def test_in_a_form_of_many_columns_arrows_go_from_one_to_the_next(tmp_path: Path) -> None:
    columns = [f"c{number}" for number in range(30)]
    (tmp_path / "many.csv").write_text(
        f"{','.join(columns)}\n{','.join('1' * 30)}\n{','.join('2' * 30)}\n", encoding="utf-8"
    )
    app = GradstepApp(OpenRequest(written(tmp_path, MANY)))
    async with app.run_test(size=(40, 12)) as pilot:
        dialog = await opened(pilot, ("4", "e"))
        for column in columns:
            assert dialog.focused is not None
            assert dialog.focused.name == column
            await pilot.press("down")
            await pilot.pause()
        assert "c0 " in seen(pilot)


async def test_a_list_in_a_dialog_keeps_its_paging_keys() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(40, 12)) as pilot:
        dialog = await opened(pilot, ("x",))
        options = dialog.query_one(OptionList)
        await pilot.press("pagedown")
        assert options.highlighted == options.option_count - 1


@pytest.mark.parametrize("name", ["go to", "breakpoints", "load", "settings"])
async def test_work_that_ends_as_the_form_is_closed_has_nothing_to_show(name: str) -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(80, 24)) as pilot:
        form = await opened(pilot, DIALOGS[name][0])
        assert isinstance(form, Form)
        await form.dismiss()
        form.report_progress(Progress(1, 2, 1))
        form._take(Changed("Set."))
        form._take(Refused("Not set."))
