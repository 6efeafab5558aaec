"""Ctrl+C and SIGTERM: the run ends after the current step, and its results are written whole."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commandline import COMMAND, ROOT, Gradstep, surroundings
from tui.headless import run
from tui.headless.interruption import Interruption
from tui.headless.progress import Progress

ENDLESS = ("run", "package-prediction", "--epochs", "100000000")


class Interrupting(Progress):
    """A progress bar that sends this process a signal once seven steps are taken."""

    signals: tuple[signal.Signals, ...] = (signal.SIGINT,)

    def reached(self, done: int) -> None:
        if done >= 7:
            for number in self.signals:
                signal.raise_signal(number)


@pytest.fixture(autouse=True)
def _listening() -> Iterator[None]:
    """Give SIGINT its usual handler, also where the tests run in the background and it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def _interrupting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "Progress", Interrupting)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_whole_lines_and_its_own_status(number: signal.Signals, status: int) -> None:
    with subprocess.Popen(
        [*COMMAND, *ENDLESS, "--format", "jsonl"],
        cwd=ROOT,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        out = process.stdout.readline()
        process.send_signal(number)
        out += process.stdout.read()
        err = process.stderr.read()
    steps = [json.loads(line)["step"] for line in out.splitlines()]
    assert steps == list(range(1, len(steps) + 1))
    assert out.endswith("\n")
    assert process.returncode == status
    assert err == f"Interrupted after step {steps[-1]:,}; the results up to this step are written.\n"


@pytest.mark.usefixtures("_interrupting")
def test_an_interrupted_summary_says_so(gradstep: Gradstep) -> None:
    said = gradstep(*ENDLESS)
    assert said.status == 130
    assert said.record["stopped"] == "interrupted"
    assert said.record["steps"] >= 7
    assert len(said.record["epoch_losses"]) == said.record["epochs"] == said.record["steps"] // 4
    assert said.record["parameters"]["w1_1_1"] > 0.1


@pytest.mark.usefixtures("_interrupting")
def test_runs_that_were_not_begun_are_left_out(gradstep: Gradstep) -> None:
    said = gradstep("run", "learning-rates")
    assert said.status == 130
    assert (said.record["run"], said.record["stopped"]) == (None, "interrupted")


@pytest.mark.usefixtures("_interrupting")
def test_an_interrupted_run_writes_its_file(gradstep: Gradstep, tmp_path: Path) -> None:
    output = tmp_path / "steps.jsonl"
    said = gradstep(*ENDLESS, "--format", "jsonl", "--output", output)
    assert (said.status, said.out) == (130, "")
    assert len(output.read_text(encoding="utf-8").splitlines()) == 7


def test_a_second_signal_ends_at_once(gradstep: Gradstep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Interrupting, "signals", (signal.SIGINT, signal.SIGINT))
    monkeypatch.setattr(run, "Progress", Interrupting)
    said = gradstep(*ENDLESS, "--format", "jsonl")
    assert (said.status, said.err) == (130, "Interrupted.\n")
    assert len(said.out.splitlines()) == 7


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Interruption() as interruption:
        signal.raise_signal(signal.SIGINT)
        assert not interruption
        signal.raise_signal(signal.SIGTERM)
        assert interruption
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN


def test_signals_mean_afterwards_what_they_meant_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interruption() as interruption:
        assert signal.getsignal(signal.SIGINT) != before
        signal.raise_signal(signal.SIGTERM)
        assert interruption
        assert signal.getsignal(signal.SIGINT) == before
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
