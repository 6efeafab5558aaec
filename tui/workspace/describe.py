"""Sentences for plain mode: the position in a run, the beats revealed so far, and the results of steps and epochs."""

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

_Item = TypeVar("_Item")

_MAIN_QUANTITIES = re.compile(r"\|?a\d|raw\.a\d|\|?gradient\.[wbWB|]")
"""Activations, and gradients by parameters; in a large network, the norms of whole layers."""

MAX_ITEMS_LISTED = 12
"""Items of one kind that are listed in one line."""
_MAX_SIDE_CHARACTERS = 240
"""Characters of one side of an equation; a screen reader makes longer sums useless."""

NO_BREAKPOINTS = "There are no breakpoints. Set one with a condition: breakpoint loss < 0.5."

# Position


def place(snapshot: Snapshot) -> str:
    """Return the position in the run: "step 3 of 20, epoch 1, row 3, backward, beat 17 of 32"."""
    label = f"{snapshot.lines[snapshot.shown].label}: " if len(snapshot.lines) > 1 else ""
    if snapshot.step is None:
        return f"{label}at the start, before step 1 of {snapshot.training.steps:,}"
    position = f"{label}{position_of_step(snapshot.training, snapshot.step)}"
    return position if snapshot.complete else f"{position}, {beat_position(snapshot)}"


def beat_position(snapshot: Snapshot) -> str:
    """Return the position within the step: "backward, beat 17 of 32"."""
    return f"{snapshot.phase}, beat {snapshot.place.beat:,} of {len(snapshot.beats):,}"


def settings(snapshot: Snapshot) -> str:
    """Return the learning rate and the optimizer of the step, and what was changed on this branch."""
    write = snapshot.notation
    rule = f"{write.name('learning_rate')} = {write.number(snapshot.learning_rate)}, {snapshot.training.optimizer.name}"
    return f"{rule}; changed: {snapshot.change}" if snapshot.change else rule


def end(snapshot: Snapshot) -> str:
    """Return why the shown run ends at this step; "" if it does not."""
    ended = snapshot.end
    return "" if ended is None else f"The run ends here: {snapshot.notation.prose(ended.phrase)}."


# Beats


def beat(snapshot: Snapshot) -> str:
    """Return the current beat as one equation."""
    assert snapshot.beat is not None
    return equation(snapshot, snapshot.beat, with_note=True)


def equation(snapshot: Snapshot, shown: Beat, *, with_note: bool = False) -> str:
    """Return a beat in one line: quantity = symbols = numbers = result."""
    write = snapshot.notation
    if shown.phase is Phase.SELECT:
        return selection(shown, write)
    assert snapshot.step is not None
    parts = equation_of(shown, write, rows_shown(snapshot.training, snapshot.step))
    short = parts._replace(symbols=_truncated(parts.symbols), numbers=_truncated(parts.numbers))
    return f"{short.line} ({parts.note})" if with_note and parts.note else short.line


def _truncated(text: str) -> str:
    if len(text) <= _MAX_SIDE_CHARACTERS:
        return text
    return f"{text[:_MAX_SIDE_CHARACTERS].rpartition(' ')[0]} and so on"


def _revealed_beats(snapshot: Snapshot) -> tuple[Beat, ...]:
    return snapshot.beats[: snapshot.place.beat]


def phase(snapshot: Snapshot) -> Iterator[str]:
    """Yield the revealed beats of the current phase, an equation each."""
    return (
        equation(snapshot, revealed)
        for revealed in _revealed_beats(snapshot)
        if revealed.phase is snapshot.phase
    )


def story(snapshot: Snapshot) -> Iterator[str]:
    """Yield all revealed beats of the step, grouped by phase."""
    for kind, beats in groupby(_revealed_beats(snapshot), key=lambda revealed: revealed.phase):
        yield f"{kind}:"
        yield from (equation(snapshot, revealed, with_note=True) for revealed in beats)


def results(snapshot: Snapshot) -> Iterator[str]:
    """Yield a line for each phase of the step: its results, without their formulas.

    Of a network these are the activations, the gradients by parameters and the new parameters; of an optimizer the
    new parameters. The beats show the other quantities.
    """
    for kind, group in groupby(_revealed_beats(snapshot), key=lambda revealed: revealed.phase):
        beats = list(group)
        if kind is Phase.SELECT:
            yield from (selection(selected, snapshot.notation) for selected in beats[:MAX_ITEMS_LISTED])
            continue
        main = [revealed for revealed in beats if _is_main(snapshot, revealed)]
        yield f"{kind}: {enumerated(main or beats, partial(_result, snapshot))}"


def _is_main(snapshot: Snapshot, revealed: Beat) -> bool:
    """Whether the summary of a step lists the result of this beat."""
    if revealed.phase is Phase.UPDATE:
        return revealed.quantity.startswith(("new.", "|"))
    if snapshot.network is None or revealed.phase is Phase.LOSS:
        return True
    return _MAIN_QUANTITIES.match(revealed.quantity) is not None


def _result(snapshot: Snapshot, revealed: Beat) -> str:
    assert snapshot.step is not None
    parts = equation_of(revealed, snapshot.notation, rows_shown(snapshot.training, snapshot.step))
    result = f"{parts.quantity} {parts.relation} {snapshot.notation.number(revealed.result)}"
    training, name = snapshot.training, revealed.quantity.removeprefix("new.")
    frozen = name != revealed.quantity and training.is_frozen(training.objective.parameters.index(name))
    return f"{result} frozen" if frozen else result


def enumerated(items: Sequence[_Item], say: Callable[[_Item], str]) -> str:
    """Return the first items, formatted by `say` and separated by commas, and the number of the others."""
    rest = len(items) - MAX_ITEMS_LISTED
    return f"{', '.join(map(say, items[:MAX_ITEMS_LISTED]))}{f', and {rest:,} more' if rest > 0 else ''}"


# Steps and epochs


def brief(snapshot: Snapshot) -> str:
    """Return a complete step in one line: the position, its loss, and the epoch that it completes."""
    if snapshot.step is None or not snapshot.complete:
        return place(snapshot)
    loss = f"{place(snapshot)}: loss {snapshot.notation.number(snapshot.step.loss)}"
    return "; ".join([loss, *epoch(snapshot)])


def epoch(snapshot: Snapshot) -> Iterator[str]:
    """Yield the losses of the epoch that the step completes; nothing if it completes none."""
    step = snapshot.step
    if step is None or not snapshot.complete or snapshot.network is None:
        return
    mean = snapshot.branch.epoch_loss_at(step.number)
    if mean is None or snapshot.training.steps_per_epoch == 1:
        return
    number, branch, index = snapshot.notation.number, snapshot.branch, step.epoch - 1
    yield f"epoch {step.epoch:,} is complete, the mean loss of its rows is {number(mean)}"
    yield f"of all rows now {number(float(branch.training_losses.array[index]))}"
    if len(snapshot.network.test_rows):
        yield f"of test rows {number(float(branch.test_losses.array[index]))}"


def parameter(snapshot: Snapshot, name: str) -> str:
    """Return a parameter's value before the step, with its gradient, update and new value once they are revealed."""
    index, write = snapshot.training.objective.parameters.index(name), snapshot.notation
    values = [f"value {write.number(float(snapshot.theta[index]))}"]
    for kind, number in (
        ("gradient", snapshot.gradient(index)),
        ("update", snapshot.update(index)),
        ("new", snapshot.new(index)),
    ):
        values += [f"{kind} {write.number(number)}"] if number is not None else []
    values += ["frozen"] if snapshot.training.is_frozen(index) else []
    return f"{write.name(name)}: {', '.join(values)}"


def parameters(snapshot: Snapshot) -> str:
    """Return the current values of the first parameters."""
    names, step = snapshot.training.objective.parameters.names, snapshot.step
    theta = step.after.theta if step is not None and snapshot.complete else snapshot.theta
    write = snapshot.notation
    values = enumerated(
        range(len(names)), lambda index: f"{write.name(names[index])} = {write.number(float(theta[index]))}"
    )
    return f"parameters: {values}"


def others(snapshot: Snapshot, at: int | None = None) -> Iterator[str]:
    """Yield the losses of the other compared runs, or only of those after step `at`; nothing if there are none."""
    lines = [
        line
        for index, line in enumerate(snapshot.lines)
        if index != snapshot.shown and at in (None, line.cursor)
    ]
    if lines:
        yield f"other runs: {enumerated(lines, partial(_loss_of, snapshot.notation))}"


def _loss_of(write: Notation, line: Line) -> str:
    branch: Branch = line.branch
    if not line.cursor:
        return f"{line.label} at the start"
    loss = write.number(float(branch.losses.array[line.cursor - 1]))
    ending = f", {write.prose(line.end.phrase)}" if line.end is not None else ""
    return f"{line.label} loss {loss} at step {line.cursor:,}{ending}"


def epoch_summary(snapshot: Snapshot) -> Iterator[str]:
    """Yield the losses of the epoch that the step completes, the parameters, and the other runs."""
    losses = "; ".join(epoch(snapshot))
    yield (
        f"{losses}."
        if losses
        else f"loss {snapshot.notation.number(snapshot.step.loss) if snapshot.step else ''}"
    )
    yield parameters(snapshot)
    yield from others(snapshot)
