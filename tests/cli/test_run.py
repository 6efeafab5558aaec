"""`gradstep run`: the numbers of a run as data, with an exit status for its end."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.commandline import EXPLODING, NETWORK, Gradstep

# Textbook backpropagation of the package-prediction example, derived analytically and by complex-step differentiation.
EPOCH_LOSSES = [
    26.345577666415263,
    19.85942891863526,
    10.881602572213675,
    3.777037799271362,
    1.223804496951285,
    0.8860544873038916,
    0.9037980809999199,
    0.9126959329820745,
    0.9022607000454246,
    0.8845704163881786,
]


# Published numbers, through the command line


def test_package_prediction_has_its_published_epoch_losses(gradstep: Gradstep) -> None:
    summary = gradstep("run", "package-prediction", "--epochs", "10").record
    assert summary["epoch_losses"] == pytest.approx(EPOCH_LOSSES, rel=1e-12)


def test_package_prediction_has_its_published_predictions_and_end(gradstep: Gradstep) -> None:
    steps = gradstep("run", "package-prediction", "--format", "jsonl").records
    predictions = [step["predictions"][0][0] for step in steps[:4]]
    assert predictions == pytest.approx(
        [0.32, 0.386268121088, 0.4834707490242261, 0.6658628181652971], rel=1e-12
    )
    final = gradstep("run", "package-prediction").record["parameters"]
    assert final["w1_1_1"] == final["w1_1_2"] == pytest.approx(0.27198995161606426, rel=1e-12)
    assert final["w1_2_1"] == final["w1_2_2"] == pytest.approx(0.39273926325008407, rel=1e-12)
    assert final["b1_1"] == final["b1_2"] == pytest.approx(0.028380736400000415, rel=1e-12)
    assert final["w2_1_1"] == final["w2_2_1"] == pytest.approx(0.46900040200354964, rel=1e-12)
    assert final["b2_1"] == pytest.approx(0.12168148210187665, rel=1e-12)


def test_mazurs_step_has_its_published_losses_and_weights(gradstep: Gradstep) -> None:
    summary = gradstep("run", "mazur", "--steps", "1").record
    assert summary["epoch_losses"] == pytest.approx([0.2983711087600027], rel=1e-12)
    assert summary["loss"] == pytest.approx(0.29102777369359933, rel=1e-12)
    after = [summary["parameters"][f"w2_{source}_{unit}"] for unit in (1, 2) for source in (1, 2)]
    assert after == pytest.approx([0.35891648, 0.408666186, 0.511301270, 0.561370121], abs=5e-10)


def test_each_learning_rate_takes_its_published_number_of_steps(gradstep: Gradstep) -> None:
    said = gradstep("run", "learning-rates")
    ends = {summary["run"]: (summary["steps"], summary["stopped"]) for summary in said.records}
    assert ends[None] == (81, "converged")
    assert ends["η 1"] == (6, "converged")
    assert ends["η 1.6"] == (1, "converged")
    assert ends["η 4"][1] == "steps"


def test_a_run_that_only_grows_is_told_as_diverging_and_is_no_failure(gradstep: Gradstep) -> None:
    said = gradstep("run", "learning-rates")
    assert said.status == 0
    assert (
        said.err
        == "η 4: The loss keeps growing: this run is diverging, though its numbers are still finite.\n"
    )


# The formats


def test_a_line_of_jsonl_has_the_keys_and_numbers_of_the_contract(gradstep: Gradstep) -> None:
    said = gradstep("run", "package-prediction", "--steps", "1", "--format", "jsonl")
    assert said.out.startswith(
        '{"run": null, "step": 1, "epoch": 1, "rows": [1], "inputs": [[8, 8]], "targets": [[4]], "predictions": '
    )
    step = said.record
    assert list(step) == [
        "run", "step", "epoch", "rows", "inputs", "targets", "predictions", "loss", "learning_rate",
        "parameters", "gradient", "update", "epoch_loss",
    ]  # fmt: skip
    # ŷ = 2·0.1·(0.1·8 + 0.1·8) = 0.32, L = (4 − 0.32)² = 13.5424, ∂L/∂b2_1 = −2·3.68 = −7.36.
    assert step["predictions"] == [[pytest.approx(0.32)]]
    assert step["loss"] == pytest.approx(13.5424)
    assert step["learning_rate"] == 0.001
    assert step["parameters"]["w1_1_1"] == 0.1
    assert step["gradient"]["b2_1"] == pytest.approx(-7.36)
    assert step["update"]["b2_1"] == pytest.approx(0.00736)
    assert step["epoch_loss"] is None


def test_only_the_step_that_closes_an_epoch_has_an_epoch_loss(gradstep: Gradstep) -> None:
    steps = gradstep("run", "package-prediction", "--format", "jsonl").records
    closing = {step["step"]: step["epoch_loss"] for step in steps if step["epoch_loss"] is not None}
    assert list(closing) == [4, 8, 12, 16, 20]
    assert list(closing.values()) == pytest.approx(EPOCH_LOSSES[:5], rel=1e-12)


def test_a_function_has_no_rows_and_no_epochs(gradstep: Gradstep) -> None:
    said = gradstep("run", "parabola", "--steps", "1", "--format", "jsonl")
    # x² from 5 at η 0.1: slope 10, update −1.
    assert said.record == {
        "run": None,
        "step": 1,
        "loss": 25.0,
        "learning_rate": 0.1,
        "parameters": {"x": 5.0},
        "gradient": {"x": 10.0},
        "update": {"x": -1.0},
    }
    summary = gradstep("run", "parabola", "--steps", "1").record
    assert list(summary) == ["scenario", "run", "steps", "stopped", "loss", "parameters"]
    assert (summary["loss"], summary["parameters"]) == (16.0, {"x": 4.0})


def test_a_summary_has_the_keys_of_the_contract_and_the_loss_at_the_end(
    gradstep: Gradstep, network: Path
) -> None:
    summary = gradstep("run", network, "--steps", "1").record
    # Row 1: ŷ = 0.5·1 = 0.5, slope by ŷ −2·(2 − 0.5) = −3, so w 0.5 + 0.3 = 0.8 and b 0.3.
    # Then ŷ is 1.1 and 2.7, and the mean loss (0.9² + 1.3²)/2 = 1.25.
    assert list(summary) == [
        "scenario", "run", "steps", "epochs", "stopped", "epoch_losses", "loss", "predictions", "parameters",
    ]  # fmt: skip
    assert summary["scenario"] == "Two rows"
    assert (summary["steps"], summary["epochs"], summary["epoch_losses"]) == (1, 0, [])
    assert summary["loss"] == pytest.approx(1.25)
    assert summary["predictions"] == [[pytest.approx(1.1)], [pytest.approx(2.7)]]
    assert summary["parameters"] == {"w1_1_1": pytest.approx(0.8), "b1_1": pytest.approx(0.3)}


def test_the_lines_of_compared_runs_follow_one_another(gradstep: Gradstep) -> None:
    steps = gradstep("run", "learning-rates", "--steps", "2", "--format", "jsonl").records
    assert [(step["run"], step["step"]) for step in steps] == [
        (None, 1), (None, 2), ("η 1", 1), ("η 1", 2), ("η 1.6", 1), ("η 2.5", 1), ("η 2.5", 2), ("η 4", 1), ("η 4", 2),
    ]  # fmt: skip


def test_csv_holds_the_very_numbers_of_jsonl(gradstep: Gradstep) -> None:
    words = ("run", "package-prediction", "--steps", "4", "--format")
    rows = list(csv.DictReader(io.StringIO(gradstep(*words, "csv").out)))
    steps = gradstep(*words, "jsonl").records
    assert len(rows) == 4
    for row, step in zip(rows, steps, strict=True):
        assert (row["run"], row["epoch"]) == ("", "1")
        assert [int(row["step"]), int(row["rows"])] == [step["step"], *step["rows"]]
        assert float(row["loss"]) == step["loss"]
        assert float(row["prediction.lpa"]) == step["predictions"][0][0]
        assert [row["input.cgpa"], row["input.profile_score"]] == [str(value) for value in step["inputs"][0]]
        for kind, key in (("parameter", "parameters"), ("gradient", "gradient"), ("update", "update")):
            assert {name: float(row[f"{kind}.{name}"]) for name in step[key]} == step[key]
    assert [row["epoch_loss"] for row in rows] == ["", "", "", repr(steps[3]["epoch_loss"])]


def test_csv_has_the_rows_of_a_batch_in_one_cell(gradstep: Gradstep, network: Path) -> None:
    said = gradstep("run", network, "--set", 'training.batch_size="all"', "--steps", "1", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(said.out))
    assert (row["rows"], row["input.x"], row["target.y"], row["prediction.y"]) == (
        "1 2",
        "1 3",
        "2 4",
        "0.5 1.5",
    )


def test_a_table_is_aligned_and_shows_six_digits(gradstep: Gradstep) -> None:
    said = gradstep("run", "package-prediction", "--steps", "4", "--format", "table")
    assert said.out == (
        "  step   epoch     row             ŷ             L          |∇L|    epoch loss\n"
        "     1       1       1          0.32       13.5424       21.7089\n"
        "     2       1       2      0.386268       21.2865       29.2076\n"
        "     3       1       3      0.483471       30.4321       38.4763\n"
        "     4       1       4      0.665863       40.1213       53.3806       26.3456\n"
        "— 4 steps, stopped: steps\n"
    )


def test_a_table_of_several_runs_says_which_is_which(gradstep: Gradstep) -> None:
    said = gradstep("run", "learning-rates", "--steps", "1", "--format", "table")
    headings = [line for line in said.out.splitlines() if line and not line.startswith((" ", "—"))]
    assert headings == ["Five learning rates", "η 1", "η 1.6", "η 2.5", "η 4"]


# How far


def test_steps_end_the_run_early_and_change_nothing_else(gradstep: Gradstep) -> None:
    whole = gradstep("run", "package-prediction", "--format", "jsonl").out.splitlines()
    said = gradstep("run", "package-prediction", "--steps", "6", "--format", "jsonl")
    assert said.out.splitlines() == whole[:6]
    summary = gradstep("run", "package-prediction", "--steps", "4").record
    assert (summary["steps"], summary["epochs"], summary["stopped"]) == (4, 1, "steps")


def test_a_run_may_go_on_beyond_the_end_the_scenario_has(gradstep: Gradstep) -> None:
    summary = gradstep("run", "package-prediction", "--epochs", "6").record
    assert (summary["steps"], summary["epochs"], summary["stopped"]) == (24, 6, "epochs")
    summary = gradstep("run", "package-prediction", "--epochs", "2", "--steps", "7").record
    assert (summary["steps"], summary["epochs"], summary["stopped"]) == (7, 1, "steps")
    summary = gradstep("run", "package-prediction", "--epochs", "1", "--steps", "7").record
    assert (summary["steps"], summary["stopped"]) == (4, "epochs")


def test_a_setting_can_be_changed_by_its_dotted_key(gradstep: Gradstep) -> None:
    settings = ("--set", "training.optimizer.learning_rate=0.2", "--set", "function.start.x = 10")
    said = gradstep("run", "parabola", *settings, "--steps", "10")
    # d2l.ai: x² from 10 at η 0.2, ten steps.
    assert said.record["parameters"]["x"] == pytest.approx(0.06046617599999997, rel=1e-12)


def test_a_setting_that_is_no_toml_value_is_taken_as_text(gradstep: Gradstep, network: Path) -> None:
    orders = [
        gradstep("run", network, "--set", f"training.order={order}", "--format", "jsonl").records
        for order in ("random", '"random"')
    ]
    assert orders[0] == orders[1]


# When it goes wrong


def test_a_setting_that_is_no_text_is_bad_usage(gradstep: Gradstep) -> None:
    said = gradstep("run", "parabola", "--set", "title=caf\udce9")
    assert (said.status, said.out) == (2, "")
    assert "expected text in UTF-8; got 'title=caf\\udce9'" in said.err


def test_a_diverged_run_gives_null_and_status_3_and_says_why(gradstep: Gradstep, tmp_path: Path) -> None:
    path = tmp_path / "exploding.toml"
    path.write_text(EXPLODING.replace("steps = 3", "steps = 100"), encoding="utf-8")
    said = gradstep("run", path)
    assert said.status == 3
    assert said.record["stopped"] == "diverged"
    # The fifth step is taken from 3.8e80, whose fourth power is no float64 any more.
    assert said.record["steps"] == 5
    assert said.record["loss"] is None
    assert said.err.startswith("The run diverged: at step ")
    assert "Step 1 was the first to make its loss larger, with a learning rate of 1; with " in said.err


def test_a_gradient_whose_square_is_no_number_any_more_still_has_a_length(
    gradstep: Gradstep, tmp_path: Path
) -> None:
    path = tmp_path / "exploding.toml"
    path.write_text(EXPLODING.replace("steps = 3", "steps = 100"), encoding="utf-8")
    said = gradstep("run", path, "--format", "table")
    assert said.out.splitlines()[5].split() == ["5", "3.81168e80", "inf", "2.21518e242", "2.21518e242"]
    assert said.err.startswith("The run diverged: ")


def test_lines_of_a_diverged_run_stay_json(gradstep: Gradstep, tmp_path: Path) -> None:
    path = tmp_path / "exploding.toml"
    path.write_text(EXPLODING.replace("steps = 3", "steps = 100"), encoding="utf-8")
    said = gradstep("run", path, "--format", "jsonl")
    assert said.status == 3
    assert [step["loss"] is None for step in said.records] == [False, False, False, False, True]
    assert "NaN" not in said.out
    assert "Infinity" not in said.out


def test_one_diverged_run_among_several_is_enough(gradstep: Gradstep, tmp_path: Path) -> None:
    path = tmp_path / "compared.toml"
    path.write_text(
        EXPLODING.replace("learning_rate = 1", "learning_rate = 0.001")
        + '[[compare]]\nlabel = "too large"\nset = { "training.optimizer.learning_rate" = 1, "training.steps" = 50 }\n',
        encoding="utf-8",
    )
    said = gradstep("run", path)
    assert said.status == 3
    assert [(summary["run"], summary["stopped"]) for summary in said.records] == [
        (None, "steps"),
        ("too large", "diverged"),
    ]
    assert said.err.startswith("too large: The run diverged")


def test_a_faulty_scenario_is_told_by_line_and_leaves_the_output_alone(
    gradstep: Gradstep, tmp_path: Path
) -> None:
    path = tmp_path / "faulty.toml"
    path.write_text(NETWORK.replace("epochs = 2", "epocs = 2"), encoding="utf-8")
    output = tmp_path / "out.json"
    output.write_text("kept", encoding="utf-8")
    said = gradstep("run", path, "--output", output)
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(f"{path}:15: training.epocs: ")
    assert "did you mean epochs?" in said.err
    assert output.read_text(encoding="utf-8") == "kept"


def test_a_scenario_that_is_not_there_is_at_fault(gradstep: Gradstep) -> None:
    said = gradstep("run", "packge-prediction")
    assert (said.status, said.out) == (1, "")
    assert "did you mean package-prediction?" in said.err


def test_a_start_without_a_finite_loss_is_at_fault(gradstep: Gradstep, tmp_path: Path) -> None:
    path = tmp_path / "start.toml"
    path.write_text(EXPLODING.replace("x = 5", "x = 1e200"), encoding="utf-8")
    said = gradstep("run", path)
    assert (said.status, said.out) == (1, "")
    assert "function.start" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--steps", "0"], "0 is not in the range"),
        (["--epochs", "many"], "'many' is not a valid integer"),
        (["--format", "xml"], "'xml' is not one of"),
        (["--set", "training.epochs"], "expected KEY=VALUE"),
        (["--set", "=3"], "expected KEY=VALUE"),
        (["--speed", "2"], "No such option"),
    ],
    ids=" ".join,
)
def test_bad_usage_is_status_2(gradstep: Gradstep, words: list[str], told: str) -> None:
    said = gradstep("run", "mazur", *words)
    assert (said.status, said.out) == (2, "")
    assert told in said.err


def test_a_setting_that_leads_nowhere_is_at_fault(gradstep: Gradstep) -> None:
    said = gradstep("run", "mazur", "--set", "training.optimizer.momentum=0.5")
    assert (said.status, said.out) == (1, "")
    assert "training.optimizer.momentum" in said.err


def test_a_function_refuses_epochs(gradstep: Gradstep) -> None:
    said = gradstep("run", "parabola", "--epochs", "2")
    assert said.status == 2
    assert "A function has no epochs; give --steps." in said.err


# Where to


def test_output_goes_to_a_file(gradstep: Gradstep, tmp_path: Path) -> None:
    output = tmp_path / "steps.jsonl"
    output.write_text("older and longer than what comes now" * 1000, encoding="utf-8")
    said = gradstep("run", "parabola", "--steps", "2", "--format", "jsonl", "--output", output)
    assert (said.status, said.out) == (0, "")
    assert (
        output.read_text(encoding="utf-8")
        == gradstep("run", "parabola", "--steps", "2", "--format", "jsonl").out
    )


@pytest.mark.usefixtures("_full")
@pytest.mark.parametrize("before", [None, "a good one"])
def test_where_the_output_does_not_fit_what_was_there_stays(
    gradstep: Gradstep, tmp_path: Path, before: str | None
) -> None:
    output = tmp_path / "steps.csv"
    if before is not None:
        output.write_text(before, encoding="utf-8")
    said = gradstep("run", "parabola", "--format", "csv", "--output", output)
    assert said.status == 1
    assert said.err == f"Error: {output}: No space left on device; give another --output, or none\n"
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == [before] * bool(before)


def test_a_new_output_follows_the_umask_and_one_that_is_there_keeps_its_permissions(
    gradstep: Gradstep, tmp_path: Path, umask_027: None
) -> None:
    new, there, link = tmp_path / "new", tmp_path / "there", tmp_path / "link"
    there.touch()
    there.chmod(0o606)
    link.symlink_to(there)
    for output in (new, link):
        assert gradstep("run", "parabola", "--output", output).status == 0
    assert new.stat().st_mode & 0o777 == 0o640
    assert there.stat().st_mode & 0o777 == 0o606
    assert link.is_symlink()
    assert new.read_text(encoding="utf-8") == there.read_text(encoding="utf-8") != ""
    assert sorted(tmp_path.iterdir()) == [link, new, there]


def test_an_output_that_cannot_be_written_is_told(gradstep: Gradstep, tmp_path: Path) -> None:
    said = gradstep("run", "parabola", "--output", tmp_path / "nowhere" / "out.json")
    path = tmp_path / "nowhere" / "out.json"
    assert (said.status, said.out) == (1, "")
    assert said.err == f"Error: {path}: No such file or directory; give another --output, or none\n"


def test_the_output_never_overwrites_the_scenario(gradstep: Gradstep, network: Path) -> None:
    said = gradstep("run", network, "--output", network)
    assert said.status == 2
    assert network.read_text(encoding="utf-8") == NETWORK
