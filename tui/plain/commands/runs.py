"""The run that is looked at: from the start again, another one of those compared, another branch, taken along."""

from __future__ import annotations

from tui.commands.runs import ALONE
from tui.plain.conversation import Conversation
from tui.plain.outcomes import Refused
from tui.plain.vocabulary import Command
from tui.workspace import describe
from tui.workspace.export import Export, ExportError, exports_for, save
from tui.workspace.run import branch_description
from tui.workspace.workspace import Workspace


def _reset(conversation: Conversation, argument: str) -> None:
    conversation.workspace.reset()
    conversation.script.reset()
    conversation.arrived(conversation.step_told())


def _next_run(conversation: Conversation, argument: str) -> None:
    workspace = conversation.workspace
    if len(workspace.runs) == 1:
        raise Refused(ALONE)
    workspace.show(workspace.shown + 1)
    conversation.arrived([describe.settings(conversation.snapshot), *conversation.step_told()])


def _branches(conversation: Conversation, argument: str) -> None:
    run, write = conversation.workspace.run, conversation.snapshot.notation
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
        conversation.workspace.gather()
        conversation.arrived(conversation.step_told())
        return
    conversation.page.list(
        f"branch {number}{', this one' if branch is run.timeline.branch else ''}: "
        + ", ".join(filter(None, branch_description(run, branch, write)))
        for number, branch in enumerate(branches, 1)
    )


def _export(conversation: Conversation, argument: str) -> None:
    kind, _, file = argument.partition(" ")
    exports = _kinds(conversation.workspace)
    if kind.casefold() not in exports:
        raise Refused(
            "Say what, and into which new file: "
            + "; ".join(
                f"export {name} FILE, {export.description.partition(': ')[2]}"
                for name, export in exports.items()
            )
            + "."
        )
    export = exports[kind.casefold()]
    target = (
        file.strip() or f"{conversation.workspace.run.stem}-step-{conversation.workspace.step}{export.ending}"
    )
    try:
        conversation.page.say(f"Written: {save(target, export.text(conversation.workspace))}")
    except ExportError as error:
        raise Refused(str(error)) from error


def _kinds(workspace: Workspace) -> dict[str, Export]:
    """What can be taken along, by the first word of what it is: csv, json, numpy, pytorch."""
    return {
        export.description.split(":")[0].split()[0].casefold(): export for export in exports_for(workspace)
    }


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
