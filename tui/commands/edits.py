"""Editing commands: parameters, the learning rate and data; each change begins a branch."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from pathlib import Path

from engine.objectives.network import Network
from scenarios.errors import ScenarioError
from scenarios.number_input import InvalidNumber, parse_number, shortest_text
from scenarios.raw_rows import RawRows, rows_of_file
from scenarios.wording import listed, plain, quoted
from tui.commands.command import Argument, Command, Kind
from tui.commands.context import Context
from tui.commands.outcome import Asks, Changed, CommandError, Form, Outcome, Working
from tui.workspace.edits import (
    MAX_PROBLEMS_LISTED,
    change_learning_rate,
    load_rows,
    network_of,
    nudge,
    original_rows,
    rows_of_step,
    set_parameter,
    set_row,
    toggle_frozen,
)
from tui.workspace.parameter_patterns import pattern_of
from tui.workspace.progress import SLICE_SECONDS, Progress
from tui.workspace.run import Run
from tui.workspace.snapshot import Snapshot

_ROW = re.compile(r"row\s+(\d{1,9})(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_MAX_COLUMNS_LISTED = 8
_MAX_FORM_COLUMNS = 64
"""Columns of the data up to which a row is edited in a form."""
_UNCHANGED = "Nothing has changed."


def change(context: Context, change_run: Callable[[Run], None]) -> Outcome:
    """Change the shown run, and move the other runs to its step.

    Raises:
        ScenarioError: the change is not possible; nothing has changed.
        CommandError: nothing has changed.
    """
    workspace = context.workspace
    before = workspace.run.timeline.branch
    change_run(workspace.run)
    workspace.align_runs()
    if workspace.run.timeline.branch is before:
        raise CommandError(_UNCHANGED)
    return Changed()


def parameter_named(context: Context, typed: str) -> str:
    """Return the parameter with the typed name, or else the selected one.

    Raises:
        CommandError: there is none.
    """
    parameters = context.workspace.run.training.objective.parameters
    if not typed:
        selected = context.workspace.view_options.selected
        if selected is None or selected not in parameters.names:
            raise CommandError(f"Select a parameter first, or name one, such as {parameters.names[0]}.")
        return selected
    pattern = pattern_of(parameters, typed)
    if pattern not in parameters.names:
        raise CommandError(
            f"There is no parameter {quoted(typed)}; there are {len(parameters.names):,}, "
            f"such as {parameters.names[0]}."
        )
    return pattern


def _learning_rate(by: int) -> Callable[[Context, str], Outcome]:
    return lambda context, argument: change(context, lambda run: change_learning_rate(run, by))


def _freeze(context: Context, argument: str) -> Outcome:
    name = parameter_named(context, argument)
    return change(context, lambda run: toggle_frozen(run, name))


def _nudge(by: int) -> Callable[[Context, str], Outcome]:
    def turn(context: Context, argument: str) -> Outcome:
        name = parameter_named(context, argument)
        return change(context, lambda run: nudge(run, name, by))

    return turn


def _edit(context: Context, argument: str) -> Outcome:
    """Set a parameter ("w1_1_1 0.5") or a row ("row 3 8 8 4"); without an argument, what is selected."""
    if not argument and context.workspace.view_options.pane == "data":
        return _edit_row(context, _current_row(context), "")
    if row := _ROW.fullmatch(argument):
        return _edit_row(context, int(row[1]), row[2] or "")
    *names, number = argument.replace("=", " ").split() or [""]
    name = parameter_named(context, " ".join(names))
    if not number:
        return Asks(Form.PARAMETER, name, f"Type a number after the name: edit {name} 0.5.")
    value = _number(number)
    return change(context, lambda run: set_parameter(run, name, value))


def _number(text: str) -> float:
    try:
        return parse_number(text)
    except InvalidNumber as error:
        raise CommandError(str(error)) from error


def _rows(context: Context) -> RawRows:
    """Return the rows as given, before standardization and splitting."""
    run = context.workspace.run
    if not isinstance(run.training.objective, Network):
        raise CommandError("A function has no rows.")
    return original_rows(run)


def _current_row(context: Context) -> int:
    """Return the number of the marked row, or else of the first row of the step."""
    snapshot = context.workspace.snapshot()
    if snapshot.network is None:
        raise CommandError("A function has no rows.")
    row = snapshot.view_options.row
    if row is None or row >= len(snapshot.network.inputs):
        row = int(rows_of_step(context.workspace.run)[0])
    return int(snapshot.network.row_numbers[row])


def _edit_row(context: Context, number: int, text: str) -> Outcome:
    rows = _rows(context)
    if not 1 <= number <= len(rows.values):
        raise CommandError(f"The data has rows 1 to {len(rows.values):,}.")
    given = rows.values[number - 1].tolist()
    if not text:
        _require_room_in_form(rows)
        values = ", ".join(
            f"{name} = {shortest_text(value)}" for name, value in zip(rows.columns, given, strict=True)
        )
        return Asks(
            Form.ROW, str(number), f"Row {number} has {values}; type NAME=NUMBER after it, or all numbers."
        )
    row = _typed_row(rows, text, given)
    if row == given:
        raise CommandError(_UNCHANGED)
    return change(context, lambda run: set_row(run, rows, number - 1, row))


def _add_row(context: Context, argument: str) -> Outcome:
    rows = _rows(context)
    if not argument:
        _require_room_in_form(rows)
        return Asks(Form.NEW_ROW, sentence=_all_columns(rows))
    row = _typed_row(rows, argument, [])
    return change(context, lambda run: set_row(run, rows, None, row))


def _require_room_in_form(rows: RawRows) -> None:
    if len(rows.columns) > _MAX_FORM_COLUMNS:
        raise CommandError(
            f"{len(rows.columns):,} columns are more than a form can hold; edit the file, and load it with L."
        )


def _typed_row(rows: RawRows, text: str, given: list[float]) -> list[float]:
    """Return a row from all of its numbers, or from NAME=NUMBER for some columns and given numbers for the others."""
    words = re.sub(r"\s*=\s*", "=", text).replace(", ", " ").split()
    columns = rows.columns
    if words and all("=" in word for word in words):
        row = dict(zip(columns, given, strict=False))
        for word in words:
            name, _, value = word.rpartition("=")
            if name not in columns:
                raise CommandError(f"There is no column {quoted(name)}; there are {_names_of(columns)}.")
            row[name] = _number(value)
        if len(row) == len(columns):
            return [row[name] for name in columns]
    elif len(words) == len(columns):
        return [_number(word) for word in words]
    raise CommandError(_all_columns(rows))


def _all_columns(rows: RawRows) -> str:
    return f"Type a number for each of {_names_of(rows.columns)}, in this order."


def _names_of(columns: Sequence[str]) -> str:
    few = len(columns) <= _MAX_COLUMNS_LISTED
    return listed(columns if few else (*columns[:2], f"so on, {len(columns):,} in all"), "and")


def _load(context: Context, argument: str) -> Outcome:
    run = context.workspace.run
    if not isinstance(run.training.objective, Network):
        raise CommandError("A function has no rows.")
    if not argument:
        return Asks(Form.FILE, sentence="Type the name of a CSV file: load students.csv.")
    return Working(_load_file(context, Path(argument)), Changed())


def _load_file(context: Context, path: Path) -> Generator[Progress, None, str]:
    """Read a file in a thread, so that keys are handled meanwhile, continue with its rows, and say how it was read."""
    scenario, network = network_of(context.workspace.run)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(rows_of_file, scenario, network, path)
        while not _is_done(reading):
            yield Progress(0, 0, context.workspace.step)
    try:
        rows = reading.result()
        change(context, lambda run: load_rows(run, rows, path.name))
    except ScenarioError as error:
        raise CommandError("\n".join(error.first(MAX_PROBLEMS_LISTED))) from error
    return f"{plain(path.name)}: {'; '.join(rows.reading)}."


def _is_done(reading: Future[RawRows]) -> bool:
    try:
        reading.exception(SLICE_SECONDS)
    except StillRunning:
        return False
    return True


def _parameter_selected(snapshot: Snapshot) -> bool:
    return snapshot.view_options.selected in snapshot.training.objective.parameters.names


def _can_edit(snapshot: Snapshot) -> bool:
    return snapshot.view_options.pane == "data" or _parameter_selected(snapshot)


def _has_data(snapshot: Snapshot) -> bool:
    return snapshot.network is not None


_GROUP = "Editing"
_PARAMETER_PANES = ("stage", "story", "parameters")
_NAME = Argument(Kind.NAME, "[NAME]")
COMMANDS: tuple[Command, ...] = (
    Command(
        "faster_learning",
        _learning_rate(1),
        _GROUP,
        "Raise the learning rate, from this step on",
        keys=("plus",),
        words=("raise",),
    ),
    Command(
        "slower_learning",
        _learning_rate(-1),
        _GROUP,
        "Lower the learning rate, from this step on",
        keys=("minus",),
        words=("lower",),
    ),
    Command(
        "edit",
        _edit,
        _GROUP,
        "Set the selected parameter to another value, or edit a row of the data",
        keys=("e",),
        words=("edit",),
        argument=Argument(Kind.NUMBERS, "[NAME] NUMBER, or row N NAME=NUMBER ..."),
        label="edit",
        rank=4,
        panes=(*_PARAMETER_PANES, "data"),
        available=_can_edit,
    ),
    Command(
        "freeze",
        _freeze,
        _GROUP,
        "Freeze the selected parameter, so that no update changes it, or unfreeze it",
        keys=("f",),
        words=("freeze", "unfreeze", "free"),
        argument=_NAME,
        label="freeze",
        rank=5,
        panes=_PARAMETER_PANES,
        available=_parameter_selected,
    ),
    Command(
        "nudge_up",
        _nudge(1),
        _GROUP,
        "Turn the selected parameter up a little, as a knob",
        keys=("u",),
        words=("up",),
        argument=_NAME,
        label="up",
        rank=7,
        panes=("parameters",),
    ),
    Command(
        "nudge_down",
        _nudge(-1),
        _GROUP,
        "Turn the selected parameter down a little",
        keys=("j",),
        words=("down",),
        argument=_NAME,
        label="down",
        rank=7,
        panes=("parameters",),
    ),
    Command(
        "add_row",
        _add_row,
        _GROUP,
        "Add a row to the data, and start over with it",
        keys=("a",),
        words=("add row", "add"),
        argument=Argument(Kind.NUMBERS, "NUMBER ..."),
        label="add row",
        rank=5,
        panes=("data",),
        available=_has_data,
    ),
    Command(
        "load",
        _load,
        _GROUP,
        "Load the rows of another CSV file, and start over with them",
        keys=("L",),
        words=("load",),
        argument=Argument(Kind.FILE, "FILE"),
        label="load",
        rank=5,
        panes=("data",),
        available=_has_data,
    ),
)
