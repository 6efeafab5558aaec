"""Everything a person can do in the workbench, declared once: key, footer, palette and help are made from this."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.binding import Binding


class Action(NamedTuple):
    """One thing to do."""

    name: str
    """The workbench's method is action_<name>; also the id by which the key can be remapped."""
    keys: tuple[str, ...]
    """As Textual calls them; the first is the one that is shown."""
    shown: str
    """The key as it is printed on keyboards."""
    label: str
    """In the footer; "" leaves it out there."""
    help: str
    """In the help and the palette: a whole sentence without its full stop."""
    group: str
    rank: int = 0
    """How soon the footer does without it where there is little room."""


ACTIONS: tuple[Action, ...] = (
    Action(
        "forward('beat')", ("full_stop",), ".", "beat", "Go on by one beat: one operation, one number", "Time"
    ),
    Action("back('beat')", ("comma",), ",", "", "Go back by one beat", "Time"),
    Action("forward('phase')", ("right",), "→", "phase", "Go on to the end of the phase", "Time", 1),
    Action("back('phase')", ("left",), "←", "", "Go back by one phase", "Time"),
    Action("forward('row')", ("n",), "n", "row", "Take the next row (of a function: step), whole", "Time"),
    Action("back('row')", ("p",), "p", "back", "Go back by one row (of a function: step)", "Time"),
    Action("forward('epoch')", ("N",), "N", "epoch", "Go on to the end of the epoch", "Time", 3),
    Action("back('epoch')", ("P",), "P", "", "Go back to the end of the epoch before", "Time"),
    Action("start", ("home",), "Home", "", "Go to the start", "Time"),
    Action("newest", ("end",), "End", "", "Go to the newest step", "Time"),
    Action(
        "go_to",
        ("g",),
        "g",
        "go to",
        "Go to a step, an epoch and row, or the next time a condition holds",
        "Time",
        2,
    ),
    Action("play", ("space",), "space", "play", "Play, pause", "Playing"),
    Action("slower", ("less_than_sign",), "<", "", "Play slower", "Playing"),
    Action("faster", ("greater_than_sign",), ">", "", "Play faster", "Playing"),
    Action(
        "reset", ("r",), "r", "reset", "Go back to the very same start and forget what was done", "Run", 4
    ),
    Action("next_run", ("s",), "s", "run", "Show the next of the compared runs in the other panes", "Run"),
    Action(
        "next_pane",
        ("tab",),
        "tab",
        "pane",
        "Where there is room for few panes: show the next one in the shared place",
        "Screen",
    ),
    Action("previous_pane", ("shift+tab",), "shift+tab", "", "Show the one before", "Screen"),
    Action("help", ("question_mark",), "?", "help", "Show this help and the glossary", "Screen"),
    Action("leave", ("q",), "q", "quit", "Leave; gradstep resume goes on from here", "Screen"),
)


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """The actions as Textual's key bindings."""
    return [
        Binding(
            ",".join(action.keys),
            action.name,
            action.label or action.help,
            show=bool(action.label),
            key_display=action.shown,
            id=identity(action),
            priority=action.keys[0] in ("tab", "shift+tab"),
        )
        for action in actions
    ]


def identity(action: Action) -> str:
    """The name under which an action's key can be remapped: "forward.beat"."""
    return action.name.replace("('", ".").replace("')", "")
