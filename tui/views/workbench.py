"""The workbench: every pane of the scenario at once, as far as there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.panes.data.declaration import DATA
from tui.panes.declaration import PaneDeclaration
from tui.panes.function.declaration import FUNCTION_STAGE
from tui.panes.lesson.declaration import LESSON
from tui.panes.loss.declaration import LOSS
from tui.panes.network.declaration import NETWORK_STAGE
from tui.panes.parameters.declaration import PARAMETERS
from tui.panes.registry import PANES
from tui.panes.story.declaration import STORY
from tui.views.areas import (
    Area,
    Arrangement,
    Part,
    body_of,
    columns,
    one_above_the_other,
    shown,
    side_by_side,
)
from tui.views.view import View

if TYPE_CHECKING:
    from tui.panes.shape import ScenarioShape

WIDE = 150
"""Width from which there are three columns."""
ROOMY = (100, 32)
"""Width and height from which all panes are up at once."""
SMALL = (60, 15)
"""Width and height from which stage, story and one other pane are up; below them, one pane at a time."""
_BAR_FROM = 20
"""Height of the screen from which a lesson without a frame has rows."""
_BAR_ROWS = 2
_SHARING = (LOSS, PARAMETERS, DATA)


def _layout(width: int, height: int, shape: ScenarioShape, arrangement: Arrangement) -> dict[str, Area]:
    """The panes in one, two or three columns, by the size of the screen."""
    body = body_of(width, height)
    if arrangement.enlarged:
        return {arrangement.focused: body}
    if width >= WIDE and height >= ROOMY[1]:
        return _wide(body, shape, arrangement.hidden)
    if width < SMALL[0] or height < SMALL[1]:
        return _tiny(body, arrangement)
    bar: dict[str, Area] = {}
    whole = body
    if shape.lesson and height >= _BAR_FROM and LESSON.name not in arrangement.hidden:
        body, bar[LESSON.name] = one_above_the_other(body, body.height - _BAR_ROWS)
    roomy = width >= ROOMY[0] and height >= ROOMY[1]
    panes = _two_columns(body, shape, arrangement.hidden) if roomy else _small(body, shape, arrangement)
    # With all other panes hidden, the lesson has the screen.
    return bar | panes if panes else dict.fromkeys(bar, whole)


def _part(pane: PaneDeclaration, shape: ScenarioShape, share: int = 0) -> Part:
    """The pane with the rows that it can use."""
    return Part(pane.name, pane.wanted_rows(shape), share)


def _wide(body: Area, shape: ScenarioShape, hidden: frozenset[str]) -> dict[str, Area]:
    """Stage, tables beside each other and chart at the left; the story over the lesson at the right.

    A network is drawn from left to right: with its numbers on every edge it is far wider than high.
    """
    table, data = _part(PARAMETERS, shape), _part(DATA, shape)
    right = [_part(STORY, shape, 1), *([_part(LESSON, shape)] if shape.lesson else [])]
    if not shape.network:
        middle = [table, _part(LOSS, shape, 1)]
        parts = [([_part(FUNCTION_STAGE, shape, 1)], 40), (middle, 31), (right, 29)]
        return dict(columns(body, parts, hidden))
    most = body.height // (4 if shape.large else 3)
    tables = Part("tables", min(max(table.wanted, data.wanted), most), 0)
    bands = [_part(NETWORK_STAGE, shape, 4), tables, _part(LOSS, shape, 3)]
    left, beside = side_by_side(body, body.width * 72 // 100 if shown(right, hidden) else body.width)
    gone = hidden | {tables.name} if {PARAMETERS.name, DATA.name} <= hidden else hidden
    areas = dict(columns(left, [(bands, 1)], gone))
    if (shared := areas.pop(tables.name, None)) is not None:
        areas |= dict(columns(shared, [([table], 60), ([data], 40)], hidden))
    return areas | dict(columns(beside if areas else body, [(right, 1)], hidden))


def _two_columns(body: Area, shape: ScenarioShape, hidden: frozenset[str]) -> dict[str, Area]:
    # Some more rows for the parameters where these show all of them.
    wanted, most = PARAMETERS.wanted_rows(shape), body.height * 3 // 8
    table = Part(PARAMETERS.name, wanted if wanted <= body.height * 3 // 7 else most, 0)
    rest = body.height - table.wanted
    if shape.network:
        stage = rest * 11 // 20
        left = [Part(NETWORK_STAGE.name, stage, 1), table, Part(LOSS.name, rest - stage, 1)]
        data = Part(DATA.name, min(DATA.wanted_rows(shape), max(8, body.height * 2 // 5)), 0)
        right = [_part(STORY, shape, 1), data]
    else:
        left = [Part(FUNCTION_STAGE.name, rest, 1), table]
        right = [Part(STORY.name, body.height * 3 // 5, 3), Part(LOSS.name, body.height * 2 // 5, 2)]
    return dict(columns(body, [(left, 63), (right, 37)], hidden))


def _small(body: Area, shape: ScenarioShape, arrangement: Arrangement) -> dict[str, Area]:
    hidden = arrangement.hidden
    beside = next(pane for pane in _SHARING if pane.name == arrangement.beside)
    if not shape.network:
        right = [
            Part(STORY.name, body.height * 11 // 20, 1),
            Part(beside.name, body.height * 9 // 20, 1),
        ]
        return dict(columns(body, [([_part(FUNCTION_STAGE, shape, 1)], 55), (right, 45)], hidden))
    # A network is wide and low: it has the whole width, with the story and the shared place below it.
    seen = NETWORK_STAGE.name not in hidden
    upper, lower = one_above_the_other(body, min(body.height * 11 // 20, 14) if seen else 0)
    story = max(body.width - beside.min_width, body.width * 2 // 5)
    parts = [([_part(STORY, shape, 1)], story), ([_part(beside, shape, 1)], body.width - story)]
    below = dict(columns(lower, parts, hidden))
    return below | ({NETWORK_STAGE.name: upper if below else body} if seen else {})


def _tiny(body: Area, arrangement: Arrangement) -> dict[str, Area]:
    """One pane at a time; the stage with it, where there is room beside or below each other."""
    focused, stage = arrangement.focused, NETWORK_STAGE.name
    other = STORY.name if focused == stage else focused
    if body.width >= 2 * SMALL[0]:
        return dict(zip((stage, other), side_by_side(body, body.width // 2), strict=True))
    if body.height >= 2 * SMALL[1] - 6:
        return dict(zip((stage, other), one_above_the_other(body, body.height // 2), strict=True))
    return {focused: body}


WORKBENCH = View(
    name="workbench",
    title="Workbench",
    key="",
    help="Show all panes",
    panes=PANES,
    layout=_layout,
    sharing=tuple(pane.name for pane in _SHARING),
)
