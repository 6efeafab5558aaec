"""What is seen of a run, pane by pane, and what is selected in them."""

from __future__ import annotations

from collections.abc import Callable

from tui.lessons.script import snapshot_with_lesson
from tui.panes.function.declaration import FUNCTION_STAGE
from tui.panes.lesson.declaration import LESSON
from tui.panes.network.declaration import NETWORK_STAGE
from tui.panes.story.declaration import STORY
from tui.plain.conversation import Conversation
from tui.plain.page import MOST
from tui.plain.vocabulary import Command
from tui.workspace.selected_story import quantity_named
from tui.workspace.view_options import with_digits

# The panes


def _stage(conversation: Conversation, argument: str) -> None:
    stage = FUNCTION_STAGE if conversation.snapshot.network is None else NETWORK_STAGE
    conversation.arrived(stage.plain(conversation.snapshot, argument), most=stage.lines_at_once, brief=True)


def _story(conversation: Conversation, argument: str) -> None:
    if argument:
        _select(conversation, argument)
        return
    conversation.arrived(STORY.plain(conversation.snapshot, ""), most=STORY.lines_at_once, brief=True)


# What is selected


def _select(conversation: Conversation, argument: str) -> None:
    if not argument:
        _turn(1)(conversation, "")
        return
    _selected(conversation, quantity_named(conversation.snapshot, argument))


def _selected(conversation: Conversation, name: str) -> None:
    conversation.see(selected=name)
    conversation.arrived(STORY.plain(conversation.snapshot, name), most=MOST + 1, brief=True)


def _turn(by: int) -> Callable[[Conversation, str], None]:
    """Select the parameter behind or before the one that is selected."""

    def turn(conversation: Conversation, argument: str) -> None:
        names = conversation.snapshot.training.objective.parameters.names
        selected = conversation.workspace.view_options.selected
        place = names.index(selected) + by if selected in names else 0
        _selected(conversation, names[max(0, min(len(names) - 1, place))])

    return turn


def _unselect(conversation: Conversation, argument: str) -> None:
    conversation.see(selected=None, reading=None, row=None)
    conversation.page.say("Nothing is selected.")


# The lesson, and how numbers are written


def _lesson(conversation: Conversation, argument: str) -> None:
    snapshot, _ = snapshot_with_lesson(conversation.workspace, conversation.script)
    for line in LESSON.plain(snapshot, argument):
        conversation.page.say(line)


def _digits(by: int) -> Callable[[Conversation, str], None]:
    def digits(conversation: Conversation, argument: str) -> None:
        conversation.workspace.view_options = with_digits(conversation.workspace.view_options, by)
        conversation.page.say(f"Numbers have {conversation.workspace.view_options.digits} digits.")

    return digits


def _where(conversation: Conversation, argument: str) -> None:
    conversation.where()


COMMANDS: tuple[Command, ...] = (
    Command(("where",), _where, instead="Say where one stands, and with what the steps are taken"),
    Command(
        ("stage", "network", "function"),
        _stage,
        "pane.stage",
        instead="Say what is trained: the layers of a network, or a function and its derivatives",
    ),
    Command(
        ("story",),
        _story,
        "pane.story",
        "[NAME]",
        instead="Say every equation of the step, or of what is selected; or the story of a name",
    ),
    Command(("lesson",), _lesson, "pane.lesson", instead="Say once more what the scenario says here"),
    Command(
        ("select",),
        _select,
        "select.next",
        "[NAME]",
        instead="Select a parameter or a unit by its name, or the next parameter, and say its story",
    ),
    Command(
        ("previous", "select previous"), _turn(-1), "select.previous", instead="Select the parameter before"
    ),
    Command(
        ("unselect",), _unselect, "unselect", instead="Select nothing: the story is that of the whole step"
    ),
    Command(("more digits",), _digits(1), "digits.more"),
    Command(("fewer digits",), _digits(-1), "digits.fewer"),
)
