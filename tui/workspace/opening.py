"""The workspace of a loaded scenario."""

from __future__ import annotations

from scenarios.building import build
from scenarios.format import FunctionScenario
from scenarios.loading import Loaded
from tui.workspace.run import AS_GIVEN, Run
from tui.workspace.workspace import Workspace


def workspace_of(loaded: Loaded) -> Workspace:
    """Return a workspace with all runs of a scenario at their start."""
    scenario = loaded.scenario
    runs = build(loaded)
    first = _first_label(loaded) if len(runs) > 1 else ""
    domain = dict(scenario.function.domain) if isinstance(scenario, FunctionScenario) else {}
    labelled = [Run(run.label or first, run, loaded, number) for number, run in enumerate(runs)]
    return Workspace(scenario.title, scenario.summary, labelled, domain)


def _first_label(loaded: Loaded) -> str:
    """Return the label of the scenario's own run among the compared ones: its η if only that differs, and stays."""
    changed = {key for compare in loaded.scenario.compare for key in compare.set}
    constant = loaded.scenario.training.schedule.called == "constant"
    if changed == {"training.optimizer.learning_rate"} and constant:
        return f"η {loaded.scenario.training.optimizer.learning_rate:g}"
    return AS_GIVEN
