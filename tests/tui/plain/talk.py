"""Conversations as tests have them: what is typed, and what is said to each line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.commandline import COMMAND, ROOT, surroundings
from tui.cli.main import main
from tui.plain.page import PROMPT


class Talk(NamedTuple):
    """A conversation that has ended."""

    status: int
    out: str
    err: str

    @property
    def beginning(self) -> list[str]:
        """What is said before anything is typed."""
        return self.out.split(f"\n{PROMPT}")[0].splitlines()

    @property
    def answers(self) -> list[list[str]]:
        """What is said to each line that was typed, without the line itself; the last one is that to the end."""
        return [answer.splitlines()[1:] for answer in self.out.split(f"\n{PROMPT}")[1:]]

    @property
    def answer(self) -> list[str]:
        """What is said to the last line before the end of input."""
        return self.answers[-2]


Conversation = Callable[..., Talk]
"""Talks about a scenario in lines."""


def talked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Conversation:
    """A way to talk in this process, which has no terminal."""

    def talk(scenario: str | Path, *lines: str, words: tuple[str, ...] = ()) -> Talk:
        capsys.readouterr()
        typed = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(typed), encoding="utf-8"))
            with pytest.raises(SystemExit) as ending:
                main([str(scenario), "--plain", *words])
        assert isinstance(ending.value.code, int)
        return Talk(ending.value.code, *capsys.readouterr())

    return talk


def piped(typed: bytes, *words: str, folder: Path | None = None, **more: str) -> Talk:
    """The same in a program of its own, with pipes at both ends; what it writes has to be UTF-8."""
    done = subprocess.run(
        [*COMMAND, *words, "--plain"],
        cwd=folder or ROOT,
        env=surroundings(**more),
        input=typed,
        capture_output=True,
        check=False,
    )
    return Talk(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
