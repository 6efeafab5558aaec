"""What is seen of a run, pane by pane, and what is selected in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.descent.branch import Branch
from engine.insight.beats import Beat
from engine.objectives.function import Function
from engine.objectives.network import Network
from scenarios.wording import counted, quoted
from tui.changes import QUICK
from tui.headless.explain import function_told
from tui.look import with_digits
from tui.moment import Moment
from tui.panes.chosen_story import beats_about, progress
from tui.panes.convention import convention
from tui.panes.listing import ORDERS, Listing, named_by
from tui.panes.told_rows import ToldRows
from tui.patterns import pattern_of
from tui.plain import telling
from tui.plain.language import Command
from tui.plain.outcomes import Refused
from tui.plain.page import MOST
from tui.plain.sitting import Sitting

_WHOLE = 60
"""Lines of a story that are said at once."""
_LAST = 5
"""So many steps and epochs are read out where nobody asks for others."""


# 1 The stage


def _stage(sitting: Sitting, argument: str) -> None:
    moment = sitting.moment
    objective, write = moment.training.objective, moment.notation
    if isinstance(objective, Function):
        sitting.arrived(function_told(sitting.scenario, objective, write))
    elif isinstance(objective, Network):
        sitting.arrived(_network(moment, objective))


def _network(moment: Moment, network: Network) -> Iterator[str]:
    """The layers one after the other, with what their units hand on as far as it is known."""
    yield f"{counted(len(network.input_names), 'input')}: {telling.enumerated(network.input_names, str)}"
    for number, layer in enumerate(network.layers, 1):
        told = [f"a{number}_{unit}" for unit in range(1, layer.units + 1)]
        # Of several rows each has its own.
        single = moment.step is not None and len(moment.step.rows) == 1
        known = [name for name in told if single and name in moment.told]
        values = telling.enumerated(
            known, lambda name: f"{moment.notation.name(name)} = {moment.notation.number(moment.told[name])}"
        )
        yield f"layer {number}: {counted(layer.units, 'unit')}, {layer.activation}{f': {values}' if known else ''}"
    last, units = len(network.layers), network.layers[-1].units
    answers = f"a{last}_1" if units == 1 else f"a{last}_1 to a{last}_{units}"
    asked = telling.enumerated(network.target_names, str)
    yield f"the prediction ŷ is {answers}; to be predicted: {asked}"
    batch = moment.training.sampler.batch_size if moment.training.sampler is not None else 1
    loss = convention(network.cost, len(network.target_names), batch)
    yield f"loss: {loss}"


# 2 The story


def _story(sitting: Sitting, argument: str) -> None:
    moment = sitting.moment
    if argument:
        _select(sitting, argument)
    elif moment.look.selected is not None and moment.step is not None:
        sitting.arrived(_story_of(moment, moment.look.selected), most=_WHOLE)
    elif moment.step is None:
        raise Refused("No step has been taken yet; step takes one.")
    else:
        sitting.arrived(telling.story(moment), most=_WHOLE)


def _story_of(moment: Moment, selected: str) -> Iterator[str]:
    """The story of a parameter or a unit, as far as the step has been told."""
    beats = _beats_about(moment, selected)
    told, _ = progress(moment, beats)
    yield f"{moment.notation.name(selected)}:"
    yield from (telling.equation(moment, beat, with_note=True) for beat in beats[:told])


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
    sitting.arrived(_story_of(moment, name) if moment.step is not None else [_row_of(moment, name)])


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


# 3 The parameters


def _parameters(sitting: Sitting, argument: str) -> None:
    moment = sitting.moment
    if argument:
        _filter(sitting, argument)
        return
    listing = Listing.of(moment)
    names = moment.training.objective.parameters.names
    pages = (range(start, min(start + MOST, len(listing))) for start in range(0, len(listing), MOST))
    listed = (names[place] for page in pages for place in listing.places(page))
    order = "" if moment.look.order == "θ" else f", the largest {moment.look.order} first"
    sitting.page.say(
        f"{telling.place(moment)}: {len(listing):,} of {counted(len(names), 'parameter')}{order}."
    )
    sitting.page.list(_row_of(moment, name) for name in listed)


def _row_of(moment: Moment, name: str) -> str:
    """A parameter's value before the step, and what of the step has been told of it."""
    place, write = moment.training.objective.parameters.index(name), moment.notation
    told = [f"value {write.number(float(moment.theta[place]))}"]
    for kind, number in (
        ("gradient", moment.gradient(place)),
        ("update", moment.update(place)),
        ("new", moment.new(place)),
    ):
        told += [f"{kind} {write.number(number)}"] if number is not None else []
    frozen = moment.training.frozen
    told += ["frozen"] if frozen is not None and frozen[place] else []
    return f"{write.name(name)}: {', '.join(told)}"


def _filter(sitting: Sitting, argument: str) -> None:
    parameters = sitting.desk.run.training.objective.parameters
    pattern = "" if argument in ("", "*") else pattern_of(parameters, argument)
    if not named_by(parameters, pattern).any():
        raise Refused(f"None of the {len(parameters):,} parameters is called that.")
    sitting.see(pattern=pattern)
    _parameters(sitting, "")


def _order(sitting: Sitting, argument: str) -> None:
    orders = {"theta": "θ", **{order: order for order in ORDERS}}
    if argument and argument not in orders:
        raise Refused(f"The order can be theta, {', '.join(ORDERS[1:])}.")
    place = ORDERS.index(sitting.desk.look.order)
    sitting.see(order=orders[argument] if argument else ORDERS[(place + 1) % len(ORDERS)])
    _parameters(sitting, "")


# 4 The data


def _data(sitting: Sitting, argument: str) -> None:
    moment = sitting.moment
    network = moment.network
    if network is None:
        raise Refused("A function has no rows of data.")
    first = 0
    if argument:
        numbers = [str(number) for number in network.row_numbers]
        if argument not in numbers:
            raise Refused(f"Type the number of a row, from 1 to {len(numbers):,}.")
        first = numbers.index(argument)
    count = 1 if argument else len(network.inputs)
    before = f"before step {moment.place.step:,}" if moment.step is not None else "at the start"
    sitting.page.say(f"{telling.place(moment)}: {counted(len(network.inputs), 'row')}, {before}.")
    told = ToldRows(moment)
    lines = (_data_row(moment, network, told, place) for place in range(first, first + count))
    sitting.page.list([*lines] if argument else _with_means(moment, network, lines))


def _with_means(moment: Moment, network: Network, lines: Iterator[str]) -> Iterator[str]:
    """The rows, and before them what all of them cost."""
    if moment.step is not None and len(network.inputs) * len(network.parameters) <= QUICK:
        for told, rows in (("all rows", network.all_training_rows), ("test rows", network.test_rows)):
            if len(rows):
                with np.errstate(all="ignore"):
                    mean = network.mean_row_loss(moment.theta, rows)
                yield f"mean of {told}, before step {moment.place.step:,}: {moment.notation.number(mean)}"
    yield from lines


def _data_row(moment: Moment, network: Network, known: ToldRows, place: int) -> str:
    """A row: what is given, and what of answer and loss has been told."""
    write, rows = moment.notation, np.array([place], dtype=np.intp)
    given = [*zip(network.input_names, network.inputs[place].tolist(), strict=True)]
    given += zip(network.target_names, network.targets[place].tolist(), strict=True)
    told = [telling.enumerated(given, lambda pair: f"{pair[0]} = {write.number(pair[1])}")]
    with np.errstate(all="ignore"):
        sums, activations = network.forward(moment.theta, network.inputs[rows])
        loss = float(network.row_losses(network.targets[rows], activations[-1], sums[-1])[0])
    last = len(network.layers)
    answers = [
        (f"a{last}_{unit}", value)
        for unit, value in enumerate(activations[-1][0].tolist(), 1)
        if known.answer(place, f"a{last}_{unit}")
    ]
    if answers:
        told.append(
            telling.enumerated(answers, lambda pair: f"{write.name(pair[0])} = {write.number(pair[1])}")
        )
    if known.loss(place):
        told.append(f"loss {write.number(loss)}")
    test = ", for testing" if place >= network.training_rows else ""
    return f"row {network.row_numbers[place]}{test}: {'; '.join(told)}"


# 5 The loss


def _loss(sitting: Sitting, argument: str) -> None:
    moment = sitting.moment
    told = moment.place.step if moment.complete else max(0, moment.place.step - 1)
    if argument.casefold() in ("epochs", "epoch"):
        size = moment.training.steps_per_epoch
        sitting.page.list(_epochs(moment, range(1, told // size + 1)) if moment.network is not None else [])
        return
    first, last = _asked(argument, moment.branch) if argument else (max(1, told - _LAST + 1), told)
    sitting.page.say(f"{telling.place(moment)}.")
    sitting.page.list(_losses(moment, range(first, last + 1), told, of_epochs=not argument))


def _asked(argument: str, branch: Branch) -> tuple[int, int]:
    """The first and the last step that somebody asks for.

    Raises:
        Refused: these are no steps that have been taken.
    """
    words = argument.replace("to", " ").replace("-", " ").split()
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 10]
    if len(numbers) != len(words) or not 1 <= len(numbers) <= 2:
        raise Refused("Type a step, or the first and the last of some: loss 3 8. Or: loss epochs.")
    first, last = numbers[0], numbers[-1]
    if not 1 <= first <= last <= branch.newest:
        raise Refused(f"{counted(branch.newest, 'step has', 'steps have')} been taken.")
    return first, last


def _losses(moment: Moment, steps: range, told: int, *, of_epochs: bool) -> Iterator[str]:
    losses, number = moment.branch.losses.array, moment.notation.number
    yield from (f"step {step:,}: loss {number(float(losses[step - 1]))}" for step in steps)
    if not steps:
        yield "No loss is known yet."
    if of_epochs and moment.network is not None:
        done = told // moment.training.steps_per_epoch
        yield from _epochs(moment, range(max(1, done - _LAST + 1), done + 1))
    yield from telling.others(moment)


def _epochs(moment: Moment, epochs: range) -> Iterator[str]:
    number, branch = moment.notation.number, moment.branch
    for epoch in epochs:
        line = f"epoch {epoch:,}: mean loss of its rows {number(float(branch.epoch_losses.array[epoch - 1]))}"
        line += f", of all rows at its end {number(float(branch.training_losses.array[epoch - 1]))}"
        if moment.network is not None and len(moment.network.test_rows):
            line += f", of test rows {number(float(branch.test_losses.array[epoch - 1]))}"
        yield line
    if not epochs:
        yield "No epoch is complete yet."


# 6 The lesson, and how numbers are written


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
    Command(
        ("parameters",),
        _parameters,
        "pane.parameters",
        "[PATTERN]",
        instead="Say the parameters: values, gradients, updates and new values",
    ),
    Command(
        ("data", "rows"),
        _data,
        "pane.data",
        "[ROW]",
        instead="Say the rows of the data, with answers and losses",
    ),
    Command(
        ("loss", "losses"),
        _loss,
        "pane.loss",
        "[STEP [STEP]], or epochs",
        instead="Say the last losses; or those of the steps, or of all epochs, that are asked for",
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
    Command(("which", "filter"), _filter, "filter", "[PATTERN]", "Nothing behind it lists all"),
    Command(("order",), _order, "order", "[theta, gradient, update or value]"),
    Command(("more digits",), _digits(1), "digits.more"),
    Command(("fewer digits",), _digits(-1), "digits.fewer"),
)
