"""The screen on terminals that can do less: what it loses, and what it must not lose with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from rich._palettes import STANDARD_PALETTE
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.app import App
from textual.widgets import Input, OptionList

from scenarios.loading import load
from tests.tui.screen.test_theme import contrast
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp
from tui.screen.output.line_filters import colourless
from tui.screen.theme import PALETTES, ROLES, SIXTEEN_COLOURS, style_of
from tui.screen.widgets.cells import CellsView
from tui.screen.workbench import Workbench
from tui.terminal.capabilities import (
    ALL_CAPABILITIES,
    Capabilities,
    Charset,
    Colours,
    Decision,
    Overrides,
    decide,
)
from tui.views import preferences
from tui.views.preferences import Preferences

XTERM: Mapping[tuple[int, ...], str] = {
    (0, 0, 0): "#000000",
    (170, 0, 0): "#cd0000",
    (0, 170, 170): "#00cdcd",
    (170, 170, 170): "#e5e5e5",
    (85, 85, 85): "#7f7f7f",
    (255, 85, 85): "#ff0000",
    (85, 255, 85): "#00ff00",
    (255, 255, 85): "#ffff00",
    (255, 85, 255): "#ff00ff",
    (85, 255, 255): "#00ffff",
    (255, 255, 255): "#ffffff",
}
"""The sixteen colours of xterm for those of the Linux console and of Rich, as far as they are used."""


def able(colours: Colours = "truecolor", charset: Charset = "utf-8") -> Capabilities:
    return decide({}, Overrides(colours, charset))


def segments(app: App[None]) -> Iterator[tuple[str, Style]]:
    """The screen as it is sent, run for run."""
    size = app.size
    for strip in app.screen._compositor.render_strips(size):
        for text, style, _ in strip:
            yield text, style or Style.null()


# Few colours


def test_the_sixteen_colours_are_found_again_as_they_are() -> None:
    for name, value in PALETTES[SIXTEEN_COLOURS].items():
        colour = Color.parse(value)
        number = colour.downgrade(ColorSystem.STANDARD).number
        assert number is not None
        assert STANDARD_PALETTE[number] == colour.get_truecolor(), name


def test_the_sixteen_colours_can_be_read_with_the_values_of_xterm_too() -> None:
    for role in ROLES:
        style = style_of(role, SIXTEEN_COLOURS)
        assert style.color is not None
        assert style.color.triplet is not None
        under = style.bgcolor.triplet if style.bgcolor and style.bgcolor.triplet else (0, 0, 0)
        least = 3.0 if role == "frame" or role.startswith("level-") else 4.5
        on, ground = (Color.parse(XTERM[tuple(one)]) for one in (style.color.triplet, under))
        assert contrast(on, ground) >= least, role


@pytest.mark.parametrize("theme", ["gradstep-dark", "gradstep-light", "high-contrast", "okabe-ito"])
def test_with_256_colours_every_theme_can_still_be_read(theme: str) -> None:
    ground = Color.parse(PALETTES[theme]["ground"]).downgrade(ColorSystem.EIGHT_BIT)
    for role in ("text", "dim", "strong", "now", "positive", "negative", "gradient", "update", "warning"):
        style = style_of(role, theme)
        assert style.color is not None
        assert contrast(style.color.downgrade(ColorSystem.EIGHT_BIT), ground) >= 4.5, role


@pytest.mark.parametrize(("colours", "theme"), [("16", SIXTEEN_COLOURS), ("none", "no-colours")])
async def test_where_there_is_one_theme_it_stays_and_the_chosen_one_is_kept_for_other_terminals(
    colours: Colours, theme: str
) -> None:
    preferences.write(replace(Preferences(), theme="gradstep-light"))
    app = GradstepApp(OpenRequest(load("parabola")), capabilities=able(colours))
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.theme == theme
        await pilot.press("T")
        await pilot.pause()
        assert app.theme == theme
        await pilot.press("m")
        app.close_scenario()
    kept, complaint = preferences.read()
    assert (kept.theme, kept.digits, complaint) == ("gradstep-light", 7, "")


# No colours


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("#ffffff on #000000", "none"),
        ("bold #ffff00", "bold"),
        ("#000000 on #ffff00 bold", "bold reverse"),
        ("#ffffff on #202020", "none"),
        ("#ffffff reverse", "reverse"),
        ("#404040 reverse", "none"),
        ("reverse", "reverse"),
        ("underline italic #ff0000 on default", "underline italic"),
    ],
)
def test_without_colours_a_bright_background_is_reversed_and_all_else_stays(given: str, left: str) -> None:
    found = colourless(Style.parse(given))
    assert (found.color, found.bgcolor) == (None, None)
    for attribute in ("bold", "italic", "underline", "reverse"):
        assert bool(getattr(found, attribute)) == (attribute in left.split())


def test_what_a_click_does_is_kept_without_colours() -> None:
    assert colourless(Style.from_meta({"option": 3}) + Style(color="red")).meta == {"option": 3}


async def test_without_colours_none_is_sent_and_marks_carry_what_they_carried() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")), capabilities=able("none"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n", "3", "down", "down")
        await pilot.pause()
        sent = [*segments(app)]
        assert all(style.color is None and style.bgcolor is None for _, style in sent)
        reversed_ = [text.strip() for text, style in sent if style.reverse]
        assert {"gradstep", "▐update▌"} <= set(reversed_)
        assert any("w¹₁₂" in text for text in reversed_), "what is selected on the stage"
        bold = [text for text, style in sent if style.bold]
        assert any(text.startswith("▌") for text in bold), "the beat of now"
        await pilot.press("4")
        await pilot.pause()
        edges = {
            name: next(iter(app.screen.query_one(f"#{name}", CellsView).render_line(9))).style
            for name in ("data", "story")
        }
        assert {name: bool(style and style.bold) for name, style in edges.items()} == {
            "data": True,
            "story": False,
        }, "the frame of the pane where the arrows move"


async def test_without_colours_what_is_marked_in_a_list_is_reversed_and_so_is_the_cursor() -> None:
    app = GradstepApp(OpenRequest(), capabilities=able("none"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down")
        await pilot.pause()
        assert app.screen.query_one(OptionList).highlighted is not None
        assert any("Package classification" in text for text, style in segments(app) if style.reverse)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("g")
        await pilot.pause()
        assert app.screen.query_one(Input).has_focus
        assert any(style.reverse and len(text) == 1 for text, style in segments(app))


# ASCII alone


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (200, 60)], ids=str)
@pytest.mark.parametrize("name", ["package-prediction", "package-classification", "bowl", "learning-rates"])
async def test_with_ascii_alone_everything_is_written_in_it(name: str, size: tuple[int, int]) -> None:
    app = GradstepApp(OpenRequest(load(name)), capabilities=able(charset="ascii"))
    async with app.run_test(size=size) as pilot:
        for keys in (["n"], ["right", "."], ["S"], ["escape", "?"], ["escape", "5", "down"], ["plus", "z"]):
            await pilot.press(*keys)
            await pilot.pause()
            for text, _ in segments(app):
                assert text.isascii(), (keys, text)


async def test_with_ascii_alone_names_are_those_that_are_typed_and_room_is_made_for_them() -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")), capabilities=able(charset="ascii"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        await pilot.pause()
        workbench = app.screen
        assert isinstance(workbench, Workbench)
        text = "".join(text for text, _ in segments(app))
        for told in ("w1_1_2", "dL/dw2_1_1", "eta 0.001", "(y - yhat)**2"):
            assert told in text
        await pilot.press("N", "N")
        await pilot.pause()
        assert "*" in workbench.query_one("#loss", CellsView).text, (
            "lines are drawn for ASCII, not spelt in it"
        )


def test_a_terminal_that_can_do_all_is_what_is_taken_for_granted() -> None:
    values = (ALL_CAPABILITIES.colours.value, ALL_CAPABILITIES.charset.value, ALL_CAPABILITIES.mouse.value)
    assert values == ("truecolor", "utf-8", True)


# Frames


async def test_a_playback_is_drawn_in_a_quarter_of_all_frames() -> None:
    capabilities = able("truecolor")._replace(fps=Decision(8, "it was asked for"))
    app = GradstepApp(OpenRequest(load("parabola"), speed=32), capabilities=capabilities)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        bench = app.screen
        assert isinstance(bench, Workbench)
        assert bench.playback.player.interval == 0.5
