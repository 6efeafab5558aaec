"""The bundled scenarios: in order, and true at every cue."""

from __future__ import annotations

import math
import re
from itertools import chain
from typing import NamedTuple

import pytest

from engine.descent.quantities import Quantities
from engine.descent.timeline import Timeline
from engine.descent.training import Training
from engine.insight.story.beats import Phase
from engine.objectives.expression import evaluate, names_of
from scenarios.building import build
from scenarios.bundled import bundled, content_of
from scenarios.format import NetworkScenario
from scenarios.format_playback import Cue, CueMoment
from scenarios.language import Placeholder, filled, parsed, pieces_of
from scenarios.loading import Loaded, load
from tui.lessons.script import Script
from tui.panes.lesson.lesson_pane import lesson_rows
from tui.text.notation import Notation

NAMES = bundled()

LINE = 76
"""Cells for a line of the lesson where the screen has 80."""


def test_these_scenarios_are_bundled() -> None:
    expected = "bowl learning-rates mazur package-classification package-prediction parabola slope-at-a-point"
    assert set(NAMES) >= {*expected.split(), "step-size"}


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_scenario_says_what_it_is(name: str) -> None:
    scenario = load(name).scenario
    assert scenario.title
    assert scenario.summary.endswith((".", "?"))
    assert scenario.section
    assert content_of(name).startswith(b"# ")


def test_sections_and_orders_put_every_scenario_in_one_place() -> None:
    places = [(load(name).scenario.section, load(name).scenario.order) for name in NAMES]
    assert len(set(places)) == len(places)


# What is said, at the moment it is said ----------------------------------------------------------------------


class Told(NamedTuple):
    """A cue as it is told of one run."""

    cue: Cue
    quantities: Quantities
    say: str


def timeline_of(training: Training) -> Timeline:
    """A run that has been taken to its end."""
    timeline = Timeline(training)
    timeline.go(training.steps)
    return timeline


def told_of(loaded: Loaded, label: str | None = None) -> list[Told]:
    """The cues of a scenario with the numbers of one of its runs: the first, or that with a label."""
    runs = {run.label: timeline_of(run.training) for run in build(loaded)}
    script = Script(loaded.scenario.cue, runs[None])
    script.update_conditions()
    timeline, told = runs[label], []
    for number, cue in enumerate(script.cues):
        step = script.step_of(number)
        assert step is not None, f"cue {number + 1} never comes"
        if step > timeline.newest:
            continue  # this run had ended by then
        record = timeline.branch.step(max(1, step))
        quantities = Quantities(timeline.training, record, timeline.branch.epoch_loss_at(record.number))
        told.append(Told(cue, quantities, script.text(number, timeline)))
    return told


def said(loaded: Loaded) -> list[str]:
    """Everything that cues say and ask of the first run, and the answers."""
    texts: list[str] = []
    for cue, quantities, say in told_of(loaded):
        texts.append(say)
        if ask := cue.ask:
            given = (ask.text, ask.hint, ask.why, *(ask.choices or ()))
            texts += [filled(text, quantities) for text in given if text is not None]
            texts.append(f"answer {evaluate(parsed(str(ask.answer)), quantities):.6g}")
    return texts


RUNS = [(name, run.label) for name in NAMES for run in build(load(name))]
"""Every run of every scenario."""


@pytest.mark.parametrize(("name", "label"), RUNS)
def test_every_cue_comes_and_every_number_in_it_is_finite(name: str, label: str | None) -> None:
    for told in told_of(load(name), label):
        assert not {"nan", "inf"} & set(re.findall(r"[a-z]+", told.say))


SAYINGS = {
    "package-prediction": [
        "a student with cgpa 8 and profile score 8, and a salary of 4.",
        "ŷ = **0.32**, and y is 4. Both hidden units came to the same 1.6.",
        "(4 − 0.32)² = **13.5424**",
        "−2·(y − ŷ) = **-7.36**",
        "answer 1",
        "0.1 − 0.001·(-11.776) = **0.111776**",
        "L is 21.2865 now",
        "have the mean **26.3456**",
        "once more: **19.8594**",
        "The mean is down to 1.2238.",
        "as at the start: 0.27199.",
    ],
    "package-classification": [
        "= 0.166404 becomes ŷ = **0.541505**",
        "−log ŷ = **0.613403**",
        "**-0.458495** is simply ŷ − y",
        "from 0.1 to 0.100038",
        "ŷ = 0.542, as for rows 1 and 2, though here the answer is 0.",
        "50 epochs, and the mean is still 0.693865.",
    ],
    "mazur": [
        "The outputs are 0.75136507 and 0.772928465; wanted are 0.01 and 0.99.",
        "**0.298371109**",
        "becomes 0.35891648",
        "here `w1_1_1`, 0.149780716",
        "the loss is **0.291027774**",
    ],
    "slope-at-a-point": [
        "answer 11",
        "2x + 1 = **11**: with 0.01 more of x, L grows by about 0.11.",
        "5 − 0.1·11 = **3.9**",
    ],
    "parabola": [
        "2x = **10**",
        "5 − 0.1·10 = **4**",
        "This one was -0.8",
        "leaves 0.8 of x",
        "After 25 steps x is 0.0189.",
    ],
    "bowl": ["2x = 8", "2y = -6", "x down to 3.2, y up to -2.4"],
    "step-size": [
        "slope is **-50**",
        "answer 45",
        "-5 − 1·(-50) = **45**",
        "the slope is 450",
        "1 − 10η = -9.",
    ],
    "learning-rates": [
        "η = 0.1 takes w from -2 to -1.75.",
        "Step 6: η = 1 arrives",
        "Step 10: η = 2.5 arrives",
        "η = 0.1 took 81 steps",
    ],
}


def test_every_bundled_scenario_has_its_sayings() -> None:
    assert set(SAYINGS) == set(NAMES)


@pytest.mark.parametrize("name", SAYINGS)
def test_the_numbers_in_the_texts_are_those_of_the_run(name: str) -> None:
    texts = "\n".join(" ".join(text.split()) for text in said(load(name)))
    for part in SAYINGS[name]:
        assert part in texts


LITERALS = {
    # Formulas and names: 2x, x², x = −½, nine knobs, row 1, rows 1 to 3, yes or no.
    "bowl": "2 2 0 0 0 0",
    "learning-rates": "2 0.022 1.6 4 1 0.375 4 2.5 0.1 0.1 81 1 6 1.6 1 2.5 10 4",
    "mazur": "5 1 0.291027924",
    "package-classification": "1 0 2 0.693147 0 1 50 1 2 0.693147 1 3 16 0.5",
    "package-prediction": "1 0 2",
    "parabola": "0 2 0.01 0 0",
    "slope-at-a-point": "2 1 2 1 0.01 0 2 1 0",
    "step-size": "1 0.01 0 0 1 9 0.01 1 10 9 0.9",
}
"""The numbers that a text has from elsewhere: the scenario, its formulas, the runs beside it, and books."""


@pytest.mark.parametrize("name", NAMES)
def test_every_other_number_of_a_text_is_taken_from_the_run(name: str) -> None:
    literals = []
    for cue in load(name).scenario.cue:
        plain = "".join(piece for piece in pieces_of(cue.say or "") if isinstance(piece, str))
        literals += re.findall(r"\d+(?:\.\d+)?", re.sub("`[^`]*`", "", plain))
    assert literals == LITERALS[name].split()


# When a number is known ---------------------------------------------------------------------------------------

WITH = {"gradient": Phase.BACKWARD, "update": Phase.UPDATE, "new": Phase.UPDATE}


def known_from(name: str, loaded: Loaded) -> Phase | None:
    """The phase at whose end a quantity stands on the screen; None for what stands there from the start."""
    kind, _, what = name.partition(".")
    if kind == "value" and isinstance(loaded.scenario, NetworkScenario):
        columns = {*(loaded.scenario.data.inputs or ()), *(loaded.scenario.data.targets or ())}
        return Phase.SELECT if what in columns else Phase.FORWARD
    if name == "loss":
        return Phase.LOSS if isinstance(loaded.scenario, NetworkScenario) else Phase.FORWARD
    return Phase.UPDATE if name == "epoch_loss" else WITH.get(kind)


def ends(cue: Cue) -> Phase | None:
    """The phase with whose end a cue comes; None for the start, where nothing has been taken yet."""
    if cue.at == "start":
        return None
    return Phase(cue.at.phase) if isinstance(cue.at, CueMoment) else Phase.UPDATE


@pytest.mark.parametrize("name", NAMES)
def test_no_text_tells_a_number_before_the_screen_has_it(name: str) -> None:
    loaded, order = load(name), list(Phase)
    for cue in loaded.scenario.cue:
        here = ends(cue)
        places = [piece for piece in pieces_of(cue.say or "") if isinstance(piece, Placeholder)]
        for quantity in chain.from_iterable(names_of(place.expression) for place in places):
            needed = known_from(quantity, loaded)
            early = needed is not None and (here is None or order.index(needed) > order.index(here))
            assert not early, f"{quantity} in {cue.say}"


@pytest.mark.parametrize("name", NAMES)
def test_names_in_code_are_quantities_that_the_screen_writes_in_its_own_way(name: str) -> None:
    loaded = load(name)
    objective = build(loaded)[0].training.objective
    for told in told_of(loaded):
        for code in re.findall("`([^`]*)`", told.say):
            if "=" in code:
                continue  # a line of the scenario file
            assert (
                code in told.quantities
                or f"value.{code}" in told.quantities
                or code in objective.parameters.names
            )
            assert Notation.of(objective).name(code) != code
        assert not re.search(r"\b[abwz]\d_\d", re.sub("`[^`]*`", "", told.say)), told.say


# How it reads ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "label"), RUNS)
def test_what_a_cue_says_first_fits_into_the_two_lines_of_a_small_screen(
    name: str, label: str | None
) -> None:
    loaded = load(name)
    write = Notation.of(build(loaded)[0].training.objective)
    for told in told_of(loaded, label):
        first = told.say.strip().split("\n\n")[0]
        assert len(lesson_rows(first, LINE, "text", write)) <= 2, first
    assert len(lesson_rows(loaded.scenario.summary, LINE, "text", write)) <= 2


@pytest.mark.parametrize("name", NAMES)
def test_what_there_is_to_say_of_a_step_is_asked_first_and_told_after(name: str) -> None:
    cues = [cue.say or "" for cue in load(name).scenario.cue]
    assert sum("?" in say for say in cues) >= len(cues) / 2
    assert cues[0].count("{gradient") == 0


@pytest.mark.parametrize("name", ["bowl", "learning-rates", "parabola", "slope-at-a-point", "step-size"])
def test_a_function_s_value_is_called_l_as_the_story_calls_it(name: str) -> None:
    scenario = load(name).scenario
    texts = " ".join((scenario.summary, *(cue.say or "" for cue in scenario.cue)))
    assert not re.search(r"\b[yz] = |∂z|dy|dz|\bf = ", texts)


# What is told of other runs, and of books ----------------------------------------------------------------------


def steps_needed(training: Training) -> int | None:
    """The step with which |new.w − 2| ≤ 0.022 holds first; None if it never does."""
    ending = timeline_of(training).ending
    return ending.step if ending is not None and ending.reason == "converged" else None


def test_five_learning_rates_need_as_many_steps_as_published_and_told() -> None:
    # Google's crash course: η 0.1 needs 81 steps, 1 needs 6, 1.6 needs 1, 4 never arrives. For 2.5,
    # |1 − 2.5/1.6|ⁿ = 0.5625ⁿ ≤ 0.0055 from n = 10 on.
    loaded = load("learning-rates")
    runs = {run.training.learning_rate: steps_needed(run.training) for run in build(loaded)}
    assert runs == {0.1: 81, 1.0: 6, 1.6: 1, 2.5: 10, 4.0: None}
    last = " ".join((loaded.scenario.cue[-1].say or "").split())
    told = {float(rate): int(steps) for rate, steps in re.findall(r"η = ([\d.]+) took (\d+)", last)}
    assert told == {rate: steps for rate, steps in runs.items() if steps is not None}
    assert "η = 4 never arrives" in last
    # 1 − η/1.6 of the way is left after each step.
    assert 1 - 1.0 / 1.6 == 0.375
    assert abs(1 - 4.0 / 1.6) > 1


def test_the_two_step_sizes_go_to_45_and_to_minus_four_and_a_half() -> None:
    ends = [
        run.training.step(run.training.beginning(), 1).after.theta.tolist()
        for run in build(load("step-size"))
    ]
    assert ends == [[45.0], [-4.5]]


def test_the_far_side_is_nine_times_as_steep() -> None:
    slopes = [
        timeline_of(run.training).branch.step(2).gradient[0] / -50.0 for run in build(load("step-size"))
    ]
    assert slopes == pytest.approx([-9.0, 0.9])


def test_the_first_three_rows_look_alike_and_a_larger_learning_rate_does_not_tell_them_apart() -> None:
    branch = timeline_of(build(load("package-classification"))[0].training).branch
    answers = [branch.step(number).evaluation.named_values()["a2_1"] for number in (1, 2, 3)]
    assert {f"{answer:.3f}" for answer in answers} == {"0.542"}
    faster = load("package-classification", {"training.optimizer.learning_rate": 0.5})
    assert timeline_of(build(faster)[0].training).branch.epoch_losses.array[-1] > math.log(2)
    standardized = {"training.optimizer.learning_rate": 0.5, "data.standardize": True}
    mended = timeline_of(build(load("package-classification", standardized))[0].training)
    assert mended.branch.epoch_losses.array[-1] < 0.1
