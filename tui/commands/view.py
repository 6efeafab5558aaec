"""View commands: panes, views, what is selected in them, digits and theme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tui.commands.command import Argument, Command, Kind
from tui.commands.context import Context
from tui.commands.navigation import row_index
from tui.commands.outcome import CommandError, Outcome, Viewed
from tui.commands.tables import list_matching
from tui.panes.loss.declaration import LOSS
from tui.panes.registry import PANE_DIGITS, PANES, declared
from tui.views.registry import VIEWS
from tui.views.view import View
from tui.views.workbench import WORKBENCH
from tui.workspace.selected_story import quantity_named
from tui.workspace.view_options import with_digits


def _see(context: Context, **changed: object) -> None:
    """Change how the run is shown."""
    workspace = context.workspace
    workspace.view_options = replace(workspace.view_options, **changed)  # type: ignore[arg-type]


# Panes and views


def _pane(name: str) -> Callable[[Context, str], Outcome]:
    def show(context: Context, argument: str) -> Outcome:
        if name not in context.layout.panes:
            if name not in context.layout.panes_of(WORKBENCH):
                unavailable = declared(name).unavailable
                if unavailable:
                    raise CommandError(unavailable)
                return Viewed(name, argument)
            context.layout.show_view(WORKBENCH)
        if argument and name == "story":
            return _select(context, argument)
        if argument and name == "parameters":
            list_matching(context, argument)
            argument = ""
        context.layout.focus(name)
        return Viewed(name, argument)

    return show


def _next_pane(by: int) -> Callable[[Context, str], Outcome]:
    def turn(context: Context, argument: str) -> Outcome:
        names = list(context.layout.panes)
        index = names.index(context.workspace.view_options.pane) + by
        context.layout.focus(names[index % len(names)])
        return Viewed()

    return turn


def _view(view: View) -> Callable[[Context, str], Outcome]:
    def show(context: Context, argument: str) -> Outcome:
        context.layout.toggle_view(view)
        return Viewed()

    return show


def _enlarge(context: Context, argument: str) -> Outcome:
    context.layout.enlarge()
    return Viewed()


def _hide(context: Context, argument: str) -> Outcome:
    context.layout.hide()
    return Viewed()


def _show_all(context: Context, argument: str) -> Outcome:
    context.layout.show_all()
    return Viewed()


def _where(context: Context, argument: str) -> Outcome:
    return Viewed("where")


# Selection


def _select(context: Context, argument: str) -> Outcome:
    """Select a parameter, a unit or a value by its name, or mark a row ("row 3"); without one, the next parameter."""
    snapshot = context.workspace.snapshot()
    names = snapshot.training.objective.parameters.names
    if not argument:
        selected = snapshot.view_options.selected
        index = min(names.index(selected) + 1, len(names) - 1) if selected in names else 0
        _see(context, selected=names[index])
        return Viewed("selection")
    kind, _, rest = argument.partition(" ")
    if kind == "row" and snapshot.network is not None:
        row = row_index(snapshot.network, rest.strip())
        _see(context, row=row)
        return Viewed("data", rest.strip())
    _see(context, selected=quantity_named(snapshot, argument))
    return Viewed("selection")


def _move_selection(by: int) -> Callable[[Context, str], Outcome]:
    def move(context: Context, argument: str) -> Outcome:
        workspace = context.workspace
        # Plain mode starts without what draws.
        from tui.panes.pane_classes import PANE_CLASSES

        pane = PANE_CLASSES[context.layout.panes[workspace.view_options.pane]]()
        workspace.view_options = pane.moved(workspace.snapshot(), by)
        return Viewed("selection")

    return move


def _unselect(context: Context, argument: str) -> Outcome:
    if context.layout.arrangement.enlarged:
        context.layout.enlarge()
        return Viewed()
    _see(context, selected=None, reading=None, row=None, chart_step=None)
    return Viewed(sentence="Nothing is selected.")


# Numbers and colours


def _digits(by: int) -> Callable[[Context, str], Outcome]:
    def change_digits(context: Context, argument: str) -> Outcome:
        workspace = context.workspace
        workspace.view_options = with_digits(workspace.view_options, by)
        return Viewed(sentence=f"Numbers have {workspace.view_options.digits} digits.")

    return change_digits


def _theme(context: Context, argument: str) -> Outcome:
    themes = context.themes
    if themes:
        context.theme = themes[(themes.index(context.theme) + 1) % len(themes)]
    return Viewed()


_GROUP = "View"
_SELECTING = tuple(name for name in PANE_DIGITS if name != LOSS.name)
"""The panes in which the arrows select; in the loss chart they move its cursor."""


def _pane_commands() -> tuple[Command, ...]:
    return tuple(
        Command(
            f"pane.{pane.name}",
            _pane(pane.name),
            _GROUP,
            f"Go to the {pane.name} pane",
            keys=(str(pane.digit),),
            words=pane.words,
            argument=Argument(Kind.TEXT, pane.argument) if pane.argument else None,
            plain_help=pane.plain_help,
            pauses=False,
        )
        for pane in {pane.name: pane for pane in PANES}.values()
    )


def _view_commands() -> tuple[Command, ...]:
    return tuple(
        Command(f"view.{view.name}", _view(view), _GROUP, view.help, keys=(view.key,), pauses=False)
        for view in VIEWS
        if view.key
    )


COMMANDS: tuple[Command, ...] = (
    Command(
        "where",
        _where,
        _GROUP,
        "Say the step, and the settings it is taken with",
        words=("where",),
        pauses=False,
    ),
    *_pane_commands(),
    *_view_commands(),
    Command(
        "next_pane",
        _next_pane(1),
        _GROUP,
        "Go to the next pane",
        keys=("tab",),
        label="pane",
        rank=3,
        pauses=False,
    ),
    Command(
        "previous_pane", _next_pane(-1), _GROUP, "Go to the previous pane", keys=("shift+tab",), pauses=False
    ),
    Command(
        "select",
        _select,
        _GROUP,
        "Select a parameter or a unit by its name",
        words=("select",),
        argument=Argument(Kind.NAME, "[NAME]"),
        note="Without a name it selects the next parameter",
        pauses=False,
    ),
    Command(
        "select.next",
        _move_selection(1),
        _GROUP,
        "Select the next item in this pane",
        keys=("down",),
        words=("select next",),
        panes=_SELECTING,
        pauses=False,
    ),
    Command(
        "select.previous",
        _move_selection(-1),
        _GROUP,
        "Select the previous item in this pane",
        keys=("up",),
        words=("select previous", "previous"),
        label="select",
        rank=6,
        panes=_SELECTING,
        pauses=False,
    ),
    Command(
        "unselect",
        _unselect,
        _GROUP,
        "Shrink the pane, or select nothing",
        keys=("escape",),
        words=("unselect",),
        plain_help="Select nothing: the story is that of the whole step",
        pauses=False,
    ),
    Command(
        "enlarge",
        _enlarge,
        _GROUP,
        "Enlarge this pane to the whole screen, or shrink it",
        keys=("z",),
        label="enlarge",
        rank=9,
        pauses=False,
    ),
    Command("hide", _hide, _GROUP, "Hide this pane; its number shows it again", keys=("h",), pauses=False),
    Command(
        "show_all", _show_all, _GROUP, "Show all panes", keys=("H",), label="all panes", rank=8, pauses=False
    ),
    Command(
        "digits.more",
        _digits(1),
        _GROUP,
        "Show one more digit of every number",
        keys=("m",),
        words=("more digits",),
        pauses=False,
    ),
    Command(
        "digits.fewer",
        _digits(-1),
        _GROUP,
        "Show one digit less of every number",
        keys=("M",),
        words=("fewer digits",),
        pauses=False,
    ),
    Command(
        "theme",
        _theme,
        _GROUP,
        "Change the colours: dark, light, high contrast, Okabe-Ito",
        keys=("T",),
        pauses=False,
    ),
)
