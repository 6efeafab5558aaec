"""What cues ask for and this version does not do is told, with its line."""

from __future__ import annotations

from pathlib import Path

from scenarios.loading import load
from scenarios.unbuilt import changes_of, notice_of, warnings_of
from tests.scenarios.texts import FUNCTION

CUES = """
[[cue]]
at = "start"
say = "Nothing to do."
[[cue]]
step = 1
set = { learning_rate = 0.4, "training.steps" = 3 }
[[cue]]
step = 2
knob = { x = 1.0 }
ask = { text = "Which way?", answer = 1 }
"""


def test_each_part_that_is_not_carried_out_is_warned_of_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "cues.toml"
    path.write_text(FUNCTION + CUES, encoding="utf-8")
    loaded = load(path)
    first = FUNCTION.count("\n") + 1
    assert [(warning.key, warning.line) for warning in warnings_of(loaded)] == [
        ("cue[2].set", first + 6),
        ("cue[3].knob", first + 9),
        ("cue[3].ask", first + 10),
    ]
    plain, setting, knob = map(changes_of, loaded.scenario.cue)
    assert (plain, set(setting), knob) == ((), {"training.steps = 3", "learning_rate = 0.4"}, ("x = 1.0",))


def test_a_notice_names_the_cues_that_change_the_run(tmp_path: Path) -> None:
    path = tmp_path / "cues.toml"
    path.write_text(FUNCTION + CUES, encoding="utf-8")
    scenario = load(path).scenario
    end = "which this version does not carry out: the run goes on unchanged."
    assert notice_of(scenario) == f"Cues 2 and 3 change the run, {end}"
    one = scenario.model_copy(update={"cue": scenario.cue[2:]})
    assert notice_of(one) == f"Cue 1 changes the run (x = 1.0), {end}"
    # a question changes nothing
    asking = scenario.cue[2].model_copy(update={"knob": None})
    assert notice_of(scenario.model_copy(update={"cue": (scenario.cue[0], asking)})) == ""


def test_a_scenario_without_such_cues_has_no_warnings(tmp_path: Path) -> None:
    path = tmp_path / "cues.toml"
    path.write_text(FUNCTION + CUES.partition("[[cue]]\nstep = 1")[0], encoding="utf-8")
    assert warnings_of(load(path)) == ()
