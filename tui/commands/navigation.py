"""Navigation commands: by beats, phases, rows and epochs, to either end, and to a named place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.descent.sampling import Sampler
from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from engine.objectives.network import Network
from scenarios.wording import quoted
from tui.commands.command import Argument, Command, Kind
from tui.commands.context import Context
from tui.commands.outcome import Asks, CommandError, Form, Moved, Outcome, Working
from tui.workspace import describe
from tui.workspace.navigation import FAR_STEPS, go_to, returning_on_failure
from tui.workspace.progress import Progress
from tui.workspace.snapshot import Snapshot
from tui.workspace.workspace import Workspace

_RUN_ENDS = "The run ends here."
_AT_START = "This is the start."
_NO_EPOCHS = "A function has no epochs; {key} {does} a step."
_MAX_REPEATS = 1000
_MAX_EPOCHS_SEARCHED = 200
"""Epochs searched for a row, which may be missing in some when rows are drawn at random."""


def _forward(grain: Grain) -> Callable[[Context, str], Outcome]:
    def forward(context: Context, argument: str) -> Outcome:
        workspace = context.workspace
        if grain is Grain.EPOCH:
            _require_epochs(workspace, "n", "takes")
        count = _count(argument)
        if count == 1 and not _is_far(workspace, grain):
            if not workspace.forward_to_breakpoint(grain):
                raise CommandError(_end(workspace))
            return Moved(grain)
        return Working(_repeated(workspace, grain, count), Moved(grain))

    return forward


def _repeated(workspace: Workspace, grain: Grain, count: int) -> Iterator[Progress]:
    """Move forward several times, or to a distant end of an epoch, up to a breakpoint or the end of the run."""
    for done in range(count):
        left = workspace.place
        if _is_far(workspace, grain):
            yield from _travel(workspace, str(workspace.epoch_end()), stopping=True)
        else:
            workspace.forward_to_breakpoint(grain)
        if workspace.place == left:
            if not done:
                raise CommandError(_end(workspace))
            return
        if workspace.stopped:
            return
        yield Progress(done + 1, count, workspace.step)


def _is_far(workspace: Workspace, grain: Grain) -> bool:
    return grain is Grain.EPOCH and workspace.epoch_end() - workspace.newest() > FAR_STEPS


def _end(workspace: Workspace) -> str:
    return describe.end(workspace.snapshot()) or _RUN_ENDS


def _back(grain: Grain) -> Callable[[Context, str], Outcome]:
    def back(context: Context, argument: str) -> Outcome:
        workspace = context.workspace
        if grain is Grain.EPOCH:
            _require_epochs(workspace, "p", "goes back by")
        moved = [workspace.back(grain) for _ in range(_count(argument))]
        if not any(moved):
            raise CommandError(_AT_START)
        return Moved(grain)

    return back


def _require_epochs(workspace: Workspace, key: str, does: str) -> None:
    if not isinstance(workspace.run.training.objective, Network):
        raise CommandError(_NO_EPOCHS.format(key=key, does=does))


def _count(argument: str) -> int:
    """Return the number of moves."""
    if not argument:
        return 1
    if (
        argument.isascii()
        and argument.isdigit()
        and len(argument) < 10
        and 1 <= int(argument) <= _MAX_REPEATS
    ):
        return int(argument)
    raise CommandError(f"The count is a number from 1 to {_MAX_REPEATS:,}; got {quoted(argument)}.")


def _start(context: Context, argument: str) -> Outcome:
    context.workspace.go(0)
    return Moved()


def _newest(context: Context, argument: str) -> Outcome:
    context.workspace.go(context.workspace.newest())
    return Moved()


def _go_to(context: Context, argument: str) -> Outcome:
    workspace = context.workspace
    if not argument:
        return Asks(
            Form.PLACE,
            sentence="Type a place. A step: go 12. An epoch and a row: go 3:2. The next step at which a condition "
            "holds: go loss < 0.5.",
        )
    if argument in list(Phase):
        workspace.go_to_phase(Phase(argument))
        return Moved(Grain.PHASE)
    return Working(_travel(workspace, argument), Moved())


def _travel(workspace: Workspace, text: str, *, stopping: bool = False) -> Iterator[Progress]:
    """Go to a target; if it does not exist, or the work is cancelled, stay."""
    with returning_on_failure(workspace):
        yield from go_to(workspace, text, stopping=stopping)


def _to_row(context: Context, argument: str) -> Outcome:
    """Go to the first beat of the next step that takes a row: by its number, or the marked one."""
    workspace = context.workspace
    snapshot, training = workspace.snapshot(), workspace.run.timeline.training
    network, sampler = snapshot.network, training.sampler
    if network is None or sampler is None:
        raise CommandError("A function has no rows.")
    index = row_index(network, argument) if argument else snapshot.view_options.row
    if index is None or index >= len(network.inputs):
        raise CommandError(f"Mark a row first, or type its number, from 1 to {len(network.inputs):,}.")
    number = network.row_numbers[index]
    if index >= network.training_rows:
        raise CommandError(f"Row {number:,} is a test row: no step takes it.")
    step = next_step_with(sampler, index, snapshot.place.step, training.steps)
    if step is None:
        raise CommandError(f"No later step takes row {number:,}.")
    workspace.view_options = replace(workspace.view_options, row=index)
    return Working(_to_first_beat(workspace, step, number), Moved(Grain.BEAT))


def _to_first_beat(workspace: Workspace, step: int, row: int) -> Iterator[Progress]:
    with returning_on_failure(workspace):
        yield from go_to(workspace, str(step - 1))
        if not (workspace.run.cursor.place.step == step - 1 and workspace.forward(Grain.BEAT)):
            raise CommandError(f"The run ends before it takes row {row:,}.")


def row_index(network: Network, number: str) -> int:
    """Return the index of a row of the data by its shown number.

    Raises:
        CommandError: there is no such row.
    """
    numbers = [str(known) for known in network.row_numbers]
    if number not in numbers:
        raise CommandError(f"Type the number of a row, from 1 to {len(numbers):,}.")
    return numbers.index(number)


def next_step_with(sampler: Sampler, row: int, after: int, last: int) -> int | None:
    """Return the first step after `after`, up to `last`, that takes a row; None if none of many epochs does."""
    first = sampler.epoch(after + 1)
    for epoch in range(first, min(first + _MAX_EPOCHS_SEARCHED, sampler.epoch(last) + 1)):
        for step in sampler.steps_with(row, epoch):
            if after < step <= last:
                return step
    return None


def _breakpoints(context: Context, argument: str) -> Outcome:
    """Set a breakpoint by its condition, or switch or delete one by its number: "off 2"."""
    workspace = context.workspace
    breakpoints = workspace.breakpoints
    verb, _, rest = argument.partition(" ")
    if verb in ("on", "off", "forget"):
        index = _breakpoint_index(rest.strip(), len(breakpoints))
        if verb == "forget":
            breakpoints.remove(index)
        elif list(breakpoints)[index].enabled != (verb == "on"):
            breakpoints.switch(index)
    elif argument:
        breakpoints.set(argument, workspace.run.timeline.branch, workspace.example_step())
    return Asks(Form.BREAKPOINTS)


def _breakpoint_index(text: str, count: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= count:
        return int(text) - 1
    raise CommandError(
        f"Type the number of a breakpoint, from 1 to {count}." if count else describe.NO_BREAKPOINTS
    )


def _continues(snapshot: Snapshot) -> bool:
    return not snapshot.at_the_end


def _has_epochs(snapshot: Snapshot) -> bool:
    return snapshot.network is not None and _continues(snapshot)


def _has_past(snapshot: Snapshot) -> bool:
    return snapshot.place.step > 0


def _has_past_epochs(snapshot: Snapshot) -> bool:
    return snapshot.network is not None and _has_past(snapshot)


def _has_marked_row(snapshot: Snapshot) -> bool:
    return snapshot.network is not None and snapshot.view_options.row is not None


_GROUP = "Time"
_TIMES = Argument(Kind.COUNT, "[TIMES]")
COMMANDS: tuple[Command, ...] = (
    Command(
        "forward.beat",
        _forward(Grain.BEAT),
        _GROUP,
        "Go forward by one beat: one operation, one number",
        keys=("full_stop",),
        words=("beat",),
        argument=_TIMES,
        label="beat",
        available=_continues,
        repeats=True,
    ),
    Command(
        "back.beat",
        _back(Grain.BEAT),
        _GROUP,
        "Go back by one beat",
        keys=("comma",),
        words=("back beat", "beat back"),
        argument=_TIMES,
        available=_has_past,
        repeats=True,
    ),
    Command(
        "forward.phase",
        _forward(Grain.PHASE),
        _GROUP,
        "Go forward to the end of the phase",
        keys=("right",),
        words=("phase",),
        argument=_TIMES,
        label="phase",
        rank=2,
        available=_continues,
        repeats=True,
    ),
    Command(
        "back.phase",
        _back(Grain.PHASE),
        _GROUP,
        "Go back by one phase",
        keys=("left",),
        words=("back phase", "phase back"),
        argument=_TIMES,
        available=_has_past,
        repeats=True,
    ),
    Command(
        "forward.row",
        _forward(Grain.ROW),
        _GROUP,
        "Take the next row (of a function: step), whole",
        keys=("n",),
        words=("step", "next"),
        argument=_TIMES,
        label="row",
        available=_continues,
        repeats=True,
    ),
    Command(
        "back.row",
        _back(Grain.ROW),
        _GROUP,
        "Go back by one row (of a function: step)",
        keys=("p",),
        words=("back", "back step", "step back"),
        argument=_TIMES,
        label="back",
        rank=4,
        available=_has_past,
        repeats=True,
    ),
    Command(
        "forward.epoch",
        _forward(Grain.EPOCH),
        _GROUP,
        "Go forward to the end of the epoch",
        keys=("N",),
        words=("epoch",),
        argument=_TIMES,
        label="epoch",
        rank=5,
        available=_has_epochs,
        repeats=True,
    ),
    Command(
        "back.epoch",
        _back(Grain.EPOCH),
        _GROUP,
        "Go back to the end of the previous epoch",
        keys=("P",),
        words=("back epoch", "epoch back"),
        argument=_TIMES,
        available=_has_past_epochs,
        repeats=True,
    ),
    Command("start", _start, _GROUP, "Go to the start", keys=("home",), words=("start", "home")),
    Command("newest", _newest, _GROUP, "Go to the newest step", keys=("end",), words=("newest", "end")),
    Command(
        "go_to",
        _go_to,
        _GROUP,
        "Go to a step, an epoch and row, or the next step at which a condition holds",
        keys=("g",),
        words=("go", "go to"),
        argument=Argument(Kind.PLACE, "STEP, EPOCH:ROW or CONDITION"),
        label="go to",
        rank=5,
        repeats=True,
    ),
    Command(
        "row.step",
        _to_row,
        _GROUP,
        "Go to the next step that takes the marked row",
        keys=("enter",),
        words=("row",),
        argument=Argument(Kind.ROW, "[NUMBER]"),
        label="go there",
        rank=4,
        panes=("data",),
        available=_has_marked_row,
        repeats=True,
        plain_help="Go to the next step that takes a row of the data",
        note="Without a number it is the marked row",
    ),
    Command(
        "breakpoints",
        _breakpoints,
        _GROUP,
        "Set breakpoints: conditions at which playback and moving by epochs stop",
        keys=("b",),
        words=("breakpoint", "breakpoints"),
        argument=Argument(Kind.TEXT, "[CONDITION], or on, off or forget and a number"),
        note="Without an argument it lists them",
    ),
)
