"""`gradstep explain`: one whole step, as text for people and as JSON for programs."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cli.commandline import EXPLODING, NETWORK, Gradstep, Said, program
from tui.traces import function_text

PARABOLA = """\
The bottom of the bowl: step 3 of 25, η = 0.1, sgd
  L = x²
  ∂L/∂x = 2·x
  x² = 3.2² = 10.24
  L = x² = 10.24
  ∂L/∂x = 2·x = 2·3.2 = 6.4
  x ← x − η·∂L/∂x = 3.2 − 0.1·6.4 = 2.56
"""

# Row 2, from w 0.8 and b 0.3, as the first row leaves them; the epoch's mean is (2.25 + 1.69)/2.
NETWORK_STEP = """\
Two rows: step 2 of 4, epoch 1, row 2, η = 0.1, sgd
  z₁₁ = w¹₁₁·x + b₁₁ = 0.8·3 + 0.3 = 2.7
  ŷ   = z₁₁                        = 2.7
  L = (y − ŷ)² = (4 − 2.7)² = 1.69
  ∂L/∂ŷ    = −2·(y − ŷ) = −2·(4 − 2.7) = −2.6
  ∂L/∂z₁₁  = ∂L/∂ŷ                     = −2.6
  ∂L/∂w¹₁₁ = ∂L/∂z₁₁·x  = −2.6·3       = −7.8
  ∂L/∂b₁₁  = ∂L/∂z₁₁                   = −2.6
  w¹₁₁ ← w¹₁₁ − η·∂L/∂w¹₁₁ = 0.8 − 0.1·(−7.8) = 1.58
  b₁₁  ← b₁₁ − η·∂L/∂b₁₁   = 0.3 − 0.1·(−2.6) = 0.56
epoch 1 is complete: the mean loss of its rows is 1.97
"""


def equations(said: Said) -> str:
    """The heading and the equations, without the selected rows and the remarks after the equations."""
    told = re.sub(r"(?s)\nselect\n.*?\n(?=\n)", "", said.out)
    lines = [re.sub(r"(?<=\d)   \w.*", "", line) for line in told.splitlines()]
    return "".join(f"{line}\n" for line in lines if "=" in line or "complete" in line)


def test_a_function_is_told_with_its_derivative(gradstep: Gradstep) -> None:
    assert equations(gradstep("explain", "parabola", "--step", "3")) == PARABOLA


def test_a_networks_step_is_told_in_aligned_equations(gradstep: Gradstep, network: Path) -> None:
    assert equations(gradstep("explain", network, "--step", "2")) == NETWORK_STEP


def test_the_phases_come_in_their_order_and_remarks_after_the_equations(
    gradstep: Gradstep, network: Path
) -> None:
    lines = gradstep("explain", network).out.splitlines()
    headings = [line for before, line in pairwise(lines) if before == ""]
    assert headings == ["select", "forward", "loss", "backward", "update"]
    assert any(line.endswith("= 0.8   the slope is negative, so it goes up") for line in lines)


def test_where_a_line_is_too_short_the_numbers_stand_below_the_symbols(
    gradstep: Gradstep, network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "36")
    out = gradstep("explain", network, "--step", "2").out
    assert "  z₁₁ = w¹₁₁·x + b₁₁\n      = 0.8·3 + 0.3 = 2.7\n" in out
    assert "  L = (y − ŷ)² = (4 − 2.7)² = 1.69" in out
    assert "  w¹₁₁ ← w¹₁₁ − η·∂L/∂w¹₁₁\n       = 0.8 − 0.1·(−7.8) = 1.58\n" in out


def test_what_has_no_letters_for_it_gets_ascii(tmp_path: Path) -> None:
    path = tmp_path / "network.toml"
    path.write_text(NETWORK.replace("Two rows", "Zwei Zeilen für η"), encoding="utf-8")
    said = program("explain", str(path), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert said.status == 0
    assert said.out.isascii()
    assert "  z1_1 = w1_1_1*x + b1_1 = 0.5*1 + 0 = 0.5\n" in said.out
    assert "  dL/da1_1   = -2*(y - a1_1) = -2*(2 - 0.5) = -3\n" in said.out
    assert "  w1_1_1 <- w1_1_1 - learning_rate*dL/dw1_1_1 = 0.5 - 0.1*(-3) = 0.8" in said.out
    assert said.out.startswith("Zwei Zeilen f\\xfcr \\u03b7: step 1 of 4")


def test_each_row_of_a_batch_is_told_apart(gradstep: Gradstep, tmp_path: Path) -> None:
    path = tmp_path / "batch.toml"
    path.write_text(NETWORK.replace("epochs = 2", 'epochs = 2\nbatch_size = "all"'), encoding="utf-8")
    out = gradstep("explain", path).out
    assert "  ŷ[row 2]   = z₁₁ " in out
    assert "L        = (L[row 1] + L[row 2])/2 = (2.25 + 6.25)/2 = 4.25" in out
    assert "∂L/∂w¹₁₁       = ∂L/∂z₁₁[row 1]·x[row 1] + ∂L/∂z₁₁[row 2]·x[row 2]" in out


def test_json_has_the_keys_and_numbers_of_the_contract(gradstep: Gradstep) -> None:
    record = gradstep("explain", "package-prediction", "--format", "json").record
    assert list(record) == ["step", "values", "gradients", "beats"]
    assert record["step"] == 1
    assert set(record["values"]) == {
        "cgpa", "profile_score", "lpa", "z1_1", "a1_1", "z1_2", "a1_2", "z2_1", "a2_1", "loss",
    }  # fmt: skip
    assert record["values"]["cgpa"] == 8
    assert record["values"]["a1_1"] == pytest.approx(1.6)
    assert record["values"]["loss"] == pytest.approx(13.5424)
    assert record["gradients"]["a2_1"] == pytest.approx(-7.36)
    assert record["gradients"]["w2_1_1"] == pytest.approx(-11.776)
    assert len(record["gradients"]) == 6 + 9
    beat = next(beat for beat in record["beats"] if beat["quantity"] == "z1_1")
    assert beat == {
        "phase": "forward",
        "quantity": "z1_1",
        "symbolic": "w1_1_1*cgpa + w1_2_1*profile_score + b1_1",
        "substituted": "0.1*8 + 0.1*8 + 0",
        "result": pytest.approx(1.6),
    }


def test_the_values_of_a_batch_are_lists(gradstep: Gradstep, tmp_path: Path) -> None:
    path = tmp_path / "batch.toml"
    path.write_text(NETWORK.replace("epochs = 2", 'epochs = 2\nbatch_size = "all"'), encoding="utf-8")
    record = gradstep("explain", path, "--format", "json").record
    # ŷ 0.5 and 1.5; ∂L/∂ŷ is −2(y − ŷ)/2; ∂L/∂w = −1.5·1 − 2.5·3.
    assert record["values"] == {
        "x": [1, 3],
        "y": [2, 4],
        "z1_1": [0.5, 1.5],
        "a1_1": [0.5, 1.5],
        "loss": 4.25,
    }
    assert record["gradients"] == {"a1_1": [-1.5, -2.5], "z1_1": [-1.5, -2.5], "w1_1_1": -9.0, "b1_1": -4.0}
    told = [(beat["quantity"], beat.get("row")) for beat in record["beats"]]
    assert ("z1_1", 1) in told
    assert ("z1_1", 2) in told
    assert ("gradient.w1_1_1", None) in told


def test_an_unnamed_value_of_a_function_is_keyed_by_its_text(gradstep: Gradstep) -> None:
    record = gradstep("explain", "parabola", "--format", "json").record
    assert record["values"] == {"x": 5.0, "x**2": 25.0, "loss": 25.0}
    assert record["gradients"] == {"x**2": 1.0, "x": 10.0}


@pytest.mark.parametrize(
    ("scenario", "step", "told"),
    [
        (
            "parabola",
            "26",
            "There is no step 26: the run ends after 25 steps: the end set by the scenario.\n",
        ),
        (
            "learning-rates",
            "82",
            "There is no step 82: the run ends after 81 steps: the condition abs(new.w - 2) <= 0.022 holds (when).\n",
        ),
    ],
)
def test_a_step_after_the_end_is_bad_usage(gradstep: Gradstep, scenario: str, step: str, told: str) -> None:
    assert gradstep("explain", scenario, "--step", step) == (2, "", told)


def test_the_step_that_diverged_can_be_told_and_none_after_it(gradstep: Gradstep, tmp_path: Path) -> None:
    path = tmp_path / "exploding.toml"
    path.write_text(EXPLODING.replace("steps = 3", "steps = 100"), encoding="utf-8")
    last = gradstep("explain", path, "--step", "5", "--format", "json")
    assert last.status == 3
    assert last.record["values"]["loss"] is None
    beyond = gradstep("explain", path, "--step", "6")
    assert (beyond.status, beyond.out) == (3, "")
    assert beyond.err.startswith("The run diverged: at step 5")


def test_a_derivative_that_is_no_expression_of_the_language_is_said_to_be_one(
    gradstep: Gradstep, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = 101 * "sin(" + "x" + 101 * ")"
    monkeypatch.setattr(function_text, "derivatives_of", lambda function: {"x": deep})
    assert (
        "∂L/∂x = (longer or deeper than any expression that is read here)"
        in gradstep("explain", "parabola").out
    )


def test_a_batch_as_json_has_as_many_rows_as_are_asked_for(gradstep: Gradstep, tmp_path: Path) -> None:
    path = tmp_path / "batch.toml"
    rows = "generator = { name = 'xor', n = 150 }"
    text = re.sub(r"columns.*\ninputs.*\ntargets.*\nrows.*", rows, NETWORK)
    path.write_text(text.replace("epochs = 2", 'epochs = 2\nbatch_size = "all"'), encoding="utf-8")
    every = gradstep("explain", path, "--format", "json", "--rows", "150").record
    assert "rows_left_out" not in every
    assert len(every["values"]["x1"]) == len(every["gradients"]["z1_1"]) == 150
    few = gradstep("explain", path, "--format", "json", "--rows", "3").record
    assert few["rows_left_out"] == 147
    assert few["values"]["x1"] == every["values"]["x1"][:3]
    assert few["gradients"]["z1_1"] == every["gradients"]["z1_1"][:3]
    assert few["gradients"]["w1_1_1"] == every["gradients"]["w1_1_1"]
    assert gradstep("explain", path, "--format", "json").record["rows_left_out"] == 50
