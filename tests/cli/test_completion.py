"""Completion in bash, zsh and fish: the scripts, and the proposals."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.commandline import ROOT, Gradstep, surroundings
from tests.support.sessions import begun, save

Ask = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("shell", "registration"),
    [
        ("bash", "complete -o nosort -F _gradstep_completion gradstep"),
        ("zsh", "compdef _gradstep_completion gradstep"),
        ("fish", "complete --no-files --command gradstep"),
    ],
)
def test_the_script_of_each_shell_registers_the_command(
    gradstep: Gradstep, monkeypatch: pytest.MonkeyPatch, shell: str, registration: str
) -> None:
    monkeypatch.setenv("_GRADSTEP_COMPLETE", f"{shell}_source")
    said = gradstep()
    assert said.status == 0
    assert registration in said.out
    assert f"_GRADSTEP_COMPLETE={shell}_complete" in said.out


@pytest.fixture
def proposed(gradstep: Gradstep, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Ask as bash does, with the last of these words being typed, in a folder without scenarios."""
    monkeypatch.chdir(tmp_path)

    def ask(*words: str) -> list[tuple[str, str]]:
        monkeypatch.setenv("_GRADSTEP_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(["gradstep", *words]))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        said = gradstep()
        assert (said.status, said.err) == (0, "")
        answers = (line.partition(",") for line in said.out.splitlines() if line)
        return [(value, kind) for kind, _, value in answers]

    return ask


def test_the_first_word_is_a_command_or_a_scenario(proposed: Ask) -> None:
    assert proposed("p") == [
        ("play", "plain"),
        ("package-classification", "plain"),
        ("package-prediction", "plain"),
        ("parabola", "plain"),
    ]
    assert proposed("ex") == [("explain", "plain")]


@pytest.mark.parametrize("command", ["run", "play", "explain"])
def test_a_scenario_is_a_bundled_name_or_a_toml_file(proposed: Ask, command: str, tmp_path: Path) -> None:
    for name in ("mine.toml", "mine.csv", "other.toml"):
        (tmp_path / name).touch()
    assert proposed(command, "m") == [("mazur", "plain"), ("mine.toml", "plain")]
    assert proposed(command, f"{tmp_path}/m") == [(f"{tmp_path}/mine.toml", "plain")]


def test_where_nothing_fits_the_shell_finds_files_itself(proposed: Ask) -> None:
    assert proposed("run", "nowhere/x") == [("nowhere/x", "file")]
    assert proposed("check", "nowhere/x") == [("nowhere/x", "file")]
    assert proposed("nowhere/x") == [("nowhere/x", "file")]


def test_set_proposes_the_keys_of_the_scenario(proposed: Ask) -> None:
    assert ("training.optimizer.learning_rate=", "plain") in proposed("run", "mazur", "--set", "training.opt")
    assert proposed("run", "mazur", "--set", "cue") == []


def test_formats_and_bundled_names_are_proposed(proposed: Ask) -> None:
    assert proposed("run", "mazur", "--format", "j") == [("jsonl", "plain")]
    assert proposed("new", "x.toml", "--from", "par") == [("parabola", "plain")]


def test_sessions_are_proposed_by_id(proposed: Ask, state: Path) -> None:
    assert proposed("sessions", "delete", "2") == []
    session = save(begun())
    assert proposed("sessions", "delete", "2") == [(session.id, "plain")]


def test_zsh_and_fish_are_answered_too(gradstep: Gradstep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", "gradstep maz")
    monkeypatch.setenv("COMP_CWORD", "1")
    monkeypatch.setenv("_GRADSTEP_COMPLETE", "zsh_complete")
    assert gradstep().out.splitlines()[:2] == ["plain", "mazur"]
    monkeypatch.setenv("COMP_CWORD", "maz")
    monkeypatch.setenv("_GRADSTEP_COMPLETE", "fish_complete")
    assert "mazur" in gradstep().out


def test_bash_completes_with_the_script(tmp_path: Path) -> None:
    command = tmp_path / "gradstep"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tui "$@"\n')
    command.chmod(0o755)
    done = subprocess.run(
        [
            "bash",
            "-c",
            'eval "$(_GRADSTEP_COMPLETE=bash_source gradstep)" && COMP_WORDS=(gradstep maz) && COMP_CWORD=1'
            ' && _gradstep_completion gradstep && echo "${COMPREPLY[*]}"',
        ],
        cwd=ROOT,
        env=surroundings(PATH=f"{tmp_path}:{os.environ['PATH']}"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.stdout, done.stderr) == ("mazur\n", "")


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"COMP_WORDS": "gradstep"},
        {"COMP_WORDS": "gradstep x", "COMP_CWORD": "x"},
        {"COMP_WORDS": "", "COMP_CWORD": ""},
    ],
)
def test_without_the_variables_of_a_shell_completion_says_what_it_is_for(
    gradstep: Gradstep, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    monkeypatch.setenv("_GRADSTEP_COMPLETE", "bash_complete")
    for name in ("COMP_WORDS", "COMP_CWORD"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    said = gradstep()
    assert said.status == 2
    assert said.err.startswith("_GRADSTEP_COMPLETE is for the completion of shells")


def test_no_control_character_is_proposed(
    gradstep: Gradstep, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "odd.toml"
    path.write_text('[training]\n"a\\u001b[2J" = 1\n"b\\nplain,rm" = 1\ngood = 1\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("_GRADSTEP_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "gradstep run odd.toml --set ")
    monkeypatch.setenv("COMP_CWORD", "4")
    assert gradstep().out == "plain,training.good=\n"
    monkeypatch.setenv("COMP_WORDS", "gradstep check \x1b[2J")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert gradstep().out.strip() == ""
    path.write_text(".".join(["'a'"] * 20_000) + " = 1", encoding="utf-8")
    monkeypatch.setenv("COMP_WORDS", "gradstep run odd.toml --set ")
    monkeypatch.setenv("COMP_CWORD", "4")
    assert gradstep().out.strip() == ""
