"""Fixtures of the command-line tests: the command line in this process, sessions, small scenario files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.commandline import FUNCTION, NETWORK, Gradstep, Said
from tui.cli.main import main


@pytest.fixture
def gradstep(capsys: pytest.CaptureFixture[str]) -> Gradstep:
    """Run the command line in this process, which has no terminal."""

    def run(*words: str | Path) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ending:
            main([str(word) for word in words])
        assert isinstance(ending.value.code, int)
        out, err = capsys.readouterr()
        return Said(ending.value.code, out, err)

    return run


@pytest.fixture
def _full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every write to a disk fail for lack of space."""

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this test's own sessions."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "gradstep" / "sessions"


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """The file of a small network: ŷ = w·x + b, from w 0.5 and b 0."""
    path = tmp_path / "network.toml"
    path.write_text(NETWORK, encoding="utf-8")
    return path


@pytest.fixture
def function(tmp_path: Path) -> Path:
    """The file of a parabola."""
    path = tmp_path / "function.toml"
    path.write_text(FUNCTION, encoding="utf-8")
    return path
