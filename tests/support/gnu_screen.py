"""A real GNU screen with a folder and no settings of its own, while a test needs it."""

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

_COMMAND = ("screen", "-c", os.devnull)


@dataclass(frozen=True)
class GnuScreen:
    """The folder of its sessions; removed when it ends."""

    folder: Path

    @property
    def env(self) -> dict[str, str]:
        """The variables that lead to these sessions and no others."""
        return {"SCREENDIR": str(self.folder)}

    def session(self, *words: str) -> list[str]:
        """The command that runs these words in a new session, which ends with them."""
        return [*_COMMAND, "-S", "tests", *words]


@contextmanager
def gnu_screen() -> Iterator[GnuScreen]:
    """Sessions in a folder of their own; skips the test where GNU screen is not installed."""
    if shutil.which("screen") is None:
        pytest.skip("GNU screen is not installed")
    # Not below pytest's folders: the path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="screen-") as name:
        screen = GnuScreen(Path(name))
        screen.folder.chmod(0o700)
        try:
            yield screen
        finally:
            subprocess.run(
                [*_COMMAND, "-S", "tests", "-X", "quit"],
                env={**os.environ, **screen.env},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
