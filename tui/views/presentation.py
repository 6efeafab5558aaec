"""The presentation: stage and lesson alone and large, to be read from the back of a class."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from tui.panes.function.declaration import FUNCTION_STAGE
from tui.panes.lesson.declaration import LESSON
from tui.panes.network.declaration import NETWORK_STAGE
from tui.views.areas import Area, Arrangement, body_of, one_above_the_other, side_by_side
from tui.views.view import View

if TYPE_CHECKING:
    from tui.panes.shape import ScenarioShape

_BOTH = (60, 15)
"""Width and height of the screen from which stage and lesson are up together; below them, the focused one."""
_BESIDE_WIDTH, _BESIDE_RATIO = 150, 4
"""Width of the screen, in cells and in its heights, from which the lesson is at the right."""
_LESSON_WIDTH, _MAX_LESSON_ROWS = 64, 11


def _layout(width: int, height: int, shape: ScenarioShape, arrangement: Arrangement) -> dict[str, Area]:
    """The stage over the lesson, or beside it on a wide screen; alone where there is no lesson or no room."""
    body, stage, lesson = body_of(width, height), NETWORK_STAGE.name, LESSON.name
    names = [name for name in (stage, lesson) if name not in arrangement.hidden]
    if not shape.lesson:
        names = [stage]
    elif not names or arrangement.enlarged or width < _BOTH[0] or height < _BOTH[1]:
        names = [arrangement.focused]
    if len(names) == 1:
        return {names[0]: body}
    if width >= max(_BESIDE_WIDTH, _BESIDE_RATIO * height):
        return dict(zip(names, side_by_side(body, width - _LESSON_WIDTH), strict=True))
    rows = min(ceil(body.height * 2 / 5), _MAX_LESSON_ROWS)
    return dict(zip(names, one_above_the_other(body, body.height - rows), strict=True))


PRESENTATION = View(
    name="presentation",
    title="Presentation",
    key="V",
    help="Show stage and lesson alone, for a class",
    panes=(NETWORK_STAGE, FUNCTION_STAGE, LESSON),
    layout=_layout,
)
