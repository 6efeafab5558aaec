"""Moving through time: by beats, phases, rows and epochs, to the ends, and to a place that is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.insight.story.cursor import Grain
from engine.objectives.parsing import ExpressionError
from scenarios.wording import quoted
from tui.commands.navigation import NO_EPOCHS
from tui.commands.tables import next_step_with
from tui.plain import describe
from tui.plain.conversation import Sitting
from tui.plain.outcomes import Refused
from tui.plain.vocabulary import Command
from tui.workspace.navigation import FAR
from tui.workspace.snapshot import Moment

_LONGEST_PHASE = 40
"""Lines of a phase that are said at once."""
_NONE = "There are no breakpoints. Set one with a condition: breakpoint loss < 0.5."
_MOST_TIMES = 1000
"""So often a movement is made at once."""


def _moved(sitting: Sitting, grain: Grain) -> None:
    """Say where a movement has come to, in as much detail as it was large."""
    moment = sitting.moment
    if moment.step is None:
        sitting.arrived(sitting.step_told())
        return
    match grain:
        case Grain.BEAT:
            sitting.beat_reached()
        case Grain.PHASE:
            sitting.arrived(describe.phase(moment), most=_LONGEST_PHASE)
        case Grain.EPOCH if moment.network is not None:
            sitting.arrived(_epoch_told(moment))
        case _:
            sitting.arrived(sitting.step_told())


def _epoch_told(moment: Moment) -> Iterable[str]:
    closed = "; ".join(describe.epoch(moment))
    yield (
        f"{closed}." if closed else f"loss {moment.notation.number(moment.step.loss) if moment.step else ''}"
    )
    yield describe.parameters(moment)
    yield from describe.others(moment)


def _forward(grain: Grain) -> Callable[[Sitting, str], None]:
    def forward(sitting: Sitting, argument: str) -> None:
        if grain is Grain.EPOCH and sitting.moment.network is None:
            raise Refused(NO_EPOCHS.format(key="step", does="takes"))
        moved = False
        for _ in range(_times(argument)):
            if sitting.attention.wanted or not _on(sitting, grain):
                break
            moved = True
            if sitting.moment.stopped:
                break
        if not moved:
            raise Refused(describe.end(sitting.moment) or "There is nothing further on.")
        _moved(sitting, grain)

    return forward


def _on(sitting: Sitting, grain: Grain) -> bool:
    """Move on by one place; an epoch that is far, or long, is travelled to."""
    desk = sitting.desk
    if grain is not Grain.EPOCH or desk.epoch_end() - desk.newest() <= FAR:
        return desk.go_on(grain)
    before = desk.place
    sitting.travel(str(desk.epoch_end()), stopping=True)
    return desk.place != before


def _back(grain: Grain) -> Callable[[Sitting, str], None]:
    def back(sitting: Sitting, argument: str) -> None:
        if grain is Grain.EPOCH and sitting.moment.network is None:
            raise Refused(NO_EPOCHS.format(key="back", does="goes back by"))
        moved = False
        for _ in range(_times(argument)):
            if not sitting.desk.back(grain):
                break
            moved = True
        if not moved:
            raise Refused("This is the start.")
        _moved(sitting, grain)

    return back


def _times(argument: str) -> int:
    """How often to move.

    Raises:
        Refused: that is no such number.
    """
    if not argument:
        return 1
    if argument.isascii() and argument.isdigit() and len(argument) < 10 and 1 <= int(argument) <= _MOST_TIMES:
        return int(argument)
    raise Refused(f"How often is a number from 1 to {_MOST_TIMES:,}; got {quoted(argument)}.")


def _start(sitting: Sitting, argument: str) -> None:
    sitting.desk.go(0)
    sitting.arrived(sitting.step_told())


def _newest(sitting: Sitting, argument: str) -> None:
    sitting.desk.go(sitting.desk.newest())
    sitting.arrived(sitting.step_told())


def _go_to(sitting: Sitting, argument: str) -> None:
    if not argument:
        raise Refused(
            "Where to? A step: go 12. An epoch and a row: go 3:2. The next time a condition holds: go loss < 0.5."
        )
    sitting.travel(argument)
    sitting.arrived(sitting.step_told())


def _row(sitting: Sitting, argument: str) -> None:
    """Go to the next step that takes a row."""
    desk = sitting.desk
    moment, training = sitting.moment, desk.run.timeline.training
    network, sampler = moment.network, training.sampler
    if network is None or sampler is None:
        raise Refused("A function has no rows.")
    numbers = [str(number) for number in network.row_numbers]
    if argument not in numbers:
        raise Refused(f"Type the number of a row, from 1 to {len(numbers):,}.")
    row = numbers.index(argument)
    if row >= network.training_rows:
        raise Refused(f"Row {argument} is kept apart for testing: no step takes it.")
    step = next_step_with(sampler, row, moment.place.step, training.steps)
    if step is None:
        raise Refused(f"No step to come takes row {argument}.")
    sitting.see(row=row)
    sitting.travel(str(step))
    sitting.arrived(sitting.step_told())


def _breakpoints(sitting: Sitting, argument: str) -> None:
    breakpoints = sitting.desk.breakpoints
    verb, _, rest = argument.partition(" ")
    if verb in ("on", "off", "forget"):
        place = _numbered(rest.strip(), len(breakpoints))
        if verb == "forget":
            breakpoints.remove(place)
        elif list(breakpoints)[place].enabled != (verb == "on"):
            breakpoints.switch(place)
    elif argument:
        try:
            breakpoints.set(argument, sitting.desk.run.timeline.branch, sitting.desk.any_step())
        except ExpressionError as error:
            raise Refused(error.sentence) from error
    _list_breakpoints(sitting)


def _numbered(text: str, count: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= count:
        return int(text) - 1
    raise Refused(f"Type the number of a breakpoint behind it, from 1 to {count}." if count else _NONE)


def _list_breakpoints(sitting: Sitting) -> None:
    breakpoints = sitting.desk.breakpoints
    if not len(breakpoints):
        sitting.page.say(_NONE)
        return
    sitting.page.list(
        f"breakpoint {number}, {'on' if one.enabled else 'off'}: "
        + (one.name if one.name == one.watch.text else f"{one.name}: {one.watch.text}")
        for number, one in enumerate(breakpoints, 1)
    )


_TIMES = "[TIMES]"
COMMANDS: tuple[Command, ...] = (
    Command(("beat",), _forward(Grain.BEAT), "forward.beat", _TIMES, moves=True),
    Command(("back beat", "beat back"), _back(Grain.BEAT), "back.beat", _TIMES, moves=True),
    Command(("phase",), _forward(Grain.PHASE), "forward.phase", _TIMES, moves=True),
    Command(("back phase", "phase back"), _back(Grain.PHASE), "back.phase", _TIMES, moves=True),
    Command(("step", "next"), _forward(Grain.ROW), "forward.row", _TIMES, moves=True),
    Command(("back", "back step", "step back"), _back(Grain.ROW), "back.row", _TIMES, moves=True),
    Command(("epoch",), _forward(Grain.EPOCH), "forward.epoch", _TIMES, moves=True),
    Command(("back epoch", "epoch back"), _back(Grain.EPOCH), "back.epoch", _TIMES, moves=True),
    Command(("start", "home"), _start, "start"),
    Command(("newest", "end"), _newest, "newest"),
    Command(("go", "go to"), _go_to, "go_to", "STEP, EPOCH:ROW or CONDITION", moves=True),
    Command(
        ("row",),
        _row,
        "row.step",
        "NUMBER",
        instead="Go to the next step that takes a row of the data",
        moves=True,
    ),
    Command(
        ("breakpoint", "breakpoints"),
        _breakpoints,
        "breakpoints",
        "[CONDITION], or on, off or forget and a number",
        "Nothing behind it lists them",
    ),
)
