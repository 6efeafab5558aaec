"""Every command ends with a sentence and an exit status; a traceback is shown only on request."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from tests.cli.commandline import Gradstep
from tui.headless.errors import Failure, Refusal
from tui.headless.exit_handling import exit_status_of


def raising(error: BaseException) -> Callable[[], int]:
    def work() -> int:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (click.exceptions.Exit(3), 3, ""),
        (Refusal("There is no such step."), 2, "There is no such step.\n"),
        (Failure("x.toml:1: kind: required"), 1, "x.toml:1: kind: required\n"),
        (click.UsageError("No such option"), 2, "Error: No such option\n"),
        (KeyboardInterrupt(), 130, "Interrupted.\n"),
        (MemoryError(), 1, "Not enough memory for this command.\n"),
        (FileNotFoundError(2, "No such file or directory", "x"), 1, "x: No such file or directory\n"),
        (OSError(28, "No space left on device"), 1, "standard output: No space left on device\n"),
    ],
    ids=repr,
)
def test_what_is_expected_ends_with_its_status(
    error: BaseException, status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status_of(raising(error)) == status
    assert capsys.readouterr() == ("", told)


@pytest.mark.parametrize(
    "words",
    [["list", "a\x1b[31m\u202eb"], ["run", "parabola", "--output", "\x1b[31m\u202e/b"]],
    ids=["a word too many", "a folder that is not there"],
)
def test_no_word_of_the_command_line_commands_the_terminal(gradstep: Gradstep, words: list[str]) -> None:
    err = gradstep(*words).err
    assert err.splitlines()[-1].startswith("Error: ")
    assert "\x1b" not in err
    assert "\u202e" not in err


def test_a_mistake_of_gradsteps_own_is_told_with_the_report_of_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "from-the-environment")
    error = ValueError("no\x1b[31m such thing")
    error.add_note("Your work is saved.")

    def work() -> int:
        local = "variable".removesuffix("able") + "ety"
        raise error if local else KeyError

    assert exit_status_of(work) == 1
    err = capsys.readouterr().err
    found = re.fullmatch(
        r"Internal error: ValueError: no\[31m such thing\n"
        r"Please report it, with the file (.+)\.\nYour work is saved\.\n",
        err,
    )
    assert found is not None
    report = Path(found[1])
    assert report.parent.name == "reports"
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    text = report.read_text(encoding="utf-8")
    assert "Traceback (most recent call last):" in text
    assert f'{Path(__file__).name}", line' in text
    assert "ValueError: no[31m such thing" in text
    assert "\ntextual 8.2.8\n" in text
    assert "from-the-environment" not in text
    assert "variety" not in text


def test_where_no_report_can_be_written_it_is_told_how_to_get_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert exit_status_of(raising(ValueError("no such thing"))) == 1
    err = capsys.readouterr().err
    assert "GRADSTEP_DEBUG=1" in err
    assert "Traceback" not in err


def test_who_asks_for_it_sees_the_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADSTEP_DEBUG", "1")
    assert exit_status_of(raising(ValueError("no such thing"))) == 1
    err = capsys.readouterr().err
    assert err.startswith("Traceback (most recent call last):")
    assert "Internal error: ValueError: no such thing\n" in err
