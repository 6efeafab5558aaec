"""Commands for runs: reset, compared runs, branches and export."""

from __future__ import annotations

from tui.commands.command import Argument, Command, Kind
from tui.commands.context import Context
from tui.commands.outcome import Asks, CommandError, Form, Moved, Outcome, Viewed, Wrote
from tui.workspace.export import ExportError, exports_for, save
from tui.workspace.snapshot import Snapshot


def _reset(context: Context, argument: str) -> Outcome:
    context.workspace.reset()
    context.script.reset()
    return Moved()


def _next_run(context: Context, argument: str) -> Outcome:
    workspace = context.workspace
    if len(workspace.runs) == 1:
        raise CommandError("This scenario has only one run.")
    workspace.show_run(workspace.shown + 1)
    return Viewed("run")


def _branches(context: Context, argument: str) -> Outcome:
    run = context.workspace.run
    branches = run.timeline.branches
    if not argument:
        return Asks(Form.BRANCHES)
    if not (
        argument.isascii()
        and argument.isdigit()
        and len(argument) < 10
        and 1 <= int(argument) <= len(branches)
    ):
        raise CommandError(f"Type the number of a branch, from 1 to {len(branches)}.")
    run.switch_branch(branches[int(argument) - 1])
    context.workspace.align_runs()
    return Moved()


def _export(context: Context, argument: str) -> Outcome:
    workspace = context.workspace
    exports = {export.kind: export for export in exports_for(workspace, context.screenshot)}
    if not argument:
        usages = "; ".join(
            f"export {kind} FILE, {export.description.partition(': ')[2]}" for kind, export in exports.items()
        )
        return Asks(Form.EXPORT, sentence=f"Type what to export, and the name of a new file: {usages}.")
    kind, _, file = argument.partition(" ")
    export = exports.get(kind.casefold())
    if export is None:
        raise CommandError(f"The kind of export can be {', '.join(exports)}.")
    target = file.strip() or export.default_name(workspace)
    try:
        return Wrote(f"Written: {save(target, export.text(workspace))}")
    except ExportError as error:
        raise CommandError(str(error)) from error


def _has_branches(snapshot: Snapshot) -> bool:
    return bool(snapshot.ghosts)


def _has_other_runs(snapshot: Snapshot) -> bool:
    return len(snapshot.lines) > 1


_GROUP = "Run"
COMMANDS: tuple[Command, ...] = (
    Command(
        "reset",
        _reset,
        _GROUP,
        "Reset to the very same start, and forget all changes",
        keys=("r",),
        words=("reset",),
        label="reset",
        rank=7,
    ),
    Command(
        "next_run",
        _next_run,
        _GROUP,
        "Show the next of the compared runs in the other panes",
        keys=("s",),
        words=("next run", "run"),
        label="next run",
        rank=3,
        available=_has_other_runs,
        pauses=False,
        plain_help="Show the next of the compared runs",
    ),
    Command(
        "branches",
        _branches,
        _GROUP,
        "Switch to another branch; every change began one",
        keys=("B",),
        words=("branches", "branch"),
        argument=Argument(Kind.COUNT, "[NUMBER]"),
        label="branches",
        rank=7,
        available=_has_branches,
        note="Without an argument it lists them",
    ),
    Command(
        "export",
        _export,
        _GROUP,
        "Export the steps, the run as NumPy or PyTorch code, or the screen",
        keys=("x",),
        words=("export",),
        argument=Argument(Kind.FILE, "KIND FILE"),
        plain_help="Export the steps as csv or json, or the run as numpy or pytorch code",
    ),
)
