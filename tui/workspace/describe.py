"""Where one stands, and what has been worked out there, in sentences for somebody who hears all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TypeVar

from engine.descent.branch import Branch
from engine.insight.story.beats import Beat, Phase
from tui.text.notation import Notation
from tui.traces.step_text import equation_of, position_of_step, rows_shown, selection
from tui.workspace.snapshot import Line, Snapshot

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


NO_BREAKPOINTS = "There are no breakpoints. Set one with a condition: breakpoint loss < 0.5."

# Where


def place(snapshot: Snapshot) -> str:
    """Where one stands: "step 3 of 20, epoch 1, row 3, backward, beat 17 of 32"."""
    before = f"{snapshot.lines[snapshot.shown].label}: " if len(snapshot.lines) > 1 else ""
    if snapshot.step is None:
        return f"{before}at the start, before step 1 of {snapshot.training.steps:,}"
    where = f"{before}{position_of_step(snapshot.training, snapshot.step)}"
    return where if snapshot.complete else f"{where}, {beat_place(snapshot)}"


def beat_place(snapshot: Snapshot) -> str:
    """The same within a step: "backward, beat 17 of 32"."""
    return f"{snapshot.phase}, beat {snapshot.place.beat:,} of {len(snapshot.beats):,}"


def settings(snapshot: Snapshot) -> str:
    """With what the step is taken, and what was changed."""
    write = snapshot.notation
    told = f"{write.name('learning_rate')} = {write.number(snapshot.learning_rate)}, {snapshot.training.optimizer.name}"
    return f"{told}; changed: {snapshot.change}" if snapshot.change else told


def end(snapshot: Snapshot) -> str:
    """That the shown run is over here, and why; "" where it is not."""
    ending = snapshot.branch.ending
    if ending is None or ending.step != snapshot.place.step or not snapshot.complete:
        return ""
    return f"The run ends here: {ENDED[ending.reason]}."


# Beats


def beat(snapshot: Snapshot) -> str:
    """The beat that one stands at, as one equation."""
    assert snapshot.beat is not None
    return equation(snapshot, snapshot.beat, with_note=True)


def equation(snapshot: Snapshot, told: Beat, *, with_note: bool = False) -> str:
    """A beat in one line: quantity = symbols = numbers = result."""
    write = snapshot.notation
    if told.phase is Phase.SELECT:
        return selection(told, write)
    assert snapshot.step is not None
    found = equation_of(told, write, rows_shown(snapshot.training, snapshot.step))
    short = found._replace(symbols=_cut(found.symbols), numbers=_cut(found.numbers))
    return f"{short.line} ({found.note})" if with_note and found.note else short.line


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST].rpartition(' ')[0]} and so on"


def phase(snapshot: Snapshot) -> Iterator[str]:
    """The beats of the phase that one stands in, as far as they have been told."""
    told = snapshot.beats[: snapshot.place.beat]
    return (equation(snapshot, one) for one in told if one.phase is snapshot.phase)


def story(snapshot: Snapshot) -> Iterator[str]:
    """The whole step, as far as it has been told."""
    for kind, told in groupby(snapshot.beats[: snapshot.place.beat], key=lambda one: one.phase):
        yield f"{kind}:"
        yield from (equation(snapshot, one, with_note=True) for one in told)


def results(snapshot: Snapshot) -> Iterator[str]:
    """The step in a line for each phase: what came of it, without how.

    Of a network that is what its units hand on and the slopes by its parameters, and of an optimizer the parameters;
    the beats tell the others.
    """
    for kind, told in groupby(snapshot.beats[: snapshot.place.beat], key=lambda one: one.phase):
        beats = list(told)
        if kind is Phase.SELECT:
            yield from (selection(one, snapshot.notation) for one in beats[:ENUMERATED])
            continue
        main = [one for one in beats if _is_main(snapshot, one)]
        yield f"{kind}: {enumerated(main or beats, partial(_result, snapshot))}"


def _is_main(snapshot: Snapshot, told: Beat) -> bool:
    """Whether a beat's result is said where a step is told as a whole."""
    if told.phase is Phase.UPDATE:
        return told.quantity.startswith(("new.", "|"))
    if snapshot.network is None or told.phase is Phase.LOSS:
        return True
    return _MAIN.match(told.quantity) is not None


def _result(snapshot: Snapshot, told: Beat) -> str:
    assert snapshot.step is not None
    found = equation_of(told, snapshot.notation, rows_shown(snapshot.training, snapshot.step))
    result = f"{found.quantity} {found.relation} {snapshot.notation.number(told.result)}"
    training, name = snapshot.training, told.quantity.removeprefix("new.")
    stays = name != told.quantity and training.is_frozen(training.objective.parameters.index(name))
    return f"{result} frozen" if stays else result


def enumerated(things: Sequence[_Thing], say: Callable[[_Thing], str]) -> str:
    """The first of some things one after the other, and how many more there are."""
    rest = len(things) - ENUMERATED
    return f"{', '.join(map(say, things[:ENUMERATED]))}{f', and {rest:,} more' if rest > 0 else ''}"


# Steps and epochs


def brief(snapshot: Snapshot) -> str:
    """A whole step in one line: where, its loss, and the epoch that it closes."""
    if snapshot.step is None or not snapshot.complete:
        return place(snapshot)
    told = f"{place(snapshot)}: loss {snapshot.notation.number(snapshot.step.loss)}"
    return "; ".join([told, *epoch(snapshot)])


def epoch(snapshot: Snapshot) -> Iterator[str]:
    """What an epoch that is closed here has come to."""
    step = snapshot.step
    if step is None or not snapshot.complete or snapshot.network is None:
        return
    mean = snapshot.branch.epoch_loss_at(step.number)
    if mean is None or snapshot.training.steps_per_epoch == 1:
        return
    number, branch, place = snapshot.notation.number, snapshot.branch, step.epoch - 1
    yield f"epoch {step.epoch:,} is complete, the mean loss of its rows is {number(mean)}"
    yield f"of all rows now {number(float(branch.training_losses.array[place]))}"
    if len(snapshot.network.test_rows):
        yield f"of test rows {number(float(branch.test_losses.array[place]))}"


def parameter(snapshot: Snapshot, name: str) -> str:
    """A parameter's value before the step, and what of the step has been told of it."""
    place, write = snapshot.training.objective.parameters.index(name), snapshot.notation
    told = [f"value {write.number(float(snapshot.theta[place]))}"]
    for kind, number in (
        ("gradient", snapshot.gradient(place)),
        ("update", snapshot.update(place)),
        ("new", snapshot.new(place)),
    ):
        told += [f"{kind} {write.number(number)}"] if number is not None else []
    told += ["frozen"] if snapshot.training.is_frozen(place) else []
    return f"{write.name(name)}: {', '.join(told)}"


def parameters(snapshot: Snapshot) -> str:
    """The first parameters as they are now."""
    names, step = snapshot.training.objective.parameters.names, snapshot.step
    theta = step.after.theta if step is not None and snapshot.complete else snapshot.theta
    write = snapshot.notation
    told = enumerated(
        range(len(names)), lambda place: f"{write.name(names[place])} = {write.number(float(theta[place]))}"
    )
    return f"parameters: {told}"


def others(snapshot: Snapshot, at: int | None = None) -> Iterator[str]:
    """Where the other compared runs are, or those of them that stand after a step; nothing where there are none."""
    told = [
        line
        for place, line in enumerate(snapshot.lines)
        if place != snapshot.shown and at in (None, line.cursor)
    ]
    if told:
        yield f"other runs: {enumerated(told, partial(_loss_of, snapshot.notation))}"


def _loss_of(write: Notation, line: Line) -> str:
    branch: Branch = line.branch
    if not line.cursor:
        return f"{line.label} at the start"
    loss = write.number(float(branch.losses.array[line.cursor - 1]))
    ended = branch.ending is not None and branch.ending.step == line.cursor
    over = f", {ENDED[branch.ending.reason]}" if ended and branch.ending is not None else ""
    return f"{line.label} loss {loss} at step {line.cursor:,}{over}"


def epoch_summary(snapshot: Snapshot) -> Iterator[str]:
    """The step that an epoch ends with: the epoch's losses, the parameters, the other runs."""
    closed = "; ".join(epoch(snapshot))
    yield (
        f"{closed}."
        if closed
        else f"loss {snapshot.notation.number(snapshot.step.loss) if snapshot.step else ''}"
    )
    yield parameters(snapshot)
    yield from others(snapshot)
