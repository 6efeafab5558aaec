"""Settings as a form, another seed, and the check of the gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.format import NetworkScenario
from tui.actions import Action
from tui.moment import Moment
from tui.runs import LabelledRun
from tui.screens.gradient_check import GradientCheck
from tui.screens.settings import SettingsForm

if TYPE_CHECKING:
    from tui.screens.workbench import Workbench


def _settings(bench: Workbench) -> None:
    bench.performance.pause()
    bench.ask(SettingsForm(bench.desk.run))


def _new_seed(bench: Workbench) -> None:
    if _drawn(bench.desk.run):
        bench.change(_another_seed)
    else:
        bench.notify("Nothing here is drawn at random: another seed changes nothing.", markup=False)


def _another_seed(run: LabelledRun) -> None:
    assert isinstance(run.scenario, NetworkScenario)
    seed = run.scenario.training.seed + 1
    run.revise({"training.seed": seed}, f"seed {seed}")


def _drawn(run: LabelledRun) -> bool:
    """Whether the parameters' start or the rows' order depends on the seed."""
    scenario = run.scenario
    if not isinstance(scenario, NetworkScenario):
        return False
    method = getattr(scenario.network.initial, "method", "pinned")
    return (
        method not in ("constant", "pinned")
        or scenario.training.order != "sequential"
        or scenario.data.test_fraction > 0
    )


def _gradient_check(bench: Workbench) -> None:
    bench.performance.pause()
    bench.ask(GradientCheck(bench.desk.moment()))


def _is_network(moment: Moment) -> bool:
    return moment.network is not None


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
