"""The stream of messages: what a click or a key says to whom, and that nothing is said where nothing happens."""

from __future__ import annotations

import pytest
from textual.message import Message

from scenarios.loading import load
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp
from tui.screen.widgets.cells import CellsView
from tui.screen.workbench import Workbench

SIZE = (120, 40)
OURS = (CellsView.Clicked, Workbench.Left)


class Heard(list[Message]):
    """Our own messages, each once, in the order in which they were sent."""

    def __call__(self, message: Message) -> None:
        if isinstance(message, OURS) and not any(message is known for known in self):
            self.append(message)


def place_of(view: CellsView, target: str) -> tuple[int, int]:
    """The first cell that is about something."""
    cells = ((x, y) for y in range(view.size.height) for x in range(view.size.width))
    return next(cell for cell in cells if view.target_at(*cell) == target)


@pytest.mark.parametrize(
    ("pane", "target"),
    [
        ("parameters", "quantity:w2_1_1"),
        ("data", "row:2"),
        ("transport", "phase:loss"),
        ("transport", "step:20"),
        ("keys", "do:forward.row"),
    ],
)
async def test_a_click_says_which_view_and_what_it_was_on(pane: str, target: str) -> None:
    heard = Heard()
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=SIZE, message_hook=heard) as pilot:
        await pilot.press("n", "n")
        await pilot.pause()
        view = app.screen.query_one(f"#{pane}", CellsView)
        await pilot.click(f"#{pane}", offset=place_of(view, target))
        await pilot.pause()
        (clicked,) = heard
        assert isinstance(clicked, CellsView.Clicked)
        assert (clicked.view, clicked.target) == (view, target)


async def test_a_click_beside_everything_says_that_it_was_on_nothing() -> None:
    heard = Heard()
    app = GradstepApp(OpenRequest(load("parabola")))
    async with app.run_test(size=SIZE, message_hook=heard) as pilot:
        await pilot.press("n")
        await pilot.pause()
        await pilot.click("#story", offset=(1, 0))
        await pilot.pause()
        assert [message.target for message in heard if isinstance(message, CellsView.Clicked)] == [""]


async def test_keys_that_step_send_nothing_and_leaving_for_the_picker_is_said_once() -> None:
    heard = Heard()
    app = GradstepApp(OpenRequest(load("parabola")))
    async with app.run_test(size=SIZE, message_hook=heard) as pilot:
        await pilot.press("n", "right", "comma", "full_stop", "p", "end", "plus", "z", "m", "tab", "T")
        await pilot.pause()
        assert heard == []
        await pilot.press("O")
        await pilot.pause()
        assert [type(message) for message in heard] == [Workbench.Left]


async def test_a_workbench_at_rest_says_nothing_and_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("n", "space", "space")
        await pilot.pause()
        drawn: list[str | None] = []
        refresh = CellsView.refresh

        def spy(view: CellsView, *regions: object, **more: object) -> CellsView:
            drawn.append(view.id)
            return refresh(view, *regions, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(CellsView, "refresh", spy)
        await pilot.pause()
        await pilot.pause()
        assert drawn == []
