"""What is seen of a run, pane by pane, and what is selected in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.insight.story.beats import Beat
from engine.objectives.function import Function
from engine.objectives.network import Network
from scenarios.wording import counted, quoted
from tui.plain import describe
from tui.plain.conversation import Conversation
from tui.plain.outcomes import Refused
from tui.plain.vocabulary import Command
from tui.text.loss_convention import convention
from tui.traces.function_text import text_of_function
from tui.workspace.parameter_patterns import pattern_of
from tui.workspace.selected_story import beats_about, progress
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import with_digits

_WHOLE = 60
"""Lines of a story that are said at once."""


# The stage


def _stage(conversation: Conversation, argument: str) -> None:
    snapshot = conversation.snapshot
    objective = snapshot.training.objective
    if isinstance(objective, Function):
        conversation.arrived(
            [*text_of_function(conversation.scenario, objective, snapshot.notation), _point(snapshot)]
        )
    elif isinstance(objective, Network):
        conversation.arrived(_network(snapshot, objective))


def _point(snapshot: Snapshot) -> str:
    """Where on the function the run stands, and its height there once it has been told."""
    write, names = snapshot.notation, snapshot.training.objective.parameters.names
    where = dict(zip(names, snapshot.theta.tolist(), strict=True))
    told = describe.enumerated(list(names), lambda name: f"{write.name(name)} = {write.number(where[name])}")
    loss = snapshot.revealed.get("loss")
    return f"here: {told}" + ("" if loss is None else f"; L = {write.number(loss)}")


def _network(snapshot: Snapshot, network: Network) -> Iterator[str]:
    """The layers one after the other, with what their units hand on as far as it is known."""
    yield f"{counted(len(network.input_names), 'input')}: {describe.enumerated(network.input_names, str)}"
    for number, layer in enumerate(network.layers, 1):
        told = [f"a{number}_{unit}" for unit in range(1, layer.units + 1)]
        # Of several rows each has its own.
        single = snapshot.step is not None and len(snapshot.step.rows) == 1
        known = [name for name in told if single and name in snapshot.revealed]
        values = describe.enumerated(
            known,
            lambda name: (
                f"{snapshot.notation.name(name)} = {snapshot.notation.number(snapshot.revealed[name])}"
            ),
        )
        yield f"layer {number}: {counted(layer.units, 'unit')}, {layer.activation}{f': {values}' if known else ''}"
    last, units = len(network.layers), network.layers[-1].units
    answers = f"a{last}_1" if units == 1 else f"a{last}_1 to a{last}_{units}"
    asked = describe.enumerated(network.target_names, str)
    yield f"the prediction ŷ is {answers}; to be predicted: {asked}"
    batch = snapshot.training.sampler.batch_size if snapshot.training.sampler is not None else 1
    loss = convention(network.cost, len(network.target_names), batch)
    yield f"loss: {loss}"


# The story


def _story(conversation: Conversation, argument: str) -> None:
    snapshot = conversation.snapshot
    if argument:
        _select(conversation, argument)
    elif snapshot.view_options.selected is not None and snapshot.step is not None:
        conversation.arrived(_story_of(snapshot, snapshot.view_options.selected), most=_WHOLE)
    elif snapshot.step is None:
        raise Refused("No step has been taken yet; step takes one.")
    else:
        conversation.arrived(describe.story(snapshot), most=_WHOLE)


def _story_of(snapshot: Snapshot, selected: str) -> Iterator[str]:
    """The story of a parameter or a unit, as far as the step has been told."""
    beats = _beats_about(snapshot, selected)
    told, _ = progress(snapshot, beats)
    yield f"{snapshot.notation.name(selected)}:"
    yield from (describe.equation(snapshot, beat, with_note=True) for beat in beats[:told])


def _beats_about(snapshot: Snapshot, selected: str) -> tuple[Beat, ...]:
    step = snapshot.step or snapshot.training.step(snapshot.branch.state(0), 1)
    focus = next(iter(np.flatnonzero(step.rows == snapshot.view_options.row).tolist()), 0)
    return beats_about(snapshot.training, step, selected, focus)


def _select(conversation: Conversation, argument: str) -> None:
    snapshot = conversation.snapshot
    names = snapshot.training.objective.parameters.names
    if not argument:
        _turn(1)(conversation, "")
        return
    pattern = pattern_of(snapshot.training.objective.parameters, argument)
    selected = pattern if pattern in names else argument
    if selected not in names and not _beats_about(snapshot, selected):
        raise Refused(
            f"There is nothing called {quoted(argument)} here; parameters lists names, such as {names[0]}."
        )
    _selected(conversation, selected)


def _selected(conversation: Conversation, name: str) -> None:
    conversation.see(selected=name)
    snapshot = conversation.snapshot
    conversation.arrived(
        _story_of(snapshot, name) if snapshot.step is not None else [describe.parameter(snapshot, name)]
    )


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
    conversation.lesson()


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
