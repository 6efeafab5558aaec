"""The sheet of cells: shows what it is given, and repaints no rows but those that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.geometry import Region
from textual.pilot import Pilot

from tui.drawing.spans import Span
from tui.screen.widgets.cells import CellsView, Row


class Lines(CellsView):
    COMPONENT_CLASSES: ClassVar[set[str]] = {"cells--loss"}
    DEFAULT_CSS = """
    Lines { color: rgb(200,200,200); background: rgb(1,2,3); }
    Lines > .cells--loss { color: rgb(250,0,0); text-style: bold; }
    """


class Sheet(App[None]):
    """One sheet of 10 by 4 cells, with a padding so that its content doesn't begin at the corner."""

    CSS = "CellsView { width: 12; height: 5; padding: 1 1 0 1; }"

    def __init__(self, view: CellsView) -> None:
        super().__init__()
        self.view = view

    def compose(self) -> ComposeResult:
        yield self.view


def painted(view: CellsView) -> list[str]:
    """The lines as the widget renders them."""
    return [view.render_line(y).text for y in range(view.size.height)]


async def regions_of(
    pilot: Pilot[None], view: CellsView, rows: Sequence[Row], monkeypatch: pytest.MonkeyPatch
) -> list[Region]:
    """What showing these rows asks to be repainted."""
    asked: list[Region] = []
    refresh = view.refresh

    def spy(*regions: Region, **more: bool) -> CellsView:
        assert regions, "the whole widget is repainted"
        assert not any(more.values()), "the screen is laid out anew"
        asked.extend(regions)
        return refresh(*regions)

    with monkeypatch.context() as patch:
        patch.setattr(view, "refresh", spy)
        view.show(rows)
        await pilot.pause()
    return asked


async def test_rows_are_shown_cut_off_or_filled_to_the_widget() -> None:
    view = Lines()
    async with Sheet(view).run_test() as pilot:
        view.show([[Span("short", "loss")], [Span("much longer ", ""), Span("than that", "loss")]])
        await pilot.pause()
        assert painted(view) == ["short     ", "much longe", " " * 10, " " * 10]
        assert view.text == "short\nmuch longer than that"


async def test_a_wide_character_that_does_not_fit_gives_way_to_a_blank() -> None:
    view = Lines()
    async with Sheet(view).run_test() as pilot:
        view.show([[Span("損失損失a損失", "")]])
        await pilot.pause()
        assert view.render_line(0).cell_length == 10
        assert view.render_line(0).text == "損失損失a "


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([Span("abc", "x")], [Span("abd", "x")]),
        ([Span("abc", "x")], [Span("abc", "y")]),
        ([Span("abc", "")], [Span("a", "")]),
        ([Span("a損b", "")], [Span("axyb", "")]),
        ([], [Span("ab", "")]),
    ],
)
async def test_only_the_changed_rows_are_repainted(
    before: Row, after: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = Lines()
    async with Sheet(view).run_test() as pilot:
        first, last = [Span("same", "")], [Span("same", "loss")]
        view.show([first, before, last])
        await pilot.pause()
        assert await regions_of(pilot, view, [first, after, last], monkeypatch) == [Region(0, 1, 10, 1)]
        assert await regions_of(pilot, view, [first, list(after), last], monkeypatch) == []


async def test_rows_that_come_and_go_are_repainted(monkeypatch: pytest.MonkeyPatch) -> None:
    view = Lines()
    async with Sheet(view).run_test() as pilot:
        view.show([[Span("one", "")], [Span("two", "")]])
        await pilot.pause()
        assert await regions_of(pilot, view, [[Span("one", "")]], monkeypatch) == [Region(0, 1, 10, 1)]
        assert painted(view)[1] == " " * 10
        taller = [[Span("one", "")], *[[Span("new", "")]] * 9]
        # Four rows are in sight.
        assert await regions_of(pilot, view, taller, monkeypatch) == [Region(0, y, 10, 1) for y in (1, 2, 3)]


async def test_a_changed_cell_reaches_the_screen() -> None:
    view = Lines()
    async with Sheet(view).run_test() as pilot:
        view.show([[Span("loss 13.54", "loss")]])
        await pilot.pause()
        view.show([[Span("loss 13.55", "loss")]])
        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()
        assert strips[1].text[:12] == " loss 13.55 "


async def test_colours_come_from_component_classes_and_the_background_from_css() -> None:
    view = Lines()
    async with Sheet(view).run_test() as pilot:
        view.show([[Span("a", "loss"), Span("b", "unheard-of"), Span("c", "")]])
        await pilot.pause()
        loss, unknown, none, rest = (segment.style or Style.null() for segment in view.render_line(0))
        assert (loss.color, loss.bold) == (Color(250, 0, 0).rich_color, True)
        assert unknown.color == none.color == Color(200, 200, 200).rich_color
        assert {style.bgcolor for style in (loss, unknown, none, rest)} == {Color(1, 2, 3).rich_color}
        assert all((segment.style or Style.null()).bgcolor == rest.bgcolor for segment in view.render_line(3))


async def test_colours_may_come_from_a_function_of_the_role() -> None:
    view = CellsView(lambda role: Style(underline=role == "loss"))
    async with Sheet(view).run_test() as pilot:
        view.show([[Span("a", "loss"), Span("b", "other")]])
        await pilot.pause()
        first, second, _ = (segment.style or Style.null() for segment in view.render_line(0))
        assert (first.underline, second.underline) == (True, False)


@pytest.mark.parametrize("size", ["0", "1"])
async def test_no_room_is_no_error(size: str) -> None:
    view = Lines()
    view.show([[Span("before it is mounted", "loss")]])
    async with Sheet(view).run_test() as pilot:
        view.styles.padding = 0
        view.styles.width = view.styles.height = size
        await pilot.pause()
        view.show([[Span("損失", "loss")], [Span("b", "")]])
        await pilot.pause()
        assert painted(view) == [" "] * int(size)


async def test_what_was_shown_before_mounting_is_there_afterwards() -> None:
    view = Lines()
    view.show([[Span("early", "loss")]])
    async with Sheet(view).run_test() as pilot:
        await pilot.pause()
        assert painted(view)[0] == "early     "


async def test_an_automatic_size_is_that_of_the_rows() -> None:
    view = Lines()
    view.show([[Span("損失", "loss")], [Span("abc", "")]])
    async with Sheet(view).run_test() as pilot:
        view.styles.width = view.styles.height = "auto"
        await pilot.pause()
        assert view.size == (4, 2)


async def test_its_text_cannot_be_selected() -> None:
    assert not CellsView().allow_select
