"""Where Python has no fcntl and termios, as on Windows, everything that needs no terminal works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commandline import ROOT, surroundings

HIDDEN = ("fcntl", "termios", "tty", "pty", "resource", "grp", "pwd")
PROGRAM = f"""
import os, signal, sys
for name in {HIDDEN!r}:
    sys.modules[name] = None  # importing it fails
for module, name in (
    (os, "O_CLOEXEC"), (os, "O_NONBLOCK"), (os, "fchmod"), (os, "set_blocking"), (os, "getuid"),
    (signal, "SIGHUP"), (signal, "SIGQUIT"), (signal, "SIGUSR1"), (signal, "SIGWINCH"), (signal, "SIGTSTP"),
):
    delattr(module, name)
from tui.cli.main import main
for arguments in sys.argv[1].split(";"):
    try:
        main(arguments.split())
    except SystemExit as ending:
        print("status", ending.code, flush=True)
"""
"""The commands of the first argument, one after the other, each followed by its exit status."""


def run(*commands: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, ";".join(commands)],
        cwd=cwd,
        env={**surroundings(), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_commands_that_need_no_terminal_work(tmp_path: Path) -> None:
    commands = (
        "--version",
        "--help",
        "list",
        "doctor",
        "schema",
        "new mine.toml",
        "check mine.toml",
        "run mine.toml --output mine.csv --format csv",
        "run parabola --output mine.csv",
        "explain mine.toml",
        "sessions",
    )
    done = run(*commands, cwd=tmp_path)
    assert [line for line in done.stdout.splitlines() if line.startswith("status ")] == ["status 0"] * len(
        commands
    )
    assert "Traceback" not in done.stderr
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["", "parabola", "parabola --plain", "play parabola", "resume"])
def test_what_needs_one_says_what_to_use(command: str, tmp_path: Path) -> None:
    done = run(command, cwd=tmp_path)
    assert done.stdout == "status 2\n"
    if command == "resume":
        assert "There is no session to resume yet" in done.stderr
    else:
        assert done.stderr.startswith("The screen and plain mode need ")
        assert "WSL" in done.stderr
        assert done.stderr.count("\n") == 1
