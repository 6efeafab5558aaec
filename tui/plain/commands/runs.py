"""The run that is looked at: from the start again, another one of those compared, another branch, taken along."""

from __future__ import annotations

from tui.commands.runs import ALONE
from tui.plain import describe
from tui.plain.conversation import Sitting
from tui.plain.outcomes import Refused
from tui.plain.vocabulary import Command
from tui.workspace.export import Export, ExportError, exports_for, save
from tui.workspace.run import branch_told
from tui.workspace.workspace import Desk


def _reset(sitting: Sitting, argument: str) -> None:
    sitting.desk.reset()
    sitting.script.reset()
    sitting.arrived(sitting.step_told())


def _next_run(sitting: Sitting, argument: str) -> None:
    desk = sitting.desk
    if len(desk.runs) == 1:
        raise Refused(ALONE)
    desk.show(desk.shown + 1)
    sitting.arrived([describe.settings(sitting.moment), *sitting.step_told()])


def _branches(sitting: Sitting, argument: str) -> None:
    run, write = sitting.desk.run, sitting.moment.notation
    branches = run.timeline.branches
    if argument:
        if not (
            argument.isascii()
            and argument.isdigit()
            and len(argument) < 10
            and 1 <= int(argument) <= len(branches)
        ):
            raise Refused(f"Type the number of a branch, from 1 to {len(branches)}.")
        run.follow(branches[int(argument) - 1])
        sitting.desk.gather()
        sitting.arrived(sitting.step_told())
        return
    sitting.page.list(
        f"branch {number}{', this one' if branch is run.timeline.branch else ''}: "
        + ", ".join(filter(None, branch_told(run, branch, write)))
        for number, branch in enumerate(branches, 1)
    )


def _export(sitting: Sitting, argument: str) -> None:
    kind, _, file = argument.partition(" ")
    exports = _kinds(sitting.desk)
    if kind.casefold() not in exports:
        raise Refused(
            "Say what, and into which new file: "
            + "; ".join(
                f"export {name} FILE, {export.told.partition(': ')[2]}" for name, export in exports.items()
            )
            + "."
        )
    export = exports[kind.casefold()]
    target = file.strip() or f"{sitting.desk.run.stem}-step-{sitting.desk.step}{export.ending}"
    try:
        sitting.page.say(f"Written: {save(target, export.text(sitting.desk))}")
    except ExportError as error:
        raise Refused(str(error)) from error


def _kinds(desk: Desk) -> dict[str, Export]:
    """What can be taken along, by the first word of what it is: csv, json, numpy, pytorch."""
    return {export.told.split(":")[0].split()[0].casefold(): export for export in exports_for(desk)}


COMMANDS: tuple[Command, ...] = (
    Command(("reset",), _reset, "reset"),
    Command(("next run", "run"), _next_run, "next_run", instead="Tell the next of the compared runs"),
    Command(("branches", "branch"), _branches, "branches", "[NUMBER]", "Nothing behind it lists them"),
    Command(
        ("export",),
        _export,
        "export",
        "KIND FILE",
        instead="Export the steps as csv or json, or the network as numpy or pytorch code",
    ),
)
