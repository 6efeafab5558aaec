"""Settings as a form, another seed, and the check of the gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.command import Action
from tui.workspace.edits import UNDRAWN, another_seed, is_drawn
from tui.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from tui.screen.workbench import Workbench


def _settings(bench: Workbench) -> None:
    from tui.screen.dialogs.settings import SettingsForm

    bench.playback.pause()
    bench.ask(SettingsForm(bench.workspace.run))


def _new_seed(bench: Workbench) -> None:
    if is_drawn(bench.workspace.run):
        bench.change(another_seed)
    else:
        bench.notify(UNDRAWN, markup=False)


def _gradient_check(bench: Workbench) -> None:
    from tui.screen.dialogs.gradient_check import GradientCheckDialog

    bench.playback.pause()
    bench.ask(GradientCheckDialog(bench.workspace.snapshot()))


def _is_network(snapshot: Snapshot) -> bool:
    return snapshot.network is not None


_GROUP = "Changing"
ACTIONS: tuple[Action, ...] = (
    Action(
        "settings",
        ("S",),
        "S",
        "settings",
        "Change the learning rate, optimizer, schedule, loss, activations, batches and order",
        _GROUP,
        _settings,
        rank=8,
    ),
    Action(
        "new_seed",
        ("R",),
        "R",
        "",
        "Begin anew with another seed, and so with other numbers wherever they are drawn",
        _GROUP,
        _new_seed,
        offered=_is_network,
    ),
    Action(
        "gradient_check",
        ("G",),
        "G",
        "",
        "Check the gradient: each slope beside the one that trying finds",
        _GROUP,
        _gradient_check,
    ),
)
