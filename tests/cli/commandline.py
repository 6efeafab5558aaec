"""The command line in tests: in this process, or as a separate program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "tui"]

NETWORK = """\
format = 1
kind = "network"
title = "Two rows"
[data]
columns = ["x", "y"]
inputs = ["x"]
targets = ["y"]
rows = [[1, 2], [3, 4]]
[network]
layers = [{ units = 1 }]
[network.initial]
method = "constant"
value = 0.5
[training]
epochs = 2
[training.optimizer]
learning_rate = 0.1
"""

FUNCTION = """\
format = 1
kind = "function"
title = "A parabola"
[function]
expression = "x**2"
[function.start]
x = 5
[training]
steps = 3
[training.optimizer]
learning_rate = 0.1
"""

EXPLODING = FUNCTION.replace("x**2", "x**4").replace("learning_rate = 0.1", "learning_rate = 1")
"""x ← x − 4x³ from 5: −495, 4.9e8, −4.6e26, 3.8e80, −2.2e242."""


class Said(NamedTuple):
    """The exit status and the output of a command."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[Any]:
        """Each line of the output as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def record(self) -> Any:
        """The only line of the output as JSON."""
        (record,) = self.records
        return record


Gradstep = Callable[..., Said]
"""Runs the command line with these words."""


def surroundings(**more: str) -> Mapping[str, str]:
    """The environment of a separate program in any folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return inherited | {"PYTHONPATH": str(ROOT)} | more


def program(*words: str, folder: Path | None = None, **more: str) -> Said:
    """Run the command line as a separate program without a terminal."""
    done = subprocess.run(
        [*COMMAND, *words],
        cwd=folder or ROOT,
        env=surroundings(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)
