"""Moving through time: by beats, phases, rows and epochs, to the ends, and to a place that is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.insight.story.cursor import Grain
from engine.objectives.parsing import ExpressionError
from scenarios.wording import quoted
from tui.commands.navigation import NO_EPOCHS
from tui.commands.tables import next_step_with
from tui.plain.conversation import Conversation
from tui.plain.outcomes import Refused
from tui.plain.vocabulary import Command
from tui.workspace import describe
from tui.workspace.navigation import FAR
from tui.workspace.snapshot import Snapshot

_LONGEST_PHASE = 40
"""Lines of a phase that are said at once."""
_NONE = "There are no breakpoints. Set one with a condition: breakpoint loss < 0.5."
_MOST_TIMES = 1000
"""So often a movement is made at once."""


def _moved(conversation: Conversation, grain: Grain) -> None:
    """Say where a movement has come to, in as much detail as it was large."""
    snapshot = conversation.snapshot
    if snapshot.step is None:
        conversation.arrived(conversation.step_told())
        return
    match grain:
        case Grain.BEAT:
            conversation.beat_reached()
        case Grain.PHASE:
            conversation.arrived(describe.phase(snapshot), most=_LONGEST_PHASE)
        case Grain.EPOCH if snapshot.network is not None:
            conversation.arrived(_epoch_told(snapshot))
        case _:
            conversation.arrived(conversation.step_told())


def _epoch_told(snapshot: Snapshot) -> Iterable[str]:
    closed = "; ".join(describe.epoch(snapshot))
    yield (
        f"{closed}."
        if closed
        else f"loss {snapshot.notation.number(snapshot.step.loss) if snapshot.step else ''}"
    )
    yield describe.parameters(snapshot)
    yield from describe.others(snapshot)


def _forward(grain: Grain) -> Callable[[Conversation, str], None]:
    def forward(conversation: Conversation, argument: str) -> None:
        if grain is Grain.EPOCH and conversation.snapshot.network is None:
            raise Refused(NO_EPOCHS.format(key="step", does="takes"))
        moved = False
        for _ in range(_times(argument)):
            if conversation.signal_watcher.wanted or not _on(conversation, grain):
                break
            moved = True
            if conversation.snapshot.stopped:
                break
        if not moved:
            raise Refused(describe.end(conversation.snapshot) or "There is nothing further on.")
        _moved(conversation, grain)

    return forward


def _on(conversation: Conversation, grain: Grain) -> bool:
    """Move on by one place; an epoch that is far, or long, is travelled to."""
    workspace = conversation.workspace
    if grain is not Grain.EPOCH or workspace.epoch_end() - workspace.newest() <= FAR:
        return workspace.go_on(grain)
    before = workspace.place
    conversation.go_to(str(workspace.epoch_end()), stopping=True)
    return workspace.place != before


def _back(grain: Grain) -> Callable[[Conversation, str], None]:
    def back(conversation: Conversation, argument: str) -> None:
        if grain is Grain.EPOCH and conversation.snapshot.network is None:
            raise Refused(NO_EPOCHS.format(key="back", does="goes back by"))
        moved = False
        for _ in range(_times(argument)):
            if not conversation.workspace.back(grain):
                break
            moved = True
        if not moved:
            raise Refused("This is the start.")
        _moved(conversation, grain)

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


def _start(conversation: Conversation, argument: str) -> None:
    conversation.workspace.go(0)
    conversation.arrived(conversation.step_told())


def _newest(conversation: Conversation, argument: str) -> None:
    conversation.workspace.go(conversation.workspace.newest())
    conversation.arrived(conversation.step_told())


def _go_to(conversation: Conversation, argument: str) -> None:
    if not argument:
        raise Refused(
            "Where to? A step: go 12. An epoch and a row: go 3:2. The next time a condition holds: go loss < 0.5."
        )
    conversation.go_to(argument)
    conversation.arrived(conversation.step_told())


def _row(conversation: Conversation, argument: str) -> None:
    """Go to the next step that takes a row."""
    workspace = conversation.workspace
    snapshot, training = conversation.snapshot, workspace.run.timeline.training
    network, sampler = snapshot.network, training.sampler
    if network is None or sampler is None:
        raise Refused("A function has no rows.")
    numbers = [str(number) for number in network.row_numbers]
    if argument not in numbers:
        raise Refused(f"Type the number of a row, from 1 to {len(numbers):,}.")
    row = numbers.index(argument)
    if row >= network.training_rows:
        raise Refused(f"Row {argument} is kept apart for testing: no step takes it.")
    step = next_step_with(sampler, row, snapshot.place.step, training.steps)
    if step is None:
        raise Refused(f"No step to come takes row {argument}.")
    conversation.see(row=row)
    conversation.go_to(str(step))
    conversation.arrived(conversation.step_told())


def _breakpoints(conversation: Conversation, argument: str) -> None:
    breakpoints = conversation.workspace.breakpoints
    verb, _, rest = argument.partition(" ")
    if verb in ("on", "off", "forget"):
        place = _numbered(rest.strip(), len(breakpoints))
        if verb == "forget":
            breakpoints.remove(place)
        elif list(breakpoints)[place].enabled != (verb == "on"):
            breakpoints.switch(place)
    elif argument:
        try:
            breakpoints.set(
                argument, conversation.workspace.run.timeline.branch, conversation.workspace.any_step()
            )
        except ExpressionError as error:
            raise Refused(error.sentence) from error
    _list_breakpoints(conversation)


def _numbered(text: str, count: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= count:
        return int(text) - 1
    raise Refused(f"Type the number of a breakpoint behind it, from 1 to {count}." if count else _NONE)


def _list_breakpoints(conversation: Conversation) -> None:
    breakpoints = conversation.workspace.breakpoints
    if not len(breakpoints):
        conversation.page.say(_NONE)
        return
    conversation.page.list(
        f"breakpoint {number}, {'on' if one.enabled else 'off'}: "
        + (one.name if one.name == one.condition.text else f"{one.name}: {one.condition.text}")
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
