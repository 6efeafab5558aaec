"""Words on the panes that lead to their place in the glossary."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.networks import network_text
from tests.tui.workspaces import pane_named, workspace_at, written
from tui.workspace.edits import change_learning_rate
from tui.workspace.workspace import Workspace


def led_to(workspace: Workspace, pane: str) -> dict[str, str]:
    """Each word of a pane that leads to a term, with that term."""
    rows = pane_named(workspace, pane).rows(workspace.snapshot(), 110, 24)
    linked = [(span.text.strip(), span.target.partition(":")) for row in rows for span in row]
    return {word: term for word, (kind, _, term) in linked if kind == "term" and word}


@pytest.mark.parametrize(
    ("pane", "expected"),
    [
        (
            "parameters",
            {
                "value": "parameter",
                "gradient": "gradient",
                "update": "update",
                "new": "update",
                "history": "history",
                "9 in θ": "parameter",
                "|∇L| 37.9036": "length of the gradient",
            },
        ),
        (
            "data",
            {
                "cgpa": "input",
                "profile_score": "input",
                "lpa": "target",
                "ŷ": "prediction",
                "loss": "loss",
                "mean of epoch 5, as it went": "epoch mean",
                "mean of all rows, before → after": "all rows",
            },
        ),
        (
            "loss",
            {
                "• loss": "loss",
                "◆ mean": "epoch mean",
                "■ all rows": "all rows",
                "epoch 5": "epoch",
            },
        ),
        (
            "story",
            {"backward": "backpropagation", "update": "update"},
        ),
        (
            "stage",
            {
                "L = (y − ŷ)²": "mse",
                "∂L": "partial derivative",
                "slope of the loss": "partial derivative",
                "δ": "delta",
                "∂L/∂a": "delta",
                "Δ": "update",
                "update": "update",
                "←": "update",
                "new value": "update",
            },
        ),
    ],
)
def test_the_words_of_a_pane_lead_to_their_terms(pane: str, expected: dict[str, str]) -> None:
    assert led_to(workspace_at("package-prediction", 20), pane) == expected


def test_a_column_of_the_data_is_an_input_whatever_its_name_means_elsewhere(tmp_path: Path) -> None:
    text = network_text((2, 2, 1)).replace("in_aaa", "weight").replace("in_aab", "batch")
    told = led_to(workspace_at(written(tmp_path, text), 1), "data")
    assert (told["weight"], told["batch"], told["out_aaa"], told["ŷ"]) == (
        "input",
        "input",
        "target",
        "prediction",
    )


def test_other_lines_of_the_chart_say_what_they_are() -> None:
    compared = workspace_at("learning-rates", 3)
    assert set(led_to(compared, "loss").values()) == {"compared run"}
    branched = workspace_at("parabola", 3)
    branched.go(1)
    change_learning_rate(branched.run, 1)
    branched.align_runs()
    assert "ghost" in led_to(branched, "loss").values()
