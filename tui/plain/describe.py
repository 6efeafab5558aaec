"""Where one stands, and what has been worked out there, in sentences for somebody who hears all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TypeVar

from engine.descent.branch import Branch
from engine.insight.story.beats import Beat, Phase
from tui.headless.explain import place_of
from tui.text.notation import Notation
from tui.traces.step_text import equation_of, rows_told, selection
from tui.workspace.snapshot import Line, Moment

_Thing = TypeVar("_Thing")

_MAIN = re.compile(r"\|?a\d|\|?gradient\.[wbWB|]")
"""What units hand on, and the slopes by parameters; of a large network, of whole layers."""

ENUMERATED = 12
"""So many things of one kind are said in one line."""
_LONGEST = 240
"""Characters of one side of an equation; nobody listens to longer sums."""

ENDED = {
    "diverged": "it diverged",
    "converged": "it converged",
    "epochs": "all epochs are done",
    "steps": "all steps are done",
}
"""Why a run is over, by its ending."""


# Where


def place(moment: Moment) -> str:
    """Where one stands: "step 3 of 20, epoch 1, row 3, backward, beat 17 of 32"."""
    before = f"{moment.lines[moment.shown].label}: " if len(moment.lines) > 1 else ""
    if moment.step is None:
        return f"{before}at the start, before step 1 of {moment.training.steps:,}"
    where = f"{before}{place_of(moment.training, moment.step)}"
    return where if moment.complete else f"{where}, {beat_place(moment)}"


def beat_place(moment: Moment) -> str:
    """The same within a step: "backward, beat 17 of 32"."""
    return f"{moment.phase}, beat {moment.place.beat:,} of {len(moment.beats):,}"


def settings(moment: Moment) -> str:
    """With what the step is taken, and what was changed."""
    write = moment.notation
    told = f"{write.name('learning_rate')} = {write.number(moment.learning_rate)}, {moment.training.optimizer.name}"
    return f"{told}; changed: {moment.change}" if moment.change else told


def end(moment: Moment) -> str:
    """That the shown run is over here, and why; "" where it is not."""
    ending = moment.branch.ending
    if ending is None or ending.step != moment.place.step or not moment.complete:
        return ""
    return f"The run ends here: {ENDED[ending.reason]}."


# Beats


def beat(moment: Moment) -> str:
    """The beat that one stands at, as one equation."""
    assert moment.beat is not None
    return equation(moment, moment.beat, with_note=True)


def equation(moment: Moment, told: Beat, *, with_note: bool = False) -> str:
    """A beat in one line: quantity = symbols = numbers = result."""
    write = moment.notation
    if told.phase is Phase.SELECT:
        return selection(told, write)
    assert moment.step is not None
    found = equation_of(told, write, rows_told(moment.training, moment.step))
    short = found._replace(symbols=_cut(found.symbols), numbers=_cut(found.numbers))
    return f"{short.line} ({found.note})" if with_note and found.note else short.line


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST].rpartition(' ')[0]} and so on"


def phase(moment: Moment) -> Iterator[str]:
    """The beats of the phase that one stands in, as far as they have been told."""
    told = moment.beats[: moment.place.beat]
    return (equation(moment, one) for one in told if one.phase is moment.phase)


def story(moment: Moment) -> Iterator[str]:
    """The whole step, as far as it has been told."""
    for kind, told in groupby(moment.beats[: moment.place.beat], key=lambda one: one.phase):
        yield f"{kind}:"
        yield from (equation(moment, one, with_note=True) for one in told)


def results(moment: Moment) -> Iterator[str]:
    """The step in a line for each phase: what came of it, without how.

    Of a network that is what its units hand on and the slopes by its parameters, and of an optimizer the parameters;
    the beats tell the others.
    """
    for kind, told in groupby(moment.beats[: moment.place.beat], key=lambda one: one.phase):
        beats = list(told)
        if kind is Phase.SELECT:
            yield from (selection(one, moment.notation) for one in beats[:ENUMERATED])
            continue
        main = [one for one in beats if _is_main(moment, one)]
        yield f"{kind}: {enumerated(main or beats, partial(_result, moment))}"


def _is_main(moment: Moment, told: Beat) -> bool:
    """Whether a beat's result is said where a step is told as a whole."""
    if told.phase is Phase.UPDATE:
        return told.quantity.startswith(("new.", "|"))
    if moment.network is None or told.phase is Phase.LOSS:
        return True
    return _MAIN.match(told.quantity) is not None


def _result(moment: Moment, told: Beat) -> str:
    assert moment.step is not None
    found = equation_of(told, moment.notation, rows_told(moment.training, moment.step))
    result = f"{found.quantity} {found.relation} {moment.notation.number(told.result)}"
    training, name = moment.training, told.quantity.removeprefix("new.")
    stays = name != told.quantity and training.is_frozen(training.objective.parameters.index(name))
    return f"{result} frozen" if stays else result


def enumerated(things: Sequence[_Thing], say: Callable[[_Thing], str]) -> str:
    """The first of some things one after the other, and how many more there are."""
    rest = len(things) - ENUMERATED
    return f"{', '.join(map(say, things[:ENUMERATED]))}{f', and {rest:,} more' if rest > 0 else ''}"


# Steps and epochs


def brief(moment: Moment) -> str:
    """A whole step in one line: where, its loss, and the epoch that it closes."""
    if moment.step is None or not moment.complete:
        return place(moment)
    told = f"{place(moment)}: loss {moment.notation.number(moment.step.loss)}"
    return "; ".join([told, *epoch(moment)])


def epoch(moment: Moment) -> Iterator[str]:
    """What an epoch that is closed here has come to."""
    step = moment.step
    if step is None or not moment.complete or moment.network is None:
        return
    mean = moment.branch.epoch_loss_at(step.number)
    if mean is None or moment.training.steps_per_epoch == 1:
        return
    number, branch, place = moment.notation.number, moment.branch, step.epoch - 1
    yield f"epoch {step.epoch:,} is complete, the mean loss of its rows is {number(mean)}"
    yield f"of all rows now {number(float(branch.training_losses.array[place]))}"
    if len(moment.network.test_rows):
        yield f"of test rows {number(float(branch.test_losses.array[place]))}"


def parameter(moment: Moment, name: str) -> str:
    """A parameter's value before the step, and what of the step has been told of it."""
    place, write = moment.training.objective.parameters.index(name), moment.notation
    told = [f"value {write.number(float(moment.theta[place]))}"]
    for kind, number in (
        ("gradient", moment.gradient(place)),
        ("update", moment.update(place)),
        ("new", moment.new(place)),
    ):
        told += [f"{kind} {write.number(number)}"] if number is not None else []
    told += ["frozen"] if moment.training.is_frozen(place) else []
    return f"{write.name(name)}: {', '.join(told)}"


def parameters(moment: Moment) -> str:
    """The first parameters as they are now."""
    names, step = moment.training.objective.parameters.names, moment.step
    theta = step.after.theta if step is not None and moment.complete else moment.theta
    write = moment.notation
    told = enumerated(
        range(len(names)), lambda place: f"{write.name(names[place])} = {write.number(float(theta[place]))}"
    )
    return f"parameters: {told}"


def others(moment: Moment, at: int | None = None) -> Iterator[str]:
    """Where the other compared runs are, or those of them that stand after a step; nothing where there are none."""
    told = [
        line for place, line in enumerate(moment.lines) if place != moment.shown and at in (None, line.cursor)
    ]
    if told:
        yield f"other runs: {enumerated(told, partial(_loss_of, moment.notation))}"


def _loss_of(write: Notation, line: Line) -> str:
    branch: Branch = line.branch
    if not line.cursor:
        return f"{line.label} at the start"
    loss = write.number(float(branch.losses.array[line.cursor - 1]))
    ended = branch.ending is not None and branch.ending.step == line.cursor
    over = f", {ENDED[branch.ending.reason]}" if ended and branch.ending is not None else ""
    return f"{line.label} loss {loss} at step {line.cursor:,}{over}"
