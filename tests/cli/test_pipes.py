"""Output that cannot be written: a closed reader is no fault, a full disk is one; neither shows a traceback."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.commandline import COMMAND, ROOT, Gradstep, surroundings

FULL = Path("/dev/full")


def test_a_reader_that_goes_away_ends_the_run_quietly() -> None:
    process = subprocess.Popen(
        [*COMMAND, "run", "package-prediction", "--epochs", "1000000", "--format", "jsonl"],
        cwd=ROOT,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b'{"run": null, "step": 1')
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


@pytest.mark.parametrize("words", [["list"], ["run", "parabola"], ["explain", "parabola"]], ids=" ".join)
def test_a_reader_that_was_never_there_is_no_fault_either(words: list[str]) -> None:
    theirs, ours = os.pipe()
    os.close(theirs)
    done = subprocess.run(
        [*COMMAND, *words],
        cwd=ROOT,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=ours,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(ours)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_named_pipe_that_nobody_reads_is_refused(gradstep: Gradstep, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    said = gradstep("run", "parabola", "--output", pipe)
    assert (said.status, said.out) == (1, "")
    assert said.err == (
        f"Error: {pipe}: nobody reads this pipe; start its reader first; give another --output, or none\n"
    )
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize("to", ["a named pipe", "standard output", "standard output in a file"])
def test_an_output_that_passes_on_what_it_gets_is_written_as_it_comes(tmp_path: Path, to: str) -> None:
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.touch()
    there = file.stat().st_ino
    output = pipe if to == "a named pipe" else Path("/dev/stdout")
    with file.open("wb") as in_a_file:
        process = subprocess.Popen(
            [*COMMAND, "run", "parabola", "--format", "csv", "--output", str(output)],
            cwd=ROOT,
            env=surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=in_a_file if to == "standard output in a file" else subprocess.PIPE,
        )
    got = pipe.read_bytes() if output == pipe else b""
    got += process.communicate()[0] or b""
    got += file.read_bytes()
    assert process.returncode == 0
    assert got.startswith(b"run,step,")
    assert got.count(b"\n") == 26
    assert file.stat().st_ino == there
    assert sorted(tmp_path.iterdir()) == [file, pipe]


@pytest.mark.skipif(not FULL.exists(), reason="there is no device here that is always full")
@pytest.mark.parametrize("words", [["list"], ["run", "parabola"], ["explain", "parabola"]], ids=" ".join)
def test_a_full_disk_is_told_in_a_sentence(words: list[str]) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [*COMMAND, *words],
            cwd=ROOT,
            env=surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, "standard output: No space left on device\n")


@pytest.mark.skipif(not FULL.exists(), reason="there is no device here that is always full")
def test_narration_that_cannot_be_written_changes_nothing(function: Path) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [*COMMAND, "check", str(function)],
            cwd=ROOT,
            env=surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=full,
            check=False,
        )
    assert (done.returncode, done.stdout) == (0, b"")


def test_a_closed_standard_output_is_told() -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *COMMAND, "list"],
        cwd=ROOT,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "standard output is closed" in done.stderr
