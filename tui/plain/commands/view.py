"""What is seen of a run, pane by pane, and what is selected in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.insight.story.beats import Beat
from engine.objectives.function import Function
from engine.objectives.network import Network
from scenarios.wording import counted, quoted
from tui.headless.explain import function_told
from tui.plain import describe
from tui.plain.conversation import Sitting
from tui.plain.outcomes import Refused
from tui.plain.vocabulary import Command
from tui.text.loss_convention import convention
from tui.workspace.parameter_patterns import pattern_of
from tui.workspace.selected_story import beats_about, progress
from tui.workspace.snapshot import Moment
from tui.workspace.view_options import with_digits

_WHOLE = 60
"""Lines of a story that are said at once."""


# The stage


def _stage(sitting: Sitting, argument: str) -> None:
    moment = sitting.moment
    objective = moment.training.objective
    if isinstance(objective, Function):
        sitting.arrived([*function_told(sitting.scenario, objective, moment.notation), _point(moment)])
    elif isinstance(objective, Network):
        sitting.arrived(_network(moment, objective))


def _point(moment: Moment) -> str:
    """Where on the function the run stands, and its height there once it has been told."""
    write, names = moment.notation, moment.training.objective.parameters.names
    where = dict(zip(names, moment.theta.tolist(), strict=True))
    told = describe.enumerated(list(names), lambda name: f"{write.name(name)} = {write.number(where[name])}")
    loss = moment.told.get("loss")
    return f"here: {told}" + ("" if loss is None else f"; L = {write.number(loss)}")


def _network(moment: Moment, network: Network) -> Iterator[str]:
    """The layers one after the other, with what their units hand on as far as it is known."""
    yield f"{counted(len(network.input_names), 'input')}: {describe.enumerated(network.input_names, str)}"
    for number, layer in enumerate(network.layers, 1):
        told = [f"a{number}_{unit}" for unit in range(1, layer.units + 1)]
        # Of several rows each has its own.
        single = moment.step is not None and len(moment.step.rows) == 1
        known = [name for name in told if single and name in moment.told]
        values = describe.enumerated(
            known, lambda name: f"{moment.notation.name(name)} = {moment.notation.number(moment.told[name])}"
        )
        yield f"layer {number}: {counted(layer.units, 'unit')}, {layer.activation}{f': {values}' if known else ''}"
    last, units = len(network.layers), network.layers[-1].units
    answers = f"a{last}_1" if units == 1 else f"a{last}_1 to a{last}_{units}"
    asked = describe.enumerated(network.target_names, str)
    yield f"the prediction ŷ is {answers}; to be predicted: {asked}"
    batch = moment.training.sampler.batch_size if moment.training.sampler is not None else 1
    loss = convention(network.cost, len(network.target_names), batch)
    yield f"loss: {loss}"


# The story


def _story(sitting: Sitting, argument: str) -> None:
    moment = sitting.moment
    if argument:
        _select(sitting, argument)
    elif moment.look.selected is not None and moment.step is not None:
        sitting.arrived(_story_of(moment, moment.look.selected), most=_WHOLE)
    elif moment.step is None:
        raise Refused("No step has been taken yet; step takes one.")
    else:
        sitting.arrived(describe.story(moment), most=_WHOLE)


def _story_of(moment: Moment, selected: str) -> Iterator[str]:
    """The story of a parameter or a unit, as far as the step has been told."""
    beats = _beats_about(moment, selected)
    told, _ = progress(moment, beats)
    yield f"{moment.notation.name(selected)}:"
    yield from (describe.equation(moment, beat, with_note=True) for beat in beats[:told])


def _beats_about(moment: Moment, selected: str) -> tuple[Beat, ...]:
    step = moment.step or moment.training.step(moment.branch.state(0), 1)
    focus = next(iter(np.flatnonzero(step.rows == moment.look.row).tolist()), 0)
    return beats_about(moment.training, step, selected, focus)


def _select(sitting: Sitting, argument: str) -> None:
    moment = sitting.moment
    names = moment.training.objective.parameters.names
    if not argument:
        _turn(1)(sitting, "")
        return
    pattern = pattern_of(moment.training.objective.parameters, argument)
    selected = pattern if pattern in names else argument
    if selected not in names and not _beats_about(moment, selected):
        raise Refused(
            f"There is nothing called {quoted(argument)} here; parameters lists names, such as {names[0]}."
        )
    _selected(sitting, selected)


def _selected(sitting: Sitting, name: str) -> None:
    sitting.see(selected=name)
    moment = sitting.moment
    sitting.arrived(
        _story_of(moment, name) if moment.step is not None else [describe.parameter(moment, name)]
    )


def _turn(by: int) -> Callable[[Sitting, str], None]:
    """Select the parameter behind or before the one that is selected."""

    def turn(sitting: Sitting, argument: str) -> None:
        names = sitting.moment.training.objective.parameters.names
        selected = sitting.desk.look.selected
        place = names.index(selected) + by if selected in names else 0
        _selected(sitting, names[max(0, min(len(names) - 1, place))])

    return turn


def _unselect(sitting: Sitting, argument: str) -> None:
    sitting.see(selected=None, reading=None, row=None)
    sitting.page.say("Nothing is selected.")


# The lesson, and how numbers are written


def _lesson(sitting: Sitting, argument: str) -> None:
    sitting.lesson()


def _digits(by: int) -> Callable[[Sitting, str], None]:
    def digits(sitting: Sitting, argument: str) -> None:
        sitting.desk.look = with_digits(sitting.desk.look, by)
        sitting.page.say(f"Numbers have {sitting.desk.look.digits} digits.")

    return digits


def _where(sitting: Sitting, argument: str) -> None:
    sitting.where()


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
