"""What is seen of a run: panes, what is selected in them, digits, help."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.commands.command import Action
from tui.panes.registry import PANE_DIGITS
from tui.workspace.view_options import with_digits

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench


def _focus(name: str) -> Callable[[Workbench], None]:
    def focus(bench: Workbench) -> None:
        if name in bench.panes:
            bench.go_to_pane(name)

    return focus


def _turn(by: int) -> Callable[[Workbench], None]:
    def turn(bench: Workbench) -> None:
        names = list(bench.panes)
        bench.go_to_pane(names[(names.index(bench.workspace.view_options.pane) + by) % len(names)])

    return turn


def _move(by: int) -> Callable[[Workbench], None]:
    def move(bench: Workbench) -> None:
        pane = bench.panes[bench.workspace.view_options.pane]
        bench.workspace.view_options = pane.moved(bench.workspace.snapshot(), by)
        bench.draw()

    return move


def _unselect(bench: Workbench) -> None:
    if bench.arrangement.enlarged:
        bench.enlarge()
        return
    bench.see(selected=None, reading=None, row=None, chart_step=None)


def _enlarge(bench: Workbench) -> None:
    bench.enlarge()


def _hide(bench: Workbench) -> None:
    bench.hide()


def _show_all(bench: Workbench) -> None:
    bench.show_all()


def _digits(by: int) -> Callable[[Workbench], None]:
    def digits(bench: Workbench) -> None:
        bench.see(digits=with_digits(bench.workspace.view_options, by).digits)

    return digits


def _theme(bench: Workbench) -> None:
    from tui.screen.theme import next_theme

    bench.app.theme = next_theme(bench.app.theme)
    bench.notify(f"Colours: {bench.app.theme.removeprefix('gradstep-').replace('-', ' ')}.", markup=False)


def _help(bench: Workbench) -> None:
    bench.show_help()


def _another(bench: Workbench) -> None:
    bench.playback.pause()
    bench.leave_for_the_picker()


def _leave(bench: Workbench) -> None:
    bench.playback.pause()
    bench.app.exit()


_GROUP = "Screen"
_LISTS = tuple(name for name in PANE_DIGITS if name != "loss")
"""The panes in which the arrows select; in the loss chart they move its cursor."""
ACTIONS: tuple[Action, ...] = (
    *(
        Action(f"pane.{name}", (str(digit),), str(digit), "", f"Go to the {name}", _GROUP, _focus(name))
        for name, digit in PANE_DIGITS.items()
    ),
    Action("next_pane", ("tab",), "tab", "pane", "Go to the next pane", _GROUP, _turn(1), rank=3),
    Action("previous_pane", ("shift+tab",), "shift+tab", "", "Go to the pane before", _GROUP, _turn(-1)),
    Action(
        "select.next",
        ("down",),
        "↓",
        "",
        "Select the next thing in this pane",
        _GROUP,
        _move(1),
        panes=_LISTS,
    ),
    Action(
        "select.previous",
        ("up",),
        "↑",
        "select",
        "Select the one before",
        _GROUP,
        _move(-1),
        rank=6,
        panes=_LISTS,
    ),
    Action("unselect", ("escape",), "Esc", "", "Shrink the pane, or select nothing", _GROUP, _unselect),
    Action(
        "enlarge",
        ("z",),
        "z",
        "enlarge",
        "Let this pane fill the screen, or shrink it",
        _GROUP,
        _enlarge,
        rank=9,
    ),
    Action("hide", ("h",), "h", "", "Hide this pane; its number brings it back", _GROUP, _hide),
    Action("show_all", ("H",), "H", "all panes", "Give every pane its place back", _GROUP, _show_all, rank=8),
    Action("digits.more", ("m",), "m", "", "Show one more digit of every number", _GROUP, _digits(1)),
    Action("digits.fewer", ("M",), "M", "", "Show one digit less of every number", _GROUP, _digits(-1)),
    Action(
        "theme", ("T",), "T", "", "Change the colours: dark, light, high contrast, Okabe-Ito", _GROUP, _theme
    ),
    Action("help", ("question_mark",), "?", "help", "Show this help and the glossary", _GROUP, _help, rank=1),
    Action(
        "another",
        ("O",),
        "O",
        "",
        "Open another scenario; this one is kept for gradstep resume",
        _GROUP,
        _another,
    ),
    Action("leave", ("q",), "q", "quit", "Leave; gradstep resume goes on from here", _GROUP, _leave, rank=1),
)
