"""A real tmux with a socket and no settings of its own, while a test needs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_COMMAND = ("tmux", "-L", "gradstep-tests", "-f", os.devnull)


@dataclass(frozen=True)
class Tmux:
    """A tmux server that starts with its first session."""

    folder: Path
    """The folder of its socket; removed when it ends."""

    @property
    def env(self) -> dict[str, str]:
        """The variables that lead to this server and no other."""
        return {"TMUX_TMPDIR": str(self.folder)}

    def session(self, *words: str) -> list[str]:
        """The command that runs these words in a new session, which ends with them."""
        return [*_COMMAND, "new-session", *words]

    def ask(self, *words: str) -> str:
        """The output of a command to the server, such as `display-message -p FORMAT`."""
        asked = subprocess.run(
            [*_COMMAND, *words],
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return asked.stdout.strip()


@contextmanager
def tmux_server() -> Iterator[Tmux]:
    """A server with a folder of its own; skips the test where tmux is not installed."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    # Not below pytest's folders: the path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="tmux-") as name:
        tmux = Tmux(Path(name))
        try:
            yield tmux
        finally:
            subprocess.run(
                [*_COMMAND, "kill-server"],
                env={**os.environ, **tmux.env},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
