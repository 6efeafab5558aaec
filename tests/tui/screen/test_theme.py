"""The themes: every text can be read, and every line that means something can be seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.color import Color
from textual.theme import Theme

from scenarios.loading import load
from tests.tui.workspaces import workspace_at
from tui.commands.open_request import OpenRequest
from tui.drawing.spans import Span
from tui.panes.story.story_pane import StoryPane
from tui.screen.app import GradstepApp
from tui.screen.theme import PALETTES, ROLES, THEMES, style_of
from tui.screen.widgets.cells import CellsView
from tui.workspace.view_options import ViewOptions

LINES = {"frame", "cursor"}
"""Roles of lines that mean nothing by themselves."""
MEANT = {"edge", "edge-positive", "edge-negative", "frame-here", "frame-active", "axis", "curve"}
"""Roles of lines that mean something."""


def luminance(colour: Color) -> float:
    """The relative luminance of WCAG 2, from 0 (black) to 1 (white)."""
    channels = [value / 255 for value in colour.get_truecolor()]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    """WCAG 2's contrast ratio, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", PALETTES)
def test_every_text_has_a_contrast_of_at_least_4_5(theme: str) -> None:
    ground = Color.parse(PALETTES[theme]["ground"])
    for role in ROLES:
        style = style_of(role, theme)
        assert style.color is not None, role
        least = 1.0 if role in LINES or role.startswith("level-") else 3.0 if role in MEANT else 4.5
        assert contrast(style.color, style.bgcolor or ground) >= least, role


@pytest.mark.parametrize("theme", PALETTES)
def test_signs_gradients_updates_and_now_have_hues_of_their_own(theme: str) -> None:
    roles = ("positive", "negative", "gradient", "update", "now", "value")
    assert len({style_of(role, theme).color for role in roles}) == len(roles)


@pytest.mark.parametrize("theme", [*(theme.name for theme in THEMES)])
def test_the_frame_where_the_arrows_move_stands_out_most(theme: str) -> None:
    ground = Color.parse(PALETTES[theme]["ground"])
    here, active, plain = (
        contrast(colour, ground)
        for role in ("frame-here", "frame-active", "frame")
        if (colour := style_of(role, theme).color) is not None
    )
    assert here > 1.3 * active > 1.3 * plain


def test_without_colours_the_digit_of_the_pane_where_the_arrows_move_is_reversed() -> None:
    assert style_of("here", "no-colours").reverse
    rows = StoryPane().rows(workspace_at("parabola", 1).snapshot(), 40, 9)
    assert Span("2", "here") not in rows[0]
    snapshot = replace(workspace_at("parabola", 1).snapshot(), view_options=ViewOptions(pane="story"))
    assert Span("2", "here") in StoryPane().rows(snapshot, 40, 9)[0]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_is_marked_in_a_list_can_be_read(theme: Theme) -> None:
    for which in ("block-cursor", "block-cursor-blurred"):
        on, under = (Color.parse(theme.variables[f"{which}-{part}"]) for part in ("foreground", "background"))
        assert contrast(on, under) >= 4.5


def test_there_are_a_light_a_dark_a_strong_and_a_colour_blind_safe_one() -> None:
    assert [theme.name for theme in THEMES] == [
        "gradstep-dark",
        "gradstep-light",
        "high-contrast",
        "okabe-ito",
    ]
    assert [theme.dark for theme in THEMES] == [True, False, True, True]


async def test_a_key_changes_the_theme_and_every_cell_follows() -> None:
    app = GradstepApp(OpenRequest(load("parabola")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        seen = []
        for _ in THEMES:
            await pilot.pause()
            seen.append(app.theme)
            segments = app.screen.query_one("#header", CellsView).render_line(0)
            colours = {segment.style.color for segment in segments if segment.style}
            assert {style_of(role, app.theme).color for role in ("title", "now", "dim")} <= colours
            await pilot.press("T")
        await pilot.pause()
        assert seen == [theme.name for theme in THEMES]
        assert app.theme == seen[0]
