"""What is compared does the same work, and what is measured is held against its budget as the table says."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.changed_cells import least_bytes
from benchmarks.engine_step import EPOCH_LOSSES, Disagreement, check, ways_to_train
from benchmarks.history import bytes_held
from benchmarks.measuring import Budget, Measurement, by_turns
from benchmarks.table import row
from engine.descent.series import Series
from scenarios.building import build
from scenarios.loading import load
from tests.support.emulator import Cell


def screen(*rows: str, colour: str = "default", background: str = "default") -> list[list[Cell]]:
    return [[painted(character, colour, background) for character in line] for line in rows]


def painted(character: str, colour: str, background: str = "default") -> Cell:
    return Cell(character, colour, background, bold=False, italic=False, underlined=False, reversed=False)


def test_every_way_to_train_comes_to_the_published_losses() -> None:
    reports = ways_to_train(build(load("package-prediction"))[0].training)
    assert {"engine", "plain loop", "scalar engine"} <= set(reports)
    for name, train in reports.items():
        check(name, train(len(EPOCH_LOSSES)))


def test_a_way_that_does_other_work_is_not_timed() -> None:
    with pytest.raises(Disagreement, match="sloppy: the loss of epoch 2 is"):
        check("sloppy", [EPOCH_LOSSES[0], EPOCH_LOSSES[1] + 1.1e-11, *EPOCH_LOSSES[2:]])


def test_what_is_compared_takes_turns_in_either_order() -> None:
    turns: list[str] = []

    def task(name: str) -> float:
        turns.append(name)
        return float(len(turns))

    figures = by_turns({"a": lambda: task("a"), "b": lambda: task("b")}, rounds=3)
    assert "".join(turns) == "abbaab"
    assert figures == {"a": [1.0, 4.0, 5.0], "b": [2.0, 3.0, 6.0]}


@pytest.mark.parametrize(
    ("budget", "figures", "cells"),
    [
        (Budget(1.0, "×"), (0.5, 1.0, 2.0), ["≤ 1×", "1×", "0.75 – 1.50", "inside"]),
        (Budget(1.0, "×"), (0.5, 1.02, 2.0), ["≤ 1×", "1.02×", "0.76 – 1.51", "OUTSIDE"]),
        (Budget(4.0, "×", at_least=True), (3.99,), ["≥ 4×", "3.99×", "OUTSIDE"]),
        (Budget(80.0, " ms", extra=True), (75.25,), ["≤ +80 ms", "+75.2 ms", "inside"]),
        (Budget(0.0, " bytes"), (1234,), ["≤ 0 bytes", "1,234 bytes", "OUTSIDE"]),
    ],
)
def test_the_median_is_held_against_the_budget(
    budget: Budget, figures: tuple[float, ...], cells: list[str]
) -> None:
    line = row(Measurement("a step", budget, figures))
    assert [cell.strip() for cell in line.split("  ") if cell.strip()] == ["a step", *cells]


def test_another_quantile_is_held_against_the_budget_where_one_is_given() -> None:
    waits = [10.0] * 90 + [50.0] * 10
    assert row(Measurement("keys", Budget(40, " ms"), waits)).endswith("inside")
    assert row(Measurement("keys", Budget(40, " ms"), waits, quantile=0.95)).endswith("OUTSIDE")


def test_what_could_not_be_measured_says_why_and_has_no_verdict() -> None:
    told = row(Measurement("torch", Budget(12, "×", at_least=True), note="torch is not installed"))
    assert told.split() == ["torch", "≥", "12×", "—", "torch", "is", "not", "installed"]


def test_the_least_that_changes_a_screen_by_hand() -> None:
    before = screen("abcd", "efgh")
    assert least_bytes(before, before) == 0
    # "\x1b[2;2H", a style of 12 bytes, and two characters
    assert least_bytes(before, screen("abcd", "eFGh")) == 6 + 12 + 2
    # two runs of one style, the second with a character of two bytes
    assert least_bytes(before, screen("aBcd", "efgη")) == (6 + 12 + 1) + (6 + 2)
    after = screen("abcd", "efgh")
    after[0][:3] = [painted("A", "red"), painted("B", "ff0000"), painted("C", "ff0000", "blue")]
    # the first run's second colour is a colour alone, its third a style
    assert least_bytes(before, after) == 6 + (12 + 1) + (5 + 1) + (12 + 1)


def test_what_an_object_holds_is_counted_once_with_what_lies_under_its_views() -> None:
    series = Series()
    for number in range(100_000):
        series.append(float(number))
    held = bytes_held([series.array, series.array])
    assert 8 * 2**17 <= held < 8 * 2**17 + 1000


def test_a_benchmark_that_fails_is_told_by_the_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setitem(BENCHMARKS, "table", "a module that measures nothing")
    assert main(["table"]) == 1
    out, err = capsys.readouterr()
    assert "table failed" in out
    assert "has no attribute 'measure'" in err


def test_a_benchmark_that_there_is_not_is_refused_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["engine-step", "no-such"])
    assert f"no benchmark 'no-such'; there are {', '.join(BENCHMARKS)}" in capsys.readouterr().err
