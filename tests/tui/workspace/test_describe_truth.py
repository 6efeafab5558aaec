"""Whatever the program says of a position holds there, wherever the runs are and whatever was changed."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from engine.descent.branch import Branch
from engine.insight.story.beats import Phase
from engine.insight.story.cursor import Grain
from engine.objectives.network import Network
from scenarios.errors import ScenarioError
from scenarios.loading import Loaded, load
from tui.panes.data.data_pane import DataPane
from tui.panes.network.stage import NetworkStage
from tui.panes.transport import PlaybackStatus, header, transport
from tui.workspace import describe
from tui.workspace.edits import change_learning_rate, set_parameter, toggle_frozen
from tui.workspace.gradient_check import GradientCheck, Result
from tui.workspace.opening import workspace_of
from tui.workspace.snapshot import Snapshot
from tui.workspace.workspace import Workspace

NETWORK = """\
format = 1
kind = "network"
[data]
columns = ["x", "y"]
inputs = ["x"]
targets = ["y"]
rows = [[1, 2], [3, 4], [2, 3], [5, 1], [4, 4]]
test_fraction = 0.2
[network]
layers = [{ units = 2, activation = "tanh" }, { units = 1 }]
[network.initial]
method = "normal"
[training]
epochs = 4
batch_size = 3
order = "shuffle"
[training.optimizer]
name = "sgd"
learning_rate = 0.1
[training.stop]
loss_below = 0.2
[[compare]]
label = "η 3"
set = { "training.optimizer.learning_rate" = 3.0 }
"""

FUNCTION = """\
format = 1
kind = "function"
[function]
expression = "x**2 - log(x)"
[function.start]
x = 2.0
[training]
steps = 12
[training.optimizer]
name = "sgd"
learning_rate = 0.2
[training.stop]
gradient_norm = 1e-3
[[compare]]
label = "η 1"
set = { "training.optimizer.learning_rate" = 1.0 }
"""


@cache
def loaded(text: str) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.toml"
        path.write_text(text, encoding="utf-8")
        return load(path)


Deed = tuple[str, int]
DEEDS = st.tuples(
    st.sampled_from(["go", "beat", "phase", "rate", "edit", "freeze", "batch", "momentum", "stop", "run"]),
    st.integers(0, 20),
)


def do(workspace: Workspace, deed: Deed) -> None:
    """Move or change the shown run; a change that the scenario does not allow is left out."""
    kind, number = deed
    run = workspace.run
    names = run.training.objective.parameters.names
    is_network = isinstance(run.training.objective, Network)
    match kind:
        case "go":
            workspace.go(number)
        case "beat" | "phase":
            for _ in range(number % 5 + 1):
                workspace.forward(Grain(kind))
        case "rate":
            for _ in range(number % 4 + 1):
                change_learning_rate(run, 1 if number % 2 else -1)
        case "edit":
            set_parameter(run, names[number % len(names)], 0.25 * number + 0.5)
        case "freeze":
            toggle_frozen(run, names[number % len(names)])
        case "batch" if is_network:
            run.change_settings({"training.batch_size": number % 4 + 1}, f"batch_size {number % 4 + 1}")
        case "momentum":
            run.change_settings({"training.optimizer.name": "momentum"}, "optimizer momentum")
        case "stop":
            run.change_settings({"training.stop.loss_below": 0.1 * number}, f"loss_below {0.1 * number:g}")
        case "run":
            workspace.show_run(number)
    workspace.align_runs()


def numbers_in(text: str) -> Iterator[tuple[str, float]]:
    """Each name and number of "name = number" or "name number"."""
    for match in re.finditer(r"([^\s,;:=]+)(?: =)? (−?\d[\d.]*(?:e−?\d+)?)", text):
        yield match[1], float(match[2].replace("−", "-"))


def shown(value: float, text: str) -> bool:
    """Whether a text has this number with six digits."""
    number = float(text.replace("−", "-"))
    return bool(np.isclose(number, value, rtol=6e-6, atol=0.0))


def assert_place_is_true(snapshot: Snapshot, text: str) -> None:
    line, branch = snapshot.lines[snapshot.shown], snapshot.branch
    assert text.startswith(f"{line.label}: ")
    position = text.removeprefix(f"{line.label}: ")
    step = snapshot.step
    if step is None:
        assert position == f"at the start, before step 1 of {branch.training_of(1).steps}"
        return
    match = re.match(
        r"step (\d+) of (\d+)(?:, epoch (\d+), (?:row (\d+)|(\d+) rows))?(?:, (\w+), beat (\d+) of (\d+))?$",
        position,
    )
    assert match is not None, position
    training = branch.training_of(step.number)
    assert (int(match[1]), int(match[2])) == (snapshot.place.step, training.steps)
    network = snapshot.network
    if network is not None:
        assert training.sampler is not None
        rows = training.sampler.rows_of(step.number)
        assert int(match[3]) == (step.number - 1) // training.steps_per_epoch + 1
        assert (match[4] is not None) == (len(rows) == 1)
        assert int(match[4] or match[5]) == (network.row_numbers[rows[0]] if len(rows) == 1 else len(rows))
    assert (match[6] is None) == (snapshot.place.beat == len(snapshot.beats))


def assert_end_is_true(snapshot: Snapshot, branch: Branch, number: int, phrase: str) -> None:
    """Why a run ends at a step: its length, the criterion that holds, or the number that is not finite."""
    assert branch.ending is not None
    assert branch.ending.step == number
    step = branch.step(number)
    event(re.sub(r"[\d.e−-]+", "#", phrase))
    if match := re.match(r"the loss is below (\S+) \(loss_below\)", phrase):
        assert step.loss < float(match[1])
    elif match := re.match(r"the length of the gradient is at most (\S+) \(gradient_norm\)", phrase):
        assert np.linalg.norm(step.gradient) <= float(match[1].replace("−", "-"))
    elif phrase in ("all epochs are done", "all steps are done"):
        assert number == branch.training_of(number).steps
    elif phrase == "it left the domain of the function":
        assert np.isnan(step.loss)
    elif phrase == "it diverged":
        assert not abs(step.loss) <= 1e150
    else:
        assert phrase in ("its gradient is not finite", "its update is not finite"), phrase
        assert not np.isfinite(step.after.theta).all()


def assert_epoch_is_true(snapshot: Snapshot) -> None:
    parts = list(describe.epoch(snapshot))
    step, network = snapshot.step, snapshot.network
    if not parts or step is None or network is None:
        return
    event("epoch")
    size = snapshot.training.steps_per_epoch
    assert step.number % size == 0
    epoch, mean = re.fullmatch(
        r"epoch (\d+) is complete, the mean loss of its rows is (\S+)", parts[0]
    ).groups()  # type: ignore[union-attr]
    assert int(epoch) == step.number // size
    taken = [snapshot.branch.step(number) for number in range(step.number - size + 1, step.number + 1)]
    losses = sum(record.loss * len(record.rows) for record in taken) / sum(
        len(record.rows) for record in taken
    )
    assert shown(losses, mean)
    for part, rows in zip(parts[1:], (network.all_training_rows, network.test_rows), strict=True):
        assert shown(network.mean_row_loss(step.after.theta, rows), part.rpartition(" ")[2])


def assert_labels_are_true(workspace: Workspace, snapshot: Snapshot) -> None:
    """A run that is called by a learning rate has that one, or its label says what it became."""
    for run, line in zip(workspace.runs, snapshot.lines, strict=True):
        first = run.timeline.branches[0].training.learning_rate
        rates = [float(rate) for rate in re.findall(r"η ([\d.e-]+)", line.label)]
        assert rates[0] == pytest.approx(first)
        assert rates[-1] == pytest.approx(run.timeline.branch.training.learning_rate, rel=1e-5)
        unchanged = run.timeline.branch is run.timeline.branches[0] and run.timeline.branch.parent is None
        assert (" → " in line.label) != unchanged
    text = "".join(span.text for span in header(snapshot, 200))
    assert f"η {snapshot.notation.number(snapshot.learning_rate)}" in text


def assert_check_is_true(snapshot: Snapshot) -> None:
    """The verdict counts what its table shows, and no verdict of agreement stands beside a large error."""
    checked = GradientCheck.at(snapshot)
    error = checked.check.relative_error
    verdict = checked.verdict
    if verdict.startswith("They agree"):
        assert (error <= 1e-2).all()
        assert int(re.search(r"(\d+) slope", verdict)[1]) == len(error)  # type: ignore[index]
    elif match := re.match(r"(\d+) of (\d+) slopes agree\.", verdict):
        event("not all agree")
        agree = [result in (Result.AGREES, Result.ROUNDED) for result in checked.results]
        assert (int(match[1]), int(match[2])) == (sum(agree), len(agree))
    for result, relative, difference, tolerance in zip(
        checked.results,
        error,
        np.abs(checked.check.analytic - checked.check.numerical),
        checked.check.tolerance,
        strict=True,
    ):
        if result is Result.DIFFERS:
            assert not relative <= 1e-5
            assert not difference <= tolerance
        if result is Result.UNKNOWN:
            assert relative > 1e-2


def assert_hint_is_true(snapshot: Snapshot) -> None:
    """The stage names one row only where the beat is about one; the data pane marks the same rows."""
    network, step, beat = snapshot.network, snapshot.step, snapshot.beat
    if network is None or step is None or beat is None or len(step.rows) < 2:
        return
    text = "".join(span.text for span in NetworkStage().hint(snapshot))
    one = beat.phase is Phase.SELECT or re.match(r"(gradient\.)?[az]\d|.*\[row", beat.quantity) is not None
    match = re.match(r"row (\d+) · |(\d+) rows · ", text)
    if match is None:
        assert beat.phase is Phase.SELECT
    elif match[1]:
        assert one
        assert int(match[1]) == network.row_numbers[step.rows[beat.row]]
    else:
        assert not one
        assert int(match[2]) == len(step.rows)
    bars = sum(row[0].text.startswith("▌") for row in DataPane().body(snapshot, 60, 20) if row)
    assert bars == (1 if one else len(set(step.rows.tolist())))


@given(st.sampled_from([NETWORK, FUNCTION]), st.lists(DEEDS, min_size=1, max_size=5))
@settings(max_examples=30)
@np.errstate(all="ignore")
def test_whatever_is_said_of_a_position_is_true(text: str, deeds: list[Deed]) -> None:
    workspace = workspace_of(loaded(text))
    for deed in deeds:
        try:
            do(workspace, deed)
        except ScenarioError:
            event("refused")
    snapshot = workspace.snapshot()
    assert_place_is_true(snapshot, describe.place(snapshot))
    ended = describe.end(snapshot)
    at_the_end = snapshot.branch.ending is not None and snapshot.branch.ending.step == snapshot.place.step
    assert bool(ended) == (at_the_end and snapshot.complete)
    bar = "".join(span.text for span in transport(snapshot, PlaybackStatus(False, "1×"), 160))
    if ended:
        phrase = ended.removeprefix("The run ends here: ").removesuffix(".")
        assert_end_is_true(snapshot, snapshot.branch, snapshot.place.step, phrase)
        assert snapshot.end is not None
        assert snapshot.notation.text(snapshot.end.short) in bar
    for line, said in zip(
        (line for index, line in enumerate(snapshot.lines) if index != snapshot.shown),
        describe.others(snapshot),
        strict=True,
    ):
        other = said.removeprefix(f"other runs: {line.label} ")
        if line.cursor:
            match = re.match(r"loss (\S+) at step (\d+)(?:, (.*))?$", other)
            assert match is not None, said
            assert int(match[2]) == line.cursor
            assert np.isnan(line.branch.losses.array[line.cursor - 1]) or shown(
                float(line.branch.losses.array[line.cursor - 1]), match[1]
            )
            if match[3]:
                assert_end_is_true(snapshot, line.branch, line.cursor, match[3])
        else:
            assert other == "at the start"
    theta = snapshot.step.after.theta if snapshot.step is not None and snapshot.complete else snapshot.theta
    values = [value for _, value in numbers_in(describe.parameters(snapshot).removeprefix("parameters: "))]
    assert values == pytest.approx(theta[: len(values)].tolist(), rel=6e-6, nan_ok=True)
    assert_epoch_is_true(snapshot)
    assert_labels_are_true(workspace, snapshot)
    assert_check_is_true(snapshot)
    assert_hint_is_true(snapshot)
